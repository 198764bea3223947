"""An interview on where a school stands as parts of an answer: an item with its levels, what was noted, the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.draft import Section, Statement, Step, suggested
from assistant.practice.assessment.form import counted, joined
from assistant.practice.assessment.interview import Turn
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import LEVELS, Item
from assistant.practice.assessment.moves import Chosen, gaps, moves, strengths
from assistant.practice.assessment.scores import (
    Results,
    level_name,
    nearest_level,
    plain,
    results,
    shown,
    values_of,
)
from assistant.rendering.phrasing import capital

MOST_NAMED, MOST_EVIDENCE = 5, 6
GO_ON = "Continue the interview."
PAGE = "/practice/assessment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an interview is over.

    Attributes:
        about: What it is on, inside a sentence.
        command: The words by which the command line makes the whole of it.
        items: Its items.
        ground: What they are made of.
        notes: What to know before: how the subject was read where that isn't certain, and in which language it asks.
    """

    about: str
    command: str
    items: tuple[Item, ...]
    ground: Ground
    notes: tuple[str, ...] = ()

    def item_at(self, turn: Turn) -> Item | None:
        """Return the item that an interview is at; None where it is at none."""
        interview = turn.assessment.interview
        return next((one for one in self.items if interview is not None and one.id == interview.at), None)


def beginning(asked: Asked) -> list[Section]:
    """Return what is said before the first item: how many, of what, and how to answer."""
    of = joined(list(dict.fromkeys(asked.ground.framework_of(item.id) for item in asked.items)))
    scales = {item.scale for item in asked.items}
    levels = "one of the four levels below each" if len(scales) > 1 else f"a level ({', '.join(scales.pop())})"
    said = (
        f"Let's see where you stand on {asked.about}: {counted(len(asked.items), 'question')}, one at a time ({of}). "
        f"Answer with {levels} or its number, 1 to 4; what it rests on may follow. Say “skip”, “back” or “stop” at any "
        f"time; “continue the interview” takes it up again."
    )
    return [_text("interview", said)]


def item_asked(turn: Turn, asked: Asked) -> list[Section]:
    """Return the item that an interview asks: what the framework says of it, the evidence, and the four levels."""
    item = _at(turn, asked)
    number = turn.assessment.items.index(item.id) + 1
    ahead = f"Question {number} of {len(asked.items)}"
    if item.practice is not None:
        told = [suggested(f"{ahead}, from our advice: {item.practice}", item.cites)]
    else:
        text = item.asks or item.silent or "The framework gives only its name."
        told = [
            suggested(f"{ahead}: {item.name.rstrip('.')}.", item.cites),
            Statement(text=text, kind="framework", cites=(item.id,)),
        ]
    said = [Section(key="item", style="text", statements=tuple(told), together=True)]
    if item.evidence:
        rows = [Statement(text=f"{capital(one)}", kind="framework", cites=(item.id,)) for one in item.evidence]
        said.append(Section(key="evidence", style="bullets", statements=tuple(rows[:MOST_EVIDENCE])))
    elif item.look_for:
        said.append(Section(key="check", style="bullets", statements=tuple(suggested(one) for one in item.look_for)))
    levels = [
        suggested(f"{capital(name)} ({n}): {text}")
        for n, name, text in zip(LEVELS, item.scale, item.levels, strict=True)
    ]
    said.append(Section(key="levels", style="bullets", statements=tuple(levels)))
    return said


def heard(before: Turn, turn: Turn, asked: Asked) -> list[Section]:
    """Return what was understood of a reply: the level noted and its words, what was skipped, or what is asked back."""
    item = asked.item_at(before)
    cites = [item.cites] if item is not None else []
    if item is not None and before.state == "asking":
        earlier, answer = before.assessment.person.by_item.get(item.id), turn.assessment.person.by_item.get(item.id)
        if answer is not None and answer.level and answer != earlier:
            words = f", with your words: “{answer.note}”" if answer.note else ""
            return [_text("noted", f"Noted: {item.scale[answer.level - 1]}{words}.")]
    said = turn.said.split("\n\n", 1)[0]
    if "**" in said or turn.state != "asking":
        return []
    return [Section(key="noted", style="text", statements=(suggested(said, *cites),))]


def result(turn: Turn, asked: Asked) -> list[Section]:
    """Return what an interview came to: the score with its arithmetic, strengths, gaps, and what would lift it most."""
    values = values_of(turn.assessment)
    found = results(asked.items, values, asked.ground.frameworks)
    ended = turn.state == "over"
    of = len(asked.items)
    stopped = (
        "That was the last question."
        if ended
        else f"Stopped: {len(values)} of {of} {'is' if len(values) == 1 else 'are'} rated."
    )
    on = "" if ended else "Say “continue the interview” to go on where you stopped."
    if found.overall.mean is None:
        said = f"{stopped} Nothing is rated, so there is nothing to sum up. {on}".strip()
        return [Section(key="standing", style="text", statements=(suggested(said, asked.items[0].cites),))]
    chosen = moves(asked.items, found, asked.ground)
    level = level_name(found.overall.level, asked.items[0].scale)
    left = f" {of - len(values)} of {of} are not rated and count neither way." if len(values) < of and ended else ""
    score = (
        f"On {asked.about} you put yourselves at {shown(found.overall.mean)} on a scale of 1 to 4, nearest “{level}” "
        f"({found.overall.arithmetic()}).{left} It is your own view of {counted(len(values), 'item')}."
    )
    if not chosen.moves:
        score += " Nothing of it stands below level 3."
    cites = [item.cites for item in asked.items if item.id in values]
    standing = Section(
        key="standing", style="text", statements=(suggested(" ".join((stopped, score, on)).strip(), *cites),)
    )
    strong = _named("strengths", strengths(asked.items, found), found)
    return [standing, *strong, *_named("gaps", gaps(asked.items, found), found), *_lifting(chosen), _whole(asked)]


def levels_offered(turn: Turn, asked: Asked) -> tuple[str, ...]:
    """Return the replies that are offered: the four levels; before them a yes, where a level is read back."""
    interview = turn.assessment.interview
    first = ("Yes",) if interview is not None and interview.proposed is not None else ()
    return (*first, *map(capital, _at(turn, asked).scale))


def _lifting(chosen: Chosen) -> Iterator[Section]:
    if not chosen.moves:
        return
    steps = tuple(
        Step(
            do=move.step.do,
            who=move.step.who,
            when=move.step.when,
            done=f"{capital(move.step.done.rstrip('.'))}.",
            competencies=move.step.builds,
            cites=(move.step.serves,),
        )
        for move in chosen.moves
    )
    yield Section(key="steps", style="steps", steps=steps)
    reasons = [
        suggested(f"Step {n}, for “{move.item.name}”: {move.reason}", move.step.serves, move.item.cites)
        for n, move in enumerate(chosen.moves, 1)
    ]
    yield Section(key="lift", style="bullets", statements=tuple(reasons))


def _named(key: str, items: Sequence[Item], found: Results) -> Iterator[Section]:
    if not items:
        return
    said = [
        suggested(
            f"{item.name.rstrip('.')}: {plain(found.values[item.id])}, "
            f"{item.scale[nearest_level(found.values[item.id]) - 1]}.",
            item.cites,
        )
        for item in items[:MOST_NAMED]
    ]
    if len(items) > MOST_NAMED:
        said.append(suggested(f"And {len(items) - MOST_NAMED} more."))
    yield Section(key=key, style="bullets", statements=tuple(said))


def _whole(asked: Asked) -> Section:
    said = (
        f"All items, with notes, pictures and a 90-day plan from the result: coach assess {asked.command} --ask --out "
        f"report.docx, or the page {PAGE}."
    )
    return _text("further", said, style_bullets=True)


def _at(turn: Turn, asked: Asked) -> Item:
    item = asked.item_at(turn)
    assert item is not None, "an interview that asks is at an item"
    return item


def _text(key: str, *texts: str, style_bullets: bool = False) -> Section:
    said = tuple(suggested(text) for text in texts)
    return Section(key=key, style="bullets" if style_bullets else "text", statements=said)
