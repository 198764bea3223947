"""A grader's way through the sheet: what is next, what was given, and back again; kept as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from assistant.errors import UsageError
from evals.grading.sheet import Item, shuffled
from evals.grading.store import Grade, append, read_grades


class Session:
    """One grader at one sheet; what was graded before stays graded.

    Args:
        items: The sheet's items, of one run or of several.
        grader: Who reads; the order is theirs.
        size: The size of the sample that the items were drawn in.
    """

    def __init__(self, items: Sequence[Item], grader: str, size: int) -> None:
        if not grader.strip():
            raise UsageError("a grader needs a name")
        self.items = shuffled(items, grader)
        self._grader, self._size = grader, size
        held = {
            (folder, grade.case, grade.epoch, grade.digest): grade
            for folder in {item.folder for item in items}
            for grade in read_grades(folder)
            if grade.by == "person" and grade.grader == grader
        }
        self.grades = [held.get((item.folder, item.case, item.epoch, item.digest)) for item in self.items]

    @property
    def done(self) -> int:
        """How many are graded."""
        return sum(grade is not None for grade in self.grades)

    def next(self, after: int = -1) -> int | None:
        """Return the place of the next item without a grade behind a place, from the start again at the end."""
        places = [*range(after + 1, len(self.items)), *range(after + 1)]
        return next((place for place in places if self.grades[place] is None), None)

    def give(self, place: int, value: int, note: str = "") -> None:
        """Grade an item, or grade it anew.

        Raises:
            UsageError: There is no such item or no such grade.
        """
        if not 0 <= place < len(self.items):
            raise UsageError(f"no item {place}; there are {len(self.items)}")
        if value not in (0, 1, 2, 3):
            raise UsageError(f"a grade is 0, 1, 2 or 3, got {value!r}")
        item = self.items[place]
        grade = Grade(
            case=item.case,
            epoch=item.epoch,
            grader=self._grader,
            grade=cast(Literal[0, 1, 2, 3], value),
            note=note.encode("utf-8", "replace").decode().strip(),
            digest=item.digest,
            items=self._size,
        )
        append(item.folder, grade)
        self.grades[place] = grade

    def shown(self) -> list[dict[str, Any]]:
        """Return what a page shows of each item: no run, no case, no label."""
        return [
            {
                "turns": [[turn.role, turn.content] for turn in item.turns],
                "question": item.question,
                "opening": item.opening,
                "rest": item.rest,
                "grade": None if grade is None else grade.grade,
                "note": "" if grade is None else grade.note,
            }
            for item, grade in zip(self.items, self.grades, strict=True)
        ]

    def take(self, fields: Mapping[str, Any]) -> None:
        """Keep a grade as a page sends it: ``item``, ``grade`` and, where there is one, ``note``.

        Raises:
            UsageError: There is no such item or no such grade.
            ValueError: A field is missing or of another kind.
        """
        place, value, note = fields.get("item"), fields.get("grade"), fields.get("note", "")
        if not (type(place) is int and type(value) is int and isinstance(note, str)):
            raise ValueError("expected item, grade and note")
        self.give(place, value, note)
