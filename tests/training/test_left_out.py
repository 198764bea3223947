"""What is left out of learning: whole writers, or topics with every question of theirs; never those who measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.bank import Writer
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.weights import WEIGHTS
from training.left_out import FOLDS, Learned, splits


def texts(writers: Sequence[Writer]) -> set[str]:
    return {question.text for writer in writers for question in writer.questions}


def test_every_writer_but_those_who_measure_is_left_out_once(corpus: Corpus) -> None:
    parts = splits(corpus, "writers")
    assert len(parts) == FOLDS
    for part in parts:
        assert {writer.use for writer in part.asked} == {"teaching", "calibrating"}
        assert not texts(part.asked) & texts(part.bank)
        assert len(part.asked) + len(part.bank) == 8
        assert part.topics == corpus.topics
    asked = [writer.writer for part in parts for writer in part.asked]
    assert sorted(asked) == sorted(writer.writer for writer in corpus.bank if writer.use != "measuring")


def test_a_topic_is_left_out_with_every_question_that_it_fits(corpus: Corpus) -> None:
    parts = splits(corpus, "topics")
    known = [{topic.id for topic in part.topics.brought} for part in parts]
    every = {topic.id for topic in corpus.topics.brought}
    assert sorted(topic for one in known for topic in every - one) == sorted(every)
    fits = {question.text: {*question.topics} for writer in corpus.bank for question in writer.questions}
    for part, kept in zip(parts, known, strict=True):
        assert all(fits[text] <= kept for text in texts(part.bank) | texts(part.calibrating))
        assert all(fits[text] and not fits[text] & kept for text in texts(part.asked))
        assert not any(question.topics for writer in part.asked for question in writer.questions)
        assert {writer.use for writer in part.bank} == {"teaching"}
        assert not texts(part.bank) & texts(part.calibrating)
    assert not {"When does the late bus leave?"} & {text for part in parts for text in texts(part.asked)}


def test_ballots_are_cast_on_each_question_and_follow_the_weights(
    corpus: Corpus, shipped: Mapping[str, Vectors]
) -> None:
    [split, *_] = splits(corpus, "topics")
    learned = Learned(corpus, split, shipped)
    asked, calibrating = learned.ballots(WEIGHTS)
    assert (len(asked), len(calibrating)) == (len(learned.asked), len(learned.calibrating))
    cooler, _ = learned.ballots(replace(WEIGHTS, temperature=0.3))
    assert all(cool.best > usual.best for cool, usual in zip(cooler, asked, strict=True))
    faster, _ = learned.ballots(replace(WEIGHTS, proxy_rate=0.02))
    assert not any(np.array_equal(one.shares, other.shares) for one, other in zip(faster, asked, strict=True))
    again, _ = learned.ballots(replace(WEIGHTS, weakest=0.9))
    assert all(np.array_equal(one.shares, other.shares) for one, other in zip(again, asked, strict=True))


def test_a_text_without_a_shipped_vector_is_named_with_the_command(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match=r"texts have no vector, '.*'; run `make vectors`"):
        Learned(corpus, splits(corpus, "writers")[0], {})
