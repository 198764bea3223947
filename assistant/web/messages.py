"""The conversation as the browser shows it, and back: messages of the page, turns of the path.

Each message carries, beside what is shown, the facts that a follow-up needs (its kind, what it cited, its next steps)
as one line of JSON in its metadata: where nothing is kept, the conversation lives in the browser alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlencode

from pydantic import ValidationError

from assistant.answer import Answer, Delta, Turn
from assistant.exchange import TurnLine
from assistant.understanding.request import subject_in
from assistant.web.shown import escaped, formatted, shown, unlinked

Message: TypeAlias = dict[str, Any]

LONGEST_SHOWN = 20_000
MOST_MESSAGES = 100
MOST_CHARACTERS = 600_000
LONGEST_ABOUT = 300
BEFORE_FOLLOW_UP = " – "
PAGES = {"workshop": "workshop", "plan": "plan", "assessment": "self-assessment", "draft": "draft"}
MEANT = "Did you mean: "
STOPPED = "*Stopped here. Use retry for the whole answer.*"


def question_message(text: str) -> Message:
    """Return a question as shown: exactly the characters that were typed, none of them markup."""
    shown = re.sub(r"^[ \t]+", "", escaped(text), flags=re.MULTILINE)
    return {
        "role": "user",
        "content": shown,
        "metadata": {"id": json.dumps({"role": "user", "content": text}, ensure_ascii=False)},
    }


def answer_message(answer: Answer, turn: int) -> Message:
    """Return an answer, whole or still growing, as shown; its marks lead to the passages of that turn."""
    facts = {
        "role": "assistant",
        "kind": answer.kind,
        "topic": answer.topic,
        "aspect": answer.aspect,
        "citations": [citation.id for citation in answer.citations],
        "next_steps": [step.do for step in answer.next_steps],
    }
    return {
        "role": "assistant",
        "content": shown(answer, turn) + further(answer),
        "metadata": {"id": json.dumps(facts, ensure_ascii=False)},
    }


def further(answer: Answer) -> str:
    """Return links to the pages that make something of an answer's subject; empty without one, and in an interview."""
    interviews = answer.kind == "self-check" and answer.aspect is None
    if answer.topic is None or answer.outcome != "answered" or interviews:
        return ""
    asked = answer.standalone_question.split(BEFORE_FOLLOW_UP)[0]
    about = urlencode({"about": subject_in(asked, answer.kind)[:LONGEST_ABOUT]})
    links = " · ".join(f"[{name}](/practice/{page}?{about})" for page, name in PAGES.items())
    return f"\n\n*Make something of it:* {links}"


def growing_message(event: Delta) -> Message:
    """Return an answer that isn't whole: what is checked, and behind it, paler, what a model writes just now."""
    lines = [f"~~{escaped(line.strip())}~~" for line in event.draft.splitlines() if line.strip()]
    parts = [formatted(event.text), *lines] if event.text else lines
    return {"role": "assistant", "content": "\n\n".join(parts) or "…"}


def notice_message(text: str) -> Message:
    """Return something said by the page itself; it is no answer and no part of the history."""
    return {"role": "assistant", "content": escaped(text)}


def with_options(message: Message, answer: Answer) -> Message:
    """Return a message that offers what else an uncertain question may have meant, and questions to go on with."""
    if answer.outcome == "abstained":
        asked = [f"What does {place.title.split(' · ', 1)[0]} ask for?" for place in answer.nearest]
        return {**message, "options": [{"value": question} for question in asked]}
    meant = [other.question for other in answer.read_as.others] if answer.read_as else []
    offers = [{"value": question, "label": f"{MEANT}{question}"} for question in meant]
    return {**message, "options": [*offers, *({"value": question} for question in answer.follow_ups)]}


def received(value: object) -> list[Message]:
    """Return what a browser sent as messages of text; anything else in it is dropped, older offers too."""
    messages = []
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and item.get("role") in {"user", "assistant"}:
            message: Message = {"role": item["role"], "content": clean(_text_of(item.get("content"))[:LONGEST_SHOWN])}
            facts = item.get("metadata")
            if isinstance(facts, dict) and isinstance(facts.get("id"), str):
                message["metadata"] = {"id": clean(facts["id"][:LONGEST_SHOWN])}
            messages.append(message)
    return messages


def is_too_long(messages: Sequence[Message]) -> bool:
    """Tell whether a conversation is as long as one may be, so that no question can be added."""
    characters = sum(len(message["content"]) + len(message.get("metadata", {}).get("id", "")) for message in messages)
    return len(messages) >= MOST_MESSAGES or characters >= MOST_CHARACTERS


def clean(text: str) -> str:
    """Return text without what no reply could carry: halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode("utf-8")


def turns(messages: Iterable[Message]) -> tuple[Turn, ...]:
    """Return the turns that the path needs of a conversation; notices are left out."""
    return tuple(turn for message in messages if (turn := turn_of(message)) is not None)


def turn_of(message: Message) -> Turn | None:
    """Return one message as a turn; None where it is the page's own notice."""
    try:
        line = TurnLine.model_validate_json(message.get("metadata", {}).get("id", ""))
    except ValidationError:
        return Turn(role="user", content=message["content"]) if message["role"] == "user" else None
    if line.role != message["role"]:
        return None
    return line.turn() if line.content else line.model_copy(update={"content": unlinked(message["content"])}).turn()


def question_of(message: Message) -> str:
    """Return what was asked in a user's message."""
    turn = turn_of(message)
    return turn.content if turn else message["content"]


def _text_of(content: object) -> str:
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "\n".join(
        block["text"] for block in blocks if isinstance(block, dict) and isinstance(block.get("text"), str)
    )
