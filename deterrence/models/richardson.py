"""Richardson's arms race: n nations that arm in proportion to each other's arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, NoAnswerError
from deterrence.models.arguments import frozen, labels, numbers
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.table import Table
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "the dynamics return to rest (arms-race stability: eigenvalues)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rest:
    """Where an arms race is at rest, and whether it returns there.

    `equilibrium` is NaN where there is none or not only one. `eigenvalues`
    are those of the matrix, largest real part first; the race `returns` to
    rest iff all real parts are negative, ``departs`` if one is positive, and
    is ``neutral`` if the largest is 0 within the tie rule, or within what
    rounding can do to a defective eigenvalue. `residual` is the greatest rate
    of change that is left at the equilibrium.
    """

    nations: tuple[str, ...]
    equilibrium: Array
    eigenvalues: npt.NDArray[np.complex128]
    verdict: str
    residual: float
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw where each nation is at rest."""
        from deterrence.plot.models.phase_portrait import rest_bars

        return rest_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [[name, number(float(x))] for name, x in zip(self.nations, self.equilibrium, strict=True)]
        return ("nation", "at rest"), rows

    def __str__(self) -> str:
        values = ", ".join(_complex(complex(value)) for value in self.eigenvalues)
        return f"{SENSE}: it {self.verdict}\n{text_table(*self._table())}\neigenvalues {values}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Richardson:
    """The linear arms race ``x' = matrix x + grievance``; `richardson` makes one from its coefficients.

    Parameters
    ----------
    matrix
        Shape ``(nation, nation)``, per unit of time: how fast each nation's
        budget grows with each other's, and minus its fatigue on the diagonal.
    grievance
        Shape ``(nation,)``, budget per unit of time.
    nations
        Their names.

    Raises
    ------
    ArgumentError
        Bad numbers, or shapes that do not fit.
    """

    matrix: Array
    grievance: Array
    nations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        matrix, grievance = numbers("matrix", self.matrix, ndim=2), numbers("grievance", self.grievance, ndim=1)
        if matrix.shape != (len(grievance),) * 2:
            raise ArgumentError(f"'matrix' has shape {matrix.shape} for {len(grievance)} grievances")
        object.__setattr__(self, "matrix", matrix)
        object.__setattr__(self, "grievance", grievance)
        object.__setattr__(self, "nations", labels("nations", self.nations or None, len(grievance), "nation "))

    def rest(self) -> Rest:
        """The equilibrium and the eigenvalues.

        Notes
        -----
        Two nations return to rest iff the product of their fatigues exceeds
        that of their reactions. A stable equilibrium can be negative where
        grievances are: the budgets then end at 0, as in `capped`.
        """
        values, doubt = _spectrum(self.matrix)
        largest = float(values[0].real)
        verdict = "is neutral" if abs(largest) <= doubt else "returns" if largest < 0 else "departs"
        equilibrium = np.full(len(self.grievance), np.nan)
        if np.linalg.cond(self.matrix) < 1 / TIE:
            equilibrium = np.linalg.solve(self.matrix, -self.grievance) + 0.0
        residual = float(np.abs(self.matrix @ equilibrium + self.grievance).max())
        values.flags.writeable = False
        return Rest(
            nations=self.nations,
            equilibrium=frozen(equilibrium),
            eigenvalues=values,
            verdict=verdict,
            residual=residual,
            provenance=self._origin(),
        )

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the courses of two nations' budgets, where either stands still, and the rest point."""
        from deterrence.plot.models.phase_portrait import phase_portrait

        return phase_portrait(self, ax=ax, size=size)

    def path(self, start: npt.ArrayLike, times: npt.ArrayLike) -> Table:
        """Budgets over time, exactly, by the matrix exponential.

        Parameters
        ----------
        start
            Shape ``(nation,)``: budgets at time 0.
        times
            Shape ``(time,)``, at least 0, in any order.

        Returns
        -------
        Table
            Axis ``time``, a column for each nation. Budgets are not stopped at
            0, see `capped` for that.

        Raises
        ------
        ArgumentError
            Bad numbers, or shapes that do not fit.
        NoAnswerError
            The budgets outgrow the range of numbers.
        """
        from scipy.linalg import expm

        begin, at = self._starting(start), numbers("times", times, least=0, ndim=1)
        n = len(begin)
        joint = np.zeros((n + 1, n + 1))
        joint[:n, :n], joint[:n, n] = self.matrix, self.grievance
        with np.errstate(all="ignore"):
            found = expm(joint * at[:, None, None])[:, :n] @ np.append(begin, 1.0)
        if not np.isfinite(found).all():
            late = number(float(at[~np.isfinite(found).all(axis=1)].min()))
            raise NoAnswerError(f"the budgets outgrow the range of numbers by time {late}")
        return self._table(at, found)

    def _table(self, times: Array, found: Array) -> Table:
        columns = {name: found[:, i] for i, name in enumerate(self.nations)}
        return Table(axes={"time": times}, columns=columns, provenance=self._origin())

    def _starting(self, start: npt.ArrayLike) -> Array:
        begin = numbers("start", start, ndim=1)
        if begin.shape != self.grievance.shape:
            raise ArgumentError(f"'start' must hold {len(self.grievance)} budgets, found {len(begin)}")
        return begin

    def _origin(self) -> Provenance:
        return origin("Richardson arms race", {"matrix": self.matrix, "grievance": self.grievance}, SENSE)


def richardson(
    *,
    reaction: npt.ArrayLike,
    fatigue: npt.ArrayLike,
    grievance: npt.ArrayLike,
    nations: Sequence[str] | None = None,
) -> Richardson:
    """An arms race from its coefficients: ``x_i' = sum_j reaction_ij x_j - fatigue_i x_i + grievance_i``.

    Each nation arms in proportion to the other's arms, tires of its own, and
    has a grievance that arms it even against the unarmed. Two nations return to
    rest iff the product of their fatigues exceeds that of their reactions,
    ``a b > k l``, whatever their grievances: these move the point of rest,
    ``((k h + b g) / (a b - k l), (l g + a h) / (a b - k l))``, and never decide
    whether there is a return to it. What surprises is that one calm nation can
    steady a nervous one, as only products count; and nobody in the model decides
    anything, so that it tells what happens if nobody does. In a class: refit the
    budgets before 1914 with `fit_total`, and find the cap that stops them with
    `capped_race`.

    Parameters
    ----------
    reaction
        Shape ``(nation, nation)``, at least 0, 0 on the diagonal; or for two
        nations the pair ``(k, l)``: how the first reacts to the second, and
        the second to the first.
    fatigue
        Shape ``(nation,)``, at least 0.
    grievance
        Shape ``(nation,)``, of any sign.
    nations
        Their names.

    Raises
    ------
    ArgumentError
        Bad numbers, or shapes that do not fit.

    References
    ----------
    L. F. Richardson, Arms and Insecurity, Boxwood Press 1960 (first in
    Generalized Foreign Politics, 1939).

    Examples
    --------
    With fatigues a, b the race returns to rest iff ``a b > k l``:

    >>> race = richardson(reaction=(1, 2), fatigue=(2, 3), grievance=(1, 1))
    >>> print(race.rest())
    the dynamics return to rest (arms-race stability: eigenvalues): it returns
    nation    at rest
    nation 1        1
    nation 2        1
    eigenvalues -1, -4
    >>> race.path([0, 0], [0, 50]).columns["nation 1"].round(6).tolist()
    [0.0, 1.0]
    """
    tired = numbers("fatigue", fatigue, least=0, ndim=1)
    reacts = numbers("reaction", reaction, least=0)
    if reacts.shape == (2,) and len(tired) == 2:
        reacts = np.array([[0.0, reacts[0]], [reacts[1], 0.0]])
    if reacts.shape != (len(tired),) * 2:
        raise ArgumentError(f"'reaction' has shape {reacts.shape} for {len(tired)} fatigues")
    if np.diagonal(reacts).any():
        raise ArgumentError("'reaction' must be 0 on the diagonal", "a nation's reaction to itself is its fatigue")
    return Richardson(matrix=reacts - np.diag(tired), grievance=grievance, nations=tuple(nations or ()))  # type: ignore[arg-type]  # made an array by the class


def _spectrum(matrix: Array) -> tuple[npt.NDArray[np.complex128], float]:
    """Eigenvalues, largest real part first, and how much of it is in doubt: by the tie rule, or by rounding."""
    from scipy.linalg import eig

    values, left, right = eig(matrix, left=True, right=True)
    order = np.lexsort((-values.imag, -values.real))
    sharpness = np.abs((left[:, order[0]].conj() * right[:, order[0]]).sum())
    scale = max(1.0, float(np.abs(matrix).max()))
    rounding = 16 * np.finfo(float).eps / max(float(sharpness), np.finfo(float).eps)
    return values[order].astype(complex), scale * max(TIE, min(rounding, 1e-6))


def _complex(value: complex) -> str:
    if value.imag == 0:
        return number(value.real)
    return f"{number(value.real)} {'+' if value.imag > 0 else '-'} {number(abs(value.imag))}i"
