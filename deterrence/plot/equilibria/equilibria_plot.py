"""Equilibria of small games: best replies that cross, or bars of probabilities."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from deterrence.errors import ArgumentError
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.height import AMPLE, set_height
from deterrence.plot.drawing.lanes import ROW, lane_name, lane_places
from deterrence.plot.drawing.segments import Segment, draw_segments, label_segments, swatch
from deterrence.plot.drawing.style import Size, axis_words, new_axes, tick_words, title
from deterrence.plot.equilibria.best_replies import draw_best_replies
from deterrence.solvers.decision import chance_text
from deterrence.solvers.equilibria import Equilibria, Equilibrium
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.game.normal_form import NormalFormGame

MOST: Mapping[str, int] = {"page": 24, "slide": 11}
LEAST = 1e-12


def equilibria_plot(
    equilibria: Equilibria, *, game: NormalFormGame | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw equilibria: where best replies cross, of a game of two by two; as bars of probabilities otherwise.

    Parameters
    ----------
    equilibria
        Of one parameter point.
    game
        The normal form that they are equilibria of: it gives the names of its
        strategies, and best replies where both players have two.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        There is no equilibrium to draw, there are several parameter points, or
        the game has other players; an unknown size.

    Examples
    --------
    >>> from deterrence import NormalFormGame, nash
    >>> chicken = NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]])
    >>> equilibria_plot(nash(chicken), game=chicken).get_xlabel()
    'probability that player 1 chooses 1, not 2'
    """
    if len(equilibria.terminations) != 1:
        raise ArgumentError("equilibria are drawn for one parameter point", "draw those of game.at([k])")
    if not len(equilibria):
        raise ArgumentError(f"there is no {equilibria.concept} to draw", "none was found")
    if game is not None and game.players != equilibria.players:
        raise ArgumentError("these are equilibria of another game", f"its players are {', '.join(equilibria.players)}")
    axes = new_axes(ax, size)
    if game is not None and game.shape == (2, 2):
        return draw_best_replies(axes, equilibria, game, size)
    return _bars(axes, equilibria, game, size)


def _bars(ax: Axes, equilibria: Equilibria, game: NormalFormGame | None, size: Size) -> Axes:
    rows = [row for k, one in enumerate(equilibria) for row in _rows(equilibria, one, k, game)]
    shown = rows[: MOST[size]]
    names = [lane_name(row[1], size) for row in shown]
    joined = [False] + [one[0] == other[0] for one, other in itertools.pairwise(shown)]
    places, lowest = lane_places(names, joined, size)
    high = ROW[size] * (0.6 - lowest)
    set_height(ax, high + AMPLE)
    ax.set_xlim(0, 1)
    ax.set_ylim(lowest, 0.6)
    tick_words(ax, "y", places, names, size)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    axis_words(ax, size, x="probability of each strategy" if not equilibria.sets else "probability of each choice")
    count = len(equilibria)
    title(
        ax, equilibria.concept[:1].upper() + equilibria.concept[1:] + (f": {count} of them" if count > 1 else ""), size
    )
    segments = [one for row, place in zip(shown, places, strict=True) for one in _segments(row, place)]
    draw_segments(ax, segments)
    untold = label_segments(ax, segments, size=size)
    told = _small_print(equilibria, len(rows) - len(shown))
    explained(ax, [swatch(one) for one in untold], [one.key for one in untold], size, small_print=told)
    set_height(ax, high)
    return ax


Row = tuple[int, str, Sequence[str], Sequence[float]]


def _rows(equilibria: Equilibria, one: Equilibrium, place: int, game: NormalFormGame | None) -> list[Row]:
    """A row for each player or information set: which equilibrium, what it is, its choices and their probabilities."""
    several = f"{place + 1}. " if len(equilibria) > 1 else ""
    if equilibria.sets:
        return [
            (place, f"{several}{item.player}: {item.name}", item.actions, one.probabilities[item.player][item.name])
            for item in equilibria.sets
        ]
    found: list[Row] = []
    for k, (player, shares) in enumerate(one.probabilities.items()):
        labels: Any = game.actions[k] if game is not None else [f"strategy {i + 1}" for i in range(len(shares))]
        found.append((place, f"{several}{player} ({number(one.payoffs[player])})", labels, shares))
    return found


def _segments(row: Row, place: float) -> list[Segment]:
    _, name, labels, shares = row
    found, start = [], 0.0
    for look, (label, share) in enumerate(zip(labels, shares, strict=True)):
        if share > LEAST:
            said = f"{label} {chance_text(float(share))}"
            stop = start + float(share)
            found.append(Segment(lane=place, start=start, stop=stop, words=said, look=look, key=f"{said} ({name})"))
        start += float(share)
    return found


def _small_print(equilibria: Equilibria, left: int) -> list[str]:
    told = [] if equilibria.sets else ["Payoffs in brackets."]
    told.append("These are all." if equilibria.complete else "There may be more.")
    return told + [f"{left} further rows are not shown."] * bool(left)
