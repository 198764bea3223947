"""The page that adds next steps of a kept answer to a plan: which steps, and to which plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from assistant.answer import Answer
from assistant.errors import CoachError, UsageError
from assistant.practice.plan.files import checked_plan
from assistant.practice.plan.making import plan_from_answer
from assistant.practice.plan.model import FEWEST_DAYS, MOST_DAYS, Plan
from assistant.practice.plan.schedule import next_monday
from assistant.practice.plan.taking import days_for, to_plan_for, with_steps_of
from assistant.rendering.markdown import WHEN_WORDS
from assistant.web.memory import Memory
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import Sent
from assistant.web.practice.made import Made
from assistant.web.practice.shelf import ChangedElsewhereError, NotHereError, Shelf
from assistant.web.practice.showing import ROOT, shown
from assistant.web.practice.stock import Stock
from assistant.web.practice.visits import usual

PLAN, LAST, NEW = "plan", "last", "new"
"""``from=last`` is the conversation that was changed last; a new plan is called ``new`` by its field."""
MOST_PLANS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A kept answer whose steps can be added, and where it is."""

    conversation: str
    turn: int
    answer: Answer

    @property
    def called(self) -> str:
        return f"{self.conversation}/{self.turn}"


class AddingPage:
    """Adds next steps of a kept answer to an owner's plan.

    Args:
        stock: What plans are checked with.
        shelf: Where plans are kept.
        memory: Where answers are.
    """

    def __init__(self, stock: Stock, shelf: Shelf, memory: Memory) -> None:
        self._stock, self._shelf, self._memory = stock, shelf, memory

    def opened(self, query: Mapping[str, str], owner: str) -> Response:
        """Return the answer's steps with a box for each, and the plans that there are.

        Raises:
            StoreError: What is kept can't be read.
        """
        found = self._found(query, owner)
        if found is None:
            return _not_here()
        only = query.get("step", "")
        return self._form(found, owner, {f"step-{only}": "on"} if only else None)

    def sent(self, sent: Sent, owner: str) -> Response:
        """Add the chosen steps; go to the plan.

        Raises:
            StoreError: It can't be read or written.
        """
        found = self._found(sent.fields, owner)
        if found is None:
            return _not_here()
        numbers = range(1, len(found.answer.next_steps) + 1)
        chosen = tuple(n for n in numbers if f"step-{n}" in sent.fields)
        if not chosen:
            sent.mistakes["steps"] = "Choose at least one step."
        days = sent.number("days", FEWEST_DAYS, MOST_DAYS)
        if sent.mistakes:
            return self._form(found, owner, sent.fields, sent.mistakes)
        try:
            thing = self._added(
                found, chosen, days or days_for(found.answer, chosen), sent.fields.get("to", NEW), owner
            )
        except (UsageError, NotHereError, ChangedElsewhereError) as error:
            return self._form(found, owner, sent.fields, {"to": sentence(error)})
        return RedirectResponse(f"{ROOT}/{PLAN}?t={thing}", status_code=303)

    def _added(self, found: _Found, chosen: tuple[int, ...], days: int | None, to: str, owner: str) -> str:
        """Add steps to a kept plan, or to a new one; return its identifier."""
        today = self._stock.today()
        with self._stock.coach.desk() as desk:
            frameworks = desk.frameworks
        answer = to_plan_for(found.answer, frameworks, called=found.called)
        if to == NEW:
            setting = usual(self._shelf.store.preferences.read(owner)).get("for")
            plan = plan_from_answer(
                answer,
                chosen,
                start=next_monday(today),
                days=days or days_for(answer, chosen),
                setting="district" if setting == "district" else "school" if setting else None,
            )
            return self._shelf.keep(owner, _made(plan), of=found.called)
        try:
            held = self._shelf.find(owner, PLAN, to)
        except NotHereError:
            raise NotHereError("that plan isn't here any more; choose another, or a new one") from None
        try:
            plan = checked_plan(held.made, held.title, frameworks)
        except UsageError:
            raise
        except CoachError as error:
            raise UsageError(str(error)) from None
        self._shelf.replace(owner, held, _made(with_steps_of(plan, answer, chosen, on=today)))
        return held.id

    def _found(self, fields: Mapping[str, str], owner: str) -> _Found | None:
        """Return the answer that is asked for; None where the owner keeps none such."""
        asked, turn = fields.get("from", ""), fields.get("turn", "")
        if self._memory.store is None or not owner:
            return None
        conversations = self._memory.store.conversations
        if asked == LAST:
            lately = sorted(conversations.listed(owner), key=lambda one: one.changed_at)
            asked = lately[-1].id if lately else ""
        kept = conversations.read(owner, asked)
        if kept is None or not turn.isdecimal():
            return None
        answers = zip(kept.turns, self._memory.answers(kept), strict=True)
        answer = next((answer for one, answer in answers if str(one.number) == turn), None)
        return None if answer is None else _Found(conversation=kept.id, turn=int(turn), answer=answer)

    def _form(
        self,
        found: _Found,
        owner: str,
        typed: Mapping[str, str] | None = None,
        mistakes: Mapping[str, str] | None = None,
    ) -> Response:
        with self._stock.coach.desk() as desk:
            names = desk.frameworks.competency_names
        cited = {one.n: one for one in found.answer.citations}
        steps = [
            {
                "n": n,
                "step": step,
                "when": WHEN_WORDS[step.when],
                "builds": ", ".join(names.get(one, one) for one in step.competencies),
                "serves": next((cited[c] for c in step.citations if c in cited), None),
                "chosen": typed is None or f"step-{n}" in typed,
            }
            for n, step in enumerate(found.answer.next_steps, 1)
        ]
        return shown(
            "add_steps.html",
            status=422 if mistakes else 200,
            at=PLAN,
            found=found,
            steps=steps,
            plans=self._shelf.listed(owner, kind=PLAN, most=MOST_PLANS),
            typed=typed or {},
            mistakes=mistakes or {},
            limits=(FEWEST_DAYS, MOST_DAYS),
        )


def _made(plan: Plan) -> Made:
    return Made(template="made.html", at=PLAN, title=plan.title, thing=plan.model_dump_json())


def _not_here() -> Response:
    return shown("answer_not_here.html", status=404, at=PLAN)
