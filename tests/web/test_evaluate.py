"""The Evaluate pages: a run started, watched, stopped, said to have died; read, compared, graded; and who may not."""

from __future__ import annotations

import json
import os
import re
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accessible import faults_of
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from running_page import Server, Start
from starlette.testclient import TestClient
from visitor import Visitor

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.web.evaluate.child import EvalsError, told
from assistant.web.evaluate.pages import Desk
from assistant.web.evaluate.recorder import Recorder, Steps
from assistant.web.evaluate.router import evaluate_router
from assistant.web.evaluate.runs import Runs
from assistant.web.evaluate.sheets import Which
from assistant.web.evaluate.wanted import going_on, reporting, wanted
from assistant.web.guard import REPORT_HEADERS, SCRIPTED_HEADERS
from assistant.web.pages.places import SIGNED_IN
from assistant.web.pages.sent import Sent
from assistant.web.routes import route_of

pytestmark = pytest.mark.timeout(900)
MANIFEST = {"started": "2026-01-05T08:00:00+00:00", "split": "dev", "limit": 3, "composer": "extractive"}
FORM = {"name": "new", "set": "cases", "split": "dev", "probes": "on"}
# Stands in for the evals where they must wait, die or not listen; ``python -m evals`` finds it in the folder it is in.
STUB = """
import os, pathlib, signal, subprocess, sys, time
here = pathlib.Path(__file__).parent
manner = (here / "manner").read_text()
print("asking: 0 of 4"); print("asking: 1 of 4")
if manner == "dies":
    print("evals: the disk is full")
    sys.exit(1)
if manner == "stubborn":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(here / "pids").write_text(f"{os.getpid()} {child.pid}")
try:
    time.sleep(600)
except KeyboardInterrupt:
    child.terminate()
    child.wait()
    sys.exit(130)
"""


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, however slow the machine is."""
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        threading.Event().wait(0.02)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return True


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path / "runs")


def keep(runs: Runs, name: str, **manifest: object) -> Path:
    """Put a run into the folder, with nothing in it but its conditions and one answer."""
    place = runs.made() / name
    place.mkdir()
    (place / "manifest.json").write_text(json.dumps({**MANIFEST, "name": name, **manifest}))
    (place / "rows.jsonl").write_text("{}\n")
    return place


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "stub" / "evals"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "__main__.py").write_text(STUB)
    monkeypatch.chdir(folder.parent)
    (folder / "manner").write_text("waits")
    return folder


def pids_of(stub: Path) -> list[int]:
    until(lambda: (stub / "pids").is_file() and len((stub / "pids").read_text().split()) == 2)
    return [int(pid) for pid in (stub / "pids").read_text().split()]


@pytest.fixture
def client(runs: Runs) -> Iterator[TestClient]:
    """The pages alone, without the guard and the chat."""
    app = FastAPI()
    app.include_router(evaluate_router(Settings(home=runs.folder.parent, runs=runs.folder)))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "-x", ".x", "a b", "ä", "a\0b", "a\n", "x" * 61])
def test_what_is_no_name_of_a_run_is_refused(runs: Runs, name: str) -> None:
    with pytest.raises(UsageError):
        runs.place(name)
    assert route_of({"path": f"/evaluate/runs/{name}/report", "method": "GET"}) is None


def test_link_that_leads_out_of_the_folder_is_not_followed(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "report.html").write_text("secret")
    runs.made().joinpath("out").symlink_to(tmp_path / "secret")
    place = keep(runs, "in")
    (place / "report.html").symlink_to(tmp_path / "secret" / "report.html")
    with pytest.raises(UsageError, match="leads elsewhere"):
        runs.file("out", "report.html")
    assert runs.file("in", "report.html") is None


def test_runs_are_listed_newest_first_and_what_is_none_is_left_out(runs: Runs) -> None:
    keep(runs, "old")
    keep(runs, "new", started="2026-02-05T08:00:00+00:00")
    (keep(runs, "broken") / "manifest.json").write_text("{")
    (runs.folder / "note.txt").write_text("mine")
    assert [run.name for run in runs.listed()] == ["new", "old"]
    assert runs.known("old").state == "unfinished"
    with pytest.raises(UsageError, match="no run 'nowhere'"):
        runs.known("nowhere")


def test_form_becomes_the_command_that_it_says(runs: Runs) -> None:
    settings = Settings(home=runs.folder.parent)
    asked = wanted(Sent({**FORM, "limit": "3"}), runs, settings)
    place = str(runs.folder / "new")
    assert asked is not None
    assert [*asked.steps.record] == [
        *("run", place, "--split", "dev", "--workers", "1", "--no-rewordings", "--probes", "--limit=3", "--model=")
    ]
    assert [*asked.steps.report] == ["report", place, "--split", "dev"]
    deciding = wanted(Sent({**FORM, "split": "test", "asked_by": "--help"}), runs, settings)
    assert deciding is not None
    assert "--asked-by=--help" in deciding.steps.record
    assert deciding.steps.report[-1] == "--asked-by=--help"
    bank = wanted(Sent({**FORM, "set": "bank", "asked_by": "Ann"}), runs, settings)
    assert bank is not None
    assert [*bank.steps.record[2:]] == ["--set", "bank", "--asked-by=Ann"]
    writing = settings.model_copy(update={"model": "ollama:x"})
    written = wanted(Sent({**FORM, "model": "on", "cost": "0.5"}), runs, writing)
    assert written is not None
    assert [*written.steps.record[-2:]] == ["--model=ollama:x", "--max-cost=0.5"]


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": "../x"}, "name", "can't name a run"),
        ({"name": ""}, "name", "Give the run a name"),
        ({"name": "there"}, "name", "already"),
        ({"split": "test"}, "asked_by", "Say who asks"),
        ({"set": "bank"}, "asked_by", "Say who asks"),
        ({"set": "/etc/passwd"}, "set", "Choose one of"),
        ({"split": "both"}, "split", "Choose one of"),
        ({"limit": "0"}, "limit", "whole number"),
    ],
)
def test_bad_form_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, runs: Runs, fields: dict[str, str], field: str, words: str
) -> None:
    keep(runs, "there")
    sent = {**FORM, "limit": "7", "asked_by": "", **fields}
    reply = client.post("/evaluate/start", data=sent)
    assert reply.status_code == 422
    told = re.search(rf'id="{field}-mistake"[^>]*>([^<]*)', reply.text)
    assert told is not None
    assert words in told[1].replace("&#39;", "'")
    assert f'value="{sent["limit"]}"' in reply.text
    assert not (runs.folder / "new").exists()


def test_costly_run_wants_a_limit_of_dollars(runs: Runs) -> None:
    settings = Settings(home=runs.folder.parent, model="ollama:x")
    sent = Sent({**FORM, "model": "on", "cost": "nan"})
    assert wanted(sent, runs, settings) is None
    assert "US dollars" in sent.mistakes["cost"]


def test_run_that_was_stopped_is_gone_on_with_as_it_was_begun(runs: Runs) -> None:
    keep(runs, "half", composer="ollama:x")
    keep(runs, "deciding", split="test")
    keep(runs, "both", split=None)
    half = going_on(runs.known("half"), runs, "")
    assert half.record[2:] == ("--resume", "--workers", "1", "--model=ollama:x")
    assert reporting(runs.known("half"), runs, "")[0] == "report"
    for name, words in (("deciding", "Say who asks"), ("both", "one split")):
        with pytest.raises(UsageError, match=words):
            going_on(runs.known(name), runs, "")
    with pytest.raises(UsageError, match="Say who asks"):
        reporting(runs.known("deciding"), runs, "")


def test_one_run_at_a_time_is_watched_and_stopped(client: TestClient, stub: Path) -> None:
    assert client.post("/evaluate/start", data=FORM).headers["location"] == "/evaluate/now"
    until(lambda: "1 of 4 answers" in client.get("/evaluate/now").text)
    watched = client.get("/evaluate/now").text
    assert '<progress aria-label="Answers recorded" value="1" max="4">' in watched
    assert "Stop it" in watched
    assert "is being recorded: 1 of 4" in client.get("/evaluate").text
    second = client.post("/evaluate/start", data={**FORM, "name": "second"})
    assert second.status_code == 422
    assert "is under way" in second.text
    assert 'value="second"' in second.text
    pids = pids_of(stub)
    client.post("/evaluate/now", data={"do": "stop"})
    until(lambda: "Stopped after" in client.get("/evaluate/now").text)
    assert all(map(is_gone, pids))


def test_run_that_died_is_said_so_with_its_last_words(client: TestClient, stub: Path) -> None:
    (stub / "manner").write_text("dies")
    client.post("/evaluate/start", data=FORM)
    until(lambda: "ended before its time" in client.get("/evaluate/now").text)
    assert "the disk is full" in client.get("/evaluate/now").text
    assert client.post("/evaluate/start", data={**FORM, "name": "next"}).status_code == 303


@pytest.mark.parametrize("manner", ["waits", "stubborn"])
def test_end_of_the_server_ends_its_run_and_all_that_it_started(runs: Runs, stub: Path, manner: str) -> None:
    (stub / "manner").write_text(manner)
    app = FastAPI()
    app.include_router(evaluate_router(Settings(home=runs.folder.parent, runs=runs.folder)))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.post("/evaluate/start", data=FORM, follow_redirects=False)
        pids = pids_of(stub)
    until(lambda: all(map(is_gone, pids)))


def test_second_server_on_the_same_folder_waits_for_the_first(runs: Runs, stub: Path) -> None:
    environment = {**os.environ}
    first, second = Recorder(runs, environment), Recorder(runs, environment)
    first.start("one", Steps(record=("run",)))
    with pytest.raises(Exception, match="another server"):
        second.start("two", Steps(record=("run",)))
    first.end()
    until(lambda: (now := first.told()) is not None and now.is_over)


def test_command_that_takes_too_long_or_fails_is_said_so(stub: Path) -> None:
    with pytest.raises(EvalsError, match="ended with status"):
        told("compare", environment={**os.environ}, seconds=1)
    (stub / "manner").write_text("dies")
    with pytest.raises(EvalsError):
        told("compare", environment={**os.environ}, seconds=60)


def test_address_that_leads_nowhere_says_so(client: TestClient, runs: Runs) -> None:
    keep(runs, "first")
    for path in ("/runs/nowhere", "/runs/first/report", "/runs/first/run.csv", "/runs/first/run.exe", "/grade/sheet"):
        assert client.get(f"/evaluate{path}").status_code == 422
    assert client.get("/evaluate/compare?before=first&after=first").status_code == 422
    assert client.get("/evaluate/compare?before=first&after=other&split=test").status_code == 422
    assert client.get("/evaluate/now").headers["location"] == "/evaluate"
    assert client.post("/evaluate/grade", data={"grader": "ann"}).status_code == 422
    assert client.get("/evaluate/runs/first/run.jsonl").headers["content-disposition"].startswith("attachment")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two runs of real cases with made answers, scored by the real scorer."""
    folder = tmp_path_factory.mktemp("recorded") / "runs"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[1] / "evals")
        from recorded_runs import keep_near, record, some_cases

        cases = [case for case in some_cases(answerable=12, declined=4) if case.split == "dev"]
        for name, skill in (("earlier", 0.4), ("later", 0.9)):
            keep_near(record(folder / name, cases=cases, skill=skill), cases)
    return folder


def test_grades_are_kept_at_once_and_gone_on_with_by_whoever_gave_them(recorded: Path, tmp_path: Path) -> None:
    which = Which(runs=("earlier", "later"), grader="cleo", size=5)
    for _ in range(2):
        desk = Desk(Settings(home=tmp_path, runs=recorded))
        sheet = desk.sheets.of(which)
        place = sheet.next()
        assert place is not None
        sheet.give(place, 2, "a note — kept")
        with pytest.raises(UsageError):
            sheet.give(len(sheet.items), 2, "")
        desk.end()
    kept = [recorded / name / "grades.jsonl" for name in which.runs]
    lines = [line for path in kept if path.exists() for line in path.read_text(encoding="utf-8").splitlines()]
    grades = [grade for line in lines if (grade := json.loads(line))["grader"] == "cleo"]
    assert len({(grade["case"], grade["digest"]) for grade in grades}) == 2
    assert [grade["note"] for grade in grades] == ["a note — kept"] * 2


def test_two_runs_are_compared_with_verdicts(recorded: Path, tmp_path: Path) -> None:
    desk = Desk(Settings(home=tmp_path, runs=recorded))
    found = desk.asking.compared("earlier", "later", "dev", "")
    assert {change.metric for change in found.family("headline")} >= {"L1", "L14", "A4"}
    assert found.flipped >= found.lost
    with pytest.raises(UsageError, match="differ from itself"):
        desk.asking.compared("later", "later", "dev", "")
    with pytest.raises(UsageError, match="Say who asks"):
        desk.asking.compared("earlier", "later", "test", "")


@pytest.mark.parametrize("page", ["start", "compare", "grade", "runs/first"])
def test_who_signed_in_is_who_asks_and_grades(client: TestClient, runs: Runs, page: str) -> None:
    for name in ("first", "second"):
        keep(runs, name, split="test")
    before = SIGNED_IN.set("Ana Ruiz")
    try:
        assert 'value="Ana Ruiz"' in client.get(f"/evaluate/{page}").text
    finally:
        SIGNED_IN.reset(before)


def test_page_is_off_where_nobody_asked_for_it(server: Server) -> None:
    assert Visitor(server).request("GET", "/evaluate")[0] == 404
    assert Visitor(server).request("GET", "/evaluate/runs/first/report")[0] == 404


@pytest.fixture
def evaluating(start_server: Start, recorded: Path) -> Server:
    return start_server(COACH_EVALUATE="1", COACH_RUNS=str(recorded))


def test_headers_lead_to_the_page_where_it_is_on(server: Server, evaluating: Server) -> None:
    for path in ("/history", "/library", "/evaluate"):
        assert b'href="/evaluate"' in Visitor(evaluating).request("GET", path)[2]
    assert "/evaluate" in Visitor(evaluating).request("GET", "/config")[2].decode()
    assert b"/evaluate" not in Visitor(server).request("GET", "/history")[2]


def test_report_reaches_neither_our_pages_nor_any_host(evaluating: Server) -> None:
    visitor = Visitor(evaluating)
    for path, headers in (("/evaluate", SCRIPTED_HEADERS), ("/evaluate/runs/earlier/report", REPORT_HEADERS)):
        policy = visitor.request("GET", path)[1]["content-security-policy"]
        assert policy == headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
    for path in ("/evaluate/runs/..%2f..%2fetc/report", "/evaluate/runs/%2e%2e/report", "/evaluate/x"):
        assert visitor.request("GET", path)[0] == 404
    assert visitor.request("POST", "/evaluate/now", {}, origin="http://evil.example")[0] == 403


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_evaluator_starts_watches_reads_compares_and_two_grade(
    browser: Browser, evaluating: Server, recorded: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(240_000)
    page, name = context.new_page(), f"story-{width}"
    _records(page, evaluating, name)
    _reads(page, name)
    _compares(page, name)
    for grader in ("ann", "ben"):
        _grades(page, evaluating, name, grader)
    page.get_by_role("link", name=f"What readers say of {name}").click()
    expect(page.get_by_role("cell", name="agreement of ann and ben, weighted kappa")).to_be_visible()
    expect(page.get_by_text("answers graded by both")).to_be_visible()
    assert faults_of(page) == []
    context.close()
    made = [recorded / name, *(recorded / name).iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} <= {0o700, 0o600}


def _records(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}/evaluate/start")
    page.get_by_label("Name").fill(name)
    page.get_by_label("At most so many base questions").fill("4")
    page.get_by_label("With the rewordings").uncheck()
    page.get_by_label("With probes").uncheck()
    assert faults_of(page) == []
    page.set_viewport_size({"width": int(name.rpartition("-")[2]), "height": 800})
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("button", name="Stop it")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Open the run").click(timeout=600_000)


def _reads(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name="Headline figures, development split")).to_be_visible()
    expect(page.get_by_role("heading", name="Since the baseline")).to_be_visible()
    expect(page.get_by_text("The baseline was kept from")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Read the report, row by row").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("details.row summary").first.click()
    expect(page.locator("details.row .inside").first).to_be_visible()  # its own script runs, in a sandbox
    assert asked == []
    page.go_back()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Markdown").click()
    assert name in saved.value.path().read_text(encoding="utf-8")


def _compares(page: Page, name: str) -> None:
    page.get_by_label("The earlier run").select_option("earlier")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"earlier → {name}")
    expect(page.locator(".verdict").first).to_have_text(re.compile("better|worse|equivalent|undecided"))
    assert faults_of(page) == []


def _grades(page: Page, server: Server, name: str, grader: str) -> None:
    page.goto(f"{server.url}/evaluate/grade?run={name}")
    expect(page.get_by_label(name)).to_be_checked()
    page.get_by_label("Who grades").fill(grader)
    page.get_by_role("button", name="Begin, or go on").click()
    where = page.locator(".where")
    expect(where).to_contain_text("· 0 graded")
    assert name not in page.locator("main").inner_text()
    if grader == "ann":
        assert faults_of(page) == []
    items = int(re.findall(r"of (\d+)", where.inner_text())[0])
    page.wait_for_load_state()  # keys are read once the script runs
    page.keyboard.press("n")
    page.keyboard.type("3 words, no grade")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    for done in range(1, items):
        expect(where).to_contain_text(f"· {done} graded")
        page.wait_for_load_state()
        page.keyboard.press("2")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"All {items} are graded")
