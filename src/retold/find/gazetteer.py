"""Find countries, cities and world bodies in running text, in whatever case form, and say which they are.

Precision first: in scripts with case a name begins with a capital; a city that stands in a longer run of
capitalised words, or whose name is somebody's surname in the same text, is left to other finders.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from babel import Locale, UnknownLocaleError

from retold.model import EntityKind, Span
from retold.text import known
from retold.text.known import Known, KnownName
from retold.text.lexicon import base_language
from retold.text.names import script, similarity
from retold.text.offices import country_meant
from retold.text.unicode import MARKS

_WORD = re.compile(rf"[^\W\d_]+(?:[{MARKS}]+[^\W\d_]*)*(?:\.(?=[^\W\d_]\.)[^\W\d_])*")
_SENTENCE_END = re.compile(r"[.!?…\n:;«»“”„\"]")
_JOINED = re.compile(r"['’-]\w{1,5}$")
_UNSPACED = ("cjk", "kana")
_CASED = ("latin", "greek", "cyrillic", "armenian")
#: Prepositions and articles that Arabic writes with the next word.
_CLITICS = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ك", "ف")
#: Cities below this are taken for one only in a text from or about their country; those below the second one not
#: where any word has a capital or none has; an inflected form asks for twice as much. Chosen on retellings train.
_TOWN, _LARGE = 50_000, 200_000
#: From this size on a city goes by case forms of any of its names; others by those that sound as alike as this.
_WORLD, _ALIKE = 500_000, 0.75
#: Languages that are official in more countries than this have no home to tell which of the world's towns is meant.
_MOST_HOMES = 8
#: Languages that capitalise every noun: a capital says nothing there.
NOUNS_CAPITALISED = frozenset({"de", "lb"})
#: Languages that write the name of a people with a capital, and neither its adjective nor every noun.
PEOPLES_CAPITALISED = frozenset(
    {"pl", "cs", "sk", "sl", "hr", "bs", "sr", "sh", "mk", "el", "fr", "tr", "az", "hsb", "dsb"}
)
#: The share of capitals that makes a line one that is written so for show.
_TITLE_CASE = 0.6
#: Letters of the shortest word for a people.
_PEOPLE = 5
#: Letters of a linking word that any other may stand for.
_SMALL = 2
#: Letters of an article that stands before a name (την Κίνα).
_ARTICLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMention:
    """A span that names something known; but for the span all is as in `retold.text.known.Known`."""

    span: Span
    kind: EntityKind
    identity: str
    name: str
    country: str | None = None
    wikidata: str | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    plain: str
    first: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class _Match:
    """A name from the first to the last token; letters cut from the text's first word and from the name's."""

    first: int
    last: int
    name: KnownName
    cut: int = 0
    name_cut: int = 0

    @property
    def thing(self) -> Known:
        return self.name.things[0]


@dataclass(frozen=True, slots=True)
class _Context:
    """What a text says of itself, to tell names from words."""

    language: str
    countries: frozenset[str | None] = frozenset()
    surnames: frozenset[str] = frozenset()
    lower: frozenset[str] = field(default_factory=frozenset)

    @property
    def near(self) -> frozenset[str | None]:
        homes = known.homes(self.language)
        return self.countries | homes if len(homes) <= _MOST_HOMES else self.countries


def find_places(text: str, language: str | None) -> tuple[KnownMention, ...]:
    """Find the countries, regions and cities that a text names, in the order of the text."""
    return tuple(mention for mention in find_known(text, language) if mention.kind is EntityKind.PLACE)


@lru_cache(maxsize=4)
def find_known(text: str, language: str | None) -> tuple[KnownMention, ...]:
    """Find all that is known beforehand in a text: places, and bodies with their acronyms."""
    tokens = tuple(_tokens(text))
    context = _context(tokens, base_language(language))
    matches = list(_spaced(tokens, context, cities=True))
    spaced = [(Span(tokens[match.first].start, tokens[match.last].end), match.name) for match in matches]
    taken = {place for match in matches for place in range(match.first, match.last + 1)}
    found = [*spaced, *_people(tokens, context, taken), *_unspaced(text, language)]
    return tuple(
        sorted(
            (known_mention(span, _choose(name.things, context.near)) for span, name in found),
            key=lambda mention: mention.span,
        )
    )


def identify(
    name: str, language: str | None, kind: EntityKind | None = None, countries: Collection[str] = ()
) -> KnownMention | None:
    """Say what known thing a name, found by whatever means, is as a whole; None when it isn't known.

    Wider than `find_known`: small cities and the adjectives of countries count, and a capital does not matter. Of
    cities with one name the one in `countries` is chosen, else one in a country of the language, else the largest.
    """
    tokens = tuple(_tokens(name))
    context = _Context(base_language(language), frozenset(countries))
    if len(tokens) > 1 and script(tokens[0].text[0]) in _CASED and tokens[0].text.islower():
        tokens = tokens[1:] if len(tokens[0].text) <= _ARTICLE else tokens
    joined = len(tokens) > 1 and tokens[-1].text.islower() and _JOINED.search(name)
    last = {len(tokens) - 1, len(tokens) - (2 if joined else 1)}
    cities = not any(letter.isdigit() for letter in name)  # SU2417 is no town, though Su may be
    ends = [match for match in _matches(tokens, 0, context, cities=cities) if match.last in last]
    called = [match for match in ends if _may_be_called(tokens, match)]
    names = [match.name for match in sorted(called, key=_order)]
    names += [found for span, found in _unspaced(name, language) if span == (0, len(name))]
    if name and script(name[0]) in _UNSPACED:
        names += [found for found in known.city_names(name) if found.words == (name,)]
    things = (_choose(found.things, context.near) for found in names)
    meant = country_meant(tokens[0].plain) if len(tokens) == 1 and kind is not EntityKind.PERSON else None
    people = [known.territory(meant)] if meant else []
    # Rusové are no town of that name.
    known_or_meant = chain((t for t in things if not (people and _is_city(t))), people)
    fitting = (thing for thing in known_or_meant if kind in (None, thing.kind) or _is_sure(thing, kind))
    return next((known_mention(Span(0, len(name)), thing) for thing in fitting), None)


def _is_sure(thing: Known, kind: EntityKind | None) -> bool:
    """Tell whether a name says what it is though its finder thought of another kind: all but cities do."""
    return kind is not EntityKind.PERSON and not _is_city(thing)


def known_mention(span: Span, thing: Known) -> KnownMention:
    """Say that a span names a known thing."""
    return KnownMention(
        span=span,
        kind=thing.kind,
        identity=thing.identity,
        name=thing.name,
        country=thing.country,
        wikidata=thing.wikidata,
        size=thing.size,
    )


def is_far_town(mention: KnownMention, language: str, countries: Collection[str | None]) -> bool:
    """Tell whether a town is too small to be named where neither the text nor its language is of its country."""
    if not mention.identity.startswith("geonames:") or mention.size >= _TOWN:
        return False
    return mention.country not in _Context(base_language(language), frozenset(countries)).near


def _choose(things: Sequence[Known], near: Collection[str | None]) -> Known:
    return next((thing for thing in things if thing.country in near), things[0])


def _tokens(text: str) -> Iterator[_Token]:
    end = 0
    for found in _WORD.finditer(text):
        first = end == 0 or bool(_SENTENCE_END.search(text, end, found.start()))
        word = found.group()
        yield _Token(found.start(), found.end(), word, known.plain(word.replace(".", "")), first)
        end = found.end()


def _context(tokens: Sequence[_Token], language: str) -> _Context:
    surnames: set[str] = set()
    for before, token in pairwise(tokens):
        if before.capital and token.capital and before.end + 1 == token.start and not before.first:
            surnames.update(known.stems(token.plain, language))
    lower = frozenset(token.plain for token in tokens if token.text[0].islower())
    alone = _Context(language, surnames=frozenset(surnames), lower=lower)
    countries = frozenset(match.thing.country for match in _spaced(tokens, alone, cities=False))
    return _Context(language, countries - {None}, alone.surnames, lower)


def _spaced(tokens: Sequence[_Token], context: _Context, *, cities: bool) -> Iterator[_Match]:
    """Yield the longest safe match from each token on, none overlapping another."""
    place = 0
    while place < len(tokens):
        found = _begun(tokens, place, context, cities=cities)
        matches = [match for match in found if _is_safe(match, tokens, context)]
        if matches:
            best = min(matches, key=_order)
            yield best
            place = best.last
        place += 1


def _people(
    tokens: Sequence[_Token], context: _Context, taken: Collection[int]
) -> Iterator[tuple[Span, KnownName]]:
    """Yield the peoples that a text names with a capital, as their countries (Pakistańczycy, Έλληνες).

    `taken` are the places of the tokens of known names.
    """
    if context.language not in PEOPLES_CAPITALISED:
        return
    for place, token in enumerate(tokens):
        alone = token.capital and not token.first and place not in taken
        if not alone or len(token.plain) < _PEOPLE or script(token.text[0]) not in _CASED:
            continue
        country = country_meant(token.plain)
        name = KnownName((token.plain,), (known.territory(country or ""),))
        if country and not _capital_follows(_Match(place, place, name), tokens):
            yield Span(token.start, token.end), name


def _begun(tokens: Sequence[_Token], place: int, context: _Context, *, cities: bool) -> Iterable[_Match]:
    """Match what may begin at a token: a word of the text only more than itself, one in small only what is so."""
    if _may_name(tokens[place], context):
        return _matches(tokens, place, context, cities=cities)
    capital = tokens[place].capital
    if not capital and tokens[place].plain[: known.SHORTEST_STEM] not in known.small_beginnings(
        context.language
    ):
        return ()
    found = _matches(tokens, place, context, cities=False)
    return (m for m in found if m.name.small or (capital and m.first < m.last))


def _order(match: _Match) -> tuple[int, bool, int, int]:
    region = match.thing.identity.startswith("region:")  # America is a country in the news
    return (
        match.first - match.last,
        _is_city(match.thing) or region,
        match.cut + match.name_cut,
        -match.thing.size,
    )


def _is_city(thing: Known) -> bool:
    return thing.identity.startswith("geonames:")


def _matches(tokens: Sequence[_Token], place: int, context: _Context, *, cities: bool) -> Iterator[_Match]:
    if place >= len(tokens) or script(tokens[place].text[0]) in _UNSPACED:
        return
    letter = tokens[place + 1].plain[:1] if place + 1 < len(tokens) else None
    for word in _without_clitics(tokens[place]):
        for stem, cut in known.stems(word, context.language).items():
            for name in _names_begun(stem, letter, context.language, cities):
                match = _Match(
                    place, place + len(name.words) - 1, name, cut, abs(len(name.words[0]) - len(stem))
                )
                if match.last < len(tokens) and _goes_on(match, tokens, context.language):
                    yield match


@lru_cache(maxsize=1 << 14)
def _names_begun(stem: str, letter: str | None, language: str, cities: bool) -> tuple[KnownName, ...]:
    """Look up names by the stem of their first word and the letter that the text's next word begins with, if any.

    In those of territories and bodies any other word may stand for a small one. Hundreds of cities begin with San or
    Al: a text of these words alone would have each held against all.
    """
    found = (*known.territory_and_body_names(stem, language), *(known.city_names(stem) if cities else ()))

    def may_follow(name: KnownName) -> bool:
        return name.words[1][0] == letter or (len(name.words[1]) <= _SMALL and not _is_city(name.things[0]))

    return tuple(name for name in found if len(name.words) == 1 or (letter is not None and may_follow(name)))


def _without_clitics(token: _Token) -> Iterable[str]:
    if script(token.text[0]) != "arabic":
        return (token.plain,)
    cut = [token.plain.removeprefix(clitic) for clitic in _CLITICS if token.plain.startswith(clitic)]
    return [
        word for word in dict.fromkeys([token.plain, *cut, *("ال" + word for word in cut)]) if len(word) > 2
    ]


def _goes_on(match: _Match, tokens: Sequence[_Token], language: str) -> bool:
    """Tell whether the match holds: its words are as whole as they must be, and those after the first follow.

    A name that loses its ending needs an ending in the text in its place: Iran is not Irani. In the names of
    territories and bodies any short linking word will do for another (Koreja e Veriut, Koresë së Veriut).
    """
    head, name = tokens[match.first], match.name
    if name.acronym:
        return head.text.replace(".", "").isupper() and match.cut == match.name_cut == 0
    if match.name_cut and not match.cut:
        return False
    linking = not _is_city(match.thing)
    rest = tokens[match.first + 1 : match.last + 1]
    return all(
        (linking and len(word) <= _SMALL >= len(token.plain))
        or (known.name_stems(word) | known.stems(word, language).keys())
        & known.stems(token.plain, language).keys()
        for word, token in zip(name.words[1:], rest, strict=True)
    )


def _may_name(head: _Token, context: _Context) -> bool:
    """Tell whether a name can begin here: with a capital, and at the head of a sentence no word of the text."""
    if script(head.text[0]) not in _CASED:
        return True
    return head.capital and not (head.first and head.plain in context.lower)


def _is_safe(match: _Match, tokens: Sequence[_Token], context: _Context) -> bool:
    head = tokens[match.first]
    cased = script(head.text[0]) in _CASED
    if _is_city(match.thing):
        return _is_safe_city(match, tokens, context) if cased else _is_safe_without_case(match)
    bare = match.first == match.last and not match.cut and not match.name.acronym
    return not (cased and bare and _before_surname(match, tokens, context))


def _is_safe_without_case(match: _Match) -> bool:
    return match.thing.size >= _LARGE and len(match.name.words[0]) > 3 and match.cut == 0


def _is_safe_city(match: _Match, tokens: Sequence[_Token], context: _Context) -> bool:
    head, alone = tokens[match.first], match.first == match.last
    exact = match.cut == match.name_cut == 0
    near = any(thing.country in context.near for thing in match.name.things)
    if head.plain in context.surnames or len(head.plain) < 3 or is_time(head.plain, context.language):
        return False
    if alone and (head.first or context.language in NOUNS_CAPITALISED):
        sure = exact or (match.thing.country in context.countries and not match.name_cut)
        return sure and match.thing.size >= _LARGE and similarity(head.text, match.thing.name) >= _ALIKE
    if not exact and (country_meant(head.plain) or not _may_be_called(tokens, match)):
        return False
    if match.thing.size < (_TOWN if exact else 2 * _TOWN) and not (near and (exact or not match.name_cut)):
        return False
    return context.language in NOUNS_CAPITALISED or not _in_longer_name(match, tokens)


def _may_be_called(tokens: Sequence[_Token], match: _Match) -> bool:
    """Tell whether a city may go by a case form: Unii is none of La Unión."""
    if not _is_city(match.thing) or match.cut == match.name_cut == 0 or match.thing.size >= _WORLD:
        return True
    name = " ".join(token.text for token in tokens[match.first : match.last + 1])
    return similarity(name, match.thing.name) >= _ALIKE


def _in_longer_name(match: _Match, tokens: Sequence[_Token]) -> bool:
    if _capital_follows(match, tokens):
        return True
    before = tokens[match.first - 1] if match.first else None
    return (
        before is not None
        and before.capital
        and not before.first
        and before.end + 1 == tokens[match.first].start
    )


def _capital_follows(match: _Match, tokens: Sequence[_Token]) -> bool:
    if match.last + 1 >= len(tokens):
        return False
    here, after = tokens[match.last], tokens[match.last + 1]
    return after.capital and here.end + 1 == after.start and not after.text.isupper()


def _before_surname(match: _Match, tokens: Sequence[_Token], context: _Context) -> bool:
    """Tell whether a country's name is a given name here (Jordan Smith), but for lines in title case."""
    if context.language in NOUNS_CAPITALISED or not _capital_follows(match, tokens):
        return False
    around = (*tokens[max(0, match.first - 5) : match.first], *tokens[match.last + 2 : match.last + 7])
    line = [token.capital for token in around if len(token.text) > 3]
    return sum(line) <= _TITLE_CASE * len(line)


@lru_cache(maxsize=1 << 12)
def is_time(word: str, language: str) -> bool:
    """Tell whether a plain word names a month or a weekday, in any case form."""
    return any(stem in _times(language) for stem in known.stems(word, language))


@lru_cache(maxsize=64)
def _times(language: str) -> frozenset[str]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    tables = (*locale.months.values(), *locale.days.values())
    return frozenset(
        known.plain(name) for table in tables for names in table.values() for name in names.values()
    )


def _unspaced(text: str, language: str | None) -> Iterator[tuple[Span, KnownName]]:
    """Yield territories and bodies, and large cities, in a text written without spaces; the longest at each place."""
    index = known.names_by_letters(language)
    letters = {letter for letter in set(text) if script(letter) in _UNSPACED}
    place = 0
    while letters and place < len(text):
        if text[place] in letters:
            found = _unspaced_at(text, place, index.get(text[place], ()))
            if found:
                length = len(found.words[0])
                yield Span(place, place + length), found
                place += length - 1
        place += 1


def _unspaced_at(text: str, place: int, entries: Sequence[KnownName]) -> KnownName | None:
    for entry in entries:
        if text.startswith(entry.words[0], place) and len(entry.words) == 1 and len(entry.words[0]) > 1:
            return entry
    for length in range(8, 1, -1):
        for name in known.city_names(text[place : place + length]) if place + length <= len(text) else ():
            # A word of two characters is a common one more often than a town's name.
            if (
                name.words == (text[place : place + length],)
                and name.things[0].size >= 10**6 // (length - 1) ** 2
            ):
                return name
    return None
