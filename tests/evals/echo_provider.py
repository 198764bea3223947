"""Assistants for tests, as `--provider python:echo_provider.answer` names them."""

from gold_cases import AI

ASKED = []


def answer(question):
    """Answer everything with one citation."""
    ASKED.append(question)
    return {"outcome": "answered", "answer": f"Begin. [1] {question['question']}", "citations": [{"id": AI}]}


def wrong(question):
    """Answer nothing but the first question."""
    if question["id"] == "warm-up":
        return answer(question)
    return {"outcome": "Answered", "citations": []}


def broken(question):
    """Answer nothing."""
    raise RuntimeError("no model")


THING = 3
