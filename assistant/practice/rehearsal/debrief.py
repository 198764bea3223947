"""What a rehearsal comes to: what was said well, what cost trust, what it practiced, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import WHENS
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.rehearsals import Scenario
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.practice.rehearsal.engine import Moment, Place

STEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Practiced:
    """An indicator or marker that a rehearsal practiced, the competencies with it, and the turns, counted from 1."""

    identifier: str
    competencies: tuple[str, ...]
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthTrying:
    """Another thing to say, where in the conversation, and why.

    Attributes:
        heard: What the other person says just before; None where it opens the conversation.
        instead_of: The words that were said there; None where they were good too.
    """

    say: str
    why: str
    serves: str
    heard: str
    instead_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """What a rehearsal comes to.

    Attributes:
        well: What was said well.
        cost: What cost trust.
        unused: What cost no trust and yet left an opening unused.
        steps: Next steps of the scenario's topic; those first that serve what went less well.
    """

    scenario: Scenario
    place: Place
    well: tuple[Moment, ...]
    cost: tuple[Moment, ...]
    unused: tuple[Moment, ...]
    practiced: tuple[Practiced, ...]
    worth_trying: WorthTrying
    topic: Topic
    steps: tuple[SuggestedStep, ...]


def debrief(scenario: Scenario, place: Place, topic: Topic) -> Debrief:
    """Return what a rehearsal comes to, ended or not."""
    other = [moment for moment in place.moments if moment.way != "strong"]
    return Debrief(
        scenario=scenario,
        place=place,
        well=tuple(moment for moment in place.moments if moment.way == "strong"),
        cost=tuple(moment for moment in other if moment.reply.trust < 0),
        unused=tuple(moment for moment in other if moment.reply.trust >= 0),
        practiced=_practiced(place.moments),
        worth_trying=_worth_trying(scenario, other),
        topic=topic,
        steps=_steps(topic, other),
    )


def _practiced(moments: tuple[Moment, ...]) -> tuple[Practiced, ...]:
    served = dict.fromkeys(moment.reply.serves for moment in moments)
    return tuple(
        Practiced(
            identifier=identifier,
            competencies=tuple(dict.fromkeys(m.reply.builds for m in moments if m.reply.serves == identifier)),
            turns=tuple(n for n, m in enumerate(moments, 1) if m.reply.serves == identifier),
        )
        for identifier in served
    )


def _worth_trying(scenario: Scenario, other: list[Moment]) -> WorthTrying:
    """Return the good reply where most trust was lost; where nothing was, another way to begin."""
    if not other:
        own = scenario.another_opening
        first = scenario.turns[0]
        return WorthTrying(say=own.say, why=own.why, serves=own.serves, heard=first.says, instead_of=None)
    worst = min(other, key=lambda moment: moment.reply.trust - moment.turn.replies.strong.trust)
    strong = worst.turn.replies.strong
    return WorthTrying(say=strong.say, why=strong.why, serves=strong.serves, heard=worst.heard, instead_of=worst.words)


def _steps(topic: Topic, other: list[Moment]) -> tuple[SuggestedStep, ...]:
    missed = {indicator_of(moment.turn.replies.strong.serves) for moment in other}
    ranked = sorted(
        topic.next_steps,
        key=lambda step: (step.when == "year", indicator_of(step.serves) not in missed, WHENS.index(step.when)),
    )
    return tuple(sorted(ranked[:STEPS], key=lambda step: WHENS.index(step.when)))
