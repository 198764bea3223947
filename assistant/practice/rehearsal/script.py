"""A rehearsal line by line: what is shown, what is read, and the few words that steer it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.knowledge.corpus.rehearsals import Scenario, Turn, Way
from assistant.practice.rehearsal.engine import Place, Rehearsal, back, choices, most_left, place, say
from assistant.practice.rehearsal.hearing import Ear

WIDTH = 92
LONGEST_TYPED = 2_000
_YES, _NO = frozenset({"yes", "y", "yes i did", "i did", "right"}), frozenset({"no", "n", "not that", "no i didn't"})
HELP = (
    "Type the number of a reply, or what you would say in your own words. `back` takes back a turn, `stop` ends here."
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A scenario played over lines in and lines out.

    Attributes:
        ear: Hears which reply typed words come to.
        show: Shows a text; it ends with a line break.
        keep: Keeps the rehearsal after every reply and step back.
    """

    scenario: Scenario
    ear: Ear
    show: Callable[[str], None]
    keep: Callable[[Rehearsal], None]

    def run(self, rehearsal: Rehearsal, lines: Iterator[str]) -> Rehearsal:
        """Play on until an end is reached, ``stop`` is typed, or the lines run out; return what was said till then.

        Raises:
            UsageError: The rehearsal is not of this scenario as it is now.
        """
        at = place(self.scenario, rehearsal)
        self._introduce(at)
        self._show_place(at, before=at.moments[-1].reply.reaction if at.moments else "")
        asked: tuple[Way, str] | None = None
        while at.turn is not None:
            typed = next(lines, "stop").strip()[:LONGEST_TYPED]
            if typed.casefold() in {"stop", "quit", "exit"}:
                break
            if asked is not None and typed.casefold().rstrip(".!") in _YES:
                went: Rehearsal | None = say(self.scenario, rehearsal, *asked)
            else:
                went, asked = self._answered(rehearsal, at, at.turn, typed, asked)
            if went is not None:
                rehearsal, asked = went, None
                self.keep(rehearsal)
                gone_on = len(rehearsal.said) > len(at.moments)
                at = place(self.scenario, rehearsal)
                self._show_place(at, before=at.moments[-1].reply.reaction if gone_on else "")
        return rehearsal

    def _answered(
        self, rehearsal: Rehearsal, at: Place, turn: Turn, typed: str, asked: tuple[Way, str] | None
    ) -> tuple[Rehearsal | None, tuple[Way, str] | None]:
        """Return the rehearsal after a line, or None where it led nowhere; and what was asked back."""
        word = typed.casefold()
        if word in {"", "?", "help"}:
            self.show(f"{HELP}\n")
            return None, asked
        if word in {"back", "undo"}:
            self.show("Back one turn.\n" if at.moments else "This is the beginning; there is nothing to take back.\n")
            return (back(rehearsal) if at.moments else None), None
        if asked is not None and word.rstrip(".!") in _NO:
            self.show("Then put it otherwise, or choose:\n")
            self._show_choices(turn)
            return None, None
        number = typed.rstrip(".)")
        if number.lstrip("-").isdecimal():
            return self._chosen(rehearsal, turn, number), None
        return self._typed(rehearsal, turn, typed)

    def _chosen(self, rehearsal: Rehearsal, turn: Turn, number: str) -> Rehearsal | None:
        shown = {str(n): choice for n, choice in enumerate(choices(self.scenario, turn), 1)}
        if number not in shown:
            self.show(f"There is no reply {number[:10]}; type 1, 2 or 3, or your own words.\n")
            return None
        way, reply = shown[number]
        self._spoken("You", reply.say)
        return say(self.scenario, rehearsal, way)

    def _typed(self, rehearsal: Rehearsal, turn: Turn, typed: str) -> tuple[Rehearsal | None, tuple[Way, str] | None]:
        shown = choices(self.scenario, turn)
        heard = self.ear.hear(typed, [reply for _, reply in shown])
        if heard is None:
            self.show("That isn't near enough to a reply that this scenario knows. Put it otherwise, or choose:\n")
            self._show_choices(turn)
            return None, None
        way, reply = shown[heard.place]
        if not heard.plain:
            self.show(_wrapped(f"(Did you mean: “{reply.say}” Type `yes`, or put it otherwise.)") + "\n")
            return None, (way, typed)
        self.show(_wrapped(f"(Taken as: “{reply.say}” If you meant something else, type `back`.)") + "\n")
        return say(self.scenario, rehearsal, way, typed), None

    def _introduce(self, at: Place) -> None:
        scenario = self.scenario
        self.show(f"{scenario.title}\n{'=' * len(scenario.title)}\n")
        for label, text in (
            ("You", f"You are {scenario.you}"),
            (scenario.they.name, f"{scenario.they.name} is {scenario.they.who}"),
            ("Where", scenario.where),
            ("At stake", scenario.stake),
            ("You want", scenario.want),
        ):
            self._spoken(label, text)
        self.show(f"{HELP}\n")
        before = ""
        for moment in at.moments:
            self._spoken(scenario.they.name, f"{before} {moment.heard}".strip())
            self._spoken("You", moment.words)
            before = moment.reply.reaction

    def _show_place(self, at: Place, before: str) -> None:
        """Show what the other person says: to the last reply, and then what comes next."""
        name = self.scenario.they.name
        if at.turn is None:
            self._spoken(name, before)
            self.show(f"{_wrapped(at.heard)}\n")
            return
        self._spoken(name, f"{before} {at.heard}".strip())
        self._show_choices(at.turn)
        left = most_left(self.scenario, at)
        self.show(f"({'The last turn' if left == 1 else f'At most {left} turns to go'}.)\n")

    def _show_choices(self, turn: Turn) -> None:
        for n, (_, reply) in enumerate(choices(self.scenario, turn), 1):
            self.show(_wrapped(f"“{reply.say}”", first=f"  {n}. ", then="     "))
        self.show("")

    def _spoken(self, who: str, words: str) -> None:
        self.show(_wrapped(words, first=f"{who}: ", then="    ") + "\n")


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=then, break_on_hyphens=False)
