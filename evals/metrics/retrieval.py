"""Retrieval (I1-I3, B1): what should be cited was among what was retrieved, and the stage that lost it has a name."""

from __future__ import annotations

import math

from assistant.knowledge.corpus.frameworks import indicator_of
from evals.cases.case import domain_of, framework_of, indicators
from evals.metrics.declining import is_useful
from evals.metrics.scores import Score, not_applicable, scored
from evals.metrics.trial import Trial

DEPTH = 10


def recall_at_k(trial: Trial) -> Score:
    """I1: the required labels among the first ten indicators retrieved.

    Formula: ``|R ∩ top10| / |R|``; passages fold to their indicators, the first of each counts. Range: 0 to 1, higher
    is better. Edge cases: declined, should be declined, or not recorded, not applicable. Source: ``R@10`` of
    ir-measures.
    """
    ranked, why = _ranked(trial)
    if why:
        return not_applicable(why)
    required = indicators(trial.case.required)
    return scored(len(required & {*ranked[:DEPTH]}) / len(required))


def ndcg(trial: Trial) -> Score:
    """I2: are the labels retrieved in the order of their worth?

    Formula: ``Σ gain(i) / log2(i + 1)`` over the first ten, divided by that of the best order; leading labels gain 2,
    others that are allowed 1. Range: 0 to 1, higher is better. Edge cases: as I1. Source: Järvelin & Kekäläinen 2002;
    equals ``nDCG@10`` of ir-measures.
    """
    ranked, why = _ranked(trial)
    if why:
        return not_applicable(why)
    leading = indicators(trial.case.lead)
    gains = {label: 2.0 if label in leading else 1.0 for label in indicators(trial.case.allowed)}
    best = _discounted(sorted(gains.values(), reverse=True))
    return scored(min(1.0, _discounted([gains.get(label, 0.0) for label in ranked]) / best))


def reciprocal_rank(trial: Trial) -> Score:
    """I3: how far up the first leading label is retrieved.

    Formula: ``1 / rank`` of the first label of ``lead``, 0 where there is none. Range: 0 to 1, higher is better. Edge
    cases: as I1. Source: ``RR`` of ir-measures.
    """
    ranked, why = _ranked(trial)
    if why:
        return not_applicable(why)
    leading = indicators(trial.case.lead)
    return scored(next((1 / n for n, label in enumerate(ranked, 1) if label in leading), 0.0))


def blame(trial: Trial) -> Score:
    """B1: the stage that lost a row that is not useful; its reason names the stage.

    Formula: 1 for a miss, 0 for a useful row. The first that fits: missed decline, needless decline, fabricated, not in
    corpus, not retrieved, foreign, wrong domain, sibling, retrieved not cited; failed rows are failed or unreadable.
    Range: 0 or 1, lower is better. Edge cases: not recorded what was retrieved: told from the citations alone. Source:
    own.
    """
    if is_useful(trial):
        return scored(0.0)
    return scored(1.0, _stage(trial))


def _stage(trial: Trial) -> str:
    case, labels = trial.case, trial.labels
    if case.expected == "decline":
        return "missed decline" if trial.given.answered else "fabricated"
    if not trial.given.answered:
        return "needless decline"
    if labels.unresolved:
        return "fabricated"
    leading = indicators(case.lead)
    if not leading & trial.ruler.frameworks.indicators.keys():
        return "not in corpus"
    ranked = _folded(trial)
    if ranked is not None and not leading & {*ranked}:
        return "not retrieved"
    return _wrong_citation(trial, labels.first)


def _wrong_citation(trial: Trial, first: str | None) -> str:
    """Name what is cited wrongly: the leading label, or where that is right the first label that is not allowed."""
    allowed = indicators(trial.case.allowed)
    wrong = [label for label in trial.labels.cited if label not in allowed]
    culprit = first if first and first not in allowed else next(iter(wrong), None)
    if culprit is None or (first in allowed and first not in indicators(trial.case.lead)):
        return "retrieved not cited"
    if framework_of(culprit) not in {framework_of(label) for label in allowed}:
        return "foreign"
    return "sibling" if domain_of(culprit) in {domain_of(label) for label in allowed} else "wrong domain"


def _ranked(trial: Trial) -> tuple[list[str], str | None]:
    ranked = _folded(trial)
    if ranked is None:
        return [], "what was retrieved is not recorded"
    return (ranked, None) if trial.given.answered else ([], "declined")


def _folded(trial: Trial) -> list[str] | None:
    if trial.given.retrieved is None:
        return None
    known = trial.ruler.frameworks.indicators
    folded = dict.fromkeys(indicator_of(identifier) for identifier in trial.given.retrieved)
    return [label for label in folded if label in known]


def _discounted(gains: list[float]) -> float:
    return sum(gain / math.log2(n + 1) for n, gain in enumerate(gains[:DEPTH], 1))
