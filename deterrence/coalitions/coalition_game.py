"""Coalition functions: what every coalition is worth, whatever the others do, and how to divide it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.division import Core, Division, LeastCore, require_amounts
from deterrence.coalitions.partitions import read_coalition
from deterrence.coalitions.power import banzhaf_values, connected_worths, shapley_values, sizes
from deterrence.coalitions.worths import Worth, read_link, read_players, read_worths
from deterrence.errors import ConceptError, NoAnswerError
from deterrence.game.blocs import Bloc, bloc_name
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

MOST_PLAYERS = 20
MOST_FOR_PROGRAMS = 15
MOST_ROWS = 128


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CoalitionGame:
    """A game with side payments in coalition form: a worth for each of 2^n coalitions.

    Parameters
    ----------
    players
        Their names; up to 20 (15 for core, least core and nucleolus).
    worth
        A mapping from coalitions (sets of names, or ``"us+china"``) to
        numbers, for all that are not empty; or a function of a frozenset of
        names; or numbers by bit mask, where bit k stands for player k and the
        first, of nobody, is 0.
    basis
        What the worths rest on, printed with every answer.

    Raises
    ------
    ArgumentError
        A coalition is missing or unknown, or a worth is no finite number.
    NoAnswerError
        More than 20 players.

    Examples
    --------
    Technology is scarce where one holder meets two financiers:

    >>> deal = CoalitionGame(["holder", "one", "two"], lambda s: float("holder" in s and len(s) > 1))
    >>> {who: round(amount, 4) for who, amount in deal.shapley().items()}
    {'holder': 0.6667, 'one': 0.1667, 'two': 0.1667}
    >>> dict(deal.core().point)
    {'holder': 1.0, 'one': 0.0, 'two': 0.0}
    """

    players: tuple[str, ...]
    worth: InitVar[Worth]
    basis: str = ""
    provenance: Provenance = field(default_factory=lambda: Provenance(scenario="", hash=""))
    values: Array = field(init=False)
    """The worth of every coalition by bit mask."""

    def __post_init__(self, worth: Worth) -> None:
        players = read_players(self.players)
        if len(players) > MOST_PLAYERS:
            raise NoAnswerError(f"{len(players)} players have too many coalitions: at most {MOST_PLAYERS} players")
        object.__setattr__(self, "players", players)
        values = read_worths(worth, players)
        values.flags.writeable = False
        object.__setattr__(self, "values", values)

    def value(self, coalition: Collection[str] | str) -> float:
        """What a coalition is worth. Raises `ArgumentError` for unknown players."""
        members = read_coalition(coalition, self.players) if coalition else frozenset()
        return float(self.values[sum(1 << k for k, player in enumerate(self.players) if player in members)])

    def excesses(self, amounts: Mapping[str, float]) -> Array:
        """What each coalition is worth beyond what its members get; by bit mask."""
        paid = np.zeros(1)
        for amount in require_amounts(amounts, self.players):
            paid = np.concatenate([paid, paid + amount])
        return self.values - paid

    def is_superadditive(self) -> bool:
        """Whether two coalitions without common members never lose by joining; ties by the tie rule."""
        everybody = len(self.values) - 1
        for one in range(1, everybody + 1):
            other = np.zeros(1, dtype=np.int64)
            for k in range(len(self.players)):
                if not one >> k & 1:
                    other = np.concatenate([other, other | 1 << k])
            if not _at_least(self.values[one | other], self.values[one] + self.values[other]):
                return False
        return True

    def is_convex(self) -> bool:
        """Whether each player adds the more, the larger the coalition it joins; ties by the tie rule."""
        masks = np.arange(len(self.values))
        for i in range(len(self.players)):
            for j in range(i):
                a, b = 1 << i, 1 << j
                rest = masks[masks & (a | b) == 0]
                joint = self.values[rest | a | b] + self.values[rest]
                if not _at_least(joint, self.values[rest | a] + self.values[rest | b]):
                    return False
        return True

    def shapley(self) -> Division:
        """The Shapley value: what each player adds to those before it, on average over all orders."""
        return self._division("Shapley value", shapley_values(self.values))

    def banzhaf(self, *, normalized: bool = False) -> Division:
        """The Banzhaf value: what each player adds on average over all coalitions of others.

        `normalized` makes the values sum to 1, as a power index.

        Raises
        ------
        ConceptError
            They sum to 0, so there is nothing to normalize.
        """
        found = banzhaf_values(self.values)
        if not normalized:
            return self._division("Banzhaf value", found)
        if tied(float(found.sum()), 0.0):
            raise ConceptError("the Banzhaf values sum to 0, so they cannot be made to sum to 1")
        return self._division("normalized Banzhaf value", found / found.sum())

    def myerson(self, edges: Iterable[tuple[str, str]]) -> Division:
        """The Shapley value when only those cooperate who are linked, directly or through members.

        Parameters
        ----------
        edges
            Pairs of players who can talk or trade.

        Raises
        ------
        ArgumentError
            An edge is no pair of two known players.
        """
        links = [read_link(edge, self.players) for edge in edges]
        return self._division("Myerson value", shapley_values(connected_worths(self.values, links)))

    def core(self) -> Core:
        """The divisions that no coalition can better: a point of them, or the reason why there are none.

        Raises
        ------
        NoAnswerError
            More than 15 players.
        """
        from deterrence.coalitions.balance import strongest_collection
        from deterrence.coalitions.zero_normal import zero_normal

        self._require_small("the core")
        found = zero_normal(self.values)
        weights, surplus = strongest_collection(self.values)
        empty = found.exceeds(surplus, float(found.surplus[-1]))
        try:
            point = None if empty else self._nucleolus("nucleolus", individual=False)
        except NoAnswerError:
            point = None
        return Core(
            is_empty=empty,
            point=point,
            blocking=tuple((self._coalition(mask), weight) for mask, weight in weights.items()) if empty else (),
            claims=surplus + float(found.alone.sum()),
            total=float(self.values[-1]),
            players=self.players,
            basis=self.basis,
            provenance=self.provenance,
        )

    def least_core(self) -> LeastCore:
        """The divisions whose largest excess is least. Raises `NoAnswerError` beyond 15 players."""
        self._require_small("the least core")
        point = self._nucleolus("prenucleolus", individual=False)
        excess, binding = point.levels[0] if point.levels else (-np.inf, ())
        return LeastCore(excess=excess, point=point, binding=binding)

    def nucleolus(self) -> Division:
        """The division, with at least its own worth for everybody, whose sorted excesses are lexicographically least.

        Raises
        ------
        ConceptError
            No division gives everybody at least its own worth.
        NoAnswerError
            More than 15 players, or the numbers are too close to tell.

        Examples
        --------
        An estate of 200 and claims of 100, 200 and 300 in the Talmud:

        >>> from deterrence.coalitions.textbook import bankruptcy
        >>> dict(bankruptcy(200, [100, 200, 300]).nucleolus())
        {'1': 50.0, '2': 75.0, '3': 75.0}
        """
        from deterrence.coalitions.zero_normal import zero_normal

        short = float(-zero_normal(self.values).surplus[-1])
        if short > 0:
            total = float(self.values[-1])
            raise ConceptError(
                f"alone the players get {number(total + short)} in sum, {number(short)} more than the {number(total)} "
                "that they get together, so no division gives "
                "everybody at least its own worth; prenucleolus() does not ask for that"
            )
        return self._nucleolus("nucleolus", individual=True)

    def prenucleolus(self) -> Division:
        """The division whose sorted excesses are lexicographically least, though somebody may get less than alone.

        Raises `NoAnswerError` as `nucleolus`.
        """
        return self._nucleolus("prenucleolus", individual=False)

    def _nucleolus(self, method: str, *, individual: bool) -> Division:
        from deterrence.coalitions.nucleolus import nucleolus_of

        self._require_small(f"the {method}")
        found = nucleolus_of(self.values, individual=individual)
        levels = tuple((excess, tuple(map(self._coalition, sets.tolist()))) for excess, sets in found.levels)
        return self._division(method, found.point, levels)

    def _division(
        self, method: str, amounts: Array, levels: tuple[tuple[float, tuple[Bloc, ...]], ...] = ()
    ) -> Division:
        size = float(np.abs(self.values).max(initial=1.0))
        return Division(
            method=method,
            players=self.players,
            amounts=np.where(np.abs(amounts) <= 1e-13 * size, 0.0, amounts),
            basis=self.basis,
            levels=levels,
            provenance=self.provenance,
        )

    def _coalition(self, mask: int) -> Bloc:
        return frozenset(player for k, player in enumerate(self.players) if mask >> k & 1)

    def _require_small(self, what: str) -> None:
        if len(self.players) > MOST_FOR_PROGRAMS:
            raise NoAnswerError(f"{what} of {len(self.players)} players is too large: at most {MOST_FOR_PROGRAMS}")

    def _named(self) -> list[tuple[str, float]]:
        order = np.lexsort((np.arange(len(self.values)), sizes(len(self.players))))[1:]
        return [(bloc_name(self._coalition(int(mask)), self.players), float(self.values[mask])) for mask in order]

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the Shapley value, the nucleolus, and what the core leaves each player."""
        from deterrence.plot.blocs.divisions import coalition_bars

        return coalition_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"players": list(self.players), "worth": dict(self._named()), "basis": self.basis}

    def to_pandas(self) -> pd.DataFrame:
        """One row a coalition, small ones first."""
        import pandas as pd

        return pd.DataFrame(self._named(), columns=["coalition", "worth"])

    def _rows(self) -> list[list[str]]:
        rows = [[name, number(value)] for name, value in self._named()[:MOST_ROWS]]
        rest = len(self.values) - 1 - len(rows)
        return [*rows, [f"and {rest:,} more", ""]] if rest else rows

    def __str__(self) -> str:
        head = f"coalition function ({self.basis})" if self.basis else "coalition function"
        return f"{head}\n{text_table(('coalition', 'worth'), self._rows())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(("coalition", "worth"), self._rows())


def _at_least(a: Array, b: Array) -> bool:
    return bool(((a >= b) | tied(a, b)).all())
