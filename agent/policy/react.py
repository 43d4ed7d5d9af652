"""What a turn calls for before anything new is asked: a request of the candidate's, or how the candidate is doing."""

from __future__ import annotations

from agent.policy.ask import preface_of
from agent.policy.hint import hint
from agent.policy.onward import follow, move_on, next_question, wrap_up
from agent.policy.pacing import covered, minutes_left, next_phase, phase_over
from agent.policy.plan import Plan
from agent.policy.target import open_targets
from agent.state import AGAIN, ON_THE_SAME, Assessment, Intent, Interview, Move, MoveKind, Turn
from rubrics.evidence import Depth, PitfallSeen

# Share of a phase that must be covered before a candidate may lead on from it: one of the focus, another.
ENOUGH_TO_FOLLOW = {True: 0.6, False: 0.3}
MOST_REDIRECTS = 2  # to one question, before something else is asked
BACK = "back_"  # how the prefaces begin that answer how to go on, and leave the floor
INSTEAD = "instead"  # the preface to who takes a mistake back and says no more
PRESS = "press"  # the preface of a challenge to who insists
SURE = 0.5  # certainty of a minor mistake, from which who insists on it is challenged once more
MOST_IN_A_PHASE = 6  # before it is left for the next one; of a longer one, one a minute


def answer_request(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """Turns that want something other than to answer."""
    if _may_go_on(state, plan, reading):
        return _leave_the_floor(state, reading)
    match reading.intent:
        case Intent.STEERS_GRADER:
            return _decline(state, "steering", "the turn addresses the grading, not the problem")
        case Intent.ASKS_SOLUTION:
            return _decline(state, "solution", "the candidate asks for the solution")
        case Intent.ASKS_REPEAT if (last := state.last_move) and last.kind == MoveKind.REVEAL:
            return Move(kind=MoveKind.REVEAL, answers=last.answers, reason="the candidate did not get the answer")
        case Intent.ASKS_REPEAT:
            same = AGAIN if reading.verbatim else None
            reason = "the candidate did not get the question"
            return Move(kind=MoveKind.CLARIFY, preface=same, reason=reason, **_target_of(state))
        case Intent.ASKS_TIME:
            return Move(kind=MoveKind.TIME_CUE, minutes_left=minutes_left(state), reason="asked about the time")
        case Intent.CLARIFYING_QUESTION if reading.asks_about:
            about = reading.asks_about
            return Move(kind=MoveKind.ACKNOWLEDGE, preface=about, reason=f"asked about: {about}")
        case Intent.CHECK_IN if not reading.evidence:
            return Move(
                kind=MoveKind.ACKNOWLEDGE, preface=reading.on_track or "check_in", reason="asked for an opinion"
            )
        case Intent.PAUSE:
            return Move(kind=MoveKind.ACKNOWLEDGE, preface="pause", reason="wants a moment to think")
        case Intent.MISREAD:
            return Move(kind=MoveKind.ACKNOWLEDGE, preface="misread", reason="the candidate was misread")
        case Intent.COVERED if state.open_challenge or _unchallenged(state):  # "I think that's fine"
            return None
        case Intent.COVERED:
            return next_question(state, plan, "the candidate has answered that", preface="covered")
        case Intent.CLARIFYING_QUESTION if asked_beside(state, reading):
            return None
        case Intent.CLARIFYING_QUESTION:
            known = any(a.fact for a in reading.answers)
            kind = MoveKind.REVEAL if known else MoveKind.ASSUME
            return Move(kind=kind, answers=reading.answers, preface=preface_of(reading), reason="the candidate asked")
        case Intent.ASKS_HINT | Intent.STUCK:
            return hint(state, plan, reading.intent)
        case Intent.DONE if reading.wants_end:
            return wrap_up(state, "the candidate wants to end")
        case Intent.DONE if _unchallenged(state):  # a mistake said before leads further than another question
            return None
        case Intent.DONE if _only_with_this(state, plan):
            return next_question(state, plan, "the candidate has nothing more on this", preface="left_it")
        case Intent.MOVE_ON | Intent.DONE:
            return move_on(state, plan, reading.wanted_phase, "the candidate wants to move on")
    return None


def _decline(state: Interview, preface: str, reason: str) -> Move:
    """Nobody gets rid of the open question that way."""
    return Move(kind=MoveKind.DECLINE, preface=preface, reason=reason, **_target_of(state))


def _may_go_on(state: Interview, plan: Plan, reading: Assessment) -> bool:
    """Whether to say how a question was meant, or what to go on with: not where a mistake is to be talked about."""
    asks = bool(reading.asks_back) and reading.intent in (Intent.ANSWER, Intent.CHECK_IN)
    return asks and not reading.pitfalls and not phase_over(state, plan)


def _leave_the_floor(state: Interview, reading: Assessment) -> Move:
    """To an offer, or a question what was meant: the open question stays open unless the turn has answered it."""
    told = bool(reading.evidence) or not state.asked
    return Move(
        kind=MoveKind.ACKNOWLEDGE if told else MoveKind.CLARIFY,
        preface=f"{BACK}{reading.asks_back}",
        reason="asked how to go on",
        **({} if told else _target_of(state)),
    )


def asked_beside(state: Interview, reading: Assessment) -> bool:
    """Whether an answer ends in a question that no fact answers; that is said in passing before the next question."""
    if reading.intent != Intent.CLARIFYING_QUESTION or any(a.fact for a in reading.answers):
        return False
    if not state.phase and not all(a.unclear for a in reading.answers):  # the first phase is there for questions
        return False
    return any(e.depth >= Depth.SPECIFIC and not e.signal.startswith("fact:") for e in reading.evidence)


def _only_with_this(state: Interview, plan: Plan) -> bool:
    """Whether who has nothing more on a question may be asked another one: in the last phase not twice in a row."""
    if not state.asked or phase_over(state, plan):
        return False
    last = next_phase(state, plan) is None
    return not (last and (state.setup.drill or (state.last_move and state.last_move.preface == "left_it")))


def _target_of(state: Interview) -> dict[str, str | int | None]:
    """What is still open: the last thing asked, unless a phase was opened since."""
    last = state.open_question
    if last is None or not last.criterion:
        return {}
    return {"criterion": last.criterion, "key_point": last.key_point, "wording": last.wording}


def react(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """What a good interviewer reacts to before asking the next thing."""
    if reading.withdraws and state.last_move_kind == MoveKind.CHALLENGE:
        return Move(kind=MoveKind.ACKNOWLEDGE, preface=INSTEAD, reason="taken back: what instead?")
    silent = reading.intent == Intent.SMALL_TALK and state.asked
    if reading.intent == Intent.EMPTY or silent:
        return _redirect(state, plan, "empty", "the turn says nothing")
    if reading.intent == Intent.OFF_TOPIC:
        return _redirect(state, plan, "off_topic", "the turn is about something else")
    if reading.intent == Intent.SMALL_TALK and state.last_move_kind in (
        MoveKind.OPEN,
        MoveKind.REVEAL,
        MoveKind.ASSUME,
    ):
        return Move(kind=MoveKind.ACKNOWLEDGE, preface="go_ahead", reason="small talk")
    if again := _press(state, plan, reading):
        return again
    if pending := _unchallenged(state):
        worst = max(pending, key=lambda p: (plan.pitfalls[p.pitfall].severity == "major", p.turn))
        pitfall = plan.pitfalls[worst.pitfall]
        return Move(
            kind=MoveKind.CHALLENGE, criterion=pitfall.criterion, pitfall=pitfall.id, reason=f"heard: {pitfall.name}"
        )
    if reading.rambling:
        return Move(kind=MoveKind.REDIRECT, preface="rambling", reason="long, with little in it", **_target_of(state))
    return _jump(state, plan, reading)


def _unchallenged(state: Interview) -> list[PitfallSeen]:
    return [p for p in state.pitfalls if not (p.challenged or p.resolved)]


def _press(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """Once more, in other words, on a mistake that the candidate was challenged for and insists on."""
    challenge = state.open_challenge
    seen = next((p for p in state.pitfalls if challenge and p.pitfall == challenge.pitfall), None)
    if not challenge or not seen or seen.resolved or challenge.preface == PRESS:
        return None
    pitfall = plan.pitfalls[seen.pitfall]
    worth = pitfall.severity == "major" or seen.certainty >= SURE
    other = any(way not in state.said_by_interviewer for way in pitfall.challenge)
    if not worth or not other or reading.intent not in (Intent.ANSWER, Intent.COVERED):
        return None
    return Move(
        kind=MoveKind.CHALLENGE, criterion=pitfall.criterion, pitfall=pitfall.id, preface=PRESS,
        reason=f"insists: {pitfall.name}",
    )  # fmt: skip


def _redirect(state: Interview, plan: Plan, preface: str, reason: str) -> Move:
    """Back to what was asked; after that was tried twice, on to something else."""
    most = max(MOST_IN_A_PHASE, round(state.current.budget / 60))
    if sum(t.move is not None and t.move.kind == MoveKind.REDIRECT for t in _here(state)) >= most:
        return move_on(state, plan, None, "nothing comes of this part")
    if _redirected(state) < MOST_REDIRECTS:
        return Move(kind=MoveKind.REDIRECT, preface=preface, reason=reason, **_target_of(state))
    other = next_question(state, plan, "nothing came of asking again", preface="left_it")
    if preface == "off_topic" and other.kind == MoveKind.PROBE:  # back, and to something else
        return other.model_copy(update={"kind": MoveKind.REDIRECT, "preface": preface})
    return other


def _here(state: Interview) -> list[Turn]:
    """The turns of this phase."""
    return [t for t in state.turns if t.phase == state.current.id]


def _redirected(state: Interview) -> int:
    """How often the open question was come back to; a hint or a fact in between changes nothing."""
    kinds = [t.move.kind for t in reversed(state.turns) if t.move]
    asked = next((i for i, kind in enumerate(kinds) if kind not in ON_THE_SAME), len(kinds))
    return kinds[:asked].count(MoveKind.REDIRECT)


def _jump(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """The candidate talks about a later phase: follow when this one is covered well enough, else bring back once."""
    wanted = reading.wanted_phase
    if wanted is None or wanted <= state.phase or state.setup.drill or state.current.revisited:
        return None
    brought_back = any(
        t.move and t.move.kind == MoveKind.REDIRECT and t.move.preface == "jump" and t.phase == state.current.id
        for t in state.turns
    )
    enough = ENOUGH_TO_FOLLOW[plan.phases[state.phase].focus]
    if brought_back or covered(state, plan, state.phase) >= enough:
        return follow(state, plan, wanted, "the candidate has moved there", "follow")
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return None
    target = targets[0]
    return Move(
        kind=MoveKind.REDIRECT, preface="jump", criterion=target.criterion, key_point=target.key_point,
        wording=target.wording, phase=wanted, reason="the candidate jumped ahead",
    )  # fmt: skip
