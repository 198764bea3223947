"""A Python function as an assistant: it takes a question of the contract and returns an answer's fields."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from evals.answers.reply import Reply
from evals.answers.schema import problem_of

Fields = dict[str, Any]


def function(path: str) -> Callable[[Fields], object]:
    """Return the function of a dotted path; modules of the folder at hand are found too.

    Raises:
        UsageError: There is no such module or no such function in it.
    """
    module, _, name = path.rpartition(".")
    if not module or not name.isidentifier():
        raise UsageError(f"provider 'python:{path}': expected python:module.function")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ImportError as error:
        raise UsageError(f"provider 'python:{path}': {error}") from None
    if not callable(found):
        raise UsageError(f"provider 'python:{path}': {module} has no function {name!r}")
    called: Callable[[Fields], object] = found
    return called


def reply_of(fields: object) -> Reply:
    """Return what a function gave back as a reply; ``retrieved`` is taken out of the fields.

    Raises:
        ValueError: It is no answer; the message begins with the field.
    """
    if not isinstance(fields, Mapping):
        raise ValueError(f"expected a dict with outcome and citations, got {fields!r:.60}")
    answer = dict(fields)
    retrieved = answer.pop("retrieved", None)
    problem = problem_of(answer)
    if problem:
        raise ValueError(problem)
    if answer["outcome"] == "error":
        raise ValueError(str(answer.get("error") or "the assistant reports an error"))
    return Reply(answer=answer, retrieved=tuple(map(str, retrieved)) if isinstance(retrieved, list | tuple) else None)
