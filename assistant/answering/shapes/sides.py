"""What an answer to each side of a topic is made of: the opening for that side, then what serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.answer import Aspect
from assistant.answering.draft import Section
from assistant.answering.shapes.material import (
    NO_CASE,
    OWN_RECORDS,
    TO_ADAPT,
    Material,
    bullets,
    evidence_asked,
    for_role,
    frameworks_say,
    opening,
    practice,
    steps,
)

Shape = Callable[[Material], list[Section | None]]


def begin(m: Material) -> list[Section | None]:
    """How to begin: advice, steps, a word for the role, a pitfall, what the frameworks say, practice."""
    return [
        opening(m, "begin"),
        steps(m, most=3),
        for_role(m),
        bullets(m, "pitfalls", m.topic.pitfalls[:1]),
        frameworks_say(m),
        practice(m),
    ]


def what(m: Material) -> list[Section | None]:
    """What it is: a definition, what the frameworks ask for, first steps, evidence."""
    return [opening(m, "what"), frameworks_say(m, full=True), steps(m, most=2), evidence_asked(m, most=2), practice(m)]


def why(m: Material) -> list[Section | None]:
    """Why: the reason, first steps, what the frameworks say, practice."""
    return [opening(m, "why"), steps(m, most=2), frameworks_say(m), practice(m)]


def who(m: Material) -> list[Section | None]:
    """Who: whom to involve and what each brings."""
    return [opening(m, "who"), bullets(m, "who", m.topic.who), steps(m, most=2), frameworks_say(m), practice(m)]


def when(m: Material) -> list[Section | None]:
    """When and how often: the rhythm, and the steps in their order."""
    return [opening(m, "when"), steps(m, most=4), frameworks_say(m)]


def cost(m: Material) -> list[Section | None]:
    """What it takes: hours, people, money, and the steps that need little of it first."""
    angle = m.topic.angles.get("money")
    return [
        opening(m, "cost"),
        bullets(m, "money", [angle] if angle and "money" not in m.reading.settings else []),
        steps(m, most=3),
        frameworks_say(m),
    ]


def evidence(m: Material) -> list[Section | None]:
    """What shows that it works: the best proof, signs, first steps, what the frameworks ask for."""
    asked = evidence_asked(m, most=3)
    return [
        opening(m, "evidence"),
        bullets(m, "signs", m.topic.look_for),
        steps(m, most=2),
        asked,
        frameworks_say(m, beside_of=asked),
        practice(m),
    ]


def own_facts(m: Material) -> list[Section | None]:
    """The asker's own facts: how to find out, what in place looks like, the first steps where it is missing."""
    asked = evidence_asked(m, most=3)
    return [
        opening(m, "own-facts", "" if m.evidence.own_leads else OWN_RECORDS),
        bullets(m, "check", m.topic.look_for),
        steps(m, most=2),
        asked,
        frameworks_say(m, beside_of=asked),
    ]


def example(m: Material) -> list[Section | None]:
    """An example: a documented case, or that we hold none and what a good one shows."""
    shown = practice(m, most=3)
    return [opening(m, "example", "" if shown else NO_CASE), shown, steps(m, most=2), frameworks_say(m)]


def risk(m: Material) -> list[Section | None]:
    """What could go wrong, and the steps that guard against it."""
    return [opening(m, "risk"), bullets(m, "pitfalls", m.topic.pitfalls), steps(m, most=3), frameworks_say(m)]


def wording(m: Material) -> list[Section | None]:
    """How to say it: words to use, an outline where the topic has one."""
    return [
        opening(m, "wording", TO_ADAPT),
        bullets(m, "outline", m.topic.outline),
        steps(m, most=2),
        frameworks_say(m),
    ]


def view(m: Material) -> list[Section | None]:
    """A person's view: what a strong answer shows, and what to prepare it with."""
    return [
        opening(m, "view"),
        bullets(m, "signs", m.topic.look_for[:2]),
        steps(m, most=2),
        frameworks_say(m),
        practice(m),
    ]


def rule(m: Material) -> list[Section | None]:
    """What a rule should say; the law is for counsel."""
    return [
        opening(m, "rule"),
        steps(m, most=3),
        bullets(m, "pitfalls", m.topic.pitfalls[:1]),
        frameworks_say(m),
    ]


def compare(m: Material) -> list[Section | None]:
    """This or that: when each is right."""
    return [opening(m, "compare"), bullets(m, "pitfalls", m.topic.pitfalls[:1]), steps(m, most=3), frameworks_say(m)]


SIDES: Mapping[Aspect, Shape] = {
    "begin": begin,
    "what": what,
    "why": why,
    "who": who,
    "when": when,
    "cost": cost,
    "evidence": evidence,
    "own-facts": own_facts,
    "example": example,
    "risk": risk,
    "wording": wording,
    "view": view,
    "rule": rule,
    "compare": compare,
}
