"""`greenroom search`: what the interviewer would find, for one query or a file of them."""

from __future__ import annotations

import json as json_lines
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.markup import escape
from rich.progress import track

from agent.cli.opening import ContentOption, stderr, stdout, the_content
from agent.problem import Problem
from agent.search import groups_of, rows
from agent.sections import named
from agent.settings import settings

if TYPE_CHECKING:
    from knowledge.retrieval import Hit

QUERY_KEYS = ("query", "text", "question")
SHOWN_WORDS = 40


class Query(NamedTuple):
    id: str
    text: str


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    phase: Annotated[
        str | None, typer.Option(help="A subject (data), a phase of the default template, or TEMPLATE/PHASE.")
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many sections or documents.")] = 5,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    collection: Annotated[
        str | None, typer.Option(help="Search documents of yours instead of the guides; see `greenroom ingest`.")
    ] = None,
    queries: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Many queries: one JSON object with id and query a line.")
    ] = None,
    content: ContentOption = None,
) -> None:
    """Search the guides the interviewer draws on, or your own documents."""
    from agent.sources import Retriever

    if (query is None) == (queries is None):
        raise Problem("give either a query or --queries FILE.jsonl")
    asked = read_queries(queries) if queries else [Query("", (query or "").strip())]
    if not all(q.text for q in asked):
        raise Problem("the query is empty; say what to look for")
    loaded = the_content(content)
    groups = groups_of(phase, loaded) if phase else []
    searcher = Retriever(settings().home, loaded).searcher(collection)
    many = track(
        asked, "Searching", console=stderr(), transient=True, disable=len(asked) < 2 or not sys.stderr.isatty()
    )
    found = [(q, searcher.search(q.text, k, groups)) for q in many]
    if json:
        _print_json(found, single=queries is None)
    else:
        _print_text(found, single=queries is None)


def read_queries(path: Path) -> list[Query]:
    """The queries of a JSON Lines file. Raises Problem naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(f"{path}: not a text file; expected JSON Lines in UTF-8") from error
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json_lines.loads(line)
            body = next(str(record[key]).strip() for key in QUERY_KEYS if record.get(key))
        except (ValueError, AttributeError, RecursionError, StopIteration) as error:
            raise Problem(f"{path}: line {number}: expected a JSON object with `id` and `query`") from error
        key = next((record[name] for name in ("id", "_id") if record.get(name) is not None), number)
        found.append(Query(str(key), body))
    if not found:
        raise Problem(f"{path}: no queries; expected a JSON object with `id` and `query` on each line")
    return found


def _print_json(found: Sequence[tuple[Query, list[Hit]]], single: bool) -> None:
    if single:
        query, hits = found[0]
        result: dict[str, Any] = {"query": query.text, "hits": rows(hits)}
    else:
        result = {"results": [{"id": q.id, "query": q.text, "hits": rows(hits)} for q, hits in found]}
    typer.echo(json_lines.dumps(result, ensure_ascii=False, indent=2))


def _print_text(found: Sequence[tuple[Query, list[Hit]]], single: bool) -> None:
    out = stdout()
    for query, hits in found:
        if not single:
            out.print(f"[bold]{escape(query.id)}[/bold] {escape(query.text)}", soft_wrap=True)
        if not hits:
            out.print("Nothing was found.")
        for rank, hit in enumerate(hits, 1):
            name = named(hit.passage.title, hit.passage.heading)
            out.print(
                f"{rank}. [bold]{escape(name)}[/bold]  {escape(hit.passage.section)}  {hit.score:.2f}", soft_wrap=True
            )
            words = hit.passage.text.split()
            more = " …" if len(words) > SHOWN_WORDS else ""
            out.print(f"   {' '.join(words[:SHOWN_WORDS])}{more}", style="dim", markup=False, soft_wrap=True)
