"""Kinds of undertakings: the steps that each takes whatever its subject, written to receive what was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.answer import When
from assistant.knowledge.corpus.frameworks import Entry
from assistant.knowledge.corpus.yaml_files import YamlFile
from assistant.knowledge.search.words import terms

FILE = Path("plans") / "undertakings.yaml"
WORK = Path("plans") / "work.yaml"
# What a step of each kind serves, best first, where the subject's topic serves it too; else what leads the topic.
Kind = Literal["gather", "hear", "decide", "act", "teach", "support", "tell", "check"]
SERVES: dict[Kind, tuple[str, ...]] = {
    "gather": ("2d", "guaranteed-access", "infrastructure-maintenance", "2b", "targeted-initiatives"),
    "hear": ("engagement-and-feedback-utilization", "learner-centered-mindset", "documented-feedback", "2e", "2a"),
    "decide": ("collaborative-policy-development", "strategic-alignment", "2c", "2b", "transformative-planning"),
    "act": ("equitable-resource-utilization", "2c", "4b", "4c", "4d", "inclusive-procurement"),
    "teach": ("equity-focused-professional-development", "professional-learning", "5c", "3b", "digital-literacy"),
    "support": ("3a", "leadership-support", "4a", "culture-of-collaboration", "5b"),
    "tell": ("communication", "modeling", "2d", "public-relations"),
    "check": ("inclusive-innovation-in-evaluation", "2d", "evidence-of-milestone", "continuous-improvement", "3e"),
}


# What a step speaks of as known: ``the two changes``, ``those answers``, ``each marked cause``.
_KNOWN = re.compile(
    r"\b(?:the|that|those|these|this|both|each|its|such) ((?:[\w'-]+ ){0,2}[\w'-]+)",
    re.I,
)
# Words that every step has: that two share them links nothing.
_EVERYWHERE = frozenset(
    terms(
        "student students teacher teachers family families parent parents staff people class classes school schools "
        "plan week weeks day days hour minutes page time times person one two three four five six ten twelve new first "
        "last same other others thing things meeting meetings leadership team office room rooms name names language "
        "languages homes home it who what each all group grade grades now work works "
    )
)


class UndertakingStep(Entry):
    """A step of a kind of undertaking.

    Attributes:
        do: What is done; ``{it}`` stands for what was asked for, ``{who}`` for the people.
        owner: Who does it: of a school, then of a district where that is somebody else.
        done: The evidence that it is done.
        at: Its stage, counted from 1.
        kind: What it does, by which it finds what it serves.
        unless: Words of a step of the subject's own that does the same already, as a pattern.
        instead: Words of a step of the subject's own whose place it takes, as a pattern.
        asked: Words of a request without which it isn't taken, as a pattern.
        spare: Left out first where days are few.
    """

    do: str
    owner: str
    done: str
    at: int = Field(ge=1, le=5)
    when: When
    kind: Kind
    unless: str = ""
    instead: str = ""
    asked: str = ""
    spare: bool = False

    def served(self, labels: Sequence[str]) -> str:
        """Return which of a topic's identifiers, best first, it serves."""
        return next((i for part in SERVES[self.kind] for i in labels if part in i), labels[0])


class Undertaking(Entry):
    """A kind of undertaking.

    Attributes:
        asked: The pattern by which a request asks for one.
        first: Whether a request that asks for one is of this kind whatever its topic is.
        always: A pattern that decides before any other kind is looked for.
        who: The people whom it is for where the request names none.
        product: What is to come of it where the request doesn't say.
        noun: What stands in its steps where the request's words can't.
        strict: Whether what stands there must be of the kind itself: a new post, a group, an event.
        acts: Whether something that is done may stand there: its steps say ``on`` and ``about`` before it.
        goal: What is reached by its last day.
        stages: What each of its five stages is called, as a noun.
    """

    kind: str
    asked: str
    first: bool = False
    always: str | None = None
    who: str
    product: str = "its first recommendation"
    noun: str = "the change"
    strict: bool = False
    acts: bool = False
    goal: str
    stages: tuple[str, str, str, str, str]
    steps: tuple[UndertakingStep, ...] = Field(min_length=8, max_length=12)


class Undertakings(Entry):
    """All kinds, in the order in which they are looked for; the last takes every request."""

    undertakings: tuple[Undertaking, ...] = Field(min_length=1)


def used_by(steps: Sequence[UndertakingStep]) -> list[tuple[int, ...]]:
    """Return for each step the places of those before it whose results it uses, by the words that it takes as known."""
    bare = [re.sub(r"\{\w+\}", "", step.do) for step in steps]
    brought = [set(terms(f"{do} {re.sub(r'{.*?}', '', step.done)}")) for do, step in zip(bare, steps, strict=True)]
    out: list[tuple[int, ...]] = []
    for n, do in enumerate(bare):
        known = [set(terms(found[1])) - _EVERYWHERE for found in _KNOWN.finditer(do)]
        latest = (max((m for m in range(n) if words & brought[m]), default=None) for words in known)
        out.append(tuple(sorted({m for m in latest if m is not None})))
    return out


def read_undertakings(corpus: Path) -> tuple[Undertaking, ...]:
    """Read the kinds of undertakings from a corpus.

    Raises:
        CorpusError: The file is missing or wrong.
    """
    return YamlFile(corpus / FILE).parse(Undertakings).undertakings


class Work(Entry):
    """What kind of work each topic is, by kinds of undertakings."""

    work: Mapping[str, tuple[str, ...]]

    def by_topic(self) -> dict[str, str]:
        """Return the kind of each topic."""
        return {topic: kind for kind, topics in self.work.items() for topic in topics}


def read_work(corpus: Path) -> dict[str, str]:
    """Read what kind of work each topic is; empty where a corpus doesn't say.

    Raises:
        CorpusError: The file is wrong.
    """
    return YamlFile(corpus / WORK).parse(Work).by_topic() if (corpus / WORK).exists() else {}


def kind_of(kinds: Sequence[Undertaking], asked: str, work: str | None = None) -> Undertaking:
    """Return the kind of undertaking that a request asks for.

    Args:
        kinds: All kinds, the last of which takes every request.
        asked: What tells the kind of the request.
        work: The kind of work that its topic is; None where no topic is sure.
    """
    for kind in kinds:
        if kind.always and re.search(kind.always, asked, re.I):
            return kind
    named = [kind for kind in kinds if re.search(kind.asked, asked, re.I)]
    own = [kind for kind in kinds if kind.kind == work]
    return next((kind for kind in named if kind.first), (own or named or list(kinds[-1:]))[0])
