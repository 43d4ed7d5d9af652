"""A server process that a test may kill."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.request import urlopen

import pytest

UP_SECONDS = 180
SERVER = """
import sys
from pathlib import Path
from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from ui.serve import serve
database, home, port = sys.argv[1:]
serve(InterviewService(open_storage(Path(database)), load_content(), Path(home)), port=int(port))
"""  # `greenroom serve` without preparing all questions first, which takes a new home a minute


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def address_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def up(database: Path, home: Path, port: int, **env: str) -> subprocess.Popen[bytes]:
    """The process, once its page is there."""
    command = [sys.executable, "-c", SERVER, str(database), str(home), str(port)]
    environment: Mapping[str, str] = os.environ | {"PYTHONPATH": str(Path.cwd())} | env
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + UP_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address_of(port), timeout=5).close()
            return process
        except OSError:
            time.sleep(0.2)
    process.kill()
    process.wait()
    pytest.fail("the server did not come up")
