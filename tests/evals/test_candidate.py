"""Simulated candidates: their data, and that they do what their profile says."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.content import load_content
from agent.policy import Plan, make_plan
from agent.state import MoveKind, Setup
from evals.candidate import Act, Profile, SimulatedCandidate, load_bank, load_profile, load_profiles
from evals.candidate.bank import BANK, BANK_LEVELS, BadBank
from evals.candidate.heard import Heard, by_words
from evals.candidate.manner import SENTENCE, in_manner
from evals.candidate.profile import BadProfile, Manner
from evals.candidate.speech import load_speech
from rubrics.schema import Group

README = Path(__file__).parents[2] / "README.md"
DATA_README = Path(__file__).parents[2] / "evals" / "data" / "README.md"
QUESTION, TEMPLATE = "card-fraud", "six-steps"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_content(), Setup(question=QUESTION, template=TEMPLATE))


def candidate(plan: Plan, profile: str = "average", seed: int = 1, **changes: object) -> SimulatedCandidate:
    chosen = load_profiles()[profile].model_copy(update=changes)
    return SimulatedCandidate(chosen, load_bank(QUESTION), plan, seed)


# --- the data -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", sorted(load_content().questions))
def test_every_question_has_a_bank_that_fits_it(question: str) -> None:
    content, bank = load_content(), load_bank(question)
    asked = content.questions[question]
    assert bank.question == question
    assert {a.fact for a in bank.asks if a.fact} == {f.id for f in asked.facts}
    assert {m.pitfall for m in bank.mistakes} <= set(content.pitfalls_for(asked))
    assert set(bank.points) == {k.id for k in asked.key_points}
    assert all(bank.text(ref) for point in bank.points for ref in bank.stating(point))
    mistaken = {**bank.mistaken.clear, **bank.mistaken.arguable}
    assert set(mistaken) <= set(content.pitfalls_for(asked)) and bank.mistaken_texts("clear")
    for template in content.templates:
        for key, criterion in make_plan(content, Setup(question=question, template=template)).criteria.items():
            if not criterion.observed and criterion.group != Group.COMMUNICATION:
                assert {1, 2, 3, 4} == set(bank.answers[key]) and all(len(t) > 1 for t in bank.answers[key].values())


def test_the_answers_that_are_mistakes_are_as_many_as_the_readme_says() -> None:
    banks = [load_bank(question) for question in load_content().questions]
    lower = sum(len(levels[low]) for bank in banks for levels in bank.answers.values() for low in (1, 2))
    clear, arguable = (
        sum(len(refs) for bank in banks for refs in getattr(bank.mistaken, how).values())
        for how in ("clear", "arguable")
    )
    told = DATA_README.read_text(encoding="utf-8")
    assert f"`clear` ({clear} of {lower:,}" in told and f"`arguable` ({arguable}:" in told


def test_there_are_profiles_of_every_kind() -> None:
    profiles = load_profiles()
    assert len(profiles) == 19 and "nineteen simulated candidates" in README.read_text(encoding="utf-8")
    assert all(len(p.guidelines.split()) > 20 for p in profiles.values())
    assert {p.manner for p in profiles.values()} == set(Manner)


def test_nobody_says_word_for_word_what_the_examiner_listens_for() -> None:
    """A bank written from the signals would measure nothing."""
    content = load_content()
    listened = {s for c in content.criteria.values() for signal in c.signals for s in (*signal.says, *signal.deep)}
    for path in BANK.glob("*.yaml"):
        points = content.questions[path.stem].key_points
        assert not set(load_bank(path.stem).texts()) & (listened | {s for k in points for s in (*k.says, *k.deep)})


def test_a_broken_bank_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("question: x\nasks: 3\n")
    with pytest.raises(BadBank, match=r"x\.yaml.*"):
        load_bank("x", tmp_path)
    with pytest.raises(BadBank, match=r"nothing\.yaml"):
        load_bank("nothing", tmp_path)


def test_a_broken_profile_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.md"
    path.write_text("---\nskill: 7\n---\nYou are odd.\n")
    with pytest.raises(BadProfile, match=r"odd\.md"):
        load_profile(path)


# --- behaviour ----------------------------------------------------------------------------------------------------


def test_the_same_seed_is_the_same_person(plan: Plan) -> None:
    asked = [Heard(MoveKind.OPEN), Heard(MoveKind.REVEAL), Heard(MoveKind.PROBE, "offline-metric")]
    one, other, third = candidate(plan), candidate(plan), candidate(plan, seed=2)
    said = [one.reply(h).text for h in asked]
    assert said == [other.reply(h).text for h in asked] != [third.reply(h).text for h in asked]


def test_what_is_asked_is_answered_and_more_comes_out_when_pressed(plan: Plan) -> None:
    person = candidate(plan, "strong", asks=0, asks_later=0.0)
    first = person.reply(Heard(MoveKind.PROBE, "offline-metric"))
    then = person.reply(Heard(MoveKind.DEEPEN, "offline-metric"))
    assert first.act == then.act == Act.ANSWERS
    assert then.levels["offline-metric"] > first.levels["offline-metric"] >= 2


def test_what_the_bank_has_no_words_for_is_not_volunteered(plan: Plan) -> None:
    person = candidate(plan, "strong", asks=0, asks_later=0.0)
    beyond = [c for c in plan.bank if c not in person.bank.answers]
    assert beyond
    for criterion in beyond:
        person.reply(Heard(MoveKind.PROBE, criterion))
    for phase in range(len(plan.phases)):
        for _ in range(10):
            person.reply(Heard(MoveKind.ACKNOWLEDGE, phase=phase))


def test_profiles_of_the_same_skill_know_the_same(plan: Plan) -> None:
    assert candidate(plan, "average").levels == candidate(plan, "hostile").levels
    strong, weak = candidate(plan, "strong").levels, candidate(plan, "weak").levels
    assert sum(strong.values()) > 2 * sum(weak.values())


def test_a_question_for_a_fact_says_which(plan: Plan) -> None:
    said = candidate(plan, asks=4).reply(Heard(MoveKind.OPEN))
    asked = [a.fact for a in load_bank(QUESTION).asks if any(text in said.text for text in a.says)]
    assert said.act == Act.ASKS and len(asked) == 2
    assert set(said.asked) == {fact for fact in asked if fact}


def test_hints_help_some(plan: Plan) -> None:
    quick = candidate(plan, "hint-taker", asks=0, asks_later=0.0, stuck=0.0, learns=1.0)
    before = quick.levels["labelling"]
    quick.reply(Heard(MoveKind.HINT, "labelling", rung=2))
    assert quick.levels["labelling"] == before + 1


def test_a_challenge_is_taken_or_withstood(plan: Plan) -> None:
    mistake = load_bank(QUESTION).mistakes[0]
    for insists, act in ((0.0, Act.CORRECTS), (1.0, Act.INSISTS)):
        person = candidate(plan, insists=insists)
        person.told.mistakes.add(mistake.pitfall)
        criterion = plan.pitfalls[mistake.pitfall].criterion
        assert person.reply(Heard(MoveKind.CHALLENGE, criterion, pitfall=mistake.pitfall)).act == act
    innocent = candidate(plan)
    assert innocent.reply(Heard(MoveKind.CHALLENGE, "labelling", pitfall=mistake.pitfall)).act == Act.DEFENDS


def test_habits_show_as_often_as_they_should(plan: Plan) -> None:
    person = candidate(plan, "off-topic", off_topic=0.5)
    acts = [person.reply(Heard(MoveKind.PROBE, "offline-metric")).act for _ in range(200)]
    assert 0.4 < acts.count(Act.OFF_TOPIC) / len(acts) < 0.6


def test_what_a_turn_is_noted_to_say_is_in_it(plan: Plan) -> None:
    """Whoever says little says all of what the truth about the turn rests on."""
    bank = load_bank(QUESTION)
    person = candidate(plan, "terse", asks=0, asks_later=0.0, mistakes=1.0)
    turns = [person.reply(Heard(MoveKind.PROBE, c)) for c, level in person.levels.items() if level >= 3]
    assert turns and any(said.mistakes for said in turns)
    for said in turns:
        for criterion, level in said.levels.items():
            assert any(text in said.text for text in bank.answers[criterion][BANK_LEVELS[level - 1]])
        for mistake in bank.mistakes:
            assert (mistake.pitfall in said.mistakes) == any(text in said.text for text in mistake.says)


def test_a_hint_helps_by_one_level(plan: Plan) -> None:
    """Whoever is helped to a level says a text of that level, and not of the next one."""
    bank = load_bank(QUESTION)
    for key, point in plan.key_points.items():
        if point.criterion not in bank.answers or not bank.stating(key):
            continue
        person = candidate(plan, "hint-taker", asks=0, asks_later=0.0, stuck=0.0, learns=1.0)
        person.levels[point.criterion] = 1
        said = person.reply(Heard(MoveKind.HINT, point.criterion, key, rung=2))
        assert max(said.levels.values(), default=0) <= person.levels[point.criterion] == 2


def test_the_recap_is_made_of_what_was_said(plan: Plan) -> None:
    person = candidate(plan, "strong", asks=0, asks_later=0.0)
    asked = ("offline-metric", "labelling", "baseline-first")
    told = [person.reply(Heard(MoveKind.PROBE, criterion)).text for criterion in asked]
    said = person.reply(Heard(MoveKind.WRAP_UP))
    assert said.act == Act.RECAPS and all(SENTENCE.split(text)[0] in said.text for text in told)


def test_a_manner_changes_the_words(plan: Plan) -> None:
    text = "I'd take the area under the precision-recall curve. The positives are few."
    said = {manner: in_manner(text, manner, load_speech(), candidate(plan).rng) for manner in Manner}
    assert said[Manner.PLAIN] == said[Manner.TERSE] == text
    assert said[Manner.NON_NATIVE] == "I would take area under precision-recall curve. The positives are few."
    before, after = said[Manner.RAMBLING].split(text)
    assert before.strip() in load_speech().filler and any(line in after for line in load_speech().filler)


def test_the_words_alone_tell_what_is_asked(plan: Plan) -> None:
    assert by_words("Hello! Please design it.", plan, first=True).kind == MoveKind.OPEN
    assert by_words("To wrap up, could you summarise the design?", plan).kind == MoveKind.WRAP_UP
    assert by_words("That concludes our interview, thank you for your time.", plan).over
    asked = by_words("Which offline metric would you choose to compare models, and why?", plan)
    assert (asked.kind, asked.criterion) == (MoveKind.PROBE, "offline-metric")


def test_a_profile_speaks_at_its_own_pace() -> None:
    slow = Profile(id="slow", skill=1, thinks=30, pace=0.5, guidelines="You are slow.")
    assert slow.seconds("one two three") == 36
