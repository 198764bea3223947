"""The Evaluate page: runs of the evals started, watched, read, compared and graded; all through ``python -m evals``."""
