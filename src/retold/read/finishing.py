"""What is true of every article, whatever it was read from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from retold.errors import InputError, without_secret
from retold.model import Article, article_id
from retold.read.dates import is_nothing, parse_published, zone_of
from retold.read.dating import day_of_address, month_of_address
from retold.read.names import NamePattern
from retold.read.outlets import NO_MERGES, Outlets
from retold.read.spelled import as_readable
from retold.text.language import script_of
from retold.text.unicode import normalise, storable

#: Standard input, which names nothing.
STDIN = "-"

#: Letters enough to tell what script a text is in.
_OPENING = 2_000

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Finishing:
    """What is done to every article: it is normalised, checked, dated and named."""

    names: NamePattern | None
    max_bytes: int
    outlets: Outlets = NO_MERGES
    complete: Callable[[Article], Article] | None = None

    def finish(self, article: Article, location: str) -> Article | InputError:
        """Normalise and check an article of `location`, and name it.

        The id is made of the outlet as said, so that an edited table of merges renames no article.
        """
        article = _normalised(self.complete(article) if self.complete else article)
        if not article.text:
            return InputError(article.location, "has no text")
        if len(article.text.encode()) > self.max_bytes:
            return self.too_large(article.location)
        of_name = self.names.match(location) if self.names else {}
        if not of_name.get("date"):
            article = _dated_by_address(article)
        written = article.published or of_name.get("date")
        language, notes = _language_code(article.language or of_name.get("language"))
        if language and not _is_written(language, article.text):
            notes = (*notes, f"declared language {language!r} is not that of the text")
            language = None
        readable = as_readable(written, language) if written else None
        if written and readable is None:
            return InputError(article.location, f"{written!r} is no date; write YYYY-MM-DD or YYYY-MM")
        published = parse_published(readable) if readable else None
        if published and is_nothing(published):
            return self.finish(_undated(article, published), location)
        outlet = article.outlet or of_name.get("outlet")
        return replace(
            article,
            id=article_id(key=_key(article, location), outlet=outlet, published=published, text=article.text),
            published=published,
            language=language,
            outlet=self.outlets.name(outlet, article.fields.get("url")),
            fields=_dated(article.fields, readable, of_name=article.published is None),
            notes=(*article.notes, *notes),
        )

    def too_large(self, location: str) -> InputError:
        """Say that what stands at a location is too large."""
        return InputError(location, f"is larger than the limit of {self.max_bytes:,} bytes")


def _dated_by_address(article: Article) -> Article:
    """Date an article by the day in its address, which is surer than its text, or else by the month there."""
    url, place = article.fields.get("url"), article.fields.get("published_from")
    written = day_of_address(url) if article.published is None or place == "text" else None
    if written is None and article.published is None:
        written = month_of_address(url)
    if written is None:
        return article
    fields = {name: value for name, value in article.fields.items() if name != "published_zone"}
    return replace(article, published=written, fields=fields | {"published_from": "URL"})


def _undated(article: Article, nothing: str) -> Article:
    """Leave out a date that a program wrote for none."""
    fields = {name: value for name, value in article.fields.items() if name != "published_from"}
    note = f"the date {nothing[:10]} is where clocks begin"
    return replace(article, published=None, fields=fields, notes=(*article.notes, note))


def _dated(fields: Mapping[str, str], written: str | None, *, of_name: bool) -> dict[str, str]:
    """Say with a date where it is from, where the reader did not, and the zone it was written in."""
    if not written:
        return dict(fields)
    zone = zone_of(written)
    said = ({"published_from": "file name"} if of_name else {}) | ({"published_zone": zone} if zone else {})
    return said | dict(fields)


def _key(article: Article, location: str) -> str:
    """Name the article at its outlet: by its URL, its row's id or the name of the file it has to itself."""
    named = article.fields.get("url") or article.fields.get("id")
    if named:
        return named
    whole = article.location == without_secret(location) != STDIN
    return Path(location).name if whole else ""


def _normalised(article: Article) -> Article:
    """Put all that an article says in one form, without passwords and the characters that cannot be kept."""

    def kept(value: str | None) -> str | None:
        return normalise(storable(value)).strip() if value else None

    notes = article.notes
    if storable(article.text) != article.text:
        notes = (*notes, "characters that cannot be stored were left out")
    fields = {storable(name): storable(value) for name, value in article.fields.items()}
    if "url" in fields:
        fields["url"] = without_secret(fields["url"], "")
    return replace(
        article,
        location=without_secret(storable(article.location)),
        text=kept(article.text) or "",
        title=kept(article.title),
        published=kept(article.published),
        outlet=kept(article.outlet),
        fields=fields,
        notes=notes,
    )


def _language_code(written: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Reduce a declared language to its code (eng, en_GB -> en); a note where it is none.

    The script shows in the text, and nothing depends on the region.
    """
    if not written:
        return None, ()
    found = _LANGUAGE.fullmatch(written.strip())
    if found is None:
        code = _language_names().get(written.strip().casefold())
        return (
            (code, ()) if code else (None, (f"declared language {storable(written)!r} is no language code",))
        )
    from babel.core import get_global

    code = found[1].lower()
    return str(get_global("language_aliases").get(code, code)).split("_", maxsplit=1)[0], ()


def _is_written(language: str, text: str) -> bool:
    """Tell whether a language of Latin letters may be that of a text: systems declare English for whatever it is."""
    scripts = _scripts(language)
    return "Latn" not in scripts or script_of(text[:_OPENING]) in {*scripts, "Zyyy"}


@lru_cache(maxsize=1 << 8)
def _scripts(language: str) -> frozenset[str]:
    """List the scripts that a language is written in."""
    from babel.core import get_global
    from babel.localedata import locale_identifiers

    likely = [str(get_global("likely_subtags").get(language, ""))]
    written = [name.split("_") for name in likely + locale_identifiers() if name.startswith(f"{language}_")]
    return frozenset(part for parts in written for part in parts[1:] if len(part) == 4)


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    """Map the English names of languages, by which GDELT and others declare them, to their codes."""
    from babel import Locale

    return {name.casefold(): code for code, name in Locale("en").languages.items() if code.isalpha()}
