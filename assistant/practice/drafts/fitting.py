"""Whether a topic is surely what was asked for, and whether a sentence of it stands by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.knowledge.corpus.draft_words import AskingWords, Spoken
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms

LEAST_WORDS, LEAST_HELD, LEAST_NAMED, LEAST_OF_TITLE = 2, 0.65, 0.33, 0.3
HALF = 0.5
_DANGLING = frozenset("it they them those these she he her him his its this their".split())
_LATER = re.compile(r"\b(?:she|he|her|him|his|hers)\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:teacher|student|child|principal|parent|person|librarian|coach|leader|superintendent|member|nurse|learner|"
    r"girl|boy|mother|father|colleague|somebody|someone|everyone|anyone|director|candidate|technician)s?\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\bthe (?:two|three|four|five|six|ten)\b", re.IGNORECASE)
_THE = re.compile(r"\b[Tt]he ([\w’'-]+(?: [\w’'-]+)?)")


@dataclass(frozen=True, slots=True)
class _Shared:
    """The telling words of a request, and those of them that a topic holds, is named by, and has in its title."""

    asked: frozenset[str]
    held: frozenset[str]
    named: frozenset[str]
    title: frozenset[str]


def fits(words: str, topic: Topic, spoken: Spoken, asking: AskingWords) -> bool:
    """Tell whether a topic is surely what the words ask for: it holds most of them, and they name it.

    So it is too where its title says every word of them, one of which is more than general.
    """
    shared = _shared(words, topic, spoken, asking)
    asked = len(shared.asked)
    broad = frozenset(terms(" ".join(asking.broad)))
    if shared.asked - broad and _stems(words, asking) <= _stems(topic.title, asking):
        return True
    if asked < LEAST_WORDS:
        return False
    of_title = shared.title & shared.asked
    return (
        bool(of_title - frozenset(terms(" ".join(asking.broad))))
        and len(shared.held) >= LEAST_HELD * asked
        and len(shared.named) >= LEAST_NAMED * asked
        and len(of_title) >= LEAST_OF_TITLE * len(shared.title)
    )


def names_all(words: str, topic: Topic, spoken: Spoken, asking: AskingWords) -> bool:
    """Tell whether a topic holds every telling word, so that its steps answer the request and not a part of it."""
    shared = _shared(words, topic, spoken, asking)
    return shared.asked == shared.held and len(shared.named) >= HALF * len(shared.asked)


def _shared(words: str, topic: Topic, spoken: Spoken, asking: AskingWords) -> _Shared:
    general = frozenset(terms(" ".join(asking.general)))
    asked = frozenset(one for one in _stems(words, asking) - general if not one.isdigit())
    title = (_stems(topic.title, asking) | _stems(spoken.name, asking)) - general
    named = title | _stems(" ".join((topic.gist, spoken.work or spoken.aim, spoken.gain)), asking)
    steps = (f"{step.do} {step.done}" for step in topic.next_steps)
    held = named | _stems(" ".join((*topic.openings.values(), *steps, *topic.look_for, *topic.pitfalls)), asking)
    return _Shared(asked=asked, held=asked & held, named=asked & named, title=title)


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
