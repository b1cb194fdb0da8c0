"""Tables of a strategic form: what is recommended, sustained, or out by dominance; and plays of Nash equilibria."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from deterrence.errors import ArgumentError
from deterrence.plot.drawing.cell_matrix import OUT, Cell, cell_matrix
from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.style import Size
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.game.normal_form import NormalFormGame
    from deterrence.solvers.correlated import CorrelatedEquilibrium
    from deterrence.solvers.dominance import Dominance, Elimination
    from deterrence.solvers.nash_outcomes import NashOutcome, NashOutcomes
    from deterrence.solvers.repeated import Sustainable

LARGEST = (12, 8)
SHOWN = 1e-9
GONE, KEPT = OUT, 0


def correlated_table(
    found: CorrelatedEquilibrium, *, point: int = 0, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw the probability with which each profile is recommended: a table for two players, bars for more.

    Parameters
    ----------
    found
        The answer of `correlated`.
    point
        Which of its parameter points.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        There is no such point, or an unknown size.

    Examples
    --------
    >>> from deterrence import NormalFormGame, correlated
    >>> ax = correlated_table(correlated(NormalFormGame.of_matrices([[6, 2], [7, 0]], [[6, 7], [2, 0]])))
    >>> [text.get_text() for text in ax.texts][-2:]
    ['0.25', '0']
    """
    _require_point(found.game, point)
    law = found.distribution[..., point]
    worth = ", ".join(
        f"{player} {number(float(value))}"
        for player, value in zip(found.game.players, found.payoffs[point], strict=True)
    )
    kind = "Coarse correlated equilibrium" if found.coarse else "Correlated equilibrium"
    largest = float(np.nanmax(law, initial=SHOWN))

    def cell(place: tuple[int, ...]) -> Cell:
        share = float(law[place])
        return Cell(words=number(share), level=share / largest if share > SHOWN else None)

    profiles = [place for place in np.ndindex(*found.game.shape) if law[place] > SHOWN]
    profiles.sort(key=lambda place: -float(law[place]))
    return _profiles(
        found.game,
        cell,
        [(place, Bar(value=float(law[place]))) for place in profiles],
        heading=f"{kind}: how often each profile is recommended",
        x="probability of the recommendation",
        told=[f"Payoffs: {worth}.", f"Regret {number(float(found.regret[point]), 2)}."],
        ax=ax,
        size=size,
    )


def sustainable_table(found: Sustainable, *, point: int = 0, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw from which discount factor on each profile is kept to: a table for two players, bars for more.

    Options as `correlated_table` has them.
    """
    _require_point(found.game, point)
    least = found.thresholds[..., point]

    def words(value: float) -> str:
        return "never" if np.isinf(value) else "always" if value == 0 else f"from {number(value)}"

    def cell(place: tuple[int, ...]) -> Cell:
        value = float(least[place])
        if np.isinf(value):
            return Cell(words=words(value), look=GONE)
        return Cell(words=words(value), level=1 - value, bold=value == 0)

    places = sorted(np.ndindex(*found.game.shape), key=lambda place: float(least[place]))
    return _profiles(
        found.game,
        cell,
        [(place, Bar(value=float(least[place]), words=words(float(least[place])))) for place in places],
        heading="How patient players must be to keep to each profile",
        x="discount factor from which on the profile is kept to",
        told=[f"A breach is punished for ever, {found.lag} period{'s' * (found.lag != 1)} later."],
        ax=ax,
        size=size,
        limits=(0.0, 1.0),
    )


def _require_point(game: NormalFormGame, point: int) -> None:
    if not 0 <= point < game.points:
        raise ArgumentError(f"there is no point {point}", f"there are {game.points}, from 0")


def _profiles(
    game: NormalFormGame,
    cell: Callable[[tuple[int, ...]], Cell],
    bars: Sequence[tuple[tuple[int, ...], Bar]],
    *,
    heading: str,
    x: str,
    told: Sequence[str],
    ax: Axes | None,
    size: Size,
    limits: tuple[float, float] | None = None,
) -> Axes:
    if _is_table(game):
        return cell_matrix(
            [[cell((i, j)) for j in range(game.shape[1])] for i in range(game.shape[0])],
            rows=game.actions[0],
            columns=game.actions[1],
            side=_sides(game),
            heading=heading,
            small_print=told,
            ax=ax,
            size=size,
        )
    rows = [(", ".join(labels[i] for labels, i in zip(game.actions, place, strict=True)), [bar]) for place, bar in bars]
    return interval_bars(rows, heading=heading, x=x, small_print=told, what="profiles", limits=limits, ax=ax, size=size)


def _is_table(game: NormalFormGame) -> bool:
    return len(game.shape) == 2 and game.shape[0] <= LARGEST[0] and game.shape[1] <= LARGEST[1]


def _sides(game: NormalFormGame) -> str:
    return f"{game.players[0]} ↓, {game.players[1]} →"


def elimination_table(
    found: Dominance, *, game: NormalFormGame | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw which strategies go in which round, and what dominates them.

    Parameters
    ----------
    found
        The answer of `dominance`.
    game
        The two-player game that it is of: its table is drawn, with lines through
        what is out; without it there is a row for every strategy.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        The game has other strategies; an unknown size.

    Examples
    --------
    >>> from deterrence import NormalFormGame, dominance
    >>> game = NormalFormGame.of_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> ax = elimination_table(dominance(game), game=game)
    >>> [text.get_text() for text in ax.texts][:2]
    ['1 (out: 1)', '2']
    """
    gone = {(step.player, step.strategy): step for step in found.eliminations}
    kind = "weakly" if found.weak else "strictly"
    heading = f"What iterated elimination leaves of {kind} dominated strategies"
    if game is not None:
        labels = {(who, label) for who, names in zip(game.players, game.actions, strict=True) for label in names}
        if not set(gone) <= labels:
            raise ArgumentError("this is dominance in another game", f"its players are {', '.join(found.survivors)}")
        if _is_table(game) and game.points == 1:
            return _struck(found, game, gone, heading, ax, size)
    strategies = [(player, label) for player in found.survivors for label in found.survivors[player]]
    rows = [*strategies, *gone]
    rows.sort(key=lambda row: (list(found.survivors).index(row[0]), gone[row].round if row in gone else 10**6))
    cells = [
        [
            Cell(words=f"round {gone[row].round}" if row in gone else "stays", look=GONE if row in gone else KEPT),
            Cell(words=str(gone[row]) if row in gone else "-", look=GONE if row in gone else KEPT),
        ]
        for row in rows
    ]
    return cell_matrix(
        cells,
        rows=[f"{player}: {label}" for player, label in rows],
        columns=["out in", "dominated by"],
        heading=heading,
        key=[(KEPT, "stays"), (GONE, "out")],
        ax=ax,
        size=size,
    )


def _struck(
    found: Dominance,
    game: NormalFormGame,
    gone: dict[tuple[str, str], Elimination],
    heading: str,
    ax: Axes | None,
    size: Size,
) -> Axes:
    first, second = game.players

    def name(player: str, label: str) -> str:
        step = gone.get((player, label))
        return f"{label} (out: {step.round})" if step else label

    def cell(row: int, column: int) -> Cell:
        out = (first, game.actions[0][row]) in gone or (second, game.actions[1][column]) in gone
        payoffs = ", ".join(number(float(value)) for value in game.payoffs[row, column, :, 0])
        return Cell(words=payoffs, look=GONE if out else KEPT, struck=out, bold=not out)

    told = [f"{player}'s {step.strategy} goes in round {step.round}, by {step}" for (player, _), step in gone.items()]
    return cell_matrix(
        [[cell(i, j) for j in range(game.shape[1])] for i in range(game.shape[0])],
        rows=[name(first, label) for label in game.actions[0]],
        columns=[name(second, label) for label in game.actions[1]],
        side=_sides(game),
        heading=heading,
        key=[(KEPT, "stays"), (GONE, "out (with the round)")],
        small_print=["; ".join(told) + "."]
        if told
        else [f"Nothing is {'weakly' * found.weak or 'strictly'} dominated."],
        ax=ax,
        size=size,
    )


def play_table(found: NashOutcomes, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw every play of a Nash equilibrium: its payoffs, and the empty threat that it rests on, if it does.

    Options as `correlated_table` has them.
    """
    players = list(found.rows[0].payoffs) if found.rows else []
    return cell_matrix(
        [_play_cells(row) for row in found.rows],
        rows=[_play_name(row) for row in found.rows],
        columns=[*players, "rests on"],
        heading="Plays of Nash equilibria: which of them rest on empty threats",
        key=[(KEPT, "subgame-perfect"), (1, "rests on an empty threat")],
        nothing="There is no pure Nash equilibrium.",
        ax=ax,
        size=size,
    )


def _play_name(row: NashOutcome) -> str:
    return " | ".join(", ".join(value for _, value in path) or "nothing is decided" for path in row.paths)


def _play_cells(row: NashOutcome) -> list[Cell]:
    look = KEPT if row.is_subgame_perfect else 1
    payoffs = [Cell(words=number(value), look=look) for value in row.payoffs.values()]
    threats = list(
        dict.fromkeys(f"a threat against {threat.player}: {threat.history[-1][1]}" for threat in row.empty_threats)
    )
    said = "; ".join(itertools.islice(threats, 3)) + ("; …" if len(threats) > 3 else "")
    return [*payoffs, Cell(words="credible threats" if row.is_subgame_perfect else said or "-", look=look)]
