"""Every marker, and every indicator without markers, says what each of its levels looks like."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Frameworks, Indicator, Marker
from assistant.knowledge.corpus.levels import OURS, items_of, read_levels, scale_of
from assistant.practice.assessment.items import Ground
from assistant.settings import data_folder

LONGEST_LEVEL, SAME = 26, 60


def test_every_marker_and_every_indicator_without_markers_has_its_levels(whole: Frameworks, ground: Ground) -> None:
    wanted = set(items_of(whole))
    assert wanted <= set(ground.levels.by_id)
    assert {i for i, e in whole.entries.items() if isinstance(e, Marker)} <= wanted
    covered = {"/".join(identifier.split("/")[:3]) for identifier in ground.levels.by_id}
    assert covered == set(whole.indicators)


def test_levels_are_short_sentences_and_told_once(ground: Ground) -> None:
    said = [text for item in ground.levels.items for text in item.levels]
    assert len(set(said)) == len(said)
    assert [text for text in said if len(text.split()) > LONGEST_LEVEL or not text.endswith((".", '."'))] == []


def test_a_framework_with_levels_of_its_own_is_rated_by_them(whole: Frameworks, ground: Ground) -> None:
    own = {domain.framework for domain in whole.domains if domain.scores}
    assert own
    for framework in (framework.id for framework in whole.frameworks):
        named = scale_of(framework, whole)
        assert (named == OURS) == (framework not in own)
        assert ground.levels.scales[framework] == named


def test_all_evidence_of_indicators_with_markers_is_that_of_a_marker_or_of_an_item(
    whole: Frameworks, ground: Ground
) -> None:
    missed = []
    for identifier, entry in whole.indicators.items():
        own = ground.levels.by_id.get(identifier)
        told = [text for marker in entry.markers for text in (*marker.evidence, marker.summary)]
        for text in entry.evidence if entry.markers else ():
            like = max(fuzz.token_set_ratio(text, other) for other in told)
            if like < SAME and not (own and text in own.evidence):
                missed.append(text)
    assert missed == []
    own = [item for item in ground.levels.items if item.evidence]
    assert all(set(item.evidence) <= set(whole.entries[item.id].evidence) for item in own)  # type: ignore[union-attr]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Return a corpus folder whose level files have one text changed."""
    corpus = tmp_path / "corpus"
    shutil.copytree(data_folder("corpus") / "levels", corpus / "levels")
    files = [path for path in (corpus / "levels").glob("*.yaml") if old in path.read_text(encoding="utf-8")]
    assert files
    files[0].write_text(files[0].read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return corpus


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("culture-of-innovation/ai-leadership\n", "culture-of-innovation/ai-leader\n", "did you mean"),
        ("topic: ai-task-force\n", "topic: ai-task-forse\n", "did you mean 'ai-task-force'"),
        ("topic: ai-task-force\n", "topic: ai-task-force\n    step: 9\n", "steps; name one of them"),
        ("scale: [not yet, started, in place, thriving]", "scale: [no, some, yes, wow]", "expected not yet, started"),
        ("- A Portrait of a Learner, developed and implemented", "- A portrait", "the indicator asks for no"),
    ],
)
def test_a_mistake_is_told_with_its_file_line_and_nearest(
    tmp_path: Path, whole: Frameworks, ground: Ground, old: str, new: str, said: str
) -> None:
    with pytest.raises(CorpusError, match=r"\.yaml:\d+: ") as raised:
        read_levels(changed(tmp_path, old, new), whole, ground.topics)
    assert said in str(raised.value)


def test_an_item_without_levels_is_missed(tmp_path: Path, whole: Frameworks, ground: Ground) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(data_folder("corpus") / "levels", corpus / "levels")
    (corpus / "levels" / "pillars.yaml").unlink()
    with pytest.raises(CorpusError, match=r"no levels for 'pillars/.* and 19 more"):
        read_levels(corpus, whole, ground.topics)
    with pytest.raises(CorpusError, match="no level files"):
        read_levels(tmp_path, whole, ground.topics)


def test_an_item_carries_all_that_is_asked_for(whole: Frameworks, ground: Ground) -> None:
    for item in ground.items(framework.id for framework in whole.frameworks):
        entry = whole.entries[item.id]
        assert isinstance(entry, Indicator | Marker)
        assert item.asks == entry.summary
        assert item.asks or item.silent
        assert item.evidence in (entry.evidence, ground.levels.by_id[item.id].evidence)
        assert item.evidence or item.look_for
        assert not (item.evidence and item.look_for)
