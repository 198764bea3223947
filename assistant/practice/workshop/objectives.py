"""What people can do afterwards, each tied to an indicator and to the blocks that work on it; coverage and holes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.knowledge.corpus.activities import Activity, Stage
from assistant.practice.workshop.choosing import EXIT, WELCOME, Pick
from assistant.practice.workshop.model import Block, Objective, Said
from assistant.practice.workshop.parts import WHAT_WE_MADE, Parts, fill, sentence
from assistant.practice.workshop.request import Request

MOST = 5
_LEAVING: Mapping[Stage, int] = {"practice": 0, "learn": 1, "commit": 2, "decide": 3, "examine": 4}


def objectives_of(request: Request, parts: Parts, picks: Sequence[Pick]) -> tuple[Objective, ...]:
    """Return the objectives that an agenda works on, in its order, and what people leave with; at most five."""
    chosen = [pick.activity for pick in picks if pick.activity.id != WELCOME]
    found = [one for activity in chosen if (one := _of(activity, parts)) is not None]
    stage = {one.id: one.stage for one in chosen}
    ranked = sorted(found, key=lambda one: _LEAVING.get(stage[one.blocks[0]], MOST))
    kept = [one for one in found if one in ranked[: MOST - bool(request.leave_with)]]
    if not any(stage[one.blocks[0]] == "commit" for one in kept) and any(one.id == EXIT for one in chosen):
        cites = _cited(parts, parts.first_steps(WHAT_WE_MADE)[0].cites)
        text = "Take away a first step of your own, with a day and something to show for it."
        kept = [
            *kept[: MOST - 1 - bool(request.leave_with)],
            Objective(id="commit", text=text, cites=cites, blocks=(EXIT,)),
        ]
    if request.leave_with:
        late = [one.id for one in chosen if one.stage in ("practice", "decide", "commit") or one.id == EXIT]
        if late:
            text = f"Leave with this: {request.leave_with.rstrip('.')}."
            kept.append(Objective(id="leave-with", text=text, cites=parts.leading[:1], blocks=tuple(late)))
    if not kept:
        text = "Say in one sentence what this asks of your own work."
        blocks = tuple(pick.activity.id for pick in picks)
        kept.append(Objective(id="say", text=text, cites=parts.leading[:1], blocks=blocks))
    return tuple(kept)


def _of(activity: Activity, parts: Parts) -> Objective | None:
    """Return an activity's objective; of one for which none is written, what comes of it; None of an opening or end."""
    if activity.stage in ("open", "close"):
        return None
    values = {
        **parts.values(activity),
        **_ANY,
        "subject": Said(text=parts.asked),
        "name": Said(text=parts.named),
        "theme": Said(text=parts.theme),
    }
    if activity.goal:
        text = " ".join(one.text for one in fill(activity.goal, values))
    else:
        output = " ".join(one.text for one in fill(activity.output, values))
        text = f"Leave with this: {output[0].lower()}{output[1:]}"
    can = " ".join(one.text for one in fill(activity.can, values))
    return Objective(id=activity.id, text=sentence(text), can=can, cites=serves(parts, activity), blocks=(activity.id,))


def _cited(parts: Parts, cites: tuple[str, ...]) -> tuple[str, ...]:
    return cites or parts.leading[:1]


_ANY = {
    "group": Said(text="its group"),
    "minutes": Said(text="a few"),
    "in_groups": Said(text="together"),
    "made": Said(text=WHAT_WE_MADE),
    "reports": Said(text="each group"),
}


def serves(parts: Parts, activity: Activity) -> tuple[str, ...]:
    """Return what a block serves: the indicator that its words are of, those of its steps, else the leading one."""
    found = [label for label in [parts.names_indicator(activity)] if label]
    taken = [slot for slot in activity.slots if slot.startswith("step_")]
    steps = parts.first_steps(WHAT_WE_MADE)
    found += [cite for one in steps[: max((int(slot[-1]) for slot in taken), default=0)] for cite in one.cites]
    if activity.id == EXIT:
        found = [cite for one in steps for cite in one.cites]
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
