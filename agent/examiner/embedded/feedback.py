"""Coach mode, after a phase: one thing done well in the candidate's own words, one thin thing and what it lacked."""

from __future__ import annotations

from agent.examiner.embedded.echo import shortened
from agent.examiner.embedded.language import Wording
from agent.policy.plan import Plan
from agent.policy.target import entry_of
from agent.sections import BELOW, guide_section
from agent.state import Interview
from rubrics.evidence import DRAWN, LedgerEntry
from rubrics.schema import Criterion
from rubrics.scoring import next_level

MOST_WORDS = 70  # of all that is said
QUOTE_WORDS = 14
SOLID = 2  # the level from which there is something to praise
NAMED = 2  # other criteria that are named


def feedback(state: Interview, plan: Plan, index: int, w: Wording) -> list[str]:
    """Its sentences; what does not fit is left out from the end."""
    phase = plan.phases[index].title
    met = [(c, entry) for c in plan.phase_criteria(index) if (entry := entry_of(state, c.id)).level is not None]
    met.sort(key=lambda pair: (-(pair[1].level or 0), -pair[0].weight))
    if not met:
        return [w.say("feedback_none", phase=phase)]
    well = next(((c, q) for c, e in met if (e.level or 0) >= min(SOLID, plan.target) and (q := _quote(e))), None)
    weak = [(c, e) for c, e in met if (e.level or 0) < plan.target and not (well and c is well[0])]
    thin = next(((c, e) for c, e in weak if e.level), weak[0] if weak else None)
    said = [w.say("feedback_shown", phase=phase, name=lowered(well[0].name), quote=well[1])] if well else []
    if thin:
        criterion, entry = thin
        level = entry.level or 0
        key = "feedback_thin" if level else "feedback_missed"
        said.append(w.say(key, phase=phase, name=lowered(criterion.name), next=_next(criterion, level)))
        said.append(_read(criterion, w))
    if others := [lowered(c.name) for c, _ in weak if thin and c is not thin[0]][:NAMED]:
        said.append(w.say("feedback_others", list=" and ".join(others)))
    if not said:
        said.append(w.say("feedback_names", phase=phase, list=", ".join(lowered(c.name) for c, _ in met[:NAMED])))
    return _fitting(said)


def _fitting(said: list[str]) -> list[str]:
    kept: list[str] = []
    for sentence in filter(None, said):
        if sum(len(s.split()) for s in [*kept, sentence]) <= MOST_WORDS:
            kept.append(sentence.replace("….", "…"))
    return kept


def _quote(entry: LedgerEntry) -> str:
    """What the candidate said that went furthest, of what they thought of themselves first."""
    spoken = [e for e in entry.evidence if not e.signal.startswith(DRAWN)]
    best = max(spoken, key=lambda e: (e.rung == 0, not e.signal.startswith("fact:"), e.depth), default=None)
    return shortened(best.quote, QUOTE_WORDS) if best else ""


def _next(criterion: Criterion, level: int) -> str:
    """What the next level would have needed."""
    return lowered(criterion.anchors.texts[next_level(level)].rstrip("."))


def _read(criterion: Criterion, w: Wording) -> str:
    name = guide_section(criterion.sources[0])
    guide, _, heading = name.partition(BELOW)
    return w.say("feedback_read", guide=guide, section=heading or guide) if name else ""


def lowered(text: str) -> str:
    """For the middle of a sentence; abbreviations such as “A/B” and “ML” stay as they are."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[1:].replace("-", "").islower() or first == "A" else text
