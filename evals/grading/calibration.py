"""Calibration: a judge, or the threshold of lexical support, against statements whose support is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.answers.given import read_given
from evals.cases.case import Case
from evals.cases.words import SUPPORT_THRESHOLD
from evals.grading.judge import SUPPORT, Grade, Judge, ask
from evals.metrics.grounding import support
from evals.metrics.trial import Ruler, trial
from evals.proof.gold import gold, rendered

LEAST_KAPPA = 0.8
"""Agreement beyond chance from which a judge may gate; "almost perfect" in Landis & Koch 1977."""
MOST_PAIRS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A statement of the corpus with its own passage, or with another's."""

    statement: str
    passage: str
    supported: bool
    lexical: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How well a judge or a threshold agrees with what is known."""

    kappa: float
    pairs: int
    may_gate: bool
    words: str


def known_pairs(cases: Sequence[Case], frameworks: Frameworks) -> tuple[Pair, ...]:
    """Return each distinct gold statement with its own passage, and with the next one's."""
    ruler = Ruler(frameworks)
    pairs: dict[str, tuple[Pair, Pair]] = {}
    for case in cases:
        if case.variant != "base" or case.expected != "answer":
            continue
        fields = gold(case, ruler)
        given = read_given({**fields, "answer": rendered(fields, frameworks)}, None)
        measured = trial(case, given, ruler)
        claims = given.claims or ()
        for claim, neighbour in zip(claims, (*claims[1:], *claims[:1]), strict=True):
            if claim.text == neighbour.text:
                continue
            moved = claim.model_copy(update={"citations": neighbour.citations})
            own, other = (given.by_number[c.citations[0]].passage for c in (claim, neighbour))
            pairs[claim.text] = (
                Pair(statement=claim.text, passage=own, supported=True, lexical=support(measured, claim)),
                Pair(statement=claim.text, passage=other, supported=False, lexical=support(measured, moved)),
            )
    return tuple(pair for both in pairs.values() for pair in both)


def calibrate_judge(judge: Judge, cases: Sequence[Case], frameworks: Frameworks) -> Calibration:
    """Ask a judge about pairs whose support is known, and say whether it may gate.

    Raises:
        JudgeError: A reply is no grade.
        ModelFailedError: The judge can't be reached.
    """
    pairs = known_pairs(cases, frameworks)[:MOST_PAIRS]
    said = [ask(judge, Grade, SUPPORT, passages=p.passage, statement=p.statement).support >= 1 for p in pairs]
    kappa = cohen_kappa([pair.supported for pair in pairs], said)
    may_gate = kappa >= LEAST_KAPPA
    verdict = "it may gate" if may_gate else f"it may not gate (needs {LEAST_KAPPA})"
    return Calibration(
        kappa=kappa,
        pairs=len(pairs),
        may_gate=may_gate,
        words=f"{judge.name}: kappa {kappa:.2f} over {len(pairs)} pairs; {verdict}",
    )


def calibrate_lexical(cases: Sequence[Case], frameworks: Frameworks) -> Calibration:
    """Return how the threshold of G3 separates statements with their own passage from those with another's."""
    pairs = known_pairs(cases, frameworks)
    truth = [pair.supported for pair in pairs]
    kappas = {t / 20: cohen_kappa(truth, [pair.lexical >= t / 20 for pair in pairs]) for t in range(2, 20)}
    best = max(kappas, key=lambda t: (kappas[t], -abs(t - SUPPORT_THRESHOLD)))
    kappa = cohen_kappa(truth, [pair.lexical >= SUPPORT_THRESHOLD for pair in pairs])
    return Calibration(
        kappa=kappa,
        pairs=len(pairs),
        may_gate=kappa >= LEAST_KAPPA,
        words=(
            f"threshold {SUPPORT_THRESHOLD}: kappa {kappa:.2f} over {len(pairs)} pairs; "
            f"best of the grid: {best} with {kappas[best]:.2f}"
        ),
    )


def cohen_kappa(one: Sequence[bool], other: Sequence[bool]) -> float:
    """Return the agreement of two readers beyond chance, -1 to 1; 1 where both say the same of everything.

    Formula: ``(p_o - p_e) / (1 - p_e)``. Source: Cohen 1960, Educ. Psychol. Meas. 20.

    Raises:
        ValueError: There is nothing to agree on.
    """
    if not one:
        raise ValueError("agreement needs at least one judgement")
    n = len(one)
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    yes_one, yes_other = sum(one) / n, sum(other) / n
    expected = yes_one * yes_other + (1 - yes_one) * (1 - yes_other)
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)
