"""Coverage: what the corpus holds, and where it is thin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.coverage import report_coverage
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.encoding.encoder import Encoder, Vectors
from assistant.knowledge.encoding.shipped import VECTORS_FILE, write_shipped
from assistant.settings import Settings

Home = Callable[..., Settings]


def test_the_report_counts_what_the_corpus_holds(home: Home, frameworks: Frameworks, topics: Topics) -> None:
    report = report_coverage(home())
    assert f"{len(frameworks.indicators)} indicators" in report
    assert f"{len(frameworks.cases)} cases" in report
    asked = sum(len(topic.questions) for topic in topics.inside)
    assert f"{len(topics.inside)} topics in scope with {asked} ways of asking" in report
    assert f"{len(topics.off)} off scope" in report
    assert all(identifier in report for identifier in frameworks.indicators)
    assert "<- fewer than 6" in report


def test_questions_of_two_topics_that_say_the_same_are_named(home: Home, own_corpus: Path) -> None:
    file = own_corpus / "topics" / "privacy-policy-citizenship.yaml"
    text = file.read_text(encoding="utf-8")
    changed = text.replace(
        "text: Is anyone in charge of digital citizenship here?", "text: How do I start an AI task force please?"
    )
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    report = report_coverage(home(corpus=own_corpus))
    assert "near-duplicates between topics (cosine 0.95 or more): 1" in report
    assert "'How do I start an AI task force please?'" in report


def test_writers_are_counted_by_what_they_are_for(home: Home) -> None:
    report = report_coverage(home())
    assert "2 writers of questions: teaching 9, measuring 2" in report
    assert "1 writers of conversations: learned from" in report
    assert "measures with" not in report


def test_a_question_that_is_measured_with_and_taught_too_is_named(home: Home, own_corpus: Path) -> None:
    change(
        own_corpus / "bank" / "parent-notes.yaml", "When does the late bus leave?", "how do i start an AI task force"
    )
    report = report_coverage(home(corpus=own_corpus))
    assert "parent-notes measures with 'how do i start an AI task force', which topics: ai-task-force teaches" in report


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


BANK = "writer: one\nsource: x\nuse: teaching\nquestions: []\n"
TALK = "writer: one\nheld_out: true\nconversations: []\n"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("sources.yaml", "frameworks: 7\n", r"sources\.yaml:1: frameworks"),
        ("bank/one.yaml", BANK.replace("teaching", "learning"), r"one\.yaml:3: use: got 'learning'"),
        ("bank/one.yaml", BANK.replace("one", "board-list"), r"one\.yaml:1: writer: .*another file"),
        ("dialogue/one.yaml", "writer: one\nheld_out: false\n", r"one\.yaml:1: conversations: .* missing"),
        ("dialogue/two.yaml", TALK.replace("one", "principals"), r"two\.yaml:1: writer: .*another file"),
        ("spanish/one.yaml", "topics:\n  - id: ai-task-forse\n", r"one\.yaml:2: topics\.0\.title: .*missing"),
        ("spanish/one.yaml", "topics: [\n", r"one\.yaml:2: not YAML"),
        ("glossary-es.yaml", "word: {}\n", r"glossary-es\.yaml:1: word: no such field; did you mean 'words'"),
    ],
)
def test_a_corpus_that_is_wrong_is_not_reported_on(
    home: Home, own_corpus: Path, name: str, text: str, words: str
) -> None:
    path = own_corpus / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=words):
        report_coverage(home(corpus=own_corpus))


def ship(settings: Settings, encoder: Encoder, texts: list[str], vectors: Vectors) -> None:
    write_shipped(settings.corpus / VECTORS_FILE, texts, vectors, encoder.card)


def test_shipped_vectors_are_counted_and_sampled_of_every_kind_of_text(
    home: Home, own_corpus: Path, encoder: Encoder
) -> None:
    settings = home(corpus=own_corpus)
    taught = [one.seen for one in Corpus.read(own_corpus).taught() if one.of in {"topics", "bank"}][:-1]
    ship(settings, encoder, taught, encoder.encode(taught))
    report = report_coverage(settings)
    assert "  topics: 48 of 48, 0.999" in report or "  topics: 48 of 48, 1.0000" in report
    assert "  bank: 8 of 9" in report
    assert "passages: 0 of" in report
    assert report.count("<- run `make vectors`") == 4


@pytest.mark.parametrize("kind", ["bank", "conversations", "sides"])
def test_a_shipped_vector_of_another_text_is_refused_whatever_it_is_of(
    home: Home, own_corpus: Path, encoder: Encoder, kind: str
) -> None:
    settings = home(corpus=own_corpus)
    [wrong, *_] = [one.seen for one in Corpus.read(own_corpus).taught() if one.of == kind]
    ship(settings, encoder, [wrong], encoder.encode(["something else altogether"]))
    with pytest.raises(CorpusError, match=r"vectors\.npz: a shipped vector is .* from a fresh one; run `make vectors`"):
        report_coverage(settings)
