"""Items of a subject that no framework has: what we advise on its topics, each next step a practice to be rated."""

from __future__ import annotations

from assistant.knowledge.corpus.levels import OURS
from assistant.knowledge.corpus.topics import Topic
from assistant.practice.assessment.model import Item
from assistant.practice.in_short import in_short
from assistant.practice.step_levels import levels_of

PREFIX = "advice/"


def identifiers(topic: Topic) -> tuple[str, ...]:
    """Return the identifiers of a topic's practices, in the order of its next steps."""
    return tuple(f"{PREFIX}{topic.id}/{n}" for n in range(1, len(topic.next_steps) + 1))


def is_practice(identifier: str) -> bool:
    """Tell whether an identifier is a practice's, or a topic's that holds practices."""
    return identifier.startswith(PREFIX)


def holder(identifier: str) -> str:
    """Return the identifier of the topic that a practice is of: ``advice/ai-task-force``."""
    return "/".join(identifier.split("/")[:2])


def topic_of(identifier: str) -> str:
    """Return the topic's own identifier."""
    return identifier.split("/")[1]


def place_of(identifier: str) -> int:
    """Return the place of a practice's step among its topic's next steps, from 0."""
    return int(identifier.rsplit("/", 1)[1]) - 1


def practice(topic: Topic, place: int) -> Item:
    """Return a topic's next step as an item, with what it looks like at each level."""
    step = topic.next_steps[place]
    identifier = identifiers(topic)[place]
    return Item(
        id=identifier,
        indicator=identifier,
        name=in_short(step.do),
        asks=None,
        practice=step.do,
        serves=step.serves,
        scale=OURS,
        levels=levels_of(topic)[place],
    )
