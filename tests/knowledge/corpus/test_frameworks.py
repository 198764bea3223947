"""Frameworks: everything has one identifier, and a wrong reference is located."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Frameworks, Marker, indicator_of, read_frameworks

AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"


def test_every_entry_has_an_identifier_a_title_and_a_source(frameworks: Frameworks) -> None:
    assert len(frameworks.domains) == 4
    assert len(frameworks.indicators) == 8
    for identifier in frameworks.entries:
        assert frameworks.knows(identifier)
        assert frameworks.title(identifier)
        assert frameworks.source_of(identifier).title
    assert isinstance(frameworks.entries[AI], Marker)
    assert not frameworks.knows(f"{AI}/more")


def test_an_identifier_leads_to_its_parents(frameworks: Frameworks) -> None:
    assert indicator_of(AI) == "digital-equity/leadership/culture-of-innovation"
    assert frameworks.framework_of(AI).id == "digital-equity"
    assert frameworks.domain_of(AI).id == "digital-equity/leadership"
    assert frameworks.source_of(AI).id == "digital-promise-leadership"
    assert frameworks.source_of("case/norwalk").id == "digital-promise-blog"


def test_a_label_of_ours_is_called_ours(frameworks: Frameworks) -> None:
    assert frameworks.title("iste/visionary-planner/2a").endswith("(our label: Shared vision with stakeholders)")
    assert frameworks.title(AI) == "AI Leadership"


def test_items_of_a_framework_that_builds_serve_as_competencies(frameworks: Frameworks) -> None:
    assert set(frameworks.competency_names) == {
        "leadership-for-digital-equity",
        "iste/visionary-planner/2a",
        "iste/visionary-planner/2b",
        "iste/systems-designer/4c",
    }
    assert frameworks.competency_names["iste/systems-designer/4c"] == "ISTE 4c"


def test_the_nearest_identifier_is_found(frameworks: Frameworks) -> None:
    assert frameworks.nearest("digital-equity/leadership/culture-of-inovation/ai-leader") == AI


def test_the_leadership_domain_comes_first(frameworks: Frameworks) -> None:
    assert [domain.id for domain in frameworks.domains][:2] == [
        "digital-equity/leadership",
        "digital-equity/digital-competency",
    ]


LEADERSHIP = "frameworks/digital-equity-leadership.yaml"
COMPETENCY = "frameworks/digital-equity-digital-competency.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (LEADERSHIP, "framework: digital-equity", "framework: digital-equty", "did you mean 'digital-equity'?"),
        (LEADERSHIP, "source: digital-promise-leadership", "source: nowhere", "no source 'nowhere' in sources.yaml"),
        (LEADERSHIP, "- iste/visionary-planner/2b", "- iste/visionary/2x", "no identifier 'iste/visionary"),
        (LEADERSHIP, "id: ai-leadership", "id: technology-appropriateness-framework", "rename one"),
        (LEADERSHIP, "id: strategic-plan\n", "id: culture-of-innovation\n", "rename one"),
        (LEADERSHIP, "domain: leadership", "domain: digital-competency", "rename one"),
        (COMPETENCY, "silent: Our sources give only the name", "evidence: []\n    x: Our sources", "no such field"),
        (COMPETENCY, "    silent: Our", "    silent: null #", "say why in `silent`"),
        ("cases.yaml", "source: digital-promise-blog", "source: blog", "no source 'blog'"),
        ("cases.yaml", "- iste/visionary-planner/2a", "- iste/visionary-plan/2a", "did you mean 'iste/"),
        ("competencies.yaml", "source: digital-promise-leadership", "source: blog", "no source 'blog'"),
        ("sources.yaml", "source: iste-2018", "source: iste-2019", "did you mean 'iste-2018'?"),
        ("sources.yaml", "level: domain,", "level: doman,", "got 'doman'"),
        ("sources.yaml", "word: standard", "word: Standards!", "should match pattern"),
        ("sources.yaml", 'later: "3."', "later: three", "should match pattern"),
        (LEADERSHIP, "number: 1\n", "number: 0\n", "greater than or equal to 1"),
        (LEADERSHIP, "number: 1\n", "number: 1\nscores: {Nowhere: [0, 1]}\n", "no term 'Nowhere'"),
        ("sources.yaml", "instead: digital-equity", "instead: digital", "no identifier 'digital'"),
    ],
)
def test_a_wrong_reference_is_located(own_corpus: Path, file: str, old: str, new: str, words: str) -> None:
    path = own_corpus / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_frameworks(own_corpus)
    assert words in str(caught.value)
    assert f"{path.name}:" in str(caught.value)


def test_a_domain_without_indicators_is_refused(own_corpus: Path) -> None:
    path = own_corpus / "frameworks" / "iste-systems-designer.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("indicators:")] + "indicators: []\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="at least 1 item"):
        read_frameworks(own_corpus)


def test_a_corpus_without_framework_files_is_refused(own_corpus: Path) -> None:
    for path in (own_corpus / "frameworks").iterdir():
        path.unlink()
    with pytest.raises(CorpusError, match="no framework files"):
        read_frameworks(own_corpus)
