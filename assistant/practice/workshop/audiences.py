"""Who takes part, as kinds of people, and which of a subject's next steps are theirs to take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.knowledge.corpus.activities import Audience
from assistant.knowledge.corpus.topics import Angle
from assistant.knowledge.search.words import terms

_KINDS: tuple[tuple[str, Audience], ...] = (
    (r"\bboards?\b|\btrustees?\b", "board"),
    (r"\bparents?\b|\bfamil(?:y|ies)\b|\bguardians?\b|\bcaregivers?\b|\bgrandparents?\b", "families"),
    (r"\bstudents?\b|\bpupils?\b|\bseniors\b|\bteens?\b|\bclass presidents?\b", "students"),
    (r"\bcoach(?:es)?\b|\bmentors?\b", "coaches"),
    (
        r"\bteachers?\b|\bplcs?\b|\bfaculty\b|\bdepartment\b|\bgrade[- ]level\b|\bparaprofessionals?\b|"
        r"\blibrarians?\b|\bschool staff\b|\b(?:elementary|middle|high) (?:school )?staff\b|\bwhole staff\b|"
        r"\bspecialists?\b|\bcounselors?\b",
        "teachers",
    ),
    (r"\bprincipals?\b|\bheads? of school\b|\bdeans?\b", "principals"),
    (r"\bsuperintendents?\b|\bcabinet\b|\bdistrict\b|\bcentral office\b|\bdirectors?\b", "district"),
    (r"\b(?:front[- ])?office(?: staff)?\b|\bsecretar(?:y|ies)\b|\bclerks?\b|\bregistrars?\b|\bliaisons?\b|"
     r"\b(?:support|clerical|classified) staff\b|\bbus drivers?\b|\bcustodians?\b|\bnurses?\b", "staff"),
    (r"\bit\b|\btechnolog(?:y|ists?)\b|\btech team\b|\btechnicians?\b|\bhelp desk\b", "it"),
    (r"\bleaders?\b|\bleadership\b|\badministrators?\b|\badmins?\b|\bcommittee\b|\btask force\b", "leaders"),
    (r"\bstaff\b|\bcolleagues\b|\beducators\b", "teachers"),
)  # fmt: skip
_GROUP = re.compile(
    r"\b(?:teams?|groups?|councils?|crews?|members|people|chairs|heads|leads|aides|assistants|interns|partners|"
    r"coordinators|supervisors|managers|graders|newcomers|hires|volunteers|paras|substitutes|subs)\b",
    re.IGNORECASE,
)
_STAFF_FOR = re.compile(
    r"\b(?:student|family|parent|board)[- ](?:services|support|affairs|liaisons?|engagement|coordinators?|"
    r"secretar(?:y|ies)|clerks?)\b"
)
_OWNERS: dict[Audience, str] = {
    "board": r"\bboard (?:president|chair|member|committee)|\btrustee|^(?:the )?board\b",
    "families": r"\bparents?\b|\bfamil(?:y|ies)\b",
    "students": r"\bstudents?\b|\bstudent (?:council|team|leaders?)\b",
    "coaches": r"\bcoach(?:es)?\b|\bmentors?\b",
    "teachers": r"\bteachers?\b|\bdepartments?\b|\bgrade[- ]level|\bplc\b|\bteams?\b|\blibrarian|\bstaff\b",
    "principals": r"\bprincipals?\b|\bschool leaders?\b|\bleadership team\b|\badministrators?\b",
    "district": r"\bsuperintendent|\bdistrict\b|\bcabinet\b|\bdirector\b|\bbusiness manager\b|\blead\b|\bpartners\b",
    "staff": r"\boffice\b|\bsecretar|\bregistrar|\bliaison|\bclerk",
    "it": r"\bit\b|\btechnology\b|\bhelp desk\b|\btechnician",
    "leaders": r"",
}
_ANGLES: dict[Audience, tuple[Angle, ...]] = {
    "board": ("board",),
    "families": ("families",),
    "students": ("students",),
    "coaches": ("coach", "staff"),
    "teachers": ("staff", "teacher-leader"),
    "principals": ("principal",),
    "district": ("superintendent",),
    "staff": ("staff",),
    "it": ("it",),
}


def kinds_of(audience: str | None) -> tuple[Audience, ...]:
    """Return the kinds of people that an audience is made of by its words; leaders where there are none."""
    return _named(audience or "") or (("staff",) if audience else ("leaders",))


def names_people(words: str) -> bool:
    """Tell whether words name people, of a kind that is known or as a group."""
    return bool(_named(words)) or _GROUP.search(words) is not None


def _named(audience: str) -> tuple[Audience, ...]:
    text = _STAFF_FOR.sub(" office ", audience.lower())
    if re.search(r"\bwork(?:s|ing)? with students\b", text):
        text = text.replace("students", "")
    found: list[Audience] = []
    for pattern, kind in _KINDS:
        if re.search(pattern, text):
            found.append(kind)
            text = re.sub(pattern, " ", text)
    if len(found) > 1 and "leaders" in found:
        found.remove("leaders")
    return tuple(found)


def is_theirs(who: str, kinds: Iterable[Audience], audience: str = "") -> bool:
    """Tell whether a step's owner is among kinds of people.

    Args:
        who: The owner as the step names it; whoever is named behind "with" only helps.
        kinds: The kinds.
        audience: Who takes part, in the asker's words: heads and leads are meant only where it says so.
    """
    owner = who.lower().split(" with ")[0]
    if (
        _HEADS.search(owner)
        and not _HEADS.search(audience.lower())
        and not set(kinds) & {"leaders", "principals", "district"}
    ):
        return False
    if set(terms(audience)) & set(terms(owner)) - _COMMON:
        return True
    for kind in kinds:
        if kind == "leaders":
            return True
        named = owner
        if kind in ("students", "families"):
            named = re.sub(r"\b(?:student|family|parent) (?!council|team|leaders?\b|representative)[a-z]+", "", owner)
        if re.search(_OWNERS[kind], named):
            return True
    return False


_COMMON = frozenset(
    terms("school schools district staff team teams leader leaders lead leads head heads group all new web")
)
_HEADS = re.compile(r"\b(?:heads?|leads?|chairs?|leaders?)\b")


def angles_for(kinds: Sequence[Audience]) -> tuple[Angle, ...]:
    """Return the sides of a subject that tell something about kinds of people."""
    return tuple(dict.fromkeys(angle for kind in kinds for angle in _ANGLES.get(kind, ())))
