"""The pages of the history: listed, searched, renamed, pinned, downloaded, deleted; and nobody else's."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from accessible import faults_of
from docx import Document
from playwright.sync_api import Browser, expect
from running_page import HEADLINE, Server
from starlette.testclient import TestClient
from visitor import Visitor

from assistant.answer import Question
from assistant.coach import Coach
from assistant.settings import Settings, data_folder
from assistant.store import Store, open_store
from assistant.web.app import create_app
from assistant.web.history.pages import HistoryPages
from assistant.web.memory import Memory
from assistant.web.recalled import as_json
from assistant.web.removed import OwnPassages
from assistant.web.sessions import COOKIE, owner_of

pytestmark = pytest.mark.timeout(600)
ORIGIN = "http://127.0.0.1"
ASK = 2
"""The number of the page's own event, which keeps what it answers."""


@pytest.fixture(scope="module")
def coach(web_environment: dict[str, str]) -> Iterator[Coach]:
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as lent:
        yield lent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'coach.sqlite'}") as opened:
        yield opened


class Somebody:
    """A browser of somebody, without a page."""

    def __init__(self, app: Any) -> None:
        self.secret = secrets.token_urlsafe(32)
        self.owner = owner_of(self.secret)
        self.client = TestClient(app, base_url=ORIGIN, cookies={COOKIE: self.secret}, follow_redirects=True)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, **fields: str) -> Any:
        return self.client.post(path, data=fields, headers={"Origin": ORIGIN})


@pytest.fixture
def app(coach: Coach, store: Store, tmp_path: Path) -> Any:
    return create_app(coach, tmp_path, data_folder("corpus"), Memory(store, OwnPassages(coach)))


@pytest.fixture
def ana(app: Any) -> Somebody:
    return Somebody(app)


@pytest.fixture
def ben(app: Any) -> Somebody:
    return Somebody(app)


def said(store: Store, coach: Coach, owner: str, *questions: str) -> str:
    """Keep a conversation; its identifier."""
    place = store.conversations.begin(owner, title=questions[0], role="principal")
    for text in questions:
        turn = store.conversations.asked(owner, place, text=text, role="principal")
        answer = coach.ask(Question(text=text))
        store.conversations.answered(owner, place, turn, answer=as_json(answer), shown=answer.answer, state="answered")
    return place


def test_empty_history_says_so(ana: Somebody) -> None:
    reply = ana.get("/history")
    assert reply.status_code == 200
    assert "Nothing is kept yet" in reply.text
    assert "no-cache" in reply.headers["cache-control"]


def test_list_is_by_day_with_pinned_ones_first(store: Store, coach: Coach, ana: Somebody) -> None:
    for title in ("First one", "Second one"):
        place = store.conversations.begin(ana.owner, title=title, role="coach")
        store.conversations.asked(ana.owner, place, text=title, role="coach")
    store.conversations.pin(ana.owner, store.conversations.listed(ana.owner)[1].id)
    shown = re.sub(r"<[^>]+>", " ", ana.get("/history").text)
    order = [shown.index(words) for words in ("Pinned", "First one", "Today", "Second one")]
    assert order == sorted(order)
    assert "1 question" in shown


def test_yesterday_is_called_so(store: Store, coach: Coach) -> None:
    store.conversations.begin("ana", title="Old", role="coach")
    pages = HistoryPages(Memory(store, OwnPassages(coach)), lambda _: None, lambda: date.today() + timedelta(days=1))
    assert b"Yesterday" in pages.listed("ana", {}).body


def test_words_are_found_in_titles_questions_and_answers(store: Store, coach: Coach, ana: Somebody) -> None:
    said(store, coach, ana.owner, HEADLINE)
    assert HEADLINE in ana.get("/history?q=CHARTER").text
    none = ana.get("/history?q=xylophone").text
    assert "No conversation has these words" in none
    assert HEADLINE not in none
    assert "&lt;script&gt;" in ana.get("/history?q=<script>").text


def test_more_than_a_page_is_paged(store: Store, ana: Somebody) -> None:
    for n in range(53):
        store.conversations.begin(ana.owner, title=f"Number {n:02}", role="coach")
    first = ana.get("/history").text
    assert ("Number 52" in first, "Number 02" in first, "Older ones" in first) == (True, False, True)
    second = ana.get("/history?q=&after=50").text
    assert ("Number 52" in second, "Number 02" in second, "Newer ones" in second) == (False, True, True)
    assert ana.get("/history?after=-1&q=").status_code == 200


def test_one_is_renamed_and_a_name_is_needed(store: Store, coach: Coach, ana: Somebody) -> None:
    place = store.conversations.begin(ana.owner, title="Old name", role="coach")
    refused = ana.post(f"/history/{place}", do="rename", title="  ")
    assert refused.status_code == 422
    assert "Give it a name." in refused.text
    renamed = ana.post(f"/history/{place}", do="rename", title="New & better")
    assert "<h1>New &amp; better</h1>" in renamed.text
    assert "has its new name" in renamed.text


def test_one_is_pinned_and_unpinned(store: Store, ana: Somebody) -> None:
    place = store.conversations.begin(ana.owner, title="T", role="coach")
    assert "Pinned</h2>" in ana.post(f"/history/{place}", do="pin").text
    assert "Pinned</h2>" not in ana.post(f"/history/{place}", do="unpin").text


def test_deleting_asks_once_and_is_for_good(store: Store, coach: Coach, ana: Somebody, tmp_path: Path) -> None:
    place = said(store, coach, ana.owner, "What about xylophones in our shared vision?")
    asked = ana.post(f"/history/{place}", do="delete")
    assert "Delete this conversation?" in asked.text
    assert store.conversations.read(ana.owner, place) is not None
    assert "deleted, for good" in ana.post(f"/history/{place}", do="delete", sure="yes").text
    assert store.conversations.read(ana.owner, place) is None
    assert b"xylophones" not in b"".join(path.read_bytes() for path in tmp_path.glob("coach.sqlite*"))
    assert ana.get(f"/history/{place}").status_code == 404


def test_deleting_all_asks_once_and_leaves_others_theirs(store: Store, ana: Somebody, ben: Somebody) -> None:
    for somebody in (ana, ben):
        store.conversations.begin(somebody.owner, title="T", role="coach")
    assert "1 conversation of this browser goes for good" in ana.post("/history", do="delete-all").text
    assert "All conversations are deleted" in ana.post("/history", do="delete-all", sure="yes").text
    assert store.conversations.listed(ana.owner) == ()
    assert len(store.conversations.listed(ben.owner)) == 1


def test_forgetting_the_browser_deletes_all_and_gives_it_a_new_secret(store: Store, ana: Somebody) -> None:
    store.conversations.begin(ana.owner, title="T", role="coach")
    store.unsent.write(ana.owner, None, "typed")
    assert "Forget this browser?" in ana.post("/history", do="forget").text
    reply = ana.client.post(
        "/history", data={"do": "forget", "sure": "yes"}, headers={"Origin": ORIGIN}, follow_redirects=False
    )
    assert reply.status_code == 303
    given = reply.headers["set-cookie"]
    assert given.startswith(f"{COOKIE}=")
    assert ana.secret not in given
    assert store.export(ana.owner)["conversations"] == []
    assert store.unsent.read(ana.owner, None) == ""


def test_keeping_nothing_is_said_and_taken_back(store: Store, ana: Somebody) -> None:
    assert "Nothing is kept from now on" in ana.post("/history", do="keep-nothing").text
    assert not store.preferences.read(ana.owner).keeps
    assert "Nothing is kept." in ana.get("/history").text
    assert "kept again" in ana.post("/history", do="keep").text
    assert store.preferences.read(ana.owner).keeps


def test_download_has_every_answer_and_every_passage_word_for_word(store: Store, coach: Coach, ana: Somebody) -> None:
    asked = (HEADLINE, "Compare shared vision with culture of innovation.", "What is the capital of France?")
    place = said(store, coach, ana.owner, *asked)
    reply = ana.post(f"/history/{place}", do="md")
    assert 'filename="how-do-i-start-an-ai-task-force.md"' in reply.headers["content-disposition"]
    for words in (*asked[:1], "one-page charter", "- [ ] ", "**References**", "A task force on AI in education"):
        assert words in reply.text
    assert "[1]" in reply.text
    words = [p.text for p in Document(io.BytesIO(ana.post(f"/history/{place}", do="docx").content)).paragraphs]
    assert any("A task force on AI in education" in text for text in words)
    assert any(text.startswith("[1] ") for text in words)


def test_question_without_a_whole_answer_is_downloaded_as_such(store: Store, ana: Somebody) -> None:
    place = store.conversations.begin(ana.owner, title="T", role="coach")
    store.conversations.asked(ana.owner, place, text="What now?", role="coach")
    assert "no whole answer" in ana.post(f"/history/{place}", do="md").text
    assert "(cut off)" in ana.get(f"/history/{place}").text


def test_database_that_is_not_there_is_one_sentence(coach: Coach, tmp_path: Path) -> None:
    broken = create_app(coach, tmp_path, data_folder("corpus"), Memory(None, OwnPassages(coach), "it is full"))
    reply = Somebody(broken).get("/history")
    assert reply.status_code == 503
    assert "it is full" in reply.text


def test_other_sites_forms_are_refused(store: Store, ana: Somebody) -> None:
    place = store.conversations.begin(ana.owner, title="T", role="coach")
    for path in ("/history", f"/history/{place}", "/unsent"):
        reply = ana.client.post(path, data={"do": "delete", "sure": "yes"}, headers={"Origin": "http://evil.test"})
        assert reply.status_code == 403
    assert store.conversations.read(ana.owner, place) is not None


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 422), (b'{"text": 7}', 422), (b'{"text": "x", "c": "../"}', 422)]
)
def test_unsent_of_another_kind_is_refused(ana: Somebody, body: bytes, status: int) -> None:
    assert ana.client.post("/unsent", content=body, headers={"Origin": ORIGIN}).status_code == status


def test_unsent_is_kept_for_its_browser(store: Store, ana: Somebody, ben: Somebody) -> None:
    place = store.conversations.begin(ana.owner, title="T", role="coach")
    for somebody, kept in ((ana, True), (ben, False)):
        reply = somebody.client.post("/unsent", json={"c": place, "text": "half"}, headers={"Origin": ORIGIN})
        assert reply.json() == {"kept": kept}
    assert store.unsent.read(ana.owner, place) == "half"
    assert store.unsent.read(ben.owner, place) == ""


def attempts(visitor: Visitor, place: str) -> Iterator[tuple[int, bytes]]:
    """Every way to read, change or go on with another's conversation."""

    def form(path: str, **fields: str) -> tuple[int, bytes]:
        body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
        status, _, said = visitor.request("POST", path, body, Content_Type="application/x-www-form-urlencoded")
        return status, said

    def event(number: int, *data: Any, query: str = "") -> tuple[int, bytes]:
        session = f"x-{secrets.token_hex(6)}"
        chosen = {"index": 0, "value": "x"}
        sent = {"data": list(data), "session_hash": session, "fn_index": number, "event_data": chosen}
        status, _, reply = visitor.request("POST", f"/gradio_api/queue/join{query}", sent)
        assert status == 200, reply
        with visitor.stream(session) as stream:
            return 404 if stream.status == 200 else stream.status, stream.read()

    for path in (f"/history/{place}", f"/history?q={place}", f"/?c={place}", f"/config?c={place}"):
        status, _, said = visitor.request("GET", path)
        yield (404 if status == 200 else status), said
    for do in ("md", "docx", "rename", "pin", "delete"):
        yield form(f"/history/{place}", do=do, title="mine", sure="yes")
    status, _, said = visitor.request("POST", "/unsent", {"c": place, "text": "mine"})
    yield 404, said
    run = {"data": [], "session_hash": f"x-{secrets.token_hex(6)}", "fn_index": 9}
    yield 404, visitor.request("POST", f"/gradio_api/run/predict?c={place}", run)[2]
    shown = [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]
    yield event(ASK, "shorter", [], "unknown", place)
    yield event(ASK, "shorter", [], "unknown", "", query=f"?c={place}")
    yield event(ASK, "shorter", shown, "unknown", place)
    yield event(5, shown, "unknown", place)
    yield event(6, shown, "unknown", place)
    for path in (f"/gradio_api/file=/{place}", "/gradio_api/file=coach.sqlite", f"/gradio_api/call/answer/{place}"):
        status, _, said = visitor.request("GET", path)
        yield status, said


@pytest.mark.parametrize("knows_cookies", [True, False])
def test_a_hundred_tries_give_nobody_anothers_conversation(server: Server, knows_cookies: bool) -> None:
    secret_words = f"xylophone{secrets.token_hex(3)}"
    owner = Visitor(server)
    session = f"own-{secrets.token_hex(4)}"
    sent = {"data": [f"{secret_words}: {HEADLINE}", [], "unknown", "new"], "session_hash": session, "fn_index": ASK}
    assert owner.request("POST", "/gradio_api/queue/join", sent)[0] == 200
    ended = [said for said in owner.messages(session) if said["msg"].startswith("process_")]
    place = next(found[0] for said in ended if (found := re.findall(r"'([\w-]{22})'", str(said))))
    tries = 0
    while tries < 100:
        other = Visitor(server) if knows_cookies else Visitor(server, secret="")
        for status, reply in attempts(other, place):
            tries += 1
            assert status in {403, 404}, reply[:200]
            assert secret_words.encode() not in reply
            assert b"one-page charter" not in reply
    status, _, mine = owner.request("GET", f"/history/{place}")
    assert status == 200
    assert secret_words.encode() in mine
    assert "mine" not in mine.decode()


@pytest.mark.browser
def test_pages_have_no_fault_of_accessibility(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/history")
    cookie = next(held for held in context.cookies() if held["name"] == COOKIE)
    owner, session = Visitor(server, secret=cookie["value"]), f"own-{secrets.token_hex(4)}"
    sent = {"data": [HEADLINE, [], "unknown", "new"], "session_hash": session, "fn_index": ASK}
    owner.request("POST", "/gradio_api/queue/join", sent)
    assert any(said["msg"] == "process_completed" for said in owner.messages(session))
    faults = []
    page.goto(f"{server.url}/history")
    expect(page.get_by_role("link", name=HEADLINE, exact=True)).to_be_visible()
    faults += faults_of(page)
    page.get_by_role("link", name="Rename, download").click()
    faults += faults_of(page)
    page.get_by_role("button", name="Delete …").click()
    faults += faults_of(page)
    page.goto(f"{server.url}/history?q=xylophone")
    faults += faults_of(page)
    page.goto(f"{server.url}/history/{'x' * 22}")
    faults += faults_of(page)
    assert faults == []
    context.close()
