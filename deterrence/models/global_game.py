"""Global games of surprise attack: a little noise about what striking is worth picks one equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, single, together
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import TIE, tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "nobody gains by striking at other signals (Bayesian Nash equilibrium); crisis stability"

TOUCHES = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GlobalGame:
    """All equilibria in which both sides strike from a cutoff of their signals on, most aggressive first.

    `signal` is the cutoff and `estimate` the expected temptation of a side that
    observes it; `regret` is what that side would gain by not being
    indifferent, from the payoffs. `unique_for_every_prior` tells whether there
    is one cutoff whatever the prior mean.
    """

    signal: Array
    estimate: Array
    regret: Array
    unique_for_every_prior: bool
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what striking gains at a common cutoff, and the equilibria."""
        from deterrence.plot.models.equilibrium_points import cutoff_curve

        return cutoff_curve(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        columns = (self.signal, self.estimate, self.regret.round(12))
        rows = [[number(float(cell)) for cell in row] for row in zip(*columns, strict=True)]
        return ("strike from signal", "estimate there", "regret"), rows

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def noise_cutoff(*, peace: npt.ArrayLike, first: npt.ArrayLike, struck: npt.ArrayLike, mutual: npt.ArrayLike) -> Array:
    """The temptation from which on sides strike when each observes it with a little noise of its own.

    The strike-first game of `reciprocal_fear`, but striking is worth a common
    temptation t more than its payoffs say, whatever the other does. If t is
    known, striking is dominant above ``peace - first`` and waiting below
    ``struck - mutual``; in between both waiting and both striking are
    equilibria, and nothing tells which. If each sees t with an error, however
    small, a side at the cutoff thinks it as likely as not that the other's
    signal is above it. It strikes with a chance of one half, and indifference
    at that chance is the cutoff::

        ((peace - first) - (mutual - struck)) / 2

    At ``t = 0`` sides strike exactly if ``theta < 1/2``, if striking is risk
    dominant. What surprises is that the worse it is to be struck, the more the
    sides strike, though both know that neither wants a war: an outcome that
    never happens in the peaceful equilibrium decides whether that is played.
    In a class: give each student a slightly wrong number and see coordination
    break at one half.

    Parameters
    ----------
    peace, first, struck, mutual
        As for `reciprocal_fear`; arrays broadcast together.

    Raises
    ------
    ArgumentError
        Not finite, shapes that do not fit, or an action that is dominant at no
        temptation.

    References
    ----------
    H. Carlsson and E. van Damme, "Global games and equilibrium selection",
    Econometrica 61, 1993, pp. 989-1018, for the selection of the risk-dominant
    equilibrium; the cutoff in this form is derived here.

    Examples
    --------
    >>> noise_cutoff(peace=0, first=-1, struck=[-3.5, -4, -8], mutual=-3).tolist()
    [0.25, 0.0, -2.0]
    """
    patience, fear = _stakes(peace, first, struck, mutual)
    return np.asarray((patience - fear) / 2)[()]


def global_game(
    *,
    peace: float,
    first: float,
    struck: float,
    mutual: float,
    prior_mean: float,
    prior_precision: float,
    signal_precision: float,
) -> GlobalGame:
    """Cutoff equilibria of the strike-first game when the temptation is normal and seen with normal noise.

    The temptation t of `noise_cutoff` is drawn with mean y and precision
    `prior_precision` alpha; each side sees it with an error of its own of
    precision beta. With ``a = peace - first`` and ``b = mutual - struck``, a
    side whose estimate is m expects to gain
    ``m - a + (a + b) P(the other strikes)`` by striking, and at a common cutoff
    that is ``m - a + (a + b) Phi(sqrt(gamma) (y - m)) = 0`` with
    ``gamma = alpha ** 2 (alpha + beta) / (beta (alpha + 2 beta))``.

    There is one cutoff for every prior iff ``gamma <= 2 pi / (a + b) ** 2``:
    when private signals are precise against what everybody knows. Public
    knowledge brings the several equilibria back, and so more information, if it
    is public, can make a crisis harder to predict. As beta grows the cutoff
    goes to that of `noise_cutoff`.

    Parameters
    ----------
    peace, first, struck, mutual
        As for `reciprocal_fear`.
    prior_mean
        y, in units of payoff.
    prior_precision, signal_precision
        alpha and beta, positive: one over the variance.

    Raises
    ------
    ArgumentError
        Out of bounds, or an action that is dominant at no temptation.

    References
    ----------
    S. Morris and H. S. Shin, "Global games: theory and applications", in
    Advances in Economics and Econometrics, Cambridge University Press 2003,
    pp. 56-114, for the condition; its form for these payoffs is derived here.

    Examples
    --------
    >>> given = dict(peace=0, first=-1, struck=-4, mutual=-3, prior_mean=0)
    >>> print(global_game(**given, prior_precision=1, signal_precision=4))
    nobody gains by striking at other signals (Bayesian Nash equilibrium); crisis stability
    strike from signal  estimate there  regret
                     0               0       0
    >>> global_game(**given, prior_precision=10, signal_precision=4).estimate.round(4).tolist()
    [-1.0, 0.0, 1.0]
    """
    patience, fear = (float(x) for x in _stakes(single("peace", peace), first, struck, mutual))
    y = single("prior_mean", prior_mean)
    alpha = single("prior_precision", prior_precision, above=0)
    beta = single("signal_precision", signal_precision, above=0)
    slope = float(alpha * np.sqrt((alpha + beta) / beta / (alpha + 2 * beta)))
    found = _roots(patience, fear, y, slope)
    signal = found + (found - y) * alpha / beta
    numbers_given = {"peace": peace, "first": first, "struck": struck, "mutual": mutual, "prior_mean": y}
    numbers_given |= {"prior_precision": alpha, "signal_precision": beta}
    critical = float(np.sqrt(2 * np.pi))
    return GlobalGame(
        signal=frozen(signal),
        estimate=frozen(found),
        regret=frozen(np.abs(_gain(found, patience, fear, (alpha, beta), signal))),
        unique_for_every_prior=bool((patience + fear) * slope <= critical * (1 + TIE)),
        provenance=origin("global game of surprise attack", numbers_given, SENSE),
    )


def _stakes(
    peace: npt.ArrayLike, first: npt.ArrayLike, struck: npt.ArrayLike, mutual: npt.ArrayLike
) -> tuple[Array, Array]:
    """What waiting is worth against one who waits, and striking against one who strikes."""
    given = {"peace": peace, "first": first, "struck": struck, "mutual": mutual}
    w, f, s, m = together(**{name: numbers(name, value) for name, value in given.items()})
    total = (w - f) + (m - s)
    if ((total <= 0) | tied(total, 0.0)).any():
        raise ArgumentError(
            "'peace' less 'first' and 'mutual' less 'struck' must add to more than 0",
            "otherwise the other's striking is no reason to strike",
        )
    return w - f, m - s


def _roots(patience: float, fear: float, y: float, slope: float) -> Array:
    """All estimates of indifference, each on a piece where the gain is monotone; at a touching point one root."""
    from scipy.optimize import bisect
    from scipy.special import ndtr

    def gain(m: float) -> float:
        return float(m - patience + (patience + fear) * ndtr(slope * (y - m)))

    steepness = (patience + fear) * slope / np.sqrt(2 * np.pi)
    turns = [y + sign * np.sqrt(2 * np.log(steepness)) / slope for sign in (-1, 1)] if steepness > 1 + TIE else []
    ends = [-fear, *(turn for turn in turns if -fear < turn < patience), patience]
    found = [end for end in ends if abs(gain(end)) <= TOUCHES]
    for low, high in pairwise(ends):
        if gain(low) * gain(high) < 0 and min(abs(gain(low)), abs(gain(high))) > TOUCHES:
            found.append(bisect(gain, low, high, xtol=1e-14))
    return np.array(sorted(found))


def _gain(estimate: Array, patience: float, fear: float, precisions: tuple[float, float], signal: Array) -> Array:
    """What striking gains at the cutoff, from the distribution of the other's signal."""
    from scipy.special import ndtr

    alpha, beta = precisions
    spread = np.sqrt(1 / (alpha + beta) + 1 / beta)
    strikes = ndtr((estimate - signal) / spread)
    return np.asarray((1 - strikes) * (estimate - patience) + strikes * (estimate + fear))
