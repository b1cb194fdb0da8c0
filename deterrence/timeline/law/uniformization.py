"""A chain in continuous time between two dates, by uniformization: exact but for a stated tail of the Poisson law.

The law after `k` jumps of the uniformized chain does not depend on the date,
so one pass of powers serves every date; only Poisson weights differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deterrence.timeline.transition.readings import Array

LONGEST = 500.0  # expected jumps in one piece: exp(-500) is far from underflow
STEADY = 1e-16
TAIL = 1e-18
ROOM = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """Expected values on an interval, as mixtures over the number of jumps since its start.

    Attributes
    ----------
    start
        The date at which it begins.
    speed
        Jumps a unit of time.
    values
        The expected value of every quantity after each number of jumps, the last one for all larger numbers too;
        ``(jump, quantity)``.
    """

    start: float
    speed: float
    values: Array

    def at(self, offsets: Array) -> Array:
        """The quantities some times after the start; ``(time, quantity)``."""
        return _mixed(poisson(self.speed * offsets), self.values)

    def integral(self, offsets: Array, discount: float) -> Array:
        """The integrals of the quantities from the start, discounted to the start; ``(time, quantity)``."""
        if not self.speed:
            whole = offsets if discount == 0 else -np.expm1(-discount * offsets) / discount
            return np.asarray(whole[:, None] * self.values[0])
        weights = poisson((self.speed + discount) * offsets)
        beyond = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1] - weights
        survival = (self.speed / (self.speed + discount)) ** np.arange(1, weights.shape[1] + 1)
        return _mixed(beyond * survival / self.speed, self.values)

    def only(self, quantity: int) -> Piece:
        """One of the quantities."""
        return replace(self, values=self.values[:, quantity : quantity + 1])


def poisson(means: Array) -> Array:
    """The chance of 0, 1, … jumps, to where the rest is below 1e-18 (see `enough`); ``(mean, number)``.

    >>> poisson(np.array([0.0, 2.0]))[:, :3].round(4).tolist()
    [[1.0, 0.0, 0.0], [0.1353, 0.2707, 0.2707]]
    """
    factors = np.empty((len(means), enough(float(means.max(initial=0.0)))))
    factors[:, 0] = np.exp(-means)
    np.divide(means[:, None], np.arange(1.0, factors.shape[1]), out=factors[:, 1:])
    found: Array = np.cumprod(factors, axis=1, out=factors)
    return found


def enough(mean: float) -> int:
    """How many numbers of jumps matter: the chance of as many or more is below 1e-18.

    >>> enough(0.0), enough(500.0)
    (1, 722)
    """
    return math.ceil(mean + 9 * math.sqrt(mean) + 20) if mean > 0 else 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """A uniformized chain: where a jump leads, ``(to, from)``, and how many jumps a unit of time."""

    step: Any
    speed: float

    def carry(self, law: Array, start: float, length: float, quantities: Array, discount: float) -> Carried:
        """Carry laws, ``(configuration, law)``, over an interval.

        Parameters
        ----------
        law
            Columns are carried apart; the pieces hold their sum.
        quantities
            What is followed; ``(configuration, quantity)``.
        discount
            Keeps pieces short enough for discounted integrals.
        """
        pieces, bound, now = [], 0.0, start
        count = max(1, math.ceil((self.speed + discount) * length / LONGEST)) if self.speed else 1
        for k in range(count):
            piece, law, tail, settled = self._one(law, now, length / count, length - k * length / count, quantities)
            pieces.append(piece)
            bound += tail
            now = start + length * ((k + 1) / count)
            if settled and k + 1 < count:
                pieces.append(Piece(start=now, speed=0.0, values=piece.values[-1:]))
                break
        return Carried(pieces, law, bound)

    def _one(
        self, law: Array, start: float, length: float, left: float, quantities: Array
    ) -> tuple[Piece, Array, float, bool]:
        weights = poisson(np.array([self.speed * length]))[0]
        values = np.empty((len(weights), quantities.shape[1]))
        chunk = max(2, min(32, ROOM // law.size))
        ahead, end, first, mass = enough(self.speed * left), np.zeros_like(law), 0, law.sum(axis=0)
        while first < len(weights):
            block = np.empty((min(chunk, len(weights) - first), *law.shape))
            for k in range(len(block)):
                block[k] = law
                law = self.step @ law
            stop = first + len(block)
            values[first:stop] = block.sum(axis=2) @ quantities
            end += np.tensordot(weights[first:stop], block, 1)
            drift = float(np.abs(law - block[-1]).sum()) * ahead
            if drift <= STEADY and stop < len(weights):
                values[stop] = law.sum(axis=1) @ quantities
                end += weights[stop:].sum() * law
                return Piece(start=start, speed=self.speed, values=values[: stop + 1]), _scaled(end, mass), drift, True
            first = stop
        return Piece(start=start, speed=self.speed, values=values), _scaled(end, mass), TAIL * (self.speed > 0), False


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Pieces in order of their dates, the laws at the end, and how much of the law may have been left out."""

    pieces: list[Any]
    law: Array
    bound: float


def chain(rates: Any) -> Chain:
    """The uniformized chain of a sparse matrix of rates, ``(from, to)``, nothing on its diagonal."""
    from scipy.sparse import diags_array

    leaving = np.asarray(rates.sum(axis=1)).reshape(-1)
    speed = float(leaving.max(initial=0.0))
    if not speed:
        return Chain(step=diags_array(np.ones(len(leaving))).tocsr(), speed=0.0)
    step = (rates.T / speed + diags_array(1.0 - leaving / speed)).tocsr()
    return Chain(step=step.toarray() if len(leaving) <= 100 else step, speed=speed)


def _scaled(law: Array, mass: Array) -> Array:
    """Laws of a known mass: rounding errors of many jumps would add up."""
    found: Array = law * (mass / np.where(mass > 0, law.sum(axis=0), 1.0))
    return found


def _mixed(weights: Array, values: Array) -> Array:
    """Values weighted by the number of jumps; the last value stands for all larger numbers."""
    count = len(values)
    if weights.shape[1] > count:
        weights = np.hstack([weights[:, : count - 1], weights[:, count - 1 :].sum(axis=1, keepdims=True)])
    found: Array = weights @ values[: weights.shape[1]]
    return found
