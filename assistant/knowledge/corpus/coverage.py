"""Reports what the corpus covers: topics by indicator, ways of asking by role and form, near-duplicates, doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from assistant.knowledge.corpus.frameworks import Frameworks, Indicator, Marker, indicator_of, read_frameworks
from assistant.knowledge.corpus.topics import FORMS, AskedAs, OffTopic, Topic, Topics, read_topics
from assistant.knowledge.documents.passages import Budget, framework_passages
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, Vectors, compile_encoder
from assistant.knowledge.encoding.shipped import read_shipped, worst_of_sample
from assistant.settings import Settings

FEWEST_TOPICS_AN_INDICATOR = 6
FEWEST_TOPICS_A_MARKER = 2
LEADS_COUNTED = 3
NEAR_DUPLICATE = 0.95
MOST_LISTED = 20


def report_coverage(settings: Settings) -> str:
    """Return the report on the corpus of these settings, after all of its checks have passed.

    Raises:
        CorpusError: A corpus file is wrong, or a passage is longer than the encoder reads.
    """
    frameworks = read_frameworks(settings.corpus)
    topics = read_topics(settings.corpus, frameworks)
    encoder = Encoder(
        compile_encoder(settings.encoder, settings.home / "encoder", corpus=settings.corpus, int8=settings.encoder_int8)
    )
    passages = framework_passages(
        frameworks, Budget(settings.passage_tokens, encoder.word_pieces, encoder.card.max_word_pieces)
    )
    brought: tuple[Topic | OffTopic, ...] = (*topics.inside, *topics.off)
    asked = [q for topic in brought for q in topic.questions]
    shipped = read_shipped(settings.corpus, encoder.card)
    cache = EmbeddingCache(settings.home / "index" / "cache", encoder, lambda _: None, shipped)
    lines = [
        f"{len(frameworks.indicators)} indicators, {_count_markers(frameworks)} markers, "
        f"{len(frameworks.cases)} cases, {len(passages)} passages",
        f"{len(topics.inside)} topics in scope with {sum(len(t.questions) for t in topics.inside):,} ways of asking, "
        f"{len(topics.off)} off scope with {sum(len(t.questions) for t in topics.off):,}",
        "",
        "topics that each indicator leads (among their first three labels)",
        *_topics_a_label(frameworks, topics),
        "",
        "ways of asking, role by role: " + _counts(Counter(q.role for q in asked)),
        "form by form: " + _counts(Counter({form: sum(q.form == form for q in asked) for form in FORMS})),
        "",
        *_near_duplicates(topics, cache),
        *_shipped(asked, shipped, encoder),
        "",
        *_against_crosswalk(frameworks, topics),
    ]
    return "\n".join(lines)


def _shipped(asked: Sequence[AskedAs], shipped: Mapping[str, Vectors], encoder: Encoder) -> Iterator[str]:
    """Yield how near the vectors that the corpus ships come to fresh ones, where it ships any for this encoder."""
    if shipped:
        worst = worst_of_sample([q.text for q in asked], shipped, encoder)
        yield f"{len(shipped):,} vectors shipped; the worst of a sample has a cosine of {worst:.4f} to a fresh one"


def _topics_a_label(frameworks: Frameworks, topics: Topics) -> Iterator[str]:
    indicators: Counter[str] = Counter()
    markers: Counter[str] = Counter()
    for topic in topics.inside:
        indicators.update({indicator_of(label) for label in topic.lead[:LEADS_COUNTED]})
        markers.update(label for label in topic.lead[:LEADS_COUNTED] if label.count("/") == 3)
    for identifier, entry in frameworks.entries.items():
        if isinstance(entry, Indicator):
            yield _line(identifier, indicators[identifier], FEWEST_TOPICS_AN_INDICATOR, indent=2)
        elif isinstance(entry, Marker):
            yield _line(identifier, markers[identifier], FEWEST_TOPICS_A_MARKER, indent=4)


def _line(identifier: str, count: int, fewest: int, *, indent: int) -> str:
    return f"{' ' * indent}{count:4}  {identifier}" + (f"   <- fewer than {fewest}" if count < fewest else "")


def _near_duplicates(topics: Topics, cache: EmbeddingCache) -> Iterator[str]:
    """Name questions of different topics that say almost the same."""
    brought: tuple[Topic | OffTopic, ...] = (*topics.inside, *topics.off)
    asked = [(topic.id, q.text) for topic in brought for q in topic.questions]
    vectors = cache.encode([text for _, text in asked])
    pairs: list[tuple[float, int, int]] = []
    for row in range(len(asked)):
        cosines = vectors[row + 1 :] @ vectors[row]
        pairs += [(float(cosines[n]), row, row + 1 + int(n)) for n in np.flatnonzero(cosines >= NEAR_DUPLICATE)]
    across = sorted(((c, a, b) for c, a, b in pairs if asked[a][0] != asked[b][0]), reverse=True)
    yield f"near-duplicates between topics (cosine {NEAR_DUPLICATE} or more): {len(across)}"
    for cosine, a, b in across[:MOST_LISTED]:
        yield f"  {cosine:.2f}  {asked[a][0]}: {asked[a][1][:60]!r}  ~  {asked[b][0]}: {asked[b][1][:60]!r}"


def _against_crosswalk(frameworks: Frameworks, topics: Topics) -> Iterator[str]:
    """Name topics whose leading labels no crosswalk connects: two frameworks lead, and neither sees the other."""
    doubts = []
    for topic in topics.inside:
        leads = list(dict.fromkeys(indicator_of(label) for label in topic.lead))
        pairs = [(a, b) for n, a in enumerate(leads) for b in leads[n + 1 :] if a.split("/")[0] != b.split("/")[0]]
        if pairs and not any(b in frameworks.indicators[a].see or a in frameworks.indicators[b].see for a, b in pairs):
            doubts.append(f"  {topic.id}: {', '.join(leads)}")
    yield f"topics whose leading labels the crosswalk does not connect: {len(doubts)}"
    yield from doubts[:MOST_LISTED]


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counter.most_common())


def _count_markers(frameworks: Frameworks) -> int:
    return sum(isinstance(entry, Marker) for entry in frameworks.entries.values())
