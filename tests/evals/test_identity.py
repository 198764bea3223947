"""Stale answers never pass as new: cache, resume and manifest know code, corpus, settings and model files."""

from pathlib import Path

import pytest
from gold_cases import ANSWERABLE, OFF_TOPIC

import evals.recording.runner
from assistant.settings import Settings
from evals.recording.identity import code_digest, shaping
from evals.recording.rows import RunError, read_manifest, read_rows
from evals.recording.runner import Plan, record

CASES = [ANSWERABLE, OFF_TOPIC]


@pytest.fixture
def other_code(monkeypatch):
    return lambda: monkeypatch.setattr(evals.recording.runner, "code_digest", lambda: "another")


def test_code_is_known_by_its_files_and_not_by_its_commit(tmp_path):
    (tmp_path / "sub").mkdir()
    one = tmp_path / "sub" / "one.py"
    one.write_text("a = 1\n")
    (tmp_path / "read.me").write_text("words")
    before = code_digest(tmp_path)
    (tmp_path / "read.me").write_text("other words")
    assert code_digest(tmp_path) == before
    one.write_text("a = 2\n")
    changed = code_digest(tmp_path)
    assert changed != before
    one.rename(tmp_path / "two.py")
    assert code_digest(tmp_path) not in (before, changed)
    assert code_digest() == code_digest()


def test_a_reranker_is_known_by_its_weights_and_a_server_by_no_address(tmp_path):
    (tmp_path / "model").mkdir()
    weights = tmp_path / "model" / "weights.bin"
    weights.write_bytes(b"one")
    settings = Settings(
        reranker=str(tmp_path / "model"), model="openai:made", model_base_url="http://secret.example/v1"
    )
    first = shaping(settings)
    weights.write_bytes(b"two")
    assert shaping(settings)["reranker"] != first["reranker"]
    assert "reranker" not in shaping(Settings())
    assert "secret" not in str(first)
    assert shaping(settings.model_copy(update={"model_base_url": "http://other.example/v1"})) != shaping(settings)
    assert shaping(settings.model_copy(update={"model_timeout_s": 7.0})) != shaping(settings)
    assert shaping(Settings(personal="send")) != shaping(Settings())


def test_cached_answers_of_other_code_are_asked_anew(built_home, tmp_path, other_code):
    settings, plan = built_home(), Plan(probes=False, cache=tmp_path / "cache")
    record(tmp_path / "one", CASES, settings, plan)
    kept = set((tmp_path / "cache").rglob("*.json"))
    other_code()
    record(tmp_path / "two", CASES, settings, plan)
    assert len(set((tmp_path / "cache").rglob("*.json")) - kept) == len(CASES)


def test_a_run_of_other_code_is_not_gone_on_with(built_home, tmp_path, other_code):
    settings = built_home()
    record(tmp_path / "one", CASES, settings, Plan(probes=False))
    assert read_manifest(tmp_path / "one").code == code_digest()
    other_code()
    with pytest.raises(RunError, match="other conditions: code was"):
        record(tmp_path / "one", CASES, settings, Plan(probes=False), resume=True)


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"epochs": 3}, "begun with epochs 1, so it can't go on with 3"),
        ({"split": "dev"}, "begun with split None, so it can't go on with 'dev'"),
        ({"probes": True}, "begun with probes False"),
    ],
)
def test_changed_options_are_refused_on_resume(built_home, tmp_path: Path, named, words):
    settings = built_home()
    record(tmp_path / "one", CASES, settings, Plan(probes=False))
    with pytest.raises(RunError, match=words):
        record(tmp_path / "one", CASES, settings, Plan(**named), resume=True, named=named)
    assert record(tmp_path / "one", CASES, settings, Plan(), resume=True, named={"epochs": 1}) == len(CASES)
    assert len(read_rows(tmp_path / "one")) == len(CASES)
