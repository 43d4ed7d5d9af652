"""What there is to see: every page in every state worth a picture. Screenshots and the accessibility scan walk this
list, so a new page is one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from agent.service import InterviewService
from agent.state import CandidateInput, Setup

SETUP = Setup(question="youtube-recommendations", template="six-steps", seed=7)
GRADED_MS = 180_000  # the first grading of a new home embeds the question
SECONDS = 100  # that an answer takes
ANSWERS = [
    "So we rank videos for the home page. What is the business goal, how many users are there, and what is the latency "
    "budget?",
    "I'd put it as ranking: given a viewer and a context, predict the expected satisfied watch time of each candidate "
    "video, because clicks alone reward clickbait. Offline I'd look at NDCG on a later day, online at satisfied watch "
    "time per viewer.",
    "The training data are impressions with their position, plays and dismissals. I split by time, because a random "
    "split would leak the future, and I log features at serving time so that training sees the same values.",
    "As a baseline I'd show the most popular videos of the viewer's region. Then two stages: a two-tower model "
    "retrieves about a thousand of 500 million videos, and a multi-task ranker orders them within 100 ms.",
]
MORE = [
    "Position bias matters: the position goes into training through its own small tower and is constant when serving.",
    "On to the architecture. Page loads reach a gateway; candidate sources answer in parallel within 100 ms, a feature "
    "store adds fresh watches from a stream, the ranker scores a thousand candidates on GPUs in one batch, and a "
    "re-ranking step diversifies. At 116,000 requests a second that is about 116 million scores a second. If the "
    "ranker fails, we serve a cached popular list.",
    "For evaluation I'd run an A/B test randomised by viewer, two weeks, 80 % power to detect 0.5 % of watch time, "
    "with guardrails on dismissals and latency. Before that a shadow run and a canary at 1 %.",
    "Then I monitor calibration, feature drift and null rates, and alert on-call. Retraining is daily, with a rollback "
    "to yesterday's model when the offline check fails.",
]
TALK = """Interviewer: Let's talk about spam. Design a system that keeps spam out of people's inboxes.
Candidate: How many messages a day are there, and how many of them are spam?
Interviewer: About three hundred million a day, half of them spam. How would you evaluate?
Candidate: I would use precision and recall at a fixed false positive rate, because a lost invoice costs far more than
one spam mail. I split by time, because spammers change their wording every week.
"""


BOARD = """flowchart LR
  U[Viewer] --> G[Gateway]
  G --> C[Candidate sources]
  F[(Feature store)] --> R[Ranker]
  C --> R --> G
  U -. watches .-> L[Event log] --> T[Training] --> R
"""


@dataclass(frozen=True)
class Stage:
    """A served app with one interview in the middle and one at its end."""

    address: str
    interview: str
    finished: str


@dataclass(frozen=True)
class Scene:
    name: str
    wait: str  # for this element, visible
    act: Callable[[Page], None] = lambda page: None
    session: str = ""  # the stage's session it opens


def prepare(service: InterviewService, address: str) -> Stage:
    """Holds the two interviews."""
    interview, finished = service.start(SETUP), service.start(SETUP)
    hint, end = CandidateInput(action="hint"), CandidateInput(action="end")
    answers, more = ([CandidateInput(text=t) for t in texts] for texts in (ANSWERS, MORE))
    drawn = CandidateInput(text="I have put the system on the board; the event log closes the loop.", board=BOARD)
    for session, turns in ((interview, [*answers, drawn, hint]), (finished, [*answers, hint, *more, drawn, end])):
        for turn in turns:
            for _ in service.answer(session, turn, seconds=SECONDS):
                pass
    return Stage(address, interview, finished)


def show(page: Page, stage: Stage, scene: Scene) -> None:
    session = getattr(stage, scene.session) if scene.session else ""
    page.goto(f"{stage.address}?session={session}" if session else stage.address)
    page.wait_for_selector("#start, #room", state="visible")
    scene.act(page)
    page.wait_for_selector(scene.wait, timeout=GRADED_MS)
    page.wait_for_timeout(500)


def _tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("tab", name=name).click()


def _click(*selectors: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return act


def _graded(page: Page) -> None:
    _tab("Feedback")(page)
    page.fill("#pasted textarea", TALK)
    page.click("#give")
    page.frame_locator("#grade iframe").locator("h2").first.wait_for(timeout=GRADED_MS)


def _guide(page: Page) -> None:
    _tab("Library")(page)
    _tab("Guides")(page)
    page.locator("#contents summary").first.click()
    page.locator("#contents a").first.click()


BOX = "#box textarea:not([disabled])"
SCENES = [
    Scene("setup", "#start"),
    Scene("setup-model", "#model-server input", _click("#setup label:has-text('Language model')")),
    Scene("interview", BOX, session="interview"),
    Scene("interview-sources", "#sources details[open]", _click("#sources summary"), session="interview"),
    Scene("interview-end", "#really", _click("#end"), session="interview"),
    Scene("interview-board", "#board-drawn svg", session="interview"),
    Scene("report", "#report iframe", session="finished"),
    Scene("feedback", "#give", _tab("Feedback")),
    Scene("feedback-report", "#grade iframe", _graded),
    Scene("library", "#library .cards", _tab("Library")),
    Scene("library-guide", "#article h3", _guide),
    Scene("progress", "#finished", _tab("Progress")),
]
