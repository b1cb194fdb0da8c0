"""The verdicts on a scenario's claims, and where each turning point lies from today's value."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.glyphs import drawable, text_width
from deterrence.plot.drawing.height import set_height
from deterrence.plot.drawing.labels import settle
from deterrence.plot.drawing.rows import LOW, left_out, name_rows, of_size, only_words, rows_sheet
from deterrence.plot.drawing.style import BLACK, GREY, HATCHES, PALE, POINTS, REGIONS, VERMILLION, Size, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deterrence.analysis.check import CheckReport, ClaimRow
    from deterrence.scenario.scenario import Scenario

MOST: Mapping[str, int] = {"page": 80, "slide": 14}
LOOKS: Mapping[str, tuple[str, str]] = {
    "holds": ("#DDF1E8", HATCHES[0]),
    "fails": (REGIONS[1], HATCHES[1]),
    "undecided": (REGIONS[4], HATCHES[2]),
    "vacuous": (PALE, HATCHES[4]),
}
CHIP, GAUGE, THICK = 0.17, 0.2, 0.74
NOW: Any = {"marker": "o", "color": BLACK, "markersize": 4.5, "linestyle": ""}
TURN: Any = {"marker": "D", "color": VERMILLION, "markeredgecolor": BLACK, "markersize": 5, "linestyle": ""}


def claim_strip(
    report: CheckReport, *, scenario: Scenario | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw the verdict on every claim, and beside it the evidence.

    Parameters
    ----------
    report
        The answer of `check`.
    scenario
        The scenario that was checked: a claim about a turning point then shows
        where in the parameter's range it lies, and where the parameter is now.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`. Of more claims
        than there is room for, those that do not hold come first.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence import check, load
    >>> deal = load("technology-for-money")
    >>> ax = claim_strip(check(deal, names=["us_stays", "need_rule"]), scenario=deal)
    >>> [text.get_text() for text in ax.texts][:2]
    ['holds', 'holds']
    """
    rows = list(report.rows)
    if len(rows) > of_size(MOST, size):
        rows.sort(key=lambda row: row.verdict == "holds")
    shown = rows[: of_size(MOST, size)]
    counts = ", ".join(f"{report.count(verdict)} {verdict}" for verdict in LOOKS if report.count(verdict))
    name = report.provenance.scenario
    heading = (f"{name}: claims" if name else "Claims") + (f" ({counts})" if counts else "")
    axes, high = rows_sheet(len(shown), heading, size, ax=ax, row=0.9 * LOW[size])
    if not shown:
        return only_words(axes, "There are no claims.", high, size)
    name_rows(axes, [textwrap.shorten(row.name, 34, placeholder=" …") for row in shown], size)
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for place, row in enumerate(shown):
        _chip(axes, row.verdict, -float(place), size)
    gauges = [_gauge(axes, row, scenario, -float(place)) for place, row in enumerate(shown)]
    _legend(axes, shown, any(gauges), left_out(len(rows) - len(shown), "claims"), size)
    settle(axes)
    for place, row in enumerate(shown):
        begin = CHIP + GAUGE + 0.04 if gauges[place] else CHIP + 0.03
        said = _shortened(axes, row.detail, 1 - begin, size)
        write(axes, begin, -float(place), said, size=size, ha="left").set_in_layout(False)
    set_height(axes, high)
    return axes


def _chip(ax: Axes, verdict: str, row: float, size: Size) -> None:
    ax.add_patch(Rectangle((0, row - THICK / 2), CHIP, THICK, zorder=2, **_look(verdict)))
    write(ax, CHIP / 2, row, verdict, size=size, bold=verdict != "holds", on_white=bool(LOOKS[verdict][1]))


def _look(verdict: str) -> dict[str, Any]:
    colour, hatch = LOOKS[verdict]
    return {"facecolor": colour, "hatch": hatch, "edgecolor": GREY, "linewidth": 0.5}


def _gauge(ax: Axes, row: ClaimRow, scenario: Scenario | None, place: float) -> bool:
    """The range of a claim's parameter with the value now and the turning point; False where there is none."""
    claim = scenario.claims.get(row.name) if scenario is not None else None
    if scenario is None or claim is None or claim.flips is None or not isinstance(row.evidence, float):
        return False
    name = claim.flips.parameter
    least, most = claim.flips.over or scenario.span(name)
    now = claim.given.get(name, scenario.baseline[name])
    low, high = min(least, now, row.evidence), max(most, now, row.evidence)
    left, wide = CHIP + 0.03, GAUGE - 0.02

    def scaled(value: float) -> float:
        return left + wide * (value - low) / ((high - low) or 1.0)

    ax.plot([scaled(least), scaled(most)], [place, place], color=GREY, linewidth=2.0, solid_capstyle="butt", zorder=2)
    ax.plot([scaled(now)], [place], zorder=4, **NOW)
    ax.plot([scaled(row.evidence)], [place], zorder=3, **TURN)
    return True


def _legend(ax: Axes, rows: Sequence[ClaimRow], gauges: bool, told: Sequence[str], size: Size) -> None:
    handles: list[Any] = [Patch(**_look(verdict)) for verdict in LOOKS if any(row.verdict == verdict for row in rows)]
    words = [verdict for verdict in LOOKS if any(row.verdict == verdict for row in rows)]
    if gauges:
        handles += [Line2D([], [], **TURN), Line2D([], [], **NOW)]
        words += ["turning point in the range", "value now"]
    explained(ax, handles, words, size, small_print=told)


def _shortened(ax: Axes, text: str, share: float, size: Size) -> str:
    """The text cut to a share of the width of the axes."""
    room = 0.96 * share * float(ax.get_window_extent().width) * 72 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # it has a figure
    shown = drawable(" ".join(text.split()))
    if text_width(shown, POINTS[size]) <= room:
        return shown
    while shown and text_width(shown + " …", POINTS[size]) > room:
        shown = shown[:-1]
    return shown.rstrip(" ,;") + " …"
