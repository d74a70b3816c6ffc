"""Where some articles carry a name, a number or a word that qualifies a name, and others never give it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from retold.compare.figures import in_words
from retold.compare.reasons import word_reason
from retold.compare.statements import Name, Statement
from retold.compare.voices import ALIKE, name_words
from retold.model import Difference, DifferenceKind, EntityKind, Evidence, Figure, Span
from retold.text.names import similarity
from retold.text.qualifiers import qualifiers

#: Whether the article of the one statement gives all figures of the other.
GivesAll = Callable[[Statement, Statement], bool]

#: What is said of a statement that does not carry a detail.
MISSING = "not told"

#: Numbers up to here are too often told in other words to be missed.
FEW = 2

#: A detail is what two articles carry at least, or one that names a person or a number where so many others do not.
OTHERS = 2

#: Letters that a name keeps whatever its ending.
STEM = 5

#: A statement may lack a detail when it is at least this part as long as those that carry it: a passing word of an
#: earlier event lacks nearly all.
AS_LONG = 0.6


@dataclass(frozen=True, slots=True)
class Qualified:
    """A name that is given with a qualifier (the former minister, the early Cold War)."""

    name: Name
    sense: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What a statement carries, where it stands, and its words."""

    what: Name | Figure | Qualified
    span: Span
    words: str

    @property
    def key(self) -> str:
        """What is the same in every article that carries it."""
        if isinstance(self.what, Qualified):
            return f"{self.what.sense} {self.what.name.entity}"
        return self.what.entity if isinstance(self.what, Name) else f"{self.what.value:g} {self.what.unit}"


def carried(statement: Statement) -> Iterator[Detail]:
    """Yield what a statement names and counts, but for whom it quotes: that is a matter of attribution."""
    sources = [a.source for a in statement.attributions if a.source]
    for name in statement.names:
        if not any(s.start <= name.span.start < s.end for s in sources):
            yield Detail(name, name.span, statement.text(name.span))
        for sense, span in _qualifiers(statement, name).items():
            whole = Span(min(span.start, name.span.start), max(span.end, name.span.end))
            yield Detail(Qualified(name, sense), whole, statement.text(whole))
    for figure in statement.figures:
        if figure.value > FEW and figure.counted:
            yield Detail(figure, figure.span, in_words(figure, statement))


def _qualifiers(statement: Statement, name: Name) -> Mapping[str, Span]:
    within = next((s for s in statement.spans if s.start <= name.span.start < s.end), None)
    text = statement.article.text
    return qualifiers(text, name.span, within or Span(0, len(text)))


def lacks(statement: Statement, detail: Detail, carrier: Statement, gives_all: GivesAll) -> bool:
    """Whether the article of a statement gives nowhere what another carries, nor anything that may stand for it.

    That may be a like name, or a name or number of its kind in the statement that the other article never gives: the
    same in another script perhaps, or another value.
    """
    if isinstance(detail.what, Qualified):
        return _lacks_qualifier(statement, detail.what)
    if isinstance(detail.what, Name):
        return _lacks_name(statement, detail.what, carrier)
    return not statement.all_given.has(detail.what) and gives_all(carrier, statement)


def _lacks_name(statement: Statement, name: Name, carrier: Statement) -> bool:
    if any(name.entity == known.entity for known in statement.all_names):
        return False
    theirs = {known.entity for known in carrier.all_names}
    if any(own.kind is name.kind and own.entity not in theirs for own in statement.names):
        return False
    words = name_words(carrier.text(name.span))
    text = statement.article.text.casefold()
    if any(word[:STEM].casefold() in text for word in words):
        return False
    known = {word for own in statement.all_names for word in name_words(statement.text(own.span))}
    return bool(words) and not any(similarity(a, b, ALIKE) >= ALIKE for a, b in product(words, known))


def _lacks_qualifier(statement: Statement, qualified: Qualified) -> bool:
    """Whether a statement gives the name, and its article nowhere the qualifier with it."""
    entity = qualified.name.entity
    return any(name.entity == entity for name in statement.names) and not any(
        qualified.sense in _qualifiers(statement, name)
        for name in statement.all_names
        if name.entity == entity
    )


def _gives_all(giver: Statement, statement: Statement) -> bool:
    return all(giver.all_given.has(figure) for figure in statement.figures)


def wordings(statement: Statement) -> Iterator[tuple[Span, str]]:
    """Yield what may be said of a statement's details, and what shows it."""
    yield from ((detail.span, detail.words) for detail in carried(statement))
    yield from ((span, MISSING) for span in statement.spans)


def find_details(claim: str, statements: Sequence[Statement]) -> list[Difference]:
    """Find what some statements of a claim carry and others lack; what parts them alike comes together."""
    gives_all = cache(_gives_all)
    by_key: dict[str, dict[int, Detail]] = defaultdict(dict)
    for i, statement in enumerate(statements):
        for detail in carried(statement):
            by_key[detail.key].setdefault(i, detail)
    parted: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Mapping[int, Detail]]] = defaultdict(list)
    for carriers in by_key.values():
        least = AS_LONG * min(_length(statements[i]) for i in carriers)
        lacking = tuple(
            j
            for j, statement in enumerate(statements)
            if j not in carriers
            and _length(statement) >= least
            and all(lacks(statement, d, statements[i], gives_all) for i, d in carriers.items())
        )
        if lacking and (len(carriers) > 1 or (len(lacking) >= OTHERS and _tells_alone(*carriers.values()))):
            parted[tuple(carriers), lacking].append(carriers)
    return [_difference(claim, statements, *sides, found) for sides, found in parted.items()]


def _length(statement: Statement) -> int:
    return sum(span.end - span.start for span in statement.spans)


def _tells_alone(detail: Detail) -> bool:
    what = detail.what
    return isinstance(what, Figure) or (isinstance(what, Name) and what.kind is EntityKind.PERSON)


def _difference(
    claim: str,
    statements: Sequence[Statement],
    carriers: Sequence[int],
    lacking: Sequence[int],
    found: Sequence[Mapping[int, Detail]],
) -> Difference:
    said = [(i, detail) for i in carriers for detail in (each[i] for each in found)]
    sides = [
        ([detail.words for _, detail in said], carriers),
        ([MISSING], lacking),
    ]
    sides.sort(key=lambda side: min(side[1]))
    named = [(words, [statements[i].article.name for i in side]) for words, side in sides]
    return Difference(
        claim=claim,
        kind=DifferenceKind.DETAIL,
        sides=tuple(tuple(statements[i].article.id for i in side) for _, side in sides),
        reason=word_reason(DifferenceKind.DETAIL, named),
        score=min(statements[i].score for i in (*carriers, *lacking)),
        evidence=tuple(Evidence(article=statements[i].article.id, span=d.span) for i, d in said),
        since=statements[min(sides[1][1])].article.id,
    )
