"""What peers and we find, and how soon: the same questions put to each in one warm process, and the table of it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from assistant.knowledge.corpus.frameworks import indicator_of
from evals.cases.case import Case, domain_of
from evals.statistics import wilson

NOT_INSTALLED = (
    "LlamaIndex is not measured, as it isn't installed: `pip install -c constraints.txt llama-index-core` beside this, "
    'or the extra "bench".'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm:
    """One warm process: peak memory in MiB, and of each question the milliseconds and the identifiers, best first."""

    peak_mib: float
    ms: tuple[float, ...]
    found: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, peak_mib: float, printed: str) -> Warm:
        """Return what a process printed."""
        read = json.loads(printed)
        return cls(
            peak_mib=peak_mib,
            ms=tuple(float(one["ms"]) for one in read),
            found=tuple(tuple(one["found"]) for one in read),
        )


def has_llama_index() -> bool:
    """Tell whether LlamaIndex can be measured here."""
    return find_spec("llama_index") is not None and find_spec("llama_index.core") is not None


def peers_table(runs: Mapping[str, Sequence[Warm]], cases: Sequence[Case]) -> str:
    """Return latency, memory and what is found as a Markdown table, a column for each: medians over its runs.

    What is found is the same in every run of one, and is told of the first; the intervals are Wilson's.
    """
    names = list(runs)
    rows: list[tuple[str, list[str]]] = [
        (label, [f"{statistics.median(_quantile(run, share) for run in runs[name]):.2f}" for name in names])
        for label, share in (("p50 ms", 0.5), ("p99 ms", 0.99))
    ]
    rows.append(
        ("peak memory, MiB", [f"{statistics.median(run.peak_mib for run in runs[name]):.0f}" for name in names])
    )
    rows += [
        (
            figure,
            [
                _share([right(found, case)[figure] for found, case in zip(runs[name][0].found, cases, strict=True)])
                for name in names
            ],
        )
        for figure in ("lead@1", "domain@1")
    ]
    lines = [f"| {' | '.join(['warm', *names])} |", f"| --- |{' ---: |' * len(names)}"]
    lines += [f"| {label} | {' | '.join(cells)} |" for label, cells in rows]
    counts = "; ".join(f"{len(runs[name])} processes of {name}" for name in names)
    lines.append(f"\n{len(cases)} base questions of the development split that should be answered; {counts}.")
    return "\n".join(lines)


def right(found: Sequence[str], case: Case) -> dict[str, bool]:
    """Tell whether the first indicator found may lead, and whether its domain may."""
    labels = [indicator_of(each) for each in found if not each.startswith(("case/", "local/"))]
    leads = {indicator_of(each) for each in case.lead}
    return {
        "lead@1": bool(labels) and labels[0] in leads,
        "domain@1": bool(labels) and domain_of(labels[0]) in {domain_of(each) for each in leads},
    }


def _quantile(run: Warm, share: float) -> float:
    ordered = sorted(run.ms)
    return ordered[int(share * (len(ordered) - 1))]


def _share(values: Sequence[bool]) -> str:
    around = wilson(sum(values), len(values))
    return f"{sum(values) / len(values):.3f} [{around.low:.3f}, {around.high:.3f}]"
