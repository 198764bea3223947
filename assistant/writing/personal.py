"""Personal data in what somebody typed, found before it would leave this machine."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from assistant.writing.cued_names import Person, names, parts_of
from assistant.writing.identifiers import Form, identifiers

Kind: TypeAlias = Form | Person
# What a reader is told was found, in English and Spanish.
SAID: Mapping[Kind, tuple[str, str]] = {
    "email": ("an e-mail address", "un correo electrónico"),
    "phone": ("a phone number", "un número de teléfono"),
    "ssn": ("a Social Security number", "un número de Seguro Social"),
    "id": ("a student or employee number", "un número de estudiante o de empleado"),
    "birth": ("a date of birth", "una fecha de nacimiento"),
    "address": ("a street address", "un domicilio"),
    "card": ("a card number", "un número de tarjeta"),
    "account": ("an account number", "un número de cuenta"),
    "ip": ("an IP address", "una dirección IP"),
    "url": ("a link that names somebody's record", "un enlace al registro de alguien"),
    "login": ("a login name or password", "un nombre de usuario o una contraseña"),
    "case": ("a case number", "un número de expediente"),
    "student": ("a student's name", "el nombre de un estudiante"),
    "parent": ("a parent's name", "el nombre de un padre o una madre"),
    "staff": ("a colleague's name", "el nombre de un colega"),
    "person": ("a person's name", "el nombre de una persona"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """Something personal in a text; it holds where, never what, so that it may be printed.

    Attributes:
        kind: What it is.
        start: Where it starts.
        end: Where it ends.
        sure: Whether its form or a word beside it says so. A bare given name isn't sure: authors have them too.
    """

    kind: Kind
    start: int
    end: int
    sure: bool = True


def find(
    text: str, *, known_names: frozenset[str] = frozenset(), people: Mapping[str, Person] | None = None
) -> tuple[Personal, ...]:
    """Find what is personal, in order; no two overlap.

    Args:
        text: What somebody typed.
        known_names: Names of frameworks, their publishers, cases and authors, which are nobody's secret.
        people: Names that are personal wherever they stand, because an earlier text said whose they are.
    """
    found = [Personal(kind=kind, start=start, end=end) for kind, start, end in identifiers(text)]
    named = [Personal(kind=kind, start=name.start, end=name.end, sure=sure) for kind, name, sure in names(text)]
    public = _places(text, known_names)
    named = [one for one in named if not any(one.start < end and start < one.end for start, end in public)]
    told: dict[str, Person] = dict(people or {})
    for one in named:
        if one.sure and one.kind in {"student", "parent", "staff", "person"}:
            told.setdefault(text[one.start : one.end], one.kind)
    return _apart([*found, *named, *_mentions(text, told, public)])


def in_words(found: Iterable[Personal], language: Literal["en", "es"] = "en") -> str:
    """Say what was found, each kind once: "a phone number, a student's name"."""
    return ", ".join(dict.fromkeys(SAID[one.kind][language == "es"] for one in found))


@lru_cache(maxsize=4)
def _pattern(known: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted((name for name in known if name.strip()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _places(text: str, known: frozenset[str]) -> list[tuple[int, int]]:
    return [found.span() for found in _pattern(known).finditer(text)] if any(map(str.strip, known)) else []


def _mentions(text: str, people: Mapping[str, Person], public: Collection[tuple[int, int]]) -> list[Personal]:
    """Find people who were named elsewhere, by their whole name or a part of it."""
    return [
        Personal(kind=kind, start=found.start(), end=found.end())
        for name, kind in people.items()
        for part in parts_of(name)
        for found in re.finditer(rf"(?<![\w]){re.escape(part)}(?!\w)", text)
        if not any(found.start() < end and start < found.end() for start, end in public)
    ]


def _apart(found: Iterable[Personal]) -> tuple[Personal, ...]:
    """Keep the surer and longer of two that overlap."""
    kept: list[Personal] = []
    for one in sorted(found, key=lambda one: (not one.sure, one.start - one.end)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))
