"""A kept conversation as it was: its messages, what each answer cited, the answer that it ended with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, Citation, Role
from assistant.store import KeptConversation, KeptTurn
from assistant.web.messages import Message, answer_message, notice_message, question_message
from assistant.web.shown import escaped

MOST_READ = 400
CUT_OFF = "This answer was cut off before it was whole, as the server or the page had ended. Use retry for all of it."
UNREADABLE = "This answer was kept by another version and can't be shown. Use retry for a new one."
Cited = tuple[int, str, list[tuple[int, Citation]]]
Checked = Callable[[Answer], Answer]
_ANSWERS = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A conversation as the page shows it.

    Attributes:
        id: Its identifier.
        title: What it is called.
        role: Who asked last.
        messages: Questions and what was said to them, as shown.
        numbers: The number of each question.
        cited: Number, question and passages of each answer.
        last: The answer of the last question; None where it has none.
    """

    id: str
    title: str
    role: Role
    messages: tuple[Message, ...]
    numbers: tuple[int, ...]
    cited: tuple[Cited, ...]
    last: Answer | None

    def before(self, number: int) -> Recalled:
        """Return it as it stood before a question was asked."""
        kept = [n for n in self.numbers if n < number]
        return replace(
            self,
            messages=self.messages[: 2 * len(kept)],
            numbers=tuple(kept),
            cited=tuple(one for one in self.cited if one[0] < number),
            last=None,
        )


def as_json(answer: Answer) -> str:
    """Return an answer as it is kept: without the passages that it doesn't cite, and whatever they hold."""
    return _ANSWERS.dump_json(replace(answer, passages=())).decode()


def answer_in(kept: KeptTurn, checked: Checked) -> Answer | None:
    """Return the answer of a kept turn, its passages checked; None where there is none that can be read."""
    answer = None if kept.answer is None else answer_of(kept.answer)
    return None if answer is None else checked(answer)


def forget_read() -> None:
    """Let go of the answers that were read lately: what they quote may have been removed."""
    answer_of.cache_clear()
    _drawn.cache_clear()


def recalled(kept: KeptConversation, checked: Checked) -> Recalled:
    """Return a kept conversation as it is shown.

    Args:
        kept: As the store has it.
        checked: Takes out of an answer what may not be shown any more.
    """
    messages: list[Message] = []
    cited: list[Cited] = []
    answer = None
    for turn in kept.turns:
        answer = answer_in(turn, checked)
        messages += [question_message(turn.text), _said(turn, answer)]
        if answer is not None:
            cited.append((turn.number, turn.text, [(one.n, one) for one in answer.citations]))
    return Recalled(
        id=kept.id,
        title=kept.title,
        role=kept.turns[-1].role if kept.turns else kept.role,
        messages=tuple(messages),
        numbers=tuple(turn.number for turn in kept.turns),
        cited=tuple(cited),
        last=answer,
    )


@lru_cache(maxsize=MOST_READ)
def answer_of(kept: str) -> Answer | None:
    """Return an answer of its JSON, None where it can't be read; a long conversation needs all of those before."""
    try:
        return _ANSWERS.validate_json(kept)
    except ValidationError:
        return None


@lru_cache(maxsize=MOST_READ)
def _drawn(kept: str, number: int) -> Message:
    """Return an answer as it was kept and is shown."""
    answer = answer_of(kept)
    assert answer is not None
    return answer_message(answer, number)


def _said(turn: KeptTurn, answer: Answer | None) -> Message:
    """Return what was said to a question; what isn't an answer is no part of the history."""
    if answer is not None and turn.answer is not None:
        whole = answer is answer_of(turn.answer)
        return {**_drawn(turn.answer, turn.number)} if whole else answer_message(answer, turn.number)
    if turn.state == "answered":
        return notice_message(UNREADABLE)
    if turn.state == "failed" and turn.shown:
        return {"role": "assistant", "content": turn.shown}
    return {"role": "assistant", "content": turn.shown or f"*{escaped(CUT_OFF)}*"}
