"""Reads what somebody asks of a plan in words as edits; where it isn't understood, it says which edits there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from assistant.errors import NotAnEditError
from assistant.practice.plan.edits import (
    Add,
    DueOn,
    Edit,
    EndOn,
    For,
    Have,
    Lack,
    Lead,
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
from assistant.practice.plan.owners import is_owner
from assistant.practice.plan.reading_days import Side, day_in
from assistant.practice.plan.reading_owners import owner_in, step_in
from assistant.practice.plan.thrift import only_says_so
from assistant.understanding.request import SMALL_NUMBERS

THERE_ARE = (
    "break it into 30, 60 and 90 days; make it 60 days; start on 2027-01-11; move everything two weeks later; "
    "it has to be done by May 28; move step 3 one week later; step 3 is due May 5; the librarian owns step 2; our "
    "assistant principal leads it; we don't have a librarian; step 3 is done (under way, not started); drop step 4; "
    "bring back step 4; note on step 2: ask Ana; add a step: visit a class, owner librarian, by March 1; put it in a "
    "table; show it by phases; we have no budget; we have a charter; this is for a school (a district)"
)
_ORDINALS = {w: n for n, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)}
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
_DAY = r"(?:on |by |for |at |until |in |to )?(?P<day>[\w ,/.-]+)"
_UNTIL = r"(?P<before>on |by |before |at |until |in |no later than )?(?P<day>[\w ,/.-]+)"
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
_Read = Callable[[re.Match[str], date], Edit]


def read_edits(words: str, plan: Plan) -> tuple[Edit, ...]:
    """Return what words ask of a plan, in order: several edits stand apart by ``;``, a new sentence, or ``and``.

    Raises:
        NotAnEditError: They aren't understood; the message says which edits there are.
    """
    if edits := _edits_in(words, plan.start):
        return edits
    whole = " ".join(words.split()).strip(" .!")
    raise NotAnEditError(f"“{whole[:80]}” isn't an edit of the plan that is known; these are: {THERE_ARE}")


def commands(words: str, start: date) -> bool:
    """Tell whether words by themselves ask for an edit of a plan, whatever else they might be taken for."""
    edits = _edits_in(words, start)
    return bool(edits) and not any(isinstance(edit, Have | Show | For) for edit in edits)


def _edits_in(words: str, start: date) -> tuple[Edit, ...]:
    """Return the edits in words: one, or several apart by ``;``, a new sentence, ``and``, or a comma; else none."""
    whole = " ".join(words.split()).strip(" .!")
    if (edit := _read(whole, start)) is not None:
        return (edit,)
    for between in (
        r"\s*;\s*|(?<=[a-z])[.!]\s+",
        r"\s*;\s*|[.!]\s+|,?\s+and (?:then )?",
        r"\s*;\s*|[.!]\s+|,?\s+and (?:then )?|,\s+(?:then )?",
    ):
        parts = [part for part in re.split(between, whole) if part]
        edits = tuple(edit for part in parts if (edit := _read(part, start)) is not None)
        if len(edits) == len(parts) > 1:
            return edits
    return ()


def _read(words: str, start: date) -> Edit | None:
    words = re.sub(r"^(?:please|can you|could you|now|then|ok|okay|let's)[ ,]+", "", words, flags=re.I).rstrip("?.! ")
    if only_says_so(words):
        return NoBudget()
    for pattern, read in _PATTERNS:
        if found := re.fullmatch(pattern, words, re.I):
            try:
                return read(found, start)
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


def _ends(found: re.Match[str], _: date) -> Edit:
    ends = tuple(int(n) for n in re.findall(r"\d+", found["ends"]))
    if len(ends) < 2 or list(ends) != sorted(set(ends)):
        raise ValueError("ends don't rise")
    return Rephase(ends)


def _end(found: re.Match[str], start: date) -> Edit:
    side: Side = "first" if (found["before"] or "").lower().startswith(("before", "by")) else "last"
    day = day_in(found["day"], start, side)
    earlier = side == "first" and re.fullmatch(
        r"(?:the |this |next )?[a-z]+\.?(?:,? \d{4})?", found["day"].strip(), re.I
    )
    return EndOn(day - timedelta(days=1) if earlier and day.day == 1 else day)


def _lack(found: re.Match[str], _: date) -> Edit:
    owner = owner_in(re.sub(r" (?:here|at (?:our|this) school|this year|on staff)$", "", found["owner"]))
    if not is_owner(owner):
        raise ValueError("nobody who owns steps")
    return Lack(owner)


def _mark(found: re.Match[str], _: date) -> Edit:
    return Mark(_steps(found), _STATUSES[found["status"].lower()])


def _own(found: re.Match[str], _: date) -> Edit:
    return Own(_steps(found), owner_in(found["owner"]))


def _due(found: re.Match[str], start: date) -> Edit:
    return DueOn(_steps(found), day_in(found["day"], start))


def _for(found: re.Match[str], _: date) -> Edit:
    return For("district" if found["what"].lower() == "district" else "school")


_WILL = r"(?:should|must|will|would|can|could|has to|needs to|is going to|is to|ought to|gets to|'ll)"
_OWN = (
    r"own|take(?: over| on| care of)?|do|lead|handle|run|carry|carry out|"
    r"be (?:responsible for|in charge of|the owner of)"
)
_OWNS = (
    rf"{_WILL} (?:{_OWN})|owns?|takes?(?: over| on| care of)?|does|leads?|handles?|runs?|carries|is responsible for|"
    r"is in charge of|is the owner of"
)
_PLAN = r"(?:it|this|that|the (?:whole )?(?:plan|thing|work|effort)|this plan|all of it|everything)"
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
        rf"(?:we (?:need|want|have to have) )?{_PLAN} (?:has to|must|should|needs to|will|have to|can)? ?(?:be )?"
        rf"(?:all )?(?:done|finished|completed?|over|ready|in place|end|ends|finish|wrap(?:ped)? up) {_UNTIL}",
        _end,
    ),
    (rf"(?:finish|end|complete|wrap up|get done with)(?: {_PLAN})? {_UNTIL}", _end),
    (rf"have {_PLAN} (?:done|finished|ready|in place) {_UNTIL}", _end),
    (rf"(?:the |our )?(?:deadline|end date|last day)(?: for {_PLAN})? (?:is|should be|must be) {_UNTIL}", _end),
    (
        rf"(?:start|begin|let it start|move the start(?: to)?)(?: it| the plan)? {_DAY}",
        lambda found, start: StartOn(day_in(found["day"], start)),
    ),
    (rf"(?:it|the plan) (?:starts|begins) {_DAY}", lambda found, start: StartOn(day_in(found["day"], start))),
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
    (rf"(?:let|have|make|get|ask) (?P<owner>[^;:]{{2,60}}?) (?:to )?(?:{_OWN}|(?:the )?owner of) {_STEPS}", _own),
    (rf"(?P<owner>[^;:]{{2,60}}?) (?:{_OWNS}) {_STEPS}", _own),
    (rf"(?:give|assign|hand|pass|move) {_STEPS}(?: over)? to (?P<owner>.{{2,60}})", _own),
    (rf"(?:assign|put) (?P<owner>[^;:]{{2,60}}?) (?:to|on|in charge of) {_STEPS}", _own),
    (rf"(?:give|hand) (?P<owner>[^;:]{{2,60}}?) {_STEPS}", _own),
    (rf"(?:change |set |make )?the owner of {_STEPS} (?:to|is|should be|must be) (?P<owner>.{{2,60}})", _own),
    (
        rf"{_STEPS} (?:belongs? to|goes to|go to|(?:is|are|should be|must be|will be)(?: owned| done| led| taken)? "
        r"(?:by|for|with)|falls? to|should (?:go|belong) to) (?P<owner>.{2,60})",
        _own,
    ),
    (
        rf"(?:let|have|make|get) (?P<owner>[^;:]{{2,60}}?) "
        rf"(?:lead|run|own|head|in charge of|(?:the )?lead(?:er)?(?: of)?)(?: {_PLAN})?",
        lambda found, _: Lead(owner_in(found["owner"])),
    ),
    (
        rf"(?P<owner>[^;:]{{2,60}}?) (?:{_WILL} )?(?:leads?|runs?|owns?|heads?|is (?:leading|in charge of|running)|"
        rf"be in charge of|is responsible for) {_PLAN}",
        lambda found, _: Lead(owner_in(found["owner"])),
    ),
    (
        rf"(?:put (?P<owner>[^;:]{{2,60}}?) in charge(?: of {_PLAN})?)",
        lambda found, _: Lead(owner_in(found["owner"])),
    ),
    (
        rf"(?:{_PLAN} (?:is|should be|must be|will be) (?:led|run|owned|headed) by|the lead(?:er)? is) "
        r"(?P<owner>.{2,60})",
        lambda found, _: Lead(owner_in(found["owner"])),
    ),
    (
        rf"(?:add a )?notes? (?:on|to|for) {_STEPS}:? (?P<text>.+)",
        lambda found, _: Note(_steps(found), found["text"]),
    ),
    (
        r"add (?:a |an |another |one more )?(?:new )?step(?: that says)?[:,]? (?:to )?(?P<text>.{4,})",
        lambda found, start: step_in(found["text"], start),
    ),
    (r"(?:put|show|make|give|turn|as)\b.*\btable\b.*", lambda *_: Show("table")),
    (r"(?:show|put|group|order) (?:it |them |the steps )?(?:by|in|as) phases?", lambda *_: Show("phases")),
    (
        r"(?:but )?(?:(?:we|i|our (?:school|district|campus))(?: currently)? "
        r"(?:don't have|do not have|doesn't have|haven't got|have no|has no|lack|"
        r"don't employ)|there(?:'s| is| are|re)? (?:no|isn't|aren't))(?: an?y?\b)? ?(?P<owner>.{2,40})",
        _lack,
    ),
    (
        r"(?:we|they)(?:'ve)? (?:already )?(?:have|got) (?:already )?(?!no\b|not\b)(?P<thing>.{3,60})",
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
