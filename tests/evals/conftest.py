"""What the eval tests share: the real frameworks, a ruler over them, and a mini set of cases with gold answers."""

from pathlib import Path

import pytest
from gold_cases import ANSWERABLE, FALSE_PREMISE, OFF_TOPIC

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from evals.cases.case import Case, read_cases
from evals.metrics.trial import Ruler
from evals.proof.fault_matrix import Proof, prove

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


@pytest.fixture(scope="session")
def some_proof(real_frameworks: Frameworks) -> Proof:
    """The ruler proved on a few cases; that the docs hold its proof on all of them is a test of its own."""
    return prove([case for case in read_cases() if case.variant == "base"][::40], real_frameworks)


@pytest.fixture
def quickly_proved(monkeypatch: pytest.MonkeyPatch, some_proof: Proof) -> None:
    """The docs' table of faults is made of a few cases: for tests of how tables are written."""
    monkeypatch.setattr("evals.doc_tables.prove", lambda *_: some_proof)
