"""A game tree in the terminal: whole where it is small, else its first levels."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deterrence.game.tree import GameTree
    from deterrence.scenario.scenario import Scenario

DRAWN = 60


def drawn_tree(scenario: Scenario) -> Any:
    """The tree as `rich` draws it, level by level as far as there is room; what is folded away is counted."""
    from rich.markup import escape
    from rich.tree import Tree

    from deterrence.game.building import build_game

    tree = build_game(scenario).tree
    marks, opened, ends = _marks(tree), _opened(tree), _ends(tree)
    title = "game tree: " + ", ".join(f"{count:,} {kind}" for kind, count in tree.size.items()) + " nodes"
    if any(marks.values()):
        title += "; moves with the same mark in brackets cannot be told apart by their mover"
    if len(opened) < sum(int(count) > 0 for count in tree.count):
        title += "; the first levels"
    drawn = Tree(escape(title))
    _grow(drawn, tree, 0, marks, opened, ends)
    return drawn


def _marks(tree: GameTree) -> dict[int, str]:
    """A letter for each information set of several nodes."""
    sets = [int(number) for number in tree.information[tree.in_order]]
    several = dict.fromkeys(number for number in sets if sets.count(number) > 1)
    letters = {number: chr(ord("A") + index % 26) * (index // 26 + 1) for index, number in enumerate(several)}
    return {number: f" [{letters[number]}]" if number in letters else "" for number in sets}


def _opened(tree: GameTree) -> set[int]:
    """The nodes whose moves are drawn: breadth first, as many as there is room for."""
    opened, waiting, room = set(), deque([0]), DRAWN
    while waiting:
        node = waiting.popleft()
        moves = tree.children(node)
        if tree.owner[node] < -1 or len(moves) > room:
            continue
        room -= len(moves)
        opened.add(node)
        waiting.extend(moves)
    return opened


def _ends(tree: GameTree) -> dict[int, int]:
    """How many ends lie under each node."""
    ends: dict[int, int] = {}
    for node in reversed(range(len(tree.owner))):
        moves = tree.children(node) if tree.owner[node] >= -1 else ()
        ends[node] = sum(ends[int(move)] for move in moves) if len(moves) else 1
    return ends


def _grow(
    branch: Any, tree: GameTree, node: int, marks: dict[int, str], opened: set[int], ends: dict[int, int]
) -> None:
    from rich.markup import escape

    if node not in opened:
        return
    mover = tree.players[tree.owner[node]] if tree.owner[node] >= 0 else "chance"
    mark = marks.get(int(tree.information[node]), "")
    for child in tree.children(node):
        label = f"{mover}{mark}: {tree.variables[tree.variable[node]]} = {tree.label(child)}"
        if int(child) not in opened and ends[int(child)] > 1:
            label += f" ... {ends[int(child)]:,} ends"
        _grow(branch.add(escape(label)), tree, int(child), marks, opened, ends)
