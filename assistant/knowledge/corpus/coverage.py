"""Reports what the corpus covers: topics by indicator, ways of asking by role and form, writers, near-duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.frameworks import Frameworks, Indicator, Marker, indicator_of
from assistant.knowledge.corpus.topics import FORMS, Topics
from assistant.knowledge.documents.passages import Budget, framework_passages
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, Vectors, compile_encoder
from assistant.knowledge.encoding.shipped import is_shipped, read_shipped, worst_of_sample
from assistant.knowledge.search.words import words
from assistant.settings import Settings

FEWEST_TOPICS_AN_INDICATOR = 6
FEWEST_TOPICS_A_MARKER = 2
LEADS_COUNTED = 3
NEAR_DUPLICATE = 0.95
MOST_LISTED = 20
AT_ONCE = 512


def report_coverage(settings: Settings) -> str:
    """Return the report on the corpus of these settings, after all of its checks have passed.

    Raises:
        CorpusError: A corpus file is wrong, a passage is longer than the encoder reads, or a shipped vector is not
            its text's.
    """
    corpus = Corpus.read(settings.corpus)
    frameworks, topics = corpus.frameworks, corpus.topics
    encoder = Encoder(
        compile_encoder(settings.encoder, settings.home / "encoder", corpus=settings.corpus, int8=settings.encoder_int8)
    )
    passages = framework_passages(
        frameworks, Budget(settings.passage_tokens, encoder.word_pieces, encoder.card.max_word_pieces)
    )
    asked = [q for topic in topics.brought for q in topic.questions]
    shipped = read_shipped(settings.corpus, encoder.card)
    cache = EmbeddingCache(settings.home / "index" / "cache", encoder, lambda _: None, shipped)
    lines = [
        f"{len(frameworks.indicators)} indicators, {_count_markers(frameworks)} markers, "
        f"{len(frameworks.cases)} cases, {len(passages)} passages",
        f"{len(topics.inside)} topics in scope with {sum(len(t.questions) for t in topics.inside):,} ways of asking, "
        f"{len(topics.off)} off scope with {sum(len(t.questions) for t in topics.off):,}; "
        f"{sum(t.spanish is not None for t in topics.inside)} in Spanish too",
        *_writers(corpus),
        "",
        "topics that each indicator leads (among their first three labels)",
        *_topics_a_label(frameworks, topics),
        "",
        "ways of asking, role by role: " + _counts(Counter(q.role for q in asked)),
        "form by form: " + _counts(Counter({form: sum(q.form == form for q in asked) for form in FORMS})),
        "",
        *_near_duplicates(corpus, cache),
        *_shipped(corpus, [passage.text for passage in passages], shipped, encoder),
        "",
        *_against_crosswalk(frameworks, topics),
    ]
    return "\n".join(lines)


def _writers(corpus: Corpus) -> Iterator[str]:
    """Yield how many questions and turns there are, by what they are for, and what is measured with but taught too."""
    uses: Counter[str] = Counter()
    for writer in corpus.bank:
        uses[writer.use] += len(writer.questions)
    yield f"{len(corpus.bank)} writers of questions: {_counts(uses) or 'none'}"
    turns: Counter[str] = Counter()
    for talker in corpus.dialogue:
        turns["held out" if talker.held_out else "learned from"] += sum(len(c.turns) for c in talker.conversations)
    yield f"{len(corpus.dialogue)} writers of conversations: {_counts(turns) or 'none'}"
    yield f"{len(corpus.sides)} writers of questions by side: {sum(len(w.questions) for w in corpus.sides):,}"
    names = sum(len(concept.names) for concept in corpus.concepts.concepts)
    yield f"{len(corpus.concepts.concepts)} concepts under {names:,} names"
    taught = {" ".join(words(one.said)): one for one in corpus.taught()}
    for writer in (writer for writer in corpus.bank if writer.use == "measuring"):
        for question in writer.questions:
            twice = taught.get(" ".join(words(question.text)))
            if twice:
                yield f"  {writer.writer} measures with {question.text[:60]!r}, which {twice.of}: {twice.name} teaches"


def _shipped(
    corpus: Corpus, passages: Sequence[str], shipped: Mapping[str, Vectors], encoder: Encoder
) -> Iterator[str]:
    """Yield of each kind of text how many vectors the corpus ships for this encoder, and how near they are to fresh."""
    if not shipped:
        return
    kinds: dict[str, list[str]] = {"passages": list(passages)}
    for one in corpus.taught():
        kinds.setdefault(one.of, []).append(one.seen)
    yield "vectors shipped, and the lowest cosine of a sample to fresh ones"
    for kind, texts in kinds.items():
        held = sum(is_shipped(text, shipped) for text in texts)
        worst = worst_of_sample(texts, shipped, encoder)
        rest = "" if held == len(texts) else "   <- run `make vectors`"
        yield f"  {kind}: {held:,} of {len(texts):,}, {worst:.4f}{rest}"


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


def _near_duplicates(corpus: Corpus, cache: EmbeddingCache) -> Iterator[str]:
    """Name questions of different topics that say almost the same."""
    taught = [one for one in corpus.taught() if one.of == "topics"]
    asked = [(one.name, one.said) for one in taught]
    vectors = cache.encode([one.seen for one in taught])
    pairs: list[tuple[float, int, int]] = []
    for start in range(0, len(asked), AT_ONCE):
        cosines = vectors[start : start + AT_ONCE] @ vectors[start:].T
        found = np.argwhere(np.triu(cosines >= NEAR_DUPLICATE, k=1))
        pairs += [(float(cosines[a, b]), start + int(a), start + int(b)) for a, b in found]
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
