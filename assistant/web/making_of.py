"""How an answer came about, for whoever asks: what was read and searched, who wrote it, how long it took."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer
from assistant.web.cards import text

_STAGES = {"dialogue": "Reading the question", "search": "Searching", "compose": "Putting it together"}


def how(answer: Answer) -> str:
    """Return HTML without a line break that tells what was done for an answer and how long it took."""
    rows = "".join(f"<div><dt>{text(name)}</dt><dd>{text(said)}</dd></div>" for name, said in _told(answer))
    return (
        '<section class="how" aria-label="How this was answered"><details><summary>How this was answered</summary>'
        f"<dl>{rows}</dl></details></section>"
    )


def _told(answer: Answer) -> Iterator[tuple[str, str]]:
    if answer.read_as:
        sure = "" if answer.read_as.certain else " (not certain)"
        yield "Read as", f"{answer.read_as.question}{sure}"
    elif answer.standalone_question != answer.question:
        yield "Read as", answer.standalone_question
    if answer.passages:
        yield "Found", f"{_counted(len(answer.passages), 'passage')}, of which {len(answer.citations)} cited"
    yield "Written by", _writer(answer)
    for stage, name in _STAGES.items():
        if stage in answer.timings_ms:
            yield name, _lasted(answer.timings_ms[stage])
    if "total" in answer.timings_ms:
        yield "In all", _lasted(answer.timings_ms["total"])


def _writer(answer: Answer) -> str:
    made, usage = answer.provenance, answer.provenance.usage
    if usage is None:
        return "the coach itself, without a language model"
    if made.fell_back:
        return f"the coach itself; {usage.model} was asked, its words were not taken"
    return f"{usage.model}, each sentence checked"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _lasted(milliseconds: float) -> str:
    if milliseconds < 1:
        return "under 1 ms"
    return f"{milliseconds:,.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"
