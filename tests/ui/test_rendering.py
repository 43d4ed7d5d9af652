"""What the page says for a state: chat messages, the side panel, the report."""

from __future__ import annotations

import re
from typing import Any

import pytest

from agent.content import load_content
from agent.margin import Margin
from agent.service import InterviewService
from agent.state import Interview, Mode, Move, MoveKind, PhaseClock, Setup, Source, Turn
from ui.chat import labels, messages
from ui.escape import in_chat, in_html
from ui.panel import sources, stepper
from ui.setup import DEFAULT_QUESTION, SURPRISE, Choice, chosen, describe, narrow, questions, restored
from ui.views import noted, notice

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
    assert "**bold**" in shown and "`a < b`" in shown
    assert 'n0["A"]' in shown and "n0 --> n1" in shown  # a diagram is drawn anew
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


def test_a_diagram_is_drawn_anew_from_its_boxes_and_arrows() -> None:
    shown = in_chat("```mermaid\n%%{init: {}}%%\ngraph LR; A[a<br/>b]-->B\nstyle A fill:url(https://x.example)\n```")
    assert '["a b"]' in shown and "-->" in shown
    assert not [loading for loading in ("//", "url(", "%%{", "style") if loading in shown]


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


def grounded(kind: MoveKind, name: str, text: str = "Why?") -> Turn:
    rung = 1 if kind == MoveKind.HINT else 0
    source = Source(section="a#b", title="Guide", heading=name, text=NASTY, rests_on="Their wiki, Step 1")
    return spoken(kind, text, sources=[source], rung=rung)


def test_the_last_sources_stay_until_there_are_new_ones() -> None:
    turns = [grounded(MoveKind.HINT, "Part <1>"), spoken(MoveKind.REVEAL)]
    shown = sources(Interview(setup=SETUP, turns=turns))
    assert "behind the last hint" in shown and "Part &lt;1&gt;" in shown and "Rests on: Their wiki, Step 1" in shown
    assert "<img" not in shown
    assert "None used yet" in sources(Interview(setup=SETUP))


def test_the_sources_of_every_grounded_turn_are_there_the_last_first() -> None:
    turns = [grounded(MoveKind.PROBE, "First", "Why <b>?"), grounded(MoveKind.HINT, "Second")]
    shown = sources(Interview(setup=SETUP, turns=[*turns, grounded(MoveKind.DEEPEN, "Third")]))
    assert [shown.index(name) for name in ("Third", "Second", "First")] == sorted(
        shown.index(name) for name in ("Third", "Second", "First")
    )
    assert "Earlier questions and hints (2)" in shown and "Why &lt;b&gt;?" in shown


def test_in_a_mock_interview_the_sources_of_the_open_question_are_behind_one_more_door() -> None:
    turns = [grounded(MoveKind.PROBE, "Split by time")]
    closed = "<summary>Show what it rests on</summary>"
    assert closed in sources(Interview(setup=SETUP, turns=turns))
    assert closed not in sources(Interview(setup=SETUP.model_copy(update={"mode": Mode.COACH}), turns=turns))
    assert closed not in sources(Interview(setup=SETUP, turns=[grounded(MoveKind.HINT, "Split by time")]))


def stepper_at(service: InterviewService, spent: float, **more: Any) -> str:
    plan = service.plan(SETUP)
    phases = [PhaseClock(id=p.id, budget=p.minutes * 60) for p in plan.phases]
    phases[0].entered, phases[0].spent = True, spent
    return stepper(Interview(setup=SETUP, phases=phases, elapsed=spent), plan, **more)


def test_the_stepper_marks_the_current_phase_and_shows_the_time_left(service: InterviewService) -> None:
    shown = stepper_at(service, 200, waited=50)
    assert shown.count('aria-current="step"') == 1
    assert 'data-left="110"' in shown and "1:50 left</span> / 6 min" in shown
    assert "40:50 left</span> / 45 min" in shown and "data-paused" not in shown
    assert 'class="late">0:40 over</span> / 6 min' in stepper_at(service, 400)
    assert "data-paused" in stepper_at(service, 200, standing=True)


def test_questions_are_sorted_by_family_after_the_surprise() -> None:
    choices = questions(load_content())
    assert choices[0][1] == SURPRISE
    families = [label.split(" · ")[0] for label, _ in choices[1:]]
    assert families == sorted(families) and DEFAULT_QUESTION in {key for _, key in choices}


def test_filters_narrow_the_questions_and_the_surprise() -> None:
    content = load_content()
    hard_search = {q.id for q in content.questions.values() if (q.family, q.difficulty) == ("search", 3)}
    assert {key for _, key in questions(content, "search", 3)} == {SURPRISE} | hard_search
    drawn = {chosen(content, SURPRISE, "six-steps", "mid", "mock", "embedded", 45, "search").question for _ in "x" * 40}
    assert {content.questions[key].family for key in drawn} == {"search"} and len(drawn) > 1


def test_a_filter_keeps_the_question_that_passes_it() -> None:
    content = load_content()
    assert narrow(content, "card-fraud", "risk", 0)["value"] == "card-fraud"
    assert narrow(content, "card-fraud", "search", 0)["value"] == SURPRISE


def test_a_surprise_is_one_of_the_questions() -> None:
    content = load_content()
    setup = chosen(content, SURPRISE, "six-steps", "staff", "coach", minutes=30)
    assert setup.question in content.questions and setup.level == "staff" and setup.mode == "coach"
    assert setup.minutes == 30
    assert "Requirements" in describe(content, "six-steps") and describe(content, "unknown") == ""
    assert "8 min" in describe(content, "six-steps", 30)  # of the 12 that modelling has in 45


def kept_of(*values: object) -> dict[str, object]:
    return dict(zip(Choice.model_fields, values, strict=True))


def test_the_last_choice_comes_back_as_far_as_it_still_exists() -> None:
    content = load_content()
    kept = kept_of("card-fraud", "six-steps", "staff", "coach", 30, "risk", 0)
    assert restored(content, kept)[0]["value"] == "card-fraud"
    assert restored(content, kept)[1:] == ["six-steps", "staff", "coach", 30, "risk", 0]
    assert restored(content, kept | {"question": "gone"})[0]["value"] == SURPRISE
    incomplete = kept_of(None, "six-steps", "staff", "coach", 30, "risk", 0)
    for nothing in (None, {}, {"level": "emperor"}, "x", incomplete):
        assert "six-steps" not in map(str, restored(content, nothing))


def test_a_question_in_the_address_comes_before_the_one_of_last_time_and_its_filters() -> None:
    content = load_content()
    kept = kept_of("card-fraud", "six-steps", "staff", "coach", 30, "risk", 2)
    question, *rest = restored(content, kept, {"practise": "youtube-recommendations"})
    assert question["value"] == "youtube-recommendations" and len(question["choices"]) == len(questions(content))
    assert rest == ["six-steps", "staff", "coach", 30, "", 0]
    assert restored(content, None, {"practise": "card-fraud"})[0]["value"] == "card-fraud"
    assert restored(content, kept, {"practise": "no-such-question"}) == restored(content, kept)


def test_notes_are_in_the_files_only_where_they_are_wanted() -> None:
    notes = "116k requests/s\n\n``` <img src=x>"
    assert noted(["Ended early."], Margin(notes=notes)) == ["Ended early."]
    found = noted(["Ended early."], Margin(notes=notes, in_report=True))
    assert found == ["Ended early.", "My notes: 116k requests/s", "My notes: ``` <img src=x>"]
    assert noted([], Margin(notes=" ", in_report=True)) == []


def test_a_notice_is_announced_and_takes_no_room_without_text() -> None:
    assert 'role="status"' in notice("Hello")["value"] and notice("")["visible"] is False
