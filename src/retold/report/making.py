"""What a report is about, and in which form -> the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from retold.corpus import Corpus
from retold.errors import NotFoundError, UsageError
from retold.report.document import Document, Subject
from retold.report.entities import entity_document
from retold.report.events import event_document
from retold.report.html import render_document_html, render_html
from retold.report.markdown import render_document_markdown, render_markdown
from retold.report.stories import story_document

#: What a report is written as, by how its file's name ends.
FORMS = (".html", ".md", ".docx")

_DOCUMENTS: dict[str, Callable[[Corpus, str, Sequence[str]], Document]] = {
    "story": story_document,
    "entity": entity_document,
}


def make_report(corpus: Corpus, subject: Subject, form: str, languages: Sequence[str] = ()) -> bytes:
    """Write a report; the same corpus gives the same bytes.

    Claims are those last lined up. Events and stories are labelled in the first of the languages in which
    they are told, and an entity is called as in the first of them.

    Raises UsageError for a form that is none, or needs a package that is missing.
    """
    if form not in FORMS:
        raise UsageError(f"a report is written as {', '.join(FORMS)}, not as {form or 'nothing'}")
    if subject.kind == "event":
        comparison = corpus.compare(subject.id, refresh=False, languages=languages)
        if form == ".docx":
            return _docx(event_document(comparison))
        text = render_html(comparison) if form == ".html" else render_markdown(comparison)
    else:
        document = _DOCUMENTS[subject.kind](corpus, subject.id, languages)
        if form == ".docx":
            return _docx(document)
        text = render_document_html(document) if form == ".html" else render_document_markdown(document)
    return text.encode()


def form_of(name: str) -> str:
    """Return the form that a file's name asks for."""
    suffix = PurePath(name).suffix.lower()
    return ".html" if suffix == ".htm" else suffix


def find_subject(corpus: Corpus, name: str) -> Subject:
    """Return the one event, story or entity of that id, or whose id begins so; else the entity of that name.

    Raises NotFoundError when there is none, or more than one.
    """
    found = [Subject(kind, key) for kind, key in corpus.store.ids_beginning(name)]
    if not found:
        hits = corpus.search(name, meaning=False).names
        found = [Subject("entity", hits[0].entity)] if hits else []
    if len(found) != 1:
        said = f"{len(found)} ids begin so" if found else "there is no event, story or entity of that name"
        raise NotFoundError(f"{name}: {said}")
    return found[0]


def _docx(document: Document) -> bytes:
    try:
        from retold.report.docx import render_docx
    except ImportError as error:
        raise UsageError("a Word file needs the package python-docx: pip install 'retold[papers]'") from error
    return render_docx(document)
