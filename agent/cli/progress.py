"""`greenroom progress` and `greenroom drill`: how interviews went over time, and short practice of what was weakest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.chat import hold
from agent.cli.listing import listed
from agent.cli.opening import ContentOption, JsonFileOption, open_service, stderr, stdout
from agent.problem import Problem
from rubrics.verdict import NAMES
from rubrics.words import plural

if TYPE_CHECKING:
    from agent.drills import Drill
    from agent.progress import Progress
    from agent.service import InterviewService

EVERYONE = "all"
OwnerOption = Annotated[
    str,
    typer.Option(help="local: interviews held in this terminal; user:NAME: those of a log-in; all: everybody's."),
]


def progress(
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all interviews, reports and drills to a JSON file.")
    ] = None,
    delete_all: Annotated[bool, typer.Option("--delete-all", help="Delete all of it, after asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
    owner: OwnerOption = "local",
    content: ContentOption = None,
) -> None:
    """Show verdicts over time, weakest criteria and what to practise next; export or delete everything."""
    from agent.export import check_writable
    from agent.progress import progress_of

    if export:
        check_writable(export)
    service = open_service(content)
    service.catch_up()
    owners = _owners(service, owner)
    if export:
        _export(service, owners, export)
    if delete_all:
        _delete(service, owners, yes)
    if not (export or delete_all):
        _show(service, progress_of(service.history, owners, service.now().date()))
        _mention_others(service, owner)


def drill(
    criterion: Annotated[
        str | None, typer.Argument(help="The criterion to practise; without one, what has been due longest.")
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="List what is in rotation, and start nothing.")] = False,
    owner: OwnerOption = "local",
    content: ContentOption = None,
    json: JsonFileOption = None,
) -> None:
    """Practise one criterion for five minutes, with feedback."""
    from agent.drills import drill_setup
    from agent.export import check_writable

    if json:
        check_writable(json)
    service = open_service(content)
    service.catch_up()
    if list_only:
        _list(service, _owners(service, owner))
        return
    if owner == EVERYONE:
        raise Problem("a drill belongs to one owner; name one with --owner")
    wanted = _wanted(service, criterion, owner)
    setup = drill_setup(service.content, wanted, secrets.randbelow(2**31))
    hold(service, service.start(setup, owner=wanted.owner), json)


def _owners(service: InterviewService, owner: str) -> list[str]:
    return service.history.owners() if owner == EVERYONE else [owner]


def _wanted(service: InterviewService, criterion: str | None, owner: str) -> Drill:
    from agent.drills import due, free_drill

    drills, today = service.history.drills([owner]), service.now().date()
    if criterion is None:
        ready = due(drills, today)
        if not ready:
            following = min((d.due for d in drills), default=None)
            when = f"; the next is due on {following}" if following else ""
            raise Problem(f"no drill is due{when}. Name a criterion to practise it anyway: greenroom drill CRITERION")
        return ready[0]
    try:
        found = next((d for d in drills if d.criterion == criterion), None)
        return found or free_drill(service.content, criterion, owner, today)
    except KeyError as error:
        raise Problem(str(error.args[0])) from error


def _list(service: InterviewService, owners: list[str]) -> None:
    drills = sorted(service.history.drills(owners), key=lambda d: (d.due, d.criterion))
    if not drills:
        typer.echo("No drills yet; a finished interview adds its two weakest criteria.", err=True)
        return
    listed(["criterion", "due", "asked about on"], [(d.criterion, str(d.due), d.asked_on[0]) for d in drills])


def _export(service: InterviewService, owners: list[str], path: Path) -> None:
    from agent.belongings import as_json, belongings
    from agent.export import write_whole

    found = belongings(service, owners)
    write_whole(path, as_json(found))
    if str(path) != "-":
        stderr().print(f"{plural(len(found.interviews), 'interview')} in {path}", soft_wrap=True, markup=False)


def _delete(service: InterviewService, owners: list[str], yes: bool) -> None:
    from agent.belongings import delete_all

    count = len(service.history.entries(owners))
    if not yes:
        question = f"Delete {plural(count, 'interview')}, their reports and all drills, for good?"
        typer.confirm(question, abort=True, err=True)
    delete_all(service, owners)
    typer.echo("Deleted.", err=True)


def _show(service: InterviewService, found: Progress) -> None:
    console = stdout()
    if not (found.interviews or found.open or found.drills_done):
        typer.echo("No interviews yet; `greenroom chat` starts one, `greenroom drill CRITERION` a short one.", err=True)
        return

    def section(title: str, columns: list[str], rows: Iterable[tuple[str, ...]]) -> None:
        if found_rows := list(rows):
            console.print(f"\n{title}", style="bold", markup=False)
            listed(columns, found_rows, console)

    content = service.content
    section(
        "Interviews",
        ["finished", "question", "level", "verdict", "score"],
        (
            (f"{e.finished:%Y-%m-%d}", e.question, e.level, NAMES[e.decision] if e.decision else "", _score(e.score))
            for e in found.interviews
        ),
    )
    section(
        "To be continued (greenroom resume ID)",
        ["id", "question", "phase"],
        ((e.session, e.question, e.phase) for e in found.open),
    )
    section(
        "Weakest criteria",
        ["criterion", "mean", "last", "seen"],
        ((w.criterion, f"{w.mean:.1f}", str(w.last), str(w.seen)) for w in found.weakest),
    )
    known = (d for d in [*found.due, *found.upcoming] if d.criterion in content.criteria)
    now = {d.criterion for d in found.due}
    section(
        "To practise (greenroom drill)",
        ["criterion", "name", "due"],
        ((d.criterion, content.criteria[d.criterion].name, "now" if d.criterion in now else str(d.due)) for d in known),
    )
    section(
        "Common mistakes",
        ["mistake", "interviews"],
        ((m.mistake.name, f"{m.times} of {m.of}") for m in found.mistakes if m.of),
    )


def _mention_others(service: InterviewService, owner: str) -> None:
    others = [o for o in service.history.owners() if o != owner]
    if others and owner != EVERYONE:
        typer.echo("There are interviews held in the web app too; --owner all includes them.", err=True)


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}"
