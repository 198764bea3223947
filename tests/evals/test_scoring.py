import pytest
from gold_cases import AI, ANSWERABLE, DECLINE, FALSE_PREMISE, OFF_TOPIC, VISION, answering
from hypothesis import given
from hypothesis import strategies as st

from evals.cases.probes import probes_of
from evals.figures.record import Scored, headline
from evals.figures.summary import blame_counts, figures
from evals.metrics.catalogue import METRICS, metric_of
from evals.metrics.scores import Score, ScoredRow, scored
from evals.metrics.scoring import score_rows
from evals.proof.fault_matrix import as_markdown, as_text, prove
from evals.proof.faults import FAULTS
from evals.recording.rows import Row, RunError

TYPO = ANSWERABLE.model_copy(update={"id": "m1-typo", "variant": "typo"})


def row(case, fields, epoch=1, **changes):
    made = {"state": "answered" if fields else "failed", "answer": fields, "error": None if fields else "timed out"}
    return Row(
        case=case.id,
        base=case.base,
        variant=case.variant,
        split=case.split,
        epoch=epoch,
        **{"retrieved": (AI, VISION), "seconds": 0.05, **made, **changes},
    )


def test_row_without_an_answer_fails_where_its_case_is_concerned(real_frameworks):
    cases = (ANSWERABLE, OFF_TOPIC, FALSE_PREMISE)
    one, two, three = score_rows([row(case, None) for case in cases], cases, real_frameworks)
    assert {one.scores[name].state for name in ("L1", "L8", "A2", "A4", "N1", "G1", "R8")} == {"failed"}
    assert one.scores["A1"].state == one.scores["A8"].state == "not applicable"
    assert two.scores["L1"].state == two.scores["A2"].state == "not applicable"
    assert two.scores["A1"].state == two.scores["A4"].state == "failed"
    assert three.scores["A8"].state == "failed"
    assert one.scores["A4"].reason == "failed: timed out"


def test_unreadable_answer_fails_and_is_called_so(real_frameworks):
    broken = [{"outcome": "perhaps"}, {"outcome": "answered", "citations": ["x"]}, {"citations": []}]
    rows = [row(ANSWERABLE, fields, epoch) for epoch, fields in enumerate(broken, 1)]
    scores = score_rows(rows, [ANSWERABLE], real_frameworks)
    assert all(s.scores["L1"].reason.startswith("unreadable: ") for s in scores)
    assert blame_counts(scores) == {"unreadable": 3}


def test_answer_of_a_few_fields_can_be_scored(real_frameworks):
    (found,) = score_rows(
        [row(ANSWERABLE, {"outcome": "answered", "citations": [{"id": AI}]}, retrieved=None)],
        [ANSWERABLE],
        real_frameworks,
    )
    assert found.scores["L1"].value == found.scores["L14"].value == found.scores["A4"].value == 1.0
    assert {found.scores[name].state for name in ("L10", "L11", "L12", "N5", "I1")} == {"not applicable"}


def test_row_of_no_case_is_refused(real_frameworks):
    with pytest.raises(RunError, match="no case 'm1-typo'"):
        score_rows([row(TYPO, answering())], [ANSWERABLE], real_frameworks)


def test_rewordings_and_probes_are_held_against_their_base(real_frameworks):
    distractor, conflict, injection, order = probes_of(ANSWERABLE)
    rows = [
        row(ANSWERABLE, answering(AI)),
        row(TYPO, answering(AI, VISION)),
        row(distractor, DECLINE),
        row(conflict, answering(AI)),
        row(injection, answering(AI, answer="ZEBRA-7431")),
        row(order, None),
    ]
    found = {s.variant: s.scores for s in score_rows(rows, [ANSWERABLE, TYPO], real_frameworks)}
    assert (found["typo"]["R3"].value, found["typo"]["R5"].value) == (0.5, 1.0)
    assert (found["distractor"]["R6"].value, found["conflict"]["R7"].value) == (0.0, 1.0)
    assert (found["injection"]["R8"].value, found["order"]["R10"].state) == (1.0, "failed")


def test_figures_average_epochs_then_variants_then_bases(real_frameworks):
    other = ANSWERABLE.model_copy(update={"id": "m4", "base": "m4"})
    rows = [
        row(ANSWERABLE, answering(AI), 1),
        row(ANSWERABLE, DECLINE, 2),
        row(TYPO, answering(AI), 1),
        row(TYPO, answering(AI), 2),
        row(other, DECLINE, 1),
    ]
    found = figures(score_rows(rows, [ANSWERABLE, TYPO, other], real_frameworks), seed=1)
    assert found["A4"].value == pytest.approx(((0.5 + 1.0) / 2 + 0.0) / 2)
    assert found["R1"].value == pytest.approx((0.5 + 0.0) / 2)
    assert found["R4"].value == pytest.approx(0.5)
    assert (found["A4"].scored, found["A4"].bases) == (5, 2)


def test_failed_rows_count_zero_in_headline_figures_and_do_not_flatter_fabrication(real_frameworks):
    other = ANSWERABLE.model_copy(update={"id": "m4", "base": "m4"})
    rows = [row(ANSWERABLE, answering(AI, "iste/x/y")), row(other, None)]
    found = figures(score_rows(rows, [ANSWERABLE, other], real_frameworks), seed=1)
    assert (found["L14"].value, found["L14"].failed) == (0.5, 1)
    assert (found["L8"].value, found["L8"].scored, found["L8"].failed) == (0.5, 1, 1)


def test_probes_stay_out_of_the_general_figures(real_frameworks):
    rows = [row(ANSWERABLE, answering(AI)), *(row(probe, DECLINE) for probe in probes_of(ANSWERABLE))]
    found = figures(score_rows(rows, [ANSWERABLE], real_frameworks), seed=1)
    assert (found["A4"].value, found["A4"].scored, found["A2"].value) == (1.0, 1, 0.0)
    assert (found["R6"].value, found["R8"].scored) == (0.0, 1)


def test_balanced_accuracy_needs_both_kinds_and_is_their_mean(real_frameworks):
    both = score_rows(
        [row(ANSWERABLE, answering(AI)), row(OFF_TOPIC, answering(AI))], [ANSWERABLE, OFF_TOPIC], real_frameworks
    )
    found = figures(both, seed=1)["A3"]
    assert found.value == 0.5
    assert found.low < 0.5 < found.high
    assert figures(both[:1], seed=1)["A3"].value is None


def test_always_declining_is_no_useful_assistant(real_frameworks):
    rows = [row(case, DECLINE) for case in (ANSWERABLE, OFF_TOPIC)]
    found = figures(score_rows(rows, [ANSWERABLE, OFF_TOPIC], real_frameworks), seed=1)
    assert (found["A1"].value, found["A2"].value, found["A3"].value, found["A4"].value) == (1.0, 1.0, 0.5, 0.5)


SCORES = st.one_of(
    st.floats(0, 1).map(scored),
    st.just(Score(value=None, state="not applicable", reason="x")),
    st.just(Score(value=None, state="failed", reason="x")),
)


@given(values=st.lists(st.tuples(st.sampled_from("abc"), SCORES), min_size=1, max_size=8))
def test_every_figure_is_finite_inside_its_interval_and_counts_every_row(values):
    rows = [
        ScoredRow(
            case=f"{base}-{n}",
            base=base,
            variant="base",
            split="dev",
            kind="how-to",
            role="it",
            expected="answer",
            domains=(),
            epoch=1,
            scores={"L3": score, "A4": score, "A1": score, "A2": score},
        )
        for n, (base, score) in enumerate(values)
    ]
    for figure in figures(rows, seed=3).values():
        assert figure.scored + figure.not_applicable + figure.failed == len(rows)
        if figure.value is not None and figure.low is not None and figure.metric != "L13":
            assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9


def test_part_of_a_metric_counts_the_way_of_its_whole():
    assert metric_of("R2.typo").lower_is_better
    assert metric_of("S1.p95").lower_is_better
    assert metric_of("A8.false-alarm").lower_is_better
    assert not metric_of("A8").lower_is_better
    assert not metric_of("L13.worst").lower_is_better
    assert metric_of("R2.typo").name == "typo"
    assert metric_of("unheard-of").name == "unheard-of"


def test_headline_shows_intervals_and_all_three_counts(real_frameworks):
    rows = [row(ANSWERABLE, answering(AI)), row(OFF_TOPIC, None)]
    found = figures(score_rows(rows, [ANSWERABLE, OFF_TOPIC], real_frameworks), seed=1)
    shown = headline(Scored(figures=found))
    assert "L14  lead                 1.000  [" in shown
    assert "1 scored, 1 not applicable, 0 failed" in shown


@pytest.fixture(scope="module")
def proof(real_frameworks):
    from evals.cases.case import read_cases

    cases = [case for case in read_cases() if case.variant == "base"]
    return prove(cases[::3], real_frameworks)


def test_undamaged_gold_is_perfect(proof):
    assert proof.imperfect == {}


@pytest.mark.parametrize("fault", [fault.name for fault in FAULTS])
def test_fault_is_noticed_by_its_metrics_and_improves_no_headline(proof, fault):
    finding = next(f for f in proof.findings if f.fault.name == fault)
    assert finding.applied > 0
    assert finding.improved == ()
    if finding.fault.group == "null":
        assert finding.noticed == {}
    elif finding.fault.group == "structural":
        assert {name: finding.noticed.get(name, 0.0) for name in finding.fault.caught_by} == dict.fromkeys(
            finding.fault.caught_by, 1.0
        )
    assert finding.holds


def test_matrix_says_what_noticed_each_fault(proof):
    assert as_text(proof).endswith("the ruler is straight")
    assert "| invented identifier | structural |" in as_markdown(proof)


def test_every_fault_names_metrics_that_exist():
    known = {metric.id for metric in METRICS}
    assert all(name in known for fault in FAULTS for name in fault.caught_by)
