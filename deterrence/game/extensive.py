"""Extensive games as arrays: one tree, payoffs and chances at many parameter points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from deterrence.game.gambit_record import EfgRecord
from deterrence.game.tree import GameTree, Ints

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
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
    title
        What the game is called.
    record
        What a Gambit file says beyond these arrays, if the game was read from one.

    Examples
    --------
    >>> from deterrence import build_game, load
    >>> game = build_game(load("abm-2000-resolve"))
    >>> game
    ExtensiveGame: us, russia; 4 decision, 1 chance, 8 terminal nodes; 3 information sets; 1 point
    >>> game.payoffs.shape, game.players
    ((8, 2, 1), ('us', 'russia'))
    """

    tree: GameTree
    payoffs: Array
    drawn: Ints
    probability: Array
    title: str = ""
    record: EfgRecord | None = None

    def __post_init__(self) -> None:
        for name in ("payoffs", "drawn", "probability"):
            owned = np.array(getattr(self, name))
            owned.flags.writeable = False
            object.__setattr__(self, name, owned)

    def __repr__(self) -> str:
        nodes = ", ".join(f"{count:,} {kind}" for kind, count in self.tree.size.items())
        sets = len(np.unique(self.tree.information[self.tree.information >= 0]))
        counts = f"{sets:,} information set{'s' * (sets != 1)}; {self.points:,} point{'s' * (self.points != 1)}"
        title = f" '{self.title}'" if self.title else ""
        return f"ExtensiveGame{title}: {', '.join(self.players)}; {nodes} nodes; {counts}"

    @property
    def players(self) -> tuple[str, ...]:
        """Ids of the players, in the order of the payoff axis."""
        return self.tree.players

    @property
    def points(self) -> int:
        """How many parameter points the arrays hold."""
        return int(self.payoffs.shape[2])

    def at(self, points: Sequence[int] | Ints) -> ExtensiveGame:
        """The game at some of its points."""
        chosen = np.asarray(points, dtype=np.int64)
        return replace(self, payoffs=self.payoffs[:, :, chosen], probability=self.probability[:, chosen])

    def branch_probability(self) -> Array:
        """The probability of every node given its parent where chance moves, 1 elsewhere; ``(node, point)``."""
        found = np.ones((len(self.tree.owner), self.points))
        found[self.drawn] = self.probability
        return found
