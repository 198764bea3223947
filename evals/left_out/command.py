"""Runs what is asked for, and tells it as a table and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from assistant.knowledge.encoding.encoder import EncoderCard
from assistant.settings import Settings
from evals.left_out.figures import WIDE, cell, table
from evals.left_out.measuring import CURVES, Curves, LeftOut, Part, World, curves, left_out

PARTS: tuple[Part, ...] = ("authors", "topics", "curves")
SET = "set: the corpus's own topics and bank, without the writers kept for measuring"
SEEN = (
    "The encoder was taught with all topics' ways of asking and with the teaching writers' questions, those left out\n"
    "here too: figures are of search alone, and by as much too high. It has not seen the calibrating writers."
)
TITLES: Mapping[str, str] = {
    "authors": "authors left out, {folds} folds; intervals take writers for clusters",
    "topics": "topics left out, {folds} folds; intervals take topics, or writers, for clusters",
}
Found = Mapping[Part, LeftOut | Curves]


def run(settings: Settings, parts: tuple[Part, ...], folds: int, to: Path) -> str:
    """Measure the parts asked for, write them into a file as JSON, and return them as lines.

    Raises:
        CoachError: The corpus or the encoder can't be used, or the bank has too few writers.
        OSError: The file can't be written.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    world = World(settings, _report)
    found: dict[Part, LeftOut | Curves] = {}
    for part in parts:
        found[part] = curves(world, folds, _report) if part == "curves" else left_out(world, part, folds, _report)
        to.write_text(as_json(world.card, world.corpus.digest, found), encoding="utf-8")
    return "\n".join([*lines(found), "", f"all figures by writer and topic: {to}"])


def as_json(card: EncoderCard, corpus: str, found: Found) -> str:
    """Return all figures with what they were measured on, as one JSON object."""
    conditions = {"set": SET, "note": SEEN.replace("\n", " "), "encoder": card.fingerprint, "corpus": corpus}
    return json.dumps({**conditions, **{part: asdict(one) for part, one in found.items()}}, indent=1) + "\n"


def lines(found: Found) -> Iterator[str]:
    """Yield what was measured on what, and a table a part."""
    yield SET
    yield SEEN
    for part, one in found.items():
        yield ""
        yield from _curves(one) if isinstance(one, Curves) else _left_out(part, one)
        yield f"{one.seconds:.0f} s"


def _left_out(part: Part, found: LeftOut) -> Iterator[str]:
    yield TITLES[part].format(folds=found.folds)
    rows = {**({"all": found.whole} if part == "authors" else {}), **found.groups}
    if part == "authors":
        rows |= {f"  {name}": figures for name, figures in found.clusters.items()}
    yield from table(rows)


def _curves(found: Curves) -> Iterator[str]:
    yield f"learning curves: lead@1 on the teaching writers of {found.folds} of {found.of} folds, each left out"
    yield f"{'learned from, of all':{WIDE}}{''.join(f'{of:28}' for of in CURVES)}".rstrip()
    for share in found.points[CURVES[0]]:
        cells = (cell(found.points[of][share].get("lead@1")) for of in CURVES)
        yield f"{f'{share:.0%}':{WIDE}}{''.join(f'{one:28}' for one in cells)}".rstrip()


def _report(said: str) -> None:
    print(f"evals: {said}", file=sys.stderr, flush=True)
