"""The question asked (Q1-Q6): an answer can cite the right indicator and answer another question; these look at that.

Q2, Q3 and Q4 need no reader, but an assistant that says of what kind, topic and aspect its answer is. Q1 is given by
people or a calibrated judge (`python -m evals grade`), Q5 by second turns and Q6 by conversations (`follow`).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from evals.metrics.scores import Score, not_applicable, scored
from evals.metrics.trial import Trial

SHOULD_DECLINE = "should be declined"


def responsive(grades: Sequence[int]) -> Score:
    """Q1: does the opening answer exactly this question?

    Formula: the mean of the readers' grades of an answer's opening: 3 answers exactly this question; 2 right subject,
    other question; 1 neighbouring subject; 0 wrong. Range: 0 to 3, higher is better; beside it the share of 3. Edge
    cases: declined or failed where an answer is due, 0 without a reader; not graded, or should be declined, not
    applicable. Source: own; graded relevance after Järvelin & Kekäläinen 2002.
    """
    return scored(fmean(grades)) if grades else not_applicable("was not graded")


def kind_agreement(trial: Trial) -> Score:
    """Q2: the answer is of the kind that the question asks for (how to, who, a list, a plan ...).

    Formula: ``kind`` equals that of the case. Range: 0 or 1, higher is better. Edge cases: declined, 0; should be
    declined, or the assistant has no field ``kind`` at all, not applicable. Source: own.
    """
    return _agreement(trial, "kind", (trial.case.kind,), trial.given.kind)


def topic_at_1(trial: Trial) -> Score:
    """Q3: the answer is made from a topic that fits the question.

    Formula: ``topic`` is one of the case's ``topics``. Range: 0 or 1, higher is better. Edge cases: declined, 0; the
    case names no topics, should be declined, or the assistant has no field ``topic`` at all, not applicable. Source:
    own; precision at 1.
    """
    return _agreement(trial, "topic", trial.case.topics, trial.given.topic)


def aspect_agreement(trial: Trial) -> Score:
    """Q4: the answer opens with the side that is asked (why, who, when, cost, an example ...).

    Formula: ``aspect`` is one of the case's ``aspects``. Range: 0 or 1, higher is better. Edge cases: as Q3. Source:
    own.
    """
    return _agreement(trial, "aspect", trial.case.aspects, trial.given.aspect)


def _agreement(trial: Trial, field: str, wanted: Sequence[str], got: str | None) -> Score:
    if trial.case.expected == "decline":
        return not_applicable(SHOULD_DECLINE)
    if not wanted:
        return not_applicable(f"the case names no {field}")
    if not trial.given.gives(field):
        return not_applicable(f"the field {field} is not given")
    return scored(float(trial.given.answered and got in wanted))
