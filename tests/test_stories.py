"""Which events are one story: what came before, told by few, in whatever language; and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import make_article

from retold import open_corpus
from retold.encode import load_encoder
from retold.model import JudgementKind
from retold.protocols import Encoder
from retold.settings import Settings

#: A roof falls in; eight days later a man is arrested for it.
COLLAPSE = {
    "en": "Roof of sports hall collapses in Velmira, 14 injured\n\nAt least 14 people were injured when the roof of a"
    " sports hall collapsed in Velmira on Tuesday evening. Mayor Goran Delev denied that the hall had no permit.",
    "mk": "Се урна покривот на спортската сала во Велмира\n\nЧетиринаесет лица се повредени откако синоќа се урна"
    " покривот на спортската сала во Велмира. Градоначалникот Горан Делев тврди дека салата имала дозвола.",
}
ARREST = {
    "sr": "Uhapšen izvođač radova zbog krova u Velmiri\n\nPolicija je uhapsila vlasnika firme Stonbau zbog urušavanja"
    " krova sportske hale u Velmiri. Gradonačelnik Goran Delev je pozdravio hapšenje.",
    "sq": "Arrestohet ndërtuesi i pallatit të sportit në Velmira\n\nPolicia arrestoi pronarin e firmës Stonbau për"
    " shembjen e çatisë së pallatit të sportit në Velmira. Kryetari Goran Delev e përshëndeti arrestimin.",
    "el": "Συνελήφθη ο εργολάβος για τη στέγη στη Βελμίρα\n\nΗ αστυνομία συνέλαβε τον ιδιοκτήτη της εταιρείας"
    " Στόνμπαου για την κατάρρευση της στέγης στη Βελμίρα. Ο δήμαρχος Γκόραν Ντέλεφ χαιρέτισε τη σύλληψη.",
}
#: Another roof, another town, other people.
ELSEWHERE = {
    "en": "School roof falls in at Osterby, caretaker hurt\n\nThe roof of a school gave way in Osterby on Monday"
    " night. Headmistress Karin Lund said that the caretaker Nils Holm was hurt.",
    "sq": "Bie çatia e shkollës në Lugaj, plagoset roja\n\nÇatia e një shkolle u rrëzua në Lugaj të hënën mbrëma."
    " Drejtoresha Mira Shkodrani tha se u plagos roja Petrit Lala.",
    "el": "Έπεσε η στέγη σχολείου στο Λιβαδάκι\n\nΗ στέγη ενός σχολείου υποχώρησε στο Λιβαδάκι τη Δευτέρα το βράδυ."
    " Η διευθύντρια Μαρία Σταμάτη είπε ότι τραυματίστηκε ο φύλακας.",
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def stories(place: Path, encoder: Encoder, *told: tuple[str, str, str]) -> list[set[str]]:
    """Return the days of the events of each story of several, of reports given by language, day and text."""
    with open_corpus(place, encoder=encoder) as corpus:
        corpus.add(
            make_article(
                location=f"{n}.txt",
                outlet=f"outlet {n}",
                language=language,
                published=day,
                title=text.partition("\n")[0],
                text=text,
            )
            for n, (language, day, text) in enumerate(told)
        )
        date = {event.id: str(event.date) for event in corpus.events()}
        return [{date[event] for event in s.events} for s in corpus.stories() if len(s.events) > 1]


@pytest.mark.parametrize(
    ("first", "language"), [(("en",), "sr"), (("en",), "sq"), (("mk",), "el"), (("en", "mk"), "el")], ids=str
)
def test_what_follows_days_later_in_another_language_is_of_the_story(
    tmp_path: Path, encoder: Encoder, first: tuple[str, ...], language: str
) -> None:
    told = [(one, "2026-03-11", COLLAPSE[one]) for one in first]
    found = stories(tmp_path / "news.db", encoder, *told, (language, "2026-03-19", ARREST[language]))
    assert found == [{"2026-03-11", "2026-03-19"}]


@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_like_event_of_other_people_elsewhere_is_not(
    tmp_path: Path, encoder: Encoder, language: str
) -> None:
    told = [(one, "2026-03-11", COLLAPSE[one]) for one in COLLAPSE]
    assert stories(tmp_path / "news.db", encoder, *told, (language, "2026-03-19", ELSEWHERE[language])) == []


def test_a_story_whose_event_went_into_another_is_called_by_one_that_it_has(
    tmp_path: Path, encoder: Encoder
) -> None:
    told = [("2026-03-09", ELSEWHERE["en"]), ("2026-03-11", COLLAPSE["en"])] + [
        ("2026-03-19", ARREST["sr"])
    ] * 2
    with open_corpus(tmp_path / "news.db", encoder=encoder) as corpus:
        corpus.add(
            make_article(
                location=f"{n}.txt",
                outlet=f"outlet {n}",
                published=day,
                title=text.partition("\n")[0],
                text=text,
            )
            for n, (day, text) in enumerate(told)
        )
        [story] = [story for story in corpus.stories() if len(story.events) == 2]
        elsewhere, collapse, arrest = sorted(corpus.events(), key=lambda event: str(event.date))
        assert story.label == arrest.label
    with open_corpus(tmp_path / "news.db", encoder=encoder, settings=Settings(story_threshold=9)) as corpus:
        corpus.judge(JudgementKind.MERGE, elsewhere.id, arrest.id, user="ana")
        [left] = [one for one in corpus.stories() if one.id == story.id]
        assert left.events == (collapse.id,)
        assert left.label == collapse.label
        assert corpus.check() == []
