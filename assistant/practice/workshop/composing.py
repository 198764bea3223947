"""Composes a workshop: chosen activities become blocks with times, words, groups, materials and handouts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.knowledge.corpus.activities import Activities, Activity, Material
from assistant.practice.subject import Subject
from assistant.practice.workshop.around import already_of, brings_of, follow_ups_of, limits_of
from assistant.practice.workshop.choosing import EXIT, WELCOME, Choice, Pick, Picks, choose
from assistant.practice.workshop.grouping import (
    grouping_in_words,
    groups_of,
    in_groups,
    in_words,
    mixing,
    reports,
    size_in_words,
    supplies_of,
)
from assistant.practice.workshop.model import (
    Block,
    FirstStep,
    Handout,
    Objective,
    Said,
    Step,
    Supply,
    Words,
    Workshop,
)
from assistant.practice.workshop.objectives import holes_of, objectives_of, serves
from assistant.practice.workshop.parts import WHAT_WE_MADE, Parts, fill, sentence
from assistant.practice.workshop.place import told
from assistant.practice.workshop.request import Request
from assistant.practice.workshop.timing import LUNCH, Timetable, in_steps, timetable
from assistant.practice.workshop.warning import angle_for, warnings_of

_TITLES = {"break": "Break", "lunch": "Lunch"}


def compose(request: Request, subject: Subject, activities: Activities) -> Workshop:
    """Return the workshop that a request comes to.

    Raises:
        CorpusError: The corpus lacks what every workshop needs.
    """
    choice = Choice(
        request=request, parts=Parts(subject=subject, request=request, activities=activities), activities=activities
    )
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
    made = next((pick.activity.makes for pick in picks if pick.activity.makes), WHAT_WE_MADE)
    objectives = objectives_of(request, parts, picks)
    blocks = _blocks(request, parts, picks, plan, _framed(parts, objectives, made))
    steps = parts.first_steps(made)
    return Workshop(
        title=_title(parts.title, request.minutes),
        named=parts.asked,
        topic=parts.topic.id,
        read_as=parts.subject.read_as,
        request=request,
        objectives=objectives,
        blocks=blocks,
        steps=steps,
        others=tuple(
            FirstStep(do=sentence(one.do), who=one.who, when=one.when, done=sentence(one.done), cites=(one.serves,))
            for one in parts.others_steps()
        ),
        brings=tuple(brings_of(parts, picks)),
        follow_ups=follow_ups_of(parts, steps),
        already=already_of(parts),
        angle=angle_for(parts),
        holes=holes_of(parts, objectives, blocks),
        limits=tuple(limits_of(parts, picks)),
        warnings=warnings_of(parts, picks, plan),
    )


def _title(named: str, minutes: int) -> str:
    if minutes % 60 == 0 and minutes < 360:
        hours = minutes // 60
        length = "one-hour" if hours == 1 else f"{in_words(hours)}-hour"
    else:
        length = "full-day" if minutes >= 360 else f"{minutes}-minute"
    article = "an" if length.startswith(("8", "11-", "18-")) else "a"
    return f"{named} ({article} {length} workshop)"


def _blocks(
    request: Request, parts: Parts, picks: Picks, plan: Timetable, framed: Mapping[str, Said]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    now = number = 0
    read: set[str] = set()
    for n, session in enumerate(plan.sessions):
        last = n == len(plan.sessions) - 1
        ends = session.items and picks[session.items[-1]].activity.id == EXIT
        for place in session.items:
            if session.buffer and last and ends and place == session.items[-1]:
                blocks.append(_pause("buffer", n, now, session.buffer))
                now += session.buffer
            number += 1
            blocks.append(_block(request, parts, picks[place], now, plan.minutes[place], number, framed))
            blocks[-1] = _read_once(blocks[-1], read)
            now += plan.minutes[place]
        if session.buffer and not (last and ends):
            blocks.append(_pause("buffer", n, now, session.buffer))
            now += session.buffer
        if not last:
            kind = "lunch" if plan.pauses[n] == LUNCH else "break"
            blocks.append(_pause(kind, n, now, plan.pauses[n]))
            now += plan.pauses[n]
    return tuple(blocks)


def _read_once(block: Block, read: set[str]) -> Block:
    """Return a block whose handout leaves out an example or a hint that an earlier one holds; note what it holds."""
    if block.handout is None:
        return block
    kept: list[Words] = []
    for words in block.handout.lines:
        text = " ".join(one.text for one in words)
        hint = next((text.removeprefix(one) for one in _HINTS if text.startswith(one)), None)
        if hint is None or hint not in read:
            kept.append(words)
        read.add(hint or text)
    return block.model_copy(update={"handout": block.handout.model_copy(update={"lines": tuple(kept)})})


_HINTS = ("An example: ", "Worth knowing: ", "Where it goes wrong: ")


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
    framed: Mapping[str, Said],
) -> Block:
    activity = pick.activity
    groups = groups_of(request.people, activity.group_size)
    values = {
        **parts.values(activity),
        **framed,
        "in_groups": Said(text=in_groups(groups)),
        "group": Said(text=size_in_words(groups)),
        "minutes": Said(text=str(minutes)),
        "reports": Said(text="Each group"),
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
        steps=_steps(request, activity, values, starts, minutes, groups),
        grouping=grouping_in_words(groups),
        groups=groups,
        supplies=_supplies(request, activity, groups),
        output=fill(activity.output, values),
        online=activity.online if request.online else None,
        note=None if activity.id in (WELCOME, EXIT) else mixing(request.parts, groups),
        bad_for=activity.bad_for,
        serves=serves(parts, activity),
        on_slide=_on_slide(activity, values),
        handout=_handout(parts, activity, values, groups),
    )


def _framed(parts: Parts, objectives: Sequence[Objective], made: str) -> dict[str, Said]:
    """Return what fills slots alike in every block: the subject's names, what people rate, what exists already."""
    have = "; ".join(one.rstrip(".") for one in parts.have)
    able = [one.can for one in objectives if one.can]
    return {
        **{f"can_{n}": Said(text=one) for n, one in enumerate(able, 1)},
        "have": Said(text=f"Say what is there already: {have}." if have else ""),
        "subject": Said(text=parts.asked),
        "name": Said(text=parts.named),
        "theme": Said(text=parts.theme),
        "made": Said(text=made),
    }


def _steps(
    request: Request, activity: Activity, values: Mapping[str, Said], starts: int, minutes: int, groups: Sequence[int]
) -> tuple[Step, ...]:
    found: list[Step] = []
    for stride, own in zip(activity.steps, in_steps(minutes, [step.share for step in activity.steps]), strict=True):
        here = {**values, "minutes": Said(text=str(own)), "reports": Said(text=reports(len(groups), own))}
        do, say = told(stride, online=request.online)
        found.append(Step(starts=starts, minutes=own, do=fill(do, here), say=fill(say, here)))
        starts += own
    return tuple(found)


def _supplies(request: Request, activity: Activity, groups: Sequence[int]) -> tuple[Supply, ...]:
    """Return what has to be there; online that is files, rooms and a shared page instead of paper."""
    if not request.online:
        called = f"handout “{activity.title}”"
        needed = [
            one.model_copy(update={"what": called}) if _is_card(activity, one) else one for one in activity.materials
        ]
        return supplies_of(needed, request.people, groups)
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
_FIRST_SENTENCE = re.compile(r"(?<=[.?!])\s")


def _on_slide(activity: Activity, values: Mapping[str, Said]) -> Words:
    """Return the task of each step as people read it; where it isn't written, what is said first."""
    texts = [step.slide or _FIRST_SENTENCE.split(step.say or step.do)[0] for step in activity.steps]
    said = [fill(text, values) for text in texts]
    return tuple(
        Said(text=" ".join(one.text for one in words), cites=tuple(cite for one in words for cite in one.cites))
        for words in said
    )


_TO_LEADERS = ("Worth knowing: {pitfall", "Where it goes wrong: {pitfall")


def _handout(parts: Parts, activity: Activity, values: Mapping[str, Said], groups: Sequence[int]) -> Handout | None:
    case = parts.case_of(activity)
    if activity.card is None:
        return None
    lines: list[Words] = []
    missing = {f"{{{name}}}" for name in activity.slots if name.startswith("can_") and name not in values}
    for text in activity.card.strip().splitlines():
        to_others = not parts.of_leaders and text.strip().startswith(_TO_LEADERS)
        if text.strip() and not to_others and not any(slot in text for slot in missing):
            lines.append(fill(text, values))
    copy = next((one for one in activity.materials if _is_card(activity, one)), None)
    times = {"person": parts.request.people, "group": len(groups), "room": 1}
    copies = copy.count * times[copy.per] if copy else parts.request.people
    held = [line for line in lines if line]
    if case is not None and held:
        held[0] = tuple(one.model_copy(update={"cites": (*one.cites, case)}) for one in held[0])
    return Handout(title=activity.title, lines=tuple(held), copies=copies)
