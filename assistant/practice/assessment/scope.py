"""What a self-assessment is over: identifiers and names of frameworks as they are said, or a subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import Case, Framework, Frameworks
from assistant.knowledge.corpus.yaml_files import nearest_to
from assistant.knowledge.search.words import terms
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Assessment, Item
from assistant.rendering.phrasing import capital
from assistant.understanding.naming import Names

_ASKING = re.compile(r"^(?:an?\s+|our\s+)?self[- ]?assess(?:ment|ing)?\s+(?:on|of|about|for|our)\s+", re.IGNORECASE)
_ABOUT = "self assessment assess check audit review readiness where we stand against whole all every"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What was asked for: identifiers where names were said; else the words of a subject."""

    title: str
    identifiers: tuple[str, ...] = ()
    subject: str | None = None


def scope_of(words: Sequence[str], ground: Ground) -> Scope:
    """Return what some words ask for, each an identifier, name or code, or all of them a subject.

    Raises:
        UsageError: There are none, or some are names and others nothing of the frameworks.
    """
    said = tuple(" ".join(word.split()) for word in words if word.strip())
    frameworks = ground.frameworks
    if not said:
        held = ", ".join(framework.short for framework in frameworks.frameworks)
        raise UsageError(f'name a framework ({held}), a domain or an indicator, or a subject: coach assess "AI policy"')
    whole = " ".join(said)
    called = _Called(ground)
    if found := called.exactly(whole):
        return Scope(title=ground.name(found), identifiers=(found,))
    each = {word: called.exactly(word) or called.alone_in(word) for word in said}
    known = tuple(identifier for identifier in each.values() if identifier)
    if known:
        if unknown := [word for word, identifier in each.items() if not identifier]:
            hint = nearest_to(unknown[0], list(called.names))
            raise UsageError(f"{unknown[0]!r} is no framework, domain, indicator or marker{hint}")
        return Scope(title=_title(known, ground), identifiers=known)
    if mentioned := called.within(whole):
        return Scope(title=_title(mentioned, ground), identifiers=mentioned)
    about = _ASKING.sub("", whole) or whole
    return Scope(title=capital(about), subject=about)


def unsaid(words: str, items: Sequence[Item]) -> tuple[str, ...]:
    """Return the words of a subject that no item of it speaks of."""
    held = {
        term
        for item in items
        for term in terms(" ".join((item.name, item.practice or "", item.asks or "", *item.levels)))
    }
    told = [word for word in re.findall(r"[^\W_]{4,}", words) if terms(word) and not set(terms(word)) & held]
    return tuple(dict.fromkeys(told))


def begun(scope: Scope, words: Sequence[str], chosen: Sequence[str], ground: Ground) -> Assessment:
    """Return a new assessment over some identifiers.

    Raises:
        UsageError: There is nothing to be rated.
    """
    items = tuple(item.id for item in ground.items(chosen))
    if not items:
        raise UsageError(f"{scope.title!r} holds no indicator; name a framework, domain or indicator")
    return Assessment(title=scope.title, scope=tuple(words), items=items)


class _Called:
    """What frameworks, domains, indicators and markers are called; the wider part comes first."""

    def __init__(self, ground: Ground) -> None:
        self._frameworks: Frameworks = ground.frameworks
        self._naming = Names(ground.frameworks)
        self.names: dict[str, str] = {}
        by_breadth = sorted(self._frameworks.entries.items(), key=lambda one: one[0].count("/"))
        for identifier, entry in by_breadth:
            if isinstance(entry, Case):
                continue
            said = [identifier, ground.name(identifier), getattr(entry, "label", None) or ""]
            if entry.name not in self._frameworks.shared_names:
                said += [entry.name, identifier.rsplit("/", 1)[1] if "/" in identifier else ""]
            if isinstance(entry, Framework):
                said.append(entry.short)
            for name in filter(None, (*said, *getattr(entry, "aliases", ()))):
                self.names.setdefault(name.casefold(), identifier)

    def exactly(self, text: str) -> str | None:
        """Return what a text is the name of."""
        return self.names.get(text.casefold().removesuffix("/"))

    def alone_in(self, words: str) -> str | None:
        """Return the one identifier that words name, as in ISTE 4a; None where they name none, or several."""
        found = self.within(words)
        return found[0] if len(found) == 1 else None

    def within(self, text: str) -> tuple[str, ...]:
        """Return what a text calls by name where it says hardly anything else."""
        known = [i for i in self._naming.mentions(text).known if not isinstance(self._frameworks.entries[i], Case)]
        vocabulary = self._naming.vocabulary
        said = {term for name, identifier in self.names.items() if identifier in known for term in terms(name)}
        said |= {term for word in vocabulary.parts for term in terms(word)} | set(terms(_ABOUT))
        said |= {term for code, _ in self._naming.coded(text) for term in terms(code)}
        if not known or any(term not in said and not term.isdigit() for term in terms(text)):
            return ()
        return tuple(i for i in known if not any(other.startswith(f"{i}/") for other in known))


def _title(identifiers: Sequence[str], ground: Ground) -> str:
    names = [ground.name(identifier) for identifier in identifiers]
    if len(names) > 2:
        domains = {ground.frameworks.framework_of(identifier).short for identifier in identifiers}
        return f"{len(names)} parts of {' and '.join(sorted(domains))}"
    return " and ".join(names)
