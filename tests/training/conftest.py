"""A small corpus of several writers with the vectors that it would ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.dialogue import DialogueWriter
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, Vectors
from assistant.knowledge.encoding.shipped import KEY_BYTES, text_key
from assistant.knowledge.index.learned import known_questions

WRITERS = 4


@pytest.fixture(scope="session")
def corpus(mini_corpus: Path) -> Corpus:
    """The small corpus, its teaching writer and its conversations dealt out to several writers each."""
    whole = Corpus.read(mini_corpus)
    teaching, measuring = whole.bank
    asking = [
        teaching.model_copy(
            update={"writer": f"{use}-{n}", "use": use, "questions": teaching.questions[first + n :: 8]}
        )
        for first, use in ((0, "teaching"), (4, "calibrating"))
        for n in range(WRITERS)
    ]
    [talker] = whole.dialogue
    talking = [
        DialogueWriter(writer=f"talker-{n}", held_out=False, conversations=talker.conversations[n::WRITERS])
        for n in range(WRITERS)
    ]
    return replace(whole, bank=(*asking, measuring), dialogue=tuple(talking))


@pytest.fixture(scope="session")
def shipped(corpus: Corpus, built_index: Path, encoder: Encoder) -> Mapping[str, Vectors]:
    """The vectors of all that is learned from, taken from the small index."""
    known = known_questions(corpus.frameworks, corpus.topics, corpus.bank, corpus.glossary.gloss)
    texts = [*(question.text for question in known), *(one.said for one in corpus.taught())]
    cache = EmbeddingCache(built_index / "cache", encoder, lambda _: None)
    return {text_key(text)[: 2 * KEY_BYTES]: vector for text, vector in zip(texts, cache.encode(texts), strict=True)}
