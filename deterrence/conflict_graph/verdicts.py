"""Where players and coalitions are stable, by each concept, found once and kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.concepts import COALITIONAL, CONCEPTS, INDIVIDUAL, NAMES, TWO_PLAYERS, require_concept
from deterrence.conflict_graph.foresight import limited_move_stable, simultaneously_stable
from deterrence.conflict_graph.joint import Group, JointMoves
from deterrence.conflict_graph.model import GraphModel
from deterrence.errors import ArgumentError, ConceptError

Bools = npt.NDArray[np.bool_]

FURTHEST = 10_000


class Verdicts:
    """The verdicts of every concept on every state of a graph."""

    def __init__(self, model: GraphModel, players: tuple[str, ...]) -> None:
        self.model, self.players = model, players
        self._rows: dict[tuple[str, int | None], Bools] = {}
        self._joint: JointMoves | None = None

    @property
    def joint(self) -> JointMoves:
        """What coalitions reach."""
        if self._joint is None:
            self._joint = JointMoves(self.model)
        return self._joint

    def named(self, group: Group) -> frozenset[str]:
        """A coalition by the names of its members."""
        return frozenset(self.players[number] for number in group)

    def keys(self, concept: str) -> list[Any]:
        """Who is judged: players, or coalitions of them."""
        if concept in COALITIONAL:
            return [self.named(group) for group in self.joint.groups()]
        return list(self.players)

    def rows(self, concept: str, horizon: int | None) -> Bools:
        """Where each of those judged is stable; ``(judged, state)``.

        Raises
        ------
        ArgumentError
            An unknown concept, or a horizon out of place.
        ConceptError
            The concept is of two players and there are more or fewer.
        NoAnswerError
            Too many coalitions for this many states.
        """
        require_concept(concept, CONCEPTS)
        if concept in TWO_PLAYERS and len(self.players) != 2:
            raise ConceptError(f"{NAMES[concept]} is defined for two players; here there are {len(self.players)}")
        if (horizon is None) == (concept == "horizon") or not (horizon is None or _counts(horizon)):
            help = f"horizon=1, 2, … {FURTHEST:,} goes with the concept 'horizon', and with it alone"
            raise ArgumentError(f"concept '{concept}' with horizon={horizon!r}", help)
        if (concept, horizon) not in self._rows:
            self._rows[concept, horizon] = self._found(concept, horizon)
        return self._rows[concept, horizon]

    def _found(self, concept: str, horizon: int | None) -> Bools:
        if concept in INDIVIDUAL:
            return self.model.stable(concept)
        if concept == "sim":
            return simultaneously_stable(self.model)
        if horizon is not None:
            return limited_move_stable(self.model, horizon)
        return np.array([self.joint.stable(group, concept) for group in self.joint.groups()])


def _counts(horizon: object) -> bool:
    return isinstance(horizon, int) and not isinstance(horizon, bool) and 1 <= horizon <= FURTHEST
