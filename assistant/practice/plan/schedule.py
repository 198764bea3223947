"""When what is due: phases that fill the days exactly, due dates on weekdays, and nothing before what it waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from assistant.answer import WHENS, When
from assistant.practice.plan.model import LAST_WEEKDAY, Phase, Plan, Review, Step, is_weekday
from assistant.practice.plan.naming import phase_name

# Days that a step usually takes, by how soon it is due after one begins.
LASTS: Mapping[When, int] = {"week": 4, "month": 11, "term": 25, "year": 40}
# By which part of the plan, and by which day at most, a step of each kind is done.
BY_DAY: Mapping[When, tuple[float, float]] = {
    "week": (0.17, 30),
    "month": (0.55, 100),
    "term": (0.95, 230),
    "year": (1.0, 1_000),
}
EVEN, EVEN_WHEN_LONG, LONG_DAYS = 0.5, 0.75, 200
WEEK = timedelta(days=7)
FIRST_DUE_DAYS = 5  # something is to be done by the end of the first week
ROOM_DAYS = 3  # between the last due date and the plan's end


def next_monday(day: date) -> date:
    """Return a day if it is a Monday, else the Monday after it."""
    return day + timedelta(days=-day.weekday() % 7)


def phase_ends(days: int) -> tuple[int, ...]:
    """Return the last day of each phase, counted from 1: two phases up to 60 days, three up to 270, then four."""
    count = 2 if days <= 60 else 3 if days <= 270 else 4
    return tuple(round(days * n / count) for n in range(1, count + 1))


def spread(steps: Sequence[Step], start: date, days: int) -> tuple[Step, ...]:
    """Return the steps in their order, due anew on Fridays over so many days.

    Each is due between an even share of the days and the time that such a step usually takes, so that the first weeks
    hold more, and no week holds all.
    """
    count = len(steps)
    even = EVEN if days <= LONG_DAYS else EVEN_WHEN_LONG
    usual = _usual_days([step.when for step in steps], days)
    dues: dict[str, date] = {}
    latest = start
    for n, (step, day) in enumerate(zip(steps, usual, strict=True), 1):
        target = FIRST_DUE_DAYS if n == 1 else min(even * days * n / count + (1 - even) * day, days - ROOM_DAYS)
        friday = start + timedelta(days=max(FIRST_DUE_DAYS, round(target)) - 1)
        friday += timedelta(days=LAST_WEEKDAY - friday.weekday())
        waits = [dues[i] + WEEK for i in step.after if i in dues]
        latest = weekday_within(max([friday, latest, *waits]), start, 0, days)
        dues[step.id] = latest
    return tuple(step.model_copy(update={"due": dues[step.id]}) for step in steps)


def _usual_days(whens: Sequence[When], days: int) -> list[float]:
    """Return by which day each step is usual in a plan of so many days: those of one kind are spread over its share."""
    out: list[float] = []
    before = 0.0
    for when in WHENS:
        share, most = BY_DAY[when]
        until = max(before, min(share * days, most))
        mine = [n for n, own in enumerate(whens) if own == when]
        out += [before + (until - before) * (n + 1) / len(mine) for n in range(len(mine))]
        before = until
    return sorted(out)


def weekday_within(day: date, start: date, first: int, end: int) -> date:
    """Return the weekday on or before a day that lies in a phase; its first weekday where there is none."""
    earliest, latest = start + timedelta(days=first), start + timedelta(days=end - 1)
    day = min(max(day, earliest), latest)
    back = day - timedelta(days=max(0, day.weekday() - LAST_WEEKDAY))
    return back if back >= earliest else next_monday(day)


def begin(step: Step, due: date, start: date, befores: Sequence[Step]) -> date:
    """Return when a step begins: its usual time before it is due, the day after what it waits for where it can."""
    earliest = start
    for before in befores:
        following = before.due + timedelta(days=1)
        following = following if is_weekday(following) else next_monday(following)
        earliest = max(earliest, min(following, due))
    usual = due - timedelta(days=LASTS[step.when])
    usual = usual if is_weekday(usual) else next_monday(usual)
    return min(max(usual, earliest), due)


def settled(plan: Plan, steps: Sequence[Step], start: date, ends: Sequence[int], *, keep_starts: bool = True) -> Plan:
    """Return a plan with these steps on allowed days, its phases anew: all that a plan must hold holds of it.

    A due date on a weekend goes to the Friday before; a step waits for those that it comes after; the reviews look at
    the steps due in their phase. Phases that somebody named keep their names where their number stays.

    Args:
        plan: What it was.
        steps: Its steps, with the due dates that are wanted.
        start: Its first day.
        ends: The last day of each phase, counted from 1.
        keep_starts: Whether a step begins when it did, where it still can.
    """
    placed: dict[str, Step] = {}
    alive = {step.id for step in steps if step.status != "dropped"}
    for step in in_order(steps):
        befores = [placed[i] for i in step.after if i in placed and i in alive and step.id in alive]
        due = max([weekday_within(step.due, start, 0, ends[-1]), *(before.due for before in befores)])
        due = min(due, _last_weekday(start, ends[-1]))
        moved = begin(step, due, start, befores)
        stays = keep_starts and max([start, *(before.due for before in befores)]) <= step.start <= due
        placed[step.id] = step.model_copy(update={"due": due, "start": step.start if stays else moved})
    ordered = tuple(sorted(placed.values(), key=lambda step: (step.due, step.number)))
    anew = {
        "start": start,
        "days": ends[-1],
        "steps": _with_milestones(plan.topic, ordered, start, ends),
        "phases": _phases(plan, ordered, start, ends),
    }
    return Plan(**{**dict(plan), **anew})


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Return the steps, each behind those that it comes after, else by due date."""
    left = sorted(steps, key=lambda step: (step.due, step.number))
    ids, out, placed = {step.id for step in steps}, [], set[str]()
    while left:
        step = next(s for s in left if all(i in placed or i not in ids for i in s.after))
        left.remove(step)
        out.append(step)
        placed.add(step.id)
    return out


def days_of(plan: Plan) -> tuple[int, ...]:
    """Return the last day of each phase of a plan, counted from 1."""
    return tuple((phase.end - plan.start).days + 1 for phase in plan.phases)


def _phases(plan: Plan, steps: Sequence[Step], start: date, ends: Sequence[int]) -> tuple[Phase, ...]:
    phases: list[Phase] = []
    first = 0
    alike = len(plan.phases) == len(ends)
    for place, end in enumerate(ends):
        begins, stops = start + timedelta(days=first), start + timedelta(days=end - 1)
        mine = [step for step in steps if begins <= step.due <= stops and step.status != "dropped"]
        before = plan.phases[min(place * len(plan.phases) // len(ends), len(plan.phases) - 1)]
        named = alike and before.name != phase_name(plan.steps_of(before), plan.topic)
        phases.append(
            Phase(
                name=before.name if named else phase_name(mine, plan.topic),
                start=begins,
                end=stops,
                review=Review(
                    on=_last_weekday(start, end),
                    by=before.review.by,
                    looks_at=before.review.looks_at,
                    evidence=tuple(step.id for step in mine),
                ),
            )
        )
        first = end
    return tuple(phases)


def _with_milestones(topic: str, steps: Sequence[Step], start: date, ends: Sequence[int]) -> tuple[Step, ...]:
    """Return the steps with the last one of each phase as its milestone, one of the subject's own where there is."""
    live = [step for step in steps if step.status != "dropped"]
    chosen: dict[int, Step] = {}
    for step in live:
        day = (step.due - start).days + 1
        phase = next(n for n, end in enumerate(ends) if day <= end)
        if phase not in chosen or step.origin.id == topic or chosen[phase].origin.id != topic:
            chosen[phase] = step
    marks = {step.id for step in chosen.values()}
    return tuple(step.model_copy(update={"milestone": step.id in marks}) for step in steps)


def _last_weekday(start: date, end: int) -> date:
    last = start + timedelta(days=end - 1)
    return last - timedelta(days=max(0, last.weekday() - LAST_WEEKDAY))
