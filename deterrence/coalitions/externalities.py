"""Externality rules: what everybody else does when a coalition forms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from deterrence.coalitions.partitions import Ints, Partitions
from deterrence.errors import ArgumentError, nearest

RULES = {
    "gamma": "blocs that lose members fall apart into single players",
    "delta": "those left behind stay together",
    "optimistic": "the outsiders form the partition that is best for the coalition",
    "pessimistic": "the outsiders form the partition that is worst for the coalition",
}


def require_rule(rule: object) -> str:
    """The rule, if there is one of this name. Raises `ArgumentError` with the nearest right name."""
    if not isinstance(rule, str) or rule not in RULES:
        help = nearest(rule, RULES) if isinstance(rule, str) else ""
        raise ArgumentError(f"unknown externality rule {rule!r}", help or f"known: {', '.join(RULES)}")
    return rule


def responses(found: Partitions, coalition: int, rule: str) -> Iterator[Ints]:
    """What may come of a coalition's forming, from every partition: arrays of partitions' indices, ``(partition,)``.

    The members leave their blocs and form one bloc.

    - gamma: a bloc that loses a member breaks up into single players; other
      blocs stay. (The gamma model of [1]_; where the rest were together or alone,
      outsiders act alone.)
    - delta: what remains of a bloc stays together; other blocs stay.
    - optimistic, pessimistic: any partition of the outsiders may form, whatever
      they were in before, one array for each; the best or the worst counts.

    References
    ----------
    .. [1] S. Hart and M. Kurz, "Endogenous formation of coalitions",
       Econometrica 51, 1983.

    Examples
    --------
    From every partition of three players, b alone:

    >>> found = Partitions(players=("a", "b", "c"))
    >>> [[found.own[k].tolist() for k in way] for way in responses(found, 0b010, "delta")]
    [[[1, 2, 4], [1, 2, 4], [5, 2, 5], [1, 2, 4], [5, 2, 5]]]
    >>> len(list(responses(found, 0b010, "optimistic")))
    2
    """
    inside = np.array([coalition >> k & 1 for k in range(len(found.players))], dtype=bool)
    if rule in ("optimistic", "pessimistic"):
        for k in np.flatnonzero((found.own[:, inside] == coalition).all(axis=1)):
            yield np.full(len(found), k)
        return
    alone = 1 << np.arange(len(found.players))
    left = found.own & ~coalition
    remains = left if rule == "delta" else np.where(found.own & coalition, alone, found.own)
    yield found.index(np.where(inside, coalition, remains))


def replacements(found: Partitions, rule: str) -> Ints:
    """Which partition a coalition can bring about from which: rows of from, to and the coalition's mask.

    A coalition that is not yet a bloc forms one; what becomes of those whom
    it leaves is what the rule says.

    Raises
    ------
    ArgumentError
        The rule does not say what follows a move.

    Examples
    --------
    Two players can part and unite:

    >>> replacements(Partitions(players=("a", "b")), "gamma").tolist()
    [[1, 1, 0], [0, 0, 1], [1, 2, 3]]
    """
    if rule not in ("gamma", "delta"):
        raise ArgumentError(f"the rule {rule} does not say what follows a move", "foresight needs gamma or delta")
    moves = []
    for coalition in found.coalitions():
        (way,) = responses(found, coalition, rule)
        start = np.flatnonzero((found.own[:, found.members(coalition)] != coalition).any(axis=1))
        moves.append(np.array([start, way[start], np.full(len(start), coalition)]))
    return np.concatenate(moves, axis=1)
