"""Games played with a gate by somebody who wants a figure high: each fails, with a sentence that names the reason."""

import json
import shutil

import pytest
from recorded_runs import record, some_cases, write_cases

from assistant.settings import Settings
from evals.cases.case import PROBES
from evals.commands_reports import compare, gate
from evals.figures.record import score_run
from evals.recording.labels_kept import labels_of, widened, widening
from evals.recording.rows import MANIFEST, ROWS, SCORES

RULES = "seed = 1\nfailed_at_most = 0.01\n[invariants]\nL8 = 0.0\nR8 = 0.0\n[floors]\nA4 = 0.5\n"
ALL = some_cases()
EASY = [case for case in ALL if case.split == "dev"][:8]


@pytest.fixture
def played(tmp_path, capsys):
    baseline = record(tmp_path / "base", skill=1.0)
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    cases = write_cases(tmp_path / "cases.jsonl")

    def decide(run, cases=cases):
        capsys.readouterr()
        status = gate(run, baseline, rules, cases, out=tmp_path / "ci")
        return status, " ".join((tmp_path / "ci" / "gate.md").read_text().split())

    return decide


@pytest.fixture
def honest(tmp_path):
    return record(tmp_path / "honest", skill=1.0)


def rewrite_manifest(run, **changes):
    path = run / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def keep_rows(run, wanted):
    lines = (run / ROWS).read_text().splitlines(keepends=True)
    (run / ROWS).write_text("".join(line for line in lines if wanted(json.loads(line))))


def test_an_honest_run_passes(played, honest):
    status, said = played(honest)
    assert status == 0, said


def test_which_model_writes_is_the_runs_own_choice_and_nothing_else_is(played, honest):
    held = json.loads((honest / MANIFEST).read_text())["settings"]
    written = {**held, "model": "openai:made", "model_timeout_s": str(Settings().model_timeout_s)}
    rewrite_manifest(honest, settings=written, composer="openai:made")
    assert played(honest)[0] == 0
    rewrite_manifest(honest, settings={**written, "encoder": "other"})
    status, said = played(honest)
    assert status == 1
    assert "the answers were made with other settings than is here" in said


def test_a_run_of_easy_cases_fails_for_what_is_missing(played, tmp_path):
    run = record(tmp_path / "easy", skill=1.0, cases=EASY)
    status, said = played(run)
    assert status == 1
    assert "cases are missing" in said
    assert "the answers were made with other cases than is here" in said


def test_a_run_of_easy_cases_fails_when_the_gate_is_given_those_cases_too(played, tmp_path):
    run = record(tmp_path / "easy", skill=1.0, cases=EASY)
    status, said = played(run, write_cases(tmp_path / "easy.jsonl", EASY))
    assert status == 1
    assert "the baseline was recorded on other cases" in said


def test_a_run_without_probes_fails_and_says_that_they_are_missing(played, honest):
    keep_rows(honest, lambda row: row["variant"] not in PROBES)
    status, said = played(honest)
    assert status == 1
    assert "probes are missing" in said
    assert "record a run without --no-probes" in said
    assert "no row measures it, so it can't be held" in said


def test_one_case_left_out_is_named(played, honest):
    gone = next(case.id for case in ALL if case.split == "dev" and case.variant != "base")
    keep_rows(honest, lambda row: row["case"] != gone)
    status, said = played(honest)
    assert status == 1
    assert f"cases are missing: {gone};" in said


def wide():
    every = sorted({label for case in ALL for label in case.allowed})
    return [
        case.model_copy(update={"lead": tuple(every), "allowed": tuple(every), "required": case.required[:1]})
        if case.expected == "answer"
        else case
        for case in ALL
    ]


def test_a_rescore_with_widened_labels_is_told_and_fails(played, honest, real_frameworks):
    score_run(honest, wide(), real_frameworks)
    status, said = played(honest)
    assert status == 1
    assert "the label set is wider than the one recorded with: 24 base questions became easier" in said


def test_a_gate_with_widened_labels_fails_by_name(played, honest, tmp_path):
    status, said = played(honest, write_cases(tmp_path / "wide.jsonl", wide()))
    assert status == 1
    assert "24 base questions became easier" in said


def test_a_comparison_with_widened_labels_says_so_first(honest, tmp_path, real_frameworks, capsys):
    other = record(tmp_path / "other", skill=1.0)
    score_run(other, wide(), real_frameworks)
    assert compare(honest, other) == 0
    assert "NOT COMPARABLE: other: the label set is wider" in capsys.readouterr().out


def test_scores_written_by_hand_are_not_believed(played, tmp_path, real_frameworks):
    bad, good = record(tmp_path / "bad", skill=0.3), record(tmp_path / "good", skill=1.0)
    shutil.copy(good / SCORES, bad / SCORES)
    status, said = played(bad)
    assert status == 1
    assert "scored anew" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "0" * 64}, "the answers were made with other code than is here (000000000000"),
        ({"corpus": "0" * 64}, "the answers were made with other corpus than is here"),
        ({"settings": {"encoder": "all-MiniLM-L6-v2"}}, "the answers were made with other settings than is here"),
        ({"code": None}, "it is not known what code answered"),
        ({"set": "bank"}, "a run of the set 'bank'"),
    ],
)
def test_answers_of_other_code_corpus_or_settings_fail_by_name(played, honest, changes, words):
    rewrite_manifest(honest, **changes)
    if "set" in changes:
        with pytest.raises(Exception, match="never pooled"):
            played(honest)
        return
    status, said = played(honest)
    assert status == 1
    assert words in said


def test_declining_everything_fails_and_says_that_nothing_was_read(played, honest):
    decline = {
        "outcome": "abstained",
        "answer": "No.",
        "reason": "No.",
        "citations": [],
        "claims": [],
        "next_steps": [],
    }
    lines = [json.loads(line) | {"answer": decline} for line in (honest / ROWS).read_text().splitlines()]
    (honest / ROWS).write_text("".join(json.dumps(line) + "\n" for line in lines))
    status, said = played(honest)
    assert status == 1
    assert "is no better than an assistant that reads no question (always declines:" in said


def test_labels_are_wider_when_more_may_be_cited_or_less_is_required():
    narrow = {"a": {"lead": ["x"], "required": ["x"], "allowed": ["x", "y"]}}
    for changes in ({"lead": ["x", "y"]}, {"allowed": ["x", "y", "z"]}, {"required": []}):
        assert widened(narrow, {"a": narrow["a"] | changes}) == ("a",)
    assert widened(narrow, {"a": narrow["a"] | {"allowed": ["x"]}}) == ()
    assert widening(narrow, narrow) is None
    assert widening(None, narrow) is None
    assert set(labels_of(ALL)) == {case.id for case in ALL if case.variant == "base"}
