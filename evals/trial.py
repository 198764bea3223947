"""One case and the answer given to it, with the labels that the answer cites: what every metric looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of
from assistant.writing.support import rarity_of
from evals.cases import Case, domain_of, framework_of
from evals.given import Given
from evals.reading import read_surface

_UNCOUNTED = ("case/", "local/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels that an answer cites.

    Attributes:
        first: The first cited identifier folded to its indicator, whether or not it is one; None without citation.
        cited: Distinct indicators that exist, in the order cited (P).
        wider: Domains and frameworks that are cited as such.
        unresolved: Marks and identifiers that resolve to nothing (U).
    """

    first: str | None
    cited: tuple[str, ...]
    wider: tuple[str, ...]
    unresolved: tuple[str, ...]

    @property
    def domains(self) -> frozenset[str]:
        """The domains of all that is cited."""
        return frozenset(domain_of(label) for label in (*self.cited, *self.wider) if "/" in label)

    @property
    def frameworks(self) -> frozenset[str]:
        """The frameworks of all that is cited."""
        return frozenset(framework_of(label) for label in (*self.cited, *self.wider))

    @property
    def with_ancestors(self) -> frozenset[str]:
        """All that is cited, closed under its ancestors."""
        return closed((*self.cited, *self.wider))


class Ruler:
    """What measuring needs of the corpus: identifiers, links of competencies, and how rare each word is."""

    def __init__(self, frameworks: Frameworks) -> None:
        self.frameworks = frameworks

    @cached_property
    def links(self) -> Mapping[str, frozenset[str]]:
        """The indicators that each competency serves; an ISTE item serves itself and its crosswalk, both ways."""
        linked = {c.id: frozenset(map(indicator_of, c.links)) for c in self.frameworks.competencies}
        see = {i: frozenset(map(indicator_of, entry.see)) for i, entry in self.frameworks.indicators.items()}
        for competency in self.frameworks.competency_names:
            if competency not in linked:
                back = frozenset(i for i, targets in see.items() if competency in targets)
                linked[competency] = frozenset({competency}) | see.get(competency, frozenset()) | back
        return linked

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """The inverse document frequency of every word over the corpus's entries; ``""`` stands for unseen words."""
        return rarity_of(self.frameworks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A case, the answer given to it, and the ruler to measure with."""

    case: Case
    given: Given
    labels: Labels
    ruler: Ruler


def trial(case: Case, given: Given, ruler: Ruler) -> Trial:
    """Return a case and its answer with the labels cited."""
    return Trial(case=case, given=given, labels=labels_of(given, ruler.frameworks), ruler=ruler)


def labels_of(given: Given, frameworks: Frameworks) -> Labels:
    """Return the labels an answer cites: markers fold to their indicators, cases and own documents don't count.

    An abstention cites what it lists all the same, but nothing leads it.
    """
    identifiers = [citation.id for citation in given.citations]
    labels = [i for i in identifiers if not i.startswith(_UNCOUNTED)]
    folded = list(dict.fromkeys(indicator_of(i) for i in labels if frameworks.knows(i)))
    return Labels(
        first=indicator_of(labels[0]) if labels and given.answered else None,
        cited=tuple(label for label in folded if label in frameworks.indicators),
        wider=tuple(label for label in folded if label not in frameworks.indicators),
        unresolved=tuple(dict.fromkeys(_unresolved(given, identifiers, frameworks))),
    )


def closed(labels: Iterable[str]) -> frozenset[str]:
    """Return labels with all their ancestors."""
    parts = [label.split("/") for label in labels]
    return frozenset("/".join(part[: n + 1]) for part in parts for n in range(len(part)))


def _unresolved(given: Given, identifiers: list[str], frameworks: Frameworks) -> Iterable[str]:
    surface = read_surface(given.answer or "")
    for identifier in [*identifiers, *(identifier for _, identifier in surface.references)]:
        if not (frameworks.knows(identifier) or _is_own_document(identifier, given)):
            yield identifier
    marked = [n for claim in given.claims or () for n in claim.citations]
    marked += [n for step in given.next_steps or () for n in step.citations]
    yield from (f"[{n}]" for n in (*marked, *surface.marks) if n not in given.by_number)


def _is_own_document(identifier: str, given: Given) -> bool:
    return identifier.startswith("local/") and (given.retrieved is None or identifier in given.retrieved)
