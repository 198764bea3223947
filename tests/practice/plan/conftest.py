"""What the tests of made things share: subjects of the small corpus, without an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.answer import Passage
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.documents.passages import Budget, framework_passages
from assistant.practice.plan.things import Things, read_things
from assistant.practice.subject import Subject

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.fixture(scope="session")
def things() -> Things:
    return read_things(CORPUS)


@pytest.fixture(scope="session")
def passages(frameworks: Frameworks) -> Mapping[str, Passage]:
    budget = Budget(tokens=10_000, word_pieces=len, most_pieces=1_000_000)
    return {passage.id: passage for passage in framework_passages(frameworks, budget)}


@pytest.fixture(scope="session")
def subject_of(frameworks: Frameworks, topics: Topics, passages: Mapping[str, Passage]) -> Callable[..., Subject]:
    """Return a subject: its topic by number, with the others beside it."""

    def make(number: int = 0, beside: int = 4) -> Subject:
        topic = topics.inside[number]
        others = [other for other in topics.inside if other.id != topic.id]
        return Subject(
            words=topic.title,
            topic=topic,
            beside=tuple(others[:beside]),
            identifiers=topic.labels,
            passages=passages,
            frameworks=frameworks,
            read_as=None,
        )

    return make
