"""`coach rehearse` as it is run: lists, piped lines, files, a rehearsal stopped and gone on with, wrong use."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from assistant.settings import Settings

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SCENARIO = "worried-parent-ai"


@pytest.fixture
def run(
    built_home: Callable[..., Settings],
    environment: Callable[..., dict[str, str]],
    coach_command: list[str],
    own_corpus: Path,
    whole_corpus: Path,
    tmp_path: Path,
) -> Run:
    """Run the command on the small corpus with one scenario put into it; its index stays good."""
    folder = own_corpus / "rehearsals"
    folder.mkdir()
    text = (whole_corpus / "rehearsals" / f"{SCENARIO}.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(serves|builds): \S+", r"\1: iste/visionary-planner/2a", text)
    (folder / f"{SCENARIO}.yaml").write_text(text.replace("topic: ai-families", "topic: ai-task-force"), "utf-8")
    settings = built_home(corpus=own_corpus)

    def make(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*coach_command, "rehearse", *arguments],
            env=environment(settings),
            input=said.encode(),
            capture_output=True,
            check=False,
            timeout=300,
            cwd=tmp_path,
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert "Traceback" not in err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return make


def test_piped_lines_play_to_the_end_and_the_debrief_follows(run: Run) -> None:
    done = run(SCENARIO, said="1\n\n7\nback\n1\nAsk the technology department, I can give you their number.\n1\n1\n1\n")
    assert done.returncode == 0, done.stderr
    assert "There is no reply 7" in done.stdout
    assert "Back one turn." in done.stdout
    conversation, _, told = done.stdout.partition("\n# Debrief: ")
    assert conversation
    for heading in ("## How it ended: ", "## What you said well", "## What cost trust", "## Two next steps"):
        assert heading in told
    assert "**References**" in told


def test_input_that_ends_in_the_middle_gives_the_debrief_of_what_was_said(run: Run) -> None:
    done = run(SCENARIO, said="1\n")
    assert done.returncode == 0
    assert "You stopped before the end" in done.stdout
    assert "You had answered 1 turn;" in done.stdout


def test_a_rehearsal_is_stopped_gone_on_with_and_written_as_word(run: Run, tmp_path: Path) -> None:
    assert run(SCENARIO, "--state", "kept.json", said="1\nstop\n").returncode == 0
    kept = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))
    assert (kept["version"], kept["scenario"], len(kept["said"])) == (1, SCENARIO, 1)
    done = run(SCENARIO, "--state", "kept.json", "--out", "told.docx", said="1\n1\n1\n")
    assert done.returncode == 0, done.stderr
    assert "The debrief is in told.docx." in done.stdout
    assert len(json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))["said"]) == 4
    document = Document(str(tmp_path / "told.docx"))
    assert len(document.tables[0].rows) == 5
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name a scenario"),
        ((SCENARIO, "--list"), "name a scenario"),
        (("worried-parents-ai",), "did you mean 'worried-parent-ai'?"),
        ((SCENARIO, "--out", "told.pdf"), "no ending '.pdf'; a debrief is written as .docx or .md"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_scenarios_are_listed(run: Run) -> None:
    done = run("--list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [SCENARIO, *"A worried parent asks about AI".split()]


def test_a_kept_rehearsal_that_is_none_is_wrong_use(run: Run, tmp_path: Path) -> None:
    shutil.copy(__file__, tmp_path / "kept.json")
    done = run(SCENARIO, "--state", "kept.json", said="1\n")
    assert done.returncode == 2
    assert "no kept rehearsal" in done.stderr
