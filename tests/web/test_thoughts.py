"""What somebody thinks of an answer, who they are, and the tour: kept, shown again, taken back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from accessible import FAULTS, found_by_axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from running_page import HEADLINE, Server, Start, ask, open_page
from test_memory import ANSWER, OWN, SAID, THEIRS, Own
from visitor import Visitor

from assistant.errors import GoneError
from assistant.store import Preferences, Store, open_store
from assistant.web.citations import panel
from assistant.web.events import RefusedError
from assistant.web.memory import Memory
from assistant.web.opinion import KINDS, LONGEST_NOTE, opinion
from assistant.web.recalled import answer_of, as_json
from assistant.web.school import line_of
from assistant.web.thoughts import KEEPS_NOTHING, TAKEN_BACK, Thought, taken, thought_in

SIZES = {"laptop": (1280, 800), "phone": (390, 844)}
NOTE = "I meant the $2 fee.\n\nNot <this>."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'coach.sqlite'}") as opened:
        yield opened


@pytest.fixture
def memory(store: Store) -> Memory:
    return Memory(store, Own(OWN.id))  # type: ignore[arg-type]


def answered(store: Store, owner: str = "ana") -> str:
    """Keep a conversation of one answer, and return its identifier."""
    held = store.conversations.begin(owner, title="x", role="principal")
    turn = store.conversations.asked(owner, held, text="What about music?", role="principal")
    store.conversations.answered(owner, held, turn, answer=as_json(ANSWER), shown="x", state="answered")
    return held


def thought(conversation: str = "", **changes: Any) -> Thought:
    plain = Thought(conversation=conversation, turn=1, question="What?", kind="wrong-citation", note=NOTE, earlier="")
    return replace(plain, **changes)


def test_thought_is_kept_with_the_question_and_the_answer_that_are_kept(store: Store, memory: Memory) -> None:
    held = answered(store)
    done = taken(thought(held, question="Something else"), "ana", memory)
    (kept,) = store.feedback.of("ana")
    assert done["kind"] == "wrong-citation"
    assert "wrong citation" in str(done["says"])
    assert (kept.conversation, kept.turn, kept.question, kept.note) == (held, 1, "What about music?", NOTE)
    assert kept.answer == as_json(ANSWER)
    assert kept.role == "principal"


def test_second_thought_takes_the_place_of_the_first_and_can_be_taken_back(store: Store, memory: Memory) -> None:
    held = answered(store)
    taken(thought(held), "ana", memory)
    taken(thought(held, kind="helpful", note=""), "ana", memory)
    assert [one.kind for one in store.feedback.of("ana")] == ["helpful"]
    assert memory.thoughts("ana", held)[1].kind == "helpful"
    assert taken(thought(held, kind=None), "ana", memory) == {"kind": None, "id": "", "says": TAKEN_BACK}
    assert store.feedback.all_given() == ()


def test_thought_of_an_answer_that_is_not_kept_has_its_question_alone(store: Store, memory: Memory) -> None:
    first = taken(thought(), "ana", memory)
    again = taken(thought(kind="helpful", earlier=str(first["id"])), "ana", memory)
    (kept,) = store.feedback.of("ana")
    assert (kept.conversation, kept.turn, kept.question, kept.answer, kept.kind) == (
        None,
        None,
        "What?",
        None,
        "helpful",
    )
    taken(thought(kind=None, earlier=str(again["id"])), "ana", memory)
    assert store.feedback.of("ana") == ()


@pytest.mark.parametrize("where", ["kept", "unkept"])
def test_nothing_is_kept_of_who_wants_nothing_kept(store: Store, memory: Memory, where: str) -> None:
    held = answered(store) if where == "kept" else ""
    store.preferences.write("ana", Preferences(keeps=False))
    assert taken(thought(held), "ana", memory)["says"] == KEEPS_NOTHING
    assert store.feedback.all_given() == ()


def test_another_persons_answer_can_be_neither_judged_nor_unjudged(store: Store, memory: Memory) -> None:
    held = answered(store)
    first = taken(thought(held), "ana", memory)
    with pytest.raises(GoneError):
        taken(thought(held), "ben", memory)
    with pytest.raises(GoneError):
        taken(thought(held, turn=2), "ana", memory)
    taken(thought(held, kind=None), "ben", memory)
    taken(thought(kind=None, earlier=str(first["id"])), "ben", memory)
    taken(thought(earlier=str(first["id"])), "ben", memory)
    assert [one.kind for one in store.feedback.of("ana")] == ["wrong-citation"]
    assert memory.thoughts("ben", held) == {}


def test_words_of_a_removed_document_leave_what_is_kept_of_a_thought(store: Store) -> None:
    there, gone = Memory(store, Own(OWN.id)), Memory(store, Own())  # type: ignore[arg-type]
    held = answered(store)
    taken(thought(held), "ana", there)
    assert there.forget_removed() == 0
    assert SAID in str(store.feedback.of("ana")[0].answer)
    assert gone.forget_removed() == 2
    (kept,) = store.feedback.of("ana")
    assert SAID not in str(kept.answer)
    left = answer_of(str(kept.answer))
    assert left is not None
    assert THEIRS in left.citations
    assert (kept.kind, kept.note) == ("wrong-citation", NOTE)


def test_answer_that_cannot_be_read_is_not_kept_with_a_thought_once_documents_go(store: Store, memory: Memory) -> None:
    store.feedback.give("ana", conversation=None, turn=None, question="?", answer='{"id": "local/x"', kind="helpful")
    assert memory.forget_removed() == 1
    assert store.feedback.of("ana")[0].answer is None


SENT = {"c": "", "turn": 1, "question": "What?", "kind": "helpful", "note": "", "earlier": ""}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"c": "../x"}, "conversation"),
        ({"turn": "1"}, "number"),
        ({"turn": True}, "number"),
        ({"turn": 0}, "number"),
        ({"kind": "bad"}, "wrong-subject"),
        ({"kind": ["helpful"]}, "wrong-subject"),
        ({"note": 7}, "texts"),
        ({"note": "x" * (LONGEST_NOTE + 1)}, "still in the field"),
    ],
)
def test_what_is_no_thought_is_refused_with_what_to_do(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(RefusedError, match=says) as refused:
        thought_in({**SENT, **changes})
    assert refused.value.status == 422


@given(
    st.dictionaries(
        st.sampled_from(sorted(SENT)), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_anything_sent_is_a_thought_or_refused(changes: dict[str, Any]) -> None:
    read: Thought | None = None
    with suppress(RefusedError):
        read = thought_in({**SENT, **changes})
    assert read is None or (read.kind in {None, *KINDS} and read.turn >= 1 and len(read.note) <= LONGEST_NOTE)


def test_form_shows_what_was_said_and_escapes_it(store: Store) -> None:
    given_id = store.feedback.give(
        "ana", conversation=None, turn=None, question="?", answer=None, kind="wrong-subject", note=NOTE
    )
    (said,) = store.feedback.of("ana")
    form = opinion(2, 'Is "<b>"\n\nhere?', said)
    assert "\n" not in form
    assert "I meant the &#36;2 fee.&#10;&#10;Not &lt;this&gt;." in form
    assert 'data-question="Is &quot;&lt;b&gt;&quot; here?"' in form
    assert f'data-said="{given_id}"' in form
    assert re.findall(r'data-kind="([\w-]+)" aria-pressed="true"', form) == ["wrong-subject"]
    assert "hidden" in opinion(2, "What?")


def test_each_answer_of_the_panel_has_its_form_and_an_empty_one_none() -> None:
    both = panel(ANSWER, 2, [(1, "First?", [(1, THEIRS)])], question="Second?", said={})
    assert re.findall(r'data-turn="(\d)" data-question="([^"]+)"', both) == [("2", "Second?"), ("1", "First?")]
    assert "opinion" not in panel(None, 1, [])


def test_line_on_the_school_says_what_is_known_and_escapes_it() -> None:
    assert "Say what your school is like" in line_of(Preferences(role="principal"))
    said = line_of(Preferences(level="K-8 school", setting="rural", size="<b>7</b>", exists="laptops\n\na policy"))
    assert "K-8 school · rural · &lt;b&gt;7&lt;/b&gt; · has laptops, a policy</strong>" in said
    assert len(line_of(Preferences(exists="x" * 2000))) < 300


def test_role_is_remembered_beside_what_else_was_said(store: Store, memory: Memory) -> None:
    store.preferences.write("ana", Preferences(level="district", keeps=False))
    memory.remember_role("ana", "superintendent")
    assert memory.preferences("ana") == Preferences(level="district", keeps=False, role="superintendent")
    memory.remember_role("ana", "unknown")
    assert memory.preferences("ana").role == ""
    nowhere = Memory(None, Own())  # type: ignore[arg-type]
    nowhere.remember_role("ana", "coach")
    assert (nowhere.preferences("ana"), nowhere.thoughts("ana", "x" * 22)) == (Preferences(), {})


@pytest.mark.browser
@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", SIZES)
def test_story_of_a_newcomer_who_says_what_was_wrong(
    browser: Browser, start_server: Start, web_environment: dict[str, str], tmp_path: Path, size: str
) -> None:
    database = f"sqlite:///{tmp_path / 'coach.sqlite'}"
    server = start_server(COACH_DATABASE_URL=database)
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(120_000)
    page = context.new_page()
    open_page(page, server)
    _leave_the_tour(page)
    _choose_a_role(page)
    ask(page, HEADLINE)
    expect(page).to_have_url(re.compile(r"/\?c=[\w-]{22}$"))
    form = page.locator(".opinion").first
    form.get_by_text("Say more").click()
    form.get_by_label("What was right or wrong?").fill(NOTE)
    form.get_by_role("button", name="Keep the note").click()
    expect(form.get_by_role("status")).to_contain_text("Choose first")
    form.get_by_role("button", name="Wrong citation").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("Kept")
    assert found_by_axe(page) == []
    ask(page, "What about families?")
    page.reload()
    expect(page.locator("#role input")).to_have_value("Principal")
    page.locator(".earlier summary").first.click()
    earlier = page.locator(".earlier .opinion")
    expect(earlier.get_by_role("button", name="Wrong citation")).to_have_attribute("aria-pressed", "true")
    expect(earlier.locator("textarea")).to_have_value(NOTE)
    assert found_by_axe(page) == []
    (case,) = _exported(web_environment | {"COACH_DATABASE_URL": database}, tmp_path)
    assert (case["question"], case["role"]) == (HEADLINE, "principal")
    assert (case["review"]["complaint"], case["review"]["note"]) == ("wrong-citation", NOTE)
    assert case["review"]["cited"]
    earlier.get_by_role("button", name="Take it back").click()
    expect(earlier.get_by_role("status")).to_have_text(TAKEN_BACK)
    expect(earlier.get_by_role("button", name="Helpful")).to_be_focused()
    assert _exported(web_environment | {"COACH_DATABASE_URL": database}, tmp_path) == []
    context.close()


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_note_that_is_not_sent_outlives_the_next_answer(page: Page) -> None:
    ask(page, HEADLINE)
    page.locator(".opinion summary").click()
    page.locator(".opinion textarea").fill("half a tho")
    ask(page, "What about families?")
    expect(page.locator(".earlier .opinion textarea")).to_have_value("half a tho")
    expect(page.locator(".opinion textarea").first).to_have_value("")


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_thought_from_elsewhere_or_nowhere_is_refused(server: Server) -> None:
    ana = Visitor(server)
    assert ana.request("POST", "/feedback", SENT, Origin="https://elsewhere.example")[0] == 403
    assert ana.request("POST", "/feedback", b"no json")[0] == 400
    status, _, reply = ana.request("POST", "/feedback", {**SENT, "c": "x" * 22})
    assert status == 410
    assert "isn't kept any more" in json.loads(reply)["says"]
    assert ana.request("POST", "/tour", b"", Origin="https://elsewhere.example")[0] == 403


def _leave_the_tour(page: Page) -> None:
    expect(page.locator("#hello")).to_contain_text("New here?")
    assert found_by_axe(page) == []
    page.get_by_role("link", name="Take the tour").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(7)
    assert (page.evaluate(FAULTS), found_by_axe(page)) == ([], [])
    page.get_by_role("button", name="Leave the tour").click()
    expect(page.locator("#school p")).to_be_visible()
    expect(page.locator("#hello")).to_be_hidden()


def _choose_a_role(page: Page) -> None:
    with page.expect_response(lambda reply: "/gradio_api/" in reply.url and reply.request.method == "POST"):
        page.locator("#role input").click()
        page.get_by_role("option", name="Principal").click()
    page.reload()
    expect(page.locator("#role input")).to_have_value("Principal")


def _exported(environment: dict[str, str], folder: Path) -> list[dict[str, Any]]:
    """Return the lines that the command writes."""
    out = folder / "cases.jsonl"
    command = [sys.executable, "-m", "assistant", "feedback", "export", str(out)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
