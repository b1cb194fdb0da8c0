"""What follows from a tree alone is found once: it is kept with the tree, and goes with it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

from deterrence.game.tree import GameTree

Asked = ParamSpec("Asked")
Found = TypeVar("Found")

MOST = 1_024


def remembered(
    function: Callable[Concatenate[GameTree, Asked], Found],
) -> Callable[Concatenate[GameTree, Asked], Found]:
    """Keep what a function of a tree, and of arguments that can be hashed, finds; not what it raises.

    At most 1,024 answers of one function are kept with one tree. Nobody may write into them.

    >>> from deterrence import build_game, load
    >>> @remembered
    ... def decisions(tree):
    ...     return tree.in_order.copy()
    >>> tree = build_game(load("treaty")).tree
    >>> decisions(tree) is decisions(tree)
    True
    """

    @functools.wraps(function)
    def found(tree: GameTree, /, *asked: Asked.args, **options: Asked.kwargs) -> Found:
        kept: dict[Hashable, Any] = tree.__dict__.setdefault("_remembered", {}).setdefault(found, {})
        key = (asked, tuple(options.items()))
        if key in kept:
            answer: Found = kept[key]
            return answer
        answer = function(tree, *asked, **options)
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = answer
        return answer

    return found
