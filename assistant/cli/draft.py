"""The command `coach draft`: a finished text with named blanks, made for a subject."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.answer import ROLES, Role
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.coach import Coach
    from assistant.knowledge.corpus.drafts import DraftKind
    from assistant.practice.subject import Subject

ENDINGS = (".docx", ".md")


def draft(
    kind: Annotated[str | None, typer.Argument(help="The kind of draft; --list shows those there are.")] = None,
    subject: Annotated[
        str | None, typer.Argument(help="What it is about, as in “phones in our middle school”.")
    ] = None,
    role: Annotated[str, typer.Option(help=f"Whose draft it is: {', '.join(ROLES)}.")] = "unknown",
    school: Annotated[str | None, typer.Option(help="The name of your school or district.")] = None,
    have: Annotated[list[str] | None, typer.Option(help="What there is already, as in “an inventory”.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write it to this file: .docx or .md.")] = None,
    list_kinds: Annotated[bool, typer.Option("--list", help="List the kinds of drafts.")] = False,
) -> None:
    """Draft a letter, a charter, a survey or another text, as whole sentences with named blanks."""
    from assistant.coach import Coach
    from assistant.knowledge.corpus.drafts import read_drafts
    from assistant.practice.drafts.asking import Said
    from assistant.practice.drafts.composing import doubt, kind_called, make_draft
    from assistant.settings import load_settings
    from assistant.studio.assessment import material

    settings = load_settings()
    drafts = read_drafts(settings.corpus)
    if list_kinds:
        print("\n".join(f"{one.kind:<22} {one.says}" for one in drafts.kinds))
        return
    if kind is None:
        raise UsageError(
            'name a kind and a subject, as in `coach draft letter-to-families "phones"`; --list shows them'
        )
    called = kind_called(drafts, kind)
    if subject is None:
        raise UsageError(f'name a subject too, as in `coach draft {called.kind} "phones in our middle school"`')
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise UsageError(f"{out}: no ending {out.suffix!r}; a draft is written as {' or '.join(ENDINGS)}")
    known = _role(role)
    said = Said(words=subject, role=known, school=(school or "").strip() or None, have=tuple(have or ()))
    with Coach(settings) as coach:
        about = _about(coach, called, subject, known)
        levels = material(coach, settings.corpus).ground.levels if called.wants("rubric") else None
        sheet = make_draft(called, about, said, drafts, levels)
    if unsure := doubt(about, drafts):
        print(f"Note: {unsure}.", file=sys.stderr)
    if out is None:
        from assistant.practice.exports.markdown import markdown

        sys.stdout.write(markdown(sheet))
        return
    from assistant.practice.files import write_whole

    if out.suffix.lower() == ".docx":
        from assistant.practice.exports.docx import docx

        write_whole(out, docx(sheet))
    else:
        from assistant.practice.exports.markdown import markdown

        write_whole(out, markdown(sheet).encode())


def _about(coach: Coach, kind: DraftKind, words: str, role: Role) -> Subject:
    """Return the subject; where nothing is held on it and the kind belongs to one itself, that, under these words."""
    from assistant.studio.subject import NotCoveredError, find_subject

    try:
        return find_subject(coach, words, role, unsure=True)
    except NotCoveredError as missing:
        if kind.about is None:
            raise
        try:
            return replace(find_subject(coach, kind.about, role, unsure=True), words=words)
        except NotCoveredError:
            raise missing from None


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise UsageError(f"no role {role!r}; choose one of {', '.join(ROLES)}")
