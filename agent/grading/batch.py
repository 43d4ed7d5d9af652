"""Grading many transcripts: side by side, going on past broken files, and not twice what is done already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from pydantic import BaseModel, ValidationError

from agent.content import load_content
from agent.export import write_whole
from agent.grading.grade import GradeOptions, grade
from agent.grading.output import write_grade
from agent.transcript import BadTranscript, read_transcript

DONE = "grades.jsonl"


class Row(BaseModel):
    """One line of `grades.jsonl`: what became of a file."""

    file: str
    fingerprint: str
    question: str | None = None
    decision: str | None = None
    score: float | None = None
    certainty: float | None = None
    report: str | None = None
    error: str | None = None


class Job(BaseModel):
    """Everything a worker needs to grade one file and write its report."""

    file: Path
    report: Path
    content: Path | None
    home: Path
    candidate: str | None
    options: GradeOptions


def transcripts_in(paths: Sequence[Path]) -> list[Path]:
    """The files named and those in the folders named, hidden ones left out, in order."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        found += inside if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def run(jobs: Sequence[Job], folder: Path, workers: int = 1) -> Iterator[Row]:
    """A row for each job as it is done. Rows of an earlier run with the same input and options are taken over."""
    known = _earlier(folder)
    waiting: list[tuple[Job, str]] = []
    for job in jobs:
        fingerprint = _fingerprint(job)
        if (row := known.get(fingerprint)) and row.report and Path(row.report).is_file():
            yield row
        else:
            waiting.append((job, fingerprint))
    for row in _work(waiting, workers):
        known[row.fingerprint] = row
        lines = [r.model_dump_json() for r in known.values()]
        write_whole(folder / DONE, "\n".join(lines) + "\n")
        yield row


def _work(waiting: Sequence[tuple[Job, str]], workers: int) -> Iterator[Row]:
    if workers == 1 or len(waiting) < 2:
        for job, fingerprint in waiting:
            yield grade_one(job, fingerprint)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(grade_one, job, fingerprint) for job, fingerprint in waiting]
        for future in as_completed(futures):
            yield future.result()


def grade_one(job: Job, fingerprint: str) -> Row:
    """Reads, grades and writes one file; what is wrong with it stands in the row."""
    try:
        content = load_content(job.content)
        found = grade(read_transcript(job.file, job.candidate), content, job.home, job.options)
        write_grade(found, content, job.report, job.report.suffix[1:])
    except (BadTranscript, OSError) as error:
        return Row(file=str(job.file), fingerprint=fingerprint, error=str(error))
    return Row(
        file=str(job.file),
        fingerprint=fingerprint,
        question=found.question,
        decision=found.verdict.decision,
        score=found.verdict.score,
        certainty=found.certainty,
        report=str(job.report),
    )


def _fingerprint(job: Job) -> str:
    data = job.file.read_bytes() if job.file.is_file() else b""
    how = (version("greenroom"), job.file, job.report.suffix, job.candidate, job.content, job.options.model_dump_json())
    return hashlib.sha256(data + "|".join(map(str, how)).encode()).hexdigest()[:24]


def _earlier(folder: Path) -> dict[str, Row]:
    path = folder / DONE
    if not path.is_file():
        return {}
    try:
        rows = [Row.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except ValidationError:
        return {}  # not ours, or of another version: everything is graded anew
    return {row.fingerprint: row for row in rows}
