"""What own documents say, in their own words, and with them the sentence that speaks most of what is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.answer import Passage
from assistant.answering.draft import Section, Statement
from assistant.knowledge.search.words import terms

_BETWEEN_SENTENCES = re.compile(r"(?<=[a-z0-9)\"”’]{2}[.!?]) +|\n+")


def own_documents_say(passages: Sequence[Passage], question: str, most_words: int) -> Section:
    """Return the section that repeats passages of own documents, each with its file named.

    Args:
        passages: They are of own documents.
        question: What is asked, in English.
        most_words: How many words of each are repeated.
    """
    asked = frozenset(terms(question))
    said = tuple(
        Statement(
            text=f"Your document {passage.source.edition} says: {quoted(passage, asked, most_words)}",
            kind="practice",
            cites=(passage.id,),
        )
        for passage in passages
    )
    return Section(key="local", style="bullets", statements=said)


def quoted(passage: Passage, asked: Collection[str], most_words: int) -> str:
    """Return the words of a passage: its first ones, or those from the sentence on that has most of what is asked."""
    text = passage.text.split("\n", 1)[-1].strip()
    sentences = _BETWEEN_SENTENCES.split(text)
    shared = [len({*asked}.intersection(terms(sentence))) for sentence in sentences]
    best = shared.index(max(shared))
    first = 0 if len(" ".join(sentences[: best + 1]).split()) <= most_words else best
    words = " ".join(sentences[first:]).split()
    before, after = "… " if first else "", " …" if len(words) > most_words else ""
    return f"{before}{' '.join(words[:most_words])}{after}"
