"""Reads what somebody asks of a plan in words as edits; where it isn't understood, it says which edits there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from assistant.errors import NotAnEditError
from assistant.practice.plan.edits import (
    Add,
    DueOn,
    Edit,
    For,
    Have,
    Mark,
    MoveSteps,
    NoBudget,
    Note,
    Own,
    Rephase,
    Shift,
    Show,
    StartOn,
    Stretch,
)
from assistant.practice.plan.model import Plan, Status
from assistant.understanding.request import SMALL_NUMBERS

THERE_ARE = (
    "break it into 30, 60 and 90 days; make it 60 days; start on 2027-01-11; move everything two weeks later; "
    "move step 3 one week later; step 3 is due May 5; the librarian owns step 2; step 3 is done (under way, not "
    "started); drop step 4; bring back step 4; note on step 2: ask Ana; add a step: visit a class; put it in a table; "
    "show it by phases; we have no budget; we have a charter; this is for a school (a district)"
)
_ORDINALS = {w: n for n, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)}
_MONTHS = {
    m: n
    for n, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep september sept|oct october"
        "|nov november|dec december".split("|"),
        1,
    )
    for m in names.split()
}
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(SMALL_NUMBERS) + r")[\s-]+(?P<unit>days?|weeks?|months?|years?)"
_MOVE = (
    r"(?:(?P<early>later|earlier|sooner|back|forward|out|up) )?(?:by )?"
    rf"{_COUNT}(?: (?P<way>later|earlier|sooner|back|forward|out|up))?"
)
_STEPS = (
    r"(?P<steps>(?:steps?|numbers?|#)\s*#?\d[\d\s,&#-]*(?:(?:and|to|through)\s+#?\d+[\s,]*)*"
    rf"|the (?:{'|'.join(_ORDINALS)}) step)"
)
_DAY = r"(?:on |by |for |at |until )?(?P<day>[\w ,/.-]+)"
_ALL = r"(?:it all|all of it|everything|it|the (?:whole )?plan|all (?:the )?(?:steps|dates))"
_STATUSES: Mapping[str, Status] = {
    "done": "done",
    "finished": "done",
    "complete": "done",
    "completed": "done",
    "under way": "under way",
    "underway": "under way",
    "started": "under way",
    "in progress": "under way",
    "not started": "not started",
    "open": "not started",
    "open again": "not started",
    "not done": "not started",
    "dropped": "dropped",
}
_Read = Callable[[re.Match[str], Plan], Edit]


def read_edits(words: str, plan: Plan) -> tuple[Edit, ...]:
    """Return what words ask of a plan, in order: several edits stand apart by ``;``, a new sentence, or ``and``.

    Raises:
        NotAnEditError: They aren't understood; the message says which edits there are.
    """
    whole = " ".join(words.split()).strip(" .!")
    if (edit := _read(whole, plan)) is not None:
        return (edit,)
    for between in (r"\s*;\s*|(?<=[a-z])[.!]\s+", r"\s*;\s*|[.!]\s+|,?\s+and (?:then )?|,\s+(?:then )?"):
        parts = [part for part in re.split(between, whole) if part]
        edits = [_read(part, plan) for part in parts]
        if len(parts) > 1 and all(edit is not None for edit in edits):
            return tuple(edit for edit in edits if edit is not None)
    raise NotAnEditError(f"“{whole[:80]}” isn't an edit of the plan that is known; these are: {THERE_ARE}")


def _read(words: str, plan: Plan) -> Edit | None:
    words = re.sub(r"^(?:please|can you|could you|now|then|ok|okay|let's)[ ,]+", "", words, flags=re.I).rstrip("?.! ")
    for pattern, read in _PATTERNS:
        if found := re.fullmatch(pattern, words, re.I):
            try:
                return read(found, plan)
            except ValueError:
                continue
    return None


def _counted(found: re.Match[str]) -> int:
    count = found["count"].lower()
    return (int(count) if count.isdigit() else SMALL_NUMBERS[count]) * _UNITS[found["unit"].lower().rstrip("s")]


def _moved(found: re.Match[str]) -> int:
    earlier = {"earlier", "sooner", "forward", "up"} & {(found["way"] or "").lower(), (found["early"] or "").lower()}
    return -_counted(found) if earlier else _counted(found)


def _steps(found: re.Match[str]) -> tuple[int, ...]:
    said = found["steps"].lower()
    for word, n in _ORDINALS.items():
        if f"the {word} step" in said:
            return (n,)
    out: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*(?:-|to|through)\s*#?(\d+))?", said):
        out += range(int(first), int(last or first) + 1)
    return tuple(out)


def _day(text: str, plan: Plan) -> date:
    """Return a day in words: ``2027-05-05``, ``May 5``, ``5/12``; without a year, the one that lies in the plan.

    Raises:
        ValueError: It is none.
    """
    text = re.sub(r"^(?:monday|tuesday|wednesday|thursday|friday),?\s+", "", text.strip().lower())
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    named = re.fullmatch(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", text)
    turned = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)\.?(?:,? (\d{4}))?", text)
    figures = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", text)
    if named and named[1] in _MONTHS:
        month, day, year = _MONTHS[named[1]], int(named[2]), named[3]
    elif turned and turned[2] in _MONTHS:
        month, day, year = _MONTHS[turned[2]], int(turned[1]), turned[3]
    elif figures:
        month, day, year = int(figures[1]), int(figures[2]), figures[3]
    else:
        raise ValueError(f"no day: {text!r}")
    if year:
        return date(int(year), month, day)
    own = date(plan.start.year, month, day)
    return own if own >= plan.start else date(plan.start.year + 1, month, day)


def _ends(found: re.Match[str], _: Plan) -> Edit:
    ends = tuple(int(n) for n in re.findall(r"\d+", found["ends"]))
    if len(ends) < 2 or list(ends) != sorted(set(ends)):
        raise ValueError("ends don't rise")
    return Rephase(ends)


def _owner(found: re.Match[str]) -> str:
    owner = re.sub(r"^the ", "", found["owner"].strip(), flags=re.I)
    if len(owner.split()) > 8:
        raise ValueError("no owner")
    return owner


def _mark(found: re.Match[str], _: Plan) -> Edit:
    return Mark(_steps(found), _STATUSES[found["status"].lower()])


def _own(found: re.Match[str], _: Plan) -> Edit:
    return Own(_steps(found), _owner(found))


def _due(found: re.Match[str], plan: Plan) -> Edit:
    return DueOn(_steps(found), _day(found["day"], plan))


def _for(found: re.Match[str], _: Plan) -> Edit:
    return For("district" if found["what"].lower() == "district" else "school")


_OWNS = r"owns?|takes?(?: over)?|does|leads?|will (?:do|own|take|lead)|is responsible for|is the owner of"
_NONE = r"no|zero|without(?: a| any)?|don't have (?:a|any)|do not have (?:a|any)|haven't (?:a|any)"
_THERE = r"adopted|in place|there|done|written|formed|signed"
_PATTERNS: tuple[tuple[str, _Read], ...] = (
    (
        r"(?:break|split|divide|cut|put|turn|make|structure)\b.*?\b"
        r"(?P<ends>\d+(?:\s*(?:,|/|-|and|, and)\s*\d+)+)[\s-]*days?.*",
        _ends,
    ),
    (r"(?P<ends>\d+(?:\s*(?:/|,|-)\s*\d+)+)(?:[\s-]*days?)?(?: plan)?", _ends),
    (
        r"(?:make|stretch|shorten|cut|extend) (?:it|the plan|this)(?: out)?(?: to)? (?:an? )?"
        rf"{_COUNT}(?: long| plan)?",
        lambda found, _: Stretch(_counted(found)),
    ),
    (rf"(?:move|shift|push) {_ALL} {_MOVE}", lambda found, _: Shift(_moved(found))),
    (rf"{_ALL} {_MOVE}", lambda found, _: Shift(_moved(found))),
    (
        rf"(?:start|begin|let it start)(?: it| the plan)? {_DAY}",
        lambda found, plan: StartOn(_day(found["day"], plan)),
    ),
    (rf"(?:it|the plan) (?:starts|begins) {_DAY}", lambda found, plan: StartOn(_day(found["day"], plan))),
    (rf"(?:move|shift|push) {_STEPS} {_MOVE}", lambda found, _: MoveSteps(_steps(found), _moved(found))),
    (rf"(?:move|shift|push|set) {_STEPS} to {_DAY}", _due),
    (rf"{_STEPS} (?:is|are|should be|must be) due {_DAY}", _due),
    (rf"(?:mark )?{_STEPS} (?:(?:is|are|has been|as) )?(?:already |now )?(?P<status>{'|'.join(_STATUSES)})", _mark),
    (
        rf"(?:we |i )?(?:have )?(?:finished|completed) {_STEPS}",
        lambda found, _: Mark(_steps(found), "done"),
    ),
    (rf"(?:we |i )?(?:have )?(?:started|began) {_STEPS}", lambda found, _: Mark(_steps(found), "under way")),
    (
        rf"(?:drop|delete|remove|skip|cancel|leave out|take out|strike) {_STEPS}",
        lambda found, _: Mark(_steps(found), "dropped"),
    ),
    (
        rf"(?:bring back|restore|take back|reinstate|undrop|put back) {_STEPS}",
        lambda found, _: Mark(_steps(found), "not started"),
    ),
    (
        r"(?:bring back|restore|put back|take up|we do need) (?:the )?(?P<text>.{4,})",
        lambda found, _: Add(found["text"].strip("“”\"'"), found=True),
    ),
    (rf"(?P<owner>[^;:]{{2,60}}?) (?:{_OWNS}) {_STEPS}", _own),
    (rf"(?:give|assign|hand) {_STEPS} to (?P<owner>.{{2,60}})", _own),
    (rf"{_STEPS} (?:belongs? to|goes to|go to|is owned by|is for|are for) (?P<owner>.{{2,60}})", _own),
    (
        rf"(?:add a )?notes? (?:on|to|for) {_STEPS}:? (?P<text>.+)",
        lambda found, _: Note(_steps(found), found["text"]),
    ),
    (
        r"add (?:a |another |one more )?step(?: that says)?[:,]? (?:to )?(?P<text>.{4,})",
        lambda found, _: Add(found["text"].strip("“”\"'")),
    ),
    (r"(?:put|show|make|give|turn|as)\b.*\btable\b.*", lambda *_: Show("table")),
    (r"(?:show|put|group|order) (?:it |them |the steps )?(?:by|in|as) phases?", lambda *_: Show("phases")),
    (
        r"(?:we |there's |there is |i |but )*(?:(?:have|has|got|is|'ve|work|do it|do this) )?"
        rf"(?:{_NONE}) (?:budget|money|funds|funding)(?: for (?:this|it|that))?",
        lambda *_: NoBudget(),
    ),
    (r"(?:it |this )?(?:can't|cannot|mustn't|must not) cost (?:anything|money|us anything)", lambda *_: NoBudget()),
    (
        r"(?:we|they)(?:'ve)? (?:already )?(?:have|got) (?:already )?(?P<thing>.{3,60})",
        lambda found, _: Have(found["thing"]),
    ),
    (
        rf"(?P<thing>(?:the|our) .{{3,60}}?) (?:is|are|was|were) (?:already )?(?:{_THERE})",
        lambda found, _: Have(found["thing"]),
    ),
    (
        r"(?:this|it)(?: is|'s)? for (?:a|our|one|my|the) (?:single |small |whole )?"
        r"(?P<what>school|district|building|campus).*",
        _for,
    ),
)
