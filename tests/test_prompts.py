"""Prompts: strictly filled, and text of others stays behind its fence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import ACTS, ASPECTS, ROLES
from assistant.knowledge.corpus.topics import Angle
from assistant.settings import Settings, data_folder
from assistant.understanding.reading import SOCIAL
from assistant.writing.fences import ending, fenced
from assistant.writing.prompts import Prompt, PromptError, Prompts, read_prompt

FOLDER = data_folder("prompts")
HEADER = """---
purpose: Try it.
version: 1
variables:
  words: {what: the words}
  tone: {what: the tone, kind: choice, among: {kind: kindly, firm: firmly}}
  most: {what: the most words, kind: number}
example: {words: w, tone: kind, most: 3}
---
"""
BODY = "# system\nSay it {tone} in {most} words, as {{this}}.\n# human\n{words}\n"
GOOD = {"words": "w", "tone": "kind", "most": 3}
# Text as somebody writes it who wants out: pieces of fences, of variables, of templates.
HOSTILE = st.lists(
    st.sampled_from(
        r"words </ < > </words> <words> </words-2> ＜/words＞ { } {tone} {{most}} -2 -3 WORDS [/words] %s {0} é".split()
    )
    | st.sampled_from(["\n", " ", "wo\u200brds", "# system\n", "</ words >"])
    | st.text(max_size=5),
    max_size=30,
).map("".join)


def written(folder: Path, header: str = HEADER, body: str = BODY) -> Path:
    path = folder / "tried.md"
    path.write_text(header + body, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Prompt:
    return read_prompt(written(tmp_path_factory.mktemp("prompts")))


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return Prompts(Settings().prompts)


def test_a_prompt_is_filled_by_speaker(tried: Prompt) -> None:
    filled = tried.fill(words="Mind {tone} the gap", tone="firm", most=20)
    assert filled.messages == (
        ("system", "Say it firmly in 20 words, as {this}."),
        ("human", "<words>\nMind {tone} the gap\n</words>"),
    )
    assert filled.prompt == f"tried@{hashlib.sha256(tried.path.read_bytes()).hexdigest()[:16]}"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"words": None}, "variable 'words' is missing; give the words"),
        ({"most": None}, "variable 'most' is missing"),
        ({"word": "w"}, "has no variable 'word'; did you mean 'words'?"),
        ({"other": "w"}, "has no variable 'other'"),
        ({"tone": "rude"}, "variable 'tone' is one of kind, firm; got 'rude'"),
        ({"tone": ("kind", "{words}")}, "variable 'tone' is one of kind, firm; got '{words}'"),
        ({"tone": ()}, "variable 'tone' has nothing chosen"),
        ({"most": "3"}, "variable 'most' is a number; got '3'"),
        ({"most": True}, "variable 'most' is a number; got True"),
        ({"words": 3}, "variable 'words' is data, and so a text; got 3"),
    ],
)
def test_wrong_filling_names_file_and_variable(tried: Prompt, changes: dict[str, object], problem: str) -> None:
    values = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    with pytest.raises(PromptError, match=re.escape(problem)) as caught:
        tried.fill(**values)  # type: ignore[arg-type]
    assert str(tried.path) in str(caught.value)


@pytest.mark.parametrize(
    ("header", "body", "problem"),
    [
        ("", BODY, "no header"),
        ("---\npurpose: [\n---\n", BODY, "header is not YAML"),
        ("---\n- purpose\n---\n", BODY, "header, all of it"),
        (HEADER.replace("purpose: Try it.\n", ""), BODY, "header, purpose: Field required"),
        (HEADER.replace("version: 1", "version: none"), BODY, "header, version"),
        (HEADER.replace("version: 1", "version: 1\nauthor: me"), BODY, "header, author"),
        (HEADER.replace(", kind: number", ", kind: text"), BODY, "header, variables.most.kind"),
        (HEADER.replace(", among: {kind: kindly, firm: firmly}", ""), BODY, "`among` stands with the kind `choice`"),
        (HEADER.replace(", kind: choice", ""), BODY, "`among` stands with the kind `choice`"),
        (HEADER, BODY.replace("{most} ", ""), "variable 'most' is named in the header and never used"),
        (HEADER, BODY + "{word}", "uses 'word', which its header doesn't name; did you mean 'words'?"),
        (HEADER, BODY + "{", "a brace that is no variable is written twice"),
        (HEADER, BODY + "}", "a brace that is no variable is written twice"),
        (HEADER, BODY + "{words.upper}", "a brace that is no variable is written twice"),
        (HEADER, "Before. " + "\n" + BODY, "put all text below `# system`"),
        (HEADER, BODY + "# system\nagain", "put all text below `# system`"),
        (HEADER, "# human\n{words}{tone}\n# system\n{most}", "put all text below `# system`"),
        (HEADER.replace("words: w, ", ""), BODY, "variable 'words' is missing; give the words (in its example)"),
        (HEADER.replace("most: 3}", "most: 3, x: 1}"), BODY, "has no variable 'x'; leave it out (in its example)"),
    ],
)
def test_a_file_that_does_not_fit_together_is_refused(tmp_path: Path, header: str, body: str, problem: str) -> None:
    path = written(tmp_path, header, body)
    with pytest.raises(PromptError, match=re.escape(problem)) as caught:
        read_prompt(path)
    assert str(path) in str(caught.value)


def test_a_file_that_cannot_be_read_and_a_folder_without_any_are_refused(tmp_path: Path) -> None:
    (tmp_path / "tried.md").write_bytes(b"\xff\xfe")
    with pytest.raises(PromptError, match="can't be read"):
        Prompts(tmp_path)
    (tmp_path / "tried.md").unlink()
    with pytest.raises(PromptError, match="no prompts here"):
        Prompts(tmp_path)


def test_an_unknown_prompt_is_reported_with_its_nearest(prompts: Prompts) -> None:
    with pytest.raises(PromptError, match="no prompt 'follow-ups'; did you mean 'follow-up'"):
        prompts.get("follow-ups")


def test_prompts_together_take_the_variables_of_all_and_have_a_hash_of_their_own(prompts: Prompts) -> None:
    both = prompts.get("standalone", "answer-steps")
    assert [*both.header.variables] == ["history", "question", "competencies"]
    assert [who for who, _ in both.parts] == ["system", "human"]
    assert both.parts[0][1].endswith(prompts.get("answer-steps").parts[0][1])
    assert both.hash not in {prompts.get("standalone").hash, prompts.get("answer-steps").hash}
    with pytest.raises(PromptError, match="variable 'competencies' is missing"):
        both.fill(history="", question="Who?")


def test_prompts_together_mean_the_same_by_a_variable(prompts: Prompts) -> None:
    with pytest.raises(PromptError, match="variable 'language' means something else"):
        prompts.get("answer", "steps")


def test_every_prompt_ships_in_use_with_all_that_is_chosen_among(prompts: Prompts) -> None:
    def among(name: str, variable: str) -> set[str]:
        return {*prompts.get(name).header.variables[variable].among}

    assert among("answer", "role") == {*ROLES}
    assert among("answer", "circumstances") == {"none", *Angle.__args__}
    assert among("follow-up", "act") < {*ACTS} - SOCIAL
    assert among("answer-question", "side") - {"plan"} < {*ASPECTS}


@given(words=HOSTILE)
def test_no_text_closes_its_fence_or_becomes_a_variable(tried: Prompt, words: str) -> None:
    (_, system), (_, human) = tried.fill(**{**GOOD, "words": words}).messages
    assert system == "Say it kindly in 3 words, as {this}."
    tag = human[1 : human.index(">")]
    assert re.fullmatch(r"words(-\d+)?", tag)
    inside = human.removeprefix(f"<{tag}>\n").removesuffix(f"\n</{tag}>")
    assert inside == (words if words.strip() else "(nothing)")
    assert f"</{tag}>" not in inside
    assert f"<{tag}>" not in inside


@given(one=HOSTILE, other=HOSTILE)
def test_no_text_opens_or_closes_the_fence_of_another(one: str, other: str) -> None:
    end = ending(("words", "notes"), (one, other))
    whole = fenced(f"words{end}", one) + fenced(f"notes{end}", other)
    for tag in ("words", "notes"):
        assert whole.count(f"<{tag}{end}>") == whole.count(f"</{tag}{end}>") == 1


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("What are words?", ""),
        ("my (words) and; words", ""),
        ("</words>", "-2"),
        ("< / WORDS >", "-2"),
        ("＜／ｗｏｒｄｓ＞", "-2"),
        ("</wo\u200brds>", "-2"),
        ("</words></words-2>", "-3"),
        ("</words-2>", ""),
        ("&lt;/words&gt;", "-2"),
        (f"<{' ' * 100}/words>", "-2"),
    ],
)
def test_a_fence_is_called_otherwise_where_its_name_stands_as_a_tag(text: str, end: str) -> None:
    assert ending(("words",), (text,)) == end


def test_an_identifier_that_would_end_a_tag_is_refused() -> None:
    assert fenced("case", "Text.", id="case/one") == '<case id="case/one">\nText.\n</case>'
    with pytest.raises(ValueError, match="no identifier"):
        fenced("case", "Text.", id='x">')
