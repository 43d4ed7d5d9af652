"""What ships is complete and sound; what a user adds loads the same way, and mistakes in it are named."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.content import DEFAULT_QUESTION, DEFAULT_TEMPLATE, KNOWLEDGE, RUBRICS, ContentError, load_content
from agent.examiner.embedded.matching import alias_pattern
from agent.policy import make_plan
from agent.state import Setup
from knowledge.documents import GUIDES, RESTS_ON
from knowledge.index import guide_passages
from knowledge.schema import Family

README = Path(__file__).parents[2] / "README.md"
CONTENT = load_content()
PASSAGES = guide_passages()
SECTIONS = {p.section for p in PASSAGES}
CRITERIA = list(CONTENT.criteria.values())
PITFALLS = [*CONTENT.pitfalls.values(), *(p for q in CONTENT.questions.values() for p in q.own_pitfalls)]
POINTS = [(q.id, k) for q in CONTENT.questions.values() for k in q.key_points]


# --- what ships ---------------------------------------------------------------------------------------------------


def test_five_templates_of_45_minutes_one_for_each_seed() -> None:
    assert {t.seed for t in CONTENT.templates.values()} == {"000", "001", "002", "003", "004"}
    assert len(CONTENT.templates) == 5
    assert [t.minutes for t in CONTENT.templates.values()] == [45] * 5
    assert DEFAULT_TEMPLATE in CONTENT.templates and DEFAULT_QUESTION in CONTENT.questions


def test_there_is_enough_of_everything() -> None:
    assert {q.family for q in CONTENT.questions.values()} == set(Family)
    for question in CONTENT.questions.values():
        assert len(question.facts) >= 12 and len(question.key_points) >= 10, question.id
        assert len(CONTENT.pitfalls_for(question)) >= 5, question.id
        assert len({*question.pitfalls, *(p.id for p in question.own_pitfalls)}) >= 5, question.id


def test_the_readme_counts_what_there_is() -> None:
    text = README.read_text(encoding="utf-8")
    guides = list((KNOWLEDGE / "sources").glob("*.md"))
    for things, what in ((CONTENT.questions, "questions"), (CONTENT.criteria, "criteria"),
                         (CONTENT.pitfalls, "pitfalls"), (guides, "guides")):  # fmt: skip
        assert f"**{len(things)} {what}**" in text
    assert "seven families" in text and len(Family) == 7


def test_files_are_named_after_what_is_in_them() -> None:
    for kind, folder in [("questions", KNOWLEDGE), ("templates", RUBRICS)]:
        assert {p.stem for p in (folder / kind).glob("*.yaml")} == set(getattr(CONTENT, kind))
    for path in (RUBRICS / "criteria").glob("*.yaml"):
        groups = {c["group"] for c in yaml.safe_load(path.read_text(encoding="utf-8"))["criteria"]}
        assert groups == {path.stem}


def test_data_and_modelling_get_most_of_the_time() -> None:
    for template in CONTENT.templates.values():
        longest = sorted(template.phases, key=lambda p: p.minutes)[-2:]
        assert all(p.focus or {"data", "features", "modelling", "training"} & set(p.groups) for p in longest)
        assert any(p.focus for p in template.phases)


def test_every_criterion_is_in_some_template_and_none_twice_in_one() -> None:
    used: set[str] = set()
    for template in CONTENT.templates.values():
        keys = [c for p in template.phases for c in p.criteria]
        assert len(keys) == len(set(keys)), template.id
        used |= set(keys)
    assert set(CONTENT.criteria) - used == set()


def test_ids_within_a_question_are_unique() -> None:
    for question in CONTENT.questions.values():
        for items in (question.facts, question.key_points, question.own_pitfalls):
            ids = [item.id for item in items]
            assert len(ids) == len(set(ids)), question.id
        assert not {p.id for p in question.own_pitfalls} & set(CONTENT.pitfalls), question.id


def test_references_lead_to_sections_of_the_guides() -> None:
    refs = [(c.id, ref) for c in CRITERIA for ref in c.sources] + [(p.id, ref) for p in PITFALLS for ref in p.sources]
    assert [pair for pair in refs if pair[1] not in SECTIONS] == []


def test_every_guide_section_names_what_it_rests_on() -> None:
    assert sorted({p.section for p in PASSAGES if not p.rests_on}) == []
    noted = [line for path in GUIDES.glob("*.md") for line in RESTS_ON.findall(path.read_text(encoding="utf-8"))]
    assert all("seed 00" in line or "own experience" in line for line in noted)


@pytest.mark.parametrize("template", CONTENT.templates)
def test_every_question_fits_every_template(template: str) -> None:
    for question in CONTENT.questions.values():
        plan = make_plan(CONTENT, Setup(question=question.id, template=template))
        assert len(plan.key_points) >= 3, question.id
        assert all(plan.phase_criteria(i) for i in range(len(plan.phases))), question.id


def test_what_presupposes_something_else_is_not_asked() -> None:
    """A forecast made once a day before the market opens explores nothing, and nobody waits for its answer."""
    plan = make_plan(CONTENT, Setup(question="stock-price", template="six-steps"))
    never = set(plan.question.not_asked)
    assert never and not any(set(c.probes) & never for c in plan.criteria.values())
    assert "explore-exploit" not in plan.criteria
    assert all(c.probes for c in plan.bank.values())  # a mistake may still count against one that is not asked for


def leaks(texts: Sequence[str], aliases: Sequence[str]) -> list[str]:
    pattern = alias_pattern(aliases)
    return [t for t in texts if pattern and pattern.search(t)]


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_probes_and_early_hints_of_a_criterion_give_nothing_away(criterion: Any) -> None:
    aliases = [a for s in criterion.signals for a in s.aliases]
    assert leaks([*criterion.probes, *criterion.hints[:2]], aliases) == []


def test_probes_and_early_hints_of_key_points_give_nothing_away() -> None:
    found = [(q, k.id, leaks([k.probe, *k.hints[:2]], k.aliases)) for q, k in POINTS]
    assert [f for f in found if f[2]] == []


def spoken() -> Iterator[tuple[str, str, bool]]:
    """Everything the interviewer may say from the content: where, what, and whether it must be a question."""
    for criterion in CRITERIA:
        yield from ((criterion.id, p, True) for p in criterion.probes)
        yield from ((criterion.id, h, False) for h in criterion.hints)
    for question, point in POINTS:
        yield f"{question}/{point.id}", point.probe, True
        yield from ((f"{question}/{point.id}", h, False) for h in point.hints)
    for pitfall in PITFALLS:
        yield from ((pitfall.id, c, True) for c in pitfall.challenge)
    for template in CONTENT.templates.values():
        yield from ((template.id, o, False) for p in template.phases for o in p.openings)
    for item in CONTENT.questions.values():
        yield item.id, item.prompt, False
        yield from ((f"{item.id}/{f.id}", f.answer, False) for f in item.facts)


def test_one_question_at_a_time() -> None:
    bad = [(w, t) for w, t, asks in spoken() if t.count("?") > 1 or (asks and not t.rstrip("”\"' ").endswith("?"))]
    assert bad == []


def test_no_two_probes_are_the_same() -> None:
    probes = [p for c in CRITERIA for p in c.probes] + [k.probe for _, k in POINTS]
    assert sorted({p for p in probes if probes.count(p) > 1}) == []


# --- a user's folder ----------------------------------------------------------------------------------------------

Write = Callable[[str, Any], Path]


def shipped(kind: str, name: str) -> Any:
    folder = RUBRICS if kind in ("criteria", "templates") else KNOWLEDGE
    return yaml.safe_load((folder / kind / f"{name}.yaml").read_text(encoding="utf-8"))


QUESTION = shipped("questions", DEFAULT_QUESTION)
TEMPLATE = shipped("templates", DEFAULT_TEMPLATE)
CRITERION = shipped("criteria", "metrics")["criteria"][0]
PITFALL = shipped("pitfalls", "metrics")["pitfalls"][0]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, data: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
            path.write_text(text, encoding="utf-8")
        return path

    return write


def changed(original: Any, **changes: Any) -> Any:
    """A copy with `changes`; a value of None removes the key, `a__0__b` goes down a path."""
    made = copy.deepcopy(original)
    for path, value in changes.items():
        *way, last = path.split("__")
        at = made
        for step in way:
            at = at[int(step) if step.isdigit() else step]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return made


def own_question(**changes: Any) -> Any:
    return changed(QUESTION, id="my-question", **changes)


def test_a_users_folder_loads_on_top_of_ours(write: Write, tmp_path: Path) -> None:
    write("criteria/own.yaml", {"criteria": [changed(CRITERION, id="my-criterion")]})
    write("pitfalls/own.yml", {"pitfalls": [changed(PITFALL, id="my-pitfall", criterion="my-criterion")]})
    phases = changed(TEMPLATE, phases__0__criteria=["my-criterion", "restate-problem"])["phases"]
    write("templates/own.yaml", changed(TEMPLATE, id="my-template", phases=phases))
    write("questions/own.yaml", own_question(key_points__0__criterion="my-criterion", pitfalls=["my-pitfall"]))
    write(
        "sources/notes.md", "# Our notes\n\n## Latency\nOur service answers within 80 ms.\n\nRests on: own experience\n"
    )
    content = load_content(tmp_path)
    assert len(content.questions) == len(CONTENT.questions) + 1
    assert len(content.templates) == 6 and "my-pitfall" in content.pitfalls
    plan = make_plan(content, Setup(question="my-question", template="my-template"))
    assert "my-criterion" in plan.criteria and "my-pitfall" in plan.pitfalls
    assert plan.points_of("my-criterion")
    added = {p.section for p in guide_passages(content.document_folders)} - SECTIONS
    assert "sources/notes.md#latency" in added


def test_an_edited_file_is_read_again(write: Write, tmp_path: Path) -> None:
    import os

    path = write("questions/own.yaml", own_question(title="First"))
    assert load_content(tmp_path).questions["my-question"].title == "First"
    write("questions/own.yaml", own_question(title="Second"))
    os.utime(path, (2e9, 2e9))
    assert load_content(tmp_path).questions["my-question"].title == "Second"


def test_an_empty_folder_is_fine_and_a_missing_one_is_not(tmp_path: Path) -> None:
    assert load_content(tmp_path).questions == CONTENT.questions
    with pytest.raises(ContentError, match=r"nowhere: this content folder does not exist"):
        load_content(tmp_path / "nowhere")


MISTAKES: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "unknown key": ("questions/own.yaml", own_question(colour="blue"), ("colour", "unknown key")),
    "unknown key further down": (
        "questions/own.yaml",
        own_question(facts__0__colour="blue"),
        (f"facts[{QUESTION['facts'][0]['id']}].colour", "unknown key"),
    ),
    "missing key": ("questions/own.yaml", own_question(prompt=None), ("prompt", "missing")),
    "missing key further down": (
        "questions/own.yaml",
        own_question(key_points__1__hints=None),
        (f"key_points[{QUESTION['key_points'][1]['id']}].hints", "missing"),
    ),
    "wrong type": ("questions/own.yaml", own_question(vocabulary="video"), ("vocabulary", "list", "'video'")),
    "wrong value": ("questions/own.yaml", own_question(difficulty=7), ("difficulty", "1, 2 or 3", "7")),
    "too few": ("questions/own.yaml", own_question(facts=QUESTION["facts"][:3]), ("facts", "at least 12")),
    "bad id": ("questions/own.yaml", changed(QUESTION, id="My Question"), ("id", "pattern", "'My Question'")),
    "not a mapping": ("templates/own.yaml", ["a", "b"], ("the file", "dictionary")),
    "nothing in it": ("templates/own.yaml", "", ("the file", "dictionary")),
    "broken YAML": ("criteria/own.yaml", "criteria: [unclosed\n  - a: b: c", ("not valid YAML", "line 2")),
    "not UTF-8": ("pitfalls/own.yaml", "pitfalls: [{name: Überfüllt}]".encode("latin-1"), ("expected UTF-8",)),
    "id taken": ("questions/own.yaml", QUESTION, ("id", DEFAULT_QUESTION, "already taken")),
    "criterion id taken": ("criteria/own.yaml", {"criteria": [CRITERION]}, ("id", CRITERION["id"], "already taken")),
    "id twice in a file": (
        "criteria/own.yaml",
        {"criteria": [changed(CRITERION, id="mine"), changed(CRITERION, id="mine", name="Other")]},
        ("mine", "already taken"),
    ),
    "key point id twice": (
        "questions/own.yaml",
        own_question(key_points__1__id=QUESTION["key_points"][0]["id"]),
        ("key_points", QUESTION["key_points"][0]["id"]),
    ),
    "fact id twice": (
        "questions/own.yaml",
        own_question(facts__1__id=QUESTION["facts"][0]["id"]),
        ("facts", QUESTION["facts"][0]["id"]),
    ),
    "unknown criterion in a template": (
        "templates/own.yaml",
        changed(TEMPLATE, id="mine", phases__0__criteria=["offline-metrics"]),
        ("criteria", "no criterion 'offline-metrics'", "did you mean 'offline-metric'"),
    ),
    "unknown criterion of a key point": (
        "questions/own.yaml",
        own_question(key_points__0__criterion="colstart"),
        ("key_points", "criterion", "no criterion 'colstart'", "'cold-start'"),
    ),
    "unknown pitfall": (
        "questions/own.yaml",
        own_question(pitfalls=["no-baselines"]),
        ("pitfalls", "no pitfall 'no-baselines'", "'no-baseline'"),
    ),
    "unknown probe": (
        "questions/own.yaml",
        own_question(not_asked=["What keeps the output from being monotonous?"]),
        ("not_asked", "no probe", "did you mean 'What keeps the output from becoming monotonous?'"),
    ),
    "unknown criterion of a pitfall": (
        "pitfalls/own.yaml",
        {"pitfalls": [changed(PITFALL, id="mine", criterion="online-metrics")]},
        ("criterion", "no criterion 'online-metrics'", "'online-metric'"),
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_names_the_file_the_key_and_what_was_expected(write: Write, tmp_path: Path, kind: str) -> None:
    name, data, said = MISTAKES[kind]
    path = write(name, data)
    with pytest.raises(ContentError) as error:
        load_content(tmp_path)
    message = str(error.value)
    for part in said:
        assert part in message
    assert str(path) in message, f"the file is not named: {message}"


def test_many_mistakes_are_told_at_once_but_not_without_end(write: Write, tmp_path: Path) -> None:
    bare = {"id": "mine"}
    write("questions/own.yaml", bare)
    with pytest.raises(ContentError) as error:
        load_content(tmp_path)
    lines = str(error.value).splitlines()
    assert len(lines) == 6 and lines[-1].endswith("more") and "missing" in lines[0]
