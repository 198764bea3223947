"""Measures the assistant against a plain script, both in the same run on the same machine."""
