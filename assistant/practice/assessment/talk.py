"""A self-assessment in a conversation: the request and the answers so far give the next question, or a summary."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.practice.assessment.interview import CHOICES, Turn, begin, take
from assistant.practice.assessment.model import Assessment, Item
from assistant.practice.assessment.moves import gaps, strengths
from assistant.practice.assessment.report import Report
from assistant.practice.assessment.scores import level_name, nearest_level, plain, shown
from assistant.rendering.markdown import WHEN_WORDS

MOST_NAMED = 5


def replayed(assessment: Assessment, items: Sequence[Item], answers: Sequence[str]) -> Turn:
    """Return where an interview stands after all that was answered: the same for the same words, and nothing is kept.

    Args:
        assessment: A new assessment of what was asked for, with no answers in it.
        items: Its items.
        answers: What was said so far, in order: ``3``, ``in place, since May``, ``skip``, ``back``, ``stop``. What
            comes after ``stop`` goes on where it stopped; what comes after the last item changes nothing.
    """
    turn = begin(assessment, items)
    for n, words in enumerate(answers):
        if turn.state == "over":
            return turn
        turn = take(turn.assessment, items, words)
        if turn.state == "stopped" and n < len(answers) - 1:
            turn = begin(turn.assessment, items)
    return turn


def asked(turn: Turn) -> str:
    """Return what is said in the conversation while it asks: the question, and what may be answered."""
    return f"{turn.said}\n\n{CHOICES}."


def summed_up(told: Report) -> str:
    """Return what the answers come to, short enough for a conversation; nothing where nobody rated anything."""
    values, overall = told.found.values, told.found.overall
    if overall.mean is None:
        return "Nothing is rated, so there is nothing to sum up."
    lines = []
    if len(values) > 1:
        level = level_name(overall.level, told.items[0].scale)
        left = f"; {len(told.items) - len(values)} not rated" if len(values) < len(told.items) else ""
        lines.append(
            f"**Where you stand:** {shown(overall.mean)} on a scale of 1 to 4, nearest “{level}” "
            f"({overall.arithmetic()}{left})."
        )
    for title, its in (("Strongest", strengths(told.items, told.found)), ("Weakest", gaps(told.items, told.found))):
        if its:
            more = f", and {len(its) - MOST_NAMED} more" if len(its) > MOST_NAMED else ""
            lines.append(f"**{title}:** {'; '.join(_standing(item, told) for item in its[:MOST_NAMED])}{more}.")
    if told.moves:
        lines.append("**What would lift it most, in this order** (our advice):")
        lines.append(
            "\n".join(
                f"{n}. {move.step.do.rstrip('.')}. {move.step.who[:1].upper()}{move.step.who[1:]}, "
                f"{WHEN_WORDS[move.step.when]}. Why: {move.reason}"
                for n, move in enumerate(told.moves, 1)
            )
        )
    return "\n\n".join(lines)


def _standing(item: Item, told: Report) -> str:
    value = told.found.values[item.id]
    return f"{item.name} ({plain(value)}, {item.scale[nearest_level(value) - 1]})"
