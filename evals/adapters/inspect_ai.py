"""Our cases and scorers as a task of inspect-ai, for its log viewer; its means equal ours.

Needs ``pip install inspect-ai``, which nothing else here does::

    from inspect_ai import eval
    from evals.adapters.inspect_ai import coaching_task, replayed
    eval(coaching_task(cases, frameworks, replayed(run.recorded)), model="none/none")
"""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from statistics import fmean
from typing import Any

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.settings import load_settings
from assistant.writing.prices import read_prices
from evals.answers.reply import Reply
from evals.cases.case import Case
from evals.figures.averages import counted
from evals.metrics.catalogue import HEADLINE, USEFUL, WORST_VARIANT
from evals.metrics.scores import Score
from evals.metrics.scoring import read_scores, score_rows
from evals.recording.asking import Assistant, Item, ask_one
from evals.recording.rows import Row

SHOWN = tuple(metric for metric in HEADLINE if metric != WORST_VARIANT)
_KEPT = "scores"


def replayed(recorded: Mapping[tuple[str, int], Row]) -> Assistant:
    """Return an assistant that gives the answers of a recorded run, so that nothing is asked anew."""

    def assistant(case: Case, epoch: int) -> Reply:
        row = recorded[case.id, epoch]
        if row.answer is None:
            raise RuntimeError(row.error or "no answer was recorded")
        return Reply(answer=row.answer, retrieved=row.retrieved)

    return assistant


def coaching_task(
    cases: Sequence[Case],
    frameworks: Frameworks,
    assistant: Assistant,
    *,
    metrics: Sequence[str] = SHOWN,
    epochs: int = 1,
) -> Any:
    """Return an ``inspect_ai.Task``: a sample for each case, a scorer for each metric.

    Each scorer's ``base_mean`` is our figure: epochs, then rewordings, then bases, failed rows 0 in headline metrics;
    A4's ``worst_variant`` is R1. Rows on which a metric says nothing are unscored, not 0.

    Args:
        cases: What to ask; every reworded case with its base question.
        frameworks: What the answers are measured against.
        assistant: What to ask, such as ``replayed(run.recorded)``.
        metrics: Metrics of single rows, by identifier.
        epochs: How often each case is asked.

    Raises:
        ImportError: inspect-ai is not installed.
    """
    datasets = import_module("inspect_ai.dataset")
    samples = [
        datasets.Sample(id=case.id, input=case.question, target=_target(case), metadata=_metadata(case))
        for case in cases
    ]
    return import_module("inspect_ai").Task(
        name="coaching",
        dataset=datasets.MemoryDataset(samples, name="cases"),
        solver=_solver(cases, frameworks, assistant),
        scorer=[_scorer(metric) for metric in metrics],
        epochs=epochs,
    )


def _target(case: Case) -> str:
    return ", ".join(case.lead) or case.expected


def _metadata(case: Case) -> dict[str, str]:
    return {"base": case.base, "variant": case.variant, "split": case.split, "kind": case.kind, "role": case.role}


def _solver(cases: Sequence[Case], frameworks: Frameworks, assistant: Assistant) -> Any:
    """Return a solver that asks a case and keeps its scores with the sample."""
    by_id = {case.id: case for case in cases}
    prices = read_prices(load_settings().home).by_model

    def measured(identifier: str, epoch: int) -> tuple[str, dict[str, dict[str, Any]]]:
        row = ask_one(assistant, Item(case=by_id[identifier], epoch=epoch))
        scores = score_rows([row], cases, frameworks, prices=prices)[0].scores
        said = str((row.answer or {}).get("answer") or row.error or "")
        return said, {
            name: {"value": score.value, "state": score.state, "reason": score.reason} for name, score in scores.items()
        }

    output = import_module("inspect_ai.model").ModelOutput

    async def solve(state: Any, generate: Any) -> Any:
        said, scores = await asyncio.to_thread(measured, str(state.sample_id), state.epoch)
        state.output = output.from_content(model="coach", content=said)
        state.metadata[_KEPT] = scores
        return state

    def coach() -> Any:
        return solve

    return import_module("inspect_ai.solver").solver(name="coach")(coach)()


def _scorer(metric: str) -> Any:
    """Return a scorer that reads one metric off the sample."""
    scoring = import_module("inspect_ai.scorer")

    async def score(state: Any, target: Any) -> Any:
        found: Score = read_scores({"scores": state.metadata[_KEPT]})[metric]
        value = counted(metric, found)
        if value is None:
            return scoring.Score.unscored(explanation=found.reason)
        return scoring.Score(value=value, answer=state.output.completion[:200], explanation=found.reason)

    def scorer() -> Any:
        return score

    wanted: dict[str, Callable[[Sequence[float]], float]] = {"base_mean": fmean}
    if metric == USEFUL:
        wanted["worst_variant"] = min
    metrics = [_metric(name, within, scoring) for name, within in wanted.items()]
    return scoring.scorer(metrics=metrics, name=metric)(scorer)()


def _metric(name: str, within: Callable[[Sequence[float]], float], scoring: Any) -> Any:
    def measure(scores: Any) -> float:
        return _over_bases(scores, within)

    measure.__annotations__ = {"scores": list[scoring.SampleScore], "return": float}  # inspect-ai goes by these

    def made() -> Any:
        return measure

    return scoring.metric(name=name)(made)()


def _over_bases(scores: Sequence[Any], within: Callable[[Sequence[float]], float]) -> float:
    bases: dict[str, list[float]] = defaultdict(list)
    for sample in scores:
        value = sample.score.as_float()
        if not math.isnan(value):  # inspect-ai's mark of an unscored sample
            bases[sample.sample_metadata["base"]].append(value)
    return fmean(within(values) for values in bases.values()) if bases else 0.0
