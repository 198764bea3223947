"""What the library calls whom a word of a topic is for."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.knowledge.corpus.topics import Angle

ANGLE_WORDS: Mapping[Angle, str] = {
    "board": "For the board",
    "small-system": "In a small school or district",
    "staff": "For staff",
    "families": "For families",
    "money": "Money",
    "students": "For students",
    "coach": "For a coach",
    "it": "For the technology lead",
    "superintendent": "For the superintendent",
    "principal": "For the principal",
    "teacher-leader": "For a teacher leader",
    "first-week": "In the first week",
}
