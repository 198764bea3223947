"""The small packaged encoder, exact: quick to compile, and its vectors are those that tests can reckon with."""

from __future__ import annotations

from typing import Any

SMALL: dict[str, Any] = {"encoder": "all-MiniLM-L6-v2", "encoder_int8": False}
