"""Games as other packages hold them: pygambit, Nashpy and QuantEcon, each imported only when it is asked for."""

from __future__ import annotations

import importlib
import io
from typing import Any

import numpy as np

from deterrence.errors import ArgumentError
from deterrence.game.efg import efg_record, parse_efg
from deterrence.game.efg_text import formatted as efg_formatted
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nfg import nfg_record, parse_nfg
from deterrence.game.nfg_text import formatted as nfg_formatted
from deterrence.game.normal_form import Array, NormalFormGame
from deterrence.game.plain_labels import plain_efg, plain_nfg


def to_pygambit(game: ExtensiveGame | NormalFormGame) -> Any:
    """The game as a `pygambit.Game`, with the numbers that `write_efg` and `write_nfg` write.

    Labels are rewritten as Gambit wants them: printable ASCII without spaces
    at the ends or in a row, and different within a player, a move or the game.

    Raises
    ------
    ArgumentError
        pygambit is not installed, or the game cannot be written.
    """
    pygambit = _package("pygambit")
    if isinstance(game, ExtensiveGame):
        return pygambit.read_efg(io.StringIO(efg_formatted(plain_efg(efg_record(game)))))
    return pygambit.read_nfg(io.StringIO(nfg_formatted(plain_nfg(nfg_record(game)))))


def from_pygambit(game: Any) -> ExtensiveGame | NormalFormGame:
    """The game of a `pygambit.Game`: extensive where it has a tree. Its record keeps the exact numbers."""
    if game.is_tree:
        return parse_efg(game.to_efg(), file="pygambit")
    return parse_nfg(game.to_nfg(), file="pygambit")


def to_nashpy(game: NormalFormGame) -> Any:
    """A two-player game as a `nashpy.Game`, which has no labels.

    Raises
    ------
    ArgumentError
        Nashpy is not installed, or the game has several points or other than two players.
    """
    nashpy = _package("nashpy")
    if len(game.players) != 2:
        raise ArgumentError(f"Nashpy holds two-player games, and this game has {len(game.players)} players")
    table = _table(game)
    return nashpy.Game(table[..., 0], table[..., 1])


def from_nashpy(game: Any) -> NormalFormGame:
    """The game of a `nashpy.Game`; players and strategies are numbered from 1."""
    row, column = game.payoff_matrices
    return NormalFormGame.of_matrices(row, column)


def to_quantecon(game: NormalFormGame) -> Any:
    """The game as a `quantecon.game_theory.NormalFormGame`, which has no labels.

    Raises
    ------
    ArgumentError
        QuantEcon is not installed, or the game has several points.
    """
    return _package("quantecon.game_theory", "quantecon").NormalFormGame(_table(game))


def from_quantecon(game: Any) -> NormalFormGame:
    """The game of a `quantecon.game_theory.NormalFormGame`; players and strategies are numbered from 1."""
    actions = tuple(tuple(str(i + 1) for i in range(count)) for count in game.nums_actions)
    return NormalFormGame(actions=actions, payoffs=np.asarray(game.payoff_profile_array, dtype=float))


def _table(game: NormalFormGame) -> Array:
    if game.points != 1:
        raise ArgumentError(f"the game has {game.points} points and one is needed", "pick one with game.at([0])")
    return game.payoffs[..., 0].copy()


def _package(module: str, name: str = "") -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = name or module
        raise ArgumentError(f"{name} is not installed", f"pip install {name}") from error
