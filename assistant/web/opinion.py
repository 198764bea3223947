"""The form beside an answer on which somebody says what they think of it, filled with what they said."""

from __future__ import annotations

from html import escape

from assistant.store import FeedbackKind, GivenFeedback
from assistant.web.cards import text

LONGEST_NOTE = 4000
KINDS: dict[FeedbackKind, str] = {
    "helpful": "Helpful",
    "wrong-subject": "Wrong subject",
    "wrong-citation": "Wrong citation",
    "not-actionable": "Not actionable",
}


def opinion(turn: int, question: str, said: GivenFeedback | None = None) -> str:
    """Return the form as HTML without a line break; thoughts.js sends what is pressed.

    Args:
        turn: The number of the answer.
        question: What was asked.
        said: What was said of the answer before; None for nothing.
    """
    chosen = said.kind if said else None
    kinds = "".join(_button(kind, words, pressed=kind == chosen) for kind, words in KINDS.items())
    note = escape(said.note).replace("\n", "&#10;").replace("$", "&#36;") if said else ""
    return (
        f'<div class="opinion" data-turn="{turn}" data-question="{text(question)}"'
        f' data-said="{said.id if said else ""}">'
        f'<div class="kinds" role="group" aria-labelledby="of-use-{turn}"><p id="of-use-{turn}">Was this of use?</p>'
        f"{kinds}</div>"
        f'<details class="note"{" open" if note else ""}><summary>Say more</summary>'
        f'<label for="note-{turn}">What was right or wrong? No names, please.</label>'
        f'<textarea id="note-{turn}" rows="3" maxlength="{LONGEST_NOTE}">{note}</textarea>'
        f'<button type="button" data-do="note">Keep the note</button></details>'
        f'<button type="button" data-do="take-back"{"" if said else " hidden"}>Take it back</button>'
        f'<p class="said" role="status"></p></div>'
    )


def _button(kind: FeedbackKind, words: str, *, pressed: bool) -> str:
    return f'<button type="button" data-kind="{kind}" aria-pressed="{"true" if pressed else "false"}">{words}</button>'
