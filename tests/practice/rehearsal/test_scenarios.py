"""Every scenario that ships, on every path; and what the reader says of a wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of
from assistant.knowledge.corpus.rehearsals import (
    MEASURES,
    WAYS,
    Scenario,
    Standing,
    read_rehearsals,
    read_scenarios,
    walks,
)
from assistant.knowledge.corpus.topics import Topics
from assistant.practice.rehearsal.engine import Rehearsal, choices, place, say

FEWEST, PATHS = 9, 601


def test_every_path_of_every_scenario_comes_to_an_end(scenarios: Mapping[str, Scenario]) -> None:
    walked = 0
    for scenario in scenarios.values():
        for walk in walks(scenario):
            rehearsal = Rehearsal(scenario=scenario.id)
            for way, turn in zip(walk.ways, walk.turns, strict=True):
                at = place(scenario, rehearsal)
                assert at.turn is not None
                assert at.turn.id == turn
                assert at.heard
                rehearsal = say(scenario, rehearsal, way)
            at = place(scenario, rehearsal)
            assert at.turn is None
            assert at.end is scenario.end(walk.end)
            assert at.standing == walk.standing == _summed(scenario, walk.turns, walk.ways)
            walked += 1
    assert (len(scenarios) >= FEWEST, walked) == (True, PATHS)


def _summed(scenario: Scenario, turns: tuple[str, ...], ways: tuple[str, ...]) -> Standing:
    said = [getattr(turn.replies, way) for name, way in zip(turns, ways, strict=True) if (turn := scenario.turn(name))]
    return Standing(**{measure: sum(getattr(reply, measure) for reply in said) for measure in MEASURES})


def test_to_say_everything_well_leads_to_the_first_end_and_nothing_well_to_the_last(
    scenarios: Mapping[str, Scenario],
) -> None:
    for scenario in scenarios.values():
        ends = {walk.ways[0] if len(set(walk.ways)) == 1 else None: walk.end for walk in walks(scenario)}
        assert ends["strong"] == scenario.ends[0].id
        assert ends["backfires"] != scenario.ends[0].id
        assert ends["weak"] != scenario.ends[0].id


def test_one_slip_is_forgiven_somewhere(scenarios: Mapping[str, Scenario]) -> None:
    for scenario in scenarios.values():
        forgiven = [w for w in walks(scenario) if w.end == scenario.ends[0].id and set(w.ways) != {"strong"}]
        assert forgiven, scenario.id


def test_the_strong_reply_is_always_the_better_move(scenarios: Mapping[str, Scenario]) -> None:
    for scenario in scenarios.values():
        for turn in scenario.turns:
            moved = {way: sum(getattr(r, name) for name in MEASURES) for way, r in turn.replies.by_way().items()}
            assert moved["strong"] > max(moved["backfires"], moved["weak"]), (scenario.id, turn.id)


def test_neither_length_nor_place_tells_which_reply_is_strong(scenarios: Mapping[str, Scenario]) -> None:
    turns = [(scenario, turn) for scenario in scenarios.values() for turn in scenario.turns]
    longest = sum(max(WAYS, key=lambda way, t=turn: len(getattr(t.replies, way).say)) == "strong" for _, turn in turns)
    first = [choices(scenario, turn)[0][0] for scenario, turn in turns]
    assert longest <= len(turns) / 3
    assert all(first.count(way) <= len(turns) / 2 for way in WAYS)


def test_no_note_tells_a_reader_what_they_said_where_they_did_not_say_it(scenarios: Mapping[str, Scenario]) -> None:
    for scenario in scenarios.values():
        for turn in scenario.turns:
            assert not re.match(r"You (?!lead)\w+ed\b", turn.replies.strong.why), (scenario.id, turn.id)


def test_a_competency_belongs_to_the_indicator_that_it_stands_beside(
    scenarios: Mapping[str, Scenario], whole_frameworks: Frameworks
) -> None:
    links = {competency.id: set(competency.links) for competency in whole_frameworks.competencies}
    for scenario in scenarios.values():
        for turn in scenario.turns:
            for reply in turn.replies.by_way().values():
                served = {reply.serves, indicator_of(reply.serves)}
                assert reply.builds in served or served & links.get(reply.builds, set()), (scenario.id, turn.id)


def test_identifiers_competencies_and_topics_are_those_of_the_corpus(
    whole_corpus: Path, whole_frameworks: Frameworks, whole_topics: Topics, scenarios: Mapping[str, Scenario]
) -> None:
    read = read_rehearsals(whole_corpus, whole_frameworks, whole_topics)
    assert {one.id for one in read} == set(scenarios)


def test_a_corpus_without_the_folder_has_no_scenarios(tmp_path: Path) -> None:
    assert read_scenarios(tmp_path) == ()


@pytest.fixture
def changed(tmp_path: Path, whole_corpus: Path) -> Callable[..., Path]:
    """Return a corpus of one scenario in which a text was put for another: ``changed("old", "new")``."""

    def make(old: str, new: str, name: str = "worried-parent-ai") -> Path:
        text = (whole_corpus / "rehearsals" / f"{name}.yaml").read_text(encoding="utf-8")
        assert old in text
        folder = tmp_path / "rehearsals"
        folder.mkdir()
        (folder / f"{name}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: grandpas-truck", "to: grandpas-trick", "no turn or end 'grandpas-trick'; did you mean 'grandpas-truck'?"),
        ("to: grandpas-truck", "to: who-read-it", "no replies lead to 'grandpas-truck'"),
        ("to: parents-group\n  - id: other-parents", "to: opening\n  - id: other-parents", "is come back to after"),
        ("to: careful-yes", "to: red-pen", "no replies lead to 'careful-yes'"),
        ("      - to: parents-group\nends", "      - to: parents-group\n        trust: 0\nends", "the last route asks"),
        ("to: red-pen\n        trust: 3\n        commitment: 3", "to: red-pen", "hides those after it"),
        ("    then:\n      - to: can-i-say-no\n", "", "'grandpas-truck' leads nowhere"),
        ("to: who-read-it", "to: careful-yes", "takes 1 turns; between 3 and 5"),
        ("id: careful-yes", "id: red-pen", "'red-pen' stands twice"),
        ("      weak:", "      week:", "this field is required and missing"),
        ("    guarded:", "    gaurded:", "no such field; did you mean 'guarded'?"),
        ("trust: 2", "trust: 9", "less than or equal to 3, got 9"),
        ("id: worried-parent-ai", "id: worried-parent", "is not the file's name"),
    ],
)
def test_a_wrong_scenario_is_reported_with_its_line(
    changed: Callable[..., Path], old: str, new: str, said: str
) -> None:
    with pytest.raises(CorpusError, match=re.escape(said)) as raised:
        read_scenarios(changed(old, new))
    assert re.search(r"worried-parent-ai\.yaml:\d+: ", str(raised.value))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("topic: ai-families", "topic: ai-familys", "no topic in scope 'ai-familys'; did you mean 'ai-families'?"),
        (
            "serves: iste/visionary-planner/2d",
            "serves: iste/visionary-planner/2z",
            "did you mean 'iste/visionary-planner",
        ),
        ("serves: iste/visionary-planner/2d", "serves: iste/visionary-planner", "no indicator or marker"),
        ("builds: mindsets-for-digital-equity", "builds: mindset-for-digital-equity", "did you mean 'mindsets-for"),
    ],
)
def test_what_the_corpus_does_not_know_is_reported_with_its_nearest(
    changed: Callable[..., Path],
    old: str,
    new: str,
    said: str,
    whole_frameworks: Frameworks,
    whole_topics: Topics,
) -> None:
    with pytest.raises(CorpusError, match=re.escape(said)):
        read_rehearsals(changed(old, new), whole_frameworks, whole_topics)
