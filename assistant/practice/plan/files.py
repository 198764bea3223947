"""A plan read back from its JSON, and written as each kind of file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from pydantic import ValidationError

from assistant.answer import Passage
from assistant.errors import CoachError, UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.keeping import Shelf, first_mistake
from assistant.practice.plan.model import Plan
from assistant.practice.plan.sheet import plan_sheet

ENDINGS = (".docx", ".md", ".csv", ".ics", ".json")


def plans_kept(home: Path) -> Shelf[Plan]:
    """Return the shelf of plans in a home folder."""
    return Shelf(home, "plans", Plan)


def read_plan(path: Path, frameworks: Frameworks) -> Plan:
    """Return the plan in a JSON file, which may have been edited by hand.

    Raises:
        CoachError: It can't be read, is no plan, or names an identifier or competency that there is not; the message
            says where, the value, and what would do.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CoachError(f"{path}: {error.strerror or error}; name a file that is there") from None
    return checked_plan(content, str(path), frameworks)


def checked_plan(content: bytes | str, path: str, frameworks: Frameworks) -> Plan:
    """Return the plan that JSON holds; ``path`` is what it is called in messages.

    Raises:
        CoachError: It is no plan, or names an identifier or competency that there is not.
    """
    try:
        plan = Plan.model_validate_json(content)
    except ValidationError as error:
        raise CoachError(f"{path}: {first_mistake(error)}; mend it and read the file again") from None
    for n, step in enumerate(plan.steps):
        if not frameworks.knows(step.indicator):
            raise CoachError(
                f"{path}: steps.{n}.indicator: no identifier {step.indicator!r}; "
                f"did you mean {frameworks.nearest(step.indicator)!r}?"
            )
        for competency in step.competencies:
            if competency not in frameworks.competency_names:
                known = ", ".join(sorted(frameworks.competency_names)[:3])
                raise CoachError(f"{path}: steps.{n}.competencies: no competency {competency!r}; there are {known}, …")
    for part, steps in (("later", plan.later), ("left_out", plan.left_out)):
        for n, later in enumerate(steps):
            if not frameworks.knows(later.indicator):
                raise CoachError(
                    f"{path}: {part}.{n}.indicator: no identifier {later.indicator!r}; "
                    f"did you mean {frameworks.nearest(later.indicator)!r}?"
                )
    return plan


def rendered(
    plan: Plan, ending: str, passages: Mapping[str, Passage], frameworks: Frameworks, *, stamp: datetime
) -> bytes:
    """Return a plan as the bytes of a file of the kind that an ending names.

    Args:
        plan: The plan.
        ending: ``.docx``, ``.md``, ``.csv``, ``.ics`` or ``.json``.
        passages: The passages of what its steps serve, by identifier.
        frameworks: Those that its identifiers are of.
        stamp: When it is made, in UTC; its day is the one for which overdue and due soon are told.

    Raises:
        UsageError: There is no such kind.
    """
    from assistant.practice.exports.csv import plan_csv
    from assistant.practice.exports.docx import docx
    from assistant.practice.exports.ics import plan_ics
    from assistant.practice.exports.markdown import markdown

    on: date = stamp.date()
    kinds: dict[str, Callable[[], bytes]] = {
        ".docx": lambda: docx(plan_sheet(plan, passages, frameworks, on)),
        ".md": lambda: markdown(plan_sheet(plan, passages, frameworks, on)).encode(),
        ".csv": lambda: plan_csv(plan, frameworks),
        ".ics": lambda: plan_ics(plan, frameworks, stamp),
        ".json": lambda: plan.model_dump_json(indent=1).encode() + b"\n",
    }
    if ending not in kinds:
        raise UsageError(f"no kind of file {ending!r}; choose one of {', '.join(ENDINGS)}")
    return kinds[ending]()
