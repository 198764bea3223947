"""Takes what somebody thinks of an answer, keeps it beside the answer, and lets it be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, cast, get_args

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from assistant.errors import CoachError, GoneError, StoreError
from assistant.store import FeedbackKind, Store
from assistant.web.arriving import identifier
from assistant.web.doors import OWNER
from assistant.web.events import RefusedError, fields_of
from assistant.web.memory import Memory
from assistant.web.messages import clean
from assistant.web.opinion import KINDS, LONGEST_NOTE
from assistant.web.recalled import as_json

KEPT = "Kept for those who mend the coach: {kind}. Thank you."
TAKEN_BACK = "Taken back: nothing of it is kept."
KEEPS_NOTHING = "This isn't kept, as you want nothing kept; your history is where to change that."
NOT_KEPT = "This can't be kept: {why}."
GONE = "This answer isn't kept any more, so nothing can be said of it; ask again."
TOO_LONG = "Your note has {typed:,} characters and at most {most:,} are kept. It is still in the field: shorten it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What somebody thinks of an answer, as the page sends it.

    Attributes:
        conversation: The conversation's identifier; empty where it isn't kept.
        turn: The answer's number in it.
        question: What was asked, for a conversation that isn't kept.
        kind: What is thought; None to take it back.
        note: In the person's words.
        earlier: The identifier of what was said of an answer before whose conversation isn't kept.
    """

    conversation: str
    turn: int
    question: str
    kind: FeedbackKind | None
    note: str
    earlier: str


def add_thoughts(app: FastAPI, memory: Memory) -> None:
    """Add the address that the page sends to what somebody thinks of an answer."""

    @app.post("/feedback")
    async def feedback(request: Request) -> JSONResponse:
        try:
            thought = thought_in(fields_of(await request.body()))
        except RefusedError as refused:
            return JSONResponse({"says": refused.why}, refused.status)
        try:
            done = await memory.do(partial(taken, thought, str(request.scope[OWNER]), memory))
        except GoneError:
            return JSONResponse({"says": GONE}, 410)
        except CoachError as error:
            return JSONResponse({"says": NOT_KEPT.format(why=str(error).rstrip("."))}, 503)
        return JSONResponse(done, headers={"cache-control": "no-store"})


def thought_in(sent: dict[str, Any]) -> Thought:
    """Return what a request says of an answer.

    Raises:
        RefusedError: It is no such request.
    """
    named, turn, kind = sent.get("c"), sent.get("turn"), sent.get("kind")
    place, texts = identifier(named), {name: sent.get(name, "") for name in ("question", "note", "earlier")}
    if named and not place:
        raise RefusedError(422, "send in c a conversation or nothing")
    if not isinstance(turn, int) or isinstance(turn, bool) or turn < 1:
        raise RefusedError(422, "send in turn the answer's number, from 1")
    if kind is not None and kind not in get_args(FeedbackKind):
        raise RefusedError(422, f"send in kind one of {', '.join(get_args(FeedbackKind))}, or nothing to take it back")
    if not all(isinstance(text, str) for text in texts.values()):
        raise RefusedError(422, "question, note and earlier are texts")
    if len(texts["note"]) > LONGEST_NOTE:
        raise RefusedError(422, TOO_LONG.format(typed=len(texts["note"]), most=LONGEST_NOTE))
    return Thought(
        conversation=place,
        turn=turn,
        question=clean(texts["question"]),
        kind=cast("FeedbackKind | None", kind),
        note=clean(texts["note"]).strip(),
        earlier=identifier(texts["earlier"]),
    )


def taken(thought: Thought, owner: str, memory: Memory) -> dict[str, str | None]:
    """Keep what an owner thinks, or take it back; return what is kept now, and what is to be said of that.

    Raises:
        GoneError: The owner has no such answer.
        StoreError: It can't be written.
    """
    if memory.store is None:
        raise StoreError(memory.trouble)
    if thought.kind is None:
        _take_back(thought, owner, memory.store)
        return {"kind": None, "id": "", "says": TAKEN_BACK}
    if not memory.store.preferences.read(owner).keeps:
        return {"kind": None, "id": "", "says": KEEPS_NOTHING}
    given = _given(thought, thought.kind, owner, memory, memory.store)
    return {"kind": thought.kind, "id": given, "says": KEPT.format(kind=KINDS[thought.kind].lower())}


def _given(thought: Thought, kind: FeedbackKind, owner: str, memory: Memory, store: Store) -> str:
    """Keep a thought with its answer as it is kept; of one that isn't kept, with its question alone."""
    if not thought.conversation:
        given = store.feedback.give(
            owner, conversation=None, turn=None, question=thought.question, answer=None, kind=kind, note=thought.note
        )
        if thought.earlier:
            store.feedback.take_back(owner, thought.earlier)
        return given
    kept = store.conversations.read(owner, thought.conversation)
    turn = next((one for one in kept.turns if one.number == thought.turn), None) if kept else None
    if kept is None or turn is None:
        raise GoneError(GONE)
    answer = memory.answer(turn)
    return store.feedback.give(
        owner,
        conversation=kept.id,
        turn=turn.number,
        question=turn.text,
        answer=None if answer is None else as_json(answer),
        kind=kind,
        note=thought.note,
    )


def _take_back(thought: Thought, owner: str, store: Store) -> None:
    said = [one.id for one in store.feedback.on(owner, thought.conversation) if one.turn == thought.turn]
    for identified in said if thought.conversation else filter(None, [thought.earlier]):
        store.feedback.take_back(owner, identified)
