"""Attributions over whole articles: content, kind, chain, carried sources, proposals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.find.attributions import Proposal, Proposals, find_attributions
from retold.find.modality import modalities_of, strength_of
from retold.model import Attribution, AttributionKind, Modality, Span, Strength


def spans_of(sentences: tuple[str, ...]) -> list[Span]:
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return spans


def find(
    language: str, *sentences: str, proposals: Proposals | None = None
) -> tuple[str, tuple[Attribution, ...]]:
    text = " ".join(sentences)
    return text, find_attributions(text, spans_of(sentences), language, proposals=proposals)


def piece(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


@pytest.mark.parametrize(
    ("language", "sentence", "content", "kind"),
    [
        ("sq", "Kryetarja tha se ura hapet nesër.", "ura hapet nesër", AttributionKind.INDIRECT),
        (
            "mk",
            "Мостот се отвора утре, соопшти општината.",
            "Мостот се отвора утре",
            AttributionKind.INDIRECT,
        ),
        (
            "el",
            "«Η γέφυρα ανοίγει αύριο το πρωί», είπε ο δήμαρχος.",
            "«Η γέφυρα ανοίγει αύριο το πρωί»",
            "direct",
        ),
        (
            "en",
            "The mayor said the bridge was “safe again”.",
            "the bridge was “safe again",
            AttributionKind.MIXED,
        ),
        (
            "en",
            "The bridge, according to the mayor, is safe.",
            "The bridge, according to the mayor, is safe",
            "indirect",
        ),
        ("de", "Die Brücke sei sicher, sagte die Bürgermeisterin.", "Die Brücke sei sicher", "indirect"),
        (
            "tr",
            "Belediye başkanı, köprünün yarın açılacağını söyledi.",
            "köprünün yarın açılacağını",
            "indirect",
        ),
        ("ar", "وقال رئيس البلدية إن الجسر آمن.", "الجسر آمن", AttributionKind.INDIRECT),
    ],
)
def test_the_content_is_what_the_cue_governs(language: str, sentence: str, content: str, kind: str) -> None:
    text, found = find(language, sentence)
    assert [(piece(text, row.content), row.kind) for row in found] == [(content, kind)]


def test_who_relays_a_statement_is_its_parent() -> None:
    text, found = find("en", "President Lund said the talks had failed, the agency Norsk Telegram reported.")
    said, reported = found
    assert (piece(text, said.source), piece(text, said.content)) == ("President Lund", "the talks had failed")
    assert piece(text, reported.source) == "the agency Norsk Telegram"
    assert said.parent == reported.id
    assert reported.parent is None


def test_statements_side_by_side_have_no_parent() -> None:
    text, found = find(
        "sq", "Ministri tha se puna mbaroi, kurse sindikata e quajti atë “një mashtrim të madh”."
    )
    assert piece(text, found[0].content) == "puna mbaroi"
    assert [row.parent for row in found] == [None, None]


def test_nobody_relays_himself() -> None:
    _, found = find("en", "The mayor denied this, saying the bridge had been closed since May.")
    assert {row.source for row in found} == {Span(0, 9)}
    assert [row.parent for row in found] == [None, None]


def test_two_verbs_share_a_subject() -> None:
    text, found = find("el", "Η εταιρεία δήλωσε ότι πουλά το πλοίο και πρόσθεσε ότι βρήκε αγοραστή.")
    assert [piece(text, row.source) for row in found] == ["Η εταιρεία", "Η εταιρεία"]


@pytest.mark.parametrize(
    ("language", "sentences", "antecedent"),
    [
        ("en", ("Mayor Ann Holm said the pool would close.", "She added that it leaked."), "Mayor Ann Holm"),
        ("el", ("Ο δήμαρχος είπε ότι η πισίνα κλείνει.", "Πρόσθεσε ότι στάζει."), "Ο δήμαρχος"),
        ("de", ("Die Stadt teilte mit, dass das Bad schließt.", "Das Becken sei undicht."), "Die Stadt"),
    ],
)
def test_a_source_is_carried_on_from_the_sentence_before(
    language: str, sentences: tuple[str, str], antecedent: str
) -> None:
    text, found = find(language, *sentences)
    assert found[1].source is None
    assert piece(text, found[1].antecedent) == antecedent


def test_an_impersonal_cue_carries_no_source_on() -> None:
    _, found = find("mk", "Министерот рече дека патот е готов.", "Се верува дека чинел милион.")
    assert (found[1].source, found[1].antecedent) == (None, None)


def test_speech_behind_a_name_and_a_colon_needs_no_cue() -> None:
    text, found = find("eo", "Johano Berg: «La ponto ne plu portas kamionojn.»")
    assert [(piece(text, row.source), row.cue) for row in found] == [("Johano Berg", None)]


def test_the_verb_between_a_quotation_and_a_name_needs_no_data() -> None:
    text, found = find("eo", "«Ni jam ne havas akvon», plendis Vera Donel.")
    assert [(piece(text, row.source), piece(text, row.cue)) for row in found] == [("Vera Donel", "plendis")]


def test_a_quotation_at_the_head_of_its_sentence_needs_no_data() -> None:
    text, found = find("eo", "«Ni ne havas akvon», ŝi ripetis.")
    assert [(piece(text, row.content), row.cue, row.source) for row in found] == [
        ("«Ni ne havas akvon»", None, None)
    ]


def test_a_language_without_data_attributes_no_plain_sentence() -> None:
    assert find("eo", "Johano diris ke la ponto falis.")[1] == ()


def test_a_capital_that_opens_a_sentence_is_a_name_where_it_is_one_elsewhere() -> None:
    asks = "Kastrati me shokët kërkoi ujë."
    assert find("sq", asks)[1] == ()
    text, found = find("sq", "Në sallë takuam Kastratin.", asks)
    assert [piece(text, row.source) for row in found] == ["Kastrati me shokët"]


def test_known_names_are_speakers() -> None:
    sentence = "the harbour trust wants more cranes."
    name = Span(4, 17)
    assert find_attributions(sentence, [Span(0, len(sentence))], "en") == ()
    found = find_attributions(sentence, [Span(0, len(sentence))], "en", names=[name])
    assert [piece(sentence, row.source) for row in found] == ["the harbour trust"]


def test_a_proposed_cue_beside_a_proposed_source_is_taken() -> None:
    sentence = "The ministry ventriloquised that rents fall."
    source, cue = Span(0, 12), Span(13, 27)
    assert find("en", sentence)[1] == ()
    alone = Proposals(cues=(Proposal(cue, 0.9),))
    assert find("en", sentence, proposals=alone)[1] == ()
    both = Proposals(cues=(Proposal(cue, 0.9),), sources=(Proposal(source, 0.9),))
    found = find("en", sentence, proposals=both)[1]
    assert [(row.source, row.cue) for row in found] == [(source, cue)]


def test_a_proposed_source_decides_between_the_phrases_round_a_verb() -> None:
    sentence = "Der Zeitung Seeblick gestand Ada Moll den Irrtum."
    speaker = Span(sentence.index("Ada"), sentence.index("Ada") + 8)
    proposals = Proposals(sources=(Proposal(speaker, 0.9),))
    assert [row.source for row in find("de", sentence, proposals=proposals)[1]] == [speaker]


@pytest.mark.parametrize(
    ("language", "sentence", "source", "cue"),
    [
        (
            "de",
            "In seiner Ansprache warnte Pfarrer Moll: „Der Deich hält nicht mehr lange.“",
            "Pfarrer Moll",
            "warnte",
        ),
        (
            "nl",
            "In haar toespraak waarschuwde minister Dekker: “De dijk houdt niet lang meer.”",
            "minister Dekker",
            "waarschuwde",
        ),
    ],
)
def test_where_the_verb_stands_second_its_subject_follows_an_adverbial(
    language: str, sentence: str, source: str, cue: str
) -> None:
    text, found = find(language, sentence)
    assert [(piece(text, row.source), piece(text, row.cue)) for row in found] == [(source, cue)]


@pytest.mark.parametrize(
    ("language", "sentence", "named"),
    [
        ("mk", "Се верува дека Дреново крие уште три пушки.", "Дреново"),
        ("en", "It is believed that Ana Kola hid three rifles.", "Ana Kola"),
    ],
)
def test_who_is_spoken_of_is_no_source_where_nobody_is_named(
    language: str, sentence: str, named: str
) -> None:
    start = sentence.index(named)
    proposals = Proposals(sources=(Proposal(Span(start, start + len(named)), 0.9),))
    found = find(language, sentence, proposals=proposals)[1]
    assert [row.source for row in found] == [None]


def test_the_subject_of_an_impersonal_report_speaks_in_the_next_verb() -> None:
    text, found = find("sq", "Gazeta heshti, por ministri Arben Kola u raportua të ketë thënë se ura mban.")
    said = [(piece(text, row.cue), row.source and piece(text, row.source)) for row in found]
    assert said == [("u raportua", None), ("thënë", "ministri Arben Kola")]


def test_a_pronoun_keeps_its_place_beside_whom_it_stands_for() -> None:
    text, found = find("en", "Mayor Ana Kola spoke for an hour.", "Then she said that the bridge is safe.")
    last = found[-1]
    assert (last.source, piece(text, last.pronoun)) == (None, "she")


@pytest.mark.parametrize(
    ("sentence", "cues"),
    [
        ("Am Abend war von einer Einigung die Rede.", ["war"]),
        ("Der Markt ist die Attraktion des Dorfes.", []),
    ],
)
def test_a_cue_in_two_parts_needs_all_of_its_words(sentence: str, cues: list[str]) -> None:
    text, found = find("de", sentence)
    assert [piece(text, row.cue) for row in found] == cues


def test_quoted_words_without_a_cue_belong_to_the_one_source_proposed_beside_them() -> None:
    sentence = "Für Lehrerin Ada Moll ist der Deich „ein alter Käse“, der „Seeblick“ ein Hotel."
    speaker = Span(4, sentence.index(" ist"))
    assert find("de", sentence)[1] == ()
    text, found = find("de", sentence, proposals=Proposals(sources=(Proposal(speaker, 0.9),)))
    assert [(row.source, piece(text, row.content)) for row in found] == [(speaker, "„ein alter Käse“")]


def test_a_verb_in_the_mood_of_reported_speech_is_no_cue() -> None:
    sentence = "Der Deich bestehe aus Sand."
    proposals = Proposals(cues=(Proposal(Span(10, 17), 0.9),), sources=(Proposal(Span(0, 9), 0.9),))
    assert [row.cue for row in find("de", sentence, proposals=proposals)[1]] == [None]


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Επιτροπή των τριών δήμων ζήτησε χθες ο δήμαρχος Νίκος Βαρής.", "ο δήμαρχος Νίκος Βαρής"),
        ("Τη δαπάνη υπολογίζει σε 3 εκατ. ευρώ η πρόεδρος Άννα Ρίζου.", "η πρόεδρος Άννα Ρίζου"),
        ("Η Καρύταινα αρνήθηκε έκθεση του δήμου.", "Η Καρύταινα"),
    ],
)
def test_an_article_that_only_subjects_have_shows_who_speaks(sentence: str, source: str) -> None:
    text, found = find("el", sentence)
    assert [piece(text, row.source) for row in found] == [source]


def test_a_cue_whose_source_seems_to_be_all_that_follows_keeps_its_sentence() -> None:
    text, found = find("ar", "وتطالب عائلات الصيادين بمواصلة البحث.")
    assert [piece(text, row.cue) for row in found] == ["تطالب"]


def test_a_treaty_that_provides_something_quotes_nobody() -> None:
    assert find("sq", "Ata nënshkruan një pakt që parashikon që secila palë të mbrojë tjetrën.")[1] == ()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "More than 4,000 people protested on Sunday in Drinova, against the copper mine."),
        ("mk", "Повеќе од 4.000 луѓе протестираа во неделата во Дриново против рудникот."),
        ("sq", "Mbi 4 mijë veta protestuan të dielën në Drinovë kundër minierës së Cuprex."),
        ("el", "Πάνω από 4.000 άτομα διαμαρτυρήθηκαν την Κυριακή στη Ντρίνοβα για το ορυχείο."),
        ("sr", "Više od 4.000 ljudi protestovalo je u nedelju u Drinovu protiv rudnika."),
        ("de", "Mehr als 4.000 Menschen protestierten am Sonntag in Drinova gegen die Mine."),
        ("ru", "Более 4000 человек протестовали в воскресенье в Дринове против рудника."),
    ],
)
def test_who_marches_in_protest_says_nothing(language: str, sentence: str) -> None:
    assert find(language, sentence)[1] == ()


def test_an_unlikely_proposal_is_left() -> None:
    proposals = Proposals(cues=(Proposal(Span(13, 27), 0.2),))
    assert find("en", "The ministry ventriloquised that rents fall.", proposals=proposals)[1] == ()


@pytest.mark.parametrize(
    ("language", "sentence", "cue", "strength"),
    [
        ("en", "He did not deny it.", "deny", Strength.SAID),
        ("en", "The firm admitted it.", "admitted", Strength.ADMITTED),
        ("sq", "Ai nuk konfirmoi asgjë.", "konfirmoi", Strength.DOUBTED),
        ("mk", "Таа тврди дека врне.", "тврди", Strength.CLAIMED),
        ("el", "Εκτιμάται ότι βρέχει.", "Εκτιμάται", Strength.BELIEVED),
        ("eo", "Li diris ion.", "diris", Strength.SAID),
    ],
)
def test_a_cue_has_its_strength(language: str, sentence: str, cue: str, strength: Strength) -> None:
    start = sentence.index(cue)
    assert strength_of(sentence, Span(start, start + len(cue)), language) is strength


@pytest.mark.parametrize(
    ("language", "clause", "modalities"),
    [
        ("en", "the bridge is open", set()),
        ("en", "the bridge will open", {Modality.FUTURE}),
        ("en", "the bridge could open", {Modality.CONDITIONAL}),
        ("en", "the bridge will not open", {Modality.FUTURE, Modality.NEGATED}),
        ("sq", "ura do të hapet", {Modality.FUTURE}),
        ("sq", "ura nuk hapet", {Modality.NEGATED}),
        ("mk", "мостот би се отворил", {Modality.CONDITIONAL}),
        ("el", "η γέφυρα θα ανοίξει", {Modality.FUTURE}),
        ("ru", "мост, возможно, откроют", {Modality.CONDITIONAL}),
    ],
)
def test_a_clause_is_negated_conditional_or_future(
    language: str, clause: str, modalities: set[Modality]
) -> None:
    assert modalities_of(clause, Span(0, len(clause)), language) == modalities


WORDS = {
    "sq": [
        "Ministri",
        "tha",
        "se",
        "ura",
        "Arben",
        ",",
        "“ura",
        "bie”",
        "sipas",
        "policisë",
        ".",
        "që",
        "mohoi",
    ],
    "de": [
        "Der",
        "Minister",
        "teilte",
        "mit",
        ",",
        "dass",
        "„alles",
        "gut“",
        "laut",
        "Polizei",
        "sei",
        ":",
        "wies",
    ],
    "ar": ["قال", "الوزير", "إن", "الجسر", "وأضاف", "بحسب", "«آمن»", "،", "الشرطة"],
    "ja": ["大臣は", "「橋は", "安全」", "と述べた", "、", "によると", "。", "警察"],
}


@settings(max_examples=60)
@given(st.sampled_from(sorted(WORDS)), st.data())
def test_every_span_lies_in_the_text_whatever_the_order_of_words(language: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS[language]), max_size=25))
    text = " ".join(words)
    found = find_attributions(text, [Span(0, len(text))], language)
    ids = {row.id for row in found}
    for row in found:
        for span in (row.content, row.source, row.cue):
            assert span is None or 0 <= span.start <= span.end <= len(text)
        assert row.source is None or piece(text, row.source)
        assert row.parent is None or row.parent in ids - {row.id}
