"""Concepts: terms that people ask the meaning of, in our own words, with the indicators that they touch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.knowledge.corpus.frameworks import Entry, Frameworks, indicator_of
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.corpus.yaml_files import YamlFile, nearest_to
from assistant.knowledge.search.words import terms

FILE = "concepts.yaml"
# What is said around a term by who asks its meaning, beside words of grammar.
_ASKING = frozenset(
    terms(
        "mean meaning meant define definition explain stand acronym abbreviation term exactly simple "
        "significa significan quiere decir definir explicar término siglas"
    )
)
MOST_BESIDE = 1


class Concept(Entry):
    """A term and what it means.

    Attributes:
        also: Its other names, Spanish ones too.
        says: What it is, in one or two sentences of ours.
        es: The same in Spanish.
        lead: The indicators or markers that it touches most, best first.
        topic: The topic whose advice goes on from it.
    """

    term: str = Field(min_length=2)
    also: tuple[str, ...] = ()
    says: str
    es: str
    lead: tuple[str, ...] = Field(min_length=1, max_length=3)
    topic: str

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the usual one first."""
        return (self.term, *self.also)


class Concepts(BaseModel):
    """The concepts of a corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    concepts: tuple[Concept, ...] = ()

    def meant(self, *texts: str) -> tuple[Concept, bool] | None:
        """Return the concept whose meaning a question asks, and whether the question is its bare name; or None.

        Args:
            texts: The question as it was put, and in English; a name counts where little else is said beside it.
        """
        found = [
            (len(name), beside == 0, concept)
            for said in (frozenset(terms(text)) for text in texts)
            for name, concept in self._by_terms
            if (beside := _beside(said, name)) is not None
        ]
        if not found:
            return None
        _, bare, concept = max(found, key=lambda one: one[:2])
        return concept, bare

    @cached_property
    def _by_terms(self) -> tuple[tuple[frozenset[str], Concept], ...]:
        return tuple((frozenset(terms(name)), concept) for concept in self.concepts for name in concept.names)


def _beside(said: frozenset[str], name: frozenset[str]) -> int | None:
    """Return how many content words a text has beside a name; None where the name isn't in it, or too many are."""
    if not name or not name <= said:
        return None
    beside = len(said - name - _ASKING)
    return beside if beside <= MOST_BESIDE else None


def read_concepts(corpus: Path, frameworks: Frameworks, topics: Topics) -> Concepts:
    """Read the concepts of a corpus; one without the file has none.

    Raises:
        CorpusError: The file is wrong, a name stands twice, or an identifier or topic is unknown.
    """
    path = corpus / FILE
    if not path.is_file():
        return Concepts()
    file = YamlFile(path)
    read = file.parse(Concepts)
    inside = [topic.id for topic in topics.inside]
    seen: dict[str, str] = {}
    for n, concept in enumerate(read.concepts):
        for name in concept.names:
            if name.casefold() in seen:
                raise file.error(("concepts", n, "term"), f"{name!r} is a name of {seen[name.casefold()]!r} too")
            seen[name.casefold()] = concept.term
        for m, label in _unknown(concept, frameworks):
            near = frameworks.nearest(label)
            raise file.error(("concepts", n, "lead", m), f"no indicator or marker {label!r}; did you mean {near!r}?")
        if concept.topic not in inside:
            raise file.error(
                ("concepts", n, "topic"), f"no topic in scope {concept.topic!r}{nearest_to(concept.topic, inside)}"
            )
    return read


def _unknown(concept: Concept, frameworks: Frameworks) -> Iterator[tuple[int, str]]:
    for m, label in enumerate(concept.lead):
        if not frameworks.knows(label) or indicator_of(label) not in frameworks.indicators:
            yield m, label
