"""Arms-race games: which two by two game two sides play is a matter of how each ranks four outcomes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together
from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]

ARMS_GAMES = (
    "prisoner's dilemma",
    "deadlock",
    "stag hunt",
    "coordination on arms",
    "chicken",
    "harmony",
    "border",
)


def arms_game(
    *, restraint: npt.ArrayLike, lead: npt.ArrayLike, behind: npt.ArrayLike, race: npt.ArrayLike
) -> npt.NDArray[np.str_]:
    """The name of the symmetric game in which two sides arm or restrain themselves.

    Three signs decide: whether arming pays against restraint (``lead - restraint``),
    whether it pays against arms (``race - behind``), and which of the two
    symmetric outcomes is better (``restraint - race``).

    ====================  ==================  ============  ==========================
    game                  against restraint   against arms  what a treaty must do
    ====================  ==================  ============  ==========================
    prisoner's dilemma    arm                 arm           punish: enforcement, time
    deadlock              arm                 arm           nothing: both prefer a race
    stag hunt             restrain            arm           assure: trust, verification
    coordination on arms  restrain            arm           nothing: a race is better
    chicken               arm                 restrain      say who yields
    harmony               restrain            restrain      nothing
    ====================  ==================  ============  ==========================

    The first two look the same from outside, as both sides arm; so do restraint
    in a stag hunt and in harmony. An arms race is therefore no proof of a dilemma,
    and the wrong diagnosis asks for the wrong treaty: assurance does nothing in a
    prisoner's dilemma, and enforcement is not needed in a stag hunt. Where two
    values that decide are tied the game is on a ``border``.

    Parameters
    ----------
    restraint, lead, behind, race
        A side's payoffs when nobody arms, it arms alone, the other arms alone,
        and both arm (CC, DC, CD, DD); arrays broadcast together.

    Returns
    -------
    ndarray of str
        Of `ARMS_GAMES`.

    Raises
    ------
    ArgumentError
        Not finite, or shapes that do not fit together.

    References
    ----------
    G. W. Downs and D. M. Rocke, Tacit Bargaining, Arms Races, and Arms Control,
    University of Michigan Press 1990, is remembered for arms races as different
    games; the table is derived here.

    Examples
    --------
    What a race costs turns a dilemma into a deadlock:

    >>> arms_game(restraint=3, lead=4, behind=0, race=[1, 3.5]).tolist()
    ["prisoner's dilemma", 'deadlock']
    >>> arms_game(restraint=4, lead=[3, 5], behind=[0, 2], race=[2, 0]).tolist()
    ['stag hunt', 'chicken']
    """
    given = {"restraint": restraint, "lead": lead, "behind": behind, "race": race}
    cc, dc, cd, dd = together(**{name: numbers(name, value) for name, value in given.items()})
    arms_first, arms_too, better = dc > cc, dd > cd, cc > dd
    border = tied(dc, cc) | tied(dd, cd) | (arms_too & tied(cc, dd))
    conditions = [
        border,
        arms_first & arms_too & better,
        arms_first & arms_too,
        arms_too & better,
        arms_too,
        arms_first,
    ]
    names = [ARMS_GAMES[i] for i in (6, 0, 1, 2, 3, 4)]
    return np.asarray(np.select(conditions, names, default=ARMS_GAMES[5]))
