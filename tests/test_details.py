"""A detail is a name or number that some articles carry and others give nowhere, in whatever script."""

from __future__ import annotations

import numpy as np
import pytest
from effort import calls

from retold.compare import find_differences
from retold.compare.details import MISSING, find_details
from retold.compare.matching import matches
from retold.compare.statements import Name, Statement
from retold.find.attributions import find_attributions
from retold.find.figures import find_figures
from retold.model import Article, DifferenceKind, EntityKind, Span


def statement(
    language: str, text: str, names: dict[str, str], *, told: str | None = None, number: int = 0
) -> Statement:
    """Make what an article says of a claim: `told` of its text, all of it if none; names stand for entities."""
    start = text.index(told) if told else 0
    whole = Span(start, start + len(told or text))
    figures = find_figures(text, language)
    return Statement(
        article=Article(id=f"{number}", location=f"{number}-{language}.txt", text=text, language=language),
        spans=(whole,),
        score=1.0,
        figures=tuple(f for f in figures if whole.start <= f.span.start < whole.end),
        dates=(),
        attributions=tuple(find_attributions(text, [whole], language)),
        modalities=frozenset(),
        vector=np.ones(2, dtype=np.float32) / np.sqrt(2, dtype=np.float32),
        all_names=tuple(
            Name(Span(text.index(name), text.index(name) + len(name)), entity, EntityKind.PLACE)
            for name, entity in names.items()
        ),
        all_figures=figures,
    )


#: Two articles that name Velmora, or count the goats, and one that does neither.
CASES = [
    ("en", "The old kiln in Velmora was sold to a potter.", {"Velmora": "v"}, "Velmora"),
    ("sq", "Furra e vjetër në Velmorë iu shit një poçari.", {"Velmorë": "v"}, "Velmorë"),
    ("mk", "Старата печка во Велмора му беше продадена на грнчар.", {"Велмора": "v"}, "Велмора"),
    ("el", "Το παλιό καμίνι στη Βελμόρα πουλήθηκε σε αγγειοπλάστη.", {"Βελμόρα": "v"}, "Βελμόρα"),
    ("sr", "Stara peć u Velmori prodata je jednom grnčaru.", {"Velmori": "v"}, "Velmori"),
    ("bg", "Старата пещ във Велмора беше продадена на грънчар.", {"Велмора": "v"}, "Велмора"),
    ("tr", "Velmora'daki eski fırın bir çömlekçiye satıldı.", {"Velmora": "v"}, "Velmora"),
    ("de", "Der alte Ofen in Velmora wurde an einen Töpfer verkauft.", {"Velmora": "v"}, "Velmora"),
    ("ru", "Старую печь в Велморе продали гончару.", {"Велморе": "v"}, "Велморе"),
    ("zh", "维尔莫拉的旧窑卖给了一名陶工，交易已经完成。", {"维尔莫拉": "v"}, "维尔莫拉"),
    ("en", "The old kiln and its 340 bricks were sold to a potter.", {}, "340 bricks"),
    ("sq", "Furra e vjetër me 340 tulla iu shit një poçari.", {}, "340 tulla"),
    ("mk", "Старата печка со 340 тули му беше продадена на грнчар.", {}, "340 тули"),
    ("el", "Το παλιό καμίνι με 340 τούβλα πουλήθηκε σε αγγειοπλάστη.", {}, "340 τούβλα"),
]
PLAIN = "The old kiln was sold to a potter on the spot."


@pytest.mark.parametrize(("language", "text", "names", "shown"), CASES)
def test_what_two_articles_carry_and_one_does_not_is_a_detail(
    language: str, text: str, names: dict[str, str], shown: str
) -> None:
    told = [
        statement(language, text, names, number=0),
        statement(language, text, names, number=1),
        statement("en", PLAIN, {}, number=2),
    ]
    [found] = find_details("claim", told)
    assert found.kind is DifferenceKind.DETAIL
    assert found.sides == (("0", "1"), ("2",))
    assert found.since == "2"
    assert (
        found.reason
        == f"A detail is told by some alone: {shown} (0-{language}, 1-{language}); {MISSING} (2-en)."
    )
    assert all(shown.startswith(text[slice(*e.span)]) for e in found.evidence)
    assert [e.article for e in found.evidence] == ["0", "1"]


def test_a_name_in_another_script_is_the_same() -> None:
    told = [
        statement("en", CASES[0][1], {"Velmora": "v"}, number=0),
        statement("mk", CASES[2][1], {"Велмора": "v"}, number=1),
        statement("el", CASES[3][1], {"Βελμόρα": "v"}, number=2),
    ]
    assert find_details("claim", told) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"{PLAIN} It had stood in Velmora.", {"Velmora": "v"}),
        (f"{PLAIN} It had stood in Velmora.", {}),
        ("The old kiln in Velmorrë was sold to a potter.", {"Velmorrë": "other spelling"}),
        ("The old kiln in Drithas was sold to a potter.", {"Drithas": "d"}),
        ("The kiln was sold.", {}),
    ],
    ids=[
        "named elsewhere",
        "there, but not found",
        "another spelling",
        "another place instead",
        "a passing word",
    ],
)
def test_what_may_stand_for_a_detail_is_not_missed(text: str, names: dict[str, str]) -> None:
    carriers = [statement("en", CASES[0][1], {"Velmora": "v"}, number=n) for n in (0, 1)]
    told = text if not text.startswith(PLAIN) else PLAIN
    assert find_details("claim", [*carriers, statement("en", text, names, told=told, number=2)]) == []


def test_a_place_that_one_article_alone_names_is_no_detail_but_a_number_is() -> None:
    others = [statement("en", PLAIN, {}, number=n) for n in (1, 2)]
    assert find_details("claim", [statement("en", CASES[0][1], {"Velmora": "v"}), *others]) == []
    [found] = find_details("claim", [statement("en", CASES[10][1], {}), *others])
    assert found.sides == (("0",), ("1", "2"))


def test_details_come_with_the_other_differences() -> None:
    told = [statement("en", text, {}, number=n) for n, text in enumerate((CASES[10][1], PLAIN, PLAIN))]
    thresholds = dict.fromkeys(set(DifferenceKind), 1.1)
    found = find_differences("claim", told, lambda items: np.zeros((len(items), 2), np.float32), thresholds)
    assert [difference.kind for difference in found] == [DifferenceKind.DETAIL]


def test_a_qualifier_of_a_name_that_all_give_is_a_detail() -> None:
    early = "The kiln was the first one to be lit since the early days of the Salt War."
    later = "The kiln was the first one that had been lit since the Salt War."
    told = [
        statement("en", text, {"Salt War": "w"}, number=n) for n, text in enumerate((early, early, later))
    ]
    [found] = find_details("claim", told)
    assert found.sides == (("0", "1"), ("2",))
    assert "early days of the Salt War" in found.reason


def test_many_numbers_are_looked_up_once_each() -> None:
    def compared(most: int) -> int:
        whole, part = (" ".join(f"{n} goats" for n in range(first, most)) for first in (10, most // 5))
        told = [statement("en", text, {}, number=n) for n, text in enumerate((whole, whole, part))]
        return calls({matches}, lambda: find_details("claim", told))

    assert 0 < compared(400) < 3 * compared(200)
