"""Self-enforcing agreements: how many sign a treaty that nobody enforces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.solvers.ties import tied
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HEADER = ("signatories", "signatory", "outsider", "internal", "external", "verdict")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TreatySizes:
    """The stability of a treaty by its number k of signatories, of n like countries; arrays from k = 0 to n.

    Attributes
    ----------
    signatory, outsider
        Payoffs; NaN where there is none (``signatory[0]``, ``outsider[n]``).
    internal
        What a signatory gains by staying: pi_s(k) - pi_n(k - 1); infinite at 0.
    external
        What an outsider gains by staying out: pi_n(k) - pi_s(k + 1); infinite at n.
    transfers
        What all signatories gain together over what each could have outside:
        k (pi_s(k) - pi_n(k - 1)); with like signatories of the sign of `internal`.
    """

    signatory: Array
    outsider: Array
    internal: Array
    external: Array
    transfers: Array
    internal_tie: Bools
    external_tie: Bools

    def __post_init__(self) -> None:
        for name in self.__slots__:
            getattr(self, name).flags.writeable = False

    @property
    def internally(self) -> tuple[int, ...]:
        """The sizes from which no signatory gains by leaving; ties count as stable."""
        return _places((self.internal > 0) | self.internal_tie)

    @property
    def externally(self) -> tuple[int, ...]:
        """The sizes to which no outsider gains by joining; ties count as stable."""
        return _places((self.external > 0) | self.external_tie)

    @property
    def stable(self) -> tuple[int, ...]:
        """The sizes from 1 that are internally and externally stable, ties counting as stable."""
        return tuple(k for k in self.internally if k in self.externally and k > 0)

    @property
    def strictly(self) -> tuple[int, ...]:
        """The stable sizes without a tie: everybody loses by changing sides."""
        return tuple(k for k in self.stable if not (self.internal_tie[k] or self.external_tie[k]))

    @property
    def potentially(self) -> tuple[int, ...]:
        """The sizes from 1 at which signatories together have enough to pay each what it could have outside."""
        return tuple(k for k in _places((self.transfers > 0) | tied(self.transfers, 0.0)) if k > 0)

    @property
    def largest(self) -> int | None:
        """The largest stable size, ties counting as stable; None where there is none."""
        return max(self.stable, default=None)

    def verdict(self, size: int) -> str:
        """One size in words, with its ties."""
        told = []
        if size not in self.internally:
            told.append("a signatory gains by leaving")
        elif self.internal_tie[size]:
            told.append("a tie: a signatory may leave")
        if size not in self.externally:
            told.append("an outsider gains by joining")
        elif self.external_tie[size]:
            told.append("a tie: an outsider may join")
        kept = "self-enforcing" if size in self.stable else "not self-enforcing" if size else "no treaty"
        return "; ".join([kept, *told])

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw payoffs over the number of signatories, and the sizes that hold."""
        from deterrence.plot.blocs.treaty_curves import treaty_curves

        return treaty_curves(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        arrays = {name: getattr(self, name).tolist() for name in self.__slots__}
        lists = {"stable": list(self.stable), "strictly": list(self.strictly), "potentially": list(self.potentially)}
        return arrays | lists

    def to_pandas(self) -> pd.DataFrame:
        """One row a size."""
        import pandas as pd

        frame = pd.DataFrame({name: getattr(self, name) for name in self.__slots__})
        return frame.assign(stable=[k in self.stable for k in range(len(frame))]).rename_axis("signatories")

    def _rows(self) -> list[list[str]]:
        def cell(value: float) -> str:
            return number(value) if np.isfinite(value) else "-"

        columns = (self.signatory, self.outsider, self.internal, self.external)
        return [
            [str(k), *(cell(float(column[k])) for column in columns), self.verdict(k)]
            for k in range(len(self.signatory))
        ]

    def __str__(self) -> str:
        return text_table(HEADER, self._rows())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(HEADER, self._rows())


def stable_sizes(signatory: Sequence[float] | Array, outsider: Sequence[float] | Array) -> TreatySizes:
    """The sizes at which a treaty enforces itself.

    A size k is internally stable when no signatory gains by leaving,
    pi_s(k) >= pi_n(k - 1), and externally stable when no outsider gains by
    joining, pi_n(k) >= pi_s(k + 1). Ties, within ``1e-9 max(1, |a|, |b|)``,
    count as stable and are named.

    Parameters
    ----------
    signatory, outsider
        The payoff of one of either kind when k have signed, for k from 0 to n.
        The first of `signatory` and the last of `outsider` are of nobody and not read.

    Raises
    ------
    ArgumentError
        Not two lists of one length of at least 2, or a payoff is no finite number.

    References
    ----------
    .. [1] C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz and J. A. Weymark,
       "On the stability of collusive price leadership", Canadian Journal of
       Economics 16, 1983.
    .. [2] S. Barrett, "Self-enforcing international environmental agreements",
       Oxford Economic Papers 46, 1994.

    Examples
    --------
    >>> stable_sizes(*linear_quadratic_treaty(10)).stable
    (2, 3)
    """
    inside, outside = _payoffs(signatory, "signatory"), _payoffs(outsider, "outsider")
    if len(inside) != len(outside) or len(inside) < 2:
        raise ArgumentError(
            f"payoffs of signatories and outsiders are for k = 0 to n each, found {len(inside)} and {len(outside)}"
        )
    inside[0] = outside[-1] = np.nan
    if not (np.isfinite(inside[1:]).all() and np.isfinite(outside[:-1]).all()):
        raise ArgumentError("payoffs of a treaty's sizes are finite numbers")
    internal, external = np.full(len(inside), np.inf), np.full(len(inside), np.inf)
    internal[1:] = inside[1:] - outside[:-1]
    external[:-1] = outside[:-1] - inside[1:]
    internal_tie, external_tie = np.zeros(len(inside), dtype=bool), np.zeros(len(inside), dtype=bool)
    internal_tie[1:] = external_tie[:-1] = tied(inside[1:], outside[:-1])
    sizes = np.arange(len(inside))
    transfers = np.zeros(len(inside))
    transfers[1:] = np.where(internal_tie[1:], 0.0, sizes[1:] * internal[1:])
    return TreatySizes(
        signatory=inside,
        outsider=outside,
        internal=internal,
        external=external,
        transfers=transfers,
        internal_tie=internal_tie,
        external_tie=external_tie,
    )


def linear_treaty(players: int, benefit: float, cost: float) -> tuple[Array, Array]:
    """Payoffs by size where abating a unit costs its country `cost` and brings everybody `benefit`.

    Outsiders do not abate, as benefit < cost; signatories abate when that is
    worth it to them together, k benefit >= cost. So the largest
    self-enforcing size is the smallest at which it is: ceil(cost / benefit)
    (derived).

    Raises
    ------
    ArgumentError
        Not 0 < benefit < cost < benefit times players.

    References
    ----------
    .. [1] S. Barrett, "A theory of full international cooperation", Journal
       of Theoretical Politics 11, 1999.

    Examples
    --------
    >>> [stable_sizes(*linear_treaty(10, 1.0, cost)).largest for cost in (2.5, 3.0, 4.5)]
    [3, 3, 5]
    """
    if not 0 < benefit < cost < benefit * _count(players) < np.inf:
        raise ArgumentError(f"needs 0 < benefit < cost < benefit * players, found {benefit!r}, {cost!r}, {players!r}")
    gain = np.arange(players + 1, dtype=float) * benefit
    worthwhile = (gain > cost) | tied(gain, cost)
    return np.where(worthwhile, gain - cost, 0.0), np.where(worthwhile, gain, 0.0)


def linear_quadratic_treaty(players: int, benefit: float = 1.0, cost: float = 1.0) -> tuple[Array, Array]:
    """Payoffs by size where abatement q costs its country cost q^2 / 2 and everybody gets benefit times the sum.

    Outsiders abate benefit / cost, signatories k times that, so in units of
    benefit^2 / cost (derived): pi_s(k) = n + k^2 / 2 - k and
    pi_n(k) = k^2 + n - k - 1/2.

    Raises
    ------
    ArgumentError
        Fewer than one player, or benefit or cost not above 0.

    References
    ----------
    .. [1] S. Barrett, "Self-enforcing international environmental agreements",
       Oxford Economic Papers 46, 1994.

    Examples
    --------
    The same number sign, however many there are; at 2 an outsider is indifferent:

    >>> [stable_sizes(*linear_quadratic_treaty(n)).largest for n in (5, 10, 200)]
    [3, 3, 3]
    >>> stable_sizes(*linear_quadratic_treaty(10)).verdict(2)
    'self-enforcing; a tie: an outsider may join'
    """
    if not (0 < benefit < np.inf and 0 < cost < np.inf):
        raise ArgumentError(f"benefit and cost are finite numbers above 0, found {benefit!r} and {cost!r}")
    sizes = np.arange(_count(players) + 1, dtype=float)
    unit = benefit**2 / cost
    return unit * (players + sizes * sizes / 2 - sizes), unit * (sizes * sizes + players - sizes - 0.5)


def _count(players: object) -> int:
    if isinstance(players, bool) or not isinstance(players, (int, np.integer)) or players < 1:
        raise ArgumentError(f"the number of players is an integer of at least 1, found {players!r}")
    return int(players)


def _payoffs(values: object, whose: str) -> Array:
    try:
        found = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise ArgumentError(f"payoffs of a {whose} are numbers, found {values!r}") from None
    if found.ndim != 1:
        raise ArgumentError(f"payoffs of a {whose} are one number a size, found shape {found.shape}")
    return found


def _places(marks: Bools) -> tuple[int, ...]:
    return tuple(np.flatnonzero(marks).tolist())
