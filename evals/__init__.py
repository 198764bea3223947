"""Measures an assistant of coaching questions against labelled cases, offline and without a model."""
