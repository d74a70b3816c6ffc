"""What was skimmed -> read closely, when it is first compared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from retold import find
from retold.corpus.held import Held
from retold.corpus.reading import Reading, read_each

#: Articles that are read and kept together.
AT_ONCE = 16


class Skimming(Held):
    """Reads the rest of articles of which only the opening has been read."""

    def read_rest(self, event: str) -> None:
        """Read the rest of the articles of an event, whose story is then to be lined up.

        An article keeps the event that its opening gave it. One whose rest breaks the path stays as it is.
        """
        [told] = self.store.events([event]).values()
        waiting = [a for a in told.articles if a in self.store.skimmed(told.articles)]
        for start in range(0, len(waiting), AT_ONCE):
            articles = list(self.store.articles(waiting[start : start + AT_ONCE]).values())
            readings, _ = read_each(articles, self.encoder, most_sentences=self.settings.max_sentences)
            self.store.persistently(partial(self._keep_rest, readings, event))
        if not waiting and self.store.is_put_off(self.store.story_of([event])[event]):
            with self.store.writing():
                self.store.line_up_again([event])

    def _keep_rest(self, readings: Sequence[Reading], event: str) -> None:
        with self._keeping():
            waiting = self.store.skimmed(reading.article.id for reading in readings)
            for reading in readings:
                if reading.article.id in waiting:
                    self._read_on(reading)
            self.store.line_up_again([event])
        self._forget()  # what is remembered is of the openings

    def _read_on(self, reading: Reading) -> None:
        article, sentences = reading.article, reading.sentences
        mean = reading.account.mean
        self.store.set_reading(
            article.id, sentences, encoder=self.encoder.name, data=reading.vectors, mean=mean
        )
        if reading.words is not None:
            self.store.set_word_vectors(article.id, self.encoder.name, reading.words)
        self.store.set_findings(article.id, find.as_data(reading.findings))
        self._naming.link(reading.chains)
        self.store.note_skimmed(article.id, whole=True)
        self._searching.make_codes_again(self.encoder, article.id)
