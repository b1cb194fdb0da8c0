"""Inspector leadership: to say beforehand how often one looks, or to look in secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.models.threshold import ratio_threshold
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "legal behaviour is on the equilibrium path (deterrence stability)"
COLUMNS = ("deterring", "announced", "secret", "violations", "regret")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class InspectorLeadership(PointResult):
    """What an inspector gets by an announcement and in secret.

    `deterring` is the least probability of an inspection that deters;
    `announced` the inspector's payoff when it commits itself to what is best
    for it; `secret` and `violations` its payoff and the probability of a
    violation in the equilibrium without commitment; `inspections` the
    probability of an inspection there; `regret` the largest gain that either
    side has from another action in that equilibrium.
    """

    deterring: Array
    announced: Array
    secret: Array
    violations: Array
    inspections: Array
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what the inspector gets, announced and in secret."""
        from deterrence.plot.models.inspections import announcement_worth

        return announcement_worth(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def deterring_inspection(gain: npt.ArrayLike, penalty: npt.ArrayLike) -> Array:
    """The least probability of detection that deters one violation: ``gain / (gain + penalty)``.

    It is the ratio threshold of a violator who gains `gain` if it is not seen
    and loses `penalty` if it is, both against legality; at the threshold (a
    tie) legality is as good. Only their ratio counts: twice the penalty and
    twice the gain leave it where it was.

    Raises
    ------
    ArgumentError
        Not finite, negative, or both 0 at once.

    Examples
    --------
    >>> float(deterring_inspection(3, 6))
    0.3333333333333333
    """
    return ratio_threshold(numbers("gain", gain, least=0), numbers("penalty", penalty, least=0))


def inspector_leadership(
    *,
    gain: npt.ArrayLike,
    penalty: npt.ArrayLike,
    cost: npt.ArrayLike,
    seen: npt.ArrayLike,
    unseen: npt.ArrayLike = 1.0,
) -> InspectorLeadership:
    """One inspection with and without an announcement that binds.

    The inspectee gains `gain` by a violation that is not seen and loses
    `penalty` by one that is; the inspector pays `cost` for an inspection and
    loses `seen` or `unseen` by a violation. In secret each side must keep the
    other guessing: the inspector inspects with probability
    ``q = gain / (gain + penalty)`` and the inspectee violates with probability
    ``cost / (unseen - seen)``. What surprises is that the frequency of
    violations depends on the inspector's numbers only: a heavier penalty makes
    inspections rarer, not violations.

    An inspector that announces q, and is held to it, makes the inspectee
    indifferent just the same. But an indifferent inspectee now stays legal,
    as the inspector could announce a little more, and the inspector pays
    ``cost q`` and no more. Leading is never worse; where an inspection costs
    more than it saves, ``cost >= unseen - seen``, the secret inspector never
    looks and everybody violates, while the announcement still deters at
    ``cost q`` if that is below `unseen`. In a class: play it both ways and count
    violations.

    Parameters
    ----------
    gain, penalty, cost
        Positive; numbers or arrays that broadcast together.
    seen, unseen
        The inspector's loss by a violation that is seen, at least 0, and by one
        that is not, which must be more.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit together.

    Notes
    -----
    At the tie ``cost = unseen - seen`` any inspection up to q is an
    equilibrium with sure violation; none is given.

    References
    ----------
    M. Maschler, "A price leadership method for solving the inspector's
    non-constant-sum game", Naval Research Logistics Quarterly 13, 1966, and
    R. Avenhaus, B. von Stengel and S. Zamir, "Inspection games", Handbook of
    Game Theory 3, 2002, ch. 51, for leadership; this form with its costs is
    derived here.

    Examples
    --------
    >>> print(inspector_leadership(gain=3, penalty=[6, 12], cost=0.1, seen=0.4))
    legal behaviour is on the equilibrium path (deterrence stability)
    deterring  announced   secret  violations  regret
       0.3333   -0.03333  -0.1667      0.1667       0
          0.2      -0.02  -0.1667      0.1667       0
    """
    given = {
        "gain": numbers("gain", gain, above=0),
        "penalty": numbers("penalty", penalty, above=0),
        "cost": numbers("cost", cost, above=0),
        "seen": numbers("seen", seen, least=0),
        "unseen": numbers("unseen", unseen, above=0),
    }
    d, b, c, s, u = together(**given)
    if ((s >= u) | tied(s, u)).any():
        raise ArgumentError("'unseen' must be more than 'seen'", "otherwise an inspection is no use")
    level = deterring_inspection(d, b)
    looks = (c < u - s) & ~tied(c, u - s)
    inspections = np.where(looks, level, 0.0)
    violations = np.where(looks, c / (u - s), 1.0)
    return InspectorLeadership(
        deterring=frozen(level),
        announced=frozen(np.maximum(-c * level, -u)),
        secret=frozen(-u * violations),
        violations=frozen(violations),
        inspections=frozen(inspections),
        regret=frozen(_regret(inspections, violations, (d, b, c, s, u))),
        provenance=origin("inspector leadership", given, SENSE),
    )


def _regret(inspections: Array, violations: Array, numbers_of_game: tuple[Array, ...]) -> Array:
    d, b, c, s, u = numbers_of_game
    violating = (1 - inspections) * d - inspections * b
    looking, resting = -c - violations * s, -violations * u
    of_inspectee = np.maximum(violating, 0.0) - violations * violating
    of_inspector = np.maximum(looking, resting) - (inspections * looking + (1 - inspections) * resting)
    return np.asarray(np.maximum(of_inspectee, of_inspector))
