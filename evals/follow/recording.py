"""Holds the conversations of two questions with an assistant, keeps both answers beside the run, and scores them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evals.answers.given import read_given
from evals.follow.probes import FollowProbe
from evals.metrics.conversing import subject
from evals.metrics.following import differs, form
from evals.metrics.scores import Score, failed
from evals.providers.opening import Ask
from evals.recording.asking import tried
from evals.recording.rows import RunError, write_lines
from evals.statistics import Interval, design_effect, wilson

FOLLOWED = "follow.jsonl"
METRICS = ("Q5.differs", "Q5.subject", "Q5.form", "Q5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many turns do one of the things asked of them, and in how many conversations that applies."""

    metric: str
    value: float | None
    interval: Interval | None
    scored: int
    not_applicable: int
    failed: int
    conversations: int


def hold(
    folder: Path, probes: Sequence[FollowProbe], ask: Ask, watch: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Put both turns of each probe and write what was answered beside the run; return how many failed."""
    lines = []
    for n, probe in enumerate(probes, 1):
        lines.append(_held(probe, ask))
        watch(n, len(probes))
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / FOLLOWED, iter(lines))
    return sum(line["error"] is not None for line in lines)


def shares(folder: Path, probes: Sequence[FollowProbe]) -> tuple[Share, ...]:
    """Return how many second turns follow through, with Wilson intervals; none where none were held.

    Raises:
        RunError: The file beside the run can't be read.
    """
    path = folder / FOLLOWED
    if not path.exists():
        return ()
    try:
        lines = {line["probe"]: line for line in map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1])}
        rows = {probe.id: [scores_of(probe, lines[probe.id])] for probe in probes if probe.id in lines}
    except (ValueError, LookupError, TypeError) as error:
        raise RunError(f"{path}: can't be read ({error}); `python -m evals follow` makes it anew") from None
    return tuple(share_of(metric, rows) for metric in METRICS)


def scores_of(probe: FollowProbe, line: Mapping[str, Any]) -> dict[str, Score]:
    """Score one conversation; Q5 is 1 where all that applies is."""
    try:
        if line["error"] is not None:
            raise ValueError(line["error"])
        first, second = (read_given(line[turn], None) for turn in ("first", "second"))
    except ValueError as error:
        return dict.fromkeys(METRICS, failed(str(error)))
    found = {
        "Q5.differs": differs(first, second),
        "Q5.subject": subject(probe.subject, first, second),
        "Q5.form": form(probe.form, first, second),
    }
    values = [score.value for score in found.values() if score.value is not None]
    whole = Score(value=min(values), state="scored") if values else found["Q5.differs"]
    return {**found, "Q5": whole}


def share_of(metric: str, rows: Mapping[str, Sequence[Mapping[str, Score]]]) -> Share:
    """Return a share of the turns of all conversations, each a cluster; a failed turn counts 0, as nothing followed."""
    scores = {name: [turn[metric] for turn in turns] for name, turns in rows.items()}
    counted = {
        name: [score.value or 0.0 for score in each if score.state != "not applicable"] for name, each in scores.items()
    }
    counted = {name: values for name, values in counted.items() if values}
    values = [value for each in counted.values() for value in each]
    states = Counter(score.state for each in scores.values() for score in each)
    turns = max(map(len, rows.values()), default=1)
    return Share(
        metric=metric,
        value=sum(values) / len(values) if values else None,
        interval=wilson(sum(values), len(values), design_effect(counted) if turns > 1 else 1.0) if values else None,
        scored=states["scored"],
        not_applicable=states["not applicable"],
        failed=states["failed"],
        conversations=len(counted),
    )


def put(name: str, role: str, said: Sequence[str], ask: Ask) -> tuple[list[dict[str, Any]], str | None]:
    """Say one thing after the other, with the history that the assistant gave; return its answers, and what stopped it.

    Args:
        name: What questions are named after: ``name-1`` and so on.
        role: The asker's role.
        said: What is said at each turn.
        ask: The assistant.
    """
    history: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for n, text in enumerate(said, 1):
        question = {"id": f"{name}-{n}", "question": text, "role": role, "history": list(history)}
        reply, error = tried(partial(ask, question))
        if reply is None:
            return answers, error
        answers.append(reply.answer)
        history += [{"role": "user", "content": text}, _said(reply.answer)]
    return answers, None


def _held(probe: FollowProbe, ask: Ask) -> dict[str, Any]:
    answers, error = put(probe.id, probe.role, (probe.first, probe.second), ask)
    first, second = (*answers, None, None)[:2]
    return {"probe": probe.id, "first": first, "second": second, "error": error}


def _said(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer as the contract's history holds it."""
    cited = [str(c.get("id")) for c in answer.get("citations") or () if isinstance(c, Mapping)]
    kept = {name: answer[name] for name in ("kind", "next_steps", "topic", "aspect") if answer.get(name)}
    return {"role": "assistant", "content": str(answer.get("answer") or ""), "citations": cited, **kept}
