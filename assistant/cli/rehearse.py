"""The command `coach rehearse`: practice a hard conversation, and get a debrief."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.coach import Coach
    from assistant.knowledge.corpus.rehearsals import Scenario
    from assistant.practice.rehearsal.engine import Rehearsal
    from assistant.practice.sheet import Sheet

ENDINGS = (".docx", ".md")


def rehearse(
    scenario: Annotated[str | None, typer.Argument(help="The scenario; --list shows those there are.")] = None,
    list_scenarios: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the debrief to this file: .docx or .md.")] = None,
    state: Annotated[
        Path | None, typer.Option(help="Keep the rehearsal in this JSON file, and go on from it where it is there.")
    ] = None,
) -> None:
    """Practice a hard conversation with somebody who has a point, and get a debrief."""
    from assistant.coach import Coach
    from assistant.knowledge.corpus.rehearsals import read_rehearsals, read_scenarios
    from assistant.settings import load_settings

    if list_scenarios == (scenario is not None):
        raise UsageError("name a scenario, as in `coach rehearse worried-parent-ai`, or --list to see them")
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise UsageError(f"{out}: no ending {out.suffix!r}; a debrief is written as {' or '.join(ENDINGS)}")
    settings = load_settings()
    scenarios = read_scenarios(settings.corpus)
    if list_scenarios:
        print("\n".join(f"{one.id:<28} {one.title}" for one in scenarios) or "no scenarios in this corpus")
        return
    played = _named(scenario or "", scenarios)
    kept = _kept(state, played)
    with Coach(settings) as coach:
        with coach.desk() as desk:
            read_rehearsals(settings.corpus, desk.frameworks, desk.search.library.topics)
        said = _play(coach, played, kept, state)
        told = _debrief(coach, played, said)
    _hand_over(told, out)


def _named(name: str, scenarios: tuple[Scenario, ...]) -> Scenario:
    from assistant.knowledge.corpus.yaml_files import nearest_to

    for one in scenarios:
        if one.id == name:
            return one
    raise UsageError(f"no scenario {name!r}{nearest_to(name, [one.id for one in scenarios])}; --list shows them")


def _kept(state: Path | None, played: Scenario) -> Rehearsal:
    from assistant.practice.rehearsal.engine import Rehearsal, place, read_rehearsal

    kept = read_rehearsal(state) if state is not None else None
    rehearsal = kept or Rehearsal(scenario=played.id)
    place(played, rehearsal)
    return rehearsal


def _play(coach: Coach, played: Scenario, rehearsal: Rehearsal, state: Path | None) -> Rehearsal:
    from assistant.knowledge.encoding.encoder import Vectors
    from assistant.practice.files import write_whole
    from assistant.practice.rehearsal.hearing import ByMeaning
    from assistant.practice.rehearsal.script import Conversation

    def see(text: str) -> Vectors:
        with coach.desk() as desk:
            return desk.search.see(text).vector

    def show(text: str) -> None:
        print(text, flush=True)

    def keep(said: Rehearsal) -> None:
        if state is not None:
            write_whole(state, said.model_dump_json(indent=2).encode())

    return Conversation(played, ByMeaning(see), show, keep).run(rehearsal, _lines())


def _lines() -> Iterator[str]:
    """Yield the lines of standard input; in a terminal each is asked for."""
    asked = sys.stdin.isatty()
    while True:
        if asked:
            print("> ", end="", flush=True)
        line = sys.stdin.buffer.readline()
        if not line:
            return
        yield line.decode("utf-8", "replace")


def _debrief(coach: Coach, played: Scenario, said: Rehearsal) -> Sheet:
    from assistant.practice.rehearsal.debrief import debrief
    from assistant.practice.rehearsal.engine import place
    from assistant.practice.rehearsal.sheet import sheet

    with coach.desk() as desk:
        library = desk.search.library
        topic = next(topic for topic in library.topics.inside if topic.id == played.topic)
        told = debrief(played, place(played, said), topic)
        passages = {passage.id: passage for passage in library.passages if desk.frameworks.knows(passage.id)}
        return sheet(told, desk.frameworks, passages)


def _hand_over(told: Sheet, out: Path | None) -> None:
    from assistant.practice.exports.docx import docx
    from assistant.practice.exports.markdown import markdown
    from assistant.practice.files import write_whole

    if out is None:
        print(f"\n{markdown(told)}", end="", flush=True)
        return
    write_whole(out, docx(told) if out.suffix.lower() == ".docx" else markdown(told).encode())
    print(f"The debrief is in {out}.", flush=True)
