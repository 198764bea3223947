"""Takes out of kept answers what they quote of own documents that are gone, or that say something else now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from assistant.answer import Answer, Citation, Source
from assistant.coach import Coach

OWN = "local/"
GONE = "What stood here was quoted from a document of yours that was removed or changed; it went with it."
GONE_SOURCE = Source(title="A document of yours, removed or changed", publisher="Your documents", edition="gone")
Holds = Callable[[str, str], bool]


class OwnPassages:
    """Knows which passages of own documents the index holds that serves now; safe to share between threads."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._lock = threading.Lock()
        self._index = ""
        self._texts: dict[str, int] = {}

    def holds(self, identifier: str, text: str) -> bool:
        """Tell whether a passage of this identifier stands in the index with these very words."""
        with self._lock:
            self._look()
            return self._texts.get(identifier) == hash(text)

    def there_are_any(self) -> bool:
        """Tell whether the index holds any own document."""
        with self._lock:
            self._look()
            return bool(self._texts)

    def _look(self) -> None:
        with self._coach.desk() as desk:
            library = desk.search.library
            if library.digest != self._index:
                own = (passage for passage in library.passages if passage.id.startswith(OWN))
                self._texts = {passage.id: hash(passage.text) for passage in own}
                self._index = library.digest


def without_removed(answer: Answer, holds: Holds) -> Answer:
    """Return an answer without the words of own passages that are gone; the same one where none is.

    Args:
        answer: The answer.
        holds: Tells whether a passage still stands in the index with these words.
    """
    gone = {one.n for one in answer.citations if one.id.startswith(OWN) and not holds(one.id, one.passage)}
    if not gone:
        return answer
    claims = tuple(replace(one, text=GONE) if gone & set(one.citations) else one for one in answer.claims)
    sections = tuple(
        replace(section, rows=section.rows[:1])
        if any(gone & set(answer.claims[n].citations) for n in section.claims)
        else section
        for section in answer.sections
    )
    return replace(
        answer,
        answer=_without(answer, gone),
        claims=claims,
        sections=sections,
        next_steps=tuple(step for step in answer.next_steps if not gone & set(step.citations)),
        citations=tuple(_hidden(one) if one.n in gone else one for one in answer.citations),
        passages=tuple(one for one in answer.passages if not one.id.startswith(OWN) or holds(one.id, one.text)),
    )


def _hidden(citation: Citation) -> Citation:
    return replace(citation, id=f"removed/{citation.n}", title=GONE_SOURCE.title, source=GONE_SOURCE, passage=GONE)


def _without(answer: Answer, gone: set[int]) -> str:
    """Return the answer's Markdown without what rests on passages that are gone, line by line.

    A line that bears one of their marks goes, their entries among the references too; should a claim of theirs
    stand in it even so, no line of the answer is kept.
    """
    lines = [line for line in answer.answer.split("\n") if not any(f"[{n}]" in line for n in gone)]
    left = "\n".join(lines).strip()
    held = [claim.text for claim in answer.claims if gone & set(claim.citations)]
    return f"> {GONE}" if any(text in left for text in held) else f"> {GONE}\n\n{left}"
