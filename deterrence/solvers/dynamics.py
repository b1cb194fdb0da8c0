"""Populations and players who adjust: replicator dynamics and best-response dynamics."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, ConceptError, expect_kind
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.ties import tied
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

AT_REST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trajectory:
    """Shares over time: `shares` is ``(time, strategy)``, one array a population; `is_at_rest` says how it ended."""

    times: Array
    shares: tuple[Array, ...]
    is_at_rest: bool

    @property
    def end(self) -> tuple[Array, ...]:
        """The last shares of each population."""
        return tuple(path[-1] for path in self.shares)

    def plot(self, *, game: NormalFormGame | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the shares over time; `game` gives the names of strategies."""
        from deterrence.plot.equilibria.choice_shares import share_curves

        return share_curves(self, game=game, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "times": self.times.tolist(),
            "shares": [path.tolist() for path in self.shares],
            "is_at_rest": self.is_at_rest,
        }

    def __str__(self) -> str:
        ends = "; ".join(f"({', '.join(number(float(x)) for x in end)})" for end in self.end)
        return (
            f"shares {ends} at time {number(float(self.times[-1]))}, {'at rest' if self.is_at_rest else 'still moving'}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(str(self))}</p>"


def replicator(
    game: NormalFormGame, start: npt.ArrayLike | Sequence[npt.ArrayLike], *, until: float = 1000.0, points: int = 201
) -> Trajectory:
    """Follow the replicator dynamics: shares grow as their strategies earn more than the average.

    Parameters
    ----------
    game
        Two players, one point. With one vector of shares the game must be
        symmetric and one population plays itself; with two, each player has
        a population of its own.
    start
        The shares at the beginning, which sum to 1.
    until
        The time at which to stop; earlier where nothing moves faster than 1e-9.
    points
        How many moments the trajectory holds.

    Raises
    ------
    ArgumentError
        Shares that are not a distribution, or several points.
    ConceptError
        One population in a game that is not symmetric.

    References
    ----------
    .. [1] P. D. Taylor and L. B. Jonker, "Evolutionary stable strategies and
       game dynamics", Mathematical Biosciences 40, 1978.

    Examples
    --------
    Hawks and doves over a prize of 2 at a cost of 3 end with two hawks in three:

    >>> hawk_dove = NormalFormGame.of_matrices([[-.5, 2], [0, 1]], [[-.5, 0], [2, 1]])
    >>> replicator(hawk_dove, [.1, .9]).end[0].round(6).tolist()
    [0.666667, 0.333333]
    """
    from scipy.integrate import solve_ivp

    own = matrices(game)
    begin = _populations(game, start)
    alone = len(begin) == 1
    if alone and not is_symmetric(game):
        raise ConceptError("one population plays a symmetric game; give the shares of two populations")
    sizes = np.cumsum([len(shares) for shares in begin])[:-1]

    def speed(_: float, flat: Array) -> Array:
        shares = np.split(flat, sizes)
        other = shares if alone else shares[::-1]
        fitness = [matrix @ rival for matrix, rival in zip(own, other, strict=False)]
        return np.concatenate([x * (f - x @ f) for x, f in zip(shares, fitness, strict=True)])

    def rest(t: float, flat: Array) -> float:
        return float(np.abs(speed(t, flat)).max() - AT_REST)

    rest.terminal = True  # type: ignore[attr-defined]  # SciPy reads the mark off the function
    flat = np.concatenate(begin)
    if rest(0.0, flat) <= 0:
        return Trajectory(times=np.zeros(1), shares=tuple(x[None] for x in begin), is_at_rest=True)
    solved = solve_ivp(speed, (0, until), flat, rtol=1e-10, atol=1e-12, events=rest, dense_output=True, method="LSODA")
    times = np.linspace(0, solved.t[-1], points)
    paths = np.split(np.clip(solved.sol(times).T, 0.0, 1.0), sizes, axis=1)
    return Trajectory(times=times, shares=tuple(paths), is_at_rest=solved.status == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BestResponses:
    """Pure profiles in the order of play; `cycle` is the part that repeats: one profile at a Nash equilibrium."""

    path: tuple[tuple[str, ...], ...]
    cycle: tuple[tuple[str, ...], ...]

    @property
    def is_at_rest(self) -> bool:
        """Whether nobody wants to move any more."""
        return len(self.cycle) == 1


def best_responses(game: NormalFormGame, start: Sequence[str]) -> BestResponses:
    """Let players answer each other in turn with best replies until play repeats.

    Players move in order; one whose strategy is already a best reply stays,
    else moves to the best reply listed first. After a round without a move the
    profile is a Nash equilibrium.

    Parameters
    ----------
    game
        Any number of players, one point.
    start
        A strategy for each player.

    Examples
    --------
    >>> pennies = NormalFormGame.of_matrices([[1, -1], [-1, 1]])
    >>> len(best_responses(pennies, ["1", "1"]).cycle)
    4
    """
    _require_one_point(game)
    if len(start) != len(game.players) or any(s not in labels for s, labels in zip(start, game.actions, strict=False)):
        raise ArgumentError(f"a start is a strategy for each player, found {', '.join(start)}")
    profile = tuple(labels.index(s) for s, labels in zip(start, game.actions, strict=True))
    path, seen, turn, quiet = [profile], {(0, profile): 0}, 0, 0
    while quiet < len(game.players):
        answer = _reply(game, profile, turn)
        quiet = quiet + 1 if answer == profile else 0
        turn = (turn + 1) % len(game.players)
        if answer != profile:
            profile = answer
            path.append(profile)
            if (turn, profile) in seen:
                return _named(game, path, path[seen[turn, profile] + 1 :])
            seen[turn, profile] = len(path) - 1
    return _named(game, path, path[-1:])


def _reply(game: NormalFormGame, profile: tuple[int, ...], player: int) -> tuple[int, ...]:
    place: list[int | slice] = list(profile)
    place[player] = slice(None)
    worths = game.payoffs[(*place, player, 0)]
    best = tied(worths.max(), worths)
    return profile if best[profile[player]] else (*profile[:player], int(best.argmax()), *profile[player + 1 :])


def _named(game: NormalFormGame, path: Sequence[tuple[int, ...]], cycle: Sequence[tuple[int, ...]]) -> BestResponses:
    def named(profile: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(labels[i] for labels, i in zip(game.actions, profile, strict=True))

    return BestResponses(path=tuple(map(named, path)), cycle=tuple(map(named, cycle)))


def matrices(game: NormalFormGame) -> tuple[Array, Array]:
    """Each player's payoffs with own strategies in rows. Raises unless there are two players and one point."""
    expect_kind(game, NormalFormGame, "a population")
    _require_one_point(game)
    if len(game.players) != 2:
        raise ConceptError(f"two players are needed, found {len(game.players)}")
    return game.payoffs[..., 0, 0], game.payoffs[..., 1, 0].T


def is_symmetric(game: NormalFormGame) -> bool:
    """Whether a two-player game looks the same from both sides, up to ties."""
    own, other = matrices(game)
    return own.shape == other.shape and bool(tied(own, other).all())


def _require_one_point(game: NormalFormGame) -> None:
    if game.points != 1:
        raise ArgumentError(f"dynamics follow one point at a time, found {game.points}", "choose one: game.at([0])")


def _populations(game: NormalFormGame, start: npt.ArrayLike | Sequence[npt.ArrayLike]) -> list[Array]:
    rows: list[Any] = list(start)  # type: ignore[arg-type]  # NumPy's type of an array-like cannot be listed
    shares = [np.asarray(rows, dtype=float)] if np.ndim(rows[0]) == 0 else [np.asarray(r, dtype=float) for r in rows]
    for index, (share, size) in enumerate(zip(shares, game.shape, strict=False)):
        if share.shape != (size,) or (share < 0).any() or abs(share.sum() - 1) > 1e-9:
            raise ArgumentError(f"shares of population {index + 1} are {size} numbers of at least 0 that sum to 1")
    if len(shares) > 2:
        raise ArgumentError(f"one or two populations, found {len(shares)}")
    return shares
