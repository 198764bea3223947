"""When what is due: phases that fill the days exactly, due dates on weekdays, and nothing before what it waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from assistant.answer import When
from assistant.practice.plan.model import Phase, Plan, Review, Step, weekday_from, weekday_until
from assistant.practice.plan.naming import phase_names
from assistant.practice.plan.school_days import school_days
from assistant.practice.plan.times import weeks_in

# Days that a step usually takes, by how soon it is due after one begins.
LASTS: Mapping[When, int] = {"week": 4, "month": 11, "term": 25, "year": 40}


# How much of the time between the first due date and the last one a step gets.
SHARES: Mapping[When, float] = {"week": 0.6, "month": 1.0, "term": 1.5, "year": 1.8}
MOST_NAMED = 0.5  # of a plan's weeks that go to steps which say how many they take; a short plan cuts those
FEWEST_DAYS_OF_STEP = 3  # school days
OF_NAMED = 0.3  # of its share that such a step gets besides


def next_monday(day: date) -> date:
    """Return a day if it is a Monday, else the Monday after it."""
    return day + timedelta(days=-day.weekday() % 7)


def phase_ends(days: int, most: int = 4) -> tuple[int, ...]:
    """Return the last day of each phase, counted from 1: two phases up to 60 days, three up to 270, then four.

    Args:
        days: How many days there are.
        most: How many phases there are at most.
    """
    count = min(2 if days <= 60 else 3 if days <= 270 else 4, max(most, 1))
    return tuple(round(days * n / count) for n in range(1, count + 1))


def spread(steps: Sequence[Step], start: date, ends: Sequence[int]) -> tuple[Step, ...]:
    """Return the steps in their order, due anew on school days over a plan's days, each within one phase.

    The first is due at the end of the first week, the last one of each phase by its last school day. What takes longer,
    or says how many weeks it takes, has more time, so that the first weeks hold more.

    Args:
        steps: The steps, in order.
        start: The plan's first day.
        ends: The last day of each of its phases, counted from 1.
    """
    days = school_days(start, ends)
    gaps = _gaps(steps, len(days) / 5)
    whole = sum(gaps) or 1.0
    ordinals = [(day - start).days for day in days]
    of_phase: list[list[int]] = [[] for _ in ends]
    for n, place in enumerate(accumulate(gaps)):
        ordinal = ordinals[min(int(place / whole * len(days)), len(days) - 1)]
        of_phase[next(p for p, end in enumerate(ends) if ordinal < end)].append(n)
    dues: dict[int, date] = {}
    for first, end, mine in zip((0, *ends), ends, of_phase, strict=False):
        here = [day for day in days if first <= (day - start).days < end]
        dues |= zip(mine, _within(here, [gaps[n] for n in mine], opens=first == 0), strict=True)
    return tuple(step.model_copy(update={"due": dues[n]}) for n, step in enumerate(steps))


def _gaps(steps: Sequence[Step], weeks: float) -> list[float]:
    """Return how many weeks each step gets of those that there are."""
    named = [weeks_in(f"{step.text} {step.done}") for step in steps]
    most = min(1.0, MOST_NAMED * weeks / (sum(named) or 1))
    shares = [SHARES[step.when] * (OF_NAMED if n else 1.0) for step, n in zip(steps, named, strict=True)]
    unit = (weeks - most * sum(named)) / (sum(shares) or 1.0)
    return [share * unit + n * most for share, n in zip(shares, named, strict=True)]


def _within(days: Sequence[date], gaps: Sequence[float], *, opens: bool) -> list[date]:
    """Return due dates on a phase's days: ends of weeks where there are enough, the first week's where a plan opens."""
    weeks = [day for day, following in zip(days, (*days[1:], None), strict=True) if _ends_week(day, following)]
    out = [weeks[0]] if opens and gaps else []
    first, gaps = (days.index(out[0]) + 1, gaps[1:]) if out else (0, gaps)
    whole = sum(gaps) or 1.0
    for place in accumulate(gaps):
        at = first + round(place / whole * (len(days) - first)) - 1
        due = days[min(max(at, FEWEST_DAYS_OF_STEP - 1), len(days) - 1)]
        if len(weeks) > len(gaps):
            due = next(day for day in weeks if day >= due)
        out.append(max([due, *out[-1:]]))
    return out


def _ends_week(day: date, following: date | None) -> bool:
    return following is None or following.isocalendar()[:2] != day.isocalendar()[:2]


def begin(step: Step, due: date, earliest: date, days: Sequence[date]) -> date:
    """Return when a step begins: its usual time before it is due, on a school day, no sooner than it can."""
    lasts = max(LASTS[step.when], needed(step))
    usual = max(due - timedelta(days=lasts), earliest)
    return next((day for day in days if usual <= day <= due), due)


def needed(step: Step) -> int:
    """Return how many days pass from the first day of a step to its last where it says how many weeks it takes."""
    return max(7 * weeks_in(f"{step.text} {step.done}") - 3, 0)


def settled(plan: Plan, steps: Sequence[Step], start: date, ends: Sequence[int], *, keep_starts: bool = True) -> Plan:
    """Return a plan with these steps on allowed days, its phases anew: all that a plan must hold holds of it.

    A due date on a day off goes to the school day before; a step begins on a school day after those that it comes after
    are due, and in its phase unless it takes weeks; a phase in which nothing is due joins the next one; the reviews
    look at the steps due in their phase. Phases that somebody named keep their names where their number stays.

    Args:
        plan: What it was.
        steps: Its steps, with the due dates that are wanted.
        start: Its first day.
        ends: The last day of each phase, counted from 1.
        keep_starts: Whether a step begins when it did, where it still can.
    """
    placed: dict[str, Step] = {}
    start = weekday_from(start)
    days = school_days(start, ends)
    alive = {step.id for step in steps if step.status != "dropped"}
    for step in in_order(steps):
        befores = [placed[i] for i in step.after if i in placed and i in alive and step.id in alive]
        free = max((_after(before.due, days) for before in befores), default=days[0])
        due = max(_last_on_or_before(days, step.due), free)
        if not keep_starts and needed(step):
            due = next((day for day in days if day >= max(due, free + timedelta(days=needed(step)))), due)
        phase = max(start + timedelta(days=first) for first in (0, *ends) if start + timedelta(days=first) <= due)
        earliest = min(free if needed(step) else max(phase, free), due)
        stays = keep_starts and earliest <= step.start <= due
        moved = step.start if stays else begin(step, due, earliest, days)
        placed[step.id] = step.model_copy(update={"due": due, "start": moved})
    ordered = tuple(sorted(placed.values(), key=lambda step: (step.due, step.number)))
    if (fewer := _with_something_due(ordered, start, ends)) != tuple(ends):
        return settled(plan, ordered, start, fewer, keep_starts=keep_starts)
    anew = {
        "start": start,
        "days": ends[-1],
        "steps": _with_milestones(plan.topic, ordered, start, ends),
        "phases": _phases(plan, ordered, start, ends, days),
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
    """Return the last day of each phase of a plan, counted from 1; a weekend belongs to the phase before it."""
    return (*((phase.start - plan.start).days for phase in plan.phases[1:]), plan.days)


def _with_something_due(steps: Sequence[Step], start: date, ends: Sequence[int]) -> tuple[int, ...]:
    """Return the last days of the phases in which something is due; one in which nothing is joins the next."""
    dues = [(step.due - start).days + 1 for step in steps if step.status != "dropped"]
    held = [end for first, end in zip((0, *ends), ends, strict=False) if any(first < due <= end for due in dues)]
    return (*held[:-1], ends[-1])


def _phases(
    plan: Plan, steps: Sequence[Step], start: date, ends: Sequence[int], days: Sequence[date]
) -> tuple[Phase, ...]:
    spans = [
        (weekday_from(start + timedelta(days=first)), weekday_until(start + timedelta(days=end - 1)))
        for first, end in zip((0, *ends), ends, strict=False)
    ]
    due = [[s for s in steps if begins <= s.due <= stops and s.status != "dropped"] for begins, stops in spans]
    names = phase_names(due, plan.topic)
    usual = phase_names([plan.steps_of(phase) for phase in plan.phases], plan.topic)
    alike = len(plan.phases) == len(ends)
    phases: list[Phase] = []
    for place, ((begins, stops), mine) in enumerate(zip(spans, due, strict=True)):
        of = min(place * len(plan.phases) // len(ends), len(plan.phases) - 1)
        before = plan.phases[of]
        phases.append(
            Phase(
                name=before.name if alike and before.name != usual[of] else names[place],
                start=begins,
                end=stops,
                review=Review(
                    on=max(day for day in days if begins <= day <= stops),
                    by=before.review.by,
                    looks_at=before.review.looks_at,
                    evidence=tuple(step.id for step in mine),
                ),
            )
        )
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


def _last_on_or_before(days: Sequence[date], day: date) -> date:
    return max((one for one in days if one <= day), default=days[0])


def _after(day: date, days: Sequence[date]) -> date:
    return next((one for one in days if one > day), day)
