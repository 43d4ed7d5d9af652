"""Over the wire of a real server: the probe, a whole interview and a graded transcript. What the model says is poor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.content import DEFAULT_TEMPLATE, Content, load_content
from agent.examiner.llm.client import ModelClient, Rung
from agent.examiner.llm.probe import Parity, probe
from agent.examiner.llm.trouble import SENTENCES, Kind
from agent.export import InterviewFile, as_json
from agent.grading.grade import Grade, GradeOptions, grade
from agent.script import read_script
from agent.service import InterviewService
from agent.settings import ModelSettings
from agent.state import CandidateInput, ExaminerName, Setup
from agent.storage import open_storage
from agent.transcript import parse_transcript
from evals.cells import SCRIPTS
from rubrics.verdict import Decision

pytestmark = [pytest.mark.real_llm, pytest.mark.timeout(900)]
QUESTION, TURNS, SECONDS = "card-fraud", 2, 1100  # two long turns fill the 45 minutes
MANY = 4  # answers of the transcript
EXAMINERS = {"llm", "embedded"}


def of_one_phase() -> Content:
    """Each phase is two long calls of the grader, and what such a model says of it is mostly of no use."""
    content = load_content()
    whole = content.templates[DEFAULT_TEMPLATE]
    return replace(content, templates={DEFAULT_TEMPLATE: whole.model_copy(update={"phases": whole.phases[:1]})})


def test_the_probe_says_what_works(model: ModelSettings) -> None:
    rows = {row.subject: row for row in probe(model)}
    assert rows["server"].state == rows["models"].state == "ok"
    assert "tokens/s" in rows["streaming"].says
    assert rows["structured output"].state != "ok", "this server answers 500 to json_schema"
    assert {row.state for row in rows.values()} <= {"ok", "note"}


def test_the_ladder_finds_its_rung(model: ModelSettings) -> None:
    client = ModelClient(model)
    messages = [{"role": "user", "content": "Add 17 and 25. Is the sum even or odd?"}]
    assert isinstance(client.ask(messages, "smollm2", Parity, 100), Parity)
    assert client.rung == Rung.OBJECT


def test_a_graded_transcript(model: ModelSettings, home: Path) -> None:
    content = of_one_phase()
    answers = read_script(SCRIPTS / f"{QUESTION}.average.md")[:MANY]
    lines = [f"Interviewer: And what comes next?\n\nCandidate: {text}" for text in answers]
    transcript = parse_transcript("\n\n".join(lines).encode(), "average.txt", "Candidate")
    options = GradeOptions(question=QUESTION, examiner=ExaminerName.LLM)
    found = Grade.model_validate_json(grade(transcript, content, home, options, model).model_dump_json())
    assert set(found.graders.values()) <= EXAMINERS and found.verdict.score is not None
    said = {t.id: t.text for t in found.turns if t.speaker == "candidate"}
    assert all(e.quote in said[e.turn] for row in found.ledger for e in row.evidence)
    says = "The model graded" if "llm" in found.graders.values() else "The levels are the embedded examiner's"
    assert any(note.startswith(says) for note in found.report.notes), "it says who graded"
    assert not any(SENTENCES[Kind.OPEN] in note for note in found.report.notes), "the server was asked"


def test_an_interview_from_its_first_word_to_its_report(model: ModelSettings, home: Path, tmp_path: Path) -> None:
    storage = open_storage(tmp_path / "sessions.sqlite")
    service = InterviewService(storage, of_one_phase(), home)
    session = service.start(
        Setup(question=QUESTION, template=DEFAULT_TEMPLATE, examiner=ExaminerName.LLM, seed=1), model
    )
    for text in read_script(SCRIPTS / f"{QUESTION}.average.md")[:TURNS]:
        said = "".join(token.text for token in service.answer(session, CandidateInput(text=text), seconds=SECONDS))
        assert said.split() == service.view(session).turns[-1].text.split()
    for _ in service.answer(session, CandidateInput(action="end"), seconds=0):
        pass
    state = service.view(session)
    replies = [t for t in state.turns if t.call]
    assert len(replies) >= TURNS - 1 and {t.examiner for t in replies} <= EXAMINERS
    assert any(t.call and t.call.tokens_out for t in replies), "the model was heard"
    assert all(t.text.count("?") <= 1 for t in replies), "what it said went through the guards"
    assert all(t.examiner == "llm" or t.call.trouble or t.call.held_back for t in replies if t.call)
    found = InterviewFile.model_validate_json(as_json(state)).report
    assert found and found.verdict.decision in Decision
    assert any("Examiner: language model (smollm2)" in note for note in found.notes)
    storage.conn.close()
