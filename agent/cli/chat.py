"""`greenroom chat` and `greenroom resume`: an interview in the terminal, or one played from a script."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.opening import MEMORY, ContentOption, JsonFileOption, open_service, stderr, stdout
from agent.content import DEFAULT_QUESTION, DEFAULT_TEMPLATE
from agent.examiner.choice import ExaminerChoice, chosen
from agent.export import as_json, check_writable, write_whole
from agent.settings import ModelSettings
from agent.state import Interview, Mode, Setup
from rubrics.verdict import Seniority

if TYPE_CHECKING:
    from agent.service import InterviewService


def chat(
    question: Annotated[
        str, typer.Option(help="The question's id; `greenroom questions` lists them.")
    ] = DEFAULT_QUESTION,
    template: Annotated[str, typer.Option(help="The interview's phases; `greenroom templates`.")] = DEFAULT_TEMPLATE,
    level: Annotated[Seniority, typer.Option(help="The level you interview for.")] = Seniority.SENIOR,
    mode: Annotated[Mode, typer.Option(help="mock: feedback at the end; coach: after each phase.")] = Mode.MOCK,
    examiner: Annotated[
        ExaminerChoice, typer.Option(help="Who interviews; auto: the model where one is configured.")
    ] = ExaminerChoice.AUTO,
    seed: Annotated[int | None, typer.Option(help="Repeats the interviewer's choices. [0 with a script]")] = None,
    minutes: Annotated[float, typer.Option(help="Length of the interview, 5 to 180.")] = 45,
    collection: Annotated[
        str | None, typer.Option(help="Documents of yours to draw on; see `greenroom ingest`.")
    ] = None,
    content: ContentOption = None,
    script: Annotated[
        Path | None,
        typer.Option(metavar="TURNS.md", help="Play the candidate's turns from a file, separated by lines of ---."),
    ] = None,
    json: JsonFileOption = None,
) -> None:
    """Hold an interview in the terminal, or play one from a script."""
    from agent.script import read_script

    turns = None if script is None else read_script(script)
    if json:
        check_writable(json)
    if seed is None:
        seed = secrets.randbelow(2**31) if turns is None else 0
    setup = Setup(
        question=question, template=template, level=level, mode=mode, seed=seed, minutes=minutes,
        collection=collection, examiner=chosen(examiner, ModelSettings()),
    )  # fmt: skip
    service = open_service(content, MEMORY if turns else None)
    if turns is None:
        hold(service, service.start(setup), json)
    else:
        _play(service, setup, turns, json)


def resume(
    session: Annotated[str, typer.Argument(help="The session's id; `greenroom sessions` lists them.")],
    content: ContentOption = None,
    json: JsonFileOption = None,
) -> None:
    """Continue an interview where it was left; read the report of a finished one."""
    if json:
        check_writable(json)
    service = open_service(content)
    service.view(session)
    hold(service, session, json)


def hold(service: InterviewService, session: str, json: Path | None) -> None:
    from agent.cli.terminal import converse, show_report

    finished = converse(service, session, stdout())
    state = service.view(session)
    if finished:
        show_report(service, session, stdout())
    if json and state.report:
        write_whole(json, as_json(state))


def _play(service: InterviewService, setup: Setup, turns: Sequence[str], json: Path | None) -> None:
    from agent.cli.terminal import show_transcript
    from agent.script import play

    with stderr().status("Playing the script …"):
        state = play(service, setup, turns)
    if json:
        write_whole(json, as_json(state))
    if str(json) != "-":
        show_transcript(service, state, stdout())
    unused = len(turns) - _used(state)
    if unused > 0:
        was = "the last turn was" if unused == 1 else f"the last {unused} turns were"
        stderr().print(f"The interview ended before the script did: {was} not played.", soft_wrap=True)


def _used(state: Interview) -> int:
    """The turns of a script that were played; the button that ends an interview leaves no turn."""
    return sum(t.speaker == "candidate" for t in state.turns) + (state.ended == "by candidate")
