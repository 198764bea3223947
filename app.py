"""Starts the web app: `python app.py` does what `coach serve` does."""

from assistant.cli import main

if __name__ == "__main__":
    main(["serve"])
