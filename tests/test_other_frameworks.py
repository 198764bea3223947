"""Frameworks are data: one is taken out of the small corpus, an invented one put in, and all of it still works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from readings import reading_of

from assistant.answer import Passage, Source
from assistant.answering.catalogue import catalogue
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.understanding.naming import Mentions, Names
from assistant.understanding.premises import Premise, examine
from assistant.web.library.crosswalk import crosswalk
from assistant.web.library.finding import Finder
from assistant.web.library.map import overview
from assistant.web.library.questions import question_about
from assistant.web.library.shelf import Shelf

GONE = "iste"
HARBOR = {
    "id": "harbor",
    "name": "Harbor Model of School Leadership",
    "short": "Harbor Model",
    "publisher": "The Invented Press",
    "summary": "Two moorings, each with ropes that are called by letters.",
    "aliases": ["Harbor"],
    "words": [{"word": "mooring", "level": "domain"}, {"word": "rope", "level": "indicator", "everyday": True}],
    "later": "7.",
    "builds": True,
    "source": "harbor-2020",
}
SOURCE = {"id": "harbor-2020", "title": "The Harbor Model", "publisher": "The Invented Press", "edition": "2020"}


def mooring(domain: str, number: int, name: str, **more: Any) -> dict[str, Any]:
    """Return the file of an invented domain with three indicators, called by its number and a letter."""
    ropes = [
        {"id": f"{number}{x}", "name": f"Harbor {number}{x} · {name}", "summary": f"Rope {x} holds.", "brief": "holds"}
        for x in "abc"
    ]
    told = {"summary": f"{name} keeps a school afloat.", "brief": "what keeps a school afloat", "source": "harbor-2020"}
    return {
        "framework": "harbor",
        "domain": domain,
        "number": number,
        "name": name,
        **told,
        **more,
        "indicators": ropes,
    }


def without(value: Any, framework: str) -> Any:
    """Return a file's data without the references to a framework's entries."""
    if isinstance(value, list):
        return [
            without(one, framework) for one in value if not (isinstance(one, str) and one.startswith(f"{framework}/"))
        ]
    return {key: without(one, framework) for key, one in value.items()} if isinstance(value, dict) else value


@pytest.fixture
def others(own_corpus: Path) -> Frameworks:
    """The small corpus with another framework in place of one of its own."""
    for path in own_corpus.glob("frameworks/*.yaml"):
        if path.name.startswith(GONE):
            path.unlink()
    for path in (*own_corpus.glob("*.yaml"), *own_corpus.glob("frameworks/*.yaml")):
        data = without(yaml.safe_load(path.read_text(encoding="utf-8")), GONE)
        if path.name == "sources.yaml":
            data["frameworks"] = [f for f in data["frameworks"] if f["id"] != GONE] + [HARBOR]
            data["elsewhere"] = [e for e in data["elsewhere"] if e["instead"] != GONE]
            data["sources"].append({**SOURCE, "year": 2020, "url": None, "terms": "Invented."})
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    tides = {
        "terms": {"tide": ["Spring Tide", "Neap Tide"]},
        "facts": ["There are two tides: Spring Tide and Neap Tide."],
    }
    for file in (mooring("still-water", 2, "Still Water", **tides), mooring("anchor-ground", 1, "Anchor Ground")):
        path = own_corpus / "frameworks" / f"harbor-{file['domain']}.yaml"
        path.write_text(yaml.safe_dump(file), encoding="utf-8")
    return read_frameworks(own_corpus)


def mentions(text: str, frameworks: Frameworks) -> Mentions:
    return Names(frameworks).mentions(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("What is the Harbor Model?", "harbor"),
        ("What does Harbor 2 cover?", "harbor/still-water"),
        ("What does mooring 1 say?", "harbor/anchor-ground"),
        ("What does Harbor 2b ask for?", "harbor/still-water/2b"),
        ("What does Harbor 7.2.b ask for?", "harbor/still-water/2b"),
        ("the Anchor Ground mooring", "harbor/anchor-ground"),
        ("What is Culture of Innovation?", "digital-equity/leadership/culture-of-innovation"),
    ],
)
def test_what_is_held_is_known_by_name_number_and_code(others: Frameworks, text: str, first: str) -> None:
    found = mentions(text, others)
    assert found.known[0] == first
    assert (found.unknown, found.misplaced) == ((), ())


@pytest.mark.parametrize("text", ["What does ISTE 2a ask for?", "What is the Visionary Planner?", "ISTE standard 4"])
def test_what_was_taken_out_is_not_known(others: Frameworks, text: str) -> None:
    assert mentions(text, others).known == ()


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("What does Harbor 2z ask for?", "Harbor 2z", "harbor/still-water/2"),
        ("What does Harbor 9a ask for?", "Harbor 9a", "harbor/"),
        ("What does the Robot Readiness mooring ask for?", "Robot Readiness", None),
        ("What does the Stormy Water mooring ask for?", "Stormy Water", "harbor/still-water"),
        ("How do we meet the robot readiness indicator?", "robot readiness", None),
    ],
)
def test_what_does_not_exist_is_told(others: Frameworks, text: str, said: str, nearest: str | None) -> None:
    (unknown,) = mentions(text, others).unknown
    assert unknown.said == said
    assert str(unknown.nearest).startswith(nearest or "None")


def test_a_name_at_another_level_is_misplaced(others: Frameworks) -> None:
    (item,) = mentions("the Culture of Innovation mooring", others).misplaced
    assert (item.level, item.identifier) == ("mooring", "digital-equity/leadership/culture-of-innovation")


def told(question: str, frameworks: Frameworks) -> Premise | None:
    names = Names(frameworks)
    reading = reading_of(question, mentions=names.mentions(question))
    return examine(reading, names, frameworks, covered=True, knows_of=lambda _: True)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What does Harbor 2z ask for?", "There is no item Harbor 2z"),
        ("What are the five moorings?", "The Harbor Model has 2 moorings, not five."),
        ("What is the third mooring?", "The Harbor Model has 2 moorings; there is no number 3."),
        ("What are the four ropes of Harbor 2?", "Still Water has 3 ropes, not four."),
        ("What are the three tides of the Harbor Model?", "The Harbor Model has 2 tides, not three."),
        ("Which of Digital Promise's moorings come first?", "has no moorings; the Harbor Model has."),
        ("What does the Culture of Innovation indicator of Harbor say?", "not to the Harbor Model."),
    ],
)
def test_what_is_not_so_of_any_framework_is_told(others: Frameworks, question: str, says: str) -> None:
    premise = told(question, others)
    assert premise is not None
    assert says in premise.text


@pytest.mark.parametrize(
    "question",
    ["What are the two moorings?", "What are the three ropes of Harbor 2?", "What are the six ISTE standards?"],
)
def test_what_is_so_and_what_is_not_held_are_left_alone(others: Frameworks, question: str) -> None:
    assert told(question, others) is None


@pytest.mark.parametrize(
    ("question", "kind", "opening", "lines"),
    [
        ("List the moorings", "list", "has 2 moorings", ["Anchor Ground", "Still Water"]),
        ("List the ropes of the Anchor Ground mooring", "list", "has 3 ropes", ["Harbor 1a", "Harbor 1b", "Harbor 1c"]),
        ("List the indicators of Still Water", "list", "has 3 ropes", ["Harbor 2a", "Harbor 2b", "Harbor 2c"]),
        ("List the tides of Harbor", "list", "has 2 tides", ["Spring Tide", "Neap Tide"]),
        ("List the domains", "list", "has 2 domains", ["Leadership", "Digital Competency"]),
        ("What is the Harbor Model?", "what-is", "Two moorings", ["Anchor Ground", "Still Water"]),
        ("What does Harbor 2 cover?", "what-is", "Still Water keeps", ["Harbor 2a", "Harbor 2b", "Harbor 2c"]),
        ("What does Harbor 2b ask for?", "what-is", "Rope b holds.", ["Harbor 2b"]),
    ],
)
def test_lists_and_definitions_come_from_any_framework(
    others: Frameworks, question: str, kind: str, opening: str, lines: list[str]
) -> None:
    reading = reading_of(question, kind=kind, aspect="what", mentions=mentions(question, others))
    source = Source(title="A text", publisher="A publisher", edition="1")
    passages = [Passage(id=i, title=i, text=str(e), source=source) for i, e in others.entries.items()]
    found = catalogue(reading, others, passages)
    assert found is not None
    said = [section.statements for section in found[0].sections]
    assert opening in said[0][0].text
    assert [text.startswith(line) for text, line in zip([s.text for s in said[1]], lines, strict=True)] == [True] * len(
        lines
    )


def test_its_indicators_serve_as_competencies_where_it_says_so(others: Frameworks) -> None:
    assert others.competency_names["harbor/still-water/2b"] == "Harbor 2b"
    assert not any(identifier.startswith(GONE) for identifier in others.competency_names)


def test_library_shows_them_by_their_own_words(others: Frameworks) -> None:
    shelf = Shelf(others, Topics(inside=(), off=()), Names(others))
    assert shelf.word("harbor/still-water/2b") == "Rope"
    assert shelf.word("harbor/still-water", several=True) == "Moorings"
    assert question_about(shelf, "harbor/still-water/2b") == "What does Harbor 2b ask for?"
    assert Finder(shelf).find("Stil Water")[0].identifier == "harbor/still-water"
    assert {box.identifier for box in overview(shelf).boxes} == {domain.id for domain in others.domains}
    assert [row.identifier for row in crosswalk(shelf, within="harbor").rows] == list(shelf.indicators_in("harbor"))
