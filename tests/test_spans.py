"""Whatever is found in a text stands there: every span is a verbatim slice, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.find import find_all, find_times
from retold.find.heads import HeadFindings, Proposal, trimmed
from retold.model import Article, Figure, Span
from retold.split import split_sentences
from retold.text.spans import beginning_in

HERE = Path(__file__).parent
TIMES = dict(line.split("\t") for line in (HERE / "periods.tsv").read_text(encoding="utf-8").splitlines())


def sentences(language: str) -> list[str]:
    """Give sentences of a language with sources, cues, numbers and times."""
    lines = (HERE / "attributions" / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines[1:] if line and not line.startswith("#")] + [
        TIMES[language]
    ]


@pytest.mark.parametrize("language", TIMES)
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_found_is_a_slice_of_the_text(language: str, data: st.DataObject) -> None:
    pieces = st.one_of(st.sampled_from(sentences(language)), st.text(max_size=12))
    text = data.draw(
        st.lists(pieces, min_size=1, max_size=4).map(data.draw(st.sampled_from([" ", "\n", ""])).join)
    )
    article = Article(id="a", location="a", text=text, language=language, published="2025-09-04")
    parts = split_sentences(article, language)
    proposed = []
    for part in parts:
        size = part.span.end - part.span.start
        start, end = sorted(data.draw(st.tuples(st.integers(0, size), st.integers(0, size))))
        span = trimmed(text[slice(*part.span)], start, end)
        guess = (Proposal(span, "any", 0.9),) if span else ()
        proposed.append(HeadFindings(sources=guess, cues=guess))
    found = find_all(article, parts, proposed)
    spans = [*(m.span for m in found.mentions), *(d.span for d in found.dates)]
    spans += [span for f in found.figures for span in (f.span, f.counted) if span]
    spans += [s for a in found.attributions for s in (a.source, a.cue, a.antecedent, a.pronoun) if s]
    spans += [time.span for time in find_times(text, language, published=article.published)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(text[slice(*span)].strip() for span in spans)
    assert all(0 <= a.content.start <= a.content.end <= len(text) for a in found.attributions)


@given(st.lists(st.integers(0, 40)), st.integers(0, 40), st.integers(0, 40))
def test_what_begins_in_a_span_is_found_by_its_place(starts: list[int], one: int, other: int) -> None:
    placed = [
        Figure(article="a", span=Span(start, start + 3), value=n) for n, start in enumerate(sorted(starts))
    ]
    span = Span(min(one, other), max(one, other))
    assert beginning_in(span, placed) == [f for f in placed if span.start <= f.span.start < span.end]
