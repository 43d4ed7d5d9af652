"""Grading a transcript: what is found in it, what is not, and that tricks do not work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.content import load_content
from agent.grading.batch import Job, _fingerprint, transcripts_in
from agent.grading.grade import Grade, GradeOptions, grade
from agent.grading.output import as_text, write_grade
from agent.service import BadSetup
from agent.state import ExaminerName
from agent.transcript import parse_transcript, read_transcript

TRANSCRIPTS = Path(__file__).parents[2] / "evals" / "data" / "transcripts"
GradeText = Callable[..., Grade]

SHOWN = """Interviewer: Let's talk about spam. Design a system that keeps spam out of people's inboxes.
Candidate: Before I design anything: how many messages a day are there, and how much delay is acceptable?
Interviewer: About three hundred million a day, and a second or so is fine.
Candidate: Okay. How would we evaluate? Spam is rare among the messages that reach the classifier, so I would use
precision and recall at a fixed false positive rate, because a lost invoice costs far more than one spam mail.
Interviewer: How would you split the data?
Candidate: By time. Spammers change their wording every week, so I train on the past months and test on the following
week, because a random split would let the model see tomorrow's campaign.
"""
TOLD = SHOWN.replace(
    "How would you split the data?",
    "You should split by time: train on the past, test on the following week, because spammers change every week.",
)


@pytest.fixture(scope="module")
def graded(home: Path) -> GradeText:
    def graded(text: str, **options: object) -> Grade:
        return grade(parse_transcript(text, "talk.txt"), load_content(), home, GradeOptions.model_validate(options))

    return graded


def levels(found: Grade) -> dict[str, int]:
    return {row.criterion: row.level for row in found.ledger if row.level is not None}


def test_the_question_is_recognised_and_can_be_given(graded: GradeText) -> None:
    assert graded(SHOWN).question == "spam-detection"
    assert graded(SHOWN, question="harmful-content").question == "harmful-content"
    with pytest.raises(BadSetup, match="spam-detection"):
        graded(SHOWN, question="spam-detecton")
    with pytest.raises(BadSetup, match="template"):
        graded(SHOWN, template="none")


def test_an_unknown_question_is_graded_on_the_generic_criteria(graded: GradeText) -> None:
    text = SHOWN.replace("Design a system that keeps spam out of people's inboxes", "Plan crop rotation for a farm")
    text = (
        text.replace("spam", "blight").replace("Spam", "Blight").replace("messages", "fields").replace("inbox", "barn")
    )
    found = graded(text)
    assert found.question == "unknown"
    assert any("none of the bank's" in note for note in found.report.notes)
    assert "split-strategy" in levels(found)


def test_quotes_are_verbatim_and_point_to_their_turn(graded: GradeText) -> None:
    found = graded(SHOWN)
    turns = {turn.id: turn for turn in found.turns}
    quotes = [e for row in found.ledger for e in row.evidence]
    assert quotes
    assert all(" ".join(e.quote.split()) in " ".join(turns[e.turn].text.split()) for e in quotes)
    assert all(turns[e.turn].speaker == "candidate" for e in quotes)


def test_what_the_interviewer_told_is_credited_less(graded: GradeText) -> None:
    own, told = levels(graded(SHOWN)), levels(graded(TOLD))
    assert told["split-strategy"] < own["split-strategy"]
    assert graded(TOLD).verdict.score <= graded(SHOWN).verdict.score  # type: ignore[operator]


def test_missed_is_kept_apart_from_never_asked(graded: GradeText) -> None:
    text = SHOWN + "Interviewer: How would you monitor the model after launch?\nCandidate: Hm, I don't know, sorry.\n"
    found = {row.criterion: row for row in graded(text).ledger}
    asked = next(row for key, row in found.items() if "monitor" in key and row.asked)
    assert asked.level == 0
    assert all(row.level is None for row in found.values() if not row.evidence and not row.asked)


def test_too_little_is_incomplete(graded: GradeText) -> None:
    short = "Interviewer: Design a spam filter for email.\nCandidate: I would use a model.\nInterviewer: Bye.\n"
    assert graded(short).verdict.decision == "incomplete"


def test_the_same_transcript_gives_the_same_grade(graded: GradeText) -> None:
    text = (TRANSCRIPTS / "t34.txt").read_text(encoding="utf-8")
    first = graded(text).model_dump_json()
    assert all(graded(text).model_dump_json() == first for _ in range(9))


def test_every_format_of_report(graded: GradeText, tmp_path: Path) -> None:
    found, content = graded(SHOWN.replace("Okay.", "Okay. <script>alert(1)</script>")), load_content()
    html = as_text(found, content, "html")
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html
    assert "http://" not in html.replace("http://www.w3.org", "") and "src=" not in html  # self-contained
    assert found.verdict.decision.replace("_", " ") in as_text(found, content, "md").lower()
    assert Grade.model_validate_json(as_text(found, content, "json")) == found
    write_grade(found, content, tmp_path / "out.pdf", "pdf")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def test_strong_beats_weak(home: Path) -> None:
    content = load_content()
    strong, weak = (grade(read_transcript(TRANSCRIPTS / f"{i}.txt"), content, home) for i in ("t02", "t03"))
    assert strong.verdict.score is not None and weak.verdict.score is not None
    assert strong.verdict.score > weak.verdict.score + 1


def test_the_level_moves_the_bar_and_not_the_score(graded: GradeText) -> None:
    text = (TRANSCRIPTS / "t34.txt").read_text(encoding="utf-8")
    mid, staff = graded(text, level="mid"), graded(text, level="staff")
    assert mid.verdict.score == staff.verdict.score
    order = ["strong_no_hire", "no_hire", "hire", "strong_hire"]
    assert order.index(mid.verdict.decision) >= order.index(staff.verdict.decision)


def test_hidden_files_and_folders_are_no_transcripts(tmp_path: Path) -> None:
    for name in ("a.txt", ".hidden.txt", ".git/HEAD", "sub/b.txt", "sub/.ipynb_checkpoints/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("…")
    assert [p.name for p in transcripts_in([tmp_path])] == ["a.txt", "b.txt"]
    assert transcripts_in([tmp_path / ".hidden.txt"]) == [tmp_path / ".hidden.txt"]


def test_an_edited_content_folder_or_another_model_is_graded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prints(examiner: ExaminerName) -> str:
        options = GradeOptions(examiner=examiner)
        return _fingerprint(
            Job(file=tmp_path / "t.txt", report=tmp_path / "r.md", content=tmp_path, home=tmp_path, candidate=None,
                options=options)
        )  # fmt: skip

    before = [prints(examiner) for examiner in ExaminerName]
    monkeypatch.setenv("GREENROOM_GRADER_MODEL", "another")
    by_other = [prints(examiner) for examiner in ExaminerName]
    assert [a == b for a, b in zip(before, by_other, strict=True)] == [e != ExaminerName.LLM for e in ExaminerName]
    (tmp_path / "criteria.yaml").write_text("criteria: []")
    assert set(before).isdisjoint(prints(examiner) for examiner in ExaminerName)
