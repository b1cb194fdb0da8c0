"""Logit quantal response equilibrium: better strategies are chosen more often, the more so the higher the precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.information import information_sets
from deterrence.game.normal_form import NormalFormGame, deviation_payoffs
from deterrence.solvers.agent_certificate import AgentCertificate, reachable
from deterrence.solvers.equilibria import Equilibria, Termination, normal_form_equilibria
from deterrence.solvers.logit_kernel import FOLDS, JUMPS
from deterrence.solvers.principal_branch import agent_profiles, binary_scale, normal_form_profiles

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NORMAL_FORM = "logit quantal response equilibrium"
AGENT_FORM = "logit agent quantal response equilibrium"
TOLERANCE = 1e-9
NOISE = 1e-13


def quantal_response(game: NormalFormGame | ExtensiveGame, *, precision: float | Array) -> Equilibria:
    """The logit quantal response equilibrium on the principal branch, at every parameter point.

    Each strategy's probability is proportional to exp(λ u), u its expected
    payoff and λ the precision; in an extensive game the choice at each
    information set is among payoffs conditional on reaching it (the agent
    form). From the uniform profile at precision 0 one branch of solutions is
    followed; the answer is where it *first* reaches the precision. Most games
    have no other solution at low precision; at high precision some have, and
    the branch may fold back on its way, which its equilibrium's label says.
    Across an exact bifurcation the branch goes straight on, so that in a
    symmetric game it stays symmetric; the label says this too.

    Parameters
    ----------
    game
        A normal form, or an extensive form with perfect recall.
    precision
        λ, not negative, per unit of payoff; one number or one for each point.

    Returns
    -------
    Equilibria
        One for each point at which the game has a value. `regret` is what
        somebody could gain by choosing best. `completes` is true only in games
        of perfect information, which have one equilibrium at each precision.
        `statistics` has the largest residual of the logit equations (in
        probabilities), and the numbers of points with folds, with bifurcations
        that were crossed, and not converged; these points are marked in
        `labels` and `terminations`.

    Raises
    ------
    ArgumentError
        The precision is negative, not finite or of another number of points.

    References
    ----------
    .. [1] R. D. McKelvey and T. R. Palfrey, "Quantal response equilibria for
       normal form games", Games and Economic Behavior 10, 1995.
    .. [2] R. D. McKelvey and T. R. Palfrey, "Quantal response equilibria for
       extensive form games", Experimental Economics 1, 1998.
    .. [3] T. L. Turocy, "A dynamic homotopy interpretation of the logistic
       quantal response equilibrium correspondence", Games and Economic
       Behavior 51, 2005.

    Examples
    --------
    >>> pennies = NormalFormGame.of_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> found = quantal_response(pennies, precision=1.0)
    >>> [found[0].probabilities[player].round(4).tolist() for player in ("1", "2")]
    [[0.8936, 0.1064], [0.3128, 0.6872]]
    """
    wanted = precisions(precision, game.points)
    return _agent_form(game, wanted) if isinstance(game, ExtensiveGame) else _normal_form(game, wanted)


def precisions(precision: float | Array, points: int) -> Array:
    """One precision for each point."""
    try:
        found = np.asarray(precision, dtype=float)
    except (TypeError, ValueError):
        raise ArgumentError(f"a precision is a number, found {precision!r}") from None
    if found.shape not in ((), (points,)):
        raise ArgumentError(f"precision has shape {found.shape}, expected one number or ({points},)")
    if not (np.isfinite(found) & (found >= 0)).all():
        raise ArgumentError(
            "a precision must be finite and not negative", "the limit of high precision is a Nash equilibrium"
        )
    return np.broadcast_to(found, (points,))


def _normal_form(game: NormalFormGame, precision: Array) -> Equilibria:
    sound = np.asarray(np.isfinite(game.payoffs).reshape(-1, game.points).all(axis=0))
    point = np.flatnonzero(sound)
    mixed, marks = normal_form_profiles(game.at(point), precision[point])
    residual = logit_residual(game, mixed, point, precision[point])
    found = normal_form_equilibria(
        game,
        mixed,
        point,
        concept=NORMAL_FORM,
        completes=np.zeros(game.points, dtype=bool),
        terminations=_terminations(sound, residual, precision[point] * binary_scale(game.payoffs[..., point])),
    )
    return _marked(found, marks, residual)


def _agent_form(game: ExtensiveGame, precision: Array) -> Equilibria:
    sets = information_sets(game.tree)
    game, sound = defined_points(game)
    point = np.flatnonzero(sound)
    steps, marks = agent_profiles(game, precision[point])
    certificate = AgentCertificate(game, sets, steps)
    residual = certificate.residual(precision[point])
    children = {item.name: game.tree.first[item.nodes[0]] + np.arange(len(item.actions)) for item in sets}
    found = Equilibria(
        concept=AGENT_FORM,
        players=game.players,
        point=point,
        strategies={name: steps[nodes].T for name, nodes in children.items()},
        payoffs=certificate.worth[0].T,
        regret=certificate.regret(),
        degenerate=np.zeros(len(point), dtype=bool),
        completes=np.full(len(sound), game.tree.is_perfect_information) & sound,
        terminations=_terminations(sound, residual, precision[point] * binary_scale(game.payoffs)),
        sets=sets,
        beliefs={name: belief.T for name, belief in certificate.beliefs.items()},
    )
    return _marked(found, marks, residual)


def defined_points(game: ExtensiveGame) -> tuple[ExtensiveGame, Bools]:
    """The game at the points where it has a value and chance leads to every hidden set, and which these are.

    Payoffs behind draws of probability 0 need not have a value.
    """
    tree = game.tree
    sound = np.asarray(np.isfinite(game.probability).all(axis=0))
    open_to = reachable(game)
    payoffs = np.where(open_to[tree.terminals][:, None] | np.isfinite(game.payoffs), game.payoffs, 0.0)
    sound &= np.isfinite(payoffs).all(axis=(0, 1))
    numbers, counts = np.unique(tree.information[tree.information >= 0], return_counts=True)
    for number in numbers[counts > 1]:
        sound &= open_to[tree.information == number].any(axis=0)
    part = ExtensiveGame(
        tree=tree, payoffs=payoffs[:, :, sound], drawn=game.drawn, probability=game.probability[:, sound]
    )
    return part, sound


def logit_residual(game: NormalFormGame, mixed: Sequence[Array], point: Ints, precision: Array) -> Array:
    """How far any probability is from the logit choice against the others' mixtures; ``(profile,)``."""
    found = np.zeros(len(point))
    for player, rows in enumerate(mixed):
        score = precision[:, None] * deviation_payoffs(game, mixed, point, player)
        weight = np.exp(score - score.max(axis=1, keepdims=True))
        found = np.maximum(found, np.abs(weight / weight.sum(axis=1, keepdims=True) - rows).max(axis=1))
    return found


def _terminations(sound: Bools, residual: Array, sharpness: Array) -> npt.NDArray[np.int8]:
    """What a residual says of each point; rounding alone makes one that grows with the precision."""
    found = np.full(len(sound), Termination.UNDEFINED, dtype=np.int8)
    solved = residual <= TOLERANCE + NOISE * sharpness
    found[sound] = np.where(solved, Termination.FINISHED, Termination.NOT_CONVERGED)
    return found


def _marked(found: Equilibria, marks: Array, residual: Array) -> Equilibria:
    """The equilibria with folds and bifurcations said, and the solver's counts."""
    folds, jumps = marks[FOLDS] > 0, marks[JUMPS] > 0
    names = np.array(["", "fold", "bifurcation", "fold, bifurcation"])
    statistics = {
        "largest_residual": float(residual.max(initial=0.0)),
        "folds": float(folds.sum()),
        "bifurcations": float(jumps.sum()),
        "not_converged": float((found.terminations == Termination.NOT_CONVERGED).sum()),
    }
    return replace(found, labels=tuple(names[folds + 2 * jumps].tolist()), statistics=statistics)
