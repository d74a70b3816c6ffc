"""The part of a corpus's database that holds a code for each sentence, by which those near in meaning are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import delete, func, select

from retold.store.schema import articles, codes, skimmed
from retold.store.tables import Tables

#: Articles whose codes are read at once, some 500 bytes each.
CODES_AT_ONCE = 20_000


class NearnessTables(Tables):
    """Codes by the numbers of arrival of their articles. They are derived, and made after articles came."""

    def codes_are_made(self) -> bool:
        """Whether the sentences of all articles have their codes."""
        return not self.without_codes(most=1)

    def without_codes(self, most: int) -> dict[str, int]:
        """Return the first articles whose sentences have no codes yet, with their numbers."""
        newest = select(func.coalesce(func.max(codes.c.article), 0)).scalar_subquery()
        question = select(articles.c.id, articles.c.arrival).where(articles.c.arrival > newest)
        rows = self.rows(question.order_by(articles.c.arrival).limit(most))
        return {row["id"]: row["arrival"] for row in rows}

    def numbers_of(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the numbers of arrival of these articles."""
        columns = (articles.c.id, articles.c.arrival)
        return {row["id"]: row["arrival"] for row in self.rows_joined(columns, articles, articles.c.id, ids)}

    def ids_of(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the ids of the articles that came with these numbers."""
        columns = (articles.c.id, articles.c.arrival)
        rows = self.rows_joined(columns, articles, articles.c.arrival, numbers)
        return {row["arrival"]: row["id"] for row in rows}

    def set_codes(self, kept: Mapping[int, bytes]) -> None:
        """Keep the codes of articles, in the place of older ones, within `writing`."""
        self.put(codes, [{"article": number, "data": data} for number, data in kept.items()])

    def codes_after(self, number: int) -> Iterator[list[tuple[int, bytes]]]:
        """Yield the codes of the articles that came after the one of this number, in order, some at a time."""
        while True:
            question = select(codes.c.article, codes.c.data).where(codes.c.article > number)
            question = question.order_by(codes.c.article).limit(CODES_AT_ONCE)
            found = self.ask(lambda connection: [(a, d) for a, d in connection.execute(question)])  # noqa: B023
            if not found:
                return
            yield found
            number = found[-1][0]

    def codes_of(self, numbers: Iterable[int]) -> list[tuple[int, bytes]]:
        """Return the codes of the articles of these numbers."""
        rows = self.rows_joined((codes.c.article, codes.c.data), codes, codes.c.article, numbers)
        return [(row["article"], row["data"]) for row in rows]

    def read_on(self) -> set[int]:
        """Return the numbers of the articles whose rest was read after their opening: their codes were made again."""
        since = articles.join(skimmed, skimmed.c.article == articles.c.id)
        question = select(articles.c.arrival).select_from(since).where(skimmed.c.whole == 1)
        return {row["arrival"] for row in self.rows(question)}

    def forget_codes(self) -> None:
        """Let go of all codes, within `writing`."""
        self.execute(delete(codes))
