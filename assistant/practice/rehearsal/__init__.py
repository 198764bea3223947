"""Rehearsal: a hard conversation practiced in writing, with a debrief of what was said."""
