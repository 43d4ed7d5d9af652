"""A transcript turned into the state of an interview: every turn read, the ledger kept, nothing asked or said anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from agent.board import LARGEST, board_in, without_board
from agent.examiner.embedded.assess import assess
from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import hear
from agent.examiner.embedded.substance import ON_SUBJECT
from agent.grading.moves import SubjectBank, read_interviewer
from agent.ledger import with_reading, with_steering, with_substance
from agent.policy.plan import Plan
from agent.state import CandidateInput, Interview, Move, MoveKind, PhaseClock, Turn
from agent.transcript.model import Transcript
from rubrics.evidence import Evidence, LedgerEntry, Prompting

WORDS_PER_SECOND = 2.2
STAY = 1.0  # votes by which another phase must lead before a turn counts for it
FIRST_WORDS = Move(kind=MoveKind.OPEN)
FADES = 4  # turns after which what the interviewer named no longer counts as a hint
Told = dict[
    tuple[str, str], tuple[int, int]
]  # (criterion, signal) to the turn that named it and the rung it amounts to


def follow(transcript: Transcript, plan: Plan, reader: Reader, subjects: SubjectBank) -> Interview:
    """The interview as it went, up to the debrief."""
    state = Interview(
        setup=plan.setup,
        prompt=plan.question.prompt,
        phases=[PhaseClock(id=p.id, budget=p.minutes * plan.scale * 60) for p in plan.phases],
    )
    told: Told = {}
    said = [utterance.text for utterance in transcript.utterances if utterance.speaker == transcript.candidate]
    every = [claim for utterance in transcript.utterances for claim in split_claims(utterance.text)]
    reader.embedder.embed_with_parts([c.text for c in every], [c.parts for c in every])  # together is faster
    for utterance in transcript.utterances:
        at = state.elapsed if utterance.at is None else max(state.elapsed, utterance.at)
        state.elapsed = at + len(utterance.text.split()) / WORDS_PER_SECOND
        if utterance.speaker == transcript.candidate:
            _candidate(state, utterance.text, at, told, plan, reader, said)
        else:
            _interviewer(state, utterance.text, at, told, plan, reader, subjects)
        state.current.spent += state.elapsed - at
        state.current.entered = True
    state.input = None
    return state


def _interviewer(
    state: Interview, text: str, at: float, told: Told, plan: Plan, reader: Reader, subjects: SubjectBank
) -> None:
    first = not any(t.speaker == "candidate" for t in state.turns)
    heard = read_interviewer(text, reader, subjects)
    move = FIRST_WORDS if first else heard.move
    if not first:
        shown = {(e.criterion, e.signal) for entry in state.ledger.values() for e in entry.evidence}
        now = len(state.turns)
        told.update({key: (now, rung) for key, rung in heard.told.items() if rung > 1 and key not in shown})
    if move.criterion in plan.criteria and move.kind in (MoveKind.PROBE, MoveKind.CHALLENGE, MoveKind.HINT):
        entry = state.ledger.get(move.criterion) or LedgerEntry(criterion=move.criterion)
        state.ledger[move.criterion] = entry.model_copy(update={"asked": entry.asked + 1})
        state.phase = _phase_of({move.criterion: 2.0}, state, plan)
    state.turns.append(_turn(state, "interviewer", text, at, move))


def _candidate(state: Interview, text: str, at: float, told: Told, plan: Plan, reader: Reader, said: list[str]) -> None:
    heard = hear(without_board(text), reader)
    near: dict[str, float] = defaultdict(float)
    for criterion, likeness in reader.signals.nearest(np.stack([v[0] for v in heard.vectors])) if heard.vectors else ():
        near[criterion] += likeness if likeness >= ON_SUBJECT else 0.0
    state.phase = _phase_of(near, state, plan)
    drawn = (board_in(text) or "")[:LARGEST]
    state.board = drawn or state.board
    state.turns.append(_turn(state, "candidate", text, at, board=drawn))
    state.input = CandidateInput(text=text)
    reading = assess(state, reader, plan, hindsight=said, heard=heard)
    reading.evidence = [_credited(e, told) for e in reading.evidence]
    state.ledger, state.pitfalls = with_reading(state, plan, reading)
    state.substance = with_substance(state, reading)
    turn = state.turns[-1].id
    state.steering = with_steering(state, reading)
    facts = [a.fact for a in reading.answers if a.fact and a.fact not in state.facts_revealed]
    state.facts_revealed = [*state.facts_revealed, *facts]
    if state.last_move and state.last_move.kind == MoveKind.CHALLENGE:
        state.pitfalls = [p.model_copy(update={"challenged": True}) if p.turn < turn else p for p in state.pitfalls]


def _credited(item: Evidence, told: Told) -> Evidence:
    """What the interviewer has just named first counts as hinted."""
    named, rung = told.get((item.criterion, item.signal), (0, 0))
    if not rung or item.turn - named > FADES:
        return item
    return item.model_copy(update={"prompting": Prompting.HINTED, "rung": rung})


def _phase_of(votes: Mapping[str, float], state: Interview, plan: Plan) -> int:
    """The phase that most of a turn is about; a turn without a clear lead stays where the conversation was."""
    by_phase = [sum(votes.get(c, 0.0) for c in set(phase.criteria)) for phase in plan.phases]
    best = max(range(len(by_phase)), key=lambda i: by_phase[i])
    return best if by_phase[best] > by_phase[state.phase] + STAY else state.phase


def _turn(state: Interview, speaker: str, text: str, at: float, move: Move | None = None, board: str = "") -> Turn:
    given = {"id": len(state.turns), "speaker": speaker, "phase": state.current.id, "at": round(at, 1), "text": text}
    return Turn.model_validate(given | {"move": move, "board": board})
