"""Draws put off until after moves whose mover does not see them: the same game with more subgames."""

from __future__ import annotations

from dataclasses import replace

from deterrence.game.extensive import ExtensiveGame
from deterrence.game.information import InformationSet, information_sets
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.tree import CHANCE, TERMINAL

Node = Decision | Chance | End


def postpone_draws(game: ExtensiveGame) -> tuple[ExtensiveGame, ExtensiveGame]:
    """A game with its moves renamed, and the same with draws after moves that are made without knowing them.

    Where all outcomes of a draw lead to one information set and nothing else
    does, it makes no difference to anybody which comes first. Put second, the
    draw begins a subgame after each choice, so that what is believed there
    has to follow the draw's probabilities even where the choice is not made.

    In both games a decision's variable is the name of its information set, and
    a draw's its own, so that nodes of the two correspond that have the same
    steps in any order.

    References
    ----------
    .. [1] F. B. Thompson, "Equivalence of games in extensive form", RAND
       RM-759, 1952 (interchange of moves).

    Examples
    --------
    >>> from deterrence import build_game, load
    >>> from deterrence.game.subgames import subgames
    >>> before, after = postpone_draws(build_game(load("abm-2000-resolve")))
    >>> len(subgames(before.tree)), len(subgames(after.tree))
    (3, 5)
    """
    sets = {item.number: item for item in information_sets(game.tree)}
    root = _Nested(game, sets).node(0)
    plain, swapped = (extensive_game(game.players, node) for node in (root, _swapped(root)))
    return replace(plain, title=game.title), replace(swapped, title=game.title)


class _Nested:
    """A game as nested nodes."""

    def __init__(self, game: ExtensiveGame, sets: dict[int, InformationSet]) -> None:
        self.game, self.tree, self.sets = game, game.tree, sets
        self.likely = game.branch_probability()

    def node(self, index: int) -> Node:
        tree = self.tree
        if tree.owner[index] == TERMINAL:
            worth = self.game.payoffs[tree.terminal_of[index]]
            return End(dict(zip(tree.players, worth, strict=True)))
        below = {tree.label(child): self.node(child) for child in tree.children(index)}
        if tree.owner[index] == CHANCE:
            law = [self.likely[child] for child in tree.children(index)]
            name = f"draw {index}: {tree.variables[tree.variable[index]]}"
            return Chance(name, dict(zip(below, zip(law, below.values(), strict=True), strict=True)))
        item = self.sets[int(tree.information[index])]
        return Decision(item.player, item.name, below)


def _swapped(node: Node) -> Node:
    """Put off every draw that can be, from the root down."""
    if isinstance(node, End):
        return node
    if isinstance(node, Decision):
        return replace(node, actions={label: _swapped(below) for label, below in node.actions.items()})
    firsts = [below for _, below in node.outcomes.values()]
    first = firsts[0]
    if not (isinstance(first, Decision) and _is_one_set(first, firsts)):
        return replace(node, outcomes={label: (p, _swapped(below)) for label, (p, below) in node.outcomes.items()})
    actions: dict[str, Node] = {}
    for action in first.actions:
        later = {
            label: (p, below.actions[action])
            for label, (p, below) in node.outcomes.items()
            if isinstance(below, Decision)
        }
        actions[action] = _swapped(Chance(node.name, later))
    return Decision(first.player, first.information, actions)


def _is_one_set(first: Decision, nodes: list[Node]) -> bool:
    """Whether some nodes make up an information set of which no node lies below them."""
    same = all(isinstance(node, Decision) and node.information == first.information for node in nodes)
    return same and len(nodes) > 1 and _count(first.information, nodes) == len(nodes)


def _count(information: str, nodes: list[Node]) -> int:
    total, waiting = 0, list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Decision):
            total += node.information == information
            waiting += node.actions.values()
        elif isinstance(node, Chance):
            waiting += [below for _, below in node.outcomes.values()]
    return total
