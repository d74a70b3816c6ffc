"""Who is said to have said what: source, cue and content spans (the PARC3 and PolNeAR triple) by rules and data.

One engine serves every language; what a language needs is in `languages/<language>/attribution.toml`. A language
without data has quotation marks, colons, and the verb between a quotation and a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from retold.find import sources
from retold.find.clauses import Kind, Token, clip, tokenise
from retold.find.modality import cue_strength
from retold.find.quotes import find_quotes
from retold.find.sources import Clauses, Phrase
from retold.model import Attribution, AttributionKind, Span, Strength
from retold.text.cues import GAP, AttributionWords, Cue, Use, attribution_words

#: How far behind a cue its complementiser may stand, in words (longest in the train stories: 11).
REACH = 12


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
class _Hit:
    """A cue found at tokens [start, end); `span` may be shorter than its tokens (a prefix left out)."""

    start: int
    end: int
    span: Span
    cue: Cue


@dataclass(frozen=True, slots=True)
class _Draft:
    """An attribution in the making, in tokens and spans of the article."""

    hit: _Hit
    source: Span | None
    content: Span
    kind: AttributionKind
    strength: Strength


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
    quotes = find_quotes(text, language)
    found: list[Attribution] = []
    for sentence in sentences:
        tokens = tokenise(text, sentence, quotes, words, names)
        drafts = _read_sentence(text, tokens, words, quotes)
        found += _named(article, drafts) or _spoken(text, article, tokens, words)
    return tuple(found)


def _read_sentence(
    text: str, tokens: Sequence[Token], words: AttributionWords, quotes: Sequence[Span]
) -> list[_Draft]:
    hits = list(_hits(tokens, words)) or list(_unlisted(tokens, words))
    clauses = Clauses(tokens, words, [(hit.start, hit.end) for hit in hits])
    believed = _carried_on([(hit, phrase) for hit in hits for ok, phrase in [_judge(clauses, hit)] if ok])
    drafts = []
    for hit, phrase in believed:
        content = _content(clauses, hit, phrase, [other for other, _ in believed])
        source = _span_of(text, tokens, phrase, quotes)
        strength = cue_strength(hit.cue.strength, [t.lower for t in tokens[: hit.start]], words)
        drafts.append(_Draft(hit, source, content, _kind(text, content, quotes), strength))
    return drafts


def _carried_on(believed: Sequence[tuple[_Hit, Phrase | None]]) -> list[tuple[_Hit, Phrase | None]]:
    """Give a verb without a subject, or with a pronoun, the source of the verb before it in the sentence."""
    carried: list[tuple[_Hit, Phrase | None]] = []
    last: Phrase | None = None
    for hit, phrase in believed:
        verb = hit.cue.use in (Use.SAYS, Use.MAY_SAY, Use.REMARKS)
        if verb and (phrase is None or phrase.pronoun):
            phrase = last
        elif verb:
            last = phrase
        carried.append((hit, phrase))
    return carried


def _hits(tokens: Sequence[Token], words: AttributionWords) -> Iterator[_Hit]:
    at = 0
    while at < len(tokens):
        hit = _hit_at(tokens, at, words) if tokens[at].kind is Kind.WORD else None
        if hit:
            yield hit
        at = hit.end if hit else at + 1


def _hit_at(tokens: Sequence[Token], at: int, words: AttributionWords) -> _Hit | None:
    token = tokens[at]
    starts = [(token.folded, 0)]
    starts += [
        (token.folded[len(prefix) :], len(prefix))
        for prefix in words.prefixes
        if token.folded.startswith(prefix)
    ]
    best: tuple[tuple[int, int], _Hit] | None = None
    for folded, cut in starts:
        for cue in words.starting(folded):
            end = _match(tokens, at, cue)
            if end and cue.needs_that and _that_from(tokens, end, words) is None:
                continue
            rank = (len(cue.words) + cue.needs_that, len(cue.words[0]) - cut)
            if end and (best is None or rank > best[0]):
                best = rank, _Hit(at, end, Span(token.span.start + cut, tokens[end - 1].span.end), cue)
    return best[1] if best else None


def _match(tokens: Sequence[Token], at: int, cue: Cue) -> int | None:
    """Match the words of a cue behind its first; give the end of what goes before a gap, else None."""
    end = at + 1
    rest = list(cue.words[1:])
    while rest:
        word = rest.pop(0)
        if word == GAP:
            return end if _later(tokens, end, rest[0]) else None
        if end >= len(tokens) or not _fits(tokens[end].folded, word):
            return None
        end += 1
    return end


def _later(tokens: Sequence[Token], start: int, word: str) -> bool:
    for token in tokens[start : start + REACH + 4]:
        if token.kind in (Kind.COMMA, Kind.STOP, Kind.SPEECH):
            return False
        if _fits(token.folded, word):
            return True
    return False


def _fits(folded: str, word: str) -> bool:
    return folded.startswith(word[:-1]) if word.endswith("*") else folded == word


def _unlisted(tokens: Sequence[Token], words: AttributionWords) -> Iterator[_Hit]:
    """The verb between a quotation and a name, which needs no lexicon: “…”, qetësoi Ana Kola."""
    at = next((i for i, token in enumerate(tokens) if token.kind is Kind.SPEECH), None)
    if at is None or at > 0:
        return
    marks = {Kind.COMMA, Kind.DASH}
    start = at + 1
    while start < len(tokens) and tokens[start].kind in marks:
        start += 1
    verb = tokens[start : start + 1]
    named = any(token.name or words.is_speaker(token.folded) for token in tokens[start + 1 : start + 5])
    if start > at + 1 and verb and verb[0].kind is Kind.WORD and not verb[0].name and named:
        cue = Cue((verb[0].folded,), Use.REMARKS, Strength.SAID)
        yield _Hit(start, start + 1, verb[0].span, cue)


def _judge(clauses: Clauses, hit: _Hit) -> tuple[bool, Phrase | None]:
    """Decide whether a cue reports here, and who its source is."""
    use = hit.cue.use
    if use is Use.ACCORDING_BEHIND:
        phrase = sources.before(clauses, hit.start)
        return phrase is not None, phrase
    if use in (Use.ACCORDING, Use.MAY_ACCORD):
        phrase = sources.according(clauses, hit.end)
        edge = clauses.is_mark(hit.start - 1) and phrase is not None and clauses.is_mark(phrase.end)
        return phrase is not None and (use is Use.ACCORDING or (edge and phrase.someone)), phrase
    if use is Use.NOBODY:
        phrase = sources.after(clauses, hit.end) if clauses.has(hit.end, clauses.words.whence) else None
        return True, phrase if phrase and phrase.speaker else None
    phrase = _source(clauses, hit)
    spoken = _speech(clauses, hit) is not None
    if use is Use.SAYS:
        return True, phrase
    if use is Use.REMARKS:
        return spoken, phrase
    someone = phrase is not None and phrase.someone
    return spoken or someone or _that(clauses, hit) is not None, phrase


def _source(clauses: Clauses, hit: _Hit) -> Phrase | None:
    """Choose between the phrase before a verb and the one after it."""
    words = clauses.words
    behind, ahead = sources.before(clauses, hit.start), sources.after(clauses, hit.end)
    if words.source_first:
        return sources.first_in_clause(clauses, hit.start) or behind or ahead
    if ahead and not (
        ahead.someone or (hit.cue.use is Use.SAYS and clauses.has(ahead.start, words.articles))
    ):
        ahead = None
    if clauses.opens(hit.start):
        if behind and behind.whole and behind.someone:
            return behind
        if ahead and (ahead.clean or words.source_after):
            return ahead
        return behind if behind and behind.someone else None
    if behind and behind.someone:
        return behind
    if ahead and ahead.clean and (behind is None or words.source_after):
        return ahead
    return behind if hit.cue.use is Use.SAYS else None


def _that(clauses: Clauses, hit: _Hit) -> int | None:
    """Give the place of the complementiser that a cue governs; no other cue stands before it."""
    at = _that_from(clauses.tokens, hit.end, clauses.words)
    return at if at is not None and not any(clauses.is_cue(near) for near in range(hit.end, at)) else None


def _that_from(tokens: Sequence[Token], start: int, words: AttributionWords) -> int | None:
    for at in range(start, min(start + REACH, len(tokens))):
        if tokens[at].lower in words.that:
            return at
        over = tokens[at].kind is Kind.COMMA and at + 1 < len(tokens) and tokens[at + 1].lower in words.that
        if tokens[at].kind is not Kind.WORD and not over:
            return None
    return None


def _speech(clauses: Clauses, hit: _Hit) -> int | None:
    """Give the place of the quotation beside a cue: before it over a comma, or behind it."""
    tokens = clauses.tokens
    at = hit.start - 1
    while at >= 0 and hit.start - at < REACH and tokens[at].kind is Kind.WORD and not clauses.is_cue(at):
        at -= 1
    while at >= 0 and tokens[at].kind in (Kind.COMMA, Kind.DASH):
        at -= 1
    if at >= 0 and tokens[at].kind is Kind.SPEECH:
        return at
    for at in range(hit.end, min(hit.end + REACH + 6, len(tokens))):
        if tokens[at].kind is Kind.SPEECH:
            return at
        if clauses.is_cue(at):
            break
    return None


def _content(clauses: Clauses, hit: _Hit, phrase: Phrase | None, others: Sequence[_Hit]) -> Span:
    tokens = clauses.tokens
    that, speech = _that(clauses, hit), _speech(clauses, hit)
    if that is None and speech is not None:
        return tokens[speech].span
    first = min(hit.start, phrase.start) if phrase else hit.start
    last = max(hit.end, phrase.end) if phrase else hit.end
    if that is not None:
        return _from(clauses, that + 1, others)
    if clauses.words.source_first and phrase and phrase.end < hit.start:
        return _between(clauses, phrase.end, hit.start)
    lead = _words_before(clauses, first)
    rest = _from(clauses, last, others)
    trailing = clauses.opens(first) and lead is not None
    return (lead if trailing or rest.end <= rest.start else rest) or rest


def _between(clauses: Clauses, start: int, end: int) -> Span:
    """Give what stands between a source and the verb at the end of its clause."""
    while start < end - 1 and (clauses.is_mark(start) or clauses.has(start, clauses.words.topics)):
        start += 1
    return Span(clauses.tokens[start].span.start, clauses.tokens[end - 1].span.end)


def _words_before(clauses: Clauses, end: int) -> Span | None:
    while end > 0 and (clauses.is_mark(end - 1) or clauses.has(end - 1, clauses.words.skip)):
        if clauses.tokens[end - 1].kind in (Kind.SPEECH, Kind.STOP):
            break
        end -= 1
    return Span(clauses.tokens[0].span.start, clauses.tokens[end - 1].span.end) if end else None


def _from(clauses: Clauses, start: int, others: Sequence[_Hit]) -> Span:
    """Give what a cue governs from token `start` on: to the next statement beside it, or the sentence's end."""
    tokens = clauses.tokens
    end = len(tokens)
    for other in others:
        if other.start >= start and clauses.opens(other.start) and clauses.is_mark(other.start - 1):
            end = min(end, other.start)
    while end > start and tokens[end - 1].kind in (Kind.COMMA, Kind.DASH, Kind.STOP):
        end -= 1
    if start >= end:
        edge = tokens[start - 1].span.end if start else 0
        return Span(edge, edge)
    while start < end - 1 and clauses.is_mark(start) and tokens[start].kind is not Kind.SPEECH:
        start += 1
    return Span(tokens[start].span.start, tokens[end - 1].span.end)


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
    return Span(start, end)


def _kind(text: str, content: Span, quotes: Sequence[Span]) -> AttributionKind:
    inside = [
        clip(quote, content) for quote in quotes if quote.start < content.end and quote.end > content.start
    ]
    quoted = max((span.end - span.start for span in inside), default=0)
    if not quoted:
        return AttributionKind.INDIRECT
    bare = len(text[content.start : content.end].strip(" .,–—-"))
    return AttributionKind.DIRECT if quoted >= bare else AttributionKind.MIXED


def _named(article: str, drafts: Sequence[_Draft]) -> list[Attribution]:
    """Give the drafts ids and parents: the parent is the closest statement whose content holds the cue."""
    made = [
        Attribution(
            id=_id(article, draft.hit.span, draft.content),
            article=article,
            kind=draft.kind,
            content=draft.content,
            source=draft.source,
            cue=draft.hit.span,
            strength=draft.strength,
        )
        for draft in drafts
    ]
    return [replace(child, parent=_parent(child, made)) for child in made]


def _parent(child: Attribution, among: Iterable[Attribution]) -> str | None:
    cue = child.cue
    holding = [
        other
        for other in among
        if other is not child and cue and other.content.start <= cue.start and cue.end <= other.content.end
    ]
    closest = min(holding, key=lambda other: other.content.end - other.content.start, default=None)
    return closest.id if closest else None


def _id(article: str, cue: Span | None, content: Span) -> str:
    return hashlib.sha256(f"{article}\x1f{cue}\x1f{content}".encode()).hexdigest()[:16]


def _spoken(text: str, article: str, tokens: Sequence[Token], words: AttributionWords) -> list[Attribution]:
    """Speech without a cue: behind a name and a colon, or alone in its sentence, carried on from the one before."""
    spoken = [i for i, token in enumerate(tokens) if token.kind is Kind.SPEECH]
    if not spoken:
        return []
    at = spoken[0]
    content = tokens[at].span
    alone = all(token.kind is not Kind.WORD for token in tokens)
    colon = at > 1 and text[tokens[at - 1].span.start] in ":："
    if not (alone or colon):
        return []
    source = Span(tokens[0].span.start, tokens[at - 2].span.end) if colon and at <= 9 else None
    return [
        Attribution(
            id=_id(article, None, content),
            article=article,
            kind=AttributionKind.DIRECT,
            content=content,
            source=source,
        )
    ]
