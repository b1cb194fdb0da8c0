"""A crisis in which one side has a defence: who stands firm, and how often the defended side is hit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together
from deterrence.models.equilibrium_classes import EquilibriumClasses, equilibrium_classes
from deterrence.models.origin import origin
from deterrence.models.payoff_order import at_least

Array = npt.NDArray[np.float64]

SENSE = "low accident hazard, at a Bayesian Nash equilibrium of the crisis"
CLASSES = ("both may stand", "only the rival stands", "only the defended stands")
ACTS = ("defended stands", "rival stands")


def defended_crisis(
    *,
    defence: npt.ArrayLike,
    risk: npt.ArrayLike,
    share: npt.ArrayLike,
    harm: npt.ArrayLike,
    rival_harm: npt.ArrayLike,
) -> EquilibriumClasses:
    """Equilibria of a crisis between a side with a defence and a rival, each knowing its own stake alone.

    Both stand firm or back down at once. Who backs down has 0; who stands
    alone has its stake. If both stand there is disaster with probability r,
    and else each has a share s of its stake. Stakes are uniform on [0, 1].
    The defence wards off disaster with probability e: it leaves the defended
    side a loss of ``(1 - e) harm``.

    A side stands if its stake is at least ``q r A / ((1 - q) + q (1 - r) s)``,
    where A is its loss and q how often the other stands. There are three
    classes, by what the risk costs against what standing firm against
    standing firm can bring, ``m = (1 - r) s``:

    ``both may stand``
        where ``r A`` is at most m for both sides, or at least m for both.
    ``only the rival stands``, ``only the defended stands``
        and does whatever its stake, where ``r A`` of the other is at least m.

    So the equilibrium is unique unless r A is at least m for both; where it is
    m for one (a tie) two classes are listed that are played the same, and
    where it is m for both whatever lies between the last two is one, too.

    What surprises: a defence lets its owner stand more often and the rival
    less often, and the disasters that it invites may outnumber those it wards
    off, until it is good: `riskiest_defence` says from where on.

    Parameters
    ----------
    defence
        Effectiveness e, in [0, 1].
    risk
        r, above 0 and below 1.
    share
        s, above 0 and at most 1.
    harm, rival_harm
        What an unwarded disaster costs the defended side and what it costs
        the rival, positive, in units of the highest stake.

    Returns
    -------
    EquilibriumClasses
        Acts are the probabilities of standing; a side's cutoff is one less
        that. Outcomes: ``attack`` (disaster strikes) and ``hit`` (it is not
        warded off).

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    References
    ----------
    R. Powell, "Nuclear deterrence theory, nuclear proliferation, and national
    missile defense", International Security 27(4), 2003, pp. 86-118, argues
    that a defence emboldens its owner, makes the rival likelier to back down,
    and may raise the risk of an attack. This reduced form, its closed form
    and all numbers are derived here, and are not his.

    Examples
    --------
    >>> numbers = dict(risk=0.1, share=0.5, harm=3, rival_harm=1)
    >>> print(defended_crisis(**numbers, defence=0.2))
    low accident hazard, at a Bayesian Nash equilibrium of the crisis
    r A, defended: 0.24
    r A, rival: 0.1
    m: 0.45
    class           defended stands  rival stands   attack      hit  regret
    both may stand           0.5524        0.9207  0.05086  0.04069       0

    Less than a third of a defence is worse than none:

    >>> found = defended_crisis(**numbers, defence=[0, 0.2, 0.5, 0.9])
    >>> found.outcome("hit", "both may stand").round(5).tolist()
    [0.03849, 0.04069, 0.03265, 0.00764]
    """
    given = {"defence": defence, "risk": risk, "share": share, "harm": harm, "rival_harm": rival_harm}
    e, r, s, a, b = together(
        defence=numbers("defence", defence, least=0, most=1),
        risk=numbers("risk", risk, above=0, below=1),
        share=numbers("share", share, above=0, most=1),
        harm=numbers("harm", harm, above=0),
        rival_harm=numbers("rival_harm", rival_harm, above=0),
    )
    meets, own, rival = (1 - r) * s, r * a * (1 - e), r * b
    own_out, rival_out = at_least(own, meets), at_least(rival, meets)
    own_in, rival_in = at_least(meets, own), at_least(meets, rival)
    zero, one = np.zeros_like(e), np.ones_like(e)
    inner = both_standing(own, rival, meets)
    play = np.stack([np.stack(inner, axis=-1), np.stack([zero, one], -1), np.stack([one, zero], -1)], axis=-2)
    attack = r[..., None] * play[..., 0] * play[..., 1]
    return equilibrium_classes(
        names=CLASSES,
        acts=ACTS,
        exists=np.stack([(own_in & rival_in) | (own_out & rival_out), own_out, rival_out], axis=-1),
        play=play,
        regret=_regret(play, own, rival, meets),
        outcomes={"attack": attack, "hit": (1 - e[..., None]) * attack},
        thresholds={"r A, defended": own, "r A, rival": rival, "m": meets},
        provenance=origin("crisis with a defence", given, SENSE),
    )


def both_standing(own: Array, rival: Array, meets: Array) -> tuple[Array, Array]:
    """How often each side stands where both may, from r A of either and m: the cutoff of the first solves a quadratic.

    With k = 1 - m, the cutoff v of the first and that of the other, each put into the formula of the other, give
    ``(1 - v) (P + Q v) = own - m v`` with ``P = own (rival + k)`` and ``Q = k (rival - m)``.
    """
    k = 1 - meets
    p, q = own * (rival + k), k * (rival - meets)
    linear, constant = p - q - meets, own - p
    root = np.sqrt(np.maximum(linear**2 - 4 * q * constant, 0.0))
    half = -(linear + np.where(linear >= 0, root, -root)) / 2
    with np.errstate(all="ignore"):  # one of the two may be infinite, where the equation is linear
        roots = np.stack([half / q, constant / half])
    roots = np.where(np.isfinite(roots), roots, np.inf)
    outside = np.maximum(np.maximum(-roots, roots - 1), 0.0)
    v = np.clip(np.take_along_axis(roots, outside.argmin(axis=0)[None], axis=0)[0], 0.0, 1.0)
    bottom = own + k * v
    other = np.where(bottom > 0, v / np.where(bottom > 0, bottom, 1.0), _alone(rival, meets))
    return np.asarray(1 - v), np.asarray(np.clip(other, 0.0, 1.0))


def _alone(harm: Array, meets: Array) -> Array:
    """How often a side stands against one that always does."""
    return np.asarray(1 - np.minimum(harm / meets, 1.0))


def _regret(play: Array, own: Array, rival: Array, meets: Array) -> Array:
    """The largest gain of any kind from the other act.

    What standing brings rises with the stake in a straight line, so that the largest gain of those who back down, and
    of those who stand, is that of a stake at the cutoff.
    """
    gains = []
    for side, loss in ((0, own), (1, rival)):
        stands, other = play[..., side], play[..., 1 - side]
        cutoff = 1 - stands
        worth = (1 - other) * cutoff + other * (meets[..., None] * cutoff - loss[..., None])
        gains += [np.where(cutoff > 0, worth, 0.0), np.where(stands > 0, -worth, 0.0)]
    return np.asarray(np.maximum(np.max(gains, axis=0), 0.0))
