"""Our side of the bench: milliseconds of the whole answer, question by question, in one warm process.

python -m evals.bench.ours QUESTIONS.json
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from assistant.answer import Question
from assistant.coach import Coach
from assistant.quiet import keep_quiet
from assistant.settings import load_settings


def main(path: Path) -> None:
    """Answer the questions and print the milliseconds each took."""
    keep_quiet()
    questions = json.loads(path.read_text(encoding="utf-8"))
    with Coach(load_settings()) as coach:
        coach.ask(Question(text="What is digital leadership?"))
        print(json.dumps([_timed_ms(coach, question) for question in questions]))


def _timed_ms(coach: Coach, question: str) -> float:
    start = time.perf_counter()
    coach.ask(Question(text=question))
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]))
