"""Composes a workshop: chosen activities become blocks with times, words, groups, materials and handouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.knowledge.corpus.activities import Activities, Activity, Material
from assistant.practice.subject import Subject
from assistant.practice.workshop.choosing import EXIT, WELCOME, Choice, Pick, Picks, choose
from assistant.practice.workshop.grouping import (
    grouping_in_words,
    groups_of,
    in_words,
    mixing,
    size_in_words,
    supplies_of,
)
from assistant.practice.workshop.model import (
    Block,
    FirstStep,
    FollowUp,
    Handout,
    Objective,
    Said,
    Step,
    Supply,
    Words,
    Workshop,
)
from assistant.practice.workshop.objectives import holes_of, objectives_of, serves
from assistant.practice.workshop.parts import Parts, fill, sentence
from assistant.practice.workshop.request import Request
from assistant.practice.workshop.timing import LUNCH, Timetable, in_steps, timetable
from assistant.practice.workshop.warning import angle_for, warnings_of

_TITLES = {"break": "Break", "lunch": "Lunch"}


def compose(request: Request, subject: Subject, activities: Activities) -> Workshop:
    """Return the workshop that a request comes to.

    Raises:
        CorpusError: The corpus lacks what every workshop needs.
    """
    choice = Choice(request=request, parts=Parts(subject=subject, have=request.have), activities=activities)
    return build(choice, choose(choice))


def build(choice: Choice, picks: Picks) -> Workshop:
    """Return the workshop of picked activities in their order; everything else is computed.

    Raises:
        ValueError: They need more time than there is.
    """
    request, parts = choice.request, choice.parts
    plan = timetable(request.minutes, [pick.span(request.minutes) for pick in picks])
    if plan is None:
        raise ValueError("the blocks need more time than there is")
    objectives = objectives_of(request, parts, picks)
    blocks = _blocks(request, parts, picks, plan, objectives)
    return Workshop(
        title=_title(parts.named, request.minutes),
        named=parts.named,
        topic=parts.topic.id,
        read_as=parts.subject.read_as,
        request=request,
        objectives=objectives,
        blocks=blocks,
        steps=tuple(
            FirstStep(
                do=sentence(step.do), who=step.who, when=step.when, done=sentence(step.done), cites=(step.serves,)
            )
            for step in parts.steps
        ),
        follow_ups=_follow_ups(parts),
        already=_already(parts),
        angle=angle_for(request, parts),
        holes=holes_of(parts, objectives, blocks),
        warnings=warnings_of(request, picks, plan),
    )


def _title(named: str, minutes: int) -> str:
    if minutes % 60 == 0 and minutes < 360:
        hours = minutes // 60
        length = "one-hour" if hours == 1 else f"{in_words(hours)}-hour"
    else:
        length = "full-day" if minutes >= 360 else f"{minutes}-minute"
    article = "an" if length.startswith(("8", "11-", "18-")) else "a"
    return f"{named[0].upper()}{named[1:]}: {article} {length} workshop"


def _blocks(
    request: Request, parts: Parts, picks: Picks, plan: Timetable, objectives: Sequence[Objective]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    now = number = 0
    for n, session in enumerate(plan.sessions):
        last = n == len(plan.sessions) - 1
        ends = session.items and picks[session.items[-1]].activity.id == EXIT
        for place in session.items:
            if session.buffer and last and ends and place == session.items[-1]:
                blocks.append(_pause("buffer", n, now, session.buffer))
                now += session.buffer
            number += 1
            blocks.append(_block(request, parts, picks[place], now, plan.minutes[place], number, objectives))
            now += plan.minutes[place]
        if session.buffer and not (last and ends):
            blocks.append(_pause("buffer", n, now, session.buffer))
            now += session.buffer
        if not last:
            kind = "lunch" if plan.pauses[n] == LUNCH else "break"
            blocks.append(_pause(kind, n, now, plan.pauses[n]))
            now += plan.pauses[n]
    return tuple(blocks)


def _pause(kind: str, n: int, starts: int, minutes: int) -> Block:
    if kind == "buffer":
        purpose = "Kept free: what ran over ends here. Not needed? Go on early."
        return Block(
            id=f"buffer-{n + 1}", kind="buffer", title="Buffer", starts=starts, minutes=minutes, purpose=purpose
        )
    name = "lunch" if kind == "lunch" else "break"
    return Block(
        id=f"{name}-{n + 1}",
        kind="lunch" if kind == "lunch" else "break",
        title=_TITLES[name],
        starts=starts,
        minutes=minutes,
    )


def _block(
    request: Request,
    parts: Parts,
    pick: Pick,
    starts: int,
    minutes: int,
    number: int,
    objectives: Sequence[Objective],
) -> Block:
    activity = pick.activity
    groups = groups_of(request.people, activity.group_size)
    values = {
        **parts.values(activity),
        **_framed(request, objectives),
        "subject": Said(text=parts.named),
        "group": Said(text=size_in_words(groups)),
        "minutes": Said(text=str(minutes)),
    }
    return Block(
        id=activity.id,
        kind="activity",
        number=number,
        title=activity.title,
        stage=activity.stage,
        starts=starts,
        minutes=minutes,
        locked=pick.locked,
        fixed=pick.minutes is not None and not pick.locked,
        purpose=activity.purpose,
        steps=_steps(activity, values, starts, minutes),
        grouping=grouping_in_words(groups),
        groups=groups,
        supplies=_supplies(request, activity, groups),
        output=fill(activity.output, values),
        online=activity.online if request.online else None,
        note=None if activity.id in (WELCOME, EXIT) else mixing(request.parts, groups),
        bad_for=activity.bad_for,
        serves=serves(parts, activity),
        on_slide=_on_slide(activity, values),
        handout=_handout(request, activity, values, groups, objectives, parts.case_of(activity)),
    )


def _framed(request: Request, objectives: Sequence[Objective]) -> dict[str, Said]:
    """Return what fills the slots of the frame: the objectives, and what exists already."""
    have = "; ".join(one.rstrip(".") for one in request.have)
    found = {f"objective_{n}": Said(text=one.text) for n, one in enumerate(objectives, 1)}
    found["have"] = Said(text=f"Say what is there already and isn't done again: {have}." if have else "")
    return found


def _steps(activity: Activity, values: Mapping[str, Said], starts: int, minutes: int) -> tuple[Step, ...]:
    found: list[Step] = []
    for stride, own in zip(activity.steps, in_steps(minutes, [step.share for step in activity.steps]), strict=True):
        here = {**values, "minutes": Said(text=str(own))}
        found.append(Step(starts=starts, minutes=own, do=fill(stride.do, here), say=fill(stride.say, here)))
        starts += own
    return tuple(found)


def _supplies(request: Request, activity: Activity, groups: Sequence[int]) -> tuple[Supply, ...]:
    """Return what has to be there; online that is files, rooms and a shared page instead of paper."""
    if not request.online:
        called = f"handout “{activity.title}”"
        told = [
            one.model_copy(update={"what": called}) if _is_card(activity, one) else one for one in activity.materials
        ]
        return supplies_of(told, request.people, groups)
    found = [Supply(what="shared page", per="room", count=1)] if activity.materials else []
    if activity.card is not None:
        found.append(Supply(what="handout as a file, with its link ready to paste", per="room", count=1))
    if len(groups) > 1 and max(groups) > 1:
        found.append(Supply(what="breakout room", per="group", count=len(groups)))
    return tuple(found)


def _is_card(activity: Activity, material: Material) -> bool:
    """Tell whether a material is copies of the activity's own card."""
    return activity.card is not None and material.what in _CARD


_CARD = ("copy of the card", "exit card")
_TOLD = ("look_for_", "step_", "pitfall_", "who_", "evidence_", "case", "gist", "indicator_says")


def _on_slide(activity: Activity, values: Mapping[str, Said]) -> Words:
    """Return the parts of the subject that the block works with, for a slide to show; a case is read on paper."""
    slots = sorted(slot for slot in activity.slots if slot.startswith(_TOLD) and slot != "case")
    return tuple(values[slot] for slot in slots)[:4]


def _handout(
    request: Request,
    activity: Activity,
    values: Mapping[str, Said],
    groups: Sequence[int],
    objectives: Sequence[Objective],
    case: str | None,
) -> Handout | None:
    if activity.card is None:
        return None
    lines: list[Words] = []
    drop = False
    for text in activity.card.strip().splitlines():
        if drop:
            drop = False
            continue
        if any(f"{{objective_{n}}}" in text for n in range(len(objectives) + 1, 6)):
            drop = True
            continue
        if text.strip():
            lines.append(fill(text, values))
    copy = next((one for one in activity.materials if _is_card(activity, one)), None)
    times = {"person": request.people, "group": len(groups), "room": 1}
    copies = copy.count * times[copy.per] if copy else request.people
    told = [line for line in lines if line]
    if case is not None and told:
        told[0] = tuple(one.model_copy(update={"cites": (*one.cites, case)}) for one in told[0])
    return Handout(title=activity.title, lines=tuple(told), copies=copies)


def _follow_ups(parts: Parts) -> tuple[FollowUp, ...]:
    step, sign = parts.steps[0], parts.topic.look_for[0]
    later = parts.steps[1] if len(parts.steps) > 1 else step
    return (
        FollowUp(
            weeks=2,
            do="Write to everybody with the first step from their own exit card and ask one question: did it happen, "
            f"and if not, what was in the way? Ask the same about this one ({step.who}): “{sentence(step.do)}”",
            done=sentence(step.done),
            cites=(step.serves,),
        ),
        FollowUp(
            weeks=6,
            do="Meet for twenty minutes, lay the exit ratings beside new ones, and look for this sign: "
            f"“{sentence(sign)}” Then settle what comes next: “{sentence(later.do)}”",
            done=sentence(later.done),
            cites=(later.serves,),
        ),
    )


def _already(parts: Parts) -> tuple[str, ...]:
    if not parts.have:
        return ()
    have = "; ".join(one.rstrip(".") for one in parts.have)
    if not parts.done:
        return (f"Taken as given: {have}.",)
    left = "; ".join(f"“{sentence(step.do)}”" for step in parts.done)
    return (f"Taken as given: {have}.", f"Left out because it's done: {left}")
