"""Whether a topic is surely what was asked for, and whether a sentence of it stands by itself."""

from __future__ import annotations

import re

from assistant.knowledge.corpus.draft_words import AskingWords, Spoken
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms

LEAST_WORDS, LEAST_HELD, LEAST_NAMED, LEAST_OF_TITLE = 2, 0.65, 0.33, 0.3
_DANGLING = frozenset("it they them those these she he her him his its this their".split())
_LATER = re.compile(r"\b(?:she|he|her|him|his|hers)\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:teacher|student|child|principal|parent|person|librarian|coach|leader|superintendent|member|nurse|learner|"
    r"girl|boy|mother|father|colleague|somebody|someone|everyone|anyone|director|candidate|technician)s?\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\bthe (?:two|three|four|five|six|ten)\b", re.IGNORECASE)
_THE = re.compile(r"\b[Tt]he ([\w’'-]+(?: [\w’'-]+)?)")


def fits(words: str, topic: Topic, spoken: Spoken, asking: AskingWords) -> bool:
    """Tell whether a topic is surely what the words ask for: it holds most of them, and they name it."""
    asked = _stems(words, asking) - frozenset(terms(" ".join(asking.general)))
    asked = frozenset(one for one in asked if not one.isdigit())
    if len(asked) < LEAST_WORDS:
        return False
    general = frozenset(terms(" ".join(asking.general)))
    title = (_stems(topic.title, asking) | _stems(spoken.name, asking)) - general
    named = title | _stems(" ".join((topic.gist, spoken.work or spoken.aim, spoken.gain)), asking)
    steps = (f"{step.do} {step.done}" for step in topic.next_steps)
    held = named | _stems(" ".join((*topic.openings.values(), *steps, *topic.look_for, *topic.pitfalls)), asking)
    broad = frozenset(terms(" ".join(asking.broad)))
    return (
        bool((asked & title) - broad)
        and len(asked & held) >= LEAST_HELD * len(asked)
        and len(asked & named) >= LEAST_NAMED * len(asked)
        and len(asked & title) >= LEAST_OF_TITLE * len(title)
    )


def _stems(text: str, asking: AskingWords) -> frozenset[str]:
    plain = re.sub(r"[\w']+", lambda word: asking.same.get(word[0].casefold(), word[0]), text.replace("’", "'"))
    return frozenset(terms(plain))


def stands_alone(text: str, told: str, made: frozenset[str], asking: AskingWords) -> bool:
    """Tell whether a sentence refers to nothing that hasn't been told.

    Args:
        text: The sentence.
        told: What the reader has read before it.
        made: Stems of the words of the topic's steps: a thing that a step makes, and that hasn't been told of.
        asking: Things that everybody knows.
    """
    first = re.findall(r"[\w’']+", text)[:3]
    if any(word.casefold() in _DANGLING for word in first):
        return False
    late = _LATER.search(text)
    if late and not _SOMEBODY.search(text[: late.start()]):
        return False
    if _COUNTED.search(text) and ":" not in text:
        return False
    known = frozenset(terms(told)) | frozenset(terms(" ".join(asking.common)))
    for found in _THE.finditer(text):
        things = frozenset(terms(found[1])) - known - frozenset(terms(text[: found.start()]))
        if things & made:
            return False
    return True
