"""What a run tells of the model that wrote: how often it fell back and why, what was removed, tokens, money, time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from evals.answers.given import Given, read_given
from evals.recording.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What became of the answers that a language model was to write.

    Attributes:
        asked: Answers that it was to write.
        written: Those in which its words stand.
        fell_back: The others, by the reason, most frequent first.
        removed: Its sentences that were left out or lost a mark, by the reason, most frequent first.
        versions: What it says it is.
        prompts: The prompts that it was given, by name and hash.
        tokens_in: Tokens read.
        tokens_out: Tokens written.
        cost: US dollars for all; None where a price is unknown.
        first_token_ms: Median time to its first text; None where none came.
    """

    asked: int
    written: int
    fell_back: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    versions: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = 0.0
    first_token_ms: float | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """It as JSON."""
        return asdict(self)

    @property
    def lines(self) -> tuple[str, ...]:
        """It in words, a line each."""
        cost = "price unknown" if self.cost is None else f"${self.cost:.4f}"
        first = (
            "" if self.first_token_ms is None else f"; first token after {self.first_token_ms / 1000:.2f} s (median)"
        )
        return (
            f"A model was to write {self.asked} answers and wrote {self.written}; fell back: "
            f"{self.asked - self.written} ({_counts(self.fell_back)}).",
            f"Sentences removed or unmarked: {sum(self.removed.values())} ({_counts(self.removed)}).",
            f"Tokens: {self.tokens_in:,} read, {self.tokens_out:,} written; {cost}{first}.",
        )


def writing_of(rows: Iterable[Row]) -> Writing | None:
    """Return what the rows of a run tell of its model; None where none was to write."""
    given = [found for row in rows if (found := _read(row)) is not None and found.model_asked]
    if not given:
        return None
    made = [each.provenance for each in given]
    usages = [each.usage for each in made if each.usage]
    costs = [usage.cost for usage in usages]
    firsts = [usage.first_token_ms for usage in usages if usage.first_token_ms is not None]
    return Writing(
        asked=len(given),
        written=sum(each.fell_back is None for each in made),
        fell_back=_sorted(Counter(each.fell_back for each in made if each.fell_back)),
        removed=_sorted(sum((Counter(each.removed) for each in made), Counter())),
        versions=tuple(sorted({usage.version for usage in usages if usage.version})),
        prompts=tuple(sorted({each.prompt for each in made if each.prompt})),
        tokens_in=sum(usage.input_tokens for usage in usages),
        tokens_out=sum(usage.output_tokens for usage in usages),
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        first_token_ms=median(firsts) if firsts else None,
    )


def _read(row: Row) -> Given | None:
    try:
        return read_given(row.answer, row.retrieved) if row.answer else None
    except ValueError:
        return None


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{reason} {n}" for reason, n in counts.items()) or "none"
