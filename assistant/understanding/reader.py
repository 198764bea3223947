"""Reads turns: language, what the turn does, which side it asks, the circumstances and the names in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import cast

from assistant.answer import Act, Aspect, Question, QuestionKind, Turn
from assistant.knowledge.corpus.topics import Angle
from assistant.knowledge.search.search import Search, Seen, UnderWay
from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import words
from assistant.understanding.cues import Glance, alone, in_conversation
from assistant.understanding.language import Language, language_of
from assistant.understanding.lessons import Heads
from assistant.understanding.naming import Mentions, Names
from assistant.understanding.reading import MAKES, SOCIAL, Follows, Made, Reading
from assistant.understanding.request import ordered_anew, subject_in, thing_ordered
from assistant.understanding.session import minutes_in, without_length
from assistant.understanding.spelling import Spelling

TWO = 2
_KIND_OF: Mapping[Aspect, QuestionKind] = {
    "begin": "how-to",
    "what": "what-is",
    "why": "what-is",
    "who": "who",
    "when": "how-to",
    "cost": "how-to",
    "evidence": "evidence",
    "own-facts": "self-check",
    "example": "example",
    "risk": "how-to",
    "wording": "draft",
    "view": "how-to",
    "rule": "what-is",
    "compare": "compare",
}
# Kinds that say more than the aspect does: a thing to make, or a list.
_MADE: frozenset[QuestionKind] = MAKES | {"list"}
_KEEPS_ITS_KIND: frozenset[Act] = frozenset({"shorter", "longer", "more", "revise", "table", "spanish"})
_ENGLISH = re.compile(r"\b(?:english|ingl[eé]s)\b", re.IGNORECASE)
_KEEPS_ITS_SIDE: frozenset[Act] = _KEEPS_ITS_KIND | {"list", "pick", "disagree"}
_NUMBER = re.compile(r"(?:#|\b)(\d{1,2})\b")
# By itself "one" points at nothing: "the one about the agenda".
_NUMBER_ONE = re.compile(r"\b(?:step|number|item|point) one\b", re.IGNORECASE)
_MARK = re.compile(r"\[(\d{1,2})\]")
_ORDINALS = {
    word: n
    for n, spelt in (
        (1, "first 1st primer primero primera"),
        (2, "second 2nd two segundo segunda"),
        (3, "third 3rd three tercer tercero tercera"),
        (4, "fourth 4th four cuarto cuarta"),
        (5, "fifth 5th five quinto quinta"),
        (-1, "last final último última"),
    )
    for word in spelt.split()
}


class Reader:
    """Reads turns against one opened generation of the index; safe to share between threads."""

    def __init__(self, search: Search) -> None:
        library = search.library
        self._search = search
        self._heads = Heads.of(library.learned)
        self._counts = library.vocabulary
        self._spelling = Spelling(library.vocabulary, search.known_words(), search.own_documents_have)
        self._glossary = library.glossary
        self.names = Names(library.frameworks, lambda text: self._glossary().gloss(text))

    def read(self, question: Question) -> Reading:
        """Return the reading of a question with what was said before it."""
        said = question.text.strip()
        language, english = self.in_english(said, spoken=self._spoken(question.history))
        seen = self._search.see(english)
        before = self._before(question.history)
        act, kinds = self._act(said, seen, before)
        if ordered_anew(english):
            act = "ask"
        mentions = self.names.mentions(said, english)
        # Documents seldom name a framework; who does so asks the assistant.
        in_talk = before is not None or bool(mentions.known)
        aspects = _ranked(self._heads.aspect.probabilities(alone(said, seen.vector, in_talk=in_talk)))
        settings = _ranked(self._heads.setting.probabilities(alone(said, seen.vector, in_talk=True)))
        follows, under_way = (None, None) if before is None or act == "ask" or act in SOCIAL else before
        aspect = _side_under_way(act, follows) or _side_named(mentions) or cast(Aspect, aspects[0][0])
        kind = (thing_ordered(english) if follows is None else None) or _kind(act, aspect, kinds, follows)
        if kind in MAKES and follows is None:
            seen = self._search.see(subject_in(english, kind))
        return Reading(
            said=said,
            language=language,
            reply_in=_reply_in(said, language, act),
            english=english,
            act=act,
            aspect=aspect,
            aspects=tuple((cast(Aspect, name), share) for name, share in aspects),
            settings=tuple(cast(Angle, name) for name, share in settings if share >= WEIGHTS.least_setting),
            kind=kind,
            mentions=mentions,
            standalone=f"{follows.subject.rstrip(' .?!')} – {said}" if follows else said,
            follows=follows,
            points_at=_number_in(said) or (self._step_meant(seen, follows) if act == "pick" else None),
            mark=_mark_in(said),
            minutes=minutes_in(said) or (_minutes_said(question.history) if follows else None),
            seen=seen if under_way is None else self._search.see(f"{under_way.seen.text} {english}"),
            by_itself=seen,
            under_way=under_way,
        )

    def _step_meant(self, seen: Seen, follows: Follows | None) -> int | None:
        """Return the number of the step of the last answer that comes nearest to a turn, where it showed any."""
        steps = follows.next_steps if follows else ()
        nearness = [float(self._search.see(step).vector @ seen.vector) for step in steps]
        return nearness.index(max(nearness)) + 1 if nearness else None

    def _spoken(self, history: Sequence[Turn]) -> bool:
        """Tell whether the person has used Spanish before."""
        said = (turn.content for turn in history if turn.role == "user")
        return any(language_of(text, self._counts) == "spanish" for text in said)

    def in_english(self, text: str, *, spoken: bool = False) -> tuple[Language, str]:
        """Return the language of a text, and the text in English: glossed from Spanish, or its spelling mended.

        Args:
            text: The text.
            spoken: Whether the person has used Spanish before.
        """
        language = language_of(text, self._counts, spoken=spoken)
        return language, self._glossary().gloss(text) if language == "spanish" else self._spelling.mend(text)

    def _act(self, said: str, seen: Seen, before: tuple[Follows, UnderWay] | None) -> tuple[Act, Mapping[str, float]]:
        """Return what a turn does and the probability of each kind; nothing can be gone on from where nothing was."""
        shape = in_conversation(
            said,
            _glance(seen),
            _glance(before[1].seen) if before else None,
            before[0].kind if before else None,
        )
        acts = self._heads.act.probabilities(shape)
        possible: Collection[str] = acts if before else {"ask", *SOCIAL} & acts.keys()
        if before:
            acts = {**acts, "ask": acts.get("ask", 0.0) * WEIGHTS.leaving}
        return cast(Act, max(possible, key=acts.__getitem__)), self._heads.kind.probabilities(shape)

    def _before(self, history: Sequence[Turn]) -> tuple[Follows, UnderWay] | None:
        """Return the subject under way, with its topic where the last answer says it."""
        asked = [n for n, turn in enumerate(history) if turn.role == "user" and turn.content.strip()]
        if not asked:
            return None
        place = asked[self._subject([history[n].content for n in asked])]
        subject = history[place].content
        said = (turn for turn in reversed(history[place:]) if turn.role == "assistant")
        last = next((turn for turn in said if turn.topic or turn.citations or turn.kind not in {"about", "off"}), None)
        seen = self._search.see(self.in_english(subject)[1])
        follows = Follows(
            subject=subject,
            topic=last.topic if last else None,
            aspect=last.aspect if last else None,
            kind=last.kind if last else None,
            next_steps=last.next_steps if last else (),
            citations=last.citations if last else (),
            made=_made_in(history, last.topic if last else None),
        )
        return follows, UnderWay(seen=seen, topic=follows.topic, citations=follows.citations)

    def _subject(self, asked: Sequence[str]) -> int:
        """Return the number of the last question that brought a subject of its own."""
        for n in range(len(asked) - 1, 0, -1):
            seen, earlier = (self._search.see(self.in_english(text)[1]) for text in (asked[n], asked[n - 1]))
            follows = Follows(subject=asked[n - 1])
            act, _ = self._act(asked[n], seen, (follows, UnderWay(seen=earlier, topic=None, citations=())))
            if act == "ask":
                return n
        return 0


def _made_in(history: Sequence[Turn], topic: str | None) -> Made | None:
    """Return the workshop or plan that was made last of a topic, with what was asked of it; other turns don't count."""
    made: Made | None = None
    of: str | None = None
    said = ""
    for turn in history:
        if turn.role == "user":
            said = turn.content
        elif turn.kind in MAKES:
            same = made is not None and (made.kind, of) == (turn.kind, turn.topic)
            made = replace(made, changes=(*made.changes, said)) if made and same else Made(kind=turn.kind, request=said)
            of = turn.topic
    return made if of == topic else None


def _glance(seen: Seen) -> Glance:
    return Glance(vector=seen.vector, shares=seen.ballot.at_a_glance, nearest=seen.ballot.nearest)


def _ranked(shares: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(shares.items(), key=lambda item: -item[1])


def _kind(act: Act, aspect: Aspect, kinds: Mapping[str, float], follows: Follows | None) -> QuestionKind:
    """Return the kind of answer: a thing to make or a list where one is asked for, else what the aspect comes to."""
    if act in SOCIAL:
        return "about"
    likeliest = cast(QuestionKind, max(kinds, key=kinds.__getitem__))
    if likeliest in _MADE:
        return likeliest
    if act in _KEEPS_ITS_KIND and follows and follows.kind:
        return follows.kind
    return _KIND_OF[aspect]


def _reply_in(said: str, language: Language, act: Act) -> Language:
    """Return the language wanted: that of the question, or the one that a turn asks to change to."""
    if act == "spanish":
        return "english" if _ENGLISH.search(said) else "spanish"
    return language


def _side_under_way(act: Act, follows: Follows | None) -> Aspect | None:
    """Return the side that an act on the last answer leaves as it is, or None where the words say which is asked."""
    if follows is None or act not in _KEEPS_ITS_SIDE:
        return None
    return follows.aspect or "begin"


def _side_named(mentions: Mentions) -> Aspect | None:
    """Return that a comparison is asked where two frameworks are named."""
    return "compare" if sum("/" not in identifier for identifier in mentions.known) >= TWO else None


def _number_in(text: str) -> int | None:
    """Return the number of a step that a text points at, in figures or as a word (-1 for the last)."""
    found = _NUMBER.search(without_length(text))
    if found:
        return int(found[1])
    if _NUMBER_ONE.search(text):
        return 1
    return next((_ORDINALS[word] for word in words(text) if word in _ORDINALS), None)


def _mark_in(text: str) -> int | None:
    """Return the number of a citation that a text points at, as in "[2]"."""
    found = _MARK.search(text)
    return int(found[1]) if found else None


def _minutes_said(history: Sequence[Turn]) -> int | None:
    """Return the length of a session that was named last in what the person said before."""
    said = (minutes_in(turn.content) for turn in reversed(history) if turn.role == "user")
    return next((minutes for minutes in said if minutes), None)
