"""What one update of the page shows: the parts of it that change, in the order of its outputs."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.answering.intake import LONGEST
from assistant.web.citations import LEGEND
from assistant.web.messages import MOST_MESSAGES, STOPPED, Message

CHAT = 2
TOO_LONG = "Your question has {typed:,} characters and at most {read:,} are read. It is still in the box: shorten it."
FULL = (
    f"This conversation is as long as one may be ({MOST_MESSAGES // 2} questions or 600,000 characters). "
    "Your question is still in the box: copy it, press New conversation and ask it there."
)
BUSY = "Too many questions are waiting on this machine. Yours is still in the box: ask again in a moment."
FAILED = "Something went wrong on this machine and this question has no answer. Use retry, or ask in other words."
WAITING = "Waiting: {before} questions are before yours. It is answered as soon as its turn comes."

Update = tuple[Any, ...]


def update(
    *, box: Any = None, notice: str | None = None, chat: Any = None, passages: str | None = None, keep: Any = None
) -> Update:
    """Return one update of the page; what is None stays as it is shown."""
    parts = [gr.skip() if part is None else part for part in (box, notice, chat, passages)]
    return (*parts, *(keep or (gr.skip(), gr.skip(), gr.skip())))


def too_long(text: str) -> Update:
    """Say that a question is too long."""
    return update(notice=TOO_LONG.format(typed=len(text), read=LONGEST))


def waiting(before: int) -> Update:
    """Say that a question waits, and how many are before it."""
    return update(notice=WAITING.format(before=before))


def stopped(messages: list[Message]) -> list[Message]:
    """Return what is shown of an answer that was stopped, marked as such."""
    if messages[-1]["role"] == "user":
        return [*messages, {"role": "assistant", "content": STOPPED}]
    return [*messages[:-1], {**messages[-1], "content": f"{messages[-1]['content']}\n\n{STOPPED}"}]


def empty() -> Update:
    """Show an empty conversation."""
    return update(box=ready(""), notice="", chat=[], passages=LEGEND, keep=nothing_to_keep())


def busy() -> Any:
    """Empty the box, and offer to stop."""
    return gr.Textbox("", submit_btn=False, stop_btn=True)


def ready(text: str | None = None) -> Any:
    """Offer to ask; with a text, put it into the box."""
    if text is None:
        return gr.Textbox(submit_btn=True, stop_btn=False)
    return gr.Textbox(text, submit_btn=True, stop_btn=False)


def nothing_to_keep() -> tuple[Any, Any, Any]:
    """Hide the downloads."""
    return gr.Row(visible=False), gr.DownloadButton(value=None), gr.DownloadButton(value=None)
