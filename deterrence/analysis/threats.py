"""The threats that hold an outcome in place: every rejected choice, and the supposition that asks what would follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deterrence.game.tree import GameTree, History
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat:
    """What others would do after a choice that play rejects.

    `history` leads to the rejected choice and ends with it; `suppose` fixes
    just that, one value a visit.
    """

    player: str
    history: History
    suppose: Mapping[str, tuple[str, ...]]

    def __str__(self) -> str:
        return ", ".join(value for _, value in self.history)


def threats(solution: Solution) -> list[Threat]:
    """The rejected choices along play to which somebody could reply, in tree order.

    A decision among histories that its mover cannot tell apart is left out:
    what is supposed is known to everyone.

    Examples
    --------
    >>> from deterrence import load, solve
    >>> [str(threat) for threat in threats(solve(load("technology-for-money")))][:2]
    ['withdraw', 'keep, pay']
    """
    tree, play = solution.game.tree, solution.play
    found = []
    for group, nodes in enumerate(play.groups):
        node = int(nodes[0])
        if len(nodes) > 1 or not play.led_to[node]:
            continue
        made = play.choice(group)
        for action, child in enumerate(tree.children(node)):
            if made.probabilities[action] == 0 and tree.owner[child] >= 0:
                found.append(
                    Threat(
                        player=tree.players[made.mover],
                        history=tree.history(child),
                        suppose=_suppose(solution.scenario, tree, child),
                    )
                )
    return found


def _suppose(scenario: Scenario, tree: GameTree, node: int) -> dict[str, tuple[str, ...]]:
    assert scenario.game is not None
    visits = [(stage, visit.visit) for stage, item in enumerate(scenario.game.order) for visit in item.visits]
    fixed = dict.fromkeys(visits, "any")
    while tree.parent[node] >= 0:
        parent = int(tree.parent[node])
        fixed[int(tree.stage[parent]), tree.variables[tree.variable[parent]]] = tree.label(node)
        node = parent
    variables = {variable for (_, variable), value in fixed.items() if value != "any"}
    return {name: tuple(fixed[place] for place in visits if place[1] == name) for name in variables}
