"""``python -m evals``: the eval harness as a command."""

from evals.cli import main

main()
