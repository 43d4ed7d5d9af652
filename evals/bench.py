"""Speed and memory of the embedded examiner on this machine.

python -m evals.bench
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from agent.content import load_content
from agent.script import read_script, speaking_seconds
from agent.service import InterviewService
from agent.settings import settings
from agent.state import CandidateInput, Setup
from agent.storage import open_storage
from evals.cells import SCRIPTS

REPEATS = 3
IMPORTS = "import gradio, chromadb, langgraph.graph, openai"
PLAY = """
import resource, sys
import gradio
from evals.bench import turn_seconds
turn_seconds(limit=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def turn_seconds(limit: int = 9) -> list[float]:
    """Seconds from a candidate's turn to the end of the interviewer's; strong, average and weak candidates."""
    content, seconds = load_content(), []
    with tempfile.TemporaryDirectory() as folder:
        storage = open_storage(Path(folder) / "sessions.sqlite")
        service = InterviewService(storage, content, settings().home)
        for path in sorted(SCRIPTS.glob("*.md"))[:limit]:
            session = service.start(Setup(question=path.stem.split(".")[0], template="six-steps", seed=1))
            for index, turn in enumerate(read_script(path)):
                begin = time.perf_counter()
                for _ in service.answer(session, CandidateInput(text=turn), seconds=speaking_seconds(turn)):
                    pass
                if index:  # the first turn may wait for what is loaded while the candidate reads the question
                    seconds.append(time.perf_counter() - begin)
        storage.conn.close()
    return seconds


def import_seconds() -> float:
    return min(_timed([sys.executable, "-c", IMPORTS]) for _ in range(REPEATS))


def first_message_seconds() -> float:
    """From process start until the interviewer's first words are on the terminal."""
    first_words = "Design the system"

    def once() -> float:
        begin = time.perf_counter()
        command = [sys.executable, "-m", "agent.cli", "chat", "--question", "youtube-recommendations"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"COLUMNS": "500"}
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if first_words in line:
                    break
            seconds = time.perf_counter() - begin
            process.kill()
        return seconds

    return min(once() for _ in range(REPEATS))


def index_seconds() -> float:
    from knowledge.index import open_guides

    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        open_guides(Path(folder))
        return time.perf_counter() - begin


def peak_megabytes() -> float:
    done = subprocess.run([sys.executable, "-c", PLAY], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def _timed(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def main() -> None:
    turns = sorted(turn_seconds())
    bare, first = import_seconds(), first_message_seconds()
    p95 = turns[int(0.95 * (len(turns) - 1))]
    print(f"| {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()} | measured | goal |")
    print("| --- | --- | --- |")
    print(f"| turn, p50 of {len(turns)} | {statistics.median(turns) * 1000:.0f} ms | |")
    print(f"| turn, p95 | {p95 * 1000:.0f} ms | 150 ms |")
    print(f"| bare import of gradio, chromadb, langgraph, openai | {bare:.2f} s | |")
    print(
        f"| process start to the interviewer's first words | {first:.2f} s, {first / bare:.2f} × that import | 1.5 × |"
    )
    print(f"| index of the guides, built anew | {index_seconds():.1f} s | |")
    print(f"| peak memory of an interview, gradio loaded | {peak_megabytes():.0f} MB | 700 MB |")


if __name__ == "__main__":
    main()
