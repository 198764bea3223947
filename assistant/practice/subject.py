"""What a made thing is about: a subject in words, found as a question is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer import Passage, Question, Role
from assistant.errors import CoachError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topic

if TYPE_CHECKING:
    from assistant.coach import Coach

MOST_BESIDE = 2


class NotCoveredError(CoachError):
    """The frameworks cover nothing of the subject."""

    exit_status = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """What a made thing is about.

    Attributes:
        words: As it was asked for.
        topic: The problem of practice that it is.
        beside: Topics that lie next to it, best first.
        identifiers: What may be cited, best first: the indicators that lead the answer, then those of the topic.
        passages: The passages of everything that may be cited, by identifier: framework texts and cases.
        frameworks: The frameworks that the identifiers are of.
        read_as: How the subject was read where that is not certain, as a sentence; else None.
        index: The digest of the index.
    """

    words: str
    topic: Topic
    beside: tuple[Topic, ...]
    identifiers: tuple[str, ...]
    passages: Mapping[str, Passage]
    frameworks: Frameworks
    read_as: str | None
    index: str


def find_subject(coach: Coach, words: str, role: Role = "unknown") -> Subject:
    """Return what a subject comes to, asked as a question is.

    Args:
        coach: Who is asked; no language model is.
        words: The subject in somebody's words: ``AI task force``, ``our wifi is slow``.
        role: Whose it is.

    Raises:
        NotCoveredError: The frameworks don't cover it.
        UsageError: It is empty or over-long.
    """
    answer = coach.ask(Question(text=words, role=role), offline=True)
    if answer.outcome == "abstained":
        near = " or ".join(f"“{place.title}”" for place in answer.nearest[:2])
        raise NotCoveredError(
            f"the frameworks hold nothing on “{words}”"
            + (f"; the nearest is {near}" if near else "; name another subject")
        )
    with coach.desk() as desk:
        library = desk.search.library
        found = desk.search.find(desk.search.see(answer.standalone_question))
        held = {topic.id: topic for topic, _ in found.topics}
        topic = held.get(answer.topic or "", found.topics[0][0])
        cited = [citation.id for citation in answer.citations if desk.frameworks.knows(citation.id)]
        passages = {passage.id: passage for passage in library.passages if desk.frameworks.knows(passage.id)}
        wanted = dict.fromkeys([*cited, *topic.labels, *topic.cases])
        unsure = answer.read_as is not None and not answer.read_as.certain
        return Subject(
            words=words,
            topic=topic,
            beside=tuple(other for other, _ in found.topics if other.id != topic.id)[:MOST_BESIDE],
            identifiers=tuple(identifier for identifier in wanted if identifier in passages),
            passages=passages,
            frameworks=desk.frameworks,
            read_as=f"Read as “{answer.read_as.question}”." if unsure and answer.read_as else None,
            index=library.digest,
        )
