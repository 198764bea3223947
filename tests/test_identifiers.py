"""No framework's identifier or name is typed in code: a coach may take a framework out of the corpus or put one in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.vocabulary import Vocabulary
from assistant.settings import data_folder

ROOT = Path(__file__).parents[1]


def identifiers(frameworks: Frameworks) -> frozenset[str]:
    return frozenset({*frameworks.entries, *frameworks.competency_names, *(f.id for f in frameworks.frameworks)})


def names(frameworks: Frameworks) -> frozenset[str]:
    """Return what frameworks, publishers, cases and domains are called, and the words that only a framework has.

    Indicators are often called by what they are about ("Strategic Plan"), which code may speak of.
    """
    vocabulary = Vocabulary(frameworks)
    called = {name.text for name in vocabulary.names if name.kind in {"framework", "case"}}
    called |= {name.text for name in vocabulary.names if name.kind == "domain" and " " in name.text}
    words = {part.word for parts in vocabulary.parts.values() for part in parts if part.framework and not part.everyday}
    publishers = {text.publisher for text in (*frameworks.frameworks, *frameworks.sources)}
    return frozenset(text.lower() for text in {*called, *words, *publishers})


@pytest.fixture(scope="module")
def whole() -> Frameworks:
    """The frameworks of the corpus that ships."""
    return read_frameworks(data_folder("corpus"))


@pytest.fixture(scope="module")
def typed_ones(whole: Frameworks) -> frozenset[str]:
    """Every identifier of the packaged corpus, of frameworks, competencies, cases and topics."""
    topics = "\n".join(p.read_text(encoding="utf-8") for p in (data_folder("corpus") / "topics").glob("*.yaml"))
    return identifiers(whole) | {*re.findall(r"^  - id: (\S+)$", topics, re.MULTILINE)}


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


def named_in(path: Path, called: frozenset[str]) -> set[str]:
    """Return the names that stand as words in a module's strings, patterns among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = " | ".join(re.sub(r"\\[bswd]", " ", text).lower() for text in strings(tree))
    return {name for name in called if re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", plain)}


def test_what_is_looked_for_is_found(tmp_path: Path) -> None:
    code = '"""iste"""\ndef f(x):\n    """iste"""\n    return x == "iste/" or f"pillars/{x}" or "iste" or "isted"\n'
    (tmp_path / "code.py").write_text(code, encoding="utf-8")
    assert typed_in(tmp_path / "code.py", frozenset({"iste", "pillars"})) == {"iste", "iste/", "pillars/"}


def test_a_name_is_found_in_texts_and_patterns(tmp_path: Path) -> None:
    code = '"""Pillars"""\nx = r"\\biste\\b|All4Ed" if "the pillars of" else "pillared"\n'
    (tmp_path / "code.py").write_text(code, encoding="utf-8")
    assert named_in(tmp_path / "code.py", frozenset({"iste", "all4ed", "pillar"})) == {"iste", "all4ed", "pillar"}
    (tmp_path / "code.py").write_text('x = "listen to pillared halls"\n', encoding="utf-8")
    assert named_in(tmp_path / "code.py", frozenset({"iste", "all4ed", "pillar"})) == set()


def test_no_framework_is_typed(typed_ones: frozenset[str], whole: Frameworks) -> None:
    called = names(whole)
    found = {
        str(path.relative_to(ROOT)): typed
        for path in sorted((ROOT / "assistant").rglob("*.py"))
        if (typed := typed_in(path, typed_ones) | named_in(path, called))
    }
    assert found == {}
