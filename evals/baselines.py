"""What assistants without thought would score on the same rows, to be printed beside ours and held against it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of
from evals.averages import USEFUL, WORST_VARIANT
from evals.cases import Case, domain_of
from evals.given import Given, GivenCitation, read_given
from evals.recorded import RecordedRun
from evals.scores import ScoredRow
from evals.scoring import METRICS
from evals.trial import Ruler, trial

COMPARED = ("L1", "L2", "L3", "L4", "L5", "L6", "L14")
WHOLE = (USEFUL, WORST_VARIANT)
"""Figures over all rows, those that should be declined among them."""
DECLINES, MAJORITY, EVERYTHING = "declines everything", "majority label", "cites everything"
TOP, FIRST, RANDOM = "top passage", "our first citation only", "random within the domain"
TRIVIAL = (DECLINES, MAJORITY, EVERYTHING)
"""Those that need neither the question nor a search."""
Guess = Callable[[ScoredRow], Sequence[Given]]


def baselines(run: RecordedRun, frameworks: Frameworks) -> dict[str, dict[str, float]]:
    """Return, by metric, what each assistant without thought would score, over the same rows as ours.

    The majority label is the one that leads most development cases; the top passage is the first one retrieved, with
    its indicator alone cited; our first citation only is the run's own answer without its other citations; random
    within the domain is the mean over all indicators of a domain that should lead (label metrics only). A row for which
    nothing was retrieved or cited counts as answered without a citation. Averages as everywhere: cases, then bases.
    """
    rows = [row for row in run.rows if not run.cases[row.case].is_probe]
    answerable = [row for row in rows if row.expected == "answer"]
    ruler = Ruler(frameworks)
    guesses = _guesses(run, frameworks)
    found: dict[str, dict[str, float]] = {metric: {} for metric in (*COMPARED, *WHOLE)}
    for name, guess in guesses.items():
        for metric, value in _figures(answerable, run.cases, guess, ruler, COMPARED).items():
            found[metric][name] = value
        for metric, value in _whole(rows, run.cases, guess, ruler).items() if name != RANDOM else ():
            found[metric][name] = value
    return found


def trivial(run: RecordedRun, frameworks: Frameworks) -> dict[str, dict[str, float]]:
    """Return, by metric over all rows, what the assistants score that read no question."""
    rows = [row for row in run.rows if not run.cases[row.case].is_probe]
    found: dict[str, dict[str, float]] = {metric: {} for metric in WHOLE}
    for name, guess in _guesses(run, frameworks).items():
        for metric, value in _whole(rows, run.cases, guess, Ruler(frameworks)).items() if name in TRIVIAL else ():
            found[metric][name] = value
    return found


def _guesses(run: RecordedRun, frameworks: Frameworks) -> dict[str, Guess]:
    majority = _majority(list(run.cases.values()))
    constant = _citing([majority] if majority else [])
    everything = _citing(list(frameworks.indicators))
    guesses: dict[str, Guess] = {
        DECLINES: lambda row: [Given(outcome="abstained")],
        MAJORITY: lambda row: [constant],
        EVERYTHING: lambda row: [everything],
        RANDOM: lambda row: [_citing([label]) for label in _of_domain(run.cases[row.case], frameworks)],
    }
    if run.recorded:
        guesses[TOP] = lambda row: [_citing(_top(run, row, frameworks))]
        guesses[FIRST] = lambda row: [_first_only(run, row)]
    return guesses


def _figures(
    rows: Sequence[ScoredRow], cases: Mapping[str, Case], guess: Guess, ruler: Ruler, metrics: Sequence[str]
) -> dict[str, float]:
    """Average each metric over the guesses for a row, its rows, and their bases."""
    bases: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found = [_scores(cases[row.case], given, ruler, metrics) for given in guess(row)]
        for metric in metrics:
            bases[metric][row.base].append(fmean(scores[metric] for scores in found) if found else 0.0)
    return {metric: fmean(fmean(values) for values in of.values()) for metric, of in bases.items()}


def _whole(rows: Sequence[ScoredRow], cases: Mapping[str, Case], guess: Guess, ruler: Ruler) -> dict[str, float]:
    """Return the useful-answer rate and the worst variant of guesses over all rows."""
    bases: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for given in guess(row):
            bases[row.base][row.case].append(_scores(cases[row.case], given, ruler, (USEFUL,))[USEFUL])
    if not bases:
        return {}
    means = [[fmean(values) for values in variants.values()] for variants in bases.values()]
    return {USEFUL: fmean(map(fmean, means)), WORST_VARIANT: fmean(map(min, means))}


def _scores(case: Case, given: Given, ruler: Ruler, metrics: Sequence[str]) -> dict[str, float]:
    measured = trial(case, given, ruler)
    return {metric: METRICS[metric](measured).value or 0.0 for metric in metrics}


def _citing(labels: Sequence[str]) -> Given:
    citations = tuple(GivenCitation(id=label, n=n) for n, label in enumerate(labels, 1))
    return Given(outcome="answered", citations=citations)


def _majority(cases: Sequence[Case]) -> str | None:
    """Return the indicator that leads most development cases; the first by name of equals."""
    leads = Counter(indicator_of(label) for case in cases if case.split == "dev" for label in case.lead)
    return min(leads, key=lambda label: (-leads[label], label)) if leads else None


def _top(run: RecordedRun, row: ScoredRow, frameworks: Frameworks) -> list[str]:
    kept = run.recorded.get((row.case, row.epoch))
    folded = [indicator_of(identifier) for identifier in (kept.retrieved if kept else None) or ()]
    return [label for label in folded if label in frameworks.indicators][:1]


def _first_only(run: RecordedRun, row: ScoredRow) -> Given:
    """Return the answer of a row without its citations after the first."""
    kept = run.recorded.get((row.case, row.epoch))
    try:
        given = read_given(kept.answer or {}, None) if kept else _citing(())
    except ValueError:
        return _citing(())
    return Given(outcome=given.outcome, citations=given.citations[:1])


def _of_domain(case: Case, frameworks: Frameworks) -> list[str]:
    domains = {domain_of(label) for label in case.lead}
    return [label for label in frameworks.indicators if domain_of(label) in domains]
