"""Ratification: what can be agreed abroad that will be approved at home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, single, together, whole
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "nobody gains by a no or by leaving (stability of the agreement)"
COLUMNS = ("agreement", "reversion", "lowest", "highest", "exit_is_credible")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Ratification(PointResult):
    """The agreement that a proposer gets ratified, and all that would be.

    `reversion` is what results from a no; points from `lowest` to `highest`
    are ratified (the win-set), ties included; `agreement` is the one of them
    next to the proposer's ideal point, or the reversion itself.
    """

    agreement: Array
    reversion: Array
    lowest: Array
    highest: Array
    exit_is_credible: npt.NDArray[np.bool_]
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what is approved and what is agreed."""
        from deterrence.plot.models.bargains import ratified_range

        return ratified_range(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def ratification(
    *,
    proposer: npt.ArrayLike,
    ratifier: npt.ArrayLike,
    status_quo: npt.ArrayLike = 0.0,
    exit_to: npt.ArrayLike | None = None,
    exit_cost: npt.ArrayLike = 0.0,
) -> Ratification:
    """The agreement between a proposer and a ratifier on a line, one offer and one vote.

    Each wants the outcome near its own ideal point (utility: minus the
    distance). The proposer makes one offer, the ratifier says yes or no, and
    after a no the status quo q stays. The ratifier says yes to all points no
    further from its ideal point r than q: the win-set between q and 2 r - q,
    and the proposer takes the point of it next to its own ideal p. With
    p > r > q that is ``min(p, 2 r - q)``.

    What surprises is that reluctance pays: a ratifier nearer to the status quo
    gets an agreement nearer to it, and a negotiator whose hands are tied at
    home is strong abroad (Schelling's conjecture).

    With `exit_to` the proposer may leave after a no, which puts the outcome
    there at a cost. Leaving is credible if it brings the proposer more than the
    status quo does; then a no means the exit, the win-set is drawn around that,
    and a ratifier that was strong accepts nearly anything. It is not
    persuaded: it has no better choice left. So an exit clause moves amendments
    even when nobody uses it.

    In a class: let one half bargain as the ratifier and choose its own r in
    public beforehand.

    Parameters
    ----------
    proposer, ratifier, status_quo
        Points on the line.
    exit_to
        The outcome if the proposer leaves; none by default.
    exit_cost
        What leaving costs the proposer, in units of distance; at least 0. At
        a tie it stays.

    Raises
    ------
    ArgumentError
        Not finite numbers, a negative cost, or shapes that do not fit.

    References
    ----------
    T. Romer and H. Rosenthal, "Political resource allocation, controlled
    agendas, and the status quo", Public Choice 33, 1978, for the setter;
    R. D. Putnam, "Diplomacy and domestic politics: the logic of two-level
    games", International Organization 42, 1988, for the win-set; T. C.
    Schelling, The Strategy of Conflict, Harvard University Press 1960. Exit
    as the point of reversion is derived here.

    Examples
    --------
    >>> print(ratification(proposer=1, ratifier=[0.3, 0.2]))
    nobody gains by a no or by leaving (stability of the agreement)
    agreement  reversion  lowest  highest  exit is credible
          0.6          0       0      0.6  no
          0.4          0       0      0.4  no
    >>> left = ratification(proposer=1, ratifier=0.3, exit_to=1, exit_cost=0.1)
    >>> float(left.agreement), round(float(left.lowest), 6), float(left.highest)
    (1.0, -0.4, 1.0)
    """
    given = {
        "proposer": numbers("proposer", proposer),
        "ratifier": numbers("ratifier", ratifier),
        "status_quo": numbers("status_quo", status_quo),
        "exit_cost": numbers("exit_cost", exit_cost, least=0),
    }
    given["exit_to"] = given["status_quo"] if exit_to is None else numbers("exit_to", exit_to)
    p, r, q, k, e = together(**given)
    leaving, staying = -np.abs(p - e) - k, -np.abs(p - q)
    credible = (leaving > staying) & ~tied(leaving, staying)
    after_no = np.where(credible, e, q)
    mirror = 2 * r - after_no
    lowest, highest = np.minimum(after_no, mirror), np.maximum(after_no, mirror)
    return Ratification(
        agreement=frozen(np.clip(p, lowest, highest)),
        reversion=frozen(after_no),
        lowest=frozen(lowest),
        highest=frozen(highest),
        exit_is_credible=credible,
        provenance=origin("ratification of one offer", given, SENSE),
    )


def pivots(ideals: npt.ArrayLike, *, votes: int) -> tuple[float, float]:
    """The members of a chamber whose votes decide: for offers below the status quo, and for offers above it.

    If `votes` of the members must say yes, an offer above the status quo is
    ratified exactly if the member with the `votes`-th highest ideal point says
    yes, and one below it if that with the `votes`-th lowest does. With a bare
    majority of an odd chamber both are the median; the larger the majority
    asked for, the further apart they stand and the less can be ratified. Give
    the pivot as `ratifier`.

    Parameters
    ----------
    ideals
        Ideal points of the members, on a line.
    votes
        How many must say yes, from 1 to all.

    Examples
    --------
    Of five members, three decide by the median and four by the second from the end:

    >>> ideals = [0.1, 0.2, 0.4, 0.7, 0.9]
    >>> pivots(ideals, votes=3), pivots(ideals, votes=4)
    ((0.4, 0.4), (0.7, 0.2))
    """
    members = np.sort(numbers("ideals", ideals, ndim=1))
    needed = whole("votes", votes, least=1, most=len(members))
    return float(members[needed - 1]), float(members[-needed])


def win_set(ideals: npt.ArrayLike, *, votes: int, status_quo: float = 0.0) -> tuple[float, float]:
    """The lowest and the highest point that a chamber ratifies: all between, ties and the status quo included.

    The win-sets of several chambers, or of both sides of a negotiation,
    overlap from the largest of the lowest to the smallest of the highest
    points; all hold the status quo, and where only that is left there is
    nothing to agree on (derived here).

    Parameters
    ----------
    ideals, votes
        As for `pivots`.
    status_quo
        What a no leaves in force.

    Examples
    --------
    >>> [win_set([0.1, 0.2, 0.4, 0.7, 0.9], votes=votes) for votes in (3, 4, 5)]
    [(0.0, 0.8), (0.0, 0.4), (0.0, 0.2)]
    """
    below, above = pivots(ideals, votes=votes)
    q = single("status_quo", status_quo)
    return min(q, 2 * below - q), max(q, 2 * above - q)


def bold_offer_threshold(cautious: npt.ArrayLike, bold: npt.ArrayLike, *, embarrassment: npt.ArrayLike = 0.0) -> Array:
    """The chance of a willing ratifier from which on a treaty that may fail is worth signing.

    A negotiator who does not know how reluctant the other's legislature is
    may sign a cautious treaty, worth `cautious` and ratified for sure, or a
    bold one, ratified by a willing legislature only; a treaty that fails
    costs the embarrassment c. Bold pays above
    ``(cautious + c) / (bold + c)``; at the threshold they tie. Above it
    treaties fail that all at the table meant to keep: involuntary defection.

    Parameters
    ----------
    cautious, bold
        The negotiator's worth of each, against 0 for the status quo;
        ``0 <= cautious <= bold`` and ``bold > 0``.
    embarrassment
        At least 0.

    References
    ----------
    Putnam 1988 for involuntary defection; K. Iida, "When and how do domestic
    constraints matter?", Journal of Conflict Resolution 37, 1993, for
    uncertainty about ratification. The threshold is derived here.

    Examples
    --------
    >>> bold_offer_threshold(0.5, 0.9, embarrassment=[0, 0.4]).round(4).tolist()
    [0.5556, 0.6923]
    """
    safe, daring, cost = together(
        cautious=numbers("cautious", cautious, least=0),
        bold=numbers("bold", bold, above=0),
        embarrassment=numbers("embarrassment", embarrassment, least=0),
    )
    if (safe > daring).any():
        raise ArgumentError("'cautious' must be worth at most 'bold'", "otherwise nobody dares the bold one")
    share: Array = (safe + cost) / (daring + cost)
    return share[()]
