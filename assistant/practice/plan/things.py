"""What is there already: which steps would make once more what somebody says that they have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from assistant.knowledge.corpus.frameworks import Entry
from assistant.knowledge.corpus.yaml_files import YamlFile
from assistant.practice.plan.undertakings import Undertaking, read_undertakings, read_work

FILE = Path("plans") / "things.yaml"
OBJECT_WORDS = 7


class Thing(Entry):
    """A kind of thing that a school can have.

    Attributes:
        named: What things of the kind are called.
        parts: What makes such a thing come into being: a task force has members and a charter.
        ours_is_there: Whether ``our task force`` says that there is one; ``our vision`` may be one that is wanted.
    """

    kind: str
    named: tuple[str, ...] = Field(min_length=1)
    parts: tuple[str, ...]
    ours_is_there: bool


class Things(Entry):
    """The kinds of things, the verbs by which they are made, what asks for money, and what plans are for.

    Attributes:
        making: The verbs that steps begin with that make something.
        buying: The verbs that steps begin with that spend money.
        costing: What a step speaks of that takes money or paid time.
        cheaper: What does instead of some of it where there is no money.
        undertakings: The kinds of undertakings that a plan can be for.
        work: Which of them each topic is, by its identifier.
    """

    making: tuple[str, ...]
    buying: tuple[str, ...]
    costing: tuple[str, ...]
    cheaper: Mapping[str, str] = {}
    things: tuple[Thing, ...]
    undertakings: tuple[Undertaking, ...] = ()
    work: Mapping[str, str] = {}

    def there(self, request: str) -> tuple[str, ...]:
        """Return the things that a request says are there: ``our AI task force``, ``we have a charter``."""
        return tuple(
            found[0].strip()
            for thing in self.things
            for name in thing.named
            if (found := re.search(self._said(name, ours=thing.ours_is_there), request, re.I))
        )

    def makes(self, thing: str, do: str) -> bool:
        """Tell whether a step makes a thing, or a part by which it comes into being.

        Only words are compared: the step begins with a verb of making, and names the thing or a part of it soon after.
        Where there is a group already, forming another one is making it once more.
        """
        words = re.findall(r"[a-z]+", do.lower())
        if not words or words[0] not in self.making:
            return False
        made = " ".join(words[1 : OBJECT_WORDS + 1])
        kind = next((t for t in self.things if any(_in(n.lower(), thing.lower()) for n in t.named)), None)
        names = (
            [n.lower() for n in kind.named if kind.parts or _in(n.lower(), thing.lower())] if kind else [thing.lower()]
        )
        parts = kind.parts if kind else ()
        if re.search(r"\bnew\b", thing, re.I):  # a new group has members; what it works by is still to be made
            parts = tuple(part for part in parts if part.startswith(("member", "seat", "roster", "invitation")))
            names = [f"a {name}" for name in names]
        return any(_in(word, made) for word in (*names, *parts))

    def spends(self, do: str) -> bool:
        """Tell whether a step begins by spending money."""
        return do.split(maxsplit=1)[0].lower() in self.buying

    def costs(self, do: str) -> str | None:
        """Return what a step speaks of that takes money or paid time, or None."""
        return next((word for word in self.costing if _in(word, do.lower())), None)

    def _said(self, name: str, *, ours: bool) -> str:
        """Return the pattern by which a thing of a name is said to be there."""
        thing = rf"(?:[\w-]+ ){{0,3}}?{re.escape(name)}\b"
        have = rf"\b(?:(?:already )?ha(?:ve|s)|there(?:'s| is| are))(?: already)? (?:an?|the|our)? ?{thing}"
        marked = rf"\b(?:existing|current|adopted|signed|standing) {thing}"
        done = (
            rf"\b(?:the|our) {thing} (?:is|are|was|were) (?:adopted|in place|signed|done|there|written|formed|approved)"
        )
        return "|".join((have, marked, done, *([rf"\bour {thing}"] if ours else [])))


def read_things(corpus: Path) -> Things:
    """Read what a school can have, and what plans are for, from a corpus.

    Raises:
        CorpusError: The file is missing or wrong.
    """
    things = YamlFile(corpus / FILE).parse(Things)
    return things.model_copy(update={"undertakings": read_undertakings(corpus), "work": read_work(corpus)})


def _in(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None
