"""Finds what a text puts as a name beside a word such as indicator: in quotes, in capitals, in small letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.knowledge.corpus.vocabulary import PartSaid
from assistant.knowledge.search.words import STOPWORDS, terms

TWO = 2
MOST_WORDS = 6
# Words that stand within a name, and those that join one to the word for what it is.
_WITHIN = frozenset("of for and in to with by & the de del y la el para".split())
_CALLED = frozenset("called named titled llamado llamada".split())
_JOINS = _CALLED | frozenset("known as on of for under about is de del la sobre".split())
_AS = frozenset("as a an the".split())
_ARTICLES = frozenset("the a an el la del al un una".split())
_OWN = frozenset("our my their your nuestro nuestra mi".split())
# Words that begin a request and ones that follow a name.
_ASKING = frozenset("explain list name describe compare give show tell draft need explica".split())
_ASKED = frozenset("mean means ask asks say says require requires want wants look looks".split())
# Words that are no name by themselves.
ORDINARY = frozenset(
    terms(
        "key performance leading lagging next first second third fourth fifth sixth seventh eighth ninth tenth last "
        "two three four five six seven eight nine ten important framework evidence"
    )
)
_TOKEN = re.compile(r"[^\W_][\w'’-]*|&")
_QUOTED = re.compile(r"(?<!\w)[\"“‘'](?P<said>[^\"“”‘]{3,70}?)[\"”’'](?!\w)")
_UNDER = re.compile(r"\b(?:under|(?:evidence|evidencias|artifacts?) (?:for|of|under|de))\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def small(self) -> str:
        return self.text.lower()

    @property
    def is_proper(self) -> bool:
        return self.text[0].isupper()

    @property
    def fits_name(self) -> bool:
        return self.is_proper or self.small in _WITHIN

    @property
    def fits_small_name(self) -> bool:
        return self.small in _WITHIN or not (self.small in STOPWORDS | _ASKED or self.text[0].isdigit())


def names_beside(text: str, word: PartSaid, *, in_talk: bool) -> Iterator[str]:
    """Yield the names beside a word for a part, the surest first.

    Args:
        text: The text.
        word: The word, where the text has it.
        in_talk: Whether the text speaks of frameworks; if not, an everyday word has a name only where it is one alone
            ("the Robot Readiness domain", but not "our SEL competencies").
    """
    tokens = [_Token(match.group(), *match.span()) for match in _TOKEN.finditer(text)]
    before = [token for token in reversed(tokens) if token.end <= word.start]
    after = [token for token in tokens if token.start >= word.end]
    if after and (after[0].text[0].isdigit() or {token.small for token in after[1:TWO]} & _OWN):
        return
    sure = in_talk or not word.everyday
    if sure:
        yield from _quoted(text, word)
    if sure or not word.plural:
        yield from _in_capitals(text, before, word.start)
    if sure:
        colon = re.match(r":\s*", text[word.end :])
        joins, run = _joined(text, after, word.end + (colon.end() if colon else 0), lambda token: token.fits_name)
        if not (word.plural or colon) or ((joins or colon) and len(run) >= TWO):
            yield from _proper(text, run)
    if sure and not word.plural:
        yield from _in_small_letters(text, before, after, word)


def quoted_alone(text: str) -> Iterator[str]:
    """Yield names in quotes that no word for a part stands beside: under “…”, evidence for “…”."""
    for quoted in _QUOTED.finditer(text):
        if _UNDER.search(text[: quoted.start()]) and len(content(quoted["said"])) >= TWO:
            yield quoted["said"]


def content(said: str) -> list[str]:
    """Return the stems of a name's words that could tell it from another."""
    return [term for term in terms(said) if term not in ORDINARY and not term[0].isdigit()]


def _quoted(text: str, word: PartSaid) -> Iterator[str]:
    for quoted in _QUOTED.finditer(text):
        between = text[quoted.end() : word.start] if quoted.end() <= word.start else text[word.end : quoted.start()]
        if len(between.split()) <= TWO and not re.search(r"[.;?!]", between):
            yield quoted["said"]


def _in_capitals(text: str, before: Sequence[_Token], edge: int) -> Iterator[str]:
    beside = before
    while before and before[0].small in _AS:
        edge, before = before[0].start, before[1:]
    run = _run(text, before, edge, lambda token: token.fits_name)
    owner = before[len(run) : len(run) + 1]
    run = run[::-1]
    while run and run[0].small in STOPWORDS | _WITHIN | _ASKING:
        run.pop(0)
    alone = len(run) == 1 and (before is not beside or re.search(r"(?:^|[.?!:])\W*$", text[: run[0].start]))
    if run and run[-1].is_proper and not alone and not (owner and owner[0].small in _OWN):
        yield from _proper(text, run)


def _in_small_letters(text: str, before: Sequence[_Token], after: Sequence[_Token], word: PartSaid) -> Iterator[str]:
    run = _run(text, before, word.start, lambda token: token.fits_small_name and token.small != "the")
    if before[len(run) : len(run) + 1] and before[len(run)].small == "the":
        yield from _small(text, run[::-1])
    joins, name = _joined(text, after, word.end, lambda token: token.fits_small_name)
    is_which = bool(before) and before[0].small == "which" and [token.small for token in joins] == ["is"]
    led = bool(before) and before[0].small in _ARTICLES
    if (is_which and not any(token.small in _WITHIN for token in name)) or (
        led and joins and (word.spanish or joins[0].small in _CALLED)
    ):
        yield from _small(text, name)


def _joined(
    text: str, after: Sequence[_Token], edge: int, fits: Callable[[_Token], bool]
) -> tuple[Sequence[_Token], Sequence[_Token]]:
    """Return what joins a name to the word before it, and the name."""
    joins = _run(text, after, edge, lambda token: token.small in _JOINS)[:TWO]
    return joins, _run(text, after[len(joins) :], joins[-1].end if joins else edge, fits)


def _run(text: str, tokens: Sequence[_Token], edge: int, fits: Callable[[_Token], bool]) -> list[_Token]:
    """Return the tokens that follow one another from an edge on, either way, as long as they fit."""
    run: list[_Token] = []
    for token in tokens:
        between = text[token.end : edge] if token.start < edge else text[edge : token.start]
        if between.strip() not in {"", ","} or not fits(token) or len(run) > MOST_WORDS:
            break
        run.append(token)
        edge = token.start if token.start < edge else token.end
    return run


def _proper(text: str, run: Sequence[_Token]) -> Iterator[str]:
    """Yield a run in capitals as a name, unless it is an acronym, or what has the part ("the district's pillar")."""
    ends = [n for n, token in enumerate(run, 1) if token.is_proper]
    if not ends or run[0].small in _WITHIN or re.search(r"['’]s?$", run[ends[-1] - 1].text):
        return
    if not all(token.text.isupper() for token in run if token.is_proper):
        yield text[run[0].start : run[ends[-1] - 1].end]


def _small(text: str, run: Sequence[_Token]) -> Iterator[str]:
    """Yield a run in small letters as a name, where it has two words that could be one's."""
    ends = [n for n, token in enumerate(run, 1) if token.small not in _WITHIN]
    said = text[run[0].start : run[ends[-1] - 1].end] if ends else ""
    if len(content(said)) >= TWO:
        yield said
