"""What a run with a language model may cost and has cost, and what ends it before its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.writing.choice import chosen
from assistant.writing.prices import read_prices
from evals.recording.rows import Row, RunError

NOTHING_MEASURED = frozenset({"ceiling", "key"})
"""Why a model didn't write, where every further row would fall back for the same reason."""
PASSING = frozenset(
    {"unreachable", "too-many", "server", "timed-out", "broke-off", "empty", "unreadable", *NOTHING_MEASURED}
)
"""Why a model didn't write, where it may the next time."""


@dataclass(slots=True)
class Budget:
    """The US dollars that a run has cost, and the most that it may cost; None for no limit."""

    most: float | None
    spent: float = 0.0

    def spend(self, answer: Mapping[str, Any] | None) -> None:
        """Count what an answer cost."""
        usage = provenance_of(answer).get("usage") or {}
        self.spent += float(usage.get("cost") or 0.0)

    @property
    def reached(self) -> bool:
        """Whether nothing more may be asked."""
        return self.most is not None and self.spent >= self.most > 0

    @property
    def words(self) -> str:
        """Say that it is reached, and what to do."""
        return (
            f"the models have cost ${self.spent:.2f}; --max-cost was ${self.most or 0:.2f} for the whole run; "
            "--resume with more goes on"
        )


def fell_back(answer: Mapping[str, Any] | None) -> str | None:
    """Return why a model that was set didn't write an answer, in a word; None where it did or none was set."""
    found = provenance_of(answer).get("fell_back")
    return found if isinstance(found, str) else None


def refuse_unmeasured(row: Row) -> None:
    """Refuse a row that says nothing of the model, as the next ones wouldn't.

    Raises:
        RunError: The month's ceiling is reached, or the key is refused.
    """
    why = fell_back(row.answer)
    if why == "ceiling":
        raise RunError("the month's ceiling (model_monthly_ceiling) is reached; --resume goes on when there is room")
    if why == "key":
        raise RunError("the model's provider refuses the key; mend it and go on with --resume")


def model_told(settings: Settings, *, limited: bool) -> dict[str, str]:
    """Return what a manifest tells of the model: where it runs, and the prices that its cost is told by.

    Args:
        settings: They may name a model.
        limited: Whether the run's cost is limited.

    Raises:
        UsageError: The cost is limited and the model's price is unknown.
    """
    choice = chosen(settings)
    if choice is None:
        return {}
    prices = read_prices(settings.home)
    price = prices.of(choice)
    if price is None and limited:
        raise UsageError(
            f"the price of {settings.model!r} is not known here, so --max-cost can't be kept; write it into "
            f"{settings.home / 'prices.toml'} (docs/operating.md shows how)"
        )
    return {
        "runs": "on this machine" if choice.local else "elsewhere",
        "price": f"${price.usd_in:g} in, ${price.usd_out:g} out for a million tokens" if price else "unknown",
        "prices of": prices.dated.isoformat(),
    }


def provenance_of(answer: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what an answer says of how it was made; nothing where it says nothing readable."""
    found = (answer or {}).get("provenance")
    return found if isinstance(found, Mapping) else {}
