"""What a person typed -> what is looked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.text.unicode import fold, normalise

#: Longer questions are cut: nobody types more, and each word costs a look-up.
MOST_WORDS = 24

_QUOTED = re.compile('"([^"]+)"|[“„«»”‟]([^“”„«»‟"]+)[“”»«"]|「([^」]+)」|『([^』]+)』')
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: `words` are looked for folded, `exact` to the letter; `text` is all of it without marks."""

    text: str
    words: tuple[str, ...]
    exact: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All that a text must hold, folded."""
        return tuple(dict.fromkeys((*self.words, *(fold(phrase) for phrase in self.exact))))


def read_question(typed: str) -> Question:
    """Read a question: words in any order, and words in quotation marks of any kind exactly so."""
    typed = " ".join(normalise(typed).split())
    exact = tuple(
        phrase.strip()
        for match in _QUOTED.finditer(typed)
        for phrase in match.groups()
        if phrase and phrase.strip()
    )
    rest = _QUOTED.sub(" ", typed)
    words = tuple(dict.fromkeys(fold(word) for word in _WORD.findall(rest)))[:MOST_WORDS]
    text = " ".join(" ".join([rest, *exact]).split())
    return Question(text, tuple(word for word in words if word), exact[:MOST_WORDS])
