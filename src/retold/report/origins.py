"""Whose word a claim is: the origins of its tellings, laid out for showing."""

from __future__ import annotations

from dataclasses import dataclass

from retold.model import Chain, Comparison, Follow, Lineage
from retold.report.matrix import Column, Matrix, Quote, Row, quote_span

#: An article that has less than this share of another's follows it in part.
WHOLLY = 0.5


@dataclass(frozen=True, slots=True)
class Sourced:
    """An article that names an origin: `source` as it names it, None where it follows one that does."""

    column: Column
    source: Quote | None
    relays: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Sourcing:
    """The origins of one claim, each with the tellings that go back to it, and the articles that name nobody."""

    row: Row
    independent: int
    origins: tuple[tuple[Sourced, ...], ...]
    unnamed: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """One article that follows another, with the reason."""

    column: Column
    followed: Column
    follow: Follow

    @property
    def words(self) -> str:
        """Say how it follows the other."""
        return "follows" if self.follow.share >= WHOLLY else "follows in part"


def sourcings(comparison: Comparison, matrix: Matrix) -> list[Sourcing]:
    """Lay out the claims that several articles tell and one at least gives to somebody, in the table's order."""
    lineages = {lineage.claim: lineage for lineage in comparison.lineage}
    shared = [(row, lineages[row.claim.id]) for row in matrix.shared if row.claim.id in lineages]
    return [_sourcing(row, lineage, matrix) for row, lineage in shared if lineage.origins]


def followings(comparison: Comparison, matrix: Matrix) -> list[Following]:
    """Lay out which article follows which, in time order."""
    found = [Following(matrix.column(f.article), matrix.column(f.followed), f) for f in comparison.follows]
    return sorted(found, key=lambda following: following.column.number)


def _sourcing(row: Row, lineage: Lineage, matrix: Matrix) -> Sourcing:
    chains = {chain.article: chain for chain in lineage.chains}
    placed = {article for origin in lineage.origins for article in origin}
    return Sourcing(
        row=row,
        independent=lineage.independent,
        origins=tuple(
            tuple(_sourced(chains[article], matrix) for article in origin) for origin in lineage.origins
        ),
        unnamed=tuple(
            matrix.column(chain.article) for chain in lineage.chains if chain.article not in placed
        ),
    )


def _sourced(chain: Chain, matrix: Matrix) -> Sourced:
    column = matrix.column(chain.article)
    return Sourced(
        column=column,
        source=quote_span(column, chain.source) if chain.source else None,
        relays=tuple(quote_span(column, span) for span in chain.relays),
    )
