"""The nodes of the graph. Each takes the state and returns what it changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from agent.content import Content
from agent.debrief import make_report
from agent.examiner.base import Examiner
from agent.ledger import with_grading, with_move, with_objection, with_reading, with_steering, with_substance
from agent.policy import Plan, decide, make_plan
from agent.policy.pacing import minutes_left, wrapped_up
from agent.state import (
    Assessment,
    CandidateInput,
    Interview,
    Mode,
    Move,
    MoveKind,
    PhaseClock,
    Setup,
    Source,
    Turn,
)

LOG = logging.getLogger("greenroom")
Update = dict[str, Any]
GROUNDED = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE)  # with a passage to read, once they are asked
SPEAKING_SECONDS_PER_WORD = 0.35  # what the interviewer's own turn takes of the clock


@dataclass
class Context:
    """What the nodes need besides the state."""

    content: Content
    examiner: Examiner
    retrieve: Callable[[str, list[str], Setup], list[Source]]

    def plan(self, setup: Setup) -> Plan:
        return make_plan(self.content, setup)


def open_interview(state: Interview, runtime: Runtime[Context]) -> Update:
    plan = runtime.context.plan(state.setup)
    phases = [PhaseClock(id=p.id, budget=p.minutes * plan.scale * 60) for p in plan.phases]
    phases[0].entered = True
    return {"prompt": plan.question.prompt, "phases": phases, "move": decide(state, plan)}


def await_candidate(state: Interview) -> Update:
    """Waits for the candidate; what comes in becomes a turn."""
    return taken_in(state, CandidateInput.model_validate(interrupt({"turn": len(state.turns)})))


def taken_in(state: Interview, given: CandidateInput) -> Update:
    """What a candidate's input changes before it is read."""
    phases = _charged(state, given.seconds, closing=wrapped_up(state))
    elapsed = state.elapsed + given.seconds
    update: Update = {"input": given, "phases": phases, "elapsed": elapsed}
    board = state.new_board(given)
    update |= {"board": board} if board else {}
    if given.action in ("end", "stop"):
        return update
    said = given.text if given.action == "say" else f"[{given.action}]"
    turn = Turn(
        id=len(state.turns),
        speaker="candidate",
        phase=state.current.id,
        at=round(elapsed, 1),
        text=said,
        action=given.action,
        board=board,
    )
    return update | {"turns": [*state.turns, turn]}


def assess_turn(state: Interview, runtime: Runtime[Context]) -> Update:
    plan = runtime.context.plan(state.setup)
    reading = runtime.context.examiner.assess(state, plan)
    ledger, pitfalls = with_reading(state, plan, reading)
    return {
        "assessment": reading,
        "ledger": ledger,
        "pitfalls": pitfalls,
        "substance": with_substance(state, reading),
        "steering": with_steering(state, reading),
        "assumptions": [*state.assumptions, *(a for a in reading.assumptions if a not in state.assumptions)],
        "notes": [*state.notes, *([reading.note] if reading.note and reading.note not in state.notes else [])],
    }


def decide_move(state: Interview, runtime: Runtime[Context]) -> Command[Literal["retrieve", "speak", "close_phase"]]:
    move = decide(state, runtime.context.plan(state.setup))
    if move.kind in (MoveKind.TRANSITION, MoveKind.WRAP_UP, MoveKind.CLOSE):
        return Command(goto="close_phase", update={"move": move})
    return Command(goto="retrieve" if move.kind == MoveKind.HINT else "speak", update={"move": move})


def close_phase(state: Interview, runtime: Runtime[Context]) -> Update:
    """Ends the phase; in coach mode with feedback on it, as a turn of its own."""
    move, update = _move(state), Update()
    if state.setup.mode == Mode.COACH and not state.current.revisited and move.kind != MoveKind.CLOSE:
        feedback = Move(kind=MoveKind.FEEDBACK, phase=state.phase, reason="coach mode: the phase is over")
        said = _say(state, runtime, feedback, [])
        assert not isinstance(said, Assessment)  # feedback is said as it is worded
        update = said
    phases = update.setdefault("phases", [p.model_copy() for p in state.phases])
    if move.kind == MoveKind.TRANSITION and move.phase is not None:
        phases[move.phase].revisited = phases[move.phase].entered
        phases[move.phase].entered = True
        update["phase"] = move.phase
    return update


def retrieve_sources(state: Interview, runtime: Runtime[Context]) -> Command[Literal["speak", "await_candidate"]]:
    """The passages that ground the move, from the guides of this phase.

    A hint is worded from its passage. What grounds a question is looked up by its words, too, once it is out: nobody
    waits for it.
    """
    move, plan = _move(state), runtime.context.plan(state.setup)
    criterion = plan.bank[move.criterion or ""]
    point = plan.key_points.get(move.key_point or "")
    said = (move.echo or "") if move.kind == MoveKind.HINT else state.turns[-1].text
    query = f"{criterion.name}. {point.point if point else criterion.expects} {said}".strip()
    try:
        sources = runtime.context.retrieve(query, [criterion.group], state.setup)
    except Exception:  # whatever is wrong with an index, the interview goes on, without passages
        LOG.exception("no passages: the index cannot be searched; `greenroom doctor` says what to do")
        sources = []
    if move.kind == MoveKind.HINT:
        return Command(goto="speak", update={"sources": sources})
    asked = state.turns[-1].model_copy(update={"sources": sources})
    return Command(goto="await_candidate", update={"turns": [*state.turns[:-1], asked]})


def speak_move(
    state: Interview, runtime: Runtime[Context]
) -> Command[Literal["retrieve", "await_candidate", "debrief", "decide"]]:
    move, plan = _move(state), runtime.context.plan(state.setup)
    update = _say(state, runtime, move, state.sources if move.kind == MoveKind.HINT else [])
    if isinstance(update, Assessment):  # the candidate did something that the move does not answer: once, another one
        ledger, pitfalls = with_objection(state, plan, update)
        return Command(goto="decide", update={"assessment": update, "ledger": ledger, "pitfalls": pitfalls})
    update["ledger"] = with_move(state, plan, move)
    revealed = [a.fact for a in move.answers if a.fact and a.fact not in state.facts_revealed]
    agreed = [a.proposed for a in move.answers if a.proposed and not a.fact and a.proposed not in state.assumptions]
    update["facts_revealed"] = [*state.facts_revealed, *revealed]
    update["assumptions"] = [*state.assumptions, *agreed]
    if move.key_point and move.key_point not in state.key_points_asked:
        update["key_points_asked"] = [*state.key_points_asked, move.key_point]
    if move.kind == MoveKind.CHALLENGE:
        update["pitfalls"] = [
            p.model_copy(update={"challenged": True}) if p.pitfall == move.pitfall else p for p in state.pitfalls
        ]
    phases = update["phases"]
    phases[state.phase].probes += move.kind in (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE)
    if move.kind == MoveKind.CLOSE:
        action = state.input.action if state.input else "say"
        update["ended"] = {"end": "by candidate", "stop": "script ran out"}.get(action, "finished")
        return Command(goto="debrief", update=update)
    grounded = move.kind in GROUNDED and state.turns  # the index may not be loaded when a drill opens
    return Command(goto="retrieve" if grounded else "await_candidate", update=update)


def debrief(state: Interview, runtime: Runtime[Context]) -> Update:
    plan = runtime.context.plan(state.setup)
    graded = with_grading(state, runtime.context.examiner.grade(state, plan))
    report = make_report(graded, plan)
    return {name: getattr(graded, name) for name in ("ledger", "pitfalls", "graders", "notes")} | {"report": report}


def _say(state: Interview, runtime: Runtime[Context], move: Move, sources: list[Source]) -> Update | Assessment:
    """Words a move, streams it, and appends it as a turn; or the reading that asks for another move."""
    context, number = runtime.context, len(state.turns)

    def write(piece: str) -> None:
        runtime.stream_writer({"turn": number, "token": piece})

    said = context.examiner.speak(state, context.plan(state.setup), move, sources, write)
    if said.misread:
        return said.misread
    turn = Turn(
        id=number,
        speaker="interviewer",
        phase=state.current.id,
        at=round(state.elapsed, 1),
        text=said.text,
        move=move.model_copy(update={"minutes_left": minutes_left(state)}),
        sources=sources,
        examiner=said.by,
        call=said.call,
    )
    seconds = len(said.text.split()) * SPEAKING_SECONDS_PER_WORD
    phases = _charged(state, seconds, closing=wrapped_up(state) or move.kind == MoveKind.WRAP_UP)
    return {
        "turns": [*state.turns, turn],
        "phrases_used": said.phrases_used,
        "phases": phases,
        "elapsed": state.elapsed + seconds,
    }


def _charged(state: Interview, seconds: float, closing: bool) -> list[PhaseClock]:
    """What is said from the wrap-up on takes no phase's time."""
    phases = [p.model_copy() for p in state.phases]
    phases[state.phase].spent += 0 if closing else seconds
    return phases


def _move(state: Interview) -> Move:
    assert state.move is not None
    return state.move
