"""The subject of a made thing, in somebody's words, found as a question is."""

from __future__ import annotations

from assistant.answer import Answer, Question, Role
from assistant.coach import Coach
from assistant.desks import Desk
from assistant.errors import CoachError
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.search import Found
from assistant.practice.subject import LIKELY, Subject, is_called

MOST_BESIDE = 2


class NotCoveredError(CoachError):
    """The frameworks cover nothing of the subject, or it can't be told what of them it is."""

    exit_status = 1


def find_subject(coach: Coach, words: str, role: Role = "unknown", *, unsure: bool = False) -> Subject:
    """Return what a subject comes to, asked as a question is.

    Args:
        coach: Who is asked; no language model is.
        words: The subject in somebody's words: ``AI task force``, ``our wifi is slow``.
        role: Whose it is.
        unsure: Whether the nearest topic is taken, and said so, where it can't be told what the subject is; for what
            is form more than content.

    Raises:
        NotCoveredError: The frameworks don't cover it, or it can't be told what of them it is.
        UsageError: It is empty or over-long.
    """
    answer = coach.ask(Question(text=words, role=role), offline=True)
    with coach.desk() as desk:
        titled = _titled(words, desk)
        if answer.outcome == "abstained" and titled is None:
            raise _not_covered(words, answer)
        library = desk.search.library
        found = desk.search.find(desk.search.see(answer.standalone_question))
        held = {topic.id: topic for topic, _ in found.topics}
        topic = titled or held.get(answer.topic or "", found.topics[0][0])
        named = titled is not None or _names_a_part(words, desk) or (answer.read_as is None and answer.citations)
        certainty = 1.0 if named else found.certainty
        if certainty < library.calibration.sure and not unsure:
            raise _not_told(words, found)
        cited = [citation.id for citation in answer.citations if desk.frameworks.knows(citation.id)]
        passages = {passage.id: passage for passage in library.passages if desk.frameworks.knows(passage.id)}
        wanted = dict.fromkeys([*cited, *topic.labels, *topic.cases])
        return Subject(
            words=words,
            topic=topic,
            beside=tuple(other for other, _ in found.topics if other.id != topic.id)[:MOST_BESIDE],
            identifiers=tuple(identifier for identifier in wanted if identifier in passages),
            passages=passages,
            frameworks=desk.frameworks,
            read_as=f"Read as “{topic.title}”." if certainty < LIKELY else None,
        )


def _titled(words: str, desk: Desk) -> Topic | None:
    """Return the topic that words are the title of, or None."""
    return next((topic for topic in desk.search.library.topics.inside if is_called(topic.title, words)), None)


def _names_a_part(words: str, desk: Desk) -> bool:
    """Tell whether words call a part of a framework, or several, by their name or code."""
    entries = desk.frameworks.entries.values()
    return bool(desk.reader.names.mentions(words, words).known) or any(
        is_called(entry.name, words) for entry in entries
    )


def _not_covered(words: str, answer: Answer) -> NotCoveredError:
    near = " or ".join(f"“{place.title}”" for place in answer.nearest[:2])
    return NotCoveredError(
        f"the frameworks hold nothing on “{words}”" + (f"; the nearest is {near}" if near else "; name another subject")
    )


def _not_told(words: str, found: Found) -> NotCoveredError:
    near = " or ".join(f"“{topic.title}”" for topic, _ in found.topics[: 1 + MOST_BESIDE])
    return NotCoveredError(
        f"I can't tell what of the frameworks “{words}” is about; the nearest that I have is {near}: "
        "name one of these, or say it in other words"
    )
