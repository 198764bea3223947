"""From evidence to an answer: dialogue, composition, checked citations."""
