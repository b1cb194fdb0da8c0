"""Threats of retaliation with some probability, and the defence that caps it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together
from deterrence.models.equilibrium_classes import EquilibriumClasses, equilibrium_classes
from deterrence.models.origin import origin
from deterrence.models.payoff_order import at_least, descending
from deterrence.models.threshold import ratio_threshold
from deterrence.solvers.ties import TIE

Array = npt.NDArray[np.float64]

SENSE = "status quo on the equilibrium path; retaliation is bound in advance, not asked whether it is a best reply"
CLASSES = ("peace", "row preempts", "column preempts", "both preempt", "mixed")
ACTS = ("row preempts", "column preempts")
PURE = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))


def least_retaliation(*, peace: npt.ArrayLike, success: npt.ArrayLike = 1.0, disaster: npt.ArrayLike = 0.0) -> Array:
    """The probability of retaliation from which on nobody gains by preempting.

    Who preempts succeeds if there is no retaliation, and meets disaster if
    there is; who waits has peace. The threshold is ``(success - peace) /
    (success - disaster)``: with success worth 1 and disaster 0, one less the
    worth of peace. At it (a tie) preempting and
    waiting are both best replies. What surprises: a threat need be neither
    certain nor great. In Chicken with evenly spaced payoffs one in three is
    enough, and any more keeps no more peace.

    Parameters
    ----------
    peace
        What peace is worth to the side that is to be deterred.
    success, disaster
        What preempting is worth to it without and with retaliation, the first
        above peace, the second below it.

    Returns
    -------
    ndarray of float, in (0, 1)

    Raises
    ------
    ArgumentError
        Another order, or shapes that do not fit.

    References
    ----------
    S. J. Brams and D. M. Kilgour, Game Theory and National Security,
    Blackwell 1988: the Deterrence Game, played on Chicken.

    Examples
    --------
    >>> round(float(least_retaliation(peace=2 / 3)), 6)
    0.333333
    """
    best, quiet, worst = descending(success=success, peace=peace, disaster=disaster)
    return ratio_threshold(best - quiet, quiet - worst)


def most_defence(*, peace: npt.ArrayLike, success: npt.ArrayLike = 1.0, disaster: npt.ArrayLike = 0.0) -> Array:
    """The effectiveness of a defence against retaliation up to which its owner can still be deterred.

    A defence of effectiveness e caps the other's retaliation at ``1 - e``,
    so that some level deters its owner exactly up to one less
    `least_retaliation`: the better peace is, the better a defence may be. At
    it (a tie) a certain threat just deters.

    Parameters
    ----------
    peace, success, disaster
        Payoffs of the side with the defence, as in `least_retaliation`.

    Returns
    -------
    ndarray of float, in (0, 1)

    Raises
    ------
    ArgumentError
        Another order, or shapes that do not fit.

    References
    ----------
    That defences constrain retaliation: S. J. Brams and D. M. Kilgour, "From
    deterrence to defense: the strategic implications of SDI", Mathematical and
    Computer Modelling 11, 1988, pp. 683-688. The cap and the formula are
    derived here.

    Examples
    --------
    >>> edge = most_defence(peace=2 / 3)
    >>> bool(0.5 <= edge), bool(0.8 <= edge)
    (True, False)
    """
    best, quiet, worst = descending(success=success, peace=peace, disaster=disaster)
    return ratio_threshold(quiet - worst, best - quiet)


def preemption(
    *,
    row_peace: npt.ArrayLike,
    column_peace: npt.ArrayLike,
    row_submission: npt.ArrayLike,
    column_submission: npt.ArrayLike,
    row_retaliation: npt.ArrayLike,
    column_retaliation: npt.ArrayLike,
    row_defence: npt.ArrayLike = 0.0,
    column_defence: npt.ArrayLike = 0.0,
) -> EquilibriumClasses:
    """Equilibria of preemption in Chicken, when each side's probability of retaliation is fixed in advance.

    Both sides wait or preempt at once. Peace is worth what it is; to preempt
    alone is worth 1, and leaves the other its submission, unless the other
    retaliates: that, and preemption by both, is disaster, worth 0. A side
    retaliates with its probability, capped at one less the other's defence.

    ``peace``
        exists where each side's retaliation is at least `least_retaliation`
        of the other.
    ``row preempts``, ``column preempts``
        alone, where the other's retaliation is at most that.
    ``mixed``
        each preempts just so often that the other is indifferent, where
        neither threat is enough.
    ``both preempt``
        where retaliation is certain on both sides, and waiting is no better.

    At ties the classes of both sides are listed, and what lies between them
    may be an equilibrium as well.

    What surprises: a defence makes its owner harder to deter, and the other no
    safer. Where only one side is well defended it preempts in every
    equilibrium; where both are, either may, or both may try. In a class: can
    the side without a defence make up for it by threatening more?

    Parameters
    ----------
    row_peace, column_peace
        What peace is worth, below 1.
    row_submission, column_submission
        What it is worth to be preempted and not to retaliate, above 0 and
        below peace.
    row_retaliation, column_retaliation
        Probability with which each side retaliates if preempted, in [0, 1].
    row_defence, column_defence
        Effectiveness of each side's own defence, in [0, 1].

    Returns
    -------
    EquilibriumClasses
        Acts are the probabilities of preemption; outcomes are ``peace``,
        ``row succeeds``, ``column succeeds`` and ``disaster``; thresholds
        ``row deterred`` and ``column deterred`` are what the *other* side's
        effective retaliation must be.

    Raises
    ------
    ArgumentError
        Another order, no probabilities, or shapes that do not fit.

    References
    ----------
    Brams and Kilgour 1988, as in `least_retaliation` and `most_defence`; in
    their game the levels are chosen, and preemption is a matter of degree.
    This reduced form, and its mixed equilibrium, are derived here.

    Examples
    --------
    >>> worth = dict(row_peace=2 / 3, column_peace=2 / 3, row_submission=1 / 3, column_submission=1 / 3)
    >>> threats = dict(row_retaliation=0.5, column_retaliation=0.5)
    >>> [preemption(**worth, **threats, row_defence=e).present() for e in (0.5, 0.8)]
    [('peace',), ('row preempts',)]
    >>> print(preemption(**worth, **threats, row_defence=0.8, column_defence=0.8))
    status quo on the equilibrium path; retaliation is bound in advance, not asked whether it is a best reply
    row deterred: 0.3333
    column deterred: 0.3333
    class            row preempts  column preempts   peace  row succeeds  column succeeds  disaster  regret
    row preempts                1                0       0           0.8                0       0.2       0
    column preempts             0                1       0             0              0.8       0.2       0
    mixed                  0.3333           0.3333  0.4444        0.1778           0.1778       0.2       0
    """
    shares = {
        "row_retaliation": row_retaliation,
        "column_retaliation": column_retaliation,
        "row_defence": row_defence,
        "column_defence": column_defence,
    }
    row = descending(success=1.0, row_peace=row_peace, row_submission=row_submission, disaster=0.0)
    column = descending(success=1.0, column_peace=column_peace, column_submission=column_submission, disaster=0.0)
    chances = {name: numbers(name, value, least=0, most=1) for name, value in shares.items()}
    r3, r2, c3, c2, p, q, e, f = together(
        row_peace=row[1], row_submission=row[2], column_peace=column[1], column_submission=column[2], **chances
    )
    p, q = np.minimum(p, 1 - f), np.minimum(q, 1 - e)
    mixed = _mixed(r3, r2, c3, c2, p, q)
    play = np.concatenate([np.broadcast_to(PURE, (*p.shape, 4, 2)), mixed[..., None, :]], axis=-2)
    regret = _regret(play, r3, r2, c3, c2, p, q)
    mixes = at_least(1 - q, r3) & at_least(1 - p, c3)
    parameters = {
        "row_peace": row_peace,
        "column_peace": column_peace,
        "row_submission": row_submission,
        "column_submission": column_submission,
        **shares,
    }
    return equilibrium_classes(
        names=CLASSES,
        acts=ACTS,
        exists=np.concatenate([regret[..., :4] <= TIE, mixes[..., None]], axis=-1),
        play=play,
        regret=regret,
        outcomes=_outcomes(play, p, q),
        thresholds={"row deterred": ratio_threshold(1 - r3, r3), "column deterred": ratio_threshold(1 - c3, c3)},
        provenance=origin("Deterrence Game with levels fixed in advance", parameters, SENSE),
    )


def _mixed(r3: Array, r2: Array, c3: Array, c2: Array, p: Array, q: Array) -> Array:
    """How often each side preempts so that the other is indifferent; meaningless where a threat is enough."""
    row_tempted, column_tempted = np.maximum(1 - q - r3, 0), np.maximum(1 - p - c3, 0)
    row = column_tempted / np.maximum(column_tempted + c2 * (1 - q), 1e-300)
    column = row_tempted / np.maximum(row_tempted + r2 * (1 - p), 1e-300)
    return np.stack([np.clip(row, 0, 1), np.clip(column, 0, 1)], axis=-1)


def _outcomes(play: Array, p: Array, q: Array) -> dict[str, Array]:
    x, y = play[..., 0], play[..., 1]
    peace = (1 - x) * (1 - y)
    row, column = x * (1 - y) * (1 - q[..., None]), (1 - x) * y * (1 - p[..., None])
    return {"peace": peace, "row succeeds": row, "column succeeds": column, "disaster": 1 - peace - row - column}


def _regret(play: Array, r3: Array, r2: Array, c3: Array, c2: Array, p: Array, q: Array) -> Array:
    """The most that either side gains by another act, from the four ends of the game."""
    x, y = play[..., 0], play[..., 1]
    gains = []
    for own, other, peace, left, retaliates, suffers in ((x, y, r3, r2, p, q), (y, x, c3, c2, q, p)):
        waiting = (1 - other) * peace[..., None] + other * (1 - retaliates[..., None]) * left[..., None]
        acting = (1 - other) * (1 - suffers[..., None])
        gains.append(np.maximum(waiting, acting) - (1 - own) * waiting - own * acting)
    return np.asarray(np.max(gains, axis=0))
