"""The command `coach draft`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from assistant.settings import Settings

CORPUS = Path(__file__).parents[2] / "corpus"
Home = Callable[..., Settings]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(
    built_home: Home,
    own_corpus: Path,
    environment: Callable[..., dict[str, str]],
    coach_command: list[str],
    tmp_path: Path,
) -> Run:
    """Run `coach draft` on the small corpus with the kinds of drafts of the real one."""
    shutil.copytree(CORPUS / "drafts", own_corpus / "drafts")
    settings = built_home(corpus=own_corpus)

    def make(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*coach_command, "draft", *arguments]
        return subprocess.run(
            command, env=environment(settings), capture_output=True, text=True, check=False, timeout=180, cwd=tmp_path
        )

    return make


def test_a_draft_comes_as_markdown_or_as_word(run: Run, tmp_path: Path) -> None:
    done = run("charter", "AI task force", "--role", "superintendent", "--school", "Norwood District")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# Task force charter: our AI task force\n")
    assert "Issued by the superintendent of Norwood District on [date]." in done.stdout
    kept = run("faq", "AI task force", "--out", "faq.docx")
    assert (kept.returncode, kept.stdout) == (0, "")
    assert Document(str(tmp_path / "faq.docx")).paragraphs[0].text == "Questions and answers: our AI task force"


def test_the_kinds_are_listed(run: Run) -> None:
    done = run("--list")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) >= 22
    assert "letter-to-families" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("poem", "AI task force"), "the kinds are board-report"),
        (("faq",), "name a subject too"),
        ((), "name a kind and a subject"),
        (("faq", "AI task force", "--out", "faq.pdf"), "no ending '.pdf'; a draft is written as .docx or .md"),
        (("faq", "AI task force", "--role", "king"), "no role 'king'"),
    ],
    ids=["kind", "no subject", "nothing", "ending", "role"],
)
def test_wrong_use_is_one_sentence(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
