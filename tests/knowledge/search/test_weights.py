"""The weights: one value, known by its hash, in which every number counts."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from assistant.knowledge.search.weights import WEIGHTS, Weights


@pytest.mark.parametrize("name", [field.name for field in fields(Weights)])
def test_a_change_of_any_weight_is_seen_in_the_digest(name: str) -> None:
    other = replace(WEIGHTS, **{name: getattr(WEIGHTS, name) + 1})
    assert other.digest != WEIGHTS.digest
    assert len(WEIGHTS.digest) == 12


def test_the_digest_is_the_same_in_another_process() -> None:
    code = "import json; from assistant.knowledge.search.weights import WEIGHTS; print(json.dumps(WEIGHTS.digest))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == WEIGHTS.digest == Weights().digest


def test_a_weight_cannot_be_changed_in_passing() -> None:
    with pytest.raises(FrozenInstanceError):
        WEIGHTS.scale = 1.0  # type: ignore[misc]
