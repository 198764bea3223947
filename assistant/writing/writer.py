"""Writes with a language model where one is set: what may be told to it, and what is done where it may not."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Question
from assistant.answering.composing import Composed, Composer, Growing, Stop, Task
from assistant.errors import ModelFailedError
from assistant.writing.attempt import Attempt, Pen, composed_instead
from assistant.writing.briefing import to_stand_alone
from assistant.writing.hiding import hidden_question, mask_of, own_texts, personal_in

LONGEST_ALONE = 400
ASKED = "Your question or its documents hold personal data ({told}), so nothing was sent to the language model."
MEND = "Ask again without it, or change the setting `personal`."


class Writer:
    """Composes with a language model; what it can't write well, the other composer does."""

    def __init__(self, pen: Pen, beside: Composer) -> None:
        self._pen = pen
        self._beside = beside

    def compose(self, task: Task) -> Iterator[Growing | Composed]:
        """Yield the draft as it is written and checked, and at last the whole one."""
        *_, composed = self._beside.compose(task)
        assert isinstance(composed, Composed)
        told = self._personal_in(task.question, own_texts(task), spanish=task.reading.reply_in == "spanish")
        if told and self._pen.personal == "ask":
            yield composed_instead(composed, f"{ASKED.format(told=told)} {MEND}")
            return
        mask = mask_of(task.question, own_texts(task), self._pen.public) if told else None
        yield from Attempt(self._pen, task, composed, mask).run()

    def stand_alone(self, question: Question, stop: Stop) -> str | None:
        """Return a follow-up put as one question, or None where the model can't say it."""
        told = self._personal_in(question, ())
        if told and self._pen.personal == "ask":
            return None
        mask = mask_of(question, (), self._pen.public) if told else None
        filled = to_stand_alone(self._pen.prompts, hidden_question(question, mask) if mask else question)
        try:
            stream = self._pen.model.stream(filled.messages)
            stop.then(stream.close)
            with stream:
                said = "".join(stream).strip()
        except ModelFailedError:
            return None
        said = mask.restore(said) if mask else said
        return said if said and "\n" not in said and len(said) <= LONGEST_ALONE else None

    def _personal_in(self, question: Question, own: tuple[str, ...], *, spanish: bool = False) -> str:
        """Return what personal data would be told, in words; nothing where it may go as it is."""
        if self._pen.model.local or self._pen.personal == "send":
            return ""
        return personal_in(question, own, self._pen.public, spanish=spanish)
