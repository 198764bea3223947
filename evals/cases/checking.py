"""Checks the cases against the corpus: identifiers, families, splits, near-duplicates and coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, compile_encoder
from assistant.knowledge.encoding.shipped import read_shipped
from assistant.knowledge.search.words import count_words
from assistant.settings import Settings
from assistant.understanding.language import language_of
from evals.cases.case import Case, indicators
from evals.cases.near_duplicates import Texts, near_duplicates

VARIANTS_A_BASE = 3
ANSWERABLE, DECLINED = 120, 60
COVERED_WHOLE = ("digital-equity/leadership/", "iste/", "future-ready/", "pillars/")
SAME_IN_A_FAMILY = ("split", "expected", "reason", "lead", "required", "allowed", "premise", "topics", "aspects")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with the cases, and what they are."""

    problems: tuple[str, ...]
    summary: str


def check_cases(cases: Sequence[Case], settings: Settings) -> Checked:
    """Check cases against the corpus of the settings.

    Raises:
        CorpusError: The corpus itself is wrong.
    """
    corpus = Corpus.read(settings.corpus)
    frameworks = corpus.frameworks
    problems = [*identifier_problems(cases, frameworks), *family_problems(cases), *coverage_problems(cases, frameworks)]
    problems += topic_problems(cases, frozenset(topic.id for topic in corpus.topics.inside))
    problems += duplicate_problems(cases, corpus, settings)
    return Checked(problems=tuple(problems), summary=_summary(cases, len(problems)))


def identifier_problems(cases: Sequence[Case], frameworks: Frameworks) -> Iterator[str]:
    """Yield every label, competency and earlier citation that the corpus doesn't know."""
    for case in cases:
        for field in ("lead", "required", "allowed"):
            for label in set(getattr(case, field)) - frameworks.indicators.keys():
                yield f"{case.id}: {field}: no indicator {label!r}; did you mean {frameworks.nearest(label)!r}?"
        for competency in {
            *case.competencies_required,
            *case.competencies_allowed,
        } - frameworks.competency_names.keys():
            yield f"{case.id}: no competency {competency!r}; use the id of a competency or of an ISTE item"
        for label in (label for turn in case.turns for label in turn.citations):
            if not frameworks.knows(label):
                yield f"{case.id}: turns: no identifier {label!r}; did you mean {frameworks.nearest(label)!r}?"


def topic_problems(cases: Sequence[Case], topics: Container[str]) -> Iterator[str]:
    """Yield every topic of a case that the corpus doesn't have."""
    for case in cases:
        yield from (f"{case.id}: topics: no topic {topic!r}" for topic in case.topics if topic not in topics)


def family_problems(cases: Sequence[Case]) -> Iterator[str]:
    """Yield every base question without three rewordings of three kinds, or whose rewordings are labelled otherwise."""
    families: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        families[case.base].append(case)
    for base, family in families.items():
        kinds = [case.variant for case in family if case.id != base]
        root = next((case for case in family if case.id == base), None)
        if root is None:
            yield f"{base}: has rewordings ({family[0].id}) but no base question"
            continue
        if len(kinds) != VARIANTS_A_BASE or len(set(kinds)) != VARIANTS_A_BASE:
            yield f"{base}: expected three rewordings of three kinds, got {', '.join(kinds) or 'none'}"
        for case in family:
            for field in SAME_IN_A_FAMILY:
                if getattr(case, field) != getattr(root, field):
                    yield f"{case.id}: {field} differs from that of its base question {base}"


def coverage_problems(cases: Sequence[Case], frameworks: Frameworks) -> Iterator[str]:
    """Yield what a whole set of cases should cover and this one doesn't."""
    bases = [case for case in cases if case.variant == "base"]
    counts: Counter[str] = Counter(case.expected for case in bases)
    for expected, least in (("answer", ANSWERABLE), ("decline", DECLINED)):
        if counts[expected] < least:
            yield f"expected at least {least} base questions to {expected}, got {counts[expected]}"
    labelled = {label for case in bases for label in indicators((*case.lead, *case.required))}
    for indicator in frameworks.indicators:
        if indicator.startswith(COVERED_WHOLE) and indicator not in labelled:
            yield f"no base question leads to or requires {indicator!r}"
    for domain in frameworks.domains:
        if not any(domain.id in case.domains for case in bases):
            yield f"no base question requires an indicator of {domain.id!r}"


def duplicate_problems(cases: Sequence[Case], corpus: Corpus, settings: Settings) -> Iterator[str]:
    """Yield every pair of questions too alike across the splits, or with what topics, bank or conversations teach.

    The encoder is the one that answers; what the corpus ships or the last index encoded is not encoded again. Cases
    that were encoded are kept below the setting ``home``.
    """
    encoder, taught = taught_texts(corpus, settings)
    whole = encoded_questions(
        {case.id: case.question for case in cases}, corpus, encoder, settings.home / "evals" / "checked"
    )
    yield from alike(whole, [case.split for case in cases], taught)


def alike(questions: Texts, splits: Sequence[str], taught: Texts) -> Iterator[str]:
    """Yield every pair of questions too alike across the splits, or of a question and what the corpus teaches."""
    parts = {split: questions.only([one == split for one in splits]) for split in ("dev", "test")}
    for pair in near_duplicates(parts["dev"], parts["test"]):
        yield f"{pair.one} (dev) and {pair.other} (test) are near-duplicates: {pair.why}"
    for texts in parts.values():
        for pair in near_duplicates(texts, taught):
            yield f"{pair.one} is a near-duplicate of what the corpus teaches in {pair.other}: {pair.why}"


def taught_texts(corpus: Corpus, settings: Settings) -> tuple[Encoder, Texts]:
    """Return the encoder of the settings, and all that a corpus teaches with its vectors."""
    encoder = Encoder(
        compile_encoder(settings.encoder, settings.home / "encoder", corpus=settings.corpus, int8=settings.encoder_int8)
    )
    shipped = read_shipped(settings.corpus, encoder.card)
    built = EmbeddingCache(settings.home / "index" / "cache", encoder, lambda _: None, shipped)
    taught = list(corpus.taught())
    return encoder, Texts(
        names=[f"{one.of}: {one.name}" for one in taught],
        texts=[one.said for one in taught],
        vectors=built.encode([one.seen for one in taught]),
    )


def encoded_questions(questions: Mapping[str, str], corpus: Corpus, encoder: Encoder, folder: Path) -> Texts:
    """Return questions by name with their vectors as they are searched, Spanish ones in English.

    What was encoded is kept in the folder until other questions are.
    """
    english = count_words(corpus.well_spelt())
    said = list(questions.values())
    seen = [corpus.glossary.gloss(text) if language_of(text, english) == "spanish" else text for text in said]
    folder.mkdir(parents=True, exist_ok=True)
    with EmbeddingCache(folder, encoder, lambda _: None) as cache:
        return Texts(names=list(questions), texts=said, vectors=cache.encode(seen))


def _summary(cases: Sequence[Case], problems: int) -> str:
    bases = Counter((case.expected, case.split) for case in cases if case.variant == "base")
    kinds = Counter(case.variant for case in cases if case.variant != "base")
    parts = ", ".join(f"{n} to {expected} ({split})" for (expected, split), n in sorted(bases.items()))
    rewordings = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
    turns = sum(bool(case.turns) for case in cases)
    verdict = "no problem" if not problems else f"{problems} problems"
    return (
        f"{len(cases)} cases, {sum(bases.values())} base questions: {parts}\nrewordings: {rewordings}; {turns} cases "
        f"with earlier turns\n{verdict}"
    )
