"""The numbers of search that were chosen by measuring: one frozen value, hashed and recorded with every index."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Chosen on writers of the bank left out of what was learned, a quarter at a time; never on those measured with.

    Attributes:
        scale: What cosines are multiplied with before a softmax.
        temperature: What the standardised sum of the votes is divided by before one.
        questions_heard: How many of a topic's nearest questions speak for it.
        neighbours: How many known questions, of any topic, vote on the indicators.
        weakest: An indicator is cited from this share of the best one's score on.
        under_way: The share of the subject under way in the vote on a turn that goes on from it.
    """

    scale: float = 20.0
    temperature: float = 0.75
    questions_heard: int = 3
    neighbours: int = 12
    weakest: float = 0.3
    under_way: float = 0.6

    @property
    def digest(self) -> str:
        """Short hash of all values."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]
