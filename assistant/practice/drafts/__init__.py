"""Drafts: finished sentences with named blanks, made for a subject."""
