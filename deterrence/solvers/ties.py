"""The tie rule: two values are tied when they differ by at most 1e-9 max(1, |a|, |b|)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

TIE = 1e-9

Array = npt.NDArray[np.float64]


def tied(a: Array | float, b: Array | float) -> npt.NDArray[np.bool_]:
    """Where two values count as equal.

    >>> bool(tied(1.0, 1.0 + 5e-10)), bool(tied(1.0, 1.0 + 2e-9)), bool(tied(1e6, 1e6 + 5e-4))
    (True, False, True)
    """
    found: npt.NDArray[np.bool_] = np.abs(np.subtract(a, b)) <= TIE * np.maximum(1.0, np.maximum(np.abs(a), np.abs(b)))
    return found
