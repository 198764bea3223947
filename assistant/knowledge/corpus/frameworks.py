"""The frameworks as the corpus holds them: domains, indicators, markers, competencies and cases, by identifier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz, process

from assistant.knowledge.corpus.yaml_files import YamlFile, nearest_to


class Entry(BaseModel):
    """What every corpus entry shares: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceText(Entry):
    """A published text that the corpus restates."""

    id: str
    title: str
    publisher: str
    edition: str
    year: int | None
    url: str | None
    terms: str


class OwnWord(Entry):
    """A framework's own word for its domains, indicators or markers, in small letters and the singular.

    Attributes:
        everyday: Schools use the word for much else, so it says nothing where the framework isn't spoken of.
    """

    word: str = Field(pattern=r"^[a-z]+( [a-z]+)*$")
    level: Literal["domain", "indicator", "marker"]
    everyday: bool = False


class Framework(Entry):
    """A published framework.

    Attributes:
        words: Its own words for its parts; without one they are called domains, indicators and markers.
        later: What later editions put before its codes (``3.`` for 3.2.b, which is our 2b).
        builds: Whether its indicators serve as competencies, which next steps build.
    """

    id: str
    name: str
    short: str
    publisher: str
    summary: str
    aliases: tuple[str, ...] = ()
    words: tuple[OwnWord, ...] = ()
    later: str | None = Field(default=None, pattern=r"^\d+\.$")
    builds: bool = False
    source: str


class Marker(Entry):
    """Evidence or an action that an indicator asks for."""

    id: str
    name: str
    summary: str
    brief: str
    evidence: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


class Indicator(Entry):
    """What a framework wants to be true; ``summary`` is None where our sources are silent, with the reason.

    Attributes:
        label: A short label of ours where the framework gives no title.
        brief: What it asks for in one line, or None where the sources are silent.
        see: The crosswalk to other frameworks and domains; ours, not the framework's.
    """

    id: str
    name: str
    label: str | None = None
    summary: str | None
    brief: str | None
    silent: str | None = None
    evidence: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    markers: tuple[Marker, ...] = ()


class Neighbour(Entry):
    """What a framework says of how one domain depends on another."""

    domain: str
    summary: str


class Domain(Entry):
    """One domain of a framework, with its indicators; one file of the corpus.

    Attributes:
        number: Its number where the framework numbers its domains; it comes in that order.
        brief: Its scope in one line, a noun phrase.
        facts: What else the framework says, one sentence each.
        terms: Other proper names of the framework, by what they name (``gear``, ``level``, ``quality``).
        scores: The lowest and the highest score of each of the terms that stand for a score.
        neighbours: How this domain and another depend on each other.
    """

    framework: str
    domain: str
    number: int | None = Field(default=None, ge=1)
    name: str
    aliases: tuple[str, ...] = ()
    source: str
    summary: str
    brief: str
    essential_question: str | None = None
    facts: tuple[str, ...] = ()
    terms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    scores: dict[str, tuple[int, int]] = Field(default_factory=dict)
    neighbours: tuple[Neighbour, ...] = ()
    indicators: tuple[Indicator, ...] = Field(min_length=1)

    @property
    def id(self) -> str:
        """The domain's identifier."""
        return f"{self.framework}/{self.domain}"


class Competency(Entry):
    """What people in a role need to be able to do; ``links`` are the indicators it serves (ours)."""

    id: str
    name: str
    framework: str
    roles: tuple[str, ...]
    source: str
    summary: str
    links: tuple[str, ...]


class Case(Entry):
    """A documented case of practice, and the indicators that it shows; ``aliases`` are what else people call it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    place: str
    source: str
    summary: str
    facts: tuple[str, ...]
    shows: tuple[str, ...]


class Elsewhere(Entry):
    """Names that people ask for and our sources don't hold: ``what`` they are, and the framework to go to instead."""

    names: tuple[str, ...]
    what: str
    instead: str | None


class SourcesFile(Entry):
    """The content of ``sources.yaml``."""

    frameworks: tuple[Framework, ...]
    sources: tuple[SourceText, ...]
    elsewhere: tuple[Elsewhere, ...] = ()


class CompetenciesFile(Entry):
    """The content of ``competencies.yaml``."""

    competencies: tuple[Competency, ...]


class CasesFile(Entry):
    """The content of ``cases.yaml``."""

    cases: tuple[Case, ...]


class Frameworks(BaseModel):
    """All framework knowledge, looked up by identifier."""

    model_config = ConfigDict(frozen=True)

    frameworks: tuple[Framework, ...]
    sources: tuple[SourceText, ...]
    domains: tuple[Domain, ...]
    competencies: tuple[Competency, ...]
    cases: tuple[Case, ...]
    elsewhere: tuple[Elsewhere, ...] = ()

    @cached_property
    def entries(self) -> dict[str, Framework | Domain | Indicator | Marker | Case]:
        """Every citable identifier and what it names."""
        found: dict[str, Framework | Domain | Indicator | Marker | Case] = {f.id: f for f in self.frameworks}
        for domain in self.domains:
            found[domain.id] = domain
            for indicator in domain.indicators:
                found[f"{domain.id}/{indicator.id}"] = indicator
                for marker in indicator.markers:
                    found[f"{domain.id}/{indicator.id}/{marker.id}"] = marker
        found.update({f"case/{case.id}": case for case in self.cases})
        return found

    @cached_property
    def shared_names(self) -> frozenset[str]:
        """Names that several markers have (Description, Action item 1), which say nothing without their indicator."""
        counts = Counter(entry.name for entry in self.entries.values() if isinstance(entry, Marker))
        return frozenset(name for name, count in counts.items() if count > 1)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators by identifier, in the order of the corpus."""
        return {i: e for i, e in self.entries.items() if isinstance(e, Indicator)}

    @cached_property
    def competency_names(self) -> dict[str, str]:
        """Every competency a next step may build, and its name; some frameworks' indicators serve as such."""
        named = {c.id: c.name for c in self.competencies}
        return named | {i: e.name.split(" ·")[0] for i, e in self.indicators.items() if self.framework_of(i).builds}

    @cached_property
    def sources_by_id(self) -> dict[str, SourceText]:
        """The source texts by identifier."""
        return {source.id: source for source in self.sources}

    def knows(self, identifier: str) -> bool:
        """Tell whether the corpus has this identifier."""
        return identifier in self.entries

    def title(self, identifier: str) -> str:
        """Return the name a reader sees; a label of ours stands in parentheses and is called so.

        Raises:
            KeyError: The corpus has no such identifier.
        """
        entry = self.entries[identifier]
        if isinstance(entry, Marker) and entry.name in self.shared_names:
            return f"{self.title(indicator_of(identifier))}: {entry.name}"
        label = getattr(entry, "label", None)
        return f"{entry.name} (our label: {label})" if label else entry.name

    def framework_of(self, identifier: str) -> Framework:
        """Return the framework that an identifier belongs to."""
        entry = self.entries[identifier.split("/", 1)[0]]
        assert isinstance(entry, Framework)
        return entry

    def domain_of(self, identifier: str) -> Domain:
        """Return the domain that an indicator or marker belongs to."""
        entry = self.entries["/".join(identifier.split("/")[:2])]
        assert isinstance(entry, Domain)
        return entry

    def source_of(self, identifier: str) -> SourceText:
        """Return the text that an identifier is restated from."""
        entry = self.entries[identifier]
        if isinstance(entry, Framework | Domain | Case):
            return self.sources_by_id[entry.source]
        return self.sources_by_id[self.domain_of(identifier).source]

    def nearest(self, identifier: str) -> str:
        """Return the known identifier closest to a mistaken one."""
        return process.extractOne(identifier, list(self.entries), scorer=fuzz.ratio)[0]


def indicator_of(identifier: str) -> str:
    """Return the indicator that an identifier belongs to: its first three parts."""
    return "/".join(identifier.split("/")[:3])


def read_frameworks(corpus: Path) -> Frameworks:
    """Read and check the framework files of a corpus.

    Raises:
        CorpusError: A file is missing or wrong; file, line, field and value are named.
    """
    sources_file = YamlFile(corpus / "sources.yaml")
    sources = sources_file.parse(SourcesFile)
    domain_files = [YamlFile(path) for path in sorted((corpus / "frameworks").glob("*.yaml"))]
    if not domain_files:
        raise sources_file.error((), f"no framework files in {corpus / 'frameworks'}; restore the corpus folder")
    competencies_file = YamlFile(corpus / "competencies.yaml")
    cases_file = YamlFile(corpus / "cases.yaml")
    frameworks = Frameworks(
        frameworks=sources.frameworks,
        sources=sources.sources,
        elsewhere=sources.elsewhere,
        domains=_in_order([file.parse(Domain) for file in domain_files], sources.frameworks),
        competencies=competencies_file.parse(CompetenciesFile).competencies,
        cases=cases_file.parse(CasesFile).cases,
    )
    seen: dict[str, Path] = {}
    for file in domain_files:
        _check_framework(file, frameworks)
        _check_once(file, seen)
    for file in domain_files:
        _check_domain(file, frameworks)
    for n, framework in enumerate(sources.frameworks):
        _check_source(sources_file, frameworks, ("frameworks", n, "source"), framework.source)
    for n, place in enumerate(sources.elsewhere):
        _check_known(sources_file, frameworks, ("elsewhere", n, "instead"), [place.instead] if place.instead else [])
    for file, key, field in ((competencies_file, "competencies", "links"), (cases_file, "cases", "shows")):
        for n, item in enumerate(file.data[key]):
            _check_source(file, frameworks, (key, n, "source"), item["source"])
            _check_known(file, frameworks, (key, n, field), item[field])
    return frameworks


def _in_order(domains: list[Domain], frameworks: tuple[Framework, ...]) -> tuple[Domain, ...]:
    place = {framework.id: n for n, framework in enumerate(frameworks)}
    return tuple(sorted(domains, key=lambda d: (place.get(d.framework, len(place)), d.number is None, d.number or 0)))


def _check_domain(file: YamlFile, frameworks: Frameworks) -> None:
    domain = file.data
    _check_source(file, frameworks, ("source",), domain["source"])
    for n, neighbour in enumerate(domain.get("neighbours", [])):
        _check_known(file, frameworks, ("neighbours", n, "domain"), [neighbour["domain"]])
    for loc, identifiers in _crosswalks(domain):
        _check_known(file, frameworks, loc, identifiers)
    named = [name for names in domain.get("terms", {}).values() for name in names]
    for name in domain.get("scores", {}):
        if name not in named:
            raise file.error(("scores", name), f"no term {name!r}{nearest_to(name, named)}")
    for n, indicator in enumerate(domain["indicators"]):
        if indicator["summary"] is None and not indicator.get("silent"):
            raise file.error(("indicators", n, "summary"), "is null without a reason; say why in `silent`")


def _check_framework(file: YamlFile, frameworks: Frameworks) -> None:
    named, known = file.data["framework"], [f.id for f in frameworks.frameworks]
    if named not in known:
        raise file.error(("framework",), f"no framework {named!r}{nearest_to(named, known)}")


def _check_source(file: YamlFile, frameworks: Frameworks, loc: tuple[int | str, ...], source: str) -> None:
    if source not in frameworks.sources_by_id:
        hint = nearest_to(source, list(frameworks.sources_by_id))
        raise file.error(loc, f"no source {source!r} in sources.yaml{hint}")


def _check_once(file: YamlFile, seen: dict[str, Path]) -> None:
    """Refuse an identifier that stands twice, in this file or in one read before it."""
    domain = file.data
    identifier = f"{domain['framework']}/{domain['domain']}"
    found: list[tuple[tuple[int | str, ...], str]] = [(("domain",), identifier)]
    for n, indicator in enumerate(domain["indicators"]):
        found.append((("indicators", n, "id"), f"{identifier}/{indicator['id']}"))
        for m, marker in enumerate(indicator.get("markers", [])):
            found.append((("indicators", n, "markers", m, "id"), f"{identifier}/{indicator['id']}/{marker['id']}"))
    for loc, name in found:
        if name in seen:
            raise file.error(loc, f"{name!r} stands in {seen[name].name} already; rename one")
        seen[name] = file.path


def _crosswalks(
    domain: dict[str, list[dict[str, list[dict[str, list[str]]]]]],
) -> Iterator[tuple[tuple[int | str, ...], list[str]]]:
    for n, indicator in enumerate(domain["indicators"]):
        yield ("indicators", n, "see"), indicator.get("see", [])  # type: ignore[misc]
        for m, marker in enumerate(indicator.get("markers", [])):
            yield ("indicators", n, "markers", m, "see"), marker.get("see", [])


def _check_known(file: YamlFile, frameworks: Frameworks, loc: tuple[int | str, ...], identifiers: list[str]) -> None:
    for place, identifier in enumerate(identifiers):
        if not frameworks.knows(identifier):
            raise file.error(
                (*loc, place), f"no identifier {identifier!r}; did you mean {frameworks.nearest(identifier)!r}?"
            )
