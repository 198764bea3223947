"""The path of a question: dialogue, search, evidence or abstention, composition, checked citations, answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from assistant.answer import Answer, Provenance, Question
from assistant.answering import about
from assistant.answering.abstention import Abstention, decline
from assistant.answering.catalogue import catalogue
from assistant.answering.citations import Retrieved, check
from assistant.answering.composer import compose
from assistant.answering.dialogue import Standalone, resolve
from assistant.answering.draft import Draft
from assistant.answering.evidence import gather
from assistant.answering.intake import admit
from assistant.answering.premises import Premise, examine
from assistant.answering.rendering import notes, render
from assistant.knowledge.frameworks import Frameworks
from assistant.knowledge.language import Language
from assistant.knowledge.library import Libraries
from assistant.knowledge.naming import Mentions
from assistant.knowledge.search import Found, Search
from assistant.settings import Settings

COMPOSER = "extractive"
WORDS_A_PIECE = 4
_SPANISH_NOTE = "Leo su pregunta en español; respondo en inglés, el idioma de mis textos."


class Coach:
    """Answers leaders' questions from the serving index; safe to share between threads.

    Raises:
        IndexUnusableError: There is no index, or none that fits this installation.
        ModelFileError: A file of the compiled encoder was changed.
        UsageError: The setting `reranker` names no cross-encoder.
    """

    def __init__(self, settings: Settings) -> None:
        self._libraries = Libraries(settings)

    def __enter__(self) -> Coach:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back files and memory."""
        self._libraries.close()

    @property
    def degraded(self) -> str | None:
        """What is wrong with the index although it answers, or None."""
        with self._libraries.borrow() as search:
            return search.library.degraded

    def searching(self) -> AbstractContextManager[Search]:
        """Lend the search of the serving index, for as long as the context lasts."""
        return self._libraries.borrow()

    def ask(self, question: Question) -> Answer:
        """Answer a question, or say why not.

        Raises:
            UsageError: The question is empty or over-long, or the role does not exist.
        """
        clock = _Clock()
        question = admit(question)
        with self._libraries.borrow() as search:
            with clock.stage("dialogue"):
                asked = resolve(question, search)
            with clock.stage("search"):
                aside = asked.said if asked.continues else None
                mentions = search.names.mentions(asked.said, search.english(asked.said))
                subject = _spelled_out(asked.subject, mentions, search)
                found = search.find(subject, aside, subject_weight=asked.subject_weight, earlier=asked.earlier)
            with clock.stage("compose"):
                answer = _answer(question, asked, mentions, found, search)
        return replace(answer, timings_ms=clock.timings())

    def stream(self, question: Question) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is whole."""
        whole = self.ask(question)
        for end in _piece_ends(whole.answer):
            yield replace(whole, answer=whole.answer[:end])
        yield whole


def _answer(question: Question, asked: Standalone, mentions: Mentions, found: Found, search: Search) -> Answer:
    """Decide between introduction, abstention and answer, and compose it."""
    library = search.library
    frameworks = library.frameworks
    base = Answer(
        id=question.id,
        question=question.text,
        standalone_question=asked.text,
        kind=asked.kind,
        outcome="answered",
        answer="",
        provenance=Provenance(composer=COMPOSER, index=library.digest),
    )
    if asked.kind == "about":
        return replace(base, answer=about.introduction(frameworks), follow_ups=about.FOLLOW_UPS)
    english = search.english(asked.said)
    inside = search.covers(found) or bool(mentions.known) or _covered_as_put(asked, search)
    premise = examine(asked, english, mentions, search.names, frameworks, covered=inside, knows_of=search.knows_of)
    listed = catalogue(asked, mentions, frameworks, library.passages)
    if found.language == "other" or not (premise.covered if premise else inside or listed):
        said = decline(found, frameworks, language=found.language, premise=premise)
        return _abstained(base, said, premise)
    if listed is not None:
        draft, retrieved = listed
    else:
        second = None if asked.continues else search.second_topic(english, found)
        evidence = gather(found, library.passages, mentions.known, second)
        draft, retrieved = compose(asked, question.role, evidence, frameworks), evidence.retrieved
    draft = replace(draft, notes=(*draft.notes, *_editions(mentions, frameworks)))
    return _checked(base, draft, retrieved, premise, search.language(asked.said), search)


def _spelled_out(subject: str, mentions: Mentions, search: Search) -> str:
    """Return a question with what its codes and names ask for beside it, so that its topic can be found."""
    frameworks = search.library.frameworks
    called = [i for i in mentions.known if i in frameworks.indicators]
    briefs = [
        f"{frameworks.indicators[i].label or ''} {frameworks.indicators[i].brief or ''}".strip() for i in called[:2]
    ]
    return " ".join([subject, *briefs])


def _editions(mentions: Mentions, frameworks: Frameworks) -> Iterator[str]:
    """Say which edition is meant, where a question uses the numbering of a later one."""
    for said, identifier in mentions.later_numbering:
        name = frameworks.entries[identifier].name.replace(" ·", ",")
        yield f"I read {said} as {name}, of the {frameworks.source_of(identifier).edition}, the one I hold."


def _covered_as_put(asked: Standalone, search: Search) -> bool:
    """Tell whether a request is covered in the words it was put in, where only its matter was searched for."""
    return not asked.continues and asked.subject != asked.text and search.covers(search.find(asked.text))


def _abstained(base: Answer, said: Abstention, premise: Premise | None) -> Answer:
    return replace(
        base,
        kind="off" if premise is None else base.kind,
        outcome="abstained",
        reason=said.reason,
        premise=premise.text if premise else None,
        nearest=said.nearest,
        answer=said.markdown,
    )


def _checked(
    base: Answer, draft: Draft, retrieved: Retrieved, premise: Premise | None, language: Language, search: Search
) -> Answer:
    frameworks = search.library.frameworks
    checked = check(draft, retrieved, frameworks)
    before = [premise.text] if premise else []
    before += [_SPANISH_NOTE] if language == "spanish" else []
    before += list(draft.notes)
    return replace(
        base,
        premise=premise.text if premise else None,
        answer=notes(before) + render(checked.blocks, checked.citations, frameworks.competency_names),
        claims=checked.claims,
        citations=checked.citations,
        next_steps=checked.next_steps,
        follow_ups=draft.follow_ups,
        passages=retrieved.best_first(),
    )


def _piece_ends(text: str) -> Iterator[int]:
    spaces = [n for n, c in enumerate(text) if c in " \n"]
    yield from spaces[WORDS_A_PIECE::WORDS_A_PIECE]


class _Clock:
    """Measures the stages of one answer in milliseconds."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._stages[name] = _ms_since(start)

    def timings(self) -> dict[str, float]:
        return {**self._stages, "total": _ms_since(self._start)}


def _ms_since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 2)
