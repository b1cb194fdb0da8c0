"""Treaties as repeated games: the patience that makes them self-enforcing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, expect_kind
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.ties import TIE, tied
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]


def discount_threshold(
    temptation: npt.ArrayLike, reward: npt.ArrayLike, punishment: npt.ArrayLike, *, lag: npt.ArrayLike = 1
) -> Array:
    """The least discount factor at which a grim trigger keeps everybody to a treaty.

    A breach earns the temptation until it is detected and the punishment for
    ever after; keeping earns the reward. With ``lag`` periods to detection
    keeping is at least as good from ``((T - R) / (T - P)) ** (1 / lag)`` on.

    Parameters
    ----------
    temptation, reward, punishment
        Payoffs a period, T, R and P; numbers or arrays that broadcast.
    lag
        Periods in which a breach goes unpunished, at least 1.

    Returns
    -------
    ndarray
        0 where a breach does not tempt (T <= R and P <= R), inf where no
        patience is enough (P > R, or P = R and T > R).

    Raises
    ------
    ArgumentError
        A lag below 1.

    References
    ----------
    .. [1] J. W. Friedman, "A non-cooperative equilibrium for supergames",
       Review of Economic Studies 38, 1971.

    Examples
    --------
    >>> discount_threshold(5, 3, 1, lag=[1, 2, 3, 6]).round(4).tolist()
    [0.5, 0.7071, 0.7937, 0.8909]
    >>> discount_threshold([3, 5], 3, [1, 3]).tolist()
    [0.0, inf]
    """
    t, r, p, periods = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (temptation, reward, punishment, lag)))
    if not (periods >= 1).all():
        raise ArgumentError("a detection lag is at least 1 period")
    tempts = (t > r) & ~tied(t, r)
    enough = (r > p) & ~tied(r, p)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(tempts & enough, (t - r) / (t - p), 0.0)
    never = ((p > r) & ~tied(p, r)) | (tempts & ~enough)
    found: Array = np.where(never, np.inf, ratio ** (1 / periods))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatyValues:
    """What keeping a treaty, breaching it and leaving it are worth, from the first period on."""

    comply: float
    breach: float
    leave: float

    @property
    def best(self) -> tuple[str, ...]:
        """The best of the three; all that are tied."""
        worths = {"comply": self.comply, "breach": self.breach, "leave": self.leave}
        most = max(worths.values())
        return tuple(name for name, worth in worths.items() if tied(worth, most))


def treaty_values(
    *,
    temptation: float,
    reward: float,
    punishment: float,
    outside: float,
    discount_factor: float,
    lag: int = 1,
    notice: int = 0,
    exit_cost: float = 0.0,
) -> TreatyValues:
    """Keep, breach or leave: a treaty with a detection lag and a notice period.

    A breach earns the temptation for `lag` periods, then the punishment. A
    legal exit earns the reward for the `notice` periods, then the outside
    payoff, and costs `exit_cost` at once.

    Raises
    ------
    ArgumentError
        The discount factor is not in [0, 1), `lag` below 1 or `notice` below 0.

    Examples
    --------
    >>> of = treaty_values(temptation=5, reward=3, punishment=1, outside=2.5, discount_factor=.9,
    ...                    lag=2, notice=6, exit_cost=0)
    >>> round(of.comply, 1), round(of.breach, 1), round(of.leave, 1), of.best
    (30.0, 17.6, 27.3, ('comply',))
    """
    if not 0 <= discount_factor < 1:
        raise ArgumentError(f"a discount factor lies in [0, 1), found {discount_factor:g}")
    if lag < 1 or notice < 0:
        raise ArgumentError("a detection lag is at least 1 period, a notice at least 0")
    for_ever = 1 / (1 - discount_factor)
    return TreatyValues(
        comply=reward * for_ever,
        breach=_first_then(temptation, punishment, lag, discount_factor),
        leave=_first_then(reward, outside, notice, discount_factor) - exit_cost,
    )


def _first_then(first: float, later: float, periods: int, discount_factor: float) -> float:
    """Worth of one payoff for some periods and another for ever after."""
    share = discount_factor**periods
    return (first * (1 - share) + later * share) / (1 - discount_factor)


def exit_threshold(
    reward: npt.ArrayLike, exit_cost: npt.ArrayLike, discount_factor: npt.ArrayLike, *, notice: npt.ArrayLike = 0
) -> Array:
    """The outside payoff above which leaving a treaty with notice pays: ``R + K (1 - d) / d ** N``.

    >>> exit_threshold(3, 2, 0.95, notice=[0, 6]).round(3).tolist()
    [3.1, 3.136]
    """
    r, k, d, n = np.broadcast_arrays(
        *(np.asarray(x, dtype=float) for x in (reward, exit_cost, discount_factor, notice))
    )
    if not ((d > 0) & (d < 1)).all():
        raise ArgumentError("a discount factor lies between 0 and 1")
    found: Array = r + k * (1 - d) / d**n
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sustainable:
    """Which profiles of a stage game a threat of reversion sustains, and from which discount factor on.

    `thresholds` has the stage game's strategy axes and its points; 0 where the
    profile is itself a Nash equilibrium, inf where nothing sustains it.
    `punishment` is ``(player, point)``.
    """

    game: NormalFormGame
    thresholds: Array
    punishment: Array
    lag: int

    def profiles(self, discount_factor: float, point: int = 0) -> list[tuple[str, ...]]:
        """The profiles that a discount factor sustains at one point, in order; ties count."""
        here = self.thresholds[..., point]
        held = here <= discount_factor + TIE
        return [
            tuple(labels[i] for labels, i in zip(self.game.actions, place, strict=True)) for place in np.argwhere(held)
        ]

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = []
        for place in np.ndindex(*self.game.shape):
            labels = [names[i] for names, i in zip(self.game.actions, place, strict=True)]
            least = float(self.thresholds[(*place, 0)])
            rows.append([", ".join(labels), "never" if np.isinf(least) else number(least)])
        return ("profile", "discount factor from"), rows

    def plot(self, *, point: int = 0, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw from which discount factor on each profile is kept to, at one point."""
        from deterrence.plot.equilibria.strategy_tables import sustainable_table

        return sustainable_table(self, point=point, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"thresholds": self.thresholds.tolist(), "punishment": self.punishment.tolist(), "lag": self.lag}

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def sustainable(game: NormalFormGame, punishment: npt.ArrayLike, *, lag: int = 1) -> Sustainable:
    """Which stage profiles repeat for ever when every deviation is answered by a punishment payoff for ever.

    Parameters
    ----------
    game
        The stage game, at one point or many.
    punishment
        What each player gets a period once a deviation is detected,
        ``(player,)`` or ``(player, point)``; payoffs of a Nash equilibrium of
        the stage game make the threat subgame-perfect.
    lag
        Periods before a deviation is detected.

    Returns
    -------
    Sustainable
        The least common discount factor for each profile: the largest over
        the players, each with their best deviation as temptation.

    Raises
    ------
    ArgumentError
        A lag below 1, or not one punishment for each player.

    Examples
    --------
    >>> dilemma = NormalFormGame.of_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> held = sustainable(dilemma, [1, 1])
    >>> float(held.thresholds[0, 0, 0]), held.profiles(0.5)
    (0.5, [('1', '1'), ('2', '2')])
    """
    expect_kind(game, NormalFormGame, "sustainable")
    worth = np.asarray(punishment, dtype=float)
    worth = worth[:, None] if worth.ndim == 1 else worth
    if worth.ndim != 2 or worth.shape[0] != len(game.players) or worth.shape[1] not in (1, game.points):
        raise ArgumentError(
            f"a punishment payoff for each of {len(game.players)} players is needed, found {worth.shape}"
        )
    if not (np.isfinite(worth).all() and np.isfinite(game.payoffs).all()):
        raise ArgumentError("payoffs and punishments are finite numbers")
    worth = np.broadcast_to(worth, (len(game.players), game.points))
    least = []
    for player in range(len(game.players)):
        own = game.payoffs[..., player, :]
        best = own.max(axis=player, keepdims=True)
        least.append(discount_threshold(best, own, worth[player], lag=lag))
    return Sustainable(game=game, thresholds=np.max(least, axis=0), punishment=worth, lag=lag)
