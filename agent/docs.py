"""What is generated from the code: `python -m agent.docs` writes the JSON schemas and the drawing of the graph."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from agent.export import InterviewFile, write_whole
from agent.grading.grade import Grade
from knowledge.schema import PitfallFile, Question
from rubrics.own import OwnRubric
from rubrics.schema import CriteriaFile, Template

ROOT = Path(__file__).parent.parent
SCHEMAS: dict[str, type[BaseModel]] = {
    "interview": InterviewFile,
    "grade": Grade,
    "question": Question,
    "template": Template,
    "criteria": CriteriaFile,
    "pitfalls": PitfallFile,
    "rubric": OwnRubric,
}
GRAPH_PAGE = """# The interview as a graph

Drawn from `agent.graph.build_graph` by `make docs`. Solid arrows are always taken, dotted ones are chosen by the node
they leave.

```mermaid
{drawing}
```
"""


def generated() -> dict[str, str]:
    """The text of every generated file, by its path from the project's root."""
    from agent.graph import build_graph

    files = {f"schemas/{name}.schema.json": _schema(model) for name, model in SCHEMAS.items()}
    drawing = build_graph().get_graph().draw_mermaid().strip()
    return files | {"docs/graph.md": GRAPH_PAGE.format(drawing=drawing)}


def write_docs(root: Path) -> list[str]:
    """Writes what is out of date below `root`; returns its paths."""
    changed = []
    for name, text in generated().items():
        path = root / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
            changed.append(name)
    return changed


def _schema(model: type[BaseModel]) -> str:
    """Validation schemas for what people write, the serialised shape for what Greenroom writes."""
    written_by_us = model in (InterviewFile, Grade)
    schema = model.model_json_schema(mode="serialization" if written_by_us else "validation")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for written in write_docs(ROOT):
        print(f"wrote {written}", file=sys.stderr)
