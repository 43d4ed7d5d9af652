"""What the feedback page does: takes transcripts, grades them, shows the reports. Nothing of them is stored."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import gradio as gr

from agent.content import DEFAULT_TEMPLATE
from agent.examiner.base import Done
from agent.examiner.choice import ExaminerChoice, NoModel, chosen
from agent.grading.grade import Grade, GradeOptions, grade
from agent.grading.second import regrade_transcript
from agent.service import BadSetup, InterviewService
from agent.settings import ModelSettings
from agent.state import ExaminerName
from agent.transcript import BadTranscript, Transcript, parse_transcript
from agent.transcript.reading import LARGEST
from rubrics.report import Regrade
from rubrics.verdict import Seniority
from ui import grades
from ui.aside import Updates
from ui.desk import RECOGNISED, Desk
from ui.errors import explained
from ui.escape import in_html
from ui.model import EMBEDDED
from ui.regrade import offered, watched
from ui.report import frame
from ui.views import notice

PASTED = "pasted text"
MOST = 20  # files at a time
TOO_MANY = (
    f"Up to {MOST} files are taken at a time: the first {MOST} are listed. Drop the others after these are graded."
)
NOTHING = "There is nothing to give feedback on yet. Drop a transcript or paste its text first."
HERE = "Nothing of it was stored, and what you entered is still here."
log = logging.getLogger("greenroom.ui")


class Source(NamedTuple):
    name: str
    data: bytes


class Feedback:
    """The events of the page, and the endpoint `grade`."""

    def __init__(self, service: InterviewService, desk: Desk) -> None:
        self.service, self.desk = service, desk

    def take(self, paths: list[str] | None, sources: list[Source]) -> Updates:
        """Uploaded files move from the disk into the page's memory."""
        try:
            new = [_taken(Path(path)) for path in paths or []]
        except OSError as error:
            log.exception("upload failed")
            safe = "The files that were listed before are still here."
            return self._listed(sources) | {self.desk.status: notice(explained(error, safe, "drop the new ones again"))}
        found = list(dict.fromkeys([*sources, *new]))
        return self._listed(found[:MOST]) | {self.desk.status: notice(TOO_MANY * (len(found) > MOST))}

    def forget(self) -> Updates:
        return self._listed([])

    def give(
        self, sources: list[Source], text: str, question: str, template: str, level: str, candidate: str,
        examiner: str = EMBEDDED,
    ) -> Iterator[Updates]:  # fmt: skip
        """Grades one after the other; a file that cannot be graded says why, and the others go on."""
        desk, all_of_them = self.desk, list(sources)
        if (text or "").strip():
            all_of_them.append(Source(PASTED, text.encode("utf-8", "replace")))
        if not all_of_them:
            yield {desk.status: notice(NOTHING)}
            return
        gone = gr.update(visible=False)
        yield {desk.give: gr.update(interactive=False), desk.summary: gone, desk.pick: gone} | self.show(None, [])
        found: list[grades.Outcome] = []
        for source in all_of_them:
            yield {desk.status: grades.progress(source.name, len(found), len(all_of_them))}
            found.append(self._outcome(source, question, template, level, candidate, examiner))
        yield self._results(found) | {desk.give: gr.update(interactive=True), desk.outcomes: found}

    def show(self, picked: int | None, outcomes: list[grades.Outcome]) -> Updates:
        desk, grade = self.desk, self.picked(picked, outcomes)
        page = frame(grade, self.service.content) if grade else ""
        shown = {desk.report: gr.update(value=page, visible=bool(page)), desk.files.row: gr.update(visible=bool(page))}
        return shown | offered(desk.again, grade)

    def picked(self, picked: int | None, outcomes: list[grades.Outcome]) -> Grade | None:
        """The grade of a result, with notes that name what the page has."""
        found = outcomes[picked].grade if picked is not None and picked < len(outcomes) else None
        return grades.for_the_page(found) if found else None

    def regrade(self, picked: int | None, outcomes: list[grades.Outcome]) -> Iterator[Updates]:
        """The other examiner grades the transcript too; the report then has both."""
        if picked is None or picked >= len(outcomes) or (first := outcomes[picked].grade) is None:
            return
        outcome = outcomes[picked]

        def again(done: Done) -> Regrade:
            transcript = parse_transcript(outcome.data, outcome.name, first.candidate)
            return regrade_transcript(transcript, first, self.service.content, self.service.home, done)

        def both(found: Regrade) -> Updates:
            graded = replace(outcome, grade=first.model_copy(update={"regrade": found}))
            now = [*outcomes[:picked], graded, *outcomes[picked + 1 :]]
            return self.show(picked, now) | {self.desk.outcomes: now}

        yield from watched(self.desk.again, again, both)

    def grade(
        self, text: str, question: str = RECOGNISED, template: str = DEFAULT_TEMPLATE, level: str = "senior",
        candidate: str = "", examiner: str = EMBEDDED,
    ) -> str:  # fmt: skip
        """Feedback on the text of a transcript, as JSON after `schemas/grade.schema.json`.

        `question` is an id of the bank, `recognised` or `unknown`; an empty `candidate` is found out.
        `examiner` is `embedded` or `llm`, the model server of the environment.
        """
        try:
            source = Source(PASTED, text.encode("utf-8", "replace"))
            return self._grade(source, question, template, level, candidate, examiner).model_dump_json(indent=2)
        except (BadTranscript, BadSetup, NoModel) as error:
            raise gr.Error(str(error), print_exception=False) from error
        except Exception as error:
            log.exception("grading failed")
            said = explained(error, "The transcript was not stored.", "try it again")
            raise gr.Error(said, print_exception=False) from error

    def _outcome(
        self, source: Source, question: str, template: str, level: str, candidate: str, examiner: str
    ) -> grades.Outcome:
        try:
            grade = self._grade(source, question, template, level, candidate, examiner)
            return grades.Outcome(source.name, grade, data=source.data)
        except (BadTranscript, BadSetup, NoModel) as error:
            return grades.Outcome(source.name, error=str(error))
        except Exception as error:
            log.exception("grading failed")
            return grades.Outcome(source.name, error=explained(error, HERE, "try it again"))

    def _grade(self, source: Source, question: str, template: str, level: str, candidate: str, examiner: str) -> Grade:
        if level not in list(Seniority):
            raise BadSetup(f"no level {level!r}; the levels are {', '.join(Seniority)}")
        if examiner not in list(ExaminerName):
            raise BadSetup(f"no examiner {examiner!r}; the examiners are {', '.join(ExaminerName)}")
        options = GradeOptions(
            question=None if question in ("", RECOGNISED) else question, template=template, level=Seniority(level),
            examiner=chosen(ExaminerChoice(examiner), ModelSettings()),
        )  # fmt: skip
        return grade(_read(source, candidate), self.service.content, self.service.home, options)

    def _listed(self, sources: Sequence[Source]) -> Updates:
        desk, some = self.desk, bool(sources)
        names = "".join(f"<li>{_line(s)}</li>" for s in sources)
        return {
            desk.sources: list(sources),
            desk.dropped: None,
            desk.listed: gr.update(value=f"<ul>{names}</ul>", visible=some),
            desk.forget: gr.update(visible=some),
        }

    def _results(self, found: list[grades.Outcome]) -> Updates:
        """One report, or one sentence why there is none; for several a table, and reports to choose from."""
        desk, graded = self.desk, [(o.name, n) for n, o in enumerate(found) if o.grade]
        several = len(found) > 1
        first = graded[0][1] if graded else None
        return {
            desk.status: notice("" if several else _alone(found[0].error)),
            desk.summary: gr.update(value=grades.summary(found) if several else "", visible=several),
            desk.pick: gr.update(choices=graded, value=first, visible=several and len(graded) > 1),
        } | self.show(first, found)


def _taken(path: Path) -> Source:
    """The file's bytes, of one that is too large no more than shows it; the file and its folder are deleted."""
    try:
        with path.open("rb") as file:
            return Source(path.name, file.read(LARGEST + 1))
    finally:
        path.unlink(missing_ok=True)
        with suppress(OSError):
            path.parent.rmdir()


def _read(source: Source, candidate: str = "") -> Transcript:
    if len(source.data) > LARGEST:
        raise BadTranscript(f"{source.name} has more than {LARGEST // 1_000_000} MB; expected one interview")
    return parse_transcript(source.data, source.name, candidate.strip() or None)


def _line(source: Source) -> str:
    """The name and size of a file; of one that is no transcript, why not, before anybody waits for it."""
    try:
        _read(source)
    except BadTranscript as error:
        return f"<strong>{in_html(str(error))}</strong>"
    return f"{in_html(source.name)} <small>{grades.size(len(source.data))}</small>"


def _alone(error: str) -> str:
    """Why the only transcript was not graded, and what is safe."""
    return error if not error or HERE in error else f"{error.rstrip('.')}. {HERE}"
