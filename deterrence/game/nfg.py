"""Strategic games in Gambit's `.nfg` files."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

import numpy as np

from deterrence.errors import ArgumentError, expect_kind
from deterrence.game.gambit_record import NfgRecord
from deterrence.game.gambit_text import decimal, read_text, write_text
from deterrence.game.labels import distinct, shown
from deterrence.game.nfg_text import formatted, parsed
from deterrence.game.normal_form import Array, NormalFormGame


def read_nfg(path: str | os.PathLike[str]) -> NormalFormGame:
    """Read a strategic game from a Gambit file, of payoffs or of outcomes.

    Labels that are empty or the same are repaired, and ``game.record.repairs``
    says how; `write_nfg` writes the labels and the exact numbers of the file again.

    Parameters
    ----------
    path
        A file of at most 50 MB and 2,000,000 payoffs.

    Returns
    -------
    NormalFormGame
        With one point.

    Raises
    ------
    GameFileError
        With the place of the first thing that is wrong.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from deterrence import NormalFormGame, write_nfg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "pennies.nfg"
    >>> write_nfg(NormalFormGame.of_matrices([[1, -1], [-1, 1]]), path)
    >>> read_nfg(path).payoffs[0, 1, :, 0].tolist()
    [-1.0, 1.0]
    """
    return parse_nfg(read_text(path), file=os.fspath(path))


def parse_nfg(text: str, *, file: str = "text") -> NormalFormGame:
    """Read a strategic game from the text of a Gambit file, as `read_nfg` does.

    >>> game = parse_nfg('NFG 1 R "Chicken" { "row" "column" } { 2 2 } 3 3 4 2 2 4 1 1')
    >>> game.payoffs[1, 0, :, 0].tolist(), game.actions[0]
    ([4.0, 2.0], ('1', '2'))
    """
    return game_of(parsed(text, file))


def write_nfg(game: NormalFormGame, path: str | os.PathLike[str]) -> None:
    """Write a strategic game as a Gambit file, which appears whole or not at all.

    Parameters
    ----------
    game
        A game read from such a file is written in its form and with everything
        the file said, unless its numbers or labels are no longer those of the
        file. Any other game has its floats written as the shortest decimals
        that mean them, as a list of payoffs.
    path
        Where to; an existing file is replaced.

    Raises
    ------
    ArgumentError
        A game at several points, a payoff that is no finite number, or a label
        that ends in a backslash.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from deterrence import NormalFormGame
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "pennies.nfg"
    >>> write_nfg(NormalFormGame.of_matrices([[1, -1], [-1, 1]]), path)
    >>> path.read_text().split()[:2]
    ['NFG', '1']
    """
    expect_kind(game, NormalFormGame, "write_nfg")
    write_text(path, nfg_text(game))


def nfg_text(game: NormalFormGame) -> str:
    """The text that `write_nfg` writes.

    >>> print(nfg_text(NormalFormGame.of_matrices([[1, -1]])))
    NFG 1 R "" { "1" "2" }
    <BLANKLINE>
    { { "1" }
    { "1" "2" }
    }
    ""
    <BLANKLINE>
    1 -1
    -1 1
    """
    return formatted(nfg_record(game))


def nfg_record(game: NormalFormGame) -> NfgRecord:
    """What a file of this game says: what the game was read from while that still holds, else written anew."""
    old = game.record
    if old is not None and _same(game_of(old), game):
        return replace(old, title=game.title)
    return _record_of(game, comment=old.comment if old else "")


def game_of(record: NfgRecord) -> NormalFormGame:
    """The game that a record describes, with the record and the repairs of its labels."""
    players, repairs = distinct(record.players, lambda place: f"player {place + 1}")
    actions = []
    for player, labels in zip(players, record.strategies, strict=True):
        mended, more = distinct(labels, partial(_strategy, shown(player)))
        actions.append(mended)
        repairs += more
    return NormalFormGame(
        actions=tuple(actions),
        payoffs=_payoffs(record),
        players=players,
        title=record.title,
        record=replace(record, repairs=tuple(repairs)),
    )


def _strategy(player: str, place: int) -> str:
    return f"strategy {place + 1} of '{player}'"


def _payoffs(record: NfgRecord) -> Array:
    """The table ``(*strategies, player)``; a file has the first player's strategy vary fastest."""
    count = len(record.players)
    if record.form == "outcomes":
        worth = [[0.0] * count] + [[float(payoff) for payoff in item.payoffs] for item in record.outcomes]
        flat = np.array(worth)[list(record.indices)]
    else:
        flat = np.array([float(payoff) for payoff in record.payoffs])
    table = flat.reshape(*(len(labels) for labels in reversed(record.strategies)), count)
    return table.transpose(*reversed(range(count)), count)


def _record_of(game: NormalFormGame, *, comment: str) -> NfgRecord:
    if game.points != 1:
        raise ArgumentError(f"the game has {game.points} points and a file holds one", "pick one with game.at([0])")
    if not np.isfinite(game.payoffs).all():
        raise ArgumentError("the game has a payoff that is no finite number")
    count = len(game.players)
    table = game.payoffs[..., 0].transpose(*reversed(range(count)), count).reshape(-1, count)
    return NfgRecord(
        letter="R",
        title=game.title,
        comment=comment,
        players=game.players,
        strategies=game.actions,
        counted=False,
        form="payoffs",
        payoffs=tuple(decimal(payoff) for payoff in table.ravel().tolist()),
    )


def _same(first: NormalFormGame, second: NormalFormGame) -> bool:
    return (
        first.players == second.players
        and first.actions == second.actions
        and np.array_equal(first.payoffs, second.payoffs)
    )
