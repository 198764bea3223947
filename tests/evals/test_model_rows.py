"""A run whose answers a language model writes, over a real assistant with the small corpus and a loopback server."""

import hashlib
import json

import pytest
from gold_cases import ANSWERABLE, OFF_TOPIC
from speaking_server import failing, rambles, serving, writes
from typer.testing import CliRunner

from assistant.errors import UsageError
from evals.answers.given import read_given
from evals.cli import app
from evals.figures.suite import recorded_suite
from evals.metrics import speed
from evals.recording.rows import RunError, read_manifest, read_rows
from evals.recording.runner import Plan, record, seconds_for

pytest.importorskip("langchain_openai")

FORCE = "How do I start an AI task force?"
PRICED = "openai:made"


def asking(n=1):
    made = [ANSWERABLE.model_copy(update={"id": f"k{k}", "base": f"k{k}", "question": FORCE}) for k in range(n)]
    return [*made, OFF_TOPIC]


@pytest.fixture
def written_home(built_home):
    """Make settings of a home whose model is at an address; its tokens have a price if it isn't on this machine."""

    def make(server, name="written", **values):
        return built_home(name, **{"model": PRICED, "model_base_url": server.url, "model_timeout_s": 20.0, **values})

    return make


@pytest.fixture
def priced(monkeypatch):
    """Let the loopback server count as a model elsewhere that costs $1 and $10 for a million tokens."""
    from assistant.writing.prices import Price, Prices

    monkeypatch.setattr(Prices, "of", lambda self, choice: Price(usd_in=1, usd_out=10))


ALONE = Plan(probes=False, workers=1)


def rows_of(folder):
    return {row.case: row for row in read_rows(folder)}


def test_rows_tell_what_the_model_used_and_lost(written_home, tmp_path, priced):
    with serving(writes) as server:
        settings = written_home(server)
        assert record(tmp_path / "run", asking(), settings, ALONE) == 2
    made = rows_of(tmp_path / "run")["k0"].answer["provenance"]
    assert (made["composer"], made["fell_back"]) == (PRICED, None)
    assert made["prompt"].startswith("answer+")
    assert made["removed"]["link"] == 1
    assert (made["usage"]["tokens_in"], made["usage"]["tokens_out"], made["usage"]["version"]) == (
        1000,
        100,
        "made-1-2026-01-02",
    )
    assert made["usage"]["cost"] == pytest.approx(0.002)
    assert made["usage"]["first_token_ms"] > 0
    declined = rows_of(tmp_path / "run")["m2"].answer["provenance"]
    assert declined.keys() == {"composer", "index", "prompt"}
    assert len(server.requests) == 1
    manifest = read_manifest(tmp_path / "run")
    assert manifest.composer == PRICED
    assert manifest.settings["model_base_url"] == hashlib.sha256(server.url.encode()).hexdigest()[:12]
    assert manifest.model["price"] == "$1 in, $10 out for a million tokens"
    assert manifest.model["runs"] == "on this machine"


def test_report_and_terminal_tell_of_the_model(written_home, environment, tmp_path, monkeypatch):
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(case.model_dump_json() + "\n" for case in asking(2)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with serving(writes, rambles) as server:
        settings = written_home(server, model="")
        for name, value in environment(settings).items():
            if name.startswith("COACH_"):
                monkeypatch.setenv(name, value)
        monkeypatch.setenv("COACH_MODEL_BASE_URL", server.url)
        run = ["run", "told", "--model", PRICED, "--no-probes", "--workers", "1", "--cases", str(cases)]
        done = CliRunner().invoke(app, run)
    assert done.exit_code == 0, done.output
    wanted = "A model was to write 2 answers and wrote 1; fell back: 1 (uncited 1)."
    for words in (wanted, "(link 1", "Tokens: 2,000 read, 200 written; $0.0000; first token after"):
        assert words in done.output
    assert "responsive" not in done.output
    figures = json.loads((tmp_path / "runs" / "told" / "figures.json").read_text())["splits"]["dev"]
    assert figures["writing"]["fell_back"] == {"uncited": 1}
    assert figures["figures"]["S5"]["value"] == 0.5
    assert figures["figures"]["S3"]["value"] == 1100
    assert "G9" not in figures["figures"]
    report = CliRunner().invoke(app, ["report", "runs/told", "--cases", str(cases)])
    assert wanted in " ".join(report.output.split())
    for name in ("report.html", "summary.md"):
        assert wanted in (tmp_path / "runs" / "told" / name).read_text()


def test_cache_and_resume_know_the_model_and_its_settings(written_home, tmp_path, priced):
    cache = tmp_path / "cache"
    plan = Plan(probes=False, workers=1, cache=cache)
    with serving(writes) as server:
        settings = written_home(server)
        record(tmp_path / "one", asking(), settings, plan)
        record(tmp_path / "two", asking(), settings, plan)
        assert len(server.requests) == 1
        old = rows_of(tmp_path / "two")["k0"]
        assert old.cached
        assert old.answer == rows_of(tmp_path / "one")["k0"].answer
        changed = settings.model_copy(update={"model": "openai:other"})
        record(tmp_path / "three", asking(), changed, plan)
        record(tmp_path / "four", asking(), settings.model_copy(update={"personal": "send"}), plan)
        assert len(server.requests) == 3
        with pytest.raises(RunError, match="composer was 'openai:made' and is 'openai:other'"):
            record(tmp_path / "one", asking(), changed, plan, resume=True)
        with pytest.raises(RunError, match=r"settings was .*model_timeout_s"):
            record(
                tmp_path / "one",
                asking(),
                settings.model_copy(update={"model_timeout_s": 5.0}),
                plan,
                resume=True,
            )


def test_what_failed_in_passing_is_not_kept_in_the_cache(written_home, tmp_path):
    plan = Plan(probes=False, workers=1, cache=tmp_path / "cache")
    with serving(failing(400)) as server:
        record(tmp_path / "one", asking(), written_home(server), plan)
        first = len(server.requests)
        record(tmp_path / "two", asking(), written_home(server, "again"), plan)
    assert rows_of(tmp_path / "one")["k0"].answer["provenance"]["fell_back"] == "rejected"
    assert (first, len(server.requests)) == (1, 1)
    with serving(failing(500)) as server:
        settings = written_home(server, "broken")
        record(tmp_path / "three", asking(), settings, plan)
        once = len(server.requests)
        record(tmp_path / "four", asking(), settings, plan)
        assert len(server.requests) == 2 * once


def test_cost_is_limited_for_the_whole_run(written_home, tmp_path, priced):
    plan = Plan(probes=False, workers=1, max_cost=0.003)
    with serving(writes) as server:
        settings = written_home(server)
        with pytest.raises(RunError, match=r"have cost \$0.00; --max-cost was \$0.00 for the whole run"):
            record(tmp_path / "run", asking(5), settings, plan)
        assert len(read_rows(tmp_path / "run")) == len(server.requests) == 2
        with pytest.raises(RunError, match="--resume with more goes on"):
            record(tmp_path / "run", asking(5), settings, plan, resume=True)
        assert len(server.requests) == 2
        more = Plan(probes=False, workers=1, max_cost=1)
        assert record(tmp_path / "run", asking(5), settings, more, resume=True) == 6
        assert len(server.requests) == 5


def test_cost_of_unknown_price_cannot_be_limited(written_home, tmp_path, monkeypatch):
    from assistant.writing.prices import Prices

    monkeypatch.setattr(Prices, "of", lambda self, choice: None)
    with serving(writes) as server:
        with pytest.raises(UsageError, match="price of 'openai:made' is not known here, so --max-cost"):
            record(tmp_path / "run", asking(), written_home(server), Plan(max_cost=1.0))
        assert server.requests == []


@pytest.mark.parametrize(("behaviour", "ceiling", "words"), [(writes, 0.001, "ceiling"), (failing(401), None, "key")])
def test_run_ends_where_no_further_row_would_be_the_models(written_home, tmp_path, priced, behaviour, ceiling, words):
    with serving(behaviour) as server:
        settings = written_home(server, model_monthly_ceiling=ceiling)
        with pytest.raises(RunError, match=words):
            record(tmp_path / "run", asking(), settings, ALONE)
    assert "k0" not in rows_of(tmp_path / "run")


def test_base_questions_can_be_asked_alone(written_home, tmp_path):
    typo = ANSWERABLE.model_copy(update={"id": "k0-typo", "base": "k0", "variant": "typo"})
    with serving(writes) as server:
        settings = written_home(server)
        assert record(tmp_path / "run", [*asking(), typo], settings, Plan(probes=False, rewordings=False)) == 2
    assert not read_manifest(tmp_path / "run").rewordings


def test_the_offline_suite_asks_no_model(written_home):
    with serving(writes) as server:
        settings = written_home(server)
        with recorded_suite(asking(), settings, Plan(), watch=lambda done, total: None) as (folder, _):
            assert read_manifest(folder).composer == "extractive"
        assert server.requests == []


def test_time_limit_leaves_room_for_the_calls_of_a_model(written_home):
    with serving(writes) as server:
        assert seconds_for(written_home(server)) == 100
        assert seconds_for(written_home(server, "plain", model="")) == 60


def test_a_fall_back_is_measured_and_says_why():
    usage = {"model": "m:x", "tokens_in": 7, "tokens_out": 3, "cost": None, "first_token_ms": 12.5}
    made = {"usage": usage, "fell_back": "uncited", "removed": {"link": 2, "name": 1}}
    given = read_given({"outcome": "answered", "provenance": made}, None)
    assert (speed.fallen_back(given).value, speed.fallen_back(given).reason) == (1.0, "uncited")
    assert (speed.removed(given).value, speed.removed(given).reason) == (3.0, "link 2, name 1")
    assert (speed.tokens(given).value, speed.first_token_ms(given).value) == (10, 12.5)
    assert speed.money(given, {}).state == "not applicable"
    offline = read_given({"outcome": "answered", "provenance": "by hand"}, None)
    assert speed.fallen_back(offline).state == speed.removed(offline).state == "not applicable"
