"""One case and the answer given to it, with the labels that the answer cites: what every metric looks at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of
from evals.answers.given import Given, GivenCitation, GivenClaim
from evals.cases.case import Case, domain_of, framework_of
from evals.cases.words import SUPPORT_THRESHOLD, carried, rarity_of, words
from evals.metrics.reading import read_surface
from evals.metrics.telling import codes, identifiers, prose, sentences, shown, statistics, studies

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

    @cached_property
    def heads(self) -> frozenset[str]:
        """What an identifier begins with: a framework, a case or an own document."""
        return frozenset({"case", "local", *(framework.id for framework in self.frameworks.frameworks)})

    @cached_property
    def called(self) -> frozenset[str]:
        """The names of frameworks in small letters, each also by its first word where that is an abbreviation."""
        names = [n for f in self.frameworks.frameworks for n in (f.name, f.short, f.publisher, *f.aliases)]
        firsts = [name.split()[0] for name in names]
        return frozenset(
            name.lower() for name in (*names, *(first for first in firsts if first.isalpha() and first.isupper()))
        )

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that exist, in small letters: of indicators, in every writing, and numbers of parts."""
        found: set[str] = set()
        for domain in self.frameworks.domains:
            later = self.frameworks.framework_of(domain.id).later or ""
            found |= {str(n) for n in range(1, max(domain.number or 0, len(domain.indicators)) + 1)}
            for indicator in domain.indicators:
                found |= {str(n) for n, _ in enumerate(indicator.markers, 1)}
                if indicator.id[0].isdigit():
                    written = (indicator.id, f"{indicator.id[:-1]}.{indicator.id[-1]}", indicator.id[:-1])
                    found |= {before + code.lower() for code in written for before in {"", later}}
        return frozenset(found)

    @cached_property
    def text(self) -> str:
        """What the frameworks say: the summaries of all entries, and the facts of the domains."""
        facts = [fact for domain in self.frameworks.domains for fact in domain.facts]
        return "\n".join([*(str(getattr(entry, "summary", "")) for entry in self.frameworks.entries.values()), *facts])

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that the corpus's framework files use, in small letters."""
        return frozenset(
            part for word in words(self.frameworks.model_dump_json()) for part in re.findall(r"[^\W_]+", word)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A case, the answer given to it, and the ruler to measure with."""

    case: Case
    given: Given
    labels: Labels
    ruler: Ruler


def trial(case: Case, given: Given, ruler: Ruler) -> Trial:
    """Return a case and its answer with the labels cited."""
    return Trial(case=case, given=given, labels=labels_of(given, ruler, asked(case)), ruler=ruler)


def uncited(trial: Trial) -> tuple[GivenClaim, ...]:
    """Return the claims of a framework or of practice that bear no citation that resolves."""
    resolving = {n for n, c in trial.given.by_number.items() if c.id not in trial.labels.unresolved}
    claims = trial.given.claims or ()
    return tuple(claim for claim in claims if claim.kind != "suggestion" and not resolving & {*claim.citations})


def asked(case: Case) -> str:
    """Return the words of a case's question and of the turns before it, which an answer may repeat."""
    return "\n".join([*(turn.content for turn in case.turns), case.question])


def evidence_of(given: Given) -> str:
    """Return all that an answer cites, with titles and sources."""
    return "\n".join(evidence(citation) for citation in given.citations)


def evidence(citation: GivenCitation) -> str:
    """Return a citation's passage with its title and source."""
    source = citation.source
    return f"{citation.title}\n{source.title} {source.publisher} {source.edition}\n{citation.passage}"


def labels_of(given: Given, ruler: Ruler, question: str) -> Labels:
    """Return the labels an answer cites: markers fold to their indicators, cases and own documents don't count.

    An abstention cites what it lists all the same, but nothing leads it. What the question itself names isn't made up.
    """
    frameworks = ruler.frameworks
    cited = [citation.id for citation in given.citations]
    labels = [i for i in cited if not i.startswith(_UNCOUNTED)]
    folded = list(dict.fromkeys(indicator_of(i) for i in labels if frameworks.knows(i)))
    return Labels(
        first=indicator_of(labels[0]) if labels and given.answered else None,
        cited=tuple(label for label in folded if label in frameworks.indicators),
        wider=tuple(label for label in folded if label not in frameworks.indicators),
        unresolved=tuple(dict.fromkeys(_unresolved(given, cited, ruler, question))),
    )


def closed(labels: Iterable[str]) -> frozenset[str]:
    """Return labels with all their ancestors."""
    parts = [label.split("/") for label in labels]
    return frozenset("/".join(part[: n + 1]) for part in parts for n in range(len(part)))


def _unresolved(given: Given, cited: list[str], ruler: Ruler, question: str) -> Iterator[str]:
    """Give marks, identifiers, codes and studies that resolve to nothing, wherever in the answer they stand."""
    surface, text = read_surface(given.answer or ""), prose(given)
    named = [*cited, *(identifier for _, identifier in surface.references), *identifiers(shown(given), ruler.heads)]
    for identifier in named:
        if (
            not (ruler.frameworks.knows(identifier) or _is_own_document(identifier, given))
            and identifier not in question
        ):
            yield identifier
    held = evidence_of(given) + "\n" + question
    yield from (code for code in codes(text, ruler.called) if code.lower() not in ruler.codes | _tokens(held))
    yield from (told for sentence in sentences(text) for told in _sourceless(sentence, held, ruler))
    marked = [n for claim in given.claims or () for n in claim.citations]
    marked += [n for step in given.next_steps or () for n in step.citations]
    yield from (f"[{n}]" for n in (*marked, *surface.marks) if n not in given.by_number)


def _sourceless(sentence: str, held: str, ruler: Ruler) -> Iterator[str]:
    """Give the studies that a sentence names, unless what it says stands in what is cited, its numbers with it."""
    named = tuple(studies(sentence))
    if named and not (
        carried(sentence, held, ruler.rarity) >= SUPPORT_THRESHOLD
        and all(number in held for number in statistics(sentence))
    ):
        yield from named


def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w[\w.-]*\w", text.lower()))


def _is_own_document(identifier: str, given: Given) -> bool:
    """Tell whether it is an own document that the answer cites with a passage, retrieved where that is recorded."""
    if not identifier.startswith("local/") or (given.retrieved is not None and identifier not in given.retrieved):
        return False
    return any(citation.id == identifier and citation.passage.strip() for citation in given.citations)
