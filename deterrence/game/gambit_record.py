"""What a Gambit file says: exact numbers, and every label as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class GambitOutcome:
    """A numbered outcome: what reaching it adds to each player's payoff."""

    number: int
    name: str
    payoffs: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GambitMove:
    """An information set, or a chance event where `player` is 0; numbers are unique within a player."""

    player: int
    number: int
    name: str
    actions: tuple[str, ...]
    probabilities: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EfgRecord:
    """The content of an extensive game file.

    Parameters
    ----------
    letter
        ``R`` or ``D``; both mean exact numbers.
    title, comment, players
        As written.
    moves, outcomes
        In the order of their first appearance.
    names, move, outcome
        For every node, parents before children and first children first: its
        name, and its place in `moves` and `outcomes`; -1 where it has none.
    repairs
        What was done to labels that were empty or the same, a sentence each.
    """

    letter: str
    title: str
    comment: str
    players: tuple[str, ...]
    moves: tuple[GambitMove, ...]
    outcomes: tuple[GambitOutcome, ...]
    names: tuple[str, ...]
    move: tuple[int, ...]
    outcome: tuple[int, ...]
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NfgRecord:
    """The content of a strategic game file.

    Parameters
    ----------
    letter
        ``R`` or ``D``; both mean exact numbers.
    title, comment, players
        As written.
    strategies
        Labels of each player's strategies.
    counted
        Whether the file gives the numbers of strategies and no labels.
    form
        ``payoffs`` or ``outcomes``.
    outcomes, indices
        In the outcome form: the outcomes, and the number of each profile's, 0
        for none, the first player's strategy varying fastest.
    payoffs
        In the payoff form: the profiles' payoffs in the same order.
    repairs
        What was done to labels that were empty or the same, a sentence each.
    """

    letter: str
    title: str
    comment: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    counted: bool
    form: Literal["payoffs", "outcomes"]
    outcomes: tuple[GambitOutcome, ...] = ()
    indices: tuple[int, ...] = ()
    payoffs: tuple[Fraction, ...] = ()
    repairs: tuple[str, ...] = ()
