"""Damage done to recorded answers, wrong ones among them: it never improves a headline figure."""

import pytest
from recorded_runs import CORPUS, record, some_cases

from assistant.knowledge.corpus.frameworks import read_frameworks
from evals.cases.case import read_cases
from evals.proof.fault_matrix import as_markdown, as_text, prove, prove_recorded
from evals.proof.faults import FAULTS
from evals.recording.rows import read_rows


@pytest.fixture(scope="module")
def proofs(tmp_path_factory):
    cases, frameworks = some_cases(10, 4), read_frameworks(CORPUS)
    rows = read_rows(record(tmp_path_factory.mktemp("runs") / "run", skill=0.6, cases=cases))
    gold = prove([case for case in cases if case.variant == "base"], frameworks)
    return gold, prove_recorded(rows, cases, frameworks)


def test_no_damage_improves_a_headline_of_recorded_answers(proofs):
    recorded, bases = proofs[1], {case.base for case in some_cases(10, 4)}
    assert recorded.samples == len([case for case in read_cases() if case.base in bases])
    assert [(f.fault.name, f.improved) for f in recorded.findings if f.improved] == []
    assert [f.fault.name for f in recorded.findings if not f.holds] == []


@pytest.mark.parametrize(
    "fault", ["first citation only", "invented code in a suggestion", "own document that isn't there"]
)
def test_recorded_answers_that_were_right_lose(proofs, fault):
    finding = next(f for f in proofs[1].findings if f.fault.name == fault)
    assert finding.recorded
    assert finding.noticed.get("A4", 0.0) == 1.0 or not finding.applied


def test_matrix_shows_gold_and_recorded_side_by_side(proofs):
    head, rule, *lines = as_markdown(*proofs).split("\n")
    assert "gold: noticed by" in head
    assert "recorded: noticed by" in head
    assert len(lines) == len(FAULTS)
    assert all(line.count(" | ") == rule.count("---") - 1 for line in lines)
    assert "recorded answers" in as_text(*proofs)


def test_an_answer_that_cannot_be_read_is_left_out(tmp_path):
    cases = some_cases(2, 1)
    rows = read_rows(record(tmp_path / "run", skill=0.6, cases=cases))
    readable = prove_recorded(rows, cases, read_frameworks(CORPUS)).samples
    unreadable = rows[0].model_copy(update={"answer": {"text": "no outcome"}})
    assert prove_recorded([unreadable, *rows[1:]], cases, read_frameworks(CORPUS)).samples == readable - 1
