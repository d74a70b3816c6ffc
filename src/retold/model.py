"""The nouns: frozen data, no behaviour that needs anything else of Retold.

Ids are strings derived from content, so that reading twice adds nothing. A `Span` counts Unicode code points
of `Article.text`, half-open. Times are ISO 8601 text, as exact as the source was and no more: `2025`,
`2025-09`, `2025-09-04` or `2025-09-04T08:00:00Z`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open [start, end) in code points of `Article.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text, published once, by one outlet, in one language (schema.org NewsArticle).

    `text` is kept as read, in NFC with newlines normalised; a title, where the input has one, is its first
    line. `fields` holds what else the input said (url, author ...); `notes` what a reader should know of the
    reading itself ("read as windows-1251").
    """

    id: str
    location: str
    text: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    outlet: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a report calls it."""
        return article_name(self.outlet, self.location)


def article_name(outlet: str | None, location: str) -> str:
    """Name an article by its outlet, or else by its file, without what says the file's format."""
    file = PurePosixPath(location.replace("\\", "/"))
    return outlet or (file.name if "#" in file.name else file.stem)


def article_id(*, key: str, outlet: str | None, published: str | None, text: str) -> str:
    """Name an article by its content, so that the same one read again, from anywhere, has the same id.

    `key` is what names the article at its outlet: its URL, else its file's name or its row's id, else "".
    """
    parts = "\x1f".join((key, outlet or "", published or "", text))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


class SentenceKind(StrEnum):
    """What part of an article a sentence belongs to."""

    BODY = "body"
    TITLE = "title"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A span of an article with its place in order."""

    id: str
    article: str
    position: int
    span: Span
    kind: SentenceKind = SentenceKind.BODY


class EntityKind(StrEnum):
    """What an entity is."""

    PERSON = "PER"
    ORGANISATION = "ORG"
    PLACE = "LOC"
    OTHER = "MISC"


#: Where the likelihood of a kind stands in `Mention.kinds`.
_PLACES = {kind: place for place, kind in enumerate(EntityKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a gazetteer takes a name for ("country:KP"), with the name, country and Wikidata id that go with it."""

    id: str
    name: str
    country: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names something; `score` is how sure the finding is, 0 to 1.

    `identity` is set where a gazetteer knows the name. `kinds` says how likely each kind is, in the order of
    `EntityKind`; it is empty where the finding has but one in mind.
    """

    article: str
    span: Span
    kind: EntityKind
    score: float = 1.0
    identity: Identity | None = None
    kinds: tuple[float, ...] = ()

    def likely(self, kind: EntityKind) -> float:
        """Say how likely a kind is, 0 to 1."""
        if not self.kinds:
            return float(kind is self.kind)
        return self.kinds[_PLACES[kind]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What mentions name: a person, organisation, place or other thing.

    `wikidata` is set where the identity is sure, None where it is not.
    """

    id: str
    kind: EntityKind
    name: str
    mentions: tuple[Mention, ...] = ()
    wikidata: str | None = None


class AttributionKind(StrEnum):
    """How a statement is given: in quotation marks, in the outlet's words, or both."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Strength(StrEnum):
    """How firmly a source stands behind a statement, weakest first."""

    DENIED = "denied"
    DOUBTED = "doubted"
    BELIEVED = "believed"
    SAID = "said"
    CLAIMED = "claimed"
    ADMITTED = "admitted"
    CONFIRMED = "confirmed"
    STATED = "stated"


class Modality(StrEnum):
    """How a sentence is meant, where it does not simply say that something is so."""

    FUTURE = "future"
    CONDITIONAL = "conditional"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who is said to have said what: source, cue and content spans (the PARC3 triple).

    `source` is None where nobody is named here, `cue` where only quotation marks show it. `antecedent` is where
    the source was named before, when a pronoun (`pronoun`, if it says who speaks) or a verb alone carries it on.
    `parent` is the attribution that relays this one.
    """

    id: str
    article: str
    kind: AttributionKind
    content: Span
    source: Span | None = None
    cue: Span | None = None
    strength: Strength = Strength.SAID
    entity: str | None = None
    parent: str | None = None
    antecedent: Span | None = None
    pronoun: Span | None = None


class Bound(StrEnum):
    """How a figure is meant."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE_THAN = "more than"
    LESS_THAN = "less than"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity in a text: its value, what is counted, and how it is meant.

    `counted` is the span of the counted thing where one was found.
    """

    article: str
    span: Span
    value: float
    unit: str | None = None
    bound: Bound = Bound.EXACT
    counted: Span | None = None


class TimeKind(StrEnum):
    """What a time expression says, by the classes of TIMEX3."""

    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    SET = "set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A time in a text with its value, as exact as the text is (TIMEX3 values: 2025, 2025-09, 2025-09-03).

    What an article keeps are days, months and years; the other kinds (P3D) are read on demand.
    """

    article: str
    span: Span
    value: str
    kind: TimeKind = TimeKind.DATE


class CopyKind(StrEnum):
    """How an article repeats another: as a whole, some sentences of it, or as a whole in another language."""

    WHOLE = "whole"
    PART = "part"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article that repeats another; `contained` is the share of it that does, 0 to 1.

    `spans` are its sentences that stand in the original, in order.
    """

    article: str
    original: str
    contained: float
    kind: CopyKind = CopyKind.WHOLE
    spans: tuple[Span, ...] = ()

    def covers(self, span: Span) -> bool:
        """Whether a place in the article is repeated: any at all, where the article repeats the whole."""
        return self.kind is CopyKind.WHOLE or any(
            s.start < span.end and span.start < s.end for s in self.spans
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening, with the articles that tell it, in time order."""

    id: str
    articles: tuple[str, ...]
    label: str
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Events over time that belong together, in time order."""

    id: str
    events: tuple[str, ...]
    label: str


class JudgementKind(StrEnum):
    """What a user says."""

    SAME = "same"
    DIFFERENT = "different"
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    DELETE = "delete"
    UNDO = "undo"


class Matter(StrEnum):
    """What a judgement is about."""

    EVENT = "event"
    ENTITY = "entity"
    CLAIM = "claim"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a user said once, and what holds on every run until it is undone, itself by a judgement.

    `subjects` are two lists. Of events: articles that tell one or two (same, different), the articles of two
    events (merge), those that leave one and those that stay (split), its id, or a story's, and its label (rename).
    Of entities: the places of the mentions of two (merge), of those that leave one and those that stay (split), of
    one and its name (rename), of one that is none and its forms (delete). Of a difference: its kind, and the places
    that show it (same). For an undo, the number of the earlier judgement and nothing.
    """

    number: int
    kind: JudgementKind
    subjects: tuple[tuple[str, ...], tuple[str, ...]]
    user: str
    at: str
    about: Matter = Matter.EVENT
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one article says of one claim; `score` is the confidence that it is this claim, 0 to 1."""

    article: str
    span: Span
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement, with every telling of it, across languages (schema.org Claim)."""

    id: str
    event: str
    tellings: tuple[Telling, ...]


class OmissionKind(StrEnum):
    """Why an article does not tell a claim; only `LEFT_OUT` is a choice of the outlet's."""

    LEFT_OUT = "left out"
    PERHAPS_TOLD = "perhaps told"
    COULD_NOT_KNOW = "could not have known"
    SHORT_REPORT = "short report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """A claim that an article of its event does not tell, with the sentence that comes nearest.

    `score` is how near that sentence is, 0 to 1; `nearest` is None where the article has no sentence at all.
    """

    claim: str
    article: str
    kind: OmissionKind
    nearest: Span | None
    score: float


class DifferenceKind(StrEnum):
    """In what two groups of tellings of a claim differ, most material first."""

    FIGURE = "figure"
    DATE = "date"
    ATTRIBUTION = "attribution"
    NEGATION = "negation"
    CERTAINTY = "certainty"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where it stands: a verbatim span of an article."""

    article: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How groups of tellings of one claim differ.

    `sides` are the article ids of each group, `evidence` the spans that show it, `reason` one plain sentence,
    `score` the confidence, `since` the earliest article whose telling departs from what was told before.
    """

    claim: str
    kind: DifferenceKind
    sides: tuple[tuple[str, ...], ...]
    reason: str
    score: float
    evidence: tuple[Evidence, ...] = ()
    since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How a telling reached its readers: the origin, who relayed it, then the article's outlet.

    `source` is where the article names the origin, None where it names nobody; `relays` where it names those who
    passed it on, the nearest to the origin first.
    """

    article: str
    source: Span | None = None
    relays: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where the tellings of a claim come from.

    `chains` come in time order, one an article. `origins` are the articles that go back to one named origin; an
    article that names nobody is among them only where it follows one that does.
    """

    claim: str
    chains: tuple[Chain, ...]
    origins: tuple[tuple[str, ...], ...] = ()

    @property
    def independent(self) -> int:
        """How many independent voices stand behind the claim, as far as the articles show; one at least."""
        return max(1, len(self.origins))


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """An article that most probably follows another; `share` of its claims stands there too.

    `score` says how much speaks for it, 0 to 1; `reason` what, in plain words.
    """

    article: str
    followed: str
    share: float
    score: float
    reason: str


class ChangeKind(StrEnum):
    """What was done to a sentence between two versions of an article."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A sentence that was changed: `former` where it stood in the former version, `span` where it stands now."""

    kind: ChangeKind
    former: Span | None
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An article that took the place of a former version of itself at its address, and what was changed.

    `at` is when it was noticed, in UTC.
    """

    article: str
    former: str
    at: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All tellings of one event, lined up.

    `articles` stand in time order and are those of the event; a claim that is also told by earlier or later
    articles of the story names them in its tellings, and `background` holds those articles. `sentences` are by
    article id. `entities` are those that all these articles name, with their mentions there. `notes` says what a
    reader should know of the comparison itself (an article without a date ...).
    """

    event: Event
    articles: tuple[Article, ...]
    sentences: Mapping[str, tuple[Sentence, ...]]
    claims: tuple[Claim, ...]
    omissions: tuple[Omission, ...] = ()
    differences: tuple[Difference, ...] = ()
    copies: tuple[Copy, ...] = ()
    background: tuple[Article, ...] = ()
    notes: tuple[str, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    follows: tuple[Follow, ...] = ()
    entities: tuple[Entity, ...] = ()
