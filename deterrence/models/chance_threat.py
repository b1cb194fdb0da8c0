"""The threat that leaves something to chance: risks that are large enough to move and small enough to run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin, record
from deterrence.models.payoff_order import at_least, descending
from deterrence.models.points import point_table
from deterrence.models.threshold import ratio_threshold
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "status quo restored on the equilibrium path; the risk, once run, is in nobody's hands"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThreatWindow:
    """Risks of disaster from `least`, which moves a soft target, to `most`, which the threatener accepts.

    `open` says where there is such a risk, ties included. Made by
    `chance_threat`, which has an example.
    """

    least: Array
    most: Array
    open: npt.NDArray[np.bool_]
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the risks that move the target and those that the threatener accepts."""
        from deterrence.plot.models.threats import threat_window

        return threat_window(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        return point_table(self, ("least", "most", "open"))

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def effective_risk(*, defy: npt.ArrayLike, comply: npt.ArrayLike, ruin: npt.ArrayLike) -> Array:
    """The risk of disaster from which on a soft target complies: ``(defy - comply) / (defy - ruin)``.

    A target that defies has its way unless there is disaster. At the risk
    itself (a tie) defying and complying are both best replies. The threat is
    a risk, not a certainty, so that it can be cut to a size that it is worth
    making: see `acceptable_risk`.

    Parameters
    ----------
    defy, comply, ruin
        The soft target's payoffs, in falling order: it has its way; it
        complies; disaster.

    Returns
    -------
    ndarray of float, in (0, 1)

    Raises
    ------
    ArgumentError
        Another order: a target to whom complying is no better than disaster
        is hard, and no risk moves it.

    References
    ----------
    T. C. Schelling, The Strategy of Conflict, Harvard University Press 1960,
    ch. 8. A. Dixit and S. Skeath, Games of Strategy, Norton, the chapter on
    brinkmanship, for the effectiveness and the acceptability condition.

    Examples
    --------
    >>> float(effective_risk(defy=2, comply=-4, ruin=-8).round(4))
    0.6

    A target that can ward off a third of the disaster takes more moving:

    >>> float(effective_risk(defy=2, comply=-4, ruin=-8 + 10 / 3).round(4))
    0.9
    """
    best, yielded, worst = descending(defy=defy, comply=comply, ruin=ruin)
    return ratio_threshold(best - yielded, yielded - worst)


def acceptable_risk(
    *, success: npt.ArrayLike, give_in: npt.ArrayLike, disaster: npt.ArrayLike, undeterrable: npt.ArrayLike
) -> Array:
    """The largest risk of disaster that a threatener would run rather than give in, at most 1.

    A target is hard, and defies whatever the risk, with probability p. An
    effective threat succeeds against the soft, and against the hard runs the
    risk for nothing: it is worth making up to ``(success - give_in) /
    (give_in - disaster) * (1 - p) / p``, at which (a tie) giving in is as
    good.

    Parameters
    ----------
    success, give_in, disaster
        The threatener's payoffs, in falling order.
    undeterrable
        p, in [0, 1].

    Returns
    -------
    ndarray of float, in [0, 1]
        1 where it would run any risk.

    Raises
    ------
    ArgumentError
        Another order, or no probability.

    References
    ----------
    As for `effective_risk`.

    Examples
    --------
    >>> acceptable_risk(success=1, give_in=-2, disaster=-10, undeterrable=[0.2, 1 / 3, 0.5]).round(4).tolist()
    [1.0, 0.75, 0.375]
    """
    best, yielded, worst = descending(success=success, give_in=give_in, disaster=disaster)
    best, yielded, worst, p = together(
        success=best,
        give_in=yielded,
        disaster=worst,
        undeterrable=numbers("undeterrable", undeterrable, least=0, most=1),
    )
    gain, loss = (1 - p) * (best - yielded), p * (yielded - worst)
    return np.asarray(np.where(gain >= loss, 1.0, gain / np.where(loss > 0, loss, 1.0)))[()]


def most_undeterrable(
    *, success: npt.ArrayLike, give_in: npt.ArrayLike, disaster: npt.ArrayLike, risk: npt.ArrayLike = 1.0
) -> Array:
    """The probability of a hard target up to which a threat of given risk is worth making.

    ``(success - give_in) / (success - give_in + risk (give_in - disaster))``;
    at it (a tie) giving in is as good. A risk of 1, the default, is the pure
    threat. What surprises is how little it takes to make that one too dear:
    the smaller the risk the higher the bound, so that a threat is best cut
    down to the `effective_risk`.

    Parameters
    ----------
    success, give_in, disaster
        The threatener's payoffs, in falling order.
    risk
        Of disaster after defiance, in [0, 1].

    Returns
    -------
    ndarray of float, in (0, 1]

    Raises
    ------
    ArgumentError
        Another order, or no probability.

    References
    ----------
    As for `effective_risk`.

    Examples
    --------
    >>> most_undeterrable(success=1, give_in=-2, disaster=-10, risk=[1.0, 0.6]).round(4).tolist()
    [0.2727, 0.3846]
    """
    best, yielded, worst = descending(success=success, give_in=give_in, disaster=disaster)
    best, yielded, worst, q = together(
        success=best, give_in=yielded, disaster=worst, risk=numbers("risk", risk, least=0, most=1)
    )
    return ratio_threshold(best - yielded, q * (yielded - worst))


def chance_threat(
    *,
    success: npt.ArrayLike,
    give_in: npt.ArrayLike,
    disaster: npt.ArrayLike,
    defy: npt.ArrayLike,
    comply: npt.ArrayLike,
    ruin: npt.ArrayLike,
    undeterrable: npt.ArrayLike,
) -> ThreatWindow:
    """The window of risks with which a threat is both effective and acceptable.

    A threatener gives in, or threatens a risk of disaster that runs by itself
    if the target defies. It knows the probability, not the fact, that the
    target is hard. In a class: find the window at a third, and the
    probability at which it closes; then ask what changes if the threatener
    could call the risk off.

    Parameters
    ----------
    success, give_in, disaster
        The threatener's payoffs, in falling order.
    defy, comply, ruin
        The soft target's payoffs, in falling order.
    undeterrable
        Probability that the target is hard, in [0, 1].

    Raises
    ------
    ArgumentError
        Another order, no probability, or shapes that do not fit.

    References
    ----------
    As for `effective_risk`; the numbers of the example are those of Dixit and
    Skeath, as recalled.

    Examples
    --------
    >>> numbers = dict(success=1, give_in=-2, disaster=-10, defy=2, comply=-4, ruin=-8)
    >>> print(chance_threat(**numbers, undeterrable=[0.2, 1 / 3, 5 / 13, 0.5]))
    status quo restored on the equilibrium path; the risk, once run, is in nobody's hands
    least   most  open
      0.6      1  yes
      0.6   0.75  yes
      0.6    0.6  yes
      0.6  0.375  no
    """
    threatener = {"success": success, "give_in": give_in, "disaster": disaster, "undeterrable": undeterrable}
    target = {"defy": defy, "comply": comply, "ruin": ruin}
    least, most = together(least=np.asarray(effective_risk(**target)), most=np.asarray(acceptable_risk(**threatener)))
    window = at_least(most, least)
    window.flags.writeable = False
    return ThreatWindow(
        least=frozen(least),
        most=frozen(most),
        open=window,
        provenance=origin("threat that leaves something to chance", {**threatener, **target}, SENSE),
    )
