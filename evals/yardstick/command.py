"""Encodes the questions of a file, measures, and says what came out, beside what others have published."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, EncoderCard, compile_encoder
from assistant.knowledge.index.learned import VERSION
from assistant.knowledge.search.weights import Weights
from assistant.settings import Settings
from evals.yardstick.intents import Intents, read_intents
from evals.yardstick.measuring import KEPT, Declining, Measured, Share, measure
from evals.yardstick.published import PUBLISHED

WIDE = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What was measured with, and how long the encoding took.

    Attributes:
        sha256: Of the file.
        adapter: The digest of the adapter that was merged into the encoder; empty where none was.
        fingerprint: The encoder's identity.
        learner: The version of the learner, and the hash of its weights.
        encoded: How many texts were encoded, the others being kept from before.
    """

    sha256: str
    encoder: str
    adapter: str
    int8: bool
    fingerprint: str
    learner: str
    encoded: int
    encoding_s: float


def run(
    path: Path, settings: Settings, *, adapter: bool = True, cache: Path | None = None
) -> tuple[Conditions, Measured]:
    """Measure the learner on a file of intents.

    Args:
        path: The file, in the format of CLINC150's ``data_full.json``.
        settings: Name the encoder, and the corpus whose adapter it has.
        adapter: Whether that adapter is merged in.
        cache: A folder that keeps vectors between runs.

    Raises:
        CoachError: The file or the encoder can't be used.
        OSError: The file can't be read.
    """
    intents = read_intents(path)
    corpus = settings.corpus if adapter else None
    folder = compile_encoder(settings.encoder, settings.home / "encoder", corpus=corpus, int8=settings.encoder_int8)
    encoder = Encoder(folder)
    questions = [*intents.train, *intents.val, *intents.test]
    with tempfile.TemporaryDirectory() as scratch:
        kept = (cache or Path(scratch)) / f"vectors-{encoder.card.fingerprint}"
        with EmbeddingCache(kept, encoder, _report) as vectors_of:
            started = time.perf_counter()
            vectors = vectors_of.encode([asked.text for asked in questions])
            encoding_s = time.perf_counter() - started
    _report("learning")
    first, second = len(intents.train), len(intents.train) + len(intents.val)
    measured = measure(intents, vectors[:first], vectors[first:second], vectors[second:])
    return _conditions(intents, encoder.card, vectors_of.encoded, encoding_s), measured


def as_json(conditions: Conditions, measured: Measured) -> str:
    """Return all of it as one JSON object."""
    beside = [asdict(one) for one in PUBLISHED]
    return json.dumps({**asdict(conditions), **asdict(measured), "published": beside}, indent=1)


def as_text(conditions: Conditions, measured: Measured) -> str:
    """Return figures, conditions and published results as lines."""
    bits = "8-bit" if conditions.int8 else "exact"
    with_adapter = f"adapter {conditions.adapter}" if conditions.adapter else "no adapter"
    lines = [
        f"encoder {conditions.encoder}, {bits}, {with_adapter}, fingerprint {conditions.fingerprint}",
        f"learner {conditions.learner}; file sha256 {conditions.sha256[:16]}",
        "",
        _line("in scope, nothing declined: right", measured.accuracy),
        _line("  the same, learned from 'train' alone", measured.from_training_alone),
        _line("in scope above off scope (AUC)", measured.auc),
        *_declining("at the threshold that the product would choose", measured.product),
        *_declining(f"at the threshold that keeps {KEPT:.2f} of 'val'", measured.keeping),
        "",
        f"{conditions.encoded} texts encoded in {conditions.encoding_s:.0f} s; learned in {measured.learning_s:.0f} s; "
        f"one vote {measured.vote_ms:.1f} ms",
        "",
        f"{'published on CLINC150, data_full.json':{WIDE}} right  declined",
        *(f"  {p.system:{WIDE - 2}} {p.in_scope:.3f}  {p.declined:.3f}  {p.source}" for p in PUBLISHED),
    ]
    return "\n".join(lines)


def _declining(title: str, found: Declining) -> list[str]:
    return [
        f"{title} ({found.below:.3f})",
        _line("  in scope: kept", found.kept),
        _line("  in scope: kept and right", found.right),
        _line("  off scope: declined", found.declined),
    ]


def _line(name: str, share: Share) -> str:
    return f"{name:{WIDE}} {share.value:.3f} [{share.low:.3f}, {share.high:.3f}]  n={share.questions}"


def _conditions(intents: Intents, card: EncoderCard, encoded: int, encoding_s: float) -> Conditions:
    return Conditions(
        sha256=intents.sha256,
        encoder=card.name,
        adapter=card.adapter,
        int8=card.int8,
        fingerprint=card.fingerprint,
        learner=f"{VERSION} {Weights().digest}",
        encoded=encoded,
        encoding_s=encoding_s,
    )


def _report(said: str) -> None:
    print(f"evals: {said}", file=sys.stderr, flush=True)
