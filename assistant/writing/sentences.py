"""Splits a stream of text into whole sentences and lines, of which no character is lost."""

from __future__ import annotations

import re

from assistant.knowledge.search.words import STOPWORDS

LONGEST = 2000
"""Characters after which a text without an end is cut between words, so that nothing waits for ever."""
_SEEN = LONGEST + 200
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
_CELL = " | "
_OPENING = {"(": ")", "[": "]", "“": "”", "«": "»"}


class Sentences:
    """Takes a text piece by piece and gives its sentences, each with the white space behind it.

    A sentence ends with its mark, a bracket of identifiers behind it included, or with its line; a quotation or
    bracket is never cut but by the end of a line, nor is a row of a table. All that was given and ``rest`` together
    are what was fed.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> list[str]:
        """Take more text and return the sentences that are whole now."""
        self._held += text
        whole = []
        start = 0
        while (end := _end_of_first(self._held[start : start + _SEEN])) is not None:
            whole.append(self._held[start : start + end])
            start += end
        self._held = self._held[start:]
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
    end = _end_in_line(text)
    if len(text) > LONGEST and (end is None or end > LONGEST):
        return _cut(text)
    return end


def _end_in_line(text: str) -> int | None:
    body = len(text) - len(text.lstrip())
    line = text.find("\n", body)
    limit = len(text) if line < 0 else line
    depths = _Depths(text, body)
    number = _LIST_NUMBER.match(text)
    for match in () if text.startswith("|", body) else _END.finditer(text, number.end() if number else body, limit):
        if _CELL in text[body : match.start()] or text[match.end() :].lstrip().startswith("|"):
            break
        end = _past_marks(text, match.end(), limit)
        if end is None or end == limit:
            break
        if depths.closed_at(end):
            ends = _ends(text, match, end)
            if ends is None:
                return None
            if ends:
                return _past_space(text, end)
    return None if line < 0 else _past_space(text, line)


def _past_space(text: str, at: int) -> int | None:
    """Return where the white space at a place ends, or its last line; None where more of it may come."""
    end = at + len(text[at:]) - len(text[at:].lstrip())
    if end == len(text):
        return None
    return text.rfind("\n", at, end) + 1 or end


def _past_marks(text: str, at: int, limit: int) -> int | None:
    """Return where the brackets of identifiers behind a sentence end; None while one of them may still come."""
    while match := _MARKS.match(text, at, limit):
        at = match.end()
    if limit == len(text) and (_OPEN_MARK.match(text, at) or not text[at:].strip()):
        return None
    return at


def _ends(text: str, match: re.Match[str], end: int) -> bool | None:
    """Tell whether a full stop, question mark or exclamation mark ends a sentence; None where more must be seen."""
    after = text[end:]
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
    if word in _BEFORE_A_NUMBER:
        return not following[:1].isdigit()
    if word in _ABBREVIATED and word not in _MAY_END:
        return False
    return _begins_plainly(following) if dotted or word in _MAY_END else True


def _begins_plainly(following: str) -> bool | None:
    """Tell whether a text begins with a word of grammar, as a sentence behind an abbreviation would."""
    first = re.match(r"\w+", following)
    if not first:
        return True
    return None if first.end() == len(following) else first.group().lower() in STOPWORDS


def _cut(text: str) -> int:
    """Return where to cut a text that grew too long."""
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
