"""Reading one candidate turn: what kind of turn it is, what it shows, what it asks, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from agent.board import without_board
from agent.examiner.embedded.answered import answer_to, recap, reply_to_challenge
from agent.examiner.embedded.asks_back import asks_back
from agent.examiner.embedded.board import with_board
from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.echo import echo_of
from agent.examiner.embedded.once_more import asks_what_was_meant, wants_it_again
from agent.examiner.embedded.pitfalls import (
    Heard,
    hear_pitfalls,
    made_again,
    new_pitfalls,
    put_right,
    suspicion,
    withdraws,
)
from agent.examiner.embedded.questions import asks_about, find_questions, hear_questions
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading, hear, read
from agent.examiner.embedded.shown import doubted, find_evidence
from agent.examiner.embedded.signpost import announced_phase, leaves
from agent.examiner.embedded.stuck import stuck_on
from agent.examiner.embedded.substance import substance_of
from agent.examiner.embedded.turn import kind_of_turn, wants_end, wants_more
from agent.examiner.embedded.worthless import copies
from agent.policy.pacing import wrapped_up
from agent.policy.plan import Plan
from agent.state import Assessment, CandidateInput, Intent, Interview, Mode, MoveKind, Substance
from rubrics.evidence import Depth, Evidence

RAMBLING_WORDS = 260
CLOSER = re.compile(
    r"\b(more|specific\w*|concrete\w*|detail\w*|narrow\w*|closer|elaborate)\b", re.I
)  # than the hint was
SAME_TASK = 0.35  # similarity of a restatement to the task


def assess(
    state: Interview, reader: Reader, plan: Plan, hindsight: Sequence[str] = (), heard: Reading | None = None
) -> Assessment:
    """The candidate input in `state.input`, read in the light of the interview so far.

    `hindsight`: all that the candidate says, where the interview is over and it is known. `heard`: the turn's claims,
    where they are known already.
    """
    given = state.input or CandidateInput()
    if given.action != "say":
        intents = {"hint": Intent.ASKS_HINT, "next": Intent.MOVE_ON, "end": Intent.DONE, "stop": Intent.DONE}
        return with_board(Assessment(intent=intents[given.action]), state, reader)
    reading = read(heard or hear(without_board(given.text), reader), state, reader, hindsight)
    hear_questions(reading, state, reader)
    evidence, left_out = find_evidence(reading, state, reader, plan)
    beside = any(e.depth >= Depth.SPECIFIC for e in evidence)
    back = asks_back(reading, state)
    answers, asked = find_questions(reading, state, reader, beside, reading.claims[-1] if back else None)
    evidence += asked
    pitfalls, suspected = hear_pitfalls(reading, reader, state)
    resolved = put_right(reading, reader, pitfalls, state, plan, evidence)
    whole = answer_to(state.asked, reading, state, reader) if state.asked else None
    if whole and (resolved or not state.open_challenge) and whole.criterion not in _wrong(pitfalls, plan):
        evidence.append(whole)
    if resolved and (reply := reply_to_challenge(reading, state, reader)):
        evidence.append(reply)
    if wrapped_up(state) and (last := recap(reading, state, reader, evidence)):
        evidence.append(last)
    evidence = [doubted(e, suspected, plan) for e in evidence]
    assessment = Assessment(
        evidence=evidence,
        answers=answers,
        assumptions=[c.text for c in reading.having("assumption") if not c.is_question],
        pitfalls=new_pitfalls(pitfalls, state),
        suspected=suspicion(suspected, pitfalls, state),
        left_out=next((item for item in left_out if item.criterion in plan.criteria), None),
        steering=reading.steering,
        surely_steering=_surely_steering(reading, reader),
        restates=_restates(reading, reader),
        recaps=bool(reading.having("recap")),
        check_in=any(c.is_question or c is reading.claims[-1] for c in reading.having("check_in")),
        asks_time="asks_time" in reading.acts[-1] if reading.acts else False,
        wants_end=wants_end(reading),
        asks_about="" if back else asks_about(reading, evidence, answers),
        asks_back=back,
        not_yet=wants_more(reading),
        verbatim=wants_it_again(given.text),
        rambling=len(given.text.split()) > RAMBLING_WORDS and len({e.criterion for e in evidence}) < 4,
        resolved=resolved,
        reopened=made_again(pitfalls, state, resolved),
        withdraws=not resolved and withdraws(reading, state),
        substance=_substance(reading, reader, state),
        wanted_phase=_wanted_phase(reading, evidence, state, plan),
    )
    assessment = with_board(assessment, state, reader)
    assessment.intent = kind_of_turn(reading, assessment, reader, _leaves(reading, state, plan))
    if back and assessment.intent in (Intent.ASKS_REPEAT, Intent.CLARIFYING_QUESTION) and not answers:
        assessment.intent = Intent.CHECK_IN
    if state.setup.mode == Mode.COACH and (assessment.check_in or assessment.intent == Intent.CHECK_IN):
        assessment.on_track = _on_track(assessment, state)
    if asks_what_was_meant(given.text, state.last_said):
        assessment.intent, assessment.answers = Intent.ASKS_REPEAT, []
        assessment.evidence = [e for e in assessment.evidence if not e.signal.startswith("fact:")]
    if assessment.intent == Intent.ASKS_REPEAT and state.last_move_kind == MoveKind.HINT and CLOSER.search(given.text):
        assessment.intent = Intent.ASKS_HINT
    if assessment.intent in (Intent.ASKS_HINT, Intent.STUCK):
        assessment.stuck_on = stuck_on(reading, reader, plan)
    if assessment.intent in (Intent.ANSWER, Intent.CLARIFYING_QUESTION, Intent.CHECK_IN, Intent.MOVE_ON, Intent.DONE):
        assessment.echo = echo_of(reading, evidence)
    return assessment


def _on_track(found: Assessment, state: Interview) -> Literal["", "on_track", "partly"]:
    """In practice who asks is told: by how far the turn goes on what was asked, unless it walks into a mistake."""
    depth = max((e.depth for e in found.evidence if state.asked in (None, e.criterion)), default=0)
    if not found.evidence:  # a question by itself is about the turn before
        before = max((t.id for t in state.turns[:-1] if t.speaker == "candidate"), default=None)
        shown = [e for entry in state.ledger.values() for e in entry.evidence if e.turn == before]
        depth = max((e.depth for e in shown if not e.signal.startswith("fact:")), default=0)
        if any(p.turn == before and not p.resolved for p in state.pitfalls):
            return "partly"
    if not depth or found.pitfalls:
        return ""
    return "on_track" if depth >= Depth.JUSTIFIED else "partly"


def _surely_steering(reading: Reading, reader: Reader) -> bool:
    vectors = reader.embedder.embed(reading.steering)
    said = zip(reading.steering, vectors, strict=True)
    return any(reader.intents.sure("steers_grader", Claim(text, 0), vector) for text, vector in said)


def _wrong(heard: Heard, plan: Plan) -> set[str]:
    """The criteria on which the turn makes a mistake."""
    return {plan.pitfalls[pitfall].criterion for likeness in heard.values() for pitfall in likeness}


def _leaves(reading: Reading, state: Interview, plan: Plan) -> bool:
    """Whether the turn ends in a wish to go on, and not to another subject of this phase."""
    said = [(claim, acts) for claim, acts in zip(reading.claims, reading.acts, strict=True) if "off_topic" not in acts]
    return bool(said) and "move_on" in said[-1][1] and leaves(said[-1][0], plan.phases[state.phase])


def _restates(reading: Reading, reader: Reader) -> bool:
    """Whether the task is put in other words; another task put in words is none."""
    said = [v[0] for v, acts in zip(reading.vectors, reading.acts, strict=True) if "restate" in acts]
    return any(float((reader.prompt @ vector).max()) >= SAME_TASK for vector in said)


def _substance(reading: Reading, reader: Reader, state: Interview) -> Substance:
    earlier = [t.text for t in state.turns[:-1] if t.speaker == "candidate"]
    said = [(claim, s) for claim, s, acts in reading.useful if "question" not in acts and not copies(claim, earlier)]
    statements = [(claim, float(s.max())) for claim, s in said]
    return substance_of(statements, reader.question.vocabulary)


def _wanted_phase(reading: Reading, evidence: list[Evidence], state: Interview, plan: Plan) -> int | None:
    """The phase a turn is about when it is another one: announced, or the next one by what the turn shows."""
    phases = plan.phases
    announced = announced_phase(reading.claims, phases, state.phase, reading.having("move_on"))
    if announced is not None:
        return announced
    shown = {e.criterion for e in evidence if e.depth >= Depth.SPECIFIC and e.criterion != state.asked}
    if shown & set(phases[state.phase].criteria):
        return None
    following = state.phase + 1
    return following if following < len(phases) and len(shown & set(phases[following].criteria)) >= 2 else None
