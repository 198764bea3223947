"""Libraries' reports and look-ups are switched off by everything that can be started, before anything else."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from assistant.quiet import SWITCHES, keep_quiet

ROOT = Path(__file__).parents[1]
STARTED = sorted(
    path
    for folder in ("assistant", "evals", "training")
    for path in (ROOT / folder).rglob("*.py")
    if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8") and path.name != "plain.py"
)


def test_the_peer_of_the_bench_which_imports_nothing_of_ours_sets_its_own() -> None:
    assert '"ORT_DISABLE_TELEMETRY": "1"' in (ROOT / "evals" / "bench" / "plain.py").read_text(encoding="utf-8")


def test_the_switches_are_set_whatever_the_environment_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SWITCHES:
        monkeypatch.setenv(name, "another")
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY")
    keep_quiet()
    assert {name: os.environ[name] for name in SWITCHES} == dict(SWITCHES)


@pytest.mark.parametrize("path", STARTED, ids=[str(path.relative_to(ROOT)) for path in STARTED])
def test_what_can_be_started_keeps_quiet_first(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    mains = [node.body for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "main"]
    assert [ast.unparse(body[1]) for body in mains] == ["keep_quiet()"]


@pytest.mark.parametrize("name", ["assistant/cli/__init__.py", "evals/cli.py"])
def test_the_commands_keep_quiet_first(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    main = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "main")
    assert ast.unparse(main.body[1]) == "keep_quiet()"


def test_onnx_runtime_is_imported_only_where_quiet_was_kept_just_before() -> None:
    for path in (*(ROOT / "assistant").rglob("*.py"), *(ROOT / "evals").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            body = getattr(node, "body", None)
            lines = [ast.unparse(statement) for statement in body] if isinstance(body, list) else []
            if "import onnxruntime" in lines:
                assert "keep_quiet()" in lines[: lines.index("import onnxruntime")], path
