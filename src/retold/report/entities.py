"""An entity as a report: what it is called, where it comes up, what it is said to have said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from retold.corpus import Corpus, said_by
from retold.errors import NotFoundError
from retold.model import Entity, Event, Mention
from retold.report.document import Document, Line, Section, Subject, Told, number_articles
from retold.report.matrix import Column, Quote, quote_span
from retold.report.words import count, kind_words, language_name

#: Articles that a report cites, the newest that name the entity.
CITED = 60

#: Written forms of one language that are quoted, the most frequent.
FORMS = 12

#: Names that stand beside the entity's.
COMPANY = 24


def entity_document(corpus: Corpus, key: str, languages: Sequence[str] = ()) -> Document:
    """Lay out an entity, called as in the first of the languages, if one is given.

    Raises NotFoundError when there is no entity of that id.
    """
    entity = corpus.store.entities([key]).get(key)
    if entity is None:
        raise NotFoundError(f"{key}: nobody and nothing of that id is named")
    naming = corpus.articles({mention.article for mention in entity.mentions})
    newest = sorted(naming.values(), key=lambda a: (a.published or "", a.id), reverse=True)[:CITED]
    ids = [article.id for article in newest]
    columns = number_articles(newest, corpus.sentences(ids), corpus.store.entities_within(ids))
    cited = [mention for mention in entity.mentions if mention.article in columns]
    left = f", the {CITED} newest of which are cited" if len(naming) > CITED else ""
    return Document(
        subject=Subject("entity", key),
        title=corpus.called(key, languages[0]) if languages else entity.name,
        facts=(
            kind_words(entity.kind),
            *([f"Wikidata {entity.wikidata}"] if entity.wikidata else []),
            f"named {count(len(entity.mentions), 'time')} by {count(len(naming), 'article')}{left}",
        ),
        sections=(
            Section(heading="As it is written", lines=tuple(_forms(cited, columns))),
            Section(heading="Events", lines=tuple(_events(corpus, list(naming)))),
            Section(heading="Named beside it", lines=tuple(_company(corpus, key, list(columns)))),
            *_said(corpus, entity, columns),
            Section(
                heading="Where it stands",
                intro="The first sentence of each article that names it.",
                lines=tuple(Told(quote) for quote in _sentences(cited, columns)),
            ),
        ),
        columns=tuple(columns.values()),
    )


def _forms(mentions: Sequence[Mention], columns: Mapping[str, Column]) -> Iterator[Line]:
    """Say how often it is written how, language by language, with one place of each form."""
    forms: dict[str, dict[str, list[Quote]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        quote = quote_span(columns[mention.article], mention.span)
        forms[quote.column.article.language or ""][quote.text].append(quote)
    for language in sorted(forms, key=language_name):
        found = sorted(forms[language].values(), key=len, reverse=True)
        total = count(sum(map(len, found)), "time")
        yield Line(
            f"{language_name(language or None)}, {total}", tuple(quotes[0] for quotes in found[:FORMS])
        )


def _events(corpus: Corpus, naming: Sequence[str]) -> Iterator[Line]:
    of_article = corpus.store.event_of(naming)
    events = corpus.store.events(set(of_article.values()))
    times = Counter(of_article.values())

    def when(event: Event) -> tuple[str, str]:
        return event.date or "9999", event.id

    for event in sorted(events.values(), key=when):
        told = f"named by {times[event.id]} of {count(len(event.articles), 'article')}"
        yield Line(f"{event.date or 'no date'}: {event.label} ({told})")


def _company(corpus: Corpus, key: str, articles: Sequence[str]) -> Iterator[Line]:
    named = corpus.store.named(articles, most=COMPANY + 1)
    others = [each for each in named if each.id != key][:COMPANY]
    yield Line("; ".join(f"{each.name} ({count(each.articles, 'article')})" for each in others) or "Nobody.")


def _said(corpus: Corpus, entity: Entity, columns: Mapping[str, Column]) -> Iterator[Section]:
    articles = {key: column.article for key, column in columns.items()}
    found = said_by([entity], articles, corpus.findings(columns))
    if found:
        yield Section(
            heading="What it is quoted with",
            lines=tuple(
                Told(
                    quote_span(columns[each.article.id], each.attribution.content),
                    each.attribution.strength.value,
                )
                for each in found
            ),
        )


def _sentences(mentions: Sequence[Mention], columns: Mapping[str, Column]) -> Iterator[Quote]:
    first: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda m: m.span):
        first.setdefault(mention.article, mention)
    for column in columns.values():
        named = first[column.article.id]
        quote = quote_span(column, named.span)
        if quote.sentence is not None:
            yield quote_span(column, column.sentences[quote.sentence].span, marked=(named.span,))
