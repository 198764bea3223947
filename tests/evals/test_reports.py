"""Reports of a synthetic run: what they say, that they repeat byte for byte, and that no answer can break out."""

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from recorded_runs import record, scores_of
from rich.console import Console

from evals import commands_reports
from evals.cases.case import read_cases
from evals.figures.recorded import read_recorded
from evals.recording.rows import RunError
from evals.reports import contents as page_contents
from evals.reports import csv as csv_report
from evals.reports import fields, html, junit, markdown, terminal
from evals.reports.names import name_of, value_text
from evals.reports.plots import amount, interval_strip, latency_histogram, risk_curve
from evals.reports.rows import row_views
from evals.reports.sides import side_by_side
from evals.reports.view import view


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return record(tmp_path_factory.mktemp("runs") / "first", skill=0.8, failing=3)


@pytest.fixture(scope="module")
def shown(folder):
    return view(read_recorded(folder, read_cases()))


@pytest.fixture(scope="module")
def page(shown):
    return html.render(shown)


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_every_scored_row_is_in_the_view(folder, shown):
    assert len(shown.rows) == len(scores_of(folder))
    assert {row.verdict for row in shown.rows} > {"right answer", "right decline", "missed decline", "failed"}


def test_the_page_is_the_same_when_made_again(folder, page):
    assert html.render(view(read_recorded(folder, read_cases()))) == page


def test_the_page_loads_nothing(page):
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "default-src 'none'" in page
    assert not re.search(r"""\b(src|href)=["']?(https?:|//)|@import|url\(|<link|<img|<iframe""", markup)


def test_an_answer_can_not_break_out_of_the_page(page):
    assert page.count("<script") == page.count("</script>") == 2
    answers = "".join(row["answer"] for row in data_of(page)["contents"])
    assert "&lt;script&gt;" in answers
    assert "<script" not in answers
    assert "<img" not in answers


def test_the_page_holds_every_row_open_to_read(shown, page):
    data = data_of(page)
    assert len(data["contents"]) == len(shown.rows) == page.count('<details class="row"')
    for row, content in zip(shown.rows, data["contents"], strict=True):
        assert f'id="{row.key}"' in page
        assert content["question"] == row.case.question
        assert content["verdict"] == row.verdict
        assert [c[1] for c in content["citations"]] == [c.id for c in row.citations]
        assert len(content["scores"]) == len(data["metrics"])


def test_passages_stand_once_however_often_they_are_cited(page):
    passages = data_of(page)["passages"]
    assert len(passages) == len(set(passages))


def test_every_headline_figure_shows_interval_and_counts(shown, page):
    assert [figure.metric for figure in shown.headline] == ["L1", "L2", "L8", "L14", "A4", "R1"]
    for figure in shown.headline:
        assert f"[{figure.low:.3f}, {figure.high:.3f}]" in page
        assert f"{figure.scored} scored · {figure.not_applicable} not applicable · {figure.failed} failed" in page


def test_nothing_printed_is_not_a_number(page, shown):
    for text in (page, csv_report.render(shown), markdown.run_markdown(shown), junit.render(shown)):
        assert not re.search(r"\b(NaN|nan|inf|Infinity)\b", re.sub(r'"answer":"(\\.|[^"\\])*"', "", text))


def test_confusion_counts_every_row_but_probes_once(shown):
    general = [row for row in shown.rows if not row.case.is_probe]
    assert sum(shown.confusion.counts.values()) == len(general)
    assert shown.confusion.counts["should decline", "declined"] == sum(r.verdict == "right decline" for r in general)


def test_blame_accounts_for_every_lost_row(shown):
    lost = sum(not row.right for row in shown.rows if not row.case.is_probe)
    assert sum(n for _, n in shown.blame) == lost


def test_groups_split_all_rows(shown):
    general = sum(not row.case.is_probe for row in shown.rows)
    for shares in shown.shares.values():
        assert sum(share.rows for share in shares) == general
        assert all(share.interval.low - 1e-9 <= share.value <= share.interval.high + 1e-9 for share in shares)


def test_csv_has_a_line_for_each_row_and_marks_failures(shown):
    lines = list(csv.DictReader(io.StringIO(csv_report.render(shown))))
    assert len(lines) == len(shown.rows)
    assert {line["A4"] for line in lines} == {"0", "1", "failed"}
    assert all(not line["question"].startswith(("=", "+", "-", "@")) for line in lines)


def test_junit_counts_failures_and_errors(shown):
    root = ET.fromstring(junit.render(shown))
    general = [row for row in shown.rows if not row.case.is_probe]
    assert sum(int(suite.get("tests")) for suite in root) == len(general)
    assert sum(int(suite.get("errors")) for suite in root) == sum(row.verdict == "failed" for row in general)
    failures = list(root.iter("failure"))
    assert len(failures) == sum(not row.right and row.verdict != "failed" for row in general)


def test_markdown_names_every_headline_metric(shown):
    text = markdown.run_markdown(shown)
    for figure in shown.headline:
        assert f"| {figure.metric} | {name_of(figure.metric)} |" in text


def test_terminal_table_says_what_was_not_measured(shown):
    console = Console(width=132, record=True, file=io.StringIO())
    console.print(terminal.run_table(shown))
    text = console.export_text()
    assert "useful-answer rate" in text
    assert "Lost rows by stage:" in text
    assert "no row was scored on" in text


def test_epochs_have_links_of_their_own(tmp_path):
    cases = [case for case in read_cases() if case.base == "c001"]
    run = read_recorded(record(tmp_path / "twice", cases=cases, epochs=2), read_cases())
    keys = [row.key for row in row_views(run)]
    assert len(keys) == len(set(keys))
    assert {"c001.1", "c001.2"} <= set(keys)


def test_flips_stand_side_by_side_losses_first(folder, tmp_path):
    before = row_views(read_recorded(folder, read_cases()))
    after = row_views(read_recorded(record(tmp_path / "second", skill=0.5, seed=9), read_cases()))
    sides = side_by_side(before, after)
    assert sides
    assert [side.is_loss for side in sides] == sorted((side.is_loss for side in sides), reverse=True)
    assert all(side.halves[0].verdict != side.halves[1].verdict for side in sides)


def test_a_run_without_scores_is_refused(folder, tmp_path):
    (tmp_path / "manifest.json").write_text((folder / "manifest.json").read_text())
    with pytest.raises(RunError, match="rescore"):
        read_recorded(tmp_path, read_cases())
    (tmp_path / "scores.jsonl").write_text('{"case": "c001"}\n')
    with pytest.raises(RunError, match=r"scores.jsonl:1: expected an object"):
        read_recorded(tmp_path, read_cases())
    (tmp_path / "scores.jsonl").write_text('{"case": "c001", "epoch": 1, "scores": {"L1": {"value": 1}}}\n')
    with pytest.raises(RunError, match=r"scores.jsonl:1: no scores"):
        read_recorded(tmp_path, read_cases())
    (tmp_path / "scores.jsonl").write_text("{\n")
    with pytest.raises(RunError, match=r"scores.jsonl:1: not JSON"):
        read_recorded(tmp_path, read_cases())


def test_cases_that_are_gone_are_named(folder):
    run = read_recorded(folder, [case for case in read_cases() if case.base != "c001"])
    assert "c001" in run.unknown
    assert all(row.base != "c001" for row in run.rows)


def test_a_baseline_without_rows_still_shows_its_figures(folder, tmp_path):
    for name in ("manifest.json", "scores.jsonl"):
        (tmp_path / name).write_text((folder / name).read_text())
    shown = view(read_recorded(tmp_path, read_cases()))
    assert shown.latency is None
    assert shown.headline[0].value is not None


@pytest.mark.parametrize(("ms", "text"), [(0.42, "0.4 ms"), (85.2, "85 ms"), (1250, "1.25 s")])
def test_durations_read_as_people_say_them(ms, text):
    assert amount(ms) == text


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("L1", 0.5, "0.500"),
        ("S1.p95", 0.355, "355 ms"),
        ("S4", 0.01, "$0.0100"),
        ("S3", 1200, "1,200"),
        ("A1", None, "–"),
    ],
)
def test_values_carry_their_units(metric, value, text):
    assert value_text(metric, value) == text


def test_pictures_are_well_formed_and_hold_their_numbers():
    for picture in (
        interval_strip(0.5, 0.4, 0.6),
        risk_curve([(0.5, 0.1), (1.0, 0.3)], 0.3),
        risk_curve([(1.0, 0.0)], 0.0),
        latency_histogram([5.0], 5.0, 5.0),
        latency_histogram([1.0, 10.0, 1000.0], 10.0, 1000.0),
    ):
        ET.fromstring(picture)
    assert "0.500, 95 % interval 0.400 to 0.600" in interval_strip(0.5, 0.4, 0.6)


def test_failed_rows_are_coloured_as_such(shown):
    made = page_contents.contents(shown.rows)
    failed = next(c for c in made["contents"] if c["verdict"] == "failed")
    assert ("failed", "bad") in failed["scores"]


def test_json_says_what_the_page_says(shown):
    read = json.loads(fields.run_json(shown, "dev", None))
    assert [(one["metric"], one["value"]) for one in read["headline"]] == [
        (figure.metric, value_text(figure.metric, figure.value)) for figure in shown.headline
    ]
    assert read["headline"][0]["interval"].startswith("[")
    assert sum(one["rows"] for one in read["blame"]) == sum(n for _, n in shown.blame)
    assert read["since"] is None


def test_comparison_is_written_as_json_where_its_file_is_called_so(folder, tmp_path):
    other = record(tmp_path / "other", skill=0.5, seed=3)
    commands_reports.compare(folder, other, out=tmp_path / "compared.json")
    read = json.loads((tmp_path / "compared.json").read_text(encoding="utf-8"))
    assert read["split"] == "dev"
    assert {"L1", "L14", "A4"} <= {change["metric"] for change in read["changes"] if change["family"] == "headline"}
    assert {change["verdict"] for change in read["changes"]} <= {"better", "worse", "equivalent", "undecided"}
    assert read["lost"] <= read["flipped"]
    assert read["sides"][0]["loss"]
    assert len(read["sides"][0]["halves"]) == 2
