"""Corpus -> one JSON document with all that was found (schema 1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

import retold
from retold.corpus import Corpus
from retold.model import Attribution, Copy, CopyKind, Span


def dump(corpus: Corpus) -> dict[str, Any]:
    """Return everything that a corpus holds as plain data; lists are sorted by id, offsets are code points.

    The same articles and the same version of Retold give the same document.
    """
    articles = _by_id(corpus.articles().values())
    copies = corpus.copies()
    originals = {c.article: c.original for c in copies if c.kind is CopyKind.WHOLE}
    repeats: dict[str, list[dict[str, Any]]] = {}
    for copy in copies:
        repeats.setdefault(copy.article, []).append(_repeat(copy))
    sentences = corpus.sentences()
    findings = corpus.findings()
    claims = corpus.claims()
    return {
        "schema": 1,
        "version": retold.__version__,
        "articles": [
            {
                "id": a.id,
                "location": a.location,
                "outlet": a.outlet,
                "language": a.language,
                "published": a.published,
                "title": a.title,
                "text": a.text,
                "copy_of": originals.get(a.id),
                "repeats": repeats.get(a.id, []),
            }
            for a in articles
        ],
        "sentences": [
            {"id": s.id, "article": s.article, "start": s.span.start, "end": s.span.end}
            for s in _by_id(s for parts in sentences.values() for s in parts)
        ],
        "events": [
            {"id": e.id, "articles": list(e.articles), "date": e.date, "label": e.label}
            for e in _by_id(corpus.events())
        ],
        "stories": [
            {"id": s.id, "events": list(s.events), "label": s.label} for s in _by_id(corpus.stories())
        ],
        "entities": [
            {
                "id": e.id,
                "kind": e.kind,
                "name": e.name,
                "wikidata": e.wikidata,
                "mentions": [
                    {"article": m.article, "start": m.span.start, "end": m.span.end} for m in e.mentions
                ],
            }
            for e in _by_id(corpus.entities())
        ],
        "attributions": [
            _attribution(a) for a in _by_id(a for found in findings.values() for a in found.attributions)
        ],
        "figures": [
            {
                "article": f.article,
                "start": f.span.start,
                "end": f.span.end,
                "value": f.value,
                "unit": f.unit,
                "bound": f.bound,
                "counted": _places(f.counted),
            }
            for a in articles
            for f in findings[a.id].figures
        ],
        "dates": [
            {"article": d.article, "start": d.span.start, "end": d.span.end, "value": d.value}
            for a in articles
            for d in findings[a.id].dates
        ],
        "claims": [
            {
                "id": c.id,
                "event": c.event,
                "tellings": [
                    {"article": t.article, "start": t.span.start, "end": t.span.end} for t in c.tellings
                ],
            }
            for c in claims
        ],
        "differences": [
            {
                "claim": d.claim,
                "kind": d.kind,
                "sides": [list(side) for side in d.sides],
                "reason": d.reason,
            }
            for d in corpus.differences()
        ],
    }


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Named = TypeVar("Named", bound=_Named)


def _by_id(things: Iterable[Named]) -> list[Named]:
    return sorted(things, key=lambda thing: thing.id)


def _repeat(copy: Copy) -> dict[str, Any]:
    return {
        "original": copy.original,
        "kind": copy.kind,
        "contained": copy.contained,
        "spans": [list(span) for span in copy.spans],
    }


def _places(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _attribution(attribution: Attribution) -> dict[str, Any]:
    return {
        "id": attribution.id,
        "article": attribution.article,
        "kind": attribution.kind,
        "source": _places(attribution.source),
        "cue": _places(attribution.cue),
        "content": _places(attribution.content),
        "entity": attribution.entity,
        "parent": attribution.parent,
        "strength": attribution.strength,
        "antecedent": _places(attribution.antecedent),
        "pronoun": _places(attribution.pronoun),
    }


def dump_lines(corpus: Corpus) -> Iterator[str]:
    """Yield the dump as JSON text, in pieces."""
    yield from json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(dump(corpus))
    yield "\n"
