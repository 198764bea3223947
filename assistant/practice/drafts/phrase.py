"""Reads the words in which a draft was asked for: what it is about, what is settled, for which post, which grades."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.knowledge.corpus.draft_words import AskingWords
from assistant.practice.drafts.grammar import capital
from assistant.rendering.phrasing import lowered

State = Literal["event", "decided", "open"]
_ABOUT = re.compile(r"^(?:about|on|regarding|concerning)\s+", re.IGNORECASE)
_WE = re.compile(
    r"^(?:we|i)(?:['’]d| would)? (?:want|plan|need|like|intend|hope|have decided|are going|are planning) to (.+)",
    re.IGNORECASE,
)
_WE_ARE = re.compile(r"^(?:we are|we['’]re|i am|i['’]m) (\w+ing\b.*)", re.IGNORECASE)
_ASKS = re.compile(r"^(?:how|what|why|whether|when|where|which|who)\b", re.IGNORECASE)
_TURNS = re.compile(r"\b(?:that|which|who|whose|how|when|where|what|why|whether|if|because)\b", re.IGNORECASE)
_DETERMINED = re.compile(r"^(?:a|an|the|our|my|its|their|this|these|those|each|every|all|some|no|two|three)\b|\d", re.I)
_HARMED = re.compile(r"^(?:a|an|the|our|two|three)\s+(?:lost|stolen|leaked|missing|hacked|damaged)\b", re.IGNORECASE)
_HIRING = re.compile(
    r"^(?:(?:hiring|choosing|selecting|recruiting|finding|interviewing|appointing|interviews? (?:for|with)|"
    r"candidates for|the (?:post|position|role|job) of|the search for)\s+)+",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s+(?:for|at|in|who|to|with|that|on|about|shared|across|from|by|against|last|this|yesterday)\b", re.I
)
_LEVELS = (
    ("elementary", r"elementary|primary school|kindergart|first.grad|second.grad|third.grad|fourth.grad|fifth.grad"),
    ("middle", r"middle school|junior high|sixth.grad|seventh.grad|eighth.grad|grades? [678]\b"),
    ("high", r"high school|freshm|sophomore|juniors|seniors|ninth.grad|tenth.grad|grades? (?:9|1[012])\b"),
)
_GRADES_BELOW_SIX = re.compile(r"\bgrades? (?:pre-?)?(?:k|[1-5])\b(?:\s*(?:-|–|to|through|and)\s*([0-9]+))?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What was asked for, in the words of the person.

    Attributes:
        subject: As it stands after "about": "sending iPads home", "our AI task force".
        its: The same as others say it of the school: "its AI task force".
        state: Whether it has happened, is decided, or neither is said.
        post: The post that it is about, as in "instructional technology coach"; None where it is about none.
        post_for: What follows the post: "for three elementary schools".
        level: "elementary", "middle" or "high" where the words say so.
        product: Whether it is something that students make.
        lessons: Whether it is seen in lessons.
        group: Whether it is a group of people, as a task force is.
    """

    subject: str
    its: str
    state: State
    post: str | None
    post_for: str
    level: str | None
    product: bool
    lessons: bool
    group: bool

    @property
    def title(self) -> str:
        """The subject as a heading."""
        return capital(re.sub(r"^the fact that ", "", self.subject))


def read_phrase(words: str, beside: str, asking: AskingWords) -> Phrase:
    """Return what was asked for.

    Args:
        words: The words of the person.
        beside: What else says which school it is: its name.
        asking: What the corpus knows of such words.
    """
    said = _ABOUT.sub("", " ".join(words.split()).strip(' .?!"“”'))
    subject = _after_about(said, asking)
    post, post_for = _post(subject, asking)
    plain = subject.casefold()
    return Phrase(
        subject=subject,
        its=_its(subject),
        state=_state(plain, asking),
        post=post,
        post_for=post_for,
        level=_level(f"{subject} {beside}"),
        product=_head(plain).removesuffix("s") in asking.products and _has(plain, asking.makers),
        lessons=_has(plain, asking.lessons),
        group=_head(plain) in asking.groups,
    )


def gerund(verb: str, doubled: frozenset[str]) -> str:
    """Return "sending" for "send"."""
    if verb in doubled:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else f"{verb}ing"


def _after_about(said: str, asking: AskingWords) -> str:
    begins = re.split(r"\W", said, maxsplit=1)[0].casefold()
    said = re.sub(r"\b[Mm]y\b", "our", said if begins in asking.proper else lowered(said))
    wished = _WE.match(said)
    if wished:
        verb, _, rest = wished[1].partition(" ")
        return f"{gerund(verb, asking.doubled)} {rest}".strip()
    doing = _WE_ARE.match(said)
    if doing:
        return doing[1]
    first, *_ = re.split(r"\s", said, maxsplit=1)
    before = _TURNS.split(said, maxsplit=1)[0]
    told = set(re.findall(r"[\w'’]+", before.casefold().replace("’", "'")))
    if not _ASKS.match(said) and not first.endswith("ing") and told & asking.finite:
        return f"the fact that {said}"
    if (
        not (_DETERMINED.match(said) or _ASKS.match(said))
        and not first.endswith("ing")
        and _head(said) in asking.countable
    ):
        return f"our {said}"
    return said


def _head(said: str) -> str:
    """Return the word that a phrase is about: "force" of "AI task force for our district"."""
    before = re.split(r"\s+of\s+", _CUT.split(said, maxsplit=1)[0], maxsplit=1)[0]
    words = re.findall(r"[\w'’-]+", before)
    return words[-1].casefold() if words else ""


def _state(plain: str, asking: AskingWords) -> State:
    timed = any(re.search(rf"\b{re.escape(time)}\b", plain) for time in asking.times)
    if _HARMED.match(plain) or (timed and _DETERMINED.match(plain)):
        return "event"
    if _head(plain) in asking.events and (timed or re.match(r"(?:a|an|the|our|yesterday|last|this)\b", plain)):
        return "event"
    return "decided" if any(re.search(rf"\b{re.escape(one)}\b", plain) for one in asking.decided) else "open"


def _post(subject: str, asking: AskingWords) -> tuple[str | None, str]:
    said = re.sub(r"^(?:a|an|the|our|new|two|three|four|five|several|\d+)\s+", "", _HIRING.sub("", subject))
    said = re.sub(r"^new\s+", "", said)
    cut = _CUT.search(said)
    name, after = (said[: cut.start()], said[cut.start() :].strip()) if cut else (said, "")
    head = _head(name)
    one = head.removesuffix("s") if head not in asking.posts else head
    if one not in asking.posts:
        return None, ""
    return (re.sub(rf"\b{re.escape(head)}\b", one, name, count=1) if one != head else name), after


def _level(words: str) -> str | None:
    found = {level for level, pattern in _LEVELS if re.search(pattern, words, re.IGNORECASE)}
    grades = _GRADES_BELOW_SIX.search(words)
    if grades and int(grades[1] or 5) <= 6:
        found.add("elementary")
    return found.pop() if len(found) == 1 else None


def _its(subject: str) -> str:
    told = re.sub(r"\bour\b", "its", subject)
    told = re.sub(r"\bwe\b", "it", told)
    return re.sub(r"\bus\b", "it", told)


def _has(plain: str, stems: frozenset[str]) -> bool:
    return any(
        re.match(rf"(?:{re.escape(stem)})(?:s|es|['’]s?)?$", word)
        for stem in stems
        for word in re.findall(r"[\w'’]+", plain)
    )
