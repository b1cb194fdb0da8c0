"""Leadership: what a player gains by committing to a mixed strategy before the other moves."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, ConceptError, expect_kind, nearest
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.ties import tied
from deterrence.tables.text import html_table, number

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

CLOSE = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Leadership:
    """A commitment and the reply to it.

    `commitment` holds the leader's probabilities, `reply` is the follower's
    strategy; `guaranteed` is the most that the leader can be sure of, however
    the follower breaks ties, and is approached though perhaps not attained;
    `regret` is what the follower could gain by another reply.
    """

    leader: str
    follower: str
    commitment: Mapping[str, float]
    reply: str
    payoffs: Mapping[str, float]
    guaranteed: float
    regret: float

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the mixture that the leader commits to."""
        from deterrence.plot.equilibria.choice_shares import commitment_bars

        return commitment_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        played = ", ".join(f"{label} {number(chance)}" for label, chance in self.commitment.items() if chance > 0)
        worths = ", ".join(f"{player} {number(value)}" for player, value in self.payoffs.items())
        return (
            f"{self.leader} commits to {played}; {self.follower} replies {self.reply}\n"
            f"payoffs: {worths}; guaranteed to {self.leader}: {number(self.guaranteed)}; regret {number(self.regret)}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [[label, number(chance)] for label, chance in self.commitment.items()]
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in str(self).splitlines())
        return lines + html_table((f"{self.leader} commits to", "probability"), rows)


def leadership(game: NormalFormGame, *, leader: str | None = None) -> Leadership:
    """The strong Stackelberg equilibrium in mixed commitments of a two-player game.

    For each reply a linear program finds the commitment best for the leader
    among those that make it a best reply; the best of these is the answer. A
    follower who is indifferent replies as the leader would like (ties: the
    reply listed first). The leader never gets less than in any Nash
    equilibrium.

    Parameters
    ----------
    game
        Two players, one point.
    leader
        Who commits; the first player by default.

    Raises
    ------
    ArgumentError
        An unknown leader, or several points.
    ConceptError
        Not two players.

    References
    ----------
    .. [1] V. Conitzer and T. Sandholm, "Computing the optimal strategy to
       commit to", Proceedings of the 7th ACM Conference on Electronic
       Commerce, 2006.
    .. [2] B. von Stengel and S. Zamir, "Leadership games with convex strategy
       sets", Games and Economic Behavior 69, 2010.

    Examples
    --------
    An inspection deters a violation worth 3 with a penalty of 6 at a rate of 1/3:

    >>> inspect = NormalFormGame(actions=(("inspect", "rest"), ("comply", "violate")), players=("inspector", "state"),
    ...                          payoffs=np.array([[[-1, 0], [-2, -6]], [[0, 0], [-9, 3]]], dtype=float))
    >>> found = leadership(inspect)
    >>> round(found.commitment["inspect"], 6), found.reply
    (0.333333, 'comply')
    """
    expect_kind(game, NormalFormGame, "leadership")
    if len(game.players) != 2:
        raise ConceptError(f"leadership needs two players, found {len(game.players)}")
    if game.points != 1:
        raise ArgumentError(f"leadership answers one point at a time, found {game.points}", "choose one: game.at([0])")
    if not np.isfinite(game.payoffs).all():
        raise ArgumentError("leadership needs payoffs that are finite numbers")
    if leader is not None and leader not in game.players:
        raise ArgumentError(f"unknown player '{leader}'", nearest(leader, game.players) or ", ".join(game.players))
    first = game.players.index(leader) if leader is not None else 0
    own, other = (game.payoffs[..., player, 0] for player in (first, 1 - first))
    if first == 1:
        own, other = own.T, other.T
    offers = [_best_commitment(own, other, reply) for reply in range(own.shape[1])]
    worths = np.array([-np.inf if x is None else float(x @ own[:, reply]) for reply, x in enumerate(offers)])
    reply = int(tied(worths.max(), np.where(np.isinf(worths), -1e300, worths)).argmax())
    mixed = offers[reply]
    assert mixed is not None
    gains = mixed @ other
    payoffs = [float(worths[reply]), float(gains[reply])]
    return Leadership(
        leader=game.players[first],
        follower=game.players[1 - first],
        commitment=dict(zip(game.actions[first], mixed.tolist(), strict=True)),
        reply=game.actions[1 - first][reply],
        payoffs=dict(zip(game.players, payoffs if first == 0 else payoffs[::-1], strict=True)),
        guaranteed=_guaranteed(own, other),
        regret=float(max(0.0, gains.max() - gains[reply])),
    )


def _best_commitment(own: Array, other: Array, reply: int) -> Array | None:
    """The leader's best mixture among those to which one reply is a best one; None if there are none."""
    from scipy.optimize import linprog

    better = (other - other[:, [reply]]).T
    solved = linprog(
        -own[:, reply], A_ub=better, b_ub=np.zeros(len(better)), A_eq=np.ones((1, len(own))), b_eq=[1.0], bounds=(0, 1)
    )
    if solved.status != 0:
        return None
    mixed: Array = np.clip(solved.x, 0.0, None) / np.clip(solved.x, 0.0, None).sum()
    return mixed


def _guaranteed(own: Array, other: Array) -> float:
    """The most that a commitment is sure of, when an indifferent follower does the leader's worst.

    Only a reply that is strictly best somewhere, or one with its equals, can be
    induced; of equal replies (for the follower, everywhere) the worst counts.
    """
    best = -np.inf
    for reply in range(own.shape[1]):
        equals = [k for k in range(own.shape[1]) if tied(other[:, k], other[:, reply]).all()]
        if not _is_inducible(other, reply, equals):
            continue
        best = max(best, _worst_of_equals(own, other, equals))
    return best


def _is_inducible(other: Array, reply: int, equals: list[int]) -> bool:
    """Whether some commitment makes a reply better than every one that is not its equal."""
    from scipy.optimize import linprog

    rivals = [k for k in range(other.shape[1]) if k not in equals]
    if not rivals:
        return True
    rows = other[:, rivals].T - other[:, [reply]].T
    solved = linprog(
        [*np.zeros(len(other)), -1.0],
        A_ub=np.hstack([rows, np.ones((len(rivals), 1))]),
        b_ub=np.zeros(len(rivals)),
        A_eq=[[*np.ones(len(other)), 0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * len(other) + [(None, None)],
    )
    return bool(solved.status == 0 and solved.x[-1] > CLOSE)


def _worst_of_equals(own: Array, other: Array, equals: list[int]) -> float:
    """The best commitment when any of the follower's equal replies may come: a max-min by linear programming."""
    from scipy.optimize import linprog

    better = (other - other[:, [equals[0]]]).T
    least = np.hstack([-own[:, equals].T, np.ones((len(equals), 1))])
    solved = linprog(
        [*np.zeros(len(own)), -1.0],
        A_ub=np.vstack([np.hstack([better, np.zeros((len(better), 1))]), least]),
        b_ub=np.zeros(len(better) + len(equals)),
        A_eq=[[*np.ones(len(own)), 0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * len(own) + [(None, None)],
    )
    return float(solved.x[-1]) if solved.status == 0 else -np.inf
