"""Gold answers: made from a case's own labels and the corpus, right in every way that needs no model to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.cases.case import Case, framework_of, indicators
from evals.metrics.trial import Ruler

Fields = dict[str, Any]
WHEN_WORDS = {"week": "within a week", "month": "within a month", "term": "this term", "year": "within a year"}
_MOST = 4


def gold(case: Case, ruler: Ruler) -> Fields:
    """Return the contract's fields of a right answer, or of a right decline, to a case."""
    return _decline(case, ruler.frameworks) if case.expected == "decline" else _answer(case, ruler)


def retrieved_for(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was retrieved for a gold answer: all that it cites."""
    return tuple(citation["id"] for citation in fields["citations"])


def rendered(fields: Mapping[str, Any], frameworks: Frameworks) -> str:
    """Return an answer's fields as Markdown in the contract's shape."""
    if fields["outcome"] == "abstained":
        places = "\n".join(f"- {place['title']} `{place['id']}`" for place in fields["nearest"])
        return f"{fields['reason']}\n\n{places}"
    parts = [f"> {fields['premise']}"] if fields["premise"] else []
    parts += [f"{claim['text']}{marks(claim['citations'])}" for claim in fields["claims"]]
    parts += [_step(n, step, frameworks) for n, step in enumerate(fields["next_steps"], 1)]
    listed = [f"- [{c['n']}] {c['title']}, {c['source']['publisher']} `{c['id']}`" for c in fields["citations"]]
    return "\n\n".join([*parts, "\n".join(["**References**", "", *listed])])


def marks(numbers: Sequence[int]) -> str:
    """Return citation marks as they stand behind a sentence."""
    return f" {''.join(f'[{n}]' for n in numbers)}" if numbers else ""


def passage_of(identifier: str, frameworks: Frameworks) -> str:
    """Return the text of an identifier's passage: its path of names, and what the corpus says of it."""
    parts = identifier.split("/")
    heading = " > ".join(frameworks.title("/".join(parts[: n + 1])) for n in range(len(parts)))
    return f"{heading}\n{_said_of(identifier, frameworks)}"


def citation_of(identifier: str, number: int, frameworks: Frameworks) -> Fields:
    """Return a citation of an identifier of the corpus."""
    source = frameworks.source_of(identifier)
    return {
        "n": number,
        "id": identifier,
        "title": frameworks.title(identifier),
        "source": {"title": source.title, "publisher": source.publisher, "edition": source.edition, "url": source.url},
        "passage": passage_of(identifier, frameworks),
        "score": round(1.0 - 0.05 * number, 2),
    }


def _answer(case: Case, ruler: Ruler) -> Fields:
    frameworks = ruler.frameworks
    labels = _labels(case)
    claims = [
        {"text": _claim(label, frameworks), "kind": "framework", "citations": [n]} for n, label in enumerate(labels, 1)
    ]
    return {
        **_frame(case),
        "outcome": "answered",
        "premise": case.premise,
        "claims": claims,
        "citations": [citation_of(label, n, frameworks) for n, label in enumerate(labels, 1)],
        "next_steps": [
            _next_step(n, competency, labels[0], frameworks)
            for n, competency in enumerate(_competencies(case, labels, ruler), 1)
        ],
    }


def _decline(case: Case, frameworks: Frameworks) -> Fields:
    nearest = next(iter(case.allowed), next(iter(frameworks.indicators)))
    return {
        **_frame(case),
        "outcome": "abstained",
        "reason": "The frameworks hold nothing on this question, so there is nothing to cite.",
        "premise": case.premise,
        "nearest": [{"id": nearest, "title": frameworks.title(nearest)}],
    }


def _frame(case: Case) -> Fields:
    return {
        "id": case.id,
        "question": case.question,
        "standalone_question": case.question,
        "kind": case.kind,
        "reason": None,
        "nearest": [],
        "claims": [],
        "citations": [],
        "next_steps": [],
        "follow_ups": [],
    }


def _labels(case: Case) -> list[str]:
    """Return a lead first, then what is required, then as many allowed ones as an answer has room for."""
    first = next((label for label in case.lead if label in case.required), case.lead[0])
    order = dict.fromkeys([first, *case.required, *case.allowed])
    return list(order)[: max(_MOST, len({first, *case.required}))]


def _claim(label: str, frameworks: Frameworks) -> str:
    said = _said_of(label, frameworks)
    end = said.find(". ")
    return said if end < 0 else said[: end + 1]


def _said_of(identifier: str, frameworks: Frameworks) -> str:
    entry = frameworks.entries[identifier]
    summary = getattr(entry, "summary", None)
    if summary:
        return str(summary)
    return f"{frameworks.title(identifier)} belongs to {frameworks.domain_of(identifier).name}."


def _competencies(case: Case, labels: Sequence[str], ruler: Ruler) -> list[str]:
    """Return required competencies, then allowed ones that serve a cited label; any that does where there is none."""
    cited = indicators(labels)
    fitting = [k for k in case.competencies_allowed if cited & ruler.links.get(k, frozenset())]
    if not fitting and not case.competencies_required:
        fitting = [k for k, served in ruler.links.items() if cited & served]
    return list(dict.fromkeys([*case.competencies_required, *fitting]))[:2]


def _next_step(n: int, competency: str, label: str, frameworks: Frameworks) -> Fields:
    subject = frameworks.title(label)
    return {
        "do": (f"Write down in one page what will change: {subject}", f"Ask what is missing: {subject}")[n % 2],
        "who": ("principal", "superintendent")[n % 2],
        "when": ("week", "month")[n % 2],
        "done": ("The page hangs in the staff room", "Their answers are dated and filed")[n % 2],
        "competencies": [competency],
        "citations": [1],
    }


def _step(n: int, step: Mapping[str, Any], frameworks: Frameworks) -> str:
    builds = "; ".join(frameworks.competency_names.get(k, k) for k in step["competencies"])
    when = WHEN_WORDS.get(step["when"], step["when"])
    return (
        f"{n}. **{step['do']}**{marks(step['citations'])}\n"
        f"   Who: {step['who']} · When: {when} · Done when: {step['done']} · Builds: {builds}"
    )


def foreign_to(case: Case, frameworks: Frameworks) -> str | None:
    """Return an indicator of a framework that the case doesn't allow, or None where it allows them all."""
    allowed = {framework_of(label) for label in case.allowed}
    return next((i for i in frameworks.indicators if framework_of(i) not in allowed), None)
