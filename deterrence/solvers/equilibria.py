"""What equilibrium concepts answer with: every equilibrium found, its certificate, and whether these are all."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from deterrence.game.information import InformationSet
from deterrence.game.normal_form import NormalFormGame, deviation_payoffs, expected_payoffs
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

NOISE = 1e-13
MOST_ROWS = 60

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Termination(enum.IntEnum):
    """How a solver ended at a point, best first."""

    FINISHED = 0
    """It did all that the concept asks of it."""
    LIMIT = 1
    """It stopped at a limit of steps, size or number."""
    NOT_CONVERGED = 2
    """Steps grew too small or errors did not fall."""
    UNDEFINED = 3
    """The game has no value at this point."""

    def __str__(self) -> str:
        return {0: "finished", 1: "limit reached", 2: "not converged", 3: "no value"}[int(self)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equilibrium:
    """One equilibrium.

    `probabilities` holds for each player the probability of each strategy
    (normal form) or, by information set, of each action (extensive form);
    `regret` is the largest gain anybody has from deviating; `beliefs` gives,
    by information set, the probability of each of its nodes; `degenerate`
    marks an extreme point of a continuum; `label` names its kind (``pooling``,
    ``separating``, …) where kinds are told apart.
    """

    probabilities: Mapping[str, Any]
    payoffs: Mapping[str, float]
    regret: float
    beliefs: Mapping[str, Array] | None = None
    degenerate: bool = False
    label: str = ""
    point: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Equilibria(Sequence[Equilibrium]):
    """Equilibria of a game at one parameter point or many, in columns: entry k belongs to ``point[k]``.

    Parameters
    ----------
    concept
        What they are.
    players
        Ids, in the order of the payoff columns.
    point
        The point of each equilibrium, rising.
    strategies
        For a normal form, by player, ``(equilibrium, strategy)``; for an
        extensive form, by information set, ``(equilibrium, action)``.
    payoffs
        ``(equilibrium, player)``.
    regret
        The largest gain of any player from deviating, by code that does not
        know how the equilibrium was found.
    degenerate
        Whether an equilibrium is an extreme point of a continuum.
    completes
        For each point, whether all equilibria are listed (of a continuum, all extreme points).
    terminations
        For each point, a `Termination`.
    sets
        The information sets of an extensive form.
    beliefs
        By information set, ``(equilibrium, node)``.
    labels
        The kind of each equilibrium, where kinds are told apart.
    statistics
        What the solver counted: steps, systems, points at limits.

    Examples
    --------
    >>> from deterrence import NormalFormGame, nash
    >>> chicken = nash(NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]]))
    >>> len(chicken), chicken.complete, chicken[0].probabilities["1"].tolist(), chicken[0].regret
    (3, True, [1.0, 0.0], 0.0)
    """

    concept: str
    players: tuple[str, ...]
    point: Ints
    strategies: Mapping[str, Array]
    payoffs: Array
    regret: Array
    degenerate: Bools
    completes: Bools
    terminations: npt.NDArray[np.int8]
    sets: tuple[InformationSet, ...] = ()
    beliefs: Mapping[str, Array] | None = None
    labels: tuple[str, ...] = ()
    statistics: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("point", "payoffs", "regret", "degenerate", "completes", "terminations"):
            owned = np.array(getattr(self, name))
            owned.flags.writeable = False
            object.__setattr__(self, name, owned)

    @property
    def complete(self) -> bool:
        """Whether all equilibria are listed at every point."""
        return bool(self.completes.all())

    @property
    def termination(self) -> Termination:
        """How the solver ended; over several points, the worst."""
        return Termination(int(self.terminations.max(initial=0)))

    def __len__(self) -> int:
        return len(self.point)

    @overload
    def __getitem__(self, index: int) -> Equilibrium: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Equilibrium, ...]: ...
    def __getitem__(self, index: int | slice) -> Equilibrium | tuple[Equilibrium, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(f"equilibrium {index} of {len(self)}")
        return Equilibrium(
            probabilities=self._probabilities(index),
            payoffs={player: float(v) for player, v in zip(self.players, self.payoffs[index], strict=True)},
            regret=float(self.regret[index]),
            beliefs=None if self.beliefs is None else {name: column[index] for name, column in self.beliefs.items()},
            degenerate=bool(self.degenerate[index]),
            label=self.labels[index] if self.labels else "",
            point=int(self.point[index]),
        )

    def _probabilities(self, index: int) -> dict[str, Any]:
        if not self.sets and self.strategies:
            return {player: self.strategies[player][index] for player in self.players}
        found: dict[str, Any] = {player: {} for player in self.players}
        for item in self.sets:
            found[item.player][item.name] = self.strategies[item.name][index]
        return found

    def at(self, point: int) -> tuple[Equilibrium, ...]:
        """The equilibria of one parameter point."""
        return tuple(self[int(k)] for k in np.flatnonzero(self.point == point))

    def plot(self, *, game: NormalFormGame | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the equilibria of one point: as bars or, with a `game` of two by two, where best replies cross."""
        from deterrence.plot.equilibria.equilibria_plot import equilibria_plot

        return equilibria_plot(self, game=game, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "concept": self.concept,
            "complete": self.complete,
            "termination": str(self.termination),
            "statistics": dict(self.statistics),
            "equilibria": [_plain(item) for item in self],
        }

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = []
        for item in self[:MOST_ROWS]:
            moving = (player for player in self.players if len(item.probabilities[player]))
            played = "; ".join(self._played(player, item.probabilities[player]) for player in moving) or "-"
            payoffs = ", ".join(f"{player} {number(value)}" for player, value in item.payoffs.items())
            marks = ", ".join(filter(None, [item.label, "one end of a continuum" if item.degenerate else ""]))
            rows.append([played, payoffs, number(item.regret) if item.regret > NOISE else "0", marks or "-"])
        if len(self) > MOST_ROWS:
            rows.append([f"{len(self) - MOST_ROWS:,} more", "", "", ""])
        return ("probabilities", "payoffs", "regret", "kind"), rows

    def _played(self, player: str, probabilities: Any) -> str:
        """What a player does: at each information set in words, or the probabilities of its strategies."""
        if not isinstance(probabilities, Mapping):
            return f"{player} {_numbers(probabilities)}"
        actions = {item.name: item.actions for item in self.sets}
        told = []
        for name, row in probabilities.items():
            used = [(label, share) for label, share in zip(actions[name], row, strict=True) if share > 0]
            made = used[0][0] if len(used) == 1 else ", ".join(f"{label} {number(float(s))}" for label, s in used)
            told.append(f"{name} = {made}" if len(used) == 1 else f"{name} = ({made})")
        return f"{player}: {', '.join(told)}"

    def __str__(self) -> str:
        whether = "all of them" if self.complete else "perhaps not all"
        title = f"{self.concept}: {len(self)} found ({whether}; {self.termination})"
        return f"{title}\n{text_table(*self._table())}" if len(self) else title

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def normal_form_equilibria(
    game: NormalFormGame,
    mixed: Sequence[Array],
    point: Ints,
    *,
    concept: str,
    completes: Bools | None = None,
    terminations: npt.NDArray[np.int8] | None = None,
    degenerate: Bools | None = None,
    statistics: Mapping[str, float] | None = None,
) -> Equilibria:
    """Mixed profiles as `Equilibria`, with payoffs and regret worked out from the game.

    `mixed` holds for each player ``(equilibrium, strategy)``; what is not said
    is: complete, finished, not degenerate.
    """
    worth = expected_payoffs(game, mixed, point)
    return Equilibria(
        concept=concept,
        players=game.players,
        point=point,
        strategies=dict(zip(game.players, mixed, strict=True)),
        payoffs=worth,
        regret=strategic_regret(game, mixed, point),
        degenerate=np.zeros(len(point), dtype=bool) if degenerate is None else degenerate,
        completes=np.ones(game.points, dtype=bool) if completes is None else completes,
        terminations=np.zeros(game.points, dtype=np.int8) if terminations is None else terminations,
        statistics=statistics or {},
    )


def strategic_regret(game: NormalFormGame, mixed: Sequence[Array], point: Ints) -> Array:
    """The largest gain any player has from another strategy, for each profile: ``(profile,)``."""
    worth = expected_payoffs(game, mixed, point)
    gains = [deviation_payoffs(game, mixed, point, i).max(axis=1) - worth[:, i] for i in range(len(game.players))]
    regret: Array = np.maximum(np.max(gains, axis=0), 0.0)
    return regret


def _numbers(row: Array) -> str:
    return f"({', '.join(number(float(value)) for value in row)})"


def _plain(item: Equilibrium) -> dict[str, Any]:
    found = {name: getattr(item, name) for name in item.__slots__}
    found["probabilities"] = {
        player: {name: row.tolist() for name, row in part.items()} if isinstance(part, Mapping) else part.tolist()
        for player, part in item.probabilities.items()
    }
    if item.beliefs is not None:
        found["beliefs"] = {name: row.tolist() for name, row in item.beliefs.items()}
    return found
