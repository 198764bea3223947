"""The subject of a plan, with the topics that lie beside it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assistant.answer import Role
from assistant.coach import Coach
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.index.generation import Library
from assistant.knowledge.search.words import terms
from assistant.practice.subject import Subject, find_subject

MOST_BESIDE, SIFTED = 4, 30


def subject_of_plan(coach: Coach, words: str, role: Role = "unknown") -> Subject:
    """Return what a plan's subject comes to, with the topics nearest to it beside it.

    Raises:
        NotCoveredError: The frameworks don't cover it.
        UsageError: It is empty or over-long.
    """
    subject = find_subject(coach, words, role)
    with coach.desk() as desk:
        return replace(subject, beside=near_topics(desk.search.library, subject.topic))


def near_topics(library: Library, topic: Topic, most: int = MOST_BESIDE) -> tuple[Topic, ...]:
    """Return the topics nearest to one, best first: by the ways in which both are asked for, and by their words."""
    topics = library.topics.inside
    here = next(n for n, other in enumerate(topics) if other.id == topic.id)
    by_questions = _standard(_by_questions(library, here))
    sifted = [int(n) for n in np.argsort(-by_questions, kind="stable") if n != here][:SIFTED]
    by_words = _standard(_by_words(topic, [topics[n] for n in sifted]))
    ranked = sorted(zip(sifted, by_words, strict=True), key=lambda one: -(by_questions[one[0]] + one[1]))
    return tuple(topics[n] for n, _ in ranked[:most])


def _by_questions(library: Library, here: int) -> npt.NDArray[np.float64]:
    known, count = library.voters.known, len(library.topics.inside)
    means = [known.vectors[known.starts[n] : known.starts[n + 1]].mean(axis=0) for n in range(count)]
    middles = np.stack(means).astype(np.float64)
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    return np.asarray(middles @ middles[here])


def _by_words(topic: Topic, others: Sequence[Topic]) -> npt.NDArray[np.float64]:
    texts = [Counter(terms(_text(one))) for one in (topic, *others)]
    spread = Counter(word for text in texts for word in text)
    weighed = [{w: (1 + math.log(n)) * math.log(len(texts) / spread[w]) for w, n in text.items()} for text in texts]
    lengths = [math.sqrt(sum(x * x for x in text.values())) or 1.0 for text in weighed]
    own = weighed[0]
    return np.array(
        [
            sum(x * own.get(w, 0.0) for w, x in text.items()) / length / lengths[0]
            for text, length in zip(weighed[1:], lengths[1:], strict=True)
        ]
    )


def _standard(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray((values - values.mean()) / (values.std() or 1.0))


def _text(topic: Topic) -> str:
    steps = " ".join(f"{step.do} {step.done}" for step in topic.next_steps)
    return f"{topic.title} {topic.title} {topic.gist} {steps} {' '.join(topic.outline)}"
