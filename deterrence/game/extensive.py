"""Extensive games as arrays: one tree, payoffs and chances at many parameter points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.tree import GameTree, Ints

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExtensiveGame:
    """A game tree with numbers.

    Parameters
    ----------
    tree
        Nodes, movers, choices and information sets.
    payoffs
        Shape ``(terminal, player, point)``, terminals depth first. NaN marks a
        point at which some payoff or probability has no value.
    drawn
        Nodes that are children of chance nodes.
    probability
        The chance that each of `drawn` follows its parent; shape ``(drawn, point)``.
    """

    tree: GameTree
    payoffs: Array
    drawn: Ints
    probability: Array

    def __post_init__(self) -> None:
        for name in ("payoffs", "drawn", "probability"):
            owned = np.array(getattr(self, name))
            owned.flags.writeable = False
            object.__setattr__(self, name, owned)

    @property
    def players(self) -> tuple[str, ...]:
        """Ids of the players, in the order of the payoff axis."""
        return self.tree.players

    @property
    def points(self) -> int:
        """How many parameter points the arrays hold."""
        return int(self.payoffs.shape[2])

    def branch_probability(self) -> Array:
        """The probability of every node given its parent where chance moves, 1 elsewhere; ``(node, point)``."""
        found = np.ones((len(self.tree.owner), self.points))
        found[self.drawn] = self.probability
        return found
