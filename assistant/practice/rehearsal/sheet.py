"""A debrief on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assistant.answer import Passage
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.rehearsals import MEASURES
from assistant.practice.rehearsal.debrief import Debrief, Practiced
from assistant.practice.rehearsal.engine import Moment
from assistant.practice.sheet import Block, Bullets, Cell, Heading, Line, Paragraph, Sheet, Table, line
from assistant.rendering.markdown import WHEN_WORDS

FOOTER = "A practice conversation; the people in it are invented"
_LONGEST_CELL = 90
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_QUOTED = re.compile(r"(?<!\w)'([^']+(?:'\w[^']*)*)'(?!\w)")


def sheet(told: Debrief, frameworks: Frameworks, passages: Mapping[str, Passage]) -> Sheet:
    """Return a debrief as a sheet."""
    scenario = told.scenario
    return Sheet(
        title=f"Debrief: {scenario.title}",
        subtitle=f"A rehearsal with {scenario.they.name}",
        blocks=(
            *_how_it_ended(told),
            *_words(told),
            *_worth_trying(told),
            *_practiced(told, frameworks),
            *_next_steps(told, frameworks),
            *_conversation(told),
        ),
        passages=passages,
        footer=FOOTER,
    )


def _how_it_ended(told: Debrief) -> Iterable[Block]:
    place, scenario = told.place, told.scenario
    yield Paragraph((line(f"You were {scenario.you}"), line(f"You wanted: {scenario.want}")))
    if place.end is None:
        yield Heading("You stopped before the end")
        turns = len(place.moments)
        yield Paragraph((line(f"You had answered {turns} {'turn' if turns == 1 else 'turns'}; this is how it stood."),))
    else:
        yield Heading(f"How it ended: {place.end.title}")
        yield Paragraph((line(place.end.says),))
        yield Paragraph((line(place.end.means),))
    if place.moments:
        yield Table(
            columns=("Turn", "You said", *(name.capitalize() for name in MEASURES)),
            rows=tuple(_moved(n, moment) for n, moment in enumerate(place.moments, 1)),
            widths=(0.08, 0.56, 0.11, 0.11, 0.14),
        )
        yield Paragraph(
            (
                line(
                    "Trust is how far the other person believes you; facts, how much of what is known is on the table;"
                ),
                line("commitment, how much the two of you have agreed on. Each begins at 0."),
            )
        )


def _moved(n: int, moment: Moment) -> tuple[Cell, ...]:
    return (str(n), _short(moment.words), *(_change(moment, name) for name in MEASURES))


def _change(moment: Moment, name: str) -> str:
    before, after = (getattr(standing, name) for standing in (moment.before, moment.after))
    return f"{after} ({after - before:+d})" if after != before else str(after)


def _short(words: str) -> str:
    return f"“{words}”" if len(words) <= _LONGEST_CELL else f"“{words[:_LONGEST_CELL].rsplit(' ', 1)[0]} …”"


def _words(told: Debrief) -> Iterable[Block]:
    yield Heading("What you said well")
    if told.well:
        yield Bullets(tuple(_quoted(moment) for moment in told.well))
    else:
        yield Paragraph((line("No reply of yours moved the conversation forward this time; below is one that would."),))
    yield Heading("What cost trust")
    if told.cost:
        yield Bullets(tuple(_quoted(moment) for moment in told.cost))
    else:
        yield Paragraph((line("Nothing that you said cost you trust."),))
    if told.unused:
        yield Heading("What left an opening unused")
        yield Bullets(tuple(_quoted(moment) for moment in told.unused))


def _quoted(moment: Moment) -> Line:
    if not moment.typed:
        return line(f"“{moment.words}” {moment.reply.why}", moment.reply.serves)
    why = of_typed(moment.reply.why, moment.words)
    said = f"“{moment.words}” Taken as: “{moment.reply.say}”"
    return line(f"{said} Of that reply: {why}" if why else said, moment.reply.serves)


def of_typed(why: str, words: str) -> str:
    """Return a note on a reply without the sentences that quote from it what typed words don't hold."""
    held = words.lower().replace("’", "'")
    kept = [
        sentence
        for sentence in _SENTENCE.split(why)
        if all(quoted.lower().strip(" .,") in held for quoted in _QUOTED.findall(sentence))
    ]
    return " ".join(kept)


def _worth_trying(told: Debrief) -> Iterable[Block]:
    other, name = told.worth_trying, told.scenario.they.name
    yield Heading("Another reply worth trying")
    yield Paragraph((line(f"When {name} says: “{other.heard}”"),))
    yield Paragraph((line(f"“{other.say}”", other.serves), line(other.why)))
    said = (
        f"You said: “{other.instead_of}”" if other.instead_of else "You chose well throughout; this is another way in."
    )
    yield Paragraph((line(said),))


def _practiced(told: Debrief, frameworks: Frameworks) -> Iterable[Block]:
    if told.practiced:
        yield Heading("What you practiced")
        yield Table(
            columns=("Indicator", "What it asks for", "Competency", "Turn"),
            rows=tuple(_row(one, frameworks) for one in told.practiced),
            widths=(0.28, 0.38, 0.24, 0.10),
        )
        yield Paragraph((line("That a reply practices an indicator is our reading, not the framework's."),))


def _row(one: Practiced, frameworks: Frameworks) -> tuple[Cell, ...]:
    brief = getattr(frameworks.entries[one.identifier], "brief", None)
    asks: Cell = (
        line(f"It {brief}.", one.identifier, kind="framework") if brief else "The framework gives only its name."
    )
    return (
        frameworks.title(one.identifier) if brief else line(frameworks.title(one.identifier), one.identifier),
        asks,
        "; ".join(frameworks.competency_names[builds] for builds in one.competencies),
        ", ".join(str(turn) for turn in one.turns),
    )


def _next_steps(told: Debrief, frameworks: Frameworks) -> Iterable[Block]:
    yield Heading("Two next steps")
    yield Paragraph((line(f"From “{told.topic.title}”, for the days when nobody is rehearsing:"),))
    yield Bullets(
        tuple(
            line(
                f"{step.do} Who: {step.who}. When: {WHEN_WORDS[step.when]}. Done when: {step.done} "
                f"Builds: {', '.join(frameworks.competency_names[builds] for builds in step.builds)}.",
                step.serves,
            )
            for step in told.steps
        ),
        mark="number",
    )


def _conversation(told: Debrief) -> Iterable[Block]:
    place, scenario = told.place, told.scenario
    if not place.moments:
        return
    yield Heading("The conversation")
    yield Paragraph((line(scenario.where),))
    before = ""
    for moment in place.moments:
        yield Paragraph((line(f"{scenario.they.name}: {before}{moment.heard}"),))
        taken = f" (taken as: “{moment.reply.say}”)" if moment.typed else ""
        yield Paragraph((line(f"You: {moment.words}{taken}"),))
        before = f"{moment.reply.reaction} "
    yield Paragraph((line(f"{scenario.they.name}: {before}{place.heard if place.turn else ''}".rstrip()),))
