"""Rates, intervals, repetitions, comparisons and the gate, on made-up measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from evals import kinds_said, reading, recognition, retrieval
from evals.catalogue import catalogue
from evals.cells import HELD_OUT, Cell, Suite, cells_of
from evals.compare import compare
from evals.gate import misses
from evals.held import Held, HeldTurn
from evals.metrics import SUBJECTS, Check, Measured
from evals.runs import HOLDING, NoRun, Run, read_held, read_measured, version
from evals.summary import pass_hat, rates
from evals.table import markdown


def one(profile: str, hits: dict[str, list[bool]], seed: int = 7) -> Measured:
    checks = [
        Check(metric=metric, hit=hit, turn=n, part=min(2, n), note="what was said")
        for metric, row in hits.items()
        for n, hit in enumerate(row)
    ]
    return Measured(cell=Cell(profile=profile, question="card-fraud", template="six-steps", seed=seed), checks=checks)


def held(cell: Cell) -> Held:
    return Held(cell=cell, turns=[HeldTurn(speaker="interviewer", text="One\u2028two.", phase="", at=1)])


def test_a_rate_is_of_all_checks_with_an_interval_over_interviews() -> None:
    measured = [one("strong", {"questions.two": [False, False, True]}), one("weak", {"questions.two": [False]})]
    rate = rates(measured)["questions.two"]
    assert (rate.hits, rate.of, rate.rate) == (1, 4, 0.25)
    assert rate.low == 0 and rate.high == pytest.approx(1 / 3)
    assert rate.thirds == [0, 0, 1]
    assert set(rates(measured)) == {"questions.two"}, "what did not come up has no rate"


def test_pass_hat_k_falls_with_k_and_is_unbiased() -> None:
    passing, failing = {"questions.two": [False]}, {"questions.two": [True]}
    measured = [one("strong", failing if seed == 1 else passing, seed) for seed in range(1, 9)]
    assert pass_hat(measured, 1) == pytest.approx(7 / 8)
    assert pass_hat(measured, 4) == pytest.approx(0.5)
    assert pass_hat(measured, 8) == 0
    assert pass_hat(measured[:3], 4) is None


def test_two_runs_are_compared_cell_by_cell() -> None:
    before = [one(f"p{n}", {"questions.two": [True, False], "facts.unasked": [False]}) for n in range(20)]
    now = [one(f"p{n}", {"questions.two": [False, False], "facts.unasked": [False]}) for n in range(20)]
    said = {row.metric: row.says for row in compare(before, now)}
    assert said == {"questions.two": "better", "facts.unasked": "the same"}
    assert {row.metric: row.says for row in compare(now, before)}["questions.two"] == "worse"
    mixed = [one(f"p{n}", {"questions.two": [n == 0, False], "facts.unasked": [False]}) for n in range(20)]
    assert {row.metric: row.says for row in compare(now, mixed)}["questions.two"] == "cannot tell"
    assert compare(before, [one("nobody", {"questions.two": [True]})]) == []


def test_the_gate_names_the_metric_the_cell_and_the_turn() -> None:
    kept = {metric: [row.better == "more"] for metric, row in catalogue().items() if row.gate is not None}
    assert misses([one("strong", kept)]) == []
    lines = misses([one("strong", kept | {"questions.two": [True]})])
    assert lines[0].startswith("questions.two: 100.0% of 1, at most 0% is asked")
    assert lines[1].strip() == "embedded/card-fraud/six-steps/strong/7, turn 0: what was said"
    assert len(lines) == 2


def test_what_never_came_up_does_not_pass_the_gate() -> None:
    kept = {metric: [row.better == "more"] for metric, row in catalogue().items() if row.gate is not None}
    assert kept.pop("steering.declined")
    assert [line.split(",")[0] for line in misses([one("strong", kept)])] == ["steering.declined: never came up"]


def test_every_metric_belongs_to_a_subject() -> None:
    assert {metric.split(".")[0] for metric in catalogue()} == {*SUBJECTS, "checklist"}


def test_the_table_puts_runs_side_by_side() -> None:
    text = markdown({"embedded": [one("strong", {"questions.two": [True]})], "naive": []})
    assert "| Turns with two questions | 100.0% [100%, 100%] of 1 | – |" in text


def test_suites_cover_what_they_say() -> None:
    assert {cell.profile for cell in cells_of(Suite.GATE)} == {cell.profile for cell in cells_of(Suite.PROFILES)}
    assert {cell.question for cell in cells_of(Suite.PROFILES)} <= set(HELD_OUT)
    assert len({(c.question, c.template) for c in cells_of(Suite.ORDER)}) == len(cells_of(Suite.ORDER)) == 26 * 5
    assert not {c.question for c in cells_of(Suite.GATE)} & set(HELD_OUT), "whoever looks at the gate may tune to it"
    for suite in Suite:
        ids = [cell.id for cell in cells_of(suite)]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("read", [read_held, read_measured])
def test_a_run_that_is_not_there_is_named(read: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(NoRun, match="greenroom eval"):
        read(tmp_path / "nothing")


@pytest.mark.parametrize("main", [kinds_said.main, reading.main, recognition.main, retrieval.main])
def test_a_split_that_is_not_there_is_an_error(main: Callable[..., None]) -> None:
    measure = typer.Typer()
    measure.command()(main)
    assert "'held'" in CliRunner().invoke(measure, ["held"]).stderr


def test_a_line_that_was_cut_off_is_held_anew(tmp_path: Path) -> None:
    whole, lost = (held(one(profile, {}).cell) for profile in ("strong", "weak"))
    Run(tmp_path).add(whole)
    with (tmp_path / "interviews.jsonl").open("a") as file:
        file.write(lost.model_dump_json()[:50])
    assert read_held(tmp_path) == [whole]
    run = Run(tmp_path)
    assert run.get(lost.cell) is None
    run.add(lost)
    assert read_held(tmp_path) == [whole, lost]


def test_a_line_of_another_version_is_named(tmp_path: Path) -> None:
    Run(tmp_path).add(held(one("strong", {}).cell))
    path = tmp_path / "interviews.jsonl"
    path.write_text('{"cell": "strong"}\n' + path.read_text())
    with pytest.raises(NoRun, match=r"interviews\.jsonl: line 1"):
        Run(tmp_path)


def test_a_change_of_the_interviewer_is_another_version(tmp_path: Path) -> None:
    def after(name: str, text: str) -> str:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        version.cache_clear()
        return version(tmp_path)

    for name in HOLDING:
        (tmp_path / name).mkdir(parents=True) if "." not in name else (tmp_path / name).write_text("")
    first = after("agent/policy/react.py", "pass")
    assert after("agent/policy/react.py", "pass") == after("evals/RESULTS.md", "new figures") == first
    assert after("agent/policy/react.py", "return") != first != after("evals/data/bank/x.yaml", "asks: []")


def test_several_runs_add_to_one_folder(tmp_path: Path) -> None:
    runs = [Run(tmp_path / "new") for _ in range(2)]
    assert not (tmp_path / "new").exists(), "looking makes no folder"
    runs[0].add_measured(one("strong", {"questions.two": [True]}))
    runs[1].add_measured(one("weak", {}))
    runs[1].add_measured(one("strong", {}))
    found = {measured.cell.profile: len(measured.checks) for measured in read_measured(tmp_path / "new")}
    assert found == {"strong": 0, "weak": 0}, "the last measure of a cell counts"
