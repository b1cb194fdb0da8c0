"""Which questions a scenario can be asked: what each lens needs, and whether the file has it."""

from __future__ import annotations

from deterrence.scenario.scenario import ScenarioShape

TREE, GRAPH, BLOCS, TIME = "tree", "graph", "blocs", "time"


def lenses(scenario: ScenarioShape) -> tuple[str, ...]:
    """The lenses whose sections a scenario has: the game tree, the conflict graph, alliances of blocs, and time.

    >>> from deterrence.scenario.loading import load
    >>> lenses(load("technology-for-money"))
    ('tree', 'graph', 'blocs')
    """
    plays = bool(scenario.game and scenario.payoffs)
    moves = bool(scenario.decisions and scenario.payoffs)
    has = {
        TREE: plays,
        GRAPH: moves,
        BLOCS: plays and moves and len(scenario.players) > 1 and not scenario.ordinal,
        TIME: scenario.timeline is not None,
    }
    return tuple(lens for lens, there in has.items() if there)
