"""Extensive games written down in Python: decisions, draws and ends inside one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, nearest
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import CHANCE, TERMINAL, GameTree

Number = float | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class End:
    """A terminal node and what it is worth to each player: numbers, or arrays over parameter points.

    >>> End({"challenger": 0, "defender": 1}).payoffs["defender"]
    1
    """

    payoffs: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Decision:
    """A player's move: what follows each action.

    Nodes of one player with the same `information` are one information set,
    and must offer the same actions.

    >>> stay, press = End({"challenger": 0}), End({"challenger": 1})
    >>> list(Decision("challenger", "demand", {"stay": stay, "press": press}).actions)
    ['stay', 'press']
    """

    player: str
    information: str
    actions: Mapping[str, Decision | Chance | End]


@dataclass(frozen=True, slots=True)
class Chance:
    """A draw: the probability of each outcome and what follows it.

    >>> test = Chance("test", {"hit": (0.4, End({"us": 1})), "miss": (0.6, End({"us": 0}))})
    >>> test.outcomes["hit"][0]
    0.4
    """

    name: str
    outcomes: Mapping[str, tuple[Number, Decision | Chance | End]]


@dataclass(slots=True)
class _Arrays:
    """The tree under construction, breadth first."""

    owner: list[int] = field(default_factory=list)
    variable: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    choice: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    count: list[int] = field(default_factory=list)


def extensive_game(players: Sequence[str], root: Decision | Chance | End) -> ExtensiveGame:
    """An extensive game from nested nodes.

    Parameters
    ----------
    players
        Ids, in the order of the payoff axis.
    root
        The first move. An information set's name is unique in the game, a
        draw's may be used again for a draw over the same outcomes.

    Returns
    -------
    ExtensiveGame
        At as many points as the longest array among the numbers.

    Raises
    ------
    ArgumentError
        An unknown player, a missing payoff, an information set of two players
        or with different actions, or probabilities that do not sum to 1.

    Examples
    --------
    >>> reply = Decision("defender", "reply", {"concede": End({"challenger": 1, "defender": 0}),
    ...                                        "resist": End({"challenger": -1, "defender": -1})})
    >>> demand = Decision("challenger", "demand", {"stay": End({"challenger": 0, "defender": 2}), "press": reply})
    >>> extensive_game(["challenger", "defender"], demand).tree.size
    {'decision': 2, 'chance': 0, 'terminal': 3}
    """
    names: dict[str, int] = {}
    choices: dict[str, tuple[str, ...]] = {}
    movers: dict[str, int] = {}
    arrays = _Arrays()
    nodes: list[Decision | Chance | End] = [root]
    generations: list[slice] = []
    arrays.parent.append(-1)
    arrays.choice.append(-1)
    level = [0]
    while level:
        start = len(nodes)
        for index in level:
            node = nodes[index]
            arrays.first.append(len(nodes))
            arrays.count.append(0)
            if isinstance(node, End):
                arrays.owner.append(TERMINAL)
                arrays.variable.append(-1)
                continue
            name, mover, labels, below = _opened(node, players)
            if choices.setdefault(name, labels) != labels or movers.setdefault(name, mover) != mover:
                known = ", ".join(choices[name])
                raise ArgumentError(
                    f"'{name}' has different movers or actions at its nodes: {known}; {', '.join(labels)}"
                )
            arrays.owner.append(mover)
            arrays.variable.append(names.setdefault(name, len(names)))
            arrays.count[-1] = len(below)
            nodes += below
            arrays.parent += [index] * len(below)
            arrays.choice += range(len(below))
        level = list(range(start, len(nodes)))
        if level:
            generations.append(slice(start, len(nodes)))
    return _game(players, names, choices, arrays, generations, nodes)


def _opened(
    node: Decision | Chance, players: Sequence[str]
) -> tuple[str, int, tuple[str, ...], list[Decision | Chance | End]]:
    if isinstance(node, Chance):
        if any(isinstance(outcome, (Decision, Chance, End)) for outcome in node.outcomes.values()):
            raise ArgumentError(f"each outcome of the draw '{node.name}' is a pair: its probability and what follows")
        if not node.outcomes:
            raise ArgumentError(f"the draw '{node.name}' has no outcome")
        return node.name, CHANCE, tuple(node.outcomes), [below for _, below in node.outcomes.values()]
    if node.player not in players:
        raise ArgumentError(f"unknown player '{node.player}'", nearest(node.player, players) or ", ".join(players))
    if not node.actions:
        raise ArgumentError(f"the information set '{node.information}' has no action")
    return node.information, list(players).index(node.player), tuple(node.actions), list(node.actions.values())


def _game(
    players: Sequence[str],
    names: dict[str, int],
    choices: dict[str, tuple[str, ...]],
    arrays: _Arrays,
    generations: list[slice],
    nodes: list[Decision | Chance | End],
) -> ExtensiveGame:
    owner, variable = np.array(arrays.owner), np.array(arrays.variable)
    first, count = np.array(arrays.first), np.array(arrays.count)
    tree = GameTree(
        players=tuple(players),
        variables=tuple(names),
        choices=choices,
        owner=owner,
        variable=variable,
        stage=np.where(variable >= 0, 0, -1),
        parent=np.array(arrays.parent),
        choice=np.array(arrays.choice),
        first=first,
        count=count,
        information=np.where(owner >= 0, variable, -1),
        fixed=np.zeros(len(owner), dtype=bool),
        generations=tuple(generations),
        terminals=np.flatnonzero(owner == TERMINAL),
        end_states={},
    )
    ends = np.argsort(tree.depth_first[tree.terminals])
    object.__setattr__(tree, "terminals", tree.terminals[ends])
    numbers = [list(node.payoffs.values()) for node in nodes if isinstance(node, End)]
    numbers += [[p for p, _ in node.outcomes.values()] for node in nodes if isinstance(node, Chance)]
    points = max((np.size(value) for row in numbers for value in row), default=1)
    drawn, probability = _draws(tree, nodes, points)
    return ExtensiveGame(tree=tree, payoffs=_payoffs(tree, nodes, points), drawn=drawn, probability=probability)


def _payoffs(tree: GameTree, nodes: list[Decision | Chance | End], points: int) -> npt.NDArray[np.float64]:
    found = np.empty((len(tree.terminals), len(tree.players), points))
    for index, place in enumerate(tree.terminals):
        end = nodes[place]
        assert isinstance(end, End)
        if unknown := [name for name in end.payoffs if name not in tree.players]:
            known = nearest(unknown[0], tree.players) or ", ".join(tree.players)
            raise ArgumentError(f"the end after {_way(tree, int(place))} has a payoff for '{unknown[0]}'", known)
        for player, name in enumerate(tree.players):
            if name not in end.payoffs:
                raise ArgumentError(f"the end after {_way(tree, int(place))} has no payoff for '{name}'")
            found[index, player] = end.payoffs[name]
    return found


def _draws(
    tree: GameTree, nodes: list[Decision | Chance | End], points: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    drawn: list[int] = []
    probability = []
    for place in np.flatnonzero(tree.owner == CHANCE):
        draw = nodes[place]
        assert isinstance(draw, Chance)
        law = np.array([np.broadcast_to(p, (points,)) for p, _ in draw.outcomes.values()], dtype=float)
        if not ((law >= 0).all() and (np.abs(law.sum(axis=0) - 1) <= 1e-9).all()):
            raise ArgumentError(f"the probabilities of '{draw.name}' are not a distribution: {law[:, 0].tolist()}")
        drawn += tree.children(int(place))
        probability.append(law)
    found = np.concatenate(probability) if probability else np.zeros((0, points))
    return np.array(drawn, dtype=np.int64), found


def _way(tree: GameTree, node: int) -> str:
    return ", ".join(value for _, value in tree.history(node)) or "nothing"
