"""The deterrence tree under normal shocks: how often a challenge is made, and met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin, record
from deterrence.models.points import point_table
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "the prediction survives error: probabilities of the outcomes"
OUTCOMES = ("status_quo", "capitulation", "war")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeterrenceProbit:
    """Probabilities of the outcomes of the deterrence tree, and of the choices that lead to them.

    `status_quo`, `capitulation` and `war` sum to 1; `challenge` and `resist`
    are the probabilities of acting at the two decisions; `logarithms` those of
    the outcomes, ``(outcome, *point)``, accurate where they are tiny.
    """

    status_quo: Array
    capitulation: Array
    war: Array
    challenge: Array
    resist: Array
    logarithms: Array
    provenance: Provenance

    def log_likelihood(self, counts: npt.ArrayLike) -> float:
        """The log-likelihood of how often each outcome was seen, ``(outcome, *point)`` or ``(outcome,)``.

        >>> probit = deterrence_probit(status_quo=1, capitulation=-1, war=0, resistance=1, deviation=np.exp(-1.0513))
        >>> round(probit.log_likelihood([7152, 42, 46]), 2)
        -646.54
        """
        seen = numbers("counts", counts, least=0)
        if seen.ndim and seen.shape[0] == 3 and seen.ndim < self.logarithms.ndim:
            seen = seen.reshape(3, *[1] * (self.logarithms.ndim - 1))
        try:
            shared = np.broadcast_to(seen, self.logarithms.shape)
        except ValueError:
            raise ArgumentError(f"'counts' must be of shape {self.logarithms.shape}, found {seen.shape}") from None
        return float((shared[shared > 0] * self.logarithms[shared > 0]).sum())

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the probabilities of the outcomes."""
        from deterrence.plot.models.threats import probit_chances

        return probit_chances(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*point_table(self, OUTCOMES))}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*point_table(self, OUTCOMES))


def deterrence_probit(
    *,
    status_quo: npt.ArrayLike,
    capitulation: npt.ArrayLike,
    war: npt.ArrayLike,
    resistance: npt.ArrayLike,
    deviation: npt.ArrayLike = 1.0,
    errors: Literal["private", "agent"] = "private",
) -> DeterrenceProbit:
    """The statistical strategic model of a challenger and a defender, in closed form.

    The challenger keeps the status quo or challenges, and the defender then
    capitulates or resists. An observer does not know their payoffs exactly:
    with private information each player's payoff at each end has a normal
    shock of deviation s that only the player knows, with agent errors each
    choice has a shock of its own. The defender resists with probability
    ``r = Phi(u / (s sqrt(2)))``, u being the worth of `resistance`; the
    challenger acts with
    ``Phi(((1 - r) capitulation + r war - status quo) / (s D))``, where D is
    sqrt(2) for agent errors and ``sqrt(1 + (1 - r) ** 2 + r ** 2)`` for
    private information.

    It is what a logit or probit of "was there a challenge?" on the challenger's
    payoffs should have been: the challenger looks ahead. What surprises is
    that a payoff of the *defender* moves the probability of a challenge, not
    always one way, and that a variable both care for may seem not to matter.

    In a class: draw the probability of war over `resistance`.

    Parameters
    ----------
    status_quo, capitulation, war
        The challenger's payoffs at the three ends.
    resistance
        The defender's payoff from war less that from capitulation.
    deviation
        s > 0, in units of payoff.
    errors
        ``"private"`` or ``"agent"``.

    Raises
    ------
    ArgumentError
        Not finite, s not positive, an unknown kind of error, or shapes that do not fit.

    References
    ----------
    C. S. Signorino, "Strategic interaction and the statistical analysis of
    international conflict", American Political Science Review 93, 1999, and
    "Structure and uncertainty in discrete choice models", Political Analysis
    11, 2003; B. Kenkel and C. S. Signorino, "Estimating extensive form games
    in R", Journal of Statistical Software 56(8), 2014. Other trees, and fits
    of s: `deterrence.solvers.strategic_probit`.

    Examples
    --------
    >>> print(deterrence_probit(status_quo=0, capitulation=1, war=-1, resistance=[0.5, 3]))
    the prediction survives error: probabilities of the outcomes
    status quo  capitulation     war
        0.5882         0.149  0.2628
        0.7546       0.00416  0.2413
    """
    if errors not in ("private", "agent"):
        raise ArgumentError(f"unknown errors '{errors}'", "private or agent")
    given = {
        "status_quo": numbers("status_quo", status_quo),
        "capitulation": numbers("capitulation", capitulation),
        "war": numbers("war", war),
        "resistance": numbers("resistance", resistance),
        "deviation": numbers("deviation", deviation, above=0),
    }
    keep, yielded, fought, worth, s = together(**given)
    logarithms = outcome_logarithms(keep, yielded, fought, worth, s, errors)
    ends = np.exp(logarithms)
    return DeterrenceProbit(
        status_quo=frozen(ends[0]),
        capitulation=frozen(ends[1]),
        war=frozen(ends[2]),
        challenge=frozen(ends[1] + ends[2]),
        resist=frozen(1 / (1 + np.exp(np.minimum(logarithms[1] - logarithms[2], 700.0)))),
        logarithms=frozen(logarithms),
        provenance=origin("deterrence tree with normal shocks", {**given, "errors": errors}, SENSE),
    )


def outcome_logarithms(
    keep: Array, yielded: Array, fought: Array, worth: Array, deviation: Array | float, errors: str
) -> Array:
    """Logarithms of the probabilities of the outcomes, unchecked, ``(outcome, *point)``."""
    from scipy.special import log_ndtr

    reply = worth / (deviation * np.sqrt(2))
    log_resist, log_yield = log_ndtr(reply), log_ndtr(-reply)
    r, rest = np.exp(log_resist), np.exp(log_yield)
    spread = np.sqrt(1 + rest**2 + r**2) if errors == "private" else np.sqrt(2)
    forward = (rest * yielded + r * fought - keep) / (deviation * spread)
    log_act, log_keep = log_ndtr(forward), log_ndtr(-forward)
    return np.stack([log_keep, log_act + log_yield, log_act + log_resist])
