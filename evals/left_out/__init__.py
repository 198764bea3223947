"""Search measured on what was left out of its learning: authors, topics, or all but a share."""
