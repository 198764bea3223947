"""A tour of two minutes for whoever comes for the first time."""
