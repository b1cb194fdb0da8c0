"""Mixtures of plans as probabilities of actions, information set by information set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from deterrence.game.strategic_form import StrategicForm
from deterrence.solvers.equilibria import Array, Bools, Equilibria

Ints = npt.NDArray[np.int64]

DIGITS = 9


def behavior_equilibria(form: StrategicForm, found: Equilibria) -> Equilibria:
    """Equilibria of a strategic form, told as what is done at each information set of the extensive game.

    The probability of an action is the weight of the plans that allow the set
    and take the action, among those that allow the set. Where a strategy
    allows a set with probability zero, the first action gets probability 1.
    Profiles whose behavior agrees to 9 digits at a point are one;
    `degenerate` stays where another equilibrium differs in one player's
    behavior alone.
    """
    strategies = {}
    for player, sets, plans in zip(form.game.players, form.sets, form.plans, strict=True):
        for place, item in enumerate(sets):
            strategies[item.name] = action_probabilities(found.strategies[player], plans[:, place], len(item.actions))
    own = [_same([strategies[item.name] for item in sets], len(found)) for sets in form.sets]
    kept = np.sort(np.unique(np.column_stack([found.point, *own]), axis=0, return_index=True)[1])
    columns = [column[kept] for column in own]
    return replace(
        found,
        sets=tuple(item for sets in form.sets for item in sets),
        point=found.point[kept],
        strategies={name: column[kept] for name, column in strategies.items()},
        payoffs=found.payoffs[kept],
        regret=found.regret[kept],
        degenerate=found.degenerate[kept] & _differs_in_one(found.point[kept], columns),
    )


def action_probabilities(weights: Array, taken: Ints, actions: int) -> Array:
    """From weights of plans ``(profile, plan)`` and the action of each plan at a set: ``(profile, action)``."""
    found = np.stack([weights[:, taken == action].sum(axis=1) for action in range(actions)], axis=1)
    total = found.sum(axis=1)
    found[total <= 0, 0] = 1.0
    found /= np.where(total > 0, total, 1.0)[:, None]
    return found


def _same(columns: list[Array], count: int) -> Ints:
    """A number for each profile, equal where the behavior is."""
    table = np.round(np.concatenate([np.zeros((count, 1)), *columns], axis=1), DIGITS) + 0.0
    number: Ints = np.unique(table, axis=0, return_inverse=True)[1].reshape(-1)
    return number


def _differs_in_one(point: Ints, columns: list[Ints]) -> Bools:
    """Whether another profile of the same point has the same behavior for all players but one."""
    found = np.zeros(len(point), dtype=bool)
    for left_out in range(len(columns)):
        others = [column for i, column in enumerate(columns) if i != left_out]
        _, number, count = np.unique(np.column_stack([point, *others]), axis=0, return_inverse=True, return_counts=True)
        found |= count[number.reshape(-1)] > 1
    return found
