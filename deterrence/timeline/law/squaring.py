"""A stiff chain in continuous time between two dates, by repeated squaring of its dense transition matrix.

Rows are scaled back to sum 1 after every squaring. Entries off the diagonal are
sums of products without cancellation, so what a squaring loses is relative to
each rate, and slow rates beside fast ones keep their digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from deterrence.errors import NoAnswerError
from deterrence.timeline.law.uniformization import Carried, Chain, Piece
from deterrence.timeline.transition.readings import Array

LARGEST = 300
MOST_JUMPS = 1e8


@dataclass(frozen=True, slots=True, eq=False)
class SquaredChain:
    """A small chain with many jumps until the horizon; carries laws as `Chain` does."""

    chain: Chain
    moves: list[Array] = field(default_factory=list)
    stays: dict[float, list[Array]] = field(default_factory=dict)

    @property
    def speed(self) -> float:
        """Jumps a unit of time."""
        return self.chain.speed

    @property
    def stride(self) -> float:
        """The shortest step."""
        return 1.0 / self.chain.speed

    def move(self, level: int) -> Array:
        """The transition matrix over ``2**level`` strides, ``(from, to)``."""
        while len(self.moves) <= level:
            found = self.moves[-1] @ self.moves[-1] if self.moves else self._first().at(np.array([self.stride]))[0]
            found = found.reshape(-1, math.isqrt(found.size))
            self.moves.append(found / found.sum(axis=1, keepdims=True))
        return self.moves[level]

    def stay(self, level: int, discount: float) -> Array:
        """The discounted time spent over ``2**level`` strides; ``(from, in)``."""
        known = self.stays.setdefault(discount, [])
        while len(known) <= level:
            if known:
                length = self.stride * 2 ** (len(known) - 1)
                found = known[-1] + math.exp(-discount * length) * (self.move(len(known) - 1) @ known[-1])
            else:
                found = self._first().integral(np.array([self.stride]), discount)[0]
                found = found.reshape(-1, math.isqrt(found.size))
            length = self.stride * 2 ** len(known)
            whole = -math.expm1(-discount * length) / discount if discount else length
            known.append(found * (whole / found.sum(axis=1, keepdims=True)))
        return known[level]

    def _first(self) -> Piece:
        """The transition matrix, row after row, within one stride."""
        step = self.chain.step.toarray() if hasattr(self.chain.step, "toarray") else self.chain.step
        powers = [np.eye(len(step))]
        while len(powers) < 24:
            powers.append(powers[-1] @ step.T)
        return Piece(start=0.0, speed=self.speed, values=np.array([power.ravel() for power in powers]))

    def carry(self, law: Array, start: float, length: float, quantities: Array, discount: float) -> Carried:
        """Carry laws over an interval; see `Chain.carry`."""
        piece = Strides(start=start, chain=self, law=law.sum(axis=1), quantities=quantities)
        count = int(length / self.stride)
        row = law.T
        for level, _ in _levels(0, count):
            row = row @ self.move(level)
        rest = self.chain.carry(
            np.ascontiguousarray(row.T), 0.0, max(0.0, length - count * self.stride), quantities, 0.0
        )
        return Carried([piece], rest.law, rest.bound)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strides:
    """Expected values on an interval, worked out in strides from its start whenever they are asked for."""

    start: float
    chain: SquaredChain
    law: Array
    quantities: Array

    def at(self, offsets: Array) -> Array:
        """As for `Piece`."""
        found = np.empty((len(offsets), self.quantities.shape[1]))
        for k, piece, rest, _, _ in self._walk(offsets, None):
            found[k] = piece.at(rest)[0]
        return found

    def integral(self, offsets: Array, discount: float) -> Array:
        """As for `Piece`."""
        found = np.empty((len(offsets), self.quantities.shape[1]))
        for k, piece, rest, elapsed, so_far in self._walk(offsets, discount):
            found[k] = so_far + math.exp(-discount * elapsed) * piece.integral(rest, discount)[0]
        return found

    def only(self, quantity: int) -> Strides:
        """One of the quantities."""
        return replace(self, quantities=self.quantities[:, quantity : quantity + 1])

    def _walk(self, offsets: Array, discount: float | None) -> Iterator[tuple[int, Piece, Array, float, Any]]:
        """The piece of one stride in which each offset falls, how far, and the time and the integral up to it."""
        law, done, so_far = self.law, 0, np.zeros(self.quantities.shape[1])
        stride = self.chain.stride
        for k in np.argsort(offsets, kind="stable").tolist():
            count = max(done, int(offsets[k] / stride))
            for level, passed in _levels(done, count):
                if discount is not None:
                    worth = law @ self.chain.stay(level, discount) @ self.quantities
                    so_far = so_far + math.exp(-discount * passed * stride) * worth
                law = law @ self.chain.move(level)
            done = count
            pieces = self.chain.chain.carry(law[:, None], 0.0, stride, self.quantities, 0.0).pieces
            yield k, pieces[0], np.array([max(0.0, offsets[k] - done * stride)]), done * stride, so_far


def _levels(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The powers of two that a number of strides is made of, and where each begins; largest first."""
    left = stop - start
    while left:
        level = left.bit_length() - 1
        yield level, stop - left
        left -= 1 << level


def fitting(chain: Chain, size: int, horizon: float) -> Chain | SquaredChain:
    """The chain itself, or squared where that is faster: many jumps, few configurations.

    Raises `NoAnswerError` where neither ends in reasonable time.
    """
    expected = chain.speed * horizon
    if size > LARGEST and expected > MOST_JUMPS:
        raise NoAnswerError(
            f"no exact answer: {size:,} states with about {expected:.0e} changes until the horizon are too many; "
            "slower rates or a nearer horizon help, and simulate takes any"
        )
    if size > LARGEST or expected < 10_000:
        return chain
    one_by_one = 6e-6 * expected
    squared = 0.05 + 1.5e-9 * size**3 * math.log2(expected)
    return SquaredChain(chain) if squared < one_by_one else chain
