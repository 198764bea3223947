"""A run as JUnit XML, which every CI shows: a suite for each split, a test for each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from evals.figures.gate import Decision
from evals.reports.rows import RowView
from evals.reports.view import RunView

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(shown: RunView, decision: Decision | None = None) -> str:
    """Return the XML: a failed row is an error, one that is not useful a failure; the gate is a suite of its own."""
    root = ET.Element("testsuites", name=shown.run.name)
    general = [row for row in shown.rows if not row.case.is_probe]
    for split in sorted({row.case.split for row in general}):
        _suite(root, split, [row for row in general if row.case.split == split])
    if decision is not None:
        _gate_suite(root, decision)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, name: str, rows: Sequence[RowView]) -> None:
    errors = sum(row.verdict == "failed" for row in rows)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(len(rows)),
        errors=str(errors),
        failures=str(sum(not row.right for row in rows) - errors),
        time=f"{sum(row.seconds or 0.0 for row in rows):.3f}",
    )
    for row in rows:
        test = ET.SubElement(
            suite, "testcase", classname=f"{name}.{row.case.base}", name=row.key, time=f"{row.seconds or 0.0:.3f}"
        )
        if not row.right:
            kind = "error" if row.verdict == "failed" else "failure"
            said = f"{row.verdict}: {row.error or row.blame or ''}".rstrip(": ")
            ET.SubElement(test, kind, type=row.verdict, message=_clean(said)).text = _clean(_explained(row))


def _gate_suite(root: ET.Element, decision: Decision) -> None:
    states = [check.outcome for check in decision.checks]
    suite = ET.SubElement(
        root,
        "testsuite",
        name="gate",
        tests=str(len(states)),
        errors="0",
        failures=str(states.count("fail")),
        skipped=str(states.count("inconclusive")),
    )
    for check in decision.checks:
        test = ET.SubElement(suite, "testcase", classname=f"gate.{check.group}", name=check.metric)
        if check.outcome != "pass":
            kind = "failure" if check.outcome == "fail" else "skipped"
            ET.SubElement(test, kind, message=_clean(check.detail))


def _explained(row: RowView) -> str:
    cited = ", ".join(citation.id for citation in row.citations) or "none"
    wanted = ", ".join(row.case.lead) or "a decline"
    return f"question: {row.case.question}\nexpected: {wanted}\ncited: {cited}"


def _clean(text: str) -> str:
    """Drop the characters that XML can't carry."""
    return _FORBIDDEN.sub("", text)
