"""Arguments of models: finite numbers within their bounds, or an error that names the one that is not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.tables.text import number

Array = npt.NDArray[np.float64]

LARGEST, SMALLEST = 1e50, 1e-50


def numbers(
    name: str,
    value: npt.ArrayLike,
    *,
    least: float = -np.inf,
    most: float = np.inf,
    above: float = -np.inf,
    below: float = np.inf,
    ndim: int | None = None,
) -> Array:
    """A read-only array of its own of finite numbers, each `least <= x <= most` and `above < x < below`.

    Products of a few of them must stay within the range of floats, so none may
    be beyond 1e50, nor one that must be positive below 1e-50.

    Raises
    ------
    ArgumentError
        Not numbers, not finite, out of bounds, empty, or of another number
        of dimensions than `ndim`.

    Examples
    --------
    >>> numbers("share", [0.2, 1.0], least=0, most=1).tolist()
    [0.2, 1.0]
    """
    found = _as_floats(name, value)
    if ndim is not None and found.ndim != ndim:
        shape = {0: "one number", 1: "a list of numbers", 2: "a table of numbers"}[ndim]
        raise ArgumentError(f"'{name}' must be {shape}, found shape {found.shape}")
    if not found.size:
        raise ArgumentError(f"'{name}' is empty")
    if not np.isfinite(found).all():
        raise ArgumentError(f"'{name}' must be finite, found {found[~np.isfinite(found)][0]}")
    bad = (found < least) | (found > most) | (found <= above) | (found >= below)
    if bad.any():
        raise ArgumentError(f"'{name}' must be {_bounds(least, most, above, below)}, found {number(found[bad][0])}")
    if (np.abs(found) > LARGEST).any() or (above == 0 and (found < SMALLEST).any()):
        raise ArgumentError(f"'{name}' is beyond 1e50 or, though it must be positive, below 1e-50", "use other units")
    found.flags.writeable = False
    return found


def single(
    name: str,
    value: npt.ArrayLike,
    *,
    least: float = -np.inf,
    most: float = np.inf,
    above: float = -np.inf,
    below: float = np.inf,
) -> float:
    """One finite number within its bounds.

    >>> single("share", 0.5, least=0, most=1)
    0.5
    """
    return float(numbers(name, value, least=least, most=most, above=above, below=below, ndim=0))


def whole(name: str, value: object, *, least: int, most: int) -> int:
    """A whole number within its bounds.

    >>> whole("rounds", 3, least=0, most=10)
    3
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        raise ArgumentError(f"'{name}' must be a whole number from {least:,} to {most:,}, found {value!r}")
    return int(value)


def together(**arrays: Array) -> tuple[Array, ...]:
    """Arrays broadcast to one shape.

    Raises
    ------
    ArgumentError
        Their shapes do not fit together.

    Examples
    --------
    >>> [a.shape for a in together(gain=np.ones(3), loss=np.ones(()))]
    [(3,), (3,)]
    """
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"'{name}' {array.shape}" for name, array in arrays.items())
        raise ArgumentError(f"the shapes do not fit together: {shapes}") from None


def labels(name: str, value: object, count: int, stem: str) -> tuple[str, ...]:
    """Different names for `count` things; `stem` and a number from 1 by default.

    >>> labels("allies", None, 2, "ally ")
    ('ally 1', 'ally 2')
    """
    if value is None:
        return tuple(f"{stem}{i + 1}" for i in range(count))
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ArgumentError(f"'{name}' must be a list of names, found {value!r}")
    names = tuple(value)
    if not all(isinstance(x, str) for x in names) or len(set(names)) != len(names) or len(names) != count:
        raise ArgumentError(f"'{name}' must be {count} different names, found {list(names)}")
    return names


def frozen(array: npt.ArrayLike) -> Array:
    """A read-only array of floats."""
    owned = np.array(array, dtype=float)
    owned.flags.writeable = False
    return owned


def _as_floats(name: str, value: npt.ArrayLike) -> Array:
    if isinstance(value, str | bytes) or value is None:
        raise ArgumentError(f"'{name}' must be a number or numbers, found {value!r}")
    try:
        given = np.asarray(value)
    except ValueError:
        raise ArgumentError(f"'{name}' must be numbers in rows of one length") from None
    if given.size and given.dtype.kind not in "fiu":
        raise ArgumentError(f"'{name}' must be a number or numbers, found {value!r}")
    return np.array(given, dtype=float)


def _bounds(least: float, most: float, above: float, below: float) -> str:
    words = [(">=", least), (">", above), ("<=", most), ("<", below)]
    return " and ".join(f"{sign} {number(bound)}" for sign, bound in words if np.isfinite(bound))
