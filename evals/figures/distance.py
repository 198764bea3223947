"""How far questions lie from what the corpus teaches, and whether answers are right only near to it."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from assistant.knowledge.corpus.corpus import Corpus
from assistant.settings import Settings
from evals.cases.checking import encoded_questions, taught_texts
from evals.cases.near_duplicates import shared_runs
from evals.recording.rows import RunError, write_object
from evals.statistics import Interval, design_effect, wilson

NEAREST = "nearest.json"
CLOSE = 0.85
PARTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What the corpus teaches nearest to one question.

    Attributes:
        cosine: Of the nearest text.
        of: Where that text lies, such as ``topics: shared-vision``.
        run: Seven words in a row that some taught text shares, or None.
    """

    cosine: float
    of: str
    run: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leakage:
    """How much of a set of questions the corpus has seen."""

    questions: int
    close: int
    runs: int
    median: float
    nearest: tuple[tuple[str, float, str], ...]

    @property
    def words(self) -> str:
        """The report in a sentence."""
        top = ", ".join(f"{name} {cosine:.2f} ({of})" for name, cosine, of in self.nearest)
        return (
            f"Nearest taught text: median cosine {self.median:.2f}; {self.close} of {self.questions} "
            f"({self.close / self.questions:.1%}) at {CLOSE:.2f} or above; {self.runs} share seven words in a row. "
            f"Nearest: {top}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One quarter of the questions by distance, with the share of them that is answered right."""

    low: float
    high: float
    questions: int
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A figure by distance to the corpus: quarters from the nearest to the farthest, and the gap between the two."""

    parts: tuple[Part, ...]
    gap: float
    interval: Interval

    @property
    def lines(self) -> tuple[str, ...]:
        """The curve as lines of text, the gap first."""
        names = ("nearest quarter", "second", "third", "farthest quarter")
        bounds = f"[{self.interval.low:+.3f}, {self.interval.high:+.3f}]"
        return (
            f"D1   distance gap         {self.gap:+.3f} {bounds:18} right in the nearest quarter less in the farthest",
            *(
                f"     {name:20} {part.value:.3f}  [{part.interval.low:.3f}, {part.interval.high:.3f}]   "
                f"{part.questions} questions, cosine {part.low:.2f} to {part.high:.2f}"
                for name, part in zip(names, self.parts, strict=True)
            ),
        )


def nearest_taught(questions: Mapping[str, str], settings: Settings, *, of: str) -> dict[str, Near]:
    """Return for each question, by its name, what the corpus teaches nearest to it.

    Cosines are those of the encoder that answers; Spanish questions are seen in their gloss, as they are searched.

    Args:
        questions: Texts by name.
        settings: Where corpus and encoder are.
        of: The kind of set; the vectors of each kind are kept below the setting ``home``.

    Raises:
        CoachError: The corpus is wrong, or the encoder can't be made.
    """
    corpus = Corpus.read(settings.corpus)
    encoder, taught = taught_texts(corpus, settings)
    mine = encoded_questions(questions, corpus, encoder, settings.home / "evals" / of)
    runs = {i: run for (i, _), run in shared_runs(mine.texts, taught.texts)}
    cosines = mine.vectors @ taught.vectors.T
    return {
        name: Near(cosine=round(float(row.max()), 4), of=taught.names[int(row.argmax())], run=runs.get(i))
        for i, (name, row) in enumerate(zip(mine.names, cosines, strict=True))
    }


def leakage(near: Mapping[str, Near]) -> Leakage:
    """Return how much of a set the corpus has seen.

    Raises:
        ValueError: The set is empty.
    """
    if not near:
        raise ValueError("a leakage report needs at least one question")
    ordered = sorted(near.items(), key=lambda item: (-item[1].cosine, item[0]))
    return Leakage(
        questions=len(near),
        close=sum(one.cosine >= CLOSE for one in near.values()),
        runs=sum(one.run is not None for one in near.values()),
        median=ordered[len(ordered) // 2][1].cosine,
        nearest=tuple((name, one.cosine, one.of) for name, one in ordered[:3]),
    )


def curve(
    values: Mapping[str, float], near: Mapping[str, Near], writers: Mapping[str, str] | None = None
) -> Curve | None:
    """D1: what is right near to the corpus and wrong far from it.

    Formula: questions ordered by the cosine of their nearest taught text and cut into quarters; the share that is
    right (A4) in the nearest quarter less that in the farthest, the interval by Newcombe's square-and-add. Range: -1 to
    1, nearer 0 is better. Edge cases: fewer than eight questions, no figure; questions of one writer count as a
    cluster. Source: own; the interval of Newcombe 1998, Statistics in Medicine 17.

    Args:
        values: What each question is worth, 0 to 1, by its name.
        near: The nearest taught text, by the same names; questions without one are left out.
        writers: Who wrote each question, where several wrote more than one.
    """
    ordered = sorted(values.keys() & near.keys(), key=lambda name: (-near[name].cosine, name))
    if len(ordered) < 2 * PARTS:
        return None
    cuts = [n * len(ordered) // PARTS for n in range(PARTS + 1)]
    parts = tuple(_part(ordered[a:b], values, near, writers or {}) for a, b in pairwise(cuts))
    first, last = parts[0], parts[-1]
    gap = first.value - last.value
    down = math.hypot(first.value - first.interval.low, last.interval.high - last.value)
    up = math.hypot(first.interval.high - first.value, last.value - last.interval.low)
    return Curve(parts=parts, gap=gap, interval=Interval(low=gap - down, high=gap + up))


def write_near(folder: Path, near: Mapping[str, Near]) -> None:
    """Keep beside a run how near its questions lie to what was taught."""
    write_object(folder / NEAREST, {name: asdict(one) for name, one in near.items()})


def read_near(folder: Path) -> dict[str, Near]:
    """Return how near a run's questions lie to what was taught; nothing where it was not measured.

    Raises:
        RunError: The file can't be read.
    """
    path = folder / NEAREST
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return {name: Near(**one) for name, one in found.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise RunError(f"{path}: can't be read ({error}); remove it") from None


def _part(
    names: Sequence[str], values: Mapping[str, float], near: Mapping[str, Near], writers: Mapping[str, str]
) -> Part:
    groups: dict[str, list[float]] = defaultdict(list)
    for name in names:
        groups[writers.get(name, name)].append(values[name])
    found = [values[name] for name in names]
    return Part(
        low=near[names[-1]].cosine,
        high=near[names[0]].cosine,
        questions=len(names),
        value=fmean(found),
        interval=wilson(sum(found), len(found), design_effect(groups)),
    )
