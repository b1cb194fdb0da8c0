"""The strategic form of an extensive game: one row a plan of what to do at every information set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from deterrence.errors import TreeTooLargeError, expect_kind
from deterrence.game.building import build_game
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet, information_sets, require_perfect_recall
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.tree import GameTree, Ints
from deterrence.scenario.scenario import Scenario

LIMIT = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StrategicForm:
    """A normal form with what its strategies stand for.

    Parameters
    ----------
    game
        The strategies as a table.
    sets
        Each player's information sets, in tree order.
    plans
        For each player ``(strategy, set)``: the action taken, -1 where the
        plan itself keeps the set from being reached.
    """

    game: NormalFormGame
    sets: tuple[tuple[InformationSet, ...], ...]
    plans: tuple[Ints, ...]

    def __str__(self) -> str:
        return str(self.game)

    def __repr__(self) -> str:
        return f"StrategicForm of {self.game!r}"


def strategic_form(game: ExtensiveGame | Scenario, *, reduced: bool = True) -> StrategicForm:
    """The (reduced) strategic form of an extensive game, over all its points.

    Parameters
    ----------
    game
        With perfect recall; a scenario stands for its game at the baseline.
    reduced
        Whether plans that differ only where they themselves never lead count
        once. (Plans of equal payoffs are not merged.)

    Raises
    ------
    ConceptError
        A player forgets an own move.
    TreeTooLargeError
        More than 2,000,000 payoffs, or entries of one player's plans.

    Examples
    --------
    >>> from deterrence import load
    >>> form = strategic_form(load("technology-for-money"))
    >>> form.game.shape, form.game.actions[0]
    ((2, 81, 16), ('keep', 'withdraw'))
    """
    if isinstance(game, Scenario):
        game = build_game(game)
    expect_kind(game, ExtensiveGame, "strategic_form")
    form = Layout(game.tree, reduced=reduced)
    return StrategicForm(
        game=NormalFormGame(
            actions=tuple(_labels(items, plan) for items, plan in zip(form.sets, form.plans, strict=True)),
            payoffs=form.payoffs(game.branch_probability(), game.payoffs),
            players=game.tree.players,
        ),
        sets=form.sets,
        plans=form.plans,
    )


class Layout:
    """The strategic form of a tree before it has numbers: each player's sets and plans, and where plans lead.

    Raises
    ------
    ConceptError
        A player forgets an own move.
    TreeTooLargeError
        More than 2,000,000 entries of one player's plans.
    """

    def __init__(self, tree: GameTree, *, reduced: bool = True) -> None:
        require_perfect_recall(tree)
        self.tree = tree
        sets = information_sets(tree)
        self.sets = tuple(tuple(item for item in sets if item.player == player) for player in tree.players)
        self.plans = tuple(_plans(tree, items, reduced=reduced) for items in self.sets)
        self.counts = tuple(len(plan) for plan in self.plans)

    @cached_property
    def profiles(self) -> list[Ints]:
        """For each terminal the profiles of plans that may lead there, numbered with the last player's fastest."""
        followed = [_reaches(self.tree, items, plan) for items, plan in zip(self.sets, self.plans, strict=True)]
        found = []
        for terminal in range(len(self.tree.terminals)):
            own = np.ix_(*(np.flatnonzero(plan[:, terminal]) for plan in followed))
            found.append(np.ravel_multi_index(own, self.counts).ravel())
        return found

    def payoffs(self, likely: Array, payoffs: Array) -> Array:
        """Expected payoffs of every profile of plans: ``(*strategies, player, point)``.

        Parameters
        ----------
        likely
            The probability of each node given its parent where chance moves, 1 elsewhere; ``(node, point)``.
        payoffs
            ``(terminal, player, point)``, for all or some players.

        Raises
        ------
        TreeTooLargeError
            More than 2,000,000 payoffs.
        """
        size = int(np.prod(self.counts, dtype=object))
        if size * payoffs.shape[1] * payoffs.shape[2] > LIMIT:
            counts = " x ".join(f"{count:,}" for count in self.counts)
            raise TreeTooLargeError(
                f"the strategic form has {counts} strategies; at most {LIMIT:,} payoffs are written out"
            )
        tree = self.tree
        chance = np.ones((len(tree.owner), payoffs.shape[2]))
        for batch in tree.generations:
            chance[batch] = chance[tree.parent[batch]] * likely[batch]
        with np.errstate(invalid="ignore"):
            worth = np.where(chance[tree.terminals][:, None] > 0, chance[tree.terminals][:, None] * payoffs, 0.0)
        found = np.zeros((size, *payoffs.shape[1:]))
        for profiles, end in zip(self.profiles, worth, strict=True):
            found[profiles] += end
        return found.reshape(*self.counts, *payoffs.shape[1:])


def _plans(tree: GameTree, sets: tuple[InformationSet, ...], *, reduced: bool) -> Ints:
    """All plans, the first set's action varying slowest."""
    plans = np.full((1, 0), -1, dtype=np.int64)
    before = [_own_steps(tree, item, sets) for item in sets]
    for item, steps in zip(sets, before, strict=True):
        open_to = np.ones(len(plans), dtype=bool)
        if reduced:
            for earlier, action in steps:
                open_to &= plans[:, earlier] == action
        times = np.where(open_to, len(item.actions), 1)
        total = int(times.sum())
        if total * len(sets) > LIMIT:
            raise TreeTooLargeError(
                f"more than {total:,} strategies over {len(sets)} information sets for {item.player}"
            )
        chosen = np.arange(total) - np.repeat(np.cumsum(times) - times, times)
        chosen[~np.repeat(open_to, times)] = -1
        plans = np.column_stack([np.repeat(plans, times, axis=0), chosen])
    return plans


def _own_steps(tree: GameTree, item: InformationSet, sets: tuple[InformationSet, ...]) -> list[tuple[int, int]]:
    """The mover's own earlier sets and actions on the way to a set; under perfect recall the same from all nodes."""
    place = {other.number: index for index, other in enumerate(sets)}
    steps = []
    node = int(item.nodes[0])
    while tree.parent[node] >= 0:
        parent = int(tree.parent[node])
        if tree.owner[parent] >= 0 and int(tree.information[parent]) in place:
            steps.append((place[int(tree.information[parent])], int(node - tree.first[parent])))
        node = parent
    return steps


def _reaches(tree: GameTree, sets: tuple[InformationSet, ...], plans: Ints) -> npt.NDArray[np.bool_]:
    """Whether a player's own choices under each plan allow each terminal; ``(strategy, terminal)``."""
    allowed = np.ones((len(plans), len(tree.owner)), dtype=bool)
    for index, item in enumerate(sets):
        for node in item.nodes:
            for action, child in enumerate(tree.children(int(node))):
                allowed[:, child] = plans[:, index] == action
    for batch in tree.generations:
        allowed[:, batch] &= allowed[:, tree.parent[batch]]
    return allowed[:, tree.terminals]


def _labels(sets: tuple[InformationSet, ...], plans: Ints) -> tuple[str, ...]:
    """A plan by its actions, ``*`` where it never leads; a player without a move has one empty plan."""
    if not sets:
        return ("-",)
    return tuple(
        ", ".join(item.actions[action] if action >= 0 else "*" for item, action in zip(sets, plan, strict=True))
        for plan in plans
    )
