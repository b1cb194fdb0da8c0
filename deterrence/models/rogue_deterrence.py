"""Deterring an attempt by a defence that leaks and a punishment that may not come."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together

Array = npt.NDArray[np.float64]


def attempt_gain(
    *,
    benefit: npt.ArrayLike,
    cost: npt.ArrayLike,
    punishment: npt.ArrayLike,
    effectiveness: npt.ArrayLike = 0.0,
    attempts: npt.ArrayLike = 1,
) -> Array:
    """What an attempt is worth to a rogue, against leaving the state alone: ``(1 - e ** W) B - rho C``.

    A rogue makes W independent tries, of which the defence stops each with
    probability e; if anything leaks it gets its benefit B, and whether or not
    it does it is punished with probability rho, at a cost C. It is deterred
    (status quo on the equilibrium path) where this is at most 0: a tie deters.

    Denial and punishment are substitutes, and the thresholds below say at what
    rate. What surprises is how fast numbers undo a defence: one that
    stops three tries in five lowers the punishment needed to two fifths
    against a single try, and by a fifth against three. And without any punishment no
    leaking defence deters, for trying costs nothing.

    In a class: let one group buy e and rho from a budget, and another W.

    Parameters
    ----------
    benefit, cost
        B and C, in one unit of payoff; positive.
    punishment
        rho, the probability that an attempt is punished, in [0, 1].
    effectiveness
        e, the probability that one try is stopped, in [0, 1].
    attempts
        W >= 1.

    Raises
    ------
    ArgumentError
        Not finite, out of bounds, or shapes that do not fit.

    References
    ----------
    D. A. Wilkening, "A simple model for calculating ballistic missile defense
    effectiveness", Science and Global Security 8, 2000, for the probability
    that something leaks; R. Powell, "Nuclear deterrence theory, nuclear
    proliferation, and national missile defense", International Security
    27(4), 2003, for the rogue. The game and its thresholds are derived here.

    Examples
    --------
    >>> attempt_gain(benefit=2, cost=10, punishment=0.1, effectiveness=[0, 0.5, 0.6]).round(6).tolist()
    [1.0, 0.0, -0.2]
    """
    b, c, rho, e, w = together(
        benefit=numbers("benefit", benefit, above=0),
        cost=numbers("cost", cost, above=0),
        punishment=numbers("punishment", punishment, least=0, most=1),
        effectiveness=numbers("effectiveness", effectiveness, least=0, most=1),
        attempts=numbers("attempts", attempts, least=1),
    )
    return np.asarray((1 - e**w) * b - rho * c)[()]


def punishment_threshold(
    *,
    benefit: npt.ArrayLike,
    cost: npt.ArrayLike,
    effectiveness: npt.ArrayLike = 0.0,
    attempts: npt.ArrayLike = 1,
) -> Array:
    """The probability of punishment that deters: ``rho* = (1 - e ** W) B / C``; above 1 none does.

    >>> punishment_threshold(benefit=2, cost=10, effectiveness=[0, 0.6, 0.6], attempts=[1, 1, 3]).round(4).tolist()
    [0.2, 0.08, 0.1568]
    """
    b, c, e, w = together(
        benefit=numbers("benefit", benefit, above=0),
        cost=numbers("cost", cost, above=0),
        effectiveness=numbers("effectiveness", effectiveness, least=0, most=1),
        attempts=numbers("attempts", attempts, least=1),
    )
    return np.asarray((1 - e**w) * b / c)[()]


def effectiveness_threshold(
    *, benefit: npt.ArrayLike, cost: npt.ArrayLike, punishment: npt.ArrayLike, attempts: npt.ArrayLike = 1
) -> Array:
    """The effectiveness that deters: ``e* = (1 - rho C / B) ** (1 / W)``; 0 where punishment alone does.

    >>> effectiveness_threshold(benefit=2, cost=10, punishment=0.1, attempts=[1, 3]).round(4).tolist()
    [0.5, 0.7937]
    """
    b, c, rho, w = together(
        benefit=numbers("benefit", benefit, above=0),
        cost=numbers("cost", cost, above=0),
        punishment=numbers("punishment", punishment, least=0, most=1),
        attempts=numbers("attempts", attempts, least=1),
    )
    return np.asarray(np.maximum(1 - rho * c / b, 0.0) ** (1 / w))[()]


def attempts_threshold(
    *, benefit: npt.ArrayLike, cost: npt.ArrayLike, punishment: npt.ArrayLike, effectiveness: npt.ArrayLike
) -> Array:
    """The number of tries above which a rogue is no longer deterred: ``log(1 - rho C / B) / log(e)``.

    Infinite where punishment alone deters; below 1 where not even one try is
    deterred. What a rogue must be able to make before a given defence is
    bypassed.

    Parameters
    ----------
    benefit, cost, punishment
        As for `attempt_gain`.
    effectiveness
        Strictly between 0 and 1.

    Examples
    --------
    >>> attempts_threshold(benefit=2, cost=10, punishment=[0, 0.1, 0.2], effectiveness=0.8).round(4).tolist()
    [0.0, 3.1063, inf]
    """
    b, c, rho, e = together(
        benefit=numbers("benefit", benefit, above=0),
        cost=numbers("cost", cost, above=0),
        punishment=numbers("punishment", punishment, least=0, most=1),
        effectiveness=numbers("effectiveness", effectiveness, above=0, below=1),
    )
    open_share = 1 - rho * c / b
    found = np.where(open_share > 0, np.log(np.where(open_share > 0, open_share, 1.0)) / np.log(e), np.inf)
    return (found + 0.0)[()]
