"""What is left out of learning is asked, nothing of it is learned from, and the figures say so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from small import SMALL
from typer.testing import CliRunner

from assistant.errors import UsageError
from assistant.knowledge.corpus.bank import Writer
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.search.voting import Ballot
from assistant.settings import Settings
from evals.cli import app
from evals.left_out import command
from evals.left_out.asking import Judged, judged
from evals.left_out.figures import by_cluster, by_group, figures_of, table
from evals.left_out.folds import MOST_WAYS, Asked, Fold, by_authors, by_topics, dealt, thinned
from evals.left_out.measuring import Curves, LeftOut, World, curves, left_out
from evals.statistics import wilson

Home = Callable[..., Settings]
A, B, OTHER = "iste/one/a", "iste/one/b", "pillars/two/z"


@pytest.fixture(scope="module")
def corpus(mini_corpus: Path) -> Corpus:
    """The small corpus, its teaching writer dealt out to four who teach and two who calibrate."""
    whole = Corpus.read(mini_corpus)
    teaching, measuring = whole.bank
    uses = ("teaching", "teaching", "teaching", "teaching", "calibrating", "calibrating")
    dealt = [
        teaching.model_copy(
            update={"writer": f"{use}-{n}", "use": use, "questions": teaching.questions[n :: len(uses)]}
        )
        for n, use in enumerate(uses)
    ]
    return replace(whole, bank=(*dealt, measuring))


@pytest.fixture(scope="module")
def world(built_index: Path, mini_corpus: Path, corpus: Corpus) -> World:
    """The small corpus with the vectors of its index; nothing is written there."""
    made = World(Settings(home=built_index.parent, corpus=mini_corpus, **SMALL), lambda _: None)
    made.corpus = corpus
    return made


def bank_texts(writers: Iterable[Writer]) -> set[str]:
    return {question.text for writer in writers for question in writer.questions}


def way_texts(fold: Fold) -> set[str]:
    return {way.text for topic in fold.topics.brought for way in topic.questions}


def test_each_author_is_asked_once_and_never_learned_from_meanwhile(corpus: Corpus) -> None:
    folds = by_authors(corpus, 2)
    assert len(folds) == 2
    for fold in folds:
        assert not {one.cluster for one in fold.asked} & {writer.writer for writer in fold.bank}
        assert {one.group for one in fold.asked} == {"teaching writers", "calibrating writers"}
        assert fold.topics == corpus.topics
    asked = [one.cluster for fold in folds for one in fold.asked]
    every = [writer for writer in corpus.bank if writer.use != "measuring"]
    assert sorted(set(asked)) == sorted(writer.writer for writer in every)
    assert len(asked) == len(bank_texts(every))
    assert by_authors(corpus, 2) == folds


def test_writers_kept_for_measuring_are_neither_learned_from_nor_asked(corpus: Corpus) -> None:
    kept = bank_texts(writer for writer in corpus.bank if writer.use == "measuring")
    assert kept
    for fold in (*by_authors(corpus, 3), *by_topics(corpus, 3)):
        assert not kept & (bank_texts(fold.bank) | {one.text for one in fold.asked})


def test_more_folds_than_authors_are_as_many_as_authors(corpus: Corpus) -> None:
    assert len(by_authors(corpus, 50)) == 6


def test_cards_are_dealt_the_same_every_time_and_none_is_lost() -> None:
    hands = dealt([range(4), range(4, 10)], 3)
    assert hands == dealt([range(4), range(4, 10)], 3)
    assert sorted(card for hand in hands for card in hand) == [*range(10)]
    assert [len(hand) for hand in hands] == [4, 3, 3]
    assert all(min(hand) < 4 for hand in hands)


def test_a_bank_of_one_writer_is_refused(mini_corpus: Path) -> None:
    with pytest.raises(UsageError, match="two writers"):
        by_authors(Corpus.read(mini_corpus), 2)


def test_a_topic_left_out_takes_its_ways_and_its_questions_of_the_bank_with_it(corpus: Corpus) -> None:
    folds = by_topics(corpus, 3)
    every = {topic.id: topic for topic in corpus.topics.brought}
    left: list[str] = []
    for fold in folds:
        gone = every.keys() - {topic.id for topic in fold.topics.brought}
        left += gone
        ways = [one for one in fold.asked if one.group == "ways of asking"]
        assert {one.cluster for one in ways} == gone
        assert not {one.text for one in fold.asked} & (way_texts(fold) | bank_texts(fold.bank))
        for topic in gone:
            asked = sum(one.cluster == topic for one in ways)
            assert asked == min(MOST_WAYS, len(every[topic].questions))
        assert all(gone.isdisjoint(question.topics) for writer in fold.bank for question in writer.questions)
    assert sorted(left) == sorted(every)


def test_a_smaller_share_lies_in_the_larger_one(corpus: Corpus) -> None:
    [fold, *_] = by_authors(corpus, 2)
    for of, texts in (
        ("topics", way_texts),
        ("ways of asking", way_texts),
        ("bank questions", lambda thin: bank_texts(thin.bank)),
    ):
        quarter, half, whole = (texts(thinned(fold, of, share)) for share in (0.25, 0.5, 1.0))  # type: ignore[arg-type]
        assert quarter < half < whole == texts(fold)


def test_a_thinned_fold_loses_nothing_else(corpus: Corpus) -> None:
    [fold, *_] = by_authors(corpus, 2)
    topics, ways, bank = (thinned(fold, of, 0.5) for of in ("topics", "ways of asking", "bank questions"))
    assert bank_texts(topics.bank) == bank_texts(ways.bank) == bank_texts(fold.bank)
    assert len(ways.topics.brought) == len(fold.topics.brought)
    assert bank.topics == fold.topics
    known = {topic.id for topic in topics.topics.brought}
    assert all(known.issuperset(question.topics) for writer in topics.bank for question in writer.questions)
    assert topics.asked == ways.asked == bank.asked == fold.asked


@pytest.mark.parametrize(
    ("lead", "answered", "figures"),
    [
        ({A}, True, {"lead@1": 1.0, "domain@1": 1.0, "answered": 1.0}),
        ({B}, True, {"lead@1": 0.0, "domain@1": 1.0, "answered": 1.0}),
        ({OTHER}, True, {"lead@1": 0.0, "domain@1": 0.0, "answered": 1.0}),
        ({A}, False, {"lead@1": 0.0, "domain@1": 0.0, "answered": 0.0}),
        (set(), True, {"abstained": 0.0}),
        (set(), False, {"abstained": 1.0}),
    ],
)
def test_a_ballot_is_judged_by_its_first_indicator(lead: set[str], answered: bool, figures: dict[str, float]) -> None:
    shares = np.array([1.0], dtype=np.float32)
    votes = np.array([0.3, 0.1, 0.2, 0.4], dtype=np.float32)
    ballot = Ballot(shares=shares, at_a_glance=shares, indicators=votes, nearest=1, best=1, off=0, margin=0)
    one = Asked(text="why?", group="g", cluster="c", lead=frozenset(lead))
    assert dict(judged(one, ballot, (A, B, OTHER), answered=answered)) == figures


def test_clusters_that_agree_with_themselves_widen_the_interval() -> None:
    alike = [Judged(group="g", cluster=str(n), figures={"answered": float(n % 2)}) for n in range(10) for _ in range(9)]
    mixed = [Judged(group="g", cluster=str(n), figures={"answered": float(k % 2)}) for n in range(10) for k in range(8)]
    one, other = figures_of(alike)["answered"], figures_of(mixed)["answered"]
    independent = wilson(45, 90)
    assert (one.value, one.n, one.clusters) == (0.5, 90, 10)
    assert one.high - one.low > 2 * (independent.high - independent.low)
    assert other.high - other.low < one.high - one.low
    assert "abstained" not in figures_of(alike)


def test_figures_stand_by_group_and_by_cluster() -> None:
    rows = [
        Judged(group="teaching writers", cluster="ann", figures={"lead@1": 1.0}),
        Judged(group="calibrating writers", cluster="ben", figures={"lead@1": 0.0}),
        Judged(group="teaching writers", cluster="ann", figures={"abstained": 1.0}),
    ]
    assert {name: of["lead@1"].value for name, of in by_group(rows).items()} == {
        "teaching writers": 1.0,
        "calibrating writers": 0.0,
    }
    assert by_cluster(rows)["ann"]["abstained"].n == 1
    head, ann, ben = table(by_cluster(rows))
    assert head.split() == ["lead@1", "domain@1", "answered", "abstained"]
    assert ann.startswith("ann ")
    assert "1.000 [" in ann
    assert ben.split()[-3:] == ["–", "–", "–"]


def test_authors_left_out_are_measured_by_writer_and_in_all(world: World) -> None:
    told: list[str] = []
    found = left_out(world, "authors", 2, told.append)
    assert found.folds == 2
    assert len(found.clusters) == 6
    assert [line.split(",")[0] for line in told] == ["authors: 1 of 2", "authors: 2 of 2"]
    assert found.whole["lead@1"].n == sum(of["lead@1"].n for of in found.clusters.values() if "lead@1" in of)
    assert found.whole["lead@1"].clusters > 1


def test_topics_left_out_are_asked_by_their_ways_and_by_the_bank(world: World) -> None:
    found = left_out(world, "topics", 3, lambda _: None)
    assert {"ways of asking", "teaching writers"} <= found.groups.keys()
    assert found.groups["ways of asking"]["lead@1"].n > found.groups["teaching writers"]["lead@1"].n
    assert found.groups["ways of asking"]["abstained"].n > 0


def test_curves_end_in_what_all_teaches(world: World) -> None:
    found = curves(world, 2, lambda _: None)
    assert list(found.points) == ["topics", "ways of asking", "bank questions"]
    whole = {name: points[1.0] for name, points in found.points.items()}
    assert whole["topics"] == whole["ways of asking"] == whole["bank questions"]
    assert all(list(points) == [0.25, 0.5, 0.75, 1.0] for points in found.points.values())
    asked = {of["lead@1"].n for points in found.points.values() for of in points.values()}
    assert len(asked) == 1


def test_curves_without_a_teaching_writer_in_a_fold_are_refused(
    world: World, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibrating = tuple(writer for writer in corpus.bank if writer.use == "calibrating")
    monkeypatch.setattr(world, "corpus", replace(corpus, bank=calibrating))
    with pytest.raises(UsageError, match="fewer --folds"):
        curves(world, 2, lambda _: None)


def test_the_table_says_on_which_set_what_the_encoder_saw_and_how_long_it_took() -> None:
    figures = figures_of([Judged(group="teaching writers", cluster="ann", figures={"lead@1": 1.0})])
    found = LeftOut(folds=2, whole=figures, groups={"teaching writers": figures}, clusters={"ann": figures}, seconds=3)
    points = {of: {0.25: figures, 1.0: figures} for of in ("topics", "ways of asking", "bank questions")}
    curve = Curves(folds=2, of=5, points=points, seconds=4)
    told = list(command.lines({"authors": found, "topics": found, "curves": curve}))
    assert told[0] == command.SET
    assert "not seen the calibrating writers" in told[1]
    assert told[3].startswith("authors left out, 2 folds")
    assert [line for line in told if line.endswith(" s")] == ["3 s", "3 s", "4 s"]
    assert sum(line.startswith("  ann") for line in told) == 1
    assert [line.split()[0] for line in told if "%" in line] == ["25%", "100%"]


@pytest.fixture
def run(
    built_home: Home, environment: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    for name, value in environment(built_home()).items():
        if name.startswith("COACH_"):
            monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(app, ["left-out", *map(str, arguments)])


def test_the_command_prints_a_table_and_writes_json(run: Callable[..., Result], tmp_path: Path) -> None:
    to = tmp_path / "new" / "found.json"
    found = run("--only", "topics", "--folds", 2, "--to", to)
    assert found.exit_code == 0, found.output
    assert "topics left out, 2 folds" in found.stdout
    held = json.loads(to.read_text(encoding="utf-8"))
    assert held.keys() == {"set", "note", "encoder", "corpus", "topics"}
    assert held["topics"]["groups"]["ways of asking"]["answered"]["n"] > 0


def test_the_command_refuses_an_unknown_part_and_a_bank_of_one_writer(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    unknown, alone = run("--only", "words"), run("--only", "authors", "--to", tmp_path / "x.json")
    assert isinstance(unknown.exception, UsageError)
    assert "two writers" in str(alone.exception)
