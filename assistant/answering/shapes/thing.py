"""A made thing as parts of an answer; what makes things is loaded when a turn may ask for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import QuestionKind
from assistant.answering.draft import Section
from assistant.answering.shapes.material import Material
from assistant.understanding.reading import MAKES, Reading

Sections = Sequence[Section | None]
LONGEST_NAME = 12
"""The most words of the asker's that a subject is called by; more are no name, and may hold anything."""
DRAFTED: frozenset[QuestionKind] = frozenset({"draft", "list", "workshop"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A made thing as parts of an answer.

    Attributes:
        kind: What can be changed by follow-ups; None of a draft.
        follow_ups: What may be asked of it next; where none is named, what may be asked of its subject.
        asks_back: Whether it is no thing yet, but the question what it is to be on.
    """

    kind: QuestionKind | None = None
    sections: Sections
    follow_ups: tuple[str, ...] = ()
    asks_back: bool = False


def thing(m: Material) -> Thing | None:
    """Return the draft, workshop or plan that a turn asks for or changes; None where it does neither."""
    if not (may_draft(m.reading) or _may_make(m.reading)):
        return None
    from assistant.answering.shapes.drafted import drafted
    from assistant.answering.shapes.made import changed, made

    return changed(m) or drafted(m) or made(m)


def may_draft(reading: Reading) -> bool:
    """Tell whether a turn may ask for a draft."""
    return reading.act == "letter" or reading.kind in DRAFTED or reading.aspect == "wording"


def _may_make(reading: Reading) -> bool:
    return reading.kind in MAKES or (reading.follows is not None and reading.follows.made is not None)
