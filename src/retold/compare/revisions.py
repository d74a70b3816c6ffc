"""Two versions of one article -> what was changed between them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from retold.model import Article, Change, ChangeKind, Sentence, SentenceKind


def find_changes(
    former: Article, before: Sequence[Sentence], article: Article, after: Sequence[Sentence]
) -> tuple[Change, ...]:
    """Find the sentences that were added, removed or reworded, in order; boilerplate is passed over."""
    old, new = _read(before), _read(after)
    words = SequenceMatcher(None, _texts(former, old), _texts(article, new), autojunk=False)
    changes: list[Change] = []
    for kind, i, j, k, m in words.get_opcodes():
        if kind != "equal":
            pairs = zip_longest(old[i:j], new[k:m])
            changes += [_change(gone, come) for gone, come in pairs]
    return tuple(changes)


def _change(gone: Sentence | None, come: Sentence | None) -> Change:
    if gone is None or come is None:
        kind = ChangeKind.ADDED if gone is None else ChangeKind.REMOVED
    else:
        kind = ChangeKind.REWORDED
    return Change(kind=kind, former=gone.span if gone else None, span=come.span if come else None)


def _read(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [sentence for sentence in sentences if sentence.kind is not SentenceKind.BOILERPLATE]


def _texts(article: Article, sentences: Sequence[Sentence]) -> list[str]:
    return [" ".join(article.text[slice(*sentence.span)].split()) for sentence in sentences]
