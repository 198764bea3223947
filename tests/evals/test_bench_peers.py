"""The bench's table of peers: latency, memory and what is found, each on the same questions."""

import json

import pytest
from gold_cases import AI, ANSWERABLE, PLAN, VISION

from evals.bench import peers
from evals.bench.__main__ import warm_cases
from evals.bench.peers import Warm, has_llama_index, peers_table, right


def warm(*found, ms=10.0, peak=100.0):
    return Warm.of(peak, json.dumps([{"ms": ms * n, "found": list(each)} for n, each in enumerate(found, 1)]))


@pytest.mark.parametrize(
    ("found", "lead", "domain"),
    [
        ((AI, VISION), True, True),
        (("case/adams-12/1", f"{AI}/marker-1"), True, True),
        ((VISION, AI), False, VISION.rsplit("/", 1)[0] == AI.rsplit("/", 1)[0]),
        (("iste/visionary-planner/2a",), False, False),
        ((), False, False),
    ],
)
def test_first_indicator_found_is_held_against_those_that_may_lead(found, lead, domain):
    case = ANSWERABLE.model_copy(update={"lead": (AI,)})
    assert right(found, case) == {"lead@1": lead, "domain@1": domain}


def test_table_has_a_column_for_each_and_medians_over_runs():
    cases = [ANSWERABLE.model_copy(update={"lead": (AI,)})] * 2
    runs = {"theirs": [warm((AI,), (PLAN,), ms=4), warm((AI,), (PLAN,), ms=8)], "ours": [warm((AI,), (AI,), peak=50.4)]}
    told = peers_table(runs, cases).splitlines()
    assert told[0] == "| warm | theirs | ours |"
    assert told[2] == "| p50 ms | 6.00 | 10.00 |"
    assert told[4] == "| peak memory, MiB | 100 | 50 |"
    assert told[5].startswith("| lead@1 | 0.500 [")
    assert "| 1.000 [" in told[5]
    assert told[-1].startswith("2 base questions of the development split")
    assert told[-1].endswith("2 processes of theirs; 1 processes of ours.")


def test_questions_are_of_the_development_split_and_all_different():
    cases = warm_cases()
    assert {case.split for case in cases} == {"dev"}
    assert {case.expected for case in cases} == {"answer"}
    assert len({case.question for case in cases}) == len(cases) >= 100


def test_peer_that_is_not_installed_is_told_of(monkeypatch):
    monkeypatch.setattr(peers, "find_spec", lambda name: None)
    assert not has_llama_index()
    assert "isn't installed" in peers.NOT_INSTALLED
