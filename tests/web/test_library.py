"""The library: every identifier and topic has its page, what is typed is found, and links lead where they say."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from accessible import faults_of
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from running_page import Server
from small import SMALL
from starlette.testclient import TestClient
from visitor import Visitor

from assistant.answer import Question
from assistant.coach import Coach
from assistant.knowledge.corpus.frameworks import Case, Competency, Frameworks, Marker
from assistant.knowledge.corpus.topics import Topic, Topics
from assistant.settings import Settings
from assistant.understanding.naming import Names
from assistant.web.guard import SCRIPTLESS_HEADERS
from assistant.web.library.crosswalk import crosswalk
from assistant.web.library.finding import Finder
from assistant.web.library.map import around, overview
from assistant.web.library.questions import question_about, question_on
from assistant.web.library.router import library_router
from assistant.web.library.shelf import Shelf, above

pytestmark = pytest.mark.timeout(600)
INNOVATION = "digital-equity/leadership/culture-of-innovation"
AI = f"{INNOVATION}/ai-leadership"
PLANNER = "iste/visionary-planner"


@pytest.fixture(scope="module")
def coach(
    built_index: Path, encoder_home: Path, mini_corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Coach]:
    home = tmp_path_factory.mktemp("library")
    (home / "encoder").symlink_to(encoder_home, target_is_directory=True)
    shutil.copytree(built_index, home / "index")
    with Coach(Settings(home=home, corpus=mini_corpus, **SMALL)) as ready:
        yield ready


@pytest.fixture(scope="module")
def client(coach: Coach) -> TestClient:
    app = FastAPI()
    app.include_router(library_router(coach))
    return TestClient(app)


@pytest.fixture(scope="module")
def shelf(frameworks: Frameworks, topics: Topics) -> Shelf:
    return Shelf(frameworks, topics, Names(frameworks))


@pytest.fixture(scope="module")
def finder(shelf: Shelf) -> Finder:
    return Finder(shelf)


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def links(text: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'href="([^"]*)"', text)]


class TestPages:
    def test_every_identifier_has_its_page_with_what_it_says_and_its_source(
        self, client: TestClient, shelf: Shelf
    ) -> None:
        for identifier, entry in shelf.frameworks.entries.items():
            reply = client.get(f"/library/{identifier}")
            told = words(reply.text)
            assert reply.status_code == 200
            assert shelf.name(identifier) in told
            assert (entry.summary or entry.silent or "") in told
            assert shelf.frameworks.source_of(identifier).terms in told
            assert "What it says, in our words" in told or entry.summary is None or isinstance(entry, Case)

    def test_a_page_leads_up_down_and_across(self, client: TestClient, shelf: Shelf) -> None:
        tied = next(one for one in shelf.frameworks.indicators if shelf.sees(one) and shelf.led_by(one))
        seen = next(iter(shelf.seen_from))
        ways = {tied: (*above(tied), *shelf.parts_of(tied), *shelf.sees(tied)), seen: shelf.seen_from[seen]}
        for identifier, led_to in ways.items():
            shown = {*links(client.get(f"/library/{identifier}").text)}
            assert {f"/library/{way}" for way in led_to} <= shown
            assert {f"/library/topics/{topic.id}" for topic in shelf.led_by(identifier)} <= shown

    def test_every_topic_has_its_page_and_its_steps_are_called_ours(self, client: TestClient, shelf: Shelf) -> None:
        for topic in shelf.topics.inside:
            told = words(client.get(f"/library/topics/{topic.id}").text)
            assert topic.gist in told
            assert "Next steps we suggest" in told
            assert all(step.do in told and step.done in told for step in topic.next_steps)

    def test_matter_that_is_not_covered_says_where_to_turn_and_is_not_listed(
        self, client: TestClient, shelf: Shelf
    ) -> None:
        listed = client.get("/library/topics").text
        assert shelf.topics.off
        for off in shelf.topics.off:
            assert off.instead in words(client.get(f"/library/topics/{off.id}").text)
            assert f"topics/{off.id}" not in listed

    def test_topics_of_one_part_are_those_that_it_leads_first(self, client: TestClient, shelf: Shelf) -> None:
        listed = {link for link in links(client.get("/library/topics?of=iste").text) if "/topics/" in link}
        first = {f"/library/topics/{one.id}" for one in shelf.topics.inside if one.lead[0].startswith("iste/")}
        assert listed == first != set()

    def test_mistaken_address_shows_the_nearest(self, client: TestClient) -> None:
        for asked, nearest in ((f"{INNOVATION[:-2]}", INNOVATION), ("iste/visionary-planer", PLANNER)):
            reply = client.get(f"/library/{asked}")
            assert reply.status_code == 404
            assert f"/library/{nearest}" in links(reply.text)
        assert client.get("/library/topics/none").status_code == 404
        assert client.get("/library/map?of=none").status_code == 404

    def test_what_was_typed_is_shown_as_text(self, client: TestClient) -> None:
        typed = '"><script>alert(1)</script>'
        for address in ("/library/search?q=", "/library/crosswalk?named=", "/library/map?of=", "/library/"):
            assert "<script" not in client.get(f"{address}{typed}").text

    def test_competencies_say_what_they_serve(self, client: TestClient, shelf: Shelf) -> None:
        reply = client.get("/library/competencies")
        one: Competency = shelf.frameworks.competencies[0]
        assert f'id="{one.id}"' in reply.text
        assert {f"/library/{link}" for link in one.links} <= {*links(reply.text)}

    def test_without_an_index_it_says_what_to_do(self, tmp_path: Path) -> None:
        class Gone:
            def desk(self) -> None:
                from assistant.errors import IndexUnusableError

                raise IndexUnusableError("the index is gone; run `coach index`")

        app = FastAPI()
        app.include_router(library_router(Gone()))  # type: ignore[arg-type]
        reply = TestClient(app).get("/library")
        assert reply.status_code == 503
        assert "is gone; run" in words(reply.text)


class TestLinks:
    def test_ask_leads_to_a_question_that_is_answered_from_the_entry(self, coach: Coach, shelf: Shelf) -> None:
        for identifier in (*shelf.frameworks.indicators, AI, *(domain.id for domain in shelf.frameworks.domains)):
            answer = coach.ask(Question(text=question_about(shelf, identifier)))
            cited = [citation.id for citation in answer.citations]
            assert cited, identifier
            family = (identifier, *shelf.parts_of(identifier), identifier.rpartition("/")[0])
            assert cited[0] in family, (identifier, question_about(shelf, identifier), cited)

    def test_ask_is_put_into_the_address(self, client: TestClient, shelf: Shelf) -> None:
        asks = [link for link in links(client.get(f"/library/{AI}").text) if link.startswith("/?")]
        assert [parse_qs(urlsplit(link).query)["ask"] for link in asks] == [[question_about(shelf, AI)]]

    def test_marker_without_a_name_of_its_own_is_asked_of_its_indicator(self, shelf: Shelf) -> None:
        marker = Marker(id="note", name="A note", summary="What is noted.", brief="notes")
        domain = shelf.frameworks.domains[0]
        indicators = tuple(one.model_copy(update={"markers": (marker,)}) for one in domain.indicators)
        noted = Frameworks(
            **{**dict(shelf.frameworks), "domains": (domain.model_copy(update={"indicators": indicators}),)}
        )
        other = Shelf(noted, shelf.topics, Names(noted))
        indicator = f"{domain.id}/{indicators[0].id}"
        assert question_about(other, f"{indicator}/note") == question_about(other, indicator)

    def test_things_are_made_of_a_topic_by_its_title(self, client: TestClient, shelf: Shelf) -> None:
        topic: Topic = shelf.topics.inside[0]
        made = [link for link in links(client.get(f"/library/topics/{topic.id}").text) if link.startswith("/practice/")]
        abouts = [parse_qs(urlsplit(link).query)["about"] for link in made if "?" in link]
        assert len(abouts) == 4
        assert all(about == [topic.title] for about in abouts)
        assert topic.title[1:] in question_on(topic)


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("culture of innovation", INNOVATION),
            ("CULTURE OF INOVATION", INNOVATION),
            (INNOVATION, INNOVATION),
            ("ISTE 2a", f"{PLANNER}/2a"),
            ("iste 3.2.a", f"{PLANNER}/2a"),
            ("visionary planer", PLANNER),
            ("Norwalk", "case/norwalk"),
        ],
    )
    def test_entry_is_found(self, finder: Finder, typed: str, first: str) -> None:
        assert finder.find(typed)[0].identifier == first

    def test_topic_is_found_by_its_words(self, finder: Finder, topics: Topics) -> None:
        for topic in topics.inside:
            found = [thing.title for thing in finder.find(topic.title.upper())[:3]]
            assert topic.title in found

    def test_what_is_not_covered_is_found_as_such(self, finder: Finder, topics: Topics) -> None:
        off = topics.off[0]
        found = next(thing for thing in finder.find(off.title) if thing.title == off.title)
        assert (found.kind, found.covered) == ("Not covered", False)
        assert off.instead in found.text

    def test_what_is_held_elsewhere_is_told(self, finder: Finder, frameworks: Frameworks) -> None:
        place = frameworks.elsewhere[0]
        assert (finder.find(place.names[-1])[0].kind, finder.find(place.names[-1])[0].covered) == ("Not held", False)

    @pytest.mark.parametrize("typed", ["", "  ", "qqqq zzzz", "?", "the of and"])
    def test_nothing_is_found_where_nothing_is_meant(self, finder: Finder, typed: str) -> None:
        assert finder.find(typed) == ()

    def test_kind_is_shown_in_the_framework_s_own_word(self, client: TestClient) -> None:
        told = words(client.get("/library/search?q=visionary planer").text)
        assert "Visionary Planner Standard ISTE" in told
        assert "Nothing for “qqqq”" in words(client.get("/library/search?q=qqqq").text)
        assert "Type a name" in words(client.get("/library/search").text)


class TestCrosswalk:
    def test_ties_hold_in_both_directions(self, shelf: Shelf) -> None:
        ties = {(one, other) for one in shelf.frameworks.indicators for other in shelf.related(one)}
        assert ties
        assert ties == {(other, one) for one, other in ties}

    def test_rows_and_columns_are_those_asked_for(self, shelf: Shelf) -> None:
        whole = crosswalk(shelf)
        assert [row.identifier for row in whole.rows] == list(shelf.frameworks.indicators)
        part = crosswalk(shelf, within="iste", to="digital-equity", words="VISION")
        assert part.rows
        assert [column.id for column in part.columns] == ["digital-equity"]
        for row in part.rows:
            assert row.identifier.startswith("iste/")
            assert row.cells[0]
            named = (row.identifier, *row.cells[0])
            assert any("vision" in f"{shelf.name(one)} {one}".casefold() for one in named)

    def test_filters_that_fit_nothing_say_so(self, client: TestClient) -> None:
        assert "No indicator fits all of this" in words(client.get("/library/crosswalk?named=qqqq").text)
        assert "<table" in client.get("/library/crosswalk?of=none&to=iste/none").text


class TestMap:
    def test_every_box_is_a_link_with_its_whole_name(self, client: TestClient, shelf: Shelf) -> None:
        page = client.get("/library/map").text
        drawn = ElementTree.fromstring(re.search(r"<svg.*?</svg>", page, re.DOTALL)[0])  # type: ignore[index]
        named = {link.get("href"): " ".join("".join(link.itertext()).split()) for link in drawn.iter("a")}
        assert named == {f"/library/map?of={one.id}": shelf.name(one.id) for one in shelf.frameworks.domains}

    def test_boxes_of_a_column_never_overlap_and_all_fit(self, shelf: Shelf) -> None:
        drawings = [overview(shelf), *(around(shelf, one) for one in (PLANNER, INNOVATION))]
        for drawing in drawings:
            for x in {box.x for box in drawing.boxes}:
                column = sorted((box for box in drawing.boxes if box.x == x), key=lambda box: box.y)
                ends = [box.y + box.height for box in column]
                assert all(end < box.y for end, box in zip(ends, column[1:], strict=False))
                assert ends[-1] <= drawing.height

    def test_around_an_indicator_stands_all_that_it_is_tied_to(self, shelf: Shelf) -> None:
        drawing = around(shelf, INNOVATION)
        assert {box.identifier for box in drawing.boxes} == {INNOVATION, *shelf.related(INNOVATION)}
        assert dict(drawing.told)[INNOVATION] == tuple((other, 1) for other in shelf.related(INNOVATION))

    def test_overview_counts_ties_between_indicators(self, shelf: Shelf) -> None:
        told = dict(overview(shelf).told)
        counted = sum(
            other.startswith(f"{PLANNER}/")
            for one in shelf.indicators_in("digital-equity/leadership")
            for other in shelf.related(one)
        )
        assert dict(told["digital-equity/leadership"])[PLANNER] == counted

    def test_what_cannot_stand_in_the_middle_is_refused(self, shelf: Shelf) -> None:
        for identifier in ("iste", AI, "none"):
            with pytest.raises(ValueError, match="neither a domain nor an indicator"):
                around(shelf, identifier)


ADDRESSES = (
    "/library",
    "/library/iste",
    "/library/digital-equity/leadership",
    f"/library/{INNOVATION}",
    f"/library/{AI}",
    "/library/case/norwalk",
    "/library/topics",
    "/library/topics/starting-with-a-framework",
    "/library/topics/off-meeting-logistics",
    "/library/search?q=bus",
    "/library/crosswalk?of=iste",
    "/library/map",
    f"/library/map?of={PLANNER}",
    "/library/competencies",
    "/library/iste/visionary-planer",
)


@pytest.mark.parametrize("path", ["/library", "/library/search", "/library/nothing", "/pages/pages.css"])
def test_no_script_runs_on_these_pages(server: Server, path: str) -> None:
    _, headers, _ = Visitor(server).request("GET", path)
    assert {name: headers[name.lower()] for name in SCRIPTLESS_HEADERS} == SCRIPTLESS_HEADERS
    assert Visitor(server).request("POST", path)[0] == 404


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_pages_are_drawn_well(visitor: Page, server: Server) -> None:
    wrong: list[str] = []
    for address in ADDRESSES:
        visitor.goto(f"{server.url}{address}")
        wrong += faults_of(visitor)
    assert wrong == []


@pytest.mark.browser
def test_a_leader_goes_from_the_chat_to_an_indicator_and_on_by_keyboard(visitor: Page, server: Server) -> None:
    visitor.goto(server.url)
    visitor.get_by_role("link", name="Library").click()
    visitor.get_by_label("Search the library").fill("cultre of inovation")
    visitor.keyboard.press("Enter")
    visitor.get_by_role("link", name="Culture of Innovation", exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Culture of Innovation")
    assert visitor.url.endswith(f"/library/{INNOVATION}")
    visitor.get_by_role("link", name="See it on the map").focus()
    visitor.keyboard.press("Enter")
    box = visitor.locator("svg a").last
    name = " ".join((box.text_content() or "").split())
    box.focus()
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", level=1)).to_have_text(f"Around {name}")
    visitor.set_viewport_size({"width": 390, "height": 800})
    expect(visitor.locator("svg")).to_be_hidden()
    expect(visitor.get_by_role("heading", name="The same in words")).to_be_visible()
    visitor.get_by_role("link", name="Read what it says").click()
    visitor.get_by_role("link", name="Make a workshop").click()
    expect(visitor.get_by_label("What is it about?")).not_to_have_value("")
