"""The corpus in memory: frameworks, topics, bank, conversations, and what they cover."""
