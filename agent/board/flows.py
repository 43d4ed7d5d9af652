"""What is drawn: which parts there are, and which paths lead from one to another."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from functools import cached_property

from agent.board.diagram import Diagram, Edge
from agent.board.roles import roles_of

Roles = Iterable[str]
ONLINE = ("model", "retrieval", "serving")
KEPT = ("store", "feature_store", "index", "cache")
DATA = ("source", "store", "feature_store", "stream", "feedback", "offline")


class Flows:
    """The paths of one diagram."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.roles = roles_of(diagram)
        self._steps: dict[str, list[tuple[str, Edge]]] = defaultdict(list)
        for source, target, edge in diagram.arrows():
            self._steps[source].append((target, edge))

    def having(self, *roles: str) -> list[str]:
        return [name for name, found in self.roles.items() if found & set(roles)]

    def path(self, *stages: str | Roles) -> list[Edge] | None:
        """The edges of a path through a box of each stage in turn; a stage is a role or several to choose from."""
        wanted = [self.having(stage) if isinstance(stage, str) else self.having(*stage) for stage in stages]
        reached: dict[str, list[Edge]] = {name: [] for name in wanted[0]}
        for names in wanted[1:]:
            found: dict[str, list[Edge]] = {}
            for start, edges in reached.items():
                for end, more in self._from(start).items():
                    shorter = end not in found or len(edges + more) < len(found[end])
                    if end in names and end != start and shorter:
                        found[end] = edges + more
            reached = found
        return min(reached.values(), key=len, default=None)

    def _from(self, start: str) -> dict[str, list[Edge]]:
        """Every box that can be reached, with the shortest way to it."""
        ways: dict[str, list[Edge]] = {}
        waiting: deque[tuple[str, list[Edge]]] = deque([(start, [])])
        while waiting:
            at, way = waiting.popleft()
            for target, edge in self._steps[at]:
                if target not in ways:
                    ways[target] = [*way, edge]
                    waiting.append((target, ways[target]))
        return ways

    @cached_property
    def orphans(self) -> list[str]:
        """Boxes that no line touches."""
        touched = {name for source, target, _ in self.diagram.arrows() for name in (source, target)}
        return [name for name in self.diagram.nodes if name not in touched]

    @cached_property
    def loop(self) -> list[Edge] | None:
        """What users do comes back into what the model learns from."""
        learnt = self.path(("user", *ONLINE), (*DATA, "training"), "training", ("model", "registry", *ONLINE))
        direct = self.path(("user", *ONLINE), "training", ("model", "registry", *ONLINE))
        return direct or learnt

    @cached_property
    def feedback(self) -> bool:
        """Something flows back: into training, or where no training is drawn into the data that feed the model."""
        back = self.path(("user", *ONLINE), DATA, "model")
        return self.loop is not None or (not self.having("training") and self._logged(back))

    def _logged(self, way: Sequence[Edge] | None) -> bool:
        return way is not None and bool(self.having("feedback", "stream", "source"))

    @property
    def is_system(self) -> bool:
        """Enough drawn that what is absent can be missed: four connected boxes, three parts, a model or a service."""
        parts = frozenset().union(*self.roles.values()) if self.roles else frozenset[str]()
        return len(self.diagram.nodes) - len(self.orphans) >= 4 and len(parts) >= 3 and bool(self.having(*ONLINE))
