"""Glosses a Spanish question word by word into English, so that an English encoder can read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.knowledge.corpus.yaml_files import YamlFile

LONGEST_PHRASE = 8
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")


class Glossary(BaseModel):
    """Spanish to English: ``phrases`` of two words and more, and ``words``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: dict[str, str] = {}
    words: dict[str, str] = {}

    @cached_property
    def _by_plain(self) -> dict[str, str]:
        """Every entry by its spelling without accents; a word keeps its own entry before an accented one's."""
        plain = {_bare(spanish): english for spanish, english in (*self.words.items(), *self.phrases.items())}
        return plain | {_bare(s): e for s, e in self.words.items() if _bare(s) == s}

    def gloss(self, text: str) -> str:
        """Return the text with every known phrase and word in English; the others stay."""
        tokens = _TOKEN.findall(text.lower())
        glossed: list[str] = []
        n = 0
        while n < len(tokens):
            length, english = self._longest(tokens[n : n + LONGEST_PHRASE])
            glossed.append(english)
            n += length
        return re.sub(r"\s+([?.!,;:])", r"\1", " ".join(word for word in glossed if word not in {"¿", "¡", ""}))

    def _longest(self, tokens: list[str]) -> tuple[int, str]:
        for length in range(len(tokens), 0, -1):
            spanish = " ".join(tokens[:length])
            exact: Mapping[str, str] = self.words if length == 1 else self.phrases
            found = exact.get(spanish, self._by_plain.get(_bare(spanish)))
            if found is not None:
                return length, found
        return 1, tokens[0]


def read_glossary(corpus: Path) -> Glossary:
    """Read the corpus's glossary; a corpus without one has an empty one.

    Raises:
        CorpusError: The file is wrong.
    """
    path = corpus / "glossary-es.yaml"
    return YamlFile(path).parse(Glossary) if path.is_file() else Glossary()


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
