"""Slow, obvious references for perfect Bayesian equilibria, written from the definition.

Only a tree's arrays are read. A strategy is a mapping from the number of an information set to the probabilities of
its actions, a plan replaces some of its entries by certain ones, and a belief is a mapping from the number of a set to
the probabilities of its nodes, in tree order. Sums of a few eighths are exact, so that pure strategies of the games
drawn here need no tolerance.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog

from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nested import Chance, Decision, End, extensive_game

Strategy = Mapping[int, Sequence[float]]

CHANCE, TERMINAL = -1, -2


@dataclass(frozen=True)
class Node:
    """A node with all that follows it; the probabilities of a chance node's children, the payoffs of an end."""

    number: int
    owner: int
    information: int
    children: tuple[Node, ...]
    chances: tuple[float, ...]
    payoffs: tuple[float, ...]


def root_of(game: ExtensiveGame, point: int = 0) -> Node:
    """The tree at one point as nodes."""
    tree = game.tree
    chance = dict(zip(game.drawn.tolist(), game.probability[:, point].tolist(), strict=True))
    worth = {int(node): game.payoffs[i, :, point].tolist() for i, node in enumerate(tree.terminals)}

    def node(number: int) -> Node:
        below = range(int(tree.first[number]), int(tree.first[number] + tree.count[number]))
        return Node(
            number=number,
            owner=int(tree.owner[number]),
            information=int(tree.information[number]),
            children=tuple(node(child) for child in below),
            chances=tuple(chance[child] for child in below if child in chance),
            payoffs=tuple(worth.get(number, ())),
        )

    return node(0)


def descendants(node: Node) -> Iterator[Node]:
    """A node and all that follow it, depth first."""
    yield node
    for child in node.children:
        yield from descendants(child)


def sets_below(nodes: Sequence[Node]) -> dict[int, list[Node]]:
    """The information sets with a node at or below some nodes, in tree order of the first: number to those nodes."""
    found: dict[int, list[Node]] = {}
    for top in nodes:
        for node in descendants(top):
            if node.owner >= 0:
                found.setdefault(node.information, []).append(node)
    return found


def steps(node: Node, strategy: Strategy) -> Sequence[float]:
    return node.chances if node.owner == CHANCE else strategy[node.information]


def worth(node: Node, player: int, strategy: Strategy) -> float:
    """The expected payoff of a player from a node on."""
    if node.owner == TERMINAL:
        return node.payoffs[player]
    likely = zip(steps(node, strategy), node.children, strict=True)
    return sum(p * worth(child, player, strategy) for p, child in likely if p != 0)


def reach(root: Node, strategy: Strategy) -> dict[int, float]:
    """The probability that each node is reached from a root."""
    found = {root.number: 1.0}
    for node in descendants(root):
        if node.children:
            for p, child in zip(steps(node, strategy), node.children, strict=True):
                found[child.number] = found[node.number] * p
    return found


def plans(strategy: Strategy, sets: Mapping[int, Sequence[Node]], player: int) -> Iterator[Strategy]:
    """The strategy with every pure plan of a player at some sets."""
    own = [number for number, nodes in sets.items() if nodes[0].owner == player]
    options = [range(len(sets[number][0].children)) for number in own]
    for actions in itertools.product(*options):
        certain = {n: [float(a == c) for c in option] for n, a, option in zip(own, actions, options, strict=True)}
        yield {**strategy, **certain}


def is_nash(root: Node, strategy: Strategy, players: int, slack: float = 0) -> bool:
    """Whether no player gains by another plan in the tree below a root."""
    sets = sets_below([root])
    return all(
        worth(root, player, plan) <= worth(root, player, strategy) + slack
        for player in range(players)
        for plan in plans(strategy, sets, player)
    )


def subgame_roots(root: Node) -> list[Node]:
    """Nodes that begin a subgame: every information set that has a node below has all its nodes below."""
    whole = sets_below([root])
    return [
        node
        for node in descendants(root)
        if node.children and all(len(own) == len(whole[number]) for number, own in sets_below([node]).items())
    ]


def margins(nodes: Sequence[Node], strategy: Strategy) -> list[list[float]]:
    """How much better play is than each other plan of the mover from a set on, at each node."""
    mover = nodes[0].owner
    kept = [worth(node, mover, strategy) for node in nodes]
    rivals = list(plans(strategy, sets_below(nodes), mover))
    return [[value - worth(node, mover, plan) for value, node in zip(kept, nodes, strict=True)] for plan in rivals]


def is_supported(rows: Sequence[Sequence[float]], slack: float) -> bool:
    """Whether some belief makes every mean margin at least 0: the largest smallest mean, by linear programming."""
    nodes = len(rows[0])
    if any(all(row[node] >= -slack for row in rows) for node in range(nodes)):
        return True
    table = np.array([[-float(value) for value in row] + [1.0] for row in rows])
    solved = linprog(
        [0.0] * nodes + [-1.0],
        A_ub=table,
        b_ub=np.zeros(len(rows)),
        A_eq=[[1.0] * nodes + [0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * nodes + [(None, None)],
    )
    assert solved.status == 0
    return bool(solved.x[-1] >= -max(slack, 1e-9))


def is_rational(root: Node, nodes: Sequence[Node], strategy: Strategy, slack: float = 0) -> bool:
    """Whether play from a set on is optimal for some belief that follows Bayes' rule where the set is reached."""
    rows = margins(nodes, strategy)
    likely = reach(root, strategy)
    weights = [likely[node.number] for node in nodes]
    if sum(weights) > slack:
        return all(sum(w * m for w, m in zip(weights, row, strict=True)) >= -slack * sum(weights) for row in rows)
    return is_supported(rows, slack)


def is_perfect_bayesian(root: Node, strategy: Strategy, players: int, slack: float = 0) -> bool:
    """The definition: Nash in every subgame, and rational at every information set."""
    return all(is_rational(root, nodes, strategy, slack) for nodes in sets_below([root]).values()) and all(
        is_nash(top, strategy, players, slack) for top in subgame_roots(root)
    )


def pure_perfect_bayesian(game: ExtensiveGame, point: int = 0) -> list[tuple[int, ...]]:
    """All pure perfect Bayesian equilibria as actions, the information sets in tree order."""
    root = root_of(game, point)
    sets = sets_below([root])
    options = [range(len(nodes[0].children)) for nodes in sets.values()]
    return [
        actions
        for actions in itertools.product(*options)
        if is_perfect_bayesian(root, certain(sets, actions), len(game.players))
    ]


def certain(sets: Mapping[int, Sequence[Node]], actions: Sequence[int]) -> Strategy:
    """A pure strategy from one action at each set."""
    return {
        number: [float(code == action) for code in range(len(nodes[0].children))]
        for (number, nodes), action in zip(sets.items(), actions, strict=True)
    }


def regret(root: Node, strategy: Strategy, beliefs: Mapping[int, Sequence[float]]) -> float:
    """The largest gain from another plan at any information set under given beliefs."""
    return max(
        -sum(b * m for b, m in zip(beliefs[number], row, strict=True))
        for number, nodes in sets_below([root]).items()
        for row in margins(nodes, strategy)
    )


def follows_bayes(root: Node, strategy: Strategy, beliefs: Mapping[int, Sequence[float]]) -> bool:
    """Whether beliefs are distributions, and what Bayes' rule says where a set is reached."""
    likely = reach(root, strategy)
    for number, nodes in sets_below([root]).items():
        weights = [likely[node.number] for node in nodes]
        total = sum(weights)
        if min(beliefs[number]) < 0 or abs(sum(beliefs[number]) - 1) > 1e-9:
            return False
        if total > 0 and any(abs(b - w / total) > 1e-9 for b, w in zip(beliefs[number], weights, strict=True)):
            return False
    return True


def outcome(root: Node, strategy: Strategy) -> list[float]:
    """The probability of each end, depth first."""
    likely = reach(root, strategy)
    return [float(likely[node.number]) for node in descendants(root) if node.owner == TERMINAL]


def own_steps(root: Node, strategy: Strategy, player: int) -> list[float]:
    """The probability that a player's own choices allow each end, depth first: a strategy without what it excludes."""

    def walk(node: Node, weight: float) -> Iterator[float]:
        if node.owner == TERMINAL:
            yield weight
        for code, child in enumerate(node.children):
            yield from walk(child, weight * (strategy[node.information][code] if node.owner == player else 1.0))

    return list(walk(root, 1.0))


def is_covered(root: Node, strategy: Strategy, listed: Sequence[Strategy]) -> bool:
    """Whether a strategy of two players is listed, or a mixture of listed ones that differ only in one player's."""
    for player in (0, 1):
        other = own_steps(root, strategy, 1 - player)
        like = [own_steps(root, item, player) for item in listed if close(own_steps(root, item, 1 - player), other)]
        if like and is_mixture(own_steps(root, strategy, player), like):
            return True
    return False


def close(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= 1e-9 for a, b in zip(one, other, strict=True))


def is_mixture(wanted: Sequence[float], of: Sequence[Sequence[float]]) -> bool:
    if any(close(wanted, item) for item in of):
        return True
    table = np.vstack([np.array(of).T, np.ones(len(of))])
    return bool(linprog(np.zeros(len(of)), A_eq=table, b_eq=[*wanted, 1.0], bounds=(0, 1)).status == 0)


LAWS = [(2, 2), (1, 3), (4, 0), (0, 4), (2, 2)]


def random_game(
    pick: Callable[[int], int],
    *,
    players: int = 2,
    stages: int = 3,
    movers: Sequence[int] | None = None,
    points: int = 1,
) -> ExtensiveGame:
    """A game with perfect recall, hidden moves, zero probabilities and many ties; `pick(n)` is below n.

    Each stage has one mover, or chance (-1). Everybody else sees the choice, or only whether it was the first one, or
    nothing; everybody remembers all they saw and did. A choice may end the game, and a stage may be left out at a node.
    """
    movers = movers or [pick(players + 1) - 1 for _ in range(stages)]
    stages = len(movers)
    counts = [3 if pick(6) == 0 else 2 for _ in range(stages)]
    sight = [[max(pick(3), pick(3)) for _ in range(players)] for _ in range(stages)]
    final = [[pick(4) == 0 for _ in range(count)] for count in counts]

    draws = itertools.count()

    def end() -> End:
        return End({str(i): np.array([float(pick(4)) for _ in range(points)]) for i in range(players)})

    def node(stage: int, seen: tuple[str, ...]) -> Decision | Chance | End:
        if stage == stages:
            return end()
        if pick(8) == 0:
            return node(stage + 1, seen)
        mover = movers[stage]
        below: dict[str, Any] = {}
        for choice in range(counts[stage]):
            shown = [
                f"{stage}{choice}" if i == mover or sight[stage][i] == 0 else f"{stage}{'+' if choice else '-'}"
                for i in range(players)
            ]
            news = tuple(
                old + new if i == mover or sight[stage][i] < 2 else old
                for i, (old, new) in enumerate(zip(seen, shown, strict=True))
            )
            below[f"c{choice}"] = end() if final[stage][choice] else node(stage + 1, news)
        if mover == CHANCE:
            laws = [(*LAWS[pick(len(LAWS))], *[0] * (counts[stage] - 2)) for _ in range(points)]
            law = np.array(laws, dtype=float).T / 4
            return Chance(f"draw {next(draws)}", {c: (p, n) for p, (c, n) in zip(law, below.items(), strict=True)})
        return Decision(str(mover), f"{mover} at {stage} seeing {seen[mover]}", below)

    return extensive_game([str(i) for i in range(players)], node(0, ("",) * players))
