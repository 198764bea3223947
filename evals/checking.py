"""Checks the cases against the corpus: identifiers, families, splits, near-duplicates and coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.topics import Topics, read_topics
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, compile_encoder
from assistant.knowledge.encoding.sources import MINILM
from assistant.settings import Settings
from evals.cases import Case, indicators
from evals.near_duplicates import Texts, near_duplicates

VARIANTS_A_BASE = 3
ANSWERABLE, DECLINED = 120, 60
COVERED_WHOLE = ("digital-equity/leadership/", "iste/", "future-ready/", "pillars/")
SAME_IN_A_FAMILY = ("split", "expected", "reason", "lead", "required", "allowed", "premise")


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
    frameworks = read_frameworks(settings.corpus)
    topics = read_topics(settings.corpus, frameworks)
    problems = [*identifier_problems(cases, frameworks), *family_problems(cases), *coverage_problems(cases, frameworks)]
    problems += duplicate_problems(cases, topics, settings)
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


def duplicate_problems(cases: Sequence[Case], topics: Topics, settings: Settings) -> Iterator[str]:
    """Yield every pair of questions too alike across the splits, or with a question of the corpus.

    What is encoded is kept below the setting ``home``, so that only new questions take time.
    """
    folder = settings.home / "evals"
    folder.mkdir(parents=True, exist_ok=True)
    # A ruler of its own, whatever encoder answers: the limit of near-duplicates was set with it.
    encoder = Encoder(compile_encoder(MINILM, settings.home / "encoder", int8=False))
    asked = [(topic.id, question.text) for topic in topics.inside for question in topic.questions]
    asked += [(topic.id, question.text) for topic in topics.off for question in topic.questions]
    with EmbeddingCache(folder, encoder, lambda _: None) as cache:
        corpus = _texts(asked, cache)
        splits = {
            split: _texts([(case.id, case.question) for case in cases if case.split == split], cache)
            for split in ("dev", "test")
        }
    for pair in near_duplicates(splits["dev"], splits["test"]):
        yield f"{pair.one} (dev) and {pair.other} (test) are near-duplicates: {pair.why}"
    for texts in splits.values():
        for pair in near_duplicates(texts, corpus):
            yield f"{pair.one} is a near-duplicate of a question of the corpus topic {pair.other}: {pair.why}"


def _texts(named: Sequence[tuple[str, str]], cache: EmbeddingCache) -> Texts:
    texts = [text for _, text in named]
    return Texts(names=[name for name, _ in named], texts=texts, vectors=cache.encode(texts))


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
