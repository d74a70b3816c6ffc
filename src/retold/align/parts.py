"""Too many passages to compare each with each -> parts of them; the claims of parts -> those of the whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from retold.align.passages import Passage, Place
from retold.model import Claim, Telling


def parts(passages: Sequence[Passage], most: int) -> list[list[Passage]]:
    """Part passages, in time order, so that no part has much more than so many sentences.

    One part if they fit. Else some, spread over time, stand in every part: they are the leaders, by which what is
    told in different parts is known as one claim.
    """
    total = sum(len(p.sentences) for p in passages)
    if total <= most:
        return [list(passages)]
    step = -(-2 * total // most)  # leaders are half of a part
    leading = range(0, len(passages), step)
    found: list[list[int]] = []
    room = 0
    for place, passage in enumerate(passages):
        if place in leading:
            continue
        if len(passage.sentences) > room:
            found.append([])
            room = most // 2
        found[-1].append(place)
        room -= len(passage.sentences)
    return [[passages[place] for place in sorted({*leading, *own})] for own in found or [[]]]


def unite_parts(
    found: Sequence[Sequence[Claim]], passages: Sequence[Passage], guests: Collection[str] = ()
) -> list[Claim]:
    """Unite the claims of parts: one that shares tellings with those of earlier parts joins the likest of them.

    `passages` are those of all parts in time order. A claim gets its id and event as in `line_up`.
    """
    if len(found) < 2:
        return [claim for claims in found for claim in claims]
    united: list[dict[Place, Telling]] = []
    holding: defaultdict[Place, set[int]] = defaultdict(set)
    for claims in found:
        known = {place: set(numbers) for place, numbers in holding.items()}
        for claim in claims:
            told = {(t.article, t.span): t for t in claim.tellings}
            shared = Counter(number for place in told for number in known.get(place, ()))
            number = max(shared, key=lambda n: (shared[n], -n)) if shared else len(united)
            if not shared:
                united.append({})
            united[number] = told | united[number]
            for place in told:
                holding[place].add(number)
    return _named(united, passages, guests)


def _named(
    united: Sequence[Mapping[Place, Telling]], passages: Sequence[Passage], guests: Collection[str]
) -> list[Claim]:
    """Return claims in the order of their first tellings but those of guests, by whose sentences they are named."""
    standing = [(p, s) for p in passages for s in p.sentences]
    at = {(p.article, s.span): number for number, (p, s) in enumerate(standing)}
    own = {place: number for place, number in at.items() if place[0] not in guests}
    in_order = sorted(united, key=lambda told: sorted(own[place] for place in told if place in own))
    taken: Counter[str] = Counter()
    claims = []
    for told in in_order:
        passage, sentence = standing[min(own[place] for place in told if place in own)]
        taken[sentence.id] += 1
        number = f".{taken[sentence.id]}" if taken[sentence.id] > 1 else ""
        tellings = tuple(told[place] for place in sorted(told, key=at.__getitem__))
        claims.append(Claim(id=f"c{sentence.id}{number}", event=passage.event, tellings=tellings))
    return claims
