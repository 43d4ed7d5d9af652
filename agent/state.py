"""Everything the interviewer knows. A checkpoint of this restores an interview exactly."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from agent.board import LARGEST, board_in, is_starter, without_board
from rubrics.evidence import Evidence, Ledger, PitfallSeen
from rubrics.report import Regrade, Report
from rubrics.verdict import Seniority

# --- the setup ---------------------------------------------------------------------------------------------------


class Mode(StrEnum):
    MOCK = "mock"  # realistic: feedback at the end
    COACH = "coach"  # hints offered, feedback after each phase


class ExaminerName(StrEnum):
    EMBEDDED = "embedded"
    LLM = "llm"


class Setup(BaseModel):
    question: str
    template: str
    level: Seniority = Seniority.SENIOR
    mode: Mode = Mode.MOCK
    examiner: ExaminerName = ExaminerName.EMBEDDED
    seed: int = 0
    minutes: float = Field(default=45, ge=5, le=180, description="the whole interview; phases are scaled to it")
    own_model: bool = Field(default=False, description="the session brought a model server of its own, kept nowhere")
    collection: str | None = Field(default=None, description="a collection of the user's to draw on besides the guides")
    drill: str | None = Field(default=None, description="the only criterion asked about; there is no verdict")


# --- what was said -----------------------------------------------------------------------------------------------


class MoveKind(StrEnum):
    OPEN = "open"
    REVEAL = "reveal"
    ASSUME = "assume"
    ACKNOWLEDGE = "acknowledge"
    PROBE = "probe"
    DEEPEN = "deepen"
    HINT = "hint"
    CHALLENGE = "challenge"
    REDIRECT = "redirect"
    CLARIFY = "clarify"  # the interviewer says its own question again
    TIME_CUE = "time_cue"
    TRANSITION = "transition"
    FEEDBACK = "feedback"
    WRAP_UP = "wrap_up"
    DECLINE = "decline"
    CLOSE = "close"


ASKING = (
    MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.HINT, MoveKind.CHALLENGE, MoveKind.CLARIFY, MoveKind.REDIRECT,
    MoveKind.TRANSITION,
)  # fmt: skip
ON_THE_SAME = (
    MoveKind.HINT, MoveKind.CLARIFY, MoveKind.REDIRECT, MoveKind.REVEAL, MoveKind.ASSUME, MoveKind.ACKNOWLEDGE,
    MoveKind.DECLINE, MoveKind.TIME_CUE,
)  # fmt: skip


class Answer(BaseModel):
    """The interviewer's answer to one of the candidate's questions: a fact, or an assumption to agree on."""

    asked: str
    fact: str | None = None
    proposed: str | None = None
    more: bool = Field(default=False, description="the same sentence asks something else, and gets no answer")
    unclear: bool = Field(default=False, description="no fact answers it, as far as it was understood")


AGAIN = "again"  # the preface of a question that is to be heard once more in the same words
STRETCH = "stretch"  # the angle of a question that puts a twist on what was shown
CHECK = "check"  # of one that finds out whether a mistake was made
LEFT_OUT = "left_out"  # of one on what was said to be needless, and not why


class Move(BaseModel):
    """What the interviewer does in one turn, before it is worded."""

    kind: MoveKind
    criterion: str | None = None
    key_point: str | None = None
    wording: int = Field(default=0, description="which of the criterion's probes")
    rung: int = Field(default=0, ge=0, le=3)
    angle: str | None = Field(
        default=None,
        description="what a deepening question asks for: why, number, compare, fail, stretch, check, left_out",
    )
    answers: list[Answer] = []
    pitfall: str | None = None
    phase: int | None = Field(default=None, description="the phase a transition leads to")
    echo: str | None = Field(default=None, description="the candidate's own words to tie the turn to")
    preface: str | None = Field(default=None, description="what is acknowledged first: a check-in, a restatement, …")
    declines: bool = Field(default=False, description="a remark on the grading is turned down before all else")
    reason: str = Field(default="", description="why this move: for the transcript's reader")
    minutes_left: int | None = None
    tells_time: bool = Field(default=False, description="the candidate asked for it beside an answer")


class Source(BaseModel):
    """A passage the interviewer drew on."""

    section: str
    title: str
    heading: str
    text: str
    rests_on: str = ""
    score: float = 0.0


class ModelCall(BaseModel):
    """What a model was asked for a turn and what came of it; enough to explain the turn, nothing secret."""

    model: str
    prompts: list[str] = Field(description="name@version of each prompt")
    temperature: float
    tokens_in: int = 0
    tokens_out: int = 0
    held_back: list[str] = Field(default=[], description="why a sentence was not said")
    trouble: str = Field(default="", description="why the embedded examiner had to step in")


class Turn(BaseModel):
    id: int
    speaker: Literal["interviewer", "candidate"]
    phase: str
    at: float = Field(description="seconds since the interview began")
    text: str
    action: str = Field(default="say", description="say, or the button a candidate used instead of words")
    board: str = Field(default="", description="the whiteboard's Mermaid source, where this turn changed it")
    move: Move | None = None
    sources: list[Source] = []
    examiner: str | None = Field(default=None, description="who worded it")
    call: ModelCall | None = None


class CandidateInput(BaseModel):
    """What comes in at the interrupt: words, or a button, and the seconds since the interviewer last spoke."""

    action: Literal["say", "hint", "next", "end", "stop"] = Field(
        default="say", description="`end` is the candidate's button, `stop` ends from outside: a script ran out"
    )
    text: str = ""
    board: str = Field(default="", max_length=LARGEST, description="the whiteboard as it stands; empty: nothing on it")
    seconds: float = Field(default=0, ge=0)


# --- how a turn was read -----------------------------------------------------------------------------------------


class Intent(StrEnum):
    ANSWER = "answer"
    CLARIFYING_QUESTION = "clarifying_question"
    CHECK_IN = "check_in"
    ASKS_HINT = "asks_hint"
    STUCK = "stuck"
    ASKS_SOLUTION = "asks_solution"
    ASKS_REPEAT = "asks_repeat"
    ASKS_TIME = "asks_time"
    MOVE_ON = "move_on"
    DONE = "done"
    SMALL_TALK = "small_talk"
    PAUSE = "pause"  # a moment to think is asked for
    OFF_TOPIC = "off_topic"
    COVERED = "covered"  # the question was answered before, or does not apply
    MISREAD = "misread"  # the interviewer took the candidate for saying something else
    STEERS_GRADER = "steers_grader"
    EMPTY = "empty"


class Substance(BaseModel):
    """How many statements were made on the subject, and how many were concrete and about this very problem."""

    statements: int = 0
    tied: int = 0


class BoardQuestion(BaseModel):
    """Something to ask about the whiteboard."""

    id: str
    criterion: str
    probe: str = Field(description="which of the criterion's probes, word for word")
    short: str
    contradicts: bool = Field(description="it differs from what was said; else something is missing")


class LeftOut(BaseModel):
    """What the candidate says is needless, without a reason."""

    criterion: str
    quote: str


class Assessment(BaseModel):
    """One candidate turn as the examiner read it."""

    intent: Intent = Intent.ANSWER
    evidence: list[Evidence] = []
    answers: list[Answer] = []
    assumptions: list[str] = []
    pitfalls: list[PitfallSeen] = []
    suspected: PitfallSeen | None = Field(
        default=None, description="a mistake that may have been made, and is not noted"
    )
    left_out: LeftOut | None = None
    steering: list[str] = Field(default=[], description="sentences aimed at the grader or at the rules")
    surely_steering: bool = Field(default=True, description="beyond what an odd sentence on a design sounds like")
    restates: bool = False
    recaps: bool = False
    check_in: bool = False
    on_track: Literal["", "on_track", "partly"] = Field(default="", description="what a coach says to a check-in")
    stuck_on: str | None = Field(default=None, description="the criterion that a hint is asked for, where it is named")
    asks_time: bool = Field(default=False, description="at its end, whatever else it says")
    wants_end: bool = Field(default=False, description="of the interview, and not of this answer alone")
    asks_about: Literal["", "term", "procedure"] = Field(
        default="", description="a question that no fact answers: about a word, about the interview"
    )
    asks_back: Literal["", "offer", "choice", "meant", "either"] = Field(
        default="", description="what it ends in: an offer to go on with, or what the open question meant"
    )
    not_yet: bool = Field(default=False, description="there is more to say before the end")
    verbatim: bool = Field(default=False, description="wants to hear the question again, not what it means")
    rambling: bool = False
    resolved: list[str] = Field(default=[], description="ids of pitfalls corrected in this turn")
    unfounded: list[str] = Field(default=[], description="ids of pitfalls that a second look does not find")
    settled: dict[str, bool] = Field(
        default={},
        description="whether an earlier turn, as it is read now, corrected the pitfalls challenged before it",
    )
    reopened: list[str] = Field(default=[], description="ids of pitfalls corrected before and made once more")
    withdraws: bool = Field(default=False, description="takes a mistake back, without saying what to do instead")
    wanted_phase: int | None = Field(default=None, description="the phase the turn is about, where it is not this one")
    echo: str | None = None
    substance: Substance = Substance()
    corrected: bool = Field(default=False, description="the intent is that of a second look; there is no third")
    rereads: list[int] = Field(default=[], description="turns whose evidence this reading replaces by its own")
    note: str = Field(default="", description="why a second reading is missing")
    board: list[BoardQuestion] = Field(default=[], description="what the whiteboard contradicts, then what it lacks")


# --- the interview -----------------------------------------------------------------------------------------------


class PhaseClock(BaseModel):
    id: str
    budget: float = Field(description="seconds")
    spent: float = 0.0
    probes: int = 0
    entered: bool = False
    revisited: bool = Field(default=False, description="opened a second time, because there was time left")


class Steering(BaseModel):
    turn: int
    quote: str
    sure: bool = Field(default=True, description="else it may be an odd sentence on the design, and is not reported")


class Interview(BaseModel):
    """The graph's state."""

    setup: Setup
    owner: str = Field(default="local", description="whose it is: a log-in, a browser, or the user of this machine")
    prompt: str = ""
    turns: Annotated[list[Turn], Field(description="the transcript")] = []
    board: str = Field(default="", description="the whiteboard as it was last sent")
    phases: list[PhaseClock] = []
    phase: int = 0
    elapsed: float = 0.0
    ledger: Ledger = {}
    facts_revealed: list[str] = []
    assumptions: list[str] = []
    key_points_asked: list[str] = []
    pitfalls: list[PitfallSeen] = []
    steering: list[Steering] = []
    substance: Substance = Substance()
    input: CandidateInput | None = None
    assessment: Assessment | None = None
    move: Move | None = None
    sources: list[Source] = []
    phrases_used: list[str] = []
    graders: dict[str, str] = Field(default={}, description="phase id to the examiner that graded it")
    notes: list[str] = Field(default=[], description="what the report must say about how it came about")
    ended: Literal["", "finished", "by candidate", "script ran out"] = ""
    report: Report | None = None
    regrade: Regrade | None = Field(default=None, description="the other examiner's grade, where it was asked for")

    @property
    def current(self) -> PhaseClock:
        return self.phases[self.phase]

    @property
    def last_move(self) -> Move | None:
        return next((t.move for t in reversed(self.turns) if t.speaker == "interviewer"), None)

    @property
    def last_move_kind(self) -> MoveKind | None:
        return self.last_move.kind if self.last_move else None

    @property
    def asked(self) -> str | None:
        """The criterion that the interviewer's last turn asked about."""
        move = self.last_move
        return move.criterion if move and move.kind not in (MoveKind.WRAP_UP, MoveKind.ACKNOWLEDGE) else None

    @property
    def open_question(self) -> Move | None:
        """The last move that asked for something: a fact or an aside in between does not answer it."""
        return next((t.move for t in reversed(self.turns) if t.move and t.move.kind in ASKING), None)

    @property
    def open_challenge(self) -> Move | None:
        """The challenge that the candidate still has to answer; a hint on it or an aside may have come in between."""
        move = next((t.move for t in reversed(self.turns) if t.move and t.move.kind not in ON_THE_SAME), None)
        return move if move and move.kind == MoveKind.CHALLENGE else None

    @property
    def last_said(self) -> str:
        return next((t.text for t in reversed(self.turns) if t.speaker == "interviewer"), "")

    @property
    def said_by_interviewer(self) -> str:
        return " ".join(t.text for t in self.turns if t.speaker == "interviewer")

    def said_by_candidate(self) -> dict[int, str]:
        """All that a quote may be taken from: the words of each turn, and the whiteboard sent with it."""
        said = (t for t in self.turns if t.speaker == "candidate")
        return {t.id: f"{t.text}\n{t.board}" if t.board else t.text for t in said}

    def new_board(self, given: CandidateInput) -> str:
        """The whiteboard where this input changes it: drawn beside the chat, or a Mermaid fence in the words."""
        drawn = given.board.strip()
        if drawn and drawn != self.board and not is_starter(drawn):
            return drawn
        written = (board_in(given.text) or "")[:LARGEST]
        return written if written != self.board else ""

    def is_drawn(self, turn: int, quote: str) -> bool:
        """Whether a quote stands on the whiteboard and not in the words of its turn."""
        return quote not in without_board(self.turns[turn].text)
