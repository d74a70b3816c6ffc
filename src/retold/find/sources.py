"""Where the source of a cue stands: the naming phrase before the verb, or after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retold.find.clauses import Clauses, Kind, skip_back

#: A naming phrase is no longer than this many words (the longest in the train stories has 13).
LONGEST_SOURCE = 16
#: An apposition with an article is a name with its description (the Greek Anna Rizou) up to so many words.
SHORT_APPOSITION = 5


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
    while start < end and (_is_lead(clauses, start) or clauses.has(start, words.helpers)):
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
    if end - start <= 3 and any(_is_pronoun(clauses, at) for at in range(start, min(start + 2, end))):
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
        topical = clauses.has(end, words.topics)
        if start < end and end == at:
            end = _names_at_start(clauses, start, end)
        fits = start < end <= start + LONGEST_SOURCE and (topical or not words.caseless)
        if fits and clauses.names_somebody(start, end):
            return Phrase(start, end, True)
        start = max(end, start) + 1
    return None


def _names_at_start(clauses: Clauses, start: int, end: int) -> int:
    """Give the end of a subject that no mark parts from what follows: the names it begins with."""
    stop = start + 1
    while stop < end and clauses.tokens[stop].name:
        stop += 1
    return stop


def _is_pronoun(clauses: Clauses, at: int) -> bool:
    """Whether a pronoun stands at `at`, alone or behind its article, and not before a noun (her lawyer)."""
    words = clauses.words
    if clauses.has(at, words.articles) and clauses.has(at + 1, words.pronouns):
        at += 1
    return clauses.has(at, words.pronouns) and (clauses.is_mark(at + 1) or not clauses.named(at + 1, at + 2))


def _past_adverbial(clauses: Clauses, at: int) -> int:
    """Step over a place of one or two words before a subject: said in Lisbon a spokesman."""
    words = clauses.words
    for place in (at + 2, at + 3):
        if clauses.is_mark(place) or clauses.has(place - 1, words.never | words.links | words.articles):
            continue
        if clauses.has(place, words.articles) or words.is_speaker(clauses.tokens[place].folded):
            return place
    return at


def _stands_between(clauses: Clauses, at: int) -> bool:
    """Whether an adverb, a time or its preposition stands at `at`, between a verb and its subject."""
    words = clauses.words
    if clauses.has(at, words.never) and clauses.has(at + 1, words.skip):
        return True
    listed = clauses.has(at, words.skip | words.clitics | words.helpers)
    return listed and not (clauses.has(at, words.articles) and not clauses.has(at + 1, words.skip))


def agent(clauses: Clauses, at: int, end: int) -> tuple[bool, Phrase | None]:
    """Tell whether the verb at tokens [at, end) is passive, and who acts in its clause (accused by the mayor)."""
    words = clauses.words
    first, last = at, end
    while not clauses.is_mark(first - 1) and not clauses.is_cue(first - 1):
        first -= 1
    while not clauses.is_mark(last) and not clauses.is_cue(last):
        last += 1
    near = range(first, last) if words.verb_last else range(skip_back(clauses, at), at)
    if not any(clauses.has(place, words.passives) for place in near):
        return False, None
    by = next((place for place in range(first, last) if clauses.has(place, words.agents)), None)
    return True, according(clauses, by + 1, by) if by is not None else None


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
    while _stands_between(clauses, at):
        at += 1
    if clauses.has(at, words.whence):
        at += 1
    elif clauses.has(at, words.never - words.that) and not clauses.has(at, words.articles):
        at = _past_adverbial(clauses, at)
    if _is_pronoun(clauses, at):
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
    named = clauses.has(end + 1, words.articles) and any(token.name for token in tokens[end + 1 : stop])
    if roles and (clauses.only_name(end + 1, stop) or (named and stop - end <= SHORT_APPOSITION)):
        return stop
    if roles or not any(token.name for token in tokens[start:end]):
        return end
    heads = any(words.is_speaker(token.folded) for token in tokens[end + 1 : end + 4])
    described = heads or (words.relative_names and clauses.has(end + 1, words.articles))
    relative = clauses.has(end + 1, words.relatives)
    return stop if (described and not relative) or (relative and words.relative_names) else end
