"""What the strategic form allows and the tree may not: every play that some pure Nash equilibrium leads to."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.errors import NoAnswerError, expect_kind
from deterrence.game.building import Suppose, build_game, suppositions
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.tree import CHANCE, TERMINAL, History
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solve import origin
from deterrence.solvers.subgame_perfect import backward_induction
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyThreat:
    """A deviation that an equilibrium forbids by a reply that would not be given.

    After `history`, which ends with the deviation, credible play is worth
    `credible` to `player`, more than the `kept` that the equilibrium gives.
    """

    player: str
    history: History
    kept: float
    credible: float

    def __str__(self) -> str:
        way = ", ".join(value for _, value in self.history)
        return f"{self.player} would gain from {way} ({number(self.credible)} against {number(self.kept)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class NashOutcome:
    """A play that a Nash equilibrium leads to.

    `paths` are its ends, one for each way that chance may draw; `payoffs` are
    expected ones; `is_subgame_perfect` says whether backward induction, ties
    included, leads to it too; if not, `empty_threats` says what it rests on.
    """

    paths: tuple[History, ...]
    payoffs: Mapping[str, float]
    is_subgame_perfect: bool
    empty_threats: tuple[EmptyThreat, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NashOutcomes:
    """All plays of pure Nash equilibria of a game's strategic form, those of credible threats first."""

    rows: tuple[NashOutcome, ...]
    provenance: Provenance

    HEADER = ("outcome", "payoffs", "subgame-perfect", "rests on an empty threat")

    def _cells(self) -> list[list[str]]:
        return [
            [
                " | ".join(", ".join(value for _, value in path) or "nothing is decided" for path in row.paths),
                ", ".join(f"{player} {number(value)}" for player, value in row.payoffs.items()),
                "yes" if row.is_subgame_perfect else "no",
                "; ".join(str(threat) for threat in row.empty_threats) or "-",
            ]
            for row in self.rows
        ]

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw every play, its payoffs, and what it rests on."""
        from deterrence.plot.equilibria.strategy_tables import play_table

        return play_table(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        rows = [
            {
                "paths": [[list(step) for step in path] for path in row.paths],
                "payoffs": dict(row.payoffs),
                "is_subgame_perfect": row.is_subgame_perfect,
                "empty_threats": [str(threat) for threat in row.empty_threats],
            }
            for row in self.rows
        ]
        return {"outcomes": rows, "provenance": self.provenance.to_dict()}

    def __str__(self) -> str:
        return text_table(self.HEADER, self._cells())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.provenance.scenario)}</p>" + html_table(self.HEADER, self._cells())


def nash_outcomes(
    scenario: Scenario, *, given: Mapping[str, float] | None = None, suppose: Suppose = None
) -> NashOutcomes:
    """Every play that a pure Nash equilibrium of the strategic form leads to, and which of them are credible.

    The strategic form itself may have millions of rows; here it is not
    written out. A play is a Nash equilibrium's if and only if each mover on
    its way does at least as well as after any other choice that all others
    then punish as hard as they can, at whatever cost to themselves.

    Parameters
    ----------
    scenario
        A game of perfect information.
    given, suppose
        As for `solve`.

    Returns
    -------
    NashOutcomes
        Values within the tie tolerance are equal. Plays that are also
        subgame-perfect come first: everyone does on their way at least as well
        as after any other choice that backward induction then answers, ties
        off the way broken by the file's order.

    Raises
    ------
    ConceptError
        Moves are hidden or simultaneous (`strategic_form` and `nash` serve
        there), or payoffs are ranks and chance draws.
    NoAnswerError
        More than 10,000 plays.

    References
    ----------
    .. [1] R. Selten, "Reexamination of the perfectness concept for
       equilibrium points in extensive games", International Journal of Game
       Theory 4, 1975.

    Examples
    --------
    >>> from deterrence import load
    >>> found = nash_outcomes(load("technology-for-money"))
    >>> for row in found.rows:
    ...     print(", ".join(value for _, value in row.paths[0]), row.is_subgame_perfect)
    keep, refuse, nothing True
    withdraw, refuse, nothing False
    withdraw, pay, components False
    >>> print(*found.rows[1].empty_threats)
    china would gain from withdraw, pay (-1 against -3)
    """
    expect_kind(scenario, Scenario, "nash_outcomes")
    game = build_game(scenario, given=given, suppose=suppose)
    concept = Concept("subgame_perfect")
    concept.at(scenario, game.tree)
    search = _Search(game)
    plays = search.plays(0)
    rows = [search.outcome(play) for play in plays]
    rows.sort(key=lambda row: not row.is_subgame_perfect)
    return NashOutcomes(
        rows=tuple(rows), provenance=origin(scenario, given, suppositions(scenario, suppose), Concept("nash"))
    )


@dataclass(frozen=True, slots=True)
class _Play:
    """A play from a node on: expected payoffs, the ends reached, whether it is credible, and what it rests on."""

    worth: Array
    ends: tuple[int, ...]
    credible: bool
    rests_on: tuple[tuple[int, float, float], ...] = field(default=())


class _Search:
    def __init__(self, game: ExtensiveGame) -> None:
        self.game, self.tree = game, game.tree
        self.drawn = game.branch_probability()[:, 0]
        self.credible = backward_induction(game).values[:, :, 0]
        self.punished = self._minmax()

    def _minmax(self) -> Array:
        """What each player gets from each node on if all others do their worst to it; ``(node, player)``."""
        tree = self.tree
        found = np.zeros((len(tree.owner), len(tree.players)))
        found[tree.terminals] = self.game.payoffs[:, :, 0]
        for node in np.argsort(-tree.depth_first):
            node = int(node)
            if tree.owner[node] == TERMINAL:
                continue
            below = found[tree.children(node)]
            if tree.owner[node] == CHANCE:
                found[node] = self.drawn[tree.children(node)] @ below
            else:
                found[node] = below.min(axis=0)
                found[node, tree.owner[node]] = below[:, tree.owner[node]].max()
        return found

    def plays(self, node: int) -> list[_Play]:
        """The Nash plays from a node on, in the order of choices."""
        tree = self.tree
        if tree.owner[node] == TERMINAL:
            terminal = int(tree.terminal_of[node])
            return [_Play(self.game.payoffs[terminal, :, 0], (terminal,), True)]
        children = list(tree.children(node))
        if tree.owner[node] == CHANCE:
            return self._draws(children)
        mover = int(tree.owner[node])
        found = []
        for child in children:
            rivals = [other for other in children if other != child]
            for play in self.plays(child):
                if all(not _more(self.punished[other, mover], play.worth[mover]) for other in rivals):
                    found.append(self._chosen(play, mover, rivals))
        return _limited(found)

    def _chosen(self, play: _Play, mover: int, rivals: list[int]) -> _Play:
        kept = float(play.worth[mover])
        gains = [(other, kept, float(self.credible[other, mover])) for other in rivals]
        empty = tuple(gain for gain in gains if _more(gain[2], kept))
        return _Play(play.worth, play.ends, play.credible and not empty, (*empty, *play.rests_on))

    def _draws(self, children: list[int]) -> list[_Play]:
        branches = [
            [(float(self.drawn[child]), play) for play in self._plays_after(child, float(self.drawn[child]))]
            for child in children
        ]
        if np.prod([len(branch) for branch in branches], dtype=float) > MOST:
            _limited([None] * (MOST + 1))
        found = []
        for combination in product(*branches):
            worth = sum((chance * play.worth for chance, play in combination), np.zeros(len(self.tree.players)))
            likely = [play for chance, play in combination if chance > 0]
            ends = tuple(end for play in likely for end in play.ends)
            rests_on = tuple(dict.fromkeys(threat for play in likely for threat in play.rests_on))
            found.append(_Play(worth, ends, all(play.credible for _, play in combination), rests_on))
        return found

    def _plays_after(self, child: int, chance: float) -> list[_Play]:
        """Where chance never leads, anything may be played; one play stands for all."""
        found = self.plays(child)
        return found if chance > 0 else sorted(found, key=lambda play: not play.credible)[:1]

    def outcome(self, play: _Play) -> NashOutcome:
        """A play with names."""
        tree = self.tree
        threats = tuple(
            EmptyThreat(
                player=tree.players[int(tree.owner[tree.parent[node]])],
                history=tree.history(node),
                kept=kept,
                credible=credible,
            )
            for node, kept, credible in play.rests_on
        )
        return NashOutcome(
            paths=tuple(tree.history(int(tree.terminals[end])) for end in play.ends),
            payoffs={player: float(v) for player, v in zip(tree.players, play.worth, strict=True)},
            is_subgame_perfect=play.credible,
            empty_threats=threats,
        )


def _more(value: float, other: float) -> bool:
    return bool(value > other and not tied(value, other))


def _limited(plays: list[Any]) -> list[Any]:
    if len(plays) > MOST:
        raise NoAnswerError(f"more than {MOST:,} plays of Nash equilibria; suppose some results, or what chance draws")
    return plays
