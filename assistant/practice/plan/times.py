"""Words of time in a step: a plan gives the dates, so a step's own are taken out where they stand by themselves."""

from __future__ import annotations

import re

_MONTH = "(?:January|February|April|June|July|August|September|October|November|December)"
_SEASON = "(?:spring|fall|autumn|winter|summer)"
_SPAN = "(?:year|semester|term|quarter)"
_COUNT = r"(?:an?|one|two|three|four|five|six|half an?|\d+)"
_ORDINAL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)"
_TIMES = (
    rf"(?:on )?(?:once|twice|two or three times|three times|{_COUNT} times) (?:an?|each|every|per) {_SPAN}",
    r"(?:to be \w+ )?(?:(?:at (?:the end|the start|midpoint) of|before|by|until|for|in|from|into|since|of) )?"
    rf"(?:each|every|this|next) (?:{_SPAN}|{_SEASON}|{_MONTH})(?! ?['’\w-]*s\b)(?! (?:of|line|budget|end|hour))",
    r"(?:at|by|until|before) (?:mid-?year|the holidays|winter|spring|summer)(?: break)?",
    rf"(?:at|by|before|until|toward) the (?:end|start|beginning|close) of (?:the |each |every |a )?(?:school )?"
    rf"(?:{_SPAN}|month|week|{_SEASON}|{_MONTH})",
    rf"(?:in|by|during|over|from|until|before|since|after) (?:the )?(?:early |late )?{_MONTH}"
    rf"(?: (?:and|or|to) {_MONTH})?(?! ?['’])",
    rf"(?:in|during|over|by) (?:the |early |late )?{_SEASON}(?: (?:and|or) {_SEASON}| and closures| break)?"
    r"(?! \w+ing\b)",
    r"(?:before|on|by|from|in) the (?:first|last) (?:workday|day of school|day|week of school|weeks of school|days of "
    r"school)",
    rf"(?:for [\w ]{{3,20}} minutes )?in weeks? {_ORDINAL}(?:,? (?:and |and week )?{_ORDINAL})*",
    rf"(?:after|within|in|for) {_COUNT} {_SPAN}s?(?:s time)?(?! of\b)",
    rf"{_COUNT} {_SPAN}s? later",
    r"(?:yearly|annually)(?=[,.;]|$)",
)
_TIME = re.compile(rf"(?:^|,? )(?:{'|'.join(_TIMES)})(?=[\s,.;:?!]|$)", re.I)
# Behind these, and before what isn't one of these, words of time are part of what is said.
_HOLDS_ON = re.compile(
    r"\b(?:the|an?|of|for|in|at|by|than|as|since|past|on|to|with|from|every|each|about|over|during|until|after|before|"
    r"and|or|least|most|is|are|was|were|be|both|last|next|this|that|between|only|once|set|spend|spends)$",
    re.I,
)
_GOES_ON = re.compile(
    r"\s*(?:$|[,.;:?!]|(?:(?:and|or|but)(?! (?:of|in|at|by|on|to|for|from|after|before|again|with|each|every)\b)|so|"
    r"with|by|for|to|from|at|in|against|without|before|because|whether|what|how|where|who|until|if|when|through)\b)",
    re.I,
)
_OF_A_NAME = re.compile(
    r"\s*(?:surveys?|readings?|data|budgets?|tests?|notes|results|counts?|scores?|semester|term|break|conferences?|"
    r"meetings?|course|program|school|sports?|day|is|are|was|were|has|have|will)\b",
    re.I,
)
# What these say can't be seen before a good while has passed.
_WEEKS = re.compile(
    r"\b(?P<n>a|one|two|three|four|five|six|eight) (?:(?:\w+ )?weeks?\b(?! (?:old|ago|after|before|at))|weekly\b)",
    re.I,
)
_MONTHS_LONG = re.compile(r"\bfor (?P<n>one|two|three|four|six) months?\b", re.I)
_WEEKS_OF_MONTH = 4
_NUMBERS = {"a": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8}
_LONG = re.compile(
    r"\b(?:years? ago|(?:two|three|four|five|six|ten) years|next year|year four|second year|third year|second-semester|"
    r"midyear|both years|(?:fall|spring|winter|January|September) (?:notes|half day)|years two|for a year|a year|"
    r"falling from term|other semester|two terms|term-end|previous year|last round)\b",
    re.I,
)
LONG_DAYS = 300


def without_times(text: str) -> str:
    """Return a text without words of time that stand by themselves: ``Repeat them in January`` is ``Repeat them``.

    Where what is left might be no sentence, they stay.
    """
    text = re.sub(rf"^An? {_SPAN}['’]s ", "The ", text)
    bare = re.sub(r"\s+", " ", _TIME.sub(_cut, text)).strip(" ,")
    bare = re.sub(r"\s+([,.;:?!])", r"\1", bare)
    return bare[:1].upper() + bare[1:] if text[:1].isupper() else bare


def _cut(found: re.Match[str]) -> str:
    """Return nothing in the place of words of time that can go, else the words."""
    before, behind = found.string[: found.start()].rstrip(), found.string[found.end() :]
    if not before or before[-1] in ".;:":
        return found[0] if _OF_A_NAME.match(behind) else ""
    of_the_verb = re.match(r"\W*for\b", found[0], re.I) and re.search(r"ing$", before)
    goes = _GOES_ON.match(behind) and not _HOLDS_ON.search(before) and not of_the_verb
    return "" if goes else found[0]


def needs_long(text: str, days: int) -> bool:
    """Tell whether what a text says can't be seen within so many days."""
    return days < LONG_DAYS and _LONG.search(text) is not None


def weeks_in(text: str) -> int:
    """Return how many weeks a text says that something takes: ``for two weeks``; 0 where it doesn't say."""
    named = [_NUMBERS[found["n"].lower()] for found in _WEEKS.finditer(text)]
    named += [_WEEKS_OF_MONTH * _NUMBERS[found["n"].lower()] for found in _MONTHS_LONG.finditer(text)]
    apart = 2 * _WEEKS_OF_MONTH if re.search(r"\bmonths apart\b", text, re.I) else 0
    return max([*named, apart, int(" for a week" in text)])
