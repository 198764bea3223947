"""Declining (A1-A8): an assistant says no where it should, and only there.

Decline recall and over-refusal are never shown one without the other: refusing everything perfects the first.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.cases.case import indicators
from evals.cases.words import words
from evals.metrics.scores import Score, not_applicable, scored
from evals.metrics.trial import Trial, uncited

LEAST_PRECISION = 2 / 3
LEAST_RECALL = 2 / 3
"""Of what a case requires. Gold has all of it; of 230 recorded development answers that lead rightly, invent nothing
and are precise enough, 228 have all of it too, so the floor costs honest answers next to nothing; of answers cut to one
citation, two in three have it. The cases require one indicator each: any floor above 0 decides the same today."""
UTILITY = {"right": 1.0, "needless decline": 0.0, "wrong": -1.0, "missed decline": -1.0}
NO_PREMISE_FIELD = "the field premise is not given"


def decline_recall(trial: Trial) -> Score:
    """A1: of what should be declined, what is.

    Formula: ``declined / should be declined``. Range: 0 or 1 a row, higher is better. Edge cases: should be answered,
    not applicable; a failed row counts 0. Source: Rajpurkar et al. 2018, ACL (SQuAD 2.0).
    """
    return scored(float(not trial.given.answered))


def over_refusal(trial: Trial) -> Score:
    """A2: of what should be answered, what is declined.

    Formula: ``declined / should be answered``. Range: 0 or 1 a row, lower is better. Edge cases: should be declined,
    not applicable; a failed row counts 1, as it was not answered either. Source: Röttger et al. 2024, NAACL (XSTest).
    """
    return scored(float(not trial.given.answered))


def balanced_accuracy(trial: Trial) -> Score:
    """A3: the right decision between answering and declining, both kinds of question equal.

    Formula: a row is right or not; the figure is ``(A1 + 1 - A2) / 2``. Range: 0 to 1, higher is better; always or
    never declining gives 0.5. Edge cases: a split without one of the two kinds gives no figure. Source: Brodersen et
    al. 2010, ICPR.
    """
    return scored(float(trial.given.answered == (trial.case.expected == "answer")))


def useful_answer(trial: Trial) -> Score:
    """A4: a right answer, or a right decline, over all rows.

    Formula: should be declined: declined, and ``U = ∅``. Should be answered: ``L14 = 1 and L8 = 0 and L3 ≥ 2/3 and
    L4 ≥ 2/3``, and each claim of a framework or of practice bears a citation that resolves. Range: 0 or 1, higher is
    better. Edge cases: a decline that shows anything invented is no right decline; claims not given, their citations
    are not asked for. Source: own.
    """
    return scored(float(is_useful(trial)))


def utility(trial: Trial) -> Score:
    """A5: a wrong answer costs what a right one earns; declining needlessly earns nothing.

    Formula: right answer or right decline +1, needless decline 0, wrong answer or missed decline -1. Range: -1 to 1,
    higher is better. Edge cases: a failed row counts 0. Source: Kamath et al. 2020, ACL; the costs are ours.
    """
    return scored(UTILITY[decision(trial)])


def evidence_score(trial: Trial) -> Score:
    """A6: does the evidence score tell right answers from wrong ones?

    Formula: a row's value is the highest score of its citations; the figure is the area under the curve of risk
    (1 - A4 among the rows answered) against coverage, going down the evidence scores. Range: 0 to 1, lower is better.
    Edge cases: declined, or citations without scores, not applicable. Source: El-Yaniv & Wiener 2010, JMLR 11.
    """
    scores = [c.score for c in trial.given.citations if c.score is not None]
    if not trial.given.answered or not scores:
        return not_applicable("declined" if not trial.given.answered else "citations carry no scores")
    return scored(min(1.0, max(0.0, *scores)))


def good_decline(trial: Trial) -> Score:
    """A7: it names what is missing and the nearest place to go.

    Formula: half for a reason of four words or more, half for at least one nearest place, all of which exist. Range:
    0, 0.5 or 1, higher is better. Edge cases: answered, or should be answered, not applicable; a field that the
    assistant doesn't give at all is not asked of it: the other one counts alone, and without both it is not
    applicable. Source: own.
    """
    given = trial.given
    if given.answered or trial.case.expected == "answer":
        return not_applicable("is no right decline")
    known = bool(given.nearest) and all(trial.ruler.frameworks.knows(place.id) for place in given.nearest)
    parts = [len(words(given.reason or "")) >= 4] if given.gives("reason") else []
    parts += [known] if given.gives("nearest") else []
    return scored(sum(parts) / len(parts)) if parts else not_applicable("neither reason nor nearest is given")


def premise_noticed(trial: Trial) -> Score:
    """A8: the answer says that what the question takes for granted is not so.

    Formula: ``premise`` holds words. Range: 0 or 1, higher is better. Edge cases: the question takes nothing false for
    granted, or the assistant has no field ``premise`` at all, not applicable. Source: Yu et al. 2023, ACL (CREPE).
    """
    if not trial.given.gives("premise"):
        return not_applicable(NO_PREMISE_FIELD)
    return scored(float(bool((trial.given.premise or "").strip())))


def premise_alarm(trial: Trial) -> Score:
    """A8.false-alarm: the answer contradicts a question that takes nothing false for granted.

    Formula: ``premise`` holds words. Range: 0 or 1, lower is better; the other side of A8. Edge cases: the premise is
    false, or the assistant has no field ``premise`` at all, not applicable. Source: as A8.
    """
    if not trial.given.gives("premise"):
        return not_applicable(NO_PREMISE_FIELD)
    return scored(float(bool((trial.given.premise or "").strip())))


def is_useful(trial: Trial) -> bool:
    """Tell whether a row is a right answer or a right decline."""
    if trial.labels.unresolved:
        return False
    if trial.case.expected == "decline":
        return not trial.given.answered
    cited, allowed, required = (
        frozenset(trial.labels.cited),
        indicators(trial.case.allowed),
        indicators(trial.case.required),
    )
    if not (trial.given.answered and cited) or trial.labels.first not in indicators(trial.case.lead):
        return False
    precise = len(cited & allowed) / len(cited) >= LEAST_PRECISION - 1e-9
    return precise and len(cited & required) / len(required) >= LEAST_RECALL - 1e-9 and not uncited(trial)


def decision(trial: Trial) -> str:
    """Return what a row amounts to: right, wrong, needless decline or missed decline."""
    if is_useful(trial):
        return "right"
    if trial.case.expected == "decline":
        return "missed decline" if trial.given.answered else "wrong"
    return "wrong" if trial.given.answered else "needless decline"


def risk_coverage(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the curve of (coverage, risk) over pairs of evidence score and rightness, best evidence first.

    Rows of one score enter together, so that the curve does not depend on their order.
    """
    curve: list[tuple[float, float]] = []
    ordered = sorted(points, key=lambda point: -point[0])
    wrong = 0.0
    for n, (evidence, right) in enumerate(ordered, 1):
        wrong += 1 - right
        if n == len(ordered) or ordered[n][0] != evidence:
            curve.append((n / len(ordered), wrong / n))
    return curve


def area_under(curve: Sequence[tuple[float, float]]) -> float:
    """Return the area under a curve of (coverage, risk), each step at the risk of its right end; 0 when empty."""
    starts = [0.0, *(coverage for coverage, _ in curve)]
    return sum((coverage - start) * risk for start, (coverage, risk) in zip(starts, curve, strict=False))
