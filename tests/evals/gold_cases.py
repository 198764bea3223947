"""A mini set of cases, labelled by hand, and answers written out by hand."""

import copy

from evals.answers.given import read_given
from evals.cases.case import Case
from evals.metrics.trial import trial

AI = "digital-equity/leadership/culture-of-innovation"
PLAN = "digital-equity/leadership/strategic-plan"
VISION = "digital-equity/leadership/collaborative-vision-development"
ISTE = "iste/visionary-planner/2c"
PILLAR = "pillars/digital-leadership/branding"

ANSWERABLE = Case(
    id="m1",
    base="m1",
    variant="base",
    split="dev",
    kind="how-to",
    role="principal",
    question="Our AI committee talks and nothing happens. How do we give it teeth?",
    expected="answer",
    lead=(AI, PLAN),
    required=(AI,),
    allowed=(AI, PLAN, ISTE),
    competencies_allowed=("leadership-for-digital-equity",),
    nuggets=("Write down what the group decides.",),
    source="test",
    authors=("A",),
)
OFF_TOPIC = Case(
    id="m2",
    base="m2",
    variant="base",
    split="test",
    kind="off",
    role="unknown",
    question="What is for lunch on Friday?",
    expected="decline",
    reason="off-topic",
    source="test",
    authors=("A",),
)
FALSE_PREMISE = ANSWERABLE.model_copy(
    update={"id": "m3", "base": "m3", "premise": "There is no ISTE 2z.", "question": "What does ISTE 2z ask of AI?"}
)

PASSAGE = (
    "Digital Equity Framework > Leadership for Digital Transformation > Culture of Innovation\n"
    "Leaders build a culture in which people try new things with technology, 3 times a year at least."
)
ANSWER = {
    "outcome": "answered",
    "kind": "how-to",
    "reason": None,
    "premise": None,
    "nearest": [],
    "answer": (
        "Leaders build a culture in which people try new things with technology. [1]\n\n"
        "1. **Write a one-page charter for the group.** [1]\n"
        "   Who: principal · When: within a week · Done when: The charter is signed. · Builds: Leadership\n\n"
        f"**References**\n\n- [1] Culture of Innovation, Digital Promise `{AI}`"
    ),
    "claims": [
        {
            "text": "Leaders build a culture in which people try new things with technology.",
            "kind": "framework",
            "citations": [1],
        }
    ],
    "citations": [
        {
            "n": 1,
            "id": AI,
            "title": "Culture of Innovation",
            "source": {"title": "Framework", "publisher": "Digital Promise", "edition": "2024", "url": None},
            "passage": PASSAGE,
            "score": 0.8,
        }
    ],
    "next_steps": [
        {
            "do": "Write a one-page charter for the group.",
            "who": "principal",
            "when": "week",
            "done": "The charter is signed.",
            "competencies": ["leadership-for-digital-equity"],
            "citations": [1],
        }
    ],
}
DECLINE = {
    "outcome": "abstained",
    "reason": "The frameworks don't cover school meals.",
    "premise": None,
    "nearest": [{"id": AI, "title": "Culture of Innovation"}],
    "answer": f"The frameworks don't cover school meals.\n\n- Culture of Innovation `{AI}`",
    "claims": [],
    "citations": [],
    "next_steps": [],
}


def answering(*labels, **changes):
    """Return the hand-written answer, citing other labels when given, with fields changed."""
    fields = copy.deepcopy(ANSWER)
    if labels:
        fields["citations"] = [{**fields["citations"][0], "n": n, "id": label} for n, label in enumerate(labels, 1)]
        fields["claims"][0]["citations"] = list(range(1, len(labels) + 1))
        shown = "".join(f"[{n}]" for n in range(1, len(labels) + 1))
        listed = "\n".join(f"- [{n}] title, publisher `{label}`" for n, label in enumerate(labels, 1))
        fields["answer"] = f"Text. {shown}\n\n**References**\n\n{listed}"
    return {**fields, **changes}


def tried(case, fields, ruler, retrieved=(AI, PLAN, ISTE)):
    """Return a case with an answer's fields as a trial."""
    return trial(case, read_given(fields, retrieved), ruler)
