"""What people can do afterwards, each tied to an indicator and to the blocks that work on it; coverage and holes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.knowledge.corpus.activities import Activity, Stage
from assistant.knowledge.corpus.frameworks import Case
from assistant.practice.workshop.choosing import EXIT, WELCOME, Pick
from assistant.practice.workshop.grouping import in_words
from assistant.practice.workshop.model import Block, Objective, Said
from assistant.practice.workshop.parts import Parts, fill, sentence
from assistant.practice.workshop.request import Request

MOST = 5
_Worded = tuple[str, tuple[str, ...]]


def objectives_of(request: Request, parts: Parts, picks: Sequence[Pick]) -> tuple[Objective, ...]:
    """Return the objectives that an agenda works on: one for each stage that it has, and what people leave with."""
    found: list[Objective] = []
    chosen = [pick.activity for pick in picks if pick.activity.id != WELCOME]
    for stage, worded in _WORDED.items():
        working = [one for one in chosen if one.stage == stage and one.id != EXIT]
        if stage == "commit":
            working += [one for one in chosen if one.id == EXIT]
        if working:
            text, cites = worded(working, parts)
            found.append(Objective(id=stage, text=text, cites=cites, blocks=tuple(one.id for one in working)))
    if request.leave_with:
        late = [one.id for one in chosen if one.stage in ("practice", "decide", "commit") or one.id == EXIT]
        if late:
            text = f"Hold in hand what this time was for: {request.leave_with.rstrip('.')}."
            found[MOST - 1 :] = [
                Objective(id="leave-with", text=text, cites=parts.leading[:1], blocks=tuple(late)),
            ]
    if not found:
        text = f"Say in one sentence what this asks of your own work: {parts.named}."
        blocks = tuple(pick.activity.id for pick in picks)
        found.append(Objective(id="say", text=text, cites=parts.leading[:1], blocks=blocks))
    return tuple(found)


def _uses(working: Sequence[Activity]) -> set[str]:
    return {part for one in working for part in one.uses}


def _product(verb: str, working: Sequence[Activity], parts: Parts) -> str:
    """Return an objective that names what a group has in hand after the first of these activities."""
    text = " ".join(
        one.text
        for one in fill(working[0].output, {**parts.values(working[0]), **_ANY, "subject": Said(text=parts.named)})
    )
    return f"{verb}, on {parts.named}: {text[0].lower()}{text[1:]}"


_ANY = {"group": Said(text="its group"), "minutes": Said(text="a few")}


def _learn(working: Sequence[Activity], parts: Parts) -> _Worded:
    if _uses(working) & {"what", "gist", "why"}:
        text = f"Explain to a colleague in a minute what this is and why it matters here: {parts.named}."
    elif any(parts.names_indicator(one) for one in working):
        label = next(found for one in working if (found := parts.names_indicator(one)))
        title = parts.subject.frameworks.title(label)
        return f"Say in plain words what {title} asks for, with one sight that fits it.", (label,)
    else:
        text = f"Tell what others in the room know and have seen, and what that means here: {parts.named}."
    return text, parts.leading[:1]


def _examine(working: Sequence[Activity], parts: Parts) -> _Worded:
    uses, lead = _uses(working), parts.leading[:1]
    if "look_for" in uses:
        signs, first = in_words(min(3, len(parts.topic.look_for))), sentence(parts.topic.look_for[0])
        return f"Judge where we stand on {signs} signs, with something seen behind each; the first: “{first}”", lead
    label = next((found for one in working if (found := parts.names_indicator(one))), None)
    if label is not None:
        title = parts.subject.frameworks.title(label)
        return f"Lay beside the evidence that {title} asks for what we can show today, and name the gaps.", (label,)
    case = next((found for one in working if (found := parts.case_of(one))), None)
    if case is None and "case" in uses:
        case = parts.case
    if case is not None:
        entry = parts.subject.frameworks.entries[case]
        assert isinstance(entry, Case)
        return f"Name one thing to borrow from {entry.name}, and what would have to be different here.", lead
    if "who" in uses:
        return f"Name who is affected, who decides and who hasn't been asked yet: {parts.named}.", lead
    return _product("Establish", working, parts), lead


def _practice(working: Sequence[Activity], parts: Parts) -> _Worded:
    uses, lead = _uses(working), parts.leading[:1]
    step = parts.steps[0]
    if "next_steps" in uses:
        return f"Begin one of the next steps here and now, such as this: “{sentence(step.do)}”", (step.serves,)
    if "pitfalls" in uses:
        return f"Work out what to do when this runs into trouble that others had: {parts.named}.", lead
    if "why" in uses:
        return f"Make the case in a minute to somebody who isn't convinced: {parts.named}.", lead
    return _product("Produce", working, parts), lead


def _decide(working: Sequence[Activity], parts: Parts) -> _Worded:
    uses, step = _uses(working), parts.steps[0]
    if "next_steps" in uses:
        text = f"Choose which next step comes first and say what the choice depends on; one is: “{sentence(step.do)}”"
        return text, (step.serves,)
    if "pitfalls" in uses:
        text = f"Name two ways in which this may fail here, and who would see the first sign: {parts.named}."
        return text, parts.leading[:1]
    return _product("Settle", working, parts), parts.leading[:1]


def _commit(working: Sequence[Activity], parts: Parts) -> _Worded:
    step = parts.steps[0]
    text = f"Commit to a first move, with a day and something to show for it, toward this: “{sentence(step.do)}”"
    return text, (step.serves,)


_WORDED: Mapping[Stage, Callable[[Sequence[Activity], Parts], _Worded]] = {
    "learn": _learn,
    "examine": _examine,
    "practice": _practice,
    "decide": _decide,
    "commit": _commit,
}


def serves(parts: Parts, activity: Activity) -> tuple[str, ...]:
    """Return what a block serves: the indicator that its words are of, those of its steps, else the leading one."""
    found = [label for label in [parts.names_indicator(activity)] if label]
    taken = [slot for slot in activity.slots if slot.startswith("step_")]
    found += [step.serves for step in parts.steps[: max((int(slot[-1]) for slot in taken), default=0)]]
    if activity.id == EXIT:
        found = [step.serves for step in parts.steps]
    return tuple(dict.fromkeys(found or parts.leading[:1]))


def holes_of(parts: Parts, objectives: Sequence[Objective], blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return what no block works on: objectives, and indicators that lead the topic."""
    there = {block.id for block in blocks}
    served = {label for block in blocks for label in block.serves}
    uncovered = [f"No block works on the objective “{one.text}”" for one in objectives if not there & set(one.blocks)]
    missed = [parts.subject.frameworks.title(label) for label in parts.leading if label not in served]
    if missed:
        it = "it belongs" if len(missed) == 1 else "they belong"
        uncovered.append(
            f"Not worked on here, though {it} to the subject: {'; '.join(missed)}. Keep that for next time."
        )
    return tuple(uncovered)
