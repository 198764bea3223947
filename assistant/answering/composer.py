"""Composes an answer from evidence without a language model: each kind of question has its own shape."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answer import QuestionKind, Role
from assistant.answering import shapes
from assistant.answering.dialogue import Standalone
from assistant.answering.draft import Draft, Section
from assistant.answering.evidence import Evidence
from assistant.answering.shapes import Material
from assistant.knowledge.frameworks import Frameworks

Shape = Callable[[Material], list[Section | None]]

_SHAPES: dict[QuestionKind, Shape] = {
    "how-to": shapes.how_to,
    "what-is": shapes.what_is,
    "evidence": shapes.evidence,
    "who": shapes.who,
    "example": shapes.example,
    "compare": shapes.compare,
    "list": shapes.how_to,
    "self-check": shapes.self_check,
    "draft": shapes.draft,
    "plan": shapes.plan,
    "workshop": shapes.workshop,
}


def compose(asked: Standalone, role: Role, evidence: Evidence, frameworks: Frameworks) -> Draft:
    """Return the draft of an answer to a question that the frameworks cover."""
    material = Material(asked=asked, role=role, evidence=evidence, frameworks=frameworks)
    shape = _SHAPES.get(asked.kind, shapes.how_to)
    if asked.continues:
        shape = shapes.follow_up_shape(asked) or shape
    sections = [section for section in shape(material) if section]
    return Draft(
        sections=tuple(sections),
        order=(*evidence.order, *evidence.more),
        follow_ups=shapes.follow_ups(material),
    )
