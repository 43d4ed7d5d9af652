"""Saying things from the bank: the truth about a turn is noted where it is put into words."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from agent.policy.plan import Plan
from evals.candidate.bank import BANK_LEVELS, Bank, Ref
from evals.candidate.profile import Manner, Profile
from evals.candidate.said import Said
from evals.candidate.speech import load_speech

OVER_ENGINEERING = (["over-engineering"], ["deep-model-by-reflex"])  # what machinery nobody asked for is
NEAR = 0.15  # chance of saying something right that sounds like a mistake


def happens(chance: float, rng: Random) -> bool:
    return chance > 0 and rng.random() < chance


class Told:
    """What one person has said of a question so far."""

    def __init__(self, profile: Profile, bank: Bank, plan: Plan, rng: Random) -> None:
        self.disclosed: dict[str, int] = {}  # criterion to the level of what was said
        self.mistakes: set[str] = set()
        self._profile, self._bank, self._plan, self._rng = profile, bank, plan, rng
        self._texts: set[str] = set()

    def tell(self, said: Said, criterion: str, level: int) -> None:
        """A text of the bank on a criterion, not said before where there is one."""
        texts = self._bank.answers[criterion][BANK_LEVELS[level - 1]]
        order = self._rng.sample(range(len(texts)), len(texts))
        if self._profile.manner == Manner.TERSE:
            order.sort(key=lambda index: len(texts[index]))
        index = next((i for i in order if texts[i] not in self._texts), order[0])
        self.tell_text(said, Ref(criterion, BANK_LEVELS[level - 1], index))

    def tell_text(self, said: Said, ref: Ref) -> None:
        text = self._bank.text(ref)
        self._texts.add(text)
        said.text = f"{said.text} {text}".strip()
        said.levels[ref.criterion] = max(ref.level, said.levels.get(ref.criterion, 0))
        self.disclosed[ref.criterion] = max(ref.level, self.disclosed.get(ref.criterion, 0))
        said.points += [p for p in self._bank.stated_by(ref) if p not in said.points]
        said.requests += [fact for fact in self._bank.requested_by(ref) if fact not in said.requests]
        self._note(said, *self._bank.mistakes_of(ref))
        self._slip(said, ref.criterion)
        if happens(self._profile.over_engineers, self._rng):
            said.text = f"{said.text} {self._rng.choice(load_speech().over_engineers)}"
            self._note(said, *OVER_ENGINEERING)

    def _note(self, said: Said, clear: Sequence[str], arguable: Sequence[str]) -> None:
        said.mistakes += [p for p in clear if p in self._plan.pitfalls and p not in self.mistakes]
        said.arguable += [p for p in arguable if p in self._plan.pitfalls]
        self.mistakes.update(said.mistakes)

    def unsaid(self, criterion: str, level: int) -> Ref | None:
        """A text of a level that was not said yet."""
        if level < 1 or criterion not in self._bank.answers:
            return None
        texts = self._bank.answers[criterion][BANK_LEVELS[level - 1]]
        left = (i for i, text in enumerate(texts) if text not in self._texts)
        return next((Ref(criterion, BANK_LEVELS[level - 1], i) for i in left), None)

    def stating(self, point: str, level: int) -> Ref | None:
        """The best text that states a key point, of those that were not said and are within somebody's level."""
        stating = self._bank.stating(point)
        known = [r for r in stating if r.level <= level and self._bank.text(r) not in self._texts]
        return max(known, key=lambda ref: ref.level, default=None)

    def _slip(self, said: Said, criterion: str) -> None:
        """A mistake on the subject that is being spoken of; or something right that sounds like one."""
        plan, group = self._plan, self._plan.bank[criterion].group
        on_subject = [
            m for m in self._bank.mistakes
            if m.pitfall in plan.pitfalls and m.pitfall not in self.mistakes
            and plan.bank[plan.pitfalls[m.pitfall].criterion].group == group
        ]  # fmt: skip
        if on_subject and happens(self._profile.mistakes, self._rng):
            mistake = self._rng.choice(on_subject)
            self._note(said, [mistake.pitfall], [])
            said.put_in.append(mistake.pitfall)
            said.text = f"{said.text} {self._rng.choice(mistake.says)}"
        elif on_subject and not self._profile.mistakes and happens(NEAR, self._rng):
            said.text = f"{said.text} {self._rng.choice(self._rng.choice(on_subject).near)}"
