"""What must change: for each parameter its value now, its range, and where the verdict turns over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.height import set_height
from deterrence.plot.drawing.rows import ROW, left_out, name_rows, of_size, only_words, rows_sheet
from deterrence.plot.drawing.style import BLACK, BLUE, GREY, PALE, VERMILLION, Size, parameter_words, tick_words, write
from deterrence.tables.text import number, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deterrence.analysis.inverse import Inverse
    from deterrence.scenario.scenario import Scenario

MOST: Mapping[str, int] = {"page": 24, "slide": 9}
THICK = 0.34
WHOLE: Any = {"facecolor": PALE, "edgecolor": GREY, "linewidth": 0.5}
LOOKS: Mapping[str, Any] = {
    "now": {"marker": "o", "color": BLACK, "markersize": 7},
    "alone": {"marker": "D", "color": VERMILLION, "markeredgecolor": BLACK, "markersize": 7},
    "joint": {"marker": "s", "color": "none", "markeredgecolor": BLUE, "markeredgewidth": 1.8, "markersize": 12},
}
BESIDE = 1.02
ON_THE_EDGE = 5e-4  # of the range


def change_strip(
    found: Inverse, *, scenario: Scenario | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw the smallest changes that turn a state's stability over, each parameter in its range.

    Parameters
    ----------
    found
        The answer of `inverse`.
    scenario
        Says what the parameters mean.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence import inverse, load
    >>> ax = change_strip(inverse(load("technology-for-money"), player="us"))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['gain']
    """
    names = _names(found)
    shown = names[: of_size(MOST, size)]
    state = ", ".join(f"{name} = {value}" for name, value in found.state.items())
    then = "unstable" if found.is_stable else "stable"
    heading = f"What would make {state} {then} for {found.player or 'every player'}"
    axes, high = rows_sheet(len(shown), heading, size, ax=ax, row=ROW[size])
    if not shown:
        return only_words(axes, "No change within the parameters' ranges does.", high, size)
    name_rows(axes, [parameter_words(scenario, name) for name in shown], size)
    axes.set_xlim(-0.02, 1.02)
    drawn = {kind for row, name in enumerate(shown) for kind in _draw_row(axes, found, name, -float(row), size)}
    tick_words(axes, "x", [0, 1], ["least", "most"], size)
    words = {"now": "now", "alone": "where it changes, by itself", "joint": "where it changes, moved together"}
    handles: list[Artist] = [Patch(**WHOLE)]
    handles += [Line2D([], [], linestyle="", **LOOKS[kind]) for kind in words if kind in drawn]
    told = [f"By {found.provenance.concept}. Beside: the change as a share of the range, by itself."]
    if found.joint is not None:
        told.append(f"Together: {found.joint.distance:.1%} of the ranges.")
    labels = ["range of the parameter", *(word for kind, word in words.items() if kind in drawn)]
    explained(axes, handles, labels, size, small_print=[*told, *left_out(len(names) - len(shown), "parameters")])
    set_height(axes, high)
    return axes


def _names(found: Inverse) -> list[str]:
    """The parameters that matter: nearest single changes first, then those of the joint change alone."""
    alone = {name: flip.distance for name, flip in found.per_parameter.items() if flip is not None}
    joint = [name for name in (found.joint.values if found.joint else ()) if name not in alone]
    return [*sorted(alone, key=lambda name: alone[name]), *joint]


def _draw_row(ax: Axes, found: Inverse, name: str, row: float, size: Size) -> list[str]:
    """The range, the marks in it, and the numbers beside; returns the kinds of marks."""
    least, most = found.spans[name]

    def scaled(value: float) -> float:
        return min(1.0, max(0.0, (value - least) / ((most - least) or 1.0)))

    ax.barh(row, 1, THICK, zorder=2, **WHOLE)
    now, flip = found.baseline[name], found.per_parameter.get(name)
    marks = {"now": now}
    if found.joint is not None and name in found.joint.values:
        marks["joint"] = found.joint.values[name]
    if flip is not None:
        marks["alone"] = flip.values[name]
        ax.plot([scaled(now), scaled(flip.values[name])], [row, row], color=BLACK, linewidth=1.4, zorder=4)
    for kind, value in marks.items():
        ax.plot([scaled(value)], [row], zorder=5 + list(LOOKS).index(kind) % 2, linestyle="", **LOOKS[kind])
    aim = marks.get("alone", marks.get("joint", now))
    if flip is not None and flip.distance < ON_THE_EDGE:
        said = f"{number(now)}, on the edge"
    else:
        said = f"{number(now)} → {place(aim, (least, most), 4)}"
        said += f" ({flip.distance:.1%})" if flip is not None else " (with others)"
    write(ax, BESIDE, row, said, size=size, ha="left", at=ax.get_yaxis_transform())
    return list(marks)
