"""A request for a plan: its subject's own words, its length, its setting, and what is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.practice.in_short import in_short
from assistant.practice.plan.owners import owner_for
from assistant.practice.plan.request import read_request
from assistant.practice.plan.seasons import out_of_season
from assistant.practice.plan.things import Things, read_things


@pytest.mark.parametrize(
    ("words", "subject", "days", "setting", "there"),
    [
        ("a 90-day plan for our AI task force", "AI task force", 90, None, ("our AI task force",)),
        ("make me a 60 day plan to fix our slow wifi at Lincoln Elementary", "fix our slow wifi", 60, "school", ()),
        ("180-day plan for digital equity in our district", "digital equity", 180, "district", ()),
        ("plan for instructional coaching", "instructional coaching", None, None, ()),
        ("wifi", "wifi", None, None, ()),
        ("We need a one-year plan on student data privacy", "student data privacy", 365, None, ()),
        ("a six-month plan: phones policy", "phones policy", 180, None, ()),
        ("90 days: staff resistance to technology", "staff resistance to technology", 90, None, ()),
        ("a 90-day plan for our strategic plan", "strategic plan", 90, None, ()),
        ("strategic plan", "strategic plan", None, None, ()),
        ("a 30-day plan for a new principal", "new principal", 30, "school", ()),
        (
            "a plan to roll out 1:1 devices over 180 days at Norwalk Public Schools",
            "roll out 1:1 devices",
            180,
            "district",
            (),
        ),
        ("plan for responsible use; the policy is adopted", "responsible use", None, None, ("the policy is adopted",)),
        ("give us a plan for the next 30 days for family communication", "family communication", 30, None, ()),
        ("90-day plan", "90-day plan", 90, None, ()),
    ],
)
def test_a_request_is_read(
    things: Things, words: str, subject: str, days: int | None, setting: str | None, there: tuple[str, ...]
) -> None:
    request = read_request(words, things)
    assert (request.subject, request.days, request.setting, request.there) == (subject, days, setting, there)


@pytest.mark.parametrize(
    ("thing", "do", "made"),
    [
        ("our AI task force", "Write a one-page charter that names what the group decides.", True),
        ("our AI task force", "Invite members by seat, not by enthusiasm.", True),
        ("our AI task force", "Set the first three agendas: what is in use today.", False),
        ("our AI task force", "Deliver a draft of staff guidance to cabinet.", False),
        ("a task force", "Form a team of six to nine from curriculum and IT.", True),
        ("the policy is adopted", "Draft the policy with those whom it touches.", True),
        ("the policy is adopted", "Explain the policy in every classroom.", False),
        ("the policy is adopted", "Draft a letter to families.", False),
        ("a robot", "Buy a robot for the library.", False),
        ("a robot", "Build a robot with students.", True),
        ("our team", "…", False),
    ],
)
def test_what_is_there_is_not_made_once_more(things: Things, thing: str, do: str, made: bool) -> None:
    assert things.makes(thing, do) is made


def test_a_corpus_without_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"things\.yaml: can't be read"):
        read_things(tmp_path)


@pytest.mark.parametrize(
    ("who", "school", "district"),
    [
        ("superintendent or principal", "principal", "superintendent"),
        ("new superintendent or principal", "principal", "superintendent"),
        ("superintendent", "principal", "superintendent"),
        ("principal", "principal", "principals"),
        ("cabinet", "leadership team", "cabinet"),
        ("IT director with principal", "district IT director with principal", "IT director with principals"),
        ("superintendent with principals", "principal", "superintendent with principals"),
        ("librarian or coach", "librarian", "librarian"),
        ("the leader", "principal", "superintendent"),
        ("leader with secretary", "principal with secretary", "superintendent with secretary"),
        ("task force chair", "task force chair", "task force chair"),
    ],
)
def test_owners_fit_the_setting(who: str, school: str, district: str) -> None:
    assert (owner_for(who, "school"), owner_for(who, "district")) == (school, district)
    assert owner_for(who, None) == who.removeprefix("new ")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (
            "Write a one-page charter that names what the group decides.",
            "Write a one-page charter that names what the group decides",
        ),
        ("Invite members by seat, not by enthusiasm: a skeptic, a student.", "Invite members by seat"),
        ("Agree on six to eight skills for the end of grade 2.", "Agree on six to eight skills for the end of grade 2"),
        ("Where there is no full position, split the role: a period for a teacher.", "Split the role"),
        (
            "Put a harm-and-surprise item on every agenda so that complaints arrive.",
            "Put a harm-and-surprise item on every agenda",
        ),
        (
            "Ask two principals, the academic chief and the finance chief.",
            "Ask two principals, the academic chief and the finance chief",
        ),
        ("Go.", "Go"),
    ],
)
def test_a_step_is_told_in_short(text: str, short: str) -> None:
    assert in_short(text) == short


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("List ten things to be done by the end of September.", "September"),
        ("Give two released periods before winter.", "before winter"),
        ("Recount in spring, and ask students.", None),
        ("Ask in fall what they know.", "fall"),
        ("They may march in May.", None),
        ("Have accounts working before the first workday.", "first workday"),
        ("Ask again in fall and in spring.", None),
        ("Report who came last summer.", None),
        ("Give it over the summer.", "summer"),
    ],
)
def test_what_is_tied_to_another_time_of_the_year_is_told(text: str, tied: str | None) -> None:
    assert out_of_season(text, date(2027, 1, 11), date(2027, 4, 10)) == tied
    assert out_of_season(text, date(2027, 1, 11), date(2028, 1, 10)) is None
