"""The nearest way of asking: what a lookup by shared words among the corpus's known questions would cite."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from assistant.knowledge.corpus.topics import Topics
from evals.cases.words import words


class NearestAsking:
    """Finds the known question that shares most with another, by the cosine of words weighted by their rarity."""

    def __init__(self, topics: Topics) -> None:
        known = [(asked.text, topic.lead) for topic in topics.inside for asked in topic.questions]
        known += [(asked.text, ()) for topic in topics.off for asked in topic.questions]
        self._leads = [lead for _, lead in known]
        self._holding: dict[str, list[int]] = defaultdict(list)
        seen = [set(words(text)) for text, _ in known]
        for n, said in enumerate(seen):
            for word in said:
                self._holding[word].append(n)
        self._rare = {word: math.log((1 + len(known)) / len(where)) for word, where in self._holding.items()}
        self._sizes = [math.sqrt(sum(self._rare[word] ** 2 for word in said)) or 1.0 for said in seen]

    def lead(self, question: str) -> Sequence[str]:
        """Return what the nearest known question's topic is led by; nothing where that is off scope or none is near."""
        shared: dict[int, float] = defaultdict(float)
        for word in set(words(question)):
            for n in self._holding.get(word, ()):
                shared[n] += self._rare[word] ** 2
        if not shared:
            return ()
        return self._leads[max(shared, key=lambda n: (shared[n] / self._sizes[n], -n))]
