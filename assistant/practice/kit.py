"""What made things are made of beside their subject: the corpus's activities, kinds of drafts, and things to have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.answer import Passage
from assistant.knowledge.corpus.topics import Topic

if TYPE_CHECKING:
    from assistant.knowledge.corpus.activities import Activities
    from assistant.knowledge.corpus.drafts import Drafts
    from assistant.knowledge.corpus.frameworks import Frameworks
    from assistant.knowledge.search.search import Found
    from assistant.practice.assessment.items import Ground
    from assistant.practice.plan.things import Things

Part = Literal["activities", "drafts", "levels", "plans"]


class Kit:
    """Reads each part of a corpus when it is first needed, and loads what reads it then; a corpus may lack one.

    Raises:
        CorpusError: A part is missing or has a mistake; raised where that part is asked for.
    """

    def __init__(self, corpus: Path) -> None:
        """Name the corpus; nothing is read yet."""
        self._corpus = corpus
        self._ground: Ground | None = None

    def has(self, part: Part) -> bool:
        """Tell whether the corpus has a part, whatever its mistakes."""
        return (self._corpus / part).is_dir()

    @cached_property
    def activities(self) -> Activities:
        """The activities of workshops."""
        from assistant.knowledge.corpus.activities import read_activities

        return read_activities(self._corpus)

    @cached_property
    def drafts(self) -> Drafts:
        """The kinds of drafts, and how each topic is spoken of in them."""
        from assistant.knowledge.corpus.drafts import read_drafts

        return read_drafts(self._corpus)

    @cached_property
    def things(self) -> Things:
        """The things that a school can have."""
        from assistant.practice.plan.things import read_things

        return read_things(self._corpus)

    def ground(self, frameworks: Frameworks, topics: tuple[Topic, ...]) -> Ground:
        """Return what the items of a self-assessment are made of; read once, for the generation that the kit serves."""
        if self._ground is None:
            from assistant.knowledge.corpus.levels import read_levels
            from assistant.practice.assessment.items import Ground

            levels = read_levels(self._corpus, frameworks, topics)
            self._ground = Ground(frameworks=frameworks, levels=levels, topics=topics)
        return self._ground


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Means:
    """What an answer makes things with.

    Attributes:
        kit: The parts of the corpus that they take.
        passages: All passages of the index.
        near: Returns the topics nearest to one, best first.
        find: Returns what search finds for words by themselves.
        today: The day on which they are made.
        certainty: The probability that the topic is the subject.
    """

    kit: Kit
    passages: Sequence[Passage]
    near: Callable[[Topic], tuple[Topic, ...]]
    find: Callable[[str], Found]
    today: date
    certainty: float = 1.0
