"""The points of a model's result: which parameters vary along its axes, and where thresholds are crossed on one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.tables.text import number

Array = npt.NDArray[np.float64]
NEAR = 1e-9  # of the width: a threshold on a point, but for rounding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Axis:
    """An axis of the points: the parameter that varies along it alone, or the number of the point where none does.

    `others` vary along it too; `untold` say of parameters with too many numbers
    to be listed what they are between.
    """

    place: int
    parameter: str
    values: Array
    others: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gauge:
    """A parameter against a threshold on it; `words` stand before the threshold's value ("peace up to")."""

    parameter: str
    threshold: npt.ArrayLike
    words: str


def axes_of(given: Mapping[str, Any], shape: tuple[int, ...]) -> tuple[Axis, ...]:
    """The axes along which there is more than one point, and the parameters that vary along them.

    Parameters
    ----------
    given
        The parameters, numbers or arrays that broadcast to `shape`; others are passed over.
    shape
        Of the points.

    Examples
    --------
    >>> axis, = axes_of({"cost": 0.2, "win": [0.1, 0.5]}, (2,))
    >>> axis.parameter, axis.values.tolist()
    ('win', [0.1, 0.5])
    """
    arrays = {name: found for name, value in given.items() if (found := _spread(value, shape)) is not None}
    untold = tuple(f"{plain_words(name, {})}: {value}" for name, value in given.items() if "numbers from" in str(value))
    return tuple(_axis(arrays, untold, place, shape) for place, count in enumerate(shape) if count > 1)


def _axis(arrays: Mapping[str, Array], untold: tuple[str, ...], place: int, shape: tuple[int, ...]) -> Axis:
    vary = {name: _along(array, place) for name, array in arrays.items() if _varying(array) == {place}}
    even = [name for name, values in vary.items() if _is_monotone(values)]
    names = [*even, *(name for name in vary if name not in even)]
    if not names:
        return Axis(place=place, parameter="", values=np.arange(1.0, shape[place] + 1), untold=untold)
    return Axis(place=place, parameter=names[0], values=vary[names[0]], others=tuple(names[1:]))


def _spread(value: Any, shape: tuple[int, ...]) -> Array | None:
    try:
        return np.broadcast_to(np.asarray(value, dtype=float), shape)
    except (TypeError, ValueError):
        return None


def _varying(array: Array) -> set[int]:
    """The axes along which an array is not constant."""
    return {k for k in range(array.ndim) if array.shape[k] > 1 and np.diff(np.nan_to_num(array), axis=k).any()}


def first_number(value: Any) -> float:
    """The first of the numbers that a parameter was given, NaN where they were too many to be listed.

    >>> first_number([[0.5, 1.0]]), first_number("2,000 numbers from 0 to 1")
    (0.5, nan)
    """
    return float(listed(value).flat[0])


def listed(value: Any, shape: tuple[int, ...] = ()) -> Array:
    """The numbers that a parameter was given; NaN in some shape where they were too many to be listed.

    >>> listed([0.5, 1.0]).tolist(), listed("2,000 numbers from 0 to 1", (2,)).tolist()
    ([0.5, 1.0], [nan, nan])
    """
    return np.full(shape, np.nan) if isinstance(value, str) else np.asarray(value, dtype=float)


def _along(array: Array, place: int) -> Array:
    return np.array(np.moveaxis(array, place, -1).reshape(-1, array.shape[place])[0])


def _is_monotone(values: Array) -> bool:
    steps = np.diff(values)
    return bool((steps > 0).all() or (steps < 0).all())


def crossings(values: Array, threshold: Array) -> list[float]:
    """Where rising values pass a threshold on them: on it where it is constant, else on the straight line between.

    >>> crossings(np.array([0.0, 1.0, 2.0]), np.array([1.5, 1.5, 1.5]))
    [1.5]
    """
    ahead = values - threshold
    found: list[float] = []
    for (x, edge, gap), (after, then, next_gap) in itertools.pairwise(zip(values, threshold, ahead, strict=True)):
        if gap == 0:
            found.append(float(x))
        elif gap * next_gap < 0:
            found.append(float(edge if edge == then else x + (after - x) * gap / (gap - next_gap)))
    if ahead.size and ahead[-1] == 0:
        found.append(float(values[-1]))
    return found


def runs_of(values: Array, states: npt.NDArray[np.str_], edges: list[float]) -> list[tuple[float, float, str]]:
    """Stretches of rising values with one state: they end at an edge between two points, or midway.

    >>> runs_of(np.array([0.0, 1.0, 2.0]), np.array(["peace", "peace", "war"]), [1.2])
    [(0.0, 1.2, 'peace'), (1.2, 2.0, 'war')]
    """
    found: list[tuple[float, float, str]] = []
    start, close = float(values[0]), NEAR * float(values[-1] - values[0])
    for place, (here, after) in enumerate(itertools.pairwise(states.tolist())):
        if here == after:
            continue
        low, high = float(values[place]), float(values[place + 1])
        end = next((edge for edge in edges if low - close <= edge <= high + close), (low + high) / 2)
        found.append((start, end, str(here)))
        start = end
    return [*found, (start, float(values[-1]), str(states[-1]))]


def plain_words(parameter: str, words: Mapping[str, str]) -> str:
    """What a parameter is called.

    >>> plain_words("win_later", {}), plain_words("win", {"win": "chance of winning"})
    ('win later', 'chance of winning')
    """
    return words.get(parameter, parameter.replace("_", " ") or "number of the point")


def against(value: float, gauge: Gauge) -> str:
    """A value and the threshold on it, in words.

    >>> against(0.7, Gauge(parameter="win", threshold=0.5, words="peace up to"))
    '0.7 (peace up to 0.5)'
    """
    edge = first_number(gauge.threshold)
    return number(value) if np.isnan(edge) else f"{number(value)} ({gauge.words} {number(edge)})"
