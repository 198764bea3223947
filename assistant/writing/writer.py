"""Writes with a language model where one is set: what may be told to it, and what is done where it may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.answer import Question, Usage
from assistant.answering.composing import Composed, Composer, Growing, Stop, Task
from assistant.errors import ModelFailedError
from assistant.knowledge.search.words import STOPWORDS
from assistant.writing.attempt import Attempt, Pen, composed_instead
from assistant.writing.briefing import to_stand_alone
from assistant.writing.checking import Checker
from assistant.writing.given import Given
from assistant.writing.hiding import hidden_question, mask_of, own_texts, personal_in
from assistant.writing.known import stem
from assistant.writing.support import plain_words

LONGEST_ALONE = 400
ALONE_TIMEOUT_S = 10.0
ALONE_SHARE = 0.5
"""Most of a model's time that putting a follow-up as one question may take; the rest is for the answer."""
IN_WORDS_TOLD = 0.6
"""Share of its words that a question put as one must have from the conversation."""
ASKED = (
    "Your question or its documents hold personal data ({told}), so nothing was sent to the language model. Ask again "
    "without it, or change the setting `personal`."
)
ASKED_SPANISH = (
    "Su pregunta o sus documentos contienen datos personales ({told}), por lo que no se envió nada al modelo de "
    "lenguaje. Pregunte de nuevo sin ellos o cambie el ajuste `personal`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """A follow-up put as one question.

    Attributes:
        question: The question, or None where the model can't say it.
        usage: What the model used.
    """

    question: str | None = None
    usage: Usage | None = None


class Writer:
    """Composes with a language model; what it can't write well, the other composer does."""

    def __init__(self, pen: Pen, beside: Composer) -> None:
        self._pen = pen
        self._beside = beside

    def compose(self, task: Task) -> Iterator[Growing | Composed]:
        """Yield the draft as it is written and checked, then whole; what is made or asked back is computed."""
        *_, composed = self._beside.compose(task)
        assert isinstance(composed, Composed)
        if composed.draft.makes or composed.draft.asks_back:
            yield replace(composed, usage=task.used)
            return
        spanish = task.reading.reply_in == "spanish"
        told = self._personal_in(task.question, own_texts(task), spanish=spanish)
        if told and self._pen.personal == "ask":
            asked = (ASKED_SPANISH if spanish else ASKED).format(told=told)
            yield replace(composed_instead(composed, asked, "personal"), usage=task.used)
            return
        mask = mask_of(task.question, own_texts(task), self._pen.public) if told else None
        yield from Attempt(self._pen, task, composed, mask).run()

    def stand_alone(self, question: Question, stop: Stop) -> Alone:
        """Return a follow-up put as one question, in what was said, and what the model used for it."""
        told = self._personal_in(question, ())
        if told and self._pen.personal == "ask":
            return Alone()
        mask = mask_of(question, (), self._pen.public) if told else None
        filled = to_stand_alone(self._pen.prompts, hidden_question(question, mask) if mask else question)
        most_s = min(ALONE_TIMEOUT_S, ALONE_SHARE * self._pen.model.timeout_s)
        try:
            stream = self._pen.model.stream(filled.messages, timeout_s=most_s)
        except ModelFailedError:
            return Alone()
        stop.then(stream.close)
        try:
            with stream:
                said = "".join(stream).strip()
        except ModelFailedError:
            return Alone(usage=stream.usage)
        held = self._held(mask.restore(said) if mask else said, question, filled.messages[0][1])
        return Alone(question=held, usage=stream.usage)

    def _held(self, said: str, question: Question, prompt: str) -> str | None:
        """Return a question that says nothing but what was said in the conversation."""
        if "\n" in said or len(said) > LONGEST_ALONE:
            return None
        by_role = {r: "\n".join(t.content for t in question.history if t.role == r) for r in ("user", "assistant")}
        asked = f"{by_role['user']}\n{question.text}"
        given = Given(known=self._pen.known, advice=by_role["assistant"], asked=asked, prompt=prompt, drafting=True)
        verdict = Checker(given).check(said)
        words = {stem(word) for word in plain_words(said) if word not in STOPWORDS}
        told = {stem(word) for word in plain_words(given.text)}
        if verdict.statement is None or verdict.reasons or len(words & told) < IN_WORDS_TOLD * len(words):
            return None
        return verdict.statement.text

    def _personal_in(self, question: Question, own: tuple[str, ...], *, spanish: bool = False) -> str:
        """Return what personal data would be told, in words; nothing where it may go as it is."""
        if self._pen.model.local or self._pen.personal == "send":
            return ""
        return personal_in(question, own, self._pen.public, spanish=spanish)
