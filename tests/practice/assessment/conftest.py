"""What the tests of self-assessments share: the corpus that ships, its items, and passages to cite."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from shipped import shipped_frameworks, shipped_topics

from assistant.answer import Passage, Source
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.levels import read_levels
from assistant.practice.assessment.items import Ground
from assistant.settings import data_folder


@pytest.fixture(scope="session")
def whole() -> Frameworks:
    return shipped_frameworks()


@pytest.fixture(scope="session")
def ground(whole: Frameworks) -> Ground:
    corpus = data_folder("corpus")
    topics = shipped_topics().inside
    return Ground(frameworks=whole, levels=read_levels(corpus, whole, topics), topics=topics)


@pytest.fixture(scope="session")
def passages(whole: Frameworks) -> Mapping[str, Passage]:
    source = Source(title="A text", publisher="A publisher", edition="2024")
    return {i: Passage(id=i, title=whole.title(i), text=whole.title(i), source=source) for i in whole.entries}
