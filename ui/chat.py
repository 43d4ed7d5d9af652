"""The transcript as chat messages."""

from __future__ import annotations

from collections.abc import Sequence

from agent.board import fenced
from agent.state import CandidateInput, ExaminerName, Interview, Mode, MoveKind, Turn
from ui.errors import advice
from ui.escape import in_chat

Message = dict[str, str]
BUTTONS = {"[hint]": "*I would like a hint.*", "[next]": "*I would like to move on.*"}  # turns made with a button


def messages(state: Interview) -> list[Message]:
    return [message(turn, state) for turn in state.turns]


def message(turn: Turn, state: Interview) -> Message:
    if turn.speaker == "candidate":
        return said(turn.text, turn.board)
    lines = [f"**{label}**" for label in labels(turn, state)]
    return {"role": "assistant", "content": "\n\n".join([*lines, in_chat(turn.text)])}


def said(text: str, board: str = "") -> Message:
    words = BUTTONS.get(text) or in_chat(text)
    drawn = in_chat(fenced(board)) if board and board not in text else ""
    return {"role": "user", "content": f"{words}\n\n{drawn}".strip()}


def given(taken: CandidateInput, state: Interview | None = None) -> Sequence[Message]:
    """What a candidate just did, shown before the interviewer has taken it in."""
    board = state.new_board(taken) if state else ""
    if taken.action in ("end", "stop"):
        return []
    return [said(taken.text if taken.action == "say" else f"[{taken.action}]", board)]


def labels(turn: Turn, state: Interview) -> list[str]:
    """What a turn is, where the words alone do not say it. In a mock interview a challenge looks like a question."""
    found = []
    if turn.move and turn.move.kind == MoveKind.HINT:
        found.append(f"Hint {turn.move.rung} of 3")
    if turn.move and turn.move.kind == MoveKind.FEEDBACK:
        found.append("Feedback on this phase")
    if turn.move and turn.move.kind == MoveKind.CHALLENGE and state.setup.mode == Mode.COACH:
        found.append("Challenge")
    if aid := helped(turn, state):
        found.append(aid)
    return found


def helped(turn: Turn, state: Interview) -> str:
    """Which other examiner spoke, and why. What is always worded by hand, and a draft that went out in place of a
    sentence held back, are nothing to speak of: the model is at work."""
    trouble = turn.call.trouble if turn.call else ""
    model_at_work = state.setup.examiner == ExaminerName.LLM and not trouble
    if not turn.examiner or model_at_work:
        return ""
    if turn.examiner != state.setup.examiner:
        return " ".join([f"The {turn.examiner} examiner stands in for this turn.", *_because(trouble)])
    return " ".join(["The embedded examiner finished this turn.", *_because(trouble)]) if trouble else ""


def _because(trouble: str) -> list[str]:
    return [trouble, advice(trouble)] if trouble else []
