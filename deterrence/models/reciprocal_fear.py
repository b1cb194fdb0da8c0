"""Reciprocal fear of surprise attack: when to strike because the other might."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin, record
from deterrence.models.threshold import ratio_threshold
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "no incentive to strike first (crisis stability)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReciprocalFear:
    """Equilibria of the strike-first game over points.

    `threshold` is the probability of the other's strike from which on
    striking is a best reply; both waiting, both striking, and both striking
    with that probability are the Nash equilibria. `risk_dominant` is
    ``strike``, ``wait`` or ``tie``. `regret` holds, for the equilibria
    ``(wait, mixed, strike)`` in the last axis, the largest gain from
    deviating, computed from the payoffs.
    """

    threshold: Array
    risk_dominant: npt.NDArray[np.str_]
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw best replies over the other's probability of striking, and the equilibria."""
        from deterrence.plot.models.strikes import fear_curves

        return fear_curves(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            [str(i), number(float(edge)), str(name), number(float(worst))]
            for i, (edge, name, worst) in enumerate(
                zip(self.threshold.ravel(), self.risk_dominant.ravel(), self._worst().ravel(), strict=True)
            )
        ]
        return ("point", "strike from", "risk dominant", "regret"), rows

    def _worst(self) -> Array:
        return np.asarray(self.regret.max(axis=-1))

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def reciprocal_fear(
    *, peace: npt.ArrayLike, first: npt.ArrayLike, struck: npt.ArrayLike, mutual: npt.ArrayLike
) -> ReciprocalFear:
    """The symmetric strike-first game: two sides wait or strike, not knowing what the other does.

    Striking is a best reply exactly if the other strikes with at least the
    probability ``(peace - first) / ((peace - first) + (mutual - struck))``.
    Striking is risk dominant when the threshold is below one half; at one
    half (a tie by the rule of the library) neither is.

    Neither side wants a war: peace is the best outcome for both, and an
    equilibrium. But each may strike because the other might, who might because
    the first might, and so on. What surprises is that nothing need be won by a
    first strike; it is enough that being struck is much worse than a war in
    which both strike. Measures that make being struck less terrible (dispersed
    or hidden forces) raise the threshold as surely as those that make striking
    less profitable. In a class: play it with a small chance of a dominant
    striker, and see `global_game` for what a little noise does.

    Parameters
    ----------
    peace, first, struck, mutual
        Payoffs when nobody strikes, to who strikes alone, to who is struck
        alone, and when both strike; numbers or arrays that broadcast
        together. Peace must be better than striking first, and striking back
        better than being struck: otherwise one action is dominant and there
        is no reciprocal fear.

    Raises
    ------
    ArgumentError
        Not finite, shapes that do not fit, or an action that is dominant.

    References
    ----------
    T. C. Schelling, The Strategy of Conflict, Harvard University Press 1960,
    ch. 9, for the problem; the payoff form and the threshold are derived.
    Risk dominance: J. C. Harsanyi and R. Selten, A General Theory of
    Equilibrium Selection in Games, MIT Press 1988.

    Examples
    --------
    >>> fear = reciprocal_fear(peace=0, first=-1, struck=-4, mutual=-3)
    >>> float(fear.threshold), str(fear.risk_dominant)
    (0.5, 'tie')

    The more an advantage of the first strike is worth, the less it takes:

    >>> reciprocal_fear(peace=0, first=[-2, -1, -0.5], struck=-4, mutual=-3).risk_dominant.tolist()
    ['wait', 'tie', 'strike']
    """
    arrays = {"peace": peace, "first": first, "struck": struck, "mutual": mutual}
    w, f, s, m = together(**{name: numbers(name, value) for name, value in arrays.items()})
    if ((w <= f) | tied(w, f)).any():
        raise ArgumentError("'peace' must be worth more than 'first'", "otherwise striking is a dominant action")
    if ((m <= s) | tied(m, s)).any():
        raise ArgumentError("'mutual' must be worth more than 'struck'", "otherwise waiting is a dominant action")
    edge = ratio_threshold(w - f, m - s)
    names = np.where(tied(edge, 0.5), "tie", np.where(edge < 0.5, "strike", "wait"))
    regret = np.stack([_regret(p, w, f, s, m) for p in (np.zeros_like(w), edge, np.ones_like(w))], axis=-1)
    return ReciprocalFear(
        threshold=frozen(edge),
        risk_dominant=names,
        regret=frozen(regret),
        provenance=origin("reciprocal fear of surprise attack", arrays, SENSE),
    )


def _regret(p: Array, w: Array, f: Array, s: Array, m: Array) -> Array:
    """What a side could gain by another action when both strike with probability `p`."""
    wait, strike = (1 - p) * w + p * s, (1 - p) * f + p * m
    return np.asarray(np.maximum(wait, strike) - ((1 - p) * wait + p * strike))
