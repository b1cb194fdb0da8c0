"""The principal branch at given precisions: profiles of a normal form, and of an extensive game's agents."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import ExtensiveGame
from deterrence.game.normal_form import NormalFormGame
from deterrence.run.chunks import chunks
from deterrence.solvers.arclength import FIRST_STEP, STEPS, follow, hold
from deterrence.solvers.logit_agent import AgentPlan, Agents
from deterrence.solvers.logit_kernel import MARKS, STATE, compiled_run
from deterrence.solvers.logit_normal import ManyPlayers, TwoPlayers, normal_form_system

Array = npt.NDArray[np.float64]

BLOCK = 2048
CELLS = 1 << 21
MANY = 512


def normal_form_profiles(
    game: NormalFormGame, precision: Array, *, compiled: bool | None = None
) -> tuple[list[Array], Array]:
    """Each player's probabilities ``(point, strategy)`` where the branch first reaches the precision, and its marks.

    Both engines give the same bits; by default the compiled one runs where it
    is installed and points are many.
    """
    mixed = [np.empty((game.points, size)) for size in game.shape]
    marks = np.empty((MARKS, game.points))
    scale = binary_scale(game.payoffs)
    many = game.points >= MANY if compiled is None else compiled
    for part in chunks(game.points, size=BLOCK):
        system = normal_form_system(game.at(range(part.start, part.stop)), scale[part])
        target = precision[part] * scale[part]
        found = compiled_arrivals(system, target) if many and isinstance(system, TwoPlayers) else None
        x, marks[:, part] = found or arrivals(system, target)
        for column, rows in zip(mixed, system.profile(x), strict=True):
            column[part] = rows.T
    return mixed, marks


def agent_profiles(game: ExtensiveGame, precision: Array) -> tuple[Array, Array]:
    """The probability of each node given its parent, ``(node, point)``, and the branch's marks."""
    plan = AgentPlan.of(game.tree)
    scale = binary_scale(game.payoffs)
    everything = Agents.of(game, scale, plan)
    size = len(game.tree.owner) * len(game.tree.players) * everything.unknowns
    steps, marks = np.empty((len(game.tree.owner), game.points)), np.zeros((MARKS, game.points))
    for part in chunks(game.points, size=max(1, CELLS // size)):
        system = everything.at(np.arange(part.start, part.stop))
        target = precision[part] * scale[part]
        x = target[None].copy()
        if system.unknowns > 1:
            x, marks[:, part] = arrivals(system, target)
        else:
            marks[STATE, part] = 1.0
        x[-1] = target  # a branch that ended at a bifurcation just before it may still be right
        steps[:, part] = system.profile(x)
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


def compiled_arrivals(system: TwoPlayers, target: Array) -> tuple[Array, Array] | None:
    """The same by compiled code; None where numba is not installed."""
    run = compiled_run()
    if run is None:
        return None
    x, marks = np.empty((system.unknowns, len(target))), np.empty((MARKS, len(target)))
    work = np.empty(len(system.work) + 4 * system.unknowns)
    run(system.first, system.second, np.ascontiguousarray(target), x, marks, work, FIRST_STEP, STEPS)
    return x, marks


def binary_scale(payoffs: Array) -> Array:
    """A power of two of the size of the largest difference that any player's payoffs have; ``(point,)``."""
    sides = tuple(range(payoffs.ndim - 2))
    span = (payoffs.max(axis=sides) - payoffs.min(axis=sides)).max(axis=0)
    found: Array = np.ldexp(1.0, np.frexp(np.where(span > 0, span, 1.0))[1])
    return found
