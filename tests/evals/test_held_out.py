"""The held-out bank: what each figure says of an answer, and whom it is measured with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Provenance, Source
from assistant.knowledge.corpus.bank import BankQuestion
from evals.held_out import cited, judged, table, writers

A, B, C, OTHER = "iste/one/a", "iste/one/b", "iste/two/a", "pillars/leading/z"


def question(**values: Any) -> BankQuestion:
    usual = {"text": "why?", "language": "english", "scope": "in", "lead": (A, B), "also": (C,), "aspects": ("why",)}
    return BankQuestion(**{**usual, **values})


def answer(*citations: str, **values: Any) -> Answer:
    source = Source(title="t", publisher="p", edition="e")
    usual: dict[str, Any] = {
        "question": "why?",
        "standalone_question": "why?",
        "kind": "what-is",
        "outcome": "answered",
        "answer": "So.",
        "provenance": Provenance(composer="extractive", index="x"),
        "citations": tuple(
            Citation(n=n, id=i, title="t", source=source, passage="p", score=0.5) for n, i in enumerate(citations, 1)
        ),
    }
    return Answer(**{**usual, **values})


def test_cited_are_distinct_indicators_in_order() -> None:
    assert cited(answer(f"{A}/marker", A, "case/norwalk", C, "local/plan-md/1")) == [A, C]


@pytest.mark.parametrize(
    ("citations", "figures"),
    [
        ((A, C), {"lead@1": 1.0, "domain@1": 1.0, "precision": 1.0, "lead-recall": 0.5}),
        ((B, A, OTHER), {"lead@1": 1.0, "domain@1": 1.0, "precision": 2 / 3, "lead-recall": 1.0}),
        (("iste/one/z", A), {"lead@1": 0.0, "domain@1": 1.0, "precision": 0.5, "lead-recall": 0.5}),
        ((C,), {"lead@1": 0.0, "domain@1": 0.0, "precision": 1.0, "lead-recall": 0.0}),
        ((), {"lead@1": 0.0, "domain@1": 0.0, "precision": 0.0, "lead-recall": 0.0}),
        (("pillars/a/1", "pillars/a/2", "pillars/a/3", A), {"lead@1": 0.0, "precision": 0.0, "lead-recall": 0.5}),
    ],
)
def test_citations_are_judged_by_what_both_readers_let_lead(
    citations: tuple[str, ...], figures: dict[str, float]
) -> None:
    found = dict(judged(question(), answer(*citations)))
    assert {name: found[name] for name in figures} == pytest.approx(figures)
    assert found["answered"] == 1.0
    assert "topic@1" not in found
    assert "abstained" not in found


def test_of_more_leading_ones_than_an_answer_cites_five_are_enough() -> None:
    many = tuple(f"iste/one/{x}" for x in "abcdefgh")
    assert dict(judged(question(lead=many, also=()), answer(*many[:5])))["lead-recall"] == 1.0


def test_topic_and_aspect_are_judged_where_readers_chose_them() -> None:
    asked = question(topics=("ai", "data"), aspects=("why", "who"))
    right = dict(judged(asked, answer(A, topic="data", aspect="who")))
    wrong = dict(judged(asked, answer(A, topic="buses", aspect="cost")))
    assert (right["topic@1"], right["aspect"]) == (1.0, 1.0)
    assert (wrong["topic@1"], wrong["aspect"]) == (0.0, 0.0)


def test_an_abstention_in_scope_is_wrong_and_off_scope_is_right() -> None:
    silent = answer(outcome="abstained", kind="off")
    assert dict(judged(question(), silent))["answered"] == 0.0
    off = question(scope="off", lead=(), also=())
    assert dict(judged(off, silent)) == {"abstained": 1.0}
    assert dict(judged(off, answer(A))) == {"abstained": 0.0}


def test_only_those_measured_with_are_asked(mini_corpus: Path) -> None:
    assert [writer.writer for writer in writers(mini_corpus)] == ["parent-notes"]


def test_the_table_has_a_line_a_figure_with_its_interval() -> None:
    lines = table({"lead@1": [1.0, 0.0, 1.0, 1.0], "precision": [0.5, 1.0]}).splitlines()
    assert lines[0] == "lead@1       0.750 [0.301, 0.954]  n=4"
    assert lines[1].startswith("precision    0.750 [")
    assert lines[1].endswith("n=2")
    assert table({}) == ""
