"""How far each parameter is from changing the outcome, and how far it moves a chance."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from deterrence.analysis.moves import Move, told
from deterrence.analysis.robustness import Robustness
from deterrence.analysis.swings import Swings
from deterrence.errors import expect_kind
from deterrence.plot.drawing.colours import BLACK, BLUE, GREY, REGIONS, VERMILLION
from deterrence.plot.drawing.lanes import lane_axes, parameter_lane
from deterrence.plot.drawing.style import INCHES, POINTS, Size, axis_words, legend, note, tick_words, title, write
from deterrence.tables.text import number, place

if TYPE_CHECKING:
    from deterrence.scenario.scenario import Scenario

ROW: dict[str, float] = {"page": 0.36, "slide": 0.5}
LINE = 34
NOTICEABLE = 1e-9


def tornado(
    robustness: Robustness,
    *,
    most: int = 12,
    ax: Axes | None = None,
    size: Size = "page",
    scenario: Scenario | None = None,
) -> Axes:
    """Draw how far each parameter alone is from its nearest flip, and what would change there.

    Parameters
    ----------
    robustness
        From `robustness`.
    most
        How many parameters are drawn, the nearest first.
    ax, size
        As for every figure.
    scenario
        Adds the meaning of each parameter.

    Returns
    -------
    Axes
        A bar to the left is a fall of the parameter, to the right a rise, in
        shares of its span. Parameters that flip nothing are counted below.

    Examples
    --------
    >>> from deterrence import load, robustness
    >>> tornado(robustness(load("technology-for-money"), draws=100, joint=False)).get_xlabel()
    'change of the parameter alone, as a share of its span'
    """
    expect_kind(robustness, Robustness, "tornado")
    moves = sorted((move.distance, name, move) for name, move in robustness.single.items() if move is not None)
    shown = moves[: _room(most, size)]
    ax = lane_axes(ax, len(shown), ROW, size)
    reach = 1.08 * max((distance for distance, _, _ in shown), default=1.0) or 1.0
    ax.set(xlim=(-reach, reach), ylim=(max(len(shown), 1) - 0.5, -0.5))
    axis_words(ax, size, x="change of the parameter alone, as a share of its span")
    for row, (distance, name, move) in enumerate(shown):
        rises = move.values[name] > robustness.baseline[name]
        bar = ax.barh(
            row,
            distance if rises else -distance,
            height=0.62,
            color=REGIONS[0 if rises else 1],
            edgecolor=BLACK,
            linewidth=0.8,
        )[0]
        bar.set(gid=f"distance-{name}", hatch="" if rises else "///", hatchcolor=GREY, hatch_linewidth=0.5)
        _tell(ax, row, _said(move), rises, size)
    words = [
        parameter_lane(scenario, name, f"{number(robustness.baseline[name])} → {_to(robustness, name, move)}")
        for _, name, move in shown
    ]
    tick_words(ax, "y", range(len(shown)), words, size)
    _zero(ax)
    title(ax, f"{robustness.provenance.scenario}: distance to the nearest flip", size, share=0.72)
    note(ax, _rest(robustness, len(moves), len(shown)), size)
    return ax


def swing_bars(
    swings: Swings, *, most: int = 12, ax: Axes | None = None, size: Size = "page", scenario: Scenario | None = None
) -> Axes:
    """Draw how a chance moves when each parameter alone goes to the ends of its range.

    Parameters
    ----------
    swings
        From `deterrence.analysis.swings.swings`.
    most
        How many parameters are drawn, the largest moves first.
    ax, size, scenario
        As for `tornado`.
    """
    expect_kind(swings, Swings, "swing_bars")
    rows = [row for row in swings.rows if row.size > NOTICEABLE]
    shown = rows[: _room(most, size)]
    ax = lane_axes(ax, len(shown), ROW, size)
    reach = 1.35 * max((row.size for row in shown), default=1.0)
    ax.set(xlim=(-reach, reach), ylim=(max(len(shown), 1) - 0.5, -0.5))
    when = number(swings.by)
    axis_words(
        ax, size, x=f"change of the chance of {swings.report} by {when} (baseline {number(swings.base.value, 3)})"
    )
    for lane, row in enumerate(shown):
        for shift, end, estimate, colour, hatch in (
            (-0.2, "low", row.to_low, VERMILLION, "///"),
            (0.2, "high", row.to_high, BLUE, ""),
        ):
            _swing(ax, lane + shift, estimate.value, estimate.error, f"{end}-{row.parameter}", colour, hatch, size)
    words = [parameter_lane(scenario, row.parameter, f"{number(row.low)} to {number(row.high)}") for row in shown]
    tick_words(ax, "y", range(len(shown)), words, size)
    _zero(ax)
    title(ax, f"{swings.provenance.scenario}: what moves the chance of {swings.report}", size, share=0.72)
    looks = [{"facecolor": "#F6C48B", "hatch": "///"}, {"facecolor": "#9FD3F2", "hatch": ""}]
    boxes = [Rectangle((0, 0), 1, 1, edgecolor=BLACK, linewidth=0.8, **look) for look in looks]  # type: ignore[arg-type]  # colours and hatches
    legend(ax, boxes, ["parameter at the low end of its range", "at the high end"], size, columns=2)
    hidden = len(swings.rows) - len(shown)
    if hidden:
        note(ax, f"{hidden} parameter{'s' * (hidden != 1)} that move it less, or not at all, are not drawn.", size)
    return ax


def _room(most: int, size: Size) -> int:
    """A slide does not grow: fewer rows have room on it."""
    return most if size == "page" else min(most, int((INCHES[size][1] - 1.5) / ROW[size]))


def _to(robustness: Robustness, name: str, move: Move) -> str:
    return place(move.values[name], robustness.spans[name], 4)


def _said(move: Move) -> str:
    what = told(move.divergence)
    return f"{what['decision'].split(' after ')[0]}: {what['instead']} instead of {what['choice']}"


def _tell(ax: Axes, row: int, text: str, rises: bool, size: Size) -> None:
    """What changes, on the side of zero where the bar is not."""
    lines = textwrap.wrap(text, LINE)
    shown = "\n".join(
        lines if len(lines) <= 2 else [lines[0], textwrap.shorten(" ".join(lines[1:]), LINE, placeholder=" …")]
    )
    gap = 0.02 * ax.get_xlim()[1]
    points = (0.85 if len(lines) > 1 else 0.95) * POINTS[size]
    write(ax, -gap if rises else gap, row, shown, size=size, points=points, ha="right" if rises else "left")


def _zero(ax: Axes) -> None:
    ax.axvline(0, color=BLACK, linewidth=1.0)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _rest(robustness: Robustness, found: int, shown: int) -> str:
    still = len(robustness.single) - found
    told = [f"Outcome: {robustness.outcome}."]
    if found > shown:
        told.append(f"{found - shown} farther flips are not drawn.")
    if still:
        told.append(f"{still} parameter{'s' * (still != 1)} alone flip{'s' * (still == 1)} nothing within the span.")
    return " ".join(told)


def _swing(ax: Axes, y: float, value: float, error: float, name: str, colour: str, hatch: str, size: Size) -> None:
    fill = "#F6C48B" if colour == VERMILLION else "#9FD3F2"
    bar = ax.barh(
        y,
        value,
        height=0.38,
        color=fill,
        edgecolor=BLACK,
        linewidth=0.8,
        xerr=error or None,
        error_kw={"linewidth": 0.8},
    )[0]
    bar.set(gid=f"swing-{name}", hatch=hatch, hatchcolor=GREY, hatch_linewidth=0.5)
    gap = 0.015 * ax.get_xlim()[1] + error
    text = f"{value:+.2g}".replace("-", "\N{MINUS SIGN}") if abs(value) > NOTICEABLE else "0"
    write(
        ax,
        value + (gap if value >= 0 else -gap),
        y,
        text,
        size=size,
        points=0.8 * POINTS[size],
        ha="left" if value >= 0 else "right",
        va="center_baseline",
    )
