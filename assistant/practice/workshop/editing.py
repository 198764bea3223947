"""Changes a workshop: the same agenda with one edit made, everything computed again, and what changed told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from assistant.errors import UsageError
from assistant.knowledge.corpus.activities import Activities
from assistant.practice.subject import Subject
from assistant.practice.workshop.choosing import EXIT, WELCOME, Choice, Pick, Picks, fill_up, put_in, take_out
from assistant.practice.workshop.composing import build
from assistant.practice.workshop.edit_words import parts_of, read_edit
from assistant.practice.workshop.edits import (
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
from assistant.practice.workshop.parts import Parts
from assistant.practice.workshop.request import FEWEST_PEOPLE, LONGEST, MOST_PEOPLE, SHORTEST, Part, Request
from assistant.practice.workshop.telling import changes
from assistant.practice.workshop.timing import room_for_work, timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A workshop after an edit, and what changed, as sentences."""

    workshop: Workshop
    changes: tuple[str, ...]


def edit(workshop: Workshop, words: str | Edit, subject: Subject, activities: Activities) -> Edited:
    """Return a workshop with an edit made, or with several that somebody's words ask for, in their order.

    Args:
        workshop: What is edited; it isn't changed itself.
        words: The edit, or somebody's words.
        subject: What the workshop is about.
        activities: What may stand in it.

    Raises:
        UsageError: The words aren't understood, or the edit can't be made; the message says what can be done.
    """
    if isinstance(words, str) and len(parts := parts_of(words, workshop, activities)) > 1:
        made = workshop
        for part in parts:
            made = edit(made, part, subject, activities).workshop
        return Edited(workshop=made, changes=changes(workshop, made))
    asked = read_edit(words, workshop, activities) if isinstance(words, str) else words
    choice = Choice(
        request=workshop.request,
        parts=Parts(subject=subject, request=workshop.request, activities=activities),
        activities=activities,
    )
    picks = _picks(workshop, activities)
    if isinstance(asked, Add | Drop | Move | Stretch | Swap | Lock):
        after = _of_blocks(asked, workshop, choice, picks)
        gone = {pick.activity.id for pick in picks} - {pick.activity.id for pick in after}
    else:
        request = _of_request(asked, workshop.request)
        choice = replace(choice, request=request, parts=Parts(subject=subject, request=request, activities=activities))
        after, gone = _of_whole(asked, choice, picks), set()
    after = _filled(choice, after, gone)
    try:
        made = build(choice, after)
    except ValueError:
        raise _no_room(choice) from None
    return Edited(workshop=made, changes=changes(workshop, made))


def _picks(workshop: Workshop, activities: Activities) -> Picks:
    """Return what a workshop is built from."""
    missing = [block.id for block in workshop.activities if block.id not in activities.by_id]
    if missing:
        raise UsageError(f"the corpus has no activity {missing[0]!r} any more; make the workshop again")
    return tuple(
        Pick(
            activity=activities.by_id[block.id],
            minutes=block.minutes if block.locked or block.fixed else None,
            locked=block.locked,
        )
        for block in workshop.activities
    )


def _of_request(asked: Edit, request: Request) -> Request:
    match asked:
        case SetMinutes(minutes):
            _within(minutes, SHORTEST, LONGEST, "minutes")
            new: dict[str, object] = {"minutes": minutes}
        case SetPeople(people, audience):
            _within(people, FEWEST_PEOPLE, MOST_PEOPLE, "people")
            kept = (Part(who=p.who, count=max(1, p.count * people // request.people)) for p in request.parts)
            new = {"people": people, "parts": tuple(kept)} | ({"audience": audience} if audience else {})
        case SetAudience(audience):
            new = {"audience": audience, "parts": ()}
        case SetPlace(online):
            new = {"online": online}
        case SetPart(who, share, count):
            number = count if count is not None else max(1, round(request.people * (share or 0)))
            _within(number, 1, request.people, f"of {request.people} people")
            new = {"parts": (*(part for part in request.parts if part.who != who), Part(who=who, count=number))}
        case SetStart(minute):
            new = {"start": minute}
        case AddHave(have):
            new = {"have": (*request.have, have)}
        case SetLeaveWith(leave_with):
            new = {"leave_with": leave_with}
        case _:
            raise TypeError(asked)
    try:
        return Request.model_validate({**request.model_dump(), **_plain(new)})
    except ValidationError as error:
        raise UsageError(f"that can't be: {error.errors()[0]['msg']}") from None


def _plain(new: dict[str, object]) -> dict[str, object]:
    return {
        name: tuple(part.model_dump() for part in value if isinstance(part, Part)) if name == "parts" else value  # type: ignore[attr-defined]
        for name, value in new.items()
    }


def _within(number: int, fewest: int, most: int, what: str) -> None:
    if not fewest <= number <= most:
        raise UsageError(f"{number} {what} can't be done; say a number from {fewest} to {most}")


def _of_whole(asked: Edit, choice: Choice, picks: Picks) -> Picks:
    """Return the picks that fit a changed request: what no longer works is swapped, what has no room is left out."""
    held = _working(asked, choice, picks)
    minutes = choice.request.minutes
    if isinstance(asked, SetPart) and minutes >= 45 and not any(pick.activity.stage == "learn" for pick in held):
        room = room_for_work(minutes)
        primer = choice.best("learn", held, most=room // 3, target=max(10, room // 5))
        if primer is not None:
            held = _with(choice, held, Pick(activity=primer))
    try:
        return take_out(choice, held) if isinstance(asked, SetMinutes) or _over(choice, held) else held
    except ValueError:
        raise _no_room(choice) from None


def _moved(asked: Edit) -> bool:
    """Tell whether an edit changes the people or the place, so that what suited before may suit no more."""
    return isinstance(asked, SetAudience | SetPlace) or (isinstance(asked, SetPeople) and asked.audience is not None)


def _working(asked: Edit, choice: Choice, picks: Picks) -> Picks:
    """Return the picks with what can't be done here any more swapped, or left out where nothing stands in for it."""
    held: list[Pick] = list(picks)
    for pick in picks:
        fits = choice.works(pick.activity) and (choice.suits(pick.activity) or not _moved(asked))
        if pick.locked or pick.activity.id in (WELCOME, EXIT) or fits:
            continue
        want, at = pick.span(choice.request.minutes).want, held.index(pick)
        other = choice.best(pick.activity.stage, held, most=want + 10, target=want)
        held[at : at + 1] = [Pick(activity=other)] if other else []
    return tuple(held)


def _of_blocks(asked: Edit, workshop: Workshop, choice: Choice, picks: Picks) -> Picks:
    if isinstance(asked, Add):
        return _added(asked, choice, picks)
    assert isinstance(asked, Drop | Move | Stretch | Swap | Lock)
    at = next((n for n, pick in enumerate(picks) if pick.activity.id == asked.block), None)
    if at is None:
        raise UsageError(f"no block {asked.block!r} in this workshop; the blocks are {_listed(workshop)}")
    pick = picks[at]
    if isinstance(asked, Lock):
        minutes = workshop.activities[at].minutes if asked.locked else None
        return (*picks[:at], replace(pick, locked=asked.locked, minutes=minutes), *picks[at + 1 :])
    if pick.locked:
        raise UsageError(f"“{pick.activity.title}” is locked; unlock it first")
    rest = (*picks[:at], *picks[at + 1 :])
    if isinstance(asked, Drop):
        if not any(one.activity.id not in (WELCOME, EXIT) for one in rest):
            raise UsageError("that is the only activity left; add another one before you drop it")
        return rest
    if isinstance(asked, Move):
        place = min(max(1, asked.place), len(picks)) - 1
        return (*rest[:place], pick, *rest[place:])
    if isinstance(asked, Stretch):
        return (*picks[:at], _stretched(asked, choice, pick, workshop.activities[at].minutes), *picks[at + 1 :])
    return _swapped(asked, choice, picks, at)


def _stretched(asked: Stretch, choice: Choice, pick: Pick, now: int) -> Pick:
    minutes = asked.minutes if asked.minutes is not None else now + (asked.by or 0)
    span = replace(pick, minutes=None).span(choice.request.minutes)
    if not span.low <= minutes <= span.high:
        raise UsageError(
            f"“{pick.activity.title}” has {now} minutes and takes {span.low} to {span.high}, not {minutes}"
        )
    return replace(pick, minutes=minutes)


def _swapped(asked: Swap, choice: Choice, picks: Picks, at: int) -> Picks:
    old = picks[at].activity
    if old.id in (WELCOME, EXIT):
        raise UsageError(f"nothing stands in for “{old.title}”; drop it, or swap another block")
    low = sum(pick.span(choice.request.minutes).low for n, pick in enumerate(picks) if n != at)
    if asked.activity is not None:
        other = _named(asked.activity, choice, picks)
    else:
        found = choice.best(
            old.stage, picks, most=room_for_work(choice.request.minutes) - low, target=old.minutes.usual
        )
        if found is None:
            raise UsageError(f"no other activity fits in the place of “{old.title}”; drop it, or change the time")
        other = Pick(activity=found)
    return (*picks[:at], other, *picks[at + 1 :])


def _added(asked: Add, choice: Choice, picks: Picks) -> Picks:
    if asked.activity is not None:
        pick = _named(asked.activity, choice, picks)
    else:
        room = room_for_work(choice.request.minutes)
        found = choice.best(asked.stage, picks, most=room // 2, target=min(20, room // 4))
        if found is None:
            raise UsageError("no other activity of that kind fits these people and this time; take more time")
        pick = Pick(activity=found)
    return _with(choice, picks, pick)


def _named(name: str, choice: Choice, picks: Picks) -> Pick:
    activity = choice.activities.by_id[name]
    if any(pick.activity.id == name for pick in picks):
        raise UsageError(f"“{activity.title}” stands in the agenda already; nothing is done twice")
    if not choice.works(activity):
        few, most = activity.people.fewest, activity.people.most
        raise UsageError(
            f"“{activity.title}” doesn't fit: it is for {few} to {most} people, or needs what the subject lacks"
        )
    return Pick(activity=activity)


def _with(choice: Choice, picks: Picks, pick: Pick) -> Picks:
    """Return picks with one more, and without what there is no room for then."""
    kept = replace(pick, locked=True)
    longer = put_in(picks, kept)
    try:
        fitting = take_out(choice, longer) if _over(choice, longer) else longer
    except ValueError:
        raise _no_room(choice) from None
    return tuple(pick if one is kept else one for one in fitting)


def _over(choice: Choice, picks: Picks) -> bool:
    return timetable(choice.request.minutes, [pick.span(choice.request.minutes) for pick in picks]) is None


def _filled(choice: Choice, picks: Picks, without: set[str]) -> Picks:
    """Return picks with more activities where those there can't fill the time."""
    minutes = choice.request.minutes
    spans = [pick.span(minutes) for pick in picks]
    if sum(span.high for span in spans) < room_for_work(minutes) or len(picks) < 3:
        return fill_up(choice, picks, without)
    return picks


def _no_room(choice: Choice) -> UsageError:
    return UsageError(
        f"the blocks don't fit into {choice.request.minutes} minutes; drop, unlock or shorten one, or take more time"
    )


def _listed(workshop: Workshop) -> str:
    def each() -> Iterator[str]:
        for block in workshop.activities:
            yield f"{block.number} “{block.title}”"

    return ", ".join(each())
