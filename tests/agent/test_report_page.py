"""The page of a report: whole, safe, and every jump arrives; the same for interviews held here and for transcripts."""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from agent.checklist import checklist
from agent.content import load_content
from agent.grading.grade import Grade, GradeOptions, grade, grade_of
from agent.grading.output import as_text, write_grade
from agent.record import results_of
from agent.script import play
from agent.service import InterviewService
from agent.state import Interview, Setup
from agent.transcript import parse_transcript
from rubrics.report import Regrade

NASTY = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", '"><b onclick=alert(1)>',
    "<iframe src=https://x.example>", "<style>*{display:none}</style>", "</p></section></main>",
    "[here](javascript:alert(1))", "![p](https://x.example/p.png)", "{{ 7*7 }} {% raw %} ${7*7}",
    "<a href=//x.example>x</a>",
)  # fmt: skip
SCRIPT = [
    "How many payments are there a day, and how fast must the decision be?",
    "I shuffle all the transactions and take a random 80/20 split. I would use accuracy as the metric.",
    "/hint",
    "I split by time, because a random split leaks the future into the training data. " + " ".join(NASTY),
    "/next",
    "We don't need monitoring, the model was tested before launch.",
    "/hint",
]
TALK = (
    f"Interviewer: Design a spam filter. {NASTY[0]}\nCandidate: I split by time, because spammers change. {NASTY[1]}\n"
)


class Page(HTMLParser):
    """The tags of a page, its ids, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(str(value))
            if name in ("href", "src"):
                self.links.append(str(value))


@cache
def interview(home: Path) -> Interview:
    from agent.storage import open_storage

    service = InterviewService(open_storage(Path(":memory:")), load_content(), home)
    return play(service, Setup(question="card-fraud", template="six-steps", seed=5), SCRIPT)


@cache
def held(home: Path) -> Grade:
    found = grade_of(interview(home))
    assert found is not None
    return found


@cache
def read(home: Path) -> Grade:
    return grade(parse_transcript(TALK, "<b>.txt"), load_content(), home, GradeOptions(question="spam-detection"))


@pytest.fixture(params=["held", "read", "graded twice"])
def found(request: pytest.FixtureRequest, home: Path) -> Grade:
    if request.param == "read":
        return read(home)
    first = held(home)
    if request.param == "held":
        return first
    again = Regrade(examiner="llm", graders={p.phase: "llm" for p in first.report.phases}, report=first.report)
    return first.model_copy(update={"regrade": again})


def test_nothing_of_a_page_runs_or_loads(found: Grade) -> None:
    page = Page(as_text(found, load_content(), "html"))
    assert not {"script", "img", "iframe", "object", "form", "link"} & set(page.tags)
    assert page.tags.count("style") == 1 and page.tags.count("svg") == 1
    assert not {name for name in page.attributes if name.startswith("on")}
    assert all(link.startswith("#") for link in page.links)


def test_what_was_said_is_there_as_it_was_typed(home: Path) -> None:
    html = as_text(held(home), load_content(), "html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "{{ 7*7 }}" in html and ">49<" not in html


def test_every_jump_arrives_and_every_place_has_one_name(found: Grade) -> None:
    page = Page(as_text(found, load_content(), "html"))
    assert [link for link in page.links if link[1:] not in page.ids] == []
    assert [name for name, count in Counter(page.ids).items() if count > 1] == []


def test_a_quote_leads_to_its_turn_and_the_turn_back(home: Path) -> None:
    found = held(home)
    html = as_text(found, load_content(), "html")
    row, phase = next((c, p) for p in found.report.phases for c in p.criteria if c.evidence)
    turn = html.split(f'id="turn-{row.evidence[0].turn}"')[1].split("</section>")[0]
    assert f'href="#c-{phase.phase}-{row.criterion}"' in turn and "<mark>" in turn
    assert f'href="#turn-{row.evidence[0].turn}"' in html.split(f'id="c-{phase.phase}-{row.criterion}"')[1]


def test_everything_a_candidate_asks_of_a_report_is_there(home: Path) -> None:
    found = held(home)
    html = as_text(found, load_content(), "html")
    for part in (
        "How sure this is" if found.verdict.chances else "No verdict", "What to work on first", "What interviewers",
        "Missed when asked", "Never asked", "Help taken", "rung 1, a nudge", "asked for", "Criteria", "Pitfalls",
        "Key points of this question", "A worked answer", "Who judged", "Reading", "Transcript", "Level 3",
    ):  # fmt: skip
        assert part in html, part
    assert [h.turn for h in found.report.hints] == [t.id for t in found.turns if t.rung]
    missed, never = (html.split(title)[1].split("</div>")[0] for title in ("Missed when asked", ">Never asked <"))
    rows = [c for p in found.report.phases for c in p.criteria]
    assert all(
        c.name in never and c.name not in missed for c in rows if c.status == "never asked" and "&" not in c.name
    )


def test_reading_is_in_the_page(home: Path) -> None:
    found = held(home)
    html = as_text(found, load_content(), "html")
    for section in {s for i in found.report.improvements for s in i.read}:
        assert f'id="guide-{section.replace("#", "--")}"' in html


def test_at_most_ten_sections_to_read(home: Path) -> None:
    page = Page(as_text(held(home), load_content(), "html"))
    assert 3 <= sum(name.startswith("guide-") for name in page.ids) <= 10


def test_minutes_are_only_where_the_transcript_has_them(home: Path) -> None:
    timed = grade(parse_transcript(TALK, "t.txt"), load_content(), home)
    assert all(p.minutes_spent is None for p in timed.report.phases)
    html, md = (as_text(timed, load_content(), suffix) for suffix in ("html", "md"))
    assert "Minutes" not in html + md and 'id="time">Phases' in html
    assert "Minutes" in as_text(held(home), load_content(), "html")


def test_the_report_counts_the_common_mistakes_as_progress_does(home: Path) -> None:
    found = held(home)
    results = results_of(found.report)
    made = [m for m in checklist().mistakes if m.made_in(results)]
    assert made
    for suffix in ("html", "md"):
        text = as_text(found, load_content(), suffix)
        assert all(f"{m.name}: " in text for m in made), suffix


def test_the_worked_answer_is_shown_on_request_beside_what_was_said(home: Path) -> None:
    html = as_text(held(home), load_content(), "html")
    worked = html.split('<details class="worked">')[1].split("</details>")[0]
    assert worked.count('<section class="subject">') == 11  # ten subjects and the numbers
    assert "I split by time" in worked and 'href="#turn-' in worked
    content = load_content()
    reference = content.questions["card-fraud"].reference.monitoring[:40]
    assert reference not in as_text(held(home), content, "md") and reference in as_text(held(home), content, "md", True)


def test_a_question_outside_the_bank_has_no_worked_answer(home: Path) -> None:
    found = grade(parse_transcript(TALK, "t.txt"), load_content(), home, GradeOptions(question="unknown"))
    assert 'class="worked"' not in as_text(found, load_content(), "html")


def test_paper_has_every_section_and_numbered_pages(found: Grade, tmp_path: Path) -> None:
    write_grade(found, load_content(), tmp_path / "out.pdf", "pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "out.pdf").pages]
    text = " ".join(" ".join(pages).split())
    headings = re.findall(r"^## (.*)$", as_text(found, load_content(), "md"), re.M)
    assert len(headings) > 5 and [h for h in headings if h.replace("\\", "") not in text] == []
    assert all(f"{number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert "\\<" not in text


def test_an_interview_that_goes_on_has_no_grade(home: Path) -> None:
    assert grade_of(interview(home).model_copy(update={"report": None})) is None


def test_paper_goes_to_standard_output_too(
    found: Grade, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_grade(found, load_content(), Path("-"), "pdf")
    assert capfdbinary.readouterr().out.startswith(b"%PDF-")
    write_grade(found, load_content(), Path(os.devnull), "pdf")
    assert not Path(os.devnull).is_file() and list(tmp_path.iterdir()) == []
