"""Claims -> who does not tell them, and whether that is a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from factories import make_article, make_claim, make_sentence

from retold.compare import find_omissions
from retold.model import Article, Claim, Omission, OmissionKind, Sentence, Span, Telling

LEFT_OUT, PERHAPS, COULD_NOT_KNOW, SHORT = (
    OmissionKind.LEFT_OUT,
    OmissionKind.PERHAPS_TOLD,
    OmissionKind.COULD_NOT_KNOW,
    OmissionKind.SHORT_REPORT,
)

LINES = tuple(f"Line {number} of it." for number in range(10))


def article(name: str, published: str | None, lines: int = 10) -> tuple[Article, tuple[Sentence, ...]]:
    one = make_article(id=name, text="\n".join(LINES[:lines]), title=None, published=published)
    return one, tuple(make_sentence(one, line, number) for number, line in enumerate(LINES[:lines]))


def omissions(
    told: Mapping[str, tuple[Article, tuple[Sentence, ...]]],
    *tellers: str,
    nearest: float | None = 0.4,
    elsewhere: Sequence[Article] = (),
) -> dict[str, Omission]:
    """Find who omits a claim that some tell, by article."""
    claim = make_claim(*(Telling(article=name, span=Span(0, 15)) for name in tellers))

    def near(asked: Claim, name: str) -> tuple[Span, float] | None:
        assert (asked, name in tellers) == (claim, False)
        return None if nearest is None else (Span(16, 31), nearest)

    found = find_omissions(
        [one for one, _ in told.values()],
        {name: parts for name, (_, parts) in told.items()},
        [claim],
        near,
        short_report=0.4,
        perhaps_told=0.6,
        elsewhere=elsewhere,
    )
    return {omission.article: omission for omission in found}


@pytest.mark.parametrize(
    ("silent", "teller", "kind"),
    [
        ("2025-03-05", "2025-03-04", LEFT_OUT),
        ("2025-03-04", "2025-03-04", LEFT_OUT),
        ("2025-03-04", "2025-03-05", COULD_NOT_KNOW),
        ("2025-03-04T06:00:00Z", "2025-03-05", COULD_NOT_KNOW),
        ("2025-02", "2025-03-01", COULD_NOT_KNOW),
        ("2025-03", "2025-03-31", LEFT_OUT),
        (None, "2025-03-05", LEFT_OUT),
        ("2025-03-04", None, LEFT_OUT),
    ],
)
def test_nobody_can_tell_what_came_out_later(
    silent: str | None, teller: str | None, kind: OmissionKind
) -> None:
    told = {"silent": article("silent", silent), "teller": article("teller", teller)}
    assert omissions(told, "teller")["silent"].kind is kind


def test_the_earliest_telling_counts() -> None:
    days = {"first": "2025-03-03", "silent": "2025-03-04", "last": "2025-03-05"}
    told = {name: article(name, day) for name, day in days.items()}
    assert omissions(told, "last")["silent"].kind is COULD_NOT_KNOW
    assert omissions(told, "first", "last")["silent"].kind is LEFT_OUT


def test_what_an_earlier_event_told_could_be_known() -> None:
    told = {"silent": article("silent", "2025-03-04"), "teller": article("teller", "2025-03-05")}
    before, _ = article("before", "2025-03-01")
    assert omissions(told, "teller", "before")["silent"].kind is COULD_NOT_KNOW
    assert omissions(told, "teller", "before", elsewhere=[before])["silent"].kind is LEFT_OUT


@pytest.mark.parametrize(("lines", "kind"), [(3, SHORT), (4, LEFT_OUT), (10, LEFT_OUT)])
def test_a_short_report_cannot_tell_everything(lines: int, kind: OmissionKind) -> None:
    told = {"silent": article("silent", "2025-03-04", lines), "teller": article("teller", "2025-03-04")}
    assert omissions(told, "teller")["silent"].kind is kind


@pytest.mark.parametrize(
    ("nearness", "kind"), [(0.0, LEFT_OUT), (0.59, LEFT_OUT), (0.6, PERHAPS), (1.0, PERHAPS)]
)
def test_nobody_is_said_to_leave_out_what_a_sentence_comes_near_to(
    nearness: float, kind: OmissionKind
) -> None:
    told = {"silent": article("silent", "2025-03-04"), "teller": article("teller", "2025-03-04")}
    assert omissions(told, "teller", nearest=nearness)["silent"].kind is kind


def test_a_near_sentence_does_not_make_known_what_was_not() -> None:
    told = {"silent": article("silent", "2025-03-04"), "teller": article("teller", "2025-03-05")}
    assert omissions(told, "teller", nearest=0.9)["silent"].kind is COULD_NOT_KNOW


def test_short_is_short_beside_the_shortest_that_tells_it() -> None:
    told = {name: article(name, "2025-03-04", lines) for name, lines in (("a", 10), ("b", 5), ("c", 3))}
    assert omissions(told, "a")["c"].kind is SHORT
    assert omissions(told, "a", "b")["c"].kind is LEFT_OUT


def test_who_tells_a_claim_omits_nothing_and_all_others_come_in_order() -> None:
    told = {name: article(name, "2025-03-04") for name in "dacb"}
    assert list(omissions(told, "a", "b")) == ["d", "c"]
    assert omissions(told, *"abcd") == {}


def test_an_omission_shows_the_nearest_sentence() -> None:
    told = {name: article(name, "2025-03-04") for name in "ab"}
    [omission] = omissions(told, "a").values()
    assert (omission.claim, omission.nearest, omission.score) == ("claim", Span(16, 31), 0.4)
    [omission] = omissions(told, "a", nearest=None).values()
    assert (omission.nearest, omission.score) == (None, 0)
