"""Checks the conversations against the corpus: what their labels name, and questions too like others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.knowledge.corpus.corpus import Corpus
from assistant.settings import Settings
from evals.cases.checking import alike, encoded_questions, taught_texts
from evals.follow.conversations import Conversation


def conversation_problems(conversations: Sequence[Conversation], settings: Settings) -> Iterator[str]:
    """Yield each name that the corpus doesn't know, and each question too like one taught or of the other split.

    Turns that ask no question of their own ("shorter", "who should be on it?") are alike wherever people talk.

    Raises:
        CorpusError: The corpus itself is wrong.
    """
    corpus = Corpus.read(settings.corpus)
    yield from label_problems(conversations, corpus)
    encoder, taught = taught_texts(corpus, settings)
    asked = {
        f"{each.id}, turn {n}": (turn.said, each.split)
        for each in conversations
        for n, turn in enumerate(each.turns, 1)
        if "ask" in turn.acts
    }
    texts = {name: said for name, (said, _) in asked.items()}
    folder = settings.home / "evals" / "checked-conversations"
    yield from alike(encoded_questions(texts, corpus, encoder, folder), [split for _, split in asked.values()], taught)


def label_problems(conversations: Sequence[Conversation], corpus: Corpus) -> Iterator[str]:
    """Yield each topic and indicator of a turn that the corpus doesn't know."""
    topics = {topic.id for topic in corpus.topics.inside}
    for each in conversations:
        for n, turn in enumerate(each.turns, 1):
            where = f"{each.id}, turn {n}"
            yield from (f"{where}: no topic {name!r}" for name in turn.topics if name not in topics)
            yield from (
                f"{where}: no indicator {name!r}; did you mean {corpus.frameworks.nearest(name)!r}?"
                for name in turn.leads
                if name not in corpus.frameworks.indicators
            )
