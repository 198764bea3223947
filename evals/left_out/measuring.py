"""Measures search on authors left out, on topics left out, and with a share only of what teaches."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.errors import UsageError
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, compile_encoder
from assistant.knowledge.encoding.shipped import read_shipped
from assistant.settings import Settings
from evals.left_out.asking import Judged, ask
from evals.left_out.figures import Figures, by_cluster, by_group, figures_of
from evals.left_out.folds import SHARES, Fold, Of, by_authors, by_topics, thinned

Part = Literal["authors", "topics", "curves"]
Report = Callable[[str], None]
CURVES: tuple[Of, ...] = ("topics", "ways of asking", "bank questions")
CURVE_FOLDS = 2
"""Folds that a learning curve leaves out in turn: each takes ten learnings."""
TEACHING = "teaching writers"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What was found on authors or on topics left out.

    Attributes:
        folds: How many there were.
        groups: The figures by kind of question.
        clusters: The figures by writer, or by topic and writer.
        seconds: The time taken.
    """

    folds: int
    whole: Figures
    groups: Mapping[str, Figures]
    clusters: Mapping[str, Figures]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """What was found where only a share teaches.

    Attributes:
        folds: How many folds of the authors were left out in turn.
        of: Into how many the authors were dealt.
        points: By what is thinned and by its share, 1 being all, the figures on the teaching writers left out.
        seconds: The time taken.
    """

    folds: int
    of: int
    points: Mapping[Of, Mapping[float, Figures]]
    seconds: float


class World:
    """A corpus and the vectors of its texts: shipped, of the last index, or encoded now; nothing is written."""

    def __init__(self, settings: Settings, report: Report) -> None:
        """Read the corpus that the settings name, and get its encoder.

        Raises:
            CoachError: The corpus is wrong, or the encoder can't be made.
        """
        self.corpus = Corpus.read(settings.corpus)
        folder = compile_encoder(
            settings.encoder, settings.home / "encoder", corpus=settings.corpus, int8=settings.encoder_int8
        )
        encoder = Encoder(folder)
        self.card = encoder.card
        shipped = read_shipped(settings.corpus, encoder.card)
        self._vectors = EmbeddingCache(settings.home / "index" / "cache", encoder, report, shipped)

    def ask(self, fold: Fold) -> list[Judged]:
        """Learn from a fold, and ask what it left out."""
        return ask(self.corpus, fold, self._vectors)


def left_out(world: World, part: Literal["authors", "topics"], folds: int, report: Report) -> LeftOut:
    """Leave each author, or each topic, out once, and ask."""
    started = time.perf_counter()
    made = by_authors(world.corpus, folds) if part == "authors" else by_topics(world.corpus, folds)
    watch = Watch(part, len(made), report)
    judgements = [one for fold in made for one in watch.after(world.ask(fold))]
    return LeftOut(
        folds=len(made),
        whole=figures_of(judgements),
        groups=by_group(judgements),
        clusters=by_cluster(judgements),
        seconds=time.perf_counter() - started,
    )


def curves(world: World, folds: int, report: Report) -> Curves:
    """Learn from a quarter, half, three quarters and all, and ask the teaching writers left out.

    Raises:
        UsageError: None of the writers left out teaches.
    """
    started = time.perf_counter()
    made = by_authors(world.corpus, folds)
    used = [_teaching(fold) for fold in made[:CURVE_FOLDS]]
    if not all(fold.asked for fold in used):
        raise UsageError("for learning curves, each fold needs a writer who teaches; take fewer --folds")
    watch = Watch("curves", len(used) * (len(CURVES) * len(SHARES) + 1), report)

    def asked(learned_from: Sequence[Fold]) -> Figures:
        return figures_of([one for fold in learned_from for one in watch.after(world.ask(fold))])

    whole = asked(used)
    points = {
        of: {**{share: asked([thinned(fold, of, share) for fold in used]) for share in SHARES}, 1.0: whole}
        for of in CURVES
    }
    return Curves(folds=len(used), of=len(made), points=points, seconds=time.perf_counter() - started)


def _teaching(fold: Fold) -> Fold:
    return replace(fold, asked=tuple(one for one in fold.asked if one.group == TEACHING))


class Watch:
    """Tells after each learning how many there were and how long the rest will take."""

    def __init__(self, part: Part, count: int, report: Report) -> None:
        """Take what is measured, and how often something is learned for it."""
        self._part, self._count, self._report = part, count, report
        self._done, self._started = 0, time.perf_counter()

    def after(self, judgements: list[Judged]) -> list[Judged]:
        """Return judgements as they are, and tell of them."""
        self._done += 1
        taken = time.perf_counter() - self._started
        rest = taken / self._done * (self._count - self._done)
        self._report(f"{self._part}: {self._done} of {self._count}, {taken:.0f} s, about {rest:.0f} s to go")
        return judgements
