"""Letters of other alphabets in the middle of a word, where they only look right.

Cyrillic pages with Latin а, е, о inside words are common, and to a model they are other words: on Serbian
news they were measured to drop the retrieval of a text's translations from 98 to 38 %.
"""

from __future__ import annotations

import re
from collections import Counter

#: Letters that look alike, one row a look: Latin, Cyrillic, Greek; "-" where an alphabet has none.
_ROWS = """
A А Α   B В Β   C С Ϲ   E Е Ε   H Н Η   I І Ι   J Ј Ϳ   K К Κ   M М Μ   N - Ν   O О Ο   P Р Ρ
S Ѕ -   T Т Τ   X Х Χ   Y У Υ   Z - Ζ   È Ѐ -   Ë Ё -   Ï Ї Ϊ   Ä Ӓ -   Ö Ӧ -   Æ Ӕ -   Ÿ Ӱ Ϋ
a а α   c с ϲ   e е -   h һ -   i і ι   j ј ϳ   k к κ   o о ο   p р ρ   s ѕ -   u - υ   v ѵ ν
x х χ   y у -   è ѐ -   ë ё -   ï ї ϊ   ä ӓ -   ö ӧ -   æ ӕ -   ÿ ӱ -   á - ά   í - ί   ó - ό
ú - ύ
"""

_ALPHABETS = {
    "Latn": re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff]"),
    "Cyrl": re.compile("[\u0400-\u052f\u1c80-\u1c8f]"),
    "Grek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
}
_WORD = re.compile(r"[^\W\d_]+")


def _tables() -> dict[str, dict[int, str]]:
    """Give, for each alphabet, what to write for the look-alikes of the others."""
    letters = _ROWS.split()
    tables: dict[str, dict[int, str]] = {script: {} for script in _ALPHABETS}
    for row in zip(letters[::3], letters[1::3], letters[2::3], strict=True):
        for script, own in zip(_ALPHABETS, row, strict=True):
            others = (other for other in row if other not in (own, "-"))
            tables[script].update({ord(other): own for other in others if own != "-"})
    return tables


_LOOKALIKES = _tables()
_AMBIGUOUS = frozenset(letter for letter in _ROWS if letter.isalpha())


def repair(text: str) -> str:
    """Write every word that mixes Latin, Cyrillic and Greek look-alikes in one alphabet, length unchanged.

    The alphabet is that of the letters which have no look-alike, else that of most letters. A word whose
    unmistakable letters are of two alphabets is meant so and stays, as do words of one alphabet.
    """
    if sum(1 for alphabet in _ALPHABETS.values() if alphabet.search(text)) < 2:
        return text
    return _WORD.sub(lambda match: _repair_word(match.group()), text)


def _repair_word(word: str) -> str:
    scripts = {letter: script for letter in set(word) if (script := _alphabet(letter))}
    if len(set(scripts.values())) < 2:
        return word
    certain = {script for letter, script in scripts.items() if letter not in _AMBIGUOUS}
    if len(certain) > 1:
        return word
    if not certain:
        (first, most), (_, next_most), *_ = Counter(
            scripts[letter] for letter in word if letter in scripts
        ).most_common()
        certain = {first} if most > next_most else set()
    return word.translate(_LOOKALIKES[certain.pop()]) if certain else word


def _alphabet(letter: str) -> str | None:
    return next((script for script, alphabet in _ALPHABETS.items() if alphabet.match(letter)), None)
