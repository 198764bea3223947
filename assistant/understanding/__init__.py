"""Understanding: one immutable reading of a turn, made once before anything is searched."""
