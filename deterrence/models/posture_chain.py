"""Postures of alert that change at random, each with an accident rate of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, labels, numbers, whole
from deterrence.models.origin import origin, record
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "accident hazard is low (accident stability)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PostureChain:
    """Where a force is over time, and how probable an accident is by then.

    `occupancy` is the probability of each posture without an accident so far,
    ``(time, posture)``; `accident` that of an accident, ``(time,)``;
    `mean_time` the expected time to it from the start (infinite where it may
    never come); `long_run_rate` the hazard once the start is forgotten.
    """

    postures: tuple[str, ...]
    times: Array
    occupancy: Array
    accident: Array
    mean_time: float
    long_run_rate: float
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw postures and an accident over time."""
        from deterrence.plot.models.model_courses import posture_curves

        return posture_curves(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = zip(self.times, self.occupancy, self.accident, strict=True)
        return ("time", *self.postures, "accident"), [
            [number(float(value)) for value in (time, *held, lost)] for time, held, lost in rows
        ]

    def __str__(self) -> str:
        ends = f"mean time {number(self.mean_time)}, long-run rate {number(self.long_run_rate)}"
        return f"{SENSE}: {ends}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def posture_chain(
    rates: npt.ArrayLike,
    hazard: npt.ArrayLike,
    *,
    times: npt.ArrayLike,
    start: int = 0,
    postures: Sequence[str] | None = None,
) -> PostureChain:
    """A continuous-time Markov chain over postures with an accident rate in each.

    ``rates[i, j]`` is the rate of going from posture i to j and ``hazard[i]``
    that of an accident in i. With A the matrix of rates less, on its
    diagonal, all rates out of a posture, the probabilities of the postures at
    time t are the start's row of ``exp(A t)``, and an accident has happened
    with what is missing to 1. The mean time solves ``-A m = 1``, and in the
    long run accidents come at the rate of the eigenvalue of A nearest to 0.

    What surprises is that the average hazard misleads: a short, rare, very dangerous
    posture may make up all of the risk, and leaving it faster is then
    worth more than any safety in the others.

    In a class: how fast must high alert end for its accidents to be no more than those of peace?

    Parameters
    ----------
    rates
        Square, at least 0; the diagonal must be 0.
    hazard
        One rate a posture, at least 0.
    times
        At least 0, in the unit of the rates; one or a list.
    start
        Index of the posture at time 0.
    postures
        Their names.

    Raises
    ------
    ArgumentError
        Not finite, negative, shapes that do not fit, or names that are not different.

    References
    ----------
    Textbook theory of Markov chains; for the chain of alarms and postures
    Barrett, Baum and Hostetler, Science and Global Security 21, 2013. The
    postures of an example are made up.

    Examples
    --------
    >>> print(posture_chain([[0, 0.5], [5, 0]], [0.001, 0.1], times=[1, 10], postures=["calm", "alert"]))
    accident hazard is low (accident stability): mean time 101.6, long-run rate 0.009855
    time    calm    alert  accident
       1  0.9034  0.08837  0.008241
      10  0.8264  0.08118   0.09241
    """
    moves = numbers("rates", rates, least=0, ndim=2)
    lost = numbers("hazard", hazard, least=0, ndim=1)
    moments = np.atleast_1d(numbers("times", times, least=0))
    if moves.shape != (len(lost), len(lost)) or moments.ndim != 1:
        raise ArgumentError(f"'rates' must be a square with a row for each of {len(lost)} hazards, and 'times' a list")
    if np.diagonal(moves).any():
        raise ArgumentError("'rates' must have 0 on their diagonal: a posture does not go to itself")
    begin = whole("start", start, least=0, most=len(lost) - 1)
    names = labels("postures", postures, len(lost), "posture ")
    held = np.stack([_after(moves, lost, float(moment))[begin] for moment in moments])
    occupancy, accident = np.clip(held[:, :-1], 0, 1), np.clip(held[:, -1], 0, 1)
    given = {"rates": moves, "hazard": lost, "times": moments, "start": begin, "postures": list(names)}
    reached = _reached(moves, begin)
    return PostureChain(
        postures=names,
        times=frozen(moments),
        occupancy=frozen(occupancy),
        accident=frozen(accident),
        mean_time=_mean_time(moves, lost, reached, begin),
        long_run_rate=_long_run(moves, lost, reached),
        provenance=origin("chain of postures", given, SENSE),
    )


def _after(moves: Array, lost: Array, time: float) -> Array:
    """Probabilities of each posture, and last of an accident, from each posture."""
    from scipy.linalg import expm

    size = len(lost)
    chain = np.zeros((size + 1, size + 1))
    chain[:size, :size] = moves
    chain[:size, size] = lost
    chain -= np.diag(chain.sum(axis=1))
    return np.asarray(expm(chain * time))


def _reached(moves: Array, start: int) -> list[int]:
    """The postures that the chain can come to from its start."""
    found, left = {start}, [start]
    while left:
        for place in np.flatnonzero(moves[left.pop()]).tolist():
            if place not in found:
                found.add(place)
                left.append(place)
    return sorted(found)


def _within(moves: Array, lost: Array, places: list[int]) -> Array:
    """The matrix A of some postures."""
    return np.asarray(moves[np.ix_(places, places)] - np.diag(moves[places].sum(axis=1) + lost[places]))


def _mean_time(moves: Array, lost: Array, places: list[int], start: int) -> float:
    """Infinite where, from some posture that can be reached, no accident can."""
    risky = [place for place in places if lost[_reached(moves, place)].any()]
    if risky != places:
        return float("inf")
    return float(np.linalg.solve(-_within(moves, lost, places), np.ones(len(places)))[places.index(start)])


def _long_run(moves: Array, lost: Array, places: list[int]) -> float:
    """The eigenvalue nearest to 0, which for such a matrix is real."""
    return max(0.0, -float(np.linalg.eigvals(_within(moves, lost, places)).real.max()))
