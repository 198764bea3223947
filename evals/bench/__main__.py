"""Runs the plain script and ours in turn, LlamaIndex where it is installed, and prints tables of medians.

python -m evals.bench [--runs 5]
python -m evals.bench --answers plain.jsonl    the plain script's answers to all cases, for `python -m evals score`
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge.encoding.sources import opened
from assistant.knowledge.index.building import Index
from assistant.quiet import keep_quiet
from assistant.settings import load_settings
from evals.bench.peers import NOT_INSTALLED, Warm, has_llama_index, peers_table
from evals.cases.case import Case, read_cases

COLD_QUESTION = "how do I start an AI task force"
CASES = Path(__file__).parents[1] / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished process: seconds of wall clock, peak memory in MiB, what it printed."""

    seconds: float
    peak_mib: float
    printed: str


def main() -> None:
    """Measure and print the table."""
    keep_quiet()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="processes of each kind (default 5)")
    parser.add_argument("--answers", type=Path, help="only write the plain script's answers to all eval cases there")
    given = parser.parse_args()
    runs = given.runs
    settings = load_settings()
    library, _ = Index(settings).open()
    library.store.close()
    with tempfile.TemporaryDirectory() as scratch, opened(settings.encoder, Path(scratch)) as (model, _):
        folder, passages, questions = Path(scratch) / "plain", Path(scratch) / "p.json", Path(scratch) / "q.json"
        passages.write_text(json.dumps([{"id": p.id, "text": p.text} for p in library.passages]), encoding="utf-8")
        questions.write_text(json.dumps([case.question for case in warm_cases()]), encoding="utf-8")
        plain = [sys.executable, "-m", "evals.bench.plain"]
        kept = [str(model), str(folder)]
        finish([*plain, "build", *kept, str(passages)])
        if given.answers:
            lines = "".join(f"{json.dumps({'id': c.id, 'question': c.question})}\n" for c in read_cases(CASES))
            with given.answers.open("w", encoding="utf-8") as out:
                subprocess.run([*plain, "answer", *kept], input=lines, stdout=out, text=True, check=True)
            return
        cold = in_turn(
            lambda: finish([*plain, "ask", *kept, COLD_QUESTION]),
            lambda: finish([sys.executable, "-m", "assistant", "ask", COLD_QUESTION]),
            runs,
        )
        warm = in_turn(
            lambda: finish([*plain, "warm", *kept, str(questions)]),
            lambda: finish([sys.executable, "-m", "evals.bench.ours", str(questions)]),
            max(2, runs // 2),
        )
        llama = warm_llama(model, Path(scratch), len(warm)) if has_llama_index() else []
    print(table(len(library.passages), len(library.voters.known.vectors), cold, warm))
    sides = {"LlamaIndex": llama, "plain script": [a for a, _ in warm], "Leadership Coach": [b for _, b in warm]}
    measured = {name: [Warm.of(one.peak_mib, one.printed) for one in side] for name, side in sides.items() if side}
    print(f"\n{peers_table(measured, warm_cases())}")
    if not llama:
        print(NOT_INSTALLED)
    print(f"Both encode with {settings.encoder}: the script as it comes, ours with its adapter and in 8-bit blocks.")


def warm_cases() -> list[Case]:
    """Return the base questions to be answered of the development split: all different, and none with earlier turns."""
    cases = read_cases(CASES, "dev")
    return [case for case in cases if case.variant == "base" and case.expected == "answer" and not case.turns]


def warm_llama(model: Path, scratch: Path, runs: int) -> list[Run]:
    """Let LlamaIndex index the passages, and search in as many warm processes as the others did."""
    kept, peer = [str(model), str(scratch / "llama")], [sys.executable, "-m", "evals.bench.llama"]
    finish([*peer, "build", *kept, str(scratch / "p.json")])
    return [finish([*peer, "warm", *kept, str(scratch / "q.json")]) for _ in range(runs)]


def in_turn(one: Callable[[], Run], other: Callable[[], Run], runs: int) -> list[tuple[Run, Run]]:
    """Run the two in turn, once to warm the disk's cache and then ``runs`` times."""
    one(), other()
    return [(one(), other()) for _ in range(runs)]


def finish(command: list[str]) -> Run:
    """Run a command to its end and measure it as the operating system accounts for it.

    Raises:
        SystemExit: The command failed; its last words are shown.
    """
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        assert process.stdout is not None
        printed = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if status:
            errors.seek(0)
            sys.exit(f"{' '.join(command[:4])} failed: {errors.read().decode()[-300:]}")
    return Run(seconds=time.perf_counter() - start, peak_mib=usage.ru_maxrss / 1024, printed=printed)


def table(passages: int, questions: int, cold: list[tuple[Run, Run]], warm: list[tuple[Run, Run]]) -> str:
    """Return the figures as a Markdown table: medians, and the median of the ratios run by run."""
    rows = [
        ("one `ask` from a cold process, seconds", *_columns(cold, lambda run: run.seconds), "0.35"),
        (
            "warm: plain's bare search, our whole answer, p50 ms",
            *_columns(warm, lambda run: _quantile(run, 0.5)),
            "1.20",
        ),
        ("the same, p95 ms", *_columns(warm, lambda run: _quantile(run, 0.95)), ""),
        ("peak memory of the cold process, MiB", *_columns(cold, lambda run: run.peak_mib), ""),
    ]
    lines = [
        "| figure (median) | plain script | Leadership Coach | ratio | at most |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [f"| {name} | {a:.2f} | {b:.2f} | {ratio:.2f} | {most} |" for name, a, b, ratio, most in rows]
    lines.append(
        f"\n{passages} passages on both sides, {questions:,} ways of asking on ours; "
        f"{len(cold)} cold runs each, in turn; {len(json.loads(warm[0][0].printed))} different warm questions; "
        f"{os.cpu_count()} processors."
    )
    return "\n".join(lines)


def _columns(pairs: list[tuple[Run, Run]], figure: Callable[[Run], float]) -> tuple[float, float, float]:
    plain, ours = [figure(a) for a, _ in pairs], [figure(b) for _, b in pairs]
    ratios = [b / a for a, b in zip(plain, ours, strict=True)]
    return statistics.median(plain), statistics.median(ours), statistics.median(ratios)


def _quantile(run: Run, share: float) -> float:
    timed = sorted(float(one["ms"]) for one in json.loads(run.printed))
    return timed[int(share * (len(timed) - 1))]


if __name__ == "__main__":
    main()
