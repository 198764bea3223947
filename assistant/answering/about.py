"""What the coach says of itself."""

from __future__ import annotations

from assistant.knowledge.frameworks import Frameworks

FOLLOW_UPS = (
    "How do I start an AI task force?",
    "How do we know that our strategic plan works?",
    "Plan a one-hour workshop on digital citizenship.",
)


def introduction(frameworks: Frameworks) -> str:
    """Return the answer to a greeting or to "what can you do"."""
    names = "; ".join(f"{f.name} ({f.publisher})" for f in frameworks.frameworks)
    return (
        "Hello. I help K-12 leaders with questions on leading with technology: vision, planning, AI, communication, "
        "partnerships, teaching, access, budgets, privacy and professional learning.\n\n"
        f"I answer from these frameworks, name the indicator behind each statement, and suggest next steps: {names}. "
        "What they do not cover I say so. I am not affiliated with their publishers.\n\n"
        "Tell me what you are working on, and your role if it matters."
    )
