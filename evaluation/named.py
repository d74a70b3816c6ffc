"""How well names are found and joined on the whole path, in other people's news and in the five seeds.

    python evaluation/named.py [SHARED] [--only slavicner|elner|meantime|seeds] [--articles N] [--languages]

- SlavicNER dev (bg cs pl ru sl uk): N articles a topic (40; 0 for all) are added to a corpus, a topic at a time.
  Spans count by overlap (character F1 of a half or more) and strictly; kinds of the found. Then B-cubed F1 of all
  gold mentions against the gold ids, which languages share, within a topic; one that was not found stands alone.
  Across scripts: of the pairs of forms of one id in two scripts, the share in one entity.
- elNER dev (Greek sentences; PER, ORG, and LOC for GPE and LOC): overlap F1, with the heads and by capitals and the
  gazetteer alone. MISC is left out.
- MEANTIME dev (Wikinews in en es it nl): B-cubed F1 of the mentions of the named chains that two languages share,
  within a topic, against a baseline that joins equal folded strings.
- Seeds: of the 41 entities of seeds_gold.json, how many are one of ours over all their forms (`whole`), how many when
  forms that are not found are left out (`found`), and how many pairs of them share one of ours (`joined`).

Nothing was fitted on SlavicNER or elNER, which are not for commercial use.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from linking import bcubed
from marked import KINDS, occurrences, read_elner

from retold.corpus import Corpus, open_corpus
from retold.encode import load_encoder
from retold.find.capitals import propose_names
from retold.find.heads import load_heads
from retold.find.mentions import find_mentions
from retold.model import Article, Entity, Span
from retold.read import read_articles
from retold.resolve.profiles import script_of
from retold.text.homoglyphs import repair
from retold.text.unicode import fold

SHARED = Path(__file__).resolve().parents[2] / "shared"
#: What the quick ones read, by measure.
DATA = ("bench/elner/dev.iob2.gz", "seeds")
ARTICLES = 40


@dataclass(frozen=True)
class Named:
    """A gold mention: where, what kind, which thing; `text` is the form."""

    article: str
    span: Span
    kind: str
    thing: str
    text: str
    language: str


@dataclass
class Counts:
    """Spans of gold and of ours, and those of them that meet the other's."""

    gold: int = 0
    met: int = 0
    predicted: int = 0
    right: int = 0
    strict: int = 0
    kind: int = 0

    def f1(self) -> float:
        """Give the overlap F1."""
        return harmonic(self.right / max(self.predicted, 1), self.met / max(self.gold, 1))

    def line(self) -> str:
        """Write everything on one line."""
        p, r = self.right / max(self.predicted, 1), self.met / max(self.gold, 1)
        strict = 2 * self.strict / max(self.gold + self.predicted, 1)
        kind = self.kind / max(self.met, 1)
        return f"overlap P {p:.3f} R {r:.3f} F1 {harmonic(p, r):.3f}  strict F1 {strict:.3f}  kind {kind:.3f}"


@dataclass
class Spans:
    """Spans of ours in each article, with their kinds and entities."""

    rows: dict[str, list[tuple[Span, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entities: Iterable[Entity]) -> None:
        """Take up the mentions of entities."""
        for entity in entities:
            for mention in entity.mentions:
                self.rows[mention.article].append((mention.span, entity.kind, entity.id))

    def nearest(self, article: str, span: Span) -> tuple[Span, str, str] | None:
        """Return the row whose span agrees best with one, if by half."""
        best = max(self.rows[article], key=lambda row: agreement(row[0], span), default=None)
        return best if best and agreement(best[0], span) >= 0.5 else None


def harmonic(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def agreement(a: Span, b: Span) -> float:
    """Give the character F1 of two spans."""
    return 2 * max(0, min(a.end, b.end) - max(a.start, b.start)) / (a.end - a.start + b.end - b.start)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


# SlavicNER


def slavic_topics(bench: Path, articles: int) -> Iterator[tuple[str, list[Article], list[Named]]]:
    """Yield each topic with some of its articles, or all for 0, and their gold."""
    topics: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in lines(bench / "slavicner/dev.jsonl.gz"):
        topics[row["topic"]].append(row)
    for topic, rows in topics.items():
        some = random.Random(7).sample(rows, min(articles, len(rows))) if articles else rows
        yield (
            topic,
            [
                Article(
                    id=r["id"],
                    location=r["id"],
                    text=r["text"],
                    language=r["lang"],
                    published=r["date"] or None,
                )
                for r in some
            ],
            [
                Named(r["id"], Span(e[0], e[1]), KINDS[e[4]], e[5], e[2], r["lang"])
                for r in some
                for e in r["entities"]
            ],
        )


def in_corpus(articles: Sequence[Article], work: Callable[[Corpus], Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder, open_corpus(Path(folder, "news.db")) as corpus:
        corpus.add(articles)
        return work(corpus)


def slavicner(bench: Path, articles: int, *, languages: bool = False) -> dict[str, float]:
    detection: dict[str, Counts] = defaultdict(Counts)
    linked: dict[str, list[tuple[str, str]]] = defaultdict(list)
    crossing = [0, 0]
    for topic, some, gold in slavic_topics(bench, articles):
        spans = Spans()
        spans.add(in_corpus(some, Corpus.entities))
        language = {article.id: article.language or "" for article in some}
        for name in ("all", *sorted(set(language.values()))):
            part = [one for one in gold if name in ("all", one.language)]
            inside = {a for a in language if name in ("all", language[a])}
            detect(detection[name], part, spans, inside)
            linked[name] += [(f"{topic} {one.thing}", f"{topic} {owner(one, spans)}") for one in part]
        joined, pairs = across_scripts(gold, spans)
        crossing = [crossing[0] + joined, crossing[1] + pairs]
        show(f"slavicner {topic}", linked["all"][-len(gold) :])
    for name, counts in detection.items() if languages else [("all", detection["all"])]:
        print(f"slavicner {name:4} {counts.line()}")
        show(f"slavicner {name:4}", linked[name])
    share = crossing[0] / max(crossing[1], 1)
    print(f"slavicner across scripts: {crossing[0]} of {crossing[1]} pairs of forms, {share:.3f}")
    b3 = bcubed(*zip(*linked["all"], strict=True))[2]
    return {
        "slavicner.overlap.f1": detection["all"].f1(),
        "slavicner.bcubed.f1": b3,
        "slavicner.scripts": share,
    }


def owner(one: Named, spans: Spans) -> str:
    """Name our entity of a gold mention; one of its own where there is none."""
    found = spans.nearest(one.article, one.span)
    return found[2] if found else f"{one.article} {one.span}"


def detect(counts: Counts, gold: Sequence[Named], spans: Spans, articles: Collection[str]) -> None:
    by_article: dict[str, list[Span]] = defaultdict(list)
    for one in gold:
        by_article[one.article].append(one.span)
        found = spans.nearest(one.article, one.span)
        counts.gold += 1
        counts.met += found is not None
        counts.kind += found is not None and found[1] == one.kind
        counts.strict += found is not None and found[0] == one.span
    for article in articles:
        for span, _, _ in spans.rows[article]:
            counts.predicted += 1
            counts.right += any(agreement(span, other) >= 0.5 for other in by_article[article])


def across_scripts(gold: Iterable[Named], spans: Spans) -> tuple[int, int]:
    """Count pairs of forms of one id in two scripts (each form once), and those of them in one entity."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in gold:
        votes[one.thing, one.text][owner(one, spans)] += 1
    forms: dict[str, dict[str, str]] = defaultdict(dict)
    for (thing, text), owners in votes.items():
        forms[thing][text] = owners.most_common(1)[0][0]
    pairs = [
        found[a] == found[b]
        for found in forms.values()
        for a, b in combinations(found, 2)
        if len({script_of(a), script_of(b)} - {""}) > 1
    ]
    return sum(pairs), len(pairs)


def show(title: str, linked: Sequence[tuple[str, str]]) -> None:
    p, r, f1 = bcubed(*zip(*linked, strict=True)) if linked else (0.0, 0.0, 0.0)
    print(f"{title} B-cubed P {p:.3f} R {r:.3f} F1 {f1:.3f}, {len(linked)} mentions", flush=True)


# elNER


def elner(bench: Path) -> dict[str, float]:
    """Score names in Greek sentences with the heads and without."""
    encoder = load_encoder()
    heads = load_heads(encoder.name)
    assert heads is not None
    sentences = list(read_elner(bench))
    counts = {"heads": Counts(), "capitals": Counts()}
    for at in range(0, len(sentences), 32):
        some = sentences[at : at + 32]
        texts = [repair(sentence.text) for sentence in some]
        proposed = heads.find_all(texts, encoder.encode(texts, layers=heads.layers).tokens)
        for sentence, findings in zip(some, proposed, strict=True):
            plain = propose_names(sentence.text, [Span(0, len(sentence.text))], "el")
            for name, proposals in (("heads", findings.names), ("capitals", plain)):
                mentions = find_mentions(sentence.text, "el", proposals)
                spans = Spans({"": [(m.span, m.kind, "") for m in mentions if m.kind != "MISC"]})
                gold = [
                    Named("", span, kind, "", "", "el")
                    for span, kind in zip(sentence.marks["name"], sentence.kinds, strict=True)
                ]
                detect(counts[name], gold, spans, [""])
    for name, found in counts.items():
        print(f"elner {name:9} {found.line()}")
    return {f"elner.{name}.f1": found.f1() for name, found in counts.items()}


# MEANTIME


def meantime(bench: Path) -> dict[str, float]:
    topics: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in lines(bench / "meantime/dev.jsonl.gz"):
        topics[row["topic"]].append(row)
    ours: list[tuple[str, str]] = []
    same: list[tuple[str, str]] = []
    for topic, rows in topics.items():
        built = [build(row) for row in rows]
        told = Counter(chain for chain in {(one.thing, one.language) for _, gold in built for one in gold})
        shared = Counter(thing for thing, _ in told)
        spans = Spans()
        spans.add(in_corpus([article for article, _ in built], Corpus.entities))
        chosen = [one for _, gold in built for one in gold if shared[one.thing] > 1]
        ours += [(f"{topic} {one.thing}", f"{topic} {owner(one, spans)}") for one in chosen]
        same += [(f"{topic} {one.thing}", f"{topic} {fold(one.text)}") for one in chosen]
    show("meantime same string", same)
    show("meantime", ours)
    scores = [bcubed(*zip(*pairs, strict=True))[2] for pairs in (ours, same)]
    return {"meantime.bcubed.f1": scores[0], "meantime.same_string.f1": scores[1]}


def build(row: Mapping[str, Any]) -> tuple[Article, list[Named]]:
    """Join tokens by blanks, sentences by newlines; give the capitalised mentions of entity chains."""
    text, places = "", list[Span]()
    for sentence in row["sentences"]:
        for word in sentence:
            places.append(Span(len(text), len(text) + len(word)))
            text += word + " "
        text = text[:-1] + "\n"
    name = f"{row['doc']}-{row['language']}"
    gold = []
    for mention in row["mentions"]:
        span = Span(places[mention["start"]].start, places[mention["end"] - 1].end)
        form = text[slice(*span)]
        if mention["chain"] and mention.get("type") == "ENTITY" and form[:1].isupper():
            kind = KINDS.get(mention.get("kind", ""), "MISC")
            gold.append(Named(name, span, kind, mention["chain"], form, row["language"]))
    return Article(id=name, location=name, text=text.rstrip("\n"), language=row["language"]), gold


# Seeds


def seeds(shared: Path) -> dict[str, float]:
    gold = json.loads((shared / "seeds/seeds_gold.json").read_text(encoding="utf-8"))["entities"]
    reports = [a for a in read_articles(*sorted((shared / "seeds").glob("*.txt"))) if isinstance(a, Article)]
    spans = Spans()
    spans.add(in_corpus(reports, Corpus.entities))
    of_report = {Path(article.location).name[:3]: article for article in reports}
    owners: dict[str, dict[str, str]] = {}
    for entity in gold:
        owners[entity["id"]] = {
            f"{report} {form}": _voted(of_report[report], form, spans)
            for report, forms in entity["surface_forms"].items()
            for form, _ in forms
        }
    return _compare_seeds(owners)


def _compare_seeds(owners: Mapping[str, Mapping[str, str]]) -> dict[str, float]:
    found = {
        key: Counter(filter(None, forms.values())).most_common(1) for key, forms in owners.items() if forms
    }
    main = {key: votes[0][0] for key, votes in found.items() if votes}
    sharing = [(a, b) for a, b in combinations(main, 2) if main[a] == main[b]]
    whole = [key for key, forms in owners.items() if len(set(forms.values())) == 1 and key in main]
    part = [key for key, forms in owners.items() if len(set(forms.values()) - {""}) == 1]
    for key in owners.keys() - set(whole):
        print(f"seeds: {key} is not whole: {dict(owners[key])}")
    for a, b in sharing:
        print(f"seeds: {a} and {b} are joined")
    print(f"seeds: {len(whole)} whole, {len(part)} found, {len(sharing)} joined, of {len(owners)}")
    return {
        "seeds.whole": float(len(whole)),
        "seeds.found": float(len(part)),
        "seeds.joined": float(len(sharing)),
    }


def _voted(article: Article, form: str, spans: Spans) -> str:
    """Give the entity that most places of a form have, "" where none is found."""
    near = (spans.nearest(article.id, span) for span in occurrences(article.text, form))
    votes = Counter(row[2] for row in near if row)
    return votes.most_common(1)[0][0] if votes else ""


def measure(shared: Path) -> dict[str, float]:
    """Measure what is quick: elNER and the seeds."""
    return elner(shared / "bench") | seeds(shared)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--only", choices=("slavicner", "elner", "meantime", "seeds"))
    parser.add_argument(
        "--articles", type=int, default=ARTICLES, help="of each topic of SlavicNER; 0 for all"
    )
    parser.add_argument("--languages", action="store_true")
    options = parser.parse_args()
    if not options.shared.exists():
        print("no development data beside the repository: nothing measured")
        return
    bench = options.shared / "bench"
    runs: dict[str, Callable[[], dict[str, float]]] = {
        "seeds": lambda: seeds(options.shared),
        "elner": lambda: elner(bench),
        "meantime": lambda: meantime(bench),
        "slavicner": lambda: slavicner(bench, options.articles, languages=options.languages),
    }
    for name, run in runs.items():
        if options.only in (None, name):
            begun = time.monotonic()
            run()
            print(f"{name}: {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
