"""How many sign a treaty that nobody enforces, where costs and benefits are linear."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]


def self_enforcing_size(benefit: npt.ArrayLike, cost: npt.ArrayLike, members: npt.ArrayLike) -> Array:
    """The largest number of signatories of whom none gains by leaving (stability of the treaty): ``ceil(c / b)``.

    Each of N like states may do its share at a cost c, which brings every
    state b < c; so nobody does it alone, although N b > c. Signatories do
    their share when that is worth it to them together, k b >= c. A signatory
    leaves if the others would carry on without it, so that only the smallest
    treaty worth having holds: each of its members is the one on whom it
    depends.

    What surprises is that the better the bargain, the fewer sign: the size
    depends on c / b alone and not on how many could take part, and the treaty
    brings k / N of what full cooperation would (`share_achieved`).

    In a class: hand out b and c on the board and let each sign or not.

    Parameters
    ----------
    benefit, cost
        b and c, in one unit of payoff, 0 < b < c < b N.
    members
        N, how many could sign.

    Returns
    -------
    ndarray of float
        Whole numbers. Where c / b is whole (a tie) signatories only break even.

    Raises
    ------
    ArgumentError
        Not finite, or not 0 < b < c < b N.

    References
    ----------
    S. Barrett, "Self-enforcing international environmental agreements",
    Oxford Economic Papers 46, 1994, and "A theory of full international
    cooperation", Journal of Theoretical Politics 11, 1999, for the question;
    the closed form of the linear game is derived here. `stable_sizes` in
    `deterrence.coalitions.treaty_size` finds the sizes of any such game from its payoffs.

    Examples
    --------
    >>> self_enforcing_size(1, [2.5, 3, 4.5], 10).tolist()
    [3.0, 3.0, 5.0]
    """
    b, c, _ = _linear(benefit, cost, members)
    ratio = c / b
    nearest = np.round(ratio)
    size: Array = np.where(tied(ratio, nearest), nearest, np.ceil(ratio))
    return size[()]


def share_achieved(benefit: npt.ArrayLike, cost: npt.ArrayLike, members: npt.ArrayLike) -> Array:
    """How much of the gain of full cooperation the largest self-enforcing treaty brings: ``ceil(c / b) / N``.

    With k signatories all states together gain k (N b - c), with all N of them N (N b - c) (derived here).

    Examples
    --------
    >>> share_achieved([1, 2], 4.5, 10).tolist()
    [0.5, 0.3]
    """
    _, _, n = _linear(benefit, cost, members)
    share: Array = self_enforcing_size(benefit, cost, members) / n
    return share[()]


def _linear(benefit: npt.ArrayLike, cost: npt.ArrayLike, members: npt.ArrayLike) -> tuple[Array, Array, Array]:
    b, c, n = together(
        benefit=numbers("benefit", benefit, above=0),
        cost=numbers("cost", cost, above=0),
        members=numbers("members", members, least=2),
    )
    if (n != np.round(n)).any():
        raise ArgumentError("'members' must be whole numbers")
    if ((c <= b) | (c >= b * n)).any():
        raise ArgumentError(
            "'cost' must lie between 'benefit' and 'benefit' times 'members'", "else nothing is at stake"
        )
    return b, c, n
