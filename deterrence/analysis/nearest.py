"""The nearest change of a label in parameter space: along each axis exactly, jointly by a search along rays.

The joint search is that of first-order reliability methods: where a ray from
the base meets the boundary, neighbouring rays give the boundary's normal, and
the next ray goes to the point of the tangent plane nearest to the base.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.analysis.box import sobol
from deterrence.analysis.normals import STILL, normal_at
from deterrence.analysis.projection import nearest_on_planes
from deterrence.analysis.rays import TO_THE_END, End, Flip, Labels, Space
from deterrence.run.chunks import Progress

Array = npt.NDArray[np.float64]

STARTS = 64
SAMPLES = 2_048
FOLLOWED = 12
ROUNDS = 10
PATIENCE = 3
PLANES = 4
SAME_PLANE = 1e-3
WIDTHS = (0.5, 0.2, 0.1, 0.03, 0.01, 0.003)
AROUND = 256
FREE = 1e-6
CROSSED = 10
ROOM = 1e-7
GAIN = 1e-9
LOW_DIMENSION = 16
SPARSE = 3.0
ROUGH = 4
STAGES = FOLLOWED + 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NearestFlip:
    """The nearest flips of a label.

    Attributes
    ----------
    joint
        The nearest found when all parameters may move at once; never farther
        than the nearest of `per_parameter`. Found by search: the true distance
        can be smaller. None where no flip was found.
    per_parameter
        Parameter to its own nearest flip, all others at the base; None where
        there is none on its span.
    points
        How many labels were asked for.
    """

    joint: Flip | None
    per_parameter: Mapping[str, Flip | None]
    points: int


def nearest_flip(
    labels: Labels,
    base: Mapping[str, float],
    spans: Mapping[str, tuple[float, float]],
    names: Sequence[str],
    *,
    seed: int = 0,
    joint: bool = True,
    measure: Labels | None = None,
    budget: int | None = None,
    together: int = 1,
    progress: Progress | None = None,
) -> NearestFlip:
    """Find the smallest move of parameters, scaled by their spans, at which a label changes.

    Parameters
    ----------
    labels
        Called with columns (parameter to array; what is missing stays at the
        base) and the number of points, gives a label for each; NaN where there
        is none, which is no flip.
    base
        Every parameter's value where the search starts; it has a label.
    spans
        Closed interval of each parameter; it is widened to hold the base, and
        its width is the parameter's unit of distance. A parameter whose span
        has no width does not move.
    names
        The parameters that may move.
    seed
        Of the joint search's directions.
    joint
        Whether to search for joint moves at all.
    measure
        As `labels`, a quantity that passes through 0 where the label changes,
        such as a margin: it makes slopes cheap where it is continuous.
    budget
        About how many labels the descents of the joint search may ask for;
        the most promising start is always followed to its end.
    together
        How many labels cost little more than one; the answer is the same.
    progress
        Hears how many of how many steps are done.

    Returns
    -------
    NearestFlip
        Along each axis the change nearest to the base among those that 257
        even points and the base tell apart, cut down to neighbouring numbers;
        jointly an upper bound of the distance.

    Raises
    ------
    ArgumentError
        The base has no label.

    Examples
    --------
    >>> box = {"x": (0.0, 1.0), "y": (0.0, 1.0)}
    >>> found = nearest_flip(lambda at, n: 1.0 * (at["x"] + at["y"] > 1.2), {"x": 0.5, "y": 0.5}, box, ["x", "y"])
    >>> {name: round(value, 6) for name, value in found.joint.values.items()}, round(found.joint.distance, 6)
    ({'x': 0.6, 'y': 0.6}, 0.141421)
    >>> round(found.per_parameter["x"].distance, 6)
    0.2
    """
    space = Space(labels, base, spans, names, together=together)
    if progress:
        progress(0, STAGES)
    alone = space.axes()
    if progress:
        progress(1, STAGES)
    best = min((end for end in alone.values() if end), key=lambda end: end.distance, default=None)
    if joint and len(space.names) > 1:
        best = _Search(space, seed, progress, measure, budget).nearest(alone, best)
    if progress:
        progress(STAGES, STAGES)
    single = {name: space.flip(end) if (end := alone.get(name)) else None for name in names}
    flips = [flip for flip in single.values() if flip] + ([space.flip(best)] if best else [])
    nearest = min(flips, key=lambda flip: flip.distance, default=None)
    return NearestFlip(joint=nearest, per_parameter=single, points=space.points)


class _Search:
    """A joint search for the nearest flip, from many starts."""

    def __init__(
        self, space: Space, seed: int, progress: Progress | None, measure: Labels | None, budget: int | None
    ) -> None:
        self.space, self.seed, self.progress = space, seed, progress
        self.measure, self.budget = measure, np.inf if budget is None else budget
        self.random = np.random.Generator(np.random.Philox(key=seed))
        self.size = len(space.names)
        self.planes: list[tuple[Array, float]] = []

    def nearest(self, alone: Mapping[str, End | None], best: End | None) -> End | None:
        """The best end of all descents, refined; never farther than `best`."""
        followed = 0
        starts = self._starts(alone, best)
        most = self.space.points + self.budget
        for start in starts:
            if followed == FOLLOWED or (followed and self.space.points > most):
                break
            if not self._is_known(start):
                followed += 1
                best = _nearer(best, self._descend(self._sharp(start)))
                if self.progress:
                    self.progress(followed + 1, STAGES)
        if best is None:
            return None
        best = self._corners(best)
        around = self._around(best)
        if around.distance < best.distance * (1 - ROOM):
            best = _nearer(around, self._descend(around))
        return _nearer(best, self._exact(self._trimmed(best)))

    def _starts(self, alone: Mapping[str, End | None], best: End | None) -> list[End]:
        """Ends on axes, on rays in scattered directions, and through samples that are flipped, nearest first."""
        space, size = self.space, self.size
        is_low = size <= LOW_DIMENSION
        cube = sobol(size, SAMPLES, self.seed) if is_low else self.random.random((SAMPLES, size))
        points = space.low + (space.high - space.low) * cube
        sparse = points[:STARTS] * (self.random.random((STARTS, size)) < SPARSE / size)
        sides = self.random.integers(0, 4, points.shape)
        edges = np.where(sides == 0, space.low, np.where(sides == 1, space.high, points))
        if best is not None:
            lengths = np.linalg.norm(points, axis=1)
            inside = best.distance * self.random.random(SAMPLES) ** (1 / size)
            points *= np.minimum(1.0, inside / np.maximum(lengths, 1e-300))[:, None]
        points = np.concatenate([points, edges])
        hits = points[space.flipped(points)]
        hits = hits[np.argsort(np.linalg.norm(hits, axis=1))][:STARTS]
        ends = [*alone.values(), *space.first(np.concatenate([hits, edges[:STARTS], sparse]), rounds=ROUGH)]
        return sorted((end for end in ends if end), key=lambda end: end.distance)

    def _sharp(self, start: End) -> End:
        """The same end with its two sides close together."""
        (found,) = self.space.first(start.direction[None], np.array([start.distance * (1 + STILL)]))
        return found or start

    def _is_known(self, start: End) -> bool:
        """Whether a start lies on a plane that a descent has been to."""
        return any(abs(normal @ start.point - level) <= SAME_PLANE * abs(level) for normal, level in self.planes)

    def _descend(self, start: End) -> End:
        """Follow the boundary's tangent planes towards the base; corners are where several hold."""
        space, best, current = self.space, start, start
        planes: list[tuple[Array, float]] = []
        idle = 0
        for _ in range(ROUNDS):
            normal = normal_at(space, current.point, self.measure)
            if normal is None:
                break
            planes = [*planes, (normal, float(normal @ current.point))][-PLANES:]
            self.planes.append(planes[-1])
            targets = [
                nearest_on_planes(np.array([n for n, _ in some]), np.array([c for _, c in some]), space.low, space.high)
                for some in ([planes[-1:]] if len(planes) == 1 else [planes[-1:], planes[-2:], planes])
            ]
            targets.append((current.point + targets[0]) / 2)
            hits = [end for end in space.first(np.array(targets)) if end]
            if not hits:
                break
            nearest = min(hits, key=lambda end: end.distance)
            idle = 0 if nearest.distance < best.distance * (1 - GAIN) else idle + 1
            current = nearest if idle == 0 else hits[0]
            best = _nearer(best, nearest)
            if idle == PATIENCE or (idle and np.allclose(nearest.point, best.point, rtol=0, atol=GAIN)):
                break
        return best

    def _corners(self, best: End) -> End:
        """Shoot at the feet of all pairs and triples of the planes met: a region's corner may lie on several."""
        planes: list[tuple[Array, float]] = []
        for normal, level in self.planes:
            normal, level = normal / np.linalg.norm(normal), level / float(np.linalg.norm(normal))
            if all(np.abs(normal - n).max() + abs(level - c) > SAME_PLANE for n, c in planes):
                planes.append((normal, level))
        some = [c for k in (2, 3) for c in itertools.combinations(planes[:CROSSED], k)]
        if not some:
            return best
        low, high = self.space.low, self.space.high
        feet = [
            nearest_on_planes(np.array([n for n, _ in corner]), np.array([c for _, c in corner]), low, high)
            for corner in some
        ]
        limits = np.full(len(feet), best.distance)
        return min([best, *(end for end in self.space.first(np.array(feet), limits) if end)], key=lambda e: e.distance)

    def _around(self, best: End) -> End:
        """Look for something nearer in random directions about the best, ever closer to it."""
        for width in WIDTHS:
            noise = self.random.standard_normal((AROUND, self.size))
            noise[AROUND // 2 :] *= self.random.random((AROUND - AROUND // 2, self.size)) < SPARSE / self.size
            directions = best.point + width * best.distance * noise / np.sqrt(self.size)
            limits = np.full(AROUND, best.distance)
            found = [end for end in self.space.first(directions, limits, 8) if end]
            best = min([best, *found], key=lambda end: end.distance)
        return best

    def _trimmed(self, best: End) -> End:
        """Leave out as many of the smallest moves as cost nothing."""
        order = np.argsort(np.abs(best.direction))
        order = order[best.direction[order] != 0]
        directions = np.repeat(best.direction[None], len(order) - 1, axis=0)
        for count in range(1, len(order)):
            directions[count - 1, order[:count]] = 0.0
        limits = np.full(len(directions), best.distance * (1 + FREE))
        good = [end for end in self.space.first(directions, limits) if end]
        return good[-1] if good else best

    def _exact(self, end: End) -> End:
        """The same end with neighbouring numbers on its two sides."""
        (found,) = self.space.first(end.direction[None], np.array([end.distance * (1 + FREE)]), rounds=TO_THE_END)
        return found or end


def _nearer(one: End | None, other: End) -> End:
    return one if one is not None and one.distance <= other.distance else other
