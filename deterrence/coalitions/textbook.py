"""Coalition functions of the textbooks: voting by weights, bankruptcy, airport runways, gloves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deterrence.coalitions.coalition_game import CoalitionGame
from deterrence.errors import ArgumentError

Amounts = Mapping[str, float] | Sequence[float]


def weighted_voting(quota: float, weights: Amounts) -> CoalitionGame:
    """Voting by weights: a coalition wins, and is worth 1, when its weights reach the quota.

    Parameters
    ----------
    quota
        Above 0.
    weights
        ``{player: weight}``, or weights of players named ``1``, ``2``, ...

    Examples
    --------
    >>> {who: round(share, 4) for who, share in weighted_voting(4, [3, 2, 1, 1]).shapley().items()}
    {'1': 0.5, '2': 0.1667, '3': 0.1667, '4': 0.1667}
    """
    names, amounts = _named(weights, "weights")
    if not quota > 0 or not np.isfinite(quota):
        raise ArgumentError(f"a quota is a finite number above 0, found {quota!r}")
    worth = (_sums(amounts) >= quota).astype(float)
    return CoalitionGame(names, worth, basis=f"quota {quota:g}")


def bankruptcy(estate: float, claims: Amounts) -> CoalitionGame:
    """A bankruptcy: a coalition is worth what is left of the estate when all others are paid in full, at least 0.

    References
    ----------
    .. [1] R. J. Aumann and M. Maschler, "Game theoretic analysis of a
       bankruptcy problem from the Talmud", Journal of Economic Theory 36, 1985.

    Examples
    --------
    >>> dict(bankruptcy(300, {"a": 100, "b": 200, "c": 300}).nucleolus())
    {'a': 50.0, 'b': 100.0, 'c': 150.0}
    """
    names, amounts = _named(claims, "claims")
    if not 0 <= estate <= sum(amounts):
        raise ArgumentError(f"an estate lies between 0 and the sum of the claims, found {estate!r}")
    sums = _sums(amounts)
    return CoalitionGame(names, np.maximum(estate - (sums[-1] - sums), 0.0), basis=f"estate {estate:g}")


def airport(costs: Amounts) -> CoalitionGame:
    """A runway: a coalition pays for the longest that a member needs. Costs are worths below 0.

    References
    ----------
    .. [1] S. C. Littlechild and G. Owen, "A simple expression for the Shapley
       value in a special case", Management Science 20, 1973.

    Examples
    --------
    >>> {who: round(-paid, 4) for who, paid in airport([1, 2, 3]).shapley().items()}
    {'1': 0.3333, '2': 0.8333, '3': 1.8333}
    """
    names, amounts = _named(costs, "costs")
    longest = np.zeros(1)
    for cost in amounts:
        longest = np.concatenate([longest, np.maximum(longest, cost)])
    return CoalitionGame(names, -longest, basis="costs as worths below 0")


def gloves(left: Sequence[str], right: Sequence[str]) -> CoalitionGame:
    """Gloves: each player holds a left or a right one, and a pair is worth 1.

    Examples
    --------
    >>> dict(gloves(["a", "b"], ["c"]).nucleolus())
    {'a': 0.0, 'b': 0.0, 'c': 1.0}
    """
    names = (*left, *right)
    return CoalitionGame(names, lambda s: float(min(len(s & set(left)), len(s & set(right)))), basis="pairs of gloves")


def _named(amounts: Any, what: str) -> tuple[tuple[str, ...], list[float]]:
    if isinstance(amounts, Mapping):
        names, numbers = tuple(amounts), list(amounts.values())
    elif isinstance(amounts, (Sequence, np.ndarray)) and not isinstance(amounts, str):
        names, numbers = tuple(str(k + 1) for k in range(len(amounts))), list(amounts)
    else:
        raise ArgumentError(f"{what} are a mapping from players to numbers or a list of numbers, found {amounts!r}")
    try:
        found = [float(number) for number in numbers]
    except (TypeError, ValueError):
        raise ArgumentError(f"{what} are numbers, found {amounts!r}") from None
    if not found or not all(0 <= number < np.inf for number in found):
        raise ArgumentError(f"{what} are one or more finite numbers of at least 0, found {amounts!r}")
    return names, found


def _sums(amounts: Sequence[float]) -> np.typing.NDArray[np.float64]:
    found = np.zeros(1)
    for amount in amounts:
        found = np.concatenate([found, found + amount])
    return found
