"""Synthetic runs for the tests of reports, comparison and gate: real files, scored by the real scorer."""

import json
import random
from pathlib import Path

from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.settings import Settings
from evals.cases.case import cases_digest, read_cases
from evals.cases.probes import probes_of
from evals.figures.distance import Near, write_near
from evals.metrics.scores import scores_line
from evals.metrics.scoring import score_rows
from evals.recording.identity import code_digest, folder_digest, shaping
from evals.recording.labels_kept import write_labels
from evals.recording.rows import ROWS, SCORES, Manifest, Row, RowFile, write_lines, write_manifest

CORPUS = Path(__file__).parents[2] / "corpus"
PROMPTS = Path(__file__).parents[2] / "prompts"
EVIL = '</script><script>alert("x")</script> ![pixel](http://example.org/x.png) <img src=x onerror=alert(1)>'


def some_cases(answerable=24, declined=12):
    """Return whole families of real cases."""
    cases = read_cases()
    bases = [c.base for c in cases if c.variant == "base" and c.expected == "answer"][:answerable]
    bases += [c.base for c in cases if c.variant == "base" and c.expected == "decline"][:declined]
    return [case for case in cases if case.base in set(bases)]


def answer(case, rng, *, skill):
    """Return an answer that is right as often as skill says, and the identifiers retrieved for it."""
    right = rng.random() < skill
    answered = (case.expected == "answer") == right
    fields = {"outcome": "answered" if answered else "abstained", "kind": case.kind, "next_steps": []}
    if not answered:
        said = "My sources say nothing about that."
        return {**fields, "answer": said, "reason": said, "nearest": [], "claims": [], "citations": []}, []
    wrong = ("iste/systems-designer/7a", "digital-equity/leadership/culture-of-innovation")
    labels = list(dict.fromkeys([*case.lead[:1], *case.required])) if right else [rng.choice(wrong)]
    citations = [_citation(n, label, rng.uniform(0.6, 0.95) - 0.2 * (not right)) for n, label in enumerate(labels, 1)]
    marks = "".join(f"[{c['n']}]" for c in citations)
    references = "\n".join(f"[{c['n']}] {c['title']} `{c['id']}`  " for c in citations)
    text = f"Start with **one conversation** {marks}. {EVIL}\n\n## References\n\n{references}\n"
    claim = {"text": "Start with one conversation.", "kind": "framework", "citations": [c["n"] for c in citations]}
    return {**fields, "answer": text, "claims": [claim], "citations": citations}, labels


def _citation(n, label, score):
    name = label.split("/")[-1]
    return {
        "n": n,
        "id": label,
        "title": f"Title of {name}",
        "passage": f"On {label}. {EVIL}",
        "score": round(score, 2),
    }


def record(folder, *, skill=0.8, seed=1, cases=None, epochs=1, failing=0):
    """Write a run folder and return it."""
    cases = cases or some_cases()
    rng = random.Random(seed)
    asked = [q for case in cases for q in (case, *probes_of(case))]
    rows = []
    for epoch in range(1, epochs + 1):
        for n, case in enumerate(asked):
            fields, retrieved = answer(case, rng, skill=skill)
            broken = n < failing
            rows.append(
                Row(
                    case=case.id,
                    base=case.base,
                    variant=case.variant,
                    split=case.split,
                    epoch=epoch,
                    state="failed" if broken else "answered",
                    error="time-out after 30 s" if broken else None,
                    answer=None if broken else fields,
                    retrieved=None if broken else tuple(retrieved),
                    seconds=round(rng.lognormvariate(-4, 0.5), 5),
                )
            )
    folder.mkdir(parents=True)
    write_manifest(
        folder,
        Manifest(
            name=folder.name,
            kind="recorded",
            started="2026-01-05T08:00:00Z",
            commit="abc1234def",
            code=code_digest(),
            corpus=folder_digest(CORPUS),
            prompts=folder_digest(PROMPTS),
            cases=cases_digest(cases),
            case_count=len(asked),
            epochs=epochs,
            probes=True,
            seed=7,
            composer="extractive",
            settings=shaping(Settings()),
            versions={"python": "3.11"},
            cold_start_seconds=2.5,
        ),
    )
    with RowFile(folder / ROWS) as file:
        for row in rows:
            file.append(row)
    write_labels(folder, cases)
    frameworks = read_frameworks(CORPUS)
    write_lines(folder / SCORES, (scores_line(row) for row in score_rows(rows, cases, frameworks)))
    return folder


def near_of(questions, *_, **__):
    """Return for each question, by its name, a made nearness to what is taught: no encoder is asked."""
    return {name: Near(cosine=0.5, of="topics: made", run=None) for name in questions}


def keep_near(folder, cases):
    """Keep beside a run a made nearness of its questions, so that no command measures it."""
    write_near(folder, near_of({case.base for case in cases}))


def write_cases(path, cases=None):
    """Write cases as a case file and return it."""
    path.write_text("".join(case.model_dump_json() + "\n" for case in cases or some_cases()), encoding="utf-8")
    return path


def scores_of(folder):
    """Return the lines of a run's scores."""
    return [json.loads(line) for line in (folder / SCORES).read_text().splitlines()]
