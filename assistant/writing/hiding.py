"""Hides personal data of a question, its history and own documents before they go to a model elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import Passage, Question
from assistant.answering.composing import Task
from assistant.writing.masking import Mask
from assistant.writing.personal import find, in_words


def personal_in(question: Question, own: tuple[str, ...], public: frozenset[str], *, spanish: bool = False) -> str:
    """Return what personal data stands in a question, its history and texts of own documents, in words; or nothing."""
    found = [one for text in (*_texts(question), *own) for one in find(text, known_names=public) if one.sure]
    return in_words(found, "es" if spanish else "en") if found else ""


def mask_of(question: Question, own: tuple[str, ...], public: frozenset[str]) -> Mask:
    """Return a mask that knows everybody who is named in a question, its history and texts of own documents."""
    return Mask.of(*_texts(question), *own, known_names=public)


def own_texts(task: Task) -> tuple[str, ...]:
    """Return the texts of own documents that a model would be told."""
    passages = {passage.id: passage.text for passage, _ in task.found.own.near}
    held = {i: p.text for i, p in task.evidence.retrieved.passages.items() if i.startswith("local/")}
    return tuple((passages | held).values())


def hidden_question(question: Question, mask: Mask) -> Question:
    """Return a question and its history with placeholders for personal data."""
    history = tuple(replace(turn, content=mask.hide(turn.content)) for turn in question.history)
    return replace(question, text=mask.hide(question.text), history=history)


def hidden_task(task: Task, mask: Mask) -> Task:
    """Return a task with placeholders for personal data in its question, its history and own documents."""

    def hide(passage: Passage) -> Passage:
        return replace(passage, text=mask.hide(passage.text)) if passage.id.startswith("local/") else passage

    own = replace(task.found.own, near=tuple((hide(passage), near) for passage, near in task.found.own.near))
    retrieved = task.evidence.retrieved
    passages = {identifier: hide(passage) for identifier, passage in retrieved.passages.items()}
    return replace(
        task,
        question=hidden_question(task.question, mask),
        found=replace(task.found, own=own, passages=tuple((hide(p), near) for p, near in task.found.passages)),
        evidence=replace(
            task.evidence,
            local=tuple(hide(passage) for passage in task.evidence.local),
            retrieved=replace(retrieved, passages=passages),
        ),
        passages=tuple(hide(passage) for passage in task.passages),
    )


def _texts(question: Question) -> Iterator[str]:
    yield question.text
    yield from (turn.content for turn in question.history)
