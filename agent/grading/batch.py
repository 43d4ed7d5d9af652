"""Grading many transcripts: side by side, going on past broken files, and not twice what is done already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ValidationError

from agent.content import load_content, stamp
from agent.export import write_whole
from agent.grading.grade import GradeOptions, grade
from agent.grading.output import write_grade
from agent.settings import ModelSettings
from agent.state import ExaminerName
from agent.transcript import BadTranscript, read_transcript
from agent.workers import Engine, pool
from rubrics.verdict import Decision

DONE = "grades.jsonl"


class Row(BaseModel):
    """One line of `grades.jsonl`: what became of a file."""

    file: str
    fingerprint: str
    question: str | None = None
    decision: Decision | None = None
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
        found += sorted(p for p in path.rglob("*") if _is_seen(p, path)) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _is_seen(path: Path, folder: Path) -> bool:
    """A file that is neither hidden nor in a hidden folder."""
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)


def run(
    jobs: Sequence[Job], folder: Path, workers: int | None = None, engine: Engine = Engine.LOCAL, address: str = ""
) -> Iterator[Row]:
    """A row for each job as it is done. Rows of an earlier run with the same input and options are taken over.

    On a Ray cluster its machines need to see the files and the folder.
    """
    known = _earlier(folder)
    waiting: list[tuple[Job, str]] = []
    for job in jobs:
        fingerprint = _fingerprint(job)
        if (row := known.get(fingerprint)) and row.report and Path(row.report).is_file():
            yield row
        else:
            waiting.append((job, fingerprint))
    for row in _work(waiting, workers, engine, address):
        known[row.fingerprint] = row
        lines = [r.model_dump_json() for r in known.values()]
        write_whole(folder / DONE, "\n".join(lines) + "\n")
        yield row


def _work(waiting: Sequence[tuple[Job, str]], workers: int | None, engine: Engine, address: str) -> Iterator[Row]:
    if engine == Engine.LOCAL and ((workers or 1) == 1 or len(waiting) < 2):
        for job, fingerprint in waiting:
            yield grade_one(job, fingerprint)
        return
    with pool(engine, workers, address) as team:
        for future in as_completed([team.submit(grade_one, job, fingerprint) for job, fingerprint in waiting]):
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
    grader = ModelSettings().grader if job.options.examiner == ExaminerName.LLM else ""
    how = (
        version("greenroom"), job.file, job.report.suffix, job.candidate, job.content, stamp(job.content),
        job.options.model_dump_json(), grader,
    )  # fmt: skip
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
