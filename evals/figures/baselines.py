"""Trivial assistants, scored on the very rows of a run, to be printed beside its figures and held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from statistics import fmean

from assistant.knowledge.corpus.corpus import corpus_digest
from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of, read_frameworks
from assistant.knowledge.corpus.topics import read_topics
from assistant.settings import load_settings
from evals.answers.given import Given, GivenCitation, read_given
from evals.cases.case import Case, domain_of
from evals.cases.nearest import NearestAsking
from evals.figures.averages import base_values
from evals.figures.recorded import RecordedRun
from evals.metrics.catalogue import USEFUL, WORST_VARIANT, metric_of
from evals.metrics.scores import Score, ScoredRow, failed, not_applicable, scored
from evals.metrics.trial import Ruler, trial

SCORED = ("L1", "L2", "L3", "L4", "L5", "L6", "L8", "L14", "A1", "A2", USEFUL)
COMPARED = (*SCORED, WORST_VARIANT)
WHOLE = (USEFUL, WORST_VARIANT)
"""Figures that a gate holds against those that read no question."""
MAJORITY, TOP, RANDOM = "majority label", "top passage", "random within the domain"
DECLINES, EVERYTHING, FIRST, NEAREST = (
    "always declines",
    "cites everything",
    "first citation only",
    "nearest way of asking",
)
Answers = Sequence[Given] | None
"""What an assistant may say to a row, each as likely; None where it can't be told, which fails the row."""
Assistant = Callable[[ScoredRow], Answers]


def baselines(run: RecordedRun, frameworks: Frameworks) -> dict[str, dict[str, float]]:
    """Return, by metric, what each trivial assistant scores on the run's rows, with the same denominators.

    It always declines; answers everything with the label that leads most development cases; names any indicator of a
    domain that should lead, with equal chance (and declines where none should); cites every indicator; cites what
    leads the topic of the known question that shares most words with the case (and declines where that is off scope).
    Two cite of the run's own rows the first citation only, and the indicator of the first passage retrieved; where
    nothing was retrieved they decline. All but these two are told without recorded rows.
    """
    corpus = load_settings().corpus
    near = _nearest_asking(corpus, corpus_digest(corpus))
    assistants: dict[str, Assistant] = {
        **_unreading(run, frameworks),
        RANDOM: lambda row: (
            [_citing([label]) for label in _of_domain(run.cases[row.case], frameworks)] or [_citing([])]
        ),
        NEAREST: lambda row: [_citing(near.lead(run.cases[row.case].question))],
    }
    if run.recorded:
        assistants |= {TOP: lambda row: _top(run, row, frameworks), FIRST: lambda row: _first(run, row)}
    return _measured(run, assistants, frameworks, COMPARED)


def trivial(run: RecordedRun, frameworks: Frameworks) -> dict[str, dict[str, float]]:
    """Return, by metric over all rows, what the assistants score that read no question."""
    return _measured(run, _unreading(run, frameworks), frameworks, WHOLE)


@lru_cache(maxsize=1)
def _nearest_asking(corpus: Path, digest: str) -> NearestAsking:
    """Read all ways of asking of a corpus; once for all reports that one process makes of it as it stands."""
    return NearestAsking(read_topics(corpus, read_frameworks(corpus)))


def _unreading(run: RecordedRun, frameworks: Frameworks) -> dict[str, Assistant]:
    """Return those that need neither the question nor a search."""
    majority = _majority(list(run.cases.values()))
    everything = [_citing(frameworks.indicators)]
    return {
        DECLINES: lambda row: [_citing([])],
        MAJORITY: lambda row: [_citing([majority] if majority else [])],
        EVERYTHING: lambda row: everything,
    }


def _measured(
    run: RecordedRun, assistants: Mapping[str, Assistant], frameworks: Frameworks, metrics: Sequence[str]
) -> dict[str, dict[str, float]]:
    rows, ruler = [row for row in run.rows if not run.cases[row.case].is_probe], Ruler(frameworks)
    found = {name: _figures(rows, run.cases, assistant, ruler) for name, assistant in assistants.items()}
    return {metric: {name: of[metric] for name, of in found.items() if metric in of} for metric in metrics}


def _figures(
    rows: Sequence[ScoredRow], cases: Mapping[str, Case], assistant: Assistant, ruler: Ruler
) -> dict[str, float]:
    """Average as everywhere: what it may say, epochs, cases, bases."""
    known: dict[tuple[str, tuple[str, ...], str], dict[str, Score]] = {}
    made = []
    for row in rows:
        case, answers = cases[row.case], assistant(row)
        if answers is None:
            made.append(ScoredRow.of(case, row.epoch, dict.fromkeys(SCORED, failed("no answer"))))
            continue
        scores = []
        for given in answers:
            key = (row.case, tuple(citation.id for citation in given.citations), given.outcome)
            known[key] = known.get(key) or _scores(case, given, ruler)
            scores.append(known[key])
        made.append(ScoredRow.of(case, row.epoch, {metric: _mean([s[metric] for s in scores]) for metric in SCORED}))
    values = {metric: list(base_values(made, metric).values()) for metric in COMPARED}
    return {metric: fmean(of) for metric, of in values.items() if of}


def _scores(case: Case, given: Given, ruler: Ruler) -> dict[str, Score]:
    measured = trial(case, given, ruler)
    return {metric: metric_of(metric).score(measured) for metric in SCORED}


def _mean(scores: Sequence[Score]) -> Score:
    values = [score.value for score in scores if score.value is not None]
    return scored(fmean(values)) if values else not_applicable("says nothing")


def _citing(labels: Sequence[str] | Mapping[str, object]) -> Given:
    """Return an answer that cites some labels and says no more, or with none a decline."""
    citations = tuple(GivenCitation(id=label, n=n) for n, label in enumerate(labels, 1))
    return Given(outcome="answered" if citations else "abstained", citations=citations)


def _majority(cases: Sequence[Case]) -> str | None:
    """Return the indicator that leads most development cases; the first by name of equals."""
    leads = Counter(indicator_of(label) for case in cases if case.split == "dev" for label in case.lead)
    return min(leads, key=lambda label: (-leads[label], label)) if leads else None


def _top(run: RecordedRun, row: ScoredRow, frameworks: Frameworks) -> Answers:
    kept = run.recorded.get((row.case, row.epoch))
    if kept is None or kept.state == "failed":
        return None
    folded = [indicator_of(identifier) for identifier in kept.retrieved or ()]
    return [_citing([label for label in folded if label in frameworks.indicators][:1])]


def _first(run: RecordedRun, row: ScoredRow) -> Answers:
    kept = run.recorded.get((row.case, row.epoch))
    if kept is None or kept.answer is None:
        return None
    try:
        given = read_given(kept.answer, kept.retrieved)
    except ValueError:
        return None
    return [Given(outcome=given.outcome, citations=given.citations[:1])]


def _of_domain(case: Case, frameworks: Frameworks) -> list[str]:
    domains = {domain_of(label) for label in case.lead}
    return [label for label in frameworks.indicators if domain_of(label) in domains]
