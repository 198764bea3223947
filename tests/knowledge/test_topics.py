"""Topics: labels exist, steps serve a label, every topic is brought by questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.frameworks import Frameworks
from assistant.knowledge.topics import Topics, read_topics

FILE = "topics/artificial-intelligence.yaml"
OFF = "topics/off-school-life.yaml"
AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"


def test_topics_in_scope_and_off_are_told_apart(topics: Topics) -> None:
    assert len(topics.inside) == 6
    assert [topic.id for topic in topics.off] == ["off-bus-transport", "off-meals-and-menus"]
    assert topics.inside[0].labels[0] == AI


def test_the_compiled_corpus_leaves_the_questions_out(topics: Topics) -> None:
    bare = topics.without_questions()
    assert not any(topic.questions for topic in (*bare.inside, *bare.off))
    assert [topic.gist for topic in bare.inside] == [topic.gist for topic in topics.inside]


def change(corpus: Path, file: str, old: str, new: str) -> None:
    path = corpus / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (FILE, f"- {AI}", f"- {AI}x", f"no identifier '{AI}x'; did you mean '{AI}'?"),
        (FILE, f"- {AI}", "- digital-equity/leadership", "is no indicator or marker"),
        (FILE, f"- {AI}", "- case/norwalk", "is no indicator or marker"),
        (FILE, "- iste/visionary-planner/2a", f"- {AI}", "stands twice in lead and also"),
        (FILE, f"serves: {AI}", "serves: iste/visionary-planner/2b", "is not a label of the topic"),
        (FILE, "- leadership-for-digital-equity", "- charm", "no competency 'charm'"),
        (FILE, "- case/norwalk", f"- {AI}", "is no case"),
        (FILE, "when: week", "when: wek", "did you mean 'week'?"),
        (FILE, "form: how-to", "form: howto", "did you mean 'how-to'?"),
        (FILE, "id: ai-student-literacy", "id: ai-task-force", "stands in artificial-intelligence.yaml too"),
        (FILE, "id: ai-student-literacy", "id: AI", "String should match pattern"),
        (OFF, 'scope: "off"', "scope: in", "expected 'off'"),
        (OFF, "id: off-bus-transport", "id: ai-task-force", "stands in artificial-intelligence.yaml too"),
    ],
)
def test_a_wrong_topic_is_located(
    own_corpus: Path, frameworks: Frameworks, file: str, old: str, new: str, words: str
) -> None:
    change(own_corpus, file, old, new)
    with pytest.raises(CorpusError) as caught:
        read_topics(own_corpus, frameworks)
    assert words in str(caught.value)
    assert Path(file).name in str(caught.value)


def test_a_topic_that_nobody_brings_is_refused(own_corpus: Path, frameworks: Frameworks) -> None:
    path = own_corpus / OFF
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("    questions:")], encoding="utf-8")
    with pytest.raises(CorpusError, match="'off-meals-and-menus' has no questions"):
        read_topics(own_corpus, frameworks)


def test_a_corpus_without_topics_in_scope_is_refused(own_corpus: Path, frameworks: Frameworks) -> None:
    for path in (own_corpus / "topics").glob("[!o]*.yaml"):
        path.unlink()
    with pytest.raises(CorpusError, match="no topic in scope"):
        read_topics(own_corpus, frameworks)
    (own_corpus / OFF).unlink()
    with pytest.raises(CorpusError, match="no topic files"):
        read_topics(own_corpus, frameworks)
