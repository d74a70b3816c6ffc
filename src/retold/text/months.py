"""What languages call the months: their own data, else CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError

from retold.text.lexicon import NEUTRAL, base_language, lexicon
from retold.text.phrases import Phrases

#: Letters at the end of a CLDR name that case endings may change.
_CASE_LETTERS = 2


@cache
def months(language: str | None) -> Phrases[int]:
    """Return the names of the months, from 1, in whatever case form."""
    table: Mapping[str, str] = lexicon(language, "time").get("months") or cldr_names(language, "months")
    return Phrases([(words, int(number)) for number, words in table.items()], language)


@cache
def short_months(language: str | None) -> Phrases[int]:
    """Return the short names of months that CLDR has; they are to be believed only beside the number of a day."""
    locale, short = _locale(language), dict[int, set[str]]()
    if locale is None:
        return Phrases([], language)
    for context in ("format", "stand-alone"):
        for number, word in locale.months[context]["abbreviated"].items():
            short.setdefault(number, set()).add(word.rstrip("."))
    kept = {number: words for number, words in short.items() if not any(map(_odd, words))}
    return Phrases([(" | ".join(sorted(words)), number) for number, words in kept.items()], language)


def cldr_names(language: str | None, name: str) -> dict[str, str]:
    """Write the "months" or "weekdays" (from 1, Monday) of CLDR as patterns that allow other case endings."""
    locale = _locale(language)
    if locale is None or name not in ("months", "weekdays"):
        return {}
    contexts = locale.months if name == "months" else locale.days
    found: dict[str, str] = {}
    for context in ("format", "stand-alone"):
        for number, word in contexts[context]["wide"].items():
            key = str(number if name == "months" else number + 1)
            stem = (
                word[: max(4, len(word) - _CASE_LETTERS)] + "*" if word.isalpha() and len(word) > 4 else word
            )
            found[key] = " | ".join(filter(None, (found.get(key), word.replace("|", " "), stem)))
    return found


@cache
def puts_day_first(language: str | None) -> bool:
    """Tell whether a language writes the number of the day before that of the month, wherever it is spoken."""
    locale = _locale(language)
    pattern = str(locale.date_formats["short"].pattern) if locale else ""
    return -1 < pattern.find("d") < pattern.find("M")


@cache
def languages_with_months() -> tuple[str, ...]:
    """Return the languages that have data of their own about time."""
    folder = resources.files("retold.text") / "languages"
    return tuple(
        sorted(
            each.name for each in folder.iterdir() if each.name != NEUTRAL and (each / "time.toml").is_file()
        )
    )


def _locale(language: str | None) -> Locale | None:
    try:
        return Locale.parse(base_language(language))
    except (UnknownLocaleError, ValueError):
        return None


def _odd(word: str) -> bool:
    return any(letter in "()|*#" for letter in word) or not any(map(str.isalpha, word))
