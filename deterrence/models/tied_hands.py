"""Tying hands or sinking costs: which threats tell the resolute from the rest, and at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "the threat is believed, and is a best reply when called (perfectness)"
COLUMNS = ("kind", "least", "most", "resolute", "irresolute")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SeparatingSignal(PointResult):
    """The sizes of a signal, from `least` to `most`, that only the resolute type sends.

    NaN where no size separates the types; `most` is infinite where any larger
    one does. `resolute` and `irresolute` are the payoffs of the types in the
    cheapest separation (NaN without one).
    """

    kind: str
    least: Array
    most: Array
    resolute: Array
    irresolute: Array
    provenance: Provenance

    @property
    def separates(self) -> npt.NDArray[np.bool_]:
        """Whether some size of the signal separates the types."""
        return np.asarray(~np.isnan(self.least))

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the sizes of a signal that only the resolute type sends."""
        from deterrence.plot.models.threats import separating_signal

        return separating_signal(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def sunk_costs(
    *,
    prize: tuple[npt.ArrayLike, npt.ArrayLike],
    war: tuple[npt.ArrayLike, npt.ArrayLike],
    tough: npt.ArrayLike = 0.0,
) -> SeparatingSignal:
    """Signals that are paid when they are sent, as mobilization is: they separate by their price.

    A defender is irresolute or resolute. It sends a signal or none; a
    challenger that thinks it irresolute challenges, one that thinks it resolute
    challenges with probability r only (it is `tough`); if challenged the
    defender fights, for `war`, or backs down, for 0; unchallenged it has the
    prize. To be thought resolute is thus worth
    ``(1 - r) (v - max(w, 0))`` to a type, and the signal separates from the
    irresolute type's gain on, up to the resolute one's. The resolute type must
    be one that fights when called, ``w >= 0``: a cost that is sunk changes
    nothing in what comes after it. Hence what surprises: a resolute type that
    would do well in a war has less to gain by avoiding it, and types that
    differ in their war but not in their prize cannot be told apart by sunk
    costs where the resolute one's war is a gain.

    Parameters
    ----------
    prize
        ``(irresolute, resolute)``: what is at stake for the types; positive.
    war
        ``(irresolute, resolute)``: worth of war against backing down at no
        audience cost; the irresolute one's negative, the resolute one's more
        than that, both less than the prize.
    tough
        r, in [0, 1).

    Numbers or arrays that broadcast together.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    References
    ----------
    J. D. Fearon, "Signaling foreign policy interests: tying hands versus
    sinking costs", Journal of Conflict Resolution 41, 1997, pp. 68-90, for the
    two kinds of signal; this one-shot form with two types and its thresholds
    are derived here.

    Examples
    --------
    >>> print(sunk_costs(prize=(0.5, 1), war=(-0.5, 0.2)))
    the threat is believed, and is a best reply when called (perfectness)
    kind        least  most  resolute  irresolute
    sunk costs    0.5   0.8       0.5           0
    """
    low_prize, high_prize, low, high, r = _checked(prize, war, tough)
    least, most = (1 - r) * low_prize, (1 - r) * (high_prize - np.maximum(high, 0.0))
    works = ((high > 0) | tied(high, 0.0)) & ((least < most) | tied(least, most))
    payoff = (1 - r) * high_prize + r * high - least
    return _signal("sunk costs", works, (least, most, payoff), (low_prize, high_prize, low, high, r))


def tied_hands(
    *,
    prize: tuple[npt.ArrayLike, npt.ArrayLike],
    war: tuple[npt.ArrayLike, npt.ArrayLike],
    tough: npt.ArrayLike = 0.0,
) -> SeparatingSignal:
    """Threats that cost something only if one backs down, as a public promise does: they separate by the risk of war.

    The game is that of `sunk_costs`, but a signal of size m is paid by a type
    that sends it, is challenged nevertheless and backs down. The resolute type
    is believed if it would then fight, ``w >= -m``. An irresolute type that
    bluffs wins the prize with probability 1 - r and loses m, or fights, with
    probability r, so that it does not bluff if both m and ``-w`` of its own are
    at least ``x = (1 - r) v / r``. If no challenger is tough a threat that is
    believed costs nothing and bluffs are sure to work: then tied hands separate
    nobody (they may still commit: from ``m = -w`` of the irresolute on every type
    fights, and the threat is believed of all).

    What surprises is that to the resolute type a larger m costs nothing, as it
    is never paid. So where both signals separate the resolute prefers to tie
    its hands, by all that it would have sunk; the price is war with the tough,
    also where it would rather have backed down had it kept silent (``w < 0``).

    Parameters
    ----------
    prize, war, tough
        As for `sunk_costs`; here the resolute one's war may be negative.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    References
    ----------
    As for `sunk_costs`; that tying hands is better on average and raises the
    risk of war is Fearon's result.

    Examples
    --------
    >>> print(tied_hands(prize=(0.5, 1), war=(-0.5, 0.2), tough=[0.0, 0.4, 0.5, 0.6]))
    the threat is believed, and is a best reply when called (perfectness)
    kind         least  most  resolute  irresolute
    tied hands     nan   nan       nan         nan
    tied hands     nan   nan       nan         nan
    tied hands     0.5   inf       0.6           0
    tied hands  0.3333   inf      0.52           0
    """
    low_prize, high_prize, low, high, r = _checked(prize, war, tough)
    with np.errstate(divide="ignore"):  # without tough challengers no size is enough
        bluff = (1 - r) * low_prize / r
    least = np.maximum(bluff, -high)
    payoff = (1 - r) * high_prize + r * high
    silent = np.maximum(high, 0.0)
    works = np.isfinite(bluff) & ((bluff < -low) | tied(np.where(np.isfinite(bluff), bluff, 0.0), -low))
    works &= (payoff > silent) | tied(payoff, silent)
    return _signal(
        "tied hands", works, (least, np.full_like(least, np.inf), payoff), (low_prize, high_prize, low, high, r)
    )


def _checked(prize: object, war: object, tough: npt.ArrayLike) -> tuple[Array, ...]:
    pairs = []
    for name, value in (("prize", prize), ("war", war)):
        if not isinstance(value, tuple | list) or len(value) != 2:
            raise ArgumentError(f"'{name}' must be a pair (irresolute, resolute), found {value!r}")
        pairs += [numbers(name, one, above=0 if name == "prize" else -np.inf) for one in value]
    low_prize, high_prize, low, high, r = together(
        **dict(zip(("low_prize", "high_prize", "low", "high"), pairs, strict=True)),
        tough=numbers("tough", tough, least=0, below=1),
    )
    if (low >= 0).any():
        raise ArgumentError("'war' of the irresolute type must be negative", "else it would fight as well")
    if (high <= low).any():
        raise ArgumentError("'war' of the resolute type must be more than that of the irresolute one")
    if ((high >= high_prize) | (low >= low_prize)).any():
        raise ArgumentError("'war' must be worth less than the prize to both types")
    return low_prize, high_prize, low, high, r


def _signal(
    kind: str, works: npt.NDArray[np.bool_], found: tuple[Array, Array, Array], game: tuple[Array, ...]
) -> SeparatingSignal:
    least, most, payoff = (frozen(np.where(works, column, np.nan)) for column in found)
    low_prize, high_prize, low, high, r = game
    given = {"prize": (low_prize, high_prize), "war": (low, high), "tough": r}
    return SeparatingSignal(
        kind=kind,
        least=least,
        most=most,
        resolute=payoff,
        irresolute=frozen(np.where(works, 0.0, np.nan)),
        provenance=origin(f"separation by {kind}", given, SENSE),
    )
