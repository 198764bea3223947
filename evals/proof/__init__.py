"""The proof: known damage to answers, and which metrics notice."""
