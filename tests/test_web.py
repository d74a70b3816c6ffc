"""The reading room shows what is in the corpus, takes files in, and answers nobody it should not."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import time
import zipfile
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import anyio
import pytest
from factories import EXAMPLE
from starlette.testclient import TestClient

from retold.corpus import open_corpus
from retold.encode.hashing import HashingEncoder
from retold.model import Article, Span, article_id
from retold.read import read_articles
from retold.web import make_app
from retold.web.app import CHANGES
from retold.web.charts import draw_arcs, spread, timeline
from retold.web.guard import MOST_UPLOAD, Access
from retold.web.room import Room
from retold.web.serve import access_for
from retold.web.texts import Mark, cut

ENCODER = "retold.encode.hashing:HashingEncoder"
ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "http://127.0.0.1:8017"

#: What an input may hold to act as markup.
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


class Parsed(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def each(self, tag: str, name: str) -> list[str]:
        return [str(attrs[name]) for found, attrs in self.tags if found == tag and name in attrs]


def serve_room(path: Path, access: Access | None = None, languages: Sequence[str] = ()) -> TestClient:
    room = Room(lambda loaded: open_corpus(path, encoder=loaded or ENCODER), languages)
    return TestClient(make_app(room, access), base_url=HERE, follow_redirects=False)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("room") / "example.db"
    with open_corpus(path, encoder=ENCODER) as corpus:
        corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
    return path


@pytest.fixture(scope="module")
def room(example: Path) -> Iterator[TestClient]:
    with serve_room(example) as client:
        yield client


def test_events_and_stories_are_labelled_in_the_languages_of_the_room(tmp_path: Path) -> None:
    body = "Gjashtë ura në luginën e Vardës u mbyllën të martën. Inxhinierët i kontrollojnë deri në qershor."
    rows = [("en", "Six bridges closed"), ("en", "Six bridges closed"), ("sq", "U mbyllën gjashtë ura")]
    news = tmp_path / "news.jsonl"
    told = [
        {
            "title": title,
            "text": body,
            "language": language,
            "published": "2025-03-04",
            "outlet": f"paper {n}",
        }
        for n, (language, title) in enumerate(rows)
    ]
    news.write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    with open_corpus(tmp_path / "news.db", encoder=ENCODER) as corpus:
        corpus.add(read_articles(news))
        [event], [story] = corpus.events(), corpus.stories()
    addresses = ["/", "/events", f"/event/{event.id}", f"/story/{story.id}"]
    for languages, label in ([], rows[0][1]), (["xx", "sq"], rows[2][1]):
        with serve_room(tmp_path / "news.db", languages=languages) as client:
            for address in addresses:
                links = re.findall(r"<(?:h1|a class=.label.)[^>]*><bdi>(.*?)</bdi>", client.get(address).text)
                assert set(links) == {label}, address
            assert client.get("/events.json").json()["events"][0]["label"] == label
            assert client.get(f"/story/{story.id}.json").json()["label"] == label


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    with serve_room(tmp_path / "empty.db") as client:
        yield client


def largest_event(client: TestClient) -> dict[str, Any]:
    events = client.get("/events.json?sort=told").json()["events"]
    found: dict[str, Any] = client.get(f"/event/{events[0]['id']}.json").json()
    return found


def form_key(client: TestClient) -> str:
    return Parsed(client.get("/add").text).each("input", "value")[-1]


def hand_in(client: TestClient, *files: tuple[str, bytes], **fields: str) -> dict[str, Any]:
    answer = client.post(
        "/add",
        data={"key": form_key(client)} | fields,
        files=[("files", (name, content)) for name, content in files],
    )
    assert answer.status_code == 303, answer.text
    return await_job(client, answer.headers["location"])


def await_job(client: TestClient, address: str) -> dict[str, Any]:
    for _ in range(400):
        job: dict[str, Any] = client.get(address + ".json").json()
        if job["finished"]:
            return job
        time.sleep(0.02)
    raise AssertionError("the hand-in was not read")


# Reading


def test_every_kind_of_link_leads_to_a_page_with_a_json_twin(room: TestClient) -> None:
    waiting, seen = ["/", "/search?q=Prespa"], set[str]()
    while waiting:
        address = waiting.pop(0)
        answer = room.get(address)
        assert answer.status_code == 200, address
        if "attachment" in answer.headers.get("content-disposition", ""):
            continue
        page = Parsed(answer.text)
        twin = room.get(page.each("a", "href")[-1])
        assert (twin.status_code, twin.headers["content-type"]) == (200, "application/json"), address
        for link in page.each("a", "href"):
            place = re.sub("#.*", "", link if link[0] == "/" else address.split("?")[0] + link)
            shape = re.sub(r"(?<=/)\w{16,}(?:\.\d+)?|=[^&]*", "", place)
            if shape not in seen and not place.split("?")[0].endswith(".json"):
                seen.add(shape)
                waiting.append(place)
    assert {"/event/", "/event//claim/", "/article/", "/entity/", "/article/?beside"} <= seen


def test_the_first_page_says_what_came_in(room: TestClient) -> None:
    said = room.get("/corpus.json").json()
    assert said["articles"] == 9
    assert said["languages"]["mk"] == 3
    assert said["outlets"]["prespautro"] == 2
    assert "9 articles in 7 languages from 8 outlets" in room.get("/").text


def test_an_empty_corpus_says_what_to_do(empty: TestClient) -> None:
    page = Parsed(empty.get("/").text)
    assert "/add" in page.each("a", "href")
    assert "retold add" in page.words


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("", 9),
        ("language=el", 1),
        ("outlet=prespautro", 2),
        ("language=el&outlet=prespautro", 0),
        ("language=xx", 0),
        ("dated=no", 0),
    ],
)
def test_articles_are_filtered(room: TestClient, query: str, articles: int) -> None:
    assert room.get(f"/articles.json?{query}").json()["total"] == articles


@pytest.mark.parametrize(
    ("query", "dates"),
    [
        ("from=2025-09-20", {"2025-09-24"}),
        ("from=2025-09-24&to=2025-09-24", {"2025-09-24"}),
        ("from=2025-10", set()),
        ("to=2024", set()),
    ],
)
def test_events_are_filtered_by_their_days(room: TestClient, query: str, dates: set[str]) -> None:
    assert {event["date"] for event in room.get(f"/events.json?{query}").json()["events"]} == dates


def test_each_cell_of_the_table_leads_to_its_sentence(room: TestClient) -> None:
    event = largest_event(room)["event"]
    page = Parsed(room.get(f"/event/{event['id']}").text)
    cells = [
        link for link in page.each("a", "href") if re.match(r"/article/\w+(\?claim=[\w.]+)?#s\d+$", link)
    ]
    assert len(cells) >= 8
    for cell in dict.fromkeys(cells):
        address, anchor = cell.split("#")
        assert anchor in Parsed(room.get(address).text).each("span", "id"), cell


def test_the_text_of_an_article_is_shown_whole(room: TestClient, example: Path) -> None:
    with open_corpus(example, encoder=ENCODER) as corpus:
        for article in corpus.articles().values():
            html = re.sub("<sup.*?</sup>", "", room.get(f"/article/{article.id}").text)
            assert article.text in Parsed(html).words


def test_texts_bear_their_language_and_direction(room: TestClient) -> None:
    [arabic] = room.get("/articles.json?language=ar").json()["articles"]
    tongues = [attrs for tag, attrs in Parsed(room.get(f"/article/{arabic['id']}").text).tags if tag == "div"]
    assert {"lang": "ar", "dir": "rtl"}.items() <= next(
        a for a in tongues if a.get("class") == "text"
    ).items()


def test_other_tellings_stand_beside_a_sentence(room: TestClient) -> None:
    comparison = largest_event(room)
    claim = max(comparison["claims"], key=lambda c: len({t["article"] for t in c["tellings"]}))
    first, other = {telling["article"]: telling for telling in claim["tellings"]}.values().__iter__(), None
    article = next(first)["article"]
    other = next(first)["article"]
    page = Parsed(room.get(f"/article/{article}?claim={claim['id']}").text)
    assert any(link.startswith(f"/article/{other}?beside=") for link in page.each("a", "href"))


@pytest.mark.parametrize("form", ["html", "md"])
def test_a_report_is_given_to_keep_and_the_same_each_time(room: TestClient, form: str) -> None:
    address = f"/event/{largest_event(room)['event']['id']}/report.{form}"
    answer = room.get(address)
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content == room.get(address).content


@pytest.mark.parametrize(
    "address", ["/nope", "/event/nope", "/article/nope", "/story/nope", "/job/nope", "/static/nope"]
)
def test_what_is_not_there_is_said_on_a_page(room: TestClient, address: str) -> None:
    answer = room.get(address)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert "Traceback" not in answer.text


def test_a_date_that_is_none_is_said_on_a_page(room: TestClient) -> None:
    assert room.get("/events?from=2025-13-99").status_code == 400


@pytest.mark.parametrize(
    ("dates", "labels", "counts"),
    [
        ([], [], []),
        ([("", 4)], [], []),
        ([("2025-09-16", 2)], ["16 Sep 2025"], [2]),
        ([("2025-09-16", 1), ("2025-09-18", 3)], ["16 Sep 2025", "17 Sep 2025", "18 Sep 2025"], [1, 0, 3]),
        (
            [("2024-12", 1), ("2025-02-03", 1), ("2025-02-09", 4)],
            ["Dec 2024", "Jan 2025", "Feb 2025"],
            [1, 0, 5],
        ),
        ([("0001", 1), ("9999", 1)], None, [0] * 59 + [1]),
    ],
)
def test_a_timeline_takes_the_unit_that_fits(
    dates: list[tuple[str, int]], labels: list[str] | None, counts: list[int]
) -> None:
    bars = timeline(dates)
    assert [bar.count for bar in bars] == counts
    assert labels is None or [bar.label for bar in bars] == labels


def test_marks_that_overlap_leave_the_text_as_it_is() -> None:
    article = Article(id="a", location="a", text="abcdefghij")
    marks = [Mark(Span(2, 6), "name"), Mark(Span(4, 8), "figure", "5"), Mark(Span(4, 5), "date")]
    runs = [run for part in cut(article, (), marks) for run in part.runs]
    assert "".join(run.text for run in runs) == article.text


@pytest.mark.parametrize(
    ("dates", "places"),
    [
        ([], []),
        ([None], [3]),
        (["2025-09-16"], [3]),
        (["2025-09-16", "2025-09-18", "2025-09-20"], [3, 50, 97]),
        (["2025-09-16", None, "2025-09-20"], [3, 3, 97]),
    ],
)
def test_events_stand_along_a_line_by_their_days(dates: list[str | None], places: list[float]) -> None:
    assert spread(dates) == places


@pytest.mark.parametrize("typed", ["Ilkovski", "Илковски", "إلكوفسكي"])
def test_events_are_filtered_by_whom_they_name(room: TestClient, typed: str) -> None:
    everything = room.get("/events.json").json()["total"]
    assert 0 < room.get("/events.json", params={"named": typed}).json()["total"] < everything
    assert "Ilkovski" in Parsed(room.get("/events", params={"named": typed}).text).words
    assert room.get("/events.json", params={"named": "Qqqqzzz"}).json()["total"] == 0


def test_what_an_article_leaves_out_is_listed_with_the_claims(room: TestClient) -> None:
    comparison = largest_event(room)
    left = [each for each in comparison["omissions"] if each["kind"] == "left out"]
    shared = {
        claim["id"]
        for claim in comparison["claims"]
        if len({t["article"] for t in claim["tellings"]} & set(comparison["event"]["articles"])) > 1
    }
    page = Parsed(room.get(f"/event/{comparison['event']['id']}").text)
    linked = [link.rsplit("/", 1)[-1] for link in page.each("a", "href") if "/claim/" in link]
    assert {each["claim"] for each in left if each["claim"] in shared} <= set(linked)


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[TestClient]:
    """A story of two events, in which the number of the drowned bees grows."""
    path = tmp_path / "followed.db"
    first = "A flood drowned forty hives of bees in Upper Marsh, the keepers said. The bridge is closed."
    second = "A flood drowned ninety hives of bees in Upper Marsh, the keepers said. Help is coming by boat."
    with serve_room(path) as client:
        rows = [
            ("2025-03-04", "gazette", first),
            ("2025-03-05", "herald", first),
            ("2025-03-30", "gazette", second),
        ]
        files = [
            (f"{outlet}-{day}.jsonl", json.dumps({"text": text, "published": day, "outlet": outlet}).encode())
            for day, outlet, text in rows
        ]
        hand_in(client, *files)
        yield client


def test_a_story_shows_its_events_in_time_and_what_became_of_a_claim(followed: TestClient) -> None:
    [story] = followed.get("/stories.json").json()["stories"]
    assert len(story["events"]) == 2
    data = followed.get(f"/story/{story['id']}.json").json()
    assert any(len(claim["events"]) == 2 for claim in data["claims"])
    html = followed.get(f"/story/{story['id']}").text
    page = Parsed(html)
    assert len(re.findall("<circle", html)) == 2
    assert html.index("<mark>forty") < html.index("<mark>ninety")
    assert any("?claim=" in link for link in page.each("a", "href"))


# Adding


def test_files_that_are_handed_in_become_events(empty: TestClient) -> None:
    files = [(path.name, path.read_bytes()) for path in sorted(EXAMPLE.glob("*.txt"))]
    job = hand_in(empty, *files, pattern="{n}-{language}-{outlet}")
    assert (len(job["new"]), job["done"], job["total"], job["failed"]) == (9, 9, 9, [])
    again = hand_in(empty, *files[:2], pattern="{n}-{language}-{outlet}")
    assert (again["new"], len(again["unchanged"])) == ([], 2)
    assert empty.get("/corpus.json").json()["articles"] == 9


def test_a_file_handed_in_is_the_same_article_as_the_file_read_where_it_lies(empty: TestClient) -> None:
    path = EXAMPLE / "05-en-balkanledger.txt"
    [read] = read_articles(path)
    assert hand_in(empty, (path.name, path.read_bytes()))["new"] == [getattr(read, "id", None)]


def test_what_cannot_be_read_is_said_with_its_reason(empty: TestClient) -> None:
    job = hand_in(empty, ("empty.txt", b""), ("zeros.txt", bytes(range(256)) * 4), ("tool.exe", b"MZ"))
    assert [name for name, _ in job["failed"]] == ["empty.txt", "zeros.txt", "tool.exe"]
    assert "tool.exe" in empty.get("/failures").text


def test_a_corpus_that_another_encoder_made_takes_nothing_in_and_says_why(
    example: Path, tmp_path: Path
) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(example.read_bytes())
    with TestClient(make_app(Room(lambda _: open_corpus(path, encoder=Other()))), base_url=HERE) as client:
        answer = client.post(
            "/add",
            data={"key": form_key(client)},
            files={"files": ("a.txt", b"One sentence.")},
            follow_redirects=False,
        )
        assert "was made with the encoder" in await_job(client, answer.headers["location"])["error"]


class Other(HashingEncoder):
    """An encoder of another name."""

    name = "other"


def test_no_file_and_no_pattern_are_said_on_a_page(empty: TestClient) -> None:
    key = form_key(empty)
    assert empty.post("/add", data={"key": key}).status_code == 400
    files = {"files": ("a.txt", b"One sentence.")}
    for pattern in ("{nothing}", "{outlet" + "}" * 9, "{outlet}" + "{a}" * 9, "x" * 999):
        assert empty.post("/add", data={"key": key, "pattern": pattern}, files=files).status_code == 400


# Judging


@pytest.fixture
def judged(example: Path, tmp_path: Path) -> Iterator[TestClient]:
    path = tmp_path / "judged.db"
    with sqlite3.connect(example) as whole, sqlite3.connect(path) as copy:
        whole.backup(copy)
    with serve_room(path) as client:
        yield client


def judge(client: TestClient, address: str, **fields: str) -> str:
    """Send a judgement, wait until it holds, and return the page that it leads to."""
    answer = client.post(address, data={"key": form_key(client)} | fields)
    assert answer.status_code == 303, answer.text
    for _ in range(400):
        there = client.get(answer.headers["location"])
        if there.status_code == 303:
            return there.headers["location"]
        assert "Stopped" not in there.text, there.text
        time.sleep(0.02)
    raise AssertionError("the judgement was not kept")


def test_a_judged_split_stays_and_can_be_undone(judged: TestClient) -> None:
    event = largest_event(judged)["event"]
    leaving = event["articles"][-1]
    place = judge(judged, f"/event/{event['id']}/split", **{f"leaves-{leaving}": "on"})
    assert leaving not in judged.get(f"{place}.json").json()["event"]["articles"]
    files = [(path.name, path.read_bytes()) for path in sorted(EXAMPLE.glob("*.txt"))]
    hand_in(judged, *files, pattern="{n}-{language}-{outlet}")
    hand_in(judged, ("new.txt", files[0][1] + " Уште една реченица.".encode()))
    assert leaving not in judged.get(f"{place}.json").json()["event"]["articles"]
    [kept] = judged.get("/judgements.json").json()["judgements"]
    assert (kept["kind"], kept["undone"]) == ("split", False)
    judge(judged, "/judgements/undo", number=str(kept["number"]))
    assert leaving in judged.get(f"{place}.json").json()["event"]["articles"]
    assert "undone" in Parsed(judged.get("/judgements").text).words


def test_two_events_that_are_judged_one_are_one(judged: TestClient) -> None:
    one, other = (event["id"] for event in judged.get("/events.json").json()["events"][:2])
    events = judged.get("/corpus.json").json()["events"]
    judge(judged, f"/event/{one}/join", other=other)
    assert judged.get("/corpus.json").json()["events"] == events - 1
    told = {
        judged.get(f"/event/{key}.json", follow_redirects=True).json()["event"]["id"] for key in (one, other)
    }
    assert len(told) == 1


@pytest.mark.parametrize("kind", ["event", "story"])
def test_a_new_name_is_shown_and_stays_text(judged: TestClient, kind: str) -> None:
    event = largest_event(judged)["event"]["id"]
    key = event if kind == "event" else judged.get("/events.json").json()["events"][0]["story"]
    place = judge(judged, f"/{kind}/{key}/rename", label=f"  {HOSTILE} ")
    page = Parsed(judged.get(place).text)
    assert HOSTILE in page.words
    assert {tag for tag, _ in page.tags}.isdisjoint({"img"})
    listed = Parsed(judged.get("/judgements").text)
    assert HOSTILE in listed.words
    assert {tag for tag, _ in listed.tags}.isdisjoint({"img"})


def test_a_difference_that_is_none_is_left_out_until_that_is_undone(judged: TestClient) -> None:
    event = largest_event(judged)
    address = f"/event/{event['event']['id']}"
    fields = dict(re.findall(r'name="(claim|shows)" value="(\w[\w.]*)"', judged.get(address).text)[:2])
    place = judge(judged, f"{address}/reject", **fields)
    assert place == address
    assert len(judged.get(f"{address}.json").json()["differences"]) == len(event["differences"]) - 1
    assert "no difference in" in Parsed(judged.get(address).text).words
    assert judged.post(f"{address}/reject", data={"key": form_key(judged)} | fields).status_code == 404
    [kept] = judged.get("/judgements.json").json()["judgements"]
    judge(judged, "/judgements/undo", number=str(kept["number"]))
    assert len(judged.get(f"{address}.json").json()["differences"]) == len(event["differences"])


def find_entity(client: TestClient, name: str) -> dict[str, Any]:
    entities = client.get("/entities.json").json()["entities"]
    return next(each for each in entities if each["name"] == name)


def test_names_are_judged_and_the_judgements_undone(judged: TestClient) -> None:
    named = find_entity(judged, "Dejan Ilkovski")
    address = f"/entity/{named['id']}"
    assert judge(judged, f"{address}/rename", label="The Director") == address
    assert find_entity(judged, "The Director")["id"] == named["id"]
    judge(judged, f"{address}/split", **{"leaves-Дејан Илковски": "on"})
    forms = judged.get(f"{address}.json").json()["forms"]
    assert "Дејан Илковски" not in {form for found in forms.values() for form in found}
    listed = Parsed(judged.get("/judgements").text).words
    assert "is called “The Director”" in listed
    assert "“Дејан Илковски” is not" in listed
    assert "is not" in Parsed(judged.get(address).text).words
    for kept in judged.get("/judgements.json").json()["judgements"]:
        judge(judged, "/judgements/undo", number=str(kept["number"]))
    again = find_entity(judged, "Dejan Ilkovski")
    assert again["articles"] == named["articles"]


def test_two_names_that_are_judged_one_are_one_and_what_is_no_name_goes(judged: TestClient) -> None:
    entities = judged.get("/entities.json").json()["entities"]
    one, other, none = entities[:3]
    judge(judged, f"/entity/{one['id']}/join", other=other["id"])
    judge(judged, f"/entity/{none['id']}/delete")
    left = {each["id"] for each in judged.get("/entities.json").json()["entities"]}
    assert len(left & {one["id"], other["id"]}) == 1
    assert none["id"] not in left
    assert "are one" in Parsed(judged.get("/judgements").text).words


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/entity/{}/rename", {"label": ""}),
        ("/entity/{}/split", {}),
        ("/entity/{}/join", {"other": " "}),
        ("/event/{}/split", {}),
        ("/event/{}/join", {"other": "e0"}),
        ("/event/{}/rename", {"label": " "}),
        ("/event/{}/reject", {"claim": "c", "shows": "x"}),
        ("/judgements/undo", {"number": "x"}),
    ],
)
def test_a_judgement_of_nothing_is_refused(room: TestClient, address: str, fields: dict[str, str]) -> None:
    event = largest_event(room)["event"]["id"]
    answer = room.post(address.format(event), data={"key": form_key(room)} | fields)
    assert answer.status_code in (400, 404)
    assert "<h1>" in answer.text


def test_a_judgement_that_makes_no_sense_says_why(judged: TestClient) -> None:
    event = largest_event(judged)["event"]
    everybody = {f"leaves-{article}": "on" for article in event["articles"]}
    data = {"key": form_key(judged)} | everybody
    answer = judged.post(f"/event/{event['id']}/split", data=data)
    assert "no article stays" in await_job(judged, answer.headers["location"])["error"]


# Attacks: each is refused, or shown as text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8017", 200),
        ("localhost", 200),
        ("[::1]:8017", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("evil.example@127.0.0.1:8017", 200),
        ("127.0.0.1:8017@evil.example", 421),
        ("192.168.1.7", 421),
        ("", 421),
    ],
)
def test_a_foreign_host_is_refused(room: TestClient, host: str, status: int) -> None:
    assert room.get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_changes_nothing(empty: TestClient, headers: dict[str, str]) -> None:
    files = {"files": ("a.txt", b"One sentence.")}
    answer = empty.post("/add", data={"key": form_key(empty)}, files=files, headers=headers)
    assert answer.status_code == 403
    assert empty.get("/corpus.json").json()["articles"] == 0


@pytest.mark.parametrize("key", [None, "", "wrong", "é"])
def test_a_form_without_the_key_of_this_run_changes_nothing(empty: TestClient, key: str | None) -> None:
    answer = empty.post(
        "/add", data={} if key is None else {"key": key}, files={"files": ("a.txt", b"One sentence.")}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("address", [address for address in CHANGES if address != "/add"])
@pytest.mark.parametrize("attack", ["no key", "another site"])
def test_nothing_is_judged_by_another_site_or_without_the_key(
    room: TestClient, address: str, attack: str
) -> None:
    event, number = largest_event(room)["event"], "1"
    place = address.format(
        event=event["id"], entity="x", story=room.get("/stories.json").json().get("id", "s")
    )
    fields = {"label": "x", "number": number, "other": event["id"]}
    fields |= {"key": form_key(room)} if attack == "another site" else {}
    headers = {"origin": "http://evil.example"} if attack == "another site" else {}
    assert room.post(place, data=fields, headers=headers).status_code == 403
    assert room.get("/judgements.json").json()["total"] == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_and_forms_are_known(room: TestClient, method: str) -> None:
    assert room.request(method, "/").status_code == 405


def test_every_answer_carries_the_policy(room: TestClient) -> None:
    for address in ("/", "/nope", "/corpus.json", "/static/style.css", "/add"):
        headers = room.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"], address
        assert "unsafe" not in headers["content-security-policy"], address
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert (
            headers["referrer-policy"] == "same-origin"
        )  # under no-referrer, our own forms come from "null"
        assert "access-control-allow-origin" not in headers


def test_pages_need_no_inline_script_or_style(room: TestClient) -> None:
    event = largest_event(room)["event"]["id"]
    for address in ("/", "/events", f"/event/{event}", "/add"):
        page = Parsed(room.get(address).text)
        for tag, attrs in page.tags:
            assert not [name for name in attrs if name.startswith("on") or name == "style"], (address, tag)
            assert tag != "style"
            assert tag != "script" or (attrs.get("src") or "").startswith("/static/")
            for name in ("src", "href", "action"):
                assert not re.match(r"\w+:|//", attrs.get(name) or ""), (address, attrs)


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "....//x"],
)
@pytest.mark.parametrize("under", ["article", "event", "static", "job", "story"])
def test_a_path_in_an_address_opens_nothing(room: TestClient, under: str, path: str) -> None:
    answer = room.get(f"/{under}/{path}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize("name", ["../../x.txt", "/etc/passwd.txt", "C:\\x\\..\\y.txt", "..", "a\x00b.txt"])
def test_a_path_in_a_file_name_is_a_name(empty: TestClient, name: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    job = hand_in(empty, (name, b"One sentence that is told."))
    assert all("/" not in shown and "\\" not in shown for shown in job["files"])
    assert [
        p for p in sorted(tmp_path.rglob("*")) if p not in before and not p.name.startswith("empty.db")
    ] == []


def test_markup_in_everything_that_is_read_is_shown_as_text(empty: TestClient) -> None:
    row = {
        "title": HOSTILE,
        "text": f"{HOSTILE} was told.\n\nOn Monday {HOSTILE} was told again.",
        "url": HOSTILE,
    }
    row |= {"outlet": HOSTILE, "published": "2025-09-16", "language": "en"}
    lines = "\n".join(json.dumps(row | {"text": f"{row['text']} {n}"}) for n in range(2))
    job = hand_in(empty, (f"{HOSTILE}.jsonl", lines.encode()), (f"{HOSTILE}.exe", b"x"))
    assert len(job["new"]) == 2
    event = empty.get("/events.json").json()["events"][0]["id"]
    article = job["new"][0]
    addresses = [
        "/",
        "/events",
        f"/event/{event}",
        f"/article/{article}",
        "/articles",
        "/failures",
        "/stories",
        "/entities",
        "/judgements",
        "/search",
        f"/job/{job['id']}",
        f"/story/{empty.get('/events.json').json()['events'][0]['story']}",
        f"/event/{event}/report.html",
    ]
    addresses += [f"/entity/{each['id']}" for each in empty.get("/entities.json").json()["entities"]]
    for address in [
        *addresses,
        f"/search?q={HOSTILE}",
        f"/events?named={HOSTILE}",
        f"/article/{article}?beside=1",
        f"/articles?outlet={HOSTILE}",
        "/events?from=<b>",
    ]:
        page = Parsed(empty.get(address).text)
        assert {tag for tag, _ in page.tags}.isdisjoint({"img", "iframe", "object", "embed"}), address
        assert [
            src for tag, attrs in page.tags if tag == "script" for src in [attrs.get("src") or ""]
        ] == page.each("script", "src")
        assert not [n for _, attrs in page.tags for n in attrs if n.startswith("on")], address


def test_a_hand_in_that_weighs_too_much_is_refused_unread(empty: TestClient) -> None:
    headers = {"content-length": str(100 << 20), "content-type": "multipart/form-data; boundary=x"}
    assert empty.post("/add", content=b"--x", headers=headers).status_code == 413


def test_a_hand_in_that_does_not_say_its_weight_is_refused_on_the_way(
    empty: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retold.web.guard.MOST_UPLOAD", 10_000)

    def pieces() -> Iterator[bytes]:
        yield b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(100):
            yield b"word " * 100
        yield b"\r\n--x--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert empty.post("/add", content=pieces(), headers=headers).status_code == 413


def test_a_packed_file_is_not_unpacked(empty: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("bomb.txt", b"0" * (50 << 20))
    job = hand_in(empty, ("bomb.zip", packed.getvalue()), ("bomb.txt", packed.getvalue()))
    assert [name for name, _ in job["failed"]] == ["bomb.zip", "bomb.txt"]
    assert job["new"] == []


@pytest.mark.parametrize("query", ["&".join(f"a{n}=1" for n in range(10_000)), "page=" + "9" * 100_000])
def test_a_query_beyond_measure_is_refused(room: TestClient, query: str) -> None:
    """Asked below the client, which would not send it."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1")]
    scope = {"type": "http", "method": "GET", "path": "/events", "raw_path": b"/events", "headers": headers}
    anyio.run(room.app, scope | {"query_string": query.encode()}, receive, send)
    assert sent[0]["status"] == 414


@pytest.mark.parametrize("page", ["0", "-1", "9" * 50, "x", "١", "1e9", ""])
def test_a_page_number_that_is_none_gives_a_page(room: TestClient, page: str) -> None:
    assert room.get("/events", params={"page": page}).status_code == 200


# Beyond this machine


@pytest.fixture
def open_room(example: Path) -> Iterator[TestClient]:
    with serve_room(example, Access(hosts=frozenset({"desk.lan"}), token="right")) as client:
        yield client


def test_beyond_loopback_a_token_is_asked_for(open_room: TestClient) -> None:
    for address in ("/", "/corpus.json", "/static/style.css", "/?token=wrong", "/?token="):
        assert open_room.get(address).status_code == 401
    entered = open_room.get("/events?token=right")
    assert (entered.status_code, entered.headers["location"]) == (303, "/events")
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert "SameSite=Strict" in entered.headers["set-cookie"]
    assert open_room.get("/events").status_code == 200


def test_the_token_leads_nowhere_else(open_room: TestClient) -> None:
    entered = open_room.get(f"{HERE}//evil.example?token=right")
    assert entered.headers["location"] == "/evil.example"


@pytest.mark.parametrize(
    ("host", "status"), [("desk.lan", 401), ("192.168.1.7:8017", 401), ("evil.example", 421)]
)
def test_an_open_room_answers_to_its_name_and_to_numbers(
    open_room: TestClient, host: str, status: int
) -> None:
    assert open_room.get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("host", "asks"),
    [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True), ("10.0.0.5", True)],
)
def test_only_loopback_goes_without_a_token(host: str, asks: bool) -> None:
    assert (access_for(host).token is not None) == asks


def test_two_runs_have_two_tokens() -> None:
    assert access_for("0.0.0.0").token != access_for("0.0.0.0").token


def test_the_limit_of_a_hand_in_is_what_its_page_says(room: TestClient) -> None:
    assert f"at most {MOST_UPLOAD >> 20} MB" in room.get("/add").text


def test_article_ids_are_what_addresses_are_made_of() -> None:
    assert re.fullmatch(r"\w+", article_id(key="../x", outlet=None, published=None, text="t"))


def test_arcs_rise_with_the_articles_they_span_and_stay_in_the_drawing() -> None:
    graph = draw_arcs([(2, 1, True, "copy"), (9, 1, False, "follows")])
    assert [(arc.number, arc.earlier, arc.copies) for arc in graph.arcs] == [(2, 1, True), (9, 1, False)]
    for arc in graph.arcs:
        _, base, _, top, _, _ = (float(n) for n in re.findall(r"-?[\d.]+", arc.path))
        assert (base + top) / 2 >= 0  # the peak of the curve
    assert draw_arcs([]).arcs == ()


def test_what_is_new_can_be_followed(room: TestClient) -> None:
    whole = room.get("/feed.atom")
    assert whole.headers["content-type"].startswith("application/atom+xml")
    assert whole.text.count("<entry ") == 9
    story = room.get("/stories.json").json()["stories"][0]["id"]
    entity = room.get("/entities.json").json()["entities"][0]["id"]
    for address in (f"/story/{story}/feed.atom", f"/entity/{entity}/feed.atom", "/feed.atom?q=oxygen"):
        found = room.get(address)
        assert found.status_code == 200
        assert 0 < found.text.count("<entry ") <= 9
    assert room.get("/story/nothing/feed.atom").status_code == 404


def test_a_feed_says_where_it_and_what_it_tells_stand(room: TestClient) -> None:
    story = room.get("/stories.json").json()["stories"][0]["id"]
    entity = room.get("/entities.json").json()["entities"][0]["id"]
    for feed, page in (
        ("/feed.atom", "/"),
        (f"/story/{story}/feed.atom", f"/story/{story}"),
        (f"/entity/{entity}/feed.atom", f"/entity/{entity}"),
        ("/feed.atom?q=%D1%80%D0%B8%D0%B1%D0%B8+%22", "/search?q=%D1%80%D0%B8%D0%B1%D0%B8+%22"),
    ):
        root = fromstring(room.get(feed).content)
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        assert links == {"self": HERE + feed, "alternate": HERE + page}
        assert room.get(page).status_code == 200
        for link in root.findall(f"{ATOM}entry/{ATOM}link"):
            address = link.get("href") or ""
            assert address.startswith(f"{HERE}/article/")
            assert room.get(address.removeprefix(HERE)).status_code == 200
