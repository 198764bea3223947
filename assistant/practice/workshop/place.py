"""How an activity is told online: the words that are written for it, else those for a room where they hold."""

from __future__ import annotations

import re

from assistant.knowledge.corpus.activities import Activity, Stride

_ROOM = re.compile(
    r"\b(?:hand(?:s|ed)? out|walls?|walk(?:s|ing)? (?:around|from|over|and)|(?:by|at) the door|stand (?:up|where|in)|"
    r"chairs?|circles?|ring a bell|index cards?|sticky|tape[ds]?|envelopes?|seats?|tables?|tear|fold|notes? on|charts?|"
    r"chips|strips?|hangs?|down the hall|red dots?|get up|sit down|thumbs?|fingers up|raise that many)\b",
    re.IGNORECASE,
)


def runs_online(activity: Activity) -> bool:
    """Tell whether an activity's steps hold where people meet online."""
    return not any(_ROOM.search(text) for step in activity.steps for text in told(step, online=True))


def told(step: Stride, *, online: bool) -> tuple[str, str]:
    """Return what is done and said in a step, in a room or online."""
    if not online:
        return step.do, step.say
    return step.online_do or step.do, step.online_say or step.say
