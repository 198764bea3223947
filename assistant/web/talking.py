"""Answers the events of the page: questions go on from what is kept for their browser, and are kept in turn."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr

from assistant.store import Preferences
from assistant.web.arriving import Arrival, arrival, identifier
from assistant.web.citations import panel
from assistant.web.conversation import Asked, Conversation, going_on, offering, owner_of_request, role_of
from assistant.web.memory import Found, Memory
from assistant.web.messages import Message, question_of, received
from assistant.web.record import NOT_KEPT, Keeping, Record, Unkept
from assistant.web.school import INVITATION, line_of
from assistant.web.shown import unescaped
from assistant.web.updates import Update, empty, nothing_to_keep, ready, update

NEW = "new"
"""What the page holds in place of an identifier where its conversation isn't kept, or hasn't begun."""
NOT_HERE = (
    "This conversation isn't here: it was deleted, or it isn't yours. "
    "Ask below to begin a new one, or see [your history](/history)."
)
GONE = "This conversation isn't here any more. Your question is still in the box: press New conversation to ask it."
KEEPS_NOTHING = "Nothing is kept of what you ask here: it goes with this page. [Change that](/history)"
NOT_FROM_BEGINNING = (
    "This conversation isn't being kept, as its beginning wasn't. Press New conversation for one that is."
)
PageUpdates = AsyncGenerator[Update, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What the page sends with a question: the conversation as it shows it, its identifier, and the role."""

    shown: list[Message]
    place: str
    role: Any
    request: gr.Request

    @property
    def owner(self) -> str:
        return owner_of_request(self.request)


class Talking:
    """Answers the events of the page.

    Every update is one of the page's, followed by the conversation's identifier and by what is to be said of keeping.

    Args:
        conversation: Answers questions.
        memory: Keeps them.
    """

    def __init__(self, conversation: Conversation, memory: Memory) -> None:
        self._conversation, self._memory = conversation, memory

    async def ask(self, text: Any, shown: Any, role: Any, place: Any, request: gr.Request) -> PageUpdates:
        """Answer what was typed."""
        if isinstance(text, str) and text.strip():
            sent = _sent(shown, role, place, request)
            async with aclosing(self._answered(sent, text)) as updates:
                async for made in updates:
                    yield made

    async def choose(
        self, shown: Any, role: Any, place: Any, request: gr.Request, chosen: gr.SelectData
    ) -> PageUpdates:
        """Answer an offered question."""
        if (text := _chosen(chosen)).strip():
            sent = _sent(shown, role, place, request)
            async with aclosing(self._answered(sent, text)) as updates:
                async for made in updates:
                    yield made

    async def choose_example(self, role: Any, request: gr.Request, chosen: gr.SelectData) -> PageUpdates:
        """Answer one of the examples, which begins a conversation."""
        if (text := _chosen(chosen)).strip():
            async with aclosing(self._answered(_sent([], role, NEW, request), text)) as updates:
                async for made in updates:
                    yield made

    async def retry(self, shown: Any, role: Any, place: Any, request: gr.Request) -> PageUpdates:
        """Answer the last question again, instead of what was answered."""
        sent = _sent(shown, role, place, request)
        at = next((n for n in reversed(range(len(sent.shown))) if sent.shown[n]["role"] == "user"), None)
        if at is not None:
            async with aclosing(self._again(sent, at, question_of(sent.shown[at]))) as updates:
                async for made in updates:
                    yield made

    async def edit(self, shown: Any, role: Any, place: Any, request: gr.Request, edited: gr.EditData) -> PageUpdates:
        """Answer a question as it was changed; it takes the place of the old one and of all that came after."""
        sent, at, text = _sent(shown, role, place, request), edited.index, unescaped(str(edited.value or ""))
        if isinstance(at, int) and 0 <= at < len(sent.shown) and sent.shown[at]["role"] == "user" and text.strip():
            async with aclosing(self._again(sent, at, text)) as updates:
                async for made in updates:
                    yield made

    async def begin_again(self, request: gr.Request) -> Update:
        """Show an empty conversation; the one before stays in the history."""
        self._conversation.drop(request)
        found = await self._memory.do(partial(self._memory.find, owner_of_request(request), ""))
        return (*empty(), NEW, _told(found))

    async def open(self, request: gr.Request) -> Update:
        """Show what the address asks for, and what was typed there and not sent; last what is known of its reader."""
        asks = arrival(request.query_params)
        return await self._memory.do(partial(self._opened, asks, owner_of_request(request)))

    async def choose_role(self, role: Any, request: gr.Request) -> None:
        """Remember the role that was chosen."""
        await self._memory.do(partial(self._memory.remember_role, owner_of_request(request), role_of(role)))

    def _opened(self, asks: Arrival, owner: str) -> Update:
        found = self._memory.find(owner, asks.conversation)
        kept, said = found.recalled, self._memory.preferences(owner)
        unsent = self._memory.unsent(owner, asks.conversation if kept else "")
        words = asks.words or unsent
        box = ready(words) if words else None
        if kept is None:
            missing = NOT_HERE if asks.names_one and not found.trouble else ""
            place = "" if asks.names_one and found.trouble else NEW  # it may be there again: the address stays
            return (*update(box=box, notice=missing), place, _told(found), *_known(said))
        keep, notice = nothing_to_keep(), ""
        chat = list(kept.messages)
        if kept.last is not None:
            keep, notice = self._conversation.to_keep(kept.last, owner)
            chat[-1] = offering(kept.last, kept.numbers[-1])
        number = kept.numbers[-1] if kept.numbers else 1
        earlier = [one for one in kept.cited if kept.last is None or one[0] < number]
        question = question_of(kept.messages[-2]) if kept.messages else ""
        passages = panel(kept.last, number, earlier, question=question, said=self._memory.thoughts(owner, kept.id))
        shown = update(box=box, notice=notice, chat=chat, passages=passages, keep=keep)
        return (*shown, kept.id, _told(found), *_known(replace(said, role=kept.role)))

    async def _again(self, sent: _Sent, at: int, text: str) -> PageUpdates:
        """Answer a question in place of the one that stands at a place of the conversation."""
        number = sum(message["role"] == "user" for message in sent.shown[:at])
        async with aclosing(self._answered(sent, text, instead_of=number)) as updates:
            async for made in updates:
                yield made

    async def _answered(self, sent: _Sent, text: str, instead_of: int | None = None) -> PageUpdates:
        """Answer a question.

        Args:
            sent: What the page sent with it.
            text: The question.
            instead_of: How many questions stand before the one whose place it takes; None where it comes last.
        """
        place = sent.place or ("" if sent.shown else arrival(sent.request.query_params).conversation)
        place = "" if place == NEW else place
        found = await self._memory.do(partial(self._memory.find, sent.owner, identifier(place)))
        if place and found.recalled is None and not found.trouble and found.keeps:
            yield (*update(notice=GONE), gr.skip(), gr.skip())
            return
        asked = self._asked(sent, text, found, instead_of)
        told: tuple[str, str] | None = None
        async with aclosing(self._conversation.answered(asked, sent.request)) as updates:
            async for made in updates:
                now = (NEW if asked.left else asked.record.place or NEW), asked.record.trouble
                yield (*made, *((gr.skip(), gr.skip()) if now == told else now))
                told = now

    def _asked(self, sent: _Sent, text: str, found: Found, instead_of: int | None) -> Asked:
        kept, store = found.recalled, self._memory.store
        why = _why_unkept(sent, found, instead_of)
        if why or store is None:
            return going_on(_before(sent.shown, instead_of), text, sent.role, Unkept(why))
        cut = kept.numbers[instead_of] if kept and instead_of is not None and instead_of < len(kept.numbers) else None
        before = kept.before(cut) if kept and cut is not None else kept
        record: Record = Keeping(
            self._memory,
            store,
            sent.owner,
            text=text,
            role=role_of(sent.role),
            place=kept.id if kept else "",
            instead_of=cut,
        )
        asked = going_on(list(before.messages) if before else [], text, sent.role, record)
        thoughts = partial(self._memory.thoughts, sent.owner, before.id if before else "")
        return replace(asked, cited=before.cited if before else (), thoughts=thoughts)


def _why_unkept(sent: _Sent, found: Found, instead_of: int | None) -> str:
    """Return why a question isn't kept, in words; empty where it is."""
    if found.trouble:
        return NOT_KEPT.format(why=found.trouble.rstrip("."))
    if not found.keeps:
        return KEEPS_NOTHING
    goes_on = bool(_before(sent.shown, instead_of))
    return NOT_FROM_BEGINNING if found.recalled is None and goes_on else ""


def _known(said: Preferences) -> tuple[Any, str, str]:
    """Return what is known of the page's reader: the role, the line on the school, the invitation to the tour."""
    return (role_of(said.role), line_of(said), "" if said.toured else INVITATION)


def _told(found: Found) -> str:
    """Return what is to be said of keeping before anything is asked."""
    if found.trouble:
        return NOT_KEPT.format(why=found.trouble.rstrip("."))
    return "" if found.keeps else KEEPS_NOTHING


def _before(shown: list[Message], instead_of: int | None) -> list[Message]:
    """Return what stands before a question: all of a conversation, or what comes before one of its questions."""
    if instead_of is None:
        return shown
    asked = [at for at, message in enumerate(shown) if message["role"] == "user"]
    return shown[: asked[instead_of]] if instead_of < len(asked) else shown


def _sent(shown: Any, role: Any, place: Any, request: gr.Request) -> _Sent:
    named = place if place == NEW or identifier(place) else ""
    return _Sent(shown=received(shown), place=named, role=role, request=request)


def _chosen(chosen: gr.SelectData) -> str:
    value = chosen.value
    return (
        str(value["text"]) if isinstance(value, dict) and "text" in value else value if isinstance(value, str) else ""
    )
