"""A simulated candidate without a model: says what its profile would say to what it was asked.

It discloses progressively (a mention first, more when asked), reacts to hints, corrects or defends its mistakes, and
keeps the truth about each turn. The same seed gives the same person.
"""

from __future__ import annotations

from random import Random

from agent.policy.plan import Plan
from agent.state import MoveKind
from evals.candidate.bank import Bank
from evals.candidate.heard import Heard
from evals.candidate.knows import level_beyond, levels_of, questions_of
from evals.candidate.manner import SENTENCE, in_manner
from evals.candidate.profile import Manner, Profile
from evals.candidate.said import Act, Said
from evals.candidate.speech import Speech, load_speech
from evals.candidate.telling import Told, happens

QUESTIONS_A_TURN = 2
HELP = {0: 0.0, 1: 0.6, 2: 1.0, 3: 1.5}  # of `learns`, by the rung of a hint
GOING_ON = (MoveKind.ACKNOWLEDGE, MoveKind.REVEAL, MoveKind.ASSUME, MoveKind.TIME_CUE, MoveKind.FEEDBACK)


class SimulatedCandidate:
    def __init__(self, profile: Profile, bank: Bank, plan: Plan, seed: int) -> None:
        self.profile, self.bank, self.plan = profile, bank, plan
        self.speech: Speech = load_speech()
        cell = f"{bank.question}/{plan.template.id}/{seed}"
        self.rng = Random(f"{profile.id}/{cell}")
        # Profiles of the same skill know the same: they differ in how they behave.
        self.levels = levels_of(profile, plan, bank, Random(cell))
        self.told = Told(profile, bank, plan, self.rng)
        self._phase = 0
        self._asked: Heard | None = None  # the question that is open
        self._asks = questions_of(profile, bank, self.rng)
        self._earlier: list[Said] = []

    def reply(self, heard: Heard) -> Said:
        """The next turn. Whoever is told that the interview is over should not be asked again."""
        if heard.phase is not None:
            self._phase = heard.phase
        if heard.criterion and heard.kind not in GOING_ON:
            self._asked = heard
        elif heard.kind == MoveKind.TRANSITION:
            self._asked = None
        said = self._unlike_others(heard) or self._to(heard)
        if said.act in (Act.ANSWERS, Act.JUMPS, Act.RECAPS, Act.CORRECTS, Act.INSISTS):
            said.text = in_manner(said.text, self.profile.manner, self.speech, self.rng)
        self._earlier.append(said)
        return said

    # --- what this person does whatever is asked ---

    def _unlike_others(self, heard: Heard) -> Said | None:
        profile = self.profile
        if profile.manner == Manner.GIBBERISH:
            return self._line(Act.GIBBERISH, self.speech.gibberish)
        if heard.kind == MoveKind.WRAP_UP:
            return None
        for chance, act, lines in (
            (profile.silent, Act.SILENT, [""]),
            (profile.stuck, Act.STUCK, self.speech.stuck),
            (profile.off_topic, Act.OFF_TOPIC, self.speech.off_topic),
            (profile.steers, Act.STEERS, self.speech.steers),
            (profile.asks_solution, Act.ASKS_SOLUTION, self.speech.asks_solution),
        ):
            if self._happens(chance):
                return self._line(act, lines)
        told_before = [s for s in self._earlier if s.act == Act.ANSWERS]
        if told_before and self._happens(profile.repeats):
            again = self.rng.choice(told_before)
            return Said(text=again.text, act=Act.REPEATS, on=heard.criterion)
        if self._phase + 1 < len(self.plan.phases) and heard.kind != MoveKind.OPEN and self._happens(profile.jumps):
            later = self.rng.randrange(self._phase + 1, len(self.plan.phases))
            return self._volunteer(later, Act.JUMPS)
        if heard.kind not in (MoveKind.OPEN, MoveKind.CHALLENGE) and self._happens(profile.asks_later):
            return self._ask() or None
        return None

    # --- what is said to a question ---

    def _to(self, heard: Heard) -> Said:
        if heard.kind == MoveKind.OPEN:
            return self._ask() or self._volunteer(self._phase)
        if heard.kind == MoveKind.CHALLENGE or heard.pitfall in self.told.mistakes:
            return self._challenged(heard)
        if heard.kind == MoveKind.WRAP_UP:
            return self._recap()
        if heard.kind in GOING_ON and self._phase == 0 and (said := self._ask()):
            return said
        question = heard if heard.criterion else self._asked
        if question and question.criterion:
            self._asked = None
            return self._answer(question)
        return self._volunteer(self._phase)

    def _ask(self) -> Said | None:
        taken, self._asks = self._asks[:QUESTIONS_A_TURN], self._asks[QUESTIONS_A_TURN:]
        if not taken:
            return None
        facts = [fact for fact, _ in taken if fact]
        text = " ".join(text for _, text in taken)
        return Said(text=text, act=Act.ASKS, asked=facts)

    def _volunteer(self, phase: int, act: Act = Act.ANSWERS) -> Said:
        """What somebody says unasked about a part of the problem: the first things that come to mind, not in depth."""
        new = [
            c.id
            for c in self.plan.phase_criteria(phase)
            if c.id in self.bank.answers and self.levels.get(c.id, 0) >= 1 and c.id not in self.told.disclosed
        ]
        said = Said(text="", act=act)
        for criterion in new[: self.profile.volunteers]:
            level = min(self.levels[criterion], 3 if self.levels[criterion] == 4 else 2)
            self.told.tell(said, criterion, level)
        if not said.text:
            return self._line(Act.MOVES_ON, self.speech.moves_on)
        return said

    def _answer(self, asked: Heard) -> Said:
        criterion = asked.criterion or ""
        level = self.levels.get(criterion, level_beyond(self.profile, self.plan, criterion))
        helped = asked.rung > 0 and self._happens(self.profile.learns * HELP[asked.rung])
        level = min(4, level + helped)
        self.levels[criterion] = level
        said = Said(text="", act=Act.ANSWERS, on=criterion)
        if asked.key_point and (ref := self.told.stating(asked.key_point, level)):
            self.told.tell_text(said, ref)
        elif level > self.told.disclosed.get(criterion, 0) and criterion in self.bank.answers:
            self.told.tell(said, criterion, min(level, max(2, self.told.disclosed.get(criterion, 0) + 1)))
        else:
            said = self._nothing_more(criterion, level)
        return said

    def _nothing_more(self, criterion: str, level: int) -> Said:
        if level >= 2 and (ref := self.told.unsaid(criterion, level)):
            said = Said(text="", act=Act.ANSWERS, on=criterion)
            self.told.tell_text(said, ref)
            return said
        if self._happens(self.profile.asks_hints):
            return self._line(Act.ASKS_HINT, self.speech.asks_hint, criterion)
        return self._line(Act.EXHAUSTED, self.speech.exhausted if level else self.speech.unsure, criterion)

    def _challenged(self, heard: Heard) -> Said:
        mistake = next((m for m in self.bank.mistakes if m.pitfall == heard.pitfall), None)
        if mistake is None or mistake.pitfall not in self.told.mistakes:
            return self._line(Act.DEFENDS, self.speech.defends, heard.criterion)
        if self._happens(self.profile.insists):
            return Said(
                text=self.rng.choice(mistake.insists), act=Act.INSISTS, on=heard.criterion, mistakes=[mistake.pitfall]
            )
        return Said(text=self.rng.choice(mistake.corrects), act=Act.CORRECTS, on=heard.criterion)

    def _recap(self) -> Said:
        told = [SENTENCE.split(s.text)[0] for s in self._earlier if s.act == Act.ANSWERS]
        if not told:
            return self._line(Act.MOVES_ON, self.speech.moves_on)
        step = max(1, len(told) // 5)
        return Said(text=" ".join([self.rng.choice(self.speech.recap_leads), *told[::step][:5]]), act=Act.RECAPS)

    def _line(self, act: Act, lines: list[str], on: str | None = None) -> Said:
        said = {s.text for s in self._earlier}
        fresh = [line for line in lines if line not in said]
        return Said(text=self.rng.choice(fresh or lines), act=act, on=on)

    def _happens(self, chance: float) -> bool:
        return happens(chance, self.rng)
