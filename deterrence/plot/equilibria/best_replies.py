"""Best replies in a game of two by two, and the equilibria where they cross."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from deterrence.game.normal_form import NormalFormGame
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.labels import Callout, place_labels
from deterrence.plot.drawing.style import BLACK, LINES, Size, axis_words, player_colours, title
from deterrence.solvers.equilibria import Equilibria, Equilibrium
from deterrence.solvers.ties import tied
from deterrence.tables.text import number

EVERYTHING = ("//", "\\\\")
Array = npt.NDArray[np.float64]


def draw_best_replies(ax: Axes, equilibria: Equilibria, game: NormalFormGame, size: Size) -> Axes:
    """Draw both players' best replies over the square of mixed strategies, and every equilibrium with a number.

    Across is the probability of the first player's first strategy, up that of the second player's.
    """
    payoffs = game.payoffs[..., 0]
    gains = (payoffs[0, :, 0] - payoffs[1, :, 0], payoffs[:, 0, 1] - payoffs[:, 1, 1])
    colours = player_colours(game.players)
    handles: list[Artist] = []
    for who, (player, gain) in enumerate(zip(game.players, gains, strict=True)):
        handles.append(_reply(ax, gain, who, colours[player]))
    words = [f"best replies of {player}" for player in game.players]
    (dots,) = ax.plot(
        *zip(*map(_place, equilibria), strict=True), "o", color=BLACK, markersize=7, zorder=5, clip_on=False
    )
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(-0.03, 1.03)
    for way, player, labels in zip(("x", "y"), game.players, game.actions, strict=True):
        axis_words(ax, size, **{way: f"probability that player {player} chooses {labels[0]}, not {labels[1]}"})
    title(ax, equilibria.concept[:1].upper() + equilibria.concept[1:] + ": where best replies cross", size)
    told = [f"{k + 1}: {_worth(one)}" for k, one in enumerate(equilibria)]
    whether = "These are all." if equilibria.complete else "There may be more."
    words.append("equilibria; payoffs " + "; ".join(told))
    explained(ax, [*handles, dots], words, size, small_print=[whether])
    sides = ("above right", "above left", "below right", "below left")
    marks = [
        Callout(text=str(k + 1), at=_place(one), bold=True, on_white=True, leader=False, sides=sides)
        for k, one in enumerate(equilibria)
    ]
    place_labels(ax, marks, size=size)
    return ax


def best_replies(gain: Array) -> Array | None:
    """The corners of the curve of best replies: rows of (other's mix, own mix); None where everything is one.

    Parameters
    ----------
    gain
        What the first strategy gives more than the second, where the other
        player surely chooses its first, and its second, strategy.

    Examples
    --------
    >>> best_replies(np.array([-1.0, 1.0])).tolist()
    [[0.0, 1.0], [0.5, 1.0], [0.5, 0.0], [1.0, 0.0]]
    """
    first, second = (0.0 if tied(float(value), 0.0) else float(value) for value in gain)
    if first == second == 0:
        return None
    if first * second > 0:
        own = float(first > 0)
        return np.array([[0.0, own], [1.0, own]])
    turn = second / (second - first)
    at_none, at_all = (
        (float(second > 0) if second else 1.0 - float(first > 0)),
        (float(first > 0) if first else 1.0 - float(second > 0)),
    )
    return np.array([[0.0, at_none], [turn, at_none], [turn, at_all], [1.0, at_all]])


def _reply(ax: Axes, gain: Array, who: int, colour: str) -> Artist:
    corners = best_replies(gain)
    if corners is None:
        look: Any = {"facecolor": "none", "edgecolor": colour, "hatch": EVERYTHING[who], "linewidth": 0.0}
        ax.add_patch(Rectangle((0, 0), 1, 1, zorder=1, **look))
        return Patch(**look)
    other, own = corners.T
    x, y = (own, other) if who == 0 else (other, own)
    (line,) = ax.plot(x, y, color=colour, linestyle=LINES[who], linewidth=2.5, zorder=3 + who, clip_on=False)
    return line


def _place(one: Equilibrium) -> tuple[float, float]:
    first, second = one.probabilities.values()
    return float(first[0]), float(second[0])


def _worth(one: Equilibrium) -> str:
    return ", ".join(number(value) for value in one.payoffs.values())
