"""What the tests of made things share: the corpus that ships, read once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from shipped import shipped_frameworks, shipped_topics

from assistant.answer import Passage, Source
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.rehearsals import Scenario, read_scenarios
from assistant.knowledge.corpus.topics import Topic, Topics
from assistant.settings import data_folder


@pytest.fixture(scope="session")
def whole_corpus() -> Path:
    """The folder of the corpus that ships."""
    return data_folder("corpus")


@pytest.fixture(scope="session")
def whole_frameworks() -> Frameworks:
    return shipped_frameworks()


@pytest.fixture(scope="session")
def whole_topics() -> Topics:
    return shipped_topics()


@pytest.fixture(scope="session")
def topics_by_id(whole_topics: Topics) -> Mapping[str, Topic]:
    return {topic.id: topic for topic in whole_topics.inside}


@pytest.fixture(scope="session")
def whole_passages(whole_frameworks: Frameworks) -> Mapping[str, Passage]:
    """A passage for everything that can be cited, with the title and publisher that a reference shows."""

    def passage(identifier: str) -> Passage:
        text = whole_frameworks.source_of(identifier)
        source = Source(title=text.title, publisher=text.publisher, edition=text.edition, url=text.url)
        return Passage(id=identifier, title=whole_frameworks.title(identifier), text="", source=source)

    return {identifier: passage(identifier) for identifier in whole_frameworks.entries}


@pytest.fixture(scope="session")
def scenarios(whole_corpus: Path) -> Mapping[str, Scenario]:
    return {scenario.id: scenario for scenario in read_scenarios(whole_corpus)}
