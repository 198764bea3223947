"""Normalises what people type at the door, so that nothing behind it meets broken text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from assistant.answer import ROLES, Question, Turn
from assistant.errors import UsageError

LONGEST = 8000
LONGEST_TURN = 20000
TURNS = 40
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """Return text in NFC without NUL, lone surrogates, control or invisible characters; line breaks stay."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    visible = unicodedata.normalize("NFC", whole).translate(_INVISIBLE)
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co"} else " " for c in visible
    ).strip()


def admit(question: Question) -> Question:
    """Return the question as the path takes it.

    Raises:
        UsageError: It is empty, over-long, or asked in a role that does not exist.
    """
    text = clean(question.text)
    if not any(c.isalnum() for c in text):
        raise UsageError("the question is empty; ask something, for example: how do I start an AI task force")
    if len(text) > LONGEST:
        raise UsageError(f"the question has {len(text):,} characters, at most {LONGEST:,} are read; shorten it")
    if question.role not in ROLES:
        raise UsageError(f"no role {question.role!r}; choose one of {', '.join(ROLES)}")
    history = tuple(_turn(turn) for turn in question.history[-TURNS:])
    return replace(question, text=text, history=history)


def _turn(turn: Turn) -> Turn:
    return replace(turn, content=clean(turn.content[:LONGEST_TURN]))
