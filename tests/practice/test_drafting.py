"""Drafts: whole sentences on every subject, blanks listed exactly, nothing cited that isn't known, nothing made up."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from shipped import shipped_frameworks, shipped_topics

from assistant.answer import Passage, Source
from assistant.errors import UsageError
from assistant.knowledge.corpus.drafts import IN_BRACKETS, DraftKind, Drafts, read_drafts
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.levels import read_levels
from assistant.knowledge.corpus.topics import Topic
from assistant.practice.drafts.asking import Said
from assistant.practice.drafts.blanks import texts_of
from assistant.practice.drafts.composing import kind_called, make_draft
from assistant.practice.drafts.fitting import fits
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.sheet import Block, Bullets, Heading, Line, PageBreak, Paragraph, Sheet, Table
from assistant.practice.subject import Subject

CORPUS = Path(__file__).parents[2] / "corpus"
KINDS = [kind.kind for kind in read_drafts(CORPUS).kinds]
MOST_BLANKS = 6
EVERY = 10  # topics are taken from all over the corpus, one in ten
Drafted = Callable[..., Sheet]


@pytest.fixture(scope="module")
def drafts() -> Drafts:
    return read_drafts(CORPUS)


@pytest.fixture(scope="module")
def real() -> tuple[Frameworks, dict[str, Topic], dict[str, Passage]]:
    frameworks = shipped_frameworks()
    topics = {topic.id: topic for topic in shipped_topics().inside}
    passages = {}
    for identifier in frameworks.entries:
        text = frameworks.source_of(identifier)
        source = Source(title=text.title, publisher=text.publisher, edition=text.edition, url=text.url)
        title = frameworks.title(identifier)
        passages[identifier] = Passage(id=identifier, title=title, text=title, source=source)
    return frameworks, topics, passages


@pytest.fixture(scope="module")
def drafted(drafts: Drafts, real: tuple[Frameworks, dict[str, Topic], dict[str, Passage]]) -> Drafted:
    """Make a draft: ``drafted("faq", "ai-task-force", words="…", school="…", have=("…",))``."""
    frameworks, topics, passages = real
    levels = read_levels(CORPUS, frameworks, topics.values())

    def make(kind: str, topic: str, **said: object) -> Sheet:
        subject = Subject(
            words=str(said.get("words", topic)),
            topic=topics[topic],
            beside=(),
            identifiers=topics[topic].labels,
            passages=passages,
            frameworks=frameworks,
            read_as=None,
        )
        return make_draft(kind_called(drafts, kind), subject, Said(**{"words": topic, **said}), drafts, levels)

    return make


def front(sheet: Sheet) -> list[Block]:
    """The draft itself, without the page behind it."""
    last = max(n for n, block in enumerate(sheet.blocks) if isinstance(block, PageBreak))
    return list(sheet.blocks[:last])


def behind(sheet: Sheet) -> list[Block]:
    return list(sheet.blocks[len(front(sheet)) + 1 :])


def some_topics(topics: dict[str, Topic], kind: DraftKind, drafts: Drafts) -> list[str]:
    """Topics for a kind; in Spanish there must be words, and its id must surely name the topic."""
    if kind.language == "en":
        return list(topics)[::EVERY]
    spanish = (topics[topic] for topic in drafts.spanish)
    return [topic.id for topic in spanish if fits(topic.id, topic, drafts.subjects[topic.id], drafts.asking)][::2]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_whole_on_subjects_of_all_sorts(
    name: str, drafts: Drafts, drafted: Drafted, real: tuple[Frameworks, dict[str, Topic], dict[str, Passage]]
) -> None:
    kind = kind_called(drafts, name)
    topics = some_topics(real[1], kind, drafts)
    assert len(topics) >= 30
    for topic in topics:
        sheet = drafted(name, topic)
        for text in texts_of(front(sheet)):
            assert not re.search(r"[{}\x00-\x08]|  | [,.;:?!](\s|$)|\bNone\b|\.\.", text), (topic, text)
        for line in (line for block in front(sheet) if isinstance(block, Paragraph | Bullets) for line in block.lines):
            if len(line.text.split()) > 9 and not line.text.startswith("About: "):
                assert re.search(r"[.?!:\])][”\"’)]*$", line.text), (topic, line.text)
        assert set(sheet.cited()) <= set(real[2]), topic
        assert sheet.cited(), topic
        listed = [row[0] for block in behind(sheet) if isinstance(block, Table) for row in block.rows]
        left = dict.fromkeys(f"[{blank}]" for text in texts_of(front(sheet)) for blank in IN_BRACKETS.findall(text))
        assert listed == list(left), topic


OUT = ["letter-to-families", "newsletter-item", "survey-of-families", "survey-of-staff", "press-statement", "faq"]
ASKED = "raising 47 quails with second graders"


def sayings(topic: Topic) -> set[str]:
    """What a topic says to a leader: steps, signs and evidence of done."""
    return {*topic.look_for, *(step.do for step in topic.next_steps), *(step.done for step in topic.next_steps)}


@pytest.mark.parametrize("name", OUT)
def test_what_leaves_the_house_holds_no_advice_to_a_leader(
    name: str, drafted: Drafted, real: tuple[Frameworks, dict[str, Topic], dict[str, Passage]]
) -> None:
    for topic in list(real[1].values())[::EVERY]:
        text = " ".join(texts_of(front(drafted(name, topic.id))))
        told = sayings(topic) if name != "survey-of-staff" else [step.do for step in topic.next_steps]
        assert not [said for said in told if said.rstrip(".") in text]
        assert not re.search(r"\b[Ww]e (have (?!what we need)|will )", text), topic.id


@pytest.mark.parametrize("name", [name for name in KINDS if name != "carta-a-las-familias"])
def test_the_words_of_the_person_stand_in_title_and_draft(name: str, drafted: Drafted) -> None:
    sheet = drafted(name, "ai-task-force", words=ASKED)
    assert "aising 47 quails with second graders" in sheet.title
    assert "aising 47 quails with second graders" in " ".join(texts_of(front(sheet)))


@pytest.mark.parametrize("name", [name for name in KINDS if name != "carta-a-las-familias"])
def test_of_a_topic_that_was_not_surely_asked_for_nothing_is_taken(
    name: str, drafts: Drafts, drafted: Drafted, real: tuple[Frameworks, dict[str, Topic], dict[str, Passage]]
) -> None:
    for topic in ("ai-task-force", "device-inventory", "phones-and-personal-devices"):
        sheet, spoken = drafted(name, topic, words=ASKED), drafts.subjects[topic]
        text = " ".join(texts_of(front(sheet)))
        theirs = {spoken.name, spoken.aim, spoken.gain, *sayings(real[1][topic]), *real[1][topic].pitfalls}
        assert not [said for said in theirs if said in text]
        assert "isn't surely the same" in " ".join(texts_of(behind(sheet)))


@pytest.mark.parametrize("name", KINDS)
def test_few_blanks_are_left_and_none_of_what_was_given(
    name: str, drafted: Drafted, real: tuple[Frameworks, dict[str, Topic], dict[str, Passage]]
) -> None:
    said = {"role": "principal", "school": "Oak Elementary School"}
    for words in (None, ASKED, "a data breach at our vendor"):
        if name == "carta-a-las-familias" and words:
            continue
        sheet = drafted(name, "home-internet-and-hotspots", **said, **({"words": words} if words else {}))
        left = {blank for text in texts_of(front(sheet)) for blank in IN_BRACKETS.findall(text)}
        assert len(left) <= MOST_BLANKS, left
        assert not left & {"your title", "name of your school", "name of your district"}


def test_what_has_happened_is_not_told_as_a_plan(drafted: Drafted) -> None:
    said = {"words": "a data breach at our vendor", "role": "superintendent", "school": "Pine District"}
    sheet = drafted("press-statement", "breach-and-tabletop", **said)
    text = " ".join(texts_of(front(sheet)))
    assert "Pine District informs the public about a data breach at its vendor." in text
    assert "What is known: [what happened, when, and who is affected]." in text
    assert "rehears" not in text


def test_a_rule_that_is_decided_is_said_to_be(drafted: Drafted) -> None:
    memo = " ".join(
        texts_of(front(drafted("memo-to-staff", "phones-and-personal-devices", words="our new phone rule")))
    )
    assert "Our new phone rule. In detail: [what is decided, for whom, and from when]" in memo


@pytest.mark.parametrize("name", ["job-description", "interview-questions"])
def test_a_post_is_named_and_its_holder_helps_nobody_like_it(name: str, drafted: Drafted) -> None:
    said = {"words": "hiring a school librarian for two schools", "role": "principal"}
    sheet = drafted(name, "librarians-and-information-literacy", **said)
    text = " ".join(texts_of(front(sheet)))
    assert sheet.title.endswith("School librarian")
    assert "chool librarian for two schools" in text
    assert "the librarian" not in text
    assert "reading" in text
    assert "[title of the" not in text.replace("[title of the supervisor]", "")


def test_an_elementary_school_has_no_department_heads_and_no_students_on_its_groups(drafted: Drafted) -> None:
    for topic in ("ai-task-force", "writing-strategic-plan"):
        sheet = drafted("task-force-charter", topic, school="Oak Elementary School", role="principal")
        seats = [str(row[0]) for table in front(sheet) if isinstance(table, Table) for row in table.rows]
        assert not [seat for seat in seats if re.search(r"[Dd]epartment|^(Two )?[Ss]tudents?\b|^Principal$", seat)]


def test_a_topic_that_is_surely_meant_gives_its_part(drafted: Drafted, drafts: Drafts) -> None:
    sheet = drafted("board-report", "refresh-cycle-and-disposal", words="replacing 1,200 old Chromebooks", role="it")
    text = " ".join(texts_of(front(sheet)))
    assert drafts.subjects["refresh-cycle-and-disposal"].gain in text
    assert "Sort the inventory by end-of-support date" in text
    assert "isn't surely the same" not in " ".join(texts_of(behind(sheet)))


def test_words_of_ours_are_no_frameworks_and_a_frameworks_are_cited(
    drafted: Drafted, real: tuple[Frameworks, dict[str, Topic], dict[str, Passage]]
) -> None:
    frameworks = real[0]
    for name in ("needs-assessment", "decision-record", "board-report"):
        sheet = drafted(name, "device-inventory")
        theirs = [line for line in sheet.lines() if line.kind == "framework"]
        assert theirs
        for line in theirs:
            entry = frameworks.entries[line.cites[0]]
            held = [*getattr(entry, "evidence", ()), getattr(entry, "brief", None) or ""]
            assert any(words and words.rstrip(".") in line.text for words in held)


def test_a_letter_bears_no_number_of_a_reference(drafted: Drafted) -> None:
    sheet = drafted("letter-to-families", "phones-and-personal-devices")
    assert not [line for block in front(sheet) if isinstance(block, Bullets) for line in block.lines if line.cites]
    assert [line for block in behind(sheet) if isinstance(block, Bullets) for line in block.lines if line.cites]


def test_what_was_said_is_taken_over_as_said(drafted: Drafted) -> None:
    said = {
        "words": "phones for our 640 students at the middle school",
        "role": "principal",
        "school": "Lincoln Middle School",
        "have": ("A phone rule for the lunchroom",),
    }
    text = markdown(drafted("letter-to-families", "phones-and-personal-devices", **said))
    for words in (
        "phones for our 640 students",
        "Lincoln Middle School",
        "a phone rule for the lunchroom.",
        "Principal",
    ):
        assert words in text


def test_what_was_not_said_stays_blank(drafted: Drafted) -> None:
    text = markdown(drafted("grant-paragraph", "phones-and-personal-devices", role="superintendent"))
    assert "[name of your district] applies" in text
    assert "[your title]" in markdown(drafted("letter-to-families", "phones-and-personal-devices"))


def test_a_step_that_is_done_is_not_asked_for_again(drafted: Drafted) -> None:
    step = "Set the first three agendas"
    assert step in markdown(drafted("one-page-brief", "ai-task-force"))
    assert step not in markdown(drafted("one-page-brief", "ai-task-force", have=("three agendas",)))


def test_a_draft_does_not_ask_for_itself(drafted: Drafted) -> None:
    step = "Write a one-page charter"
    assert step in markdown(drafted("board-report", "ai-task-force"))
    assert step not in markdown(drafted("task-force-charter", "ai-task-force"))


def test_a_rubric_has_four_levels_for_each_part(drafted: Drafted) -> None:
    for words in ("an inventory of our devices", ASKED, "student podcasts"):
        tables = [
            block for block in front(drafted("rubric", "device-inventory", words=words)) if isinstance(block, Table)
        ]
        assert tables
        for table in tables:
            assert table.columns == ("Part", "Not yet", "Started", "In place", "Thriving")
            rows = [tuple(cell if isinstance(cell, str) else cell.text for cell in row) for row in table.rows]
            assert all(len(set(row)) == len(row) and all(row) for row in rows)
            levels = [level for row in rows for level in row[1:]]
            assert len(set(levels)) == len(levels)


def test_a_rubric_takes_the_levels_of_the_items_that_the_topic_lifts(drafted: Drafted) -> None:
    text = " ".join(
        texts_of(front(drafted("rubric", "home-internet-and-hotspots", words="hotspots and internet at home")))
    )
    assert "gaps are counted and closed by name" in text


def test_an_agenda_fills_its_hour(drafted: Drafted) -> None:
    tables = [block for block in front(drafted("meeting-agenda", "plan-on-shelf")) if isinstance(block, Table)]
    times = [row[0] for row in next(table for table in tables if table.columns[0] == "Time").rows]
    assert sum(int(str(time).split(" ")[0]) for time in times) == 60


def test_a_subject_without_spanish_is_told(
    drafted: Drafted, real: tuple[Frameworks, dict[str, Topic], dict[str, Passage]]
) -> None:
    without = next(topic.id for topic in real[1].values() if topic.spanish is None)
    with pytest.raises(UsageError, match="no Spanish yet; draft letter-to-families"):
        drafted("carta-a-las-familias", without)


def test_spanish_letters_are_spanish_and_contract_their_article(drafted: Drafted) -> None:
    text = markdown(drafted("carta-a-las-familias", "home-internet-and-hotspots", role="principal"))
    assert "hablarles del internet en casa" in text
    assert "Dear" not in text


def test_an_unknown_kind_names_the_kinds(drafts: Drafts) -> None:
    with pytest.raises(UsageError) as said:
        kind_called(drafts, "leter to families")
    assert "did you mean 'letter-to-families'?" in str(said.value)
    assert "talking-points" in str(said.value)


@pytest.mark.parametrize("name", KINDS)
def test_a_draft_is_read_back_from_word(name: str, drafted: Drafted) -> None:
    sheet = drafted(name, "phones-and-personal-devices")
    read = Document(io.BytesIO(docx(sheet)))
    said = "\n".join(paragraph.text for paragraph in read.paragraphs)
    for block in sheet.blocks:
        if isinstance(block, Paragraph):
            assert block.lines[0].text in said
    headings = [p.text for p in read.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [*(b.text for b in sheet.blocks if isinstance(b, Heading)), "References"]
    tables = [block for block in sheet.blocks if isinstance(block, Table)]
    assert [tuple(cell.text for cell in table.rows[0].cells) for table in read.tables] == [t.columns for t in tables]


def test_a_line_of_a_draft_is_ours_or_a_frameworks(drafted: Drafted) -> None:
    lines: list[Line] = [line for name in KINDS for line in drafted(name, "phones-and-personal-devices").lines()]
    assert {line.kind for line in lines} == {None, "suggestion", "framework"}
    assert all(line.cites for line in lines if line.kind == "framework")
