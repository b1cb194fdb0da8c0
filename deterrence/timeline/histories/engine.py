"""The event loop made ready to run: compiled by numba where it is installed, else with draws prefetched by NumPy."""

from __future__ import annotations

import bisect
import functools
import hashlib
import math
import types
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from deterrence.timeline import delays, philox
from deterrence.timeline.histories import loop, tally
from deterrence.timeline.transition.clocks import SLACK

Functions = dict[str, Callable[..., Any]]

SOURCES = (
    *(philox.philox, philox._units, philox.pair, philox.uniform),
    *(delays._ratio, delays.normal_quantile, delays._gamma, delays.delay),
    *(loop.accrued, loop._drawn, loop._soonest, loop._due, loop._begin, loop.replicate),
    *(tally._add, tally.play_units),
)
CALLED = (loop.replicate, tally.play_units)
SPAN, DEPTH, BLOCKS = 8, 3, 2048  # 2**8 replications by 2**3 numbers; 2,048 blocks take 300 MB


@functools.cache
def compiled_loop() -> Functions | None:
    """Every function of the event loop, compiled; None where numba is not installed."""
    try:
        import numba
    except ImportError:
        return None
    inner = numba.njit(nogil=True, error_model="numpy")
    try:
        outer = numba.njit(nogil=True, error_model="numpy", cache=True)
        return _linked(SOURCES, inner, outer)
    except RuntimeError:  # no folder in which compiled code could be kept
        return _linked(SOURCES, inner, inner)


def interpreted_loop() -> Functions:
    """The same functions in plain Python, with draws prefetched by NumPy."""
    draws = Draws()
    given = {"pair": draws.pair, "uniform": draws.uniform, "_soonest": _soonest, "_drawn": _drawn}
    sources = [source for source in SOURCES[3:] if source.__name__ not in given]
    return _linked(sources, _as_it_is, _as_it_is, **given)


def _soonest(clocks: int, date: list[float]) -> tuple[float, float, int, int]:
    """`loop._soonest` by what Python does fast on lists; where several clocks are due it says two."""
    now = min(date)
    limit = now + SLACK * max(1.0, now)
    who = date.index(now)
    date[who] = math.inf
    several = min(date) <= limit
    date[who] = now
    return now, limit, 1 + several, who


def _drawn(cumulative: list[float], start: int, count: int, u: float) -> int:
    """`loop._drawn` by bisection."""
    return bisect.bisect_right(cumulative, u, start, start + count - 1)


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


def _linked(sources: Iterable[Any], inner: Callable[..., Any], outer: Callable[..., Any], **given: Any) -> Functions:
    """Copies of functions that call one another's copies.

    Their names carry a digest of all: compiled code kept from an earlier
    source is never taken for them.
    """
    found: Functions = dict(given)
    sources = list(sources)
    digest = hashlib.sha256(b"".join(f.__code__.co_code + repr(f.__code__.co_consts).encode() for f in sources))
    for function in sources:
        name = f"{function.__name__}_{digest.hexdigest()[:12]}"
        copy = types.FunctionType(
            function.__code__.replace(co_name=name, co_qualname=name), {**function.__globals__, **found}, name
        )
        copy.__module__ = function.__module__
        found[function.__name__] = (outer if function in CALLED else inner)(copy)
    return found


class Draws:
    """Draws of many replications, a block of consecutive replications and numbers of one stream at a time."""

    def __init__(self) -> None:
        self.blocks: dict[tuple[int, int, int, int], list[list[list[float]]]] = {}

    def pair(self, seed: int, replication: int, stream: int, number: int) -> tuple[float, float]:
        """What `philox.pair` gives, to the bit."""
        place = replication if replication >= 0 else -1 - replication
        key = (seed, stream, place >> SPAN, number >> DEPTH)
        block = self.blocks.get(key)
        if block is None:
            if len(self.blocks) >= BLOCKS:
                self.blocks.clear()
            rows = np.arange(key[2] << SPAN, (key[2] + 1) << SPAN)
            block = philox.pairs(seed, rows, stream, np.arange(key[3] << DEPTH, (key[3] + 1) << DEPTH)).tolist()
            self.blocks[key] = block
        u, v = block[place & ((1 << SPAN) - 1)][number & ((1 << DEPTH) - 1)]
        return (u, v) if replication >= 0 else (1.0 - u, 1.0 - v)

    def uniform(self, seed: int, replication: int, stream: int, number: int) -> float:
        """What `philox.uniform` gives, to the bit."""
        return self.pair(seed, replication, stream, number)[0]
