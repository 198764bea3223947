"""Levels: what an item of a self-assessment looks like at each of four levels, in our words, for every item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Entry, Frameworks, Indicator, Marker, indicator_of
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.corpus.yaml_files import YamlFile, nearest_to

FOLDER = "levels"
OURS = ("not yet", "started", "in place", "thriving")
"""Our own names for the four levels, lowest first."""
FOUR = len(OURS)


class ItemLevels(Entry):
    """An item and what each of its levels looks like.

    Attributes:
        id: A marker, or an indicator: one without markers, or one of whose evidence no marker speaks.
        topic: The topic whose next steps lift it from where it usually stands.
        step: Which of these comes first for it.
        after: What its move builds on: items that have to be started before it makes sense.
        name: A short name of ours where the framework's own says nothing by itself.
        evidence: Of an indicator with markers, the evidence that the item is about.
        levels: What is seen at each level, lowest first: ours, never the framework's.
    """

    id: str
    topic: str
    step: int = Field(default=1, ge=1)
    after: tuple[str, ...] = ()
    name: str | None = None
    evidence: tuple[str, ...] = ()
    levels: tuple[str, str, str, str]


class _LevelsFile(Entry):
    framework: str
    scale: tuple[str, str, str, str]
    items: tuple[ItemLevels, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _levels_differ(self) -> _LevelsFile:
        for item in self.items:
            if len(set(item.levels)) < FOUR:
                raise ValueError(f"{item.id!r} says the same at two levels")
        return self


class Levels(BaseModel):
    """The levels of all items, and each framework's names for its four."""

    model_config = ConfigDict(frozen=True)

    items: tuple[ItemLevels, ...]
    scales: dict[str, tuple[str, str, str, str]]

    @cached_property
    def by_id(self) -> dict[str, ItemLevels]:
        """The items by identifier, in the order of the corpus."""
        return {item.id: item for item in self.items}

    def scale(self, identifier: str) -> tuple[str, str, str, str]:
        """Return the names of the four levels by which an identifier is rated, lowest first."""
        return self.scales[identifier.split("/", 1)[0]]


def read_levels(corpus: Path, frameworks: Frameworks, topics: Iterable[Topic]) -> Levels:
    """Read and check the level files of a corpus: every marker and every indicator without markers has its four.

    Raises:
        CorpusError: A file is wrong, a topic is unknown, or an item has no levels, or has them twice.
    """
    paths = sorted((corpus / FOLDER).glob("*.yaml"))
    if not paths:
        raise CorpusError(f"{corpus / FOLDER}: no level files; restore the corpus folder")
    known = {topic.id: len(topic.next_steps) for topic in topics}
    found: dict[str, ItemLevels] = {}
    scales: dict[str, tuple[str, str, str, str]] = {}
    for path in paths:
        file = YamlFile(path)
        read = file.parse(_LevelsFile)
        _check_scale(file, read, frameworks)
        scales[read.framework] = read.scale
        for n, item in enumerate(read.items):
            if item.id in found:
                raise file.error(("items", n, "id"), f"{item.id!r} has its levels twice; remove one")
            _check_item(file, n, item, frameworks)
            _check_topic(file, n, item, known)
            found[item.id] = item
    _check_order(paths, found)
    missing = [identifier for identifier in items_of(frameworks) if identifier not in found]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise CorpusError(f"{corpus / FOLDER}: no levels for {missing[0]!r}{more}; add four descriptions of each")
    order = list(frameworks.entries)
    return Levels(items=tuple(sorted(found.values(), key=lambda item: order.index(item.id))), scales=scales)


def _check_order(paths: Sequence[Path], found: Mapping[str, ItemLevels]) -> None:
    """Refuse an item that builds on something unknown, or on something that stands behind it."""
    order = list(found)
    for path in paths:
        file = YamlFile(path)
        for n, item in enumerate(file.parse(_LevelsFile).items):
            for m, before in enumerate(item.after):
                if before not in found:
                    raise file.error(("items", n, "after", m), f"no item {before!r}{nearest_to(before, order)}")
                if order.index(before) >= order.index(item.id):
                    raise file.error(("items", n, "after", m), f"{before!r} stands behind {item.id!r}; name one before")


def items_of(frameworks: Frameworks) -> Iterator[str]:
    """Yield what has to have levels: every marker, and every indicator without markers."""
    for identifier, entry in frameworks.entries.items():
        if isinstance(entry, Marker) or (isinstance(entry, Indicator) and not entry.markers):
            yield identifier


def scale_of(framework: str, frameworks: Frameworks) -> tuple[str, ...]:
    """Return the four levels that a framework itself has names and scores for, lowest first; else ours."""
    for domain in frameworks.domains:
        if domain.framework == framework and len(domain.scores) == FOUR:
            return tuple(sorted(domain.scores, key=lambda name: domain.scores[name]))
    return OURS


def _check_scale(file: YamlFile, read: _LevelsFile, frameworks: Frameworks) -> None:
    known = [framework.id for framework in frameworks.frameworks]
    if read.framework not in known:
        raise file.error(("framework",), f"no framework {read.framework!r}{nearest_to(read.framework, known)}")
    wanted = scale_of(read.framework, frameworks)
    if read.scale != wanted:
        raise file.error(("scale",), f"got {', '.join(read.scale)}; expected {', '.join(wanted)}")
    for n, item in enumerate(read.items):
        if item.id.split("/", 1)[0] != read.framework:
            raise file.error(
                ("items", n, "id"), f"{item.id!r} is not of {read.framework!r}; put it into a file of its own"
            )


def _check_item(file: YamlFile, n: int, item: ItemLevels, frameworks: Frameworks) -> None:
    loc: Sequence[int | str] = ("items", n)
    if not frameworks.knows(item.id) or indicator_of(item.id) not in frameworks.indicators:
        raise file.error(
            (*loc, "id"), f"no indicator or marker {item.id!r}; did you mean {frameworks.nearest(item.id)!r}?"
        )
    entry = frameworks.entries[item.id]
    if isinstance(entry, Marker) and entry.name in frameworks.shared_names and item.name is None:
        raise file.error((*loc, "id"), f"several markers are called {entry.name!r}; give this one a name")
    if isinstance(entry, Indicator) and entry.markers and not item.evidence:
        raise file.error((*loc, "id"), f"{item.id!r} has markers; name the evidence of its own that the item is about")
    held = entry.evidence if isinstance(entry, Indicator) else ()
    for m, wanted in enumerate(item.evidence):
        if wanted not in held:
            raise file.error((*loc, "evidence", m), f"the indicator asks for no {wanted!r}{nearest_to(wanted, held)}")


def _check_topic(file: YamlFile, n: int, item: ItemLevels, steps: Mapping[str, int]) -> None:
    if item.topic not in steps:
        hint = nearest_to(item.topic, list(steps))
        raise file.error(("items", n, "topic"), f"no topic in scope {item.topic!r}{hint}")
    if item.step > steps[item.topic]:
        raise file.error(("items", n, "step"), f"{item.topic!r} has {steps[item.topic]} steps; name one of them")
