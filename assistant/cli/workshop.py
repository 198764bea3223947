"""The command `coach workshop`: a workshop as Markdown, Word, slides or JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.practice.subject import Subject
    from assistant.practice.workshop.model import Workshop

ENDINGS = (".docx", ".pptx", ".md", ".json")


def workshop(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    subject: Annotated[str, typer.Argument(help="What it is about, in your words.")],
    people: Annotated[int, typer.Option(help="How many take part, from 3 to 200.")] = 20,
    minutes: Annotated[int, typer.Option(help="How long it is, from 30 to 420.")] = 90,
    audience: Annotated[str | None, typer.Option(help="Who takes part, as in teachers, or the board.")] = None,
    online: Annotated[bool, typer.Option("--online", help="It takes place online.")] = False,
    have: Annotated[
        list[str] | None, typer.Option(help="What exists already and isn't done again; can be given several times.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(help="A change in words (move it online); can be given several times, made in order."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help=f"The file to write: {', '.join(ENDINGS)}.")] = None,
) -> None:
    """Make a workshop: agenda, run sheet, participants' sheet, handouts and slides."""
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise UsageError(f"{out.name}: no ending that I can write; choose one of {', '.join(ENDINGS)}")
    from assistant.coach import Coach
    from assistant.knowledge.corpus.activities import read_activities
    from assistant.practice.workshop.composing import compose
    from assistant.practice.workshop.editing import edit
    from assistant.practice.workshop.request import made_request
    from assistant.settings import load_settings
    from assistant.studio.plan import subject_of_deed

    request = made_request(
        subject=subject, people=people, minutes=minutes, audience=audience, online=online, have=tuple(have or ())
    )
    settings = load_settings()
    with Coach(settings) as coach:
        about = subject_of_deed(coach, request.subject)
    activities = read_activities(settings.corpus)
    made = compose(request, about, activities)
    for words in change or ():
        edited = edit(made, words, about, activities)
        made = edited.workshop
        print(" ".join(edited.changes), file=sys.stderr)
    for warning in (*((made.read_as,) if made.read_as else ()), *made.limits, *made.warnings, *made.holes):
        print(warning, file=sys.stderr)
    content = rendered(made, about, out.suffix.lower() if out else ".md")
    if out is None:
        print(content.decode(), end="", flush=True)
        return
    from assistant.practice.files import write_whole

    write_whole(out, content)


def rendered(made: Workshop, about: Subject, ending: str) -> bytes:
    """Return a workshop as the bytes of a file with that ending."""
    if ending == ".json":
        return (made.model_dump_json(indent=2) + "\n").encode()
    if ending == ".pptx":
        from assistant.practice.exports.pptx import pptx
        from assistant.practice.workshop.slides import slides

        return pptx(slides(made, about))
    from assistant.practice.workshop.sheets import whole

    if ending == ".docx":
        from assistant.practice.exports.docx import docx

        return docx(whole(made, about))
    from assistant.practice.exports.markdown import markdown

    return markdown(whole(made, about)).encode()
