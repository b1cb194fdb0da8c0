"""The defence that emboldens: where it begins to, where hits are likeliest, and from where on it pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, single, together
from deterrence.models.defended_crisis import both_standing
from deterrence.models.origin import origin, record
from deterrence.models.payoff_order import at_least
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "low accident hazard: how often the defended side is hit"
STEPS = 2048


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskiestDefence:
    """Where a crisis hits its defended side most often.

    `effectiveness` is that of the riskiest defence and `hit` the probability
    of being hit behind it, `undefended` the one without a defence; only from
    an effectiveness of `pays_from` on are hits no more frequent than without.
    """

    effectiveness: float
    hit: float
    undefended: float
    pays_from: float
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw hits over the effectiveness of the defence."""
        from deterrence.plot.models.equilibrium_points import riskiest_curve

        return riskiest_curve(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [("none", 0.0, self.undefended), ("riskiest", self.effectiveness, self.hit)]
        rows.append(("pays from", self.pays_from, min(self.undefended, self.hit)))
        return ("defence", "effectiveness", "hit"), [[name, number(e), number(hit)] for name, e, hit in rows]

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def emboldening_defence(
    *, risk: npt.ArrayLike, share: npt.ArrayLike, stake: npt.ArrayLike, harm: npt.ArrayLike
) -> Array:
    """The effectiveness of a defence from which on a side stands firm against a rival sure to stand.

    With known stakes, standing firm brings a share s of the stake unless there
    is disaster, at risk r, and then costs what the defence lets through:
    ``(1 - r) s stake - r (1 - e) harm``, nothing for backing down. That is
    worth it from ``1 - (1 - r) s stake / (r harm)`` on, at which (a tie) both
    are best replies, and from 0 on for a side that is bold without a defence.

    What surprises: below it a defence changes nothing, and the side is never
    hit; just above it there is a crisis, and hits where there were none.

    Parameters
    ----------
    risk
        r, in (0, 1].
    share
        s, in [0, 1].
    stake, harm
        What prevailing is worth and what disaster costs without a defence;
        at least 0, and positive.

    Returns
    -------
    ndarray of float, in [0, 1]

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    References
    ----------
    Derived here, inside the model family of R. Powell, International Security
    27(4), 2003, pp. 86-118; see `defended_crisis`.

    Examples
    --------
    >>> emboldening_defence(risk=0.25, share=0.5, stake=1, harm=[1, 4]).tolist()
    [0.0, 0.625]
    """
    r, s, v, a = together(
        risk=numbers("risk", risk, above=0, most=1),
        share=numbers("share", share, least=0, most=1),
        stake=numbers("stake", stake, least=0),
        harm=numbers("harm", harm, above=0),
    )
    return np.asarray(np.maximum(1 - (1 - r) * s * v / (r * a), 0.0))[()]


def yielding_harm(*, risk: npt.ArrayLike, share: npt.ArrayLike, stake: npt.ArrayLike) -> Array:
    """The loss from disaster from which on a side backs down before one that stands: ``(1 - r) s stake / r``.

    Parameters
    ----------
    risk, share, stake
        As in `emboldening_defence`.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    Examples
    --------
    >>> yielding_harm(risk=[0.1, 0.25], share=0.5, stake=1).tolist()
    [4.5, 1.5]
    """
    r, s, v = together(
        risk=numbers("risk", risk, above=0, most=1),
        share=numbers("share", share, least=0, most=1),
        stake=numbers("stake", stake, least=0),
    )
    return np.asarray((1 - r) * s * v / r)[()]


def riskiest_defence(*, risk: float, share: float, harm: float, rival_harm: float) -> RiskiestDefence:
    """The effectiveness at which the defended side of `defended_crisis` is hit most often, and from which it pays.

    Parameters
    ----------
    risk, share, harm, rival_harm
        As in `defended_crisis`, single numbers. The rival must be one that
        may stand, ``risk rival_harm < (1 - risk) share``: then the
        equilibrium is unique whatever the defence.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or a rival that may never stand.

    Notes
    -----
    Looked for on 2,049 effectivenesses in the closed form, then refined to
    about 1e-8.

    References
    ----------
    Derived here, as `defended_crisis` is.

    Examples
    --------
    >>> print(riskiest_defence(risk=0.1, share=0.5, harm=3, rival_harm=1))
    low accident hazard: how often the defended side is hit
    defence    effectiveness      hit
    none                   0  0.03849
    riskiest          0.1651  0.04078
    pays from         0.3381  0.03849

    A side that would stand anyway is never made worse off:

    >>> riskiest_defence(risk=0.1, share=0.5, harm=1, rival_harm=1).pays_from
    0.0
    """
    r, s = single("risk", risk, above=0, below=1), single("share", share, above=0, most=1)
    a, b = single("harm", harm, above=0), single("rival_harm", rival_harm, above=0)
    if at_least(r * b, (1 - r) * s):
        raise ArgumentError("'rival_harm' is so large that the rival may never stand", "see `yielding_harm`")

    def hits(e: Array | float) -> Array:
        through, meets = np.asarray(1.0 - e), np.asarray((1 - r) * s)
        own, rival = both_standing(r * a * through, np.asarray(r * b), meets)
        return np.asarray(np.where(r * a * through < meets, r * through * own * rival, 0.0))

    grid = np.linspace(0.0, 1.0, STEPS + 1)
    values = hits(grid)
    effectiveness = _peak(hits, grid, values)
    return RiskiestDefence(
        effectiveness=effectiveness,
        hit=float(hits(effectiveness)),
        undefended=float(values[0]),
        pays_from=_last_crossing(hits, grid, values),
        provenance=origin("riskiest defence", {"risk": r, "share": s, "harm": a, "rival_harm": b}, SENSE),
    )


def _peak(hits: Callable[[Array | float], Array], grid: Array, values: Array) -> float:
    from scipy.optimize import minimize_scalar

    i = int(values.argmax())
    if i == 0:
        return 0.0
    bounds = (grid[i - 1], grid[min(i + 1, STEPS)])
    return float(minimize_scalar(lambda e: -float(hits(e)), bounds=bounds, method="bounded", options={"xatol": 1e-9}).x)


def _last_crossing(hits: Callable[[Array | float], Array], grid: Array, values: Array) -> float:
    """The last effectiveness with as many hits as there are without a defence."""
    from scipy.optimize import bisect

    i = int(np.flatnonzero(values >= values[0] - TIE)[-1])
    if i in (0, STEPS):
        return float(grid[i])
    return float(bisect(lambda e: float(hits(e)) - float(values[0]), grid[i], grid[i + 1], xtol=1e-12))
