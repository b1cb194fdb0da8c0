"""Lanes of bars, with names beside them that can have several lines."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deterrence.plot.glyphs import drawable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deterrence.plot.style import Size

ROW: Mapping[str, float] = {"page": 0.26, "slide": 0.33}  # inches from lane to lane
LINE: Mapping[str, float] = {"page": 0.54, "slide": 0.62}  # how many lanes high a line of a name is
NAMES: Mapping[str, int] = {"page": 40, "slide": 34}
LINES = 3
CLOSE, APART = 0.9, 0.35


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
