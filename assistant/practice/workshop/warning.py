"""What somebody who runs a workshop should know beforehand: too full, no practice, no close, too many people."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.practice.workshop.audiences import angles_for
from assistant.practice.workshop.choosing import EXIT, HURRIED, WELCOME, Picks
from assistant.practice.workshop.parts import Parts
from assistant.practice.workshop.request import Request
from assistant.practice.workshop.timing import Timetable, buffer_of
from assistant.rendering.phrasing import listed


def angle_for(parts: Parts) -> str | None:
    """Return what the topic has to say of this audience, or None."""
    if parts.request.audience is None or set(parts.kinds) <= {"students", "families"}:
        return None
    return next((text for one in angles_for(parts.kinds) if (text := parts.topic.angles.get(one))), None)


def warnings_of(parts: Parts, picks: Picks, plan: Timetable) -> tuple[str, ...]:
    """Return the warnings, as sentences."""
    return tuple(_warnings(parts.request, picks, plan))


def _warnings(request: Request, picks: Picks, plan: Timetable) -> Iterator[str]:
    stages = {
        "practice" if pick.activity.makes else pick.activity.stage
        for pick in picks
        if pick.activity.id not in (WELCOME, EXIT)
    }
    if not any(pick.activity.stage == "close" for pick in picks):
        yield "There is no closing: nobody says what they'll do or whether it worked. Add the exit check."
    if not stages & {"practice", "decide", "commit"} and request.minutes >= 45:
        yield "Nobody practices or decides anything here: add a practice block."
    elif "practice" not in stages and request.minutes >= 60:
        yield "There is no practice: people talk about it but don't try it. Add a practice block."
    hurried = [
        f"“{pick.activity.title}”"
        for pick, minutes in zip(picks, plan.minutes, strict=True)
        if minutes < HURRIED * pick.activity.minutes.usual and pick.activity.id not in (WELCOME, EXIT)
    ]
    if hurried:
        verb = "runs" if len(hurried) == 1 else "run"
        yield f"It is full: {listed(hurried)} {verb} shorter than usual. Drop a block or take more time."
    for pick in picks:
        people = pick.activity.people
        if not people.fewest <= request.people <= people.most:
            size = f"{people.fewest} to {people.most} people"
            yield f"“{pick.activity.title}” works for {size}, and there are {request.people}."
    spare = sum(session.buffer for session in plan.sessions) - buffer_of(request.minutes)
    if spare >= 5:
        yield f"{spare} minutes are filled with nothing but buffer: stretch or add a block, or end earlier."
