"""Better, no better, and by how much, under the tie rule."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.solvers.ties import tied
from deterrence.tables.text import number

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

TIED_GAIN = float(np.nextafter(0.0, -1.0))


def better(new: Array | float, old: Array | float) -> Bools:
    """Where `new` exceeds `old` by more than a tie.

    >>> bool(better(1.0, 0.0)), bool(better(5e-10, 0.0))
    (True, False)
    """
    found: Bools = (np.subtract(new, old) > 0) & ~tied(new, old)
    return found


def hurt(focal: Array | float, end: Array | float) -> Array:
    """What the focal player loses at the end state; exactly 0 where the two are tied.

    >>> float(hurt(1.0, 3.0)), float(hurt(1.0, 1.0 + 1e-10))
    (-2.0, 0.0)
    """
    return np.where(tied(focal, end), 0.0, np.subtract(focal, end))


def gain(before: Array | float, after: Array | float) -> Array:
    """What a mover gains; the largest number below 0 where the two are tied, since a tie is no improvement.

    >>> float(gain(1.0, 3.0)), float(gain(1.0, 1.0)) < 0
    (2.0, True)
    """
    return np.where(tied(before, after), TIED_GAIN, np.subtract(after, before))


def margin_text(margin: float) -> str:
    """A margin in words: a tie says so.

    >>> margin_text(0.5), margin_text(0.0), margin_text(TIED_GAIN)
    ('0.5', '0 (a tie)', 'below 0 (a tie)')
    """
    if abs(margin) < 1e-300:
        return "0 (a tie)" if margin >= 0 else "below 0 (a tie)"
    return number(margin)
