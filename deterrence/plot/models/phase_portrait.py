"""Richardson's arms race of two nations: where budgets move from everywhere, and where they rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.marked_curves import Line, Mark, marked_curves
from deterrence.plot.drawing.style import GREY, Size
from deterrence.plot.models.races import OUTCOME
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.richardson import Rest, Richardson

Array = npt.NDArray[np.float64]
GRID = 25
ROOM = 2.0


def phase_portrait(model: Richardson, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the course of budgets, the lines on which either stands still, and the rest point of two nations.

    Of another number of nations, where each is at rest.

    Parameters
    ----------
    model
        From `richardson`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence.models.richardson import richardson
    >>> ax = phase_portrait(richardson(reaction=(1, 2), fatigue=(2, 3), grievance=(1, 1)))
    >>> ax.texts[0].get_text()
    'rest at 1, 1'
    """
    rest = model.rest()
    if len(model.nations) != 2:
        return rest_bars(rest, ax=ax, size=size)
    low, high = _limits(rest.equilibrium, model.grievance)
    lines = [_standstill(model, who, low, high, words=f"{name} stands still") for who, name in enumerate(model.nations)]
    known = bool(np.isfinite(rest.equilibrium).all())
    shown = ", ".join(number(float(x)) for x in rest.equilibrium)
    mark = Mark(
        at=(float(rest.equilibrium[0]), float(rest.equilibrium[1])),
        words=f"rest at {shown}",
        filled=rest.verdict == "returns",
    )
    values = ", ".join(_plain(complex(value)) for value in rest.eigenvalues)
    axes = marked_curves(
        [line for line in lines if line is not None],
        marks=[mark] if known else [],
        heading=f"Arms race: {OUTCOME[rest.verdict]}",
        x=f"budget of {model.nations[0]}",
        y=f"budget of {model.nations[1]}",
        xlim=(low, high),
        ylim=(low, high),
        small_print=[f"Eigenvalues {values}.", *([] if known else ["There is no single rest point."])],
        ax=ax,
        size=size,
    )
    _courses(axes, model, low, high)
    return axes


def rest_bars(rest: Rest, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw where each nation is at rest, and say whether the race returns there.

    Options as `phase_portrait` has them.
    """
    values = ", ".join(_plain(complex(value)) for value in rest.eigenvalues)
    return interval_bars(
        [(name, [Bar(value=float(x))]) for name, x in zip(rest.nations, rest.equilibrium, strict=True)],
        heading=f"Budgets at rest: {OUTCOME[rest.verdict]}",
        x="budget at rest",
        small_print=[f"Eigenvalues {values}."],
        what="nations",
        ax=ax,
        size=size,
    )


def _plain(value: complex) -> str:
    """An eigenvalue in words."""
    if value.imag == 0:
        return number(value.real)
    return f"{number(value.real)} {'+' if value.imag > 0 else '-'} {number(abs(value.imag))}i"


def _limits(equilibrium: Array, grievance: Array) -> tuple[float, float]:
    """From 0, or from below a negative rest point, to well beyond it."""
    known = equilibrium[np.isfinite(equilibrium)]
    reach = float(np.abs(known).max(initial=0.0)) or float(np.abs(grievance).max(initial=0.0)) or 1.0
    low = -ROOM * reach if (known < 0).any() else 0.0
    return low, ROOM * reach


def _standstill(model: Richardson, who: int, low: float, high: float, *, words: str) -> Line | None:
    """The line on which a nation's budget does not change; None where there is no line."""
    first, second = (float(x) for x in model.matrix[who])
    constant = float(model.grievance[who])
    ends = np.array([low - (high - low), high + (high - low)])
    if second:
        return Line(x=ends, y=-(constant + first * ends) / second, words=words)
    return Line(x=-(constant + second * ends) / first, y=ends, words=words) if first else None


def _courses(ax: Axes, model: Richardson, low: float, high: float) -> None:
    at = np.linspace(low, high, GRID)
    x, y = np.meshgrid(at, at)
    speed = np.einsum("ij,jkl->ikl", model.matrix, np.stack([x, y])) + model.grievance[:, None, None]
    if np.abs(speed).max() > 0:
        ax.streamplot(x, y, speed[0], speed[1], color=GREY, density=0.7, linewidth=0.6, arrowsize=0.8, zorder=1)
        ax.set(xlim=(low, high), ylim=(low, high))
