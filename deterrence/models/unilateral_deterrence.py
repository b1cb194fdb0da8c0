"""Unilateral deterrence when both sides may bluff: classes of equilibria of one challenger and one defender."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together
from deterrence.models.equilibrium_classes import EquilibriumClasses, equilibrium_classes
from deterrence.models.origin import origin
from deterrence.models.payoff_order import at_least, descending
from deterrence.models.threshold import ratio_threshold

Array = npt.NDArray[np.float64]

SENSE = "status quo on the equilibrium path, and each threat a best reply when called (perfectness)"
CLASSES = ("certain deterrence", "steadfast deterrence", "separating", "bluff", "attack")
ACTS = ("hard attack", "soft attack", "hard deny", "soft deny")


def unilateral_deterrence(
    *,
    challenger_hard: npt.ArrayLike,
    defender_hard: npt.ArrayLike,
    gain: npt.ArrayLike,
    status_quo: npt.ArrayLike,
    fight: npt.ArrayLike,
    retreat: npt.ArrayLike,
    suffer: npt.ArrayLike,
    victory: npt.ArrayLike,
    stand: npt.ArrayLike,
    loss: npt.ArrayLike,
    ruin: npt.ArrayLike,
) -> EquilibriumClasses:
    """Classes of perfect Bayesian equilibria of the Unilateral Deterrence Game, in which both sides may bluff.

    A challenger stays or attacks; a defender concedes or denies; a denied
    challenger backs down or presses on, which is conflict. Each side is hard
    with a probability known to both and knows its own kind. Hard challengers
    press on, soft ones back down; hard defenders deny.

    ====================  =======================================  =============  =================
    class                 exists where                             soft attacks   soft denies
    ====================  =======================================  =============  =================
    certain deterrence    pD >= tH                                 nobody does    never
    steadfast deterrence  everywhere                               nobody does    always
    separating            tS <= pD <= tH                           never          never
    bluff                 pD <= tS, pC <= dn                       at times       (tS-pD)/(1-pD)
    attack                pD <= tS, pC >= dn                       always         never
    ====================  =======================================  =============  =================

    with ``tS = (gain - status_quo) / (gain - retreat)``, ``tH = (gain -
    status_quo) / (gain - fight)`` and ``dn = (victory - loss) / (victory -
    ruin)``; the soft bluff with probability ``pC (1 - dn) / (dn (1 - pC))``.
    On a boundary (a tie) the classes of both sides are listed, and mixtures
    of them may be equilibria as well.

    Steadfast deterrence rests on the belief, never put to the test, that an
    attacker would be soft; the literature counts it only below tH, where
    nothing else deters (as recalled). Quiet equilibria in which the soft deny
    just often enough, indifferent, exist beside it.

    What surprises: more credibility is not always less conflict. While the
    soft bluff, conflict has probability ``pC tS`` whatever the defender's
    credibility; once they stop it is ``pC pD``, which *rises* up to tH, and
    then falls to nothing. In a class: draw the map of (pC, pD) and find it.

    Parameters
    ----------
    challenger_hard, defender_hard
        pC and pD, in [0, 1]. At 0 and 1 a kind that does not exist is still
        told what it would do, and beliefs it leaves open are free.
    gain, status_quo, fight, retreat, suffer
        The challenger's payoffs, in falling order: the defender concedes; it
        stays; conflict if it is hard; it backs down; conflict if it is soft.
    victory, stand, loss, ruin
        The defender's payoffs, in falling order: the challenger backs down;
        conflict if it is hard; it concedes; conflict if it is soft. What the
        status quo is worth to it does not matter.

    Returns
    -------
    EquilibriumClasses
        Acts ``hard attack``, ``soft attack``, ``hard deny``, ``soft deny``
        (how often each kind does); outcomes ``status quo``, ``conceded``,
        ``backed`` and ``conflict``; thresholds ``tS``, ``tH`` and ``dn``.

    Raises
    ------
    ArgumentError
        Another order of payoffs, or no probabilities.

    References
    ----------
    F. C. Zagare and D. M. Kilgour, Perfect Deterrence, Cambridge University
    Press 2000, ch. 5, for the game; names of the classes and the order of
    payoffs as recalled; thresholds derived here.

    Examples
    --------
    >>> worth = dict(gain=1, status_quo=0.6, fight=0.3, retreat=0.1, suffer=-0.2)
    >>> worth |= dict(victory=0.8, stand=0.4, loss=0.1, ruin=-0.1)
    >>> print(unilateral_deterrence(challenger_hard=0.3, defender_hard=0.2, **worth))
    status quo on the equilibrium path, and each threat a best reply when called (perfectness)
    tS: 0.4444
    tH: 0.5714
    dn: 0.7778
    class                 hard attack  soft attack  hard deny  soft deny  status quo  conceded  backed  conflict  regret
    steadfast deterrence            0            0          1          1           1         0       0         0       0
    bluff                           1       0.1224          1     0.3056      0.6143    0.2143  0.0381    0.1333       0

    >>> found = unilateral_deterrence(challenger_hard=0.3, defender_hard=[0.2, 0.47, 0.6], **worth)
    >>> [found.present(point)[-1] for point in range(3)]
    ['bluff', 'separating', 'steadfast deterrence']
    >>> [round(float(found.outcomes["conflict"][i, j]), 4) for i, j in ((0, 3), (1, 2), (2, 0))]
    [0.1333, 0.141, 0.0]
    """
    c = {"gain": gain, "status_quo": status_quo, "fight": fight, "retreat": retreat, "suffer": suffer}
    d = {"victory": victory, "stand": stand, "loss": loss, "ruin": ruin}
    parameters = {"challenger_hard": challenger_hard, "defender_hard": defender_hard, **c, **d}
    arrays = dict(zip(c, descending(**c), strict=True)) | dict(zip(d, descending(**d), strict=True))
    arrays["pc"] = numbers("challenger_hard", challenger_hard, least=0, most=1)
    arrays["pd"] = numbers("defender_hard", defender_hard, least=0, most=1)
    arrays = dict(zip(arrays, together(**arrays), strict=True))
    soft, hard, doubt = _thresholds(arrays)
    play = _play(arrays["pc"], arrays["pd"], soft, doubt)
    return equilibrium_classes(
        names=CLASSES,
        acts=ACTS,
        exists=_exists(arrays["pc"], arrays["pd"], soft, hard, doubt),
        play=play,
        regret=_regret(play, arrays, doubt),
        outcomes=_outcomes(play, arrays["pc"], arrays["pd"]),
        thresholds={"tS": soft, "tH": hard, "dn": doubt},
        provenance=origin("Unilateral Deterrence Game", parameters, SENSE),
    )


def _thresholds(a: dict[str, Array]) -> tuple[Array, Array, Array]:
    temptation = a["gain"] - a["status_quo"]
    return (
        ratio_threshold(temptation, a["status_quo"] - a["retreat"]),
        ratio_threshold(temptation, a["status_quo"] - a["fight"]),
        ratio_threshold(a["victory"] - a["loss"], a["loss"] - a["ruin"]),
    )


def _exists(pc: Array, pd: Array, soft: Array, hard: Array, doubt: Array) -> npt.NDArray[np.bool_]:
    low = at_least(soft, pd)
    between = at_least(pd, soft) & at_least(hard, pd)
    everywhere = np.ones_like(low)
    rows = (at_least(pd, hard), everywhere, between, low & at_least(doubt, pc), low & at_least(pc, doubt))
    return np.stack(rows, axis=-1)


def _play(pc: Array, pd: Array, soft: Array, doubt: Array) -> Array:
    zero, one = np.zeros_like(pc), np.ones_like(pc)
    bluffs = np.clip(pc * (1 - doubt) / np.maximum(doubt * (1 - pc), 1e-300), 0, 1)
    denies = np.clip((soft - pd) / np.maximum(1 - pd, 1e-300), 0, 1)
    rows = (
        (zero, zero, one, zero),
        (zero, zero, one, one),
        (one, zero, one, zero),
        (one, bluffs, one, denies),
        (one, one, one, zero),
    )
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _outcomes(play: Array, pc: Array, pd: Array) -> dict[str, Array]:
    pc, pd = pc[..., None], pd[..., None]
    hard, soft, firm, weak = np.moveaxis(play, -1, 0)
    attacks, deny = pc * hard + (1 - pc) * soft, pd * firm + (1 - pd) * weak
    return {
        "status quo": 1 - attacks,
        "conceded": attacks * (1 - deny),
        "backed": (1 - pc) * soft * deny,
        "conflict": pc * hard * deny,
    }


def _regret(play: Array, payoffs: dict[str, Array], doubt: Array) -> Array:
    """The most that a kind of challenger or defender gains by another act, each kind at its own move."""
    a = {name: values[..., None] for name, values in payoffs.items()}
    hard, soft, firm, weak = np.moveaxis(play, -1, 0)
    deny = a["pd"] * firm + (1 - a["pd"]) * weak
    attacks = a["pc"] * hard + (1 - a["pc"]) * soft
    free = np.where(weak == 0, 1.0, np.where(weak == 1, 0.0, doubt[..., None]))
    belief = np.where(attacks > 0, a["pc"] * hard / np.where(attacks > 0, attacks, 1), free)

    def gain(chance: Array, worth: Array, otherwise: Array) -> Array:
        return np.asarray(np.maximum(worth, otherwise) - (chance * worth + (1 - chance) * otherwise))

    def attacked(conflict: Array) -> Array:
        return np.asarray((1 - deny) * a["gain"] + deny * np.maximum(conflict, a["retreat"]))

    def denied(conflict: Array) -> Array:
        return np.asarray(belief * conflict + (1 - belief) * a["victory"])

    gains = (
        gain(hard, attacked(a["fight"]), a["status_quo"]),
        gain(soft, attacked(a["suffer"]), a["status_quo"]),
        gain(firm, denied(a["stand"]), a["loss"]),
        gain(weak, denied(a["ruin"]), a["loss"]),
    )
    return np.asarray(np.max(gains, axis=0))
