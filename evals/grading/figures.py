"""What grades come to: people's figures with intervals, their agreement, and a judge's figure once it may be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean

from evals.cases.case import Case
from evals.grading.agreement import TOP, kappa_interval, weighted_kappa
from evals.grading.sheet import SEED, Sheet, sheet_of
from evals.grading.store import read_grades, sizes
from evals.metrics.question import responsive
from evals.statistics import Interval, bca_mean, wilson

LEAST_KAPPA = 0.6
"""What the lower end of a judge's agreement with people must reach; "substantial" in Landis & Koch 1977."""
LEAST_PAIRS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two readers agree on the answers that both graded."""

    one: str
    other: str
    kappa: float
    interval: Interval
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The grades of a run by people together, or by one judge.

    Attributes:
        mean: Of 0 to 3, over base questions.
        exact: The share of grade 3.
        graded: Answers that were graded.
        unanswered: Questions of the sample that got no answer though one is due, counted 0.
        to_grade: Answers on the sheet.
    """

    by: str
    mean: float
    mean_interval: Interval
    exact: float
    exact_interval: Interval
    graded: int
    unanswered: int
    to_grade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsive:
    """All that is known of how exactly a run's openings answer.

    Attributes:
        people: None where nobody graded.
        agreements: Of each two people.
        judges: The judges that may be shown.
        held_back: Why each other judge is not shown, in words.
    """

    people: Graded | None
    agreements: tuple[Agreement, ...]
    judges: tuple[Graded, ...]
    held_back: tuple[str, ...]


def responsive_of(folder: Path, cases: Mapping[str, Case]) -> Responsive | None:
    """Return what a run's grades come to, or None where there are none.

    A grade counts for the words that were read: not where the answer has changed since.

    Raises:
        RunError: The rows or the grades can't be read.
    """
    grades = read_grades(folder)
    if not grades:
        return None
    sheet = sheet_of(folder, cases, sizes(grades))
    digests = {(item.case, item.epoch): item.digest for item in sheet.items}
    by_reader: dict[tuple[str, str], dict[tuple[str, int], int]] = defaultdict(dict)
    for grade in grades:
        if digests.get((grade.case, grade.epoch)) == grade.digest:
            by_reader[grade.by, grade.grader][grade.case, grade.epoch] = grade.grade
    people = {name: given for (by, name), given in by_reader.items() if by == "person"}
    judges = {name: given for (by, name), given in by_reader.items() if by == "judge"}
    shown, held_back = _calibrated(judges, people)
    return Responsive(
        people=graded("people", people, sheet) if people else None,
        agreements=tuple(
            found for a, b in combinations(sorted(people), 2) if (found := agreement(a, people[a], b, people[b]))
        ),
        judges=tuple(graded(name, {name: judges[name]}, sheet) for name in shown),
        held_back=held_back,
    )


def graded(by: str, readers: Mapping[str, Mapping[tuple[str, int], int]], sheet: Sheet) -> Graded:
    """Return the figures of some readers' grades: a question's grade is the mean of its readers'.

    What got no answer counts 0 in the share that it has in the sheet, also while the sheet is graded in part.
    """
    places = sorted({place for given in readers.values() for place in given})
    each = [[given[place] for given in readers.values() if place in given] for place in places]
    means = [responsive(values).value or 0.0 for values in each]
    exact = [fmean(value == TOP for value in values) for values in each]
    unanswered = round(len(sheet.unanswered) * len(places) / max(1, len(sheet.items)))
    means, exact = [*means, *[0.0] * unanswered], [*exact, *[0.0] * unanswered]
    return Graded(
        by=by,
        mean=fmean(means),
        mean_interval=_mean_interval(means),
        exact=fmean(exact),
        exact_interval=wilson(sum(exact), len(exact)),
        graded=len(places),
        unanswered=unanswered,
        to_grade=len(sheet.items),
    )


def agreement(
    one: str, given: Mapping[tuple[str, int], int], other: str, others: Mapping[tuple[str, int], int]
) -> Agreement | None:
    """Return how far two readers agree, or None where they share no answer."""
    both = sorted(given.keys() & others.keys())
    if not both:
        return None
    a, b = [given[place] for place in both], [others[place] for place in both]
    return Agreement(
        one=one, other=other, kappa=weighted_kappa(a, b), interval=kappa_interval(a, b, SEED), pairs=len(both)
    )


def _calibrated(
    judges: Mapping[str, Mapping[tuple[str, int], int]], people: Mapping[str, Mapping[tuple[str, int], int]]
) -> tuple[list[str], tuple[str, ...]]:
    """Return the judges that agree with people well enough to be shown, and why each other one is not."""
    shared: dict[tuple[str, int], list[int]] = defaultdict(list)
    for given in people.values():
        for place, value in given.items():
            shared[place].append(value)
    settled = {place: int(fmean(values) + 0.5) for place, values in shared.items()}
    shown, held_back = [], []
    for name in sorted(judges):
        found = agreement(name, judges[name], "people", settled)
        if found is None:
            held_back.append(f"judge {name}: nobody graded what it graded, so its figure isn't shown")
        elif found.interval.low < LEAST_KAPPA or found.pairs < LEAST_PAIRS:
            held_back.append(
                f"judge {name}: weighted kappa with people {found.kappa:.2f} [{found.interval.low:.2f}, "
                f"{found.interval.high:.2f}] over {found.pairs} answers; its figure isn't shown before the lower end "
                f"reaches {LEAST_KAPPA:g} over {LEAST_PAIRS} answers"
            )
        else:
            shown.append(name)
    return shown, tuple(held_back)


def _mean_interval(means: Sequence[float]) -> Interval:
    """Return the interval of a mean grade; where all are alike, Wilson's of its share of the scale."""
    found = bca_mean([value / TOP for value in means], SEED)
    return Interval(low=TOP * found.low, high=TOP * found.high)
