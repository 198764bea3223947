"""The table of metrics in docs/evals.md, made from the docstrings of the metrics."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evals.metrics.catalogue import GROUPS, metric_of, metric_order

_EVALS = Path(__file__).parents[1]
MODULES = (
    *sorted((_EVALS / "metrics").glob("*.py")),
    _EVALS / "grading" / "judge.py",
    _EVALS / "figures" / "distance.py",
)
_ID = r"[A-Z]\d+(?:\.[a-z-]+)?"
_HEAD = re.compile(rf"^({_ID}(?:, {_ID})*): (.+)$", re.DOTALL)
_PART = re.compile(r"\b(Formula|Range|Edge cases|Source): ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a metric's docstring says of it; one docstring may speak of several metrics."""

    ids: tuple[str, ...]
    says: str
    formula: str
    range: str
    edge_cases: str
    source: str


@cache
def described(modules: tuple[Path, ...] = MODULES) -> tuple[Described, ...]:
    """Return every metric that the modules define, in the order of groups and numbers."""
    found = [metric for path in modules if path.exists() for metric in _in_module(path)]
    return tuple(sorted(found, key=lambda metric: metric_order(metric.ids[0])))


def metrics_table(metrics: tuple[Described, ...]) -> str:
    """Return the metrics as Markdown tables, a group each; headline metrics in bold."""
    lines: list[str] = []
    group = ""
    for metric in metrics:
        first, *others = map(metric_of, metric.ids)
        if GROUPS[first.id[0]] != group:
            group = GROUPS[first.id[0]]
            lines += ["", f"### {group}", "", "| id | metric | formula | range | edge cases | source |"]
            lines += ["|---|---|---|---|---|---|"]
        name = f"**{first.name}**" if first.headline else first.name
        says = metric.says if any(other.name != first.name for other in others) else f"{name}: {metric.says}"
        cells = [", ".join(metric.ids), says, metric.formula, metric.range, metric.edge_cases, metric.source]
        lines.append("| " + " | ".join(cell.replace("|", r"\|").replace("``", "`") for cell in cells) + " |")
    return "\n".join(lines).strip()


def _in_module(path: Path) -> Iterator[Described]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            text = ast.get_docstring(node) or ""
            head, *parts = _PART.split(" ".join(text.split()))
            match = _HEAD.match(head.strip())
            if match:
                said = {name: value.strip() for name, value in zip(parts[::2], parts[1::2], strict=True)}
                yield Described(
                    ids=tuple(match[1].split(", ")),
                    says=match[2].strip(),
                    formula=said.get("Formula", ""),
                    range=said.get("Range", ""),
                    edge_cases=said.get("Edge cases", ""),
                    source=said.get("Source", ""),
                )
