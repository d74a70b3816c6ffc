"""Something published -> whether everything in it stands where it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from retold import report
from retold.corpus import Corpus
from retold.errors import UsageError
from retold.verify.again import differing_line, make_again, of_this_version, read_docx, subject_of
from retold.verify.citing import verify_report
from retold.verify.document import Failure, Report, Verdict
from retold.verify.dump import verify_dump
from retold.verify.html import read_html
from retold.verify.markdown import read_markdown

__all__ = ["Failure", "Verdict", "verify"]

_READ: dict[str, Callable[[str], Report]] = {".html": read_html, ".md": read_markdown}


def verify(name: str, document: bytes, corpus: Corpus | None = None) -> Verdict:
    """Check a report (.html, .md, .docx) or a dump (.json) against the articles of a corpus.

    Every quotation must stand in its article, at its place, letter for letter; every figure, date and name that
    is said of it must be found there. A report that this version made of the same articles must come out the same
    when it is made anew. Without a corpus, the texts that the document itself carries are taken for the
    articles'. Raises UsageError for a document that is neither, or carries nothing to check against.
    """
    form = report.form_of(name)
    if form == ".docx":
        return _verify_docx(document, corpus)
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: cannot be read as text: {error}") from error
    if form == ".json":
        return verify_dump(text, corpus)
    if form not in _READ:
        raise UsageError(f"{name}: only a report (.html, .md, .docx) or a dump (.json) can be verified")
    read = _READ[form](text)
    verdict = verify_report(read, corpus)
    return _compared(verdict, text, read, form, corpus) if corpus and verdict.holds else verdict


def _compared(verdict: Verdict, text: str, read: Report, form: str, corpus: Corpus) -> Verdict:
    """Hold a report whose citations hold against the one that the corpus gives now."""
    subject = subject_of(read.subject)
    again = make_again(subject, form, corpus) if subject and of_this_version(read.maker) else None
    if again is None:
        note = (
            "it was not made by this version from what is in the corpus now; only what it cites was checked"
        )
        return replace(verdict, notes=(note,))
    made = again.decode()
    if _READ[form](made).sources.keys() != read.sources.keys():
        note = "the corpus has other articles of it now; only what it cites was checked"
        return replace(verdict, notes=(note,))
    return replace(verdict, failures=tuple(differing_line(text, made)))


def _verify_docx(document: bytes, corpus: Corpus | None) -> Verdict:
    """Hold a Word file against the one that the corpus gives now."""
    subject, maker, words = read_docx(document)
    if subject is None or not of_this_version(maker):
        raise UsageError("this Word file is no report of this version of Retold's")
    if corpus is None:
        raise UsageError("this report carries no texts; name the corpus it was made from with --db")
    again = make_again(subject, ".docx", corpus)
    made = read_docx(again)[2] if again else ""
    failures = tuple(differing_line(words, made))
    return Verdict("the corpus", {"paragraphs": len(words.splitlines())}, failures)
