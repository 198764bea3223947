"""Sentences of a capable writer and their damaged twins, from `tests/data/writing`, with what they were given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from shipped import shipped_frameworks, shipped_topics

from assistant.knowledge.corpus.glossary import read_glossary
from assistant.knowledge.documents.passages import Budget, framework_passages
from assistant.settings import data_folder
from assistant.writing.given import Given
from assistant.writing.known import Known

AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"
SPACE = "iste/empowering-leader/3c"
CASE = "case/norwalk"
OWN = "local/handbook/1"
DATA = Path(__file__).parents[1] / "data" / "writing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A good sentence with its kind, its damaged twin with the fault that is in it, and what both were given."""

    good: str
    kind: str
    twin: str
    fault: str
    given: Given


def known_of_corpus() -> Known:
    """Return what the corpus that ships calls by name."""
    return Known(shipped_frameworks(), shipped_topics().inside, read_glossary(data_folder("corpus")))


def passages_of(known: Known) -> dict[str, str]:
    """Return the text, title included, that every identifier of the corpus stands for."""
    texts: dict[str, str] = {}
    for passage in framework_passages(known.frameworks, Budget(400, len, 100_000)):
        texts[passage.id] = "\n".join(filter(None, (texts.get(passage.id), passage.title, passage.text)))
    return texts


def read_pairs(file: str, known: Known, passages: Mapping[str, str]) -> list[Pair]:
    """Return the pairs of a file."""
    pairs = []
    for group in yaml.load((DATA / file).read_text(encoding="utf-8"), yaml.CSafeLoader):
        cites: dict[str, str] = group["cites"]
        given = Given(
            known=known,
            passages={i: group["local"] if i.startswith("local/") else passages[i] for i in cites.values()},
            advice=group["advice"],
            asked=group["asked"],
            drafting=group.get("drafting", False),
        )
        for one in group["sentences"]:
            good, twin = (_written_out(one[key], cites) for key in ("good", "twin"))
            pairs.append(Pair(good=good, kind=one["kind"], twin=twin, fault=one["fault"], given=given))
    return pairs


def _written_out(text: str, cites: Mapping[str, str]) -> str:
    return re.sub(r"(?<=\[)@(\w+)", lambda match: cites[match[1]], text)
