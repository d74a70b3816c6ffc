"""Phrases of one word or more, found in a row of words by their folded forms.

A pattern is written as a person would: `vit(in|i) (e|i) kaluar | vjet`. A bar parts alternatives, round brackets
keep them inside a word or between words, `stem*` takes a few more letters, a capital asks for one, and `#` is any
number in digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from retold.text.words import Word, words_of

T = TypeVar("T")

#: Letters that an open ending (`stem*`) may have.
LONGEST_ENDING = 6

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
        self._stems: dict[str, list[str]] = {}
        self._elements: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._vocabulary: set[str] = set()
        for pattern, meaning in patterns:
            for form in expand(pattern):
                self._add(form, meaning, language)

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
            if starred:
                self._stems.setdefault(word.key[:2], []).append(element)
            self._vocabulary.add(element)
            node = node.setdefault(element, {})
        node.setdefault(_MEANING, meaning)

    def elements(self, key: str, capital: bool) -> tuple[str, ...]:
        """Say which elements of the patterns a word can be."""
        held = self._elements.get((key, capital))
        if held is None:
            stems = [
                stem
                for size in (1, 2)
                for stem in self._stems.get(key[:size], ())
                if _takes(stem.strip("^*"), key) and (capital or stem[0] != "^")
            ]
            exact = [
                form for form in (key, "^" + key) if form in self._vocabulary and (capital or form[0] != "^")
            ]
            digits = ["#"] if key[:1].isdecimal() else []
            held = self._elements[key, capital] = tuple(dict.fromkeys((*exact, *digits, *stems)))
        return held

    def at(self, words: Sequence[Word], place: int, stop: int | None = None) -> tuple[T, int] | None:
        """Find the longest phrase that begins at a place; returns its meaning and the place after it."""
        stop = len(words) if stop is None else stop
        best: tuple[T, int] | None = None
        nodes = [(self._root, place)]
        while nodes:
            node, here = nodes.pop()
            if _MEANING in node and (best is None or here > best[1]):
                best = node[_MEANING], here
            if here < stop:
                word = words[here]
                nodes += [
                    (node[element], here + 1)
                    for element in self.elements(word.key, word.capital)[::-1]
                    if element in node
                ]
        return best

    def before(self, words: Sequence[Word], place: int, longest: int = 6) -> tuple[T, int] | None:
        """Find the longest phrase that ends right before a place; returns its meaning and where it begins."""
        for start in range(max(0, place - longest), place):
            found = self.at(words, start, place)
            if found is not None and found[1] == place:
                return found[0], start
        return None

    def all(self, words: Sequence[Word]) -> list[tuple[T, int, int]]:
        """Find every phrase in a row of words, none within another: its meaning, its first word, the word after."""
        found, place = [], 0
        while place < len(words):
            phrase = self.at(words, place)
            if phrase is None:
                place += 1
                continue
            found.append((phrase[0], place, phrase[1]))
            place = phrase[1]
        return found


def _takes(stem: str, key: str) -> bool:
    return key.startswith(stem) and len(key) - len(stem) <= LONGEST_ENDING
