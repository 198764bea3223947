"""What the encoder is taught with: questions of the topics and the bank, each with its topic and its indicators."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.knowledge.corpus.bank import read_bank
from assistant.knowledge.corpus.frameworks import indicator_of, read_frameworks
from assistant.knowledge.corpus.topics import Topic, read_topics
from training.noise import typed_hastily

OFF = "off"
LONGEST = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question to learn from.

    Attributes:
        topic: Its topic's id, or None where none fits.
        indicators: The indicators that should lead its answer, best first; ``("off",)`` where it is off scope.
    """

    text: str
    topic: str | None
    indicators: tuple[str, ...]


def rows_of_topics(corpus: Path) -> list[Row]:
    """Return every way of asking of a corpus's topics, the very long ones left out.

    Raises:
        CorpusError: A corpus file is wrong.
    """
    topics = read_topics(corpus, read_frameworks(corpus))
    return [
        Row(
            text=asked.text,
            topic=topic.id,
            indicators=tuple(dict.fromkeys(map(indicator_of, topic.lead))) if isinstance(topic, Topic) else (OFF,),
        )
        for topic in topics.brought
        for asked in topic.questions
        if len(asked.text) < LONGEST
    ]


def rows_of_bank(corpus: Path) -> list[Row]:
    """Return the questions of the bank's writers who teach; those who calibrate or are measured with are left out.

    Raises:
        CorpusError: A corpus file is wrong.
    """
    frameworks = read_frameworks(corpus)
    bank = read_bank(corpus, frameworks, read_topics(corpus, frameworks))
    return [
        Row(
            text=question.text,
            topic=question.topics[0] if question.topics else None,
            indicators=question.lead or (OFF,),
        )
        for writer in bank
        if writer.use == "teaching"
        for question in writer.questions
    ]


def few_of_each(rows: Sequence[Row], most: int, random_: random.Random) -> list[Row]:
    """Return up to ``most`` rows of each topic, chosen by chance."""
    by_topic: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        by_topic[row.topic].append(row)
    return [row for own in by_topic.values() for row in random_.sample(own, min(most, len(own)))]


def mistyped(rows: Sequence[Row], share: float, random_: random.Random) -> list[Row]:
    """Return copies of a share of the rows as hasty hands type them."""
    return [replace(row, text=typed_hastily(row.text, random_)) for row in rows if random_.random() < share]
