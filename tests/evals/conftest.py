"""What the eval tests share: the real frameworks, a ruler over them, and a mini set of cases with gold answers."""

from pathlib import Path

import pytest
from gold_cases import ANSWERABLE, FALSE_PREMISE, OFF_TOPIC

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from evals.cases.case import Case
from evals.metrics.trial import Ruler

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def real_frameworks() -> Frameworks:
    return read_frameworks(CORPUS)


@pytest.fixture(scope="session")
def ruler(real_frameworks: Frameworks) -> Ruler:
    return Ruler(real_frameworks)


@pytest.fixture
def mini_cases() -> tuple[Case, ...]:
    return (ANSWERABLE, OFF_TOPIC, FALSE_PREMISE)
