"""Scores a run: every row against its case, by every metric that needs no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.answers.given import read_given
from evals.cases.case import Case
from evals.cases.probes import probes_of
from evals.metrics import advice, labels, robustness, speed
from evals.metrics.catalogue import BY_DOMAIN, LEAK, METRICS, USEFUL
from evals.metrics.scores import Score, ScoredRow, failed, not_applicable
from evals.metrics.trial import Ruler, Trial, trial
from evals.recording.rows import Row, RunError

KEEPING: Mapping[str, str] = {"R6": "distractor", "R7": "conflict", "R10": "order"}
NO_PRICES: Mapping[str, speed.Price] = MappingProxyType({})


def score_rows(
    rows: Sequence[Row],
    cases: Sequence[Case],
    frameworks: Frameworks,
    *,
    prices: Mapping[str, speed.Price] = NO_PRICES,
) -> tuple[ScoredRow, ...]:
    """Score all rows of a run, in their order; rewordings and probes are held against their base question.

    Args:
        rows: Answers of a run.
        cases: What was asked.
        frameworks: Those of the corpus.
        prices: Prices of models by ``PROVIDER:NAME``, for answers that tell tokens and no cost.

    Raises:
        RunError: A row belongs to no case.
    """
    ruler = Ruler(frameworks)
    by_id = {case.id: case for case in cases} | {probe.id: probe for case in cases for probe in probes_of(case)}
    unknown = next((row.case for row in rows if row.case not in by_id), None)
    if unknown is not None:
        raise RunError(f"no case {unknown!r}; the rows were made for other cases")
    trials = {row.key: read_trial(row, by_id[row.case], ruler) for row in rows}
    common = advice.common_advice(measured for measured in trials.values() if isinstance(measured, Trial))
    alone = {row.key: score_row(row, by_id[row.case], trials[row.key], common, prices) for row in rows}
    scored_rows = []
    for row in rows:
        case, base = by_id[row.case], (row.base, row.epoch)
        related = _related(case, trials[row.key], trials.get(base), alone[row.key], alone.get(base))
        scored_rows.append(ScoredRow.of(case, row.epoch, {**alone[row.key], **related}))
    return tuple(scored_rows)


def score_row(
    row: Row,
    case: Case,
    measured: Trial | str,
    common: frozenset[str] | None = None,
    prices: Mapping[str, speed.Price] = NO_PRICES,
) -> dict[str, Score]:
    """Score one row; a row without a readable answer fails on every metric that applies to its case.

    Args:
        row: The row.
        case: What was asked.
        measured: The row's answer as a trial, or why it is none.
        common: The advice that its run gives to everybody, or None where the run is too small to tell.
        prices: As in ``score_rows``.
    """
    if isinstance(measured, str):
        return _failed_scores(case, measured)
    scores = {metric.id: metric.score(measured) for metric in METRICS if metric.made}
    given = measured.given
    return {
        **scores,
        **(labels.recall_by_domain(measured) if case.expected == "answer" else {}),
        "N6": not_applicable("too few answers to tell")
        if common is None
        else advice.said_to_everybody(measured, common),
        LEAK: robustness.leak(measured),
        "R9": robustness.carry_over(measured, scores[USEFUL]),
        "S1": speed.total_seconds(row.seconds) if row.seconds and not row.cached else not_applicable("not timed"),
        "S2": speed.first_token_ms(given),
        "S3": speed.tokens(given),
        "S4": speed.money(given, prices),
        "S5": speed.fallen_back(given),
        "S6": speed.removed(given),
    }


def read_trial(row: Row, case: Case, ruler: Ruler) -> Trial | str:
    """Return a row as a trial, or in words why it can't be one."""
    if row.state == "failed" or row.answer is None:
        return f"failed: {row.error or 'no answer'}"
    try:
        return trial(case, read_given(row.answer, row.retrieved), ruler)
    except ValueError as error:
        return f"unreadable: {error}"


def _failed_scores(case: Case, why: str) -> dict[str, Score]:
    scores = {
        metric.id: failed(why) if metric.scope.holds(case) else not_applicable(metric.scope.lost)
        for metric in METRICS
        if metric.scope
    }
    return scores | {f"{BY_DOMAIN}.{domain}": failed(why) for domain in case.domains}


def _related(
    case: Case,
    measured: Trial | str,
    base: Trial | str | None,
    scores: Mapping[str, Score],
    base_scores: Mapping[str, Score] | None,
) -> dict[str, Score]:
    base_right = base_scores[USEFUL] if base_scores else None
    if case.is_probe:
        kept = robustness.keeps(scores[USEFUL], base_right)
        return {name: kept for name, variant in KEEPING.items() if variant == case.variant}
    if isinstance(measured, str):
        stability = not_applicable(robustness.IS_BASE) if case.variant == "base" else failed(measured)
    else:
        stability = robustness.label_stability(measured, base if isinstance(base, Trial) else None)
    return {"R3": stability, "R5": robustness.flip(scores[USEFUL], base_right, case.variant)}


def read_scores(line: Mapping[str, Any]) -> dict[str, Score]:
    """Read the scores of a line of ``scores.jsonl``."""
    return {str(name): Score(**fields) for name, fields in line["scores"].items()}
