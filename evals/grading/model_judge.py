"""A language model as a judge: named, reached and paid for like the one that writes."""

from __future__ import annotations

from pydantic import BaseModel

from assistant.answer import Usage
from assistant.errors import ModelFailedError, UsageError
from assistant.settings import Settings
from assistant.writing.messages import Message
from assistant.writing.models import Model, model_of
from evals.grading.judge import JudgeError

STOPPING = frozenset({"ceiling", "key", "unreachable"})
"""Why a model gave no reply, where it would give none to the next question either."""


class ModelJudge:
    """Asks a model for grades: as objects where it has structured output, else as text.

    Attributes:
        name: The model, as ``PROVIDER:NAME``.
        cost: US dollars so far, as far as its price is known.
        tokens: Tokens read and written so far.
    """

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self.cost = 0.0
        self.tokens = 0
        self._model = model

    def __call__(self, prompt: str, shape: type[BaseModel]) -> str:
        """Return the reply, JSON of the shape where the model has structured output.

        Raises:
            JudgeError: It gave no whole reply.
            ModelFailedError: It will give none to the next prompt either.
        """
        messages: list[Message] = [("human", prompt)]
        found = self._model.structured(messages, shape, used=self._count)
        return found.model_dump_json() if found is not None else self._in_words(messages)

    def _in_words(self, messages: list[Message]) -> str:
        stream = self._model.stream(messages)
        try:
            with stream:
                return "".join(stream)
        except ModelFailedError as error:
            if error.reason in STOPPING:
                raise
            raise JudgeError(f"the judge gave no reply: {error.sentence}") from None
        finally:
            if stream.usage:
                self._count(stream.usage)

    def _count(self, usage: Usage) -> None:
        self.cost += usage.cost or 0.0
        self.tokens += usage.tokens_in + usage.tokens_out


def judge_named(name: str, settings: Settings) -> ModelJudge:
    """Return the judge of a name, with the address, key file, time limit and ceiling of the settings.

    Args:
        name: ``PROVIDER:NAME``, as the setting ``model``.
        settings: Those of this process.

    Raises:
        UsageError: The name is none, its package or key is missing, or a ceiling is set and its price is unknown.
    """
    try:
        model = model_of(settings.model_copy(update={"model": name}))
    except UsageError as error:
        raise UsageError(f"judge {name!r}: {error}") from None
    if model is None:
        raise UsageError("the judge needs a name, as PROVIDER:NAME")
    return ModelJudge(model)
