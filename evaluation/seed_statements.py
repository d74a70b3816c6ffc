"""Who says what, how much and when in the five real reports of ../shared/seeds, against what was read by hand.

    python evaluation/seed_statements.py ../shared [--misses]

Measures:

- `attributions`: of the 54 statements that have to be found, how many are, with the right source and cue. A cue is
  right that shares a word with gold's; a source is right that shares half of the shorter one with gold's, or is none
  where gold names nobody. Where gold knows the source from the sentence before, the antecedent has to say it.
- `false_attributions`: attributions in the bodies that meet no statement of gold by cue or by content, and those
  that meet one with somebody else as its source. Lower is better.
- `figures`: of the 16 figures, how many are found with value and bound. An ordinal has no bound of its own.
- `dated_events`: of the 9 dated events, how many have all their expressions with gold's date; a week is the month
  it lies in.
- `invented_dates`: dates at none of gold's expressions, and values more exact than gold's. Lower is better.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Found = Mapping[str, Any]
Row = Mapping[str, Any]
Place = tuple[int, int]

DATA = ("seeds",)

#: How gold words the bounds, where it has one.
BOUNDS = {"approx": {"about"}, "more than": {"more than"}, "exact": {"exact"}}


def compare(found: Found, gold: Found) -> dict[str, float]:
    """Compare a dump of the five reports with gold."""
    reports = _reports(found)
    right, false = attributions(reports, gold)
    dated, invented = dates(reports, gold)
    return {
        "attributions": float(len(right)),
        "false_attributions": float(len(false)),
        "figures": float(len(figures(reports, gold))),
        "dated_events": float(len(dated)),
        "invented_dates": float(len(invented)),
    }


class Report:
    """One report as dumped: its text, its sentences as gold has them, and what was found in it."""

    def __init__(self, article: Row, found: Found) -> None:
        self.text: str = article["text"]
        for kind in ("attributions", "figures", "dates"):
            setattr(self, kind, [row for row in found[kind] if row["article"] == article["id"]])

    attributions: list[Row]
    figures: list[Row]
    dates: list[Row]

    def place(self, words: str, within: Place | None = None) -> Place:
        """Say where words stand, in a sentence if one is given."""
        start = self.text.index(words, *(within or (0, len(self.text))))
        return start, start + len(words)

    def slice(self, place: Sequence[int] | None) -> str:
        """Return the text of a span."""
        return self.text[place[0] : place[1]] if place else "-"


def _reports(found: Found) -> dict[str, Report]:
    return {Path(row["location"]).name[:3]: Report(row, found) for row in found["articles"]}


def _sentence(reports: Mapping[str, Report], gold: Found, name: str) -> Place:
    text = next(row["text"] for row in gold["sentences"] if row["id"] == name)
    return reports[name[:3]].place(text)


def attributions(reports: Mapping[str, Report], gold: Found) -> tuple[list[str], list[str]]:
    """Return the ids of the required statements that are found, and the false attributions in words."""
    right: list[str] = []
    false: list[str] = []
    for name, report in reports.items():
        wanted = [row for row in gold["attributed_statements"] if row["doc"] == name]
        matched: dict[int, str] = {}
        for row in wanted:
            sentence = _sentence(reports, gold, row["sentence"])
            here = [a for a in report.attributions if _stands(a, sentence)]
            fits = [a for a in here if _same_cue(report, a, row)]
            good = [a for a in fits if _same_source(report, a, row, sentence, wanted)]
            matched |= {id(a): row["id"] for a in good}
            if good and row["required"]:
                right.append(row["id"])
        told = [_sentence(reports, gold, s["id"]) for s in gold["sentences"] if s["doc"] == name]
        false += [
            f"{name} {report.slice(a['source'])} | {report.slice(a['cue'])} | {report.slice(a['content'])}"
            for a in report.attributions
            if id(a) not in matched and any(_stands(a, sentence) for sentence in told)
        ]
    return right, false


def _stands(one: Row, sentence: Place) -> bool:
    at = (one["cue"] or one["content"])[0]
    return bool(sentence[0] <= at < sentence[1])


def _same_cue(report: Report, one: Row, row: Row) -> bool:
    """Tell whether a cue shares a word with gold's, which leaves out what stands between a cue's words."""
    words, cue = (set(re.findall(r"\w+", some)) for some in (row["cue"], report.slice(one["cue"])))
    return bool(words & cue)


def _same_source(report: Report, one: Row, row: Row, sentence: Place, wanted: Sequence[Row]) -> bool:
    if row["source_text"]:
        place = _nearest(report, row["source_text"], sentence, one["cue"][0])
        return bool(one["source"]) and _overlap(tuple(one["source"]), place)
    if row["source"] is None:
        return one["source"] is None
    named = {other["source_text"] for other in wanted if other["source"] == row["source"]} - {None}
    said = report.slice(one["source"] or one.get("antecedent"))
    return any(said in name or name in said for name in named)


def _nearest(report: Report, words: str, sentence: Place, cue: int) -> Place:
    """Say where the words stand nearest to a cue."""
    found = re.finditer(re.escape(words), report.slice(sentence))
    places = [(sentence[0] + m.start(), sentence[0] + m.end()) for m in found]
    return min(places, key=lambda place: abs(place[0] - cue))


def figures(reports: Mapping[str, Report], gold: Found) -> list[str]:
    """Return the figures of gold that are found with value and bound."""
    sentence_of = {claim["id"]: claim["sentence"] for claim in gold["claims"]}
    right = []
    for row in gold["figures"]:
        report = reports[row["claim"][:3]]
        place = report.place(row["text"], _sentence(reports, gold, sentence_of[row["claim"]]))
        bounds = BOUNDS.get(row["modifier"].split(",")[0])
        if any(
            _meet((f["start"], f["end"]), place)
            and f["value"] == row["value"]
            and (bounds is None or f["bound"] in bounds)
            for f in report.figures
        ):
            right.append(f"{row['claim']} {row['text']}")
    return right


def dates(reports: Mapping[str, Report], gold: Found) -> tuple[list[str], list[str]]:
    """Return the dated events whose every expression has gold's date, and the dates that gold has not."""
    right: list[str] = []
    known: dict[str, list[tuple[Place, str]]] = {name: [] for name in reports}
    for event in gold["dated_events"]:
        date = re.sub(r"-W36$", "-09", event["date"])
        good = True
        for mention in event["mentions"]:
            name = mention["sentence"][:3]
            place = reports[name].place(mention["expression"], _sentence(reports, gold, mention["sentence"]))
            value = "2019" if mention["expression"] == "Atë vit" else date
            known[name].append((place, value))
            good &= any(
                _meet((d["start"], d["end"]), place) and d["value"] == value for d in reports[name].dates
            )
        if good:
            right.append(event["id"])
    return right, list(_invented(reports, known))


def _invented(reports: Mapping[str, Report], known: Mapping[str, list[tuple[Place, str]]]) -> Iterator[str]:
    for name, report in reports.items():
        for d in report.dates:
            here = (d["start"], d["end"])
            if not any(_meet(here, place) and value.startswith(d["value"]) for place, value in known[name]):
                yield f"{name} {report.slice(here)} {d['value']}"


def _meet(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _overlap(one: Place, other: Place) -> bool:
    """Tell whether half of the shorter place is common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > 0 and 2 * common >= min(one[1] - one[0], other[1] - other[0])


def main() -> None:
    from seeds import read_reports

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    gold = json.loads((options.shared / "seeds" / "seeds_gold.json").read_text(encoding="utf-8"))
    found = read_reports(options.shared)
    for name, value in compare(found, gold).items():
        print(f"{name:20}{value:4.0f}")
    if options.misses:
        show_misses(_reports(found), gold)


def show_misses(reports: Mapping[str, Report], gold: Found) -> None:
    """Print what is not found, and what is false."""
    right, false = attributions(reports, gold)
    for row in gold["attributed_statements"]:
        if row["required"] and row["id"] not in right:
            print("missed", row["id"], row["sentence"], row["source_text"], "|", row["cue"])
    print(*(f"false  {one}" for one in false), sep="\n")
    found = figures(reports, gold)
    for row in gold["figures"]:
        if f"{row['claim']} {row['text']}" not in found:
            print("missed", row)
    dated, invented = dates(reports, gold)
    print("missed", sorted({event["id"] for event in gold["dated_events"]} - set(dated)))
    print(*(f"invented {one}" for one in invented), sep="\n")


if __name__ == "__main__":
    main()
