"""Figures over questions, and intervals that draw whole writers."""

from __future__ import annotations

import numpy as np
import pytest

from training.tally import Tally, difference, mean, share

LED = share("led", "inside")


def tally(*led: tuple[str, float]) -> Tally:
    return Tally.of([(writer, {"inside": 1.0, "led": value}) for writer, value in led])


def test_a_share_is_of_totals_and_what_a_row_does_not_name_counts_nothing() -> None:
    rows = [("a", {"inside": 1.0, "led": 1.0}), ("a", {"inside": 1.0}), ("b", {"off": 1.0, "declined": 1.0})]
    totals = Tally.of(rows).totals()
    assert LED(totals) == pytest.approx(0.5)
    assert share("declined", "off")(totals) == pytest.approx(1.0)
    assert mean(LED, share("declined", "off"))(totals) == pytest.approx(0.75)
    assert share("led", "off")({"led": np.float64(0), "off": np.float64(0)}) == 0.0


def test_only_those_of_which_something_was_counted_are_kept() -> None:
    kept = Tally.of([("a", {"inside": 1.0, "unseen": 1.0}), ("b", {"inside": 1.0})]).only("unseen")
    assert kept.writers == ("a",)
    assert kept.totals()["inside"] == 1.0


def test_a_tally_differs_from_itself_by_nothing() -> None:
    one = tally(("a", 1.0), ("b", 0.0), ("c", 1.0))
    assert difference(one, one, LED) == (0.0, 0.0, 0.0)


def test_a_difference_of_every_writer_alike_is_certain_and_one_of_a_single_writer_is_not() -> None:
    writers = [f"w{n}" for n in range(20)]
    none = tally(*[(writer, 0.0) for writer in writers for _ in range(2)])
    half = tally(*[(writer, float(n)) for writer in writers for n in range(2)])
    assert difference(half, none, LED) == (0.5, 0.5, 0.5)
    one = tally(*[(writer, float(writer == "w0")) for writer in writers for _ in range(2)])
    gain, low, high = difference(one, none, LED)
    assert gain == pytest.approx(0.05)
    assert low == 0.0
    assert high > 0.1
