"""How languages, kinds and counts are worded in a report."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError

from retold.model import Article, EntityKind

_KINDS = {
    EntityKind.PERSON: "person",
    EntityKind.ORGANISATION: "organisation",
    EntityKind.PLACE: "place",
    EntityKind.OTHER: "other",
}


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return None


def language_name(language: str | None) -> str:
    """Name a language in English; its code stands where CLDR has no name for it."""
    if not language:
        return "unknown language"
    locale = _locale(language)
    return (locale.english_name if locale else None) or language


def direction(language: str | None) -> str:
    """Give the HTML `dir` of a language's texts; `auto` where the language is not known."""
    locale = _locale(language) if language else None
    if locale is None:
        return "auto"
    return "rtl" if locale.character_order == "right-to-left" else "ltr"


def dated(article: Article) -> str:
    """Word when an article was published, what says so and in which zone: "… (page metadata, in +02:00)"."""
    if not article.published:
        return "no date"
    zone = article.fields.get("published_zone")
    said = (article.fields.get("published_from"), zone and f"in {zone}")
    where = ", ".join(part for part in said if part)
    day = article.published.replace("T", " ").replace("Z", " UTC")
    return f"{day} ({where})" if where else day


def count(number: int, noun: str) -> str:
    """Word a count: "1 article", "2 articles", "no copies"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number or 'no'} {noun if number == 1 else plural}"


def kind_words(kind: EntityKind) -> str:
    """Word the kind of an entity."""
    return _KINDS[kind]


def sure(score: float) -> str:
    """Say how probable a thing is in hundredths; nothing is certain."""
    return f"{min(round(100 * score), 99)} % sure"
