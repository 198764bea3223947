"""What each page of the library shows, made of the shelf of the index that serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz, process
from starlette.responses import Response

from assistant.answering.reading_words import SIDE_LABELS
from assistant.coach import Coach
from assistant.knowledge.corpus.frameworks import Domain, Framework, Indicator
from assistant.knowledge.corpus.topics import OffTopic, Topic
from assistant.rendering.markdown import FROM_WHOM, WHEN_WORDS
from assistant.web.library.angles import ANGLE_WORDS
from assistant.web.library.crosswalk import crosswalk
from assistant.web.library.finding import Finder
from assistant.web.library.map import Drawing, around, overview
from assistant.web.library.questions import asking, made_of_entry, made_of_topic, question_about, question_on
from assistant.web.library.shelf import Shelf, above, lies_in
from assistant.web.pages.once import OncePerIndex
from assistant.web.pages.section import Section

ROOT = "/library"
PAGES = (("topics", "Topics"), ("crosswalk", "Crosswalk"), ("map", "Map"), ("competencies", "Competencies"))
MOST_TOPICS = 12
MOST_NEAR = 6
LONGEST_WORDS = 200
SECTION = Section(
    ROOT,
    __package__ or "",
    footer=(
        "Names and codes are the frameworks'; sentences are ours. Not affiliated with or endorsed by their publishers."
    ),
    pages=PAGES,
    style="library.css",
    values={
        "asking": asking,
        "from_whom": FROM_WHOM,
        "when_words": WHEN_WORDS,
        "sides": SIDE_LABELS,
        "angles": ANGLE_WORDS,
        "words": "",
    },
)
_Query = Mapping[str, str]


class Pages:
    """The library's pages."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._kept = OncePerIndex(coach)

    def _shelf(self) -> Shelf:
        return self._kept.get("shelf", self._read)

    def _read(self) -> Shelf:
        with self._coach.desk() as desk:
            library = desk.search.library
            return Shelf(library.frameworks, library.topics, desk.reader.names)

    def front(self) -> Response:
        """Show all frameworks with their parts, and the documented cases."""
        return self._shown("front.html")

    def entry(self, identifier: str) -> Response:
        """Show one framework, domain, indicator, marker or case; else what is nearest to a mistaken address."""
        shelf = self._shelf()
        entry = shelf.frameworks.entries.get(identifier)
        if entry is None:
            return self._missing(identifier)
        return self._shown(
            "entry.html",
            at=identifier,
            identifier=identifier,
            entry=entry,
            path=above(identifier),
            parts=shelf.parts_of(identifier),
            source=shelf.frameworks.source_of(identifier),
            sees=shelf.sees(identifier),
            seen_from=shelf.seen_from.get(identifier, ()),
            competencies=shelf.competencies_of(identifier),
            cases=() if isinstance(entry, Framework) else shelf.cases_of(identifier),
            led=() if isinstance(entry, Framework) else shelf.led_by(identifier),
            most=MOST_TOPICS,
            mapped=isinstance(entry, Domain | Indicator),
            question=question_about(shelf, identifier),
            ways=made_of_entry(shelf, identifier),
        )

    def topics(self, query: _Query) -> Response:
        """Show the topics below what leads each first, of one framework or domain where the address says so."""
        shelf = self._shelf()
        within = _known(query.get("of", ""), shelf)
        grouped: dict[str, list[Topic]] = {domain.id: [] for domain in shelf.frameworks.domains}
        for topic in shelf.topics.inside:
            grouped[shelf.frameworks.domain_of(topic.lead[0]).id].append(topic)
        chosen = {domain: topics for domain, topics in grouped.items() if topics and lies_in(domain, within or domain)}
        return self._shown("topics.html", at="topics", within=within, grouped=chosen)

    def topic(self, name: str) -> Response:
        """Show a topic, or why one isn't covered and where to turn."""
        shelf, at = self._shelf(), f"topics/{name}"
        topic = shelf.topic_by_id.get(name)
        if topic is None:
            return self._missing(at)
        if isinstance(topic, OffTopic):
            return self._shown("off.html", at=at, topic=topic)
        cases = {f"case/{case.id}": case for case in shelf.frameworks.cases}
        return self._shown(
            "topic.html",
            at=at,
            topic=topic,
            cases=tuple((case, cases[case]) for case in topic.cases),
            competencies=shelf.frameworks.competency_names,
            question=question_on(topic),
            ways=made_of_topic(topic),
        )

    def competencies(self) -> Response:
        """Show what people need to be able to do, and what that serves."""
        return self._shown("competencies.html", at="competencies")

    def search(self, query: _Query) -> Response:
        """Show what some words find."""
        words = " ".join(query.get("q", "").split())[:LONGEST_WORDS]
        finder = self._kept.get("finder", lambda: Finder(self._shelf()))
        return self._shown("search.html", at="search", words=words, found=finder.find(words) if words else ())

    def crosswalk(self, query: _Query) -> Response:
        """Show the crosswalk as a table, of what the address asks for."""
        shelf = self._shelf()
        within, to = _known(query.get("of", ""), shelf), _known(query.get("to", ""), shelf)
        words = " ".join(query.get("named", "").split())[:LONGEST_WORDS]
        to = to if "/" not in to else ""
        table = crosswalk(shelf, within=within, to=to, words=words)
        return self._shown("crosswalk.html", at="crosswalk", table=table, within=within, to=to, named=words)

    def map(self, query: _Query) -> Response:
        """Show the crosswalk as a map, around what the address names."""
        named = query.get("of", "")
        try:
            drawing = self._drawing(named)
        except ValueError:
            return self._missing(named)
        return self._shown("map.html", at="map", drawing=drawing)

    def _drawing(self, named: str) -> Drawing:
        shelf = self._shelf()
        return around(shelf, named) if named else self._kept.get("overview", lambda: overview(shelf))

    def _missing(self, asked: str) -> Response:
        shelf = self._shelf()
        known = {i: shelf.name(i) for i in shelf.frameworks.entries}
        known |= {f"topics/{topic.id}": topic.title for topic in shelf.topics.inside}
        near = [
            name
            for name, _, _ in process.extract(asked[:LONGEST_WORDS], list(known), scorer=fuzz.WRatio, limit=MOST_NEAR)
        ]
        return self._shown(
            "missing.html", status=404, at="missing", asked=asked[:80], near=[(name, known[name]) for name in near]
        )

    def _shown(self, template: str, *, status: int = 200, at: str = "", **values: Any) -> Response:
        return SECTION.shown(template, status=status, at=at, shelf=self._shelf(), **values)


def _known(identifier: str, shelf: Shelf) -> str:
    """Return the identifier of a framework or domain; nothing where it is none."""
    entry = shelf.frameworks.entries.get(identifier)
    return identifier if isinstance(entry, Framework | Domain) else ""
