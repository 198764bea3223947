"""Renderers of an answer's sections; nothing is parsed back."""
