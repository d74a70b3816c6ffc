"""Phrases of one word or more, found in a row of words by their folded forms.

A pattern is written as a person would: `vit(in|i) (e|i) kaluar | vjet`. A bar parts alternatives, round brackets
keep them inside a word or between words, `stem*` takes a few more letters, a capital asks for one, and `#` is any
number in digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from retold.text.words import Word, words_of

T = TypeVar("T")

#: Letters that an open ending (`stem*`) may have.
LONGEST_ENDING = 6

#: Words whose beginnings a set of phrases remembers: more than the different words of a thousand articles.
_REMEMBERED = 1 << 15

_MEANING = ""  # no element is empty, so this key of a node holds what a phrase that ends there means


def expand(pattern: str) -> list[str]:
    """Write out the alternatives of a pattern, in order, blanks tidied.

    Raises ValueError for brackets that do not match.
    """
    if pattern.count("(") != pattern.count(")"):
        raise ValueError(f"brackets do not match: {pattern!r}")
    return list(dict.fromkeys(" ".join(form.split()) for form in _forms(pattern) if form.strip()))


def _forms(pattern: str) -> Iterator[str]:
    for choice in _choices(pattern):
        head, bracket, rest = choice.partition("(")
        if not bracket:
            yield choice
            continue
        inner, tail = _closed(rest)
        for middle in _forms(inner) if inner else ("",):
            yield from (head + middle + end for end in (_forms(tail) if tail else ("",)))


def _choices(pattern: str) -> Iterator[str]:
    depth, start = 0, 0
    for place, letter in enumerate(pattern):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            yield pattern[start:place]
            start = place + 1
    yield pattern[start:]


def _closed(rest: str) -> tuple[str, str]:
    depth = 1
    for place, letter in enumerate(rest):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return rest[:place], rest[place + 1 :]
    raise ValueError(f"brackets do not match: {rest!r}")


class Phrases(Generic[T]):
    """Patterns of one language with what they mean; the longest phrase wins, then the pattern given first."""

    def __init__(self, patterns: Iterable[tuple[str, T]], language: str | None) -> None:
        self._root: dict[str, Any] = {}
        self._begun: tuple[dict[str, tuple[dict[str, Any], ...]], ...] = ({}, {})
        for pattern, meaning in patterns:
            for form in expand(pattern):
                self._add(form, meaning, language)
        self._heads = {form[:2] for element in self._root for form in (element, element.removeprefix("^"))}

    def __bool__(self) -> bool:
        return bool(self._root)

    def _add(self, form: str, meaning: T, language: str | None) -> None:
        node = self._root
        words = words_of(form, language)
        for place, word in enumerate(words):
            if word.key == "*" and place:
                continue
            starred = place + 1 < len(words) and words[place + 1].key == "*" and words[place + 1].glued
            element = ("^" if word.capital else "") + word.key + ("*" if starred else "")
            node = node.setdefault(element, {})
        node.setdefault(_MEANING, meaning)

    def knows(self, key: str) -> bool:
        """Tell whether a word begins some phrase."""
        return bool(self._starts(key, True))

    def _starts(self, key: str, capital: bool) -> tuple[dict[str, Any], ...]:
        """Return where phrases that a word begins go on: nothing, for most words, and those are not remembered."""
        if not self.may_begin(key):
            return ()
        known = self._begun[capital]
        if key not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[key] = self._next(self._root, key, capital)
        return known[key]

    def may_begin(self, key: str) -> bool:
        """Tell at a glance whether a word may begin a phrase: one begins with the same two letters."""
        return key[:2] in self._heads or f"{key[:1]}*" in self._heads or key[:1].isdecimal()

    def _next(self, node: Mapping[str, Any], key: str, capital: bool) -> tuple[dict[str, Any], ...]:
        """Return where a node goes on by a word: as it is, as a number, by a stem; longer stems first."""
        forms = [key, *(["#"] if key[:1].isdecimal() else ())]
        forms += [key[:size] + "*" for size in range(len(key), max(0, len(key) - LONGEST_ENDING - 1), -1)]
        if capital:
            forms = [marked for form in forms for marked in (form, "^" + form)]
        return tuple(node[form] for form in forms if form in node)

    def at(self, words: Sequence[Word], place: int, stop: int | None = None) -> tuple[T, int] | None:
        """Find the longest phrase that begins at a place; returns its meaning and the place after it."""
        stop = len(words) if stop is None else stop
        if place >= stop or not self._root:  # most languages lack some phrases
            return None
        first = words[place]
        starts = self._begun[first.capital].get(first.key)
        if starts is None:
            starts = self._starts(first.key, first.capital)
        if not starts:
            return None
        nodes = [(node, place + 1) for node in starts]
        best: tuple[T, int] | None = None
        while nodes:
            node, here = nodes.pop(0)
            if _MEANING in node and (best is None or here > best[1]):
                best = node[_MEANING], here
            if here < stop:
                nodes += [
                    (after, here + 1) for after in self._next(node, words[here].key, words[here].capital)
                ]
        return best

    def before(self, words: Sequence[Word], place: int, longest: int = 6) -> tuple[T, int] | None:
        """Find the longest phrase that ends right before a place; returns its meaning and where it begins."""
        for start in range(max(0, place - longest), place if self._root else 0):
            found = self.at(words, start, place)
            if found is not None and found[1] == place:
                return found[0], start
        return None

    def all(self, words: Sequence[Word]) -> list[tuple[T, int, int]]:
        """Find every phrase in a row of words, none within another: its meaning, its first word, the word after."""
        found, place = [], 0
        if not self._root:
            return []
        while place < len(words):
            phrase = self.at(words, place)
            if phrase is None:
                place += 1
                continue
            found.append((phrase[0], place, phrase[1]))
            place = phrase[1]
        return found
