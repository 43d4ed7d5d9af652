"""CI's gate: every profile once, held to the thresholds of `evals/metrics.yaml`; and the command around it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent.cli import app
from evals import judge
from evals.candidate import load_profiles
from evals.held import Held
from evals.judge import Finding, Findings, checklist, judged
from evals.runs import Run

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("eval")
    page = str(folder / "page.html")
    return folder, CliRunner().invoke(app, ["eval", "gate", "--gate", "--out", str(folder / "run"), "--html", page])


def test_the_interviewer_keeps_to_the_thresholds(run: tuple[Path, Result]) -> None:
    folder, result = run
    assert result.exit_code == 0, result.output
    assert "Comes to its end" in result.stdout
    assert len(Run(folder / "run").held()) == len(Run(folder / "run").measured()) == len(load_profiles())
    assert list((folder / "run" / "logs").glob("*.eval"))


def test_the_page_leads_from_each_failure_to_its_turn(run: tuple[Path, Result]) -> None:
    page = (run[0] / "page.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 5 and "<script" not in page and "http-equiv" in page
    links = [part.split('"')[0] for part in page.split('href="#')[1:]]
    assert links and all(f'id="{link}"' in page for link in links)


def test_a_run_goes_on_where_it_stopped_and_is_compared(run: tuple[Path, Result]) -> None:
    folder = str(run[0] / "run")
    before = (run[0] / "run" / "interviews.jsonl").read_bytes()
    earlier = run[0] / "earlier"
    earlier.mkdir()
    for one in Run(run[0] / "run").measured():  # an interviewer that was the same but never came to an end
        ended = [c.model_copy(update={"hit": c.hit and c.metric != "structure.ends"}) for c in one.checks]
        Run(earlier).add_measured(one.model_copy(update={"checks": ended}))
    again = CliRunner().invoke(app, ["eval", "gate", "--out", folder, "--baseline", str(earlier)])
    assert again.exit_code == 0, again.output
    assert (run[0] / "run" / "interviews.jsonl").read_bytes() == before, "nothing is held twice"
    better = [row for row in again.stdout.splitlines() if row.rstrip(" │").endswith("better")]
    assert len(better) == 1 and "Comes to its" in better[0]
    assert "the same" in again.stdout and "worse" not in again.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nonsense"], "no suite 'nonsense'; there are gate, profiles, order, repeats"),
        (["--examiner", "me"], "no examiner 'me'"),
        (["--engine", "steam"], "'steam' is not one of"),
        (["--baseline", "/nowhere"], "/nowhere: no run"),
    ],
)
def test_what_is_wrong_is_one_sentence(words: list[str], says: str) -> None:
    result = CliRunner().invoke(app, ["eval", *words])
    assert result.exit_code == 2 and says in result.stderr and "Traceback" not in result.stderr


def test_the_command_needs_no_library_of_the_developers() -> None:
    """The extra `evals` does not bring scipy."""
    loads = (
        "import sys; sys.modules['scipy'] = None; import evals.interviews, evals.page, evals.interviewing, evals.naive"
    )
    subprocess.run([sys.executable, "-c", loads], check=True)


def test_nobody_judges_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("GREENROOM_INTERVIEWER_MODEL", "big")
    monkeypatch.setenv("GREENROOM_JUDGE_MODEL", "big")
    result = CliRunner().invoke(app, ["eval"])
    assert result.exit_code == 2 and "have to be different models" in result.stderr


class Answers:
    """A judge that says yes to everything it is asked about, and leaves the last item out."""

    def ask(self, messages: list[dict[str, str]], model: str, shape: type[Findings]) -> Findings:
        assert "<transcript>" in messages[1]["content"]
        ids = [line.split(":")[0][2:] for line in messages[0]["content"].splitlines() if line.startswith("- ")]
        return shape(findings=[Finding(id=i, reason="turn 0", yes=True) for i in ids[:-1]])


def test_a_judge_is_asked_every_item_and_what_it_leaves_out_is_unscored(run: tuple[Path, Result]) -> None:
    held: Held = Run(run[0] / "run").held()[0]
    checks = judged(held, "judge", Answers())  # type: ignore[arg-type]
    items = {f"checklist.{subject}": items for subject, items in checklist().items()}
    assert sum(map(len, items.values())) == 44
    assert len(checks) == 44 - len(items)
    good = {item.id: item.good for rows in judge.checklist().values() for item in rows}
    assert all(check.hit == good[check.note.split(":")[0]] for check in checks)
