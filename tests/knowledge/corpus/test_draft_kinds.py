"""The kinds of drafts: read, and a mistake is located, with the nearest that there is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from shipped import shipped_topics

from assistant.errors import CorpusError
from assistant.knowledge.corpus.drafts import IN_BRACES, IN_BRACKETS, ITEM_SLOTS, SLOTS, read_drafts

CORPUS = Path(__file__).parents[3] / "corpus"
ASKED_FOR = (
    "vision statement, task-force charter, talking points, letter to families, survey of staff, survey of families, "
    "survey of students, board report, meeting agenda, interview questions, discussion questions, rubric, "
    "memo to staff, newsletter item, press statement, job description, needs assessment, policy outline, "
    "acceptable use agreement, FAQ, grant paragraph, look-fors, decision record, invitation to serve, "
    "thank-you note, one-page brief, carta"
)
Changed = Callable[[str, str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Copy the drafts and change a file: ``changed("faq.yaml", "old", "new")`` returns the corpus."""

    def make(name: str, old: str, new: str) -> Path:
        shutil.copytree(CORPUS / "drafts", tmp_path / "drafts")
        path = tmp_path / "drafts" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return make


def test_every_topic_in_scope_has_its_words_and_every_spanish_one_in_spanish_too() -> None:
    topics = shipped_topics().inside
    drafts = read_drafts(CORPUS, [topic.id for topic in topics])
    assert set(drafts.subjects) == {topic.id for topic in topics}
    assert set(drafts.spanish) == {topic.id for topic in topics if topic.spanish}


def test_words_of_a_topic_fit_into_sentences() -> None:
    drafts = read_drafts(CORPUS)
    for spoken in (*drafts.subjects.values(), *drafts.spanish.values()):
        for text in (spoken.name, spoken.aim, spoken.gain):
            assert text == text.strip()
            assert text[-1] not in ".,;:!?"
            assert "  " not in text
    for spoken in drafts.subjects.values():
        assert not {"we", "our", "you", "your"} & set(f"{spoken.name} {spoken.aim} {spoken.gain}".casefold().split())


@pytest.mark.parametrize("name", ASKED_FOR.split(", "))
def test_a_kind_is_found_by_what_people_call_it(name: str) -> None:
    assert read_drafts(CORPUS).kind(name) is not None


def test_kinds_hold_no_slot_and_no_blank_that_nothing_fills() -> None:
    drafts = read_drafts(CORPUS)
    texts = [text for kind in drafts.kinds for part in kind.body for text in part.texts()]
    slots = {slot for text in texts for slot in IN_BRACES.findall(text)}
    of_items = {slot for names in ITEM_SLOTS.values() for slot in names}
    assert slots <= {*SLOTS, *of_items}
    assert {blank for text in texts for blank in IN_BRACKETS.findall(text)} <= set(drafts.blanks)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("faq.yaml", "{why}", "{wy}", "no slot 'wy'; did you mean 'why'?"),
        (
            "faq.yaml",
            "[phone or e-mail]",
            "[fone or e-mail]",
            "no blank 'fone or e-mail' in blanks.yaml; did you mean 'phone or e-mail'",
        ),
        ("faq.yaml", "kind: faq", "kind: fack", "'fack' stands in faq.yaml"),
        ("faq.yaml", "names: [FAQ", "names: [Rubric", "'rubric' is a name of"),
        ("faq.yaml", "text:", "txt:", "no such field"),
        ("board-report.yaml", '"{do}", "{who}", "{when}"', '"{do}", "{who}"', "as many cells as there are columns"),
        ("decision-record.yaml", "each: members", "each: member", "did you mean 'members'?"),
    ],
    ids=["slot", "blank", "id", "name twice", "field", "cells", "source"],
)
def test_a_mistake_is_located(changed: Changed, name: str, old: str, new: str, words: str) -> None:
    with pytest.raises(CorpusError) as said:
        read_drafts(changed(name, old, new))
    assert words in str(said.value)
    assert ".yaml:" in str(said.value)


def test_a_topic_without_words_and_words_without_a_topic_are_named(changed: Changed) -> None:
    known = list(read_drafts(CORPUS).subjects)
    corpus = changed("words/subjects.yaml", "  device-inventory:", "  device-inventry:")
    with pytest.raises(CorpusError, match="no topic 'device-inventry'; did you mean 'device-inventory'"):
        read_drafts(corpus, known)
    with pytest.raises(CorpusError, match="no words for the topic 'device-inventory'"):
        read_drafts(corpus, [*known, "device-inventry"])


def test_a_corpus_without_drafts_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no kinds of drafts"):
        read_drafts(tmp_path)


def test_a_kind_of_subject_is_known_from_a_word_and_what_is_ended_has_risks_of_its_own() -> None:
    drafts = read_drafts(CORPUS)
    found = drafts.field_of("chronic absenteeism in 3 schools")
    assert found is not None
    assert found.id == "attendance"
    assert drafts.field_of("a book fair in the gym") is None
    ended = drafts.field_of("ending homework in grades K-2")
    assert ended is not None
    assert (ended.id, ended.watch) == ("homework", drafts.ending)


def test_what_helps_at_home_with_devices_is_said_where_they_go_home() -> None:
    drafts = read_drafts(CORPUS)
    lent, fixed = drafts.field_of("iPads going home"), drafts.field_of("repairing iPads")
    assert lent is not None
    assert fixed is not None
    assert lent.home
    assert not fixed.home


def test_a_post_that_is_not_known_has_what_fits_any() -> None:
    drafts = read_drafts(CORPUS)
    assert drafts.post("beekeeper").match == ()
    assert "librarian" in drafts.post("School librarian").match
