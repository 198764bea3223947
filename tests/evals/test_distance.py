"""Distance to what is taught: leakage, quarters, and the gap between the nearest and the farthest."""

import pytest

from evals.figures.distance import Near, curve, leakage, nearest_taught, read_near, write_near
from evals.recording.rows import RunError


def near(count=40, run=None):
    return {
        f"q{n:02}": Near(cosine=round(1 - n / 100, 2), of=f"topics: t{n}", run=run if n < 3 else None)
        for n in range(count)
    }


def test_leakage_tells_nearest_share_and_shared_runs():
    found = leakage(near(run="one two three four five six seven"))
    assert (found.questions, found.close, found.runs) == (40, 16, 3)
    assert found.nearest[0] == ("q00", 1.0, "topics: t0")
    assert "16 of 40 (40.0%) at 0.85 or above; 3 share seven words in a row" in found.words
    with pytest.raises(ValueError, match="at least one question"):
        leakage({})


def test_what_works_on_what_it_has_seen_shows_as_a_gap():
    known = near()
    values = {name: float(one.cosine > 0.8) for name, one in known.items()}
    found = curve(values, known)
    assert [part.value for part in found.parts] == [1.0, 1.0, 0.0, 0.0]
    assert found.gap == 1.0
    assert 0.5 < found.interval.low < 1.0 == pytest.approx(found.interval.high)
    assert [part.questions for part in found.parts] == [10, 10, 10, 10]
    assert (found.parts[0].high, found.parts[-1].low) == (1.0, 0.61)
    assert "distance gap         +1.000" in found.lines[0]


def test_what_works_everywhere_has_no_gap_and_too_few_questions_have_no_figure():
    known = near()
    assert curve(dict.fromkeys(known, 1.0), known).gap == 0.0
    assert curve(dict.fromkeys(list(known)[:7], 1.0), known) is None
    assert curve({"unknown": 1.0}, known) is None


def test_questions_of_one_writer_widen_the_interval():
    known = near()
    values = {name: float(n % 20 < 10) for n, name in enumerate(known)}
    names = list(known)
    alone = {name: float(int(name[1:]) % 2) for name in names}
    writers = {name: f"w{int(name[1:]) % 2}" for name in names}
    assert curve(values, known).parts[0].value == 1.0
    wide, narrow = curve(alone, known, writers).interval, curve(alone, known).interval
    assert wide.high - wide.low > narrow.high - narrow.low


def test_nearness_is_kept_beside_a_run(tmp_path):
    assert read_near(tmp_path) == {}
    write_near(tmp_path, near())
    assert read_near(tmp_path) == near()
    (tmp_path / "nearest.json").write_text("[]")
    with pytest.raises(RunError, match="can't be read"):
        read_near(tmp_path)


def test_a_taught_question_is_found_and_a_stranger_is_far(built_home):
    settings = built_home()
    taught = _taught(settings)
    found = nearest_taught({"seen": taught, "new": "Which bus leaves for the river after lunch?"}, settings, of="cases")
    assert found["seen"].cosine > 0.99
    assert found["new"].cosine < 0.8
    assert found["new"].run is None


def _taught(settings):
    from assistant.knowledge.corpus.corpus import Corpus

    return max((one.said for one in Corpus.read(settings.corpus).taught() if one.of == "topics"), key=len)
