"""`coach feedback export`: what people thought of answers, as cases that the evals refuse until they are reviewed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, Citation, Provenance, Source
from assistant.settings import Settings
from assistant.store import database_address, open_store
from evals.cases.case import Case

Home = Callable[..., Settings]
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run(environment: Callable[..., dict[str, str]], coach_command: list[str], tmp_path: Path) -> Run:
    """Run the command to its end: ``run(settings, *arguments)``."""

    def make(settings: Settings, *arguments: str) -> CompletedProcess[str]:
        command = [*coach_command, *arguments]
        return subprocess.run(
            command, env=environment(settings), capture_output=True, text=True, check=False, cwd=tmp_path
        )

    return make


def answered() -> str:
    """Return an answer as it is kept."""
    source = Source(title="A text", publisher="Somebody", edition="2024")
    answer = Answer(
        question="and for small ones?",
        standalone_question="How do small districts begin a task force?",
        kind="how-to",
        outcome="answered",
        answer="Begin small [1].",
        provenance=Provenance(composer="extractive", index="0"),
        citations=(Citation(n=1, id="case/x", title="X", source=source, passage="Begin small.", score=0.9),),
    )
    return TypeAdapter(Answer).dump_json(answer).decode()


@pytest.fixture
def exported(home: Home, run: Run, tmp_path: Path) -> list[dict[str, Any]]:
    """The lines of an export of two thoughts."""
    settings, out = home(), tmp_path / "cases.jsonl"
    with open_store(database_address(settings)) as store:
        held = store.conversations.begin("ana", title="x", role="principal")
        store.conversations.asked("ana", held, text="and for small ones?", role="principal")
        store.feedback.give(
            "ana",
            conversation=held,
            turn=1,
            question="and for small ones?",
            answer=answered(),
            kind="wrong-subject",
            note="I meant small schools",
        )
        store.feedback.give("ben", conversation=None, turn=None, question="What?", answer=None, kind="helpful")
        store.feedback.give("ben", conversation=None, turn=None, question="How?", answer="As shown.", kind="helpful")
    done = run(settings, "feedback", "export", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{out}: 3 to review\n", "")
    assert out.stat().st_mode & 0o777 == 0o600
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_a_line_has_the_fields_of_a_case_and_what_a_reviewer_needs(exported: list[dict[str, Any]]) -> None:
    first, second, third = exported
    for line in exported:
        assert set(line) - {"review"} == set(Case.model_fields)
        assert line["expected"] is None
    assert (first["question"], first["role"], first["kind"]) == (
        "How do small districts begin a task force?",
        "principal",
        "how-to",
    )
    review = first["review"]
    assert (review["state"], review["complaint"], review["note"]) == (
        "to review",
        "wrong-subject",
        "I meant small schools",
    )
    assert (review["typed"], review["answered"], review["cited"]) == (
        "and for small ones?",
        "Begin small [1].",
        ["case/x"],
    )
    assert (second["question"], second["role"], second["review"]["answered"]) == ("What?", "unknown", None)
    assert third["review"]["answered"] == "As shown."
    assert len({line["id"] for line in exported}) == 3


def test_the_evals_refuse_a_line_until_it_is_reviewed(exported: list[dict[str, Any]]) -> None:
    line = exported[0]
    with pytest.raises(ValidationError):
        Case.model_validate(line)
    del line["review"]
    with pytest.raises(ValidationError):
        Case.model_validate(line)
    line |= {"expected": "decline", "reason": "off-topic", "authors": ["A"]}
    assert Case.model_validate(line).question == "How do small districts begin a task force?"


def test_without_feedback_the_file_is_empty(home: Home, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "cases.jsonl"
    done = run(home(), "feedback", "export", str(out))
    assert (done.returncode, done.stdout) == (0, f"{out}: 0 to review\n")
    assert out.read_bytes() == b""


def test_a_database_that_cannot_be_used_is_told(home: Home, run: Run, tmp_path: Path) -> None:
    settings = home()
    settings.home.mkdir(parents=True, exist_ok=True)
    (settings.home / "coach.sqlite").write_bytes(b"no database at all\n" * 100)
    done = run(settings, "feedback", "export", str(tmp_path / "out.jsonl"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("coach: ")
    assert "the database is damaged" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()
