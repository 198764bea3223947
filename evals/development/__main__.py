"""Measures follow-ups and false premises on the questions of this folder, and learns to tell follow-ups.

python -m evals.development            rates, and with --misses what went wrong
python -m evals.development learn      the bias and the weights of assistant/answering/turning.py, cross-validated
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Question, Turn
from assistant.answering.turning import ACCEPT, NEW_SUBJECT, STEP, features, matters
from assistant.coach import Coach
from assistant.knowledge.frameworks import indicator_of
from assistant.knowledge.index import Index
from assistant.knowledge.search import Search
from assistant.quiet import keep_quiet
from assistant.settings import load_settings

HERE = Path(__file__).parent


def main() -> None:
    """Run the command."""
    keep_quiet()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("measure", "learn"), default="measure")
    parser.add_argument("--misses", action="store_true", help="show what went wrong")
    given = parser.parse_args()
    if given.what == "learn":
        learn()
        return
    right: dict[str, list[bool]] = defaultdict(list)
    with Coach(load_settings()) as coach:
        for kind, ok, told in (*_second_turns(coach), *_premises(coach)):
            right[kind].append(ok)
            if given.misses and not ok:
                print(f"{kind}: {told}")
    print("| questions | right | of |\n| --- | ---: | ---: |")
    for kind, found in sorted(right.items()):
        print(f"| {kind} | {np.mean(found):.2f} | {len(found)} |")


def learn() -> None:
    """Print a logistic regression over the features of second turns that announce nothing."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    library, encoder = Index(load_settings()).open()
    search = Search(library, encoder)
    rows = [row for row in _read("second-turns.jsonl") if not _plain(row["ask"])]
    given = [features(row["ask"], search.compare(row["ask"], row["before"])) for row in rows]
    names = list(given[0])
    table = np.array([[row[name] for name in names] for row in given])
    continued = np.array([row["relation"] == "continue" for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
    guessed = cross_val_predict(model, table, continued, cv=10)
    print(f"{len(rows)} second turns, ten folds: continuing {np.mean(guessed[continued]):.2f}, ", end="")
    print(f"leaving {np.mean(~guessed[~continued]):.2f}")
    model.fit(table, continued)
    weights = model[1].coef_[0] / model[0].scale_
    print(f"BIAS = {model[1].intercept_[0] - weights @ model[0].mean_:.2f}\nWEIGHTS: Mapping[str, float] = {{")
    for name, weight in zip(names, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("}")
    library.store.close()


def _plain(said: str) -> bool:
    """Tell whether a second turn is decided by its words alone."""
    announced = NEW_SUBJECT.match(said)
    return bool((announced and said[announced.end() :].strip()) or ACCEPT.match(said) or STEP.search(said)) or not (
        matters(said)
    )


def _second_turns(coach: Coach) -> Iterator[tuple[str, bool, str]]:
    """Yield for each conversation its relation, whether the lead is one of its topic's, and what was said."""
    with coach.searching() as search:
        leads = {t.id: [indicator_of(label) for label in t.lead[:3]] for t in search.library.topics.inside}
    for row in _read("second-turns.jsonl"):
        first = coach.ask(Question(text=row["before"]))
        history = (
            Turn(role="user", content=row["before"]),
            Turn(
                role="assistant",
                content=first.answer,
                kind=first.kind,
                citations=tuple(c.id for c in first.citations),
                next_steps=tuple(step.do for step in first.next_steps),
            ),
        )
        answer = coach.ask(Question(text=row["ask"], history=history))
        led = next((indicator_of(c.id) for c in answer.citations if not c.id.startswith(("case/", "local/"))), None)
        if row["topic"] == "off":
            yield "follow-up: leaves for what is off scope", answer.outcome == "abstained", _told(row, led)
        else:
            kind = "continues" if row["relation"] == "continue" else "leaves"
            yield f"follow-up: {kind}", led in leads[row["topic"]], _told(row, led)


def _premises(coach: Coach) -> Iterator[tuple[str, bool, str]]:
    for row in _read("premises.jsonl"):
        noticed = coach.ask(Question(text=row["text"])).premise is not None
        yield (f"premise: {row['what']}" if row["trap"] else "no false premise"), noticed == row["trap"], row["text"]


def _told(row: dict[str, Any], led: str | None) -> str:
    return f"{row['before']} | {row['ask']} | {led}, wanted {row['topic']}"


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
