"""Splits a stream of text into whole sentences and lines, of which no character is lost."""

from __future__ import annotations

import re

from assistant.knowledge.search.words import STOPWORDS

LONGEST = 2000
"""Characters after which a text without an end is cut between words, so that nothing waits for ever."""
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*")
_MARKS = re.compile(r"[ \t]*\[[^\[\]\n\s]*(?:[;,][ \t]*[^\[\]\n\s]+)*\][.!?]*")
_OPEN_MARK = re.compile(r"[ \t]*\[[^\[\]\n]*\Z")
_LIST_NUMBER = re.compile(r"\s*[>*\-•]?\s*(?:\d{1,3}|[A-Za-z])[.)]")
_ABBREVIATED = frozenset(
    "e.g i.e cf vs etc approx dr mr mrs ms prof st sr jr sra dra srta inc ltd dept fig no nos vol ed p pp gov rep sen "
    "p.ej ej ud uds núm pág págs art tel aprox lic ing".split()
)
_BEFORE_A_NUMBER = frozenset("no nos vol p pp fig art núm pág págs".split())
_MAY_END = frozenset("etc inc ltd jr".split())
_OPENING = {"(": ")", "[": "]", "“": "”", "«": "»"}


class Sentences:
    """Takes a text piece by piece and gives its sentences, each with the white space behind it.

    A sentence ends with its mark, a bracket of identifiers behind it included, or with its line; a quotation or
    bracket is never cut but by the end of a line. All that was given and ``rest`` together are what was fed.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> list[str]:
        """Take more text and return the sentences that are whole now."""
        self._held += text
        whole = []
        while (end := _end_of_first(self._held)) is not None:
            whole.append(self._held[:end])
            self._held = self._held[end:]
        return whole

    def rest(self) -> str:
        """Return what is not yet a whole sentence; it stays here."""
        return self._held


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a whole text, its unfinished rest last."""
    split = Sentences()
    return [*split.feed(text), *filter(None, [split.rest()])]


def _end_of_first(text: str) -> int | None:
    """Return where the first sentence ends, white space included, or None where that can't be told yet."""
    body = len(text) - len(text.lstrip())
    line = text.find("\n", body)
    limit = len(text) if line < 0 else line
    depths = _Depths(text, body)
    number = _LIST_NUMBER.match(text)
    position = number.end() if number else body
    for match in _END.finditer(text, position, limit):
        end = _past_marks(text, match.end(), limit)
        if end is None or (end == len(text)):
            return _cut(text) if line < 0 else _line_end(text, limit)
        if depths.closed_at(end) and _ends(text, match, end):
            return _past_space(text, end)
    return _line_end(text, limit) if line >= 0 else _cut(text)


def _line_end(text: str, at: int) -> int | None:
    """Return where the white space after a line ends; a line with nothing behind it is whole already."""
    return at + re.match(r"\n[^\S\n]*(?:\n[^\S\n]*)*", text[at:]).end() if text[at:] else None  # type: ignore[union-attr]


def _past_space(text: str, at: int) -> int | None:
    end = at + len(text[at:]) - len(text[at:].lstrip())
    return end if end < len(text) else None


def _past_marks(text: str, at: int, limit: int) -> int | None:
    """Return where the brackets of identifiers behind a sentence end; None while one of them may still come."""
    while match := _MARKS.match(text, at, limit):
        at = match.end()
    if limit == len(text) and (_OPEN_MARK.match(text, at) or not text[at:].strip()):
        return None
    return at


def _ends(text: str, match: re.Match[str], end: int) -> bool:
    """Tell whether a full stop, question mark or exclamation mark ends a sentence."""
    after = text[end : end + 40]
    if not after[:1].isspace():
        return False
    following = after.lstrip()
    if following[:1].islower():
        return False
    before = re.search(r"[\w.]+$", text[: match.start()])
    if match.group() != "." or not before:
        return True
    word = before.group().lower().strip(".")
    dotted = "." in word or (len(word) == 1 and word.isalpha())
    if word not in _ABBREVIATED and not dotted:
        return True
    if word in _BEFORE_A_NUMBER:
        return not following[:1].isdigit()
    first = re.match(r"\w+", following)
    may_end = word in _MAY_END or (dotted and word not in _ABBREVIATED)
    return may_end and bool(first) and first.group().lower() in STOPWORDS  # type: ignore[union-attr]


def _cut(text: str) -> int | None:
    """Return where to cut a text that grew too long, or None while it may grow."""
    if len(text) <= LONGEST:
        return None
    space = text.rfind(" ", 1, LONGEST)
    return space + 1 if space > 0 else LONGEST


class _Depths:
    """Where brackets and quotations of a text are all closed."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._at = start
        self._expected: list[str] = []

    def closed_at(self, end: int) -> bool:
        """Tell whether nothing is open before a place; places are asked for in their order."""
        for character in self._text[self._at : end]:
            if self._expected and character == self._expected[-1]:
                self._expected.pop()
            elif character == '"':
                self._expected.append('"')
            elif character in _OPENING:
                self._expected.append(_OPENING[character])
        self._at = max(self._at, end)
        return not self._expected
