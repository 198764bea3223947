"""Who does a step: one owner, of the school or the district that the plan is for."""

from __future__ import annotations

import re

from assistant.practice.plan.model import Setting

LEADS: dict[Setting, str] = {"school": "principal", "district": "superintendent"}
# Of the district's office; a school asks them, and its own people stand for those who lead a district.
_AT_SCHOOL = {
    "superintendent": "principal",
    "superintendents": "principal",
    "assistant superintendent": "assistant principal",
    "cabinet": "leadership team",
    "cabinet member": "assistant principal",
    "superintendent's chief of staff": "assistant principal",
    "principals": "principal",
}
_OF_THE_DISTRICT = (
    "IT director",
    "technology director",
    "business manager",
    "communications lead",
    "curriculum director",
    "human resources director",
    "HR director",
    "data manager",
    "special education director",
    "director of professional learning",
)
_WHOEVER_LEADS = ("the leader alone", "the leader", "any leader", "leader", "the same person", "you")
_FRESH = re.compile(r"^new (?=superintendent|principal|leader)")


def owner_for(who: str, setting: Setting | None) -> str:
    """Return the owner of a step in a setting: ``superintendent or principal`` is the principal of a school.

    Where the setting isn't known, what the step says stays.
    """
    who = _FRESH.sub("", who.strip())
    if setting is None:
        return who
    choices = who.split(" or ")
    if len(choices) > 1 and not any(" with " in choice or " and " in choice for choice in choices[:-1]):
        who = next((choice for choice in choices if choice.split(" with ")[0] == LEADS[setting]), choices[0])
    parts = re.split(r"( with | and |, )", who)
    fitted = [_fitted(part, setting) if n % 2 == 0 else part for n, part in enumerate(parts)]
    if len(fitted) == 3 and fitted[0] == fitted[2]:
        return fitted[0]
    return "".join(fitted)


def _fitted(person: str, setting: Setting) -> str:
    if person in _WHOEVER_LEADS:
        return LEADS[setting]
    if setting == "school":
        person = _AT_SCHOOL.get(person, person)
        return f"district {person}" if person in _OF_THE_DISTRICT else person
    return "principals" if person == "principal" else person
