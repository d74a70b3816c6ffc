"""A report made anew from the corpus: what its own words say beyond what they cite must come out the same."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import zip_longest

import retold
from retold import report
from retold.corpus import Corpus
from retold.errors import NotFoundError, UsageError
from retold.report import Subject
from retold.verify.document import Failure, shown


def subject_of(words: str) -> Subject | None:
    """Read what a report says it is about: "event" and its id; None where it does not say so."""
    kind, _, key = words.strip().partition(" ")
    return Subject(kind, key) if kind in ("event", "story", "entity") and key else None


def make_again(subject: Subject, form: str, corpus: Corpus) -> bytes | None:
    """Make a report anew; None where what it is about is no longer in the corpus."""
    try:
        return report.make_report(corpus, subject, form)
    except NotFoundError:
        return None


def differing_line(document: str, again: str) -> Iterator[Failure]:
    """Yield the first line that is not what the corpus says now."""
    lines = zip_longest(document.splitlines(), again.splitlines(), fillvalue="")
    for number, (said, says) in enumerate(lines, start=1):
        if said != says:
            yield Failure(
                f"line {number}",
                f"says {shown(_apart(said, says))}; the corpus says {shown(_apart(says, said))}",
            )
            return


def _apart(words: str, other: str) -> str:
    """Leave out of a line what it begins with in both, but for a little."""
    same = next((i for i, (a, b) in enumerate(zip(words, other, strict=False)) if a != b), 0)
    return words[max(0, same - 30) :]


def read_docx(document: bytes) -> tuple[Subject | None, str, str]:
    """Return what a Word file is about, who made it, and its words, a paragraph a line.

    Raises UsageError when it is no Word file, or the package that reads it is missing.
    """
    try:
        import docx
    except ImportError as error:
        raise UsageError("a Word file needs the package python-docx: pip install 'retold[papers]'") from error
    try:
        paper = docx.Document(io.BytesIO(document))
    except Exception as error:  # python-docx lets through what zipfile and lxml raise
        raise UsageError("this is no Word file") from error
    core = paper.core_properties
    return subject_of(core.subject or ""), core.author or "", "\n".join(p.text for p in paper.paragraphs)


def of_this_version(maker: str) -> bool:
    """Whether a report says that this version of Retold made it."""
    return maker.strip() == f"Retold {retold.__version__}"
