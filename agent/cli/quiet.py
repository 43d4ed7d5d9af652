"""What keeps the libraries quiet and offline; set before any of them is imported."""

from __future__ import annotations

import os
import warnings

DEFAULTS = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGGRAPH_STRICT_MSGPACK": "true",
    "TOKENIZERS_PARALLELISM": "false",
    "ORT_LOGGING_LEVEL": "3",
}


def quiet_libraries() -> None:
    """Environment defaults; what the user has set stays."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore", DeprecationWarning)
