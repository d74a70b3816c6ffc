"""Every tunable number, with the data it was chosen on. Run `make eval` after changing one.

A setting is read from the environment as RETOLD_ and its name in capitals (RETOLD_MAX_BYTES=200000).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from retold.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The numbers that steer the path."""

    #: Texts larger than this, in bytes of UTF-8, are kept aside: the longest real reports stay under 0.2 MiB, and a
    #: text of this size is read in seconds whatever stands in it (scripts/poison.py).
    max_bytes: int = 1 << 18

    #: A file with the names that one outlet goes by (see docs/formats.md); none if empty.
    outlets: str = ""

    #: What is fetched: bytes after unpacking (front pages of newspapers have up to 3 MiB, feeds with full texts 5),
    #: redirects, seconds for the whole of an answer and for each wait within it.
    fetch_bytes: int = 8 << 20
    fetch_redirects: int = 5
    fetch_seconds: float = 30.0
    fetch_wait: float = 10.0

    #: 1 lets addresses of this machine and its own network be fetched; only for feeds that you serve yourself.
    fetch_private: int = 0

    #: Articles of more sentences are kept aside: two are compared sentence by sentence. The longest of retellings, a
    #: day's live coverage, has 349.
    max_sentences: int = 2_000

    #: Inputs that cannot be read are kept, packed, beside the reason, unless they are larger than this: then only
    #: where they came from is. Pages and feeds of real outlets stay under 5 MiB.
    aside_bytes: int = 16 << 20

    #: How feeds are watched: minutes between two visits to a feed, and from a page's first visit to the second; the
    #: pauses then double, for so many days. Corrections come mostly within hours of publication. Seconds between
    #: two questions to one site, unless its robots.txt asks for more.
    watch_minutes: float = 15.0
    watch_again_minutes: float = 60.0
    watch_days: float = 7.0
    watch_delay: float = 1.0

    #: The encoder, by name.
    encoder: str = "e5-small"

    #: A copy has at least this share of its word shingles in its original. Copies of retellings train and dev
    #: have 0.7 and more, other reports of the same event under 0.15.
    copy_contained: float = 0.5
    #: A part of an article was taken over with so many shingles at least outside of quotations: a paragraph of some
    #: 35 words. In no two articles of retellings train and dev that copy neither a single sentence is shared so; of
    #: BASIL's 150 articles, five take over paragraphs of an agency or of each other, and in one more a post is quoted
    #: without marks.
    copy_part: int = 30

    #: An article is a translation when a chain of sentence pairs that goes forward in both has so much probability
    #: for each of its sentences. No two articles of retellings train reach 0.79, none of dev 0.88; of the
    #: translations of NTREX dev the worst has 0.91, and where the last two fifths are left out one in twenty has
    #: less than 0.9.
    translated: float = 0.9

    #: Two accounts further apart than this are not looked at as one event. Same-event pairs of retellings train
    #: lie at most 4 days apart.
    event_days: int = 5
    event_candidates: int = 40
    events_at_once: int = 4

    #: Mean log-odds from which accounts are one event. B-cubed F1: retellings dev 1.0, MEANTIME 0.992, BASIL 0.980;
    #: with the weights before, whose bias was 0.13 less, 0.2 to 1 gave 1.0, 0.992 and from 0.989 down to 0.975.
    event_threshold: float = 0.5

    #: The same where one of two accounts is a single sentence: headlines of one stream have more in common than those
    #: of the stories that the weights are fitted on. Chosen on OG2021 (B-cubed F1 of 4.2 to 5.0: 0.726 to 0.732).
    headline_threshold: float = 4.7

    #: What it costs, in log-odds, when one of two accounts has no date. Chosen on NTREX dev.
    undated_cost: float = 5.0

    #: What it adds, in log-odds, when of one of two accounts only the opening was read, which has less in common with
    #: the other. B-cubed F1 with nothing, 0.7, 1.2, 1.7: retellings train 0.908, 0.957, 0.980, 0.985, the last
    #: alone joins what is apart; dev 0.977, 0.989, 1, 1; BASIL 0.977, 0.991, 0.991, 0.996.
    opening_gain: float = 1.2

    #: Articles that came last among which words are counted to tell the rare ones.
    words_counted: int = 2_000

    #: Mean log-odds from which events are one story. Pairs of events of retellings dev, in corpora of two stories of
    #: three articles up to all of them whole: here the precision is 1.00 in each and the recall 0.90 to 1; with 0,
    #: 0.80 to 1 and 0.96 to 1. Of BASIL's events, parted by years and matters, 70 pairs reach it, 122 reach 0.
    story_threshold: float = 1.0
    story_days: int = 200
    story_candidates: int = 20

    #: A story of more sentences is lined up in chapters (`align.divide`): each is compared with each. Of articles of
    #: eight sentences, 400 take 0.2 s, 800 1 s, 1,600 7 s and 3,300 50 s and 4 GB; retellings' largest story has 200.
    chapter_sentences: int = 600

    #: Probabilities at which a pair of sentences starts a claim (`align.strong_pairs`), and further ones join it
    #: (`align.grow_groups`). Pair F1 on retellings, held out of train and dev (scripts/fit_alignment.py): 0.768 and
    #: 0.778 here; a seed of 0.5 or 0.6, a join of 0.38 or 0.46 and a least of 0.1 are within 0.006 of both.
    claim_seed: float = 0.55
    claim_join: float = 0.42
    claim_least: float = 0.05
    #: Two groups of sentences are one claim when they share this part of the smaller one, and what is in that alone
    #: joins when its mean probability with the larger one reaches the second number. Retellings train: pair F1 0.753
    #: against 0.748 without, and of the claims 8 % repeat another one instead of 27 %; 0.8 and 0.7, 0.2 and 0.3 are
    #: near. Dev: the same F1, 7 % instead of 22 %.
    claim_shared: float = 0.75
    claim_near: float = 0.25

    #: Probability from which two statements differ in a kind. Each was chosen on the claims of retellings dev, after
    #: fitting on train, for the best F1 of claims with a difference of the kind among those tried from 0.15 to 0.8 in
    #: steps of 0.05; where two were near, the more precise one: a false difference costs more than a missed one.
    #: That of negation also on stories of train held out in turn: precision 0.49 there with 0.55, 0.42 with 0.4.
    figure_threshold: float = 0.3
    date_threshold: float = 0.4
    attribution_threshold: float = 0.5
    negation_threshold: float = 0.55
    certainty_threshold: float = 0.2

    #: A sentence is near in meaning to a question from this centred cosine. English gists of claims asked of
    #: retellings in 24 languages (scripts/fit_meaning.py): precision 0.47 and recall 0.70 of articles on train, 0.72
    #: and 0.69 on dev; F1 is best at 0.5 on train (0.61, here 0.56) and here on dev (0.70, at 0.5 0.66).
    meaning_least: float = 0.45

    #: Score from which an article is said to follow another (`retold.compare.find_follows`). Of the
    #: 262 articles of retellings train and dev that copy none, nine reach it.
    follow_least: float = 0.75

    #: A report with fewer than this share of the sentences of those that tell a claim is a short one.
    short_report: float = 0.4

    #: A claim to which a sentence of an article comes so near (centred cosine) is perhaps told there. Of the 31 such
    #: pairs of retellings train and dev that were called left out, 19 are tellings; of those less near, a quarter.
    perhaps_told: float = 0.6


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of the environment over the defaults.

    Raises UsageError when a value is no number.
    """
    settings = Settings()
    for field in fields(Settings):
        name = f"RETOLD_{field.name.upper()}"
        if name in environ:
            kind = type(getattr(settings, field.name))
            try:
                settings = replace(settings, **{field.name: kind(environ[name])})
            except ValueError:
                number = "whole number" if kind is int else "number"
                raise UsageError(f"{name}: {environ[name]!r} is no {number}") from None
    return settings
