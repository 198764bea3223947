"""The pages of made things: each is made, changed, downloaded, refused where it must be, and kept nowhere."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import pytest
from accessible import faults_of
from docx import Document
from fastapi import FastAPI
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation
from running_page import Server
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from assistant.coach import Coach
from assistant.settings import Settings, data_folder
from assistant.web.app import create_app
from assistant.web.guard import SCRIPTLESS_HEADERS
from assistant.web.line import Line
from assistant.web.memory import Memory
from assistant.web.pages import turns
from assistant.web.pages.sent import LONGEST_THING
from assistant.web.pages.turns import FullError, Turns
from assistant.web.practice.router import practice_router
from assistant.web.removed import OwnPassages

pytestmark = pytest.mark.timeout(600)
ORIGIN = "http://127.0.0.1"
PAGES = ("workshop", "plan", "assessment", "draft", "rehearsal")
WORKSHOP = {"about": "AI task force", "people": "25", "minutes": "90", "audience": "teachers", "place": "room"}
PLAN = {"about": "a 90-day plan for our AI task force at the high school", "start": "2027-01-11"}
DRAFT = {"kind": "letter-to-families", "about": "phones for our 640 students", "school": "Elm Street School"}
SCENARIO = "worried-parent-ai"
VISION = "iste/visionary-planner"
OFF = "the price of bananas on mars"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="module")
def client(web_environment: dict[str, str], folder: Path) -> Iterator[TestClient]:
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as coach:
        yield TestClient(
            create_app(coach, folder, data_folder("corpus"), Memory(None, OwnPassages(coach))), base_url=ORIGIN
        )


Send = Callable[..., Any]


@pytest.fixture
def send(client: TestClient) -> Send:
    """Send a page's form as the browser would."""

    def post(page: str, files: dict[str, tuple[str, bytes]] | None = None, **fields: str) -> Any:
        shown = {"nothing": ("", b""), **(files or {})}
        return client.post(f"/practice/{page}", data=fields, files=shown, headers={"Origin": ORIGIN})

    return post


def thing(reply: Any) -> str:
    """Return what travels in a page."""
    found = re.search(r'name="thing" value="([^"]*)"', reply.text)
    assert found is not None, reply.text[:2000]
    return html.unescape(found[1])


def words(reply: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", reply.text)).split())


def named(reply: Any) -> str:
    found = re.fullmatch(r'attachment; filename="([a-z0-9-]+\.[a-z]+)"', reply.headers["content-disposition"])
    assert found is not None
    return found[1]


def levels(reply: Any) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])\b", reply.text)]


@pytest.mark.parametrize("path", ["", *(f"/{page}" for page in PAGES)])
def test_a_page_needs_no_script_and_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    reply = client.get(f"/practice{path}")
    assert reply.status_code == 200
    assert not re.search(r'<script|<link[^>]+href="[^/]|(src|href|action)="(https?:)?//|\son\w+=|\sstyle=', reply.text)
    assert {name: reply.headers[name] for name in SCRIPTLESS_HEADERS} == SCRIPTLESS_HEADERS
    assert "script-src" not in reply.headers["content-security-policy"]
    assert 'lang="en"' in reply.text
    assert 'href="/"' in reply.text


def test_chat_leads_to_the_pages(client: TestClient) -> None:
    assert 'href=\\"/practice\\"' in client.get("/config").text


@pytest.mark.parametrize("path", ["/practice/", "/practice/other", "/practice/templates/base.html", "/practice/../x"])
def test_other_addresses_below_are_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.delete("/practice/plan").status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("origin", ["http://evil.test", "null", "https://127.0.0.1"])
def test_post_from_another_origin_is_refused(client: TestClient, page: str, origin: str) -> None:
    reply = client.post(f"/practice/{page}", data={"do": "make", **WORKSHOP}, headers={"Origin": origin})
    assert reply.status_code == 403


def test_form_is_filled_from_the_address(client: TestClient) -> None:
    reply = client.get("/practice/workshop", params={"about": 'AI "task" <force>', "people": "31", "minutes": "45"})
    assert 'value="AI &#34;task&#34; &lt;force&gt;"' in reply.text
    assert 'value="31"' in reply.text
    assert 'value="45"' in reply.text


class TestWorkshop:
    def test_is_shown_with_headings_tables_and_references(self, send: Send) -> None:
        reply = send("workshop", do="make", **WORKSHOP)
        assert reply.status_code == 200
        made = json.loads(thing(reply))
        assert made["request"]["people"] == 25
        shown = levels(reply)
        assert shown[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(shown))
        tables = reply.text.count("<table")
        assert tables >= 3
        assert reply.text.count("<thead><tr><th scope=") == tables
        marks = set(re.findall(r'href="#ref-(\d+)"', reply.text))
        assert marks == set(re.findall(r'<li id="ref-(\d+)"', reply.text)) != set()

    @pytest.mark.parametrize("ending", ["docx", "pptx", "md", "json"])
    def test_is_downloaded(self, send: Send, ending: str) -> None:
        made = thing(send("workshop", do="make", **WORKSHOP))
        reply = send("workshop", do=ending, thing=made)
        assert reply.status_code == 200
        assert named(reply) == f"ai-task-force-a-90-minute-workshop.{ending}"
        assert _title(reply.content, ending) == "AI task force (a 90-minute workshop)"

    def test_is_changed_in_words_and_the_change_is_told(self, send: Send) -> None:
        made = thing(send("workshop", do="make", **WORKSHOP))
        reply = send("workshop", do="edit", thing=made, words="there are 40 people")
        assert reply.status_code == 200
        assert "What changed: It is for 40 people now (25 before)" in words(reply)
        again = send("workshop", do="edit", thing=thing(reply), words="move it online")
        assert (
            json.loads(thing(again))["request"] | {"online": True, "people": 40} == json.loads(thing(again))["request"]
        )

    def test_words_that_are_no_edit_are_answered_with_those_there_are(self, send: Send) -> None:
        made = thing(send("workshop", do="make", **WORKSHOP))
        reply = send("workshop", do="edit", thing=made, words="fly to the moon")
        assert reply.status_code == 422
        assert "add an icebreaker" in words(reply)
        assert thing(reply) == made
        assert 'value="fly to the moon"' in reply.text

    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            ("people", "500", "Give a whole number from 3 to 200, not “500”"),
            ("minutes", "two", "Give a whole number from 30 to 420"),
            ("start", "25:00", "Give a time of day"),
            ("about", " ", "Say what the workshop is about"),
            ("about", "x" * 500, "at most 400"),
            ("about", OFF, "The frameworks hold nothing on"),
        ],
    )
    def test_mistake_stands_beside_its_field_and_what_was_typed_stays(
        self, send: Send, field: str, typed: str, said: str
    ) -> None:
        reply = send("workshop", **{"do": "make", **WORKSHOP, "leave_with": "a signed charter", field: typed})
        assert reply.status_code == 422
        assert said in words(reply)
        assert f'id="{field}-mistake"' in reply.text
        assert 'value="a signed charter"' in reply.text
        assert f'value="{typed}"' in reply.text

    def test_kept_json_is_opened_again(self, send: Send) -> None:
        made = send("workshop", do="json", thing=thing(send("workshop", do="make", **WORKSHOP)))
        assert send("workshop", {"kept": ("my.json", made.content)}, do="open").status_code == 200
        wrong = send("workshop", {"kept": ("my.json", b'{"version": 1}')}, do="open")
        assert wrong.status_code == 422
        assert "my.json holds no workshop" in words(wrong)

    @pytest.mark.parametrize("do", ["edit", "docx", "pptx", "md", "json", "show"])
    def test_what_was_spoiled_on_its_way_is_refused(self, send: Send, do: str) -> None:
        made = json.loads(thing(send("workshop", do="make", **WORKSHOP)))
        longer = [{**block, "minutes": block["minutes"] + 1} for block in made["blocks"]]
        cited = [{**one, "cites": ["iste/invented/1z"]} for one in made["objectives"]]
        wrong: tuple[object, ...] = (
            {**made, "extra": 1},
            {**made, "blocks": longer},
            {**made, "objectives": cited} if do not in ("edit", "json") else {**made, "version": 2},
            {**made, "topic": "another"},
            {**made, "request": {**made["request"], "subject": " "}},
            {**made, "request": {**made["request"], "subject": OFF}},
            "no workshop",
        )
        for one in wrong:
            reply = send("workshop", do=do, thing=json.dumps(one), words="make it 60 minutes")
            assert reply.status_code == 400
            assert "begin again" in words(reply)
        for text in ("", "{", "[" * 5000, "x" * (LONGEST_THING + 1)):
            assert send("workshop", do=do, thing=text).status_code == 400

    def test_markup_in_what_came_back_is_shown_as_text(self, send: Send) -> None:
        made = json.loads(thing(send("workshop", do="make", **WORKSHOP)))
        reply = send("workshop", do="show", thing=json.dumps({**made, "title": "<script>x</script>"}))
        assert reply.status_code == 200
        assert "<script" not in reply.text


class TestPlan:
    @pytest.mark.parametrize("ending", ["docx", "md", "csv", "ics", "json"])
    def test_is_made_and_downloaded(self, send: Send, ending: str) -> None:
        made = send("plan", do="make", **PLAN)
        assert made.status_code == 200
        assert json.loads(thing(made))["start"] == "2027-01-11"
        reply = send("plan", do=ending, thing=thing(made))
        assert named(reply) == f"90-day-plan-ai-task-force.{ending}"
        if ending == "ics":
            assert Calendar.from_ical(reply.content).walk("VTODO")
        elif ending == "csv":
            assert len(list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))) > 8
        else:
            assert _title(reply.content, ending) == "90-day plan: AI task force"

    def test_is_changed_in_words_and_the_change_is_kept(self, send: Send) -> None:
        made = thing(send("plan", do="make", **PLAN))
        reply = send("plan", do="edit", thing=made, words="the librarian owns step 2")
        assert reply.status_code == 200
        assert "What changed:" in words(reply)
        assert json.loads(thing(reply))["changes"][-1]["words"] == "the librarian owns step 2"
        wrong = send("plan", do="edit", thing=thing(reply), words="fly to the moon")
        assert wrong.status_code == 422
        assert "these are:" in words(wrong)
        assert thing(wrong) == thing(reply)

    @pytest.mark.parametrize(
        ("field", "typed"), [("days", "3"), ("start", "soon"), ("start", "0001-01-01"), ("about", ""), ("about", OFF)]
    )
    def test_mistake_stands_beside_its_field(self, send: Send, field: str, typed: str) -> None:
        reply = send("plan", **{"do": "make", **PLAN, field: typed})
        assert reply.status_code == 422
        assert f'id="{field}-mistake"' in reply.text
        assert f'value="{typed}"' in reply.text

    def test_plan_edited_by_hand_is_opened_or_told_what_is_wrong(self, send: Send) -> None:
        made = json.loads(thing(send("plan", do="make", **PLAN)))
        made["steps"][0]["owner"] = "Ana Ruiz"
        opened = send("plan", {"kept": ("my.json", json.dumps(made).encode())}, do="open")
        assert "Ana Ruiz" in words(opened)
        made["steps"][0]["indicator"] = "iste/invented/1z"
        wrong = send("plan", {"kept": ("my.json", json.dumps(made).encode())}, do="open")
        assert wrong.status_code == 422
        assert "steps.0.indicator: no identifier 'iste/invented/1z'" in words(wrong)
        spoiled = send("plan", do="docx", thing=json.dumps(made))
        assert spoiled.status_code == 400
        assert "no identifier" in words(spoiled)


class TestAssessment:
    def begun(self, send: Send) -> Any:
        reply = send("assessment", do="begin", scope=VISION)
        assert reply.status_code == 200
        return reply

    def test_form_has_four_described_levels_for_each_item(self, send: Send) -> None:
        reply = self.begun(send)
        items = json.loads(thing(reply))["items"]
        assert reply.text.count('<fieldset class="levels">') == len(items)
        assert reply.text.count('type="radio"') == 5 * len(items)
        assert "1 not yet" in words(reply)

    def test_it_is_asked_item_by_item_until_it_is_stopped(self, send: Send) -> None:
        first = send("assessment", do="interview", thing=thing(self.begun(send)))
        assert "1 of " in first.text
        second = send("assessment", do="3", said="", thing=thing(first))
        assert "2 of " in second.text
        third = send("assessment", do="answer", said="2, a draft of May", thing=thing(second))
        back = send("assessment", do="back", said="", thing=thing(third))
        assert "2 of " in back.text
        assert 'aria-pressed="true"' in back.text
        long = send("assessment", do="answer", said="n" * 1001, thing=thing(back))
        assert long.status_code == 422
        told = send("assessment", do="stop", said="", thing=thing(back))
        assert "(3 + 2) ÷ 2 = 2.5" in told.text or "2.5" in told.text

    def test_answers_come_to_scores_pictures_moves_and_a_plan(self, send: Send) -> None:
        form = thing(self.begun(send))
        given = {f"level-{n}": str(n % 3 + 1) for n in range(len(json.loads(form)["items"]))}
        reply = send("assessment", do="score", thing=form, **given, **{"note-0": "Draft of May <b>", "link-0": "x"})
        said = words(reply)
        assert "÷" in said
        for part in ("Strengths", "Gaps", "moves that would lift it most", "Draft of May <b>"):
            assert part in said
        assert reply.text.count("<svg") >= 2
        assert "<b>" not in reply.text.split("<article", 1)[1]
        plan = html.unescape(re.findall(r'name="thing" value="([^"]*)"', reply.text)[1])
        assert send("plan", do="show", thing=plan).status_code == 200
        again = send("assessment", do="form", thing=thing(reply))
        assert 'value="Draft of May &lt;b&gt;"' in again.text
        for ending in ("docx", "csv", "md", "json"):
            assert named(send("assessment", do=ending, thing=thing(reply))).endswith(f".{ending}")

    def test_blank_forms_are_downloaded_and_a_filled_table_is_read(self, send: Send) -> None:
        form = thing(self.begun(send))
        assert Document(io.BytesIO(send("assessment", do="form-docx", thing=form).content)).tables
        table = send("assessment", do="form-csv", thing=form).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table)))
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows({**row, "level": "2"} for row in rows)
        reply = send("assessment", {"filled": ("ours.csv", out.getvalue().encode())}, do="upload")
        assert reply.status_code == 200
        assert f"The mean of {len(rows)} rated items is 2" in words(reply)
        wrong = send("assessment", {"filled": ("ours.csv", out.getvalue().replace(",2,", ",9,").encode())}, do="upload")
        assert wrong.status_code == 422
        assert "ours.csv:2: level: '9' is no level" in words(wrong)

    def test_names_and_notes_of_a_team_travel_in_no_page(self, send: Send) -> None:
        table = send("assessment", do="form-csv", thing=thing(self.begun(send))).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table)))
        for people, status in ((6, 200), (3, 422)):
            out = io.StringIO()
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            for n in range(people):
                given = {"level": str(n % 4 + 1), "note": "secret", "link": "secret", "person": f"Ana{n}"}
                writer.writerows({**row, **given} for row in rows)
            reply = send("assessment", {"filled": ("team.csv", out.getvalue().encode())}, do="upload")
            assert reply.status_code == status
            assert "Ana" not in reply.text
            assert "secret" not in reply.text

    @pytest.mark.parametrize("typed", ["", OFF])
    def test_nothing_to_assess_is_said_beside_the_form(self, send: Send, typed: str) -> None:
        reply = send("assessment", do="begin", about=typed)
        assert reply.status_code == 422
        assert 'id="about-mistake"' in reply.text

    def test_note_over_the_limit_is_told_and_kept(self, send: Send) -> None:
        reply = send("assessment", do="score", thing=thing(self.begun(send)), **{"note-1": "n" * 1001, "level-0": "3"})
        assert reply.status_code == 422
        assert 'id="note-1-mistake"' in reply.text
        assert 'name="level-0" value="3" checked' in reply.text

    def test_unknown_item_is_refused(self, send: Send) -> None:
        held = json.loads(thing(self.begun(send)))
        for wrong in ({**held, "items": ["iste/invented/1z"]}, {**held, "scope": [OFF], "title": "x"}):
            assert send("assessment", do="score", thing=json.dumps(wrong)).status_code == 400


class TestDraft:
    def test_blanks_are_marked_and_what_was_said_is_taken_over(self, send: Send) -> None:
        reply = send("draft", do="make", **DRAFT)
        assert reply.status_code == 200
        assert "<mark>[date]</mark>" in reply.text
        assert "Elm Street School" in words(reply)
        assert "640 students" in words(reply)
        for ending in ("docx", "md"):
            file = send("draft", do=ending, thing=thing(reply))
            assert named(file).startswith("letter-to-families-")
            assert _title(file.content, ending).startswith("Letter to families: ")
        again = send("draft", do="form", thing=thing(reply))
        assert 'value="Elm Street School"' in again.text
        assert 'value="letter-to-families" selected' in again.text

    @pytest.mark.parametrize(
        ("field", "typed"), [("kind", "sonnet"), ("kind", ""), ("about", OFF), ("role", "king"), ("school", "x" * 121)]
    )
    def test_mistake_stands_beside_its_field(self, send: Send, field: str, typed: str) -> None:
        reply = send("draft", **{"do": "make", **DRAFT, field: typed})
        assert reply.status_code == 422
        assert f'id="{field}-mistake"' in reply.text

    def test_spanish_draft_says_its_language(self, send: Send) -> None:
        spanish = send("draft", do="make", kind="carta-a-las-familias", about="AI policy")
        assert '<article class="thing" lang="es">' in spanish.text
        assert '<article class="thing">' in send("draft", do="make", **DRAFT).text

    def test_spoiled_request_is_refused(self, send: Send) -> None:
        asked = json.loads(thing(send("draft", do="make", **DRAFT)))
        for wrong in ({**asked, "kind": "sonnet"}, {**asked, "more": 1}, {**asked, "about": OFF}, {"kind": "x"}):
            assert send("draft", do="docx", thing=json.dumps(wrong)).status_code == 400


class TestRehearsal:
    def test_is_played_to_its_end_and_debriefed(self, client: TestClient, send: Send) -> None:
        reply = client.get("/practice/rehearsal", params={"scenario": SCENARIO})
        assert "What do you say?" in words(reply)
        for _ in range(6):
            if "Show the debrief" in words(reply):
                break
            reply = send("rehearsal", do="1", thing=thing(reply))
        assert "Show the debrief" in words(reply)
        told = send("rehearsal", do="stop", thing=thing(reply))
        assert "How it ended" in words(told)
        for ending in ("docx", "md"):
            assert named(send("rehearsal", do=ending, thing=thing(told))).startswith("debrief-")
        back = send("rehearsal", do="back", thing=thing(told))
        assert len(json.loads(thing(back))["said"]) == len(json.loads(thing(told))["said"]) - 1

    def test_own_words_are_heard_or_asked_for_again(self, client: TestClient, send: Send) -> None:
        begun = thing(client.get("/practice/rehearsal", params={"scenario": SCENARIO}))
        typed = "You should have heard about this from us, not from Ellie. What did she say it did to her story?"
        heard = send("rehearsal", do="say", thing=begun, typed=typed)
        assert "Taken as" in words(heard)
        assert json.loads(thing(heard))["said"][0]["typed"] == typed
        strange = send("rehearsal", do="say", thing=begun, typed="Potatoes boil in nine minutes.")
        assert strange.status_code == 422
        assert "Potatoes boil" in strange.text
        assert thing(strange) == begun
        assert send("rehearsal", do="say", thing=begun, typed=" ").status_code == 422

    def test_stopping_at_once_gives_a_debrief(self, client: TestClient, send: Send) -> None:
        begun = thing(client.get("/practice/rehearsal", params={"scenario": SCENARIO}))
        assert "You stopped before the end" in words(send("rehearsal", do="stop", thing=begun))

    def test_unknown_scenario_or_turn_is_refused(self, client: TestClient, send: Send) -> None:
        assert client.get("/practice/rehearsal", params={"scenario": "none"}).status_code == 404
        wrong = {"version": 1, "scenario": SCENARIO, "said": [{"turn": "none", "reply": "weak", "typed": None}]}
        assert send("rehearsal", do="1", thing=json.dumps(wrong)).status_code == 400
        assert send("rehearsal", do="1", thing=json.dumps({**wrong, "scenario": "none"})).status_code == 400


def test_body_over_the_limit_is_refused(send: Send) -> None:
    assert send("plan", do="docx", thing="x" * 1_100_000).status_code == 413


def test_failure_of_ours_is_told_and_logged(
    send: Send, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("assistant.web.practice.workshop.compose", fail)
    reply = send("workshop", do="make", **WORKSHOP)
    assert reply.status_code == 500
    assert "isn't of your making" in words(reply)
    assert "RuntimeError: broken" in caplog.text


def test_corpus_that_lacks_something_is_said(web_environment: dict[str, str], tmp_path: Path) -> None:
    app = FastAPI()
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as coach:
        app.include_router(practice_router(coach, tmp_path, Line(1, 1)))
        reply = TestClient(app).get("/practice/draft")
    assert reply.status_code == 503
    assert "no kinds of drafts; restore the corpus folder" in words(reply)


def test_what_is_no_form_is_refused(client: TestClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": ORIGIN}
    reply = client.post("/practice/plan", content=b"no parts", headers=headers)
    assert reply.status_code == 400
    assert "begin again" in words(reply)


def test_nothing_is_left_on_the_disk(
    send: Send, folder: Path, web_environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(web_environment["COACH_HOME"])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = _files(folder), _files(home)
    workshop = thing(send("workshop", do="make", **WORKSHOP))
    for ending in ("docx", "pptx"):
        send("workshop", do=ending, thing=workshop)
    plan = thing(send("plan", do="make", **PLAN))
    send("plan", do="edit", thing=plan, words="drop step 4")
    send("plan", {"kept": ("my.json", plan.encode())}, do="open")
    send("draft", do="docx", thing=thing(send("draft", do="make", **DRAFT)))
    send("assessment", do="docx", thing=thing(send("assessment", do="begin", scope=VISION)))
    assert (_files(folder), _files(home)) == before
    assert list(tmp_path.iterdir()) == []


def taken(line: Turns, request: _Request, work: Callable[[], int]) -> int:
    """Take a turn in a thread of its own: the browser's loop runs in the test's."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(anyio.run, line.take, request, work).result()


class TestTurns:
    """Making takes its turn in the line of questions."""

    def test_full_line_is_said(self) -> None:
        line = Line(at_once=1, most_waiting=0)
        assert line.enter() is not None
        with pytest.raises(FullError):
            taken(Turns(line), _Request(), lambda: 1)

    def test_turn_that_never_comes_is_given_up_and_its_place_given_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(turns, "SECONDS_TO_WAIT", 0.05)
        line = Line(at_once=1, most_waiting=1)
        assert line.enter() is not None
        with pytest.raises(FullError):
            taken(Turns(line), _Request(), lambda: 1)
        assert len(line) == 1

    def test_work_is_done_in_its_turn(self) -> None:
        line = Line(at_once=1, most_waiting=1)
        assert taken(Turns(line), _Request(), lambda: len(line)) == 1
        assert len(line) == 0

    def test_whoever_has_gone_gives_the_place_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(turns, "SECONDS_BETWEEN_LOOKS", 0.01)
        line = Line(at_once=1, most_waiting=1)
        assert line.enter() is not None
        with pytest.raises(ClientDisconnect):
            taken(Turns(line), _Request(gone=True), lambda: 1)
        assert len(line) == 1

    def test_busy_server_answers_with_a_friendly_page(self, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Line, "enter", lambda _: None)
        reply = send("plan", do="make", **PLAN)
        assert reply.status_code == 503
        assert reply.headers["retry-after"] == "15"
        assert "Nothing is lost" in words(reply)


class _Request:
    def __init__(self, *, gone: bool = False) -> None:
        self._gone = gone

    async def is_disconnected(self) -> bool:
        return self._gone


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_a_coach_goes_from_a_subject_to_slides_and_a_document(desktop: Page, server: Server, tmp_path: Path) -> None:
    asked: list[str] = []
    desktop.context.on("request", lambda request: asked.append(request.url))
    desktop.goto(server.url)
    began = time.monotonic()
    desktop.get_by_role("link", name="Make", exact=True).click()
    desktop.get_by_role("link", name="Workshop").last.click()
    desktop.get_by_label("What is it about?").fill("starting an AI task force")
    desktop.get_by_label("People").fill("25")
    desktop.get_by_role("button", name="Make the workshop").click()
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("AI task force")
    desktop.get_by_label("Say what to change").fill("half of them are new teachers")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("status")).to_contain_text("new teachers")
    for ending in ("docx", "pptx"):
        with desktop.expect_download() as downloading:
            desktop.get_by_role("button", name=f".{ending}").click()
        file = tmp_path / downloading.value.suggested_filename
        downloading.value.save_as(file)
        assert file.suffix == f".{ending}"
        assert "AI task force" in _title(file.read_bytes(), ending)
    assert time.monotonic() - began < 120
    document, deck = (next(tmp_path.glob(f"*.{ending}")) for ending in ("docx", "pptx"))
    assert any("new teachers" in paragraph.text for paragraph in Document(str(document)).paragraphs)
    assert all(slide.has_notes_slide for slide in Presentation(str(deck)).slides)
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []


@pytest.mark.browser
def test_pages_fit_read_well_and_name_their_fields(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    for path in (
        "",
        "/workshop?about=AI+task+force",
        "/plan",
        "/assessment",
        "/draft",
        f"/rehearsal?scenario={SCENARIO}",
    ):
        page.goto(f"{server.url}/practice{path}")
        wrong += faults_of(page)
    page.goto(f"{server.url}/practice/workshop?about=AI+task+force")
    page.get_by_role("button", name="Make the workshop").click()
    page.wait_for_selector("article")
    wrong += faults_of(page)
    context.close()
    assert wrong == []


def _files(folder: Path) -> list[tuple[str, int, int]]:
    found = ((str(path), path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return [(path, stat.st_size, stat.st_mtime_ns) for path, stat in found]


def _title(content: bytes, ending: str) -> str:
    """Return the title of a downloaded file, read by what would open it."""
    match ending:
        case "docx":
            document = Document(io.BytesIO(content))
            return next(p.text for p in document.paragraphs if p.style is not None and p.style.name == "Title")
        case "pptx":
            title = Presentation(io.BytesIO(content)).slides[0].shapes.title
            return str(title.text_frame.text) if title is not None else ""
        case "json":
            return str(json.loads(content)["title"])
        case _:
            return content.decode().splitlines()[0].removeprefix("# ")
