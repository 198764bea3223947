"""Assistants other than ours that can be run: a Python function, or a chat endpoint on this machine."""
