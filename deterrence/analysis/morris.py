"""Morris screening: which of many parameters matter at all, from few points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

LEVELS = 4
TRAJECTORIES = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Screening:
    """Elementary effects of parameters, over the unit cube of their prior probabilities.

    Attributes
    ----------
    parameters
        Their names.
    influence
        The mean absolute elementary effect of each, called mu-star; shape ``(parameter,)``.
    deviation
        The standard deviation of its elementary effects, called sigma:
        large where the effect depends on where one is.
    kept
        The most influential, which went on; `dropped` had an influence of at
        most `bound` and were held at the baseline.
    trajectories
        How many elementary effects each parameter has.
    """

    parameters: tuple[str, ...]
    influence: Array
    deviation: Array
    kept: tuple[str, ...]
    trajectories: int

    def __post_init__(self) -> None:
        for name in ("influence", "deviation"):
            owned = np.array(getattr(self, name), dtype=float)
            owned.flags.writeable = False
            object.__setattr__(self, name, owned)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The parameters that did not go on."""
        return tuple(name for name in self.parameters if name not in self.kept)

    @property
    def bound(self) -> float:
        """The largest influence of a dropped parameter; 0 where none was dropped."""
        rows = zip(self.parameters, self.influence, strict=True)
        return max((float(value) for name, value in rows if name not in self.kept), default=0.0)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the mean absolute effect of every parameter, and how much it differs by place."""
        from deterrence.plot.questions.sensitivity_bars import screening_bars

        return screening_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "parameters": list(self.parameters),
            "influence": self.influence.tolist(),
            "deviation": self.deviation.tolist(),
            "kept": list(self.kept),
            "trajectories": self.trajectories,
        }

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        order = np.argsort(-self.influence, kind="stable")
        rows = [
            [
                self.parameters[i],
                number(float(self.influence[i])),
                number(float(self.deviation[i])),
                "yes" if self.parameters[i] in self.kept else "no",
            ]
            for i in order
        ]
        return ("parameter", "mean effect", "deviation", "goes on"), rows

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def trajectories(size: int, count: int, seed: int) -> Iterator[tuple[Array, npt.NDArray[np.int64], Array]]:
    """Random walks through a grid of the unit cube that move each coordinate once, by half the cube.

    Coordinates are the middles of four equal parts, so that no walk touches
    the ends of an unbounded prior.

    Yields
    ------
    The points, ``(size + 1, size)``, which coordinate each step moves, and by how much; ``(size,)`` each.
    """
    random = np.random.Generator(np.random.Philox(key=seed))
    for _ in range(count):
        start = (random.integers(0, LEVELS, size) + 0.5) / LEVELS
        order = random.permutation(size)
        step = np.where(start[order] < 0.5, 0.5, -0.5)
        points = np.repeat(start[None], size + 1, axis=0)
        for k, coordinate in enumerate(order):
            points[k + 1 :, coordinate] += step[k]
        yield points, order, step


def screening(
    names: tuple[str, ...],
    values: Callable[[Mapping[str, Array], int], Array],
    *,
    keep: int,
    count: int = TRAJECTORIES,
    seed: int = 0,
) -> Screening:
    """Elementary effects by Morris' design, with the mean of absolute effects as the measure of influence.

    Parameters
    ----------
    names
        The coordinates of the unit cube.
    values
        Called with columns of coordinates and the number of points, gives what is screened for.
    keep
        How many go on: those of the largest influence, in the order of `names`.
    count
        How many trajectories.
    seed
        Of the walks.

    References
    ----------
    .. [1] M. D. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33, 1991.
    .. [2] F. Campolongo, J. Cariboni and A. Saltelli, "An effective screening design for sensitivity analysis of
       large models", Environmental Modelling & Software 22, 2007.

    Examples
    --------
    >>> found = screening(("x", "y", "z"), lambda at, n: 3 * at["x"] + at["x"] * at["y"], keep=2)
    >>> found.kept, found.influence[2].item()
    (('x', 'y'), 0.0)
    """
    effects = np.empty((count, len(names)))
    for row, (points, order, step) in enumerate(trajectories(len(names), count, seed)):
        found = values(dict(zip(names, np.ascontiguousarray(points.T), strict=True)), len(points))
        effects[row, order] = np.diff(found) / step
    influence = np.abs(effects).mean(axis=0)
    best = set(np.argsort(-influence, kind="stable")[:keep].tolist())
    return Screening(
        parameters=names,
        influence=influence,
        deviation=effects.std(axis=0, ddof=1),
        kept=tuple(name for i, name in enumerate(names) if i in best),
        trajectories=count,
    )
