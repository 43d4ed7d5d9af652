"""Scripted candidates: strong, average and weak in every family, played against the embedded examiner.

    python -m evals.scripted [-v]

The scripts in `evals/data/scripts` were written without sight of criteria, key points or pitfalls.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from agent.content import Content, load_content
from agent.examiner.embedded.matching import alias_pattern
from agent.script import play, read_script
from agent.service import InterviewService
from agent.settings import settings
from agent.state import Interview, MoveKind, Setup
from agent.storage import open_storage
from knowledge.embedder import shared_embedder
from rubrics.evidence import Depth

SCRIPTS = Path(__file__).parent / "data" / "scripts"
QUALITIES = ("strong", "average", "weak")
ASKS = re.compile(
    r"\?|assum|suppose|tell me|wonder|like to (?:know|understand|ask)|need to know|let's say|curious", re.I
)
ASKING = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.HINT, MoveKind.CHALLENGE)
TOO_CLOSE = 0.80  # similarity of a hint or question to the point it must not give away


class Played(NamedTuple):
    family: str
    question: str
    quality: str
    state: Interview

    @property
    def score(self) -> float:
        return (self.state.report.verdict.score if self.state.report else None) or 0.0


def play_all(template: str = "six-steps", seed: int = 7) -> list[Played]:
    content = load_content()
    with tempfile.TemporaryDirectory() as folder:
        storage = open_storage(Path(folder) / "sessions.sqlite")
        service = InterviewService(storage, content, settings().home)
        found = []
        for path in sorted(SCRIPTS.glob("*.md")):
            question, quality = path.stem.rsplit(".", 1)
            state = play(service, Setup(question=question, template=template, seed=seed), read_script(path))
            found.append(Played(content.questions[question].family, question, quality, state))
        storage.conn.close()
    return found


def facts_unasked(state: Interview) -> int:
    """Facts told although the candidate's turn before neither asked nor assumed anything."""
    count = 0
    for before, turn in zip(state.turns, state.turns[1:], strict=False):
        if turn.move and any(a.fact for a in turn.move.answers):
            count += not ASKS.search(before.text)
    return count


def repeated_questions(state: Interview) -> int:
    asked = [s for t in state.turns if t.speaker == "interviewer" for s in re.findall(r"[^.?!]+\?", t.text)]
    return len(asked) - len({s.strip().lower() for s in asked})


def double_questions(state: Interview) -> int:
    return sum(t.text.count("?") > 1 for t in state.turns if t.speaker == "interviewer")


def aimed_at_missing(state: Interview) -> tuple[int, int]:
    """(follow-ups whose target had not been shown in depth before, all follow-ups), by the ledger's evidence."""
    good = total = 0
    for turn in state.turns:
        if not turn.move or turn.move.kind not in (MoveKind.PROBE, MoveKind.DEEPEN) or not turn.move.criterion:
            continue
        total += 1
        entry = state.ledger.get(turn.move.criterion)
        before = [e for e in entry.evidence if e.turn < turn.id] if entry else []
        signal = f"key:{turn.move.key_point}" if turn.move.key_point else None
        known = [e for e in before if (e.signal == signal if signal else True) and e.depth >= Depth.JUSTIFIED]
        good += not known or (turn.move.kind == MoveKind.DEEPEN and max(e.depth for e in before) < Depth.QUANTIFIED)
    return good, total


def unclean_rungs(state: Interview, content: Content) -> list[str]:
    """Hints on rung 1 or 2 that name what they hint at, or come too close to it."""
    question = content.questions[state.setup.question]
    points = {k.id: k for k in question.key_points}
    unclean = []
    for turn in state.turns:
        if not turn.move or turn.move.kind != MoveKind.HINT or turn.move.rung not in (1, 2):
            continue
        point = points.get(turn.move.key_point or "")
        criterion = content.criteria[turn.move.criterion or ""]
        aliases = list(point.aliases) if point else [a for s in criterion.signals for a in s.aliases]
        pattern = alias_pattern(aliases)
        target = point.point if point else criterion.expects
        closeness = float(shared_embedder().embed([turn.text])[0] @ shared_embedder().embed([target])[0])
        if (pattern and pattern.search(turn.text)) or closeness > TOO_CLOSE:
            unclean.append(turn.text)
    return unclean


def main() -> None:
    played, content = play_all(), load_content()
    by_family: dict[str, dict[str, Played]] = defaultdict(dict)
    for p in played:
        by_family[f"{p.family}: {p.question}"][p.quality] = p
    print("| family: question | strong | average | weak | in order |\n| --- | --- | --- | --- | --- |")
    ordered = 0
    for family, row in sorted(by_family.items()):
        cells = [f"{row[q].score:.2f} {_decision(row[q])}" for q in QUALITIES]
        in_order = row["strong"].score > row["average"].score > row["weak"].score
        ordered += in_order
        print(f"| {family} | {' | '.join(cells)} | {'yes' if in_order else 'NO'} |")
    states = [p.state for p in played]
    good, total = map(sum, zip(*(aimed_at_missing(s) for s in states), strict=True))
    hints = sum(bool(t.move and t.move.kind == MoveKind.HINT and t.move.rung < 3) for s in states for t in s.turns)
    print("\n| over all scripts | |\n| --- | --- |")
    print(f"| strong > average > weak | {ordered} of {len(by_family)} questions |")
    print(f"| facts told unasked | {sum(map(facts_unasked, states))} of {sum(len(s.facts_revealed) for s in states)} |")
    print(f"| questions repeated word for word | {sum(map(repeated_questions, states))} |")
    print(f"| two questions in one turn | {sum(map(double_questions, states))} |")
    print(f"| follow-ups aimed at something not yet shown | {good} of {total} |")
    print(
        f"| hints on rung 1 or 2 that give it away | {sum(len(unclean_rungs(s, content)) for s in states)} of {hints} |"
    )
    if "-v" in sys.argv:
        for p in played:
            print(f"\n\n# {p.question} {p.quality}")
            for t in p.state.turns:
                move = f" [{t.move.kind} {t.move.criterion or ''} {t.move.key_point or ''}]" if t.move else ""
                print(f"\n{t.id} {t.phase} {t.speaker.upper()}{move}: {t.text}")


def _decision(played: Played) -> str:
    return played.state.report.verdict.decision if played.state.report else ""


if __name__ == "__main__":
    main()
