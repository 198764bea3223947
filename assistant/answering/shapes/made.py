"""Made things: a plan and a workshop, composed from a topic's steps."""

from __future__ import annotations

from assistant.answer import When
from assistant.answering.draft import Section
from assistant.answering.shapes.material import (
    Material,
    brought,
    bullets,
    frameworks_say,
    lowered,
    opening,
    practice,
    steps,
)

_ORDER: dict[When, int] = {"week": 0, "month": 1, "term": 2, "year": 3}
_BLOCK_MINUTES = (10, 15, 20, 10, 5)
USUAL_MINUTES = 60


def plan(m: Material) -> list[Section | None]:
    """All steps in the order of their time, with what shows progress."""
    in_time = sorted(m.topic.next_steps, key=lambda step: _ORDER[step.when])
    return [
        opening(m, "begin"),
        steps(m, most=len(in_time), chosen=in_time),
        bullets(m, "signs", m.topic.look_for),
        frameworks_say(m),
        practice(m),
        bullets(m, "pitfalls", m.topic.pitfalls[:2]),
    ]


def workshop(m: Material) -> list[Section | None]:
    """A session of the length asked for (an hour where none is) whose blocks rest on the topic."""
    t = m.topic
    blocks = (
        f"Why we are here: read this aloud and let people disagree with it in pairs. {t.openings.get('why', t.gist)}",
        f"What good looks like: each table names where it has seen this, or has not. {t.look_for[0]}",
        f"Work: tables draft their own version of this step. {t.next_steps[0].do}",
        f"Test it against what goes wrong. {t.pitfalls[0]}",
        f"Close: each person writes one step with a date, shown by something one can see. {t.next_steps[0].done}",
    )
    whole = m.reading.minutes or USUAL_MINUTES
    shares = [max(5, 5 * round(whole * part / sum(_BLOCK_MINUTES) / 5)) for part in _BLOCK_MINUTES]
    shares[2] += whole - sum(shares)
    timed = [f"{minutes} minutes. {block}" for minutes, block in zip(shares, blocks, strict=True)]
    said = f"{whole} minutes on {lowered(t.title)}, in five blocks that end with dated steps."
    return [
        Section(key="opening", style="text", statements=(m.suggestion(said), *brought(m, m.reading.aspect))),
        bullets(m, "agenda", timed),
        frameworks_say(m),
        practice(m),
        steps(m, most=2, chosen=t.next_steps[1:3]),
    ]
