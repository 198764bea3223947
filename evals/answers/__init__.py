"""An answer as an assistant gives it: its fields, what is wrong with them, and the reply that they came in."""
