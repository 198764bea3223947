"""Models: chosen by the settings, refused with what to do, told apart by where their text goes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from model_server import WORDS, serving, whole
from uncounted import UNCOUNTED

from assistant.doctor import examine
from assistant.errors import ModelFailedError, UsageError
from assistant.settings import Settings
from assistant.writing import choice as module
from assistant.writing.choice import chosen, is_loopback
from assistant.writing.ledger import Ledger
from assistant.writing.models import Model, model_of
from assistant.writing.prices import Price

ROOT = Path(__file__).parents[2]
VARIABLES = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "OLLAMA_API_KEY", "OLLAMA_HOST")
SECRET = "sk-test-0123456789-abcdefgh"
NEEDS_OPENAI = pytest.mark.skipif(module.find_spec("langchain_openai") is None, reason="extra `openai` is missing")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def all_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: name)


def set_to(home: Path, model: str, **more: object) -> Settings:
    return Settings(**{"home": home, "model": model, **more})


def test_without_a_model_there_is_none_and_nothing_is_loaded(tmp_path: Path) -> None:
    assert model_of(Settings(home=tmp_path)) is None
    code = (
        "import sys; from assistant.settings import Settings; from assistant.writing.models import model_of\n"
        "assert model_of(Settings(home='x')) is None\n"
        "print(sorted({'langchain', 'langchain_core', 'langsmith', 'openai', 'httpx'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **UNCOUNTED, "PYTHONPATH": str(ROOT)},
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("model", "url", "local", "goes_to"),
    [
        ("openai:gpt-6-luna", "", False, "OpenAI (api.openai.com)"),
        ("anthropic:claude-opus-5-5", "", False, "Anthropic (api.anthropic.com)"),
        ("google_genai:gemini-3.8-flash", "", False, "Google"),
        ("groq:some", "", False, "groq"),
        ("ollama:qwen3:4b", "", True, "a model on this machine (127.0.0.1); it doesn't leave it"),
        ("ollama:gpt-oss:120b-cloud", "", False, "ollama.com, as 'gpt-oss:120b-cloud' is a cloud model"),
        ("ollama:qwen3:4b", "http://10.0.0.5:11434", False, "10.0.0.5, unencrypted (http)"),
        ("openai:x", "http://127.0.0.1:8080/v1", True, "a model on this machine (127.0.0.1)"),
        ("openai:x", "http://localhost:8080/v1", True, "a model on this machine (localhost)"),
        ("openai:x", "http://[::1]:8080/v1/", True, "a model on this machine (::1)"),
        ("openai:x", "https://llm.district.example/v1", False, "llm.district.example"),
    ],
)
@pytest.mark.usefixtures("all_installed")
def test_where_text_goes_is_known(
    model: str, url: str, local: bool, goes_to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES[:3]:
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("OLLAMA_HOST", "http://198.51.100.7:11434")
    found = chosen(set_to(tmp_path, model, model_base_url=url))
    assert found is not None
    assert found.local == local
    assert found.goes_to.startswith(goes_to)
    assert (found.key is None) == (local or model.startswith(("ollama", "groq")))


@pytest.mark.parametrize("host", ["127.0.0.1.example.org", "0.0.0.0", "localhost.example.org", "128.0.0.1", "me"])
def test_what_only_looks_like_this_machine_is_not(host: str) -> None:
    assert not is_loopback(f"http://{host}:1/v1")


@pytest.mark.parametrize("model", ["gpt-6-luna", "openai:", ":x", "openai: "])
def test_a_name_without_a_provider_is_refused(model: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no provider; write PROVIDER:NAME"):
        chosen(set_to(tmp_path, model))


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
def test_a_missing_package_is_named_with_what_installs_it(
    provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=rf'not installed; pip install "leadership-coach\[{provider}\]"'):
        model_of(set_to(tmp_path, f"{provider}:x"))


@pytest.mark.usefixtures("all_installed")
def test_a_missing_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="OpenAI's models need a key; set OPENAI_API_KEY, or model_key_file"):
        chosen(set_to(tmp_path, "openai:gpt-6-luna"))


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8080", "ftp://x/", "http://", "http://x:99999/", "http://x/?key=1", "http://x/#a", "http://[x/"]
)
@pytest.mark.usefixtures("all_installed")
def test_an_address_that_is_none_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="model_base_url must be an http or https address"):
        chosen(set_to(tmp_path, "openai:x", model_base_url=url))


@pytest.mark.usefixtures("all_installed")
def test_a_password_in_the_address_is_refused_and_not_shown(tmp_path: Path) -> None:
    settings = set_to(tmp_path, "openai:x", model_base_url="http://me:geheim@x/v1")
    with pytest.raises(UsageError, match="must hold no name or password") as refused:
        chosen(settings)
    assert "geheim" not in str(refused.value)
    assert "geheim" not in examine(settings)[1]


@NEEDS_OPENAI
def test_a_ceiling_without_a_price_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    settings = set_to(tmp_path, "openai:gpt-unheard-of", model_monthly_ceiling=5)
    with pytest.raises(UsageError, match=r"price .* not known here.*prices\.toml.*or take the ceiling out"):
        model_of(settings)
    assert model_of(set_to(tmp_path, "openai:gpt-unheard-of")) is not None


def test_an_unheard_of_provider_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="model 'nobody:x' can't be used: "):
        model_of(set_to(tmp_path, "nobody:x"))


@pytest.mark.parametrize("model", ["openai:gpt-6-luna", "anthropic:claude-haiku-5-5", "ollama:qwen3:4b"])
def test_each_extra_makes_a_model_that_keeps_its_key(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(f"langchain_{model.partition(':')[0]}")
    for name in VARIABLES[:2]:
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://198.51.100.7/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://198.51.100.7")
    made = model_of(set_to(tmp_path, model))
    assert made is not None
    assert made.name == model
    assert SECRET not in repr(made)
    assert "198.51.100.7" not in repr(vars(made._chat))


def priced(tmp_path: Path, url: str, ceiling: float | None) -> Model:
    from langchain.chat_models import init_chat_model

    chat = init_chat_model("openai:x", base_url=url, api_key="none", max_retries=0, stream_usage=True)
    return Model(
        chat,
        name="openai:x",
        local=False,
        price=Price(usd_in=10, usd_out=100),
        ledger=Ledger(tmp_path, ceiling),
        timeout_s=10,
        says_finish=True,
    )


@NEEDS_OPENAI
def test_each_call_is_kept_in_the_ledger_and_the_ceiling_refuses_the_next(tmp_path: Path) -> None:
    with serving(whole, lambda c: c.status(401)) as server:
        model = priced(tmp_path, server.url, 0.7)
        stream = model.stream([("human", "How?")])
        assert Ledger(tmp_path, None).spent() > 0.6
        with pytest.raises(ModelFailedError, match="ceiling"):
            model.stream([("human", "How?")])
        assert "".join(stream) == "".join(WORDS)
        assert stream.usage is not None
        assert stream.usage.cost == pytest.approx((21 * 10 + 6 * 100) / 1e6)
        assert Ledger(tmp_path, None).spent() == pytest.approx(stream.usage.cost)
        refused = model.stream([("human", "How?")])
        with pytest.raises(ModelFailedError, match="key"):
            next(refused)
        assert refused.usage is not None
        assert refused.usage.cost == 0
        assert Ledger(tmp_path, None).spent() == pytest.approx(stream.usage.cost)
    assert len(server.requests) == 2


@NEEDS_OPENAI
def test_doctor_says_where_text_goes_and_what_it_has_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    Ledger(tmp_path, None).reserve(1.25)
    _, report = examine(set_to(tmp_path, "openai:gpt-6-luna", model_monthly_ceiling=5))
    assert "what is typed goes to OpenAI (api.openai.com)" in report
    assert "key: …efgh (environment OPENAI_API_KEY)" in report
    assert "this month: $1.25 of $5.00" in report
    assert "$0.1 in, $0.5 out for a million tokens (prices of 2026-" in report
    assert SECRET not in report


def test_doctor_says_that_nothing_leaves_without_a_model_or_with_a_local_one(tmp_path: Path) -> None:
    assert "none: answers are composed on this machine" in examine(Settings(home=tmp_path))[1]
    pytest.importorskip("langchain_ollama")
    _, report = examine(set_to(tmp_path, "ollama:qwen3:4b"))
    assert "what is typed goes to a model on this machine (127.0.0.1); it doesn't leave it" in report
    assert "price: nothing" in report
    assert "key: none" in report


@NEEDS_OPENAI
def test_doctor_finds_a_ceiling_that_cannot_be_kept_and_a_ledger_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    (tmp_path / "model-spending.json").write_text("[]", encoding="utf-8")
    well, report = examine(set_to(tmp_path, "openai:gpt-unheard-of", model_monthly_ceiling=5))
    assert not well
    assert "problem: the price of 'openai:gpt-unheard-of' is not known here" in report
    assert "problem: what the model has cost can't be read" in report
    assert "price: unknown" in report
