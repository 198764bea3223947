"""Grades beside a run: appended line by line, the last one of a grader on an answer counts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.cases.lines import first_mistake, numbered_lines
from evals.recording.rows import RunError, drop_torn_line

GRADES = "grades.jsonl"


class Grade(BaseModel):
    """What a reader says of one answer.

    Attributes:
        grader: Who read it; for a judge, the model.
        by: People or a judge model.
        digest: The hash of the question and the opening that were read.
        items: The size of the sample that it was drawn in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    epoch: int = Field(ge=1)
    grader: str = Field(min_length=1)
    by: Literal["person", "judge"] = "person"
    grade: Literal[0, 1, 2, 3]
    note: str = ""
    digest: str
    items: int = Field(ge=1)


def append(folder: Path, grade: Grade) -> None:
    """Write one grade whole, on disk when this returns."""
    path = folder / GRADES
    drop_torn_line(path)
    with path.open("ab", buffering=0) as file:
        file.write((grade.model_dump_json() + "\n").encode())
        os.fsync(file.fileno())


def read_grades(folder: Path) -> tuple[Grade, ...]:
    """Return the grades that count: the last of each grader on each answer; an unfinished last line is left out.

    Raises:
        RunError: A line is no grade; file, line and field are named.
    """
    path = folder / GRADES
    if not path.exists():
        return ()
    drop_torn_line(path)
    kept: dict[tuple[str, str, int], Grade] = {}
    for number, line in numbered_lines(path):
        try:
            grade = Grade.model_validate_json(line)
        except ValidationError as error:
            raise RunError(f"{path}:{number}: {first_mistake(error)}; remove the line") from None
        kept[f"{grade.by}:{grade.grader}", grade.case, grade.epoch] = grade
    return tuple(kept.values())


def sizes(grades: Sequence[Grade]) -> int:
    """Return the size of the largest sample that was graded from."""
    return max((grade.items for grade in grades), default=0)
