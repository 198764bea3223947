"""What the label metrics give to answers without thought, to be printed beside ours (L1-L6, L14)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of
from evals.cases import Case, domain_of
from evals.given import Given, GivenCitation
from evals.recorded import RecordedRun
from evals.scores import ScoredRow
from evals.scoring import METRICS
from evals.trial import Ruler, trial

COMPARED = ("L1", "L2", "L3", "L4", "L5", "L6", "L14")
MAJORITY, TOP, RANDOM = "majority label", "top passage", "random within the domain"
Guess = Callable[[ScoredRow], Sequence[str]]


def baselines(run: RecordedRun, frameworks: Frameworks) -> dict[str, dict[str, float]]:
    """Return, by metric, what each baseline would score on the run's answerable cases.

    The majority label is the one that leads most development cases; the top passage is the first one retrieved, with
    its indicator alone cited; random within the domain is the mean over all indicators of a domain that should lead.
    Averages as everywhere: cases, then bases.
    """
    rows = [row for row in run.rows if row.expected == "answer" and not run.cases[row.case].is_probe]
    majority = _majority(list(run.cases.values()))
    guesses: dict[str, Guess] = {
        MAJORITY: lambda row: [majority] if majority else [],
        TOP: lambda row: _top(run, row, frameworks),
        RANDOM: lambda row: _of_domain(run.cases[row.case], frameworks),
    }
    scored = {name: _figures(rows, run.cases, guess, Ruler(frameworks)) for name, guess in guesses.items()}
    return {metric: {name: found[metric] for name, found in scored.items() if metric in found} for metric in COMPARED}


def _figures(rows: Sequence[ScoredRow], cases: Mapping[str, Case], guess: Guess, ruler: Ruler) -> dict[str, float]:
    """Average each metric over a baseline's guesses for a row, its rows, and their bases."""
    known: dict[tuple[str, str], dict[str, float]] = {}
    bases: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found = []
        for label in guess(row):
            if (row.case, label) not in known:
                known[row.case, label] = _scores(cases[row.case], label, ruler)
            found.append(known[row.case, label])
        for metric in COMPARED if found else ():
            bases[metric][row.base].append(fmean(scores[metric] for scores in found))
    return {metric: fmean(fmean(values) for values in of.values()) for metric, of in bases.items()}


def _scores(case: Case, label: str, ruler: Ruler) -> dict[str, float]:
    given = Given(outcome="answered", citations=(GivenCitation(id=label, n=1),))
    measured = trial(case, given, ruler)
    return {metric: METRICS[metric](measured).value or 0.0 for metric in COMPARED}


def _majority(cases: Sequence[Case]) -> str | None:
    """Return the indicator that leads most development cases; the first by name of equals."""
    leads = Counter(indicator_of(label) for case in cases if case.split == "dev" for label in case.lead)
    return min(leads, key=lambda label: (-leads[label], label)) if leads else None


def _top(run: RecordedRun, row: ScoredRow, frameworks: Frameworks) -> list[str]:
    kept = run.recorded.get((row.case, row.epoch))
    folded = [indicator_of(identifier) for identifier in (kept.retrieved if kept else None) or ()]
    return [label for label in folded if label in frameworks.indicators][:1]


def _of_domain(case: Case, frameworks: Frameworks) -> list[str]:
    domains = {domain_of(label) for label in case.lead}
    return [label for label in frameworks.indicators if domain_of(label) in domains]
