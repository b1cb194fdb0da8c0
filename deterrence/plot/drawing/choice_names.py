"""What choices are called: by a game's labels, or by numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deterrence.errors import ArgumentError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.information import information_sets
from deterrence.game.normal_form import NormalFormGame


def choice_names(
    counts: Mapping[str, int], game: NormalFormGame | ExtensiveGame | None, what: str
) -> dict[str, tuple[str, ...]]:
    """The names of each player's strategies, or of the actions at each information set.

    Parameters
    ----------
    counts
        How many choices there are at each place.
    game
        Without one, choices have numbers.
    what
        What is drawn, for the error.

    Raises
    ------
    ArgumentError
        The game has other places, or other numbers of choices.

    Examples
    --------
    >>> choice_names({"us": 2}, None, "branch")
    {'us': ('choice 1', 'choice 2')}
    """
    if game is None:
        return {name: tuple(f"choice {k + 1}" for k in range(count)) for name, count in counts.items()}
    known = _known(game)
    if any(len(known.get(name, ())) != count for name, count in counts.items()):
        raise ArgumentError(f"this is the {what} of another game", f"places of choice in this one: {', '.join(known)}")
    return {name: tuple(known[name]) for name in counts}


def _known(game: NormalFormGame | ExtensiveGame) -> dict[str, Sequence[Any]]:
    if isinstance(game, NormalFormGame):
        return dict(zip(game.players, game.actions, strict=True))
    return {item.name: item.actions for item in information_sets(game.tree)}
