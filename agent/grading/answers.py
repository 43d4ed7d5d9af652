"""Grading single answers against a user's own rubric, on any subject.

Without labels there is nothing to calibrate on: points follow how much of the best anchor and of the reference an
answer says in its own words, beyond what the question says already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.examiner.embedded.claims import FUNCTION_WORDS, WORD, Claim, split_claims
from agent.examiner.embedded.worthless import copies, is_gibberish, is_repetitive
from knowledge.embedder import Embedder, Vectors, shared_embedder
from rubrics.own import OwnCriterion, OwnRubric

NOTHING, EVERYTHING = 0.30, 0.85  # similarity of a point to the nearest claim: below nothing is said, above all of it
SAID_BY_WORDS = 0.4  # what the share of a point's content words counts beside its similarity
STEM = re.compile(r"(?:ations?|ating|ments?|ities|ness|ing|ed|es|ly|s)$")


class BadAnswers(ValueError):
    """A rubric or a file of answers that cannot be used; the message names file, key and what was expected."""


class AnswerRow(BaseModel):
    """A line of the file of answers; other fields are left alone."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    question: str = ""
    answer: str
    reference: str | None = None


class CriterionPoints(BaseModel):
    criterion: str
    points: float
    of: float
    quote: str = Field(description="the claim that shows it best, word for word; empty where nothing does")


class GradedAnswer(BaseModel):
    """One graded row."""

    id: str
    points: float
    of: float
    normalised: float = Field(description="points as a share of the most, 0–1")
    criteria: list[CriterionPoints]
    note: str = ""


class _Said(NamedTuple):
    claims: list[Claim]
    vectors: Vectors


def read_rubric(path: Path) -> OwnRubric:
    """Raises BadAnswers."""
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadAnswers(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadAnswers(f"{path}: not a YAML file ({' '.join(str(error).split())[:120]})") from error
    if not isinstance(data, dict):
        raise BadAnswers(f"{path}: expected a mapping with the key `criteria`, got {type(data).__name__}")
    try:
        return OwnRubric.model_validate(data)
    except ValidationError as error:
        raise BadAnswers(f"{path}: {_complaint(error)}") from error


def read_answers(path: Path) -> list[AnswerRow]:
    """Raises BadAnswers, which names the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # and nowhere else: JSON may hold rarer line breaks
    except OSError as error:
        raise BadAnswers(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from error
    except UnicodeDecodeError as error:
        raise BadAnswers(
            f"{path}: not a text file; expected one JSON object with id, question, answer a line"
        ) from error
    rows = [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise BadAnswers(f"{path}: no answers; expected one JSON object with id, question, answer a line")
    return rows


def _row(path: Path, number: int, line: str) -> AnswerRow:
    try:
        data: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadAnswers(f"{path}, line {number}: not JSON ({error.msg})") from error
    try:
        return AnswerRow.model_validate(data)
    except ValidationError as error:
        raise BadAnswers(f"{path}, line {number}: {_complaint(error)}") from error


def _complaint(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the file"
    return f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}"


def grade_answer(rubric: OwnRubric, row: AnswerRow) -> GradedAnswer:
    """Empty answers, gibberish and copies of the question earn nothing."""
    embedder = shared_embedder()
    claims = [
        c
        for c in split_claims(row.answer)
        if not (is_gibberish(c, embedder) or is_repetitive(c) or (row.question and copies(c, [row.question])))
    ]
    said = _Said(claims, embedder.embed([c.text for c in claims]))
    reference = (
        row.reference or rubric.references.get(row.id) or rubric.references.get(row.question) or rubric.reference
    )
    found = [_points(c, reference, row.question, said, embedder, len(rubric.criteria)) for c in rubric.criteria]
    total = round(sum(c.points for c in found), 2)
    return GradedAnswer(
        id=row.id,
        points=total,
        of=rubric.points,
        normalised=round(total / rubric.points, 4),
        criteria=found,
        note="" if claims else "nothing that could be graded",
    )


def _points(
    criterion: OwnCriterion, reference: str | None, question: str, said: _Said, embedder: Embedder, criteria: int
) -> CriterionPoints:
    """The best anchor says what to look for; a reference answer adds sentences, for a lone criterion all of them."""
    wanted = [c.text for text in (criterion.anchors[-1], *criterion.says) for c in split_claims(text)]
    points = [c.text for c in split_claims(reference)] if reference else []
    if points and criteria > 1:
        near = embedder.embed(points) @ embedder.embed(wanted).T
        points = [p for p, similarity in zip(points, near.max(axis=1), strict=True) if similarity >= 0.4]
    elif points:
        wanted = []  # the reference says it in this question's own terms
    share, quote = _covered([*wanted, *points], question, said, embedder)
    return CriterionPoints(
        criterion=criterion.id, points=round(share * criterion.points, 2), of=criterion.points, quote=quote
    )


def _covered(wanted: list[str], question: str, said: _Said, embedder: Embedder) -> tuple[float, str]:
    """How much of what is wanted was said, 0 to 1, and the claim that says most of it."""
    if not said.claims or not wanted:
        return 0.0, ""
    targets = embedder.embed(wanted)
    similarity = targets @ said.vectors.T
    whole = said.vectors.sum(axis=0)
    together = targets @ (whole / max(float(np.linalg.norm(whole)), 1e-9))
    near = np.maximum(similarity.max(axis=1), together)
    given = targets @ embedder.embed([question])[0] if question else np.zeros(len(wanted))
    floor = np.clip(np.maximum(given, NOTHING), NOTHING, EVERYTHING - 0.1)
    meaning = np.clip((near - floor) / (EVERYTHING - floor), 0, 1)
    words = np.array([_words_said(text, said.claims, question) for text in wanted])
    share = float(((1 - SAID_BY_WORDS) * meaning + SAID_BY_WORDS * words).mean())
    best = int(similarity.max(axis=0).argmax())
    return share, said.claims[best].text if share > 0 else ""


def _words_said(wanted: str, claims: Sequence[Claim], question: str) -> float:
    """The share of the content words of a point that stand in the answer, those of the question left out."""
    known = _stems(question)
    stems = _stems(wanted) - known
    said = set().union(*(_stems(c.text) for c in claims))
    return len(stems & said) / len(stems) if stems else 0.0


def _stems(text: str) -> set[str]:
    words = {w.lower().strip(".'’") for w in WORD.findall(text)}
    return {STEM.sub("", w) if len(w) > 4 else w for w in words if w not in FUNCTION_WORDS and len(w) > 1}
