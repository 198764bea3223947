"""Damage that means nothing: order, spacing, letter case and doubled marks; no metric may move."""

from __future__ import annotations

import re
from collections.abc import Callable

from evals.cases.case import Case
from evals.metrics.trial import Ruler
from evals.proof.gold import Fields, rendered

_BODY = re.compile(r"(?s)^(.*?)(\*\*References\*\*.*)?$")


def _steps_reordered(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if len(fields["next_steps"]) < 2:
        return None
    changed = {**fields, "next_steps": fields["next_steps"][::-1]}
    return {**changed, "answer": rendered(changed, ruler.frameworks)}


def _citations_reordered(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if len(fields["citations"]) < 3:
        return None
    first, *rest = fields["citations"]
    changed = {**fields, "citations": [first, *reversed(rest)]}
    return {**changed, "answer": rendered(changed, ruler.frameworks)}


def _spacing(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    return _reworded(fields, lambda text: re.sub(r" (?=\w)", "  ", text))


def _letter_case(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    return _reworded(fields, str.lower)


def _doubled_marks(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if not fields["claims"]:
        return None
    claims = [{**claim, "citations": claim["citations"] * 2} for claim in fields["claims"]]
    changed = {**fields, "claims": claims}
    return {**changed, "answer": rendered(changed, ruler.frameworks)}


def _reworded(fields: Fields, change: Callable[[str], str]) -> Fields:
    """Change the prose of claims and next steps, and of the rendered text above its references."""
    body = _BODY.match(fields["answer"])
    assert body is not None, "matches every text"
    return {
        **fields,
        "answer": change(body[1]) + (body[2] or ""),
        "claims": [{**claim, "text": change(claim["text"])} for claim in fields["claims"]],
        "next_steps": [
            {**step, "do": change(step["do"]), "done": change(step["done"])} for step in fields["next_steps"]
        ],
    }


NULL_DAMAGE: tuple[tuple[str, Callable[[Fields, Case, Ruler], Fields | None]], ...] = (
    ("next steps in another order", _steps_reordered),
    ("citations after the first in another order", _citations_reordered),
    ("spacing", _spacing),
    ("letter case of prose", _letter_case),
    ("doubled marks", _doubled_marks),
)
