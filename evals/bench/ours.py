"""Our side of the bench: milliseconds of the whole answer and what it cites, question by question, in a warm process.

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
    """Answer the questions and print what each took and cites."""
    keep_quiet()
    questions = json.loads(path.read_text(encoding="utf-8"))
    with Coach(load_settings()) as coach:
        coach.ask(Question(text="What is digital leadership?"))
        print(json.dumps([_timed(coach, question) for question in questions]))


def _timed(coach: Coach, question: str) -> dict[str, object]:
    start = time.perf_counter()
    answer = coach.ask(Question(text=question))
    ms = (time.perf_counter() - start) * 1000
    cited = [citation.id for citation in answer.citations] if answer.outcome == "answered" else []
    return {"ms": ms, "found": cited}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
