"""Extensive games in Gambit's `.efg` files."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from deterrence.errors import expect_kind
from deterrence.game.efg_arrays import game_of, record_of
from deterrence.game.efg_text import formatted, parsed
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.gambit_record import EfgRecord
from deterrence.game.gambit_text import read_text, write_text


def read_efg(path: str | os.PathLike[str]) -> ExtensiveGame:
    """Read an extensive game from a Gambit file.

    Payoffs of outcomes add up along the path to an end; an end without an
    outcome is worth 0 to everyone. Each information set and each chance event
    becomes a variable of the tree. Labels that are empty or the same are
    repaired, and ``game.record.repairs`` says how; `write_efg` writes the
    labels and the exact numbers of the file again.

    Parameters
    ----------
    path
        A file of at most 50 MB and 2,000,000 nodes.

    Returns
    -------
    ExtensiveGame
        With one point.

    Raises
    ------
    GameFileError
        With the place of the first thing that is wrong.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from deterrence import build_game, load, write_efg
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "treaty.efg"
    >>> write_efg(build_game(load("treaty")), path)
    >>> read_efg(path).tree.size
    {'decision': 5, 'chance': 0, 'terminal': 7}
    """
    return parse_efg(read_text(path), file=os.fspath(path))


def parse_efg(text: str, *, file: str = "text") -> ExtensiveGame:
    """Read an extensive game from the text of a Gambit file, as `read_efg` does.

    >>> game = parse_efg('''EFG 2 R "Demand" { "challenger" "defender" }
    ... p "" 1 1 "demand" { "stay" "press" } 0
    ... t "" 1 "quiet" { 0, 1/3 }
    ... p "" 2 1 "" { "concede" "resist" } 2 "cost" { -0.1, 0 }
    ... t "" 3 "gain" { 1, -1 }
    ... t "" 0''')
    >>> game.payoffs[:, 0, 0].tolist(), game.record.repairs[0]
    ([0.0, 0.9, -0.1], "information set 1 of 'defender' has no name; here it is called 'defender 1'")
    """
    return game_of(parsed(text, file))


def write_efg(game: ExtensiveGame, path: str | os.PathLike[str]) -> None:
    """Write an extensive game as a Gambit file, which appears whole or not at all.

    Parameters
    ----------
    game
        A game read from such a file is written with everything the file said,
        unless its numbers or its tree are no longer those of the file. Any
        other game has its floats written as the shortest decimals that mean
        them, and its information sets named as `information_sets` names them.
        Where probabilities as decimals do not sum to exactly 1, as Gambit
        wants it, the most likely outcome takes up the difference.
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
    >>> from deterrence import build_game, load
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "treaty.efg"
    >>> write_efg(build_game(load("treaty")), path)
    >>> path.read_text().split()[:2]
    ['EFG', '2']
    """
    expect_kind(game, ExtensiveGame, "write_efg")
    write_text(path, efg_text(game))


def efg_text(game: ExtensiveGame) -> str:
    """The text that `write_efg` writes.

    >>> from deterrence.game.nested import Decision, End, extensive_game
    >>> print(efg_text(extensive_game(["a"], Decision("a", "move", {"l": End({"a": 0.1}), "r": End({"a": 2})}))))
    EFG 2 R "" { "a" }
    ""
    <BLANKLINE>
    p "" 1 1 "move" { "l" "r" } 0
    t "" 1 "l" { 0.1 }
    t "" 2 "r" { 2 }
    """
    return formatted(efg_record(game))


def efg_record(game: ExtensiveGame) -> EfgRecord:
    """What a file of this game says: what the game was read from while that still holds, else written anew."""
    old = game.record
    if old is not None and _same(game_of(old), game):
        return replace(old, title=game.title)
    return record_of(game, comment=old.comment if old else "")


def _same(first: ExtensiveGame, second: ExtensiveGame) -> bool:
    names = ("owner", "variable", "parent", "choice", "information")
    return (
        all(np.array_equal(getattr(first.tree, name), getattr(second.tree, name)) for name in names)
        and first.players == second.players
        and first.tree.variables == second.tree.variables
        and first.tree.choices == second.tree.choices
        and np.array_equal(first.payoffs, second.payoffs)
        and np.array_equal(first.branch_probability(), second.branch_probability())
    )
