"""An HTML report -> what of it can be checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from retold.model import Span
from retold.verify.document import Citation, Reason, Report, Source

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
    citations = [each for element in page.all() for each in _citations(element)]
    return Report(
        sources={source.article: source for source in _sources(page)},
        citations=tuple(citations),
        tellings={
            each.attributes["data-claim"]: tuple(cited for told in each.all() for cited in _citations(told))
            for each in page.all("ol", "tellings")
        },
        loose=tuple(
            (f"quotation {number}", element.text())
            for number, element in enumerate(page.all("blockquote"), start=1)
            if "data-article" not in element.attributes
        ),
        reasons=tuple(_reasons(page)),
    )


def _citations(element: Element) -> Iterator[Citation]:
    """Yield the citation that an element is, once for each way in which it gives its words."""
    said = element.attributes
    if "data-article" not in said:
        return
    try:
        span = Span(int(said.get("data-start", "")), int(said.get("data-end", "")))
    except ValueError:
        span = Span(0, 0)
    words = [said["title"]] if "title" in said else [element.text()]
    for each in words:
        yield Citation(
            place=f"quotation of {said['data-article']} [{span.start}:{span.end}]",
            words=each,
            article=said["data-article"],
            span=span,
            digest=said.get("data-sha256"),
        )


def _sources(page: Element) -> Iterator[Source]:
    """Yield the articles in the table at the end of the page, with the texts that the page carries."""
    carried = {article.attributes.get("id", ""): article for article in page.all("article")}
    for table in page.all("table", "digests"):
        for row in table.all("tr"):
            codes = [code.text() for code in row.all("code")]
            if len(codes) >= 2:
                number = next((each.text() for each in row.all("span", "n")), "")
                yield _source(codes[0], codes[1], row, carried.get(f"a{number}"))


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
