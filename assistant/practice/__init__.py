"""What somebody keeps, edits and takes along: plans, self-assessments, workshops, drafts, rehearsals."""
