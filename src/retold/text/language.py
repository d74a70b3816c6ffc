"""The language and the script of a text."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

UNDETERMINED = "und"

#: Below this probability a language is a guess: of the 2,661 sentences and titles of retellings train and dev, 61 %
#: of the 23 under it are right, 80 % of the 51 up to 0.6, 98 % above. Whole articles there are never under 0.9.
LEAST_PROBABILITY = 0.4

#: Characters from the middle of a text that are looked at first. Of 5,051 articles in 16 languages (NTREX, SlavicNER)
#: as many are told right as by the whole text; of a third of them with 370 characters of English before each, too.
ENOUGH = 1_000

_WORD = re.compile(r"[^\W\d_]+")
_PREFERRED = {"no": "nb"}  # the identifier's "no" is Bokmål; Nynorsk has a label of its own

_SIGNS = "\xa0“”„‟‘’‚«»‹›–—…•·°§€£©®™½×、。，！？：；（）「」『』《》〈〉・ー،؛؟ـ"

_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "TIBETAN": "Tibt",
    "ETHIOPIC": "Ethi",
    "THAANA": "Thaa",
    "HANGUL": "Hang",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
}


def detect_language(text: str) -> tuple[str, float]:
    """Detect the language of a whole article, as a BCP 47 code with its probability, 0 to 1.

    Gives "und" where no language is probable. Headlines alone are too short for closely related languages.
    py3langid decides; between languages that it cannot keep apart (Bosnian, Croatian and Serbian in Latin
    letters) the word forms of language.toml do.
    """
    ranked = _ranked(text)
    best = max(ranked, key=lambda language: ranked[language])
    for siblings in _siblings():
        if best in siblings.languages and script_of(text) == siblings.script:
            shared = sum(ranked.get(language, 0.0) for language in siblings.languages)
            best = siblings.decide(text, ranked)
            ranked[best] = shared
    if ranked[best] < LEAST_PROBABILITY or not _WORD.search(text):
        return UNDETERMINED, ranked[best]
    return _PREFERRED.get(best, best), min(ranked[best], 1.0)


def _ranked(text: str) -> dict[str, float]:
    """Say how likely each language is by the middle of a text, and by all of it where that says too little."""
    start = max(0, len(text) - ENOUGH) // 2
    ranked = dict(_identifier().rank(text[start : start + ENOUGH]))
    return (
        ranked if start == 0 or max(ranked.values()) >= LEAST_PROBABILITY else dict(_identifier().rank(text))
    )


def script_of(text: str) -> str:
    """Name the script of most letters of a text by its ISO 15924 code ("Zyyy" where there are none).

    Any kana beside Han characters makes the text Japanese ("Jpan"): Chinese has none.
    """
    counts: Counter[str] = Counter()
    for char, times in Counter(filter(str.isalpha, text)).items():
        counts[_script(char)] += times
    if counts["Jpan"]:
        counts["Jpan"] += counts.pop("Hani", 0)
    if not counts.total():
        return "Zyyy"
    return max(counts, key=lambda script: (counts[script], script))


def odd_characters(text: str, language: str) -> int:
    """Count the characters beyond ASCII that a text of this language has no use for.

    Of use are the letters of its alphabet (of the text's main script, where alphabets.toml has no alphabet
    for it), quotation marks, dashes and a few signs. A text read in a wrong encoding is full of the others.
    """
    alphabet = _alphabets().get(language)
    script = script_of(text)
    used = {script, "Hani"} if script == "Jpan" else {script}
    return sum(
        times
        for char, times in Counter(text.lower()).items()
        if char > "\x7f"
        and char not in _SIGNS
        and (char not in alphabet if alphabet else not char.isprintable() or _script(char) not in used)
    )


@cache
def _alphabets() -> dict[str, str]:
    return tomllib.loads((files("retold.text") / "alphabets.toml").read_text("utf-8"))


@lru_cache(maxsize=1 << 13)
def _script(char: str) -> str:
    first = unicodedata.name(unicodedata.normalize("NFKC", char)[0], "UNKNOWN").split(maxsplit=1)[0]
    return _SCRIPTS.get(first, "Zzzz")


@dataclass(frozen=True)
class _Siblings:
    """Languages that are told apart by word forms; each form votes for the languages it belongs to."""

    languages: tuple[str, ...]
    script: str
    forms: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]

    def decide(self, text: str, ranked: Mapping[str, float]) -> str:
        votes: Counter[str] = Counter()
        for word in _WORD.findall(text.casefold()):
            for pattern, languages in self.forms:
                if pattern.match(word):
                    votes.update(languages)
        return max(self.languages, key=lambda language: (votes[language], ranked.get(language, 0.0)))


@cache
def _siblings() -> tuple[_Siblings, ...]:
    data = tomllib.loads((files("retold.text") / "language.toml").read_text("utf-8"))
    return tuple(
        _Siblings(
            tuple(group["languages"]),
            group["script"],
            tuple(
                (re.compile(r"(?:" + "|".join(form["words"]) + r")"), tuple(form["languages"]))
                for form in group["forms"]
            ),
        )
        for group in data["siblings"]
    )


@cache
def _identifier() -> Any:
    """Load py3langid once (half a second), kept to languages with a two-letter code.

    The others have hardly a press of their own and take short texts from their neighbours.
    """
    from py3langid.langid import _load_identifier

    identifier = _load_identifier(norm_probs=True)
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])
    return identifier
