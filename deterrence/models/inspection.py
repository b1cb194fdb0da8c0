"""Recursive inspection: how to spend too few inspections over many periods."""

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
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "nobody gains by inspecting or violating otherwise in this period (Nash equilibrium of the stage)"
COLUMNS = ("value", "inspect", "violate", "regret")
LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class InspectionStage(PointResult):
    """The first period of a recursive inspection game: its value and how both sides mix in it.

    `value` is what the inspectee can expect of the whole game; `inspect` and
    `violate` are the probabilities of an inspection and of a violation in the
    first period; `regret` is the largest gain that either side has from another
    action in it, by the payoffs of the stage.
    """

    value: Array
    inspect: Array
    violate: Array
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the values by periods and inspections left; over points, values and mixing."""
        from deterrence.plot.models.inspections import inspection_matrix

        return inspection_matrix(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def inspection_value(
    *, periods: npt.ArrayLike, inspections: npt.ArrayLike, penalty: npt.ArrayLike = 1.0
) -> npt.NDArray[np.float64]:
    """What an inspectee can expect that may violate once in n periods while the inspector may inspect m times.

    In each period the inspector inspects or not and, at the same time, the
    inspectee violates or stays legal; the inspectee sees past inspections. A
    violation that is not seen is worth 1, one that is seen costs `penalty`,
    legality throughout is worth 0, and the inspector loses what the inspectee
    gains. The value is
    ``C(n-1, m) / sum over i = 0..m of C(n, i) penalty ** (m - i)``.

    It is 1 without inspections and 0 with one for every period. More
    inspections lower it and more periods raise it, and as the penalty goes to
    0 it becomes the share of periods without an inspection, ``(n - m) / n``.
    What surprises is how much better a second inspection is than a heavier
    penalty: with three periods it takes the value from 1/2 to 1/7, twice the
    penalty only to 2/5. In a class: price a treaty's verification budget by it,
    or what more transparency is worth, counted as extra inspections.

    Parameters
    ----------
    periods, inspections
        Whole numbers, ``1 <= n <= 1000`` and ``0 <= m``; numbers or arrays
        that broadcast together. Inspections beyond one a period change nothing.
    penalty
        Loss of a violator that is caught, in units of the gain of one that is
        not; positive.

    Raises
    ------
    ArgumentError
        Not whole, out of bounds, or shapes that do not fit together.

    References
    ----------
    M. Dresher, A Sampling Inspection Problem in Arms Control Agreements, RAND
    RM-2972, 1962; R. Avenhaus, B. von Stengel and S. Zamir, "Inspection games",
    Handbook of Game Theory 3, 2002, ch. 51; B. von Stengel, "Recursive
    inspection games", Mathematics of Operations Research 41, 2016, pp. 935-952.

    Examples
    --------
    >>> inspection_value(periods=3, inspections=[0, 1, 2, 3]).round(4).tolist()
    [1.0, 0.5, 0.1429, 0.0]
    >>> inspection_value(periods=[2, 3, 4, 5, 6], inspections=1).round(4).tolist()
    [0.3333, 0.5, 0.6, 0.6667, 0.7143]
    >>> float(inspection_value(periods=3, inspections=1, penalty=2))
    0.4
    """
    n, m, b = _checked(periods, inspections, penalty)
    return _value(n, m, b)[()]


def inspection_stage(
    *, periods: npt.ArrayLike, inspections: npt.ArrayLike, penalty: npt.ArrayLike = 1.0
) -> InspectionStage:
    """How the inspector and the inspectee of `inspection_value` mix in the first period.

    With ``c = v(n-1, m-1)`` and ``f = v(n-1, m)``, the values of what follows
    an inspection and no inspection, the stage pays the inspectee:

    ==========  ========  =======
    ..          inspect   rest
    ==========  ========  =======
    violate     -penalty  1
    legal       c         f
    ==========  ========  =======

    The inspector makes the inspectee indifferent, and inspects with probability
    ``(1 - f) / (1 - f + penalty + c)``; the inspectee makes the inspector
    indifferent, and violates with probability
    ``(c - f) / (c - f + 1 + penalty)``. Both are derived here from the stage.
    So the inspector begins cautiously: with one inspection for three periods it
    uses it in the first with a probability of 1/4, not 1/3, as an inspection
    kept back deters as well.

    Ties: where inspections suffice for all periods the least probability that
    deters is given, ``1 / (1 + penalty)`` (any larger one does, too) and nobody
    violates. Without inspections the violation is put in the first period,
    though any will do.

    Parameters
    ----------
    periods, inspections, penalty
        As for `inspection_value`.

    Raises
    ------
    ArgumentError
        Not whole, out of bounds, or shapes that do not fit together.

    Examples
    --------
    >>> print(inspection_stage(periods=3, inspections=1))
    nobody gains by inspecting or violating otherwise in this period (Nash equilibrium of the stage)
    value  inspect  violate  regret
      0.5     0.25     0.25       0
    >>> inspection_stage(periods=[2, 3, 4, 5], inspections=[1, 1, 2, 2]).inspect.round(4).tolist()
    [0.3333, 0.25, 0.3636, 0.3125]
    """
    n, m, b = _checked(periods, inspections, penalty)
    given = {
        name: np.asarray(x) for name, x in (("periods", periods), ("inspections", inspections), ("penalty", penalty))
    }
    after_inspection, after_rest = _value(n - 1, np.maximum(m - 1, 0), b), _value(n - 1, m, b)
    inspect = np.where(m > 0, ratio_threshold(1 - after_rest, b + after_inspection), 0.0)
    violate = np.where(m > 0, ratio_threshold(np.maximum(after_inspection - after_rest, 0.0), 1 + b), 1.0)
    return InspectionStage(
        value=frozen(_value(n, m, b)),
        inspect=frozen(inspect),
        violate=frozen(violate),
        regret=frozen(_regret(inspect, violate, np.stack([-b, np.ones_like(b), after_inspection, after_rest]), m > 0)),
        provenance=origin("recursive inspection", given, SENSE),
    )


def _checked(periods: npt.ArrayLike, inspections: npt.ArrayLike, penalty: npt.ArrayLike) -> tuple[Array, ...]:
    n = numbers("periods", periods, least=1, most=LONGEST)
    m = numbers("inspections", inspections, least=0)
    for name, found in (("periods", n), ("inspections", m)):
        if (found != np.round(found)).any():  # whole numbers are exact as floats
            raise ArgumentError(f"'{name}' must be whole numbers, found {found[found != np.round(found)][0]}")
    return together(periods=n, inspections=m, penalty=numbers("penalty", penalty, above=0))


def _value(n: Array, m: Array, b: Array) -> Array:
    """The binomial formula as a sum of ratios to its numerator, largest index first."""
    few = m < n
    term = np.where(few, n / np.where(few, n - m, 1.0), 0.0)
    total = term.copy()
    with np.errstate(over="ignore"):  # an infinite sum is a value of 0
        for back in range(int(m[few].max(initial=0))):
            i = np.where(few, np.maximum(m - back, 0.0), 0.0)
            factor = b * i / (n - i + 1)
            term = np.where(factor > 0, term, 0.0) * factor
            total += term
    return np.where(few, 1 / np.where(few, total, 1.0), 0.0)


def _regret(inspect: Array, violate: Array, stage: Array, able: npt.NDArray[np.bool_]) -> Array:
    """The larger of both sides' gains from a pure action, `stage` being the inspectee's payoffs row by row."""
    caught, free, after_inspection, after_rest = stage
    violating = inspect * caught + (1 - inspect) * free
    legal = inspect * after_inspection + (1 - inspect) * after_rest
    inspecting = violate * caught + (1 - violate) * after_inspection
    resting = violate * free + (1 - violate) * after_rest
    worth = violate * violating + (1 - violate) * legal
    best_for_inspector = np.where(able, np.minimum(inspecting, resting), resting)
    return np.asarray(np.maximum(np.maximum(violating, legal) - worth, worth - best_for_inspector))
