"""Where the source of a cue stands: the naming phrase before the verb, or after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retold.find.clauses import Kind, Token
from retold.text.cues import AttributionWords

#: A naming phrase longer than this many words is cut at its first link (longest in the train stories: 13).
LONGEST_SOURCE = 16


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens [start, end) that may name a source; `speaker` says that they hold a name, a role or a pronoun."""

    start: int
    end: int
    speaker: bool
    pronoun: bool = False
    clean: bool = True


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


def before(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase that the verb at token `at` follows, over appositions and relative clauses."""
    end = _skip_back(clauses, at)
    gap = clauses.tokens[end - 1].kind is Kind.COMMA if end else False
    if gap:
        end -= 1
    first: Phrase | None = None
    while end > 0 and not clauses.is_mark(end - 1):
        start = _segment_start(clauses, end)
        comma = start > 0 and clauses.tokens[start - 1].kind is Kind.COMMA
        if clauses.has(start, clauses.words.relatives) and comma:
            end, gap = start - 1, False
            continue
        phrase = _trimmed(clauses, start, end)
        if phrase and comma and start == phrase.start and (gap or _only_name(clauses, phrase)):
            phrase = _with_head(clauses, start - 1, phrase, gap)
        if phrase and (phrase.speaker or phrase.pronoun):
            return phrase
        first = first or phrase
        if not comma or not gap:
            break
        end, gap = start - 1, False
    return first


def first_in_clause(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase that opens the clause of a verb that comes last (Turkish, Japanese)."""
    start = at
    while start > 0 and not (
        clauses.tokens[start - 1].kind is Kind.STOP
        or clauses.is_cue(start - 1)
        or clauses.has(start - 1, clauses.words.that)
    ):
        start -= 1
    while start < at:
        end = start
        while end < at and not clauses.is_mark(end) and not clauses.has(end, clauses.words.topics):
            end += 1
        topical = clauses.has(end, clauses.words.topics) or end < at
        phrase = _trimmed(clauses, start, end)
        if phrase and phrase.speaker and (topical or end < at):
            return phrase if topical else None
        if phrase and not topical:
            return _names_at_start(clauses, phrase.start, end)
        start = end + 1
    return None


def _names_at_start(clauses: Clauses, start: int, end: int) -> Phrase | None:
    stop = start
    while stop < end and (clauses.tokens[stop].name or stop == start):
        stop += 1
    phrase = Phrase(start, stop, True)
    return phrase if stop < end and _is_speaker(clauses, start, stop) or _initial(clauses, start) else None


def _initial(clauses: Clauses, at: int) -> bool:
    return at == 0


def after(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase that begins at token `at`, behind adverbs and times, with its apposition."""
    words = clauses.words
    while clauses.has(at, words.skip | words.clitics | words.helpers) and not clauses.has(at, words.articles):
        at += 1
    if clauses.has(at, words.whence):
        at += 1
    if clauses.has(at, words.pronouns):
        return Phrase(at, at + 1, False, pronoun=True)
    if clauses.is_mark(at) or clauses.has(at, words.that | words.never | words.joins | words.relatives):
        return None
    end = _phrase_end(clauses, at)
    if end <= at:
        return None
    end = _with_apposition(clauses, at, end)
    clean = clauses.is_mark(end) or clauses.has(
        end, words.ends | words.relatives | words.that | words.skip | words.joins
    )
    return Phrase(at, end, _is_speaker(clauses, at, end), clean=clean)


def according(clauses: Clauses, at: int) -> Phrase | None:
    """Find the naming phrase behind a preposition, which no mark need part from the clause that follows."""
    words = clauses.words
    while clauses.has(at, words.skip) and not clauses.has(at, words.articles):
        at += 1
    if clauses.has(at, words.pronouns):
        return Phrase(at, at + 1, False, pronoun=True)
    end = _phrase_end(clauses, at)
    if end <= at:
        return None
    if clauses.is_mark(end):
        end = _with_apposition(clauses, at, end)
    else:
        end = _shortened(clauses, at, end)
    return Phrase(at, end, _is_speaker(clauses, at, end))


def _shortened(clauses: Clauses, start: int, end: int) -> int:
    """Cut a phrase that runs on into its clause: behind the first run of names, else behind the role."""
    seen = 0
    for at in range(start, end):
        token = clauses.tokens[at]
        if token.name:
            seen = at + 1
        elif seen and not (clauses.has(at, clauses.words.links) and _name_follows(clauses, at, end)):
            break
    if seen:
        return seen
    roles = [at for at in range(start, end) if clauses.words.is_speaker(clauses.tokens[at].folded)]
    return roles[0] + 1 if roles else end


def _name_follows(clauses: Clauses, at: int, end: int) -> bool:
    return any(clauses.tokens[near].name for near in range(at + 1, min(at + 3, end)))


def _skip_back(clauses: Clauses, at: int) -> int:
    """Step from a verb over what may stand between it and its subject."""
    words = clauses.words
    between = words.skip | words.clitics | words.helpers | words.negations
    while at > 0 and clauses.has(at - 1, between) and not clauses.has(at - 1, words.pronouns):
        at -= 1
    return at


def _segment_start(clauses: Clauses, end: int) -> int:
    words = clauses.words
    start = end
    while start > 0 and not clauses.is_mark(start - 1) and not clauses.is_cue(start - 1):
        if clauses.has(start - 1, words.joins | words.that) or (
            clauses.has(start - 1, words.relatives) and start < end and not clauses.is_mark(start - 2)
        ):
            break
        start -= 1
    return start


def _trimmed(clauses: Clauses, start: int, end: int) -> Phrase | None:
    """Take what cannot belong to a naming phrase from both its ends."""
    words = clauses.words
    while (
        start < end
        and clauses.has(start, words.skip | words.joins | words.that)
        and not clauses.has(start, words.articles)
    ):
        start += 1
    begun = start
    if clauses.has(start, words.never | words.whence):
        start = _past_preposition(clauses, start, end)
    for at in range(start + 1, end):
        if clauses.has(at, words.helpers | words.ends | words.relatives | words.topics):
            end = at
            break
    while end > start + 1 and clauses.has(
        end - 1, words.skip | words.clitics | words.negations | words.never
    ):
        end -= 1
    if start >= end:
        return None
    if clauses.has(start, words.pronouns) and end - start <= 2:
        return Phrase(start, start + 1, False, pronoun=True)
    if end - start > LONGEST_SOURCE:
        return None
    speaker = _is_speaker(clauses, start, end) and not clauses.has(begun, words.never)
    return Phrase(start, end, speaker or (begun < start and _is_speaker(clauses, start, end)))


def _past_preposition(clauses: Clauses, start: int, end: int) -> int:
    """Step over an adverbial that opens the clause, or into it when nothing else could be the subject."""
    words = clauses.words
    for at in range(start + 2, end):
        token = clauses.tokens[at]
        behind = clauses.tokens[at - 1]
        begins = clauses.has(at, words.articles) or (words.is_speaker(token.folded) and not behind.name)
        if begins and not clauses.has(at - 1, words.never | words.whence | words.links):
            return at
    return start + 1 if clauses.has(start, words.whence) else end


def _with_head(clauses: Clauses, comma: int, phrase: Phrase, gap: bool) -> Phrase:
    """Join an apposition to the phrase before its comma: the minister, Ana Kola, …"""
    start = _segment_start(clauses, comma)
    head = _trimmed(clauses, start, comma)
    if head is None or head.end < comma or head.pronoun:
        return phrase
    opens = clauses.is_mark(start - 1) or clauses.has(start - 1, clauses.words.joins | clauses.words.that)
    role = any(clauses.words.is_speaker(t.folded) for t in clauses.tokens[head.start : head.start + 3])
    fits = head.speaker if gap else role
    if not (opens and fits and phrase.end - head.start <= LONGEST_SOURCE):
        return phrase
    return Phrase(head.start, phrase.end, True)


def _only_name(clauses: Clauses, phrase: Phrase) -> bool:
    return all(token.name for token in clauses.tokens[phrase.start : phrase.end])


def _phrase_end(clauses: Clauses, start: int) -> int:
    words = clauses.words
    stops = words.that | words.ends | words.relatives | words.helpers | words.skip | words.topics
    end = start
    while not clauses.is_mark(end) and not clauses.is_cue(end):
        token = clauses.tokens[end]
        joined = clauses.has(end, words.joins) and not (_name_follows(clauses, end, len(clauses.tokens)))
        stopped = token.lower in stops and token.lower not in words.articles and not token.name
        if end > start and (joined or stopped):
            break
        end += 1
        if end - start > LONGEST_SOURCE:
            break
    return end


def _with_apposition(clauses: Clauses, start: int, end: int) -> int:
    """Carry a phrase over a comma: the director, Ana Kola; or Ana Kola, director of the mine."""
    tokens, words = clauses.tokens, clauses.words
    if end >= len(tokens) or tokens[end].kind is not Kind.COMMA or clauses.is_mark(end + 1):
        return end
    stop = end + 1
    while not clauses.is_mark(stop) and not clauses.is_cue(stop):
        stop += 1
    whole = clauses.is_mark(stop)
    roles = any(words.is_speaker(token.folded) for token in tokens[start:end])
    behind = Phrase(end + 1, stop, True)
    if roles and _only_name(clauses, behind) and whole:
        return stop
    if roles or not whole or not any(token.name for token in tokens[start:end]):
        return end
    heads = any(words.is_speaker(token.folded) for token in tokens[end + 1 : end + 4])
    relative = clauses.has(end + 1, words.relatives) and words.relative_names
    return stop if (heads or relative) and stop - start <= LONGEST_SOURCE else end


def _is_speaker(clauses: Clauses, start: int, end: int) -> bool:
    return any(token.name or clauses.words.is_speaker(token.folded) for token in clauses.tokens[start:end])
