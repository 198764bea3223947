"""Self-assessment: items with levels, answers, scores with their arithmetic, what to do first, and what changed."""
