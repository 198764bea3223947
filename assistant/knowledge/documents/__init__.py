"""A district's own documents: files to passages, labelled with the indicators they touch."""
