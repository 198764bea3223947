"""Languages: English and Spanish are told from each other and from all others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.language import Language, language_of

ENGLISH = frozenset(
    "how do i start an ai task force what is our plan for the students and data who should be on it vision".split()
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I start an AI task force?", "english"),
        ("what is our plan", "english"),
        ("AI", "english"),
        ("hw do i strt an ai tsk force", "english"),
        ("El Paso has a plan for the students", "english"),
        ("", "english"),
        ("42!", "english"),
        ("¿Cómo empiezo?", "spanish"),
        ("cómo protejo los datos de los estudiantes", "spanish"),
        ("quién debe estar en el comité de la escuela", "spanish"),
        ("¡Necesitamos un plan!", "spanish"),
        ("como hacemos un plan para los padres", "spanish"),
        ("如何在学校成立人工智能工作组", "other"),
        ("Как создать рабочую группу в школе?", "other"),
        ("كيف نحمي بيانات الطلاب", "other"),
        ("Wie gründe ich einen Ausschuss für künstliche Intelligenz an meiner Schule?", "other"),
        ("Comment protéger les données de nos élèves dans notre établissement scolaire ?", "other"),
        ("Como podemos proteger os dados dos nossos alunos na escola? Não sabemos por onde começar.", "other"),
    ],
)
def test_a_question_has_its_language(text: str, language: Language) -> None:
    assert language_of(text, ENGLISH) == language


@given(st.lists(st.sampled_from(sorted(ENGLISH)), min_size=1, max_size=12).map(" ".join))
def test_what_is_made_of_known_words_is_english(text: str) -> None:
    assert language_of(text, ENGLISH) == "english"


@given(st.text(max_size=60))
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text, ENGLISH) in {"english", "spanish", "other"}
