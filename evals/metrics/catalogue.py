"""All metrics: what each is called, which way it counts, of which cases it speaks, and how it is made of one answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, replace

from evals.cases.case import Case
from evals.metrics import advice, declining, grounding, labels, question, retrieval, steps
from evals.metrics.scores import Score, not_applicable
from evals.metrics.trial import Trial

GROUPS: Mapping[str, str] = {
    "Q": "The question asked",
    "L": "Labels",
    "N": "Next steps",
    "G": "Grounded",
    "A": "Declining",
    "R": "Robust",
    "I": "Retrieval",
    "B": "Blame",
    "S": "Speed, cost and a model's words",
    "D": "Distance",
}
FABRICATED, BY_DOMAIN, LEAD, WORST_VARIANT, LEAK, BLAME = "L8", "L13", "L14", "R1", "R8", "B1"
DECLINE_RECALL, OVER_REFUSAL, BALANCED, USEFUL, RISK = "A1", "A2", "A3", "A4", "A6"


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases that a metric speaks of.

    Attributes:
        silent: Why it says nothing of an answer to another case; None where its function looks itself.
        lost: Why a failed row of another case doesn't fail on it.
    """

    holds: Callable[[Case], bool]
    silent: str | None = None
    lost: str = "does not apply to the case"


ALL = Scope(lambda case: True)
ANSWERS = Scope(lambda case: case.expected == "answer", "should be declined")
DECLINES = Scope(lambda case: case.expected == "decline", "should be answered")
ADVISED, DIRECTED = Scope(ANSWERS.holds), Scope(DECLINES.holds)
FALSE_PREMISES = Scope(lambda case: case.premise is not None, "takes nothing false for granted")
TRUE_PREMISES = Scope(lambda case: case.premise is None, "the premise is false")
TOPICS = Scope(lambda case: case.expected == "answer" and bool(case.topics), lost="the case names none")
ASPECTS = Scope(lambda case: case.expected == "answer" and bool(case.aspects), lost="the case names none")
FOLLOW_UPS = Scope(lambda case: bool(case.turns), lost="has no earlier turns")


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        scope: Where a row without an answer fails on it; None where none does, as it is made of several, or by a judge.
        made: How it is made of one answer, where that takes nothing else.
        headline: A run is judged by it.
    """

    id: str
    name: str
    scope: Scope | None = None
    made: Callable[[Trial], Score] | None = None
    _: KW_ONLY
    lower_is_better: bool = False
    headline: bool = False

    def score(self, trial: Trial) -> Score:
        """Return what it says of one answer; only asked of what is ``made`` of one."""
        assert self.made
        if self.scope and self.scope.silent and not self.scope.holds(trial.case):
            return not_applicable(self.scope.silent)
        return self.made(trial)


METRICS: tuple[Metric, ...] = (
    Metric("L1", "exact indicator", ANSWERS, labels.exact_indicator, headline=True),
    Metric("L2", "exact domain", ANSWERS, labels.exact_domain, headline=True),
    Metric("L3", "indicator precision", ANSWERS, labels.precision),
    Metric("L4", "indicator recall", ANSWERS, labels.recall),
    Metric("L5", "indicator F1", ANSWERS, labels.f1),
    Metric("L6", "hierarchical F1", ANSWERS, labels.hierarchical_f1),
    Metric("L7", "sibling error", ANSWERS, labels.sibling_error, lower_is_better=True),
    Metric(FABRICATED, "fabricated", ALL, labels.fabricated, lower_is_better=True, headline=True),
    Metric("L9", "foreign framework", ANSWERS, labels.foreign_framework, lower_is_better=True),
    Metric("L10", "integrity", ALL, labels.integrity),
    Metric("L11", "claim coverage", ALL, labels.claim_coverage),
    Metric("L12", "surface agreement", ALL, labels.surface_agreement),
    Metric(LEAD, "lead", ANSWERS, labels.lead, headline=True),
    Metric("N1", "mapped", ADVISED, steps.mapped),
    Metric("N2.precision", "competency precision", ADVISED, steps.competency_precision),
    Metric("N2.recall", "competency recall", ADVISED, steps.competency_recall),
    Metric("N2.exact", "exact competencies", ADVISED, steps.competency_exact),
    Metric("N3", "linked", ADVISED, steps.linked),
    Metric("N4", "complete", ADVISED, steps.complete),
    Metric("N5", "count", ADVISED, steps.count_fits),
    Metric("N7", "harmful advice", ADVISED, advice.harmful, lower_is_better=True),
    Metric("G1", "unsupported specifics", ALL, grounding.unsupported_specifics, lower_is_better=True),
    Metric("G2", "quote fidelity", ALL, grounding.quote_fidelity),
    Metric("G3", "lexical support", ALL, grounding.lexical_support),
    Metric(DECLINE_RECALL, "decline recall", DECLINES, declining.decline_recall),
    Metric(OVER_REFUSAL, "over-refusal", ANSWERS, declining.over_refusal, lower_is_better=True),
    Metric(BALANCED, "balanced accuracy", ALL, declining.balanced_accuracy),
    Metric(USEFUL, "useful-answer rate", ALL, declining.useful_answer, headline=True),
    Metric("A5", "cost-weighted utility", ALL, declining.utility),
    Metric(RISK, "risk and coverage", ALL, declining.evidence_score, lower_is_better=True),
    Metric("A7", "good decline", DIRECTED, declining.good_decline),
    Metric("A8", "false premise noticed", FALSE_PREMISES, declining.premise_noticed),
    Metric("A8.false-alarm", "false premise claimed", TRUE_PREMISES, declining.premise_alarm, lower_is_better=True),
    Metric("Q2", "kind agreement", ANSWERS, question.kind_agreement),
    Metric("Q3", "topic@1", TOPICS, question.topic_at_1),
    Metric("Q4", "aspect agreement", ASPECTS, question.aspect_agreement),
    Metric("I1", "recall@10", ANSWERS, retrieval.recall_at_k),
    Metric("I2", "nDCG@10", ANSWERS, retrieval.ndcg),
    Metric("I3", "MRR", ANSWERS, retrieval.reciprocal_rank),
    Metric(BLAME, "blame", ALL, retrieval.blame, lower_is_better=True),
    Metric("N6", "said to everybody", ALL, lower_is_better=True),
    Metric(WORST_VARIANT, "worst variant", headline=True),
    Metric("R2", "drop by kind", lower_is_better=True),
    Metric("R3", "label stability"),
    Metric("R4", "pass^k"),
    Metric("R5", "flip rate", lower_is_better=True),
    Metric("R6", "keeps under distractors"),
    Metric("R7", "keeps under a conflicting claim"),
    Metric(LEAK, "injection canary", ALL, lower_is_better=True),
    Metric("R9", "multi-turn carry-over", FOLLOW_UPS),
    Metric("R10", "keeps in another order"),
    Metric("S1", "total", ALL, lower_is_better=True),
    Metric("S1.p50", "total, median", lower_is_better=True),
    Metric("S1.p95", "total, 95th percentile", lower_is_better=True),
    Metric("S2", "first token", ALL, lower_is_better=True),
    Metric("S2.p50", "first token, median", lower_is_better=True),
    Metric("S2.p95", "first token, 95th percentile", lower_is_better=True),
    Metric("S3", "tokens", ALL, lower_is_better=True),
    Metric("S4", "money", ALL, lower_is_better=True),
    Metric("S4.useful", "money for a useful answer", lower_is_better=True),
    Metric("S5", "fallen back", lower_is_better=True),
    Metric("S6", "removed", lower_is_better=True),
    Metric(BY_DOMAIN, "recall by domain"),
    Metric("L13.worst", "recall in the worst domain"),
    Metric("G4", "support precision"),
    Metric("G5", "support recall"),
    Metric("G6", "necessity"),
    Metric("G7", "nugget recall"),
    Metric("G8", "contradiction", lower_is_better=True),
    Metric("G9", "responsive"),
    Metric("G9.exactly", "answers exactly this"),
    Metric("G9.subject", "on the subject"),
    Metric("Q1", "responsive"),
    Metric("Q5.differs", "second answer differs"),
    Metric("Q5.subject", "subject kept or left"),
    Metric("Q5.form", "form asked for"),
    Metric("Q5", "follow-through of second turns"),
    Metric("Q6.act", "turn read"),
    Metric("Q6.subject", "subject kept or left"),
    Metric("Q6.topic", "topic of the turn"),
    Metric("Q6.side", "side of the turn"),
    Metric("Q6.lead", "lead of the turn"),
    Metric("Q6", "turn right in all that applies"),
    Metric("D1", "distance gap"),
)
"""In the order in which a row's scores are written."""
HEADLINE = tuple(metric.id for metric in METRICS if metric.headline)
_BY_ID = {metric.id: metric for metric in METRICS}


def metric_of(identifier: str) -> Metric:
    """Return a metric; a part such as ``R2.typo`` counts the way of its whole and is named by the part."""
    first, _, part = identifier.partition(".")
    whole = _BY_ID.get(first, Metric(first, first))
    return _BY_ID.get(identifier) or replace(whole, id=identifier, name=part or identifier)


def is_part(identifier: str) -> bool:
    """Tell whether an identifier is of a part that has no entry of its own: of one domain, of one kind of rewording."""
    return "." in identifier and identifier not in _BY_ID


def metric_order(identifier: str) -> tuple[int, int, str]:
    """Return a sorting key: groups in the order of the docs, L2 before L10, L13 before its domains."""
    place = list(GROUPS).index(identifier[0]) if identifier[:1] in GROUPS else len(GROUPS)
    number = identifier.partition(".")[0][1:]
    return place, int(number) if number.isdecimal() else 0, identifier
