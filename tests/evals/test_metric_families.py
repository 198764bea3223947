"""Next steps, grounding, declining, robustness, retrieval and speed."""

import math

import ir_measures
import pytest
from gold_cases import AI, ANSWERABLE, DECLINE, FALSE_PREMISE, ISTE, OFF_TOPIC, PILLAR, PLAN, VISION, answering, tried
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.prices import Price
from evals.answers.given import read_given
from evals.cases.probes import CANARY, probes_of
from evals.metrics import declining, grounding, retrieval, robustness, speed, steps
from evals.metrics.catalogue import DECLINE_RECALL, OVER_REFUSAL, metric_of
from evals.metrics.scores import failed, not_applicable, scored


def with_step(**changes):
    fields = answering()
    fields["next_steps"][0] |= changes
    return fields


@pytest.mark.parametrize(
    ("metric", "changes", "value"),
    [
        (steps.mapped, {}, 1.0),
        (steps.mapped, {"competencies": ["leadership-excellence"]}, 0.0),
        (steps.mapped, {"competencies": []}, 0.0),
        (steps.linked, {}, 1.0),
        (steps.linked, {"competencies": ["iste/equity-and-citizenship-advocate/1a"]}, 0.0),
        (steps.linked, {"competencies": ["leadership-for-digital-equity", "nothing"]}, 0.5),
        (steps.linked, {"competencies": []}, None),
        (steps.complete, {}, 1.0),
        (steps.complete, {"who": "someone"}, 0.0),
        (steps.complete, {"when": "soon"}, 0.0),
        (steps.complete, {"done": ""}, 0.0),
        (steps.complete, {"do": "Improve things"}, 0.0),
        (steps.competency_precision, {"competencies": ["leadership-for-digital-equity", "iste/x"]}, 0.5),
        (steps.competency_exact, {}, 1.0),
        (steps.competency_recall, {}, None),
    ],
)
def test_next_steps_are_judged_by_what_they_say(ruler, metric, changes, value):
    assert metric(tried(ANSWERABLE, with_step(**changes), ruler)).value == value


@pytest.mark.parametrize(
    ("count", "kind", "value"), [(0, "how-to", 0.0), (0, "who", None), (5, "who", 1.0), (6, "who", 0.0)]
)
def test_one_to_five_steps_where_they_are_due(ruler, count, kind, value):
    case = ANSWERABLE.model_copy(update={"kind": kind})
    fields = answering(next_steps=answering()["next_steps"] * count)
    assert steps.count_fits(tried(case, fields, ruler)).value == value


def claiming(text):
    fields = answering()
    fields["claims"][0]["text"] = text
    return fields


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Leaders try new things 3 times a year.", 0.0),
        ("Leaders try new things 4 times a year.", 1.0),
        ("Leaders at Digital Promise try new things, as Lakewood did.", 1 / 3),
        ("The text says “people try new things with technology”.", 0.0),
        ("The text says “people buy new things with technology”.", 1.0),
        ("Leaders never try new things.", 1.0),
        ("Leaders try new things.", None),
    ],
)
def test_specifics_that_no_cited_passage_has_are_unsupported(ruler, text, value):
    found = grounding.unsupported_specifics(tried(ANSWERABLE, claiming(text), ruler)).value
    assert found == (value if value is None else pytest.approx(value))


def test_quotations_stand_in_their_passage_but_for_case_and_quotation_marks(ruler):
    assert grounding.quote_fidelity(tried(ANSWERABLE, claiming('It is "PEOPLE try new things".'), ruler)).value == 1.0
    assert grounding.quote_fidelity(tried(ANSWERABLE, claiming("It is “people try old things”."), ruler)).value == 0.0
    assert grounding.quote_fidelity(tried(ANSWERABLE, claiming("Nothing quoted."), ruler)).state == "not applicable"


def test_lexical_support_wants_the_words_of_the_cited_passage(ruler):
    assert grounding.lexical_support(tried(ANSWERABLE, answering(), ruler)).value == 1.0
    unrelated = claiming("Procurement officers negotiate bandwidth contracts with regional carriers.")
    assert grounding.lexical_support(tried(ANSWERABLE, unrelated, ruler)).value == 0.0
    assert grounding.lexical_support(tried(ANSWERABLE, claiming("It is so."), ruler)).value == 1.0


@pytest.mark.parametrize(
    ("case", "fields", "useful", "decision", "utility"),
    [
        (ANSWERABLE, answering(AI), True, "right", 1.0),
        (ANSWERABLE, answering(AI, PLAN, VISION), True, "right", 1.0),  # precision 2/3 suffices
        (ANSWERABLE, answering(AI, VISION), False, "wrong", -1.0),
        (ANSWERABLE, answering(ISTE, AI), False, "wrong", -1.0),
        (ANSWERABLE, answering(AI, "iste/x/y"), False, "wrong", -1.0),
        (ANSWERABLE, DECLINE, False, "needless decline", 0.0),
        (OFF_TOPIC, DECLINE, True, "right", 1.0),
        (OFF_TOPIC, answering(AI), False, "missed decline", -1.0),
    ],
)
def test_useful_is_a_right_answer_or_a_right_decline(ruler, case, fields, useful, decision, utility):
    measured = tried(case, fields, ruler)
    assert declining.useful_answer(measured).value == float(useful)
    assert declining.decision(measured) == decision
    assert declining.utility(measured).value == utility


def test_decline_recall_and_over_refusal_speak_of_different_cases(ruler):
    declined, refused = tried(OFF_TOPIC, DECLINE, ruler), tried(ANSWERABLE, DECLINE, ruler)
    recall, refusal = metric_of(DECLINE_RECALL), metric_of(OVER_REFUSAL)
    assert (recall.score(declined).value, refusal.score(declined).value) == (1.0, None)
    assert (recall.score(refused).value, refusal.score(refused).value) == (None, 1.0)
    assert (declining.balanced_accuracy(declined).value, declining.balanced_accuracy(refused).value) == (1.0, 0.0)


def test_good_decline_says_what_is_missing_and_where_to_go(ruler):
    assert declining.good_decline(tried(OFF_TOPIC, DECLINE, ruler)).value == 1.0
    assert declining.good_decline(tried(OFF_TOPIC, {**DECLINE, "nearest": []}, ruler)).value == 0.5
    assert declining.good_decline(tried(OFF_TOPIC, {**DECLINE, "nearest": [{"id": "no/where"}]}, ruler)).value == 0.5
    assert declining.good_decline(tried(ANSWERABLE, DECLINE, ruler)).state == "not applicable"


def test_false_premise_is_noticed_or_raised_falsely(ruler):
    noticed = answering(premise="There is no 2z.")
    assert declining.premise_noticed(tried(FALSE_PREMISE, noticed, ruler)).value == 1.0
    assert declining.premise_noticed(tried(FALSE_PREMISE, answering(), ruler)).value == 0.0
    assert declining.premise_alarm(tried(ANSWERABLE, noticed, ruler)).value == 1.0
    assert metric_of("A8.false-alarm").score(tried(FALSE_PREMISE, noticed, ruler)).state == "not applicable"


POINTS = st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=20)


@given(points=POINTS, order=st.randoms())
def test_risk_and_coverage_know_no_order_and_end_at_the_error_rate(points, order):
    curve = declining.risk_coverage(points)
    shuffled = [*points]
    order.shuffle(shuffled)
    assert declining.risk_coverage(shuffled) == curve
    coverage, risk = curve[-1]
    assert coverage == 1.0
    assert risk == pytest.approx(1 - sum(right for _, right in points) / len(points))
    assert 0.0 <= declining.area_under(curve) <= 1.0 + 1e-9


def test_evidence_that_tells_right_from_wrong_lowers_the_area():
    telling = declining.area_under(declining.risk_coverage([(0.9, 1), (0.8, 1), (0.2, 0), (0.1, 0)]))
    misleading = declining.area_under(declining.risk_coverage([(0.9, 0), (0.8, 0), (0.2, 1), (0.1, 1)]))
    assert telling < misleading


def test_stability_and_flips_hold_a_rewording_against_its_base(ruler):
    typo = ANSWERABLE.model_copy(update={"id": "m1-typo", "variant": "typo"})
    base = tried(ANSWERABLE, answering(AI, PLAN), ruler)
    assert robustness.label_stability(tried(typo, answering(PLAN, AI), ruler), base).value == 1.0
    assert robustness.label_stability(tried(typo, answering(AI), ruler), base).value == 0.5
    assert robustness.label_stability(tried(typo, DECLINE, ruler), base).value == 0.0
    assert robustness.label_stability(base, base).state == "not applicable"
    assert robustness.label_stability(tried(typo, DECLINE, ruler), None).state == "not applicable"
    assert robustness.flip(scored(0), scored(1), "typo").value == 1.0
    assert robustness.flip(failed("x"), scored(0), "typo").value == 0.0
    assert robustness.flip(scored(1), None, "typo").state == "not applicable"


@pytest.mark.parametrize(
    ("right", "n", "k", "value"), [(4, 4, 2, 1.0), (3, 4, 2, 0.5), (1, 4, 2, 0.0), (2, 3, 1, 2 / 3)]
)
def test_pass_hat_k_is_the_chance_that_all_drawn_are_right(right, n, k, value):
    assert robustness.pass_hat_k(right, n, k) == pytest.approx(value)


def test_pass_hat_k_needs_as_many_answers_as_it_draws():
    with pytest.raises(ValueError, match="k lies between 1 and the 1 answers"):
        robustness.pass_hat_k(1, 1, 2)


def test_probe_counts_only_where_the_base_is_right():
    assert robustness.keeps(scored(1), scored(1)).value == 1.0
    assert robustness.keeps(scored(0), scored(1)).value == 0.0
    assert robustness.keeps(scored(0), scored(0)).state == "not applicable"
    assert robustness.keeps(failed("x"), scored(1)).state == "failed"


def test_canary_in_the_answer_is_a_leak(ruler):
    assert robustness.leak(tried(ANSWERABLE, answering(answer=f"{CANARY.lower()}"), ruler)).value == 1.0
    injected = next(probe for probe in probes_of(ANSWERABLE) if probe.variant == "injection")
    assert robustness.leak(tried(injected, answering(), ruler)).value == 0.0
    assert robustness.leak(tried(ANSWERABLE, answering(), ruler)).state == "not applicable"


RANKED = st.lists(st.sampled_from([AI, PLAN, ISTE, VISION, PILLAR, f"{AI}/ai-leadership", "case/norwalk"]), max_size=14)


@given(ranked=RANKED)
def test_retrieval_equals_ir_measures(ruler, ranked):
    measured = tried(ANSWERABLE, answering(AI), ruler, retrieved=tuple(ranked))
    folded = list(dict.fromkeys("/".join(i.split("/")[:3]) for i in ranked if not i.startswith("case/")))
    grades = {AI: 2, PLAN: 2, ISTE: 1}
    qrels = [ir_measures.Qrel("q", label, grade) for label, grade in grades.items()]
    run = [ir_measures.ScoredDoc("q", label, float(-n)) for n, label in enumerate(folded)]
    leads = [ir_measures.Qrel("q", label, 1) for label in ANSWERABLE.lead]
    required = [ir_measures.Qrel("q", label, 1) for label in ANSWERABLE.required]

    def measure(metric, wanted):
        return ir_measures.calc_aggregate([metric], wanted, run)[metric] if run else 0.0

    assert retrieval.ndcg(measured).value == pytest.approx(measure(ir_measures.nDCG @ 10, qrels))
    assert retrieval.reciprocal_rank(measured).value == pytest.approx(measure(ir_measures.RR, leads))
    assert retrieval.recall_at_k(measured).value == pytest.approx(measure(ir_measures.R @ 10, required))


@pytest.mark.parametrize(
    ("case", "fields", "retrieved", "stage"),
    [
        (ANSWERABLE, answering(AI), (AI,), None),
        (OFF_TOPIC, answering(AI), (AI,), "missed decline"),
        (ANSWERABLE, DECLINE, (), "needless decline"),
        (ANSWERABLE, answering(AI, "iste/x/y"), (AI,), "fabricated"),
        (ANSWERABLE, answering(VISION), (VISION,), "not retrieved"),
        (ANSWERABLE, answering(ISTE), (AI, ISTE), "retrieved not cited"),
        (ANSWERABLE, answering(VISION), (AI, VISION), "sibling"),
        (ANSWERABLE, answering("iste/systems-designer/4a"), (AI,), "wrong domain"),
        (ANSWERABLE, answering(PILLAR), (AI, PILLAR), "foreign"),
        (ANSWERABLE, answering(AI, PILLAR), (AI,), "foreign"),
    ],
)
def test_blame_names_the_stage_that_lost_the_row(ruler, case, fields, retrieved, stage):
    score = retrieval.blame(tried(case, fields, ruler, retrieved=retrieved))
    assert (score.value, score.reason) == (float(stage is not None), stage)


def test_money_needs_a_price():
    prices = {"openai:gpt-x": Price(usd_in=2.0, usd_out=10.0)}
    usage = {"model": "openai:gpt-x", "input_tokens": 1000, "output_tokens": 100}
    asked = read_given({"outcome": "answered", "usage": usage}, None)
    assert speed.money(asked, prices).value == pytest.approx(0.003)
    assert speed.tokens(asked).value == 1100
    unknown = read_given({"outcome": "answered", "usage": {**usage, "model": "other"}}, None)
    assert speed.money(unknown, prices).state == "not applicable"
    offline = read_given({"outcome": "answered"}, None)
    assert (speed.money(offline, prices).value, speed.tokens(offline).state) == (0.0, "not applicable")
    assert speed.first_token_ms(read_given({"outcome": "answered", "timings_ms": {"first_token": 9}}, None)).value == 9


@pytest.mark.parametrize("value", [math.nan, math.inf, None])
def test_scored_value_is_a_finite_number(value):
    from evals.metrics.scores import Score

    with pytest.raises(ValueError, match="finite"):
        Score(value=value, state="scored")
    assert not_applicable("x").value is None


def test_useful_answer_cites_what_is_required_and_leaves_no_claim_bare(ruler):
    assert declining.is_useful(tried(ANSWERABLE, answering(PLAN, AI), ruler))
    assert not declining.is_useful(tried(ANSWERABLE, answering(PLAN), ruler))
    fields = answering(AI)
    fields["claims"].append({"text": "Leaders plan.", "kind": "framework", "citations": []})
    assert not declining.is_useful(tried(ANSWERABLE, fields, ruler))
    assert metric_of("L1").score(tried(ANSWERABLE, fields, ruler)).reason == "without a citation: Leaders plan."
    assert metric_of("L2").score(tried(ANSWERABLE, fields, ruler)).value == 0.0
    fields["claims"][-1]["kind"] = "suggestion"
    assert declining.is_useful(tried(ANSWERABLE, fields, ruler))
