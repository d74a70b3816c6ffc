"""Two names that a head proposes as one, in invented news in many scripts."""

import pytest

from retold.find.heads import Proposal
from retold.find.mentions import find_mentions
from retold.model import Span


def found_in(text: str, language: str, *proposed: tuple[str, str]) -> list[str]:
    """Propose the last place of each form, and give the mentions in the order of the text."""
    proposals = [
        Proposal(Span(start, start + len(form)), kind, 0.9)
        for form, kind in proposed
        for start in [text.rindex(form)]
    ]
    return [text[slice(*mention.span)] for mention in find_mentions(text, language, proposals)]


@pytest.mark.parametrize(
    ("language", "text", "person", "proposed", "expected"),
    [
        # a person who is named in full elsewhere, and a place or body
        (
            "hu",
            "Jön Ágh Bence. Ághot Ankarában várják.",
            "Ágh Bence",
            ("Ághot Ankarában", "LOC"),
            ["Ághot", "Ankarában"],
        ),
        (
            "ru",
            "Пришёл Нурлан Кабаев. Кабаев России не друг.",
            "Нурлан Кабаев",
            ("Кабаев России", "LOC"),
            ["Кабаев", "России"],
        ),
        (
            "tr",
            "Nurlan Kabay geldi. Kabay Rusya ile.",
            "Nurlan Kabay",
            ("Kabay Rusya", "LOC"),
            ["Kabay", "Rusya"],
        ),
        ("pl", "Przyszedł Jan Tokar. Wczoraj UE Tokar.", "Jan Tokar", ("UE Tokar", "ORG"), ["UE", "Tokar"]),
        # a person of that name stays whole
        (
            "en",
            "Yesterday people in town saw Jordan Velk. After that nobody ever saw Jordan Velk again anywhere.",
            "Jordan Velk",
            ("Jordan Velk", "LOC"),
            ["Jordan Velk"],
        ),
        # one of two words of whom the text says no more
        (
            "en",
            "We saw Ann Velk. Then Tokar Germany.",
            "Ann Velk",
            ("Tokar Germany", "ORG"),
            ["Tokar Germany"],
        ),
    ],
)
def test_a_person_is_parted_from_what_stands_beside(
    language: str, text: str, person: str, proposed: tuple[str, str], expected: list[str]
) -> None:
    first = Proposal(Span(text.index(person), text.index(person) + len(person)), "PER", 0.9)
    again = Proposal(
        Span(text.rindex(proposed[0]), text.rindex(proposed[0]) + len(proposed[0])), proposed[1], 0.9
    )
    found = [text[slice(*m.span)] for m in find_mentions(text, language, [first, again])]
    assert found == [person, *expected]


@pytest.mark.parametrize(
    ("language", "text", "proposed", "expected"),
    [
        ("ar", "التقت الوزير تشاد سالم بن ناصر أمس.", ("تشاد سالم بن ناصر", "PER"), ["تشاد", "سالم بن ناصر"]),
        ("pl", "Milczy dziś UE Niemiec wciąż.", ("UE Niemiec", "ORG"), ["UE Niemiec"]),  # of the country
        ("ar", "غنى تشاد سميث أمس.", ("تشاد سميث", "PER"), ["تشاد سميث"]),  # a given name, too
        (
            "ar",
            "قالت الأمم المتحدة والصليب الأحمر أمس.",
            ("الأمم المتحدة والصليب الأحمر", "ORG"),
            ["الأمم المتحدة", "والصليب الأحمر"],
        ),
        ("bg", "Вчера Ковид-19 България ме плаши.", ("Ковид-19 България", "MISC"), ["Ковид-19", "България"]),
        ("de", "Das sagt BDV Karl Lohmann heute.", ("BDV Karl Lohmann", "PER"), ["BDV", "Karl Lohmann"]),
        ("de", "Das sagt JK Lohmann heute.", ("JK Lohmann", "PER"), ["JK Lohmann"]),  # may be initials
        ("de", "DAS SAGT BDV KARL LOHMANN heute.", ("BDV KARL LOHMANN", "PER"), ["BDV KARL LOHMANN"]),
    ],
)
def test_what_is_known_is_parted_from_what_follows(
    language: str, text: str, proposed: tuple[str, str], expected: list[str]
) -> None:
    assert found_in(text, language, proposed) == expected


def test_a_surname_may_stand_after_another_full_name() -> None:
    text = "Přišel Petr Veselka i Jana Nováková. Pak Petr Veselka Novákovou viděl."
    full = [Proposal(Span(7, 19), "PER", 0.9), Proposal(Span(22, 35), "PER", 0.9)]
    start = text.rindex("Petr")
    found = find_mentions(text, "cs", [*full, Proposal(Span(start, start + 22), "PER", 0.9)])
    assert [text[slice(*m.span)] for m in found][2:] == ["Petr Veselka", "Novákovou"]


def test_the_halves_of_a_double_given_name_are_one_person() -> None:
    text = "Przyszedł Jean-Luc Orvel, a Tokar-Velk milczy."
    halves = [Proposal(Span(10, 14), "PER", 0.9), Proposal(Span(15, 24), "PER", 0.9)]
    two = [Proposal(Span(28, 33), "PER", 0.9), Proposal(Span(34, 38), "PER", 0.9)]
    found = [text[slice(*m.span)] for m in find_mentions(text, "pl", [*halves, *two])]
    assert found == ["Jean-Luc Orvel", "Tokar", "Velk"]
