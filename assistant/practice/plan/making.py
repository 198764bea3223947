"""Makes a plan: from a subject, from chosen next steps of an answer, or from an assessment's gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypedDict

from assistant.answer import Answer, When
from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.keeping import name_of
from assistant.practice.plan import choosing
from assistant.practice.plan.choosing import Candidate
from assistant.practice.plan.composing import compose
from assistant.practice.plan.model import (
    FEWEST_DAYS,
    MOST_DAYS,
    Change,
    Later,
    Origin,
    Phase,
    Plan,
    Review,
    Setting,
    Step,
    weekday_from,
    weekday_until,
)
from assistant.practice.plan.naming import NOTHING_DUE, aim_of
from assistant.practice.plan.owners import LEADS, is_charter, owner_for, with_article
from assistant.practice.plan.request import Request
from assistant.practice.plan.schedule import needed, phase_ends, settled, spread
from assistant.practice.plan.school_days import TOLD, TOLD_OF_SUMMER, balanced, has_summer, works_in_summer
from assistant.practice.plan.seasons import out_of_season
from assistant.practice.plan.things import Things
from assistant.practice.plan.thrift import thrifty
from assistant.practice.plan.times import needs_long, without_times
from assistant.practice.subject import Subject
from assistant.rendering.phrasing import capital

_USUAL: Mapping[When, str] = {
    "week": "usual in the first week",
    "month": "usual in the first month",
    "term": "usual within a semester of beginning",
    "year": "usual within a year of beginning",
}
_MOST_LOOKS, _MOST_MISSING, FEWEST_IN_PHASE, ONE_DAY = 2, 3, 2, timedelta(days=1)


SAID_OF_CHARTER = (
    "Owners are those of one charter school; “school's …” is the person of your own office, or the firm, that does it."
)
NO_ROOM = "the days leave no room for it"


class _Frame(TypedDict):
    topic: str
    title: str
    subject: str
    setting: Setting | None
    goal: str
    looks_at: tuple[str, ...]
    risks: tuple[str, ...]
    thrift: str
    words: str


def plan_from_request(
    subject: Subject, request: Request, things: Things, *, start: date, days: int, when: str = ""
) -> Plan:
    """Return a plan for a request, on the subject that it was found to be.

    Args:
        subject: What it is about, with the topics that lie beside it.
        request: What was asked for; what it says is there is not made once more.
        things: What a school can have, and what plans are for.
        start: The first day.
        days: How many days it fills.
        when: What is to be said of its first and last day.

    Raises:
        UsageError: So many days make no plan.
    """
    _allowed(days)
    topic, start = subject.topic, weekday_from(start)
    end = weekday_until(start + timedelta(days=days - 1))
    composed = compose(subject, request, things, start, end)
    frame = _Frame(
        topic=topic.id,
        title=f"{days}-day plan: {capital(request.subject)}",
        subject=request.subject,
        setting=composed.setting,
        goal=composed.goal,
        looks_at=_visible(_fitting(topic.look_for, subject, request), days),
        risks=_fitting(topic.pitfalls, subject, request)[:_MOST_LOOKS],
        thrift=topic.angles.get("money") or topic.openings.get("cost", ""),
        words=request.words,
    )
    plan = _laid_out(composed.chosen, frame, start, days)
    said = _said_of_setting(composed.setting, said=request.setting is not None)
    said = SAID_OF_CHARTER if is_charter(request.words) and composed.setting == "school" else said
    read_as = [f"{subject.read_as} Hold its steps against what you asked for."] if subject.read_as else []
    made = _with(
        plan,
        later=(*plan.later, *(_later(c, composed.setting, _why_later(c, start, end)) for c in composed.later)),
        left_out=tuple(_later(c, composed.setting, f"you said: {thing}") for c, thing in composed.there),
        remarks=(
            said,
            " ".join((*([when] if when else []), *plan.remarks, *read_as, *_said_of_missing(composed.missing))),
        ),
    )
    return thrifty(made, request.words, things)


def plan_from_answer(
    answer: Answer, chosen: Sequence[int], *, start: date, days: int, setting: Setting | None = None
) -> Plan:
    """Return a plan of an answer's next steps.

    Args:
        answer: The answer.
        chosen: Which of its steps, counted from 1; all where empty.
        start: The first day.
        days: How many days it fills.
        setting: Of a school or a district, where that is known.

    Raises:
        UsageError: It has no such step, no step at all, or so many days make no plan.
    """
    numbers = tuple(chosen) or tuple(range(1, len(answer.next_steps) + 1))
    if not numbers or any(not 1 <= n <= len(answer.next_steps) for n in numbers):
        raise UsageError(f"the answer has {len(answer.next_steps)} next steps; choose among those")
    cited = {citation.n: citation.id for citation in answer.citations}
    origin = Origin(kind="answer", id=answer.id, title=answer.standalone_question)
    candidates = [
        Candidate(
            do=step.do,
            who=step.who,
            when=step.when,
            done=step.done,
            builds=step.competencies,
            serves=next((cited[n] for n in step.citations if n in cited), next(iter(cited.values()))),
            origin=origin,
            place=place,
            near=0,
        )
        for place, step in enumerate(answer.next_steps[n - 1] for n in dict.fromkeys(numbers))
    ]
    frame = _Frame(
        topic="",
        title=f"{days}-day plan: {aim_of(answer.standalone_question)}",
        subject=answer.standalone_question,
        setting=setting,
        goal="",
        looks_at=(),
        risks=(),
        thrift="",
        words="made from the next steps of an answer",
    )
    return _laid_out(choosing.ordered(candidates), frame, start, days)


def plan_from_gaps(
    gaps: Sequence[tuple[str, Topic]],
    *,
    title: str,
    start: date,
    days: int,
    setting: Setting | None = None,
    origin: str = "assessment",
) -> Plan:
    """Return a plan that closes an assessment's gaps.

    Args:
        gaps: What is missing, worst first: the identifier, and the topic whose steps close it.
        title: What was assessed.
        start: The first day.
        days: How many days it fills.
        setting: Of a school or a district; a school where that isn't said.
        origin: The assessment's id.

    Raises:
        UsageError: There are no gaps, or so many days make no plan.
    """
    if not gaps:
        raise UsageError("there are no gaps to plan for; rate at least one item below in place")
    setting = setting or "school"
    most = choosing.limit(choosing.MOST_STEPS, days)
    pools = [_closing(identifier, topic, near, origin) for near, (identifier, topic) in enumerate(gaps)]
    chosen: list[Candidate] = []
    for turn in range(max(map(len, pools))):
        for pool in pools:
            taken = {c.do for c in chosen}
            if turn < len(pool) and len(chosen) < most and pool[turn].do not in taken:
                chosen.append(pool[turn])
    frame = _Frame(
        topic="",
        title=f"{days}-day plan: {capital(title)}",
        subject=title,
        setting=setting,
        goal="",
        looks_at=tuple(dict.fromkeys(topic.look_for[0] for _, topic in gaps))[:_MOST_LOOKS],
        risks=tuple(dict.fromkeys(topic.pitfalls[0] for _, topic in gaps))[:_MOST_LOOKS],
        thrift=next((topic.angles["money"] for _, topic in gaps if "money" in topic.angles), ""),
        words="made from the gaps of a self-assessment",
    )
    return _laid_out(choosing.ordered(chosen), frame, start, days)


def _closing(identifier: str, topic: Topic, near: int, origin: str) -> list[Candidate]:
    """Return a topic's steps, those that serve a gap first, with nothing before what it builds on."""
    came_from = Origin(kind="assessment", id=f"{origin}:{identifier}:{topic.id}", title=topic.title)
    steps = choosing.candidates_of(topic, near, came_from)
    serving = [
        c for c in steps if identifier in (c.serves, indicator_of(c.serves)) or c.serves == indicator_of(identifier)
    ]
    first = [c for c in steps if c in serving or any(c.place in s.after for s in serving)]
    return [*first, *(c for c in steps if c not in first)]


def _laid_out(candidates: Sequence[Candidate], frame: _Frame, start: date, days: int) -> Plan:
    """Return a plan of steps; those whose weeks or order the days don't hold are told for later, with the reason."""
    _allowed(days)
    start, held, gone = weekday_from(start), list(candidates), list[Later]()
    plan = _scheduled(held, frame, start, days)
    while len(held) > 1 and (found := next(_without_room(plan), None)):
        number, because = found
        spare = next((c for c in reversed(held) if c.spare), None)
        one = spare or held[number - 1]
        gone.append(_later(one, frame["setting"], NO_ROOM if spare else because))
        held = _relinked(held, one)
        plan = _scheduled(held, frame, start, days)
    return _with(plan, later=tuple(gone))


def _without_room(plan: Plan) -> Iterator[tuple[int, str]]:
    """Yield the numbers of steps that have fewer weeks than they say, or leave none to what waits for them."""
    for step in plan.steps:
        weeks = (needed(step) + 3) // 7
        if (step.due - step.start).days < needed(step):
            told = f"{weeks} weeks" if weeks > 1 else "a week"
            yield step.number, f"it takes {told}, which this plan doesn't have behind what comes before it"
        for before in (plan.step(i) for i in step.after):
            if before and step.start <= before.due:
                yield before.number, NO_ROOM


def _relinked(candidates: Sequence[Candidate], gone: Candidate) -> list[Candidate]:
    """Return steps without one; what waited for it waits for what it waited for."""
    return [
        replace(c, after=tuple(dict.fromkeys(p for a in c.after for p in (gone.after if a == gone.place else (a,)))))
        if c.origin == gone.origin
        else c
        for c in candidates
        if c is not gone
    ]


def _scheduled(candidates: Sequence[Candidate], frame: _Frame, start: date, days: int) -> Plan:
    """Return a plan of steps in as many phases as have something due in them."""
    most = max(len(candidates) // FEWEST_IN_PHASE, 1)
    plan = _phased(candidates, frame, start, balanced(start, phase_ends(days, most)))
    while len(plan.phases) < min(most, len(phase_ends(days))):
        most = len(plan.phases)
        plan = _phased(candidates, frame, start, balanced(start, phase_ends(days, most)))
    return plan


def _phased(candidates: Sequence[Candidate], frame: _Frame, start: date, ends: Sequence[int]) -> Plan:
    days = ends[-1]
    places = {(c.origin, c.place): f"s{n}" for n, c in enumerate(candidates, 1)}
    setting = frame["setting"]
    steps = [
        Step(
            id=places[c.origin, c.place],
            text=c.do,
            indicator=c.serves,
            competencies=c.builds,
            owner=owner_for(c.who, setting),
            usual_owner=c.who,
            start=start,
            due=start,
            done=c.done,
            after=tuple(places[c.origin, p] for p in c.after if (c.origin, p) in places),
            when=c.when,
            stage=c.stage,
            origin=c.origin,
        )
        for c in candidates
    ]
    leads = LEADS[setting] if setting else "superintendent or principal"
    reviews = [
        Review(on=start, by=_reviewers(leads, steps), looks_at=_looks(frame["looks_at"], n, len(ends)))
        for n in range(len(ends))
    ]
    whole = Plan.model_construct(
        id=name_of(frame["subject"], start),
        title=frame["title"],
        subject=frame["subject"],
        topic=frame["topic"],
        setting=setting,
        leads=leads,
        goal=frame["goal"],
        start=start,
        days=days,
        phases=tuple(Phase(name=NOTHING_DUE, start=start, end=start - ONE_DAY, review=review) for review in reviews),
        steps=tuple(steps),
        later=(),
        left_out=(),
        risks=frame["risks"],
        thrift=frame["thrift"],
        remarks=(_said_of_days(start, days),),
        layout="phases",
        changes=(Change(on=start, words=frame["words"], said=(f"Made with {len(steps)} steps.",)),),
        version=1,
    )
    return settled(whole, spread(steps, start, ends), start, ends, keep_starts=False)


def _allowed(days: int) -> None:
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise UsageError(f"a plan of {days} days; choose {FEWEST_DAYS} to {MOST_DAYS}, as in 30, 60, 90, 180 or 365")


def _reviewers(leads: str, steps: Sequence[Step]) -> str:
    """Return who looks back: who leads, and the owner of most of the other steps."""
    first = [re.split(r",? with | and |, | through ", step.owner)[0] for step in steps]
    others = [
        owner for owner in first if owner.rstrip("s") not in leads and not re.search(rf"\bnew .*?{leads}$", owner)
    ]
    others = [owner for owner in others if not owner.endswith(f" {leads}") or "assistant" in owner]
    if not others:
        return leads
    return f"{leads} with {with_article(max(dict.fromkeys(others), key=others.count))}"


def _why_later(candidate: Candidate, start: date, end: date) -> str:
    season = out_of_season(candidate.do, start, end)
    return f"it is tied to {season}, which this plan doesn't reach" if season else _USUAL[candidate.when]


def _later(candidate: Candidate, setting: Setting | None, because: str) -> Later:
    return Later(
        text=candidate.do,
        owner=owner_for(candidate.who, setting),
        usual_owner=candidate.who,
        done=candidate.done,
        indicator=candidate.serves,
        competencies=candidate.builds,
        because=because,
        origin=candidate.origin,
    )


def _said_of_setting(setting: Setting, *, said: bool) -> str:
    fitted = {
        "school": "Owners are those of one school; “district …” is the person of your district's office to ask.",
        "district": "Owners are those of a district.",
    }[setting]
    other = "district" if setting == "school" else "school"
    return fitted if said else f"{fitted} If it is for a {other}, say so, and they are changed."


def _said_of_missing(words: Sequence[str]) -> Iterator[str]:
    if words:
        quoted = " and ".join(f"“{word}”" for word in words[:_MOST_MISSING])
        yield f"No step is particular to {quoted}: add what yours needs to the steps that it touches."


def _said_of_days(start: date, days: int) -> str:
    summer = has_summer(start, days) and not works_in_summer(start, phase_ends(days))
    return f"{TOLD}{TOLD_OF_SUMMER if summer else ''}; move what falls on a day off of your own calendar."


def _fitting(lines: Sequence[str], subject: Subject, request: Request) -> tuple[str, ...]:
    """Return a topic's lines; where it isn't surely what was asked for, those alone that share a word with it."""
    if subject.read_as is None:
        return tuple(lines)
    asked = set(terms(request.subject))
    return tuple(line for line in lines if asked & set(terms(line)))


def _visible(look_for: Sequence[str], days: int) -> tuple[str, ...]:
    """Return the signs that can be seen by the end of so many days, without their words of time."""
    return tuple(without_times(look) for look in look_for if not needs_long(look, days))


def _looks(looks_at: Sequence[str], n: int, phases: int) -> tuple[str, ...]:
    """Return what the review of a phase looks for: one sign each, the last one all that are left."""
    return tuple(looks_at[n:] if n == phases - 1 else looks_at[n : n + 1])


def _with(plan: Plan, **anew: object) -> Plan:
    return Plan(**{**dict(plan), **anew})
