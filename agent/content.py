"""Loading what is data: criteria, templates, pitfalls and questions, ours and a user's, checked against each other.

Every mistake raises ContentError, which names the file, the key and what was expected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

import knowledge
import rubrics
from knowledge.schema import KeyPoint, Pitfall, PitfallFile, Question
from rubrics.schema import CriteriaFile, Criterion, Template

M = TypeVar("M", bound=BaseModel)
Item = TypeVar("Item", Criterion, Template, Pitfall, Question)

RUBRICS = Path(rubrics.__path__[0])
KNOWLEDGE = Path(knowledge.__path__[0])
DEFAULT_TEMPLATE = "six-steps"
DEFAULT_QUESTION = "youtube-recommendations"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(ValueError):
    """A mistake in a content file; the message is ready to be shown."""


@dataclass(frozen=True)
class Content:
    """All content by id. `folders` are the user's own, in the order in which they were added."""

    criteria: dict[str, Criterion] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    pitfalls: dict[str, Pitfall] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    files: dict[tuple[str, str], Path] = field(default_factory=dict)  # (kind, id) to the file it came from

    @property
    def document_folders(self) -> list[Path]:
        """Where a user's own source documents are."""
        return [f / "sources" for f in self.folders if (f / "sources").is_dir()]

    def pitfalls_for(self, question: Question) -> dict[str, Pitfall]:
        """The pitfalls that can apply to a question: its own, those it names, and those that fit its traits."""
        own = {p.id: p for p in question.own_pitfalls}
        general = {
            key: _fitting(p, question)
            for key, p in self.pitfalls.items()
            if key in question.pitfalls or not p.traits or set(p.traits) & set(question.traits)
        }
        return own | general

    def key_points_for(self, question: Question, criterion: str) -> list[KeyPoint]:
        return [k for k in question.key_points if k.criterion == criterion]


def _fitting(pitfall: Pitfall, question: Question) -> Pitfall:
    """The pitfall with those of its challenges that fit the problem; with all where none does."""
    left = [text for text in pitfall.challenge if text not in question.not_asked]
    return pitfall.model_copy(update={"challenge": left}) if left else pitfall


def load_content(folder: Path | None = None) -> Content:
    """The shipped content, and that of a user's folder on top. Raises ContentError."""
    return _load(None if folder is None else folder.resolve(), stamp(folder))


@lru_cache(maxsize=4)
def _load(folder: Path | None, _stamp: float) -> Content:
    if folder is not None and not folder.is_dir():
        raise ContentError(f"{folder}: this content folder does not exist")
    content = Content(folders=(folder,) if folder else ())
    roots = [{"criteria": RUBRICS, "templates": RUBRICS, "pitfalls": KNOWLEDGE, "questions": KNOWLEDGE}]
    if folder:
        roots.append(dict.fromkeys(roots[0], folder))
    for root in roots:
        for path, c_file in _files(root["criteria"] / "criteria", CriteriaFile):
            _add(content, "criterion", content.criteria, c_file.criteria, path)
        for path, template in _files(root["templates"] / "templates", Template):
            _add(content, "template", content.templates, [template], path)
        for path, p_file in _files(root["pitfalls"] / "pitfalls", PitfallFile):
            _add(content, "pitfall", content.pitfalls, p_file.pitfalls, path)
        for path, question in _files(root["questions"] / "questions", Question):
            _add(content, "question", content.questions, [question], path)
    _check_references(content)
    return content


def stamp(folder: Path | None) -> float:
    """The newest change below a user's folder, so that an edited file is read again."""
    if folder is None or not folder.is_dir():
        return 0.0
    return max((p.stat().st_mtime for p in folder.rglob("*") if p.is_file()), default=0.0)


def _files(folder: Path, model: type[M]) -> Iterator[tuple[Path, M]]:
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        yield path, read_yaml(path, model)


def read_yaml(path: Path, model: type[M]) -> M:
    """One YAML file as a model. Raises ContentError naming file, key and what was expected."""
    try:
        data: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: expected UTF-8 text") from error
    except yaml.YAMLError as error:
        raise ContentError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        lines = [f"{path}: {_where(e['loc'], data)}: {_expected(e)}" for e in error.errors()[:5]]
        more = error.error_count() - len(lines)
        raise ContentError("\n".join(lines) + (f"\n{path}: and {more} more" if more > 0 else "")) from error


def _where(loc: tuple[int | str, ...], data: Any) -> str:
    """A key path in which list items carry their id: `key_points[two-stage].hints`."""
    path = ""
    for step in loc:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(step, int):
            name = data.get("id", step) if isinstance(data, dict) else step
            path += f"[{name}]"
        else:
            path += f".{step}" if path else str(step)
    return path or "the file"


def _expected(error: Any) -> str:
    kind, message = error["type"], error["msg"]
    if kind == "missing":
        return "this key is missing"
    if kind == "extra_forbidden":
        return "unknown key; remove it or correct its name"
    given = repr(error["input"])
    return f"{message[:1].lower()}{message[1:]}" + (f" (got {given})" if len(given) < 60 else "")


def _add(content: Content, kind: str, known: dict[str, Item], new: Sequence[Item], path: Path) -> None:
    for item in new:
        if item.id in known:
            raise ContentError(f"{path}: id: {item.id!r} is already taken; choose another id")
        known[item.id] = item
        content.files[kind, item.id] = path


def _check_references(content: Content) -> None:
    for template in content.templates.values():
        for phase in template.phases:
            for key in phase.criteria:
                _expect(
                    key,
                    content.criteria,
                    f"{_file(content, 'template', template.id)}: phases[{phase.id}].criteria",
                    "criterion",
                )
    said = {probe for criterion in content.criteria.values() for probe in criterion.probes}
    said |= {challenge for pitfall in content.pitfalls.values() for challenge in pitfall.challenge}
    for question in content.questions.values():
        for point in question.key_points:
            where = f"{_file(content, 'question', question.id)}: key_points[{point.id}].criterion"
            _expect(point.criterion, content.criteria, where, "criterion")
        for text in question.not_asked:
            _expect(text, said, f"{_file(content, 'question', question.id)}: not_asked", "probe or challenge")
        for key in question.pitfalls:
            _expect(key, content.pitfalls, f"{_file(content, 'question', question.id)}: pitfalls", "pitfall")
        for pitfall in question.own_pitfalls:
            where = f"{_file(content, 'question', question.id)}: own_pitfalls[{pitfall.id}].criterion"
            _expect(pitfall.criterion, content.criteria, where, "criterion")
    for pitfall in content.pitfalls.values():
        _expect(
            pitfall.criterion,
            content.criteria,
            f"{_file(content, 'pitfall', pitfall.id)}: pitfalls[{pitfall.id}].criterion",
            "criterion",
        )


def _file(content: Content, kind: str, key: str) -> Path:
    return content.files[kind, key]


def _expect(key: str, known: Collection[str], where: str, kind: str) -> None:
    if key not in known:
        raise ContentError(f"{where}: {nearest(key, known, kind)}")


def nearest(key: str, known: Iterable[str], kind: str) -> str:
    """`no criterion 'splits'; did you mean 'split-strategy'?`"""
    from difflib import get_close_matches

    close = get_close_matches(key, known, n=3, cutoff=0.4)
    return f"no {kind} {key!r}" + (f"; did you mean {' or '.join(map(repr, close))}?" if close else "")
