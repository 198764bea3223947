"""Records a run: asks the real assistant every case and writes down what it said, nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from filelock import FileLock, Timeout

from assistant.answering.composing import EXTRACTIVE
from assistant.settings import Settings
from evals.answers.reply import Reply
from evals.cases.case import Case, Split, question_line
from evals.cases.probes import probes_of
from evals.providers.opening import Provider, opened
from evals.recording.asking import Assistant, Item, ask_all
from evals.recording.budget import PASSING, Budget, fell_back, model_told, refuse_unmeasured
from evals.recording.cache import AnswerCache
from evals.recording.conditions import conditions
from evals.recording.identity import code_digest
from evals.recording.labels_kept import write_labels
from evals.recording.rows import (
    ANSWERED_UNDER,
    MANIFEST,
    ROWS,
    Manifest,
    Row,
    RowFile,
    RunError,
    read_manifest,
    read_rows,
    write_manifest,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to record, and how.

    Attributes:
        limit: Only so many base questions, spread evenly over the cases, with all their rewordings.
        rewordings: Whether rewordings are asked, or base questions alone.
        workers: Answers under way at once.
        seconds: Time limit of one answer.
        max_cost: Ask no more once the models have cost so many US dollars in this run; what is under way is kept.
        cache: Folder of answers kept between runs, or None.
        provider: The assistant to ask where it isn't ours.
    """

    split: Split | None = None
    limit: int | None = None
    epochs: int = 1
    rewordings: bool = True
    probes: bool = True
    workers: int = 2
    seconds: float = 60.0
    max_cost: float | None = None
    cache: Path | None = None
    seed: int = 20260401
    provider: Provider | None = None


def seconds_for(settings: Settings) -> float:
    """Return a time limit of one answer that its model's calls fit into: follow-up, answer and next steps."""
    return 60.0 if not settings.model else 2 * settings.model_timeout_s + 60.0


def choose(cases: Sequence[Case], plan: Plan) -> tuple[Item, ...]:
    """Return what a plan asks, epoch by epoch, each base question followed by its rewordings and probes."""
    chosen = [
        case for case in cases if plan.split in (None, case.split) and (plan.rewordings or case.variant == "base")
    ]
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
    named: Mapping[str, object] | None = None,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Record a run into a folder and return how many rows it holds; a resumed run asks only what is missing.

    Args:
        folder: The run's folder; it must be new unless resumed.
        cases: All cases; the plan chooses among them.
        settings: The assistant's settings.
        plan: What to record, and how.
        resume: Go on with a run that was stopped or killed, asking what it was to ask.
        named: The plan's fields that were asked for by name; a resumed run refuses those that it was not begun with.
        watch: Told after each row how many are done and how many there will be.

    Raises:
        RunError: The folder holds a run already, or one recorded under other conditions, or another process is
            recording into it, or the cost limit is reached.
        CoachError: The assistant can't be started.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not resume and (folder / ROWS).exists():
        raise RunError(f"{folder} holds a run already; go on with --resume, or give another name")
    plan = _as_recorded(folder, plan, named or {})
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        settings = settings if plan.provider is None else settings.model_copy(update={"model": ""})
        model = model_told(settings, limited=plan.max_cost is not None)
        with lock, opened(plan.provider, settings) as (ask, cold_start, index):
            manifest = _manifest(folder.name, cases, settings, plan).model_copy(
                update={"cold_start_seconds": cold_start, "index": index, "model": model}
            )
            assistant = _cached(lambda case, epoch: ask(question_line(case)), manifest, plan)
            return _record(folder, choose(cases, plan), assistant, manifest, plan, watch)
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
        done = _already_recorded(folder, manifest, [item.case for item in items])
        budget = Budget(plan.max_cost)
        for row in done.values():
            _spend(budget, row)
        missing = [item for item in items if (item.case.id, item.epoch) not in done]
        count = len(items) - len(missing)
        watch(count, len(items))
        asked = ask_all(assistant, missing, workers=plan.workers, seconds=plan.seconds, enough=lambda: budget.reached)
        # Closed here and not by the collector: Ctrl-C must land the answers under way before the assistant is closed.
        with closing(asked) as rows:
            for row in rows:
                refuse_unmeasured(row)
                file.append(row)
                count += 1
                watch(count, len(items))
                _spend(budget, row)
    if count < len(items):
        raise RunError(budget.words)
    return count


def _spend(budget: Budget, row: Row) -> None:
    if not row.cached:
        budget.spend(row.answer)


def _as_recorded(folder: Path, plan: Plan, named: Mapping[str, object]) -> Plan:
    """Return a plan that asks what the folder's run was to ask, where there is one.

    Raises:
        RunError: Something else was named.
    """
    if not (folder / MANIFEST).exists():
        return plan
    held = read_manifest(folder)
    for field in ("split", "limit", "epochs", "rewordings", "probes", "seed"):
        if field in named and named[field] != getattr(held, field):
            raise RunError(
                f"{folder} was begun with {field} {getattr(held, field)!r}, so it can't go on with {named[field]!r}; "
                "leave the option out, or give another name"
            )
    split = cast(Split | None, held.split)
    return replace(
        plan,
        split=split,
        limit=held.limit,
        epochs=held.epochs,
        rewordings=held.rewordings,
        probes=held.probes,
        seed=held.seed,
    )


def _already_recorded(folder: Path, manifest: Manifest, cases: Sequence[Case]) -> dict[tuple[str, int], Row]:
    """Return what a run to be resumed has, or write the manifest of a new one."""
    if not (folder / MANIFEST).exists():
        write_manifest(folder, manifest)
        write_labels(folder, cases)
        return {}
    different = read_manifest(folder).difference(manifest)
    if different:
        raise RunError(f"{folder} was recorded under other conditions: {different}; give another name")
    return {row.key: row for row in read_rows(folder)}


def _manifest(name: str, cases: Sequence[Case], settings: Settings, plan: Plan) -> Manifest:
    return conditions(name, cases, settings, seed=plan.seed).model_copy(
        update={
            "kind": "recorded",
            "code": None if plan.provider else code_digest(),
            "composer": plan.provider.spec if plan.provider else settings.model or EXTRACTIVE,
            "template": plan.provider.digest() if plan.provider else None,
            "split": plan.split,
            "epochs": plan.epochs,
            "limit": plan.limit,
            "rewordings": plan.rewordings,
            "probes": plan.probes,
        }
    )


def _cached(assistant: Assistant, manifest: Manifest, plan: Plan) -> Assistant:
    """Return the assistant with a memory of earlier runs, where the plan has a cache; each epoch has its own."""
    if plan.cache is None:
        return assistant
    kept = AnswerCache(
        plan.cache,
        {field: getattr(manifest, field) for field in ANSWERED_UNDER},
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
            if fell_back(reply.answer) not in PASSING:
                kept.put(line, epoch, row)
            return reply
        return Reply(answer=row.answer, retrieved=row.retrieved, cached=True)

    return remembering
