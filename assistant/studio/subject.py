"""The subject of a made thing, in somebody's words, found as a question is."""

from __future__ import annotations

from assistant.answer import Question, Role
from assistant.coach import Coach
from assistant.errors import CoachError
from assistant.practice.subject import Subject

MOST_BESIDE = 2


class NotCoveredError(CoachError):
    """The frameworks cover nothing of the subject."""

    exit_status = 1


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
        )
