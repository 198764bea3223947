"""The JSON shapes of questions and answers, as docs/contract.md fixes them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import Answer, Aspect, Provenance, Question, QuestionKind, Role, Turn
from assistant.errors import UsageError


class TurnLine(BaseModel):
    """One earlier message."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["user", "assistant"]
    content: str = ""
    citations: tuple[Any, ...] | None = None
    kind: QuestionKind | None = None
    next_steps: tuple[Any, ...] | None = None
    topic: str | None = None
    aspect: Aspect | None = None

    def turn(self) -> Turn:
        """Return it as the path takes it."""
        steps = tuple(step.get("do", "") if isinstance(step, dict) else str(step) for step in self.next_steps or ())
        cited = tuple(c.get("id", "") if isinstance(c, dict) else str(c) for c in self.citations or ())
        return Turn(
            role=self.role,
            content=self.content,
            citations=tuple(filter(None, cited)),
            kind=self.kind,
            next_steps=steps,
            topic=self.topic,
            aspect=self.aspect,
        )


def turn_of(answer: Answer) -> Turn:
    """Return an answer as the turn that a client hands back with the next question."""
    return Turn(
        role="assistant",
        content=answer.answer,
        citations=tuple(citation.id for citation in answer.citations),
        kind=answer.kind,
        next_steps=tuple(step.do for step in answer.next_steps),
        topic=answer.topic,
        aspect=answer.aspect,
    )


class QuestionLine(BaseModel):
    """A line of questions; fields of other names are dropped."""

    model_config = ConfigDict(extra="ignore")

    question: str
    role: Role = "unknown"
    history: tuple[TurnLine, ...] | None = None


def read_question(line: str, number: int) -> Question:
    """Read one line of a questions file.

    Raises:
        UsageError: The line is no JSON object or a field is wrong; the message names the field.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"line {number}: not JSON ({error}); write one object a line") from None
    if not isinstance(data, dict):
        raise UsageError(f'line {number}: expected an object such as {{"question": "..."}}, got {_kind(data)}')
    try:
        read = QuestionLine.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"line {number}: {where}: {first['msg']}, got {str(first.get('input'))[:60]!r}") from None
    return Question(
        id=identity(data, number),
        text=read.question,
        role=read.role,
        history=tuple(turn.turn() for turn in read.history or ()),
    )


def identity(data: object, number: int) -> str:
    """Return a line's id, halves of surrogate pairs replaced; a missing or unreadable one becomes the line number."""
    found = data.get("id") if isinstance(data, dict) else None
    if isinstance(found, str) and found.strip():
        return found.encode("utf-8", "replace").decode()
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return str(number)


def answer_fields(answer: Answer) -> dict[str, Any]:
    """Return an answer in the fields and order of the contract."""
    return {
        "id": answer.id,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "kind": answer.kind,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "premise": answer.premise,
        "nearest": [asdict(place) for place in answer.nearest],
        "read_as": asdict(answer.read_as) if answer.read_as else None,
        "topic": answer.topic,
        "aspect": answer.aspect,
        "act": answer.act,
        "sections": [asdict(section) for section in answer.sections],
        "answer": answer.answer,
        "claims": [asdict(claim) for claim in answer.claims],
        "citations": [asdict(citation) for citation in answer.citations],
        "next_steps": [asdict(step) for step in answer.next_steps],
        "follow_ups": list(answer.follow_ups),
        "provenance": _provenance(answer.provenance),
        "timings_ms": dict(answer.timings_ms),
    }


def _provenance(made: Provenance) -> dict[str, Any]:
    """Return what made an answer; what a language model used and lost stands there where one was asked."""
    fields = asdict(made)
    fields["removed"] = dict(made.removed)
    return fields if made.usage or made.fell_back else {name: fields[name] for name in ("composer", "index", "prompt")}


def _kind(data: object) -> str:
    return {list: "a list", str: "a string", int: "a number", float: "a number", type(None): "null"}.get(
        type(data), "something else"
    )
