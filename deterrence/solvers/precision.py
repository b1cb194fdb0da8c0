"""How precise the players of observed games were: the precision of greatest likelihood on the principal branch."""

from __future__ import annotations

import enum
import html
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, nearest
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.arclength import hold, start, trace
from deterrence.solvers.likelihood import highest, standard_error
from deterrence.solvers.logit_branch import BranchSystem
from deterrence.tables.text import html_table, number

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

FLAT = 1e-9
STEP_SHARE = 1e-3


class Maximum(enum.Enum):
    """What kind of maximum a likelihood has."""

    INTERIOR = "interior"
    """At a positive, finite precision."""
    ZERO = "zero"
    """Nothing beats chance: better choices were not made more often."""
    INFINITE = "infinite"
    """The likelihood still rises where the branch was left: choices were as good as they can be."""
    FLAT = "flat"
    """Every precision explains the counts equally well."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PrecisionFit:
    """A precision fitted to counts of choices.

    `precision` is 0, infinite or NaN (flat) where `maximum` says so;
    `standard_error`, from the observed information, is NaN unless the maximum
    is interior. `probabilities` are those fitted, by player or information set.
    """

    precision: float
    standard_error: float
    log_likelihood: float
    probabilities: Mapping[str, Array]
    observations: int
    maximum: Maximum

    def plot(
        self, *, game: NormalFormGame | ExtensiveGame | None = None, ax: Axes | None = None, size: Size = "page"
    ) -> Axes:
        """Draw the fitted choice probabilities; `game` gives the names of choices."""
        from deterrence.plot.equilibria.choice_shares import precision_bars

        return precision_bars(self, game=game, ax=ax, size=size)

    def __str__(self) -> str:
        rows = [f"  {name}: {', '.join(number(float(p)) for p in row)}" for name, row in self.probabilities.items()]
        title = f"precision {number(self.precision)} (standard error {number(self.standard_error)}), "
        title += (
            f"log-likelihood {number(self.log_likelihood)} of {self.observations} choices; {self.maximum.value} maximum"
        )
        return "\n".join([title, *rows])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [[name, ", ".join(number(float(p)) for p in row)] for name, row in self.probabilities.items()]
        return f"<p>{html.escape(str(self).splitlines()[0])}</p>{html_table(('who', 'fitted probabilities'), rows)}"


def fit_precision(
    game: NormalFormGame | ExtensiveGame, counts: Mapping[str, npt.ArrayLike], *, up_to: float = 1e4
) -> PrecisionFit:
    """Fit the precision of logit quantal response to counts of choices by maximum likelihood.

    The maximum is the highest on the principal branch between precision 0 and
    the first arrival at `up_to`, folds included.

    Parameters
    ----------
    game
        With one parameter point.
    counts
        How often each choice was seen, by player (normal form) or information
        set (extensive form, the agent form); what is left out was not observed.
    up_to
        Where the branch is left, in precision times the largest difference
        between payoffs.

    Raises
    ------
    ArgumentError
        An unknown name, the wrong number of choices, negative counts or none at all.

    References
    ----------
    .. [1] R. D. McKelvey and T. R. Palfrey, "Quantal response equilibria for
       normal form games", Games and Economic Behavior 10, 1995.

    Examples
    --------
    >>> game = NormalFormGame.of_matrices([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
    >>> fit = fit_precision(game, {"1": [67.456, 60.544], "2": [46.848, 81.152]})
    >>> round(fit.precision, 4), round(fit.log_likelihood, 4)
    (1.8456, -174.7645)
    """
    system = BranchSystem(game)
    seen = _counted(system, counts)
    total = round(sum(float(row.sum()) for row in seen))
    path = _Path(system, seen, up_to)
    heights = np.array(path.heights)
    best = int(heights.argmax())
    maximum = _kind(heights, best)
    if maximum is Maximum.INTERIOR:
        state = path.top(best)
        precision = float(state[-1, 0])
        step = STEP_SHARE * precision
        error = standard_error(lambda value: path.height_at(state, value), precision, step) / float(system.scale[0])
    else:
        state, error = path.states[best], math.nan
        precision = {Maximum.ZERO: 0.0, Maximum.INFINITE: math.inf, Maximum.FLAT: math.nan}[maximum]
    return PrecisionFit(
        precision=precision / float(system.scale[0]),
        standard_error=error,
        log_likelihood=path.height(state),
        probabilities=dict(zip(system.names, system.profile(state), strict=True)),
        observations=total,
        maximum=maximum,
    )


class _Path:
    """The likelihood along the branch."""

    def __init__(self, system: BranchSystem, seen: list[Array], up_to: float) -> None:
        self.system, self.seen = system, seen
        x, tangent, mark = start(system.equations, 1)
        self.states, self.tangents = [x.copy()], [tangent.copy()]
        for state, direction, _ in trace(system.equations, x, tangent, mark, np.array([up_to])):
            self.states.append(state)
            self.tangents.append(direction)
        self.heights = [self.height(state) for state in self.states]

    def height(self, state: Array) -> float:
        """The log-likelihood at a state."""
        profile = self.system.profile(state)
        terms = [float(n[n > 0] @ np.log(row[n > 0])) for n, row in zip(self.seen, profile, strict=True)]
        return sum(terms)

    def top(self, best: int) -> Array:
        """The highest state between the neighbours of a traced one."""
        around = self.states[best - 1], self.states[best], self.states[best + 1]
        back, forth = (float(np.linalg.norm(other - around[1])) for other in (around[0], around[2]))
        length = highest(lambda s: self.height(self.moved(best, s)), -back, forth)
        return self.moved(best, length)

    def moved(self, best: int, length: float) -> Array:
        """The state on the branch so far along the tangent."""
        state = self.states[best] + length * self.tangents[best]
        tangent = np.empty_like(state)
        for _ in range(4):
            self.system.equations.correct(state, tangent, 1.0)
        return state

    def height_at(self, near: Array, precision: float) -> float:
        """The log-likelihood at a precision, on the part of the branch that a state lies on."""
        state = near.copy()
        hold(self.system.equations, state, np.array([precision]))
        return self.height(state)


def _kind(heights: Array, best: int) -> Maximum:
    close = FLAT * (1.0 + abs(float(heights[0])))
    if heights.max() - heights.min() <= close:
        return Maximum.FLAT
    if best == 0:
        return Maximum.ZERO
    return Maximum.INFINITE if heights[-1] >= heights[best] - close else Maximum.INTERIOR


def _counted(system: BranchSystem, counts: Mapping[str, npt.ArrayLike]) -> list[Array]:
    """The counts in the order of the system's names, 0 where nothing was said."""
    sizes = [len(row) for row in system.profile(np.zeros((system.equations.unknowns, 1)))]
    for name in counts:
        if name not in system.names:
            raise ArgumentError(f"counts for unknown '{name}'", nearest(name, system.names) or ", ".join(system.names))
    found = []
    for name, size in zip(system.names, sizes, strict=True):
        row = np.asarray(counts.get(name, np.zeros(size)), dtype=float)
        if row.shape != (size,) or not (np.isfinite(row) & (row >= 0)).all():
            raise ArgumentError(f"'{name}' needs {size} counts that are not negative, found {row.tolist()}")
        found.append(row)
    if not sum(float(row.sum()) for row in found):
        raise ArgumentError("no choice was counted")
    return found
