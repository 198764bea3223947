"""What each piece of search gives: the leading indicator on the development split, with the piece taken out.

python -m evals.ablation [--without-adapter-too]

Topics alone decide here; dialogue, names and scope are not asked. The adapter's row needs an index of its own, which is
built in a temporary folder in two to three minutes.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from assistant.knowledge import search as searching
from assistant.knowledge import voting
from assistant.knowledge.adapter import ADAPTER_FILE
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.index import Index
from assistant.knowledge.search import Search
from assistant.knowledge.spelling import Spelling
from assistant.quiet import keep_quiet
from assistant.settings import Settings, load_settings
from evals.cases import FOLDER, Case, read_cases

VARIANTS = ("base", "paraphrase", "synonym", "typo", "spanish", "jargon", "story", "terse")
Change = Callable[[], AbstractContextManager[Any]]


def main() -> None:
    """Measure and print the table."""
    keep_quiet()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-adapter-too", action="store_true", help="build an index without it and measure that")
    settings = load_settings()
    cases = [case for case in read_cases(FOLDER) if _counts(case)]
    rows = [(name, *measure(settings, cases, change)) for name, change in changes().items()]
    if parser.parse_args().without_adapter_too:
        with without_adapter(settings) as plain:
            rows.append(("without the adapter", *measure(plain, cases, nullcontext)))
    print(f"| search | {' | '.join(('all', *VARIANTS))} |\n|---|{'---:|' * (len(VARIANTS) + 1)}")
    for name, whole, by_variant in rows:
        print(f"| {name} | {' | '.join(f'{share:.2f}' for share in (whole, *by_variant))} |")
    print(f"\nShare of {len(cases)} questions of the development split that are led by an accepted indicator.")


def changes() -> dict[str, Change]:
    """Return what is taken out, by name."""
    ways = tuple(voting.WEIGHTS)
    without: dict[str, Change] = {
        f"without {way}": lambda way=way: patch.dict(voting.WEIGHTS, {way: 0.0})  # type: ignore[misc]
        for way in ways
    }
    alone: dict[str, Change] = {
        f"{way} alone": lambda way=way: patch.dict(voting.WEIGHTS, {w: float(w == way) for w in ways})  # type: ignore[misc]
        for way in ways
    }
    return {
        "whole": nullcontext,
        **without,
        "without passages": lambda: patch.object(searching, "PASSAGE_WEIGHT", 0.0),
        "without mended spelling": lambda: patch.object(Spelling, "mend", lambda _, text: text),
        "without the Spanish glossary": lambda: patch.object(Glossary, "gloss", lambda _, text: text),
        **alone,
        "passages alone": lambda: patch.object(searching, "PASSAGE_WEIGHT", 1000.0),
    }


def measure(settings: Settings, cases: Sequence[Case], change: Change) -> tuple[float, list[float]]:
    """Return the share of cases whose leading indicator is accepted, of all and of each variant."""
    library, encoder = Index(settings).open()
    right: dict[str, list[bool]] = defaultdict(list)
    try:
        with change():
            search = Search(library, encoder)
            for case in cases:
                right[case.variant].append(search.find(case.question).indicators[0][0] in case.lead)
    finally:
        library.store.close()
    everything = [ok for found in right.values() for ok in found]
    return float(np.mean(everything)), [float(np.mean(right[variant])) for variant in VARIANTS]


@contextmanager
def without_adapter(settings: Settings) -> Iterator[Settings]:
    """Build an index whose encoder is the packaged one as it is."""
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        shutil.copytree(settings.corpus, corpus, ignore=shutil.ignore_patterns(ADAPTER_FILE))
        plain = settings.model_copy(update={"home": Path(scratch) / "home", "corpus": corpus})
        Index(plain).build()
        yield plain


def _counts(case: Case) -> bool:
    return case.split == "dev" and case.expected == "answer" and not case.turns


if __name__ == "__main__":
    main()
