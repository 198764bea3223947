"""A judge model at the same sheet; it is believed only as far as it agrees with people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import CoachError
from assistant.settings import load_settings
from assistant.writing.prompts import Prompts
from evals.grading.judge import TRIES, Judge, JudgeError
from evals.grading.sheet import Item
from evals.grading.store import Grade, append, read_grades
from evals.recording.rows import RunError

PROMPT = "judge-opening"
_OBJECT = re.compile(r"\{[^{}]*\}")


class Opening(BaseModel):
    """How exactly an opening answers."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    grade: Literal[0, 1, 2, 3]


def judge_items(items: Sequence[Item], judge: Judge, size: int, *, max_cost: float | None = None) -> tuple[int, int]:
    """Let a judge grade what it has not graded yet; return how many it graded now, and how many it could not.

    Raises:
        JudgeError: The judge can't be asked at all.
        ModelFailedError: The judge can be asked nothing more.
        RunError: It has cost ``max_cost``.
    """
    name = judge.name
    held = {
        (folder, grade.case, grade.epoch, grade.digest)
        for folder in {item.folder for item in items}
        for grade in read_grades(folder)
        if grade.by == "judge" and grade.grader == name
    }
    graded = unreadable = 0
    for item in items:
        if (item.folder, item.case, item.epoch, item.digest) in held:
            continue
        if max_cost is not None and judge.cost >= max_cost:
            raise RunError(f"the judge has cost ${judge.cost:.2f}; --max-cost was ${max_cost:.2f}; ask again to go on")
        value = grade_of(item, judge)
        if value is None:
            unreadable += 1
            continue
        graded += 1
        fields = {"case": item.case, "epoch": item.epoch, "grader": name, "by": "judge", "grade": value}
        append(item.folder, Grade.model_validate({**fields, "digest": item.digest, "items": size}))
    return graded, unreadable


def grade_of(item: Item, judge: Judge) -> int | None:
    """Return a judge's grade of an opening; None where two replies were none.

    Raises:
        JudgeError: The judge can't be asked.
        ModelFailedError: The judge can be asked nothing more.
    """
    said = "\n".join([*(f"{turn.role}: {turn.content}" for turn in item.turns), item.question])
    prompt = _prompts().get(PROMPT).fill(question=said, opening=item.opening).text
    for _ in range(TRIES):
        found = _OBJECT.findall(_reply(judge, prompt))
        try:
            return Opening.model_validate_json(found[-1]).grade
        except (IndexError, ValidationError):
            continue
    return None


def _reply(judge: Judge, prompt: str) -> str:
    try:
        return judge(prompt, Opening)
    except JudgeError:  # it gave no whole reply
        return ""
    except CoachError:
        raise
    except Exception as error:  # whatever a provider's package raises, there is no judge
        raise JudgeError(f"the judge can't be asked: {type(error).__name__}: {error}") from error


@cache
def _prompts() -> Prompts:
    return Prompts(load_settings().prompts)
