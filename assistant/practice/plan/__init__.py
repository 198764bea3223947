"""A plan: next steps that somebody keeps, in phases with dates, owners, evidence and reviews."""
