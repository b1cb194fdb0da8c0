"""How a worth is divided: an amount for every player, and the reasons for it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, nearest
from deterrence.game.blocs import Bloc, bloc_name
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.coalitions.coalition_game import CoalitionGame
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Division(Mapping[str, float]):
    """An amount for each player; a read-only mapping from player to amount.

    Attributes
    ----------
    method
        What it is: "Shapley value", "nucleolus", ...
    amounts
        One a player, in the order of `players`.
    basis
        What the worths rest on, such as the externality rule.
    levels
        Of a nucleolus: its excesses v(S) - x(S), largest first, each with the
        coalitions that have it, down to the level that leaves no choice.
    """

    method: str
    players: tuple[str, ...]
    amounts: Array
    basis: str = ""
    levels: tuple[tuple[float, tuple[Bloc, ...]], ...] = ()
    provenance: Provenance = field(default_factory=lambda: Provenance(scenario="", hash=""))

    def __post_init__(self) -> None:
        owned = np.array(self.amounts, dtype=float)
        owned[owned == 0] = 0.0  # no negative zeros
        owned.flags.writeable = False
        object.__setattr__(self, "amounts", owned)

    def __getitem__(self, player: str) -> float:
        if player not in self.players:
            raise KeyError(f"unknown player {player!r}; {nearest(str(player), self.players)}".rstrip("; "))
        return float(self.amounts[self.players.index(player)])

    def __iter__(self) -> Iterator[str]:
        return iter(self.players)

    def __len__(self) -> int:
        return len(self.players)

    def plot(
        self,
        *,
        others: Sequence[Division] = (),
        game: CoalitionGame | None = None,
        ax: Axes | None = None,
        size: Size = "page",
    ) -> Axes:
        """Draw a bar for each player; beside `others`, and with what the core of a `game` leaves it."""
        from deterrence.plot.blocs.divisions import division_bars

        return division_bars([self, *others], game=game, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        found: dict[str, Any] = {"method": self.method, "amounts": dict(self), "basis": self.basis}
        if self.levels:
            found["levels"] = [
                {"excess": excess, "coalitions": [bloc_name(s, self.players) for s in sets]}
                for excess, sets in self.levels
            ]
        return found | {"provenance": self.provenance.to_dict()}

    def to_pandas(self) -> pd.DataFrame:
        """One row a player."""
        import pandas as pd

        return pd.DataFrame({"player": self.players, "amount": self.amounts})

    def title(self) -> str:
        """The method and what it rests on."""
        return self.method + (f" ({self.basis})" if self.basis else "")

    def _rows(self) -> list[list[str]]:
        return [[player, number(amount)] for player, amount in self.items()]

    def __str__(self) -> str:
        return f"{self.title()}\n{text_table(('player', 'amount'), self._rows())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self.title()}</p>{html_table(('player', 'amount'), self._rows())}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Core:
    """The divisions of v(N) that no coalition can better by itself, or why there are none.

    Attributes
    ----------
    is_empty
        Whether there are none. A tie counts for the core.
    point
        One of them, the nucleolus; None where there are none.
    blocking
        Where there are none, the reason: a balanced collection, coalitions
        with weights that sum to 1 over those of every player, worth more than
        all together.
    claims
        The weighted worth of that collection; where the core is not empty, the
        largest of any (at most v(N)).
    total
        v(N), what there is to divide.
    """

    is_empty: bool
    point: Division | None
    blocking: tuple[tuple[Bloc, float], ...]
    claims: float
    total: float
    players: tuple[str, ...]
    basis: str = ""
    provenance: Provenance = field(default_factory=lambda: Provenance(scenario="", hash=""))

    def reason(self) -> str:
        """Why the core is empty or not, in a sentence."""
        if not self.is_empty:
            return "the core is not empty: no balanced collection of coalitions is worth more than all together"
        told = " + ".join(f"{number(weight)} of {bloc_name(bloc, self.players)}" for bloc, weight in self.blocking)
        return (
            f"the core is empty: {told} engages everybody exactly once "
            f"and is worth {number(self.claims, 6)}, but all together get {number(self.total, 6)}"
        )

    def plot(self, *, game: CoalitionGame | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw a point of it, with what the core of the `game` leaves each player; or why it is empty."""
        from deterrence.plot.blocs.divisions import core_bars

        return core_bars(self, game=game, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "empty": self.is_empty,
            "point": dict(self.point) if self.point else None,
            "blocking": [{"coalition": bloc_name(s, self.players), "weight": weight} for s, weight in self.blocking],
            "claims": self.claims,
            "total": self.total,
            "basis": self.basis,
            "provenance": self.provenance.to_dict(),
        }

    def __str__(self) -> str:
        head = self.reason() + (f" ({self.basis})" if self.basis else "")
        return head if self.point is None else f"{head}\na point of it: {self.point}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = self.reason() + (f" ({self.basis})" if self.basis else "")
        return f"<p>{html.escape(head)}</p>" + ("" if self.point is None else self.point._repr_html_())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LeastCore:
    """The divisions whose largest excess v(S) - x(S) over coalitions other than none and all is least.

    Attributes
    ----------
    excess
        That least largest excess: the core is empty exactly when it is above
        0; minus infinity for a single player.
    point
        One of the divisions, the prenucleolus.
    binding
        The coalitions whose excess it is in every one of them.
    """

    excess: float
    point: Division
    binding: tuple[Bloc, ...]

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw a point of it."""
        from deterrence.plot.blocs.divisions import least_core_bars

        return least_core_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        names = [bloc_name(bloc, self.point.players) for bloc in self.binding]
        return {"excess": self.excess, "binding": names} | self.point.to_dict() | {"method": "least core"}

    def _head(self) -> str:
        basis = f" ({self.point.basis})" if self.point.basis else ""
        binding = ", ".join(bloc_name(bloc, self.point.players) for bloc in self.binding)
        return f"least core{basis}: largest excess {number(self.excess, 6)}" + (f", of {binding}" if binding else "")

    def _rows(self) -> list[list[str]]:
        return [[player, number(amount)] for player, amount in self.point.items()]

    def __str__(self) -> str:
        return f"{self._head()}\n{text_table(('player', 'a point of it'), self._rows())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self._head())}</p>{html_table(('player', 'a point of it'), self._rows())}"


def require_amounts(amounts: object, players: tuple[str, ...]) -> Array:
    """The amounts in the order of `players`.

    Raises
    ------
    ArgumentError
        Somebody is missing or unknown, or an amount is no finite number.
    """
    if not isinstance(amounts, Mapping) or set(amounts) != set(players):
        raise ArgumentError(f"expected an amount for each of {', '.join(players)}, found {amounts!r}")
    try:
        found = np.array([float(amounts[player]) for player in players])
    except (TypeError, ValueError):
        raise ArgumentError(f"amounts are numbers, found {amounts!r}") from None
    if not np.isfinite(found).all():
        raise ArgumentError(f"amounts are finite numbers, found {dict(amounts)!r}")
    return found
