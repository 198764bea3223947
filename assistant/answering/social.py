"""What the coach says to a greeting, to thanks, and of itself; nothing is searched for it."""

from __future__ import annotations

from typing import Any

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.understanding.reading import Reading

FOLLOW_UPS = (
    "How do I start an AI task force?",
    "How do we know that our strategic plan works?",
    "Plan a one-hour workshop on digital citizenship.",
)
THANKS = (
    "You're welcome. If you try a step, come back and tell me what got in its way; I can also turn it into a plan, "
    "a table with owners and dates, or a letter."
)
DE_NADA = "De nada. Si prueba un paso, vuelva y cuénteme qué lo estorbó."


def reply(reading: Reading, frameworks: Frameworks, *, goes_to: str | None = None) -> dict[str, Any]:
    """Return the fields of the answer to a turn that asks nothing of any subject.

    Args:
        reading: The turn.
        frameworks: Those that are answered from.
        goes_to: Where questions go beside this machine, in words; None where they stay on it.
    """
    if reading.act == "thanks":
        return {"answer": DE_NADA if reading.language == "spanish" else THANKS}
    return {"answer": introduction(frameworks, goes_to), "follow_ups": FOLLOW_UPS}


def introduction(frameworks: Frameworks, goes_to: str | None = None) -> str:
    """Return the answer to a greeting or to "what can you do"."""
    names = "; ".join(f"{f.name} ({f.publisher})" for f in frameworks.frameworks)
    return (
        "Hello. I help K-12 leaders with questions on leading with technology: vision, planning, AI, communication, "
        "partnerships, teaching, access, budgets, privacy and professional learning.\n\n"
        f"I answer from these frameworks, name the indicator behind each statement, and suggest next steps: {names}. "
        "What they do not cover I say so. I am not affiliated with their publishers.\n\n"
        f"I am a program on your own machine{_where(goes_to)} "
        "Tell me what you are working on, and your role if it matters."
    )


def _where(goes_to: str | None) -> str:
    if goes_to is None:
        return ", and nothing you type leaves it."
    return f". A language model helps with the words: what you type goes to {goes_to}."
