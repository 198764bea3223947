"""What things are made of on the pages: the coach, and what its corpus holds for them, read once for each index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

from assistant.coach import Coach
from assistant.knowledge.corpus.activities import Activities
from assistant.knowledge.corpus.drafts import Drafts
from assistant.knowledge.corpus.rehearsals import Scenario, read_scenarios
from assistant.practice.kit import Kit
from assistant.practice.plan.things import Things
from assistant.studio.assessment import Material, material

T = TypeVar("T")


class Stock:
    """Lends what things are made of; safe to share between threads.

    Attributes:
        coach: Who finds subjects.
        today: Tells what day it is.
    """

    def __init__(self, coach: Coach, corpus: Path, today: Callable[[], date] = date.today) -> None:
        self.coach, self.today, self._corpus = coach, today, corpus
        self._lock = threading.RLock()
        self._index = ""
        self._read: dict[str, object] = {}

    def activities(self) -> Activities:
        """Return the activities that workshops are made of."""
        return self._kit().activities

    def drafts(self) -> Drafts:
        """Return the kinds of drafts."""
        return self._kit().drafts

    def things(self) -> Things:
        """Return what a school can have, for plans."""
        return self._kit().things

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return the scenarios of rehearsals."""
        return self._once("scenarios", lambda: read_scenarios(self._corpus))

    def material(self) -> Material:
        """Return what self-assessments are made of, with every passage of the frameworks."""
        return self._once("material", lambda: material(self.coach, self._corpus))

    def _kit(self) -> Kit:
        return self._once("kit", lambda: Kit(self._corpus))

    def _once(self, name: str, read: Callable[[], T]) -> T:
        """Return what was read for the index that serves, or read it."""
        with self.coach.desk() as desk:
            index = desk.search.library.digest
        with self._lock:
            if index != self._index:
                self._index = index
                self._read.clear()
            if name not in self._read:
                self._read[name] = read()
            return cast(T, self._read[name])
