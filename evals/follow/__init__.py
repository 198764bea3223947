"""Second turns: conversations of two questions, and whether the second answer does what it is asked to."""
