"""What the address of the page asks for: a kept conversation to go on with, or words to put into the box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from assistant.answering.intake import LONGEST
from assistant.web.messages import clean

CONVERSATION, WORDS = "c", "ask"
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What an address asks for.

    Attributes:
        conversation: The identifier of a conversation; empty where none is named that could be one.
        names_one: Whether it names a conversation at all.
        words: Words for the box, to be sent by whoever reads them and by nobody else.
    """

    conversation: str = ""
    names_one: bool = False
    words: str = ""


def arrival(query: Mapping[str, str]) -> Arrival:
    """Return what the fields of an address ask for."""
    named = query.get(CONVERSATION, "")
    return Arrival(
        conversation=identifier(named),
        names_one=bool(named),
        words=clean(query.get(WORDS, "")).replace("\x00", "")[:LONGEST].strip(),
    )


def identifier(sent: object) -> str:
    """Return what was sent where it could be a conversation's identifier; else nothing."""
    return sent if isinstance(sent, str) and _ID.fullmatch(sent) else ""


def only_ours(query: bytes) -> bytes:
    """Return the query of an address without what the page doesn't know; Gradio would take some of it for its own."""
    fields = parse_qs(query.decode("latin-1"))
    return urlencode({name: fields[name][0] for name in (CONVERSATION, WORDS) if name in fields}).encode()
