"""What is known of an entity: the mentions taken for it, and what follows from them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from retold.model import Entity, EntityKind, Mention
from retold.text.known import plain, stems
from retold.text.names import fold, openings, script
from retold.text.offices import Office, read_office

#: What these begin is known by all its names, so that what only sounds like one of them is something else.
WELL_KNOWN = ("country:", "region:")

#: A number that stands in one of so many forms that have one is none of the name's. Of 150 articles on one pipeline
#: (SlavicNER), 0.84 of the forms in two scripts are joined with 10 as with no bound, 0.83 with 3.
_SELDOM = 10

#: Initials before a surname, each with its dot: of one letter, or of two that write one sound.
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[ \u00a0-]?)+(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMention:
    """A mention with what is needed to say whom it names.

    `sentence` is the position of its sentence in the article. `identity` is what a gazetteer takes it for
    ("country:KP"), with the name, country and Wikidata id that go with it.
    """

    mention: Mention
    text: str
    language: str | None = None
    sentence: int = 0
    identity: str | None = None
    known_name: str | None = None
    country: str | None = None
    wikidata: str | None = None

    @classmethod
    def of(cls, mention: Mention, *, text: str, language: str | None, sentence: int) -> NamedMention:
        """Give a mention what its own identity says."""
        known = mention.identity
        return cls(
            mention=mention,
            text=text,
            language=language,
            sentence=sentence,
            identity=known.id if known else None,
            known_name=known.name if known else None,
            country=known.country if known else None,
            wikidata=known.wikidata if known else None,
        )


@dataclass(frozen=True, slots=True)
class Join:
    """Two mentions taken for one entity: how sure that is, 0 to 1, and why, in words."""

    a: NamedMention
    b: NamedMention
    score: float
    reason: str


@dataclass(frozen=True)
class Profile:
    """An entity, by its mentions; the first of them names it for good.

    All else is derived. A profile of the mentions of one article is a chain.
    """

    mentions: tuple[NamedMention, ...]

    @cached_property
    def id(self) -> str:
        """An id that stays when mentions are added at the end."""
        first = self.mentions[0]
        known = self.identity or f"{first.mention.article} {first.mention.span.start} {fold(first.text)}"
        return hashlib.sha256(known.encode()).hexdigest()[:16]

    @cached_property
    def kind(self) -> EntityKind:
        """The kind that is likeliest over all mentions."""
        return max(EntityKind, key=lambda kind: (self.likely(kind), kind))

    def likely(self, kind: EntityKind) -> float:
        """Say how likely a kind is, 0 to 1, over all mentions in full, and those in short where there are none.

        A name shows its kind better in full: a bare surname might be a town's. A gazetteer's word counts three times.
        """
        return self._likely[kind]

    @cached_property
    def _likely(self) -> Mapping[EntityKind, float]:
        named_fully = [n for n in self.mentions if n.identity or tokens(n.text) in self.full_names]
        full = named_fully or self.mentions  # a form of marks alone has no tokens
        weights = [named.mention.score * (3 if named.identity else 1) for named in full]
        return {
            kind: sum(w * n.mention.likely(kind) for w, n in zip(weights, full, strict=True)) / sum(weights)
            for kind in EntityKind
        }

    @cached_property
    def identity(self) -> str | None:
        """What a gazetteer takes most of the mentions for."""
        votes = Counter(named.identity for named in self.mentions if named.identity)
        return votes.most_common(1)[0][0] if votes else None

    @cached_property
    def articles(self) -> frozenset[str]:
        """The articles that name it."""
        return frozenset(named.mention.article for named in self.mentions)

    @cached_property
    def forms(self) -> Counter[str]:
        """The written forms and how often each stands."""
        return Counter(named.text for named in self.mentions)

    @cached_property
    def names(self) -> frozenset[tuple[str, ...]]:
        """The forms as folded tokens."""
        return frozenset(tokens(form) for form in self.forms) - {()}

    @cached_property
    def full_names(self) -> frozenset[tuple[str, ...]]:
        """The forms of two tokens or more; where there is none, all."""
        return frozenset(name for name in self.names if len(name) > 1) or self.names

    @cached_property
    def in_full(self) -> tuple[str, ...]:
        """The full names of a person: of two words or more, or where none are parted of three characters."""
        return tuple(
            form
            for form in self.forms
            if len(words_of(without_initials(form))) > 1
            or (script_of(form) in ("cjk", "hangul") and len(form) > 2)
        )

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The forms without initials."""
        return tuple(dict.fromkeys(map(without_initials, self.forms)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers that stand in the forms, but for those that hardly ever do: one wrong join brings no more."""
        found = Counter(number for form in self.forms.elements() for number in numbers_in(form))
        return frozenset(number for number in found if _SELDOM * found[number] >= max(found.values()))

    @cached_property
    def offices(self) -> frozenset[Office]:
        """What kinds of body the forms describe."""
        found = (read_office(named.text, named.language) for named in self._distinct())
        return frozenset(office for office in found if office)

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        """What it may sound like another by: its forms, also without initials or the kind of body they describe."""
        rests = (" ".join(office.rest) for office in self.offices if office.rest and not office.matters)
        return tuple(dict.fromkeys((*self.forms, *self.bare, *rests)))

    @cached_property
    def folded(self) -> frozenset[str]:
        """What sounds exactly as it does."""
        return frozenset(map(fold, self.sounds))

    @cached_property
    def keys(self) -> frozenset[str]:
        """What this profile is kept under."""
        return frozenset(key for named in self._distinct() for key in name_keys(named).kept)

    @cached_property
    def sure(self) -> frozenset[str]:
        """The keys under which profiles are kept that may be the same on their names alone."""
        return frozenset(key for named in self._distinct() for key in name_keys(named).sure)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The keys under which profiles are kept that may be the same at all."""
        return frozenset(key for named in self._distinct() for key in name_keys(named).asked)

    def _distinct(self) -> Iterable[NamedMention]:
        return {(named.text, named.language, named.identity): named for named in self.mentions}.values()

    @cached_property
    def forms_by_language(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The forms by language and script, the most frequent first."""
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for named in self.mentions:
            counts[named.language or "und", script_of(named.text)][named.text] += 1
        return {key: tuple(form for form, _ in forms.most_common()) for key, forms in sorted(counts.items())}

    def name(self, language: str | None = None) -> str:
        """Choose the name to show: in the language asked for, else in Latin letters, else any.

        Among those the full form that the most languages write, as each has other cases; of these the one that the
        most others of its language are case forms of, then the most frequent, and of equals the shortest, which is
        the nominative as a rule.
        """
        known = next((named.known_name for named in self.mentions if named.known_name), None)
        if known and language in (None, "en"):
            return known
        rows = list(self.forms_by_language.items())
        of_language = [forms for (tag, _), forms in rows if tag == language]
        latin = [forms for (_, of), forms in rows if of == "latin"]
        forms = [form for group in of_language or latin or [forms for _, forms in rows] for form in group]
        if known and not of_language:
            return known
        return min(dict.fromkeys(forms), key=self._order)

    def _order(self, form: str) -> tuple[int, int, int, int, int, str]:
        often = -self._languages[form], -self._inflected[form], -self.forms[form]
        return -self._fullness(form), *often, len(form), form

    @cached_property
    def _languages(self) -> Counter[str]:
        """In how many languages each form stands."""
        return Counter(text for text, _ in {(named.text, named.language) for named in self.mentions})

    @cached_property
    def _inflected(self) -> Counter[str]:
        """Of how many others in its language each form may be the nominative, by the endings of their last words."""
        forms: dict[tuple[str | None, int, str], set[str]] = defaultdict(set)
        for text, language in {(named.text, named.language) for named in self.mentions}:
            words = plain(text).split()
            forms[language, len(words), "".join(words[-1:])].add(text)
        found: Counter[str] = Counter()
        for (language, count, last), inflected in forms.items():
            for stem in stems(last, language).keys() - {last}:
                found.update({base: len(inflected) for base in forms.get((language, count, stem), ())})
        return found

    def _fullness(self, form: str) -> int:
        """Count the words that tell who it is, to two: initials are none, nor are the letters of a body."""
        short = form.isupper() and self.kind is not EntityKind.PERSON
        return 0 if short else min(len(words_of(without_initials(form))), 2)

    def name_beside(self, shown: str | None) -> str:
        """Choose the name to show, in Latin letters where it can be: the one shown so far if none here is as full."""
        found = self.name()
        if shown is None:
            return found
        return max(found, shown, key=lambda name: (script_of(name) == "latin", self._fullness(name)))

    def entity(self, shown: str | None = None) -> Entity:
        """Give the entity that the profile describes; `shown` is the name it has gone by."""
        wikidata = next((named.wikidata for named in self.mentions if named.wikidata), None)
        mentions = sorted((named.mention for named in self.mentions), key=lambda m: (m.article, m.span))
        return Entity(
            id=self.id,
            kind=self.kind,
            name=self.name_beside(shown),
            mentions=tuple(mentions),
            wikidata=wikidata,
        )


def merged(profiles: Iterable[Profile]) -> Profile:
    """Make one profile of several; the first gives the id."""
    return Profile(tuple(named for profile in profiles for named in profile.mentions))


class Keys(NamedTuple):
    """The keys that an entity is kept under for one of its mentions, and those to ask for to find it again.

    `sure` finds what may be joined on the name alone, `asked` also what takes a second sign.
    """

    kept: frozenset[str]
    sure: frozenset[str]
    asked: frozenset[str]


@lru_cache(maxsize=1 << 11)  # some 2.5 kB each; what is known is kept with its own
def _keys(text: str, language: str | None, identity: str | None) -> Keys:
    same = frozenset({identity} if identity else ())
    office = read_office(text, language)
    offices = {f"office:{office.head}:{','.join(sorted(office.matters))}"} if office else set()
    bones = [openings(token) for token in fold(without_initials(text)).split()]
    words = frozenset[str]().union(*bones)
    bare, parts = ({f"{kind}:{bone}" for bone in words} for kind in ("bare", "part"))
    if len(bones) < 2:
        return Keys(same | bare | offices, same | bare, same | bare | parts | offices)
    full = {f"full:{'+'.join(sorted((x, y)))}" for x in bones[0] for y in bones[1] | bones[-1]}
    head = {f"head:{bone}" for bone in bones[0]}
    return Keys(same | full | head | parts | offices, same | full, same | full | head | bare | offices)


def name_keys(named: NamedMention) -> Keys:
    """Give the keys of a mention: its identity, what kind of body it is, the consonants of its words.

    A full name is found by two of its words, a bare one by its word in bare names and in full ones.
    """
    return _keys(named.text, named.language, named.identity)


@lru_cache(maxsize=1 << 13)
def tokens(text: str) -> tuple[str, ...]:
    """Fold a form to its tokens."""
    return tuple(fold(text).split())


@lru_cache(maxsize=1 << 13)
def numbers_in(form: str) -> frozenset[str]:
    """Give the numbers that stand in a form."""
    return frozenset(re.findall(r"\d+", form))


@lru_cache(maxsize=1 << 13)
def words_of(form: str) -> tuple[str, ...]:
    """Part a form at its spaces and at the dots that part names in Chinese and Japanese."""
    return tuple(form.replace("·", " ").replace("・", " ").split())


@lru_cache(maxsize=1 << 13)
def initials(form: str) -> tuple[str, ...]:
    """Give the initials that stand before a surname, without their dots (В.В. Койчев, Дж. Койчев)."""
    found = _INITIALS.match(form)
    return tuple(found.group().replace(".", " ").split()) if found else ()


def initials_fit(form: str, name: str) -> bool:
    """Tell whether the first of a form's initials, if it has any, begins a word of a name."""
    first = "".join(initials(form)[:1])
    return not first or any(fold(word)[:1] == fold(first)[:1] for word in words_of(name))


@lru_cache(maxsize=1 << 13)
def without_initials(form: str) -> str:
    """Leave the initials before a surname out."""
    found = _INITIALS.match(form)
    return form[found.end() :] if found else form


@lru_cache(maxsize=1 << 13)
def script_of(text: str) -> str:
    """Name the script of most letters."""
    found = Counter(script(letter) for letter in text if script(letter))
    return found.most_common(1)[0][0] if found else ""
