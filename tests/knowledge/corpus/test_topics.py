"""Topics: labels exist, steps serve a label, every topic is brought by questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics, read_topics

FILE = "topics/artificial-intelligence.yaml"
OFF = "topics/off-school-life.yaml"
AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"


def test_topics_in_scope_and_off_are_told_apart(topics: Topics) -> None:
    assert len(topics.inside) == 6
    assert [topic.id for topic in topics.off] == ["off-bus-transport", "off-meals-and-menus"]
    assert topics.inside[0].labels[0] == AI


def test_openings_stand_by_the_side_that_is_asked(topics: Topics) -> None:
    first = topics.inside[0]
    assert first.openings["who"].startswith("Half of an AI task force")
    assert topics.inside[1].openings == {}
    assert topics.without_questions().inside[0].openings == first.openings


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
        (FILE, "      why: ", "      whyever: ", "did you mean 'why'?"),
        (FILE, "board: Ask", "bord: Ask", "did you mean 'board'?"),
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


SPANISH = """topics:
  - id: ai-task-force
    title: Un grupo de trabajo sobre IA
    gist: Forme un grupo pequeño con un encargo escrito.
    openings: {who: La mitad enseña a diario.}
    next_steps:
      - {do: Escriba el encargo., who: superintendente, done: El encargo está firmado.}
      - {do: Ponga los daños en cada agenda., who: presidente, done: El acta los muestra.}
"""


def write_spanish(corpus: Path, text: str) -> Path:
    (corpus / "spanish").mkdir()
    path = corpus / "spanish" / "ia.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_topic_can_be_told_in_spanish_and_keeps_its_labels(own_corpus: Path, frameworks: Frameworks) -> None:
    write_spanish(own_corpus, SPANISH)
    first, second, *_ = read_topics(own_corpus, frameworks).inside
    told = first.told_in_spanish()
    assert (told.title, told.gist) == ("Un grupo de trabajo sobre IA", "Forme un grupo pequeño con un encargo escrito.")
    assert told.openings == {"who": "La mitad enseña a diario."}
    assert [step.do for step in told.next_steps] == ["Escriba el encargo.", "Ponga los daños en cada agenda."]
    assert [(s.when, s.builds, s.serves) for s in told.next_steps] == [
        (s.when, s.builds, s.serves) for s in first.next_steps
    ]
    assert (told.labels, told.pitfalls, told.who) == (first.labels, first.pitfalls, first.who)
    assert first.title == "Starting an AI task force"
    assert second.spanish is None
    assert second.told_in_spanish() is second


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: ai-task-force", "id: ai-task-forces", ":2: topics.0.id: no topic 'ai-task-forces'; did you mean 'ai-tas"),
        (
            "      - {do: Ponga los daños en cada agenda., who: presidente, done: El acta los muestra.}\n",
            "",
            "has 2 steps",
        ),
        ("{who: La", "{whom: La", "ia.yaml:5: topics.0.openings.whom"),
        ("    gist: Forme un grupo pequeño con un encargo escrito.\n", "", "gist: this field is required and missing"),
    ],
)
def test_wrong_spanish_is_located(own_corpus: Path, frameworks: Frameworks, old: str, new: str, words: str) -> None:
    assert old in SPANISH
    path = write_spanish(own_corpus, SPANISH.replace(old, new, 1))
    with pytest.raises(CorpusError) as caught:
        read_topics(own_corpus, frameworks)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


def test_a_topic_is_told_in_spanish_once(own_corpus: Path, frameworks: Frameworks) -> None:
    path = write_spanish(own_corpus, SPANISH)
    path.with_name("otra.yaml").write_text(SPANISH, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"otra\.yaml:2: topics\.0\.id: 'ai-task-force' has its Spanish elsewhere"):
        read_topics(own_corpus, frameworks)
