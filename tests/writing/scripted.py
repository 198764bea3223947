"""A coach over the small corpus whose language model says what a test tells it to, and one without a model."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from unittest.mock import patch

from model_server import Behaviour, Server, serving

from assistant.answer import Answer, Delta, Found, Question, Turn
from assistant.answering.composing import Stop
from assistant.coach import Coach
from assistant.exchange import answer_fields
from assistant.settings import Settings
from assistant.writing.models import Model, model_of

HEADLINE = "How do I start an AI task force?"
LEAD = "digital-equity/leadership/culture-of-innovation/ai-leadership"
CASE = "case/norwalk"
OVERSEES = "A task force on AI in education, or a comparable group, oversees how AI policy is developed and implemented"
BEGIN = "Form a small AI group with a written charge before anyone debates tools."
PRODUCTS = "Give it two written products with a due date, and let the list of apps wait."
SEATS = "Reserve seats for doubters before you send the first invitation."
NORWALK = "Norwalk's AI advisory board includes teachers, administrators, and students"
PROSE = f"""{BEGIN} {OVERSEES} [{LEAD}]. {PRODUCTS}

{SEATS} {NORWALK} [{CASE}]. Put reported problems on every agenda."""
STEP = {
    "do": "Write a charter of one page that says what the group decides",
    "who": "principal",
    "when": "week",
    "done": "The signed charter hangs in the staff room",
    "competency": "leadership-for-digital-equity",
    "serves": LEAD,
}
OTHER_STEP = {**STEP, "do": "Put problems on every agenda", "when": "term", "done": "Minutes show a reported problem"}


def with_steps(prose: str, *steps: object) -> str:
    """Return a reply: prose, and steps below it."""
    return "\n".join([prose, "", "STEPS:", *map(json.dumps, steps or (STEP, OTHER_STEP))])


GOOD = with_steps(PROSE)
EARLIER = (
    Turn(role="user", content=HEADLINE),
    Turn(
        role="assistant",
        content=f"**Our advice:** {BEGIN} [1]\n\n{SEATS}\n\n**References**\n\n- [1] AI Leadership `{LEAD}`",
        citations=(LEAD,),
        kind="how-to",
        topic="ai-task-force",
        aspect="begin",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that a question brought, and how long it took."""

    events: list[Found | Delta | Answer]
    took_s: float

    @property
    def answer(self) -> Answer:
        answer = self.events[-1]
        assert isinstance(answer, Answer)
        return answer

    @property
    def deltas(self) -> list[Delta]:
        return [event for event in self.events if isinstance(event, Delta)]

    @property
    def shown(self) -> str:
        """All that a reader or a program is shown as checked, of every event."""
        found = [event.standalone_question for event in self.events if isinstance(event, Found)]
        fields = answer_fields(self.answer)
        told = {name: value for name, value in fields.items() if name not in {"provenance", "timings_ms"}}
        texts = [*found, *(delta.text for delta in self.deltas), self.answer.answer]
        return "\n".join([*texts, json.dumps(told, ensure_ascii=False)])


@dataclass
class Scripted:
    """Coaches whose model says what a test tells it to.

    Attributes:
        server: The server behind the model.
        composer: A coach without a model.
    """

    settings: Settings
    server: Server
    composer: Coach
    stack: ExitStack
    coaches: dict[tuple[float, bool, str, str], Coach] = field(default_factory=dict)

    @classmethod
    def opened(cls, settings: Settings, stack: ExitStack) -> Scripted:
        server = stack.enter_context(serving())
        return cls(settings=settings, server=server, composer=stack.enter_context(Coach(settings)), stack=stack)

    def coach(
        self, *, timeout_s: float = 60, local: bool = True, personal: str = "mask", model: str = "made-1"
    ) -> Coach:
        """Return a coach that writes with the model."""
        wanted = (timeout_s, local, personal, model)
        if wanted not in self.coaches:
            more = {"model": f"openai:{model}", "model_base_url": self.server.url, "model_timeout_s": timeout_s}
            settings = self.settings.model_copy(update={**more, "personal": personal})
            self.coaches[wanted] = self.opened_with(settings, _on_this_machine if local else _elsewhere)
        return self.coaches[wanted]

    def opened_with(self, settings: Settings, change: Callable[[Model], None]) -> Coach:
        """Return a coach whose model was changed."""

        def model(settings: Settings) -> Model:
            made = model_of(settings)
            assert made is not None
            change(made)
            return made

        with patch("assistant.writing.opening.model_of", model):
            return self.stack.enter_context(Coach(settings))

    def ask(
        self,
        question: Question | str,
        *replies: Behaviour,
        stop: Stop | None = None,
        timeout_s: float = 60,
        local: bool = True,
        personal: str = "mask",
        model: str = "made-1",
    ) -> Told:
        """Ask, where the model replies so, its last reply again and again."""
        coach = self.coach(timeout_s=timeout_s, local=local, personal=personal, model=model)
        self.server.answers(*replies)
        asked = Question(text=question) if isinstance(question, str) else question
        began = time.monotonic()
        events = list(coach.stream(asked, stop))
        return Told(events=events, took_s=time.monotonic() - began)

    def composed(self, question: Question | str) -> Answer:
        """Return the composer's answer."""
        return self.composer.ask(Question(text=question) if isinstance(question, str) else question)

    @property
    def sent(self) -> bytes:
        """All bytes that the server was sent, headers included."""
        return b"\n".join(request.headers + request.body for request in self.server.requests)


def _on_this_machine(model: Model) -> None:
    assert model.local


def _elsewhere(model: Model) -> None:
    """Let a model count as running on another machine, although its server is on this one."""
    model.local = False
