"""A self-assessment in a conversation: the request and the answers so far give the next question, or a summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.practice.assessment.interview import CHOICES, Turn, begin, is_reply, says_stop, take
from assistant.practice.assessment.model import Assessment, Item
from assistant.practice.assessment.moves import gaps, strengths
from assistant.practice.assessment.report import Report
from assistant.practice.assessment.scores import level_name, nearest_level, plain, shown
from assistant.rendering.markdown import WHEN_WORDS

MOST_NAMED = 5
# What asks for an interview to go on by itself, and what does so where it is the matter at hand.
_RESUME = frozenset(
    f"{go} {it}"
    for go in ("continue", "resume", "go on with", "go back to", "back to", "continue with", "let's continue")
    for it in ("the interview", "the questions", "the self-assessment", "the assessment", "our interview")
)
_GO_ON = frozenset(
    "go on|continue|resume|let's go on|let's continue|carry on|keep going|next question|sigue".split("|")
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said after an interview began, and whether the answer was the interview's.

    Attributes:
        words: The words.
        answered: Whether the answer was the interview's, by its form; None where that isn't known.
    """

    words: str
    answered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an interview stands in a conversation that also went to other things.

    Attributes:
        turn: Where it stands.
        heard: Whether the last answer was the interview's, so that what is said next may answer its item.
    """

    turn: Turn
    heard: bool = True

    @property
    def unfinished(self) -> bool:
        """Whether there is something left to ask."""
        return self.turn.state != "over"

    def resumes(self, words: str) -> bool:
        """Tell whether words ask to go on; the bare "go on", after other things, only where nobody said stop."""
        bare = _bare(words)
        stayed = self.heard or self.turn.state == "asking"
        return self.unfinished and (bare in _RESUME or (stayed and bare in _GO_ON))

    def answers(self, items: Sequence[Item], words: str) -> bool:
        """Tell whether words answer the item that was asked just before; a bare stop ends the interview at any time."""
        asking = self.turn.state == "asking"
        return asking and (says_stop(words) or (self.heard and is_reply(self.turn.assessment, items, words)))


def after(at: Standing, items: Sequence[Item], said: Said) -> Standing:
    """Return where an interview stands after one more thing was said."""
    if at.resumes(said.words):
        return Standing(turn=begin(at.turn.assessment, items))
    asking = at.heard and at.turn.state == "asking"
    if at.answers(items, said.words) or (asking and said.answered is not False):
        return Standing(turn=take(at.turn.assessment, items, said.words))
    return Standing(turn=at.turn, heard=False)


def _bare(words: str) -> str:
    return (
        " ".join(words.lower().replace(",", " ").split()).strip(" .!").removesuffix(" please").removeprefix("please ")
    )


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
