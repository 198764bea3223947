"""A self-assessment as JSON, with all that is computed from it, and read back; a team's without anybody's answers."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from io import StringIO
from typing import Any

from pydantic import ValidationError

from assistant.errors import CoachError
from assistant.practice.assessment.comparing import Spread
from assistant.practice.assessment.model import GROUPS, LEVELS, Assessment
from assistant.practice.assessment.report import Report
from assistant.practice.assessment.scores import Score, shown
from assistant.practice.keeping import first_mistake


class AssessmentUnreadableError(CoachError):
    """A file holds no self-assessment."""


def exported(told: Report, spreads: Sequence[Spread] = ()) -> str:
    """Return a self-assessment with its items, scores, moves and changes as JSON.

    With ``spreads`` it is a team's: what each person said is left out.
    """
    assessment = told.assessment.model_copy(update={"people": ()}) if spreads else told.assessment
    held: dict[str, Any] = {
        "version": 1,
        "assessment": assessment.model_dump(mode="json"),
        "items": [item.model_dump(mode="json") for item in told.items],
        "results": {
            "overall": _score(told.found.overall),
            "domains": {identifier: _score(one) for identifier, one in told.found.domains.items()},
            "indicators": {identifier: _score(one) for identifier, one in told.found.indicators.items()},
            "items": {identifier: _number(value) for identifier, value in told.found.values.items()},
        },
        "moves": [
            {
                "indicator": move.indicator,
                "item": move.item.id,
                "topic": move.topic.id,
                "step": move.step.model_dump(mode="json"),
                "gain": _number(move.gain),
                "reason": move.reason,
            }
            for move in told.moves
        ],
        "team": [_spread(spread) for spread in spreads],
        "changes": None,
    }
    if told.changes is not None:
        held["changes"] = {
            "since": told.since.isoformat() if told.since else None,
            "before": _score(told.changes.before),
            "now": _score(told.changes.now),
            "items": [
                {"item": one.item, "before": _number(one.before), "now": _number(one.now), "by": _number(one.by)}
                for one in told.changes.items
            ],
        }
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def opened(content: bytes, name: str) -> Assessment:
    """Return the self-assessment that a JSON file holds, bare or as `exported` wrote it; what was computed is not read.

    Raises:
        AssessmentUnreadableError: It holds none.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
        held = data.get("assessment", data) if isinstance(data, dict) else data
        return Assessment.model_validate_json(json.dumps(held))
    except ValidationError as error:
        raise AssessmentUnreadableError(f"{name}: no self-assessment: {first_mistake(error)}; mend it") from None
    except (ValueError, RecursionError) as error:
        raise AssessmentUnreadableError(f"{name}: no JSON of a self-assessment: {error}; export it again") from None


def team_table(spreads: Sequence[Spread], names: Mapping[str, str]) -> str:
    """Return a team's answers as a table, without anybody's."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["item", "name", "answers", *(f"level_{n}" for n in LEVELS), "mean", *GROUPS, "gap"])
    for spread in spreads:
        counts = spread.counts or ("",) * len(LEVELS)
        groups = [shown(spread.groups[group]) if group in spread.groups else "" for group in GROUPS]
        mean, gap = ("" if value is None else shown(value) for value in (spread.mean, spread.gap))
        answers = "" if spread.answers is None else spread.answers
        writer.writerow([spread.item, names[spread.item], answers, *counts, mean, *groups, gap])
    return out.getvalue()


def _score(score: Score) -> dict[str, Any]:
    return {
        "mean": _number(score.mean),
        "level": score.level,
        "rated": len(score.values),
        "left_out": list(score.left_out),
        "arithmetic": score.arithmetic(),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "item": spread.item,
        "answers": spread.answers,
        "counts": list(spread.counts),
        "mean": _number(spread.mean),
        "groups": {group: _number(value) for group, value in spread.groups.items()},
        "gap": _number(spread.gap),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)
