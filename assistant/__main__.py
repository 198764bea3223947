"""Lets `python -m assistant` do what `coach` does."""

from assistant.cli import main

main()
