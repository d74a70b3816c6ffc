"""An HTML report -> what of it can be checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from retold.model import Span
from retold.verify.document import Citation, Fact, Reason, Report, Said, Source

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})


@dataclass
class Element:
    """An element of a page, with its elements and texts in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str | None = None, classed: str | None = None) -> Iterator[Element]:
        """Yield the elements within it, of a tag, of a class."""
        for child in self.children:
            if isinstance(child, Element):
                if tag in (None, child.tag) and classed in (None, *child.classes):
                    yield child
                yield from child.all(tag, classed)

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    def text(self, without: str = "") -> str:
        """Join its texts, those within elements of one tag left out."""
        return "".join(
            child if isinstance(child, str) else "" if child.tag == without else child.text(without)
            for child in self.children
        )


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_html(document: str) -> Report:
    """Read the articles, quotations and reasons of an HTML report."""
    builder = _Builder()
    builder.feed(document)
    builder.close()
    page = builder.root
    sources = dict(_sources(page))
    return Report(
        sources={source.article: source for source in sources.values()},
        citations=(*(each for element in page.all() for each in _citations(element)), *_annotations(page)),
        tellings={
            each.attributes.get("data-claim", ""): tuple(_tellings(each))
            for each in page.all("ol", "tellings")
        },
        loose=tuple(
            (f"quotation {number}", element.text(without="sup"))
            for number, element in enumerate(page.all("blockquote"), start=1)
            if "data-article" not in element.attributes
        ),
        reasons=tuple(_reasons(page)),
        said=tuple(_said(page, sources)),
        subject=_meta(page, "retold-subject"),
        maker=_meta(page, "generator"),
    )


def _meta(page: Element, name: str) -> str:
    found = (m.attributes.get("content", "") for m in page.all("meta") if m.attributes.get("name") == name)
    return next(found, "")


def _citations(element: Element) -> Iterator[Citation]:
    """Yield the citation that an element is, once for each way in which it gives its words."""
    said = element.attributes
    if "data-article" not in said:
        return
    try:
        span = Span(int(said.get("data-start", "")), int(said.get("data-end", "")))
    except ValueError:
        span = Span(0, 0)
    yield Citation(
        place=f"quotation of {said['data-article']} [{span.start}:{span.end}]",
        words=said.get("title") or element.text(without="sup"),
        article=said["data-article"],
        span=span,
        digest=said.get("data-sha256"),
    )


def _tellings(claim: Element) -> Iterator[Citation]:
    for telling in claim.all("li"):
        if "untold" not in telling.classes:
            yield from (cited for element in telling.all() for cited in _citations(element))


def _annotations(page: Element) -> Iterator[Citation]:
    """Yield what the Web Annotations of a page quote, with what they say stands around it."""
    article_of = {
        note.attributes.get("id"): cited.article
        for note in page.all("li")
        for quoted in note.all("q")
        for cited in _citations(quoted)
    }
    for carried in (each.text() for each in page.all("pre") if each.attributes.get("id") == "annotations"):
        try:
            for item in json.loads(carried)["items"]:
                position, quote = item["target"]["selector"]
                around = (quote["prefix"], quote["exact"], quote["suffix"])
                start, end = int(position["start"]), int(position["end"])
                key = article_of.get(item["id"].removeprefix("#"), "")
                place = f"annotation {item['id']}"
                yield Citation(place=place, words=around[1], article=key, span=Span(start, end))
                whole = Span(start - len(around[0]), end + len(around[2]))
                yield Citation(place=place, words="".join(around), article=key, span=whole)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield Citation(
                place="annotations", words=f"they are not whole: {error}", article="", span=Span(0, 0)
            )


def _said(page: Element, sources: Mapping[str, Source]) -> Iterator[Said]:
    """Yield what a page says of articles themselves: all names, and the days and languages beside one name."""
    for who in page.all("span", "who"):
        yield from _fact(who, sources, Fact.NAME, who.all("bdi"))
    for line in (*page.all("p", "by"), *page.all("li")):
        named = [each for each in line.children if isinstance(each, Element) and _number(each) in sources]
        if len(named) == 1:
            yield from _fact(named[0], sources, Fact.NAME, line.all("bdi", "outlet"))
            yield from _fact(named[0], sources, Fact.LANGUAGE, line.all("span", "lang"))
            yield from _fact(named[0], sources, Fact.DAY, line.all("span", "date"))


def _fact(who: Element, sources: Mapping[str, Source], fact: Fact, said: Iterable[Element]) -> Iterator[Said]:
    source = sources.get(_number(who))
    for element in said:
        yield Said(f"{fact} of {_number(who)}", source.article if source else "", fact, element.text())


def _number(who: Element) -> str:
    """Return the number of the article that an element names; nothing where it names none or several."""
    numbers = [who.text()] if "n" in who.classes else [each.text() for each in who.all("span", "n")]
    return numbers[0] if len(numbers) == 1 else ""


def _sources(page: Element) -> Iterator[tuple[str, Source]]:
    """Yield the articles in the table at the end of the page by number, with the texts that the page carries."""
    carried = {article.attributes.get("id", ""): article for article in page.all("article")}
    for table in page.all("table", "digests"):
        for row in table.all("tr"):
            codes = [code.text() for code in row.all("code")]
            if len(codes) >= 2:
                number = next((each.text() for each in row.all("span", "n")), "")
                yield number, _source(codes[0], codes[1], row, carried.get(f"a{number}"))


def _source(key: str, digest: str, row: Element, article: Element | None) -> Source:
    text = next(article.all("div", "text"), None) if article else None
    date = next((each.text() for each in article.all("span", "date")), "") if article else ""
    return Source(
        article=key,
        digest=digest,
        name=next((each.text() for each in row.all("bdi")), ""),
        text=text.text(without="sup") if text else None,
        language=text.attributes.get("lang") if text else None,
        published=date.replace(" UTC", "Z").replace(" ", "T") if date[:1].isdigit() else None,
    )


def _reasons(page: Element) -> Iterator[Reason]:
    for card in page.all("li", "difference"):
        yield Reason(
            place=f"difference {card.attributes.get('id', '')}",
            claim=card.attributes.get("data-claim", ""),
            kind=next((tag.text() for tag in card.all("span", "tag")), ""),
            words=next((heading.text() for heading in card.all("h3")), ""),
            sides=tuple(
                tuple(side.attributes["data-articles"].split())
                for side in card.all("li")
                if "data-articles" in side.attributes
            ),
            citations=tuple(cited for element in card.all() for cited in _citations(element)),
        )
