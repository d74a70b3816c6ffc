"""Join what articles name: by identity, by sound, and where sound is not enough by the company names keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import NamedTuple

from retold.model import EntityKind
from retold.resolve.compare import Likeness, likeness
from retold.resolve.opposite import Meanings, Place, by_meaning, may_both_stand, opposites, phrases
from retold.resolve.profiles import Join, NamedMention, Profile, merged
from retold.resolve.sounding import Sounding
from retold.resolve.within import Chains, chain_mentions

#: How much it says that an entity stands in the articles of both profiles: little for what all news names.
_WEIGHT_KNOWN, _WEIGHT_OTHER = 0.35, 1.0
#: The company that likeness without certainty asks for. Chosen on the retellings train split.
_ENOUGH = 1.0
#: The company that counts: more makes nothing surer.
_MOST_COMPANY = 3.0
#: What an aligned pair of sentences that name them adds to the company.
_ALIGNED = 0.5
#: Articles of a profile that are looked at for company, the latest.
_RECENT = 40
_ROUNDS = 3
#: Profiles of its own article that one is compared with here: what is one there was joined by `chains` already, but
#: for some bodies and places in full and in short. As with no bound on BASIL, MEANTIME and retellings.
_MOST_BESIDE = 50
#: Profiles that are looked up for one: with so many found, keys of more are not asked. Retellings have 163 at most.
_MOST_UNDER = 250
#: Pairs that are compared in a round, and those of one profile however many there are: of more that share a key,
#: those under the keys of fewest. Of retellings, and of 40 articles at once of a topic of SlavicNER, all comes out as
#: with no bound; of 150 at once B-cubed F1 is 0.929 and 0.934, and 0.922 and 0.933 with none.
_MOST_PAIRS, _FEWEST = 20_000, 10


@dataclass(frozen=True, slots=True)
class Linked:
    """The profiles that are new or have changed, the ids that went into others, and why."""

    profiles: tuple[Profile, ...]
    absorbed: Mapping[str, str]
    joins: tuple[Join, ...]


class _Lookup(NamedTuple):
    """What is looked up for many profiles alike, while none is joined."""

    near: Callable[[tuple[str, ...]], frozenset[str]]
    of: Callable[[frozenset[str]], frozenset[str]]
    most: int


def link_mentions(
    new: Iterable[NamedMention] | Chains,
    known: Iterable[Profile] = (),
    aligned: Collection[tuple[Place, Place]] = (),
    meanings: Meanings | None = None,
    apart: Callable[[Profile, Profile], bool] | None = None,
) -> Linked:
    """Link the mentions of new articles, or their chains, to known profiles, or to each other.

    `known` must hold the profiles that share a key with a new mention (`name_keys`) and, to judge by company, those
    of their articles; it need not hold more, so the cost does not grow with the corpus. `aligned` are pairs of
    sentences of two articles that say the same; with `meanings`, names that stand opposite each other there are
    compared by what they mean (`opposites`). Profiles that are to stay `apart` are never joined.
    """
    fresh = new if isinstance(new, Chains) else chain_mentions(new)
    linked = join_profiles(fresh.profiles, known, aligned, meanings, apart)
    return replace(linked, joins=(*fresh.joins, *linked.joins))


def join_profiles(
    new: Sequence[Profile],
    known: Iterable[Profile] = (),
    aligned: Collection[tuple[Place, Place]] = (),
    meanings: Meanings | None = None,
    apart: Callable[[Profile, Profile], bool] | None = None,
) -> Linked:
    """Join new profiles to known ones, or to each other, as `link_mentions` joins chains."""
    board = _Board(aligned, apart or (lambda a, b: False))
    for profile in (*known, *new):
        board.add(profile)
    board.settle(new)
    if meanings is not None:
        board.settle_opposites(meanings)
    return Linked(tuple(board.changed()), board.absorbed, tuple(board.joins))


@dataclass
class _Board:
    """The profiles while they are being joined.

    What is known and `said_before` in all its new forms was compared with others when they came, and looks for none
    anew; the others may still find it. Of two topics of SlavicNER, 558 articles, two of 4,471 pairs of forms in two
    scripts are lost for it. Of recorded inputs where most names are known, it saves a third of the time.
    """

    aligned: Collection[tuple[Place, Place]]
    apart: Callable[[Profile, Profile], bool]
    profiles: dict[str, Profile] = field(default_factory=dict)
    sounds: dict[str, None] = field(default_factory=dict)
    by_key: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    by_article: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    partners: dict[Place, set[Place]] = field(default_factory=lambda: defaultdict(set))
    fresh: set[str] = field(default_factory=set)
    said_before: set[str] = field(default_factory=set)
    absorbed: dict[str, str] = field(default_factory=dict)
    joins: list[Join] = field(default_factory=list)
    sounding: Sounding = field(init=False)
    compared: dict[tuple[str, str, bool], tuple[Profile, Profile, Likeness | None]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        for one, other in self.aligned:
            self.partners[one].add(other)
            self.partners[other].add(one)

    def add(self, profile: Profile, before: Profile | None = None) -> None:
        """Set a profile under what it is looked up by; it may be more of one that stood there before."""
        if known := self.profiles.get(profile.id):
            profile, before = merged((known, profile)), known
        self.profiles[profile.id] = profile
        self.sounds |= dict.fromkeys(profile.sounds)
        for key in profile.keys - before.keys if before else profile.keys:
            self.by_key[key][profile.id] = None
        for article in profile.articles - before.articles if before else profile.articles:
            self.by_article[article].append(profile.id)

    def changed(self) -> Iterable[Profile]:
        return (self.profiles[key] for key in sorted(self.fresh) if key in self.profiles)

    def settle(self, fresh: Sequence[Profile]) -> None:
        """Join what can be joined, the surest first; each join may give company to another."""
        if not fresh:
            return
        self.fresh |= {profile.id for profile in fresh}
        self.sounding = Sounding(self.sounds)
        for alone in (True, *([False] * _ROUNDS)):
            found = sorted(self._proposals(alone), key=lambda row: (-row[0], row[1], row[2]))
            joined = [self._join(one, other, alone) for _, one, other in found]
            if not any(joined) and not alone:
                break

    def settle_opposites(self, meanings: Meanings) -> None:
        """Join names that stand opposite each other, the nearest in meaning first; each join leaves fewer over."""
        for _ in range(_ROUNDS):
            weights = opposites(self.profiles.values(), self.aligned)
            pairs = [(self.profiles[one], self.profiles[other]) for one, other in weights]
            meanings(sorted({phrase for pair in pairs for side in pair for phrase in phrases(side)}))
            found = [
                (like, a.id, b.id)
                for a, b in pairs
                if (like := by_meaning(a, b, weights[a.id, b.id], meanings)) is not None
            ]
            found.sort(key=lambda row: (-row[0].score, row[1:]))
            if not found:
                break
            for like, one, other in found:
                a, b = self.profiles.get(one), self.profiles.get(other)
                both = a and b and may_both_stand(a, b, weights[min(one, other), max(one, other)])
                if a and b and both and not self.apart(a, b):
                    self._unite(one, other, like)

    def _proposals(self, alone: bool) -> Iterable[tuple[float, str, str]]:
        fresh = (self.fresh - self.said_before) & self.profiles.keys()
        self.sounding.like([sound for one in fresh for sound in self.profiles[one].sounds])  # all at once
        most = max(_FEWEST, _MOST_PAIRS // max(1, len(fresh)))
        here = _Lookup(cache(self._near), cache(self._of), most)
        pairs = {
            (min(one, other), max(one, other))
            for one in fresh
            for other in self._candidates(self.profiles[one], alone, here)
            if other != one
        }
        for one, other in pairs:
            like = self._accepted(one, other, alone)
            if like:
                yield like.score, one, other

    def _candidates(self, profile: Profile, alone: bool, here: _Lookup) -> set[str]:
        """Look up profiles by keys; where company is asked for, among those that keep some.

        Those of its own article must sound the same: see `_accepted`.
        """
        like, own = self.sounding.like(profile.sounds), here.of(profile.articles)
        under = self._under(profile.sure if alone else profile.asked)
        beside = islice((other for other in under if other in own), min(_MOST_BESIDE, here.most))
        others = list(islice((other for other in under if other not in own), here.most))
        found = {other for other in beside if self._alike(profile, other, like.whole)}
        if alone:
            return found | {other for other in others if self._alike(profile, other, like.whole)}
        articles = here.near(self._recent(profile)) | self._opposite(profile)
        return found | {
            other
            for other in others
            if not articles.isdisjoint(self.profiles[other].articles)
            and (self._alike(profile, other, like.whole) or self._alike_in_part(profile, other, like.parts))
        }

    def _under(self, keys: Iterable[str]) -> Collection[str]:
        """Look up the profiles that stand under any of the keys, of too many those under keys of few."""
        found: dict[str, None] = {}
        shelves = sorted((len(shelf), key, shelf) for key in keys if (shelf := self.by_key.get(key)))
        for _, _, shelf in shelves:
            found |= dict.fromkeys(islice(shelf, _MOST_UNDER))
            if len(found) >= _MOST_UNDER:
                break
        return found

    def _alike(self, profile: Profile, other: str, whole: Set[str]) -> bool:
        """Tell whether a profile may be called the same as another, or is."""
        known = self.profiles[other]
        same = profile.identity is not None and profile.identity == known.identity
        return same or not whole.isdisjoint(known.sounds)

    def _alike_in_part(self, profile: Profile, other: str, parts: Set[str]) -> bool:
        """Tell whether both are bodies, or a name of the one may be a part of one of the other's."""
        known = self.profiles[other]
        if profile.offices and known.offices:
            return True
        if profile.kind is not EntityKind.PERSON and profile.identity:
            return False
        of_kind = known.kind is profile.kind or EntityKind.PERSON in (known.kind, profile.kind)
        return of_kind and not parts.isdisjoint(known.sounds)

    def _of(self, articles: frozenset[str]) -> frozenset[str]:
        """Collect the profiles of some articles."""
        return frozenset(key for article in articles for key in self.by_article[article])

    def _near(self, articles: tuple[str, ...]) -> frozenset[str]:
        """Collect the articles of the profiles of some articles."""
        beside = {key for article in articles for key in self.by_article[article]} & self.profiles.keys()
        return frozenset(article for key in beside for article in self._recent(self.profiles[key]))

    def _opposite(self, profile: Profile) -> set[str]:
        """Collect the articles of which sentences are aligned with those that name a profile."""
        if not self.partners:
            return set()
        places = ((named.mention.article, named.sentence) for named in profile.mentions)
        return {article for place in places for article, _ in self.partners.get(place, ())}

    def _beside(self, profile: Profile) -> set[str]:
        beside = {key for article in self._recent(profile) for key in self.by_article[article]}
        return beside & self.profiles.keys()

    def _recent(self, profile: Profile) -> tuple[str, ...]:
        return tuple(sorted(profile.articles)[-_RECENT:])

    def _accepted(self, one: str, other: str, alone: bool) -> Likeness | None:
        a, b = self.profiles[one], self.profiles[other]
        beside = not a.articles.isdisjoint(b.articles)
        if beside and not _are_equal(a, b):
            if EntityKind.PERSON in (a.kind, b.kind):
                return None
            alone = True  # company cannot make them one, and what needs none is sooner said
        like = self._likeness(a, b, alone=alone)
        if like is None or (alone and not like.alone):
            return None
        if like.score < 1 and beside and not _may_be_one(a, b, like):
            return None
        if not like.alone:
            company = self._company(a, b)
            if company < _ENOUGH:
                return None
            like = Likeness(like.score + min(company, _MOST_COMPANY) / 100, like.reason)
        return None if self.apart(a, b) else like  # last, as it may have to be read

    def _likeness(self, a: Profile, b: Profile, *, alone: bool) -> Likeness | None:
        """Compare two profiles, or remember: most stay as they are from round to round."""
        key = (a.id, b.id, alone)
        compared = self.compared.get(key)
        if not compared or compared[0] is not a or compared[1] is not b:
            like = likeness(a, b, alone=alone, may=self.sounding.may_be_alike)
            compared = self.compared[key] = (a, b, like)
        return compared[2]

    def _join(self, one: str, other: str, alone: bool) -> bool:
        """Join two profiles, if that still stands after the joins before."""
        one, other = self._now(one), self._now(other)
        if one == other:
            return False
        like = self._accepted(one, other, alone)
        if like is None:
            return False
        reason = like.reason if like.alone else f"{like.reason}, and they keep the same company"
        self._unite(one, other, replace(like, reason=reason))
        return True

    def _unite(self, one: str, other: str, like: Likeness) -> None:
        a, b = sorted(
            (self.profiles.pop(one), self.profiles.pop(other)), key=lambda p: (p.id in self.fresh, p.id)
        )
        self.joins.append(Join(a.mentions[0], b.mentions[0], like.score, like.reason))
        whole = merged((a, b))
        for old in (a, b):
            if old.id != whole.id:
                self.absorbed[old.id] = whole.id
                for key in old.keys:
                    self.by_key[key].pop(old.id, None)
        if (a.id not in self.fresh or a.id in self.said_before) and a.forms.keys() >= b.forms.keys():
            self.said_before.add(whole.id)
        else:
            self.said_before.discard(whole.id)
        self.add(whole, next((part for part in (a, b) if part.id == whole.id), None))
        self.fresh.add(whole.id)

    def _now(self, key: str) -> str:
        while key in self.absorbed and key not in self.profiles:
            key = self.absorbed[key]
        return key

    def _company(self, a: Profile, b: Profile) -> float:
        """Weigh the entities that stand in articles of both, and the aligned sentences that name both."""
        shared = (self._beside(a) & self._beside(b)) - {a.id, b.id}
        weights = (_WEIGHT_KNOWN if self.profiles[key].identity else _WEIGHT_OTHER for key in shared)
        company = 0.0
        for weight in weights:
            company += weight
            if company >= _MOST_COMPANY:
                break
        return company + _ALIGNED * self._pairs(a, b)

    def _pairs(self, a: Profile, b: Profile) -> int:
        if not self.partners:
            return 0
        ours, theirs = (
            {(named.mention.article, named.sentence) for named in side.mentions} for side in (a, b)
        )
        return sum(len(self.partners.get(place, set()) & theirs) for place in ours)


def _may_be_one(a: Profile, b: Profile, like: Likeness) -> bool:
    """Tell whether two chains of one article may be one after all: bodies and places in full and in short may."""
    return like.alone and EntityKind.PERSON not in (a.kind, b.kind)


def _are_equal(a: Profile, b: Profile) -> bool:
    """Tell whether two chains of one article are known to be the same, or sound exactly so."""
    return (a.identity is not None and a.identity == b.identity) or not a.folded.isdisjoint(b.folded)
