"""Workshops: an agenda for a subject, its handouts, sheets and slides, and the edits that change it."""
