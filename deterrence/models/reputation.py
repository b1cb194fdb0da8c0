"""Reputation: why a doubt about a threat deters for many rounds, and for how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import frozen, numbers, single, together, whole
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "threat is a best reply when called (perfectness), for a weak incumbent"
COLUMNS = ("rounds_left", "reputation", "entry", "fight", "worth")
LONGEST = 1_000_000
NEVER = 1e60  # finite, as infinity would tie with everything


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Reputation(PointResult):
    """The play of the chain store while all who come in are fought, a row a round.

    `reputation` is the probability, to entrants, that the incumbent is tough;
    `entry` and `fight` the probabilities of entry and of a weak incumbent's
    fighting it; `worth` what all rounds left are worth to a weak incumbent;
    `entrant_regret` and `incumbent_regret` what either could gain by another
    action there, from the payoffs.
    """

    rounds_left: Array
    reputation: Array
    entry: Array
    fight: Array
    worth: Array
    entrant_regret: Array
    incumbent_regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw reputation, entry and fights round by round."""
        from deterrence.plot.models.model_courses import reputation_rounds

        return reputation_rounds(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def reputation(rounds: int, *, doubt: float, gain: float, monopoly: float) -> Reputation:
    """The chain store with a little doubt, round by round.

    An incumbent meets `rounds` entrants, one after another. An entrant gets 0
    outside, b if it comes in and is let in and b - 1 if it is fought. A weak
    incumbent gets a from an entrant who stays out, 0 from letting in and -1
    from a fight; a tough one always fights. Without doubt (p = 0) all come in
    and are let in, however many rounds there are: fighting the last does not
    pay, so it impresses nobody in the last round but one, and so on (the chain
    store paradox). With a doubt p that the incumbent is tough, the weak one
    acts tough:

    - an entrant with n rounds left, its own included, stays out if
      ``p > b ** n``, and with probability 1/a at equality;
    - a weak incumbent fights for sure if ``p >= b ** (n - 1)``, else with
      probability ``p (1 - b ** (n - 1)) / ((1 - p) b ** (n - 1))``, never in
      the last round;
    - who is seen to fight has a reputation of at least ``b ** (n - 1)``; who is
      seen to let in has none left.

    So only ``log p / log b`` counts: that many rounds from the end entrants
    begin to try. What surprises is how small a doubt does, and that it
    does not depend on the number of rounds: with b = 1/2 one chance in ten
    protects all but the last three.

    In a class: play it with a card that says tough in one envelope of ten.

    Parameters
    ----------
    rounds
        From 1 to a million.
    doubt
        p, the probability at the beginning that the incumbent is tough, in [0, 1).
    gain
        b, strictly between 0 and 1.
    monopoly
        a > 1.

    Raises
    ------
    ArgumentError
        Not finite or out of bounds.

    References
    ----------
    R. Selten, "The chain store paradox", Theory and Decision 9, 1978; D. M.
    Kreps and R. Wilson, "Reputation and imperfect information", Journal of
    Economic Theory 27, 1982, for the payoffs and the sequential equilibrium.
    The worth in closed form is derived here.

    Examples
    --------
    >>> print(reputation(5, doubt=0.1, gain=0.5, monopoly=2))
    threat is a best reply when called (perfectness), for a weak incumbent
    rounds left  reputation  entry   fight  worth
              5         0.1      0       1      4
              4         0.1      0  0.7778      2
              3         0.1      1  0.3333      0
              2        0.25    0.5  0.3333      1
              1         0.5    0.5       0      1
    """
    count = whole("rounds", rounds, least=1, most=LONGEST)
    p, b = single("doubt", doubt, least=0, below=1), single("gain", gain, above=0, below=1)
    a = single("monopoly", monopoly, above=1)
    left = np.arange(count, 0, -1.0)
    tried = entry_probability(left, p, gain=b, monopoly=a) > 0
    fought_before = tried & np.append(False, tried[:-1])
    held = np.where(fought_before & (p > 0), b**left, p)
    entry, fight = entry_probability(left, held, gain=b, monopoly=a), fight_probability(left, held, gain=b)
    worth = worth_of_rounds(left, held, gain=b, monopoly=a)
    entering = b - (held + (1 - held) * fight)
    after = np.where(left > 1, reputation_after_fight(left, held, gain=b), held)
    fighting = -1 + np.where(left > 1, worth_of_rounds(np.maximum(left - 1, 1), after, gain=b, monopoly=a), 0.0)
    parameters = {"rounds": count, "doubt": p, "gain": b, "monopoly": a}
    return Reputation(
        rounds_left=frozen(left),
        reputation=frozen(held),
        entry=frozen(entry),
        fight=frozen(fight),
        worth=frozen(worth),
        entrant_regret=frozen(np.maximum(entering, 0) - entry * entering),
        incumbent_regret=frozen(np.maximum(fighting, 0) - fight * fighting),
        provenance=origin("chain store with doubt", parameters, SENSE),
    )


def entry_probability(
    rounds_left: npt.ArrayLike, reputation: npt.ArrayLike, *, gain: npt.ArrayLike, monopoly: npt.ArrayLike
) -> Array:
    """How probably an entrant comes in, with rounds left that count its own; ``1 - 1/a`` where ``p = b ** n``.

    >>> entry_probability([5, 4, 3], 0.1, gain=0.5, monopoly=2).tolist()
    [0.0, 0.0, 1.0]
    """
    n, p, b = _state(rounds_left, reputation, gain)
    a = numbers("monopoly", monopoly, above=1)
    n, p, b, a = together(rounds_left=n, reputation=p, gain=b, monopoly=a)
    depth = _depth(p, b)
    found: Array = np.where(tied(depth, n), 1 - 1 / a, np.where(depth < n, 0.0, 1.0))
    return found[()]


def fight_probability(rounds_left: npt.ArrayLike, reputation: npt.ArrayLike, *, gain: npt.ArrayLike) -> Array:
    """How probably a weak incumbent fights an entrant, with rounds left that count this one.

    >>> fight_probability([4, 3, 2, 1], 0.1, gain=0.5).round(4).tolist()
    [0.7778, 0.3333, 0.1111, 0.0]
    """
    n, p, b = _state(rounds_left, reputation, gain)
    depth = _depth(p, b)
    surely = (n > 1) & ((depth < n - 1) | tied(depth, n - 1))
    needed = np.where(depth > n - 1, b ** (n - 1), 1.0)
    mixed = p * (1 - needed) / ((1 - p) * np.where(needed > 0, needed, 1.0))
    found: Array = np.where(surely, 1.0, mixed)
    return found[()]


def reputation_after_fight(rounds_left: npt.ArrayLike, reputation: npt.ArrayLike, *, gain: npt.ArrayLike) -> Array:
    """What entrants believe after a fight: at least ``b ** (n - 1)``, by Bayes' rule; 0 stays 0.

    After an entrant was let in it is 0; after none came it is what it was.

    >>> reputation_after_fight([4, 3, 2], 0.1, gain=0.5).tolist()
    [0.125, 0.25, 0.5]
    """
    n, p, b = _state(rounds_left, reputation, gain)
    found: Array = np.where(p > 0, np.maximum(p, b ** (n - 1)), 0.0)
    return found[()]


def worth_of_rounds(
    rounds_left: npt.ArrayLike, reputation: npt.ArrayLike, *, gain: npt.ArrayLike, monopoly: npt.ArrayLike
) -> Array:
    """What the rounds left are worth to a weak incumbent: ``a (n - m)``, and 1 more at ``p = b ** m`` (derived here).

    m is the whole part of ``log p / log b``, at most n: the rounds at the end
    in which entrants come in, or may.

    >>> worth_of_rounds([5, 3, 2, 1], [0.1, 0.1, 0.25, 0.6], gain=0.5, monopoly=2).tolist()
    [4.0, 0.0, 1.0, 2.0]
    """
    n, p, b = _state(rounds_left, reputation, gain)
    a = numbers("monopoly", monopoly, above=1)
    n, p, b, a = together(rounds_left=n, reputation=p, gain=b, monopoly=a)
    depth = np.minimum(_depth(p, b), n + 0.5)
    near: Array = np.rint(depth)
    whole_part = np.where(tied(depth, near), near, np.floor(depth))
    at_tie = tied(depth, whole_part) & (whole_part > 0)
    found: Array = a * (n - np.minimum(whole_part, n)) + at_tie
    return found[()]


def _depth(p: Array, b: Array) -> Array:
    """The number of rounds n at which ``p = b ** n``: the only way in which reputation and gain matter."""
    return np.asarray(np.where(p > 0, np.log(np.where(p > 0, p, 1.0)) / np.log(b), NEVER))


def _state(rounds_left: npt.ArrayLike, reputation: npt.ArrayLike, gain: npt.ArrayLike) -> tuple[Array, Array, Array]:
    n, p, b = together(
        rounds_left=numbers("rounds_left", rounds_left, least=1),
        reputation=numbers("reputation", reputation, least=0, below=1),
        gain=numbers("gain", gain, above=0, below=1),
    )
    return n, p, b
