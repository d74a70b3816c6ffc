"""Something published -> whether everything in it stands where it says."""

from __future__ import annotations

from pathlib import PurePath

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.verify.document import Failure, Verdict
from retold.verify.dump import verify_dump
from retold.verify.html import read_html
from retold.verify.markdown import read_markdown
from retold.verify.report import verify_report

__all__ = ["Failure", "Verdict", "verify"]


def verify(name: str, document: str, corpus: Corpus | None = None) -> Verdict:
    """Check a report (.html, .md) or a dump (.json) against the articles of a corpus.

    Every quotation must stand in its article, at its place, letter for letter; every figure, date and name that
    is said of it must be found there. Without a corpus, the texts that the document itself carries are taken for
    the articles'. Raises UsageError for a document that is neither, or carries nothing to check against.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json":
        return verify_dump(document, corpus)
    if suffix in (".html", ".htm"):
        return verify_report(read_html(document), corpus)
    if suffix in (".md", ".markdown"):
        return verify_report(read_markdown(document), corpus)
    raise UsageError(f"{name}: only a report (.html, .md) or a dump (.json) can be verified")
