"""Where a label changes along rays from a base point, in units of each parameter's span."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.analysis.crossing import crossings
from deterrence.errors import ArgumentError
from deterrence.run.chunks import chunks

Array = npt.NDArray[np.float64]
Labels = Callable[[Mapping[str, Array], int], Array]

GRID = 256
STEPS = 32
PIECES = 8
HALVINGS = 11
TO_THE_END = 18
HAIR = 1e-10
LEAST_HAIR = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flip:
    """A point at which the label is another one, a hair (1e-10 of the move) beyond the edge of where it is not yet.

    Attributes
    ----------
    values
        The parameters that are moved, with their values at the flip; the others keep theirs.
    near
        The same parameters a hair before the edge, where the label is still the old one.
    moves
        How far each is moved, as a share of its span, with its sign.
    distance
        The Euclidean length of `moves`.
    label
        The label at the flip.
    """

    values: Mapping[str, float]
    near: Mapping[str, float]
    moves: Mapping[str, float]
    distance: float
    label: float


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """A boundary point on a ray: direction, and how far the two sides of the change are."""

    direction: Array
    near: float
    far: float

    @property
    def distance(self) -> float:
        """From the base to the far side."""
        return self.far * float(np.linalg.norm(self.direction))

    @property
    def point(self) -> Array:
        """The far side."""
        return self.far * self.direction


class Space:
    """Parameters scaled by their spans, with the base at the origin.

    `together` is how many labels cost little more than one: so many may be
    asked for ahead of what is found. It changes no answer, and `points`, the
    labels that the search rests on, does not count those asked in vain.
    """

    def __init__(
        self,
        labels: Labels,
        base: Mapping[str, float],
        spans: Mapping[str, tuple[float, float]],
        names: Sequence[str],
        *,
        together: int = 1,
    ) -> None:
        self.labels, self.base, self.together = labels, base, together
        wide = {name: (min(spans[name][0], base[name]), max(spans[name][1], base[name])) for name in names}
        self.names = [name for name in names if wide[name][1] > wide[name][0]]
        self.center = np.array([base[name] for name in self.names], dtype=float)
        self.ends = np.array([wide[name] for name in self.names], dtype=float).reshape(-1, 2)
        self.scale = self.ends[:, 1] - self.ends[:, 0]
        self.low, self.high = (self.ends - self.center[:, None]).T / self.scale
        self.points = 0
        self.label = float(self.labels_at(self.center[None])[0])
        if np.isnan(self.label):
            raise ArgumentError("nothing can flip: the point to start from has no answer itself")

    def labels_at(self, values: Array) -> Array:
        """The labels of parameter values, ``(point, parameter)``."""
        self.points += len(values)
        return self._answers(self.labels, values)

    def asked(self, question: Labels, scaled: Array) -> Array:
        """What another question answers at scaled points, ``(point, parameter)``."""
        self.points += len(scaled)
        return self._answers(question, self.values(scaled))

    def _answers(self, question: Labels, values: Array) -> Array:
        columns = dict(zip(self.names, np.ascontiguousarray(values.T), strict=True))
        return np.asarray(question(columns, len(values)), dtype=float)

    def values(self, scaled: Array) -> Array:
        """Scaled points as parameter values, inside the spans."""
        found: Array = np.clip(self.center + scaled * self.scale, self.ends[:, 0], self.ends[:, 1])
        return found

    def flipped(self, scaled: Array) -> npt.NDArray[np.bool_]:
        """Whether scaled points, ``(point, parameter)``, have another label than the base."""
        self.points += len(scaled)
        return self._flipped(scaled)

    def _flipped(self, scaled: Array) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(scaled), dtype=bool)
        for part in chunks(len(scaled)):
            labels = self._answers(self.labels, self.values(scaled[part]))
            found[part] = ~np.isnan(labels) & (labels != self.label)
        return found

    def axes(self) -> dict[str, End | None]:
        """The nearest change along each parameter's own axis, exactly."""
        grids = [
            np.unique(np.append(np.linspace(ends[0], ends[1], GRID + 1), value))
            for ends, value in zip(self.ends, self.center, strict=True)
        ]

        def changed(lines: npt.NDArray[np.int64], positions: Array) -> Array:
            values = np.repeat(self.center[None], len(lines), axis=0)
            values[np.arange(len(lines)), lines] = positions
            labels = self.labels_at(values)
            return np.where(np.isnan(labels), 0.0, labels != self.label)

        found: dict[str, End | None] = dict.fromkeys(self.names)
        for crossing in crossings(changed, grids)[0]:
            value, name = self.center[crossing.line], self.names[crossing.line]
            near, far = sorted(
                ((x - value) / self.scale[crossing.line] for x in (crossing.low, crossing.high)), key=abs
            )
            sign = np.sign(far)
            end = End(sign * np.eye(len(self.names))[crossing.line], sign * near, sign * far)
            last = found[name]
            if last is None or end.distance < last.distance:
                found[name] = end
        return found

    def reach(self, directions: Array) -> Array:
        """How far each direction stays inside the spans."""
        with np.errstate(divide="ignore", invalid="ignore"):
            limits = np.where(
                directions > 0, self.high / directions, np.where(directions < 0, self.low / directions, np.inf)
            )
        return np.asarray(limits.min(axis=1))

    def first(
        self, directions: Array, reach: Array | None = None, steps: int = STEPS, *, rounds: int = HALVINGS
    ) -> list[End | None]:
        """The first change along each ray from the base, among those that even steps tell apart."""
        lengths = np.linalg.norm(directions, axis=1)
        usable = np.flatnonzero(lengths > 0)
        units = directions[usable] / lengths[usable, None]
        limit = self.reach(units) if reach is None else np.minimum(reach[usable], self.reach(units))
        found: list[End | None] = [None] * len(directions)
        grid = np.linspace(0.0, 1.0, steps + 1)[1:]
        ahead = self.flipped(((limit[:, None] * grid)[:, :, None] * units[:, None]).reshape(-1, len(self.names)))
        ahead = ahead.reshape(len(usable), steps)
        hit = np.flatnonzero(ahead.any(axis=1))
        step = ahead[hit].argmax(axis=1)
        far = limit[hit] * grid[step]
        near = np.where(step > 0, limit[hit] * grid[step - 1], 0.0)
        near, far = self.cut(np.zeros(1), units[hit], near, far, rounds)
        for index, a, b in zip(hit, near, far, strict=True):
            found[usable[index]] = End(units[index], float(a), float(b))
        return found

    def cut(self, origin: Array, lines: Array, near: Array, far: Array, rounds: int) -> tuple[Array, Array]:
        """Bring the two sides of the first change on each line, from `origin` on, together.

        A line that is flipped throughout, or nowhere, comes together at its near, or at its far end.
        """
        while rounds > 0 and len(lines):
            ahead = min(rounds, self._ahead(len(lines)))
            near, far = self._narrowed(origin, lines, near, far, ahead)
            self.points += ahead * len(lines) * (PIECES - 1)
            rounds -= ahead
        return near, far

    def _ahead(self, lines: int) -> int:
        """How many rounds to ask for at once: where many labels cost little more than one, those that may be needed."""
        found = 1
        while lines * (PIECES ** (found + 1) - 1) <= self.together:
            found += 1
        return found

    def _narrowed(self, origin: Array, lines: Array, near: Array, far: Array, ahead: int) -> tuple[Array, Array]:
        """Some rounds of cutting, the labels of all places that each may come to asked for at once."""
        grid = np.linspace(0.0, 1.0, PIECES + 1)[1:-1]
        places, low, high = [], near[:, None], far[:, None]
        for _ in range(ahead):
            inner = low[..., None] + (high - low)[..., None] * grid
            level = np.concatenate([low[..., None], inner, high[..., None]], axis=-1)
            places.append(level)
            low, high = (side.reshape(len(lines), -1) for side in (level[..., :-1], level[..., 1:]))
        inner = np.concatenate([level[..., 1:-1].reshape(len(lines), -1) for level in places], axis=1)
        points = origin[..., None, :] + inner[:, :, None] * lines[:, None]
        flipped = self._flipped(points.reshape(-1, len(self.names))).reshape(len(lines), -1)
        rows, piece, start = np.arange(len(lines)), np.zeros(len(lines), dtype=np.int64), 0
        for level in places:
            stop = start + level.shape[1] * (PIECES - 1)
            here = flipped[:, start:stop].reshape(len(lines), -1, PIECES - 1)[rows, piece]
            step = np.column_stack([here, np.ones(len(lines), dtype=bool)]).argmax(axis=1)
            near, far = level[rows, piece, step], level[rows, piece, step + 1]
            piece, start = piece * PIECES + step, stop
        return near, far

    def flip(self, end: End) -> Flip:
        """A boundary point in the words of parameters, a hair from the boundary so that rounding cannot undo it."""
        hair = max(HAIR * end.far, LEAST_HAIR)
        sides = np.array([[max(0.0, end.near - hair)], [end.far + hair]]) * end.direction
        if not self.flipped(sides[1:])[0]:
            sides[1] = end.point
        values = self.values(sides)
        moved = [i for i in range(len(self.names)) if values[1, i] != self.center[i]]
        moves = {self.names[i]: float((values[1, i] - self.center[i]) / self.scale[i]) for i in moved}
        return Flip(
            values={self.names[i]: float(values[1, i]) for i in moved},
            near={self.names[i]: float(values[0, i]) for i in moved},
            moves=moves,
            distance=float(np.linalg.norm(list(moves.values()))),
            label=float(self.labels_at(values[1:])[0]),
        )
