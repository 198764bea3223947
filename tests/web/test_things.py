"""Made things are kept for whom they belong to, changed where they are, put in order, and seen by nobody else."""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.answer import Question
from assistant.coach import Coach
from assistant.practice.plan.model import Plan
from assistant.practice.plan.ordering import in_line
from assistant.practice.plan.taking import DUE_DAYS
from assistant.settings import Settings, data_folder
from assistant.store import Preferences, Store, open_store
from assistant.web.app import create_app
from assistant.web.memory import Memory
from assistant.web.recalled import as_json
from assistant.web.removed import OwnPassages
from assistant.web.sessions import COOKIE, new_secret, owner_of

pytestmark = pytest.mark.timeout(600)
ORIGIN = "http://127.0.0.1"
WORKSHOP = {"about": "AI task force", "people": "25", "minutes": "90", "audience": "teachers", "place": "room"}
PLAN = {"about": "a 90-day plan for our AI task force at the high school", "start": "2027-01-11"}
DRAFT = {"kind": "letter-to-families", "about": "phones for our 640 students", "school": "Elm Street School"}
SCENARIO = "worried-parent-ai"
VISION = "iste/visionary-planner"


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, app: FastAPI) -> None:
        secret = new_secret()
        self.owner = owner_of(secret)
        self._client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
        self._client.cookies.set(COOKIE, secret)

    def get(self, path: str, **query: str) -> Any:
        return self._client.get(f"/practice{path}", params=query)

    def post(self, path: str, /, of: str = "", **fields: str) -> Any:
        """Send a form; ``of`` is the kept thing that it is of."""
        return self._client.post(
            f"/practice{path}",
            params={"t": of} if of else {},
            data=fields,
            files={"nothing": ("", b"")},
            headers={"Origin": ORIGIN},
        )

    def kept(self, kind: str, /, **fields: str) -> str:
        """Make something, keep it, and return its identifier."""
        made = self.post(f"/{kind}", **fields)
        assert made.status_code == 200, words(made)
        return identifier(self.post(f"/{kind}", do="keep", thing=field(made, "thing")))


@pytest.fixture(scope="module")
def coach(web_environment: dict[str, str]) -> Iterator[Coach]:
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as coach:
        yield coach


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'coach.sqlite'}") as store:
        yield store


@pytest.fixture(scope="module")
def app(coach: Coach, store: Store, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    memory = Memory(store, OwnPassages(coach))
    return create_app(coach, tmp_path_factory.mktemp("private"), data_folder("corpus"), memory)


@pytest.fixture
def ana(app: FastAPI) -> Person:
    return Person(app)


@pytest.fixture
def ben(app: FastAPI) -> Person:
    return Person(app)


def field(reply: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', reply.text)
    assert found is not None, reply.text[:1500]
    return html.unescape(found[1])


def words(reply: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", reply.text)).split())


def identifier(reply: Any) -> str:
    assert reply.status_code == 303, words(reply)
    found = re.fullmatch(r"/practice/\w+\?t=([A-Za-z0-9_-]{22})(&as=\w+)?", reply.headers["location"])
    assert found is not None, reply.headers["location"]
    return found[1]


class TestKeeping:
    @pytest.mark.parametrize(("kind", "asked"), [("plan", PLAN), ("workshop", WORKSHOP), ("draft", DRAFT)])
    def test_what_was_made_is_kept_listed_and_opened_again(self, ana: Person, kind: str, asked: dict[str, str]) -> None:
        made = ana.post(f"/{kind}", do="make", **asked)
        assert "Keep this" in words(made)
        thing = identifier(ana.post(f"/{kind}", do="keep", thing=field(made, "thing")))
        opened = ana.get(f"/{kind}", t=thing)
        assert opened.status_code == 200
        assert json.loads(field(opened, "thing")) == json.loads(field(made, "thing"))
        assert "Every change is kept at once" in words(opened)
        assert f'href="/practice/{kind}?t={thing}"' in ana.get("").text

    def test_button_that_is_pressed_twice_keeps_one(self, ana: Person, store: Store) -> None:
        made = field(ana.post("/plan", do="make", **PLAN), "thing")
        first, second = (identifier(ana.post("/plan", do="keep", thing=made)) for _ in range(2))
        assert first == second
        assert len(store.things.listed(ana.owner)) == 1

    def test_plan_keeps_every_change_and_its_list_bears_its_new_name(self, ana: Person) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        page = ana.get("/plan", t=thing)
        for change in ("make it 120 days", "the librarian owns step 2"):
            page = ana.post("/plan", of=thing, do="edit", words=change, seen=field(page, "seen"))
            assert page.status_code == 200, words(page)
        again = ana.get("/plan", t=thing)
        asked = [one["words"] for one in json.loads(field(again, "thing"))["changes"]]
        assert asked[-2:] == ["make it 120 days", "the librarian owns step 2"]
        assert "the librarian owns step 2" in words(again)
        assert "120-day plan" in words(ana.get(""))

    def test_name_that_somebody_gave_stays(self, ana: Person) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        assert ana.post(f"/things/{thing}", do="rename", title="Ours <b>").status_code == 303
        page = ana.get("/plan", t=thing)
        ana.post("/plan", of=thing, do="edit", words="make it 120 days", seen=field(page, "seen"))
        assert "Ours &lt;b&gt;" in ana.get("").text
        blank = ana.post(f"/things/{thing}", do="rename", title=" ")
        assert blank.status_code == 422
        assert "Give it a name" in words(blank)

    def test_page_that_is_behind_is_told_and_what_was_typed_stays(self, ana: Person) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        behind = ana.get("/plan", t=thing)
        ana.post("/plan", of=thing, do="edit", words="drop step 4", seen=field(behind, "seen"))
        kept = field(ana.get("/plan", t=thing), "thing")
        reply = ana.post("/plan", of=thing, do="edit", words="drop step 5", seen=field(behind, "seen"))
        assert reply.status_code == 409
        assert "changed elsewhere" in words(reply)
        assert 'value="drop step 5"' in reply.text
        assert field(reply, "thing") == kept == field(ana.get("/plan", t=thing), "thing")
        taken = ana.post("/plan", of=thing, do="edit", words="drop step 5", seen=field(reply, "seen"))
        assert taken.status_code == 200

    def test_what_the_page_holds_is_never_taken_for_what_is_kept(self, ana: Person) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        page = ana.get("/plan", t=thing)
        other = json.loads(field(page, "thing")) | {"title": "Smuggled"}
        reply = ana.post(
            "/plan", of=thing, do="edit", words="drop step 4", thing=json.dumps(other), seen=field(page, "seen")
        )
        assert reply.status_code == 200
        assert "Smuggled" not in ana.get("/plan", t=thing).text

    def test_mistake_changes_nothing(self, ana: Person) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        page = ana.get("/plan", t=thing)
        wrong = ana.post("/plan", of=thing, do="edit", words="fly to the moon", seen=field(page, "seen"))
        assert wrong.status_code == 422
        assert field(ana.get("/plan", t=thing), "thing") == field(page, "thing")

    def test_change_between_reading_and_writing_is_not_lost(
        self, ana: Person, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        page = ana.get("/plan", t=thing)
        real = store.things.replace

        def late(owner: str, one: str, *, made: str, was: str | None = None) -> bool:
            monkeypatch.setattr(store.things, "replace", real)
            changed = json.loads(field(page, "thing")) | {"subject": "changed meanwhile"}
            assert real(owner, one, made=json.dumps(changed))
            return real(owner, one, made=made, was=was)

        monkeypatch.setattr(store.things, "replace", late)
        reply = ana.post("/plan", of=thing, do="edit", words="drop step 4", seen=field(page, "seen"))
        assert reply.status_code == 409
        assert json.loads(field(ana.get("/plan", t=thing), "thing"))["subject"] == "changed meanwhile"

    def test_deleted_meanwhile_can_be_kept_anew(self, ana: Person) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        page = ana.get("/plan", t=thing)
        sure = ana.post(f"/things/{thing}", do="delete")
        assert "Delete for good" in words(sure)
        assert ana.post(f"/things/{thing}", do="delete", sure="yes").status_code == 303
        assert ana.get("/plan", t=thing).status_code == 404
        gone = ana.post("/plan", of=thing, do="edit", words="x", thing=field(page, "thing"), seen=field(page, "seen"))
        assert gone.status_code == 404
        anew = identifier(ana.post("/plan", do="keep", thing=field(gone, "thing")))
        assert anew != thing
        assert field(ana.get("/plan", t=anew), "thing") == field(page, "thing")

    def test_words_typed_before_it_is_kept_stay(self, ana: Person) -> None:
        made = ana.post("/plan", do="make", **PLAN)
        reply = ana.post("/plan", do="keep", thing=field(made, "thing"), words="drop step 4")
        assert reply.status_code == 200
        assert 'value="drop step 4"' in reply.text
        assert "Every change is kept at once" in words(reply)

    def test_answers_of_a_self_assessment_are_kept_and_gone_on_with(self, ana: Person) -> None:
        form = ana.post("/assessment", do="begin", scope=VISION)
        given = {"level-0": "2", "note-0": "Draft of May"}
        kept = ana.post("/assessment", do="keep", thing=field(form, "thing"), **given)
        thing = identifier(kept)
        assert kept.headers["location"].endswith("&as=form")
        again = ana.get("/assessment", t=thing, **{"as": "form"})
        assert 'name="level-0" value="2" checked' in again.text
        assert 'value="Draft of May"' in again.text
        told = ana.post("/assessment", of=thing, do="score", seen=field(again, "seen"), **{"level-0": "3"})
        assert told.status_code == 200
        results = ana.get("/assessment", t=thing)
        assert json.loads(field(results, "thing"))["people"][0]["answers"][0]["level"] == 3
        stale = ana.post("/assessment", of=thing, do="score", seen=field(again, "seen"), **{"level-0": "4"})
        assert stale.status_code == 409
        assert 'name="level-0" value="4" checked' in stale.text

    def test_interview_is_gone_on_with_where_it_was_left(self, ana: Person) -> None:
        first = ana.post(
            "/assessment", do="interview", thing=field(ana.post("/assessment", do="begin", scope=VISION), "thing")
        )
        thing = identifier(ana.post("/assessment", do="keep", said="", thing=field(first, "thing")))
        page = ana.get("/assessment", t=thing)
        assert "1 of " in words(page)
        page = ana.post("/assessment", of=thing, do="3", said="", seen=field(page, "seen"))
        assert "2 of " in words(page)
        assert "2 of " in words(ana.get("/assessment", t=thing))
        stale = ana.post("/assessment", of=thing, do="answer", said="2, a draft", seen="x")
        assert stale.status_code == 409
        assert "2, a draft</textarea>" in stale.text

    def test_rehearsal_is_gone_on_with_where_it_was_left(self, ana: Person) -> None:
        begun = ana.get("/rehearsal", scenario=SCENARIO)
        thing = identifier(ana.post("/rehearsal", do="keep", thing=field(begun, "thing")))
        page = ana.post("/rehearsal", of=thing, do="1", seen=field(ana.get("/rehearsal", t=thing), "seen"))
        assert page.status_code == 200
        again = ana.get("/rehearsal", t=thing)
        assert len(json.loads(field(again, "thing"))["said"]) == 1
        stale = ana.post("/rehearsal", of=thing, do="say", typed="Tell me more.", seen="x")
        assert stale.status_code == 409
        assert "Tell me more." in stale.text

    def test_draft_that_is_asked_for_otherwise_takes_the_old_ones_place(self, ana: Person) -> None:
        thing = ana.kept("draft", do="make", **DRAFT)
        form = ana.post("/draft", of=thing, do="form")
        assert f'action="/practice/draft?t={thing}"' in form.text
        wrong = ana.post("/draft", of=thing, do="make", seen=field(form, "seen"), **DRAFT | {"kind": "sonnet"})
        assert wrong.status_code == 422
        changed = ana.post(
            "/draft", of=thing, do="make", seen=field(wrong, "seen"), **DRAFT | {"school": "Oak Street School"}
        )
        assert changed.status_code == 200
        assert "Oak Street School" in words(ana.get("/draft", t=thing))
        stale = ana.post("/draft", of=thing, do="make", seen="x", **DRAFT | {"school": "Pine Street School"})
        assert stale.status_code == 409
        assert 'value="Pine Street School"' in stale.text

    @pytest.mark.parametrize("ending", ["docx", "md", "csv", "ics", "json"])
    def test_kept_plan_is_downloaded(self, ana: Person, ending: str) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        assert ana.post("/plan", of=thing, do=ending).headers["content-disposition"].endswith(f'.{ending}"')

    def test_thing_that_the_corpus_no_longer_fits_stays_kept(self, ana: Person, store: Store) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        plan = json.loads(field(ana.get("/plan", t=thing), "thing"))
        plan["steps"][0]["indicator"] = "gone/with/the/corpus"
        assert store.things.replace(ana.owner, thing, made=json.dumps(plan))
        for reply in (ana.get("/plan", t=thing), ana.post("/plan", of=thing, do="docx")):
            assert reply.status_code == 422
            assert "It stays kept" in words(reply)
        assert json.loads(ana.post(f"/things/{thing}", do="json").content) == plan

    def test_list_goes_on_over_pages(self, ana: Person, store: Store) -> None:
        for n in range(33):
            store.things.keep(ana.owner, kind="plan", title=f"Plan no. {n}", made="{}")
        first = ana.get("")
        assert "Plan no. 32" in words(first)
        assert "Plan no. 2 " not in words(first)
        assert "Plan no. 2 " in words(ana.get("", after="30"))


class TestAnothersThing:
    def test_a_hundred_tries_are_refused_alike(self, ana: Person, ben: Person, store: Store) -> None:
        mine = {kind: ana.kept(kind, do="make", **asked) for kind, asked in (("plan", PLAN), ("draft", DRAFT))}
        before = {kind: store.things.read(ana.owner, thing) for kind, thing in mine.items()}
        unknown = secrets.token_urlsafe(16)
        tries = 0
        for kind, thing in mine.items():
            wanted = words(ben.get(f"/{kind}", t=unknown))
            for do in ("show", "keep", "edit", "form", "make", "docx", "md", "json", "csv", "ics", "open", ""):
                for seen in ("", "x", json.dumps(thing)):
                    reply = ben.post(f"/{kind}", of=thing, do=do, seen=seen, words="drop step 4", title="Mine")
                    assert reply.status_code == 404
                    tries += 1
            for query in ({}, {"as": "form"}, {"as": "interview"}):
                assert words(ben.get(f"/{kind}", t=thing, **query)) == wanted
                tries += 1
            for do in ("rename", "delete", "json", "", "show"):
                for sure in ({}, {"sure": "yes"}):
                    assert ben.post(f"/things/{thing}", do=do, title="Mine", **sure).status_code == 404
                    tries += 1
            assert ben.get(f"/things/{thing}").status_code == 404
            other = "workshop" if kind == "plan" else "plan"
            assert ana.get(f"/{other}", t=thing).status_code == 404
            tries += 2
        assert tries >= 100
        assert {kind: store.things.read(ana.owner, thing) for kind, thing in mine.items()} == before
        assert store.things.listed(ben.owner) == ()

    def test_no_steps_are_added_to_anothers_plan_or_from_anothers_answer(
        self, ana: Person, ben: Person, coach: Coach, store: Store
    ) -> None:
        plan = ana.kept("plan", do="make", **PLAN)
        of_ana, of_ben = asked(coach, store, ana), asked(coach, store, ben)
        refused = ben.post("/plan/add", **{"from": of_ben, "turn": "1", "step-1": "on", "to": plan})
        assert refused.status_code == 422
        assert "isn't here any more" in words(refused)
        assert ben.get("/plan/add", **{"from": of_ana, "turn": "1"}).status_code == 404
        assert ben.post("/plan/add", **{"from": of_ana, "turn": "1", "step-1": "on", "to": "new"}).status_code == 404
        assert store.things.listed(ben.owner) == ()

    def test_post_from_another_origin_is_refused(self, ana: Person) -> None:
        for path in ("/plan", "/about", "/plan/add", f"/things/{secrets.token_urlsafe(16)}"):
            reply = ana._client.post(f"/practice{path}", data={"do": "keep"}, headers={"Origin": "http://evil.test"})
            assert reply.status_code == 403


def asked(coach: Coach, store: Store, person: Person, question: str = "How do I start an AI task force?") -> str:
    """Keep a question and its answer as the chat does; return the conversation."""
    answer = coach.ask(Question(text=question))
    conversation = store.conversations.begin(person.owner, title=question, role="principal")
    turn = store.conversations.asked(person.owner, conversation, text=question, role="principal")
    store.conversations.answered(
        person.owner, conversation, turn, answer=as_json(answer), shown=answer.answer, state="answered"
    )
    return conversation


class TestAddingSteps:
    def test_chosen_steps_become_a_new_plan_that_says_where_they_came_from(
        self, ana: Person, coach: Coach, store: Store
    ) -> None:
        conversation = asked(coach, store, ana)
        page = ana.get("/plan/add", **{"from": conversation, "turn": "1"})
        assert page.status_code == 200
        for label in ("Who", "Done when", "Builds", "Serves"):
            assert f"<dt>{label}</dt>" in page.text
        reply = ana.post(
            "/plan/add",
            **{"from": conversation, "turn": "1", "step-1": "on", "step-2": "on", "to": "new", "days": "60"},
        )
        plan = Plan.model_validate_json(field(ana.get("/plan", t=identifier(reply)), "thing"))
        assert plan.days == 60
        assert len(plan.steps) == 2
        for step in plan.steps:
            assert step.origin.kind == "answer"
            assert step.origin.id == f"{conversation}/1"
            assert step.competencies
            assert step.indicator
        assert f'href="/?c={conversation}"' in ana.get("/plan", t=identifier(reply)).text

    def test_steps_join_a_plan_that_there_is_once(self, ana: Person, coach: Coach, store: Store) -> None:
        plan, conversation = ana.kept("plan", do="make", **PLAN), asked(coach, store, ana)
        before = Plan.model_validate_json(field(ana.get("/plan", t=plan), "thing"))
        fields = {"from": conversation, "turn": "1", "step-1": "on", "to": plan}
        assert identifier(ana.post("/plan/add", **fields)) == plan
        after = Plan.model_validate_json(field(ana.get("/plan", t=plan), "thing"))
        assert len(after.steps) == len(before.steps) + 1
        assert {step.id for step in before.steps} < {step.id for step in after.steps}
        assert "How do I start" in after.changes[-1].words
        again = ana.post("/plan/add", **fields)
        assert again.status_code == 422
        assert "stand in this plan already" in words(again)

    def test_last_conversation_is_meant_where_none_is_named(self, ana: Person, coach: Coach, store: Store) -> None:
        assert ana.get("/plan/add", **{"from": "last", "turn": "1"}).status_code == 404
        asked(coach, store, ana)
        conversation = asked(coach, store, ana, "What is digital equity?")
        assert field(ana.get("/plan/add", **{"from": "last", "turn": "1"}), "from") == conversation

    def test_new_plan_is_as_long_as_its_slowest_step_takes(self, ana: Person, coach: Coach, store: Store) -> None:
        conversation = asked(coach, store, ana)
        reply = ana.post(
            "/plan/add", **{"from": conversation, "turn": "1", "step-1": "on", "step-2": "on", "to": "new"}
        )
        plan = Plan.model_validate_json(field(ana.get("/plan", t=identifier(reply)), "thing"))
        assert plan.days == max(14, *(DUE_DAYS[step.when] for step in plan.steps))

    def test_nothing_chosen_or_wrong_days_are_told(self, ana: Person, coach: Coach, store: Store) -> None:
        conversation = asked(coach, store, ana)
        none = ana.post("/plan/add", **{"from": conversation, "turn": "1", "to": "new"})
        assert none.status_code == 422
        assert "Choose at least one step" in words(none)
        few = ana.post("/plan/add", **{"from": conversation, "turn": "1", "step-1": "on", "to": "new", "days": "3"})
        assert few.status_code == 422
        assert 'id="days-mistake"' in few.text
        assert few.text.count(" checked") == 2

    @pytest.mark.parametrize("turn", ["2", "0", "-1", "x", ""])
    def test_turn_that_there_is_not_is_not_here(self, ana: Person, coach: Coach, store: Store, turn: str) -> None:
        assert ana.get("/plan/add", **{"from": asked(coach, store, ana), "turn": turn}).status_code == 404


class TestOrder:
    def test_plan_step_is_put_elsewhere_and_its_due_dates_stay(self, ana: Person) -> None:
        thing = ana.kept("plan", do="make", **PLAN)
        page = ana.get("/plan", t=thing)
        before = Plan.model_validate_json(field(page, "thing"))
        line = in_line(before)
        free = next(n for n, step in enumerate(line) if n and line[n - 1].id not in step.after)
        reply = ana.post(
            "/plan", of=thing, move=f"{line[free].id}:{free}", words="half typed", seen=field(page, "seen")
        )
        assert reply.status_code == 200, words(reply)
        after = Plan.model_validate_json(field(reply, "thing"))
        wanted = [step.id for step in line]
        wanted[free - 1 : free + 1] = reversed(wanted[free - 1 : free + 1])
        assert [step.id for step in in_line(after)] == wanted
        assert {step.due for step in after.steps} <= {step.due for step in before.steps}
        assert after.changes[-1].words.startswith(f"move step {line[free].number} before")
        assert 'value="half typed"' in reply.text
        assert field(ana.get("/plan", t=thing), "thing") == field(reply, "thing")

    def test_step_that_comes_after_another_is_not_put_before_it(self, ana: Person) -> None:
        made = ana.post("/plan", do="make", **PLAN)
        line = in_line(Plan.model_validate_json(field(made, "thing")))
        bound = next(n for n, step in enumerate(line) if n and line[n - 1].id in step.after)
        reply = ana.post("/plan", move=f"{line[bound].id}:{bound}", thing=field(made, "thing"))
        assert reply.status_code == 422
        assert f"Step {line[bound].number} comes after step {line[bound - 1].number}" in words(reply)
        assert field(reply, "thing") == field(made, "thing")

    def test_workshop_block_is_put_elsewhere_and_times_add_up(self, ana: Person) -> None:
        made = ana.post("/workshop", do="make", **WORKSHOP)
        blocks = [one for one in json.loads(field(made, "thing"))["blocks"] if one["kind"] == "activity"]
        reply = ana.post("/workshop", move=f"{blocks[2]['id']}:2", thing=field(made, "thing"))
        assert reply.status_code == 200, words(reply)
        after = json.loads(field(reply, "thing"))
        moved = [one["id"] for one in after["blocks"] if one["kind"] == "activity"]
        assert moved[1] == blocks[2]["id"]
        minute = 0
        for block in after["blocks"]:
            assert block["starts"] == minute
            minute += block["minutes"]
        assert minute == 90

    def test_locked_block_stays_and_says_why(self, ana: Person) -> None:
        made = ana.post("/workshop", do="make", **WORKSHOP)
        locked = ana.post("/workshop", do="edit", thing=field(made, "thing"), words="lock block 2")
        block = next(one for one in json.loads(field(locked, "thing"))["blocks"] if one["number"] == 2)
        reply = ana.post("/workshop", move=f"{block['id']}:3", thing=field(locked, "thing"))
        assert reply.status_code == 422
        assert "is locked; unlock it first" in words(reply)

    @pytest.mark.parametrize("move", ["", "s1", "s1:", "s1:x", ":2", "s99:1", "s1:-1", "s1:99999"])
    def test_what_is_no_move_is_refused(self, ana: Person, move: str) -> None:
        made = ana.post("/plan", do="make", **PLAN)
        reply = ana.post("/plan", move=move, thing=field(made, "thing"))
        assert reply.status_code == 422
        assert field(reply, "thing") == field(made, "thing")


class TestYourSchool:
    SAID = {  # noqa: RUF012
        "role": "principal",
        "level": "high school",
        "size": "640 students",
        "setting": "rural",
        "exists": "an AI policy\na charter",
    }

    def test_what_was_said_is_kept_beside_what_else_is_preferred(self, ana: Person, store: Store) -> None:
        store.preferences.write(ana.owner, Preferences(keeps=False, language="es", toured=True))
        assert ana.post("/about", do="keep", **self.SAID).status_code == 303
        assert store.preferences.read(ana.owner) == Preferences(keeps=False, language="es", toured=True, **self.SAID)
        form = ana.get("/about")
        assert 'value="640 students"' in form.text
        assert '<option value="rural" selected>' in form.text
        ana.post("/about", do="forget")
        assert store.preferences.read(ana.owner) == Preferences(keeps=False, language="es", toured=True)

    def test_forms_are_filled_with_it_and_the_address_comes_first(self, ana: Person) -> None:
        ana.post("/about", do="keep", **self.SAID)
        draft = ana.get("/draft")
        assert '<option value="principal" selected>' in draft.text
        assert "an AI policy\na charter</textarea>" in draft.text
        assert "a charter</textarea>" in ana.get("/workshop").text
        assert 'name="for" value="school" checked' in ana.get("/plan").text
        assert '<option value="coach" selected>' in ana.get("/draft", role="coach").text

    def test_plan_does_not_make_what_exists(self, ana: Person) -> None:
        made = ana.post(
            "/plan", do="make", about="a 90-day plan to start an AI task force", start="2027-01-11", have="a charter"
        )
        plan = Plan.model_validate_json(field(made, "thing"))
        assert any("charter" in one.text for one in plan.left_out)
        assert not any("a one-page charter" in step.text for step in plan.steps)

    @pytest.mark.parametrize(
        ("name", "typed"), [("role", "king"), ("level", "moon"), ("setting", "x"), ("size", "x" * 101)]
    )
    def test_mistake_stands_beside_its_field(self, ana: Person, store: Store, name: str, typed: str) -> None:
        reply = ana.post("/about", do="keep", **self.SAID | {name: typed})
        assert reply.status_code == 422
        assert f'id="{name}-mistake"' in reply.text
        assert store.preferences.read(ana.owner) == Preferences()


def test_things_can_be_made_where_nothing_can_be_kept(coach: Coach, tmp_path: Path) -> None:
    app = create_app(coach, tmp_path, data_folder("corpus"), Memory(None, OwnPassages(coach), "the disk is full"))
    person = Person(app)
    made = person.post("/plan", do="make", **PLAN)
    assert made.status_code == 200
    assert "It can't be kept just now: the disk is full" in words(made)
    assert person.post("/plan", do="keep", thing=field(made, "thing")).status_code == 503
    assert "Nothing can be kept just now: the disk is full" in words(person.get(""))
    assert person.get("/about").status_code == 503


def test_answer_that_cites_no_indicator_gives_no_steps(ana: Person, coach: Coach, store: Store) -> None:
    answer = coach.ask(Question(text="How do I start an AI task force?"))
    own = tuple(replace(one, id=f"local/notes/{one.n}") for one in answer.citations)
    conversation = store.conversations.begin(ana.owner, title="x", role="unknown")
    turn = store.conversations.asked(ana.owner, conversation, text="x", role="unknown")
    for kept, why in ((replace(answer, citations=own), ""), (replace(answer, next_steps=()), "no next steps")):
        store.conversations.answered(ana.owner, conversation, turn, answer=as_json(kept), shown="", state="answered")
        page = ana.get("/plan/add", **{"from": conversation, "turn": "1"})
        assert page.status_code == 200
        assert why in words(page)
        fields = {"from": conversation, "turn": "1", "step-1": "on", "to": "new"}
        assert ana.post("/plan/add", **fields).status_code == 422
