"""All that is found in one article by reading it alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from retold.errors import InputError
from retold.find import heads
from retold.find.attributions import Proposal, Proposals, find_attributions
from retold.find.capitals import propose_names
from retold.find.dates import find_dates
from retold.find.figures import find_figures
from retold.find.heads import HeadFindings
from retold.find.mentions import find_mentions
from retold.find.modality import modalities_of
from retold.model import (
    Article,
    Attribution,
    AttributionKind,
    Bound,
    Date,
    EntityKind,
    Figure,
    Identity,
    Mention,
    Modality,
    Sentence,
    SentenceKind,
    Span,
    Strength,
    TimeKind,
)
from retold.text.lexicon import has_lexicon
from retold.text.spans import beginning_in

#: An article of more names is kept aside. Of 462 real and invented reports (BASIL, MEANTIME, retellings) the densest
#: has one in 66 letters: in the longest reports, of 0.2 MiB, that makes some 3,000.
MOST_NAMES = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one article names, counts, dates and attributes, each in the order of the text.

    `modalities` holds the sentences that are negated, conditional or in the future.
    """

    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[Date, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    modalities: tuple[tuple[Span, tuple[Modality, ...]], ...] = ()

    def values_in(self, span: Span) -> dict[str, frozenset[str]]:
        """Return what the figures and dates within a span are worth, by kind, as it is the same in all languages."""
        return {
            "figure": frozenset(f"{f.value:g}" for f in beginning_in(span, self.figures)),
            "date": frozenset(d.value for d in beginning_in(span, self.dates)),
        }


def find_all(
    article: Article, sentences: Sequence[Sentence], proposed: Sequence[HeadFindings] = ()
) -> Findings:
    """Find what the sentences of an article name, count, date and attribute.

    `proposed` is what the heads find in each sentence, none where the encoder has no heads; names are then told
    by their capitals.

    Raises InputError for an article of more than `MOST_NAMES`.
    """
    language = article.language or "und"
    told = [s.span for s in sentences if s.kind is not SentenceKind.BOILERPLATE]
    starts = [span.start for span in told]

    def stands(span: Span) -> bool:
        place = bisect_right(starts, span.start) - 1
        return place >= 0 and _inside(span, told[place])

    figures = find_figures(article.text, language, article=article.id)
    dates = find_dates(article.text, language, published=article.published, article=article.id)
    names = _placed(sentences, [found.names for found in proposed])
    if not proposed:
        names = list(propose_names(article.text, told, language))
    _refuse_too_many(article, names)
    cues = _placed(sentences, [found.cues for found in proposed])
    sources = _placed(sentences, [found.sources for found in proposed])
    mentions = find_mentions(article.text, language, names, article=article.id)
    _refuse_too_many(article, mentions)
    attributions = find_attributions(
        article.text,
        told,
        language,
        names=[mention.span for mention in mentions],
        article=article.id,
        proposals=Proposals(
            tuple(Proposal(p.span, p.score) for p in cues), tuple(Proposal(p.span, p.score) for p in sources)
        ),
    )
    return Findings(
        mentions=tuple(m for m in mentions if stands(m.span)),
        figures=tuple(f for f in figures if stands(f.span)),
        dates=tuple(d for d in dates if stands(d.span)),
        attributions=attributions,
        modalities=tuple(
            (span, tuple(sorted(found)))
            for span in told
            if (found := modalities_of(article.text, span, language))
        ),
    )


def _refuse_too_many(article: Article, names: Sequence[object]) -> None:
    if len(names) > MOST_NAMES:
        reason = f"has {len(names):,} names, more than the limit of {MOST_NAMES:,}"
        raise InputError(article.location, reason, article.text.encode())


def glance(article: Article, opening: Sequence[Sentence]) -> Findings:
    """Find what the first sentences of an article count and date, and nothing else."""
    if not opening:
        return Findings()
    text, language = article.text[: opening[-1].span.end], article.language or "und"
    return Findings(
        figures=find_figures(text, language, article=article.id),
        dates=find_dates(text, language, published=article.published, article=article.id),
    )


def has_rules(language: str | None) -> bool:
    """Tell whether a language has words of reporting here; else heads, quotation marks and colons say who speaks."""
    return has_lexicon(language, "attribution")


def _placed(
    sentences: Sequence[Sentence], proposed: Sequence[Sequence[heads.Proposal]]
) -> list[heads.Proposal]:
    """Return what the heads propose in each sentence with spans of the article."""
    return [
        replace(p, span=Span(p.span.start + s.span.start, p.span.end + s.span.start))
        for s, found in zip(sentences, proposed, strict=bool(proposed))
        for p in found
    ]


def as_data(findings: Findings) -> dict[str, Any]:
    """Return findings as plain data for keeping: as `asdict` would, which copies every number and is slow."""
    kinds = ("mentions", "figures", "dates", "attributions")
    found = {kind: [_row(each) for each in getattr(findings, kind)] for kind in kinds}
    for row in found["mentions"]:
        row["identity"] = row["identity"] and _row(row["identity"])
    return found | {"modalities": findings.modalities}


def from_data(data: Mapping[str, Any]) -> Findings:
    """Return the findings that `as_data` made plain."""
    return Findings(
        mentions=tuple(
            Mention(
                **row
                | {
                    "span": Span(*row["span"]),
                    "kind": EntityKind(row["kind"]),
                    "kinds": tuple(row.get("kinds", ())),
                    "identity": Identity(**row["identity"]) if row["identity"] else None,
                }
            )
            for row in data["mentions"]
        ),
        figures=tuple(
            Figure(
                **row
                | {"span": Span(*row["span"]), "bound": Bound(row["bound"]), "counted": _span(row["counted"])}
            )
            for row in data["figures"]
        ),
        dates=tuple(
            Date(**row | {"span": Span(*row["span"]), "kind": TimeKind(row.get("kind", TimeKind.DATE))})
            for row in data["dates"]
        ),
        attributions=tuple(
            Attribution(
                **row
                | {name: _span(row.get(name)) for name in ("source", "cue", "antecedent", "pronoun")}
                | {
                    "content": Span(*row["content"]),
                    "kind": AttributionKind(row["kind"]),
                    "strength": Strength(row["strength"]),
                }
            )
            for row in data["attributions"]
        ),
        modalities=tuple(
            (Span(*span), tuple(Modality(name) for name in found)) for span, found in data["modalities"]
        ),
    )


def _row(found: Any) -> dict[str, Any]:
    return {field.name: getattr(found, field.name) for field in fields(found)}


def _inside(part: Span, whole: Span) -> bool:
    return whole.start <= part.start < whole.end


def _span(value: Sequence[int] | None) -> Span | None:
    return None if value is None else Span(*value)
