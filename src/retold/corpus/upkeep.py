"""The side of a corpus that looks after what is kept."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from retold.corpus.adding import Adding
from retold.corpus.arriving import note_again
from retold.corpus.checking import find_faults
from retold.corpus.held import Held
from retold.corpus.repairing import readings_again
from retold.protocols import Encoder
from retold.store import Fault, Part


class Upkeep(Adding):
    """Checks, mends and copies what is kept."""

    def check(self) -> list[Fault]:
        """Return what does not hold in the corpus, the gravest first; nothing is changed."""
        return find_faults(self.store)

    def repair(self) -> list[Fault]:
        """Derive again what does not hold; return what still does not then, which only a backup can mend.

        Articles and what users added are not touched. Where what an article says or its place among the others is
        at fault, all articles arrive again in their order, from what is kept of them.
        """
        faults = self.check()
        parts = {fault.part for fault in faults}
        if not faults or Part.FILE in parts:
            return faults
        encoder = self.encoder  # loaded while the store still says whose vectors it keeps
        try:
            with self.store.writing():
                self.store.line_up_again(f.subject for f in faults if f.part is Part.CLAIMS)
                self.store.forget_orphans()
                if parts & {Part.READING, Part.PLACE}:
                    damaged = {f.subject for f in faults if f.part is Part.READING}
                    self._arrive_again(damaged, encoder)
                elif Part.LABEL in parts:
                    self._grouping.label_again(sorted(f.subject for f in faults if f.part is Part.LABEL))
                if Part.ARRIVAL in parts:
                    note_again(self.store)
                if Part.WORDS in parts:
                    self.store.forget_texts()
                    self._copying.word_again(self.store.article_ids())
                self.store.index_texts()
                self.store.forget_codes()
                self._searching.make_codes(encoder)
        finally:
            self._forget()
        self.refresh()
        return self.check()

    def _arrive_again(self, damaged: Collection[str], encoder: Encoder) -> None:
        self.store.forget_places()
        self._forget()
        for reading in readings_again(self.store, encoder, damaged):
            article = reading.article
            account = reading.account
            self._grouping.catch_up()  # before the article is kept: it is counted when it is placed
            self.store.set_reading(
                article.id,
                reading.sentences,
                encoder=encoder.name,
                data=reading.vectors,
                mean=account.mean,
            )
            self.store.set_days(article.id, account.days)
            self._place(reading)
            if not reading.whole:
                self.store.put_off_story_of(article.id)
        self._replaying.replay()

    def backup(self, path: Path) -> None:
        """Write a copy of the corpus to a file, whole and as of one moment, while others may read and write.

        Raises UsageError where a backup would overwrite something else, StoreError when it cannot be written.
        """
        self.store.backup(path)

    def index(self, *, meaning: bool = True) -> None:
        """Bring what searches look into up to date, where a copy or an older version has left it behind.

        Without `meaning`, no encoder is loaded.
        """
        self._searching.index(self.encoder if meaning else None)

    def copy_to(self, other: Held) -> None:
        """Hand all that is kept to an empty corpus in another database; its texts are indexed there.

        Raises UsageError where the other corpus is not empty.
        """
        self.store.copy_to(other.store)
        with other.store.writing():
            other.store.index_texts()
