"""The turns before, as a model is told them: the newest kept first, identifiers in place of their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Turn
from assistant.knowledge.documents.passages import count_tokens
from assistant.writing.fences import ending, fenced

REFERENCES = "**References**"
FEWEST_TOKENS = 40
_TAGS = {"user": "leader", "assistant": "coach"}
_TAG_TOKENS = 12
_MARK = re.compile(r"\[(\d{1,2})\]")


def told_before(history: Sequence[Turn], room: int) -> tuple[str, tuple[str, ...]]:
    """Return the turns that there is room for, the oldest first, and the names of those that were cut or left out.

    Args:
        history: All turns, the oldest first.
        room: The tokens that they may take; the newest turn is cut where it alone takes more.
    """
    texts = [_text(turn) for turn in history]
    end = ending(_TAGS.values(), texts)
    kept: list[str] = []
    dropped: list[str] = []
    for n in range(len(history) - 1, -1, -1):
        said = _within(texts[n], room - _TAG_TOKENS)
        if said != texts[n]:
            dropped.append(f"history/{n + 1}")
        if not said:
            room = 0
            continue
        kept.append(fenced(f"{_TAGS[history[n].role]}{end}", said))
        room -= count_tokens(said) + _TAG_TOKENS
    return "\n".join(reversed(kept)), tuple(reversed(dropped))


def _text(turn: Turn) -> str:
    """Return what a turn said: of an answer without its references, and with identifiers for their numbers."""
    if turn.role == "user":
        return turn.content
    body = turn.content.split(REFERENCES, 1)[0].strip()
    return _MARK.sub(lambda mark: _identifier(turn.citations, int(mark[1])), body)


def _identifier(citations: Sequence[str], number: int) -> str:
    return f"[{citations[number - 1]}]" if 0 < number <= len(citations) else ""


def _within(text: str, room: int) -> str:
    """Return a text, its first words where there is no room for all, or nothing where there is hardly any."""
    tokens = count_tokens(text)
    if tokens <= room:
        return text
    if room < FEWEST_TOKENS:
        return ""
    words = text.split(" ")
    shown = words[: max(1, len(words) * room // tokens)]
    while shown and count_tokens(" ".join(shown)) + 1 > room:
        shown = shown[: len(shown) * 9 // 10]
    return f"{' '.join(shown)} …" if shown else ""
