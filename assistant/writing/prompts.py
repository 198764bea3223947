"""Prompts: files that say on top what they are filled with, and that are filled with exactly that.

Three kinds of variables keep what people write apart from what we write. Data is fenced (:mod:`fences`), a choice
stands for words of the prompt's own file, a number is a number. So no text of a user, a document or a history can
become an instruction's wording, a variable or a fence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import CoachError
from assistant.knowledge.corpus.yaml_files import nearest_to
from assistant.writing.fences import ending, fenced

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

Speaker = Literal["system", "human"]
Value = str | int | Sequence[str]
README = "README"
_HEADER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_SPEAKER = re.compile(r"^# (system|human)$\n?", re.MULTILINE)


class PromptError(CoachError):
    """A prompt's file can't be used, or it was filled with other than it asks for (exit status 1)."""


class Variable(BaseModel):
    """What a prompt is filled with at one place.

    Attributes:
        what: What it is, for people.
        kind: ``data`` is fenced; a ``choice`` stands for words of the file; a ``number`` is shown as it is.
        among: The words that each choice stands for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    kind: Literal["data", "choice", "number"] = "data"
    among: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _choices_are_choices(self) -> Variable:
        if (self.kind == "choice") != bool(self.among):
            raise ValueError("`among` stands with the kind `choice`, and only there")
        return self


class Header(BaseModel):
    """What stands on top of a prompt's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: str
    version: int = Field(ge=1)
    variables: dict[str, Variable] = Field(default_factory=dict)
    example: dict[str, str | int | tuple[str, ...]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A prompt as it is sent: what each speaker says, and the hash of the files that it was made from."""

    messages: tuple[tuple[Speaker, str], ...]
    prompt: str

    @property
    def text(self) -> str:
        """All messages as one text."""
        return "\n\n".join(text for _, text in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt, or several put together.

    Attributes:
        name: The file's name without its ending; those of several are joined by ``+``.
        hash: SHA-256 of the file; of several, SHA-256 of theirs.
        parts: The templates, each with its speaker.
    """

    name: str
    path: Path
    header: Header
    hash: str
    parts: tuple[tuple[Speaker, str], ...]
    _template: ChatPromptTemplate = field(repr=False, compare=False)

    def fill(self, **values: Value) -> Filled:
        """Return the prompt with its variables filled.

        Raises:
            PromptError: A variable is missing or not one of the prompt's, or its value is not of its kind.
        """
        variables = self.header.variables
        for name in values:
            if name not in variables:
                raise self._error(f"has no variable {name!r}{nearest_to(name, list(variables))}; leave it out")
        for name in variables:
            if name not in values:
                raise self._error(f"variable {name!r} is missing; give {variables[name].what}")
        shown = {name: self._shown(name, value) for name, value in values.items() if variables[name].kind != "data"}
        data = {name: self._data(name, value) for name, value in values.items() if variables[name].kind == "data"}
        end = ending(data, data.values())
        shown |= {name: fenced(f"{name}{end}", text) for name, text in data.items()}
        messages = self._template.format_messages(**shown)
        return Filled(
            messages=tuple((who, str(message.content)) for (who, _), message in zip(self.parts, messages, strict=True)),
            prompt=f"{self.name}@{self.hash[:16]}",
        )

    def _data(self, name: str, value: Value) -> str:
        if not isinstance(value, str):
            raise self._error(f"variable {name!r} is data, and so a text; got {value!r}")
        return value

    def _shown(self, name: str, value: Value) -> str:
        variable = self.header.variables[name]
        if variable.kind == "number":
            if not isinstance(value, int) or isinstance(value, bool):
                raise self._error(f"variable {name!r} is a number; got {value!r}")
            return str(value)
        chosen = (value,) if isinstance(value, str | int) else tuple(value)
        for one in chosen:
            if one not in variable.among:
                known = ", ".join(variable.among)
                raise self._error(f"variable {name!r} is one of {known}; got {one!r}")
        if not chosen:
            raise self._error(f"variable {name!r} has nothing chosen; choose of {', '.join(variable.among)}")
        return " ".join(variable.among[str(one)] for one in chosen)

    def _error(self, problem: str) -> PromptError:
        return PromptError(f"{self.path}: {problem}")


class Prompts:
    """All prompts of a folder, read and checked at once.

    Raises:
        PromptError: The folder holds none, or one of them can't be used; file and variable are named.
    """

    def __init__(self, folder: Path) -> None:
        paths = [path for path in sorted(folder.glob("*.md")) if path.stem != README]
        if not paths:
            raise PromptError(f"{folder}: no prompts here; restore the folder or mend the setting `prompts`")
        self._folder = folder
        self._prompts = {path.stem: read_prompt(path) for path in paths}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the prompts."""
        return tuple(self._prompts)

    def get(self, first: str, *more: str) -> Prompt:
        """Return a prompt, or several as one: what each speaker says of the first, then of the others.

        Raises:
            PromptError: There is no such prompt, or two of them mean different things by one variable.
        """
        chosen = [self._named(name) for name in (first, *more)]
        return chosen[0] if not more else _together(chosen)

    def _named(self, name: str) -> Prompt:
        if name not in self._prompts:
            raise PromptError(f"{self._folder}: no prompt {name!r}{nearest_to(name, list(self._prompts))}")
        return self._prompts[name]


def read_prompt(path: Path) -> Prompt:
    """Read a prompt and check that it says what it is filled with, and uses all of it.

    Raises:
        PromptError: The file can't be read, its header is wrong, or header, text and example don't fit together.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: can't be read: {error}; restore the file") from None
    found = _HEADER.match(text)
    if found is None:
        raise PromptError(f"{path}: no header; put purpose, version, variables and example between two lines of ---")
    header = _header(path, found[1])
    parts = _parts(path, text[found.end() :])
    template = _template(path, parts, header)
    prompt = Prompt(
        name=path.stem,
        path=path,
        header=header,
        hash=hashlib.sha256(raw).hexdigest(),
        parts=parts,
        _template=template,
    )
    try:
        prompt.fill(**header.example)
    except PromptError as error:
        raise PromptError(f"{error} (in its example)") from None
    return prompt


def _header(path: Path, text: str) -> Header:
    try:
        return Header.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise PromptError(f"{path}: header is not YAML: {str(error).splitlines()[0]}; mend it") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "all of it"
        raise PromptError(f"{path}: header, {where}: {first['msg']}") from None


def _parts(path: Path, body: str) -> tuple[tuple[Speaker, str], ...]:
    """Cut a prompt's text at its lines ``# system`` and ``# human``; without one, all of it is the human's."""
    before, *rest = _SPEAKER.split(body)
    if not rest:
        return (("human", body.strip()),)
    speakers = rest[::2]
    if before.strip() or len({*speakers}) < len(speakers) or sorted(speakers, reverse=True) != speakers:
        raise PromptError(f"{path}: put all text below `# system` and then `# human`, each once")
    return tuple((cast(Speaker, who), text.strip()) for who, text in zip(speakers, rest[1::2], strict=True))


def _template(path: Path, parts: Sequence[tuple[Speaker, str]], header: Header) -> ChatPromptTemplate:
    from langchain_core.prompts import ChatPromptTemplate

    try:
        template = ChatPromptTemplate.from_messages(list(parts))
    except ValueError as error:
        raise PromptError(f"{path}: {error}; a brace that is no variable is written twice") from None
    used = [*template.input_variables, *template.optional_variables]
    for name in used:
        if name not in header.variables:
            raise PromptError(
                f"{path}: uses {name!r}, which its header doesn't name{nearest_to(name, list(header.variables))}"
            )
    for name in header.variables:
        if name not in used:
            raise PromptError(f"{path}: variable {name!r} is named in the header and never used; remove it or use it")
    return template


def _together(prompts: Sequence[Prompt]) -> Prompt:
    variables: dict[str, Variable] = {}
    for prompt in prompts:
        for name, variable in prompt.header.variables.items():
            if variables.setdefault(name, variable) != variable:
                raise PromptError(f"{prompt.path}: variable {name!r} means something else than in {prompts[0].path}")
    said: Mapping[Speaker, list[str]] = {"system": [], "human": []}
    for prompt in prompts:
        for who, text in prompt.parts:
            said[who].append(text)
    parts = tuple((who, "\n\n".join(texts)) for who, texts in said.items() if texts)
    header = Header(
        purpose=" ".join(prompt.header.purpose for prompt in prompts),
        version=max(prompt.header.version for prompt in prompts),
        variables=variables,
        example={name: value for prompt in prompts for name, value in prompt.header.example.items()},
    )
    return Prompt(
        name="+".join(prompt.name for prompt in prompts),
        path=prompts[0].path.with_name(" + ".join(prompt.path.name for prompt in prompts)),
        header=header,
        hash=hashlib.sha256("".join(prompt.hash for prompt in prompts).encode()).hexdigest(),
        parts=parts,
        _template=_template(prompts[0].path, parts, header),
    )
