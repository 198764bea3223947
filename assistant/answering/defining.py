"""A question for the meaning of a term, answered with its definition and the topic that goes on from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.answer import Act, ReadAs
from assistant.answering.reading_words import SIDE_IN_WORDS
from assistant.knowledge.corpus.concepts import Concept, Concepts
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.search.search import Found
from assistant.understanding.reading import Reading

_ASKING: frozenset[Act] = frozenset({"ask", "aspect", "continue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A question for a meaning.

    Attributes:
        reading: It, read as asking what the term is.
        found: What search found, the concept's topic and indicators first.
    """

    concept: Concept
    reading: Reading
    found: Found

    @property
    def definition(self) -> str:
        """The definition, in the language of the answer."""
        return self.concept.es if self.reading.reply_in == "spanish" else self.concept.says

    @property
    def read_as(self) -> ReadAs:
        """How the question was read."""
        return ReadAs(question=f"{self.concept.term}: {SIDE_IN_WORDS['what']}", certain=True)


def defined(reading: Reading, found: Found, concepts: Concepts, topics: Topics) -> Defined | None:
    """Return a question for the meaning of a term with what answers it, or None where it asks something else."""
    if reading.act not in _ASKING or reading.language == "other":
        return None
    meant = concepts.meant(reading.said, reading.english)
    if meant is None:
        return None
    concept, bare = meant
    if reading.aspect != "what" and not (bare and reading.act == "ask"):
        return None
    topic = next(topic for topic in topics.inside if topic.id == concept.topic)
    others = [(other, share) for other, share in found.topics if other.id != topic.id]
    leads = [indicator_of(label) for label in concept.lead]
    best = found.indicators[0][1] if found.indicators else 1.0
    ranked = [*((lead, best) for lead in dict.fromkeys(leads)), *(i for i in found.indicators if i[0] not in leads)]
    return Defined(
        concept=concept,
        reading=replace(reading, aspect="what", kind="what-is", aspects=(("what", 1.0),)),
        found=replace(found, topics=((topic, 1.0), *others), indicators=tuple(ranked), certainty=1.0),
    )
