"""Audience costs: a crisis as a war of attrition in which each day makes it dearer to back down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers
from deterrence.models.origin import origin, record
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "nobody gains by quitting or attacking at another time (perfect Bayesian equilibrium of the crisis)"
CHECKED = 9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AudienceCrisis:
    """The equilibrium of a crisis with audience costs; the two sides are along the first axis.

    `horizon` is the time at which nobody is left who would back down, `war` the
    probability that the crisis gets there, `concedes` the probability that a
    side gives way at once and `backs_down` that it ever does if the other
    stands. `regret` is the most that any of 9 types of a side, from worst to
    best, gains by quitting or attacking at any of 9 times up to the horizon.
    """

    horizon: Array
    war: Array
    concedes: Array
    backs_down: Array
    regret: Array
    audience: Array
    prize: Array
    worst_war: Array
    provenance: Provenance

    def standing(self, time: npt.ArrayLike) -> Array:
        """The probability that each side has not quit by a time; after the horizon it fights.

        Parameters
        ----------
        time
            At least 0; broadcasts with the points of the result.

        Returns
        -------
        ndarray, shape ``(2, ...)``
        """
        when = np.minimum(numbers("time", time, least=0), self.horizon)
        other, prize = self.audience[::-1], self.prize[::-1]
        return np.asarray((1 - self.concedes) * prize / (prize + other * when))

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw who still stands as the crisis goes on; over points, war and concessions."""
        from deterrence.plot.models.model_courses import standing_curves

        return standing_curves(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        sides = [column.reshape(2, -1) for column in (self.concedes, self.backs_down, self.regret.round(12))]
        together = [column.ravel() for column in (self.horizon, self.war)]
        rows = [
            [name, *(number(float(x[point])) for x in together), *(number(float(x[side, point])) for x in sides)]
            for point in range(together[0].size)
            for side, name in enumerate(("one", "two"))
        ]
        return ("side", "horizon", "war", "concedes at once", "backs down", "regret"), rows

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def audience_crisis(*, audience: npt.ArrayLike, prize: npt.ArrayLike, worst_war: npt.ArrayLike) -> AudienceCrisis:
    """A crisis of two sides that escalate, quit or attack at any time, before audiences of their own.

    Who quits at time t pays ``a_i t`` and leaves the other the prize ``v_j``;
    an attack brings both war, worth ``w_i`` to each, which is known to the side
    alone and thought uniform on ``[-W_i, 0]``. Each side quits at such a rate
    that the other is just willing to wait, ``a_j / (v_j + a_j t)``; as waiting
    makes backing down dearer, more and more types would rather fight, until at
    the horizon nobody is left who would quit::

        t_j = (-v_i + sqrt(v_i ** 2 + 4 a_i v_i W_j / a_j)) / (2 a_i)
        horizon t = min(t_1, t_2)

    Side j still stands there with probability ``a_j t / W_j``: then its war is
    better than backing down, and both fight. The side whose own ``t_j`` is the
    later concedes at once with positive probability, so that both are down to
    their fighters at the same time.

    What surprises: the stronger audience, which loses more by backing down, is
    the one that backs down less. It is weak hands that are free to move, and an
    audience at home is an asset abroad. And the level of audience costs does not
    matter, only their ratio: if both are k times as strong the crisis is k
    times as short, and ends as it would have.

    In a class: one group sets the pace of its audience costs in public before
    types are dealt.

    Parameters
    ----------
    audience
        ``a_1, a_2``: cost of backing down per unit of time; positive.
    prize
        ``v_1, v_2``; positive, in one unit of payoff with the rest.
    worst_war
        ``W_1, W_2``; positive.

    Each has two entries along the first axis; further axes are points and
    broadcast together. One number stands for both sides.

    Raises
    ------
    ArgumentError
        Not positive, or shapes that do not fit together.

    References
    ----------
    J. D. Fearon, "Domestic political audiences and the escalation of
    international disputes", American Political Science Review 88, 1994, pp.
    577-592, for the war of attrition, the horizon and that the stronger
    audience is less likely to back down. The closed form for linear costs and
    uniform types is derived here, inside that model; there can be other
    equilibria.

    Examples
    --------
    >>> print(audience_crisis(audience=[2, 1], prize=1, worst_war=1))
    nobody gains by quitting or attacking at another time (perfect Bayesian equilibrium of the crisis)
    side  horizon     war  concedes at once  backs down  regret
    one     0.366  0.2679                 0      0.2679       0
    two     0.366  0.2679             0.366       0.634       0
    """
    arguments = {"audience": audience, "prize": prize, "worst_war": worst_war}
    given = {name: numbers(name, value, above=0) for name, value in arguments.items()}
    a, v, w = _two_sided(given)
    own, other = v[::-1], a[::-1]
    alone = 2 * own * w / (a * (own + np.sqrt(own**2 + 4 * other * own * w / a)))
    horizon = alone.min(axis=0)
    fights = a * horizon / w
    concedes = np.where(alone > horizon, 1 - fights * (own + other * horizon) / own, 0.0)
    concedes = np.maximum(concedes, 0.0)
    return AudienceCrisis(
        horizon=frozen(horizon),
        war=frozen(fights.prod(axis=0)),
        concedes=frozen(concedes),
        backs_down=frozen(1 - fights),
        regret=frozen(_regret(a, v, w, horizon, concedes)),
        audience=frozen(a),
        prize=frozen(v),
        worst_war=frozen(w),
        provenance=origin("crisis with audience costs", given, SENSE),
    )


def _two_sided(given: dict[str, Array]) -> tuple[Array, ...]:
    arrays = list(given.values())
    for name, array in zip(given, arrays, strict=True):
        if array.ndim and array.shape[0] != 2:
            raise ArgumentError(f"'{name}' must have two entries, one a side, found shape {array.shape}")
    dimensions = max(1, *(array.ndim for array in arrays))
    lined = [array.reshape(array.shape + (1,) * (dimensions - array.ndim)) for array in arrays]
    try:
        return tuple(np.broadcast_arrays(np.zeros((2,) + (1,) * (dimensions - 1)), *lined)[1:])
    except ValueError:
        shapes = ", ".join(f"'{name}' {array.shape}" for name, array in zip(given, arrays, strict=True))
        raise ArgumentError(f"the shapes do not fit together: {shapes}") from None


def _regret(a: Array, v: Array, w: Array, horizon: Array, concedes: Array) -> Array:
    """Each type's best time to quit or to attack against what it does: fight at the horizon, or quit by then."""
    parts = np.linspace(0.0, 1.0, CHECKED)
    own, other = v[::-1], a[::-1]
    rivals = [((1 - concedes) * own / (own + other * part * horizon))[::-1] for part in parts]
    quits = [v * (1 - stands) - a * part * horizon * stands for part, stands in zip(parts, rivals, strict=True)]
    by_quitting = np.max(quits, axis=0)
    worst = np.zeros_like(w)
    for share in parts:
        war = -w * share
        attacks = [v * (1 - stands) + war * stands for stands in rivals]
        played = np.where(-war <= a * horizon, attacks[-1], quits[0])
        worst = np.maximum(worst, np.maximum(by_quitting, np.max(attacks, axis=0)) - played)
    return worst
