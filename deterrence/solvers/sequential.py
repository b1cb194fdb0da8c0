"""Sequential equilibria: perfect Bayesian ones whose beliefs small mistakes explain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import expect_kind
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.information import InformationSet, information_sets, require_perfect_recall
from deterrence.game.interchange import postpone_draws
from deterrence.game.subgames import roots
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.concepts import strategies
from deterrence.solvers.consistency import UndecidedError, consistent_beliefs
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.perfect_bayesian import perfect_bayesian
from deterrence.solvers.signals import kinds

Array = npt.NDArray[np.float64]

SEQUENTIAL = "sequential equilibrium"


def sequential(game: ExtensiveGame) -> Equilibria:
    """The perfect Bayesian equilibria of a game whose beliefs are consistent.

    Beliefs are consistent when they are limits of Bayes' rule as everybody's
    mistakes vanish. Draws that a mover does not see are first put off until
    after its move, which changes nothing for anybody and gives the game more
    subgames; then perfect Bayesian equilibria are found and kept if consistent
    beliefs support them.

    Parameters
    ----------
    game
        With perfect recall, at one point or many.

    Returns
    -------
    Equilibria
        As from `perfect_bayesian`, with consistent beliefs. `complete` where
        that list is, no end of a continuum was dropped, and the consistency of
        every equilibrium could be decided; one that could not be is left out.

    Raises
    ------
    ConceptError
        A player forgets an own move.
    NoAnswerError
        The game is too large.

    References
    ----------
    .. [1] D. M. Kreps and R. Wilson, "Sequential equilibria", Econometrica
       50, 1982.

    Examples
    --------
    A hidden type and a threat that nobody makes: beliefs after the demand have
    to be the odds of the draw, though the demand is never made.

    >>> from deterrence import load, build_game
    >>> found = sequential(build_game(load("abm-2000-resolve"), given={"resolute": 0.9}))
    >>> len(found), found.complete, found[0].payoffs["us"]
    (1, True, 0.0)
    """
    expect_kind(game, ExtensiveGame, "sequential")
    require_perfect_recall(game.tree)
    before, after = postpone_draws(game)
    found = perfect_bayesian(after)
    played = Assessments(after, found.sets, strategies(after, found), found.point)
    beliefs, kept, open_points = [], [], set()
    for row in range(len(found)):
        try:
            held = consistent_beliefs(played, row)
        except UndecidedError:
            open_points.add(int(found.point[row]))
            continue
        if held is not None:
            kept.append(row)
            beliefs.append(held)
        elif found.degenerate[row]:
            open_points.add(int(found.point[row]))
    return _answer(game, before, after, found, np.array(kept, dtype=np.int64), beliefs, open_points)


def _answer(
    game: ExtensiveGame,
    before: ExtensiveGame,
    after: ExtensiveGame,
    found: Equilibria,
    kept: Ints,
    beliefs: list[list[Array]],
    open_points: set[int],
) -> Equilibria:
    """The equilibria kept, in terms of the game as it was given."""
    sets = information_sets(game.tree)
    named = {item.name: (item, index) for index, item in enumerate(found.sets)}
    believed: dict[str, Array] = {}
    for item, plain in zip(sets, information_sets(before.tree), strict=True):
        other, index = named[item.name]
        entries = _matched(before.tree, after.tree, plain, other)
        rows = np.array([row[index] for row in beliefs]).reshape(len(kept), len(other.nodes))
        believed[item.name] = _per_node(rows, entries, before, plain, found.point[kept])
    completes = found.completes.copy()
    completes[list(open_points)] = False
    completes &= np.isin(np.arange(len(completes)), found.point[kept])
    chosen = Equilibria(
        concept=SEQUENTIAL,
        players=found.players,
        point=found.point[kept],
        strategies={item.name: found.strategies[item.name][kept] for item in sets},
        payoffs=found.payoffs[kept],
        regret=found.regret[kept],
        degenerate=found.degenerate[kept],
        completes=completes,
        terminations=found.terminations,
        sets=sets,
        beliefs=believed,
        statistics={"perfect_bayesian": len(found), "undecided_points": len(open_points)},
    )
    played = Assessments(game, sets, strategies(game, chosen), chosen.point)
    object.__setattr__(chosen, "labels", kinds(played))
    return chosen


def _matched(before: GameTree, after: GameTree, item: InformationSet, other: InformationSet) -> Ints:
    """For each node of a set, its entry among the nodes of the same set in the other tree, all whose steps it has."""
    theirs = [frozenset(after.history(int(node))) for node in other.nodes]
    own = [frozenset(before.history(int(node))) for node in item.nodes]
    return np.array([next(index for index, steps in enumerate(theirs) if steps <= node) for node in own])


def _per_node(rows: Array, entries: Ints, before: ExtensiveGame, item: InformationSet, point: Ints) -> Array:
    """Beliefs over the nodes of the game as given, where those of one entry share its belief as draws have it."""
    likely = np.where((before.tree.owner[before.tree.parent] == CHANCE)[:, None], before.branch_probability(), 1.0)
    begins = roots(before.tree)
    likely[begins] = 1.0
    for batch in before.tree.generations:
        likely[batch] *= np.where(begins[batch][:, None], 1.0, likely[before.tree.parent[batch]])
    weights = likely[item.nodes][:, point]
    total = np.zeros((int(entries.max()) + 1, len(point)))
    np.add.at(total, entries, weights)
    found: Array = rows[:, entries] * (weights / np.where(total > 0, total, 1.0)[entries]).T
    return found
