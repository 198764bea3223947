"""How an answer is composed: a task in, a draft that grows out; by the offline composer or a language model."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.answer import Passage, Question, Usage
from assistant.answering.draft import Draft
from assistant.answering.evidence import Evidence
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.search.search import Found
from assistant.practice.kit import Means
from assistant.understanding.reading import Reading

EXTRACTIVE = "extractive"


class Stop:
    """Says to whoever works on an answer that nobody waits for it any more; told from any thread, once for all.

    Attributes:
        waiting_since: When somebody began to wait (``time.perf_counter``); what a model may take counts from then.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Callable[[], None]] = []
        self._told = False
        self.waiting_since = time.perf_counter()

    @property
    def told(self) -> bool:
        """Whether it was told."""
        return self._told

    def then(self, call: Callable[[], None]) -> None:
        """Have something called once it is told; at once, where it was."""
        with self._lock:
            if not self._told:
                self._calls.append(call)
                return
        call()

    def tell(self) -> None:
        """Tell it."""
        with self._lock:
            calls, self._calls, self._told = self._calls, [], True
        for call in calls:
            call()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """All that is known of a question that is to be answered from the frameworks.

    Attributes:
        sure: Whether the best topic is certain to be the subject.
        passages: All passages of the index, as ``gather`` takes them.
        stop: Tells that nobody waits for the answer any more.
        used: What a model used for the question before, to put it as one.
        means: What a workshop or a plan is made with.
    """

    question: Question
    reading: Reading
    found: Found
    evidence: Evidence
    frameworks: Frameworks
    passages: Sequence[Passage]
    means: Means
    sure: bool = False
    stop: Stop = field(default_factory=Stop)
    used: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """A draft that isn't whole.

    Attributes:
        draft: What of it is checked.
        tail: What was written since, as plain text.
    """

    draft: Draft
    tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A whole draft, and what made it.

    Attributes:
        sources: Passages that it may cite beside those of the evidence.
        composer: ``extractive``, or the model whose words stand in it.
        prompt: The prompts that a model was given.
        usage: What a model used.
        fell_back: Why a model that is set didn't write it, in a word.
        removed: How many of its sentences went or lost a mark, by reason.
    """

    draft: Draft
    sources: Mapping[str, Passage] = field(default_factory=dict)
    composer: str = EXTRACTIVE
    prompt: str | None = None
    usage: Usage | None = None
    fell_back: str | None = None
    removed: Mapping[str, int] = field(default_factory=dict)


class Composer(Protocol):
    """Composes the answer to a question that the frameworks cover."""

    def compose(self, task: Task) -> Iterator[Growing | Composed]:
        """Yield the draft as it grows; the last one is whole, unless ``task.stop`` was told before."""
        ...
