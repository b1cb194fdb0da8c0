"""The course of a timeline's law: what is expected at any time from 0 to the horizon."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.timeline.transition.clocks import SLACK
from deterrence.timeline.transition.readings import Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """What is expected of some quantities from 0 to the horizon.

    Attributes
    ----------
    starts
        The date at which each piece begins, after that date's events.
    pieces
        What is expected within each.
    plain, discounted
        The integrals of the quantities from 0 to the start of each piece; ``(piece, quantity)``.
    bound
        How much of the law may have been left out.
    """

    starts: Array
    pieces: tuple[Any, ...]
    plain: Array
    discounted: Array
    discount: float
    horizon: float
    bound: float

    def at(self, times: Array) -> Array:
        """The quantities at some dates, after their events; ``(time, quantity)``."""
        found = np.empty((len(times), self.plain.shape[1]))
        for k, chosen, offsets in self._split(times):
            found[chosen] = self.pieces[k].at(offsets)
        return found

    def integral(self, times: Array, *, discounted: bool = False) -> Array:
        """The integrals of the quantities from 0 to some dates; ``(time, quantity)``."""
        found, base = np.empty((len(times), self.plain.shape[1])), self.discounted if discounted else self.plain
        rate = self.discount if discounted else 0.0
        for k, chosen, offsets in self._split(times):
            found[chosen] = base[k] + math.exp(-rate * self.starts[k]) * self.pieces[k].integral(offsets, rate)
        return found

    def only(self, quantity: int) -> Course:
        """The course of one of the quantities."""
        chosen = slice(quantity, quantity + 1)
        return replace(
            self,
            pieces=tuple(piece.only(quantity) for piece in self.pieces),
            plain=self.plain[:, chosen],
            discounted=self.discounted[:, chosen],
        )

    def _split(self, times: Array) -> Iterator[tuple[int, npt.NDArray[np.intp], Array]]:
        """Which piece each date falls in, and how far; a piece begins after the events at its start."""
        which = np.searchsorted(self.starts, times + SLACK * np.maximum(1.0, times), side="right") - 1
        order = np.argsort(which, kind="stable")
        pieces, first = np.unique(which[order], return_index=True)
        for k, chosen in zip(pieces.tolist(), np.split(order, first[1:]), strict=True):
            yield k, chosen, np.maximum(0.0, np.minimum(times[chosen], self.horizon) - self.starts[k])


class Log:
    """Collects the pieces of a course as they are worked out."""

    def __init__(self, quantities: int, discount: float) -> None:
        self.pieces: list[Any] = []
        self.plain, self.discounted = [np.zeros(quantities)], [np.zeros(quantities)]
        self.discount, self.bound = discount, 0.0

    def add(self, pieces: list[Any], stop: float, bound: float) -> None:
        """Pieces in order, up to a date, and how much of the law may have been left out."""
        ends = [*(piece.start for piece in pieces[1:]), stop]
        for piece, end in zip(pieces, ends, strict=True):
            offset = np.array([end - piece.start])
            self.pieces.append(piece)
            spent = worth = piece.integral(offset, 0.0)[0]
            if self.discount:
                worth = np.exp(-self.discount * piece.start) * piece.integral(offset, self.discount)[0]
            self.plain.append(self.plain[-1] + spent)
            self.discounted.append(self.discounted[-1] + worth)
        self.bound += bound

    def course(self, horizon: float) -> Course:
        """The course, complete."""
        return Course(
            starts=np.array([piece.start for piece in self.pieces]),
            pieces=tuple(self.pieces),
            plain=np.array(self.plain[:-1]),
            discounted=np.array(self.discounted[:-1]),
            discount=self.discount,
            horizon=horizon,
            bound=self.bound,
        )
