"""Holds conversations with an assistant, each turn with the history that it gave itself, and scores every turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.answers.given import Given, read_given
from evals.cases.case import Split
from evals.follow.conversations import AskedTurn, Conversation
from evals.follow.recording import Share, put, share_of
from evals.metrics import conversing
from evals.metrics.scores import Score, failed, not_applicable
from evals.providers.opening import Ask
from evals.recording.rows import RunError, write_lines

METRICS = ("Q6.act", "Q6.subject", "Q6.topic", "Q6.side", "Q6.lead", "Q6")
FIRST_TURN, SAYS_NOTHING = "is the first turn", "is about nothing that goes on"


def talked(split: Split) -> str:
    """Return the name of the file beside a run that keeps what was answered in the conversations of a split."""
    return f"conversations-{split}.jsonl"


def hold_conversations(
    folder: Path,
    split: Split,
    conversations: Sequence[Conversation],
    ask: Ask,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Hold the conversations and write what was answered beside the run; return how many broke off.

    A conversation breaks off at a turn that fails: what comes after it would have no history to go on from.
    """
    lines = []
    for n, each in enumerate(conversations, 1):
        answers, error = put(each.id, each.role, [turn.said for turn in each.turns], ask)
        lines.append({"conversation": each.id, "answers": answers, "error": error})
        watch(n, len(conversations))
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / talked(split), iter(lines))
    return sum(line["error"] is not None for line in lines)


def turn_shares(folder: Path, split: Split, conversations: Sequence[Conversation]) -> tuple[Share, ...]:
    """Return how many turns are right in each thing asked, turns of a conversation as a cluster; none if none was held.

    Raises:
        RunError: The file beside the run can't be read.
    """
    path = folder / talked(split)
    if not path.exists():
        return ()
    try:
        lines = {line["conversation"]: line for line in map(json.loads, path.read_text("utf-8").split("\n")[:-1])}
        rows = {each.id: scores_of_turns(each, lines[each.id]) for each in conversations if each.id in lines}
    except (ValueError, LookupError, TypeError) as error:
        raise RunError(f"{path}: can't be read ({error}); `python -m evals follow` makes it anew") from None
    return tuple(share_of(metric, rows) for metric in METRICS)


def scores_of_turns(conversation: Conversation, line: Mapping[str, Any]) -> list[dict[str, Score]]:
    """Score each turn; Q6 is 1 where all that applies is. From a turn that failed on, all fail."""
    given: list[Given] = []
    why = line["error"]
    for n, fields in enumerate(line["answers"]):
        try:
            given.append(read_given(fields, None))
        except ValueError as error:
            why = f"unreadable: turn {n + 1}: {error}"
            break
    scores = []
    before: Given | None = None
    for n, turn in enumerate(conversation.turns):
        answer = given[n] if n < len(given) else None
        scores.append(_scores(turn, before, answer, why or "no answer"))
        before = answer if turn.topics else before
    return scores


def _scores(turn: AskedTurn, before: Given | None, given: Given | None, why: str) -> dict[str, Score]:
    first = not_applicable(FIRST_TURN)
    silent = {
        "Q6.act": turn.subject is None,
        "Q6.subject": turn.subject is None or not turn.topics,
        "Q6.topic": not turn.topics,
        "Q6.side": not turn.aspects,
        "Q6.lead": not turn.leads,
    }
    if given is None:
        found = {
            name: not_applicable("does not apply to the turn") if no else failed(why) for name, no in silent.items()
        }
        return {**found, "Q6": failed(why)}
    if turn.subject is None:
        goes_on = first
    elif before is None or not turn.topics:
        goes_on = not_applicable(SAYS_NOTHING)
    else:
        goes_on = conversing.subject(turn.subject, before, given)
    found = {
        "Q6.act": first if turn.subject is None else conversing.act(turn.acts, given),
        "Q6.subject": goes_on,
        "Q6.topic": conversing.topic(turn.topics, given),
        "Q6.side": conversing.side(turn.aspects, given),
        "Q6.lead": conversing.lead(turn.leads, given),
    }
    values = [score.value for score in found.values() if score.value is not None]
    return {**found, "Q6": Score(value=min(values), state="scored") if values else not_applicable(SAYS_NOTHING)}
