"""How well gold mentions are resolved to entities, scored as score.py does: BCubed F1 within a story, cross script.

The mentions are the places of the forms that ../shared/bench/retellings names, with their gold kinds; all stories
are resolved as one corpus. Run: python evaluation/entities.py [train|dev] [-v]
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from retold.find.gazetteer import find_known, identify
from retold.model import EntityKind, Mention, Span
from retold.resolve import NamedMention, resolve_entities
from retold.resolve.profiles import script_of

BENCH = Path(__file__).parents[2] / "shared/bench/retellings"
Item = tuple[str, str, str]  # article, form, gold entity


def places(text: str, form: str) -> list[Span]:
    pattern = r"\s+".join(map(re.escape, form.split()))
    spans = [Span(*found.span()) for found in re.finditer(pattern, text)]
    whole = [
        span
        for span in spans
        if not re.match(r"\w\w", text[span.start - 1 : span.start + 1] if span.start else "")
        and not re.match(r"\w\w", text[span.end - 1 : span.end + 1])
    ]
    return whole or spans


def gold(split: str) -> Iterator[tuple[str, str, str, list[dict[str, Any]]]]:
    """Yield (article, language, text, the entities of its story)."""
    for path in sorted((BENCH / split).glob("*/gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for row in data["articles"]:
            text = (path.parent / "articles" / f"{row['id']}.txt").read_text(encoding="utf-8")
            yield f"{path.parent.name}/{row['id']}", row["lang"], text, data["entities"]


def mentions_of(
    article: str, language: str, text: str, entities: list[dict[str, Any]]
) -> Iterator[NamedMention]:
    """Yield the gold mentions of an article, those within a longer one left out."""
    spans: dict[Span, str] = {}
    for entity in entities:
        for form in entity["forms"].get(article.split("/")[1], ()):
            spans |= dict.fromkeys(places(text, form), entity["type"])
    countries = {mention.country for mention in find_known(text, language) if mention.country}
    for span in sorted(spans):
        if any(other != span and other.start <= span.start and span.end <= other.end for other in spans):
            continue
        form, kind = text[span.start : span.end], EntityKind(spans[span])
        known = identify(form, language, kind, countries)
        yield NamedMention(
            mention=Mention(article=article, span=span, kind=kind),
            text=form,
            language=language,
            sentence=text.count("\n", 0, span.start),
            identity=known.identity if known else None,
            known_name=known.name if known else None,
            country=known.country if known else None,
            wikidata=known.wikidata if known else None,
        )


def score(items: list[Item], linked: dict[Item, str]) -> tuple[float, float, float, float]:
    """BCubed P, R, F1 and the share of gold pairs in two scripts that are in one entity."""
    both = [
        ((item[0].split("/")[0], item[2]), (item[0].split("/")[0], linked.get(item, str(item))))
        for item in items
    ]
    joint, golds, found = Counter(both), Counter(g for g, _ in both), Counter(p for _, p in both)
    precision = sum(n * n / found[p] for (_, p), n in joint.items()) / len(both)
    recall = sum(n * n / golds[g] for (g, _), n in joint.items()) / len(both)
    crossing = [
        (a, b)
        for a, b in combinations(items, 2)
        if a[2] == b[2]
        and a[0].split("/")[0] == b[0].split("/")[0]
        and len({script_of(a[1]), script_of(b[1])} - {""}) == 2
    ]
    joined = sum(a in linked and linked[a] == linked.get(b) for a, b in crossing)
    return precision, recall, 2 * precision * recall / (precision + recall), joined / len(crossing)


def main() -> None:
    split = "dev" if "dev" in sys.argv else "train"
    items: list[Item] = []
    kinds: dict[tuple[str, str], str] = {}
    mentions: list[NamedMention] = []
    for article, language, text, entities in gold(split):
        mentions += mentions_of(article, language, text, entities)
        for entity in entities:
            for form in entity["forms"].get(article.split("/")[1], ()):
                items.append((article, form, entity["id"]))
                kinds[article.split("/")[0], entity["id"]] = entity["type"]
    start = time.perf_counter()
    resolution = resolve_entities(mentions)
    seconds = time.perf_counter() - start
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for profile in resolution.profiles:
        for named in profile.mentions:
            votes[named.mention.article, " ".join(named.text.split())][profile.id] += 1
    linked = {item: votes[item[:2]].most_common(1)[0][0] for item in items if votes[item[:2]]}
    print(
        f"{split}: {len(items)} forms, {len(mentions)} mentions, {len(resolution.profiles)} entities, {seconds:.2f} s"
    )
    for kind in ("all", "PER", "ORG", "LOC", "MISC"):
        chosen = [item for item in items if kind in ("all", kinds[item[0].split("/")[0], item[2]])]
        numbers = score(chosen, linked)
        print(
            f"{kind:5} bcubed P {numbers[0]:.3f} R {numbers[1]:.3f} F1 {numbers[2]:.3f} cross script {numbers[3]:.3f}"
        )
    if "-v" in sys.argv:
        show(items, linked)


def show(items: list[Item], linked: dict[Item, str]) -> None:
    """Print the gold entities that are in pieces, and the found ones that mix two."""
    pieces: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    mixed: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in items:
        key = (item[0].split("/")[0], item[2])
        pieces[key][linked.get(item, "-")].add(item[1])
        mixed[linked.get(item, "-")][key].add(item[1])
    for key, parts in pieces.items():
        if len(parts) > 1:
            print("split", *key, *parts.values())
    for parts_of in mixed.values():
        stories = Counter(story for story, _ in parts_of)
        if stories and max(stories.values()) > 1:
            print("mixed", {key: forms for key, forms in parts_of.items() if stories[key[0]] > 1})


if __name__ == "__main__":
    main()
