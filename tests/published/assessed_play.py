"""Given strategies of an extensive game, judged by the library's certificate."""

from __future__ import annotations

import numpy as np

from deterrence.game.information import information_sets
from deterrence.solvers.assessment import Assessments


def assessed(game, probabilities):
    """Strategies with the beliefs that support them.

    `probabilities` maps each information set to how often its second action
    is taken, a number or one for each point; every set has two actions.
    """
    sets = information_sets(game.tree)
    strategy = np.ones((len(game.tree.owner), game.points))
    for item in sets:
        strategy[game.tree.first[item.nodes]] = 1 - np.asarray(probabilities[item.name])
        strategy[game.tree.first[item.nodes] + 1] = probabilities[item.name]
    return Assessments(game, sets, strategy, np.arange(game.points))
