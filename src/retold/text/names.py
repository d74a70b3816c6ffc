"""How alike two names sound, whatever the script, spelling or case ending.

A name is folded to coarse letters that stand for sounds (`fold`), and two folded names are compared by an
edit distance in which near sounds cost little (`similarity`). The tables are data: `gazetteer/sounds.toml`,
`gazetteer/endings.toml` and `gazetteer/hanzi.txt`. Names of countries and cities are no matter of sound:
Niger is close to Nigeria. `retold.find.gazetteer` knows those.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

from retold.text.homoglyphs import repair
from retold.text.unicode import WORD

_DATA = files("retold.text.gazetteer")
_VOWELS = frozenset("aeiouyw")
#: What dropping or exchanging a known case ending costs, and each letter of it. Chosen on the retellings train
#: split and SlavicNER, with the costs of sounds.toml.
ENDING, ENDING_LETTER = 0.15, 0.08
#: The most that an ending costs a short token (May, Mayová), and one shorter than that.
SHORT_ENDING, SHORTEST_ENDING = 0.4, 0.34
#: A vowel that Arabic and Hebrew leave unwritten.
_UNWRITTEN = 0.08
#: Tokens of three coarse letters or fewer must be equal but for an ending: Kim is not Kina.
SHORT = 3
#: Longer tokens are not compared with others of half their length.
LOPSIDED = 2.0
#: What short tokens that differ get at most.
DOUBTFUL = 0.7
#: What a consonant costs that only one spelling has, where sounds.toml says nothing.
CONSONANT = 0.9
#: Tokens less alike than this are not alike at all.
_UNLIKE = 0.4
#: Scripts that Unicode writes as it does Devanagari, and a consonant of that with no vowel before another letter.
_INDIC = frozenset(
    {"devanagari", "bengali", "gurmukhi", "gujarati", "oriya", "tamil", "telugu", "kannada", "malayalam"}
)
_UNVOWELLED = re.compile("[क-ह]\u093c?(?=[\u0900-\u0903अ-ह])")
#: Letters that rounding may move a distance by.
_ROUNDING = 1e-9
#: What it costs, as a share, when the tokens stand in another order (Hungarian puts the surname first).
_REORDERED = 0.03
#: What it costs, as a share, when one spelling writes as one token what the other writes as two.
_REJOINED = 0.05


@lru_cache(maxsize=1 << 15)
def fold(name: str, language: str | None = None) -> str:
    """Fold a name to coarse sounds, its tokens parted by spaces: Шојгу and Shoigu are both `soigu`.

    With `language`, endings that this language adds after a hyphen or an apostrophe are cut (KCNA-ja,
    Ankara'da); without it, those of all languages. Letters of scripts that no table reads are kept.
    """
    tokens = [_sound(token) for token in words(name, language)]
    return " ".join(token for token in tokens if token)


@lru_cache(maxsize=1 << 15)
def similarity(a: str, b: str, least: float = 0.0) -> float:
    """Say how alike two names sound, 0 to 1, as the least alike of their tokens.

    Case endings cost little; short tokens must be equal. At 0.85 or more two names may be taken for one on
    their sound alone, from 0.75 with a second sign (`evaluation/names.py` is the evidence). Who asks for at least
    so much is told 0 or less than that for anything below, and sooner.
    """
    unwritten = _abjad(a) != _abjad(b)
    return _similarity(fold(a), fold(b), unwritten, least)


def words(name: str, language: str | None = None) -> list[str]:
    """Part a name into lower-case words, without endings joined to it and without the Arabic article."""
    text = unicodedata.normalize("NFKC", repair(name)).replace("’", "'").replace("ʼ", "'").replace("İ", "i")
    tokens = [part for word in text.split() for part in _parts(word, language)]
    tokens = [unicodedata.normalize("NFC", token.casefold()) for token in tokens]
    spoken = [_without_article(token) for token in tokens if token not in _silent()]
    return spoken or tokens


@lru_cache(maxsize=1 << 13)
def skeletons(token: str) -> frozenset[str]:
    """Give the consonants of a folded token, near sounds made one: where the spellings of a name meet.

    There are a few: with and without the v, which Arabic and Greek write as a vowel, the h, which is a ch in Greek,
    the Latin j, which is a vowel in half of Europe, the g of gn, and nasals and liquids before another consonant,
    which spellings drop or turn round.
    """
    readings = [token]
    for letters, other in (("v", ""), ("y", "j"), ("h", "k"), ("gn", "n")):
        readings += [reading.replace(letters, other) for reading in readings if letters in reading]
    bones = set(map(_bones, readings))
    bones |= {_bones(re.sub(r"[ml](?=[ptk])", "", bone)) for bone in bones}
    return frozenset(bone or token[:1] for bone in bones)


def openings(token: str) -> frozenset[str]:
    """Give how the consonants of a folded token begin: three, and two where the third may belong to a case ending."""
    bones = skeletons(token)
    return frozenset(bone[:3] for bone in bones) | {bone[:2] for bone in bones if len(bone) == 3}


def _bones(token: str) -> str:
    return re.sub(r"(.)\1+", r"\1", token.translate(_CLASSES))


_CLASSES = str.maketrans(
    dict.fromkeys("aeiouywh", "")
    | dict.fromkeys("bpfv", "p")
    | dict.fromkeys("dt", "t")
    | dict.fromkeys("szcjqkg", "k")
    | {"r": "l", "n": "m"}
)


@lru_cache(maxsize=1 << 15)
def _similarity(a: str, b: str, unwritten: bool, least: float) -> float:
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    left, right = a.split(), b.split()
    if len(left) != len(right):
        return max(0.0, _alike("".join(left), "".join(right), unwritten, least + _REJOINED) - _REJOINED)
    if len(left) == 1:
        return _alike(a, b, unwritten, least)
    best = _least_alike(left, right, unwritten, least)
    if best >= max(least, DOUBTFUL):
        return best
    orders = (right[1:] + right[:1], right[-1:] + right[:-1])
    turned = max(_least_alike(left, order, unwritten, least + _REORDERED) - _REORDERED for order in orders)
    if turned < least or _least_alike(left, right, unwritten, 0.0) >= DOUBTFUL:
        return best
    return max(best, turned, 0.0)


def _least_alike(left: list[str], right: list[str], unwritten: bool, least: float) -> float:
    found = 1.0
    for x, y in zip(left, right, strict=True):
        found = min(found, _alike(x, y, unwritten, least))
        if found < max(least, _UNLIKE):
            break
    return found


@lru_cache(maxsize=1 << 15)
def _alike(a: str, b: str, unwritten: bool, least: float) -> float:
    """Compare two tokens, 0 for all that is below `least` or `_UNLIKE`."""
    if a == b:
        return 1.0
    least = max(least, _UNLIKE)
    one, other = _length(a, unwritten), _length(b, unwritten)
    short, long = min(one, other), max(one, other)
    if long > LOPSIDED * short and long > 2 * SHORT:
        return 0.0
    limit = (1 - least) * long + _ROUNDING
    if not unwritten and _letters_lacking(a, b, limit):
        return 0.0
    distance = _distance(a, b, unwritten, limit)
    alike = 1 - distance / long
    if alike < least:
        return 0.0
    ending = SHORT_ENDING if short >= SHORT else SHORTEST_ENDING
    return min(alike, DOUBTFUL) if short <= SHORT and distance > ending else alike


def _length(token: str, unwritten: bool) -> float:
    """Count the letters that tell something: where vowels go unwritten, they tell little."""
    return sum(0.4 if letter in _VOWELS else 1.0 for letter in token) if unwritten else float(len(token))


def _letters_lacking(a: str, b: str, limit: float) -> bool:
    """Tell whether letters that have none like them in the other token cost more than the limit, wherever they stand.

    That tells three in four pairs apart that are compared, in a tenth of the time.
    """
    limit += _ROUNDING
    (stem, beside), (other, beside_other) = _beside(a), _beside(b)
    return (
        sum([beside_other.get(letter, CONSONANT) for letter in stem]) > limit
        or sum([beside.get(letter, CONSONANT) for letter in other]) > limit
    )


@lru_cache(maxsize=1 << 13)
def _beside(token: str) -> tuple[str, Mapping[str, float]]:
    """Give the shortest stem of a token, and what each letter costs at least beside the token."""
    costs, extra = costs_of_letters(), costs_of_one_sided(unwritten=False)
    found = dict(extra)
    for letter in token:
        for other, cost in costs[letter].items():
            found[other] = min(cost, found.get(other, CONSONANT))
    return token[: min(stems(token))], found | dict.fromkeys(token, 0.0)


def _distance(a: str, b: str, unwritten: bool, limit: float) -> float:
    """Weighted edit distance in letters; a known ending on either side, or both, costs little.

    Needleman and Wunsch's table with the costs of sounds.toml, left off where nothing stays under the limit.
    """
    costs, extra = costs_of_letters(), costs_of_one_sided(unwritten=unwritten)
    added = [extra.get(y, CONSONANT) for y in b]
    rows = [[0.0, *accumulate(added)]]
    for x in a:
        near, dropped = costs[x], extra.get(x, CONSONANT)
        rows.append(row := _next_row(rows[-1], x, b, near, dropped, added))
        if min(row) > limit:
            break
    cuts = ((i, j, max(len(a) - i, len(b) - j)) for i in stems(a) if i < len(rows) for j in stems(b))
    costs_cut = (rows[i][j] + (ENDING + cut * ENDING_LETTER if cut else 0.0) for i, j, cut in cuts)
    return min(costs_cut, default=limit + 1)


def _next_row(
    above: Sequence[float], x: str, b: str, near: Mapping[str, float], dropped: float, added: Sequence[float]
) -> list[float]:
    """Go on by one letter; `min` is spelt out, as most of the time of naming is spent here."""
    corner = above[0]
    last = corner + dropped
    row = [last]
    for y, over, more in zip(b, above[1:], added, strict=True):
        last += more
        if (cost := corner if x == y else corner + near.get(y, 1.0)) < last:
            last = cost
        if (cost := over + dropped) < last:
            last = cost
        row.append(last)
        corner = over
    return row


@lru_cache(maxsize=1 << 13)
def stems(token: str) -> tuple[int, ...]:
    """Give the lengths of a token's possible stems: whole, and without each known ending."""
    endings = _endings()
    shortest = min(len(token), max(2, len(token) - 4, (len(token) + 1) // 2))
    return tuple(cut for cut in range(shortest, len(token) + 1) if token[cut:] in endings)


def _sound(word: str) -> str:
    """Read one word by the table of its script; the letters that no table has stay."""
    text = "".join(_read(run, of) for of, run in _runs(word))
    return re.sub(r"(.)\1+", r"\1", text)


def _read(run: str, of: str) -> str:
    if of == "hangul":
        return "".join(map(_syllable, run))
    if of == "cjk":
        return "".join(_hanzi().get(letter, letter) for letter in run)
    of = "indic" if of in _INDIC else of
    if of not in _tables():
        return run
    pattern, sounds = _tables()[of]
    run = _devanagari(run, keep=sounds) if of == "indic" else run
    bare = _katakana(run) if of == "kana" else _strip(run, keep=sounds)
    return pattern.sub(lambda match: _spelt(sounds, match), bare)


def _spelt(sounds: Mapping[str, str], match: re.Match[str]) -> str:
    found = match.group()
    first = sounds.get("^" + found) if match.start() == 0 else None
    return sounds.get(found, "") if first is None else first


def _strip(run: str, keep: Mapping[str, str]) -> str:
    """Drop the accents of letters that the table doesn't name."""
    return "".join(
        letter if letter in keep else "".join(c for c in unicodedata.normalize("NFKD", letter) if c.isalpha())
        for letter in unicodedata.normalize("NFC", run)
    )


def _runs(text: str) -> Iterable[tuple[str, str]]:
    """Part a word into runs of one script; a mark goes with the letter before it."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or (not is_mark(text[i]) and script(text[i]) != script(text[start])):
            yield script(text[start]), text[start:i]
            start = i


@lru_cache(maxsize=1 << 14)
def is_mark(letter: str) -> bool:
    """Tell whether a character is a sign on the letter before it, as accents and the vowels of India are."""
    return unicodedata.category(letter)[0] == "M"


@lru_cache(maxsize=1 << 14)
def script(letter: str) -> str:
    """Name the script of a letter: latin, greek, cyrillic, arabic, kana, hangul, cjk ...; "" for none."""
    if not letter.isalpha() and letter != "ー":
        return ""
    name = unicodedata.name(letter, "").split(" ")[0].split("-")[0].lower()
    return "kana" if name in ("hiragana", "katakana") else name


def _katakana(run: str) -> str:
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in run)


def _devanagari(run: str, keep: Mapping[str, str]) -> str:
    """Write a word of a script of India in Devanagari, by their places in Unicode, with each vowel but a last a."""
    letters = (letter if letter in keep else chr(0x900 + ord(letter) % 0x80) for letter in run)
    return _UNVOWELLED.sub(lambda match: match.group() + "अ", "".join(letters))


def _syllable(letter: str) -> str:
    """Take a Hangul syllable apart, by the arithmetic of the Unicode standard (chapter 3.12)."""
    index, hangul = ord(letter) - 0xAC00, _raw("sounds.toml")["hangul"]
    if not 0 <= index < 11172:
        return ""
    places = ("initials", index // 588), ("vowels", index % 588 // 28), ("finals", index % 28)
    return "".join(hangul[part][place] for part, place in places)


def _parts(word: str, language: str | None) -> list[str]:
    """Part a word at its hyphens, dots and apostrophes, and cut an ending joined by one of them."""
    match = re.fullmatch(r"(.*\w)(['-])(\w+)", word)
    least = 3 if match and match[2] == "'" else 5
    if match and match[3] in _joined(language) and (match[1].isupper() or len(match[1]) >= least):
        word = match[1]
    word = word.replace("'", "").replace(".", "" if re.fullmatch(r"(?:\w\.)+", word) else " ")
    return WORD.findall(word)


def _without_article(token: str) -> str:
    return token[2:] if token.startswith("ال") and len(token) > 4 else token


@lru_cache(maxsize=1 << 13)
def _abjad(name: str) -> bool:
    return any(script(letter) in ("arabic", "hebrew") for letter in name)


@cache
def _raw(name: str) -> Mapping[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


@cache
def _tables() -> Mapping[str, tuple[re.Pattern[str], Mapping[str, str]]]:
    tables = {}
    for name in ("latin", "greek", "cyrillic", "georgian", "armenian", "indic", "arabic", "hebrew", "kana"):
        sounds = dict(_raw("sounds.toml")[name])
        if name == "latin":
            sounds |= {letter: letter for letter in "abdefghiklmnoprstuvz"}
        spellings = sorted(sounds, key=lambda key: (-len(key.lstrip("^")), key))
        patterns = [re.escape(key).replace(r"\^", r"\A") for key in spellings]
        tables[name] = (re.compile("|".join([*patterns, "."])), sounds)
    return tables


@cache
def _hanzi() -> Mapping[str, str]:
    table = {}
    for line in (_DATA / "hanzi.txt").read_text(encoding="utf-8").splitlines():
        reading, _, letters = line.partition(" ")
        table.update(dict.fromkeys(letters, reading))
    return table


@cache
def costs_of_letters() -> Mapping[str, Mapping[str, float]]:
    """By letter, what it costs to put a near one in its place."""
    costs: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), cost in _raw("sounds.toml")["costs"].items():
        costs[one][other] = costs[other][one] = cost
    return costs


@cache
def costs_of_one_sided(*, unwritten: bool) -> Mapping[str, float]:
    """By letter, what it costs where only one spelling has it; others cost as much as a consonant."""
    extra: dict[str, float] = _raw("sounds.toml")["extra"]
    return extra | dict.fromkeys(_VOWELS, _UNWRITTEN) if unwritten else extra


@cache
def _endings() -> frozenset[str]:
    added = _raw("endings.toml")["added"]
    return frozenset(_sound(ending) for endings in added.values() for ending in endings) | {""}


@cache
def _joined(language: str | None) -> frozenset[str]:
    by_language = _raw("endings.toml")["joined"]
    chosen = [by_language.get(language, ())] if language else by_language.values()
    return frozenset(ending for endings in chosen for ending in endings)


@cache
def _silent() -> frozenset[str]:
    return frozenset(_raw("endings.toml")["silent"]["words"])
