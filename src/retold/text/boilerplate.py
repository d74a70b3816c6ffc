"""Lines of a page's interface that were read along with the text: share bars, counts, links."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from retold.text.unicode import fold

_WORD = re.compile(r"\w+(?:[.,'-]\w+)*")
_COUNT = re.compile(r"\d+(?:[.,]\d+)?[kmкм]?")
_LEAD_END = re.compile(r"\s*(?:[:：|»›>→…]|[-–—]\s|\.{2,}|$)")
_SENTENCE_END = re.compile(r"[.!?。！？।؟;][\"'”’»“)\]]*$")

# Bars of retellings train have up to 3 words, of the real reports seen 4; a row of share buttons has more. A credit
# names a person or an agency.
_MOST_WORDS_IN_BAR = 12
_MOST_WORDS_IN_CREDIT = 6
_LONGEST_LINE = 300  # a link to another page carries that page's title, and at most its subtitle


def is_boilerplate(line: str) -> bool:
    """Tell whether a whole line belongs to the page's interface and not to its article.

    True for a line made of interface words and counts alone ("0 SHARES Сподели Твитни"), for one that leads
    to another page ("Lexo edhe: …", "Read more"), for a short credit ("Foto: …") and for a notice of
    rights. The words of all languages are asked at once, since a page's interface is often in another
    language than its text.
    """
    if len(line) > _LONGEST_LINE:
        return False
    folded = fold(line).strip(" \t*_#•·|-–—[](){}<>»«:›→")
    if not folded:
        return False
    return _is_bar(folded) or _leads_away(folded) or _is_credit(folded) or _is_notice(folded)


def _is_bar(folded: str) -> bool:
    rest, found = _words().bar.subn(" ", folded)
    if not found or _SENTENCE_END.search(folded) or len(_WORD.findall(folded)) > _MOST_WORDS_IN_BAR:
        return False
    rest = _words().among.sub(" ", rest)
    return all(_COUNT.fullmatch(word) for word in _WORD.findall(rest))


def _leads_away(folded: str) -> bool:
    lead = _words().lead.match(folded)
    return lead is not None and _LEAD_END.match(folded, lead.end()) is not None


def _is_credit(folded: str) -> bool:
    credit = _words().credit.match(folded)
    if credit is None or not re.match(r"\s*[:：/©]", folded[credit.end() :]):
        return False
    return len(_WORD.findall(folded)) <= _MOST_WORDS_IN_CREDIT and not _SENTENCE_END.search(folded)


def _is_notice(folded: str) -> bool:
    return _words().notice.search(folded) is not None and len(_WORD.findall(folded)) <= _MOST_WORDS_IN_BAR


class _Words:
    """The lists of boilerplate.toml as patterns over folded text."""

    def __init__(self) -> None:
        data = tomllib.loads((files("retold.text") / "boilerplate.toml").read_text("utf-8"))
        self.bar = _any_of(data["bar"])
        self.among = _any_of(data["among"])
        self.lead = _any_of(data["lead"])
        self.credit = _any_of(data["credit"])
        self.notice = _any_of(data["notice"])


@cache
def _words() -> _Words:
    return _Words()


def _any_of(by_language: dict[str, list[str]]) -> re.Pattern[str]:
    phrases = {fold(phrase) for listed in by_language.values() for phrase in listed}
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
