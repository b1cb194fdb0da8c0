"""The search of a box for a point at which a claim fails, and the simplest such point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.analysis.box import Box, ends, neighbours, spread
from deterrence.analysis.verdicts import FALSE, TRUE, UNDECIDED, UNDEFINED, ClaimTest

Array = npt.NDArray[np.float64]

SEED = 20000120
BATCH = 1024
LINES_BATCH = 64
NEAR, AROUND, RADII = 16, 16, (0.1, 0.01, 0.001)
EXAMPLES = 400
KEEP = 64
PAIRS = 20_000
MULTIPLES = 20


@dataclass(slots=True)
class Search:
    """What a search of a box met: how many points of each verdict, the smallest margin, a failure if any."""

    points: int = 0
    true: int = 0
    undefined: int = 0
    undecided: int = 0
    margin: float = np.inf
    failure: dict[str, float] | None = None


def search(test: ClaimTest, box: Box, baseline: Mapping[str, float]) -> Search:
    """Try a claim all over a box: Sobol' points, corners, edges, lines, and around every near-tie.

    The first failure found is simplified: fewest parameters away from the
    baseline, then the roundest numbers. A claim that survives is not proved.
    """
    found = Search()
    count = BATCH if test.points_each <= 2 else LINES_BATCH
    points = spread(box, count, SEED, baseline)
    if test.points_each > 2 and len(points) > 4 * LINES_BATCH:
        points = points[np.linspace(0, len(points) - 1, 4 * LINES_BATCH).astype(int)]
    margins = _try(test, box, points, found)
    for step, radius in enumerate(RADII):
        if found.failure is not None or test.points_each > 2:
            break
        near = points[np.argsort(margins, kind="stable")[:NEAR]]
        points = neighbours(near, box, radius, AROUND, SEED + step)
        margins = _try(test, box, points, found)
    if found.failure is not None:
        found.failure = simplest(test, box, found.failure, baseline)
    return found


def _try(test: ClaimTest, box: Box, points: Array, found: Search) -> Array:
    verdicts = test.at(dict(zip(box, points.T, strict=True)), len(points))
    found.points += len(points)
    found.true += int((verdicts.truth == TRUE).sum())
    found.undefined += int((verdicts.truth == UNDEFINED).sum())
    found.undecided += int((verdicts.truth == UNDECIDED).sum())
    sound = (verdicts.truth == TRUE) | (verdicts.truth == FALSE)
    margins: Array = np.where(sound, verdicts.margin, np.inf)
    found.margin = min(found.margin, float(margins.min(initial=np.inf)))
    failures = np.flatnonzero(verdicts.truth == FALSE)
    if len(failures) and found.failure is None:
        found.failure = dict(zip(box, points[failures[0]].tolist(), strict=True))
    return margins


def simplest(
    test: ClaimTest, box: Box, failure: Mapping[str, float], baseline: Mapping[str, float]
) -> dict[str, float]:
    """A failure with few parameters away from the baseline and round numbers; shrunk by Hypothesis."""
    home = _home(box, baseline)
    point = _fewest(test, box, dict(failure), home)
    moved = [name for name in box if point[name] != home[name]]
    if not moved:
        return point
    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis import strategies as st

    choices = {name: _rounder(point[name], home[name], box[name]) for name in moved}
    picks = st.tuples(*(st.sampled_from([*choices[name], *[point[name]] * KEEP]) for name in moved))

    def fails(values: tuple[float, ...]) -> bool:
        return _fails(test, [{**point, **dict(zip(moved, values, strict=True))}])[0]

    quiet = settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    return {**point, **dict(zip(moved, find(picks, fails, settings=quiet), strict=True))}


def _home(box: Box, baseline: Mapping[str, float]) -> dict[str, float]:
    low, high = ends(box)
    return dict(zip(box, np.clip([baseline[name] for name in box], low, high).tolist(), strict=True))


def _fewest(test: ClaimTest, box: Box, point: dict[str, float], home: dict[str, float]) -> dict[str, float]:
    """Bring parameters home: all, all but one, all but two if that fails too; else one after another."""
    values = {name: dict.fromkeys([point[name], *_between(home[name], box[name])]) for name in box}
    alone = [home | {name: value} for name in box for value in values[name]]
    pairs = [
        home | {one: a, other: b}
        for one, other in itertools.combinations(box, 2)
        for a, b in itertools.product(values[one], values[other])
    ]
    for points in ([home], alone, pairs[:PAIRS]):
        failing = _fails(test, points) if points and test.points_each <= 2 else []
        if any(failing):
            return points[failing.index(True)]
    for name in box:
        nearer = {**point, name: home[name]}
        if _fails(test, [nearer])[0]:
            point = nearer
    return point


def _between(home: float, side: tuple[float, float]) -> list[float]:
    low, high = side
    return [low, high, (home + low) / 2, (home + high) / 2]


def _fails(test: ClaimTest, points: list[dict[str, float]]) -> list[bool]:
    columns = {name: np.array([point[name] for point in points]) for name in points[0]}
    return [bool(truth == FALSE) for truth in test.at(columns, len(points)).truth]


def _rounder(value: float, home: float, side: tuple[float, float]) -> list[float]:
    """Values to try for a parameter, simplest first: home, round numbers of the side, rounder ones near the value."""
    low, high = side
    step = 10.0 ** math.ceil(math.log10(high - low or 1.0))
    found = [home]
    for digits in range(4):
        grain = step / 10**digits
        first, last = math.ceil(low / grain), math.floor(high / grain)
        multiples = range(first, last + 1) if last - first <= MULTIPLES else range(0)
        found += sorted((float(f"{k * grain:.12g}") for k in multiples), key=lambda v: abs(v - home))
    found += [round(value, digits) for digits in range(-3, 9)]
    return [v for v in dict.fromkeys([*found, low, high, value]) if low <= v <= high]
