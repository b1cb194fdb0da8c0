"""Every threshold of every parameter, each on its own span."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.analysis.thresholds import Threshold, Thresholds
from deterrence.errors import expect_kind
from deterrence.plot.colours import BLACK, GREY
from deterrence.plot.labels import Callout, box_of, place_labels
from deterrence.plot.style import INCHES, POINTS, Size, axis_words, legend, new_axes, note, tick_words, title
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.scenario.scenario import Scenario

MOST = {"page": 14, "slide": 6}
NEAR = 5.0
ROW = {"page": 0.44, "slide": 0.62}


def threshold_strip(
    thresholds: Thresholds,
    *,
    most: int | None = None,
    ax: Axes | None = None,
    size: Size = "page",
    scenario: Scenario | None = None,
) -> Axes:
    """Draw where along each parameter's span the outcome changes, and from what to what.

    Parameters
    ----------
    thresholds
        From `thresholds`.
    most
        How many parameters are drawn, by default 14 on a page and 6 on a
        slide: those whose nearest threshold is nearest to the baseline.
    ax, size
        As for every figure.
    scenario
        Adds the meaning of each parameter.

    Examples
    --------
    >>> from deterrence import load, thresholds
    >>> threshold_strip(thresholds(load("treaty"))).get_xlabel()
    'each parameter alone, the others at the baseline'
    """
    expect_kind(thresholds, Thresholds, "threshold_strip")
    names = sorted({row.parameter for row in thresholds.rows}, key=lambda name: _nearest(thresholds, name))
    shown = names[: most or MOST[size]]
    wanted = 1.4 + ROW[size] * max(1, len(shown))
    ax = new_axes(ax, size, height=wanted if size == "page" else max(INCHES[size][1], wanted))
    ax.set(xlim=(-0.04, 1.04), ylim=(max(len(shown), 1) - 0.35, -0.75))
    callouts = []
    for row, name in enumerate(shown):
        ax.plot([0, 1], [row, row], color=GREY, linewidth=1.2, zorder=1)
        ax.plot(
            _share(thresholds, name, thresholds.baseline[name]),
            row,
            marker="*",
            color=BLACK,
            markersize=1.3 * POINTS[size],
            zorder=4,
            gid=f"baseline-{name}",
        )
        for threshold in thresholds.of(name):
            at = _share(thresholds, name, threshold.value)
            ax.plot([at, at], [row - 0.18, row + 0.18], color=BLACK, linewidth=2.0, zorder=3, gid=f"threshold-{name}")
            callouts.append(_callout(threshold, at, row, size))
    words = [_named(thresholds, scenario, name) for name in shown]
    tick_words(ax, "y", range(len(shown)), words, size)
    tick_words(ax, "x", [0, 1], ["low end of the span", "high end"], size)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    axis_words(ax, size, x="each parameter alone, the others at the baseline")
    title(ax, f"{thresholds.provenance.scenario}: where the outcome changes", size, share=0.72)
    handles = [
        *ax.plot([], [], marker="*", linestyle="", color=BLACK, markersize=1.3 * POINTS[size]),
        *ax.plot([], [], marker="|", linestyle="", color=BLACK, markersize=1.3 * POINTS[size], markeredgewidth=2),
    ]
    legend(ax, handles, ["baseline", "threshold: its value, and what is chosen below → above"], size, columns=2)
    rest = len(thresholds.spans) - len(names)
    told = (
        [f"{len(names) - len(shown)} parameters with farther thresholds are not drawn."]
        if len(names) > len(shown)
        else []
    )
    told += [f"{rest} parameter{'s' * (rest != 1)} change{'s' * (rest == 1)} nothing alone."] if rest else []
    if told:
        note(ax, " ".join(told), size)
    written, left_out = place_labels(ax, callouts, size=size)
    place_labels(ax, [_short(callout) for callout in left_out], avoid=[box_of(text) for text in written], size=size)
    return ax


def _share(thresholds: Thresholds, name: str, value: float) -> float:
    low, high = thresholds.spans[name]
    return (value - low) / (high - low) if high > low else 0.5


def _nearest(thresholds: Thresholds, name: str) -> float:
    base = _share(thresholds, name, thresholds.baseline[name])
    return min(abs(_share(thresholds, name, row.value) - base) for row in thresholds.of(name))


def _named(thresholds: Thresholds, scenario: Scenario | None, name: str) -> str:
    low, high = (number(end) for end in thresholds.spans[name])
    meaning = scenario.parameters[name].meaning if scenario is not None else None
    text = f"{name} ({low} to {high})"
    if not meaning:
        return text
    return f"{meaning if len(meaning) <= 34 else meaning[:33].rstrip() + '…'}\n{text}"


def _callout(threshold: Threshold, at: float, row: int, size: Size) -> Callout:
    text = f"{number(threshold.value)}: {threshold.below} → {threshold.above}"
    sides = ("above", "above right", "above left")
    return Callout(text=text, at=(at, row - 0.16), sides=sides, leader=False, farthest=NEAR, points=0.88 * POINTS[size])


def _short(callout: Callout) -> Callout:
    """The value alone, under the line."""
    x, y = callout.at
    return replace(
        callout, text=callout.text.split(":")[0], at=(x, y + 0.34), sides=("below", "below right", "below left")
    )
