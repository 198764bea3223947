"""The form and the report on paper: all evidence, levels in words beside colors, headings and header rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.answer import Passage
from assistant.practice.assessment.comparing import changes
from assistant.practice.assessment.drawing import png, svg
from assistant.practice.assessment.exchange import AssessmentUnreadableError, exported, opened
from assistant.practice.assessment.form import form
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Answer, Assessment, Person
from assistant.practice.assessment.pictures import heat_maps, radar
from assistant.practice.assessment.report import Report, report, sheet
from assistant.practice.assessment.scores import values_of
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.plan.days import long_date, short_date
from assistant.practice.plan.times import without_times
from assistant.practice.sheet import Heading

TODAY = date(2026, 11, 27)


def rated(ground: Ground, framework: str) -> Assessment:
    """Return a whole framework rated 1, 2, 3, 4, 1 …, every seventh item left open."""
    items = tuple(item.id for item in ground.items((framework,)))
    answers = tuple(
        Answer(item=item, level=(1, 2, 3, 4)[n % 4], note="since May", link="https://example.org/x")
        for n, item in enumerate(items)
        if n % 7 != 6
    )
    return Assessment(title=framework, items=items, on=TODAY, people=(Person(answers=answers),))


@pytest.fixture(scope="module", params=["digital-equity", "iste", "future-ready", "pillars"])
def told(request: pytest.FixtureRequest, ground: Ground) -> Report:
    return report(rated(ground, request.param), ground, today=TODAY)


def test_the_form_holds_all_evidence_and_every_level(
    told: Report, ground: Ground, passages: Mapping[str, Passage]
) -> None:
    made = form(told.assessment, ground, passages)
    written = markdown(made)
    for item in told.items:
        for text in (*item.evidence, *item.look_for, *item.levels):
            assert text in written
    assert {item.id for item in told.items} <= set(made.cited())
    levels = [0, *(block.level for block in made.blocks if isinstance(block, Heading))]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    framed = [line for line in made.lines() if line.kind == "framework"]
    assert all(line.cites for line in framed)


def test_the_report_says_what_counts_and_what_is_left_out(
    told: Report, ground: Ground, passages: Mapping[str, Passage]
) -> None:
    written = markdown(sheet(told, ground, passages))
    assert told.found.overall.arithmetic() in written
    names = {item.id: item.name for item in told.items}
    assert all(
        names[item] in written.split("Left out, since not rated:")[1] for item in told.found.overall.left_out[:3]
    )
    assert all(move.step.do in written and move.reason in written for move in told.moves)
    assert len(told.moves) == 3
    assert told.plan is not None
    assert all(step.text in written for step in told.plan.steps)


def test_the_plan_begins_on_the_day_and_has_the_dates_that_the_report_says(
    told: Report, ground: Ground, passages: Mapping[str, Passage]
) -> None:
    written = markdown(sheet(told, ground, passages))
    assert told.plan is not None
    assert f"90 days from {long_date(told.plan.start)};" in written
    assert all(told.plan.steps_of(phase) for phase in told.plan.phases)
    dues = {step.text: step.due for step in told.plan.steps}
    for move in told.moves:
        assert f"Who: {move.step.who}, by {short_date(dues[without_times(move.step.do)])} in the plan." in written


def test_the_word_file_has_headings_header_rows_and_pictures_with_words(
    told: Report, ground: Ground, passages: Mapping[str, Passage]
) -> None:
    read = Document(BytesIO(docx(sheet(told, ground, passages))))
    headings = [p.text for p in read.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert headings[0] == "Where we stand"
    assert {"At a glance", "Strengths", "Gaps", "Every item", "How the scores are made"} <= set(headings)
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in read.tables)
    told_pictures = [shape._inline.docPr.get("descr") for shape in read.inline_shapes]
    assert told_pictures[0].startswith("Radar of means")
    assert all(text.startswith("Heat map") for text in told_pictures[1:])


def test_pictures_are_static_and_write_their_levels_out(told: Report, ground: Ground) -> None:
    star = radar(told.items, told.found, ground)
    maps = heat_maps(told.items, told.found.values, ground)
    for drawing in (*maps, *([star] if star else [])):
        root = ElementTree.fromstring(svg(drawing))
        assert not [node for node in root.iter() if node.tag.endswith(("script", "animate", "image"))]
        with Image.open(BytesIO(png(drawing))) as image:
            assert image.width == round(drawing.width * 3)
    words = " ".join(node.text or "" for drawing in maps for node in ElementTree.fromstring(svg(drawing)).iter())
    assert all(name in words for name in told.items[0].scale)
    assert sum(text in {"1", "2", "3", "4", "–"} for text in words.split()) >= len(told.items)


@settings(max_examples=20)
@given(title=st.text(min_size=1, max_size=40), note=st.text(st.characters(exclude_categories=("Cs",)), max_size=80))
def test_odd_words_stay_in_the_json(ground: Ground, title: str, note: str) -> None:
    item = ground.levels.items[0].id
    made = Assessment(
        title=title.encode("utf-8", "replace").decode(),
        items=(item,),
        people=(Person(answers=(Answer(item=item, level=2, note=note),)),),
    )
    assert opened(exported(report(made, ground, today=TODAY)).encode(), "f.json") == made
    assert opened(made.model_dump_json().encode(), "f.json") == made


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"a": 1}', b"\xff\xfe\x00", b'{"assessment": {"version": 2}}', b"null"]
)
def test_what_is_no_assessment_is_refused(content: bytes) -> None:
    with pytest.raises(AssessmentUnreadableError, match=r"f\.json: no "):
        opened(content, "f.json")


def test_what_changed_is_shown(ground: Ground, passages: Mapping[str, Passage]) -> None:
    from dataclasses import replace

    now = rated(ground, "iste")
    first, second, *_ = now.items
    before = Assessment(
        title="x",
        items=now.items,
        people=(Person(answers=(Answer(item=first, level=3), Answer(item=second, level=1))),),
    )
    told = report(now, ground, today=TODAY)
    told = replace(told, changes=changes(told.items, values_of(before), told.found.values), since=date(2026, 5, 4))
    written = markdown(sheet(told, ground, passages))
    assert "## What changed since May 4, 2026" in written
    assert "Of 2 items rated both times the mean was 2.0 and is 1.5: down 0.5." in written
    assert "| 3.0 | 1.0 | −2.0 |" in written
    assert "| 1.0 | 2.0 | +1.0 |" in written
    assert json.loads(exported(told))["changes"]["since"] == "2026-05-04"


def test_one_item_has_no_mean_no_map_and_no_list(ground: Ground, passages: Mapping[str, Passage]) -> None:
    from dataclasses import replace

    item = "iste/systems-designer/4c"
    before = Assessment(
        title="4c", items=(item,), people=(Person(answers=(Answer(item=item, level=2, note="of 2022"),)),)
    )
    now = Assessment(
        title="4c", items=(item,), on=TODAY, people=(Person(answers=(Answer(item=item, level=3, note="checked"),)),)
    )
    told = report(now, ground, today=TODAY)
    told = replace(told, changes=changes(told.items, values_of(before), told.found.values), earlier=before)
    written = markdown(sheet(told, ground, passages))
    assert "| Before | 2 started | of 2022 |" in written
    assert "| November 27, 2026 | 3 in place | checked |" in written
    assert f"The next, thriving, would mean: {told.items[0].levels[3]}" in written
    assert "## The move that would lift it most" in written
    assert not any(word in written for word in ("mean of", "Heat map", "Strengths", "Every item", "1 rated item"))


def test_a_subject_is_told_by_its_practices_and_its_plan_leaves_out_what_is_in_place(
    ground: Ground, passages: Mapping[str, Passage]
) -> None:
    items = tuple(f"advice/families-in-many-languages/{n}" for n in range(1, 6))
    answers = tuple(
        Answer(item=item, level=(1, 3, 3, 2, 1)[n], note="nothing in Somali") for n, item in enumerate(items)
    )
    told = report(Assessment(title="Us", items=items, people=(Person(answers=answers),)), ground, today=TODAY)
    assert [move.item.id for move in told.moves] == [items[0], items[3], items[4]]
    assert told.plan is not None
    assert {step.text for step in told.plan.steps} == {move.step.do for move in told.moves}
    written = markdown(sheet(told, ground, passages))
    assert "You noted: “nothing in Somali”." in written
    warnings = [line for line in written.splitlines() if line.startswith("Watch out")]
    assert len(set(warnings)) == len(warnings) == 2
    asked = markdown(form(told.assessment, ground, passages))
    assert "Reaching families in many languages: what we advise" in asked
    assert told.items[0].practice in asked
    read = opened(exported(told).encode(), "f.json")
    assert read == told.assessment
