"""A rehearsal over lines: numbers, own words, steering words, wrong lines, and lines that run out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import yaml

from assistant.knowledge.corpus.rehearsals import WAYS, Reply, Scenario
from assistant.practice.rehearsal.engine import Rehearsal, choices, place, say
from assistant.practice.rehearsal.hearing import LEAST_AHEAD, LEAST_LIKE, PLAIN, ByMeaning, Heard
from assistant.practice.rehearsal.script import Conversation
from assistant.practice.rehearsal.stance import resists


class Hears:
    """An ear that hears a reply that begins with the typed words; it isn't sure where they end in dots."""

    def hear(self, typed: str, replies: Sequence[Reply]) -> Heard | None:
        begins = typed.rstrip(".")
        place = next((n for n, reply in enumerate(replies) if reply.say.startswith(begins)), None)
        return None if place is None else Heard(place, plain=not typed.endswith("..."))


@dataclass
class Played:
    """A conversation with what it showed and kept."""

    scenario: Scenario
    shown: list[str] = field(default_factory=list)
    kept: list[Rehearsal] = field(default_factory=list)

    def play(self, *lines: str, begun: Rehearsal | None = None) -> Rehearsal:
        conversation = Conversation(self.scenario, Hears(), self.shown.append, self.kept.append)
        return conversation.run(begun or Rehearsal(scenario=self.scenario.id), iter(lines))

    @property
    def text(self) -> str:
        return " ".join("\n".join(self.shown).split())


@pytest.fixture
def played(scenarios: Mapping[str, Scenario]) -> Played:
    return Played(scenarios["board-member-cost"])


def number_of(scenario: Scenario, turn: str, way: str) -> str:
    at = scenario.turn(turn)
    assert at is not None
    return str([one for one, _ in choices(scenario, at)].index(way) + 1)


def test_numbers_lead_to_an_end(played: Played) -> None:
    scenario = played.scenario
    turns = ("opening", "whats-different", "what-did-it-do", "no-deal-yet")
    said = played.play(*(number_of(scenario, turn, "strong") for turn in turns))
    at = place(scenario, said)
    assert at.end is scenario.ends[0]
    assert at.end.says in played.text
    assert len(played.kept) == 4


def test_what_is_at_stake_comes_first_and_which_reply_is_which_never(played: Played) -> None:
    played.play()
    assert played.text.index(played.scenario.stake) < played.text.index(played.scenario.turns[0].says)
    assert not {"strong", "backfires", "weak"} & set(played.text.lower().split())


def test_own_words_are_heard_and_kept(played: Played) -> None:
    said = played.play("The closet is ours.")
    assert said.said[0].typed == "The closet is ours."
    turn = played.scenario.turns[0]
    assert f"(Taken as: “{turn.replies.strong.say}” If you meant something else, type `back`.)" in played.text


def test_what_is_not_plain_is_asked_back_and_counts_once_it_is_meant(played: Played) -> None:
    reply = played.scenario.turns[0].replies.strong
    assert played.play("The closet is ours...").said == ()
    assert f"(Did you mean: “{reply.say}” Type `yes`, or put it otherwise.)" in played.text
    said = played.play("The closet is ours...", "help", "Yes.")
    assert [(one.reply, one.typed) for one in said.said] == [("strong", "The closet is ours...")]
    said = played.play("The closet is ours...", "no", "yes")
    assert said.said == ()
    assert "Then put it otherwise, or choose:" in played.text
    said = played.play("The closet is ours...", "1")
    assert said.said[0].typed is None


@pytest.mark.parametrize("part", ["mended_on", "tried_on"])
def test_words_that_refuse_blame_or_mock_are_told_from_the_reply_that_they_resemble(
    scenarios: Mapping[str, Scenario], part: str
) -> None:
    data = yaml.safe_load((Path(__file__).parent / "data" / "stances.yaml").read_text(encoding="utf-8"))
    told: dict[str, list[bool]] = {"agree": [], "refuse": []}
    for name, groups in data[part].items():
        for group, lines in groups.items():
            for line in lines:
                turn = scenarios[name].turn(line["turn"])
                assert turn is not None, line
                told[group].append(resists(line["text"], turn.replies.strong.say))
    assert sum(told["refuse"]) / len(told["refuse"]) > 0.75
    assert sum(told["agree"]) / len(told["agree"]) < 0.25


@pytest.mark.parametrize(
    ("typed", "resisting"),
    [
        ("Can I see one of the folders?", False),
        ("I don't want to see your folders. They don’t matter.", True),
        ("Never.", True),
        ("Can I see one, if that makes you happy?", True),
        ("Kids lost them because of you, can I see one?", True),
    ],
)
def test_a_refusal_is_no_consent(scenarios: Mapping[str, Scenario], typed: str, resisting: bool) -> None:
    reply = scenarios["veteran-teacher"].turns[0].replies.strong
    assert resists(typed, reply.say) is resisting
    assert not resists(reply.say, reply.say)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("4", "There is no reply 4; type 1, 2 or 3"),
        ("0", "There is no reply 0"),
        ("-1", "There is no reply -1"),
        ("9" * 5000, "There is no reply 9999999999;"),
        ("", "Type the number of a reply"),
        ("  \t ", "Type the number of a reply"),
        ("?", "Type the number of a reply"),
        ("back", "there is nothing to take back"),
        ("Pass the sugar.", "That isn't near enough to a reply that this scenario knows."),
        ("\x00\ufffd", "That isn't near enough"),
    ],
)
def test_a_line_that_leads_nowhere_says_why_and_the_talk_goes_on(played: Played, line: str, answer: str) -> None:
    said = played.play(line, "1")
    assert answer in played.text
    assert len(said.said) == 1


def test_back_takes_back_a_turn_and_shows_it_again(played: Played) -> None:
    said = played.play("1", "back", "2.")
    assert len(said.said) == 1
    assert said.said[0].reply == choices(played.scenario, played.scenario.turns[0])[1][0]
    assert [len(kept.said) for kept in played.kept] == [1, 0, 1]


@pytest.mark.parametrize("lines", [("1",), ("1", "stop", "1"), ("1", "QUIT")])
def test_lines_that_run_out_and_stop_leave_what_was_said(played: Played, lines: tuple[str, ...]) -> None:
    said = played.play(*lines)
    assert len(said.said) == 1
    assert place(played.scenario, said).end is None


def test_a_rehearsal_goes_on_where_it_was_left(played: Played) -> None:
    begun = say(played.scenario, Rehearsal(scenario=played.scenario.id), "strong")
    said = played.play("1", begun=begun)
    assert len(said.said) == 2
    assert played.scenario.turns[0].replies.strong.reaction in played.text


def test_one_that_has_ended_shows_its_end_and_asks_for_nothing(played: Played) -> None:
    begun = Rehearsal(scenario=played.scenario.id)
    while place(played.scenario, begun).turn is not None:
        begun = say(played.scenario, begun, "weak")
    assert played.play("1", begun=begun) == begun
    assert played.scenario.ends[-1].says in played.text


@pytest.mark.parametrize(
    ("likeness", "heard"),
    [
        ((LEAST_LIKE + 0.01, 0.1, 0.0), Heard(0, plain=False)),
        ((0.1, PLAIN - 0.01, 0.0), Heard(1, plain=False)),
        ((0.1, PLAIN + 0.01, 0.0), Heard(1, plain=True)),
        ((LEAST_LIKE - 0.01, 0.1, 0.0), None),
        ((0.6, 0.6 - LEAST_AHEAD / 2, 0.0), None),
    ],
)
def test_the_nearest_reply_is_heard_where_it_is_near_and_ahead(
    played: Played, likeness: tuple[float, ...], heard: Heard | None
) -> None:
    replies = [reply for _, reply in choices(played.scenario, played.scenario.turns[0])]
    vectors: dict[str, npt.NDArray[np.float32]] = {"typed": np.array([1.0, 0.0], dtype=np.float32)}
    for reply, cosine in zip(replies, likeness, strict=True):
        vectors[reply.say] = np.array([cosine, (1 - cosine**2) ** 0.5], dtype=np.float32)
    assert ByMeaning(vectors.__getitem__).hear("typed", replies) == heard
    vectors["I won't."] = vectors["typed"]
    refused = ByMeaning(vectors.__getitem__).hear("I won't.", replies)
    assert (refused is None) == (heard is None)
    assert refused is None or not refused.plain


def test_the_paraphrases_that_the_likeness_was_chosen_on_are_of_turns_that_there_are(
    scenarios: Mapping[str, Scenario],
) -> None:
    data = yaml.safe_load((Path(__file__).parent / "data" / "paraphrases.yaml").read_text(encoding="utf-8"))
    assert not set(data["chosen_on"]) & set(data["tried_on"])
    assert {*data["chosen_on"], *data["tried_on"]} == set(scenarios)
    for part in data.values():
        for name, lines in part.items():
            for line in lines:
                assert scenarios[name].turn(line["turn"]) is not None, line
                assert line["means"] in {*WAYS, "none"}, line
