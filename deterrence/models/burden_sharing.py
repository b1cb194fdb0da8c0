"""Sharing the burden of a common defence: who contributes, and how much less than would be efficient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, labels, numbers, single
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import TIE, tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "no ally gains by contributing otherwise (Nash equilibrium; stability of the alliance's provision)"

LEAST_TASTE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BurdenSharing:
    """The equilibrium contributions to a common defence, allies in the order given.

    `contribution` and `burden` (its share of income) are by ally; `total` is
    the sum of contributions and `efficient` the sum that no reallocation
    betters (NaN where it depends on who gets what: different tastes, or
    incomplete spillover). `exploitation` is an ally's share of the total over
    its share of income, above 1 for the exploited. `regret` is what each
    could gain by its best reply to the others, in units of utility.
    """

    allies: tuple[str, ...]
    income: Array
    contribution: Array
    burden: Array
    exploitation: Array
    contributes: npt.NDArray[np.bool_]
    total: float
    efficient: float
    regret: Array
    provenance: Provenance

    @property
    def contributors(self) -> tuple[str, ...]:
        """The allies that contribute at all, in the order given."""
        return tuple(ally for ally, gives in zip(self.allies, self.contributes, strict=True) if gives)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw each ally's share of income beside its share of contributions."""
        from deterrence.plot.models.races import burden_bars

        return burden_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def to_pandas(self) -> Any:
        """One row an ally."""
        import pandas as pd

        columns = ("income", "contribution", "burden", "exploitation", "contributes", "regret")
        return pd.DataFrame({name: getattr(self, name) for name in columns}, index=pd.Index(self.allies, name="ally"))

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        columns = (self.income, self.contribution, self.burden, self.exploitation, self.regret)
        rows = [[ally, *(number(float(c[i])) for c in columns)] for i, ally in enumerate(self.allies)]
        return ("ally", "income", "contribution", "burden", "exploitation", "regret"), rows

    def __str__(self) -> str:
        best = "" if np.isnan(self.efficient) else f", efficient {number(self.efficient)}"
        return f"{SENSE}\n{text_table(*self._table())}\ntotal {number(self.total)}{best}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def burden_sharing(
    incomes: npt.ArrayLike,
    *,
    taste: npt.ArrayLike,
    spillover: float = 1.0,
    allies: Sequence[str] | None = None,
) -> BurdenSharing:
    """The Nash equilibrium of voluntary contributions to a common defence.

    An ally of income w that contributes q enjoys ``(w - q)^(1 - taste)
    (q + spillover * others)^taste``. It contributes
    ``max(0, taste w - (1 - taste) spillover * others)``, and exactly the
    allies with the largest ``taste w / (1 - taste)`` contribute: with one
    taste g and full spillover those of largest income, K of them with income
    W between them, and the total is ``g W / (g + K (1 - g))`` against an
    efficient ``g`` times the income of all.

    Parameters
    ----------
    incomes
        One an ally, positive.
    taste
        Weight of defence against private consumption, from 1e-6 to 1 - 1e-6;
        one for all, or one an ally.
    spillover
        How much of an ally's contribution the others enjoy, in [0, 1]: 1 is
        a pure public good, less leaves a private benefit (joint product).
    allies
        Their names.

    Returns
    -------
    BurdenSharing
        The only equilibrium. An ally just indifferent about its first
        contribution (a tie) does not contribute.

    Raises
    ------
    ArgumentError
        Bad numbers or names.

    References
    ----------
    M. Olson and R. Zeckhauser, "An economic theory of alliances", Review of
    Economics and Statistics 48, 1966, pp. 266-279, for the model. T. Sandler,
    "Impurity of defense", Kyklos 30, 1977, pp. 443-460, for joint products.
    The closed forms for this utility are derived.

    Examples
    --------
    Full free riding, and exploitation of the great by the small:

    >>> alone = burden_sharing([10, 4], taste=0.3)
    >>> alone.contributors, round(alone.total, 6), round(alone.efficient, 6)
    (('ally 1',), 3.0, 4.2)
    >>> print(burden_sharing([10, 6], taste=0.6, allies=["great", "small"]))
    no ally gains by contributing otherwise (Nash equilibrium; stability of the alliance's provision)
    ally   income  contribution  burden  exploitation  regret
    great      10         5.429  0.5429         1.267       0
    small       6         1.429  0.2381        0.5556       0
    total 6.857, efficient 9.6

    A private benefit evens the burdens out:

    >>> burden_sharing([10, 6], taste=0.6, spillover=0.0).burden.round(6).tolist()
    [0.6, 0.6]
    """
    w = numbers("incomes", incomes, above=0, ndim=1)
    g = numbers("taste", taste, least=LEAST_TASTE, most=1 - LEAST_TASTE)
    if g.ndim and g.shape != w.shape:
        raise ArgumentError(f"'taste' must be one number or {len(w)}, one an ally, found shape {g.shape}")
    g = np.broadcast_to(g, w.shape)
    s = single("spillover", spillover, least=0, most=1)
    names = labels("allies", allies, len(w), "ally ")
    given = _contributions(w, g, s)
    total = float(given.sum())
    same = bool(tied(g, g[0]).all()) and s == 1
    return BurdenSharing(
        allies=names,
        income=w,
        contribution=frozen(given),
        burden=frozen(given / w),
        exploitation=frozen(given / total / (w / w.sum())),
        contributes=given > 0,
        total=total,
        efficient=float(g[0] * w.sum()) if same else float("nan"),
        regret=frozen(regret_of(given, w, g, s)),
        provenance=origin("burden sharing", {"incomes": w, "taste": g, "spillover": s}, SENSE),
    )


def rank_correlation(size: npt.ArrayLike, burden: npt.ArrayLike) -> float:
    """Spearman's rank correlation of size and burden; ties share their mean rank.

    Parameters
    ----------
    size, burden
        One an ally, at least two different values each.

    Raises
    ------
    ArgumentError
        Bad numbers, different lengths, or all sizes or burdens alike.

    References
    ----------
    Olson and Zeckhauser 1966, who print .490 for gross national product and
    defence budgets of fourteen allies in 1964.

    Examples
    --------
    >>> rank_correlation([10, 6, 4], [0.5, 0.2, 0.3])
    0.5
    """
    from scipy.stats import spearmanr

    sizes, burdens = numbers("size", size, ndim=1), numbers("burden", burden, ndim=1)
    for name, values in (("size", sizes), ("burden", burdens)):
        if (values == values[0]).all():
            raise ArgumentError(f"'{name}' must hold at least two different values")
    if len(sizes) != len(burdens):
        raise ArgumentError(f"'size' has {len(sizes)} values and 'burden' {len(burdens)}")
    return float(spearmanr(sizes, burdens).statistic)


def _contributions(w: Array, g: Array, s: float) -> Array:
    """Each ally gives ``max(0, a - b Q)`` to the total Q; who gives is found by adding the keenest one by one."""
    a, b = g * w / (1 - (1 - g) * s), (1 - g) * s / (1 - (1 - g) * s)
    keen = np.argsort(-g * w / (1 - g), kind="stable")
    total = np.cumsum(a[keen]) / (1 + np.cumsum(b[keen]))
    gives = a[keen] > b[keen] * total
    last = int(np.flatnonzero(gives).max())
    found = np.zeros_like(w)
    within = keen[: last + 1]
    found[within] = a[within] - b[within] * total[last]
    found[found <= TIE * a] = 0.0
    return found


def regret_of(given: Array, w: Array, g: Array, s: float) -> Array:
    """What each ally could gain by its best reply to the others' contributions, in units of utility."""
    others = np.asarray([float(np.delete(given, i).sum()) for i in range(len(given))])
    best = np.maximum(0.0, g * w - (1 - g) * s * others)
    return np.asarray(np.maximum(0.0, _utility(best, others, w, g, s) - _utility(given, others, w, g, s)))


def _utility(given: Array, others: Array, w: Array, g: Array, s: float) -> Array:
    return np.asarray((w - given) ** (1 - g) * (given + s * others) ** g)
