"""What things are made of on the pages: the coach, and what its corpus holds for them, read once for each index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from assistant.coach import Coach
from assistant.knowledge.corpus.activities import Activities
from assistant.knowledge.corpus.drafts import Drafts
from assistant.knowledge.corpus.rehearsals import Scenario, read_scenarios
from assistant.practice.kit import Kit
from assistant.practice.plan.things import Things
from assistant.studio.assessment import Material, material
from assistant.web.pages.once import OncePerIndex


class Stock:
    """Lends what things are made of; safe to share between threads.

    Attributes:
        coach: Who finds subjects.
        today: Tells what day it is.
    """

    def __init__(self, coach: Coach, corpus: Path, today: Callable[[], date] = date.today) -> None:
        self.coach, self.today, self._corpus = coach, today, corpus
        self._read = OncePerIndex(coach)

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
        return self._read.get("scenarios", lambda: read_scenarios(self._corpus))

    def material(self) -> Material:
        """Return what self-assessments are made of, with every passage of the frameworks."""
        return self._read.get("material", lambda: material(self.coach, self._corpus))

    def _kit(self) -> Kit:
        return self._read.get("kit", lambda: Kit(self._corpus))
