"""Declining honestly: what is missing, where to turn, and the nearest places in the frameworks."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Nearest
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.search.search import Found
from assistant.knowledge.search.weights import WEIGHTS
from assistant.understanding.language import Language
from assistant.understanding.premises import Premise

MOST_NEAREST = 3
_MEANT = "If you meant it as a question of leadership, these places in the frameworks are nearest:"
_EXISTS = "What does exist nearest to it:"
_OTHER_LANGUAGE = "I can read questions in English and Spanish only; please ask again in one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """Why there is no answer, and where to go on."""

    reason: str
    nearest: tuple[Nearest, ...]
    leading_on: str = _MEANT

    @property
    def markdown(self) -> str:
        """The words that the reader sees."""
        if not self.nearest:
            return self.reason
        places = "\n".join(f"- {place.title} `{place.id}`" for place in self.nearest)
        return f"{self.reason}\n\n{self.leading_on}\n\n{places}"


def decline(
    found: Found, frameworks: Frameworks, *, language: Language = "english", premise: Premise | None = None
) -> Abstention:
    """Return the abstention for a question that the frameworks do not cover."""
    places = [*(premise.nearest if premise else ()), *(identifier for identifier, _ in found.indicators)]
    nearest = tuple(
        Nearest(id=identifier, title=frameworks.title(identifier))
        for identifier in list(dict.fromkeys(places))[:MOST_NEAREST]
    )
    if language == "other":
        return Abstention(reason=_OTHER_LANGUAGE, nearest=())
    if premise:
        return Abstention(reason=premise.text, nearest=nearest, leading_on=_EXISTS if premise.nearest else _MEANT)
    if found.off and found.off[1] >= max(WEIGHTS.plainly_off, found.topics[0][1]):
        topic = found.off[0]
        return Abstention(reason=f"The frameworks don't cover this. {topic.reason} {topic.instead}", nearest=nearest)
    return Abstention(
        reason=(
            "The frameworks I answer from don't cover this, as far as I can tell: nothing in them comes close enough "
            "to your question to cite. Name the part that is about leading with technology, and I will try again."
        ),
        nearest=nearest,
    )
