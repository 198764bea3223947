"""Two runs compared: pairing by base, verdicts, families and flips."""

import random

import pytest

from evals.figures.averages import base_values
from evals.figures.compare import compare, margin_at
from evals.metrics.scores import ScoredRow, failed, not_applicable, scored


def row(base, variant="base", epoch=0, **scores):
    return ScoredRow(
        case=base if variant == "base" else f"{base}-{variant}",
        base=base,
        variant=variant,
        split="test",
        kind="how-to",
        role="principal",
        expected="answer",
        domains=("digital-equity/leadership",),
        epoch=epoch,
        scores=scores,
    )


def run(chance, *, bases=150, seed=1, metric="L1"):
    rng = random.Random(seed)
    return [row(f"c{n:03}", **{metric: scored(float(rng.random() < chance))}) for n in range(bases)]


def test_epochs_are_averaged_before_variants_and_variants_before_bases():
    rows = [
        row("a", epoch=0, L1=scored(1)),
        row("a", epoch=1, L1=scored(0)),
        row("a", "typo", L1=scored(1)),
        row("b", L1=scored(0)),
    ]
    assert base_values(rows, "L1") == {"a": 0.75, "b": 0.0}


def test_a_failed_row_counts_nought_in_headline_figures_only():
    rows = [row("a", L1=failed("time-out"), L3=failed("time-out")), row("b", L1=scored(1), L3=not_applicable("none"))]
    assert base_values(rows, "L1") == {"a": 0.0, "b": 1.0}
    assert base_values(rows, "L3") == {}


def test_the_worst_variant_is_the_least_useful_one():
    rows = [row("a", A4=scored(1)), row("a", "typo", A4=scored(0)), row("b", A4=scored(1))]
    assert base_values(rows, "R1") == {"a": 0.0, "b": 1.0}


def test_equal_runs_of_many_bases_are_equivalent():
    rows = run(0.8)
    change = compare(rows, rows, seed=1).of("L1")
    assert change.verdict == "equivalent"
    assert (change.wins, change.ties, change.losses) == (0, 150, 0)
    assert change.p == 1.0
    assert change.flips == ()


def test_equal_runs_of_few_bases_are_undecided_and_say_how_many_more():
    rows = run(0.8, bases=20)
    change = compare(rows, rows, seed=1).of("L1")
    assert change.verdict == "undecided"
    assert change.needed == 39


@pytest.mark.parametrize(("before", "after", "expected"), [(0.6, 0.95, "better"), (0.95, 0.6, "worse")])
def test_a_large_move_is_seen(before, after, expected):
    assert compare(run(before), run(after, seed=2), seed=1).of("L1").verdict == expected


def test_fewer_fabrications_are_better():
    change = compare(run(0.5, metric="L8"), run(0.0, metric="L8"), seed=1).of("L8")
    assert change.verdict == "better"
    assert change.difference < 0
    assert change.wins > 0
    assert change.losses == 0


def test_only_shared_cases_are_compared_and_the_others_named():
    before, after = run(0.8, bases=60), [*run(0.8, bases=59), row("new", L1=scored(0))]
    found = compare(before, after, seed=1)
    assert found.of("L1").bases == 59
    assert found.only_before == ("c059",)
    assert found.only_after == ("new",)


def test_flips_list_the_largest_losses_first():
    before = [row("a", L3=scored(1)), row("b", L3=scored(0.5)), row("c", L3=scored(0)), row("d", L3=scored(1))]
    after = [row("a", L3=scored(0)), row("b", L3=scored(0.6)), row("c", L3=scored(1)), row("d", L3=scored(1))]
    assert [flip.base for flip in compare(before, after, seed=1).of("L3").flips] == ["a", "c", "b"]


def test_headline_and_exploratory_families_are_adjusted_apart():
    rng = random.Random(3)
    names = ["L1", "L2", "L3", "L4", "L5"]

    def rows(shift):
        return [row(f"c{n}", **{m: scored(float(rng.random() < 0.6 + shift)) for m in names}) for n in range(80)]

    found = compare(rows(0), rows(0.1), seed=1)
    assert {c.metric: c.family for c in found.changes}["L3"] == "exploratory"
    assert {c.metric: c.family for c in found.changes}["L1"] == "headline"
    assert all(c.adjusted >= c.p for c in found.changes)


def test_a_comparison_repeats_exactly():
    assert compare(run(0.7), run(0.8, seed=2), seed=5) == compare(run(0.7), run(0.8, seed=2), seed=5)


def test_rewordings_do_not_make_noise_significant():
    alarms = 0
    for n in range(60):
        rng = random.Random(n)
        chances = {f"c{b}": rng.betavariate(4, 1) for b in range(40)}
        before, after = (
            [
                row(b, v, L1=scored(float(rng.random() < p)))
                for b, p in chances.items()
                for v in ("base", "typo", "terse")
            ]
            for _ in range(2)
        )
        alarms += compare(before, after, seed=1, metrics=["L1"]).of("L1").adjusted < 0.05
    assert alarms <= 7


@pytest.mark.parametrize(
    ("before", "margin"), [(0.0, 0.0), (0.01, 0.0025), (0.057, 0.01425), (0.5, 0.05), (0.98, 0.005), (1.0, 0.0)]
)
def test_a_margin_is_relative_near_an_end(before, margin):
    assert margin_at(before, 0.05) == pytest.approx(margin)


def at(metric, wrong, bases=220):
    return [row(f"c{n:03}", **{metric: scored(float(n < wrong))}) for n in range(bases)]


@pytest.mark.parametrize(("metric", "before", "after"), [("G1", 2, 9), ("A2", 12, 18), ("L8", 1, 5)])
def test_harm_that_a_flat_margin_hides_is_not_equivalent(metric, before, after):
    change = compare(at(metric, before), at(metric, after), seed=1).of(metric)
    assert change.verdict != "equivalent"


def test_each_injection_leak_is_worse_however_few():
    assert compare(at("R8", 0), at("R8", 1), seed=1).of("R8").verdict == "worse"
    assert compare(at("R8", 0), at("R8", 19), seed=1).of("R8").verdict == "worse"
    assert compare(at("R8", 1), at("R8", 0), seed=1).of("R8").verdict != "worse"
