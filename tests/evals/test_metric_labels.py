import pytest
from gold_cases import AI, ANSWER, ANSWERABLE, DECLINE, ISTE, OFF_TOPIC, PILLAR, PLAN, VISION, answering, tried
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import labels
from evals.metrics.catalogue import METRICS

LABELS = {metric.id: metric.score for metric in METRICS if metric.made and metric.id.startswith("L")}
INVENTED = "iste/visionary-planner/9z"


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ([AI], {"L1": 1, "L2": 1, "L3": 1, "L4": 1, "L5": 1, "L6": 1, "L7": 0, "L8": 0, "L9": 0, "L14": 1}),
        ([f"{AI}/ai-leadership"], {"L1": 1, "L4": 1, "L14": 1}),  # a marker folds to its indicator
        (["case/norwalk", AI], {"L1": 1, "L14": 1, "L3": 1}),  # a case doesn't count
        ([PLAN, AI], {"L1": 1, "L14": 1}),  # allowed, not required: neither rewarded nor punished
        ([ISTE, AI], {"L1": 1, "L14": 0}),  # allowed, but should not lead
        ([AI, VISION], {"L1": 0, "L2": 1, "L3": 0.5, "L4": 1, "L7": 0.5, "L14": 1}),  # a sibling
        ([AI, PILLAR], {"L1": 0, "L2": 0, "L3": 0.5, "L7": 0, "L9": 0.5}),  # a foreign framework
        ([AI, INVENTED], {"L1": 0, "L2": 0, "L3": 0.5, "L4": 1, "L8": 0.5}),
        ([PLAN], {"L1": 0, "L2": 1, "L3": 1, "L4": 0, "L5": 0, "L14": 1}),
        ([], {"L1": 0, "L2": 0, "L3": 0, "L4": 0, "L5": 0, "L6": 0, "L7": None, "L8": 0, "L14": 0}),
    ],
)
def test_labels_score_what_is_cited(ruler, cited, expected):
    fields = answering(*cited) if cited else answering(citations=[], claims=[], answer="", next_steps=[])
    measured = tried(ANSWERABLE, fields, ruler)
    assert {name: LABELS[name](measured).value for name in expected} == pytest.approx(expected)


def test_needless_decline_is_wrong_on_every_label_metric_that_applies(ruler):
    measured = tried(ANSWERABLE, DECLINE, ruler)
    values = {name: LABELS[name](measured).value for name in ("L1", "L2", "L3", "L4", "L5", "L6", "L14")}
    assert set(values.values()) == {0.0}


def test_question_to_be_declined_has_no_labels_but_fabrication_still_counts(ruler):
    measured = tried(OFF_TOPIC, answering(INVENTED), ruler)
    assert LABELS["L8"](measured).value == 1.0
    assert all(
        LABELS[name](measured).state == "not applicable"
        for name in ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L9", "L14")
    )


@pytest.mark.parametrize("case", [ANSWERABLE, OFF_TOPIC])
def test_no_citation_beside_it_thins_out_an_invention(ruler, case):
    alone = LABELS["L8"](tried(case, answering(INVENTED), ruler)).value
    among = LABELS["L8"](tried(case, answering(INVENTED, AI, PLAN, ISTE, PILLAR), ruler)).value
    assert among == alone > 0


def test_invented_identifier_in_the_rendered_references_alone_is_fabricated(ruler):
    fields = answering(answer=ANSWER["answer"].replace(AI, INVENTED))
    measured = tried(ANSWERABLE, fields, ruler)
    assert LABELS["L8"](measured).value == 0.5
    assert LABELS["L12"](measured).value == 0.0


def test_number_that_no_citation_bears_is_fabricated_and_breaks_integrity(ruler):
    fields = answering()
    fields["claims"][0]["citations"] = [1, 4]
    measured = tried(ANSWERABLE, fields, ruler)
    assert (LABELS["L8"](measured).value, LABELS["L10"](measured).value) == (0.5, 0.5)
    assert LABELS["L8"](measured).reason == "[4]"


def test_integrity_needs_a_retrieved_passage_headed_by_its_label(ruler):
    assert LABELS["L10"](tried(ANSWERABLE, ANSWER, ruler)).value == 1.0
    assert LABELS["L10"](tried(ANSWERABLE, ANSWER, ruler, retrieved=(PLAN,))).value == 0.0
    assert LABELS["L10"](tried(ANSWERABLE, answering(PLAN), ruler)).value == 0.0
    assert LABELS["L10"](tried(ANSWERABLE, ANSWER, ruler, retrieved=None)).state == "not applicable"


def test_claims_without_citation_lower_coverage_and_suggestions_do_not(ruler):
    fields = answering()
    fields["claims"] += [{"text": "Boards want this.", "kind": "practice", "citations": []}]
    fields["claims"] += [{"text": "Try it.", "kind": "suggestion", "citations": []}]
    assert LABELS["L11"](tried(ANSWERABLE, fields, ruler)).value == 0.5
    assert LABELS["L11"](tried(ANSWERABLE, answering(claims=[]), ruler)).value == 0.0
    assert LABELS["L11"](tried(ANSWERABLE, answering(claims=None), ruler)).state == "not applicable"


def test_surface_differs_when_a_mark_or_a_reference_differs(ruler):
    assert LABELS["L12"](tried(ANSWERABLE, ANSWER, ruler)).value == 1.0
    for answer in (ANSWER["answer"].replace("[1] Culture", "[2] Culture"), ANSWER["answer"] + "\n- [2] X `iste`", ""):
        assert LABELS["L12"](tried(ANSWERABLE, answering(answer=answer), ruler)).value == 0.0
    assert LABELS["L12"](tried(ANSWERABLE, answering(answer=None), ruler)).state == "not applicable"
    assert LABELS["L12"](tried(OFF_TOPIC, DECLINE, ruler)).value == 1.0


def test_recall_by_domain_gives_each_required_domain_its_own(ruler):
    case = ANSWERABLE.model_copy(update={"required": (AI, ISTE)})
    found = labels.recall_by_domain(tried(case, answering(AI), ruler))
    assert {name: score.value for name, score in found.items()} == {
        "L13.digital-equity/leadership": 1.0,
        "L13.iste/visionary-planner": 0.0,
    }


IDENTIFIERS = st.lists(st.sampled_from([AI, PLAN, VISION, ISTE, PILLAR, INVENTED, "iste", "case/norwalk"]), max_size=6)


@given(cited=IDENTIFIERS, order=st.randoms())
def test_label_metrics_stay_in_range_and_know_no_order_but_the_first(ruler, cited, order):
    cited = [label for label in cited if label != "case/norwalk"]
    fields = answering(*cited) if cited else answering(citations=[])
    rest = cited[1:]
    order.shuffle(rest)
    again = answering(*cited[:1], *rest, *cited[:1]) if cited else fields
    one, other = tried(ANSWERABLE, fields, ruler), tried(ANSWERABLE, again, ruler)
    for name in LABELS.keys() - {"L10", "L12"}:
        score = LABELS[name](one)
        assert score.value is None or 0.0 <= score.value <= 1.0
        assert LABELS[name](other).value == pytest.approx(score.value)


@given(cited=IDENTIFIERS)
def test_exact_implies_perfect_precision_and_recall(ruler, cited):
    measured = tried(ANSWERABLE, answering(*cited) if cited else answering(citations=[]), ruler)
    if LABELS["L1"](measured).value == 1.0:
        assert all(LABELS[name](measured).value == 1.0 for name in ("L2", "L3", "L4", "L5"))
        assert LABELS["L8"](measured).value == 0.0
