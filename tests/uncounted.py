"""What the environment of a child process adds where coverage needn't follow it: tracing it slows it for nothing."""

from __future__ import annotations

UNCOUNTED = {"COVERAGE_PROCESS_CONFIG": ""}
