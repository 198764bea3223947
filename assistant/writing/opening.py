"""Makes the writer of each generation of the index from the language model that the settings name."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answering.composing import Composer
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.search.search import Search
from assistant.settings import Settings
from assistant.understanding.language import Language, language_of
from assistant.writing.attempt import Pen
from assistant.writing.known import Known
from assistant.writing.models import model_of
from assistant.writing.prompts import Prompts
from assistant.writing.writer import Writer


def writers(settings: Settings, beside: Composer) -> Callable[[Search], Writer]:
    """Return what makes the writer of a generation.

    Args:
        settings: They name a language model.
        beside: Composes what the model can't.

    Raises:
        UsageError: The model can't be used as it is set.
        PromptError: A prompt can't be used.
    """
    model = model_of(settings)
    assert model is not None
    prompts = Prompts(settings.prompts)

    def writer(search: Search) -> Writer:
        library = search.library
        english = library.vocabulary

        def language(text: str) -> Language:
            return language_of(text, english)

        known = Known(library.frameworks, library.topics.inside, library.glossary())
        pen = Pen(
            model=model,
            prompts=prompts,
            known=known,
            public=_public(library.frameworks),
            personal=settings.personal,
            language_of=language,
        )
        return Writer(pen, beside)

    return writer


def _public(frameworks: Frameworks) -> frozenset[str]:
    """Return the names of frameworks, their publishers and cases, which are nobody's secret."""
    entries = frameworks.entries.values()
    published = [name for source in frameworks.sources for name in (source.title, source.publisher)]
    return frozenset([*(entry.name for entry in entries), *(f.publisher for f in frameworks.frameworks), *published])
