"""The command `coach feedback`: what people thought of answers, as cases for the evals to be reviewed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.store import GivenFeedback

feedback = typer.Typer(
    name="feedback", help="Give out what people thought of answers.", no_args_is_help=True, rich_markup_mode=None
)


@feedback.callback()
def configure() -> None:
    """Give out what people thought of answers."""


@feedback.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Write them to this file, as JSON Lines.")],
) -> None:
    """Write all feedback as eval cases to review, one JSON object a line."""
    from assistant.practice.files import write_whole
    from assistant.settings import load_settings
    from assistant.store import database_address, open_store

    with open_store(database_address(load_settings())) as store:
        given = store.feedback.all_given()
    lines = [json.dumps(case_of(one), ensure_ascii=False) + "\n" for one in given]
    write_whole(out, "".join(lines).encode(), private=True)
    print(f"{out}: {len(lines)} to review")


def case_of(given: GivenFeedback) -> dict[str, Any]:
    """Return feedback as a line of a case file whose gold is empty, with what a reviewer needs under ``review``.

    The evals refuse it until somebody has filled in the gold and taken ``review`` out. The question is the one that
    stands alone, where the answer tells it: a case of its own has no conversation before it.
    """
    answer = _answer_of(given.answer)
    named = "f" + hashlib.sha256(given.id.encode()).hexdigest()[:12]
    return {
        "id": named,
        "base": named,
        "variant": "base",
        "split": "dev",
        "kind": answer.get("kind"),
        "role": given.role,
        "question": answer.get("standalone_question") or given.question,
        "turns": [],
        "expected": None,
        "reason": None,
        "lead": [],
        "required": [],
        "allowed": [],
        "competencies_required": [],
        "competencies_allowed": [],
        "nuggets": [],
        "premise": None,
        "topics": [],
        "aspects": [],
        "source": "feedback",
        "authors": [],
        "review": {
            "state": "to review",
            "complaint": given.kind,
            "note": given.note,
            "typed": given.question,
            "answered": answer.get("answer"),
            "cited": answer.get("citations", []),
            "given_at": given.given_at.isoformat(),
        },
    }


def _answer_of(kept: str | None) -> dict[str, Any]:
    """Return what a case needs of a kept answer; a text that is no JSON of one is what was shown."""
    if kept is None:
        return {}
    from pydantic import TypeAdapter, ValidationError

    from assistant.answer import Answer

    try:
        answer = TypeAdapter(Answer).validate_json(kept)
    except ValidationError:
        return {"answer": kept}
    return {
        "kind": answer.kind,
        "standalone_question": answer.standalone_question,
        "answer": answer.answer,
        "citations": [citation.id for citation in answer.citations],
    }
