"""A language model writes the prose of an answer; what it is told, how it is asked, and what of it is let through."""
