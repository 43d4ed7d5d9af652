"""What is kept of interviews: whose they are, made again from the checkpoints, exported and deleted for good."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from talk import answered

from agent.belongings import as_json, belongings, delete_all
from agent.checklist import checklist
from agent.content import load_content
from agent.history import LOCAL, Entry, History, NewerHistory, Results
from agent.progress import progress_of, weakest_of
from agent.recent import Recent
from agent.sections import section_names
from agent.service import InterviewService, UnknownSession
from agent.settings import ModelSettings
from agent.state import CandidateInput, Setup
from agent.storage import open_storage

BEGIN = datetime(2026, 1, 5, 10, tzinfo=UTC)
SECRET = "quokkas approve the payment"
WRITER = """
import sys
from pathlib import Path
from agent.history import Entry, History

history, entry = History(Path(sys.argv[1])), Entry.model_validate_json(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for number in range(50):
    history.keep(entry.model_copy(update={"session": f"{entry.session}{number}"}))
"""


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "sessions.sqlite"


@pytest.fixture
def service(home: Path, database: Path, clock: Clock) -> Iterator[InterviewService]:
    storage = open_storage(database)
    yield InterviewService(storage, load_content(), home, now=clock)
    storage.conn.close()


def held(service: InterviewService, owner: str, text: str = "I would use accuracy on a random split.") -> str:
    session = service.start(Setup(question="card-fraud", template="six-steps"), owner=owner)
    answered(service, session, text, CandidateInput(action="end"))
    return session


def entry(session: str, owner: str = "me", **more: object) -> Entry:
    return Entry.model_validate(
        {
            "session": session, "owner": owner, "question": "card-fraud", "template": "six-steps", "level": "senior",
            "mode": "mock", "started": BEGIN, "used": BEGIN, "phase": "data",
        } | more
    )  # fmt: skip


def test_an_interview_is_listed_for_its_owner_from_the_first_turn_on(service: InterviewService, clock: Clock) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps"), owner="ann")
    clock.wait(2)
    list(service.answer(session, CandidateInput(text="How many transactions a day?"), seconds=10))
    [found] = service.history.entries(["ann"])
    assert (found.session, found.started, found.used, found.finished) == (session, BEGIN, clock.now, None)
    assert service.history.entries(["bob"]) == [] and service.history.entries([]) == []
    assert service.view(session).owner == "ann"


def test_the_terminal_is_the_owner_where_none_is_named(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps"))
    assert service.history.owner(session) == LOCAL


def test_the_results_of_a_finished_interview_and_its_drills_are_kept(service: InterviewService, clock: Clock) -> None:
    session = held(service, "ann")
    [found] = service.history.entries(["ann"])
    report = service.view(session).report
    assert report is not None and found.finished == clock.now and found.decision == report.verdict.decision
    assert found.results.levels == {
        r.criterion: r.level for p in report.phases for r in p.criteria if r.level is not None
    }
    assert {d.criterion for d in service.history.drills(["ann"])} <= set(found.results.levels)
    assert all(d.due == (clock.now + timedelta(days=1)).date() for d in service.history.drills(["ann"]))


def test_a_lost_history_is_made_again_from_the_checkpoints(
    service: InterviewService, database: Path, home: Path
) -> None:
    held(service, "ann")
    service.start(Setup(question="spam-detection", template="six-steps"), owner="bob")
    before = {o: service.history.entries([o]) for o in ("ann", "bob")}
    drills = service.history.drills(["ann"])
    with sqlite3.connect(database) as raw:
        for table in ("interviews", "levels", "competencies", "pitfalls", "drills"):
            raw.execute(f"DROP TABLE {table}")
    again = InterviewService(open_storage(database), load_content(), home)
    again.catch_up()
    for owner, entries in before.items():
        [found], [was] = again.history.entries([owner]), entries
        assert (found.session, found.results, found.decision) == (was.session, was.results, was.decision)
    assert [d.criterion for d in again.history.drills(["ann"])] == [d.criterion for d in drills]


def test_an_end_that_was_not_written_is_caught_up_with_when_it_is_opened(
    service: InterviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(service.history, "keep", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk full")))
        session = held(service, "ann")
        assert service.view(session).report is not None
    assert service.history.entries(["ann"]) == []
    service.look(session)
    assert service.history.entries(["ann"])[0].finished


def test_a_finished_interview_is_written_once(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    turns: list[int] = []
    for day in (0, 1):
        done = entry("s", finished=BEGIN + timedelta(days=day), results=Results(levels={"labelling": 2}))
        history.keep(done, lambda drills: (turns.append(1), drills)[1])
    assert turns == [1] and history.entries(["me"])[0].finished == BEGIN


def test_a_history_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "h.sqlite") as raw:
        raw.execute("PRAGMA user_version=99")
    with pytest.raises(NewerHistory, match="newer Greenroom"):
        History(tmp_path / "h.sqlite")


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    file, pipe = tmp_path / "h.sqlite", subprocess.PIPE
    commands = [[sys.executable, "-c", WRITER, str(file), entry(name).model_dump_json()] for name in ("a", "b")]
    writers = [subprocess.Popen(c, stdin=pipe, stdout=pipe, stderr=pipe, text=True, bufsize=1) for c in commands]
    for writer in writers:
        assert writer.stdout and writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin and writer.stdin.write("go\n")
    complaints = [writer.communicate(timeout=60)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], complaints
    assert len(History(file).entries(["me"])) == 100


# --- progress ------------------------------------------------------------------------------------------------------


def test_the_weakest_criteria_count_every_time_they_were_assessed() -> None:
    rows = [{"a": 1, "b": 2}, {"a": 3, "c": 2}, {"b": 2}]
    entries = [entry(str(i), finished=BEGIN, results=Results(levels=levels)) for i, levels in enumerate(rows)]
    found = [(w.criterion, w.seen, w.mean, w.last) for w in weakest_of(entries)]
    assert found == [("a", 2, 2.0, 3), ("b", 2, 2.0, 2), ("c", 1, 2.0, 2)]


def test_a_mistake_turns_up_by_what_was_said_or_asked_in_vain(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    said = Results(pitfalls=["jumping-to-solution"])
    missed = Results(levels={"failure-handling": 0, "capacity-estimate": 1})
    for key, results in (("a", said), ("b", missed)):
        history.keep(entry(key, finished=BEGIN, decision="hire", score=2.1, results=results))
    found = progress_of(history, ["me"], BEGIN.date())
    times = {m.mistake.id: (m.times, m.of) for m in found.mistakes}
    assert times.pop("jumping") == (1, 2) and times.pop("no-monitoring") == (1, 2)
    assert set(times.values()) == {(0, 2)} and len(found.verdicts) == 2


def test_the_checklist_names_only_what_exists() -> None:
    content, found = load_content(), checklist()
    assert len(found.mistakes) == 7 and len(found.ids) == sum(len(p.items) for p in found.checklist) == 20
    for mistake in found.mistakes:
        assert set(mistake.pitfalls) <= set(content.pitfalls) and set(mistake.criteria) <= set(content.criteria)
        assert mistake.read in section_names(content)


def test_ticks_are_kept_per_owner(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    history.tick(["ann", "local"], ["metrics"])
    history.tick(["bob"], ["serving", "drawn"])
    history.tick(["bob"], ["drawn"])
    assert history.ticks(["ann"]) == {"metrics"} and history.ticks(["bob"]) == {"drawn"}


# --- export and deletion -------------------------------------------------------------------------------------------


def test_an_export_has_everything_of_its_owner_and_nothing_of_others(service: InterviewService) -> None:
    held(service, "ann", f"Metrics first: {SECRET}")
    held(service, "bob", "Nothing of the sort")
    service.history.tick(["ann"], ["metrics"])
    found = belongings(service, ["ann"])
    text = as_json(found)
    assert SECRET in text and "Nothing of the sort" not in text
    [kept] = found.interviews
    assert kept.interview.report is not None and len(kept.interview.turns) >= 3
    assert found.drills == service.history.drills(["ann"]) and found.ticked == ["metrics"]


def test_deleting_everything_leaves_nothing_of_it_on_the_disk(service: InterviewService, tmp_path: Path) -> None:
    sessions = [held(service, "ann", f"Metrics first: {SECRET}") for _ in range(2)]
    other = held(service, "bob")
    service.history.tick(["ann"], ["metrics"])
    written = [p for p in tmp_path.iterdir() if SECRET.encode() in p.read_bytes()]
    assert written
    assert delete_all(service, ["ann"]) == 2
    assert service.history.entries(["ann"]) == [] == service.history.drills(["ann"])
    assert service.history.ticks(["ann"]) == set()
    for session in sessions:
        with pytest.raises(UnknownSession):
            service.view(session)
    assert [p for p in tmp_path.iterdir() if SECRET.encode() in p.read_bytes()] == []
    assert service.view(other).report is not None and service.history.entries(["bob"])


def test_one_interview_is_deleted_with_its_report_file(service: InterviewService, home: Path) -> None:
    session, other = held(service, "ann"), held(service, "ann")
    file = home / "reports" / f"card-fraud-{session[:8]}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text("# Interview report", encoding="utf-8")
    service.delete(session)
    assert not file.exists() and [e.session for e in service.history.entries(["ann"])] == [other]
    service.catch_up()
    assert [e.session for e in service.history.entries(["ann"])] == [other]
    with pytest.raises(UnknownSession):
        service.delete(session)


# --- keys of model servers -----------------------------------------------------------------------------------------


def test_a_key_is_dropped_when_the_report_is_made(service: InterviewService, no_settings_from_outside: None) -> None:
    setup = Setup(question="card-fraud", template="six-steps", examiner="llm")
    model = ModelSettings(base_url="http://127.0.0.1:9/v1", api_key="sk-of-the-session", connect_seconds=1)
    session = service.start(setup, model)
    models = service._models
    assert session in models._brought or session in models._examiners
    list(service.answer(session, CandidateInput(action="end"), seconds=1))
    assert session not in models._brought and session not in models._examiners
    assert service.view(session).report is not None and service.used(session).tokens_in == 0


def test_only_what_was_used_last_is_remembered() -> None:
    kept: Recent[str, int] = Recent(2)
    kept["a"], kept["b"] = 1, 2
    assert kept["a"] == 1
    kept["c"] = 3
    assert list(kept) == ["a", "c"]
