"""What the page says for a state: chat messages, the side panel, the report."""

from __future__ import annotations

import re

import pytest

from agent.content import load_content
from agent.sections import section_names
from agent.service import InterviewService
from agent.state import CandidateInput, Interview, Mode, Move, MoveKind, PhaseClock, Setup, Source, Turn
from rubrics.render import report_markdown
from rubrics.report import Report
from ui import report
from ui.chat import labels, messages
from ui.escape import in_chat, in_html
from ui.panel import sources, stepper
from ui.setup import DEFAULT_QUESTION, SURPRISE, chosen, describe, questions
from ui.views import bar, notice

SETUP = Setup(question="youtube-recommendations", template="six-steps")
NASTY = '<img src="https://x.example/p.png" onerror=alert(1)> ![p](https://x.example/q.png) ${1+1} {{value}}'


def spoken(kind: MoveKind, text: str = "Why?", sources: list[Source] | None = None, rung: int = 0) -> Turn:
    move = Move(kind=kind, rung=rung)
    return Turn(
        id=0,
        speaker="interviewer",
        phase="data",
        at=0,
        text=text,
        move=move,
        sources=sources or [],
        examiner="embedded",
    )


def test_html_of_others_is_text() -> None:
    shown = in_html(NASTY)
    assert "<" not in shown and '"' not in shown and "${" not in shown and "{{" not in shown


def test_the_chat_keeps_formatting_and_code_but_no_html_and_no_pictures() -> None:
    shown = in_chat(f"**bold** {NASTY} 5 < 6\n```mermaid\ngraph LR; A-->B\n```\nand `a < b`")
    assert "**bold**" in shown and "A-->B" in shown and "`a < b`" in shown
    assert "<img" not in shown and "![p]" not in shown and "5 &lt; 6" in shown


@pytest.mark.parametrize("text", ["```<img src=x>", "`<img src=x>", "a ``` <b> ``` c"])
def test_html_does_not_hide_behind_backticks(text: str) -> None:
    outside = re.sub(r"`[^`\n]+`", "", in_chat(text))
    assert "<img" not in outside


@pytest.mark.parametrize(
    "text",
    [
        "\\`![p](https://x.example/a.png) <img src=x>\\`",
        "``![p](https://x.example/a.png)` <b>` `<b>`",
        "```x`y\n![p](https://x.example/a.png) <img src=x>\n```",
        "~~~\n```\n~~~\n![p](https://x.example/a.png) <img src=x>\n```",
    ],
)
def test_what_only_looks_like_code_holds_neither_picture_nor_tag(text: str) -> None:
    assert re.search(r"!\[|<[a-z]", in_chat(text)) is None


def test_a_diagram_keeps_its_line_breaks_and_loses_addresses_and_settings() -> None:
    shown = in_chat("```mermaid\n%%{init: {}}%%\ngraph LR; A[a<br/>b]-->B\nstyle A fill:url(https://x.example)\n```")
    assert "A[a<br/>b]-->B" in shown
    assert not [loading for loading in ("//", "url(", "%%{") if loading in shown]


def test_buttons_are_turns_in_words() -> None:
    state = Interview(setup=SETUP, turns=[Turn(id=0, speaker="candidate", phase="data", at=1, text="[hint]")])
    assert messages(state) == [{"role": "user", "content": "*I would like a hint.*"}]


def test_hints_carry_their_rung_and_challenges_only_a_label_when_coached() -> None:
    mock, coach = Interview(setup=SETUP), Interview(setup=SETUP.model_copy(update={"mode": Mode.COACH}))
    assert labels(spoken(MoveKind.HINT, rung=2), mock) == ["Hint 2 of 3"]
    assert labels(spoken(MoveKind.CHALLENGE), mock) == []
    assert labels(spoken(MoveKind.CHALLENGE), coach) == ["Challenge"]


def test_another_examiner_is_named() -> None:
    turn = spoken(MoveKind.PROBE).model_copy(update={"examiner": "other"})
    assert "other examiner" in labels(turn, Interview(setup=SETUP))[0]


def test_the_last_sources_stay_until_there_are_new_ones() -> None:
    found = Source(section="a#b", title="Guide", heading="Part <1>", text=NASTY, rests_on="seed 003, Step 1")
    state = Interview(setup=SETUP, turns=[spoken(MoveKind.HINT, sources=[found], rung=1), spoken(MoveKind.REVEAL)])
    shown = sources(state)
    assert "behind the last hint" in shown and "Part &lt;1&gt;" in shown and "seed 003, Step 1" in shown
    assert "<img" not in shown
    assert "None used yet" in sources(Interview(setup=SETUP))


def test_the_stepper_marks_the_current_phase_and_shows_its_clock(service: InterviewService) -> None:
    plan = service.plan(SETUP)
    phases = [PhaseClock(id=p.id, budget=p.minutes * 60) for p in plan.phases]
    phases[0].entered, phases[0].spent = True, 250
    state = Interview(setup=SETUP, phases=phases, elapsed=250)
    shown = stepper(state, plan)
    assert shown.count('aria-current="step"') == 1
    assert 'data-clock="250"' in shown and "4:10</span> / 6 min" in shown and "/ 45 min" in shown


def test_questions_are_sorted_by_family_after_the_surprise() -> None:
    choices = questions(load_content())
    assert choices[0][1] == SURPRISE
    families = [label.split(" · ")[0] for label, _ in choices[1:]]
    assert families == sorted(families) and DEFAULT_QUESTION in {key for _, key in choices}


def test_a_surprise_is_one_of_the_questions() -> None:
    content = load_content()
    setup = chosen(content, SURPRISE, "six-steps", "staff", "coach")
    assert setup.question in content.questions and setup.level == "staff" and setup.mode == "coach"
    assert "Requirements" in describe(content, "six-steps") and describe(content, "unknown") == ""


@pytest.fixture
def finished(service: InterviewService) -> Report:
    session = service.start(SETUP)
    said = f"I split by time because a random split leaks the future into training. {NASTY}"
    for given in (CandidateInput(text=said), CandidateInput(action="hint"), CandidateInput(action="end")):
        list(service.answer(session, given, seconds=60))
    found = service.view(session).report
    assert found
    return found


def test_the_report_shows_everything_and_no_html_of_others(service: InterviewService, finished: Report) -> None:
    names = section_names(service.content)
    shown = report.render(finished, names)
    for part in (
        "Incomplete",
        "Six competencies",
        "What to improve first",
        "Phase by phase",
        "Pitfalls",
        "Key points",
        "Notes",
    ):
        assert part in shown
    assert "not assessed" in shown and "never asked" in shown and "Next level" in shown
    assert "<img" not in shown and "${1" not in shown and "{{" not in shown
    assert all(in_html(names[ref]) in shown for i in finished.improvements for ref in i.read)


def test_the_report_as_a_file(service: InterviewService, finished: Report) -> None:
    text = report_markdown(finished, section_names(service.content))
    assert text.startswith("# Interview report: YouTube")
    assert "<img" not in text.replace(r"\<img", "")
    assert 'download="greenroom-youtube-recommendations.md"' in bar(finished, text)


def test_the_worked_answer_has_every_subject(service: InterviewService) -> None:
    text = report.worked_answer(service.content.questions[SETUP.question].reference)
    assert [s for s in ("Clarify", "Data", "Serving", "Monitoring") if f"### {s}" not in text] == []


def test_a_notice_is_announced_and_takes_no_room_without_text() -> None:
    assert 'role="status"' in notice("Hello")["value"] and notice("")["visible"] is False
