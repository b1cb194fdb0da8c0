"""Refinements of perfect Bayesian equilibrium in signalling games: which types could gain from a message never sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.solvers.assessment import Assessments, Bools
from deterrence.solvers.concepts import strategies
from deterrence.solvers.continua import joined_pairs
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.ties import TIE
from deterrence.solvers.unsent import Unsent, roles, unsent


def intuitive_criterion(game: ExtensiveGame, equilibria: Equilibria) -> Equilibria:
    """The equilibria that the intuitive criterion leaves.

    A message that nobody sends is looked at type by type. Types that get less
    from it than in equilibrium, whatever the best response to whatever belief,
    are struck out. The equilibrium fails if one of the others gets more than in
    equilibrium from every best response to every belief without the types
    struck out. Where all are struck out nothing follows.

    Parameters
    ----------
    game
        A signalling game: chance draws a type, the sender sees it and sends one
        of the same messages, and the message ends the game or somebody who
        sees it alone responds, which ends it. Types of probability 0 do not count.
    equilibria
        Its perfect Bayesian equilibria.

    Returns
    -------
    Equilibria
        Those that survive, with beliefs that leave out what is struck out
        where they support the response. Getting more or less means by more
        than ``1e-9 max(1, |a|, |b|)``. Where type payoffs vary within a
        continuum only its ends are judged and the list is not `complete`.

    Raises
    ------
    ConceptError
        It is not a signalling game.

    References
    ----------
    .. [1] I.-K. Cho and D. Kreps, "Signaling games and stable equilibria",
       Quarterly Journal of Economics 102, 1987.

    Examples
    --------
    Beer and quiche: one who is weak would not drink beer whatever followed.

    >>> from deterrence.game.nested import Chance, Decision, End, extensive_game
    >>> from deterrence.solvers.perfect_bayesian import perfect_bayesian
    >>> def breakfast(kind, liked):
    ...     return Decision("sender", kind, {meal: Decision("receiver", f"after {meal}", {
    ...         "duel": End({"sender": meal == liked, "receiver": kind == "weak"}),
    ...         "leave": End({"sender": 2 + (meal == liked), "receiver": kind == "strong"})})
    ...         for meal in ("beer", "quiche")})
    >>> types = {"strong": (.9, breakfast("strong", "beer")), "weak": (.1, breakfast("weak", "quiche"))}
    >>> game = extensive_game(["sender", "receiver"], Chance("type", types))
    >>> found = perfect_bayesian(game)
    >>> len(found), [item.probabilities["sender"]["weak"].tolist() for item in intuitive_criterion(game, found)]
    (4, [[1.0, 0.0], [1.0, 0.0]])
    """
    return _refined(game, equilibria, _that_cannot_gain, _nobody_surely_gains, "the intuitive criterion")


def d1(game: ExtensiveGame, equilibria: Equilibria) -> Equilibria:
    """The equilibria that criterion D1 (Cho and Kreps's strengthening of divinity) leaves.

    At a message that nobody sends, a type is struck out if another gains from
    every mixed best response from which the first gains or loses nothing, and
    gains from some. The equilibrium survives if the response that it prescribes
    is optimal for a belief without the types struck out. All that survive pass
    the intuitive criterion. Arguments, ties and errors as there.

    References
    ----------
    .. [1] J. Banks and J. Sobel, "Equilibrium selection in signaling games",
       Econometrica 55, 1987.
    .. [2] I.-K. Cho and D. Kreps, "Signaling games and stable equilibria",
       Quarterly Journal of Economics 102, 1987.
    """
    return _refined(game, equilibria, _less_often_tempted, _response_is_supported, "D1")


def _refined(
    game: ExtensiveGame,
    found: Equilibria,
    struck: Callable[[Unsent], Bools],
    survives: Callable[[Unsent, Bools], Bools],
    name: str,
) -> Equilibria:
    senders, receivers = roles(game.tree, found.sets)
    played = Assessments(game, found.sets, strategies(game, found), found.point)
    kept = np.ones(len(found), dtype=bool)
    beliefs = dict(found.beliefs or {})
    for item in receivers:
        rows = np.flatnonzero(played.reach[item.nodes].sum(axis=0) <= 0)
        message = unsent(played, item, rows)
        beliefs[item.name] = beliefs[item.name].copy()
        for types in np.unique(message.prior > 0, axis=1).T:
            same = np.flatnonzero(((message.prior > 0) == types[:, None]).all(axis=0))
            some = message.at(same)
            out = struck(some)
            for left in np.unique(~out & types[:, None], axis=1).T:
                which = ((~out & types[:, None]) == left[:, None]).all(axis=0)
                part, index = some.at(which), rows[same[which]]
                believed = left if left.any() else types
                kept[index] &= survives(part, believed)
                belief = part.belief(believed)
                good = ~np.isnan(belief).any(axis=0)
                beliefs[item.name][index[good]] = belief[:, good].T
    return _survivors(replace(found, beliefs=beliefs, completes=_is_judged_whole(played, senders, found)), kept, name)


def _that_cannot_gain(message: Unsent) -> Bools:
    best = np.where(_best_responses(message, message.prior[:, 0] > 0), message.sender, -np.inf).max(axis=1)
    return _more(message.earned, best)


def _nobody_surely_gains(message: Unsent, types: Bools) -> Bools:
    least = np.where(_best_responses(message, types), message.sender, np.inf).min(axis=1)
    return np.asarray(~_more(least[types], message.earned[types]).any(axis=0), dtype=bool)


def _less_often_tempted(message: Unsent) -> Bools:
    """Whether a type gains or breaks even only where another gains, who does somewhere."""
    types = message.prior[:, 0] > 0
    gain = message.sender - message.earned[:, None]
    gain = np.where(np.abs(gain) <= TIE * np.maximum(1.0, np.abs(message.earned[:, None])), 0.0, gain)
    best = _best_responses(message, types)
    somewhere = np.any((gain > 0) & best, axis=1)
    found = np.zeros(message.earned.shape, dtype=bool)
    counter = _counterexamples(message, gain, types)
    for other in np.flatnonzero(types):
        found |= np.where(counter[:, other], False, somewhere[other])
    return found


def _counterexamples(message: Unsent, gain: Array, types: Bools) -> Bools:
    """Whether some best response gives one type no loss and another no gain; ``(one, other, row)``.

    There is such a mixture on a face if and only if there is one on an edge: the part of a face where the other
    does not gain has its corners there.
    """
    found = np.zeros((len(gain), *gain.shape[::2]), dtype=bool)
    for first in range(gain.shape[1]):
        for second in range(first + 1):
            both = message.optimal((first, second), types)
            one, other = gain[:, None, [first, second]], gain[None, :, [first, second]]
            found |= both & ((one >= 0) & (other <= 0)).any(axis=2)
            slope = other[:, :, 0] - other[:, :, 1]
            crosses = other[:, :, 0] * other[:, :, 1] < 0
            share = np.where(crosses, -other[:, :, 1] / np.where(crosses, slope, 1.0), 0.0)
            mean = share * one[:, :, 0] + (1 - share) * one[:, :, 1]
            found |= both & crosses & (mean >= -TIE)
    return found


def _response_is_supported(message: Unsent, types: Bools) -> Bools:
    return np.asarray(~np.isnan(message.belief(types)).any(axis=0), dtype=bool)


def _best_responses(message: Unsent, types: Bools) -> Bools:
    """Whether each response is best for some belief over some types; ``(1, response, row)``."""
    return np.array([[message.optimal((response,), types) for response in range(message.sender.shape[1])]])


def _more(one: Array, other: Array) -> Bools:
    with np.errstate(invalid="ignore"):
        found = one - other > TIE * np.maximum(1.0, np.minimum(np.abs(one), np.abs(other)))
    return np.asarray(found, dtype=bool)


def _is_judged_whole(played: Assessments, senders: list[InformationSet], found: Equilibria) -> Bools:
    """Where the list was complete and no continuum has ends between which what a type gets varies."""
    nodes = [item.nodes[0] for item in senders]
    earned = played.worth[nodes, played.tree.owner[nodes[0]]]
    first, second = joined_pairs(played)
    varies = (np.abs(earned[:, first] - earned[:, second]) > TIE).any(axis=0)
    completes = found.completes.copy()
    completes[found.point[first[varies]]] = False
    return completes


def _survivors(found: Equilibria, kept: Bools, name: str) -> Equilibria:
    completes = found.completes.copy()
    completes[np.setdiff1d(found.point, found.point[kept])] = False
    return replace(
        found,
        concept=f"{found.concept} that survives {name}",
        point=found.point[kept],
        strategies={key: column[kept] for key, column in found.strategies.items()},
        beliefs={key: column[kept] for key, column in (found.beliefs or {}).items()},
        payoffs=found.payoffs[kept],
        regret=found.regret[kept],
        degenerate=found.degenerate[kept],
        completes=completes,
        labels=tuple(label for label, keep in zip(found.labels, kept, strict=True) if keep),
    )
