"""How an answer is shown: what its numbers mean, what its passages say of it, and the ways there and back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from running_page import HEADLINE, Server, ask, open_page

from assistant.answer import (
    Answer,
    Citation,
    Claim,
    NextStep,
    OtherReading,
    Provenance,
    Question,
    ReadAs,
    Section,
    Source,
    Usage,
)
from assistant.coach import Coach
from assistant.settings import Settings
from assistant.web.cards import card, uses_of
from assistant.web.chat import EXAMPLES
from assistant.web.making_of import how
from assistant.web.messages import answer_message, received, turns, with_options
from assistant.web.shown import shown, unlinked
from assistant.web.supporting import phrases

BROWSER = [pytest.mark.browser, pytest.mark.timeout(600)]
PHONE = {"width": 390, "height": 844}
SOURCE = Source(title="The guide", publisher="A publisher", edition="2024", url="https://publisher.test/page")
LINE = "A task force oversees how AI policy is developed. Budgets are set each spring."
PLACE = Citation(
    n=1,
    id="guide/leading/ai",
    title='AI "Leadership"',
    source=SOURCE,
    score=0.9,
    passage=f"Guide > Leading > AI\n{LINE}",
)
CASE = Citation(
    n=2, id="case/town", title="Town", source=replace(SOURCE, url=None), score=0.5, passage="Case > Town\nTown did it."
)
ANSWER = Answer(
    question="q",
    standalone_question="q",
    kind="how-to",
    outcome="answered",
    answer="**Our advice:** Start small. [1]\n\n"
    "**What the frameworks say**\n\n- AI policy is overseen by a task force. [1]\n"
    "- And this. [1] *(our advice)*\n\n**Visto en la práctica (en inglés)**\n\n- Town did it. [2]\n\n"
    "**References**\n\n- [1] AI\n- [2] Town",
    provenance=Provenance(composer="extractive", index="i"),
    sections=(Section(key="opening", heading=None, style="text", claims=(0,)),),
    claims=(
        Claim(text="Start small.", kind="suggestion", citations=(1,)),
        Claim(text="AI policy is overseen by a task force.", kind="framework", citations=(1,)),
        Claim(text="Town did it.", kind="practice", citations=(2,)),
    ),
    citations=(PLACE, CASE),
    next_steps=(NextStep(do="Write a charter.", who="principal", when="week", done="signed", citations=(1,)),),
    timings_ms={"dialogue": 12.0, "search": 0.4, "compose": 1200.0, "total": 1212.4},
)


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_phrases_joined_are_the_line(line: str, claims: list[str]) -> None:
    assert "".join(part for part, _ in phrases(line, claims)) == line


def test_the_phrase_that_carries_a_claim_is_marked_and_no_other() -> None:
    told = phrases(LINE, ["AI policy is overseen by a task force."])
    assert [carries for _, carries in told] == [True, False]
    assert not any(carries for _, carries in phrases(LINE, []))


def test_a_number_says_what_its_statement_does_with_the_passage() -> None:
    lines = {line.split(" [")[0]: line for line in shown(ANSWER, 3).split("\n")}
    assert '[1](#cite-3-1 "Serves AI ”Leadership”")' in lines["**Our advice:** Start small."]
    assert '"Restates AI' in lines["- AI policy is overseen by a task force."]
    assert '"Serves AI' in lines["- And this."]
    assert '"Tells of Town"' in lines["- Town did it."]


def test_a_heading_of_a_spanish_answer_says_whose_it_is() -> None:
    assert "## Visto en la práctica (en inglés) **practice**" in shown(ANSWER, 1)


def test_references_name_edition_and_publishers_page() -> None:
    listed = shown(ANSWER, 1).split("## References\n\n")[1]
    assert listed.split("\n") == [
        '- [1](#cite-1-1 "AI ”Leadership”") [AI "Leadership"](https://publisher.test/page '
        '"Publisher\'s page (opens the internet)"), A publisher, 2024 `guide/leading/ai`',
        '- [2](#cite-1-2 "Town") Town, A publisher, 2024 `case/town`',
    ]


def test_an_earlier_answer_is_read_with_plain_numbers() -> None:
    assert "#cite" not in unlinked(shown(ANSWER, 1))
    [turn] = turns(received([answer_message(ANSWER, 1)]))
    assert "Start small. [1]\n" in turn.content


def test_a_passage_tells_what_of_the_answer_restates_and_what_serves_it() -> None:
    assert uses_of(ANSWER, 1) == (
        ("suggestion", "Start small."),
        ("framework", "AI policy is overseen by a task force."),
        ("suggestion", "Write a charter."),
    )
    html = card(1, 1, PLACE, uses_of(ANSWER, 1))
    assert '<span class="kind">framework</span> restates it: AI policy' in html
    assert '<span class="kind">suggestion</span> serves it: Write a charter.' in html
    assert "<mark>A task force oversees how AI policy is developed.</mark> Budgets" in html
    assert "No statement restates" not in html


def test_a_passage_that_is_only_served_says_so() -> None:
    html = card(1, 1, PLACE, [("suggestion", "A task force oversees how AI policy is developed.")])
    assert "No statement restates this passage" in html
    assert "<mark>" not in html


def test_each_place_on_the_way_to_a_passage_leads_into_the_library() -> None:
    html = card(1, 1, PLACE)
    for path, name in (("guide", "Guide"), ("guide/leading", "Leading"), ("guide/leading/ai", "AI")):
        assert f'<a href="/library/{path}">{name}</a>' in html
    assert '<a href="/library/case/town">See it in the library</a>' in card(1, 2, CASE)
    assert "/library/" not in card(1, 1, replace(PLACE, id="local/own/1"))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"read_as": ReadAs(question="One thing", certain=False)}, "One thing (not certain)"),
        ({"standalone_question": "the whole question"}, "the whole question"),
        ({}, "without a language model"),
        ({}, "12 ms"),
        ({}, "under 1 ms"),
        ({}, "1.2 s"),
    ],
)
def test_how_it_was_answered_is_told(made: dict[str, object], said: str) -> None:
    assert said in how(replace(ANSWER, **made))  # type: ignore[arg-type]


@pytest.mark.parametrize(("fell_back", "said"), [(None, "m, each sentence checked"), ("slow", "m was asked")])
def test_a_model_is_named_where_one_was_asked(fell_back: str | None, said: str) -> None:
    usage = Usage(
        model="m", version=None, tokens_in=1, tokens_out=1, counted=True, cost=None, first_token_ms=1, total_ms=1
    )
    assert said in how(replace(ANSWER, provenance=replace(ANSWER.provenance, usage=usage, fell_back=fell_back)))


def test_other_readings_are_offered_as_such_and_asked_as_they_are() -> None:
    other = OtherReading(question="The other thing", topic="t", aspect="begin")
    asked = replace(
        ANSWER, read_as=ReadAs(question="One", certain=False, others=(other,)), follow_ups=("Who is in it?",)
    )
    assert with_options({}, asked)["options"] == [
        {"value": "The other thing", "label": "Did you mean: The other thing"},
        {"value": "Who is in it?"},
    ]


# What each example is about, as the frameworks name it.
ABOUT = ("task force", "vision", "digital citizenship", "vision", "strategic plan", "culture of innovation")


@pytest.mark.parametrize(("example", "about"), list(zip(EXAMPLES, ABOUT, strict=True)), ids=[e[1] for e in EXAMPLES])
def test_an_example_is_answered_of_what_it_asks(
    web_environment: dict[str, str], example: tuple[str, str], about: str
) -> None:
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as coach:
        answer = coach.ask(Question(text=example[1]))
    assert answer.outcome == "answered"
    assert answer.read_as is None or answer.read_as.certain
    assert about in answer.citations[0].passage.lower()


class TestInABrowser:
    pytestmark = BROWSER

    def test_a_number_is_announced_with_what_it_leads_to(self, page: Page) -> None:
        ask(page, HEADLINE)
        leading = page.get_by_role("link", name="Citation 1, restates AI Leadership").first
        expect(leading).to_be_visible()
        expect(page.get_by_role("link", name="Citation 2, serves").first).to_be_visible()
        assert page.locator('#conversation [aria-label*="\'s message"]').count() == 0

    def test_a_number_opens_the_passage_with_its_way_and_what_cites_it(self, page: Page) -> None:
        ask(page, HEADLINE)
        page.get_by_role("link", name="Citation 1, restates").first.click()
        passage = page.locator("#cite-1-1")
        expect(passage.locator(".trail a")).to_have_count(4)
        expect(passage.locator("mark")).to_contain_text(["task force"])
        expect(passage.locator(".uses li.framework")).to_contain_text(["restates it"])
        expect(passage.locator(".uses li.suggestion").first).to_contain_text("serves it")
        expect(passage.get_by_role("link", name="Publisher's page")).to_have_attribute("href", re.compile("^https://"))
        expect(passage.get_by_role("link", name="See it in the library")).to_be_visible()

    def test_esc_gives_the_focus_back_to_the_number(self, page: Page) -> None:
        ask(page, HEADLINE)
        mark = page.locator('#conversation a[href="#cite-1-2"]').first
        mark.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#cite-1-2")).to_be_focused()
        page.keyboard.press("Escape")
        expect(mark).to_be_focused()

    def test_what_can_be_pressed_is_large_enough(self, page: Page) -> None:
        ask(page, HEADLINE)
        boxes = page.locator('#conversation a[href*="#cite-"], #question button, #conversation .option, .how summary')
        sizes = [box for each in boxes.all() if (box := each.bounding_box())]
        assert len(sizes) > 10
        assert all(box["width"] >= 24 and box["height"] >= 24 for box in sizes)

    def test_role_shows_the_focus_and_opens_only_when_asked_to(self, page: Page) -> None:
        wrap = page.locator("#role .container > .wrap")
        before = wrap.evaluate("node => getComputedStyle(node).boxShadow")
        page.locator("header.top a").last.focus()
        page.keyboard.press("Tab")
        expect(page.locator("#role input")).to_be_focused()
        assert wrap.evaluate("node => getComputedStyle(node).boxShadow") != before
        expect(page.get_by_role("option")).to_have_count(0)
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("option").first).to_be_visible()

    def test_how_it_was_answered_is_there_on_demand(self, page: Page) -> None:
        ask(page, HEADLINE)
        told = page.locator("#passages .how")
        expect(told.locator("dl")).not_to_be_visible()
        told.locator("summary").click()
        expect(told.locator("dl")).to_contain_text("without a language model")

    def test_uncertain_reading_offers_the_others(self, page: Page) -> None:
        ask(page, "Parents don't hear about our technology plans. What should I do?")
        offer = page.locator("#conversation .option", has_text="Did you mean:").first
        words = offer.inner_text().removeprefix("Did you mean: ")
        offer.click()
        expect(page.locator('#conversation [data-testid="user"]').last).to_have_text(words)
        expect(page.locator('#conversation [data-testid="bot"]')).to_have_count(2)

    def test_a_phone_leads_to_what_stands_below_the_box(self, browser: Browser, server: Server) -> None:
        context = browser.new_context(viewport=PHONE)
        page = context.new_page()
        open_page(page, server)
        onward = page.get_by_role("link", name="Passages, next steps and downloads")
        expect(onward).to_have_count(0)
        ask(page, HEADLINE)
        expect(onward).to_be_in_viewport()
        onward.click()
        expect(page.get_by_role("button", name="as CSV")).to_be_in_viewport()
        context.close()

    def test_a_phone_shows_the_rows_of_a_table_as_cards(self, browser: Browser, server: Server) -> None:
        context = browser.new_context(viewport=PHONE)
        page = context.new_page()
        open_page(page, server)
        ask(page, "How do ISTE and Future Ready differ on shared vision?")
        cell = page.locator("#conversation td + td").first
        cell.scroll_into_view_if_needed()
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        named = cell.evaluate("node => getComputedStyle(node, '::before').content")
        assert named == f'"{cell.get_attribute("data-column")}"' != '""'
        context.close()

    def test_a_lost_connection_is_said_and_what_was_typed_stays(self, page: Page) -> None:
        page.context.set_offline(True)
        page.fill("#question textarea", HEADLINE)
        page.press("#question textarea", "Enter")
        expect(page.get_by_text("Connection to the server was lost")).to_be_visible()
        expect(page.locator("#question textarea")).to_have_value(HEADLINE)
        with page.expect_navigation():
            page.context.set_offline(False)
        expect(page.locator("#question textarea")).to_have_value(HEADLINE)
        page.press("#question textarea", "Enter")
        expect(page.locator('#conversation [data-testid="bot"]')).to_contain_text("Next steps")
