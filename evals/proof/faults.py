"""Faults: known damage to an answer, each with the metrics that must notice it; and damage that means nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from evals.cases.case import Case, domain_of, framework_of, indicators
from evals.cases.probes import CANARY
from evals.metrics.trial import Ruler
from evals.proof.gold import Fields, citation_of, foreign_to, rendered
from evals.proof.null_damage import NULL_DAMAGE
from evals.proof.prose_damage import INVENTED, PROSE_DAMAGE

Group = Literal["structural", "semantic", "null"]
Damage = Callable[[Fields, Case, Ruler], Fields | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of damage.

    Attributes:
        group: Structural faults must all be caught; semantic ones need a reader or a judge to be caught always; null
            damage must move nothing.
        caught_by: The metrics that must notice it; for a semantic fault, those that may.
        damage: Returns the damaged fields, or None where the fault can't be done to the answer.
    """

    name: str
    group: Group
    caught_by: tuple[str, ...]
    damage: Damage


def _sibling(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    allowed = indicators(case.allowed)
    near = {domain_of(label) for label in allowed}
    other = next((i for i in ruler.frameworks.indicators if i not in allowed and domain_of(i) in near), None)
    return _swap_first(fields, other, ruler)


def _other_domain(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    near = {domain_of(label) for label in case.allowed}
    known = {framework_of(label) for label in case.allowed}
    others = [i for i in ruler.frameworks.indicators if domain_of(i) not in near]
    return _swap_first(fields, next((i for i in others if framework_of(i) in known), None), ruler)


def _foreign(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    return _swap_first(fields, foreign_to(case, ruler.frameworks), ruler)


def _invented(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if not fields["citations"]:
        return None
    fields["citations"][-1]["id"] = INVENTED
    return _rendered(fields, ruler)


def _extra(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    allowed = indicators(case.allowed)
    other = next((i for i in ruler.frameworks.indicators if i not in allowed), None)
    if other is None or not fields["citations"]:
        return None
    number = len(fields["citations"]) + 1
    fields["citations"].append(citation_of(other, number, ruler.frameworks))
    fields["claims"][-1]["citations"].append(number)
    return _rendered(fields, ruler)


def _dropped(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    """Drop the last required citation with its marks; its claim stays, now without any."""
    required = indicators(case.required)
    number = next((c["n"] for c in reversed(fields["citations"]) if c["id"] in required), None)
    if number is None:
        return None
    fields["citations"] = [c for c in fields["citations"] if c["n"] != number]
    for part in (*fields["claims"], *fields["next_steps"]):
        part["citations"] = [n for n in part["citations"] if n != number]
    return _rendered(fields, ruler)


def _dangling(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if not fields["claims"]:
        return None
    fields["claims"][0]["citations"].append(len(fields["citations"]) + 7)
    return _rendered(fields, ruler)


def _not_retrieved(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    """Put another label on a passage: a marker of the same indicator, which was not retrieved."""
    for citation in fields["citations"]:
        marker = next((i for i in ruler.frameworks.entries if i.startswith(f"{citation['id']}/")), None)
        if marker:
            citation["id"] = marker
            return _rendered(fields, ruler)
    return None


def _moved(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    """Let the first and the last claim change their citations."""
    claims = fields["claims"]
    if len(claims) < 2:
        return None
    claims[0]["citations"], claims[-1]["citations"] = claims[-1]["citations"], claims[0]["citations"]
    return _rendered(fields, ruler)


def _lead_second(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    """Move the lead to second place, behind a label that is allowed but should not lead."""
    leading = indicators(case.lead)
    other = next((label for label in case.allowed if label not in leading), None)
    if other is None or not fields["citations"]:
        return None
    listed = [c for c in fields["citations"] if c["id"] != other]
    moved = citation_of(other, len(fields["citations"]) + 1, ruler.frameworks)
    found = next((c for c in fields["citations"] if c["id"] == other), moved)
    fields["citations"] = [found, *listed]
    if found is moved:
        fields["claims"][-1]["citations"].append(moved["n"])
    return _rendered(fields, ruler)


def _unlinked(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    cited = indicators([c["id"] for c in fields["citations"]])
    loose = next((k for k in ruler.frameworks.competency_names if not cited & ruler.links[k]), None)
    if loose is None or not fields["next_steps"]:
        return None
    fields["next_steps"][0]["competencies"] = [loose]
    return _rendered(fields, ruler)


def _unmapped(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if not fields["next_steps"]:
        return None
    fields["next_steps"][0]["competencies"] = ["leadership-excellence"]
    return _rendered(fields, ruler)


def _vague(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if not fields["next_steps"]:
        return None
    fields["next_steps"][0] |= {"do": "Improve things", "who": "someone", "when": "soon", "done": ""}
    return _rendered(fields, ruler)


def _many_steps(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if not fields["next_steps"]:
        return None
    fields["next_steps"] = [deepcopy(fields["next_steps"][0]) for _ in range(6)]
    return _rendered(fields, ruler)


def _needless(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if case.expected == "decline":
        return None
    said = {"outcome": "abstained", "reason": "The frameworks don't cover this question.", "premise": None}
    empty: Fields = {"claims": [], "citations": [], "next_steps": []}
    return _rendered({**fields, **said, **empty}, ruler)


def _missed(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if case.expected == "answer":
        return None
    label = next(iter(ruler.frameworks.indicators))
    claim = {"text": "This is what the frameworks ask for.", "kind": "framework", "citations": [1]}
    citation = citation_of(label, 1, ruler.frameworks)
    answered = {"outcome": "answered", "reason": None, "nearest": [], "claims": [claim], "citations": [citation]}
    return _rendered({**fields, **answered}, ruler)


def _poor_decline(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if case.expected == "answer":
        return None
    return _rendered({**fields, "reason": "Sorry.", "nearest": []}, ruler)


def _premise_missed(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    return _rendered({**fields, "premise": None}, ruler) if case.premise else None


def _injected(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    return {**fields, "answer": CANARY}


def _empty(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if case.expected == "decline":
        return None
    return {**fields, "answer": "", "claims": [], "citations": [], "next_steps": []}


def _surface_only(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    if not fields["citations"]:
        return None
    shown = fields["citations"][0]["id"]
    other = next(i for i in ruler.frameworks.indicators if i != shown)
    return {**fields, "answer": fields["answer"].replace(f"`{shown}`", f"`{other}`")}


def _number(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    return _edit_claim(fields, ruler, lambda text: f"{text.rstrip('.')}, in 37% of all 412 schools.")


def _name(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    return _edit_claim(fields, ruler, lambda text: f"{text.rstrip('.')}, as Lakewood showed.")


def _quote(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    """Quote a passage with one word of the quotation changed."""

    def edit(text: str) -> str | None:
        said = re.findall(r"[\w'-]+", text)[:6]
        return f"The text says “{' '.join([*said[:-1], 'somewhere'])}”." if len(said) == 6 else None

    return _edit_claim(fields, ruler, edit)


def _negation(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    def edit(text: str) -> str:
        return re.sub(r"^(\w+)", lambda m: f"Never {m[1][0].lower()}{m[1][1:]}", text, count=1)

    return _edit_claim(fields, ruler, edit)


def _swap_first(fields: Fields, other: str | None, ruler: Ruler) -> Fields | None:
    """Put another real label in the place of the first citation, passage and all; a made-up one would only gain."""
    cited = [c["id"] for c in fields["citations"]]
    if other is None or not cited or other in cited or not ruler.frameworks.knows(cited[0]):
        return None
    fields["citations"][0] = citation_of(other, 1, ruler.frameworks)
    return _rendered(fields, ruler)


def _edit_claim(fields: Fields, ruler: Ruler, edit: Callable[[str], str | None]) -> Fields | None:
    text = edit(fields["claims"][0]["text"]) if fields["claims"] else None
    if text is None:
        return None
    fields["claims"][0]["text"] = text
    return _rendered(fields, ruler)


def _other_kind(fields: Fields, case: Case, ruler: Ruler) -> Fields | None:
    """Say that the answer is of a kind next to the one asked for; of two that are due the same parts."""
    other = {"how-to": "evidence", "evidence": "how-to"}.get(case.kind)
    return {**fields, "kind": other} if other and case.expected == "answer" else None


def _rendered(fields: Fields, ruler: Ruler) -> Fields:
    return {**fields, "answer": rendered(fields, ruler.frameworks)}


def _fault(name: str, group: Group, caught_by: str, damage: Damage) -> Fault:
    return Fault(name=name, group=group, caught_by=tuple(caught_by.split()), damage=damage)


FAULTS: tuple[Fault, ...] = (
    _fault("sibling indicator", "structural", "L1 L7 L14", _sibling),
    _fault("other domain", "structural", "L1 L2 L14", _other_domain),
    _fault("foreign framework", "structural", "L1 L2 L9 L14", _foreign),
    _fault("invented identifier", "structural", "L1 L2 L3 L8", _invented),
    _fault("extra citation", "structural", "L1 L3", _extra),
    _fault("dropped citation", "structural", "L1 L4 L11", _dropped),
    _fault("mark without a citation", "structural", "L1 L8 L10", _dangling),
    _fault("label not retrieved", "structural", "L10", _not_retrieved),
    _fault("lead in second place", "structural", "L14", _lead_second),
    _fault("unlinked competency", "structural", "N3", _unlinked),
    _fault("invented competency", "structural", "N1 N3", _unmapped),
    _fault("vague step", "structural", "N4", _vague),
    _fault("six steps", "structural", "N5", _many_steps),
    _fault("needless decline", "structural", "L1 A2 A4", _needless),
    _fault("missed decline", "structural", "A1 A4", _missed),
    _fault("poor decline", "structural", "A7", _poor_decline),
    _fault("false premise not noticed", "structural", "A8", _premise_missed),
    _fault("obeyed injection", "structural", "R8", _injected),
    _fault("empty answer", "structural", "L1 L3 L11 A4", _empty),
    _fault("label changed in the rendered text only", "structural", "L12", _surface_only),
    _fault("changed number", "structural", "G1", _number),
    _fault("changed name", "structural", "G1", _name),
    _fault("edited quotation", "structural", "G1 G2", _quote),
    _fault("another kind of answer", "structural", "Q2", _other_kind),
    _fault("moved citation", "semantic", "G3 G4", _moved),
    _fault("flipped negation", "semantic", "G1 G8", _negation),
    *(_fault(*damage) for damage in PROSE_DAMAGE),
    *(_fault(name, "null", "", damage) for name, damage in NULL_DAMAGE),
)
