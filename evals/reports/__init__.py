"""A run as people and machines read it: terminal, web page, JUnit, CSV and Markdown."""
