"""A running server of the tests, and what a person does on its page."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

HEADLINE = "How do I start an AI task force?"
HEADLINE_LEAD = "digital-equity/leadership/culture-of-innovation/ai-leadership"
MOST_MS = 120_000  # a busy machine takes its time to draw the first page
# Composes the answer to equal questions once: these servers are for how answers reach people, not for what they say.
_KEEPING = """
import os, time
from collections.abc import Iterator
import assistant.coach as real
from assistant.answer import Answer, Delta

class KeepingCoach(real.Coach):
    kept = {}

    def stream(self, question, stop=None, *, offline=False) -> Iterator:
        asked = question, offline
        if asked not in self.kept:
            self.kept[asked] = list(super().stream(question, offline=offline))
        yield from self.kept[asked]
"""
# Stands in for a language model that writes word by word: what it says is the composer's.
_GROWING_SERVER = f"""{_KEEPING}
stopped = set()

def pause(question, n, stop):
    PAUSE

class SlowCoach(KeepingCoach):
    def stream(self, question, stop=None, *, offline=False) -> Iterator:
        for event in super().stream(question, stop, offline=offline):
            words = event.answer.split(" ") if isinstance(event, Answer) and not offline else []
            for n in range(4, len(words), 4):
                pause(question.text, n, stop)
                if stop is not None and stop.told:
                    stopped.add(question.text)
                    return
                yield Delta(text="", draft=" ".join(words[:n]))
            yield event

real.Coach = SlowCoach
from assistant.cli import main
main(["serve"])
"""
# Answers grow slowly, as a language model's would, but that to QUICK: who only asks whether there is one needn't wait.
SLOW_SERVER = _GROWING_SERVER.replace("PAUSE", "if 'quickly' not in question: time.sleep(0.15)")
QUICK = "How do I start an AI task force quickly?"
# An answer grows to its middle and waits there to be stopped, or for the file that RELEASED names; asked once more
# after it was stopped, it is given at once.
HALF_SERVER = _GROWING_SERVER.replace(
    "PAUSE",
    """
    while n > 40 and question not in stopped and not stop.told and not os.path.exists(os.environ["RELEASED"]):
        time.sleep(0.05)
""".strip(),
)
# No answer begins before the file that RELEASED names is there.
HELD_SERVER = f"""{_KEEPING}
class HeldCoach(KeepingCoach):
    def stream(self, question, stop=None, *, offline=False) -> Iterator:
        while not os.path.exists(os.environ["RELEASED"]):
            time.sleep(0.05)
        yield from super().stream(question, stop, offline=offline)

real.Coach = HeldCoach
from assistant.cli import main
main(["serve"])
"""


@dataclass(frozen=True)
class Server:
    """A running server: its address and its process."""

    url: str
    port: int
    process: subprocess.Popen[str]


Start = Callable[..., Server]


def open_page(page: Page, server: Server) -> None:
    page.goto(server.url, timeout=MOST_MS)
    page.wait_for_selector("#question textarea", timeout=MOST_MS)
    page.wait_for_selector("#conversation .example", timeout=MOST_MS)


def ask(page: Page, question: str) -> str:
    """Ask on the page, wait for the whole answer, return what is shown of it."""
    answers = page.locator('#conversation [data-testid="bot"]')
    before = answers.count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('#conversation [data-testid=bot]').length > n"
        " && document.querySelector('#question .submit-button')",
        arg=before,
    )
    return answers.last.inner_text()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
