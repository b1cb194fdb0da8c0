"""Alliances as an exchange of security for autonomy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "neither side gains by staying out (stability of the alliance)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecurityAutonomy:
    """What each side gains by an alliance; the last axis is the side.

    `gain` is in units of security; `allied` is whether neither loses (a tie
    joins); `kind` is "asymmetric" where one side gains security and the other
    autonomy, "symmetric" where both gain security, else "other".
    """

    gain: Array
    allied: npt.NDArray[np.bool_]
    kind: npt.NDArray[np.str_]
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what each side gains."""
        from deterrence.plot.models.bargains import alliance_gains

        return alliance_gains(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        gains = self.gain.reshape(-1, 2)
        words = zip(gains, self.allied.ravel(), self.kind.ravel(), strict=True)
        rows = [[number(one), number(two), str(kind), "yes" if joins else "no"] for (one, two), joins, kind in words]
        return ("gain of one", "gain of two", "kind", "allied"), rows

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def security_autonomy(
    *, security: npt.ArrayLike, autonomy: npt.ArrayLike, weight: npt.ArrayLike = 1.0
) -> SecurityAutonomy:
    """Two sides who may ally: each gains or gives security and autonomy, and joins if it does not lose.

    A side's gain is ``security + weight * autonomy``. Between equals both want
    the same good, security, and both pay in autonomy; between unequals the
    minor side buys security and the major side is paid in autonomy (bases, a
    say, an agenda). What surprises is that the second kind needs no gain of
    security for the major side: the help that a minor ally could give may be
    nothing. What ends it is the growth of the minor side, which needs the
    alliance less (see `growth_threshold`): a change of capabilities.

    In a class: give each group a weight on a card, and let them find partners.

    Parameters
    ----------
    security, autonomy
        Gains of the two sides, the last axis of length 2; what is given up is negative.
    weight
        Weight of autonomy against security, at least 0; a number, or the same shape.

    Raises
    ------
    ArgumentError
        Not finite, a negative weight, or a last axis that is not two sides.

    References
    ----------
    J. D. Morrow, "Alliances and asymmetry: an alternative to the capability
    aggregation model of alliances", American Journal of Political Science 35,
    1991, for the exchange; linear utility and its thresholds are derived here.

    Examples
    --------
    >>> print(security_autonomy(security=[0.1, 0.6], autonomy=[0.3, -0.5], weight=[[1, 0.8], [1, 1.5]]))
    neither side gains by staying out (stability of the alliance)
    gain of one  gain of two  kind        allied
            0.4          0.2  asymmetric  yes
            0.4        -0.15  asymmetric  no
    """
    given = {
        "security": numbers("security", security),
        "autonomy": numbers("autonomy", autonomy),
        "weight": numbers("weight", weight, least=0),
    }
    s, a, w = together(**given)
    if not s.ndim or s.shape[-1] != 2:
        raise ArgumentError(f"'security' and 'autonomy' must have two sides in their last axis, found shape {s.shape}")
    gain = s + w * a
    traded = ((s[..., ::-1] > 0) & (a[..., ::-1] < 0) & (a > 0)).any(axis=-1)
    alike = (s > 0).all(axis=-1)
    return SecurityAutonomy(
        gain=frozen(gain),
        allied=np.asarray(((gain > 0) | tied(s, -w * a)).all(axis=-1)),
        kind=np.where(traded, "asymmetric", np.where(alike, "symmetric", "other")),
        provenance=origin("security for autonomy", given, SENSE),
    )


def highest_price(security: npt.ArrayLike, weight: npt.ArrayLike) -> Array:
    """The most autonomy that a side gives for a gain of security: ``security / weight``; at it, joining ties.

    >>> highest_price(0.6, [0.8, 1.2]).round(6).tolist()
    [0.75, 0.5]
    """
    s, w = together(security=numbers("security", security, least=0), weight=numbers("weight", weight, above=0))
    return np.asarray(s / w)[()]


def growth_threshold(security: npt.ArrayLike, price: npt.ArrayLike, weight: npt.ArrayLike) -> Array:
    """The share of its gain of security at whose loss a side leaves an alliance: ``1 - weight price / security``.

    What a side can do for itself an ally no longer does for it: own strength
    that replaces this share of the gain makes the price in autonomy not worth
    paying. Negative where the alliance does not pay to begin with. It is
    not weakness that ends such alliances.

    >>> float(growth_threshold(0.6, 0.5, 0.8).round(6))
    0.333333
    """
    s, p, w = together(
        security=numbers("security", security, above=0),
        price=numbers("price", price, least=0),
        weight=numbers("weight", weight, least=0),
    )
    return np.asarray(1 - w * p / s)[()]
