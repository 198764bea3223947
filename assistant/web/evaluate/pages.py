"""What the Evaluate pages show and do: runs listed, started, watched, read, gone on with, and compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.responses import FileResponse, RedirectResponse, Response

from assistant.errors import BusyError, CoachError, UsageError
from assistant.settings import Settings
from assistant.web.evaluate.asking import Asking
from assistant.web.evaluate.child import environment_of
from assistant.web.evaluate.recorder import Recorder
from assistant.web.evaluate.runs import FILES, REPORT, Runs
from assistant.web.evaluate.sheets import Sheets
from assistant.web.evaluate.showing import EVALUATE, ROOT
from assistant.web.evaluate.wanted import LONGEST_NAME, going_on, reporting, usual, wanted
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import Sent

MEDIA_TYPES = {"md": "text/markdown; charset=utf-8", "csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}
NO_STORE = {"cache-control": "no-store"}


class Desk:
    """What all Evaluate pages work with: the runs, who records them, and who asks the evals.

    Args:
        settings: Of this server; its child processes have the very same.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.runs = Runs(settings.runs or settings.home / "runs")
        environment = environment_of(settings)
        self.recorder = Recorder(self.runs, environment)
        self.asking = Asking(self.runs, environment)
        self.sheets = Sheets(self.runs, environment)

    def end(self) -> None:
        """End every child process."""
        self.recorder.end()
        self.sheets.close()


def runs_page(desk: Desk) -> Response:
    """Return the list of runs, with what is under way above it."""
    listed = desk.runs.listed()
    first = next((run.report for run in listed if run.report), None)
    heads = [(figure.metric, figure.name) for figure in first.headline] if first else []
    return EVALUATE.shown("runs.html", runs=listed, told=desk.recorder.told(), folder=desk.runs.folder, heads=heads)


def start_page(desk: Desk, typed: Mapping[str, str] | None = None, sent: Sent | None = None) -> Response:
    """Return the form that starts a run, with what is wrong in it."""
    mistakes = sent.mistakes if sent else {}
    return EVALUATE.shown(
        "start.html",
        at="start",
        status=422 if mistakes else 200,
        typed=typed if typed is not None else usual(desk.settings),
        mistakes=mistakes,
        model=desk.settings.model,
        told=desk.recorder.told(),
    )


def start(desk: Desk, sent: Sent) -> Response:
    """Start the run that a form asks for, and go on to watch it."""
    asked = wanted(sent, desk.runs, desk.settings)
    if asked is not None:
        try:
            desk.recorder.start(asked.name, asked.steps)
        except BusyError as error:
            sent.mistakes["do"] = sentence(error)
        else:
            return _to("/now")
    return start_page(desk, sent.fields, sent)


def now_page(desk: Desk) -> Response:
    """Return how far the run is, or how the last one ended."""
    told = desk.recorder.told()
    if told is None:
        return _to("")
    return EVALUATE.shown("now.html", at="now", headers=NO_STORE, told=told)


def stop(desk: Desk) -> Response:
    """Stop the run that is under way."""
    desk.recorder.stop()
    return _to("/now")


def run_page(desk: Desk, name: str, mistake: str = "") -> Response:
    """Return a run: its figures, what changed since the baseline, and what can be done with it."""
    run = desk.runs.known(name)
    told = desk.recorder.told()
    return EVALUATE.shown(
        "run.html",
        at="runs",
        status=422 if mistake else 200,
        run=run,
        others=[other.name for other in desk.runs.listed() if other.name != name and other.manifest.set == "cases"],
        files=[ending for ending, file in FILES.items() if desk.runs.file(name, file)],
        has_page=desk.runs.file(name, REPORT) is not None,
        busy=told is not None and not told.is_over,
        mistake=mistake,
    )


def run_sent(desk: Desk, name: str, sent: Sent) -> Response:
    """Go on with a run that was stopped, or write its report."""
    run, asked_by = desk.runs.known(name), sent.text("asked_by", LONGEST_NAME)
    try:
        if sent.fields.get("do") == "resume":
            desk.recorder.start(name, going_on(run, desk.runs, asked_by))
            return _to("/now")
        desk.asking.report(reporting(run, desk.runs, asked_by))
    except CoachError as error:
        return run_page(desk, name, sentence(error))
    return _to(f"/runs/{quote(name)}")


def report_page(desk: Desk, name: str) -> Response:
    """Return the page that the evals wrote of a run, as it is; the guard's headers keep it to itself."""
    return _file(desk.runs.file(name, REPORT), "text/html; charset=utf-8", None)


def download(desk: Desk, name: str, ending: str) -> Response:
    """Return a file of a run, to be saved."""
    file = FILES.get(ending, "")
    return _file(desk.runs.file(name, file) if file else None, MEDIA_TYPES.get(ending, ""), f"{name}-{file}")


def compare_page(desk: Desk, query: Mapping[str, str]) -> Response:
    """Return two runs compared on the development split, or the form that asks which."""
    before, after = query.get("before", ""), query.get("after", "")
    if not (before and after):
        return _compared(desk, query)
    if query.get("split", "dev") != "dev":
        raise UsageError("a link shows the development split only; ask for the test split in the form")
    return _compared(desk, query, asked=True)


def compare(desk: Desk, sent: Sent) -> Response:
    """Compare two runs as a form asks; the development split's comparison has an address of its own."""
    fields = {name: sent.fields.get(name, "") for name in ("before", "after", "split", "asked_by")}
    if fields["split"] == "dev" and fields["before"] and fields["after"]:
        return _to(f"/compare?{urlencode({'before': fields['before'], 'after': fields['after']})}")
    return _compared(desk, {**fields, "asked_by": sent.text("asked_by", LONGEST_NAME)}, asked=True)


def _compared(desk: Desk, fields: Mapping[str, str], *, asked: bool = False) -> Response:
    before, after, split = fields.get("before", ""), fields.get("after", ""), fields.get("split", "dev")
    found, mistake = None, ""
    if asked:
        try:
            found = desk.asking.compared(before, after, split, fields.get("asked_by", ""))
        except CoachError as error:
            mistake = sentence(error)
    return EVALUATE.shown(
        "compare.html",
        at="compare",
        status=422 if mistake else 200,
        names=[run.name for run in desk.runs.listed() if run.manifest.set == "cases"],
        typed=fields,
        mistakes={"do": mistake} if mistake else {},
        found=found,
    )


def _file(path: Path | None, media_type: str, name: str | None) -> Response:
    if path is None:
        raise UsageError("this run has no such file yet; write its report first")
    return FileResponse(path, media_type=media_type, filename=name, headers=NO_STORE)


def _to(path: str) -> Response:
    return RedirectResponse(f"{ROOT}{path}", 303)
