"""Where the source of a cue stands: the naming phrase before the verb, or after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retold.find.clauses import Kind, Token
from retold.text.cues import AttributionWords

#: A naming phrase is no longer than this many words (the longest in the train stories has 13).
LONGEST_SOURCE = 16
#: In a script without capitals a phrase of as many words may be a name that no list knows.
CASELESS_SOURCE = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens [start, end) that may name a source.

    `speaker` says that they hold a name or a role; `clean` that the phrase ends where a naming phrase may;
    `whole` that nothing else stands in its clause before the verb; `carried` that it belongs to a verb before.
    """

    start: int
    end: int
    speaker: bool
    pronoun: bool = False
    clean: bool = True
    whole: bool = False
    carried: bool = False

    @property
    def someone(self) -> bool:
        """Whether the phrase is known to stand for somebody."""
        return self.speaker or self.pronoun


@dataclass(frozen=True, slots=True)
class Clauses:
    """The tokens of one sentence with the places of its cues, [start, end) in tokens."""

    tokens: Sequence[Token]
    words: AttributionWords
    cues: Sequence[tuple[int, int]]

    def is_cue(self, at: int) -> bool:
        """Whether a cue covers the token."""
        return any(start <= at < end for start, end in self.cues)

    def has(self, at: int, words: frozenset[str]) -> bool:
        """Whether there is a word at `at`, and it is one of these."""
        return 0 <= at < len(self.tokens) and self.tokens[at].lower in words

    def is_mark(self, at: int) -> bool:
        """Whether the token is no word, or lies outside the sentence."""
        return not 0 <= at < len(self.tokens) or self.tokens[at].kind is not Kind.WORD

    def is_comma(self, at: int) -> bool:
        """Whether the token is a comma."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind is Kind.COMMA

    def follows_mark(self, at: int) -> bool:
        """Whether a mark, or nothing, goes before a verb, but for adverbs and helpers."""
        return self.is_mark(skip_back(self, at) - 1)

    def opens(self, at: int) -> bool:
        """Whether a verb stands at the beginning of its clause, but for adverbs and helpers."""
        first = skip_back(self, at)
        return self.follows_mark(at) or self.has(first - 1, self.words.joins | self.words.that)

    def names_somebody(self, start: int, end: int) -> bool:
        """Whether the tokens hold a name or a role; a capital that opens the sentence is a name if alone."""
        if self.named(start, end):
            return True
        alone = end - start == 1 and all(self.is_mark(at) for at in range(start))
        return alone and self.tokens[start].span.end - self.tokens[start].span.start > 2

    def named(self, start: int, end: int) -> bool:
        """Whether the tokens hold a name or a role; in a script without capitals every short phrase may."""
        caseless = self.words.caseless and 0 < end - start <= CASELESS_SOURCE
        return caseless or any(t.name or self.words.is_speaker(t.folded) for t in self.tokens[start:end])

    def only_name(self, start: int, end: int) -> bool:
        """Whether every token is a name."""
        return all(token.name for token in self.tokens[start:end])

    def ends_phrase(self, at: int, start: int) -> bool:
        """Whether the word at `at` cannot belong to the naming phrase that began at `start`."""
        words = self.words
        token = self.tokens[at]
        if self.has(at, words.that | words.relatives | words.helpers | words.topics):
            return not token.name
        if self.has(at, words.ends):
            named = any(self.tokens[near].name for near in range(start + 1, at))
            return token.lower not in words.links or named or self.has(at + 1, words.skip)
        return False


def skip_back(clauses: Clauses, at: int) -> int:
    """Step from a verb back over what may stand between it and its subject."""
    words = clauses.words
    between = words.skip | words.clitics | words.helpers | words.negations
    while clauses.has(at - 1, between) and not clauses.has(at - 1, words.pronouns):
        at -= 1
    return at


def before(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase that the verb at token `at` follows, over appositions and relative clauses."""
    end = skip_back(clauses, at)
    gap = clauses.is_comma(end - 1)
    end -= gap
    relative_end = 0
    first: Phrase | None = None
    while end > 0 and not clauses.is_mark(end - 1):
        comma = _comma_before(clauses, end)
        if comma and _relative_at(clauses, comma + 1):
            inner = None if gap or relative_end else _trimmed(clauses, end)
            if inner and inner.speaker and inner.start > comma + 1:
                return inner
            relative_end, end, gap = relative_end or end, comma, False
            continue
        alone = _trimmed(clauses, end)
        phrase = _with_head(clauses, alone, gap=gap)
        if gap and not relative_end and phrase is alone:
            return None  # a comma parts no subject from its verb, unless an apposition stands between
        if phrase and phrase.someone:
            return _with_relative(clauses, phrase, relative_end)
        first = first or phrase
        behind_relative = comma and _relative_at(clauses, _comma_before(clauses, comma) + 1)
        if not comma or not (gap or behind_relative):
            break
        end, gap = comma, False
    return first


def _comma_before(clauses: Clauses, end: int) -> int:
    """Give the place of the comma that the segment ending at `end` begins behind; 0 if none."""
    while end > 0 and not clauses.is_mark(end - 1):
        end -= 1
    return end - 1 if clauses.is_comma(end - 1) else 0


def _relative_at(clauses: Clauses, at: int) -> bool:
    words = clauses.words
    if clauses.has(at, words.relatives):
        return True
    return clauses.has(at + 1, words.relatives) and clauses.has(
        at, words.articles | words.never | words.whence
    )


def _with_relative(clauses: Clauses, phrase: Phrase, end: int) -> Phrase:
    """Take in the relative clause that says who a bare name is, where the language's sources hold it."""
    fits = end and clauses.words.relative_names and clauses.only_name(phrase.start + 1, phrase.end)
    longer = replace(phrase, end=end)
    return longer if fits and end - phrase.start <= LONGEST_SOURCE else phrase


def _segment_start(clauses: Clauses, end: int) -> int:
    words = clauses.words
    start = end
    while not clauses.is_mark(start - 1) and not clauses.is_cue(start - 1):
        joined = clauses.has(start - 1, words.joins) and not _joins_names(clauses, start - 1)
        relative = clauses.has(start - 1, words.relatives) and start < end
        if joined or relative or clauses.has(start - 1, words.that):
            break
        start -= 1
    return start


def _joins_names(clauses: Clauses, at: int) -> bool:
    """Whether a conjunction stands between two names or roles (Trade and Industry)."""
    if not (clauses.has(at, clauses.words.links) and 0 < at < len(clauses.tokens) - 1):
        return False
    behind, ahead = clauses.tokens[at - 1], clauses.tokens[at + 1]
    return behind.name and ahead.name


def _trimmed(clauses: Clauses, end: int, *, head: bool = False) -> Phrase | None:
    """Take from the segment that ends at `end` what cannot belong to a naming phrase, at both ends.

    A `head` has its apposition behind it, so that links go on behind a name (the envoy of the EU for Chad).
    """
    words = clauses.words
    start = clause = _segment_start(clauses, end)
    last = end
    while start < end and _is_lead(clauses, start):
        start += 1
    begun = start
    if clauses.has(start, words.never | words.whence) and not clauses.has(start, words.articles):
        start = _past_preposition(clauses, start, end)
    ends = (at for at in range(start + 1, end) if clauses.ends_phrase(at, start))
    end = next((at for at in ends if not (head and clauses.has(at, words.links))), end)
    while end > start + 1 and clauses.has(
        end - 1, words.skip | words.clitics | words.negations | words.never
    ):
        end -= 1
    if start >= end:
        return None
    pronoun = next((at for at in range(start, min(start + 2, end)) if clauses.has(at, words.pronouns)), None)
    if pronoun is not None and end - start <= 3:
        return Phrase(start, end, False, pronoun=True)
    if end - start > LONGEST_SOURCE:
        return None
    whole = begun == start and end == last and clauses.is_mark(clause - 1)
    return Phrase(start, end, clauses.names_somebody(start, end), whole=whole)


def _is_lead(clauses: Clauses, at: int) -> bool:
    words = clauses.words
    return clauses.has(at, words.skip | words.joins | words.that) and not clauses.has(at, words.articles)


def _past_preposition(clauses: Clauses, start: int, end: int) -> int:
    """Step over an adverbial that opens the clause, or into it when nothing else could be the subject."""
    words = clauses.words
    for at in range(start + 2, end):
        behind = clauses.tokens[at - 1]
        role = words.is_speaker(clauses.tokens[at].folded) and not behind.name
        if (role or clauses.has(at, words.articles)) and not clauses.has(
            at - 1, words.never | words.whence | words.links
        ):
            return at
    return start + 1 if clauses.has(start, words.whence) else end


def _with_head(clauses: Clauses, phrase: Phrase | None, *, gap: bool) -> Phrase | None:
    """Join an apposition to the phrase before its comma: the minister, Ana Kola, said."""
    if phrase is None or not clauses.is_comma(phrase.start - 1):
        return phrase
    if not (gap or clauses.only_name(phrase.start, phrase.end)):
        return phrase
    comma = phrase.start - 1
    head = _trimmed(clauses, comma, head=True)
    if head is None or head.end < comma or head.pronoun:
        return phrase
    role = any(clauses.words.is_speaker(t.folded) for t in clauses.tokens[head.start : head.start + 3])
    fits = head.speaker if gap else role
    if not (fits and phrase.end - head.start <= LONGEST_SOURCE):
        return phrase
    return Phrase(head.start, phrase.end, True, whole=head.whole and phrase.whole)


def first_in_clause(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase that opens the clause of a verb that comes last (Turkish, Japanese)."""
    words = clauses.words
    start = at
    while start > 0 and not (
        clauses.tokens[start - 1].kind is Kind.STOP
        or clauses.is_cue(start - 1)
        or clauses.has(start - 1, words.that)
    ):
        start -= 1
    while start < at:
        end = start
        while end < at and not clauses.is_mark(end) and not clauses.has(end, words.topics):
            end += 1
        while start < end and _is_lead(clauses, start):
            start += 1
        if start < end and clauses.has(start, words.pronouns):
            return Phrase(start, end, False, pronoun=True)
        if start < end and end == at:
            end = _names_at_start(clauses, start, end)
        if start < end <= start + LONGEST_SOURCE and clauses.names_somebody(start, end):
            return Phrase(start, end, True)
        start = max(end, start) + 1
    return None


def _names_at_start(clauses: Clauses, start: int, end: int) -> int:
    """Give the end of a subject that no mark parts from what follows: the names it begins with."""
    stop = start + 1
    while stop < end and clauses.tokens[stop].name:
        stop += 1
    return stop


def opening(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase that opens the sentence, before token `at`: names, roles and what links them."""
    words = clauses.words
    start = 0
    while start < at and (_is_lead(clauses, start) or clauses.is_mark(start)):
        start += 1
    end = start
    while end < at and not clauses.is_mark(end):
        token = clauses.tokens[end]
        known = token.name or words.is_speaker(token.folded) or end == start
        if not known and not clauses.has(end, words.links | words.articles):
            break
        end += 1
    while end > start and clauses.has(end - 1, words.links | words.articles):
        end -= 1
    if start >= end or not clauses.named(start, end) or clauses.has(start, words.never):
        return None
    return Phrase(start, end, True)


def is_headed(clauses: Clauses, phrase: Phrase) -> bool:
    """Whether a name or role stands in a phrase before its first link: the journey of Kim is no speaker."""
    words = clauses.words
    for at in range(phrase.start, phrase.end):
        if at > phrase.start and clauses.has(at, words.links) and not clauses.has(at, words.articles):
            return clauses.named(phrase.start, at)
    return True


def after(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase that begins at token `at`, behind adverbs and times, with its apposition."""
    words = clauses.words
    while clauses.has(at, words.skip | words.clitics | words.helpers) and not (
        clauses.has(at, words.articles) and not clauses.has(at + 1, words.skip)
    ):
        at += 1
    if clauses.has(at, words.whence):
        at += 1
    if clauses.has(at, words.pronouns) or (
        clauses.has(at, words.articles) and clauses.has(at + 1, words.pronouns)
    ):
        return Phrase(at, at + 1, False, pronoun=True)
    barred = words.that | words.never | words.joins | words.relatives
    if clauses.is_mark(at) or (clauses.has(at, barred) and not clauses.has(at, words.articles)):
        return None
    end = _phrase_end(clauses, at)
    if end <= at:
        return None
    clean = clauses.is_mark(end) or clauses.has(
        end, words.ends | words.relatives | words.that | words.skip | words.joins
    )
    end = _with_apposition(clauses, at, end)
    return Phrase(at, end, clauses.named(at, end), clean=clean)


def according(clauses: Clauses, at: int, cue: int) -> Phrase | None:
    """Find the naming phrase behind the preposition at token `cue`; its clause may go on without a mark."""
    words = clauses.words
    while clauses.has(at, words.skip) and not clauses.has(at, words.articles):
        at += 1
    if clauses.has(at, words.pronouns) or (
        clauses.has(at, words.articles | words.never) and clauses.has(at + 1, words.pronouns)
    ):
        return Phrase(at, at + 1, False, pronoun=True)
    end = _phrase_end(clauses, at)
    if end <= at:
        return None
    first = all(clauses.is_mark(near) for near in range(cue))
    closed = clauses.is_mark(end) and (clauses.is_comma(end) if first else clauses.is_mark(cue - 1))
    end = _with_apposition(clauses, at, end) if closed else _shortened(clauses, at, end)
    return Phrase(at, end, clauses.named(at, end))


def _shortened(clauses: Clauses, start: int, end: int) -> int:
    """Cut a phrase that runs on into its clause: behind the first run of names, else behind the role."""
    seen = 0
    for at in range(start, end):
        if clauses.tokens[at].name:
            seen = at + 1
        elif seen and not (clauses.has(at, clauses.words.links) and _name_follows(clauses, at, end)):
            break
    if seen:
        return seen
    roles = [at for at in range(start, end) if clauses.words.is_speaker(clauses.tokens[at].folded)]
    return roles[0] + 1 if roles else end


def _name_follows(clauses: Clauses, at: int, end: int) -> bool:
    return any(clauses.tokens[near].name for near in range(at + 1, min(at + 3, end)))


def _phrase_end(clauses: Clauses, start: int) -> int:
    words = clauses.words
    end = start
    while not clauses.is_mark(end) and not clauses.is_cue(end) and end - start <= LONGEST_SOURCE:
        joined = clauses.has(end, words.joins) and not _name_follows(clauses, end, len(clauses.tokens))
        timed = clauses.has(end, words.skip) and not clauses.has(end, words.articles)
        if end > start and (joined or timed or clauses.ends_phrase(end, start)):
            break
        end += 1
    return end


def _with_apposition(clauses: Clauses, start: int, end: int) -> int:
    """Carry a phrase over a comma: the director, Ana Kola; or Ana Kola, director of the mine."""
    tokens, words = clauses.tokens, clauses.words
    if not clauses.is_comma(end) or clauses.is_mark(end + 1):
        return end
    stop = end + 1
    while not clauses.is_mark(stop) and not clauses.is_cue(stop):
        stop += 1
    if not clauses.is_mark(stop) or stop - start > LONGEST_SOURCE:
        return end
    roles = any(words.is_speaker(token.folded) for token in tokens[start:end])
    if roles and clauses.only_name(end + 1, stop):
        return stop
    if roles or not any(token.name for token in tokens[start:end]):
        return end
    heads = any(words.is_speaker(token.folded) for token in tokens[end + 1 : end + 4])
    described = heads or (words.relative_names and clauses.has(end + 1, words.articles))
    relative = clauses.has(end + 1, words.relatives)
    return stop if (described and not relative) or (relative and words.relative_names) else end
