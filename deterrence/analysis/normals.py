"""The normal of the boundary at which a label changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.analysis.rays import Labels, Space

Array = npt.NDArray[np.float64]

TILT = 1e-4
STILL = 1e-9
THROUGH = 0.01
REACH = 0.05
SLOPE_ROUNDS = 9


def normal_at(space: Space, point: Array, measure: Labels | None = None) -> Array | None:
    """The boundary's normal at a point just beyond it, pointing to where the label is another one, or None.

    Each coordinate is moved a little, and the boundary found again along
    one line across it: the shift along the line is the slope. Where a
    `measure` is given that passes through 0 here without a jump, its gradient
    is the answer, for fewer questions.
    """
    up = np.where(point + TILT <= space.high, TILT, -TILT)
    gradient = None if measure is None else _gradient(space, point, up, measure)
    if gradient is not None:
        return gradient
    line = _across(space, point)
    if line is None:
        return None
    origins = point + np.diag(up)
    slanted = np.flatnonzero(_slanted(space, origins, line))
    if not len(slanted):
        return None
    lines, ends = np.repeat(line[None], len(slanted), axis=0), np.full(len(slanted), REACH)
    near, far = space.cut(origins[slanted], lines, -ends, ends, SLOPE_ROUNDS)
    normal = np.zeros(len(point))
    normal[slanted] = -(near + far) / 2 / up[slanted]
    return normal if np.linalg.norm(normal) > 0 else None


def _gradient(space: Space, point: Array, up: Array, measure: Labels) -> Array | None:
    """The same from the measure, where it passes through 0 here without a jump."""
    here, *there = space.asked(measure, np.concatenate([point[None], point + np.diag(up)]))
    slope: Array = (np.array(there) - here) / up
    size = float(np.linalg.norm(slope))
    if not np.isfinite(size) or size == 0 or abs(here) > THROUGH * TILT * size:
        return None
    return -slope if here < 0 else slope


def _slanted(space: Space, origins: Array, line: Array) -> npt.NDArray[np.bool_]:
    """Where moving one coordinate shifts the boundary at all; two labels tell, close about the old crossing."""
    shifts = np.array([-STILL, STILL])[:, None, None] * line
    before, after = space.flipped((origins + shifts).reshape(-1, len(line))).reshape(2, -1)
    return before | ~after


def _across(space: Space, point: Array) -> Array | None:
    """A line through a boundary point that crosses from the old label to another one within the spans."""
    size = len(point)
    inner = (point + REACH * np.abs(point) < space.high) & (point - REACH * np.abs(point) > space.low)
    ray = np.where(inner, point, 0.0)
    length = np.linalg.norm(ray)
    axes = np.concatenate([np.eye(size), -np.eye(size)])
    lines = np.concatenate([ray[None] / length, axes]) if length > 0 else axes
    ends = np.stack([point - TILT * lines, point + TILT * lines], axis=1)
    inside = ((ends >= space.low) & (ends <= space.high)).all(axis=(1, 2))
    flipped = space.flipped(ends.reshape(-1, size)).reshape(-1, 2)
    good = np.flatnonzero(inside & ~flipped[:, 0] & flipped[:, 1])
    return lines[good[0]] if len(good) else None
