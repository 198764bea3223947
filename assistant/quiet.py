"""Keeps libraries from reporting anything or looking anything up: nothing leaves this machine."""

from __future__ import annotations

import os
from types import MappingProxyType

SWITCHES = MappingProxyType(
    {
        "ORT_DISABLE_TELEMETRY": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "LANGSMITH_TRACING": "false",
        "LANGSMITH_TRACING_V2": "false",
        "LANGCHAIN_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "LANGCHAIN_HANDLER": "false",
        "OPENAI_LOG": "",
        "ANTHROPIC_LOG": "",
        "TOKENIZERS_PARALLELISM": "false",
    }
)
"""What each library reads from the environment when it is imported, or at its first use."""


def keep_quiet() -> None:
    """Set the switches for this process and for every process that it starts, whatever the environment said.

    Called first by everything that can be started, and before ONNX Runtime is imported by those who import this
    package instead: it reads its switch once, then.
    """
    os.environ.update(SWITCHES)
