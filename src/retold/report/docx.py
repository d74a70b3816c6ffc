"""A document as a Word file (.docx), through python-docx; the same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

import retold
from retold.report.citations import Citations
from retold.report.document import Contrast, Document, Line, Section, Told
from retold.report.matrix import Column, Quote
from retold.report.words import direction

#: Files in the package bear this time, since the real one would make two equal reports differ.
THEN = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document) -> bytes:
    """Render a report as a Word file."""
    return _Writer(document).write()


class _Writer:
    """Puts a document on paper, part by part."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.citations = Citations()
        self.paper = docx.Document()
        core = self.paper.core_properties
        core.author, core.comments = f"Retold {retold.__version__}", ""
        core.title = _printable(document.title)
        core.subject = f"{document.subject.kind} {document.subject.id}"

    def write(self) -> bytes:
        self.paper.add_heading(_printable(self.document.title), level=0)
        self.paper.add_paragraph(_printable(" · ".join(self.document.facts)))
        for section in self.document.sections:
            self._section(section)
        self._proofs()
        return self._packed()

    def _section(self, section: Section) -> None:
        self.paper.add_heading(section.heading, level=2 if section.claim else 1)
        if section.intro:
            self.paper.add_paragraph(_printable(section.intro))
        for line in section.lines:
            match line:
                case Contrast():
                    self._contrast(line)
                case Told():
                    words = f", {line.words}" if line.words else ""
                    self._quoting(f"{_who(line.quote.column)}{words}: ", line.quote)
                case Line():
                    self._quoting(f"{line.words}{': ' if line.quotes else ''}", *line.quotes)

    def _contrast(self, contrast: Contrast) -> None:
        difference = contrast.difference
        self._bullet().add_run(
            _printable(f"{difference.kind} (claim {contrast.claim}): {difference.reason}")
        ).bold = True
        for side in contrast.sides:
            self._quoting(", ".join(map(_who, side.columns)) + ": ", *side.quotes, style="List Bullet 2")

    def _quoting(self, words: str, *quotes: Quote, style: str = "List Bullet") -> None:
        paragraph = self._bullet(style)
        paragraph.add_run(_printable(words))
        for place, quote in enumerate(quotes):
            paragraph.add_run("; “" if place else "“")
            _in_language(paragraph.add_run(_printable(quote.text)), quote)
            paragraph.add_run("”")
            paragraph.add_run(f"[{self.citations.cite(quote)}]").font.superscript = True

    def _bullet(self, style: str = "List Bullet") -> Paragraph:
        return self.paper.add_paragraph(style=style)

    def _proofs(self) -> None:
        self.paper.add_heading("Citations", level=1)
        self.paper.add_paragraph(
            "Every quotation is a verbatim span of an article’s text. Characters are Unicode code points of that "
            "text, the last one not included; the digest is the head of the SHA-256 of the text in UTF-8."
        )
        for note in self.citations.footnotes:
            column, (start, end) = note.quote.column, note.quote.span
            paragraph = self.paper.add_paragraph()
            facts = f"{_who(column)}, {column.published}, {column.language}"
            paragraph.add_run(_printable(f"[{note.number}] {facts}: “"))
            _in_language(paragraph.add_run(_printable(note.quote.text)), note.quote)
            proof = f"article {column.article.id}, SHA-256 {column.digest}, characters {start} to {end}"
            paragraph.add_run(f"” ({proof})")
        subject = self.document.subject
        self.paper.add_paragraph(f"Made by Retold {retold.__version__} from the {subject.kind} {subject.id}.")

    def _packed(self) -> bytes:
        """Pack the file anew with times that are always the same."""
        written, packed = io.BytesIO(), io.BytesIO()
        self.paper.save(written)
        with zipfile.ZipFile(written) as parts, zipfile.ZipFile(packed, "w") as again:
            for part in parts.infolist():
                again.writestr(zipfile.ZipInfo(part.filename, THEN), parts.read(part), zipfile.ZIP_DEFLATED)
        return packed.getvalue()


def _who(column: Column) -> str:
    return f"{column.number} {column.name}"


def _in_language(run: Run, quote: Quote) -> None:
    """Say a quotation's language and direction, by which a reader spells and aligns it."""
    language = quote.column.article.language
    properties = run._element.get_or_add_rPr()
    rtl = direction(language) == "rtl"
    if rtl:
        properties.append(OxmlElement("w:rtl"))
    if language:
        told = OxmlElement("w:lang")
        told.set(qn("w:bidi" if rtl else "w:val"), language)
        properties.append(told)


def _printable(text: str) -> str:
    """Put a text on one line, without characters that XML cannot hold."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
