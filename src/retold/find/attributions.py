"""Who is said to have said what: source, cue and content spans (the PARC3 and PolNeAR triple) by rules and data.

One engine serves every language; what a language needs is in `languages/<language>/attribution.toml`. A language
without data has quotation marks, colons, and the verb between a quotation and a name.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from retold.find import sources
from retold.find.clauses import Clauses, Token, skip_back, tokenise
from retold.find.contents import (
    Statement,
    around,
    find_content,
    find_speech,
    find_that,
    joins_on,
    quoted_kind,
)
from retold.find.expressions import time_spans
from retold.find.modality import cue_strength
from retold.find.reporting import Hit, find_hits, find_unlisted
from retold.find.sources import Phrase
from retold.find.speakers import with_speakers
from retold.find.uncued import attribution_id, find_uncued
from retold.model import Attribution, AttributionKind, Span, Strength
from retold.text.cues import AttributionWords, Cue, Use, attribution_words
from retold.text.quotations import find_quotes

#: A proposal with at least this score is taken: an even chance, until heads are measured with the rules.
PROPOSED = 0.5

#: A proposed source with at least this score decides who speaks: German quotations train, speakers P .54 -> .56,
#: retellings dev, sources .905 -> .907.
SURE = 0.6

#: Sentences over which a source is carried on by a pronoun or a verb alone: in retellings train nine in ten of
#: those sources were named in the sentence before, the others one earlier.
CARRIED = 2

#: A sentence's first word is a name if it and a name elsewhere are the same but for an ending of so many letters.
NAME_ENDING = 3
SHORTEST_NAME = 3

#: Uses of a cue that say that nobody is named, or name somebody else.
UNNAMED = frozenset({Use.NOBODY, Use.ACCORDING, Use.ACCORDING_BEHIND, Use.MAY_ACCORD})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span that somebody else holds for a cue or a source; `score` from 0 to 1."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Proposals:
    """Cue and source spans proposed for one article, as by a learned head."""

    cues: tuple[Proposal, ...] = ()
    sources: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    """An attribution in the making, in tokens and spans of the article."""

    hit: Hit
    source: Span | None
    content: Span
    kind: AttributionKind
    strength: Strength
    pronoun: Span | None = None


def find_attributions(
    text: str,
    sentences: Sequence[Span],
    language: str,
    *,
    names: Sequence[Span] = (),
    article: str = "",
    proposals: Proposals | None = None,
) -> tuple[Attribution, ...]:
    """Find what is attributed to somebody in an article, in text order.

    `names` are spans of known names; capital letters and role nouns serve beside them. `source` is None where
    nobody is named, or where a pronoun or a verb alone carries on the source of an earlier sentence.
    """
    words = attribution_words(language)
    quotes = find_quotes(text)
    proposed = proposals or Proposals()
    speakers = [row.span for row in proposed.sources if row.score >= PROPOSED]
    found: list[Attribution] = []
    unnamed: set[Span] = set()
    impersonal: set[Span] = set()
    for tokens in _tokens(text, sentences, quotes, words, (*names, *speakers), time_spans(text, language)):
        drafts = _read_sentence(text, tokens, words, quotes, proposed)
        unnamed |= {draft.hit.span for draft in drafts if draft.hit.cue.use in UNNAMED}
        impersonal |= {draft.hit.span for draft in drafts if draft.hit.cue.use is Use.NOBODY}
        speaking = [row.span for row in proposed.sources if row.score >= SURE]
        found += _named(article, drafts) or find_uncued(text, article, tokens, words, quotes, speaking)
    told = tuple(_with_antecedents(found, sentences, unnamed))
    return with_speakers(told, sentences, speakers, impersonal)


def _tokens(
    text: str,
    sentences: Sequence[Span],
    quotes: Sequence[Span],
    words: AttributionWords,
    names: Sequence[Span],
    times: Sequence[Span],
) -> list[tuple[Token, ...]]:
    """Tokenise an article; a capital that opens a sentence is a name where the word has one elsewhere."""
    named, timed = _covered(names), _covered(times)
    split = [
        tuple(_no_time(token, named, timed) for token in tokenise(text, sentence, quotes, words, names))
        for sentence in sentences
    ]
    known = {token.folded for tokens in split for token in tokens if token.name}
    return [(*(_as_known(token, known, words) for token in tokens[:1]), *tokens[1:]) for tokens in split]


def _covered(spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(place for span in spans for place in range(*span))


def _no_time(token: Token, named: Set[int], timed: Set[int]) -> Token:
    """Take the capital of a month or weekday for no name, unless it stands in one that is known."""
    places = range(*token.span)
    if not token.name or timed.isdisjoint(places):
        return token
    return replace(token, name=not named.isdisjoint(places))


def _as_known(token: Token, known: Set[str], words: AttributionWords) -> Token:
    """Make a word a name where another ending of it is one: Kim, Kimit."""
    if len(token.folded) < SHORTEST_NAME or token.lower in words.listed:
        return token
    forms = (name for name in known if abs(len(name) - len(token.folded)) <= NAME_ENDING)
    same = any(name.startswith(token.folded) or token.folded.startswith(name) for name in forms)
    return replace(token, name=token.name or same)


def _read_sentence(
    text: str,
    tokens: Sequence[Token],
    words: AttributionWords,
    quotes: Sequence[Span],
    proposed: Proposals,
) -> list[_Draft]:
    hits = _with_proposed(list(find_hits(tokens, words)), tokens, words, proposed.cues)
    hits = hits or list(find_unlisted(tokens, words))
    speakers = [row.span for row in proposed.sources if row.score >= SURE]
    clauses = Clauses(tokens, words, [(hit.start, hit.end) for hit in hits], speakers)
    statements = _carried_on(clauses, _believed(clauses, hits))
    drafts = []
    for statement in statements:
        hit = statement.hit
        content = find_content(clauses, statement, [other for other in statements if other is not statement])
        content = content if content.end > content.start else around(clauses, hit)
        if content.end <= content.start:
            continue  # a cue that stands alone
        source = _span_of(text, tokens, statement.phrase, quotes)
        strength = cue_strength(hit.cue.strength, [token.lower for token in tokens[: hit.start]], words)
        kind = quoted_kind(text, content, quotes)
        drafts.append(_Draft(hit, source, content, kind, strength, _pronoun_of(clauses, statement)))
    return drafts


def _believed(clauses: Clauses, hits: Sequence[Hit]) -> list[Statement]:
    """Keep the cues that report; one that may, within what another reports, needs its own complementiser."""
    believed: list[Statement] = []
    governed = len(clauses.tokens)
    for hit in hits:
        report, phrase = _judge(clauses, hit)
        statement = Statement(hit, phrase)
        that, speech = find_that(clauses, hit), find_speech(clauses, hit)
        bare = hit.cue.use is Use.MAY_SAY and that is None and speech is None
        within = hit.start > governed and not clauses.opens(hit.start) and not joins_on(clauses, statement)
        if not report or (bare and within):
            continue
        believed.append(statement)
        governed = min(governed, that if that is not None else governed)
    return believed


def _carried_on(clauses: Clauses, believed: Sequence[Statement]) -> list[Statement]:
    """Give a verb without a subject, or with a pronoun, the source of the verb before it in the sentence.

    Where there is none, the subject that opens the sentence is that of a verb joined on (… and said that). The
    subject of an impersonal cue speaks in the next one (the mayor is reported to have said that).
    """
    carried: list[Statement] = []
    last: Phrase | None = None
    for statement in believed:
        hit, phrase = statement.hit, statement.phrase
        verb = hit.cue.use in (Use.SAYS, Use.MAY_SAY, Use.WITH_CLAUSE, Use.REMARKS)
        if verb and (phrase is None or phrase.pronoun):
            joined = find_that(clauses, hit) is not None or not clauses.words.that
            leads = joined and phrase is None
            found = last or (sources.opening(clauses, hit.start) if leads else None)
            carried.append(Statement(hit, replace(found, carried=True) if found else phrase, phrase))
            continue
        carried.append(statement)
        if hit.cue.use is Use.NOBODY:
            subject = sources.before(clauses, hit.start)
            last = subject if subject and subject.speaker else last
        last = phrase if verb else last
    return carried


def _with_proposed(
    hits: list[Hit], tokens: Sequence[Token], words: AttributionWords, proposed: Sequence[Proposal]
) -> list[Hit]:
    """Add the proposed cues that no listed one overlaps; they are believed beside a proposed source."""
    for row in proposed:
        inside = [i for i, token in enumerate(tokens) if _meet(token.span, row.span)]
        mood = any(tokens[at].lower in words.reported for at in inside)
        if row.score < PROPOSED or not inside or mood or any(_meet(hit.span, row.span) for hit in hits):
            continue
        cue = Cue((tokens[inside[0]].folded,), Use.MAY_SAY, Strength.SAID)
        hits.append(Hit(inside[0], inside[-1] + 1, row.span, cue, proposed=True))
    return sorted(hits, key=lambda hit: hit.start)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _judge(clauses: Clauses, hit: Hit) -> tuple[bool, Phrase | None]:
    """Decide whether a cue reports here, and who its source is."""
    use = hit.cue.use
    if use is Use.ACCORDING_BEHIND:
        phrase = sources.before(clauses, hit.start)
        return phrase is not None, phrase
    if use in (Use.ACCORDING, Use.MAY_ACCORD):
        phrase = sources.according(clauses, hit.end, hit.start)
        edge = clauses.is_mark(hit.start - 1) and phrase is not None and clauses.is_mark(phrase.end)
        return phrase is not None and (use is Use.ACCORDING or (edge and phrase.someone)), phrase
    if use is Use.NOBODY:
        phrase = sources.after(clauses, hit.end) if clauses.has(hit.end, clauses.words.whence) else None
        return True, phrase if phrase and phrase.speaker else None
    passive, agent = sources.agent(clauses, hit.start, hit.end)
    if passive:
        return agent is not None or find_that(clauses, hit) is not None, agent
    phrase = _source(clauses, hit)
    return _verb_reports(clauses, hit, phrase), phrase


def _verb_reports(clauses: Clauses, hit: Hit, phrase: Phrase | None) -> bool:
    """Whether what a verb needs beside it is there: its content, a speaker, or for some no more than a place."""
    use = hit.cue.use
    if hit.proposed and not (phrase and clauses.is_proposed(phrase.start, phrase.end)):
        return False
    if phrase is None and clauses.has(skip_back(clauses, hit.start) - 1, clauses.words.relatives):
        return False  # a treaty that provides that …
    clause = find_that(clauses, hit) is not None and use is not Use.REMARKS
    if clause or find_speech(clauses, hit) is not None:
        return True
    if use is Use.SAYS:
        return phrase is not None or clauses.follows_mark(hit.start)
    if phrase is None or use is Use.REMARKS:
        return False
    if use is Use.WITH_CLAUSE:
        return phrase.speaker and phrase.start > hit.start and clauses.is_comma(hit.start - 1)
    return phrase.pronoun or (phrase.speaker and sources.is_headed(clauses, phrase))


def _source(clauses: Clauses, hit: Hit) -> Phrase | None:
    """Choose between the phrase before a verb and the one after it."""
    words = clauses.words
    behind, ahead = sources.before(clauses, hit.start), sources.after(clauses, hit.end)
    if words.source_first:
        return sources.first_in_clause(clauses, hit.start) or behind or ahead
    sure = ahead is not None and hit.cue.use is Use.SAYS and clauses.has(ahead.start, words.articles)
    surely = _surely(clauses, hit, behind, ahead)
    if surely:
        return surely
    inverts = words.source_after or not words.caseless
    ahead = ahead if ahead and inverts and (ahead.someone or sure) else None
    if ahead and ahead.speaker and clauses.has(ahead.start - 1, words.whence):
        return ahead
    if clauses.opens(hit.start):
        if behind and behind.whole and behind.someone:
            return behind
        if ahead and (ahead.clean or words.source_after):
            return ahead
        return behind if behind and behind.someone else None
    if behind and behind.someone and (ahead is None or sources.is_headed(clauses, behind)):
        return behind
    if ahead and ahead.clean and (behind is None or behind.someone or words.source_after):
        return ahead
    return behind if behind and (behind.someone or hit.cue.use is Use.SAYS) else None


def _surely(clauses: Clauses, hit: Hit, behind: Phrase | None, ahead: Phrase | None) -> Phrase | None:
    """Choose the phrase that a head holds for a source, or that grammar makes the subject, if it is one alone."""
    words = clauses.words
    if behind is not None and ahead is not None:
        held = [phrase for phrase in (behind, ahead) if clauses.is_proposed(phrase.start, phrase.end)]
        if len(held) == 1:
            return held[0]
    if words.subjects:
        return _by_article(clauses, hit, behind)
    second = words.verb_second and ahead and ahead.someone and not (behind and behind.whole)
    return ahead if second else None


def _by_article(clauses: Clauses, hit: Hit, behind: Phrase | None) -> Phrase | None:
    """Choose the phrase before or after a verb, in its clause, that begins with an article only subjects have."""
    if behind and behind.someone and clauses.has(behind.start, clauses.words.subjects):
        return behind
    at = hit.end
    while not clauses.is_mark(at) and not clauses.is_cue(at) and not clauses.has(at, clauses.words.that):
        if clauses.has(at, clauses.words.subjects):
            found = sources.after(clauses, at)
            return found if found and found.someone else None
        at += 1
    return None


def _span_of(
    text: str, tokens: Sequence[Token], phrase: Phrase | None, quotes: Sequence[Span]
) -> Span | None:
    """Give the span of a naming phrase, widened to the quotation marks it begins or ends within."""
    if phrase is None or phrase.pronoun:
        return None
    start, end = tokens[phrase.start].span.start, tokens[phrase.end - 1].span.end
    for quote in quotes:
        if quote.start < end <= quote.end - 1 <= end + 1 and quote.end - quote.start < 60:
            end = max(end, quote.end)
        if quote.start < start <= quote.start + 2 and quote.end <= end:
            start = quote.start
    closes = text[end : end + 1] == ")" and "(" in text[start:end]
    return Span(start, end + closes)


def _pronoun_of(clauses: Clauses, statement: Statement) -> Span | None:
    """Give the span of the pronoun that is the subject of a verb."""
    phrase = statement.subject or statement.phrase
    if phrase is None or not phrase.pronoun:
        return None
    places = range(phrase.start, phrase.end)
    return next((clauses.tokens[at].span for at in places if clauses.has(at, clauses.words.pronouns)), None)


def _named(article: str, drafts: Sequence[_Draft]) -> list[Attribution]:
    """Give the drafts ids and parents: the closest statement of somebody else whose content holds the cue."""
    made = [
        Attribution(
            id=attribution_id(article, draft.hit.span, draft.content),
            article=article,
            kind=draft.kind,
            content=draft.content,
            source=draft.source,
            cue=draft.hit.span,
            strength=draft.strength,
            pronoun=draft.pronoun,
        )
        for draft in drafts
    ]
    return [replace(child, parent=_parent(child, made)) for child in made]


def _with_antecedents(
    found: Sequence[Attribution], sentences: Sequence[Span], unnamed: Container[Span]
) -> Iterator[Attribution]:
    """Tell where the source was named before, for a verb whose subject is a pronoun or is left out."""
    named: tuple[int, Span] | None = None
    for one in found:
        place = next((i for i, s in enumerate(sentences) if s.start <= one.content.start < s.end), 0)
        if one.source is not None:
            named = place, one.source
        elif named and one.cue not in unnamed and place - named[0] <= CARRIED:
            one = replace(one, antecedent=named[1])  # noqa: PLW2901
            named = (place, named[1]) if one.cue is None else named
        yield one


def _parent(child: Attribution, among: Iterable[Attribution]) -> str | None:
    cue = child.cue
    holding = [
        other
        for other in among
        if other is not child
        and not (child.source and child.source == other.source)  # nobody relays what he says himself
        and cue
        and other.content.start <= cue.start
        and cue.end <= other.content.end
    ]
    closest = min(holding, key=lambda other: other.content.end - other.content.start, default=None)
    return closest.id if closest else None
