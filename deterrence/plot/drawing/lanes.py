"""Lanes of bars, with names beside them that can have several lines."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deterrence.plot.drawing.glyphs import drawable
from deterrence.plot.drawing.style import INCHES, Size, new_axes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from deterrence.scenario.scenario import Scenario

ROW: Mapping[str, float] = {"page": 0.26, "slide": 0.33}  # inches from lane to lane
LINE: Mapping[str, float] = {"page": 0.54, "slide": 0.62}  # how many lanes high a line of a name is
NAMES: Mapping[str, int] = {"page": 40, "slide": 34}
LINES = 3
CLOSE, APART = 0.9, 0.35
MEANING = 36
HEAD = 1.4  # inches for title, axis and legend


def lane_name(name: str, size: Size) -> str:
    r"""A name in at most three lines.

    >>> lane_name("United States: treaty after miss, keep, high", "page")
    'United States: treaty after miss, keep,\nhigh'
    """
    return "\n".join(textwrap.wrap(drawable(name), NAMES[size], max_lines=LINES, placeholder=" …"))


def lane_places(names: Sequence[str], joined: Sequence[bool], size: Size) -> tuple[list[float], float]:
    """Where each lane is, from 0 down, so that names keep clear of one another, and the lower end of them all.

    A lane that is `joined` to the one above stands close under it.

    >>> lane_places(["treaty", "believes", "start"], [False, True, False], "page")
    ([0.0, -0.9, -2.15], -2.75)
    """
    high = [max(CLOSE, LINE[size] * (1 + name.count("\n"))) for name in names]
    found = [0.0]
    for (above, this), close in zip(itertools.pairwise(high), joined[1:], strict=True):
        found.append(found[-1] - (above + this) / 2 - (0.0 if close else APART))
    return found, found[-1] - max(0.6, high[-1] / 2)


def parameter_lane(scenario: Scenario | None, name: str, values: str) -> str:
    """A parameter with its values in two lines: its meaning, as far as a scenario is at hand, and its name.

    >>> parameter_lane(None, "pay", "0 to 4")
    'pay (0 to 4)'
    """
    known = scenario.parameters.get(name) if scenario is not None else None
    meaning = known.meaning if known is not None else None
    text = f"{name} ({values})"
    return f"{textwrap.shorten(meaning, MEANING, placeholder=' …')}\n{text}" if meaning else text


def lane_axes(ax: Axes | None, lanes: int, row: Mapping[str, float], size: Size) -> Axes:
    """Axes for so many lanes, each `row` inches high: a page grows with them, a slide only if it must."""
    wanted = HEAD + row[size] * max(1, lanes)
    return new_axes(ax, size, height=wanted if size == "page" else max(INCHES[size][1], wanted))
