"""The statistics against scipy and against simulations with a fixed seed."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import roc_auc_score

from evals.statistics import (
    Interval,
    auc,
    bca_mean,
    benjamini_hochberg,
    design_effect,
    difference_interval,
    holm,
    needed_bases,
    paired_permutation,
    quantile_interval,
    verdict,
    wilson,
)


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (3, 10), (10, 10), (117, 120), (1, 1), (0, 1), (60, 480)])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_wilson_equals_scipy(successes, n, confidence):
    ours = wilson(successes, n, confidence=confidence)
    theirs = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_widens_with_the_design_effect_and_ignores_one_below_one():
    assert wilson(80, 100, 4.0) == wilson(20, 25)
    assert wilson(80, 100, 0.3) == wilson(80, 100)


def test_wilson_of_nothing_is_no_knowledge():
    assert wilson(0, 0) == Interval(low=0.0, high=1.0)


@pytest.mark.parametrize("successes", [-1, 11])
def test_wilson_refuses_impossible_counts(successes):
    with pytest.raises(ValueError, match="successes lie between"):
        wilson(successes, 10)


@given(st.integers(1, 400), st.floats(0, 1), st.floats(0.1, 20))
def test_wilson_holds_its_rate_and_stays_in_range(n, rate, deff):
    found = wilson(rate * n, n, deff)
    assert 0 <= found.low <= rate + 1e-9
    assert rate - 1e-9 <= found.high <= 1
    assert math.isfinite(found.low + found.high)


SCORES = st.lists(st.integers(-5, 5), min_size=1, max_size=30)


@given(SCORES, SCORES)
def test_area_equals_scikit_learn_and_its_interval_holds_it(inside, outside):
    value, around = auc(inside, outside)
    assert value == pytest.approx(roc_auc_score([1] * len(inside) + [0] * len(outside), [*inside, *outside]))
    assert 0 <= around.low <= value + 1e-9
    assert value - 1e-9 <= around.high <= 1


def test_intervals_of_an_area_hold_the_true_one_95_times_of_100():
    rng = np.random.default_rng(8)
    truth = stats.norm.cdf(1 / math.sqrt(2))
    drawn = [auc(rng.normal(1, 1, 60), rng.normal(0, 1, 40))[1] for _ in range(600)]
    assert np.mean([one.low <= truth <= one.high for one in drawn]) == pytest.approx(0.95, abs=0.025)


def test_an_area_without_disorder_is_not_taken_as_certain():
    value, around = auc([3, 4, 5, 6], [1, 2])
    assert value == 1.0
    assert around == wilson(2, 2)


@pytest.mark.parametrize(("inside", "outside"), [([], [1.0]), ([1.0], [])])
def test_an_area_needs_both_sides(inside, outside):
    with pytest.raises(ValueError, match="both sides"):
        auc(inside, outside)


def test_design_effect_of_independent_rows_is_near_one_and_of_copies_their_number():
    rng = np.random.default_rng(5)
    apart = {str(b): list((rng.random(4) < 0.7).astype(float)) for b in range(2000)}
    copies = {str(b): [float(rng.random() < 0.7)] * 4 for b in range(2000)}
    assert design_effect(apart) == pytest.approx(1, abs=0.15)
    assert design_effect(copies) == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize(
    ("values", "effect"),
    [({}, 1.0), ({"a": [1, 1, 1, 1], "b": [1, 1, 1, 1]}, 4.0), ({"a": [0, 1]}, 2.0), ({"a": []}, 1.0)],
)
def test_design_effect_takes_rows_for_copies_where_it_cannot_tell(values, effect):
    assert design_effect(values) == effect


def test_wilson_on_effective_size_covers_clustered_rates():
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(1500):
        chance = rng.beta(4.25, 0.75, size=120)
        rows = {str(b): (rng.random(4) < p).astype(float) for b, p in enumerate(chance)}
        total = sum(r.sum() for r in rows.values())
        found = wilson(total, 480, design_effect(rows))
        covered += found.low <= 0.85 <= found.high
    assert 0.91 <= covered / 1500 <= 0.98


def test_bca_equals_scipy_and_is_the_same_for_any_order_of_the_rows():
    values = list(np.random.default_rng(3).beta(5, 2, size=80))
    ours = bca_mean(values, 7)
    theirs = stats.bootstrap(
        (np.sort(values),), np.mean, n_resamples=9999, method="BCa", rng=np.random.default_rng(7)
    ).confidence_interval
    assert (ours.low, ours.high) == (theirs.low, theirs.high)
    assert bca_mean(values[::-1], 7) == ours
    assert bca_mean(values, 8) != ours


def test_bca_covers_the_mean_of_a_skewed_metric():
    rng = np.random.default_rng(2)
    covered = sum((found := bca_mean(list(rng.beta(6, 1, size=120)), 1)).low <= 6 / 7 <= found.high for _ in range(200))
    assert 0.90 <= covered / 200 <= 0.99


def test_bca_of_values_without_spread_is_no_certainty():
    assert bca_mean([1.0] * 20, 1) == wilson(20, 20)
    assert bca_mean([12.0], 1) == Interval(low=12.0, high=12.0)


@pytest.mark.parametrize("interval", [bca_mean, difference_interval, lambda v, s: quantile_interval(v, 0.5)])
def test_an_interval_of_nothing_is_refused(interval):
    with pytest.raises(ValueError, match="at least one"):
        interval([], 1)


def test_difference_without_spread_is_widened_by_the_rule_of_three():
    found = difference_interval([0.0] * 100, 1, confidence=0.9)
    assert found.high == pytest.approx(0.03, abs=0.001)
    assert found.low == -found.high
    assert found.within(0.05)
    assert not difference_interval([0.0] * 20, 1, confidence=0.9).within(0.05)


def test_quantile_interval_covers_the_median_and_the_95th_percentile():
    rng = np.random.default_rng(4)
    for q in (0.5, 0.95):
        true = stats.lognorm(0.6).ppf(q)
        covered = 0
        for _ in range(800):
            found = quantile_interval(list(rng.lognormal(0, 0.6, size=400)), q)
            covered += found.low <= true <= found.high
        assert 0.93 <= covered / 800 <= 0.985


def test_exact_permutation_equals_scipy():
    rng = np.random.default_rng(6)
    a = {str(n): float(v) for n, v in enumerate(rng.random(10))}
    b = {n: v + float(rng.normal(0.15, 0.3)) for n, v in a.items()}
    differences = np.array([b[n] - a[n] for n in a])
    theirs = stats.permutation_test(
        (differences,), lambda x, axis: np.mean(x, axis=axis), permutation_type="samples", vectorized=True
    )
    assert paired_permutation(a, b, 1) == pytest.approx(float(theirs.pvalue))


def test_seeded_permutation_is_close_to_scipy_and_repeats():
    rng = np.random.default_rng(8)
    a = {str(n): float(v) for n, v in enumerate(rng.random(60))}
    b = {n: v + float(rng.normal(0.08, 0.3)) for n, v in a.items()}
    theirs = stats.permutation_test(
        (np.array([b[n] - a[n] for n in a]),),
        lambda x, axis: np.mean(x, axis=axis),
        permutation_type="samples",
        vectorized=True,
        rng=np.random.default_rng(1),
    )
    assert paired_permutation(a, b, 1) == pytest.approx(float(theirs.pvalue), abs=0.02)
    assert paired_permutation(a, b, 1) == paired_permutation(a, b, 1)


def test_permutation_over_bases_raises_few_false_alarms():
    rng = np.random.default_rng(9)
    alarms = 0
    for _ in range(400):
        chance = rng.beta(4, 1, size=60)
        a, b = ({str(n): float((rng.random(4) < p).mean()) for n, p in enumerate(chance)} for _ in range(2))
        alarms += paired_permutation(a, b, 1) < 0.05
    assert alarms / 400 <= 0.065


def test_permutation_of_equal_or_disjoint_runs_is_one():
    assert paired_permutation({"a": 1.0}, {"a": 1.0}, 1) == 1.0
    assert paired_permutation({"a": 1.0}, {"b": 0.0}, 1) == 1.0
    assert paired_permutation({"a": 1.0}, {"a": 0.0}, 1) == 1.0


def test_holm_follows_its_textbook_example():
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == pytest.approx(
        {"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02}
    )
    assert holm({}) == {}


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=12))
def test_adjusted_p_values_never_fall_and_keep_their_order(p):
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(p)
        assert adjusted.keys() == p.keys()
        assert all(p[name] - 1e-12 <= adjusted[name] <= 1 for name in p)
        ranked = sorted(p, key=lambda name: (p[name], adjusted[name]))
        assert all(adjusted[x] <= adjusted[y] + 1e-12 for x, y in itertools.pairwise(ranked))


def test_benjamini_hochberg_equals_scipy():
    p = {"a": 0.01, "b": 0.2, "c": 0.03}
    assert list(benjamini_hochberg(p).values()) == pytest.approx(list(stats.false_discovery_control([0.01, 0.2, 0.03])))


@pytest.mark.parametrize(
    ("difference", "low", "high", "p", "expected"),
    [
        (0.1, 0.04, 0.16, 0.01, "better"),
        (-0.1, -0.16, -0.04, 0.01, "worse"),
        (0.01, -0.02, 0.04, 0.6, "equivalent"),
        (0.02, 0.01, 0.03, 0.001, "equivalent"),
        (0.05, -0.04, 0.14, 0.3, "undecided"),
        (0.0, -0.2, 0.2, 1.0, "undecided"),
    ],
)
def test_verdicts(difference, low, high, p, expected):
    assert verdict(difference, Interval(low=low, high=high), 0.05, p) == expected


def test_120_bases_show_about_eight_points():
    assert needed_bases(0.313, 0.08) == pytest.approx(120, abs=2)
    assert needed_bases(0.0, 0.05) == 2
    with pytest.raises(ValueError, match="above 0"):
        needed_bases(0.3, 0)


def test_needed_bases_give_their_power():
    rng = np.random.default_rng(12)
    n = needed_bases(0.3, 0.1)
    seen = sum(
        paired_permutation(
            dict.fromkeys(map(str, range(n)), 0.0), {str(i): float(v) for i, v in enumerate(rng.normal(0.1, 0.3, n))}, 1
        )
        < 0.05
        for _ in range(300)
    )
    assert 0.72 <= seen / 300 <= 0.88
