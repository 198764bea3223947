"""The panel beside the conversation: next steps, the passages behind each answer, and how it came about."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from assistant.answer import Answer, Citation, NextStep, Turn
from assistant.rendering.markdown import WHEN_WORDS
from assistant.store import GivenFeedback
from assistant.web.cards import card, text, uses_of
from assistant.web.making_of import how
from assistant.web.opinion import opinion

MOST_REMEMBERED = 2000
MOST_EARLIER = 12
LEGEND = """
<section class="legend" aria-label="How to read an answer">
<h2>How to read an answer</h2>
<p>Every part says whose it is. A number opens the passage that it names, here, and says what the number means.</p>
<dl>
<div><dt><em>framework</em></dt><dd>restates the passage: the phrase that carries it is marked</dd></div>
<div><dt><strong>practice</strong></dt><dd>tells a documented case, or quotes your own documents</dd></div>
<div><dt><code>suggestion</code></dt><dd>is our advice: it serves the indicator, whose words don't say it</dd></div>
</dl>
<p>What the frameworks don't cover is declined, with a place to turn to.</p>
</section>
"""


class Passages:
    """Remembers the passages that were cited lately, so that earlier answers keep theirs; shared between threads.

    All are of one index: what was cited from an older one, which may hold a text that was removed, is let go.
    """

    def __init__(self) -> None:
        self._index: str | None = None
        self._held: OrderedDict[str, Citation] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, citations: Iterable[Citation], index: str) -> None:
        """Keep passages of an index; the least used ones go."""
        self.keep_only(index)
        with self._lock:
            for citation in citations:
                self._held[citation.id] = citation
                self._held.move_to_end(citation.id)
            while len(self._held) > MOST_REMEMBERED:
                self._held.popitem(last=False)

    def keep_only(self, index: str) -> None:
        """Let go of what isn't of this index."""
        with self._lock:
            if self._index != index:
                self._held.clear()
            self._index = index

    def cited_in(self, turn: Turn) -> list[tuple[int, Citation]]:
        """Return the passages of an earlier turn that are still known, with their numbers."""
        with self._lock:
            return [(n, self._held[name]) for n, name in enumerate(turn.citations, 1) if name in self._held]


def panel(
    answer: Answer | None,
    turn: int,
    earlier: Sequence[tuple[int, str, list[tuple[int, Citation]]]],
    *,
    question: str = "",
    said: Mapping[int, GivenFeedback] | None = None,
) -> str:
    """Return the HTML of the panel; every text in it is escaped here.

    Args:
        answer: The latest answer; None where there is none.
        turn: Its number, which its marks lead to.
        earlier: Number, question and passages of each answer before it.
        question: What the latest answer answers.
        said: What its reader said of an answer, by its number.
    """
    thought = said or {}
    parts = [] if answer is None else [opinion(turn, question, thought.get(turn))]
    parts.append(_latest(answer, turn))
    shown = [entry for entry in earlier if entry[2]][-MOST_EARLIER:]
    if shown:
        parts.append('<section class="earlier" aria-label="Passages of earlier answers"><h3>Earlier answers</h3>')
        for number, asked, cited in reversed(shown):
            cards = "".join(card(number, n, citation) for n, citation in cited)
            form = opinion(number, asked, thought.get(number))
            parts.append(f"<details><summary>{text(_short(asked))}</summary><ol>{cards}</ol>{form}</details>")
        parts.append("</section>")
    return "".join(parts)


def _latest(answer: Answer | None, turn: int) -> str:
    if answer is None:
        return LEGEND
    if not answer.citations:
        why = (
            "This question was declined, so nothing is cited."
            if answer.outcome == "abstained"
            else "This answer states nothing of the frameworks, so nothing is cited."
        )
        return (
            f'<section class="sources" aria-label="Passages"><h2>Passages</h2><p class="none">{why}</p></section>'
            f"{how(answer)}"
        )
    cards = "".join(
        card(turn, citation.n, citation, uses_of(answer, citation.n), opened=citation.n == 1)
        for citation in answer.citations
    )
    count = f"{len(answer.citations)} passage{'s' if len(answer.citations) > 1 else ''}"
    return (
        f'{_steps(answer.next_steps, turn)}<section class="sources" aria-label="Passages behind this answer">'
        f"<h2>{count} behind this answer</h2><ol>{cards}</ol></section>{how(answer)}"
    )


def _steps(steps: Sequence[NextStep], turn: int) -> str:
    if not steps:
        return ""
    add = f"/practice/plan/add?from=last&amp;turn={turn}"  # typed.js names the conversation
    items = "".join(
        f'<li><span class="when">{WHEN_WORDS[step.when]}</span><p>{text(step.do)}</p>'
        f"<dl><div><dt>Who</dt><dd>{text(step.who)}</dd></div>"
        f"<div><dt>Done when</dt><dd>{text(step.done)}</dd></div></dl>"
        f'<a class="to-plan" href="{add}&amp;step={n}" aria-label="Add step {n} to my plan">Add to my plan</a></li>'
        for n, step in enumerate(steps, 1)
    )
    title = f"{len(steps)} next step{'s' if len(steps) > 1 else ''}"
    return (
        f'<section class="steps" aria-label="Next steps"><details><summary><h2>{title} to keep</h2></summary>'
        f'<ol>{items}</ol><a class="to-plan" href="{add}">Add them all to my plan</a></details></section>'
    )


def _short(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
