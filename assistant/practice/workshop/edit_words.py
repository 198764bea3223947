"""Reads an edit from somebody's words: numbers, names of blocks, and the verbs that edits are put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rapidfuzz import fuzz, process

from assistant.errors import NotAnEditError, UsageError
from assistant.knowledge.corpus.activities import Activities, Stage
from assistant.practice.workshop.audiences import names_people
from assistant.practice.workshop.choosing import EXIT, WELCOME
from assistant.practice.workshop.edits import (
    EXAMPLES,
    Add,
    AddHave,
    Drop,
    Edit,
    Lock,
    Move,
    SetAudience,
    SetLeaveWith,
    SetMinutes,
    SetPart,
    SetPeople,
    SetPlace,
    SetStart,
    Stretch,
    Swap,
)
from assistant.practice.workshop.model import Workshop
from assistant.practice.workshop.request import LONGEST, SHORTEST

CLOSE = 80
FULL_DAY, HALF_DAY = 420, 180
_COUNTS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "a": 1, "an": 1}
_ORDINALS = {
    word: n for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
_SHARES = {"half": 0.5, "a third": 1 / 3, "one third": 1 / 3, "a quarter": 0.25, "two thirds": 2 / 3, "most": 0.75}
_STAGES: dict[str, Stage] = {
    "icebreaker": "open",
    "ice breaker": "open",
    "ice-breaker": "open",
    "opener": "open",
    "energizer": "open",
    "warm-up": "open",
    "warmup": "open",
    "practice": "practice",
    "role play": "practice",
    "exercise": "practice",
    "input": "learn",
    "case": "learn",
    "reading": "learn",
    "decision": "decide",
    "commitment": "commit",
    "closing": "close",
    "reflection": "close",
    "discussion": "examine",
    "analysis": "examine",
}
_NUMBER = r"(?P<n>\d+(?:\.\d+)?|[a-z]+)"
_BETWEEN = (re.compile(r"[.;!?]\s+"), re.compile(r"[.;!?]\s+|,?\s+and\s+|,\s+", re.IGNORECASE))
_ANYBODY = frozenset({"people", "participants", "persons", "of us", "of them"})
_TOGETHER = re.compile(r"\s*\b(?:now|in total|in all|total|altogether|all told|instead|today)\b.*$")
_MINUTES = re.compile(rf"\b{_NUMBER}(?P<more> more| fewer| less| extra)?[ -](?P<unit>minutes?|min|mins|hours?|hrs?)\b")


def read_edit(words: str, workshop: Workshop, activities: Activities) -> Edit:
    """Return the edit that words ask for.

    Raises:
        NotAnEditError: They aren't understood; the message names the edits that there are.
        UsageError: They name a block that there isn't.
    """
    said = re.sub(r"\s+", " ", words.replace("’", "'")).strip(" .!?")
    reader = _Reader(said, workshop, activities)
    for read in (
        reader.lock,
        reader.part,
        reader.leave_with,
        reader.have,
        reader.place,
        reader.start,
        reader.add,
        reader.swap,
        reader.move,
        reader.stretch,
        reader.drop,
        reader.length,
        reader.minutes,
        reader.people,
        reader.audience,
    ):
        found: Edit | None = read()
        if found is not None:
            return found
    ways = "; ".join(f"“{one}”" for one in EXAMPLES)
    raise NotAnEditError(f"“{words.strip()}” isn't an edit that I know; say one of these in your own numbers: {ways}")


def parts_of(words: str, workshop: Workshop, activities: Activities) -> tuple[str, ...]:
    """Return the edits that words ask for, each in its own words; the words whole where they ask for one.

    ``only 75 minutes, and it's on Zoom`` are two. What can hold an ``and`` itself (what exists, what people leave with,
    who they are) ends a row of edits.
    """
    for between in _BETWEEN:
        parts = tuple(part.strip(" .,") for part in between.split(words) if part.strip(" .,"))
        if len(parts) > 1 and _are_edits(parts, workshop, activities):
            return parts
    return (words,)


def _are_edits(parts: Sequence[str], workshop: Workshop, activities: Activities) -> bool:
    try:
        edits = [read_edit(part, workshop, activities) for part in parts]
    except UsageError:
        return False
    return not any(isinstance(one, AddHave | SetAudience | SetLeaveWith | SetPart) for one in edits[:-1])


class _Reader:
    """The words of one edit, and the workshop that they speak of."""

    def __init__(self, said: str, workshop: Workshop, activities: Activities) -> None:
        self.said, self.text = said, said.lower()
        self.workshop = workshop
        self.activities = activities

    def lock(self) -> Edit | None:
        if found := re.match(r"(?:please )?(?P<un>un)?(?:lock|freeze)\b(?P<what>.*)", self.text):
            return Lock(self._block(found["what"]), locked=not found["un"])
        if found := re.match(r"(?:please )?(?:keep|don't touch) (?P<what>.*?)(?: as it is)?$", self.text):
            return Lock(self._block(found["what"]))
        return None

    def part(self) -> Edit | None:
        shares = "|".join(_SHARES)
        of_them = r"(?: of (?:them|us|the \w+|my \w+|our \w+))"
        if found := re.search(rf"\b(?P<share>{shares}){of_them}?(?: \w+)? (?:are|is) (?P<who>.+)", self.text):
            return SetPart(who=found["who"], share=_SHARES[found["share"]])
        if (found := re.search(rf"\b{_NUMBER}{of_them} are (?P<who>.+)", self.text)) and (
            count := _number(found["n"])
        ) is not None:
            return SetPart(who=found["who"], count=int(count))
        return None

    def leave_with(self) -> Edit | None:
        found = re.search(r"\b(?:leave|walk out|go home) with (?P<what>.+)", self.text)
        return SetLeaveWith(found["what"]) if found else None

    def have(self) -> Edit | None:
        if found := re.search(r"\b(?:we|they|i) (?:already|do) have (?P<what>[^!?]+)", self.said, re.IGNORECASE):
            return AddHave(found["what"].strip(" ."))
        if found := re.search(
            r"^(?P<what>.+? (?:is|are) (?:already )?(?:adopted|written|done|there|signed|in place))$", self.text
        ):
            return AddHave(found["what"])
        return None

    def place(self) -> Edit | None:
        if re.search(r"\b(?:in person|in-person|on site|face to face|in one room|not online|offline)\b", self.text):
            return SetPlace(online=False)
        if re.search(r"\b(?:online|virtual|virtually|remote|remotely|zoom|video call)\b", self.text):
            return SetPlace(online=True)
        return None

    def start(self) -> Edit | None:
        found = re.search(
            r"\b(?:start|starts|begin|begins) at (?P<h>\d{1,2})(?::(?P<m>\d\d))? ?(?P<half>am|pm|a\.m|p\.m)?", self.text
        )
        if not found:
            return None
        hour = int(found["h"]) % 12 if found["half"] else int(found["h"])
        hour += 12 if (found["half"] or "").startswith("p") or (not found["half"] and hour < 7) else 0
        return SetStart(hour * 60 + int(found["m"] or 0))

    def add(self) -> Edit | None:
        found = re.match(r"(?:please |can you |could you )?(?:add|include|insert|put in) (?P<what>.+)", self.text)
        if not found or _MINUTES.search(found["what"]):
            return None
        return self._activity(found["what"], Add)

    def swap(self) -> Edit | None:
        found = re.match(
            r"(?:please )?(?:swap|replace|exchange|change)(?: out)? (?P<what>.+?)"
            r"(?: (?P<how>with|for|by|and) (?P<other>.+))?$",
            self.text,
        )
        if not found or _MINUTES.search(self.text) or found["what"] in ("it", "this", "that"):
            return None
        block = self._block(found["what"])
        if not found["other"] or found["other"] in ("another", "another one", "something else", "a different one"):
            return Swap(block)
        place = self._place(found["other"])
        if place is not None and found["how"] in ("and", "with"):
            return Move(block, place)
        named = self._activity(found["other"], Add)
        return Swap(block, named.activity) if isinstance(named, Add) and named.activity else Swap(block)

    def move(self) -> Edit | None:
        found = re.match(
            r"(?:please )?(?:move|put|shift|bring) (?P<what>.+?) "
            r"(?P<where>(?:before|after|to|up|down|earlier|later|first|last|forward|back)\b.*)",
            self.text,
        )
        if not found:
            return None
        block = self._block(found["what"])
        here = self._number_of(block)
        where = found["where"]
        if other := re.match(r"(?P<side>before|after) (?P<what>.+)", where):
            there = self._number_of(self._block(other["what"]))
            return Move(block, there - (here < there) + (other["side"] == "after"))
        if re.search(r"\b(?:end|last|bottom)\b", where):
            closes = any(one.id == EXIT for one in self.workshop.activities)
            return Move(block, len(self.workshop.activities) - closes)
        if re.search(r"\b(?:start|beginning|first|top|front)\b", where):
            opens = any(one.id == WELCOME for one in self.workshop.activities)
            return Move(block, 1 + opens)
        if number := re.search(r"\b(?:place|position|number)? ?(\d+)\b", where):
            return Move(block, int(number[1]))
        return Move(block, here + (-1 if re.match(r"up|earlier|forward", where) else 1))

    def stretch(self) -> Edit | None:
        found = re.match(
            r"(?:please )?(?:stretch|lengthen|extend|shorten|give|make|cut|trim|set)\b (?P<what>.+?)"
            r"(?: (?P<how>to|by|only))? (?=[\w.]+(?: more| fewer| less| extra)?[ -](?:minutes?|mins?|hours?|hrs?)\b)",
            self.text,
        )
        length = _MINUTES.search(self.text)
        if (
            not found
            or not length
            or found["what"] in ("it", "this", "that", "it all", "the workshop", "the whole thing")
        ):
            return None
        minutes = _minutes(length)
        block = self._find(found["what"])
        if minutes is None or block is None:
            return None
        less = re.match(r"(?:please )?(?:shorten|cut|trim)", self.text) or (length["more"] or "").strip() in (
            "fewer",
            "less",
        )
        if found["how"] == "by" or length["more"]:
            return Stretch(block, by=-minutes if less else minutes)
        return Stretch(block, minutes=minutes)

    def drop(self) -> Edit | None:
        found = re.match(
            r"(?:please )?(?:drop|remove|delete|cut|skip|take out|leave out|cancel|no|without)\b(?P<what>.+)", self.text
        )
        if not found or _MINUTES.search(found["what"]):
            return None
        return Drop(self._block(found["what"]))

    def length(self) -> Edit | None:
        found = re.fullmatch(r"(?:make )?(?:it|this|the workshop)(?: a bit| much)? (shorter|longer)", self.text)
        if found is None:
            return None
        now = self.workshop.request.minutes
        third = max(15, 15 * round(now / 45))
        return SetMinutes(max(SHORTEST, now - third) if found[1] == "shorter" else min(LONGEST, now + third))

    def minutes(self) -> Edit | None:
        if re.search(r"\b(?:full|whole|entire|all)[ -]day\b", self.text):
            return SetMinutes(FULL_DAY)
        if re.search(r"\bhalf[ -](?:a )?day\b", self.text):
            return SetMinutes(HALF_DAY)
        if re.search(r"\bhalf an hour\b", self.text):
            return SetMinutes(30)
        length = _MINUTES.search(self.text)
        minutes = _minutes(length) if length else None
        if minutes is None or length is None:
            return None
        if re.search(r"\band a half\b", self.text) and length["unit"].startswith("h"):
            minutes += 30
        if length["more"] or " by " in self.text:
            less = (length["more"] or "").strip() in ("fewer", "less") or re.search(r"\b(?:shorten|cut)", self.text)
            return SetMinutes(self.workshop.request.minutes + (-minutes if less else minutes))
        return SetMinutes(minutes)

    def people(self) -> Edit | None:
        text = _TOGETHER.sub("", self.text)
        found = re.search(rf"\b{_NUMBER} (?P<who>people|participants|of us|of them|persons|[a-z ]+)$", text)
        count = _number(found["n"]) if found else None
        if found is None or count is None or count < 2:
            return None
        named = found["who"] not in _ANYBODY and names_people(found["who"])
        return SetPeople(int(count), found["who"] if named else None)

    def audience(self) -> Edit | None:
        found = re.search(
            r"^(?:(?:now|please|it's|it is|this is|this one is|make it|make this|redo it|do it|change it)[ ,]+)*"
            r"(?:the )?(?:for|audience is|audience:) (?P<who>[a-z][a-z ,'-]+)$",
            self.text,
        )
        return SetAudience(found["who"]) if found else None

    def _number_of(self, block: str) -> int:
        return next(n for n, one in enumerate(self.workshop.activities, 1) if one.id == block)

    def _block(self, words: str) -> str:
        """Return the block that words name.

        Raises:
            UsageError: They name none.
        """
        found = self._find(words)
        if found is None:
            names = ", ".join(f"{block.number} “{block.title}”" for block in self.workshop.activities)
            raise UsageError(f"no block is called “{words.strip()}”; the blocks are {names}")
        return found

    def _place(self, words: str) -> int | None:
        found = self._find(words)
        return self._number_of(found) if found else None

    def _find(self, words: str) -> str | None:
        blocks = self.workshop.activities
        words = words.strip(" .\"'“”")
        ways: tuple[Callable[[], Iterator[int]], ...] = (
            lambda: (n for word, n in _ORDINALS.items() if re.search(rf"\b{word}\b", words)),
            lambda: (int(n) for n in re.findall(r"^(?:the )?(?:blocks?|number|activity|part|#)? ?#?(\d+)$", words)),
            lambda: (_COUNTS[n] for n in re.findall(r"^block ([a-z]+)$", words) if n in _COUNTS),
            lambda: (len(blocks) for _ in re.findall(r"\blast (?:block|one|activity|part)\b", words)),
        )
        for way in ways:
            number = next(way(), None)
            if number is not None:
                return blocks[number - 1].id if 1 <= number <= len(blocks) else None
        bare = re.sub(r"^(?:the|a|an|this|that) |\b(?:block|activity|part|section)\b", "", words).strip()
        if not bare:
            return None
        titles = {block.id: block.title.lower() for block in blocks}
        for name, title in titles.items():
            if bare in (name, name.replace("-", " ")) or bare in title:
                return name
        by_title = process.extractOne(bare, titles, scorer=fuzz.token_set_ratio, score_cutoff=CLOSE)
        if by_title:
            return str(by_title[2])
        stage = next((stage for word, stage in _STAGES.items() if word in bare), None)
        chosen = [one for one in blocks if one.stage == stage and one.id not in (WELCOME, EXIT)]
        closing = [one for one in blocks if stage == "close"]
        return chosen[0].id if chosen else closing[-1].id if closing else None

    def _activity(self, words: str, kind: type[Add]) -> Edit | None:
        bare = re.sub(r"^(?:the|a|an|another|one more|some) ", "", words.strip(" \"'“”"))
        stage = next((stage for word, stage in _STAGES.items() if word in bare), None)
        titles = {one.id: one.title.lower() for one in (*self.activities.frame, *self.activities.patterns)}
        for name, title in titles.items():
            if bare in (name, name.replace("-", " "), title):
                return kind(activity=name)
        if stage is not None:
            return kind(stage=stage)
        found = process.extractOne(bare, titles, scorer=fuzz.token_set_ratio, score_cutoff=CLOSE)
        return kind(activity=str(found[2])) if found else None


def _number(word: str) -> float | None:
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word)
    return _COUNTS.get(word)


def _minutes(found: re.Match[str]) -> int | None:
    number = _number(found["n"])
    if number is None:
        return None
    return round(number * 60) if found["unit"].startswith("h") else round(number)
