"""Mentions: what heads propose, the gazetteer knows and a text defines itself, in invented news."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.find.acronyms import defined_acronyms
from retold.find.heads import Proposal
from retold.find.mentions import find_mentions
from retold.model import EntityKind, Span
from retold.text.spans import common, cover, over


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        (
            "La Ligue des pêcheurs de Morlec (LPM) refuse.",
            [("Ligue des pêcheurs de Morlec", "LPM")],
        ),
        ("Ο Σύλλογος Αλιέων Λήμνου (ΣΑΛ) διαφωνεί.", [("Σύλλογος Αλιέων Λήμνου", "ΣΑΛ")]),
        ("Здружението на рибари од Струга (ЗРС) бара помош.", [("Здружението на рибари од Струга", "ЗРС")]),
        ("Lidhja për Peshkim të Lirë („LPL“) kundërshton.", [("Lidhja për Peshkim të Lirë", "LPL")]),
        ("Svaz Rybářů (SR) a Unie Lodí (UL)", [("Svaz Rybářů", "SR"), ("Unie Lodí", "UL")]),
        ("The fishers of Morlec (LPM) refuse.", []),
        ("A league of poor men (LPM) refuses.", []),  # a name has a capital
        ("The Lakeside Morlec. Past (LPM) refuses.", []),  # no stop within a name
        ("The minister (pictured) refuses.", []),
        ("(LPM)", []),
    ],
)
def test_a_text_defines_its_acronyms(text: str, defined: list[tuple[str, str]]) -> None:
    found = [(text[slice(*d.name)], text[slice(*d.acronym)]) for d in defined_acronyms(text)]
    assert found == defined


@given(st.text(alphabet="ABab (. )'-«Λσ", max_size=40))
def test_definitions_lie_in_the_text(text: str) -> None:
    for name, acronym in defined_acronyms(text):
        assert 0 <= name.start < name.end < acronym.start < acronym.end < len(text)


def test_a_defined_name_takes_the_place_of_its_parts() -> None:
    text = "La Ligue des pêcheurs de Morlec (LPM) refuse."
    part = Proposal(Span(25, 31), "LOC", 0.95)
    found = find_mentions(text, "fr", [part])
    assert [(text[slice(*m.span)], m.kind) for m in found] == [
        ("Ligue des pêcheurs de Morlec", EntityKind.ORGANISATION),
        ("LPM", EntityKind.ORGANISATION),
    ]


def test_a_mention_keeps_how_likely_each_kind_is() -> None:
    scores = {EntityKind.PERSON: 0.3, EntityKind.PLACE: 0.7}
    [found] = find_mentions("Morlec said no.", "en", [Proposal(Span(0, 6), "LOC", 0.9, scores)])
    assert found.kinds == (0.3, 0.0, 0.7, 0.0)
    assert found.likely(EntityKind.PERSON) == 0.3
    [known] = find_mentions("Greece said no.", "en", [])
    assert (known.likely(EntityKind.PLACE), known.likely(EntityKind.PERSON)) == (1.0, 0.0)


def test_a_country_that_stands_before_a_person_is_no_part_of_the_name() -> None:
    text = "Wczoraj prezydent USA Jan Nowak wyjechał."
    found = find_mentions(text, "pl", [Proposal(Span(18, 31), "PER", 0.9)])
    assert [(text[slice(*m.span)], m.kind.value) for m in found] == [("USA", "LOC"), ("Jan Nowak", "PER")]


@pytest.mark.parametrize(
    ("language", "text", "body", "country"),
    [
        ("pl", "Tak podało MSZ Ukrainy.", (11, 22), "Ukrainy"),
        ("ru", "Это сообщил МИД Германии.", (12, 24), "Германии"),
        ("sl", "Molčala je vlada Velike Britanije.", (11, 33), "Velike Britanije"),
        ("mk", "Молчи владата на Северна Македонија.", (6, 35), "Северна Македонија"),
    ],
)
def test_a_body_of_a_country_is_not_the_country(
    language: str, text: str, body: tuple[int, int], country: str
) -> None:
    found = find_mentions(text, language, [Proposal(Span(*body), "ORG", 0.9)])
    assert {text[slice(*m.span)]: m.kind.value for m in found} == {text[slice(*body)]: "ORG", country: "LOC"}
    assert [m.identity is None for m in found if m.span == body] == [True]


@pytest.mark.parametrize(
    ("language", "text", "person", "parts"),
    [
        (
            "cs",
            "Jana Nováková se vrátila. Manžel Novákové Petr Veselka čeká.",
            "Novákové Petr Veselka",
            ["Novákové", "Petr Veselka"],
        ),
        (
            "ru",
            "Анна Светлова вернулась. Адвокат Светловой Пётр Весёлкин ждёт.",
            "Светловой Пётр Весёлкин",
            ["Светловой", "Пётр Весёлкин"],
        ),
        (
            "cs",
            "Jana Nováková se vrátila. Pak přišla Jana Marie Nováková.",
            "Jana Marie Nováková",
            ["Jana Marie Nováková"],
        ),
    ],
)
def test_a_person_is_parted_from_the_one_whose_surname_stands_before(
    language: str, text: str, person: str, parts: list[str]
) -> None:
    first, start = Span(0, text.index(" ", text.index(" ") + 1)), text.index(person)
    whole = Span(start, start + len(person))
    found = find_mentions(text, language, [Proposal(span, "PER", 0.9) for span in (first, whole)])
    assert [text[slice(*m.span)] for m in found] == [text[slice(*first)], *parts]


@pytest.mark.parametrize(
    ("language", "text", "known"),
    [
        ("ru", "Вчера Совет Безопасности молчал.", ["Совет Безопасности"]),
        ("ru", "Вчера Совет Безопасности РФ молчал.", ["РФ"]),
        ("en", "Then the Red Cross came.", ["Red Cross"]),
        ("en", "Then the Ukrainian Red Cross came.", []),
        ("en", "Then the Canadian House of Commons sat.", []),
        ("en", "Then the British House of Commons sat.", ["House of Commons"]),
    ],
)
def test_a_body_with_namesakes_is_none_of_a_country(language: str, text: str, known: list[str]) -> None:
    found = find_mentions(text, language, [])
    assert [text[slice(*m.span)] for m in found if m.identity] == known


@pytest.mark.parametrize(
    ("language", "text", "town", "identity"),
    [
        ("pl", "Przyjechała tu Obama z rodziną.", "Obama", None),
        ("pl", "W Japonii leży Obama nad morzem.", "Obama", "geonames:1854849"),  # its country is named
        ("cs", "Lidé opustili město Buča včera.", "Buča", None),
        ("en", "The flight SU2417 left.", "SU2417", None),
    ],
)
def test_a_small_town_far_away_is_not_known(
    language: str, text: str, town: str, identity: str | None
) -> None:
    start = text.index(town)
    found = find_mentions(text, language, [Proposal(Span(start, start + len(town)), "LOC", 0.9)])
    identities = {text[slice(*m.span)]: m.identity and m.identity.id for m in found}
    assert identities[town] == identity


@pytest.mark.parametrize(
    ("language", "name", "identity"),
    [
        ("cs", "Irskou republikou", "country:IE"),
        ("bg", "Република Ирландия", "country:IE"),
        ("pl", "Rzeczypospolitej Polskiej", "country:PL"),
        ("en", "Federal Republic of Germany", None),  # no two words for a state are read
        ("ru", "Королевстве Норвегия", "country:NO"),
        ("en", "Republic of China", None),  # two call themselves so
        ("sr", "Republike Srpske", "body:republika-srpska"),
        ("ru", "Республике Коми", None),
    ],
)
def test_a_country_may_say_what_kind_of_state_it_is(language: str, name: str, identity: str | None) -> None:
    [found] = find_mentions(name, language, [Proposal(Span(0, len(name)), "LOC", 0.9)])
    assert (found.identity and found.identity.id) == identity


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Orvela/Tersin grew.", ["Orvela", "Tersin"]),
        ("Orvela / Tersin grew.", ["Orvela", "Tersin"]),
        ("Orvela/tersin grew.", ["Orvela/tersin"]),
        ("The A/S Morlec grew.", ["A/S Morlec"]),
    ],
)
def test_a_slash_parts_two_names(text: str, names: list[str]) -> None:
    start, end = text.index(names[0]), text.index(" grew")
    found = find_mentions(text, "en", [Proposal(Span(start, end), "ORG", 0.9)])
    assert [text[slice(*m.span)] for m in found] == names


@pytest.mark.parametrize(
    ("language", "text", "proposed", "expected"),
    [
        (
            "cs",
            "VARŠAVA Morlecké noviny píší dnes.",
            [(0, 23, "ORG")],
            [("VARŠAVA", "LOC"), ("Morlecké noviny", "ORG")],
        ),
        (
            "ru",
            "Споры Франции Германии идут.",
            [(6, 22, "ORG")],
            [("Франции", "LOC"), ("Германии", "LOC")],
        ),
        ("sl", "Odprli so Oslo Morlec danes.", [(10, 21, "ORG")], [("Oslo Morlec", "ORG")]),
        (
            "ru",
            "Спор Orvela Еврокомиссия начала.",
            [(5, 24, "ORG")],
            [("Orvela", "ORG"), ("Еврокомиссия", "ORG")],
        ),
        (
            "bg",
            "Днес Европейския съюз Orvela спори.",
            [(5, 28, "ORG")],
            [("Европейския съюз", "ORG"), ("Orvela", "ORG")],
        ),
        ("ru", "Спор ведет НАК Orvela.", [(11, 21, "ORG")], [("НАК Orvela", "ORG")]),
    ],
)
def test_a_known_name_beside_another_is_parted_where_no_more_goes_with_it(
    language: str, text: str, proposed: list[tuple[int, int, str]], expected: list[tuple[str, str]]
) -> None:
    found = find_mentions(text, language, [Proposal(Span(a, b), kind, 0.9) for a, b, kind in proposed])
    assert [(text[slice(*m.span)], m.kind.value) for m in found] == expected


@pytest.mark.parametrize(
    ("language", "text", "proposed", "again"),
    [
        ("sl", "Podjetje Morlec raste. Morlecovi delavci so tu.", (9, 15, "ORG"), ["Morlecovi"]),
        ("mk", "Дојде Вера Мечкова. Потоа Мечкова молчеше.", (6, 18, "PER"), ["Мечкова"]),
        (
            "en",
            "The Grain fund grew. Grain is dear, and grain is scarce.",
            (4, 9, "ORG"),
            [],
        ),  # a word of the text
        ("en", "The Morlec Grain fund grew. Grain is dear.", (4, 16, "ORG"), []),  # not its name alone
    ],
)
def test_a_name_is_found_again_in_any_case_form(
    language: str, text: str, proposed: tuple[int, int, str], again: list[str]
) -> None:
    start, end, kind = proposed
    found = find_mentions(text, language, [Proposal(Span(start, end), kind, 0.9)])
    assert [text[slice(*m.span)] for m in found if m.span.start > end] == again
    assert {m.kind.value for m in found} == {kind}


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(0, 40), st.integers(1, 9))
def test_what_lies_over_a_span_is_found_as_by_comparing_all(gaps: list[int], start: int, length: int) -> None:
    placed: list[Proposal] = []
    for gap in gaps:
        end = placed[-1].span.end if placed else 0
        placed.append(Proposal(Span(end + gap, end + gap + 1 + gap % 4), "ORG", 0.9))
    span = Span(start, start + length)
    expected = [p for p in placed if common(p.span, span)]
    assert over(span, placed) == expected
    covered = cover(200, (p.span for p in placed))
    assert any(covered[slice(*span)]) == bool(expected)


def test_a_city_within_a_longer_name_does_not_give_it_its_identity() -> None:
    text = "Gradijo Severn tok skozi morje."
    [found] = find_mentions(text, "sl", [Proposal(Span(8, 18), "MISC", 0.9)])
    assert (found.kind, found.identity) == (EntityKind.OTHER, None)


@pytest.mark.parametrize(
    ("text", "asia"),
    [
        ("Азия Колева пее. После Азия замина.", None),
        ("Азия Колева пее. После замина в Азия.", "region:142"),  # after a word for a place
        ("Мария Колева пее. После Азия замина.", "region:142"),
    ],
)
def test_a_word_of_a_persons_name_is_no_place(text: str, asia: str | None) -> None:
    last = Span(text.rindex("Азия"), text.rindex("Азия") + 4)
    whole = Proposal(Span(0, text.index(" пее")), "PER", 0.9)
    found = {m.span: m for m in find_mentions(text, "bg", [whole, Proposal(last, "LOC", 0.9)])}
    identity = found[last].identity
    assert (identity and identity.id) == asia


def test_a_country_stays_one_beside_a_person_of_its_name() -> None:
    text = "Martin Jordan sang in Petra, and Jordan paid."
    found = {text[slice(*m.span)]: m for m in find_mentions(text, "en", [Proposal(Span(0, 13), "PER", 0.9)])}
    identity = found["Jordan"].identity
    assert (identity and identity.id) == "country:JO"


def test_a_country_is_known_with_a_letter_of_another_alphabet() -> None:
    [found] = find_mentions("Вчера в CША шел снег.", "ru", [])  # C is Latin
    assert (found.identity and found.identity.id) == "country:US"
