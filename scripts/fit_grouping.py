"""Fit the regressions of `retold.group` on stories with gold events, and write their weights.

    python scripts/fit_grouping.py ../shared/bench/retellings/train [--dev ../shared/bench/retellings/dev]

Every story is a folder with articles/ and gold.json. "event" judges whether two articles tell one event. Each
article stands in the examples in four forms, whole, without all but its opening sentences, its first sentence, its
title, so that headlines alone are learned too, and all stories are moved in time to begin on one day: else the date
would tell them apart. Of each form and of pairs within and across languages, there are as many pairs of one event as
of others by weight, half of these of the same story. "story" judges whether two events belong together: in all
stories at once, and in corpora of a few articles of some of them, as a user's first ones are. With --dev, the average
precision there is printed: choose by it, do not fit on it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from fitting import fit, written
from sklearn.metrics import average_precision_score

import retold
from retold.corpus.accounts import account_of, mean_of
from retold.corpus.reading import read_closely
from retold.encode import load_encoder
from retold.group import Account, Stream, belonging, days_between, evidence, is_headline, matter_of
from retold.model import Article, SentenceKind
from retold.protocols import Encoder, Vectors
from retold.regression import Regression
from retold.settings import Settings
from retold.text.time import days_of

WEIGHTS = Path(__file__).parent.parent / "src/retold/group/weights.json"
#: Inverse strength of the L2 penalty.
C = 0.3
#: What pairs of one language weigh beside those of two: the stories have few that tell one event.
ONE_LANGUAGE = 0.3
#: Corpora that are made of stories: how many stories, articles of each at most, and how often, each time others.
#: None is all there are.
CORPORA = ((2, 3, 60), (2, 6, 60), (4, 6, 30), (8, 5, 15), (None, 2, 6), (None, 4, 6), (None, None, 1))
#: Two events of a story are also taken for events of one day, weighing so much: dates alone must not part them.
AT_ONCE = 0.5
#: Kinds left out. A fit on dated stories has no evidence for what a missing date costs, which is a setting. Whole
#: articles are told apart by their sentences; a headline has one, and is told apart by what it is about.
UNFITTED = {
    "event": ("undated", "opening", "matter alike"),
    "headline": ("undated", "opening", "brief", "sentences alike", "sentences alike, brief"),
    "story": (),
}
#: The forms an article stands in (`forms`).
FORMS = ("whole", "title", "opening", "sentence")
#: The first day of every story, and sentences of its short forms.
BEGIN, SHORT = 740_000, 3


@dataclass(frozen=True)
class Example:
    """One form of an article with its gold event and story, and the articles that it copies or that copy it."""

    account: Account
    form: str
    article: str
    event: tuple[str, str]
    copies: frozenset[str]


def read_stories(folder: Path, encoder: Encoder) -> list[Example]:
    """Read the stories of a folder, each article in all its forms."""
    read = [example for gold in sorted(folder.glob("*/gold.json")) for example in read_story(gold, encoder)]
    seen = {form: arrived([e for e in read if e.form == form]) for form in FORMS}
    return [replace(e, account=seen[e.form][e.article]) for e in read]


def arrived(examples: Sequence[Example]) -> dict[str, Account]:
    """Let examples of one form arrive in the order of their days, each seen with those before that are near."""
    settings = Settings()
    stream = Stream(settings.words_counted)
    found: dict[str, Account] = {}
    for example in sorted(examples, key=lambda e: e.account.days or (0, 0)):
        account = example.account
        before = list(found.values())
        days = days_between([account], before)[0] if before else np.zeros(0)
        near = [one for one, apart in zip(before, days, strict=True) if apart <= settings.event_days]
        near.sort(key=lambda one: -float(one.mean @ account.mean))
        matter = matter_of(account, near[: settings.event_candidates], stream)
        stream.add(account.words, account.mean)
        found[example.article] = replace(account, matter=matter)
    return found


def read_story(path: Path, encoder: Encoder) -> Iterator[Example]:
    story = path.parent.name
    rows = {row["id"]: row for row in json.loads(path.read_text(encoding="utf-8"))["articles"]}
    copied = {frozenset((name, row["copy_of"])) for name, row in rows.items() if row["copy_of"]}
    articles = [a for a in retold.read_articles(path.parent / "articles") if isinstance(a, Article)]
    first = min(days[0] for a in articles if (days := days_of(a.published)))
    for reading in read_closely(articles, encoder):
        name = Path(reading.article.location).stem
        for form, sentences in forms(reading.sentences):
            account = account_of(reading.article, sentences, reading.vectors, reading.findings, encoder.name)
            yield Example(
                moved(account, BEGIN - first),
                form,
                f"{story}/{name}",
                (story, rows[name]["event"]),
                frozenset(f"{story}/{one}" for pair in copied if name in pair for one in pair),
            )


def forms(sentences: Sequence[retold.model.Sentence]) -> Iterator[tuple[str, list[retold.model.Sentence]]]:
    """Yield an article whole, and as it would stand in feeds that give less of it."""
    body = [s for s in sentences if s.kind is SentenceKind.BODY]
    yield "whole", list(sentences)
    if title := [s for s in sentences if s.kind is SentenceKind.TITLE]:
        yield "title", title
    if len(body) > SHORT + 1:
        yield "opening", body[:SHORT]
    yield "sentence", body[:1]


def moved(account: Account, days: int) -> Account:
    """Return an account with all its days moved."""
    told = account.values["day"]
    day = frozenset(str(span[0] + days) for value in told if (span := days_of(value)))
    return replace(
        account,
        days=account.days and (account.days[0] + days, account.days[1] + days),
        times=account.times and (account.times[0] + days, account.times[1] + days),
        values={**account.values, "day": day},
    )


@dataclass(frozen=True)
class Pairs:
    """Pairs of examples: their evidence, what is true of them, and how much each counts."""

    names: tuple[str, ...]
    values: Vectors
    same: np.ndarray[Any, np.dtype[np.bool_]]
    story: np.ndarray[Any, np.dtype[np.bool_]]
    counting: Vectors


def pairs_of(examples: Sequence[Example]) -> tuple[Pairs, Pairs]:
    """Compare all forms of all articles with all, but not those of one article or of a copy.

    Return all pairs, and those with a single sentence on one side.
    """
    stream = counted(e.account for e in examples if e.form == "whole")
    accounts = [e.account for e in examples]
    names, values = evidence(accounts, accounts, stream.weights)
    kept = [
        (i, j)
        for i, j in combinations(range(len(examples)), 2)
        if examples[i].article != examples[j].article and examples[j].article not in examples[i].copies
    ]
    single = is_headline(accounts, accounts)
    headlines = [pair for pair in kept if single[pair]]
    return at_once(pairs_among(examples, kept, names, values)), pairs_among(
        examples, headlines, names, values
    )


def pairs_among(
    examples: Sequence[Example], kept: Sequence[tuple[int, int]], names: tuple[str, ...], values: Vectors
) -> Pairs:
    both = [(examples[i], examples[j]) for i, j in kept]
    rows, columns = np.array(kept).T
    found = values[rows, columns]
    same = np.array([a.event == b.event for a, b in both])
    story = np.array([a.event[0] == b.event[0] for a, b in both])
    form = np.array([a.form if a.form == b.form else "two forms" for a, b in both])
    tongue = found[:, names.index("one language")] > 0
    return Pairs(names, found, same, story, balance(same, story, form, tongue))


def at_once(pairs: Pairs) -> Pairs:
    """Add the pairs of two events of one story again, as if they were of one day."""
    here = pairs.story & ~pairs.same
    added = pairs.values[here]
    added[:, pairs.names.index("days apart")] = 0
    return Pairs(
        pairs.names,
        np.concatenate([pairs.values, added]),
        np.concatenate([pairs.same, pairs.same[here]]),
        np.concatenate([pairs.story, pairs.story[here]]),
        np.concatenate([pairs.counting, AT_ONCE * pairs.counting[here]]),
    )


def counted(accounts: Iterable[Account]) -> Stream:
    stream = Stream(10_000)
    for account in accounts:
        stream.add(account.words, account.mean)
    return stream


def balance(same: Any, story: Any, form: Any, tongue: Any) -> Vectors:
    """Let each form and each side of the question count alike, whatever numbers of pairs there are."""
    counting = np.zeros(len(same), dtype=np.float32)
    for one in np.unique(form):
        for within, share in ((True, ONE_LANGUAGE), (False, 1.0)):
            here = (form == one) & (tongue == within)
            for some in (here & same, here & same, here & ~same & story, here & ~same & ~story):
                counting[some] += share / max(1, some.sum())
    return np.asarray(counting * (len(same) / counting.sum()), dtype=np.float32)


def stories_of(examples: Sequence[Example]) -> Pairs:
    """Compare all events with all, in corpora large and small that count alike."""
    whole = [e for e in examples if e.form == "whole"]
    chance = random.Random(5)
    found: list[Pairs] = []
    for stories, articles, times in CORPORA:
        for _ in range(times):
            pairs = events_of(few_of(whole, stories, articles, chance))
            found.append(replace(pairs, counting=pairs.counting / np.float32(times)))
    same, counting = (np.concatenate([getattr(p, of) for p in found]) for of in ("same", "counting"))
    values = np.concatenate([pairs.values for pairs in found])
    return Pairs(found[0].names, values, same, same, counting * (len(same) / counting.sum()))


def few_of(
    examples: Sequence[Example], stories: int | None, articles: int | None, chance: random.Random
) -> list[Example]:
    """Return some articles of some stories."""
    names = sorted({e.event[0] for e in examples})
    some = chance.sample(names, min(stories or len(names), len(names)))
    told = [[e for e in examples if e.event[0] == name] for name in some]
    return [e for of_one in told for e in chance.sample(of_one, min(articles or len(of_one), len(of_one)))]


def events_of(examples: Sequence[Example]) -> Pairs:
    """Compare all events of a corpus with all. Years lie between the stories: their dates tell nothing here."""
    stream = counted(e.account for e in examples)
    events = sorted({e.event for e in examples})
    accounts = []
    for event in events:
        told = [e.account for e in examples if e.event == event]
        mean = mean_of(np.array([account.mean for account in told]))
        words, held = (np.unique(np.concatenate([getattr(a, of) for a in told])) for of in ("words", "names"))
        accounts.append(
            Account(article="", days=None, vectors=mean[None], mean=mean, words=words, names=held)
        )
    names, values = belonging(accounts, accounts, stream.weights)
    rows, columns = np.triu_indices(len(events), 1)
    same = np.array([events[i][0] == events[j][0] for i, j in zip(rows, columns, strict=True)])
    return Pairs(names, values[rows, columns], same, same, sides(same))


def sides(same: Any) -> Vectors:
    """Let the pairs that go together count as much as those that do not."""
    shares = np.where(same, 1 / max(1, same.sum()), 1 / max(1, (~same).sum()))
    return np.asarray(shares, dtype=np.float32)


def all_pairs(examples: Sequence[Example]) -> dict[str, Pairs]:
    every, headlines = pairs_of(examples)
    return {"event": every, "headline": headlines, "story": stories_of(examples)}


def fit_pairs(pairs: Pairs, unfitted: Sequence[str]) -> Regression:
    columns = [i for i, name in enumerate(pairs.names) if name not in unfitted]
    names = [pairs.names[i] for i in columns]
    found = fit(names, pairs.values[:, columns], pairs.same, strength=C, counting=pairs.counting)
    return Regression(found.bias, {**found.weights, **dict.fromkeys(unfitted, 0.0)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path)
    options = parser.parse_args()
    encoder = load_encoder("e5-small")
    examples = read_stories(options.train, encoder)
    pairs = all_pairs(examples)
    fitted = {name: fit_pairs(pairs[name], UNFITTED[name]) for name in pairs}
    data = {name: written(regression) for name, regression in fitted.items()}
    WEIGHTS.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    for name, found in pairs.items():
        print(f"{name}: {len(found.same)} pairs, {int(found.same.sum())} go together")
    if options.dev:
        for name, found in all_pairs(read_stories(options.dev, encoder)).items():
            odds = fitted[name].odds(found.names, found.values)
            print(f"average precision, {name}: {average_precision_score(found.same, odds):.3f}")


if __name__ == "__main__":
    main()
