"""The principal branch at given precisions: profiles of a normal form, and of an extensive game's agents."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import ExtensiveGame
from deterrence.game.normal_form import NormalFormGame
from deterrence.run.chunks import chunks
from deterrence.solvers.arclength import STATE, follow, hold
from deterrence.solvers.logit_agent import AgentPlan, Agents
from deterrence.solvers.logit_normal import ManyPlayers, TwoPlayers, normal_form_system

Array = npt.NDArray[np.float64]

BLOCK = 2048
CELLS = 1 << 21


def normal_form_profiles(game: NormalFormGame, precision: Array) -> tuple[list[Array], Array]:
    """Each player's probabilities ``(point, strategy)`` where the branch first reaches the precision, and its marks."""
    mixed = [np.empty((game.points, size)) for size in game.shape]
    marks = np.empty((5, game.points))
    scale = binary_scale(game.payoffs)
    for part in chunks(game.points, size=BLOCK):
        system = normal_form_system(game.at(range(part.start, part.stop)), scale[part])
        x, marks[:, part] = arrivals(system, precision[part] * scale[part])
        for column, rows in zip(mixed, system.responses(x), strict=True):
            column[part] = rows.T
    return mixed, marks


def agent_profiles(game: ExtensiveGame, precision: Array) -> tuple[Array, Array]:
    """The probability of each node given its parent, ``(node, point)``, and the branch's marks."""
    plan = AgentPlan.of(game.tree)
    scale = binary_scale(game.payoffs)
    everything = Agents.of(game, scale, plan)
    size = len(game.tree.owner) * len(game.tree.players) * everything.unknowns
    steps, marks = np.empty((len(game.tree.owner), game.points)), np.zeros((5, game.points))
    for part in chunks(game.points, size=max(1, CELLS // size)):
        system = everything.at(np.arange(part.start, part.stop))
        target = precision[part] * scale[part]
        x = target[None]
        if system.measured:
            x, marks[:, part] = arrivals(system, target)
        else:
            marks[STATE, part] = 1.0
        steps[:, part] = system.responses(x)
    return steps, marks


def arrivals(system: TwoPlayers | ManyPlayers | Agents, target: Array) -> tuple[Array, Array]:
    """States where each branch first reaches its target, and marks; a branch that does not is left where it ended."""
    x, marks = follow(system, target)
    arrived = np.flatnonzero(marks[STATE] == 1)
    if len(arrived) == len(target):
        hold(system, x, target)
    elif len(arrived):
        there = x[:, arrived]
        hold(system.at(arrived), there, target[arrived])
        x[:, arrived] = there
    return x, marks


def binary_scale(payoffs: Array) -> Array:
    """A power of two of the size of the largest difference that any player's payoffs have; ``(point,)``."""
    sides = tuple(range(payoffs.ndim - 2))
    span = (payoffs.max(axis=sides) - payoffs.min(axis=sides)).max(axis=0)
    found: Array = np.ldexp(1.0, np.frexp(np.where(span > 0, span, 1.0))[1])
    return found
