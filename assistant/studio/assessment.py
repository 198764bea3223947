"""Starting a self-assessment: what a coach's index and corpus hold for it, and a new one over what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Passage
from assistant.coach import Coach
from assistant.knowledge.corpus.levels import read_levels
from assistant.knowledge.corpus.topics import Topic
from assistant.practice.assessment.few import of_topic
from assistant.practice.assessment.form import joined
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Assessment, Item
from assistant.practice.assessment.scope import Scope, begun, scope_of, unsaid
from assistant.practice.subject import Subject
from assistant.studio.subject import find_subject


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """What self-assessments are made of: frameworks, levels and topics, and the passages that may be cited."""

    ground: Ground
    passages: Mapping[str, Passage]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Started:
    """A new self-assessment.

    Attributes:
        assessment: The assessment; nobody has answered.
        near: The topics of its subject; none where it is over named parts of frameworks.
        read_as: How the subject was read, where that is not certain.
    """

    assessment: Assessment
    near: tuple[Topic, ...] = ()
    read_as: str | None = None


def material(coach: Coach, corpus: Path) -> Material:
    """Return what self-assessments are made of.

    Raises:
        CorpusError: The levels can't be read, or an item has none.
    """
    with coach.desk() as desk:
        frameworks, library = desk.frameworks, desk.search.library
        topics = tuple(library.topics.inside)
        ground = Ground(frameworks=frameworks, levels=read_levels(corpus, frameworks, topics), topics=topics)
        passages = {passage.id: passage for passage in library.passages if frameworks.knows(passage.id)}
    return Material(ground=ground, passages=passages)


def start(words: Sequence[str], coach: Coach, made_of: Material) -> Started:
    """Return a new self-assessment over what some words ask for.

    Raises:
        UsageError: The words name nothing, or hold no indicator.
        NotCoveredError: They are a subject, and the frameworks cover nothing of it.
    """
    scope: Scope = scope_of(words, made_of.ground)
    if scope.subject is None:
        return Started(assessment=begun(scope, words, scope.identifiers, made_of.ground))
    subject = find_subject(coach, scope.subject)
    chosen = of_topic(subject.topic, scope.subject, made_of.ground)
    assessment = begun(scope, words, chosen, made_of.ground)
    return Started(
        assessment=assessment,
        near=(subject.topic, *subject.beside),
        read_as=_read_as(subject, made_of.ground.items(chosen)),
    )


def _read_as(subject: Subject, items: Sequence[Item]) -> str | None:
    """Return how a subject was read where that isn't certain, and which of its words no item speaks of."""
    left = unsaid(subject.words, items) if subject.read_as else ()
    if not left:
        return subject.read_as
    return f"{subject.read_as} We have no item that speaks of {joined([f'“{word}”' for word in left])}."
