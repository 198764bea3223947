"""The panel beside the conversation: the passages behind each answer as cards, and its next steps as a list."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from html import escape

from assistant.answer import Answer, Citation, NextStep, Turn
from assistant.rendering.markdown import WHEN_WORDS

MOST_REMEMBERED = 2000
MOST_EARLIER = 12
LEGEND = """
<section class="legend" aria-label="How to read an answer">
<h2>Passages appear here</h2>
<p>Every statement says whose it is. Its number opens the passage it rests on.</p>
<dl>
<div><dt><em>framework</em></dt><dd>restates the passage that it cites</dd></div>
<div><dt><strong>practice</strong></dt><dd>a documented case, or your own documents</dd></div>
<div><dt><code>suggestion</code></dt><dd>ours, tied to the indicator that it serves</dd></div>
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


def panel(answer: Answer | None, turn: int, earlier: Sequence[tuple[int, str, list[tuple[int, Citation]]]]) -> str:
    """Return the HTML of the panel; every text in it is escaped here.

    Args:
        answer: The latest answer; None where there is none.
        turn: Its number, which its marks lead to.
        earlier: Number, question and passages of each answer before it.
    """
    parts = [_latest(answer, turn)]
    shown = [entry for entry in earlier if entry[2]][-MOST_EARLIER:]
    if shown:
        parts.append('<section class="earlier" aria-label="Passages of earlier answers"><h3>Earlier answers</h3>')
        for number, question, cited in reversed(shown):
            cards = "".join(_card(number, n, citation) for n, citation in cited)
            parts.append(f"<details><summary>{_text(_short(question))}</summary><ol>{cards}</ol></details>")
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
        return f'<section class="sources" aria-label="Passages"><h2>Passages</h2><p class="none">{why}</p></section>'
    cards = "".join(_card(turn, citation.n, citation, opened=citation.n == 1) for citation in answer.citations)
    count = f"{len(answer.citations)} passage{'s' if len(answer.citations) > 1 else ''}"
    return (
        f'{_steps(answer.next_steps)}<section class="sources" aria-label="Passages behind this answer">'
        f"<h2>{count} behind this answer</h2><ol>{cards}</ol></section>"
    )


def _card(turn: int, n: int, citation: Citation, *, opened: bool = False) -> str:
    source = citation.source
    path, _, body = citation.passage.partition("\n")
    if " > " not in path:
        path, body = "", citation.passage
    lines = "".join(f"<p>{_text(line)}</p>" for line in body.splitlines() if line.strip())
    trail = f'<p class="trail">{_text(path).replace(" &gt; ", " › ")}</p>' if path else ""
    link = (
        f'<a class="publisher" href="{_text(source.url)}" target="_blank" rel="noopener noreferrer">'
        "Publisher's page (opens the internet) ↗</a>"
        if source.url and source.url.startswith(("https://", "http://"))
        else ""
    )
    return (
        f'<li class="card"><details{" open" if opened else ""}><summary><span class="n">{n}</span>'
        f'<span class="title">{_text(citation.title)}</span>'
        f'<span class="by">{_text(source.publisher)} · {_text(source.edition)}</span></summary>'
        f'<div class="passage" id="cite-{turn}-{n}" tabindex="-1">'
        f'<a class="close" href="#close" aria-label="Close passage {n}">Close</a>'
        f'<p class="sheet-title"><span class="n">{n}</span> {_text(citation.title)}</p>{trail}{lines}'
        f'<p class="from">{_text(source.title)}</p><code>{_text(citation.id)}</code>{link}</div></details></li>'
    )


def _steps(steps: Sequence[NextStep]) -> str:
    if not steps:
        return ""
    items = "".join(
        f'<li><span class="when">{WHEN_WORDS[step.when]}</span><p>{_text(step.do)}</p>'
        f"<dl><div><dt>Who</dt><dd>{_text(step.who)}</dd></div>"
        f"<div><dt>Done when</dt><dd>{_text(step.done)}</dd></div></dl></li>"
        for step in steps
    )
    title = f"{len(steps)} next step{'s' if len(steps) > 1 else ''}"
    return (
        f'<section class="steps" aria-label="Next steps"><details><summary><h2>{title} to keep</h2></summary>'
        f"<ol>{items}</ol></details></section>"
    )


def _text(text: str) -> str:
    """Escape a text for HTML, on one line: a blank line would end the HTML and begin Markdown."""
    return escape(" ".join(text.split())).replace("$", "&#36;")


def _short(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
