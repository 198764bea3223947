"""Teaches the encoder: an adapter learned from the topics and the bank, outside the wheel."""
