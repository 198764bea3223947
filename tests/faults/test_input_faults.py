"""Fault row B1: whatever is typed, it ends in an answer or in a reason, and what comes back can be stored."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from odd_texts import ODD
from small import SMALL

from assistant.answer import Question, Turn
from assistant.coach import Coach
from assistant.errors import UsageError
from assistant.exchange import answer_fields
from assistant.settings import Settings

Home = Callable[..., Settings]

# Those in which nothing can be read, or too much.
REASONS = {
    "empty": "is empty",
    "spaces": "is empty",
    "NUL": "is empty",
    "only zero width": "is empty",
    "marks": "is empty",
    "over-long": "shorten it",
    "five megabytes": "shorten it",
    "brackets": "is empty",
}


@pytest.fixture(scope="module")
def coach(
    built_index: Path, encoder_home: Path, mini_corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Coach]:
    home = tmp_path_factory.mktemp("coach")
    (home / "encoder").symlink_to(encoder_home, target_is_directory=True)
    shutil.copytree(built_index, home / "index")
    with Coach(Settings(home=home, corpus=mini_corpus, **SMALL)) as ready:
        yield ready


def answered(coach: Coach, text: str, *history: Turn) -> str | None:
    """Ask, and check that the answer can be stored and read again; return the reason where there is no answer."""
    try:
        answer = coach.ask(Question(text=text, history=history))
    except UsageError as error:
        return str(error)
    assert answer.answer.strip()
    assert "\x00" not in answer.question
    fields = answer_fields(answer)
    stored = json.dumps(fields, ensure_ascii=False).encode("utf-8")
    assert json.loads(stored) == json.loads(json.dumps(fields))
    return None


@pytest.mark.parametrize("kind", ODD)
def test_b1_what_is_typed_ends_in_an_answer_or_a_reason(coach: Coach, kind: str) -> None:
    reason = answered(coach, ODD[kind])
    assert (reason is None) == (kind not in REASONS)
    assert REASONS.get(kind, "") in str(reason)


@pytest.mark.parametrize("kind", ODD)
def test_b1_what_was_said_before_may_be_anything(coach: Coach, kind: str) -> None:
    said = Turn(role="user", content=ODD[kind])
    replied = Turn(role="assistant", content=ODD[kind], citations=(ODD[kind],), next_steps=(ODD[kind],))
    assert answered(coach, "And who should be on it?", said, replied) is None


def test_b1_each_line_of_a_file_has_its_answer_or_its_reason(
    built_home: Home, environment: Callable[[Settings], dict[str, str]]
) -> None:
    lines = [json.dumps({"id": f"{kind} {text[:3]}", "question": text}) for kind, text in ODD.items()]
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", "--jsonl"],
        env=environment(built_home()),
        input="\n".join(lines).encode(),
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1  # some lines have no answer
    assert done.stderr == b""
    replies = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert len(replies) == len(ODD)
    for kind, reply in zip(ODD, replies, strict=True):
        assert reply["id"].startswith(kind)
        assert reply.get("answer") or reply.get("error"), kind


def mixtures(count: int) -> Iterator[str]:
    """Texts of pieces of odd and plain ones, in any order."""
    chance = random.Random(11)
    pieces = [text[:40] for text in ODD.values() if text]
    pieces += ["How do I ", "start ", "an AI task force", "?", "what is ", "board", " and ", "why", "\n", " | ", "2."]
    for _ in range(count):
        yield "".join(chance.choices(pieces, k=chance.randint(1, 12)))


@pytest.mark.parametrize("count", [40, pytest.param(3000, marks=pytest.mark.nightly)])
def test_b1_any_mixture_ends_in_an_answer_or_a_reason(coach: Coach, count: int) -> None:
    for text in mixtures(count):
        reason = answered(coach, text)
        assert reason is None or "is empty" in reason, text
