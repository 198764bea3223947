"""What is asked for: a kind, a role, and what the person said of their school, taken over only as said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Role

Place = Literal["school", "district"]
_COUNTED = re.compile(r"\b(\d{1,3}(?:,\d{3})+|\d+)\s+(students|learners|pupils|kids|children)\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b(elementary|middle|high|primary|secondary|charter)\s+school\b", re.IGNORECASE)
_TITLES: dict[Role, str] = {
    "superintendent": "Superintendent",
    "principal": "Principal",
    "coach": "Instructional Coach",
    "teacher-leader": "Teacher Leader",
    "it": "Director of Technology",
    "board": "Board President",
    "unknown": "[your title]",
}
_TITLES_ES: dict[Role, str] = {
    "superintendent": "Superintendente",
    "principal": "Dirección de la escuela",
    "coach": "Coach de instrucción",
    "teacher-leader": "Docente líder",
    "it": "Dirección de tecnología",
    "board": "Presidencia de la mesa directiva",
    "unknown": "[su cargo]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the person said.

    Attributes:
        words: The subject in the person's words; a count of students and a kind of school are read from them.
        role: Whose draft it is.
        school: The name of the school or district; None where it wasn't given.
        have: What there is already, as it was said.
    """

    words: str
    role: Role = "unknown"
    school: str | None = None
    have: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Whether it is for a district or a school: by the name, the words, or the role."""
        name, words = (self.school or "").casefold(), self.words.casefold()
        if re.search(r"\bdistrict\b|\bschools\b|\bcounty\b|\bunified\b", name) or "district" in words:
            return "district"
        if re.search(r"school|academy|elementary|middle|high", name) or self.role == "principal":
            return "school"
        return "district" if self.role in ("superintendent", "board", "it") else "school"

    @property
    def place_named(self) -> str:
        """The same in words, with its level where one was named: "middle school"."""
        level = _LEVEL.search(f"{self.words} {self.school or ''}")
        return f"{level[1].lower()} school" if level and self.place == "school" else self.place

    @property
    def students(self) -> str:
        """Our students, with their number where it was said."""
        counted = self.counted
        return f"our {counted} students" if counted else "our students"

    @property
    def counted(self) -> str | None:
        """How many students were said; None where nothing was."""
        found = _COUNTED.search(self.words)
        return found[1] if found else None

    def signer(self, *, spanish: bool = False) -> str:
        """The title of who signs, or its blank."""
        return (_TITLES_ES if spanish else _TITLES)[self.role]

    @property
    def the_signer(self) -> str:
        """Who signs, within a sentence: "the principal", or the blank."""
        title = self.signer()
        return title if title.startswith("[") else f"the {title.lower()}"

    def school_named(self, *, spanish: bool = False) -> str:
        """The name of the school or district, or its blank."""
        if self.school:
            return self.school
        if spanish:
            return f"[nombre de su {'distrito' if self.place == 'district' else 'escuela'}]"
        return f"[name of your {self.place}]"
