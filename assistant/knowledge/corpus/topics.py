"""Topics: what leaders bring, how they put it, which indicators fit it, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.answer import Aspect, Role, When
from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Entry, Frameworks, indicator_of
from assistant.knowledge.corpus.yaml_files import YamlFile, nearest_to

Form = Literal[
    "how-to",
    "what-is",
    "check",
    "extent",
    "who",
    "example",
    "compare",
    "evidence",
    "interview",
    "worry",
    "statement",
    "story",
    "terse",
    "jargon",
    "misspelt",
    "spanish",
    "draft",
]
FORMS: tuple[Form, ...] = get_args(Form)
Angle = Literal[
    "board",
    "small-system",
    "staff",
    "families",
    "money",
    "students",
    "coach",
    "it",
    "superintendent",
    "principal",
    "teacher-leader",
    "first-week",
]


class AskedAs(Entry):
    """One way in which somebody brings a topic."""

    role: Role
    form: Form
    text: str = Field(min_length=2, max_length=1200)


class SuggestedStep(Entry):
    """A next step of a topic: our suggestion, tied to competencies and to the identifier that it serves."""

    do: str
    who: str
    when: When
    done: str
    builds: tuple[str, ...] = Field(min_length=1)
    serves: str


class SpanishStep(Entry):
    """A next step's words in Spanish."""

    do: str
    who: str
    done: str


class InSpanish(Entry):
    """A topic's words in Spanish: those that open an answer, and its next steps in their order."""

    id: str
    title: str
    gist: str
    openings: dict[Aspect, str]
    next_steps: tuple[SpanishStep, ...]


class Topic(Entry):
    """A problem of practice with its labels and coaching; ``questions`` are left out of the compiled corpus.

    Attributes:
        gist: The direct answer to how one begins.
        openings: What an answer opens with where another side of the topic is asked, by aspect.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    scope: Literal["in"] = "in"
    lead: tuple[str, ...] = Field(min_length=1, max_length=6)
    also: tuple[str, ...] = Field(max_length=8)
    gist: str
    openings: dict[Aspect, str] = Field(default_factory=dict)
    next_steps: tuple[SuggestedStep, ...] = Field(min_length=2, max_length=5)
    who: tuple[str, ...] = Field(min_length=2)
    pitfalls: tuple[str, ...] = Field(min_length=1)
    look_for: tuple[str, ...] = Field(min_length=1)
    angles: dict[Angle, str] = Field(default_factory=dict)
    outline: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    spanish: InSpanish | None = None
    questions: tuple[AskedAs, ...] = ()

    def told_in_spanish(self) -> Topic:
        """Return the topic with its openings and steps in Spanish where it has them; the rest stays English."""
        if self.spanish is None:
            return self
        steps = (
            step.model_copy(update={"do": own.do, "who": own.who, "done": own.done})
            for step, own in zip(self.next_steps, self.spanish.next_steps, strict=True)
        )
        words = {"title": self.spanish.title, "gist": self.spanish.gist, "openings": self.spanish.openings}
        return self.model_copy(update={**words, "next_steps": tuple(steps)})

    @property
    def labels(self) -> tuple[str, ...]:
        """Lead and also labels, best first."""
        return self.lead + self.also

    @model_validator(mode="after")
    def _labels_stand_once(self) -> Topic:
        twice = {label for label in self.labels if self.labels.count(label) > 1}
        if twice:
            raise ValueError(f"{sorted(twice)[0]!r} stands twice in lead and also")
        return self


class OffTopic(Entry):
    """A matter that the frameworks don't cover, why we don't answer it, and where to turn instead."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    scope: Literal["off"]
    reason: str
    instead: str
    questions: tuple[AskedAs, ...] = ()


class Topics(BaseModel):
    """All topics of the corpus, in scope and off."""

    model_config = ConfigDict(frozen=True)

    inside: tuple[Topic, ...]
    off: tuple[OffTopic, ...]

    @property
    def brought(self) -> tuple[Topic | OffTopic, ...]:
        """The topics in order: those in scope, then those off it."""
        return (*self.inside, *self.off)

    def without_questions(self) -> Topics:
        """Return the coaching alone, as the compiled corpus carries it."""
        return Topics(
            inside=tuple(t.model_copy(update={"questions": ()}) for t in self.inside),
            off=tuple(t.model_copy(update={"questions": ()}) for t in self.off),
        )


class _InFile(Entry):
    area: str
    topics: tuple[Topic, ...]


class _SpanishFile(Entry):
    topics: tuple[InSpanish, ...]


class _OffFile(Entry):
    area: str
    topics: tuple[OffTopic, ...]


def read_topics(corpus: Path, frameworks: Frameworks) -> Topics:
    """Read and check the topic files of a corpus.

    A file holds topics of one scope only; ``off-*.yaml`` files hold what is not answered.

    Raises:
        CorpusError: A file is wrong, an identifier is unknown, an id stands twice, or a topic has no questions.
    """
    inside: list[Topic] = []
    off: list[OffTopic] = []
    seen_ids: dict[str, Path] = {}
    paths = sorted((corpus / "topics").glob("*.yaml"))
    if not paths:
        raise CorpusError(f"{corpus / 'topics'}: no topic files; restore the corpus folder")
    for path in paths:
        file = YamlFile(path)
        if path.name.startswith("off-"):
            off_topics = file.parse(_OffFile).topics
            off.extend(off_topics)
            _check_ids(file, off_topics, seen_ids)
            continue
        topics = file.parse(_InFile).topics
        _check_ids(file, topics, seen_ids)
        for n, topic in enumerate(topics):
            _check_labels(file, n, topic, frameworks)
        inside.extend(topics)
    if not inside:
        raise CorpusError(f"{corpus / 'topics'}: no topic in scope; restore the corpus folder")
    return Topics(inside=tuple(_with_spanish(corpus, inside)), off=tuple(off))


def _with_spanish(corpus: Path, topics: Sequence[Topic]) -> Iterator[Topic]:
    """Yield the topics, those that have it with their Spanish."""
    held: dict[str, InSpanish] = {}
    steps = {topic.id: len(topic.next_steps) for topic in topics}
    for path in sorted((corpus / "spanish").glob("*.yaml")):
        file = YamlFile(path)
        for n, own in enumerate(file.parse(_SpanishFile).topics):
            if own.id not in steps:
                raise file.error(("topics", n, "id"), f"no topic {own.id!r}{nearest_to(own.id, list(steps))}")
            if len(own.next_steps) != steps[own.id]:
                raise file.error(("topics", n, "next_steps"), f"{own.id!r} has {steps[own.id]} steps; tell as many")
            if own.id in held:
                raise file.error(("topics", n, "id"), f"{own.id!r} has its Spanish elsewhere too; remove one")
            held[own.id] = own
    yield from (topic.model_copy(update={"spanish": held.get(topic.id)}) for topic in topics)


def _check_ids(file: YamlFile, topics: Sequence[Topic | OffTopic], seen: dict[str, Path]) -> None:
    for n, topic in enumerate(topics):
        if topic.id in seen:
            raise file.error(("topics", n, "id"), f"{topic.id!r} stands in {seen[topic.id].name} too; rename one")
        if not topic.questions:
            raise file.error(("topics", n, "id"), f"{topic.id!r} has no questions; add the ways in which it is brought")
        seen[topic.id] = file.path


def _check_labels(file: YamlFile, n: int, topic: Topic, frameworks: Frameworks) -> None:
    for field in ("lead", "also", "cases"):
        for m, label in enumerate(getattr(topic, field)):
            if not frameworks.knows(label):
                raise file.error(
                    ("topics", n, field, m), f"no identifier {label!r}; did you mean {frameworks.nearest(label)!r}?"
                )
            right = label.startswith("case/") if field == "cases" else indicator_of(label) in frameworks.indicators
            if not right:
                wanted = "case" if field == "cases" else "indicator or marker"
                raise file.error(("topics", n, field, m), f"{label!r} is no {wanted}; put one here")
    for m, step in enumerate(topic.next_steps):
        if step.serves not in topic.labels:
            raise file.error(("topics", n, "next_steps", m, "serves"), f"{step.serves!r} is not a label of the topic")
        for competency in step.builds:
            if competency not in frameworks.competency_names:
                raise file.error(
                    ("topics", n, "next_steps", m, "builds"),
                    f"no competency {competency!r}{nearest_to(competency, list(frameworks.competency_names))}",
                )
