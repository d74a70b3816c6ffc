"""Whatever is changed in a report or a dump, or in an article it cites, is found and named."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from factories import EXAMPLE
from sqlalchemy import text

import retold
from retold import export, report
from retold.corpus import Corpus, open_corpus
from retold.errors import UsageError
from retold.read import read_articles
from retold.report import FORMS, Subject
from retold.verify import Verdict
from retold.verify import verify as verify_bytes


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with open_corpus(tmp_path_factory.mktemp("verify") / "example.db") as corpus:
        corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
        yield corpus


#: What a report says it was made by; of another version's, only what it cites can be checked.
MADE_BY, ANOTHER = f"Retold {retold.__version__}", "Retold 0.0.1"


@pytest.fixture(scope="module")
def event(corpus: Corpus) -> Subject:
    return Subject("event", max(corpus.events(), key=lambda e: len(e.articles)).id)


@pytest.fixture(scope="module")
def html(corpus: Corpus, event: Subject) -> str:
    return report.make_report(corpus, event, ".html").decode().replace(MADE_BY, ANOTHER)


@pytest.fixture(scope="module")
def without_reasons(corpus: Corpus) -> str:
    """A report in which nothing has to be found anew."""
    story = Subject("story", corpus.stories()[0].id)
    return report.make_report(corpus, story, ".html").decode().replace(MADE_BY, ANOTHER)


@pytest.fixture(scope="module")
def markdown(corpus: Corpus, event: Subject) -> str:
    return report.make_report(corpus, event, ".md").decode().replace(MADE_BY, ANOTHER)


def verify(name: str, document: str, corpus: Corpus | None = None) -> Verdict:
    return verify_bytes(name, document.encode(), corpus)


@pytest.fixture(scope="module")
def dump(corpus: Corpus) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(export.dump_lines(corpus)))
    return found


@pytest.fixture(params=["corpus", "itself"])
def against(request: pytest.FixtureRequest, corpus: Corpus) -> Corpus | None:
    return corpus if request.param == "corpus" else None


def reasons(verdict: Verdict) -> str:
    return " ".join(f"{failure.place}: {failure.reason}" for failure in verdict.failures)


# What is true holds


def test_a_report_holds(html: str, against: Corpus | None) -> None:
    verdict = verify("report.html", html, against)
    assert verdict.failures == ()
    assert verdict.checked["articles"] >= 8  # those of the event, and what it brings of others
    assert verdict.checked["quotations"] > 100
    assert verdict.checked["reasons"] > 0


def test_a_markdown_report_holds(markdown: str, corpus: Corpus) -> None:
    verdict = verify("report.md", markdown, corpus)
    assert verdict.failures == ()
    assert verdict.checked["quotations"] > 50


def test_a_dump_holds(dump: dict[str, Any], against: Corpus | None) -> None:
    assert verify("dump.json", json.dumps(dump), against).failures == ()


@pytest.fixture(scope="module", params=["event", "story", "entity"])
def subject(request: pytest.FixtureRequest, corpus: Corpus, event: Subject) -> Subject:
    if request.param == "event":
        return event
    keys = {"story": corpus.stories()[0].id, "entity": corpus.store.named()[0].id}
    return Subject(request.param, keys[request.param])


@pytest.mark.parametrize("form", FORMS)
def test_what_is_made_is_the_same_each_time_and_holds(corpus: Corpus, subject: Subject, form: str) -> None:
    made = report.make_report(corpus, subject, form)
    assert report.make_report(corpus, subject, form) == made
    verdict = verify_bytes(f"r{form}", made, corpus)
    assert (verdict.failures, verdict.notes) == ((), ())


@pytest.mark.parametrize("kind", ["story", "entity"])
def test_a_report_of_another_kind_holds_by_the_texts_it_carries(corpus: Corpus, kind: str) -> None:
    keys = {"story": corpus.stories()[0].id, "entity": corpus.store.named()[0].id}
    verdict = verify_bytes("r.html", report.make_report(corpus, Subject(kind, keys[kind]), ".html"))
    assert verdict.failures == ()
    assert verdict.checked["quotations"] > 0


# What was changed does not


@pytest.mark.parametrize("form", [".html", ".md"])
def test_any_number_changed_outside_a_quotation_is_found(corpus: Corpus, subject: Subject, form: str) -> None:
    """Counts, scores and days that nothing is cited for."""
    made = report.make_report(corpus, subject, form).decode()
    body = made.index("<body>") if form == ".html" else 0
    numbers = [m for m in re.finditer(r"(?<=[ >(])\d+(?:\.\d+)?(?=[ <)])", made) if m.start() > body]
    assert len(numbers) > 5
    for number in numbers[:: max(1, len(numbers) // 5)]:
        changed = f"{made[: number.start()]}{float(number[0]) + 1:g}{made[number.end() :]}"
        assert not verify(f"r{form}", changed, corpus).holds, made[number.start() - 40 : number.end() + 20]


def test_a_word_changed_in_a_word_file_is_found(corpus: Corpus, subject: Subject) -> None:
    paper = docx.Document(io.BytesIO(report.make_report(corpus, subject, ".docx")))
    run = next(r for p in paper.paragraphs[4:] for r in p.runs if len(r.text) > 10)
    run.text = run.text[:5] + "x" + run.text[6:]
    written = io.BytesIO()
    paper.save(written)
    found = verify_bytes("r.docx", written.getvalue(), corpus)
    assert [failure.place.split()[0] for failure in found.failures] == ["line"]


def test_a_report_outlives_what_comes_after_it(
    html: str, event: Subject, tmp_path: Path, corpus: Corpus
) -> None:
    """What it cites still holds; that the corpus has more to tell now is said."""
    with open_corpus(tmp_path / "grown.db") as grown:
        articles = list(corpus.articles(corpus.store.events([event.id])[event.id].articles).values())
        grown.add(articles[:5])
        [told] = grown.events()
        made = report.make_report(grown, Subject("event", told.id), ".html")
        grown.add(articles[5:])
        verdict = verify_bytes("r.html", made, grown)
        assert verdict.holds
        assert "other articles" in verdict.notes[0]


def each_quotation(html: str) -> Iterator[re.Match[str]]:
    yield from re.finditer(r"<blockquote[^>]*data-article[^>]*>(?:<a[^>]*>)?([^<]+)<", html)


def test_one_character_changed_in_any_quotation_is_found(html: str, against: Corpus | None) -> None:
    places = [
        place
        for quotation in list(each_quotation(html))[::17]
        for place in (quotation.start(1), sum(quotation.span(1)) // 2, quotation.end(1) - 1)
        if html[place] not in "&;#"
    ]
    changed = list(html)
    for place in places:
        changed[place] = "x" if html[place] != "x" else "y"
    named = {
        f"[{each}"
        for each in re.findall(r"\[(\d+:\d+)", reasons(verify("r.html", "".join(changed), against)))
    }
    assert len(places) > 20
    for place in places:
        start, end = re.findall(r'data-(?:start|end)="(\d+)"', html[:place])[-2:]
        assert f"[{start}:{end}" in named, html[place - 20 : place + 20]


def test_a_citation_moved_by_a_character_is_found(html: str, corpus: Corpus) -> None:
    moved, named = html, []
    for number, (edge, shift) in enumerate((e, s) for e in ("start", "end") for s in (-1, 1)):
        quotation = list(each_quotation(html))[5 * number][0]
        place = re.search(rf'data-{edge}="(\d+)"', quotation)
        assert place
        named.append(int(place[1]) + shift)
        moved = moved.replace(quotation, quotation.replace(place[0], f'data-{edge}="{named[-1]}"'))
    found = re.findall(r"\[(\d+):(\d+)", reasons(verify("r.html", moved, corpus)))
    assert {str(number) for number in named} <= {number for span in found for number in span}


def test_where_moved_words_do_stand_is_said(html: str, corpus: Corpus) -> None:
    quotation = list(each_quotation(html))[3][0]
    start, end = (int(n) for n in re.findall(r'data-(?:start|end)="(\d+)"', quotation))
    moved = quotation.replace(f'"{start}"', f'"{start + 2}"').replace(f'"{end}"', f'"{end + 2}"')
    found = reasons(verify("r.html", html.replace(quotation, moved), corpus))
    assert f"stands at [{start}:{end}], not at [{start + 2}:{end + 2}]" in found


#: Of a difference of a kind: what its reason says, as a pattern, and what it does not say.
CHANGES = (
    ("figure", "τόνοι", "κιλά"),
    ("figure", "four", "nine"),
    ("date", "2025-09-12", "2025-09-13"),
    ("date", "golpostasi", "limnaia"),
    ("attribution", r"(?<=differs: )\w+", "Zoran"),
    ("certainty", "claimed", "invented"),
    ("certainty", "claimed", "confirmed"),
    ("certainty", "The certainty differs", "The certainty is one"),
)


def change_reason(html: str, kind: str, said: str, instead: str) -> str:
    cards = re.findall(r'<li id="d\d+" class="difference"[^>]*>.*?</h3>', html, re.S)
    [card, *_] = [card for card in cards if f">{kind}<" in card and re.search(said, card)]
    head, heading = card.split("<h3>")
    return html.replace(card, head + "<h3>" + re.sub(said, instead, heading))


@pytest.mark.parametrize(("kind", "said", "instead"), CHANGES)
def test_whatever_is_changed_in_a_reason_is_found(
    html: str, corpus: Corpus, kind: str, said: str, instead: str
) -> None:
    assert instead in reasons(verify("r.html", change_reason(html, kind, said, instead), corpus))


def test_what_is_changed_in_a_reason_is_found_by_the_texts_that_a_report_carries(html: str) -> None:
    changed = change_reason(change_reason(html, *CHANGES[0]), *CHANGES[6])
    found = reasons(verify("r.html", changed, None))
    assert "κιλά" in found
    assert "confirmed" in found


def test_sides_that_change_their_words_are_found(html: str, corpus: Corpus) -> None:
    """Each word of it stands in what the reason cites, but on the other side."""
    [said] = re.findall(r"<h3>The dates differ: (\S+) (\([^)]*\)); (\S+) (\([^)]*\))\.</h3>", html)[:1]
    one, ours, other, theirs = said
    changed = html.replace(f"{one} {ours}; {other} {theirs}", f"{other} {ours}; {one} {theirs}")
    assert changed != html
    assert other in reasons(verify("r.html", changed, corpus))


def test_a_true_quotation_that_shows_nothing_of_a_difference_is_found(html: str, corpus: Corpus) -> None:
    """It stands where it says, and is no proof of what it is cited for."""
    at = html.index('class="difference"')
    cited = re.compile(r'data-start="(\d+)" data-end="(\d+)"([^>]*)><a([^>]*)>([^<]+)<').search(html, at)
    assert cited
    start, words = int(cited[1]), cited[5]
    instead = f'data-start="{start}" data-end="{start + 1}"{cited[3]}><a{cited[4]}>{words[0]}<'
    verdict = verify("r.html", html[: cited.start()] + instead + html[cited.end() :], corpus)
    assert "does not show what it says" in reasons(verdict)


def test_the_text_of_an_article_changed_in_the_report_is_found(
    without_reasons: str, against: Corpus | None
) -> None:
    at = without_reasons.index('<div class="text"')
    place = without_reasons.index("тони", at)
    changed = without_reasons[:place] + "кила" + without_reasons[place + 4 :]
    assert not verify("r.html", changed, against).holds


def test_a_digest_changed_is_found(without_reasons: str, against: Corpus | None) -> None:
    digest = re.findall(r'data-sha256="(\w+)"', without_reasons)[0]
    changed = without_reasons.replace(digest, digest[::-1])
    assert "changed since" in reasons(verify("r.html", changed, against))


def test_an_invented_quotation_is_found(without_reasons: str, against: Corpus | None) -> None:
    changed = without_reasons.replace("</main>", "<blockquote>Nobody said this.</blockquote></main>")
    assert "Nobody said this." in reasons(verify("r.html", changed, against))


def test_an_article_changed_in_the_corpus_is_found(
    html: str, markdown: str, dump: dict[str, Any], tmp_path: Path, corpus: Corpus
) -> None:
    other = tmp_path / "other.db"
    with open_corpus(other) as changed:
        changed.add(corpus.articles().values(), refresh=False)
        key = next(iter(changed.articles()))
        with changed.store.writing():
            changed.store.execute(text("UPDATE articles SET text = replace(text, 'тони', 'кила')"))
        for name, document in (("r.html", html), ("r.md", markdown), ("d.json", json.dumps(dump))):
            assert key in reasons(verify(name, document, changed)), name


def test_an_article_that_the_corpus_lacks_is_found(html: str, dump: dict[str, Any], tmp_path: Path) -> None:
    with open_corpus(tmp_path / "empty.db") as empty:
        for name, document in (("r.html", html), ("d.json", json.dumps(dump))):
            assert "there is no article" in reasons(verify(name, document, empty)) or name == "d.json"
            assert not verify(name, document, empty).holds


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (r"^(\[\^7\]: .*“.)", r"\1x"),  # a quotation
        (r"^(\[\^7\]: .*characters \d+)", r"\g<1>1"),  # its place
        (r"^(\[\^7\]: .*SHA-256 `)\w", r"\1x"),
        (r"^(\[\^7\]: \d+ \w+, 2025-09-1)\d", r"\g<1>1"),  # its day
        (r"^(\[\^7\]: \d+ )\w", r"\1x"),  # its outlet
        (r"^(- \d+ \w+: “.)", r"\1x"),  # words that are cited again
        (r"^(- \d+ \w+: “.*\[\^)\d+", r"\g<1>3"),  # under another number
        (r"^(- \*\*certainty\*\*.*)claimed", r"\1confirmed"),
        (r"^(- \*\*figure\*\*.*)four", r"\1nine"),
        (r"^(- \*\*date\*\*.*\d{4}-\d\d-)\d", r"\g<1>3"),
        (r"^(\| 1 \w+ \| )Macedonian", r"\1Bulgarian"),
    ],
)
def test_whatever_is_changed_in_a_markdown_report_is_found(
    markdown: str, corpus: Corpus, said: str, instead: str
) -> None:
    changed = re.sub(said, instead, markdown, count=1, flags=re.MULTILINE)
    assert changed != markdown
    assert not verify("r.md", changed, corpus).holds


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (r'(<span class="date">2025-09-1)\d', r"\g<1>1"),
        (r'(<span class="lang">)Albanian', r"\1Bosnian"),
        (r"(<bdi>)golpostasi", r"\1limnaia"),
        (r'(<bdi class="outlet">)golpostasi', r"\1limnaia"),
        (r'("exact": ")\w', r"\1x"),
        (r'("prefix": ")\w', r"\1x"),
        (r'("start": )\d', r"\g<1>9"),
    ],
)
def test_what_is_said_of_an_article_and_of_a_place_is_checked(
    html: str, corpus: Corpus, said: str, instead: str
) -> None:
    places = list(re.finditer(said, html))[::40]
    assert places
    for found in places[:3]:
        changed = html[: found.start()] + found.expand(instead) + html[found.end() :]
        assert changed == html or not verify("r.html", changed, corpus).holds, html[found.start() :][:99]


def change_value(row: dict[str, Any]) -> None:
    row["value"] = 17.5 if isinstance(row["value"], float) else "1999-01-01"


def move(row: dict[str, Any]) -> None:
    row["start"] += 1


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("figures", change_value),
        ("figures", move),
        ("dates", change_value),
        ("dates", move),
        ("sentences", move),
        ("entities", lambda row: row.update(name="Somebody Else")),
        ("entities", lambda row: row["mentions"][0].update(start=10**6, end=10**6 + 3)),
        ("claims", lambda row: move(row["tellings"][0])),
        ("claims", lambda row: row["tellings"][0].update(article="nobody")),
        ("attributions", lambda row: row.update(content=[0, 10**6])),
        ("differences", lambda row: row.update(claim="c0")),
        ("differences", lambda row: row["sides"][0].append("nobody")),
    ],
)
def test_whatever_is_changed_in_a_dump_is_found(
    dump: dict[str, Any], against: Corpus | None, kind: str, change: Callable[[dict[str, Any]], None]
) -> None:
    for number in (0, len(dump[kind]) // 2, -1):
        changed = json.loads(json.dumps(dump))
        change(changed[kind][number])
        assert not verify("dump.json", json.dumps(changed), against).holds


def test_a_text_changed_in_a_dump_is_found_against_the_corpus(dump: dict[str, Any], corpus: Corpus) -> None:
    changed = json.loads(json.dumps(dump))
    changed["articles"][0]["text"] += " And more."
    assert "its text is not the stored one" in reasons(verify("dump.json", json.dumps(changed), corpus))


# What is neither


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("a.html", "<p>no report</p>"),
        ("a.html", ""),
        ("a.md", "# No report"),
        ("a.json", "{"),
        ("a.json", "[]"),
        ("a.json", '{"articles": [{"id": 1}]}'),
        ("a.pdf", "%PDF"),
        ("a.docx", "no Word file"),
    ],
)
def test_what_is_no_report_is_refused(name: str, document: str) -> None:
    with pytest.raises(UsageError):
        verify(name, document)
