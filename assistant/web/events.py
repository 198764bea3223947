"""What a browser may send to an event of the page: known events, the right number of inputs, each of its kind."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.web.messages import MOST_MESSAGES, Message, clean, received

_KINDS = {str: "text", list: "a list", dict: "an object", bool: "true or false", int: "a number", float: "a number"}
_SESSION_BYTES = 24


class RefusedError(Exception):
    """A request that no event of the page takes; `status` is the HTTP status to answer with."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of the page: the name scripts call it by, and what each input is."""

    name: str
    inputs: tuple[gr.blocks.Block, ...]


class Events:
    """The events of a page: all by number, those for scripts by name, too."""

    def __init__(self, page: gr.Blocks) -> None:
        self._by_number = {
            number: Event(name=str(fn.api_name or number), inputs=tuple(fn.inputs)) for number, fn in page.fns.items()
        }
        self._by_name = {str(fn.api_name): number for number, fn in page.fns.items() if fn.api_visibility == "public"}

    def knows(self, name: str) -> bool:
        """Tell whether scripts may call an event by this name."""
        return name in self._by_name

    def read(self, body: bytes, name: str | None) -> dict[str, Any]:
        """Return a request to run an event, reduced to what the page knows, with a session of its own if it has none.

        Args:
            body: JSON with `data`, `session_hash` and, without a name, `fn_index`.
            name: The event's name, where it was called by name.

        Raises:
            RefusedError: It is no such request; the reason holds nothing of what was typed.
        """
        sent = fields_of(body)
        number = self._by_name.get(name) if name in self._by_name else sent.get("fn_index")
        event = self._by_number.get(number) if isinstance(number, int) and not isinstance(number, bool) else None
        if event is None:
            raise RefusedError(404, "there is no such event on this page; /gradio_api/info lists those for scripts")
        read: dict[str, Any] = {
            "data": self._inputs(event, sent.get("data")),
            "session_hash": session_in(sent) or secrets.token_urlsafe(_SESSION_BYTES),
            "fn_index": number,
            "event_data": _event_data(sent.get("event_data")),
        }
        trigger = sent.get("trigger_id")
        return {**read, "trigger_id": trigger} if isinstance(trigger, int) else read

    def _inputs(self, event: Event, data: object) -> list[Any]:
        if not isinstance(data, list) or len(data) != len(event.inputs):
            got = f"{len(data)}" if isinstance(data, list) else _kind(data)
            raise RefusedError(
                422,
                f"event {event.name!r}: data must be a list of {len(event.inputs)} inputs, got {got}; "
                "see /gradio_api/info",
            )
        pairs = zip(event.inputs, data, strict=True)
        return [_input(event.name, n, block, value) for n, (block, value) in enumerate(pairs, 1)]


def fields_of(body: bytes) -> dict[str, Any]:
    """Return the object that a body of JSON holds.

    Raises:
        RefusedError: It holds none.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedError(400, "the request's body is no JSON; send an object") from None
    if not isinstance(sent, dict):
        raise RefusedError(422, f"the request's body must be an object, got {_kind(sent)}")
    return sent


def session_in(sent: dict[str, Any]) -> str | None:
    """Return the session hash of a request; None where it has none.

    Raises:
        RefusedError: It is no text.
    """
    session = sent.get("session_hash")
    if session is not None and not isinstance(session, str):
        raise RefusedError(422, f"session_hash must be text, got {_kind(session)}")
    return session or None


def _input(event: str, number: int, block: gr.blocks.Block, value: Any) -> Any:
    where = f"event {event!r}, input {number}"
    if isinstance(block, gr.Chatbot):
        if value is not None and not isinstance(value, list):
            raise RefusedError(422, f"{where}: the conversation must be a list of messages, got {_kind(value)}")
        wrong = next((item for item in value or () if not isinstance(item, dict)), value)
        if wrong is not value:
            raise RefusedError(422, f"{where}: a message must be an object with role and content, got {_kind(wrong)}")
        return [_in_blocks(message) for message in received((value or [])[-MOST_MESSAGES - 2 :])]
    if value is not None and not isinstance(value, str):
        raise RefusedError(422, f"{where}: expected text, got {_kind(value)}")
    return None if value is None else clean(value)


def _in_blocks(message: Message) -> Message:
    """Return a message as Gradio wants it; of another kind, it would log what was typed."""
    return {**message, "content": [{"type": "text", "text": message["content"]}]}


def _event_data(sent: object) -> dict[str, Any]:
    """Return what was chosen on the page, reduced to an index and a text; nothing was, where it is of another kind."""
    index, value = (sent.get("index"), sent.get("value")) if isinstance(sent, dict) else (0, None)
    if isinstance(value, dict):
        value = {"text": clean(value["text"])} if isinstance(value.get("text"), str) else None
    elif value is not None:
        value = clean(value) if isinstance(value, str) else None
    return {"index": index if isinstance(index, int) else 0, "value": value, "previous_value": None}


def _kind(value: object) -> str:
    return "nothing" if value is None else _KINDS.get(type(value), "something else")
