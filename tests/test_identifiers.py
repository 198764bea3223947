"""No framework's identifiers are typed in code, but where a publisher's own way of numbering or counting is read.

A coach may take a framework out of the corpus or put one in; code that names one by identifier would have to change.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.settings import data_folder

ROOT = Path(__file__).parents[1]
COUNTED = "a publisher's own word for the parts that it counts (pillars, gears, standards), which people say alone"
CODES = "the ISTE standards are cited by codes such as 2a, which no other framework has"
# What must be typed, file by file, and why; whoever takes the last one out of a file takes the file out here.
ALLOWED: dict[str, dict[str, str]] = {
    "assistant/answering/catalogue.py": dict.fromkeys(("digital-equity", "future-ready", "iste", "pillars"), COUNTED),
    "assistant/knowledge/corpus/frameworks.py": {"iste/": "each ISTE indicator counts as a competency of its own"},
    "assistant/understanding/claimed.py": dict.fromkeys(("future-ready", "iste", "pillars"), COUNTED),
    "assistant/understanding/naming.py": {
        **dict.fromkeys(("digital-equity", "pillars", "pillars/"), COUNTED),
        **dict.fromkeys(("iste", "iste/"), CODES),
    },
    "assistant/understanding/premises.py": dict.fromkeys(
        ("digital-equity", "future-ready", "iste", "pillars"), COUNTED
    ),
}


def identifiers(frameworks: Frameworks) -> frozenset[str]:
    return frozenset({*frameworks.entries, *frameworks.competency_names, *(f.id for f in frameworks.frameworks)})


@pytest.fixture(scope="module")
def typed_ones() -> frozenset[str]:
    """Every identifier of the packaged corpus, of frameworks, competencies, cases and topics."""
    corpus = data_folder("corpus")
    topics = "\n".join(path.read_text(encoding="utf-8") for path in (corpus / "topics").glob("*.yaml"))
    return identifiers(read_frameworks(corpus)) | {*re.findall(r"^  - id: (\S+)$", topics, re.MULTILINE)}


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield the strings of a module but for its docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and _has_doc(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def _has_doc(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    return bool(node.body) and isinstance(node.body[0], ast.Expr) and ast.get_docstring(node) is not None


def typed_in(path: Path, known: frozenset[str]) -> set[str]:
    """Return the identifiers that a module's strings are, or begin with."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {text for text in strings(tree) if text.split("/")[0] in known or text in known}


def test_what_is_looked_for_is_found(tmp_path: Path) -> None:
    code = '"""iste"""\ndef f(x):\n    """iste"""\n    return x == "iste/" or f"pillars/{x}" or "iste" or "isted"\n'
    (tmp_path / "code.py").write_text(code, encoding="utf-8")
    assert typed_in(tmp_path / "code.py", frozenset({"iste", "pillars"})) == {"iste", "iste/", "pillars/"}


def test_identifiers_are_typed_only_where_they_must_be(typed_ones: frozenset[str]) -> None:
    found = {
        str(path.relative_to(ROOT)): typed
        for path in sorted((ROOT / "assistant").rglob("*.py"))
        if (typed := typed_in(path, typed_ones))
    }
    assert found == {file: {*allowed} for file, allowed in ALLOWED.items()}
