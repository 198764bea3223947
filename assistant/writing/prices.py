"""What a model costs, from a dated table; local models cost nothing, and what isn't listed is unknown."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.writing.choice import Choice

TABLE = Path(__file__).with_name("prices.toml")
MILLION = 1_000_000
SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens, read and written."""

    usd_in: float
    usd_out: float

    @property
    def is_free(self) -> bool:
        """Whether nothing is to be paid."""
        return self.usd_in == self.usd_out == 0

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return the US dollars for so many tokens."""
        return (tokens_in * self.usd_in + tokens_out * self.usd_out) / MILLION


FREE = Price(usd_in=0, usd_out=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """A dated table.

    Attributes:
        dated: The day it was put together.
        source: Where the prices come from, in words.
        by_model: Prices by ``PROVIDER:NAME``.
    """

    dated: date
    source: str
    by_model: MappingProxyType[str, Price]

    def of(self, choice: Choice) -> Price | None:
        """Return the price of a model, or None where it is unknown.

        A snapshot (``gpt-6-luna-2026-09-22``) costs what its model costs. The price of a provider says nothing
        about another server that is called with its protocol.
        """
        if choice.local:
            return FREE
        if choice.own_server:
            return self.by_model.get(f"{choice.base_url}:{choice.name}")
        full = f"{choice.provider}:{choice.name}"
        return self.by_model.get(full) or self.by_model.get(SNAPSHOT.sub("", full))


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    usd_in: float = Field(alias="in", ge=0, allow_inf_nan=False)
    usd_out: float = Field(alias="out", ge=0, allow_inf_nan=False)


class _Rows(RootModel[dict[str, dict[str, _Row]]]):
    pass


def read_prices(home: Path) -> Prices:
    """Read the table, and the one in the folder ``home`` over it, whose date then counts.

    There, a provider's place can be taken by the address of a server, exactly as ``model_base_url`` has it.

    Raises:
        UsageError: The table in ``home`` can't be read.
    """
    dated, source, rows = _read(TABLE)
    own = home / TABLE.name
    if own.is_file():
        dated, source, more = _read(own)
        rows = {**rows, **more}
    return Prices(dated=dated, source=source, by_model=MappingProxyType(rows))


def no_ceiling_without_price(settings: Settings) -> str:
    """Say why a ceiling can't be kept for a model of unknown price, and what to do."""
    return (
        f"the price of {settings.model!r} is not known here, so model_monthly_ceiling can't be kept; write it into "
        f"{settings.home / TABLE.name} (docs/operating.md shows how), choose a model that is listed, "
        "or take the ceiling out"
    )


def _read(path: Path) -> tuple[date, str, dict[str, Price]]:
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        dated, source = held.pop("date", None), held.pop("source", str(path))
        if type(dated) is not date:
            raise UsageError(f"{path}: needs the day it was put together, as in `date = 2026-11-27`")
        rows = _Rows.model_validate(held).root
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} can't be read: {error}; mend or remove it") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f'{path}: {place}: {first["msg"]}; write [openai] and "NAME" = {{ in = 1.00, out = 5.00 }}'
        ) from None
    return (
        dated,
        str(source),
        {
            f"{provider.rstrip('/')}:{name}": Price(usd_in=row.usd_in, usd_out=row.usd_out)
            for provider, models in rows.items()
            for name, row in models.items()
        },
    )
