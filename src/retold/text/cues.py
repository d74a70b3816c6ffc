"""The words that report speech in each language, read from `languages/<language>/attribution.toml`.

The file's `[words]` lists function words; every other table is a way of reporting, with its cues by strength.
A cue is written as words; `a(b|c)` is `ab` or `ac`, `a+set` takes the endings of `[endings]`, `a*` any
ending, and `…` stands for other words between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import Any

from retold.model import Strength
from retold.text.lexicon import lexicon

GAP = "…"
#: Letters an open ending (`a*`) may have.
LONGEST_ENDING = 7
_VOICING = "\u3099\u309a"


class Use(StrEnum):
    """How a cue reports, which decides what must stand beside it to be believed."""

    SAYS = "says"  # a verb of speech, believed alone
    MAY_SAY = "may_say"  # believed beside a speaker, a complementiser or a quotation
    WITH_CLAUSE = "with_clause"  # believed beside what is said only: a complementiser, a quotation, a clause
    REMARKS = "remarks"  # believed beside a quotation only
    NOBODY = "nobody"  # impersonal: it is believed, reportedly
    ACCORDING = "according"  # the source follows: according to
    ACCORDING_BEHIND = "according_behind"  # the source goes before
    MAY_ACCORD = "may_accord"  # a preposition of many uses: at the edge of a clause, before a speaker


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue of a language: its words, folded; a word that ends in `*` takes any ending.

    A cue listed with a complementiser behind it is a cue only where one follows (`needs_that`).
    """

    words: tuple[str, ...]
    use: Use
    strength: Strength
    needs_that: bool = False


@dataclass(frozen=True)
class AttributionWords:
    """What a language says about reporting; all empty for a language without data.

    `that` are complementisers; `joins` open a clause; `helpers` are auxiliaries and stand between source and
    verb; `clitics` too, but also within a naming phrase; `never` cannot begin a source (prepositions, object
    articles); `skip` are adverbs and times between cue and source; `ends` end a naming phrase, `links` carry
    it on, a word in both does so until a name is reached; `whence` are prepositions before a source (said *in*
    the ministry); `topics` mark the subject, `subjects` are articles that
    only a subject has; `speakers` are stems of role nouns; `unspaced` all words of a
    script without spaces.
    `passives` are auxiliaries that make the subject the one spoken of, `agents` the prepositions that then name
    the source; `reported` are verbs in the mood of reported speech.

    `source_first` holds where the verb comes last, `source_after` where it comes first, `relative_names` where
    a bare name takes its relative clause along, `caseless` where no capitals mark names, `verb_last` where a
    participle stands apart from its auxiliary, `verb_second` where the subject follows the verb when anything else
    opens the clause.
    """

    cues: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    stems: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    that: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()
    clitics: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    whence: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    elided: frozenset[str] = frozenset()
    future: frozenset[str] = frozenset()
    conditional: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    passives: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    speakers: tuple[str, ...] = ()
    unspaced: frozenset[str] = frozenset()
    source_first: bool = False
    relative_names: bool = False
    caseless: bool = False
    verb_last: bool = False
    verb_second: bool = False
    source_after: bool = False

    @cached_property
    def listed(self) -> frozenset[str]:
        """The function words that often open a sentence."""
        return self.articles | self.never | self.joins | self.skip | self.pronouns | self.negations

    @cached_property
    def between(self) -> frozenset[str]:
        """What may stand between a verb and its subject, but for pronouns, which are subjects."""
        return (self.skip | self.clitics | self.helpers | self.negations) - self.pronouns

    def starting(self, folded: str) -> Iterator[Cue]:
        """Cues whose first word the folded word can be, longest first word first."""
        yield from self.cues.get(folded, ())
        for size in range(len(folded), max(1, len(folded) - LONGEST_ENDING) - 1, -1):
            yield from self.stems.get(folded[:size], ())

    def longest_word(self, text: str) -> int:
        """Length of the longest listed word that a text without spaces begins with; 0 if none."""
        return next((size for size in range(min(12, len(text)), 0, -1) if text[:size] in self.unspaced), 0)

    def is_speaker(self, folded: str) -> bool:
        """Whether the folded word is a role that speaks: minister, agency, officials."""
        return folded.startswith(self.speakers) or (
            bool(self.unspaced) and any(stem in folded for stem in self.speakers)
        )


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """Fold a word for cue matching: case, accents and final sigma away; the voicing marks of kana stay."""
    marked = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(c for c in marked if c in _VOICING or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).replace("ς", "σ").replace("’", "'")


@cache
def attribution_words(language: str) -> AttributionWords:
    """Read the data of a language; all empty where there is none.

    Raises ValueError when a file breaks its form.
    """
    data = lexicon(language, "attribution")
    endings = {name: tuple(listed) for name, listed in data.get("endings", {}).items()}
    words = dict(data.get("words", {}))
    speakers = tuple(fold(stem) for stem in words.pop("speakers", ()))
    lists: dict[str, Any] = {name: _word_list(name, listed, endings) for name, listed in words.items()}
    exact: dict[str, list[Cue]] = {}
    stems: dict[str, list[Cue]] = {}
    for cue in _cues(data, endings, {fold(word) for word in lists.get("that", ())}):
        first = cue.words[0]
        (stems if first.endswith("*") else exact).setdefault(first.rstrip("*"), []).append(cue)
    listed = {word for cues in (*exact.values(), *stems.values()) for cue in cues for word in cue.words}
    listed = listed.union(*lists.values(), (word for word in speakers if len(word) > 1))
    order: Any = data.get("order", {})
    return AttributionWords(
        cues={word: tuple(found) for word, found in exact.items()},
        stems={word: tuple(found) for word, found in stems.items()},
        speakers=speakers,
        unspaced=frozenset(word for word in listed if "\u3000" < word < "\ufb00"),
        **lists,
        **order,
    )


def _cues(data: Mapping[str, Any], endings: Mapping[str, Sequence[str]], that: Set[str]) -> Iterator[Cue]:
    for use in Use:
        for strength, patterns in data.get(use, {}).items():
            for words in _expand(patterns, endings):
                needs = len(words) > 1 and words[-1] in that
                yield Cue(words[:-1] if needs else words, use, Strength(strength), needs)


def _word_list(name: str, words: Iterable[str], endings: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found = list(_expand(words, endings, unfolded=True))
    if any(len(form) > 1 for form in found):
        raise ValueError(f"words.{name}: {next(form for form in found if len(form) > 1)} is no single word")
    return frozenset(form[0].casefold() for form in found)


def _expand(
    patterns: Iterable[str], endings: Mapping[str, Sequence[str]], *, unfolded: bool = False
) -> Iterator[tuple[str, ...]]:
    """Give each sequence of words that the patterns stand for, once."""
    seen: set[tuple[str, ...]] = set()
    for pattern in patterns:
        for words in product(*(_forms(part, endings) for part in pattern.split())):
            found = words if unfolded else tuple(fold(word) for word in words)
            if found not in seen:
                seen.add(found)
                yield found


def _forms(part: str, endings: Mapping[str, Sequence[str]]) -> list[str]:
    stem, plus, name = part.partition("+")
    if plus:
        return [form + ending for form in _forms(stem, endings) for ending in endings[name]]
    match = re.fullmatch(r"([^()]*)\(([^()]*)\)(.*)", part)
    if match is None:
        return [part]
    head, choices, tail = match.groups()
    return [head + choice + rest for choice in choices.split("|") for rest in _forms(tail, endings)]
