"""Made things: a workshop and a plan, made by the practice package and changed in the words of follow-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.answer import Act, QuestionKind
from assistant.answering.draft import Section, Statement, Step, suggested
from assistant.answering.shapes.asking_back import asked_back
from assistant.answering.shapes.material import Material, bullets, frameworks_say, lowered, practice, sentence, steps
from assistant.answering.shapes.thing import LONGEST_NAME, Sections, Thing
from assistant.errors import NotAnEditError, UsageError
from assistant.practice.plan.days import long_date, short_date
from assistant.practice.plan.editing import change
from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.model import Plan
from assistant.practice.plan.reading_edits import THERE_ARE, commands
from assistant.practice.plan.request import USUAL_DAYS, read_request
from assistant.practice.plan.window import span_of
from assistant.practice.subject import LIKELY, Subject
from assistant.practice.workshop.asking import asked_in
from assistant.practice.workshop.composing import compose
from assistant.practice.workshop.editing import edit
from assistant.practice.workshop.model import Workshop
from assistant.practice.workshop.request import Request
from assistant.practice.workshop.sheets import supply_in_words
from assistant.understanding.reading import CHANGING, MAKES, Made
from assistant.understanding.request import asks, names_plan, subject_of_session
from assistant.understanding.session import minutes_in

MOST_NEXT = 2
# Acts that may ask for a thing to be made.
MAKING: frozenset[Act] = frozenset({"ask", "aspect", "continue", "revise"})
FOLLOW_UPS: dict[QuestionKind, tuple[str, ...]] = {
    "workshop": ("Make it 45 minutes.", "Half of them are new teachers.", "Move it online."),
    "plan": ("We have no budget.", "Put it in a table with owners and dates.", "Move everything two weeks later."),
}


def changed(m: Material) -> Thing | None:
    """Return the workshop or plan of the turn before as this one changes it; None where its words are no change."""
    before = m.reading.follows.made if m.reading.follows else None
    if before is None or not (m.reading.act in CHANGING or _commands(m, before)):
        return None
    return _make(m, replace(before, changes=(*before.changes, m.reading.said)), again=False)


def made(m: Material) -> Thing | None:
    """Return the workshop or plan that a turn asks for, or the one before where a change isn't understood."""
    reading = m.reading
    before = reading.follows.made if reading.follows else None
    if before is not None and reading.act == "revise" and reading.kind == before.kind:
        return _make(m, replace(before, changes=(*before.changes, reading.said)), again=True)
    asked = reading.kind in MAKES and reading.act in MAKING and (before is None or before.kind != reading.kind)
    asked = asked and not (reading.kind == "plan" and asks(reading.english))
    if not asked:
        return None
    return asked_back(m, reading.kind) or _make(m, Made(kind=reading.kind, request=reading.said))


def _commands(m: Material, before: Made) -> bool:
    """Tell whether a turn asks for an edit of the plan under way in so many words: ``our AP leads it``."""
    return before.kind == "plan" and commands(m.reading.said, m.means.today)


def _make(m: Material, asked: Made, *, again: bool = False) -> Thing | None:
    """Make a thing with its changes.

    Args:
        m: The material.
        asked: What is asked for, this turn's words as the request or as the last change.
        again: Whether words that are no change give the thing as it was, with the changes there are; else nothing is
            made then.
    """
    make = _workshop if asked.kind == "workshop" else _plan
    sections = make(m, asked, again=again)
    return Thing(kind=asked.kind, sections=sections, follow_ups=FOLLOW_UPS[asked.kind]) if sections else None


def subject_of(m: Material, words: str) -> Subject:
    """Return what an answer's material comes to as the subject of a made thing."""
    topic = m.topic_in_english
    passages = {passage.id: passage for passage in m.means.passages if m.frameworks.knows(passage.id)}
    wanted = dict.fromkeys([*m.evidence.order, *topic.labels, *topic.cases])
    return Subject(
        words=words,
        topic=topic,
        beside=m.means.near(topic),
        identifiers=tuple(identifier for identifier in wanted if identifier in passages),
        passages=passages,
        frameworks=m.frameworks,
        read_as=None if m.evidence.named or m.means.certainty >= LIKELY else f"Read as “{topic.title}”.",
    )


def _changed(asked: Made, make_change: Callable[[str], Sequence[str]], *, again: bool) -> tuple[str, ...] | None:
    """Make changes in their order; return what the last one changed, or why it couldn't be made.

    None is returned where it is no change of the thing, unless that is to be said. An earlier change that can't be made
    any more is left out.
    """
    told: Sequence[str] = ()
    for n, words in enumerate(asked.changes):
        last = n == len(asked.changes) - 1
        try:
            told = make_change(words)
        except NotAnEditError:
            if last and not again:
                return None
            ways = f"{THERE_ARE}." if asked.kind == "plan" else " ".join(f"“{one}”" for one in FOLLOW_UPS[asked.kind])
            told = (f"I don't know that change, so it is as it was; ask for one like these: {ways}",)
        except UsageError as error:
            told = (f"It is as it was: {error}.",)
    return tuple(told)


def _workshop(m: Material, asked: Made, *, again: bool) -> Sections | None:
    """A workshop with its agenda and what to prepare; its times are computed."""
    subject = subject_of(m, _told_of(m, asked))
    if not m.means.kit.has("activities"):
        return None
    activities = m.means.kit.activities
    first = asked_in(asked.request, subject.words, minutes_in(asked.request))
    workshop = compose(first, subject, activities)
    made: list[str] = []

    def make_change(words: str) -> Sequence[str]:
        nonlocal workshop
        done = edit(workshop, words, subject, activities)
        workshop = done.workshop
        made.append(words)
        return done.changes

    told = _changed(asked, make_change, again=again)
    if told is None:
        return None
    request = workshop.request
    whom = request.audience or "people"
    blocks = len(workshop.activities)
    said = (
        f"{workshop.title}, for {request.people} {whom}{', online' if request.online else ''}: {blocks} blocks that "
        f"add up to {request.minutes} minutes, {workshop.span(0, request.minutes)}."
    )
    opening = m.suggestion(" ".join((*told[:1], said)))
    objectives = tuple(_cited(one.text, one.cites) for one in workshop.objectives)
    around = [*workshop.already, *([workshop.angle] if workshop.angle else []), *workshop.limits, *workshop.warnings]
    return [
        Section(key="opening", style="text", statements=(opening,)),
        plainly("changes", told[1:]),
        Section(key="objectives", style="bullets", statements=objectives),
        _agenda(workshop),
        plainly("prepare", _prepared(workshop)),
        plainly("mind", around),
        frameworks_say(m),
        practice(m),
        steps(m, most=MOST_NEXT, chosen=m.topic.next_steps),
        plainly("further", [_whole_workshop(first, made)]),
    ]


def _told_of(m: Material, asked: Made) -> str:
    """Return what a workshop is on in the words it was asked for in, or as the topic is called where they don't say."""
    bare = subject_of_session(asked.request)
    return m.topic_in_english.title if bare == asked.request else named(bare, m)


def named(words: str, m: Material) -> str:
    """Return what a subject is called: the asker's words, or the topic's title where they are too many for a name."""
    return words if len(words.split()) <= LONGEST_NAME else lowered(m.topic_in_english.title)


def _list(key: str, statements: Sequence[Statement]) -> Section | None:
    return Section(key=key, style="bullets", statements=tuple(statements)) if statements else None


def plainly(key: str, lines: Iterable[str]) -> Section | None:
    """Return lines that rest on nothing as a list, or None where there are none."""
    return _list(key, [_cited(line, ()) for line in lines])


def _cited(text: str, cites: Sequence[str]) -> Statement:
    return suggested(sentence(text), *cites)


def _agenda(workshop: Workshop) -> Section:
    """Return the blocks as a table: when, what, why, with whom, and what comes of it."""
    cells: list[Statement] = []
    for block in workshop.blocks:
        title = f"{block.number}. {block.title}" if block.number else block.title
        comes = " ".join(one.text for one in block.output)
        row = (title, block.purpose or "A pause", block.grouping or "everybody", comes or "–")
        cells += [suggested(text, *(block.serves if n == 0 else ())) for n, text in enumerate(row)]
    return Section(
        key="agenda",
        style="table",
        columns=("Time", "Block", "What for", "With whom", "What comes of it"),
        names=tuple(workshop.span(block.starts, block.minutes) for block in workshop.blocks),
        statements=tuple(cells),
    )


def _prepared(workshop: Workshop) -> Iterator[str]:
    for block in workshop.activities:
        if block.supplies:
            yield f"For block {block.number}: {'; '.join(map(supply_in_words, block.supplies))}"


def _whole_workshop(request: Request, made: Iterable[str]) -> str:
    """Return the command that makes the same workshop as a file: as it was asked for, then each change made."""
    options = f"--people {request.people} --minutes {request.minutes}"
    options += f' --audience "{request.audience}"' if request.audience else ""
    options += " --online" if request.online else ""
    return (
        "Each block step by step with the facilitator's words, the participants' sheet, the handouts and the slides "
        f'come with: coach workshop "{request.subject}" {options}{_as_options(made)} --out workshop.docx (or .pptx)'
    )


def _as_options(made: Iterable[str]) -> str:
    """Return changes as options of a command."""
    return "".join(f' --change "{words.replace(chr(34), chr(39)).strip()}"' for words in made)


def _plan(m: Material, asked: Made, *, again: bool) -> Sections | None:
    """A plan in phases with owners and dates; changed as follow-ups ask."""
    if not m.means.kit.has("plans"):
        return None
    things = m.means.kit.things
    request = read_request(asked.request, things)
    if not names_plan(asked.request) or (m.reading.follows and asked.request != m.reading.follows.subject):
        request = replace(request, subject=lowered(m.topic_in_english.title))
    request = replace(request, subject=named(request.subject, m))
    subject = subject_of(m, request.subject)
    span = span_of(request.window, request.days, USUAL_DAYS, m.means.today)
    plan = first = plan_from_request(subject, request, things, start=span.start, days=span.days, when=span.said)
    made: list[str] = []

    def make_change(words: str) -> Sequence[str]:
        nonlocal plan
        plan = change(plan, words, things, on=m.means.today)
        made.append(words)
        return plan.changes[-1].said

    told = _changed(asked, make_change, again=again)
    if told is None:
        return None
    said = (
        f"{sentence(plan.title)} It runs from {long_date(plan.start)} to {long_date(plan.end)} in {len(plan.phases)} "
        f"phases with {len(plan.live)} steps, and is led by the {plan.leads}."
    )
    opening = m.suggestion(" ".join((*told[:1], said) if asked.changes else (said, plan.goal)))
    left = [_cited(f"{one.text} ({one.because})", (one.indicator,)) for one in plan.left_out]
    return [
        Section(key="opening", style="text", statements=(opening,)),
        plainly("changes", told[1:]),
        _steps_of(plan),
        bullets(m, "reviews", [*_reviews(plan)]),
        _list("left-out", left),
        _list("mind", [*(_cited(text, ()) for text in plan.remarks), *(m.suggestion(text) for text in plan.risks)]),
        frameworks_say(m),
        practice(m),
        Section(key="steps", style="steps", steps=tuple(_first_steps(plan))),
        plainly("further", [_whole_plan(first, made)]),
    ]


def _steps_of(plan: Plan) -> Section:
    """Return the steps as a table: the phase, what, who, by when, and what shows that it is done."""
    phase = {step.id: n for n, one in enumerate(plan.phases, 1) for step in plan.steps_of(one)}
    cells: list[Statement] = []
    for step in plan.live:
        what = step.told(plan.topic) + (f" Note: {step.notes}" if step.notes else "")
        done = step.done if step.status in ("not started", "under way") else f"{step.status}: {step.done}"
        cells.append(suggested(what, step.indicator))
        cells += [
            suggested(text)
            for text in (step.owner, str(phase[step.id]), f"{short_date(step.start)} to {short_date(step.due)}", done)
        ]
    return Section(
        key="step-table",
        style="table",
        columns=("No.", "Step", "Owner", "Phase", "From and due", "Done when"),
        names=tuple(str(step.number) for step in plan.live),
        statements=tuple(cells),
    )


def _first_steps(plan: Plan) -> Iterator[Step]:
    for step in plan.live[:MOST_NEXT]:
        yield Step(
            do=step.text,
            who=step.owner,
            when=step.when,
            done=sentence(step.done),
            competencies=step.competencies,
            cites=(step.indicator,),
        )


def _reviews(plan: Plan) -> Iterator[str]:
    for n, phase in enumerate(plan.phases, 1):
        look = f" Look for this: {' '.join(phase.review.looks_at)}" if phase.review.looks_at else ""
        yield f"Phase {n}, {phase.name}: review on {long_date(phase.review.on)} by the {phase.review.by}.{look}"


def _whole_plan(first: Plan, made: Iterable[str]) -> str:
    """Return the command that makes the same plan as a file: as it was asked for, then each change made."""
    return (
        "To keep it, tick it off and put it into a calendar: "
        f'coach plan "{first.days}-day plan for {first.subject}" --start {first.start.isoformat()}{_as_options(made)} '
        "--out plan.docx (or .ics, .csv, .md, .json)"
    )
