"""How turns and questions of left-out writers are read by heads learned from the others."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.weights import WEIGHTS
from training.reading import FIGURES, FOLDS_READ, Readings, parts


def test_who_is_read_is_not_learned_from(corpus: Corpus) -> None:
    found = parts(corpus)
    assert len(found) == FOLDS_READ
    for part in found:
        for learned, read in zip(part.learned, part.read, strict=True):
            assert not {writer.writer for writer in learned} & {writer.writer for writer in read}
            assert read
        assert not any(writer.use == "measuring" for writer in (*part.learned[0], *part.read[0]))


def test_each_turn_and_question_of_theirs_is_counted(corpus: Corpus, shipped: Mapping[str, Vectors]) -> None:
    tally = Readings(corpus, shipped).tally(WEIGHTS)
    totals = tally.totals()
    read = [part.read for part in parts(corpus)]
    turns = [turn for _, talking in read for w in talking for talk in w.conversations for turn in talk.turns[1:]]
    assert totals["act"] == len(turns)
    assert totals["side"] == sum(len(writer.questions) for asking, _ in read for writer in asking)
    assert totals["act right"] / totals["act"] > 0.3
    assert all(0 <= figure(totals) <= 1 for figure in FIGURES.values())
