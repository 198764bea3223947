"""Records a run: asks the real assistant every case and writes down what it said, nothing more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from filelock import FileLock, Timeout

from assistant.answer import Question, Turn
from assistant.answering.composing import EXTRACTIVE
from assistant.coach import Coach
from assistant.exchange import answer_fields
from assistant.settings import Settings
from evals.asking import Assistant, Item, Reply, ask_all
from evals.cache import AnswerCache
from evals.cases import Case, Split, question_line
from evals.conditions import conditions
from evals.metrics.speed import read_prices
from evals.probes import probes_of
from evals.rows import MANIFEST, ROWS, Manifest, Row, RowFile, RunError, read_manifest, read_rows, write_manifest

WARM_UP = "How do we write a shared vision for learning with technology?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to record, and how.

    Attributes:
        limit: Only so many base questions, spread evenly over the cases, with all their rewordings.
        workers: Answers under way at once.
        seconds: Time limit of one answer.
        max_cost: Stop when the models have cost so many US dollars.
        cache: Folder of answers kept between runs, or None.
    """

    split: Split | None = None
    limit: int | None = None
    epochs: int = 1
    probes: bool = True
    workers: int = 2
    seconds: float = 60.0
    max_cost: float | None = None
    cache: Path | None = None
    seed: int = 20260401


def choose(cases: Sequence[Case], plan: Plan) -> tuple[Item, ...]:
    """Return what a plan asks, epoch by epoch, each base question followed by its rewordings and probes."""
    chosen = [case for case in cases if plan.split in (None, case.split)]
    bases = list(dict.fromkeys(case.base for case in chosen))
    if plan.limit is not None and plan.limit < len(bases):
        bases = [bases[n * len(bases) // plan.limit] for n in range(plan.limit)]
    kept = frozenset(bases)
    asked = [each for case in chosen if case.base in kept for each in (case, *(probes_of(case) if plan.probes else ()))]
    return tuple(Item(case=case, epoch=epoch) for epoch in range(1, plan.epochs + 1) for case in asked)


def record(
    folder: Path,
    cases: Sequence[Case],
    settings: Settings,
    plan: Plan,
    *,
    resume: bool = False,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Record a run into a folder and return how many rows it holds; a resumed run asks only what is missing.

    Args:
        folder: The run's folder; it must be new unless resumed.
        cases: All cases; the plan chooses among them.
        settings: The assistant's settings.
        plan: What to record, and how.
        resume: Go on with a run that was stopped or killed, asking what it was to ask.
        watch: Told after each row how many are done and how many there will be.

    Raises:
        RunError: The folder holds a run already, or one recorded under other conditions, or another process is
            recording into it, or the cost limit is reached.
        CoachError: The assistant can't be started.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not resume and (folder / ROWS).exists():
        raise RunError(f"{folder} holds a run already; go on with --resume, or give another name")
    plan = _as_recorded(folder, plan)
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        with lock, _coach(settings) as (assistant, cold_start, index):
            manifest = _manifest(folder.name, cases, settings, plan).model_copy(
                update={"cold_start_seconds": cold_start, "index": index}
            )
            return _record(folder, choose(cases, plan), _cached(assistant, manifest, plan), manifest, plan, watch)
    except Timeout:
        raise RunError(f"{folder}: another process is recording into it; wait for it or give another name") from None


def _record(
    folder: Path,
    items: Sequence[Item],
    assistant: Assistant,
    manifest: Manifest,
    plan: Plan,
    watch: Callable[[int, int], None],
) -> int:
    with RowFile(folder / ROWS) as file:
        done = _already_recorded(folder, manifest)
        missing = [item for item in items if (item.case.id, item.epoch) not in done]
        count, spent = len(items) - len(missing), 0.0
        watch(count, len(items))
        # Closed here and not by the collector: Ctrl-C must land the answers under way before the assistant is closed.
        with closing(ask_all(assistant, missing, workers=plan.workers, seconds=plan.seconds)) as rows:
            for row in rows:
                file.append(row)
                count += 1
                watch(count, len(items))
                spent += _cost(row)
                if plan.max_cost is not None and spent > plan.max_cost:
                    raise RunError(
                        f"the models have cost ${spent:.2f}; --max-cost was ${plan.max_cost:.2f}; --resume goes on"
                    )
    return count


def _as_recorded(folder: Path, plan: Plan) -> Plan:
    """Return a plan that asks what the folder's run was to ask, where there is one."""
    if not (folder / MANIFEST).exists():
        return plan
    held = read_manifest(folder)
    split = cast(Split | None, held.split)
    return replace(plan, split=split, limit=held.limit, epochs=held.epochs, probes=held.probes, seed=held.seed)


def _already_recorded(folder: Path, manifest: Manifest) -> frozenset[tuple[str, int]]:
    """Return what a run to be resumed has, or write the manifest of a new one."""
    if not (folder / MANIFEST).exists():
        write_manifest(folder, manifest)
        return frozenset()
    different = read_manifest(folder).difference(manifest)
    if different:
        raise RunError(f"{folder} was recorded under other conditions: {different}; give another name")
    return frozenset(row.key for row in read_rows(folder))


def _manifest(name: str, cases: Sequence[Case], settings: Settings, plan: Plan) -> Manifest:
    return conditions(name, cases, settings, seed=plan.seed).model_copy(
        update={
            "kind": "recorded",
            "composer": settings.model or EXTRACTIVE,
            "split": plan.split,
            "epochs": plan.epochs,
            "limit": plan.limit,
            "probes": plan.probes,
        }
    )


@contextmanager
def _coach(settings: Settings) -> Iterator[tuple[Assistant, float, str]]:
    """Start the assistant; yield it with the seconds until its first answer, and its index's digest."""
    start = time.perf_counter()
    with Coach(settings) as coach:
        first = coach.ask(Question(text=WARM_UP))

        def assistant(case: Case, epoch: int) -> Reply:
            answer = coach.ask(_question(case))
            ranked = tuple(passage.id for passage in answer.passages)
            return Reply(answer=answer_fields(answer), retrieved=ranked)

        yield assistant, round(time.perf_counter() - start, 3), first.provenance.index


def _cached(assistant: Assistant, manifest: Manifest, plan: Plan) -> Assistant:
    """Return the assistant with a memory of earlier runs, where the plan has a cache; each epoch has its own."""
    if plan.cache is None:
        return assistant
    kept = AnswerCache(
        plan.cache,
        {field: getattr(manifest, field) for field in ("index", "prompts", "composer", "settings", "versions")},
    )

    def remembering(case: Case, epoch: int) -> Reply:
        line = question_line(case)
        row = kept.get(line, epoch)
        if row is None or row.answer is None:
            reply = assistant(case, epoch)
            row = Row(
                case=case.id,
                base=case.base,
                variant=case.variant,
                split=case.split,
                epoch=epoch,
                state="answered",
                answer=reply.answer,
                retrieved=reply.retrieved,
                seconds=0.0,
            )
            kept.put(line, epoch, row)
            return reply
        return Reply(answer=row.answer, retrieved=row.retrieved)

    return remembering


def _question(case: Case) -> Question:
    history = tuple(Turn(role=turn.role, content=turn.content, citations=turn.citations) for turn in case.turns)
    return Question(id=case.id, text=case.question, role=case.role, history=history)


def _cost(row: Row) -> float:
    usage = (row.answer or {}).get("usage")
    if not isinstance(usage, dict):
        return 0.0
    reading, writing = read_prices().models.get(str(usage.get("model")), (0.0, 0.0))
    return (float(usage.get("input_tokens", 0)) * reading + float(usage.get("output_tokens", 0)) * writing) / 1e6
