"""Tells whether a question is in a language that we can read: English, or Spanish answered in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import cache
from typing import Any, Literal

from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import words

Language = Literal["english", "spanish", "other"]

_SPANISH = frozenset(
    (
        "el la los las un una de del que qué cómo como cuál cuáles quién quiénes para por con sin sobre en es son "
        "está están mi mis nuestro nuestra nuestros nuestras se su sus y o pero más muy hay tenemos debo debemos "
        "puedo podemos hacer escuela distrito maestros estudiantes padres familias al lo les nos cuando cuándo dónde "
        "porque hacemos quiero necesito necesitamos deben debería deberíamos"
    ).split()
)
# Spanish function words that no English, French, Portuguese or Italian question has.
_ONLY_SPANISH = frozenset(
    (
        "cómo qué cuál cuáles quién quiénes el los las y hay del una nuestro nuestra muy más debo debemos puedo podemos"
    ).split()
)


def language_of(text: str, english: Container[str], *, spoken: bool = False) -> Language:
    """Return a question's language.

    Args:
        text: The question.
        english: The English words that the corpus uses; a text made of them is never taken for another language.
        spoken: Whether the person has used Spanish before; then a few words go on in it unless they are English.
    """
    letters = [c for c in text if c.isalpha()]
    latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
    if letters and latin < len(letters) * 0.6:
        return "other"
    said = words(text)
    spanish = sum(word in _SPANISH for word in said)
    if re.search(r"[¿¡]", text) or (spanish >= 2 and spanish >= 0.25 * len(said) and _ONLY_SPANISH & set(said)):
        return "spanish"
    known = sum(word in english for word in said)
    if spoken and known < 0.7 * len(said):
        return "spanish"
    if len(said) < 3 or known >= 0.5 * len(said):
        return "english"
    code, share = _identifier().classify(text)
    if code == "es" and spanish:
        return "spanish"
    return "other" if code not in {"en", "es"} and share >= WEIGHTS.another_language else "english"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
