"""The reading room in a real browser: with and without scripts, on a phone and a wide screen, light and dark."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from factories import EXAMPLE

from retold.corpus import open_corpus
from retold.read import read_articles

#: Where this is set, a browser that is missing is a failure, not a reason to skip.
ALWAYS = bool(os.environ.get("RETOLD_BROWSER"))


def need(module: str) -> Any:
    return import_module(module) if ALWAYS else pytest.importorskip(module, reason="needs group test")


playwright = need("playwright.sync_api")
axe = need("axe_playwright_python.sync_playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None and not ALWAYS, reason="needs Chromium")

#: Names of the example as they may be typed, with the entity that each stands for.
SPELLINGS = (
    ("Илковски", "Dejan Ilkovski"),
    ("Ilkovski", "Dejan Ilkovski"),
    ("إلكوفسكي", "Dejan Ilkovski"),
    ("Малуса", "Malusa"),
    ("Μαλούσα", "Malusa"),
    ("Malusa", "Malusa"),
)


@dataclass(frozen=True)
class Served:
    """A room that is being served: its address and its database."""

    address: str
    path: Path


def serve(path: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "retold", "serve", "--port", "0", "--json", "--db", str(path)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        said = ""
        for line in server.stdout:
            said += line
            if line.startswith("}"):
                break
        try:
            yield Served(json.loads(said)["address"].rstrip("/"), path)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("browser") / "example.db"
    with open_corpus(path) as corpus:
        corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
    yield from serve(path)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    yield from serve(tmp_path / "empty.db")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    assert CHROMIUM, "the Debian package chromium is missing"
    with playwright.sync_playwright() as run:
        chromium = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=["scripts", "no scripts"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = browser.new_context(java_script_enabled=request.param == "scripts")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def addresses(example: Served) -> dict[str, str]:
    """Return one address of every kind of page."""
    with open_corpus(example.path) as corpus:
        event = max(corpus.events(), key=lambda each: len(each.articles))
        story = next(each.id for each in corpus.stories() if event.id in each.events)
        articles = corpus.articles(event.articles).values()
        arabic = next(each.id for each in articles if each.language == "ar")
        claim = next(each.id for each in corpus.compare(event.id).claims if len(each.tellings) > 3)
        named = corpus.store.named()[0].id
    return {
        "corpus": "/",
        "events": "/events",
        "event": f"/event/{event.id}",
        "claim": f"/event/{event.id}/claim/{claim}",
        "story": f"/story/{story}",
        "stories": "/stories",
        "articles": "/articles",
        "article": f"/article/{event.articles[0]}?beside=2",
        "right to left": f"/article/{arabic}",
        "names": "/entities",
        "name": f"/entity/{named}",
        "search": "/search?q=Ilkovski",
        "judgements": "/judgements",
        "add": "/add",
        "failures": "/failures",
        "problem": "/nothing/here",
    }


def in_view(page: Any, selector: str) -> bool:
    return bool(
        page.eval_on_selector(
            selector,
            "each => { const box = each.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; }",
        )
    )


def test_files_that_are_chosen_become_an_event_whose_cells_lead_to_sentences(
    empty: Served, page: Any
) -> None:
    page.goto(empty.address)
    page.click("text=Add files")
    page.set_input_files("input[type=file]", sorted(str(path) for path in EXAMPLE.glob("*.txt")))
    page.fill("input[name=pattern]", "{n}-{language}-{outlet}")
    page.click("main button")
    page.wait_for_selector("text=9 new articles", timeout=180_000)
    page.click("main a.label >> nth=0")
    assert page.text_content("h2#claims-h") == "Claim by claim"
    cell = page.locator(".matrix .cell a[href*='claim=']").first
    sentence = cell.get_attribute("href").split("#")[1]
    cell.click()
    page.wait_for_selector("#beside-h")
    assert page.locator(f"#{sentence}").count() == 1
    assert in_view(page, f"#{sentence}")
    assert page.locator(".beside").count() >= 1


@pytest.mark.parametrize(("typed", "name"), SPELLINGS)
def test_each_spelling_of_a_name_lands_on_one_entity(
    example: Served, page: Any, typed: str, name: str
) -> None:
    page.goto(example.address)
    page.fill("#q", typed)
    page.press("#q", "Enter")
    page.click("section[aria-labelledby=names-h] a >> nth=0")
    assert page.text_content("h1") == name
    forms = page.text_content("dl.values")
    assert (
        len({"CYRILLIC", "ARABIC", "LATIN"} & {unicodedata.name(c).split()[0] for c in forms if c.isalpha()})
        > 1
    )


def test_what_is_judged_apart_stays_apart_when_all_is_read_again(
    tmp_path: Path, example: Served, addresses: dict[str, str], page: Any
) -> None:
    path = tmp_path / "judged.db"
    with sqlite3.connect(example.path) as whole, sqlite3.connect(path) as copy:
        whole.backup(copy)
    for served in serve(path):
        page.goto(served.address + addresses["event"])
        left = page.text_content(".outlets li:last-child .outlet")
        page.click("text=Some of these articles tell another event")
        page.check(f".judge label:has-text('{left}') input >> nth=0")
        page.click("text=Split")
        page.wait_for_url("**/event/*", timeout=180_000)
        assert left not in page.text_content(".outlets")
        assert "another event than that of" in page.text_content("#judge")
    with open_corpus(path) as corpus:
        corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
        assert corpus.repair() == []
    for served in serve(path):
        page.goto(served.address + addresses["event"])
        assert left not in page.text_content(".outlets")
        page.goto(served.address + "/judgements")
        page.click("text=Undo")
        page.wait_for_selector("text=undone", timeout=180_000)
        page.goto(served.address + addresses["event"])
        assert left in page.text_content(".outlets")


def test_a_difference_is_struck_out(
    tmp_path: Path, example: Served, addresses: dict[str, str], page: Any
) -> None:
    path = tmp_path / "struck.db"
    with sqlite3.connect(example.path) as whole, sqlite3.connect(path) as copy:
        whole.backup(copy)
    for served in serve(path):
        page.goto(served.address + addresses["event"])
        reason = page.text_content(".difference h3 >> nth=0")
        page.click("text=Not a difference >> nth=0")
        page.wait_for_url("**/event/*", timeout=180_000)
        assert reason not in page.locator(".difference h3").all_text_contents()


@pytest.mark.parametrize(("kind", "form"), [("event", "HTML"), ("story", "Markdown"), ("name", "Word")])
def test_a_report_that_is_taken_away_holds(
    example: Served, addresses: dict[str, str], page: Any, tmp_path: Path, kind: str, form: str
) -> None:
    page.goto(example.address + addresses[kind])
    with page.expect_download() as waiting:
        page.click(f"main a:has-text('{form}')")
    report = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(report)
    command = [sys.executable, "-m", "retold", "verify", str(report), "--db", str(example.path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, ""), answer.stderr


def test_marks_can_be_switched_off_and_stay_off(
    example: Served, addresses: dict[str, str], page: Any
) -> None:
    address = example.address + addresses["article"]
    page.goto(address)
    shown = "each => getComputedStyle(each).backgroundColor"
    before = page.eval_on_selector(".text .figure", shown)
    page.uncheck("#show-figure")
    assert page.eval_on_selector(".text .figure", shown) != before


def test_a_file_can_be_dropped(empty: Served, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{empty.address}/add")
    page.evaluate(
        """() => {
            const dropped = new DataTransfer();
            dropped.items.add(new File(["A heron stood on the jetty."], "heron.txt"));
            dispatchEvent(new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
        }"""
    )
    assert page.text_content("output") == "heron.txt"
    page.click("main button")
    page.wait_for_selector("text=1 new article", timeout=180_000)
    context.close()


def test_pages_are_reached_by_keyboard(example: Served, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(example.address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if "/event/" in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    page.wait_for_url("**/event/**")
    assert outline == "solid"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_fits_the_screen_and_has_no_serious_fault(
    example: Served, addresses: dict[str, str], browser: Any, scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    for name, address in addresses.items():
        page.goto(example.address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = axe.Axe().run(page).response["violations"]
        serious = [fault for fault in found if fault["impact"] in ("serious", "critical")]
        assert [(name, fault["id"], fault["nodes"][0]["html"]) for fault in serious] == []
    assert [text for text in said if "404" not in text] == []
    assert {url[: len(example.address)] for url in asked} == {example.address}
    context.close()
