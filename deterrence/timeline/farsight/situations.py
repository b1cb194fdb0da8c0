"""Open choices in words."""

from __future__ import annotations

from deterrence.timeline.farsight.markov_game import MarkovGame
from deterrence.timeline.transition.readings import Ints

MOST = 8


def in_words(game: MarkovGame, choice: int, options: Ints) -> str:
    """Whose choice, of what, at which event, between which options and in what state."""
    found, scenario = game.choices[choice], game.table.scenario
    names = scenario.choices[found.name]
    between = " or ".join(names[found.values[k]] for k in options.tolist())
    player = scenario.decisions[found.name].player
    state = [
        f"{name} = {scenario.choices[name][code]}" for name, code in zip(scenario.choices, found.row, strict=False)
    ]
    told = ", ".join(state[:MOST]) + (", …" if len(state) > MOST else "")
    return f"{player} decides {found.name} = {between} at '{found.path[2]}' where {told}"
