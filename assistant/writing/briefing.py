"""Which prompts a turn gets, filled with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answer import Act, Question
from assistant.answering.composing import Task
from assistant.understanding.reading import Reading
from assistant.writing.earlier import told_before
from assistant.writing.notes import Notes
from assistant.writing.prompts import Filled, Prompts, Value

HISTORY_TOKENS = 1500
NO_CIRCUMSTANCES = ("none",)
_FOLLOW_UPS: frozenset[Act] = frozenset(
    {"pick", "more", "shorter", "longer", "table", "list", "spanish", "revise", "disagree"}
)
# What has a prompt of its own; other sides have a line each in `answer-question`.
_OWN_SHAPES: Mapping[str, str] = {
    "letter": "draft",
    "list": "answer-list",
    "own-facts": "answer-own-facts",
    "view": "answer-view",
    "compare": "answer-compare",
    "wording": "draft",
}


def to_answer(prompts: Prompts, task: Task, notes: Notes, *, steps: bool) -> Filled:
    """Return what a model is told to write an answer.

    Args:
        prompts: The prompts.
        task: The question.
        notes: What it may use.
        steps: Whether next steps are to stand behind the answer, in lines.
    """
    shape, own_values = _shape(task.reading)
    values: dict[str, Value] = {
        "language": _language(task.reading),
        "role": task.question.role,
        "circumstances": task.reading.settings or NO_CIRCUMSTANCES,
        "history": notes.history,
        "notes": notes.text,
        "question": task.question.text,
        **own_values,
    }
    if not steps:
        return prompts.get("answer", shape).fill(**values)
    return prompts.get("answer", shape, "answer-steps").fill(**values, competencies=notes.competencies)


def to_find_steps(prompts: Prompts, task: Task, notes: Notes, answer: str) -> Filled:
    """Return what a model with structured output is told to give the next steps of an answer."""
    return prompts.get("steps").fill(
        language=_language(task.reading),
        notes=notes.text,
        competencies=notes.competencies,
        question=task.question.text,
        answer=answer,
    )


def to_stand_alone(prompts: Prompts, question: Question) -> Filled:
    """Return what a model is told to put a follow-up as one question."""
    history, _ = told_before(question.history, HISTORY_TOKENS)
    return prompts.get("standalone").fill(history=history, question=question.text)


def _shape(reading: Reading) -> tuple[str, dict[str, Value]]:
    """Return the prompt of an answer's shape, and what it is filled with."""
    if reading.act in _FOLLOW_UPS:
        return "follow-up", {"act": reading.act}
    asked: str = "list" if reading.kind == "list" else reading.aspect
    shape = _OWN_SHAPES.get("letter" if reading.act == "letter" else asked)
    return (shape, {}) if shape else ("answer-question", {"side": asked})


def _language(reading: Reading) -> str:
    return "spanish" if reading.reply_in == "spanish" else "english"
