"""What readings and moves change in the ledger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.content import load_content
from agent.ledger import with_move, with_reading
from agent.policy import make_plan
from agent.state import Assessment, Intent, Interview, Move, MoveKind, PhaseClock, Setup, Turn
from rubrics.evidence import Depth, Evidence, Ledger, LedgerEntry, PitfallSeen, verified
from rubrics.scoring import level_of

PLAN = make_plan(load_content(), Setup(question="youtube-recommendations", template="six-steps"))
SAID = "I would split the data by time, because a random split leaks the future."
ASKED, OTHER = "split-strategy", "model-choice"
PROBE = Move(kind=MoveKind.PROBE, criterion=ASKED)


def state(*said: str, move: Move = PROBE, ledger: Ledger | None = None, **more: object) -> Interview:
    turns: list[Turn] = []
    for text in said or (SAID,):
        turns.append(Turn(id=len(turns), speaker="interviewer", phase="data", at=0, text="How?", move=move))
        turns.append(Turn(id=len(turns), speaker="candidate", phase="data", at=0, text=text))
    phases = [PhaseClock(id=p.id, budget=60) for p in PLAN.phases]
    made = Interview(setup=PLAN.setup, turns=turns, phases=phases, phase=2, ledger=ledger or {})
    return made.model_copy(update=more)


def proof(
    quote: str = SAID, criterion: str = ASKED, depth: Depth = Depth.JUSTIFIED, signal: str = "a", turn: int = 1
) -> Evidence:
    return Evidence(turn=turn, quote=quote, criterion=criterion, signal=signal, depth=depth)


def read(reading: Assessment, at: Interview | None = None) -> Ledger:
    return with_reading(at or state(), PLAN, reading)[0]


def test_evidence_is_kept_and_levelled() -> None:
    entry = read(Assessment(evidence=[proof()]))[ASKED]
    assert (entry.level, [e.quote for e in entry.evidence]) == (3, [SAID])


def test_the_ledger_given_is_not_changed() -> None:
    old = {ASKED: LedgerEntry(criterion=ASKED)}
    before = old[ASKED].model_copy(deep=True)
    read(Assessment(evidence=[proof()]), state(ledger=old))
    assert old == {ASKED: before}


@pytest.mark.parametrize(
    "quote",
    [
        "I would split the data by user.",
        SAID.upper(),
        SAID.replace(",", ""),
        SAID + " Always.",
        " ",
        "",
        "How?",
    ],
)
def test_a_quote_that_is_not_verbatim_is_dropped(quote: str) -> None:
    entry = read(Assessment(evidence=[proof(quote)]))[ASKED]
    assert entry.evidence == []


@pytest.mark.parametrize("turn", [0, 2, 99])
def test_a_quote_from_another_turn_is_dropped(turn: int) -> None:
    assert read(Assessment(evidence=[proof(turn=turn)]))[ASKED].evidence == []


def test_evidence_for_a_criterion_that_is_not_in_the_plan_is_dropped() -> None:
    assert "made-up" not in read(Assessment(evidence=[proof(criterion="made-up")]))


def test_the_same_quote_for_the_same_signal_counts_once() -> None:
    first = read(Assessment(evidence=[proof()]))
    again = read(Assessment(evidence=[proof(), proof(signal="b")]), state(ledger=first))
    assert [e.signal for e in again[ASKED].evidence] == ["a", "b"]


@pytest.mark.parametrize("intent", [Intent.ANSWER, Intent.STUCK, Intent.OFF_TOPIC, Intent.EMPTY, Intent.STEERS_GRADER])
def test_an_answer_with_nothing_is_a_miss(intent: Intent) -> None:
    entry = read(Assessment(intent=intent))[ASKED]
    assert (entry.unanswered, entry.level) == (2, 0)


def test_talking_past_once_is_still_open_and_twice_is_a_miss() -> None:
    elsewhere = Assessment(evidence=[proof(criterion=OTHER)])
    once = read(elsewhere)
    assert (once[ASKED].unanswered, once[ASKED].level) == (1, None)
    twice = read(elsewhere, state(ledger=once))
    assert (twice[ASKED].unanswered, twice[ASKED].level) == (2, 0)


def test_a_mere_mention_of_something_else_does_not_excuse() -> None:
    entry = read(Assessment(evidence=[proof(criterion=OTHER, depth=Depth.MENTION)]))[ASKED]
    assert entry.unanswered == 2


@pytest.mark.parametrize(
    "intent",
    [Intent.CLARIFYING_QUESTION, Intent.ASKS_HINT, Intent.ASKS_REPEAT, Intent.ASKS_TIME, Intent.SMALL_TALK],
)
def test_asking_back_is_no_miss(intent: Intent) -> None:
    assert read(Assessment(intent=intent))[ASKED].level is None


@pytest.mark.parametrize("kind", [MoveKind.OPEN, MoveKind.REVEAL, MoveKind.TIME_CUE, MoveKind.ACKNOWLEDGE])
def test_where_nothing_was_asked_nothing_is_missed(kind: MoveKind) -> None:
    assert read(Assessment(), state(move=Move(kind=kind))) == {}


def test_a_sentence_that_is_a_mistake_shows_nothing_on_its_own_subject() -> None:
    seen = PitfallSeen(pitfall="random-split-of-temporal-data", turn=1, quote=SAID)
    both = [proof(), proof(criterion=OTHER), proof(signal="key:x", criterion=OTHER)]
    ledger, _ = with_reading(state(), PLAN, Assessment(evidence=both, pitfalls=[seen]))
    assert ledger[ASKED].level == 0 and ledger[ASKED].evidence == [] and ledger[ASKED].unanswered == 0
    assert [e.signal for e in ledger[OTHER].evidence] == ["a"]


def test_a_pitfall_lowers_its_criterion_until_it_is_corrected() -> None:
    seen = PitfallSeen(pitfall="random-split-of-temporal-data", turn=1, quote="a random split leaks the future")
    ledger, pitfalls = with_reading(state(), PLAN, Assessment(evidence=[proof()], pitfalls=[seen]))
    assert ledger[ASKED].level == 2
    later = state(ledger=ledger, pitfalls=pitfalls)
    ledger, pitfalls = with_reading(later, PLAN, Assessment(evidence=[proof()], resolved=[seen.pitfall]))
    assert ledger[ASKED].level == 3 and pitfalls[0].resolved


def test_a_mistake_that_is_named_twice_stands_once() -> None:
    seen = [PitfallSeen(pitfall="random-split-of-temporal-data", turn=1, quote=q) for q in (SAID, SAID[:20])]
    assert with_reading(state(), PLAN, Assessment(pitfalls=seen))[1] == seen[:1]


def test_a_pitfall_that_does_not_belong_to_the_question_is_dropped() -> None:
    seen = PitfallSeen(pitfall="made-up", turn=1, quote=SAID)
    assert with_reading(state(), PLAN, Assessment(pitfalls=[seen]))[1] == []


@pytest.mark.parametrize("kind", [MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE, MoveKind.WRAP_UP])
def test_asking_is_counted(kind: MoveKind) -> None:
    move = Move(kind=kind, criterion=ASKED)
    once = with_move(state(), PLAN, move)
    assert (once[ASKED].asked, once[ASKED].level) == (1, None)
    assert with_move(state(ledger=once), PLAN, move)[ASKED].asked == 2


@pytest.mark.parametrize("kind", [MoveKind.REVEAL, MoveKind.CLARIFY, MoveKind.REDIRECT, MoveKind.TRANSITION])
def test_other_moves_do_not_ask(kind: MoveKind) -> None:
    assert with_move(state(), PLAN, Move(kind=kind, criterion=ASKED))[ASKED].asked == 0
    assert with_move(state(), PLAN, Move(kind=kind)) == {}


@pytest.mark.parametrize("preface", ["jump", "follow", "second_look"])
def test_redirections_and_transitions_with_a_question_ask(preface: str) -> None:
    move = Move(kind=MoveKind.TRANSITION, criterion=ASKED, preface=preface)
    assert with_move(state(), PLAN, move)[ASKED].asked == 1


def test_the_highest_rung_is_remembered() -> None:
    ledger: Ledger = {}
    for rung, highest in [(2, 2), (1, 2), (3, 3)]:
        ledger = with_move(state(ledger=ledger), PLAN, Move(kind=MoveKind.HINT, criterion=ASKED, rung=rung))
        assert ledger[ASKED].hints == highest
    assert ledger[ASKED].asked == 1


def test_a_hint_after_the_answer_does_not_lower_it() -> None:
    ledger = read(Assessment(evidence=[proof()]))
    assert with_move(state(ledger=ledger), PLAN, Move(kind=MoveKind.HINT, criterion=ASKED, rung=3))[ASKED].level == 3


# --- whatever the reading claims -----------------------------------------------------------------------------------

QUOTES = st.one_of(st.text(max_size=40), st.sampled_from([SAID, SAID[3:20], "the future", "a random split"]))
EVIDENCE = st.builds(
    Evidence,
    turn=st.integers(0, 4),
    quote=QUOTES,
    criterion=st.sampled_from([ASKED, OTHER, "made-up"]),
    signal=st.sampled_from("abc"),
    depth=st.sampled_from(list(Depth)),
    rung=st.integers(0, 3),
)
READINGS = st.builds(Assessment, intent=st.sampled_from(list(Intent)), evidence=st.lists(EVIDENCE, max_size=6))


@given(st.text(max_size=60), st.lists(READINGS, min_size=1, max_size=4))
def test_no_quote_enters_the_ledger_that_was_not_said(said: str, readings: list[Assessment]) -> None:
    at = state(said, SAID)
    for reading in readings:
        ledger, pitfalls = with_reading(at, PLAN, reading)
        at = at.model_copy(update={"ledger": ledger, "pitfalls": pitfalls})
    spoken = at.said_by_candidate()
    for key, entry in at.ledger.items():
        assert key in PLAN.criteria
        assert entry.level == level_of(entry)
        for item in entry.evidence:
            assert item.quote.strip() and item.quote in spoken[item.turn] and item.criterion == key


@given(st.lists(EVIDENCE, max_size=8), st.dictionaries(st.integers(0, 4), st.text(max_size=60)))
def test_verified_keeps_what_is_verbatim_and_nothing_else(evidence: list[Evidence], turns: dict[int, str]) -> None:
    kept = verified(evidence, turns)
    assert kept == [e for e in evidence if e in kept]
    for item in evidence:
        assert (item in kept) == (bool(item.quote.strip()) and item.quote in turns.get(item.turn, ""))
