"""A self-assessment asked item by item, on the page of self-assessments."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.practice.assessment.interview import Turn, begin, question, take
from assistant.practice.assessment.model import Assessment, Item
from assistant.web.pages.sent import Sent
from assistant.web.practice.made import Made

ASKING = "interview"
# What a button says for whoever presses it.
SAYS = ("1", "2", "3", "4", "skip", "back", "stop")
LONGEST_SAID = 1_000


def interviewed(assessment: Assessment, items: Sequence[Item], do: str, sent: Sent) -> Turn:
    """Return the interview after what was pressed or typed; its beginning where neither was.

    Args:
        assessment: The assessment as the page had it, with its interview.
        items: Its items.
        do: The button that was pressed.
        sent: What was sent; words that were typed stand in ``said``.
    """
    words = do if do in SAYS else sent.text("said", LONGEST_SAID)
    if not words or sent.mistakes:
        return begin(assessment, items)
    return take(assessment, items, words)


def shown_turn(turn: Turn, items: Sequence[Item], at: str, mistakes: dict[str, str], said: str = "") -> Made:
    """Return the page that asks the next item; ``said`` is what was typed and not taken."""
    place = turn.assessment.interview.at if turn.assessment.interview else None
    item = next(one for one in items if one.id == place)
    number = turn.assessment.items.index(item.id) + 1
    before = turn.said.removesuffix(question(item, number, len(items))).strip()
    values = {
        "assessment": turn.assessment,
        "item": item,
        "number": number,
        "given": turn.assessment.person.by_item.get(item.id),
        "before": before,
        "mistakes": mistakes,
        "said": said,
        "longest": LONGEST_SAID,
    }
    return Made(
        template="interview.html",
        status=422 if mistakes else 200,
        at=at,
        title=titled(turn.assessment),
        thing=turn.assessment.model_dump_json(),
        values=values,
    )


def titled(assessment: Assessment) -> str:
    """Return what an assessment is called among other made things."""
    return f"Self-assessment: {assessment.title}"
