"""Claimed names: what a text calls an indicator, a marker, a pillar or a domain, held against those that exist."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.glossary import read_glossary
from assistant.knowledge.corpus.vocabulary import Vocabulary
from assistant.settings import data_folder
from assistant.understanding.claimed import Claims, Misplaced, Unknown

CULTURE = "digital-equity/leadership/culture-of-innovation"
PLANNER = "iste/visionary-planner"


@pytest.fixture(scope="module")
def whole() -> Frameworks:
    """The frameworks of the corpus that ships."""
    return read_frameworks(data_folder("corpus"))


@pytest.fixture(scope="module")
def claims(whole: Frameworks) -> Claims:
    return Claims(Vocabulary(whole), read_glossary(data_folder("corpus")).gloss)


@pytest.mark.parametrize(
    ("text", "said", "level"),
    [
        ("How do we meet the Robot Readiness indicator?", "Robot Readiness", "indicator"),
        ("How do we meet the robot readiness indicator?", "robot readiness", "indicator"),
        ("Which indicator is robot readiness?", "robot readiness", "indicator"),
        ('how do i meet the "robot readiness" indicator', "robot readiness", "indicator"),
        ("What does the indicator “Robot Readiness” ask for?", "Robot Readiness", "indicator"),
        ("What does the indicator called robot readiness want?", "robot readiness", "indicator"),
        ("What evidence for 'Robot Readiness' do we keep?", "Robot Readiness", "indicator"),
        ("Under “Robot Readiness”, what do we do first?", "Robot Readiness", "indicator"),
        ("What does the Digital Wellness marker say?", "Digital Wellness", "marker"),
        ("what does the digital wellness marker ask of us?", "digital wellness", "marker"),
        ("What is Digital Wellness Charter as a marker?", "Digital Wellness Charter", "marker"),
        ("marker: Digital Wellness Charter", "Digital Wellness Charter", "marker"),
        ("Which markers under Digital Wellness come first?", "Digital Wellness", "marker"),
        ("How do I lead under the Galactic Outreach pillar?", "Galactic Outreach", "pillar"),
        ("how do i lead under the galactic outreach pillar?", "galactic outreach", "pillar"),
        ("What does “Galactic Outreach” as a pillar mean?", "Galactic Outreach", "pillar"),
        ("What is in the Galactic Outreach domain?", "Galactic Outreach", "domain"),
        ("what is in the galactic outreach domain of Digital Promise?", "galactic outreach", "domain"),
        ("What does the Galactic Outreach standard of ISTE ask?", "Galactic Outreach", "standard"),
        ("Which artifacts does the Galactic Outreach gear want?", "Galactic Outreach", "gear"),
        ("How do we reach the Galactic competency?", "Galactic", "competency"),
        ("¿Qué pide el indicador “Bienestar Robótico”?", "Bienestar Robótico", "indicator"),
        ("¿Qué pide el marcador Bienestar Galáctico?", "Bienestar Galáctico", "marker"),
        ("¿Qué dice el pilar de bienestar galáctico?", "bienestar galáctico", "pillar"),
        ("¿Qué pide el dominio Alcance Galáctico del marco?", "Alcance Galáctico", "domain"),
    ],
)
def test_an_invented_name_is_reported(claims: Claims, text: str, said: str, level: str) -> None:
    (found,) = claims.judge(text)
    assert isinstance(found, Unknown)
    assert found.said == said
    assert found.level == level


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("the Culture of Kindness indicator", CULTURE),
        ("the Public Robots pillar", "pillars/digital-leadership/public-relations"),
        ("the Visionary Gardener standard of ISTE", PLANNER),
    ],
)
def test_the_nearest_that_exists_is_named_with_it(claims: Claims, text: str, nearest: str) -> None:
    (found,) = claims.judge(text)
    assert isinstance(found, Unknown)
    assert nearest in str(found.nearest)


@pytest.mark.parametrize(
    "text",
    [
        "What does the Culture of Innovation indicator ask for?",
        "What does the Cultur of Inovation indicator ask for?",
        "what does the culture of inovation indicator ask for?",
        "What evidence does the “Cutlure of Innovation” indicator want?",
        "What evidence does the AI Leadreship marker want?",
        "How do we meet the communicaton pillar?",
        "Explain the Brandng pillar",
        "the Professionel Learning pillar",
        "What does the Visionary Plannr standard of ISTE ask?",
        "the Strategic Paln indicator",
        "¿Qué pide el indicador Cultura de Innovación?",
        "¿Qué exige el indicador “Cultura de la Innovación”?",
        "el pilar de la comunicación",
        "The Communication and Branding pillars",
    ],
)
def test_a_real_name_however_spelt_is_not_reported(claims: Claims, text: str) -> None:
    assert list(claims.judge(text)) == []


def test_every_name_of_an_indicator_and_a_pillar_is_real(claims: Claims, whole: Frameworks) -> None:
    for identifier, entry in whole.indicators.items():
        level = "pillar" if identifier.startswith("pillars/") else "indicator"
        name = entry.name.split(" ·")[0]
        assert list(claims.judge(f"What does the {name} {level} ask for?")) == [], identifier


def test_of_two_names_only_the_invented_one_is_reported(claims: Claims) -> None:
    (found,) = claims.judge("The Communication and Quidditch pillars")
    assert isinstance(found, Unknown)
    assert found.said == "Quidditch"


@pytest.mark.parametrize(
    "text",
    [
        "What is the key performance indicator for our rollout?",
        "By Monday, the indicator list is due",
        "Indicator: Teachers collaborate regularly.",
        "Where do the SEL competencies and WBL indicators live?",
        "Whose is the custom gear a disabled pupil depends on?",
        'Under "supplies" I have three apps',
        "Does the visiting team count it as evidence for Standard 3?",
        "Which key performance indicators should the board see?",
        "Our board wants a leading indicator and a lagging indicator",
        "Attendance is a good indicator of engagement",
        "Is attendance a strong indicator of readiness?",
        "Is there a clear indicator that teachers are ready for the framework?",
        "What is a better indicator of progress than test scores?",
        "How do we write measurable indicators of success for our vision?",
        "Our literacy pillar is strong",
        "the literacy pillar of our strategic plan",
        "Literacy is a pillar of our plan",
        "Which pillar is most important?",
        "What do the first two pillars ask?",
        "What does the third pillar say?",
        "What does the 3rd pillar say?",
        "What does the eighth pillar say?",
        "What does the 2nd ISTE standard say?",
        "How do we set a gold standard for lessons?",
        "a common standard for devices",
        "How do our graduation standards fit with digital learning?",
        "We are switching gears this spring",
        "Switching gears, who writes the vision?",
        "Teachers shift gears in the middle of the lesson",
        "How do I lead at the next level?",
        "the reading level of our families",
        "public domain images in lessons",
        "How do I register a domain name?",
        "How do I use a permanent marker on the whiteboard?",
        "the core competencies of a principal",
        "an essential element of a good vision",
        "nuestro pilar de alfabetización",
        "¿Cuál es un buen indicador de progreso?",
        "¿Qué pilar es el más importante?",
        "How do I start an AI task force?",
        "",
    ],
)
def test_an_ordinary_sentence_claims_nothing(claims: Claims, text: str) -> None:
    assert list(claims.judge(text)) == []


@pytest.mark.parametrize(
    ("text", "said", "level", "identifier"),
    [
        ("What does the Visionary Planner pillar ask for?", "Visionary Planner", "pillar", PLANNER),
        ("what does the visionary planner pillar ask for?", "visionary planner", "pillar", PLANNER),
        ("What does the “Visionary Planner” pillar say?", "Visionary Planner", "pillar", PLANNER),
        ("What does the Visionry Planer pillar say?", "Visionry Planer", "pillar", PLANNER),
        ("What does the Culture of Innovation gear say?", "Culture of Innovation", "gear", CULTURE),
        (
            "What does the Branding standard of ISTE ask?",
            "Branding",
            "standard",
            "pillars/digital-leadership/branding",
        ),
    ],
)
def test_a_name_used_as_what_it_is_not_is_misplaced(
    claims: Claims, text: str, said: str, level: str, identifier: str
) -> None:
    assert list(claims.judge(text)) == [Misplaced(said=said, level=level, identifier=identifier)]


def test_a_name_means_its_entries_with_what_it_stands_for(claims: Claims) -> None:
    assert (CULTURE, "indicator") in claims.meant("culture of innovation")
    assert (PLANNER, "domain") in claims.meant("Visionary Planner")
    assert claims.meant("Robot Readiness") == set()


PARTS = (
    "the",
    "“Robot Readiness”",
    "Culture of Innovation",
    "Visionary Planner",
    "our",
    "of",
    "and",
    ",",
    "pillar",
    "gears",
    "estándar",
    "action item",
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(PARTS), max_size=8).map(" ".join))
def test_any_text_is_judged_by_what_exists(claims: Claims, whole: Frameworks, text: str) -> None:
    existing = {*whole.entries, *whole.competency_names}
    for found in claims.judge(text):
        assert found.said in text
        named = found.nearest if isinstance(found, Unknown) else found.identifier
        assert named is None or named in existing
