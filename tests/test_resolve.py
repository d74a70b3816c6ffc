"""Who is who: invented articles in several languages, told as the mentions that a tagger would find."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from retold.find.gazetteer import identify
from retold.model import EntityKind, Mention, Span
from retold.protocols import Vectors
from retold.resolve import NamedMention, Profile, contradict, link_mentions, name_keys, resolve_entities
from retold.resolve.compare import likeness
from retold.resolve.opposite import opposites
from retold.text.offices import read_office

P, O, L, M = EntityKind  # noqa: E741
Told = tuple[str, EntityKind]


def article(name: str, language: str, *told: Told, gap: int = 20) -> list[NamedMention]:
    """Set mentions one after the other into an article, `gap` characters apart."""
    found: list[NamedMention] = []
    place = 0
    for text, kind in told:
        known = identify(text, language, kind)
        found.append(
            NamedMention(
                mention=Mention(article=name, span=Span(place, place + len(text)), kind=kind),
                text=text,
                language=language,
                sentence=len(found),
                identity=known.identity if known else None,
                known_name=known.name if known else None,
                country=known.country if known else None,
                wikidata=known.wikidata if known else None,
            )
        )
        place += len(text) + gap
    return found


def together(mentions: Iterable[NamedMention]) -> set[frozenset[str]]:
    """Resolve, and give the forms of each entity."""
    return {frozenset(profile.forms) for profile in resolve_entities(list(mentions)).profiles}


def test_a_bare_surname_is_the_person_named_in_full() -> None:
    told = article("a", "mk", ("Вера Костова", P), ("Костова", P), ("Горан Илиев", P))
    assert together(told) == {frozenset({"Вера Костова", "Костова"}), frozenset({"Горан Илиев"})}


@pytest.mark.parametrize(
    ("language", "told", "expected"),
    [
        ("mk", [("Иван Костов", P), ("Вера Костова", P), ("Костова", P)], {"Вера Костова", "Костова"}),
        ("mk", [("Вера Костова", P), ("Иван Костов", P), ("Костов", P)], {"Иван Костов", "Костов"}),
        ("cs", [("Jana Dvorská", P), ("Karel Dvorský", P), ("Dvorská", P)], {"Jana Dvorská", "Dvorská"}),
        ("sq", [("Agim Hoti", P), ("Besa Hoti", P), ("Hoti", P)], {"Besa Hoti", "Hoti"}),
        ("hu", [("Szép Gáspár", P), ("Szép", P)], {"Szép Gáspár", "Szép"}),
    ],
)
def test_of_two_with_one_surname_the_form_and_then_the_nearest_decides(
    language: str, told: Sequence[Told], expected: set[str]
) -> None:
    assert expected in together(article("a", language, *told))


def test_an_acronym_in_brackets_is_what_stands_before() -> None:
    told = article("a", "ro", ("Uniunea Pescarilor de Nord", O), ("UPN", O), gap=2)
    assert together(told) == {frozenset({"Uniunea Pescarilor de Nord", "UPN"})}


def test_a_body_may_be_called_by_its_kind_and_seat() -> None:
    told = article(
        "a", "sq", ("Ministria greke e Mbrojtjes", O), ("ministria në Athinë", O), ("ministria në Romë", O)
    )
    assert together(told) == {
        frozenset({"Ministria greke e Mbrojtjes", "ministria në Athinë"}),
        frozenset({"ministria në Romë"}),
    }


def test_an_acronym_of_initials_needs_no_brackets() -> None:
    told = article("a", "en", ("Northern Fishers Union", O), ("NFU", O))
    assert len(together(told)) == 1


def test_full_names_meet_across_scripts() -> None:
    told = [
        *article("a", "sq", ("Arbër Çelaj", P)),
        *article("b", "mk", ("Арбер Челај", P)),
        *article("c", "el", ("Αρμπέρ Τσέλαϊ", P)),
        *article("d", "en", ("Arber Celaj", P), ("Celaj", P)),
    ]
    assert together(told) == {
        frozenset({"Arbër Çelaj", "Арбер Челај", "Αρμπέρ Τσέλαϊ", "Arber Celaj", "Celaj"})
    }


@pytest.mark.parametrize(
    ("a", "b"),
    [("Вера Костова", "Ivan Kostov"), ("Damir Brodić", "Ivana Brodić"), ("Kim Jong Un", "Κιμ Γιο Γιονγκ")],
)
def test_two_given_names_are_two_persons(a: str, b: str) -> None:
    assert len(together([*article("a", "mk", (a, P)), *article("b", "en", (b, P))])) == 2


def test_countries_and_cities_are_never_joined_by_sound() -> None:
    told = [
        *article("a", "en", ("Niger", L), ("Pyongyang", L)),
        *article("b", "sq", ("Nigeria", L), ("Phenianit", L)),
        *article("c", "mk", ("Нигер", L), ("Пјонгјанг", L)),
    ]
    assert together(told) == {
        frozenset({"Niger", "Нигер"}),
        frozenset({"Nigeria"}),
        frozenset({"Pyongyang", "Phenianit", "Пјонгјанг"}),
    }


def test_a_name_that_joins_two_is_short_for_neither() -> None:
    both = article("a", "en", ("Orvela-Tersin", O), ("Orvela", O), ("Tersin", O))
    assert together(both) == {frozenset({name}) for name in ("Orvela-Tersin", "Orvela", "Tersin")}
    assert together(both[:2]) == {frozenset({"Orvela-Tersin", "Orvela"})}


def test_a_country_is_no_body_though_it_is_kept_under_the_name_of_one() -> None:
    country = [replace(named, identity="country:GR") for named in article("a", "pl", ("rząd Grecji", L))]
    body = article("b", "pl", ("grecki rząd", O))
    assert likeness(Profile(tuple(country)), Profile(tuple(body))) is None


def test_a_country_is_no_other_form_of_a_name() -> None:
    told = article("a", "sq", ("Kim", P), ("Kina", L), ("Kinë", L))
    assert together(told) == {frozenset({"Kim"}), frozenset({"Kina", "Kinë"})}


def test_a_ministry_is_the_same_in_two_languages_when_the_company_is_the_same() -> None:
    company = [("Лена Ставрова", P), ("Зоран Митрев", P)]
    greek = [("Λένα Σταύροβα", P), ("Ζόραν Μίτρεφ", P)]
    told = [
        *article("a", "mk", *company, ("Министерството за култура", O)),
        *article("b", "el", *greek, ("υπουργείο Πολιτισμού της Βόρειας Μακεδονίας", O)),
        *article("c", "el", *greek, ("υπουργείο Πολιτισμού της Ελλάδας", O)),
        *article("d", "en", ("Ministry of Culture", O)),
    ]
    found = together(told)
    assert frozenset({"Министерството за култура", "υπουργείο Πολιτισμού της Βόρειας Μακεδονίας"}) in found
    assert frozenset({"υπουργείο Πολιτισμού της Ελλάδας"}) in found
    assert frozenset({"Ministry of Culture"}) in found  # alone: nothing says whose


def test_parties_and_pipelines_are_the_same_in_two_languages_where_their_names_mean_the_same() -> None:
    polish = [("Lena Stawrowa", P), ("Zoran Mitrew", P)]
    russian = [("Лена Ставрова", P), ("Зоран Митрев", P)]
    told = [
        *article("a", "pl", *polish, ("Partia Liberalna", O), ("Gazociąg Południowy 2", M)),
        *article("b", "ru", *russian, ("Либеральной партии", O), ("Южный поток — 2", M)),
        *article("c", "ru", *russian, ("Трудовая партия", O), ("Южный поток — 1", M)),
        *article("d", "ru", *russian, ("Либеральная партия Ирландии", O), ("Восточный поток", M)),
    ]
    found = together(told)
    assert frozenset({"Gazociąg Południowy 2", "Южный поток — 2"}) in found
    assert {frozenset({name}) for name in ("Трудовая партия", "Южный поток — 1", "Восточный поток")} <= found
    assert any({"Partia Liberalna", "Либеральной партии"} <= one for one in found)


def test_of_two_that_have_numbers_a_name_without_is_the_one_and_not_the_other() -> None:
    names = ["Южный поток — 2", "Южный поток", "Южный поток — 1"]
    assert together(article("a", "ru", *((name, M) for name in names))) == {
        frozenset(names[:2]),
        frozenset(names[2:]),
    }


def test_a_full_name_within_a_fuller_one_asks_for_company() -> None:
    company = [("Орвела", O), ("Терсин", L)]
    told = [
        *article("a", "en", ("Iva Maria Kolar", P), ("Orvela", O), ("Tersin", L)),
        *article("b", "mk", ("Ива Колар", P), *company),
        *article("c", "mk", ("Марија Ива", P), *company),
        *article("d", "bg", ("Мария Колар", P)),
    ]
    found = together(told)
    assert frozenset({"Iva Maria Kolar", "Ива Колар"}) in found
    assert {frozenset({"Марија Ива"}), frozenset({"Мария Колар"})} <= found


def test_a_surname_elsewhere_asks_for_company() -> None:
    alone = [*article("a", "en", ("Vera Kostova", P)), *article("b", "mk", ("Костова", P))]
    assert len(together(alone)) == 2
    others: list[Told] = [("Goran Iliev", P), ("Lake Dolovo", L)]
    in_company = [
        *article("a", "en", ("Vera Kostova", P), *others),
        *article("b", "mk", ("Костова", P), ("Горан Илиев", P), ("езерото Долово", L)),
    ]
    assert frozenset({"Vera Kostova", "Костова"}) in together(in_company)


@pytest.mark.parametrize(
    ("short", "joined"),
    [("А. Илковски", True), ("А.Илковски", True), ("В. Илковски", False), ("В.А. Илковски", False)],
)
def test_an_initial_is_the_first_letter_of_a_name(short: str, joined: bool) -> None:
    told = [
        *article("a", "sq", ("Arben Ilkovski", P), ("Vera Kostova", P)),
        *article("b", "mk", (short, P), ("Вера Костова", P)),
    ]
    assert (frozenset({"Arben Ilkovski", short}) in together(told)) is joined
    assert (
        frozenset({"Арбен Илковски", short})
        in together(article("c", "mk", ("Арбен Илковски", P), (short, P)))
    ) is joined


@pytest.mark.parametrize(("likely", "joined"), [(0.1, True), (0.0, False)])
def test_a_surname_may_look_like_a_place(likely: float, joined: bool) -> None:
    place, beside = article("b", "mk", ("Илковски", L), ("Вера Костова", P))
    told = [*article("a", "sq", ("Arben Ilkovski", P), ("Vera Kostova", P)), beside]
    place = unsure(place, PER=likely, LOC=1 - likely)
    assert (frozenset({"Arben Ilkovski", "Илковски"}) in together([place, *told])) is joined


def test_bare_names_that_sound_half_alike_are_two_places() -> None:
    told = [
        *article("a", "sq", ("Tidenam", L), ("Vera Kostova", P)),
        *article("b", "mk", ("Биденем", L), ("Вера Костова", P)),
    ]
    assert frozenset({"Tidenam"}) in together(told)


def test_aligned_sentences_are_company_too() -> None:
    told = [
        *article("a", "en", ("Vera Kostova", P)),
        *article("b", "mk", ("Костова", P), ("Костовој", P)),
    ]
    pairs = {(("a", 0), ("b", 0)), (("a", 0), ("b", 1))}
    assert len(resolve_entities(told, pairs).profiles) == 1


def unsure(named: NamedMention, **kinds: float) -> NamedMention:
    """Say of a mention how likely each kind is."""
    likely = tuple(kinds.get(kind, 0.0) for kind in EntityKind)
    best = max(EntityKind, key=lambda kind: kinds.get(kind, 0.0))
    return replace(named, mention=replace(named.mention, kind=best, kinds=likely))


def test_the_kind_is_the_likeliest_over_all_mentions() -> None:
    ship = article("a", "en", ("Morlec Star", O), ("Morlec Star", O), ("Morlec Star", O))
    votes = [{"MISC": 0.45, "ORG": 0.55}, {"MISC": 0.9, "ORG": 0.1}, {"ORG": 0.6, "MISC": 0.4}]
    told = [unsure(named, **vote) for named, vote in zip(ship, votes, strict=True)]
    [profile] = resolve_entities(told).profiles
    assert profile.kind is EntityKind.OTHER
    assert profile.likely(EntityKind.ORGANISATION) == pytest.approx(1.25 / 3)


def test_a_bare_name_is_of_the_kind_of_the_whole_it_stands_in() -> None:
    person, bare, firm, part, town = article(
        "a", "en", ("Vera Zorgalova", P), ("Zorgalova", L), ("Dolovo Mills", O), ("Dolovo", L), ("Dolovo", L)
    )
    unlike = {frozenset({"Vera Zorgalova", "Zorgalova"}), frozenset({"Dolovo Mills"}), frozenset({"Dolovo"})}
    assert together([person, bare, firm, town]) == unlike
    like = unsure(part, ORG=0.4, LOC=0.6)
    assert frozenset({"Dolovo Mills", "Dolovo"}) in together([firm, like])


def test_full_names_of_unlike_kinds_meet_in_company() -> None:
    others: list[Told] = [("Vera Kostova", P), ("Goran Iliev", P)]
    english = article("a", "en", ("Garun Habarlar", P), *others)
    greek = article("b", "el", ("Γκαρούν Χαμπαρλάρ", O), ("Βέρα Κόστοβα", P), ("Γκόραν Ίλιεφ", P))
    assert frozenset({"Garun Habarlar", "Γκαρούν Χαμπαρλάρ"}) in together([*english, *greek])
    assert len(together([english[0], greek[0]])) == 2


#: What phrases mean, where a test needs it: by a direction in the plane.
MEANT = {"Lake Research Institute": 0.0, "Ινστιτούτο Ερευνών Λίμνης": 0.9, "Σύλλογος Αλιέων": 1.6}


def meanings(phrases: Sequence[tuple[str, str]]) -> Vectors:
    angles = np.array([MEANT.get(text, 3.0) for text, _ in phrases])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("greek", "joined"), [("Ινστιτούτο Ερευνών Λίμνης", True), ("Σύλλογος Αλιέων", False)]
)
def test_names_that_stand_opposite_each_other_are_one_where_they_mean_the_same(
    greek: str, joined: bool
) -> None:
    told = [
        *article("a", "en", ("Lake Research Institute", O)),
        *article("b", "el", (greek, O)),
    ]
    linked = link_mentions(told, aligned={(("a", 0), ("b", 0))}, meanings=meanings)
    assert (len(linked.profiles) == 1) is joined
    assert len(link_mentions(told, meanings=meanings).profiles) == 2


def test_names_of_one_article_never_stand_opposite_each_other() -> None:
    told = [
        *article("a", "en", ("Lake Research Institute", O)),
        *article("b", "el", ("Ινστιτούτο Ερευνών Λίμνης", O), ("Lake Research Institute", O)),
    ]
    linked = link_mentions(told, aligned={(("a", 0), ("b", 0))}, meanings=meanings)
    assert {frozenset(p.forms) for p in linked.profiles} == {
        frozenset({"Lake Research Institute"}),
        frozenset({"Ινστιτούτο Ερευνών Λίμνης"}),
    }


@pytest.mark.parametrize(("sides", "joined"), [(5, True), (2, False)])
def test_names_that_few_articles_give_side_by_side_may_be_one(sides: int, joined: bool) -> None:
    told = [named for n in range(sides) for named in article(f"a{n}", "en", ("Lake Research Institute", O))]
    told += [
        named for n in range(sides) for named in article(f"b{n}", "el", ("Ινστιτούτο Ερευνών Λίμνης", O))
    ]
    told += article("c", "el", ("Ινστιτούτο Ερευνών Λίμνης", O), ("Lake Research Institute", O))
    aligned = {((f"a{n}", 0), (f"b{n}", 0)) for n in range(sides)}
    linked = link_mentions(told, aligned=aligned, meanings=meanings)
    assert (len(linked.profiles) == 1) is joined


@pytest.mark.parametrize(
    ("ours", "theirs", "apart"),
    [
        ([("Vera Kostova", P), ("Vera Zlatkova", P)], [("Вера Златкова", P)], False),
        ([("Vera Kostova", P), ("Kostova", P)], [("Горан Илиев", P)], True),
        ([("Vera Kostova", P)], [("Горан", P)], False),
        ([("Vera Kostova", P)], [("Горан Илиев", O)], False),
    ],
)
def test_full_names_with_no_word_in_common_are_two_persons(
    ours: Sequence[Told], theirs: Sequence[Told], apart: bool
) -> None:
    one, other = Profile(tuple(article("a", "sq", *ours))), Profile(tuple(article("b", "mk", *theirs)))
    assert contradict(one, other) is contradict(other, one) is apart


def test_letters_of_another_alphabet_do_no_harm() -> None:
    told = [*article("a", "bg", ("Стела Костова", P)), *article("b", "bg", ("Стелa Костовa", P))]  # Latin a
    assert len(resolve_entities(told).profiles) == 1


def test_what_is_left_over_is_shared_out() -> None:
    told = [
        *article("a", "en", ("Lake Research Institute", O), ("Skopje", L)),
        *article("b", "el", ("Ινστιτούτο Ερευνών Λίμνης", O), ("Σκόπια", L)),
        *article("c", "mk", ("Заводот", O), ("Скопје", L)),
    ]
    told = [replace(named, sentence=0) for named in told]
    profiles = resolve_entities(told).profiles
    named = {form: p.id for p in profiles for form in p.forms}
    pairs = {(("a", 0), ("b", 0)), (("a", 0), ("c", 0))}
    lake = [named["Lake Research Institute"], named["Ινστιτούτο Ερευνών Λίμνης"]]
    assert opposites(profiles, pairs)[min(lake), max(lake)] == 1.0
    assert len(opposites(profiles, pairs)) == 2


def test_every_join_says_why() -> None:
    told = [*article("a", "sq", ("Arbër Çelaj", P), ("Çelaj", P)), *article("b", "mk", ("Арбер Челај", P))]
    joins = resolve_entities(told).joins
    assert [(join.a.text, join.b.text, join.reason) for join in joins] == [
        ("Arbër Çelaj", "Çelaj", "Çelaj is short for Arbër Çelaj"),
        ("Arbër Çelaj", "Арбер Челај", "their full names sound alike"),
    ]


def test_a_new_article_links_to_known_profiles_and_their_ids_stay() -> None:
    first = resolve_entities(article("a", "en", ("Vera Kostova", P), ("Skopje", L)))
    linked = link_mentions(article("b", "mk", ("Вера Костова", P), ("Иван Рилски", P)), first.profiles)
    changed = {profile.id: set(profile.forms) for profile in linked.profiles}
    kostova = next(profile.id for profile in first.profiles if "Vera Kostova" in profile.forms)
    assert changed.pop(kostova) == {"Vera Kostova", "Вера Костова"}
    assert list(changed.values()) == [{"Иван Рилски"}]
    assert set(linked.absorbed.values()) == {kostova}


def test_one_by_one_or_all_at_once_finds_the_same_persons() -> None:
    articles = [
        article("a", "sq", ("Arbër Çelaj", P), ("Besa Hoti", P)),
        article("b", "mk", ("Арбер Челај", P), ("Беса Хоти", P), ("Хоти", P)),
        article("c", "en", ("Arber Celaj", P), ("Besa Hoti", P)),
    ]
    known: dict[str, Profile] = {}
    for mentions in articles:
        linked = link_mentions(mentions, known.values())
        known = {key: profile for key, profile in known.items() if key not in linked.absorbed}
        known |= {profile.id: profile for profile in linked.profiles}
    at_once = together(named for mentions in articles for named in mentions)
    assert {frozenset(profile.forms) for profile in known.values()} == at_once


def test_a_profile_can_be_found_again_by_its_keys() -> None:
    [profile] = resolve_entities(article("a", "en", ("Vera Kostova", P))).profiles
    for text, language in [("Вера Костова", "mk"), ("Костова", "mk"), ("Βέρα Κόστοβα", "el")]:
        [named] = article("b", language, (text, P))
        assert profile.keys & name_keys(named).asked


def test_kind_name_and_wikidata() -> None:
    told = [
        *article("a", "sq", ("Koresë së Veriut", L)),
        *article("b", "mk", ("Северна Кореја", L), ("Вера Костова", P), ("Костова", O)),
        *article("c", "en", ("Vera Kostova", P)),
    ]
    entities = {entity.name: entity for entity in resolve_entities(told).entities}
    assert entities["North Korea"].wikidata == "Q423"
    assert entities["Vera Kostova"].kind is P
    profile = next(p for p in resolve_entities(told).profiles if "Вера Костова" in p.forms)
    assert profile.name("mk") == "Вера Костова"
    assert profile.forms_by_language["en", "latin"] == ("Vera Kostova",)


@pytest.mark.parametrize(
    ("name", "language", "head", "matters", "countries"),
    [
        ("Ministria e Jashtme e Shqipërisë", "sq", "ministry", {"foreign"}, {"AL"}),
        ("Министерството за надворешни работи", "mk", "ministry", {"foreign"}, set()),
        ("ελληνικό υπουργείο Εξωτερικών", "el", "ministry", {"foreign"}, {"GR"}),
        ("Außenministerium in Athen", "de", "ministry", {"foreign"}, {"GR"}),
        ("belügyminisztérium", "hu", "ministry", {"interior"}, set()),
        ("وزارة الداخلية", "ar", "ministry", {"interior"}, set()),
        ("European Medicines Agency", "en", "agency", {"medicines"}, {"EU"}),
        ("Bundestagu", "cs", "parliament", set(), {"DE"}),
        ("Бундестага", "ru", "parliament", set(), {"DE"}),
        ("Кнессет", "ru", "parliament", set(), {"IL"}),
        ("Országgyűlés", "hu", "parliament", set(), {"HU"}),
        ("Уставен суд", "mk", "court", {"constitutional"}, set()),
        ("日本防衛省", "ja", "ministry", {"defence"}, {"JP"}),
        ("Разузнавачката агенција на Шпанија", "mk", "intelligence", set(), {"ES"}),
        ("υπηρεσία πληροφοριών της Ισπανίας", "el", "intelligence", set(), {"ES"}),
        ("agjencia verikoreane e lajmeve", "sq", "agency", set(), {"KP"}),
        ("Labour Party", "en", "party", {"labour"}, set()),
        ("Labouristické strany", "cs", "party", {"labour"}, set()),
        ("Partii Pracy", "pl", "party", {"labour"}, set()),
        ("Партията на труда", "bg", "party", {"labour"}, set()),
        ("Sozialdemokratische Partei", "de", "party", {"social", "democratic"}, set()),
        ("Социјалдемократска партија", "mk", "party", {"social", "democratic"}, set()),
        ("Kitajska komunistična stranka", "sl", "party", {"communist"}, {"CN"}),
        ("Southern Stream 3", "en", "pipeline", {"south"}, set()),
        ("Южного потока – 3", "ru", "pipeline", {"south"}, set()),
        ("Gazociąg Południowy", "pl", "pipeline", {"south"}, set()),
        ("Турецким потоком", "ru", "pipeline", set(), {"TR"}),
    ],
)
def test_reads_what_a_body_is(
    name: str, language: str, head: str, matters: set[str], countries: set[str]
) -> None:
    office = read_office(name, language)
    assert office is not None
    assert (office.head, set(office.matters), set(office.countries)) == (head, matters, countries)


@pytest.mark.parametrize("name", ["Marsh Stream", "Proud Fishers", "Tok Radio", "Bloodstream Records"])
def test_a_stream_that_nothing_is_said_of_is_no_pipeline(name: str) -> None:
    assert read_office(name, "en") is None


@pytest.mark.parametrize("name", ["Vera Kostova", "Alpetrans", "Костова", "Tokio", "Партизан", ""])
def test_other_names_are_no_offices(name: str) -> None:
    assert read_office(name, "en") is None


def test_nothing_comes_of_nothing() -> None:
    assert resolve_entities([]).profiles == ()


def test_a_name_of_marks_alone_has_a_kind() -> None:
    """Of Burmese in the encoding of old phones, signs are left over that no name is folded to."""
    [mention] = article("a", "my", ("၊”", P))
    assert Profile((mention,)).kind in EntityKind


def test_the_form_that_most_languages_write_is_shown() -> None:
    told = [
        *article("a", "sl", ("Evo Kralj", P), ("Evo Kralj", P), ("Eva Kralj", P)),
        *article("b", "sl", ("Evo Kralj", P)),
        *article("c", "cs", ("Eva Kralj", P)),
        *article("d", "ru", ("Еву Краль", P)),
    ]
    [profile] = resolve_entities(told).profiles
    assert profile.name() == profile.entity().name == "Eva Kralj"


@pytest.mark.parametrize(
    ("shown", "named_since", "name"),
    [
        (
            "Vera Kostova",
            ["В. Костова", "Костова"],
            "Vera Kostova",
        ),  # Latin letters, of which there are none here
        ("Vera Kostova", ["Kostova", "Kostove"], "Vera Kostova"),
        ("V. Kostova", ["Vera Kostova", "Kostova"], "Vera Kostova"),
        ("Вера Костова", ["Vera Kostova"], "Vera Kostova"),
        ("Вера Костова", ["Костова"], "Вера Костова"),
        (None, ["V. Kostova", "Kostova"], "Kostova"),
    ],
)
def test_the_fullest_name_in_latin_letters_goes_on_being_shown(
    shown: str | None, named_since: Sequence[str], name: str
) -> None:
    profile = Profile(tuple(article("a", "sl", *((form, P) for form in named_since))))
    assert profile.entity(shown).name == name


@pytest.mark.parametrize(
    ("language", "forms", "shown"),
    [
        ("cs", ["Karla Tokara", "Karla Tokara", "Karel Tokar", "Karlovi Tokarovi"], "Karel Tokar"),
        ("pl", ["Jana Welka", "Jana Welka", "Janem Welkiem", "Jan Welk"], "Jan Welk"),
        ("sl", ["Morlec", "Morleca", "Morleca"], "Morlec"),
        ("en", ["Velka", "Velka", "Velk"], "Velka"),  # no case form of English
    ],
)
def test_the_nominative_is_shown_where_endings_tell_it(language: str, forms: list[str], shown: str) -> None:
    mentions = [named for n, form in enumerate(forms) for named in article(f"a{n}", language, (form, P))]
    assert Profile(tuple(mentions)).name() == shown
