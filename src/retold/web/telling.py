"""The pages of one event, claim, story and article: who tells what, beside the sentences that prove it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from retold import report
from retold.errors import NotFoundError
from retold.model import Article, Claim, Comparison, Difference, Sentence, Span, Telling
from retold.report.marks import Mark as ReportMark
from retold.report.matrix import Column, Matrix, Quote, Row
from retold.report.names import names_of
from retold.report.origins import followings, sourcings
from retold.report.repeats import relation
from retold.store.listing import Heading
from retold.web.charts import Graph, draw_arcs
from retold.web.judging import joinable, judged_about, shown_by
from retold.web.page import Asked, Elsewhere, File, Page, plain
from retold.web.pages import sheet
from retold.web.room import Room
from retold.web.texts import cut, marks_of, sentence_at, shared

#: Cells of the claims x articles table on one page: some 200 kB of HTML.
CELLS = 1_200

#: Wordings of one side of a difference that are shown beside its sentence.
OTHER_WORDS = 8

#: Longer ones than this many characters are whole sentences, and stand on the claim's own page.
SHORT = 60

#: How a browser is told what kind of file a report is.
KINDS = {
    ".html": "text/html",
    ".md": "text/markdown",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

#: Up to this many articles, columns bear the outlets' names and the tellings stand in full under their claim.
NAMED_COLUMNS = 12


def event_page(room: Room, asked: Asked) -> Page | Elsewhere:
    """Show who tells an event, what differs, and its claims x articles table."""
    laid = room.laid(asked.path["event"])
    comparison, matrix = laid.comparison, laid.matrix
    if comparison.event.id != asked.path["event"]:
        return Elsewhere(f"/event/{comparison.event.id}")
    alone = asked.text("show") == "alone" or not matrix.shared
    rows = matrix.alone if alone else matrix.shared
    store = room.corpus.store
    [card] = store.cards([comparison.event.id])
    found = sheet(rows, asked.number("page"), max(8, CELLS // max(1, len(matrix.columns))))
    return Page(
        template="event.html",
        shown={
            "asked": asked,
            "event": comparison.event,
            "card": card,
            "story": room.stories([card.story]).get(card.story) if card.story else None,
            "comparison": comparison,
            "waiting": card.story in store.stale_stories() or room.reads_rest(comparison.event),
            "matrix": matrix,
            "graph": _graph(comparison, matrix),
            "followings": followings(comparison, matrix),
            "sourcings": sourcings(comparison, matrix),
            "differences": [_shown(matrix, difference) for difference in matrix.differences],
            "left_out": _left_out(matrix),
            "alone": alone,
            "sheet": found,
            "named": len(matrix.columns) <= NAMED_COLUMNS,
            "joinable": joinable(room, comparison.event.id),
            "judged": judged_about(room, {comparison.event.id, *comparison.event.articles}),
        },
        data=lambda: _comparison_data(comparison, asked.root),
    )


def _left_out(matrix: Matrix) -> list[tuple[Column, list[Row]]]:
    """Return the articles with the shared claims that they left out although they could have told them."""
    found = [
        (column, [row for row in matrix.shared if row.cells[column.number - 1].mark is ReportMark.LEFT_OUT])
        for column in matrix.columns
    ]
    return sorted(((c, rows) for c, rows in found if rows), key=lambda pair: (-len(pair[1]), pair[0].number))


def _graph(comparison: Comparison, matrix: Matrix) -> Graph:
    """Draw which article copies which, and which follows which."""
    copies = [
        (column.number, repeat.original, True, f"{column.number}: {repeat.words}")
        for column in matrix.columns
        for repeat in column.repeats
    ]
    follows = [
        (f.column.number, f.followed.number, False, f"{f.column.number} {f.words} {f.followed.number}")
        for f in followings(comparison, matrix)
        if f.followed.number not in {repeat.original for repeat in f.column.repeats}
    ]
    here = len(matrix.columns)
    return draw_arcs(link for link in (*copies, *follows) if max(link[:2]) <= here)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference: who is on it, one sentence that shows it, and the words of the others."""

    columns: tuple[Column, ...]
    sentence: Quote | None
    others: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference with its sides; `key` names it in the form that rejects it."""

    difference: Difference
    row: Row
    sides: tuple[Side, ...]
    key: str


def _shown(matrix: Matrix, difference: Difference) -> Shown:
    sides = []
    for side in difference.sides:
        quotes = matrix.side_quotes(difference, side)
        columns = tuple(matrix.column(article) for article in dict.fromkeys(side))
        others = {q.text: q for q in quotes[1:] if q.text != quotes[0].text and len(q.text) <= SHORT}
        sides.append(
            Side(
                columns, _in_its_sentence(quotes[0]) if quotes else None, tuple(others.values())[:OTHER_WORDS]
            )
        )
    return Shown(difference, matrix.row(difference.claim), tuple(sides), shown_by(difference))


def _in_its_sentence(quote: Quote) -> Quote:
    """Widen a quotation to the sentence it stands in, with the words themselves marked."""
    if quote.sentence is None:
        return quote
    sentence = quote.column.sentences[quote.sentence].span
    whole = Span(min(sentence.start, quote.span.start), max(sentence.end, quote.span.end))
    return replace(quote, span=whole, marked=() if whole == quote.span else (quote.span,))


def report_file(room: Room, asked: Asked) -> File:
    """Give what is known of an event, a story or an entity as a file to keep."""
    [(kind, key)] = [(name, key) for name, key in asked.path.items() if name != "form"]
    if kind == "event":
        key = room.laid(key).comparison.event.id
    form = f".{asked.path['form']}"
    if form not in KINDS:
        raise NotFoundError(f"a report is {' or '.join(KINDS)}, not {form}")
    content = report.make_report(room.corpus, report.Subject(kind, key), form)
    return File(name=f"{kind}-{key}{form}", kind=KINDS[form], content=content)


def claim_page(room: Room, asked: Asked) -> Page:
    """Show all tellings of a claim in full, and who does not tell it."""
    laid = room.laid(asked.path["event"])
    try:
        row = laid.matrix.row(asked.path["claim"])
    except KeyError:
        raise NotFoundError(
            f"{asked.path['claim']}: no article of this event tells a claim of that id"
        ) from None
    return Page(
        template="claim.html",
        shown={"event": laid.comparison.event, "matrix": laid.matrix, "row": row},
        data=lambda: _row_data(row),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A telling of another article that stands beside a sentence."""

    article: Article
    telling: Telling
    sentence: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.article.text[slice(*self.telling.span)]


def article_page(room: Room, asked: Asked) -> Page:
    """Show an article's text with what was found in it and, for one of its sentences, who else tells it."""
    article = room.corpus.article(asked.path["article"])
    sentences = room.corpus.sentences([article.id])[article.id]
    findings = room.corpus.findings([article.id])[article.id]
    store = room.corpus.store
    named = store.entities_within([article.id])
    names = names_of(named).get(article.id, ())
    heading = store.headings([article.id])[article.id]
    claims = _claims_of(room, article.id, heading.event)
    others = {s.position: _other_tellers(article.id, s, claims) for s in sentences}
    chosen = _chosen(asked, article, sentences, claims)
    beside = _beside(room, article.id, [c for c in claims if _tells(c, article.id, chosen)]) if chosen else []
    return Page(
        template="article.html",
        shown={
            "asked": asked,
            "article": article,
            "heading": heading,
            "card": next(iter(room.cards(store.cards([heading.event] if heading.event else []))), None),
            "copied": _copied(room, article.id),
            "cut_text": cut(article, sentences, marks_of(findings, names)),
            "findings": findings,
            "others": others,
            "chosen": chosen,
            "beside": beside,
        },
        data=lambda: {
            "article": plain(article),
            "event": heading.event,
            "copy_of": heading.original,
            "sentences": plain(sentences),
            "findings": plain(findings),
            "entities": [
                {"span": list(mention.span), "entity": entity.id}
                for entity in named
                for mention in entity.mentions
            ],
            "also_told_by": {str(place): sorted(found) for place, found in others.items() if found},
        },
    )


def _copied(room: Room, article: str) -> list[tuple[str, Heading]]:
    """Return what an article copies, each with the words for how."""
    copies = room.corpus.copies([article])
    headings = room.corpus.store.headings(copy.original for copy in copies)
    return [(relation(copy), headings[copy.original]) for copy in copies]


def _claims_of(room: Room, article: str, event: str | None) -> list[Claim]:
    """Return the claims that an article tells."""
    story = room.corpus.store.story_of([event] if event else [])
    claims = room.corpus.store.claims(story.values())
    return [claim for claim in claims if any(t.article == article for t in claim.tellings)]


def _tells(claim: Claim, article: str, sentence: Sentence | None) -> bool:
    return sentence is not None and any(
        t.article == article and shared(t.span, sentence.span) > 0 for t in claim.tellings
    )


def _other_tellers(article: str, sentence: Sentence, claims: list[Claim]) -> set[str]:
    return {
        telling.article
        for claim in claims
        if _tells(claim, article, sentence)
        for telling in claim.tellings
        if telling.article != article
    }


def _chosen(
    asked: Asked, article: Article, sentences: tuple[Sentence, ...], claims: list[Claim]
) -> Sentence | None:
    """Find the sentence that is asked for: by its number, or as the first that tells a claim."""
    number = asked.number("beside", 0)
    if asked.text("beside") and number <= len(sentences):
        return sentences[number - 1]
    wanted = [claim for claim in claims if claim.id == asked.text("claim")]
    return next((s for s in sentences for claim in wanted if _tells(claim, article.id, s)), None)


def _beside(room: Room, article: str, claims: list[Claim]) -> list[Beside]:
    tellings = {(t.article, t.span): t for claim in claims for t in claim.tellings if t.article != article}
    articles = room.corpus.articles({key for key, _ in tellings})
    sentences = room.corpus.sentences(articles)
    found = [
        Beside(articles[key], telling, sentence_at(sentences[key], span))
        for (key, span), telling in tellings.items()
    ]
    return sorted(
        found, key=lambda each: (each.article.published or "9999", each.article.id, each.telling.span)
    )


def _comparison_data(comparison: Comparison, root: str) -> dict[str, object]:
    """Say all of a comparison but the texts, which the articles' own addresses give."""
    data: dict[str, object] = plain(comparison)
    for name in ("articles", "background"):
        data[name] = [
            {key: value for key, value in asdict(a).items() if key not in ("text", "fields")}
            | {"address": f"{root}/article/{a.id}.json"}
            for a in getattr(comparison, name)
        ]
    del data["sentences"]
    return data


def _row_data(row: Row) -> dict[str, object]:
    return {
        "claim": row.claim.id,
        "told": [
            {
                "article": quote.column.article.id,
                "span": list(quote.span),
                "text": quote.text,
                "mark": cell.mark.value,
                "score": quote.score,
            }
            for cell in row.told
            for quote in cell.quotes
        ],
        "not_told": [{"article": cell.column.article.id, "why": cell.mark.value} for cell in row.untold],
        "differences": plain(row.differences),
    }
