"""Reads a corpus file into its model; a mistake names file, line, field, bad value and the nearest valid one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from assistant.errors import CorpusError

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]


class _Loader(yaml.CSafeLoader):
    """YAML as people write it: ``off``, ``no``, dates and the like are words."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, regexp)
        for tag, regexp in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def nearest_to(value: str, valid: Sequence[str]) -> str:
    """Return the hint ``; did you mean 'x'?`` for the closest valid value, or nothing where none is close."""
    found = process.extractOne(value, valid, score_cutoff=60)
    return f"; did you mean {found[0]!r}?" if found else ""


class YamlFile:
    """A YAML file held with the line of every field, so that a mistake can be located later too.

    Raises:
        CorpusError: The file is missing, unreadable or not YAML.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: can't be read: {error}; restore the file") from None
        try:
            loader = _Loader(text)
            self._node = loader.get_single_node()
            self.data: Any = loader.construct_document(self._node) if self._node else None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            raise CorpusError(f"{path}:{line}: not YAML: {problem}; mend that line") from None
        except (ValueError, AttributeError, RecursionError) as error:  # PyYAML's own, for a value not of its tag
            raise CorpusError(f"{path}: not YAML that can be read: {error}; mend that value") from None

    def line_of(self, loc: Loc) -> int:
        """Return the line, counted from 1, of the field at ``loc`` (or of the nearest parent that exists)."""
        node = self._node
        for part in loc:
            child = _child(node, part)
            if child is None:
                break
            node = child
        return node.start_mark.line + 1 if node else 1

    def error(self, loc: Loc, problem: str) -> CorpusError:
        """Return the error that locates ``problem`` in this file."""
        field = ".".join(str(part) for part in loc) or "the file"
        return CorpusError(f"{self.path}:{self.line_of(loc)}: {field}: {problem}")

    def parse(self, model: type[Model]) -> Model:
        """Return the file's content as ``model``.

        Raises:
            CorpusError: Naming the first wrong field, its line, its value and what was expected.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise self._first_problem(error, model) from None

    def _first_problem(self, error: ValidationError, model: type[BaseModel]) -> CorpusError:
        first = error.errors()[0]
        loc = tuple(first["loc"])
        value = first.get("input")
        if first["type"] == "extra_forbidden":
            known = list(_field_names(model))
            hint = nearest_to(str(loc[-1]), known)
            return self.error(loc, f"no such field{hint}; remove it or mend its name")
        if first["type"] == "literal_error":
            expected = str(first.get("ctx", {}).get("expected", ""))
            hint = nearest_to(str(value), expected.replace("'", "").replace(" or ", ", ").split(", "))
            return self.error(loc, f"got {value!r}, expected {expected}{hint}")
        if first["type"] == "missing":
            return self.error(loc, "this field is required and missing; add it")
        return self.error(loc, f"{first['msg']}, got {_shown(value)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value if not isinstance(value, yaml.ScalarNode) else key  # type: ignore[no-any-return]
    return None


def _field_names(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield name
        for inner in _models_in(info.annotation):
            yield from _field_names(inner)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
