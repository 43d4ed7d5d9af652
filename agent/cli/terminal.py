"""The interview as a conversation in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markdown import Markdown

from agent.export import write_whole
from agent.grading.grade import grade_of
from agent.grading.output import as_text
from agent.policy.pacing import minutes_left
from agent.script import BUTTONS
from agent.state import CandidateInput, Interview

if TYPE_CHECKING:
    from agent.service import InterviewService, Token

EDIT = "/edit"
HELP = "/hint, /next (phase), /edit (your last answer), /end, /quit; a \\ at the end of a line continues it"
TAKEN_BACK = "Your last answer. Write it anew, or leave the line empty; what followed it is taken back."
LEFT = "The interview is saved. Continue it with: greenroom resume {}"


def converse(service: InterviewService, session: str, console: Console) -> bool:
    """Runs the interview until it is over (True) or the candidate leaves (False)."""
    try:
        state = service.look(session)
        _greet(service, state, console)
        _stream(service.resume(session), console)
        while (state := service.look(session)).report is None:
            given = _listen(service, session, state, console)
            if given is None:
                break
            _stream(given, console)
    except (KeyboardInterrupt, EOFError):
        console.print()
    if service.view(session).report is not None:
        return True
    console.print(LEFT.format(f"-- {session}" if session.startswith("-") else session), soft_wrap=True, markup=False)
    return False


def show_transcript(service: InterviewService, state: Interview, console: Console) -> None:
    """What was said from beginning to end, and the report."""
    for turn in state.turns:
        _name(turn.speaker, console)
        console.print(turn.text, markup=False)
        console.print()
    if state.report:
        console.print(Markdown(_report(service, state)))


def show_report(service: InterviewService, session: str, console: Console) -> None:
    """The report, kept as a file in the home folder too."""
    state = service.view(session)
    if state.report is None:
        return
    text = _report(service, state)
    console.print(Markdown(text))
    path = service.home / "reports" / f"{state.setup.question}-{session[:8]}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    console.print(f"\nThe report is kept in {path}", soft_wrap=True, markup=False)


def _report(service: InterviewService, state: Interview) -> str:
    grade = grade_of(state)
    return as_text(grade, service.content, "md") if grade else ""


def _greet(service: InterviewService, state: Interview, console: Console) -> None:
    if state.report is not None:
        return
    title = service.content.questions[state.setup.question].title
    console.print(f"{title} · {state.setup.level} · {state.setup.mode} · {state.setup.minutes:g} minutes", style="bold")
    console.print(HELP, style="dim", markup=False)
    console.print()
    last = next((i for i in range(len(state.turns) - 1, -1, -1) if state.turns[i].speaker == "candidate"), 0)
    for turn in state.turns[last:]:
        _name(turn.speaker, console)
        console.print(turn.text, markup=False)
        console.print()


def _listen(service: InterviewService, session: str, state: Interview, console: Console) -> Iterable[Token] | None:
    """What the interviewer says to the candidate's next turn; None to leave."""
    phase = service.plan(state.setup).phases[state.phase].title
    console.print(f"{phase} · {minutes_left(state)} min left", style="dim", markup=False)
    while True:
        text = _read_lines()
        command = text.lower()
        if command == "/quit":
            return None
        if command in BUTTONS:
            return service.answer(session, CandidateInput.model_validate({"action": BUTTONS[command]}))
        if command == EDIT:
            if anew := _edited(state, console):
                return service.edit(session, anew)
        elif text.startswith("/") and len(text.split()) == 1:
            console.print(HELP, style="dim", markup=False)
        elif text:
            return service.answer(session, CandidateInput(text=text))


def _edited(state: Interview, console: Console) -> str:
    """The last answer written anew; nothing where there is none or it is left as it was."""
    last = next((t for t in reversed(state.turns) if t.speaker == "candidate" and t.action == "say"), None)
    if last is None:
        console.print("There is no answer to edit yet.", style="dim")
        return ""
    console.print(TAKEN_BACK, style="dim")
    console.print(last.text, markup=False)
    return _read_lines()


def _read_lines() -> str:
    """One answer: a line, continued where it ends with a backslash. Raises EOFError."""
    if sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401  # line editing and history
    lines = [input("> ")]
    while lines[-1].endswith("\\"):
        lines[-1] = lines[-1][:-1]
        try:
            lines.append(input("… "))
        except EOFError:
            break
    return "\n".join(lines).encode("utf-8", "replace").decode("utf-8").strip()


def _stream(tokens: Iterable[Token], console: Console) -> None:
    """Prints replies as they are said, wrapped at words."""
    turn, column = None, 0
    for token in tokens:
        if token.turn != turn:
            console.print("\n" if turn is not None else "")
            _name("interviewer", console)
            turn, column = token.turn, 0
        for i, piece in enumerate(token.text.split("\n")):
            if i or (column and column + len(piece.rstrip()) > console.width):
                console.print()
                column = 0
            console.print(piece, end="", markup=False, soft_wrap=True)
            column += len(piece)
    if turn is not None:
        console.print("\n")


def _name(speaker: str, console: Console) -> None:
    console.print(
        "Interviewer" if speaker == "interviewer" else "You", style="bold cyan" if speaker == "interviewer" else "bold"
    )
