"""Texts to vectors: the encoder, its adapter, and the cache of what was encoded."""
