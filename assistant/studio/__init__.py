"""Takes what is asked for in words to the practice package: its subject is found by asking the coach."""
