"""What a turn does to the last answer: shorter, longer, more, a table, a list, a letter, one step, a doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.answer import Act, Aspect, When
from assistant.answering.draft import Section, suggested
from assistant.answering.shapes.material import (
    CANNOT_REWORD,
    DOUBTED,
    IN_SPANISH,
    NOTHING_ON_THAT,
    SAID_ALREADY,
    TO_ADAPT,
    Material,
    brought,
    bullets,
    evidence_asked,
    frameworks_say,
    full_statement,
    lowered,
    opening,
    sentence,
    statement,
    step_of,
    steps,
)
from assistant.answering.shapes.sides import SIDES
from assistant.knowledge.corpus.topics import SuggestedStep

Shape = Callable[[Material], list[Section | None]]
WITHIN: dict[When, str] = {
    "week": "within a week",
    "month": "within a month",
    "term": "within a term",
    "year": "within a year",
}
WITHIN_SPANISH: dict[When, str] = {
    "week": "en una semana",
    "month": "en un mes",
    "term": "en un semestre",
    "year": "en un año",
}
LETTER = (
    "Why you write: the one thing that brought this up, in two sentences that name no person.",
    "What changes for those who read it, and from which day.",
    "What comes first, who does it, and when they will hear of it again.",
    "What you ask of them, by which date, and the name and number of the person who answers questions.",
)
LETTER_IN_SPANISH = (
    "Por qué escribe: lo que dio pie a la carta, en dos frases que no nombren a nadie.",
    "Qué cambia para quienes la leen y desde qué día.",
    "Qué viene primero, quién lo hace y cuándo volverán a tener noticias.",
    "Qué les pide, hasta qué fecha, y el nombre y número de quien responde preguntas.",
)
_END_OF_SENTENCE = re.compile(r"(?<=[.!?;]) ")


def aspect_under_way(m: Material) -> Aspect:
    """Return the side that the last answer opened with."""
    return (m.reading.follows.aspect if m.reading.follows else None) or "begin"


def shorter(m: Material) -> list[Section | None]:
    """The last answer in two sentences and one step."""
    first = _first_sentence(m.topic.openings.get(aspect_under_way(m), m.topic.gist))
    return [
        Section(key="opening", style="text", statements=(m.suggestion(first),)),
        steps(m, most=1),
        Section(key="frameworks", style="bullets", statements=(statement(m, m.lead),)),
    ]


def _first_sentence(text: str) -> str:
    """Return the first sentence; one that opens a quotation goes on to its end."""
    ends = [match.start() for match in _END_OF_SENTENCE.finditer(text)]
    whole = next((text[:end] for end in ends if text[:end].count('"') % 2 == 0), text)
    return whole.rstrip(";")


def longer(m: Material) -> list[Section | None]:
    """The last answer with everything that the topic has beside it."""
    side = aspect_under_way(m)
    more: tuple[Aspect, ...] = ("what", "why", "evidence")
    told = [m.topic.openings[other] for other in more if other != side and other in m.topic.openings]
    return [
        opening(m, side),
        bullets(m, "advice", told),
        steps(m, most=5),
        bullets(m, "who", m.topic.who),
        bullets(m, "signs", m.topic.look_for),
        bullets(m, "pitfalls", m.topic.pitfalls),
        frameworks_say(m, full=True),
    ]


def more(m: Material) -> list[Section | None]:
    """What the last answer left out: its later steps first, then people, signs and what goes wrong."""
    left = _not_shown(m)
    told = [text for side, text in m.topic.openings.items() if side in {"example", "when"}][:1]
    first = f"Beyond that: {lowered(left[0].do)}" if left else m.topic.openings.get("evidence", m.topic.look_for[0])
    return [
        Section(key="opening", style="text", statements=(m.suggestion(first),)),
        steps(m, most=3, chosen=left) if left else None,
        bullets(m, "advice", told),
        bullets(m, "who", m.topic.who),
        bullets(m, "pitfalls", m.topic.pitfalls),
        frameworks_say(m, skip=1),
    ]


def left_out(m: Material) -> list[Section | None]:
    """What the last answer left out of the side that is asked once more; its opening isn't given twice."""
    left = _not_shown(m)
    said = IN_SPANISH[SAID_ALREADY] if m.in_spanish else SAID_ALREADY
    return [
        Section(key="opening", style="text", statements=(m.suggestion(said), *brought(m, m.reading.aspect))),
        steps(m, most=3, chosen=left) if left else None,
        bullets(m, "who", m.topic.who),
        bullets(m, "pitfalls", m.topic.pitfalls),
        bullets(m, "signs", m.topic.look_for),
        frameworks_say(m, skip=1),
    ]


def table(m: Material) -> list[Section | None]:
    """The steps as a table: what, who, by when, done when."""
    chosen = m.topic.next_steps
    cells = tuple(
        suggested(sentence(text), *(() if n else step_of(m, step).cites))
        for step in chosen
        for n, text in enumerate((step.do, step.who, WITHIN[step.when], step.done))
    )
    said = "The steps as a table; put a person's name for each role and a date for each time."
    return [
        Section(key="opening", style="text", statements=(m.suggestion(said),)),
        Section(
            key="step-table",
            style="table",
            columns=("", "Step", "Owner", "By when", "Done when"),
            names=tuple(str(n) for n in range(1, len(chosen) + 1)),
            statements=cells,
        ),
        Section(key="frameworks", style="bullets", statements=(statement(m, m.lead),)),
    ]


def checklist(m: Material) -> list[Section | None]:
    """The last answer as a list to tick off."""
    lines = [f"{step.do} Done when: {lowered(step.done)}" for step in m.topic.next_steps]
    said = f"A checklist for {lowered(m.topic.title)}."
    return [
        Section(key="opening", style="text", statements=(m.suggestion(said),)),
        bullets(m, "outline", lines),
        bullets(m, "check", m.topic.look_for),
        Section(key="frameworks", style="bullets", statements=(statement(m, m.lead),)),
    ]


def letter(m: Material) -> list[Section | None]:
    """A letter on the subject: words to open with, and its paragraphs to be filled; what is advice stays out of it."""
    paragraphs = LETTER_IN_SPANISH if m.in_spanish else LETTER
    outline = tuple(map(suggested, paragraphs))
    return [
        opening(m, "wording", TO_ADAPT),
        Section(key="outline", style="bullets", statements=outline),
        frameworks_say(m),
    ]


def picked(m: Material) -> list[Section | None]:
    """One step, or one citation, of the last answer in more detail."""
    cited = _identifier_picked(m)
    if cited:
        return [
            Section(key="opening", style="text", statements=(full_statement(m, cited),)),
            evidence_asked(m, most=4),
            steps(m, most=2, chosen=[s for s in m.topic.next_steps if s.serves == cited] or m.topic.next_steps),
        ]
    step = _step_picked(m)
    served = step_of(m, step).cites[0]
    who, done = lowered(step.who), lowered(sentence(step.done))
    said = f"That step falls to the {who}, {WITHIN[step.when]}, and is done when this is true: {done}"
    if m.in_spanish:
        said = f"Ese paso le toca a: {who}, {WITHIN_SPANISH[step.when]}; está hecho cuando esto es cierto: {done}"
    return [
        Section(key="opening", style="text", statements=(m.suggestion(said, served),)),
        steps(m, most=1, chosen=[step]),
        Section(key="frameworks", style="bullets", statements=(full_statement(m, served),)),
        bullets(m, "who", m.topic.who[:3]),
        bullets(m, "pitfalls", m.topic.pitfalls[:2]),
    ]


def _identifier_picked(m: Material) -> str | None:
    """Return what the last answer cited at the number pointed at, where this answer may cite it too."""
    cited = m.reading.follows.citations if m.reading.follows else ()
    at = m.reading.mark
    if at is None or not 0 < at <= len(cited) or cited[at - 1].startswith(("case/", "local/")):
        return None
    return cited[at - 1] if cited[at - 1] in m.evidence.retrieved.passages else None


def _step_picked(m: Material) -> SuggestedStep:
    """Return the topic's step that the last answer showed at the number pointed at, or its first one."""
    shown = m.reading.follows.next_steps if m.reading.follows else ()
    by_text = {step.do: step for step in m.topic.next_steps}
    number = m.reading.points_at or 1
    order = [by_text[text] for text in shown if text in by_text] or list(m.topic.next_steps)
    return order[-1] if number < 0 else order[min(number, len(order)) - 1]


def doubted(m: Material) -> list[Section | None]:
    """A doubt is taken as news: what goes wrong here and how to avoid it, what it brings along, the other ways."""
    news = brought(m, aspect_under_way(m))
    return [
        Section(key="opening", style="text", statements=news) if news else opening(m, "risk", DOUBTED),
        bullets(m, "pitfalls", m.topic.pitfalls),
        bullets(m, "advice", [m.topic.openings["compare"]] if "compare" in m.topic.openings else []),
        steps(m, most=2, chosen=None if m.evidence.beside else _not_shown(m) or m.topic.next_steps),
        Section(key="frameworks", style="bullets", statements=(statement(m, m.lead),)),
    ]


def continued(m: Material) -> list[Section | None]:
    """A circumstance: what answers it, or that nothing does; never the last answer again."""
    side = m.reading.aspect
    news = brought(m, side)
    if side != aspect_under_way(m):
        first = opening(m, side)
    elif news:
        first = Section(key="opening", style="text", statements=news)
    else:
        first = opening(m, "risk", NOTHING_ON_THAT)
    return [
        first,
        steps(m, most=3, chosen=None if m.evidence.beside else _not_shown(m) or m.topic.next_steps),
        frameworks_say(m),
    ]


def revised(m: Material) -> list[Section | None]:
    """The last answer with the change asked for."""
    left = [step for n, step in enumerate(m.topic.next_steps, 1) if n != m.reading.points_at]
    as_told = m.reading.points_at is not None or brought(m, aspect_under_way(m))
    first = opening(m, aspect_under_way(m), "" if as_told else CANNOT_REWORD)
    return [first, steps(m, most=len(left), chosen=left), frameworks_say(m)]


def _not_shown(m: Material) -> Sequence[SuggestedStep]:
    """Return the topic's steps that the last answer did not show."""
    shown = m.reading.follows.next_steps if m.reading.follows else ()
    return [step for step in m.topic.next_steps if step.do not in shown]


def in_other_words(m: Material) -> list[Section | None]:
    """The side that was under way, in the language asked for."""
    return SIDES[aspect_under_way(m)](m)


ACTS: Mapping[Act, Shape] = {
    "spanish": in_other_words,
    "shorter": shorter,
    "longer": longer,
    "more": more,
    "table": table,
    "list": checklist,
    "letter": letter,
    "pick": picked,
    "continue": continued,
    "disagree": doubted,
    "revise": revised,
}
