"""What the frameworks call things, read off their own files: names, words for their parts, codes and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from assistant.knowledge.corpus.frameworks import Domain, Framework, Frameworks, Indicator, Marker

Level: TypeAlias = Literal["domain", "indicator", "marker", "competency", "term"]
# Up to so many capitals a name counts only as it is written ("DEF").
LONGEST_AS_WRITTEN = 3
# What stands beside a name of two words that is meant as one.
_ASKED_OF = "evidence|mean|ask|say|require|want|in the"
_NUMBER = r"(?:number\s+|no\.?\s*|#)?"
_SMALL = frozenset("of for and in the a an to with by on s".split())
_SPANISH = re.compile(r"\b(?:el|la|los|las|un|una|del|de|qué)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A word for parts of a framework.

    Attributes:
        word: In small letters and the singular.
        framework: Whose own word it is; None for ours, which say the same of every framework.
        everyday: Schools use the word for much else, so it says nothing where no framework is spoken of.
    """

    word: str
    level: Level
    framework: str | None = None
    everyday: bool = False

    @property
    def plural(self) -> str:
        """The word for several of them."""
        return re.sub(r"(?<=[^aeiou])y$", "ie", self.word) + "s"

    def belongs_to(self, framework: str) -> bool:
        """Tell whether the word says something of a framework."""
        return self.framework in {None, framework}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSaid:
    """A word for parts of a framework where a text has it; ``parts`` are all that it can stand for, ours first."""

    parts: tuple[Part, ...]
    start: int
    end: int
    plural: bool
    spanish: bool = False

    @property
    def everyday(self) -> bool:
        """Whether the word says nothing where no framework is spoken of."""
        return any(part.everyday for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name, the identifier that bears it, and what that is: a level, framework, case, or the word for a term."""

    text: str
    identifier: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """How a framework's domains are called by number, and its indicators by that number and a letter.

    Attributes:
        pattern: Finds codes, in groups ``by`` (the framework's name), ``domain`` and ``item`` (a word for such a part),
            ``later`` (what later editions put before), ``number`` and ``letter``.
        spoken: Finds that the framework is spoken of.
        name: The framework's shortest name.
        domains: Domains by number.
        complete: Whether all domains have one, so that the framework's name and a number say which is meant.
        lettered: Whether the indicators are called by number and letter.
    """

    framework: str
    pattern: re.Pattern[str]
    spoken: re.Pattern[str]
    name: str
    domains: dict[int, str]
    complete: bool
    lettered: bool


OURS = (
    Part(word="indicator", level="indicator"),
    Part(word="marker", level="marker"),
    Part(word="domain", level="domain", everyday=True),
    Part(word="competency", level="competency", everyday=True),
)


class Vocabulary:
    """The words of some frameworks; what does not stand in their files it does not know."""

    def __init__(self, frameworks: Frameworks) -> None:
        self._frameworks = frameworks

    @cached_property
    def parts(self) -> dict[str, tuple[Part, ...]]:
        """The words for parts of frameworks: ours, frameworks' own, and what their terms name."""
        own = [
            Part(word=own.word, level=own.level, framework=framework.id, everyday=own.everyday)
            for framework in self._frameworks.frameworks
            for own in framework.words
        ]
        terms = [
            Part(word=word, level="term", framework=domain.framework, everyday=True)
            for domain in self._frameworks.domains
            for word in domain.terms
        ]
        found: dict[str, tuple[Part, ...]] = {}
        for part in dict.fromkeys((*OURS, *own, *terms)):
            found[part.word] = (*found.get(part.word, ()), part)
        return found

    def words_for(self, level: Level, framework: str) -> list[Part]:
        """Return the words for what a framework has at one level: its own, then ours."""
        every = [p for parts in self.parts.values() for p in parts if p.level == level and p.belongs_to(framework)]
        return sorted(every, key=lambda part: part.framework is None)

    @cached_property
    def _forms(self) -> dict[str, str]:
        """Singulars and plurals of the words for parts, with the singular."""
        forms = {part.plural: word for word, parts in self.parts.items() for part in parts}
        return {**forms, **{word: word for word in self.parts}}

    @cached_property
    def _said(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{any_of(self._forms)})\b", re.IGNORECASE)

    def parts_said(self, text: str, gloss: Callable[[str], str] = str) -> list[PartSaid]:
        """Return the words for parts in a text, in their order; ``gloss`` puts a Spanish word into English."""
        found = {match.span(): (match.group(), False) for match in self._said.finditer(text)}
        if _SPANISH.search(text):
            glossed = {match.span(): gloss(match.group()) for match in _LETTERS.finditer(text)}
            found = {**{span: (word, True) for span, word in glossed.items() if word in self._forms}, **found}
        said = []
        for (start, end), (form, spanish) in sorted(found.items()):
            small = " ".join(form.lower().split())
            word = self._forms[small]
            said.append(PartSaid(parts=self.parts[word], start=start, end=end, plural=small != word, spanish=spanish))
        return said

    def speaks(self, text: str, gloss: Callable[[str], str] = str) -> bool:
        """Tell whether a text names a framework, or speaks of frameworks."""
        said = f"{text} {gloss(text)}" if _SPANISH.search(text) else text
        return bool(self._frameworks_said.search(said))

    def without_frameworks(self, name: str) -> str:
        """Return a name without that of a framework before or after it."""
        return self._frameworks_beside.sub("", name).strip(" ,")

    @cached_property
    def _framework_names(self) -> str:
        return "|".join(self.spoken(framework.id) for framework in self._frameworks.frameworks)

    @cached_property
    def _frameworks_said(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{self._framework_names}|frameworks?)\b", re.IGNORECASE)

    @cached_property
    def _frameworks_beside(self) -> re.Pattern[str]:
        named = rf"(?:{self._framework_names}|frameworks?)"
        return re.compile(rf"^{named}\b(?:['’]s?\b)?|\b{named}$", re.IGNORECASE)

    def held(self, holder: str, part: Part) -> tuple[str, ...]:
        """Return what a framework, domain or indicator has of something: identifiers, or the names of terms."""
        if not part.belongs_to(holder.split("/", 1)[0]):
            return ()
        if part.level == "competency":
            return tuple(c.id for c in self._frameworks.competencies if c.framework == holder)
        entries = {i: e for i, e in self._frameworks.entries.items() if f"{i}/".startswith(f"{holder}/")}
        if part.level == "term":
            domains = (entry for entry in entries.values() if isinstance(entry, Domain))
            return tuple(name for domain in domains for name in domain.terms.get(part.word, ()))
        wanted = {"domain": Domain, "indicator": Indicator, "marker": Marker}[part.level]
        return tuple(i for i, entry in entries.items() if i != holder and isinstance(entry, wanted))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name of entries, terms and competencies; names that several markers share say nothing alone."""
        found: list[Name] = []
        for identifier, entry in self._frameworks.entries.items():
            named = (entry.name, getattr(entry, "short", ""), *getattr(entry, "aliases", ()))
            if entry.name not in self._frameworks.shared_names:
                kind = type(entry).__name__.lower()
                found += [Name(text=text, identifier=identifier, kind=kind) for text in dict.fromkeys(named) if text]
            if isinstance(entry, Domain):
                terms = ((word, text) for word, texts in entry.terms.items() for text in texts)
                found += [Name(text=text, identifier=identifier, kind=word) for word, text in terms]
        found += [Name(text=c.name, identifier=c.id, kind="competency") for c in self._frameworks.competencies]
        return tuple(found)

    def spoken(self, framework: str) -> str:
        """Return the pattern of a framework's names."""
        texts = {_written(name.text): len(name.text) for name in self.names if name.identifier == framework}
        return f"(?:{'|'.join(sorted(texts, key=lambda pattern: -texts[pattern]))})"

    @cached_property
    def patterns(self) -> tuple[tuple[str, str, str], ...]:
        """How a text calls what exists by name: a name's first word, pattern and identifier, longer names first."""
        longest_first = sorted(self.names, key=lambda name: -len(name.text))
        called = (
            (re.split(r"\W", _words(name.text)[0].lower())[0], self._called(name), name.identifier)
            for name in longest_first
        )
        return tuple((first, pattern, identifier) for first, pattern, identifier in called if pattern)

    @cached_property
    def codes(self) -> tuple[Codes, ...]:
        """The numbers and codes of the frameworks that have them."""
        numbered = dict.fromkeys(domain.framework for domain in self._frameworks.domains if domain.number)
        return tuple(self._codes(framework) for framework in self._frameworks.frameworks if framework.id in numbered)

    def _codes(self, framework: Framework) -> Codes:
        domains = [domain for domain in self._frameworks.domains if domain.framework == framework.id]
        named, words = self.spoken(framework.id), self.words_for("domain", framework.id)
        own = [part for part in words if part.framework]
        items = (*_forms_of(self.words_for("indicator", framework.id)), "code", "part")
        return Codes(
            framework=framework.id,
            pattern=re.compile(
                rf"(?<![\w.:])(?:(?P<by>{named})(?:['’]s)?\W{{1,3}})?"
                rf"(?:(?:(?P<domain>{any_of(_forms_of(own or words))})|(?P<item>{any_of(items)}))\W{{1,3}}{_NUMBER})?"
                rf"(?P<later>{re.escape(framework.later) if framework.later else '(?!)'})?"
                r"(?P<number>[1-9]\d?)\.?(?P<letter>[a-z])?(?![\w:%]|\.\d)",
                re.IGNORECASE,
            ),
            spoken=re.compile(rf"\b(?:{'|'.join((named, *_forms_of(own)))})\b", re.IGNORECASE),
            name=min((name.text for name in self.names if name.identifier == framework.id), key=len),
            domains={domain.number: domain.id for domain in domains if domain.number},
            complete=all(domain.number for domain in domains),
            lettered=all(re.fullmatch(rf"{d.number}[a-z]", i.id) for d in domains for i in d.indicators),
        )

    def _called(self, name: Name) -> str | None:
        """Return the pattern by which a text calls an entry by name, or None where only a code can tell it apart."""
        if name.kind in {"framework", "domain", "case"}:
            return rf"\b{_written(name.text)}\b"
        if name.kind not in {"indicator", "marker"} or " · " in name.text:
            return None
        words = _words(name.text)
        level: Level = "indicator" if name.kind == "indicator" else "marker"
        own = any_of(_forms_of(self.words_for(level, name.identifier.split("/", 1)[0])))
        core = rf"\b{_written(name.text)}\b"
        if sum(word.lower() not in _SMALL for word in words) < 2:
            return rf"{core}(?=\W+(?:{own})\b)|\b(?:{own})\W+of\W+{core}"
        if len(words) > 2:
            return core
        any_part = any_of(self._forms)
        return rf"{core}(?=\W+(?:{any_part}|{_ASKED_OF}))|\b(?:{any_part})\W+(?:\w+\W+)?{core}"


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, longer ones first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _forms_of(parts: Iterable[Part]) -> list[str]:
    return [form for part in parts for form in (part.word, part.plural)]


def _words(name: str) -> list[str]:
    return re.findall(r"[\w'-]+", name.replace("&", "and"))


def _written(name: str) -> str:
    """Return the pattern of a name, however it is spaced, with "and" as it is or as a sign."""
    as_written = name.isupper() and len(name) <= LONGEST_AS_WRITTEN
    words = [word if as_written else word.lower() for word in _words(name)]
    pattern = r"\W*".join("(?:and|&)" if word == "and" else re.escape(word).replace("'", "['’]") for word in words)
    return f"(?-i:{pattern})" if as_written else pattern
