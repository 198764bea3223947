"""The bank: questions with both readers' labels; a mistake names file, line, field and the nearest valid value."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.bank import Writer, read_bank
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.corpus.yaml_files import YamlFile
from assistant.settings import data_folder

FILE = "bank/board-list.yaml"
CULTURE = "digital-equity/leadership/culture-of-innovation"


def change(corpus: Path, old: str, new: str) -> None:
    path = corpus / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_writers_are_read_with_what_their_questions_are_for(
    mini_corpus: Path, frameworks: Frameworks, topics: Topics
) -> None:
    board, parents = read_bank(mini_corpus, frameworks, topics)
    assert (board.writer, board.use) == ("board-list", "teaching")
    assert (parents.writer, parents.use) == ("parent-notes", "measuring")
    first, second, *_, last = board.questions
    assert first.lead == (CULTURE,)
    assert first.topics == ("ai-task-force",)
    assert second.aspects == ("own-facts", "evidence")
    assert (last.scope, last.lead, last.language) == ("off", (), "spanish")


def test_a_corpus_without_a_bank_has_no_writers(tmp_path: Path, frameworks: Frameworks, topics: Topics) -> None:
    assert read_bank(tmp_path, frameworks, topics) == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (f"lead: [{CULTURE}]", f"lead: [{CULTURE}x]", "5: questions.0.lead.0", f"did you mean '{CULTURE}'?"),
        ("iste/visionary-planner/2a", "iste/visionary-planner/2z", "5: questions.0.also.0", "did you mean 'iste/vis"),
        ("topics: [writing-strategic-plan]", "topics: [writing-plans]", "6: questions.1.topics.0", "'writing-strat"),
        ("lead: [digital-equity/leadership/strategic-plan]", "lead: [case/norwalk]", "6: questions.1.lead.0", "'case/"),
        ("aspects: [why]", "aspects: [whi]", "7: questions.2.aspects.0", "did you mean 'why'?"),
        ("aspects: [why]", "aspects: []", "7: questions.2.aspects", "at least 1 item"),
        ("aspects: [why]", "aspects: [why, who, when]", "7: questions.2.aspects", "at most 2 items"),
        ("aspects: [why]", "aspect: [why]", "7: questions.2.aspect", ""),
        ("language: spanish", "language: french", "10: questions.5.language", "got 'french', expected"),
        ('scope: "off"', "scope: in", "13: questions.8", "a question in scope has indicators that lead"),
        ("scope: in", 'scope: "off"', "5: questions.0", "one off scope has none"),
        ("use: teaching", "use: teching", "3: use", "did you mean 'teaching'?"),
        ("writer: board-list", "writer: Board List", "1: writer", "String should match pattern"),
        ("Why do partners leave us?", "?", "7: questions.2.text", "at least 2 characters"),
    ],
)
def test_a_mistake_is_located(
    own_corpus: Path, frameworks: Frameworks, topics: Topics, old: str, new: str, place: str, words: str
) -> None:
    change(own_corpus, old, new)
    with pytest.raises(CorpusError) as caught:
        read_bank(own_corpus, frameworks, topics)
    assert str(caught.value).startswith(f"{own_corpus / FILE}:{place}")
    assert words in str(caught.value)


def test_the_bank_that_ships_has_writers_of_every_use_and_none_twice() -> None:
    writers = [YamlFile(path).parse(Writer) for path in sorted((data_folder("corpus") / "bank").glob("*.yaml"))]
    assert {writer.use for writer in writers} == {"teaching", "calibrating", "measuring"}
    assert len({writer.writer for writer in writers}) == len(writers)
