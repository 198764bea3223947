"""Writes the vectors that the corpus ships, from an index that was built of it.

python -m training.vectors
"""

from __future__ import annotations

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.documents.passages import Budget, framework_passages
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, compile_encoder
from assistant.knowledge.encoding.shipped import VECTORS_FILE, write_shipped
from assistant.knowledge.index.learned import known_questions
from assistant.quiet import keep_quiet
from assistant.settings import load_settings
from assistant.understanding.lessons import lessons_of, texts_of


def main() -> None:
    """Encode what a build of the corpus encodes, own documents left out, and write it beside the corpus."""
    keep_quiet()
    settings = load_settings()
    corpus = Corpus.read(settings.corpus)
    encoder = Encoder(
        compile_encoder(settings.encoder, settings.home / "encoder", corpus=settings.corpus, int8=settings.encoder_int8)
    )
    budget = Budget(settings.passage_tokens, encoder.word_pieces, encoder.card.max_word_pieces)
    texts = [passage.text for passage in framework_passages(corpus.frameworks, budget)]
    gloss = corpus.glossary.gloss
    texts += [question.text for question in known_questions(corpus.frameworks, corpus.topics, corpus.bank, gloss)]
    texts += texts_of(lessons_of(corpus.topics, corpus.bank, corpus.dialogue, sides=corpus.sides))
    different = list(dict.fromkeys(texts))
    cache = EmbeddingCache(settings.home / "index" / "cache", encoder, lambda said: print(said, flush=True))
    write_shipped(settings.corpus / VECTORS_FILE, different, cache.encode(different), encoder.card)
    print(f"{len(different):,} vectors in {settings.corpus / VECTORS_FILE}")


if __name__ == "__main__":
    main()
