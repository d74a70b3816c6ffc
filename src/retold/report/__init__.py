"""Words and formats for results: a comparison on a terminal, as Markdown, as one HTML page."""

from __future__ import annotations

from retold.report.asked import (
    print_claim,
    print_explained,
    print_figures,
    print_said,
    print_side_by_side,
)
from retold.report.document import Subject
from retold.report.found import print_found, search_data
from retold.report.html import render_html
from retold.report.judged import print_judgements, print_why
from retold.report.lists import print_events, print_stories
from retold.report.making import FORMS, find_subject, form_of, make_report
from retold.report.markdown import render_markdown
from retold.report.named import print_named, print_who
from retold.report.terminal import print_article, print_comparison

__all__ = [
    "FORMS",
    "Subject",
    "find_subject",
    "form_of",
    "make_report",
    "print_article",
    "print_claim",
    "print_comparison",
    "print_events",
    "print_explained",
    "print_figures",
    "print_found",
    "print_judgements",
    "print_named",
    "print_said",
    "print_side_by_side",
    "print_stories",
    "print_who",
    "print_why",
    "render_html",
    "render_markdown",
    "search_data",
]
