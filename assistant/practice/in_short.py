"""An instruction in short: its first clause, which is whole by itself; never a phrase that was cut."""

from __future__ import annotations

import re

FEWEST_WORDS, ROOM = 3, 85
# What begins so tells of a time or place; what is done follows.
_ASIDE = re.compile(r"(?:for|where|in|at|with|on|if|when|once|before|after|during|every|each|under|from) .*?, ", re.I)
_VERBS = (
    "mark|name|tell|give|check|look|see|ask|write|pick|show|share|send|say|note|report|publish|keep|count|compare|put|"
    "choose|agree|invite|add|change|correct|prepare|read|sort|list|match|set|decide|test|try|let|bring|repeat|call|"
    "have|hold|make|fix|end|move|post|stop|take|use|meet|hand|settle|record|track|print|pair|drop"
)
_ENDS = re.compile(
    rf"[;:(]|\.(?=\s|$)|,? so that |,? then |, (?:and|but) (?:then )?(?:{_VERBS})\b|"
    r", (?:with|before|such as|including|where|until|from|not|by|once|sorted|yourself|without|even|starting|beginning|"
    r"linked|opened|each|one|both|which|who|whose|after|if|whether|especially)\b"
)
# Where a clause that is too long may end as well: what follows only says with what, when, or what else.
_MAY_END = re.compile(rf" (?:and|then) (?:{_VERBS})\b| (?:before|after|until|while|whenever|because) ")
# What is begun with one of these is done for what follows.
_CARRIES = re.compile(r"(?:take|pull|open|sit|meet|use|bring|put|go|start|begin|get|look|read)\b", re.I)

_DANGLING = frozenset("and or but a an the of to for with in on at by from that which what how".split())


def in_short(do: str) -> str:
    """Return an instruction up to where its first clause is whole: ``Name one privacy lead``."""
    text = do.strip().rstrip(".")
    aside = _ASIDE.match(text)
    if aside and len(text[aside.end() :].split()) >= FEWEST_WORDS:
        text = text[aside.end() :]
    end = next((found.start() for found in _ENDS.finditer(text) if _is_whole(text[: found.start()])), len(text))
    text = text[:end]
    if len(text) > ROOM and not _CARRIES.match(text):
        late = next((found.start() for found in _MAY_END.finditer(text) if _is_whole(text[: found.start()])), len(text))
        text = text[:late]
    return f"{text[:1].upper()}{text[1:]}".rstrip(" ,")


def _is_whole(head: str) -> bool:
    """Tell whether what stands before a cut is a clause: some words, no open quotation."""
    quotes = head.count('"') % 2 or head.count("“") != head.count("”")
    return len(said := head.split()) >= FEWEST_WORDS and not quotes and said[-1].lower() not in _DANGLING
