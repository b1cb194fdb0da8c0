"""A graph as a straight-line program over registers, run on blocks of parameter points that stay in cache."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from deterrence.states.graph import CODE, LARGEST_INPUT, NUMPY, Graph
from deterrence.states.kernel import compiled_kernels

Array = npt.NDArray[np.float64]
Kernels = tuple[Callable[..., int], Callable[..., None]]
Step = tuple[str, int, tuple[int, ...], bool]  # operation, target, sources, whether a failure is looked for

LIBRARY = frozenset({"exp", "log", "pow"})
CACHE_BYTES = 1_000_000
BLOCKS = (128, 256)
CHUNK = 4096
WORTH_LOADING = 20_000_000  # steps times points that take NumPy a third of the time it takes to load numba
FINE = {True: 4, False: 256}  # with and without the compiled loop


class Program:
    """Outputs of a graph as functions of its inputs.

    Parameters
    ----------
    graph
        Where the operations are.
    outputs
        The nodes that are wanted, in order.
    kept
        Nodes whose failure fails a point though nobody reads them.
    """

    def __init__(self, graph: Graph, outputs: Sequence[int], kept: Sequence[int] = ()) -> None:
        self.inputs = list(graph.inputs)
        nodes = _needed(graph, [*outputs, *kept, *graph.checks])
        self.constants: list[float] = []
        self.steps: list[Step] = []
        self.registers = 0
        self._allocate(graph, nodes, list(outputs))
        self.segments = _segments(self.steps)
        tables = [segment for segment in self.segments if isinstance(segment, np.ndarray)]
        empty = np.zeros((0, 6), dtype=np.int64)
        self.table = np.concatenate([empty, *tables]) if len(tables) == len(self.segments) else None
        width = CACHE_BYTES // (8 * max(1, self.registers))
        self.block = int(np.clip(1 << max(0, width.bit_length() - 1), *BLOCKS))

    def _allocate(self, graph: Graph, nodes: list[int], outputs: list[int]) -> None:
        """Give every node a register; one is free again after its node's last use."""
        last = {arg: node for node in nodes for arg in graph.operands[node]}
        place: dict[int, int] = {}
        loads: list[tuple[int, int]] = []
        for node in nodes:
            if graph.ops[node] == "constant":
                place[node] = len(self.constants)
                self.constants.append(graph.constants[node])
        self.registers = len(self.constants)
        used = frozenset(nodes)
        for index, name in enumerate(graph.inputs):
            if (node := graph.known[name]) in used:
                place[node] = self._new()
                loads.append((index, place[node]))
        pinned = set(outputs)
        free: list[int] = []
        for node in nodes:
            op = graph.ops[node]
            if op in ("constant", "input"):
                continue
            args = graph.operands[node]
            sources = tuple(place[arg] for arg in args)
            target = 0 if op == "check" else (free.pop() if free else self._new())
            for arg in set(args):  # after the target is chosen: a loop whose target is its source is not vectorized
                if last[arg] == node and arg not in pinned and graph.ops[arg] not in ("constant", "input"):
                    free.append(place[arg])
            place[node] = target
            self.steps.append((op, target, sources, op != "check" and not graph.is_total(node)))
            if node not in last and node not in pinned and op != "check":
                free.append(target)
        self.outputs = np.array([place[node] for node in outputs], dtype=np.int64)
        self.loads = np.array(loads, dtype=np.int64).reshape(-1, 2)

    def _new(self) -> int:
        self.registers += 1
        return self.registers - 1

    def run(
        self, columns: Mapping[str, float | Array], points: int, out: Array, *, compiled: bool | None = None
    ) -> npt.NDArray[np.bool_]:
        """Evaluate every point; returns which points belong to a block in which something failed.

        Blocks that fail are run again in smaller ones, so that few sound
        points are marked with those that are not.

        Parameters
        ----------
        columns
            Every input: a number or an array of shape ``(points,)``.
        points
            How many points there are.
        out
            Filled with the outputs; shape ``(outputs, points)``. Not to be
            trusted at the points that are marked.
        compiled
            Whether to use the compiled loop, where numba is installed; by
            default if numba is loaded, or once programs have had so much to do
            that loading it pays. Every engine gives the same bits.
        """
        pays = _Load.pays(len(self.steps) * points) if compiled is None else compiled
        kernels = compiled_kernels() if pays else None
        block = min(self.block if kernels else CHUNK, max(1, points))
        arrays = [np.asarray(columns[name], dtype=float) for name in self.inputs]
        failed = self._pass(arrays, points, out, block, kernels)
        fine, again = FINE[kernels is not None], np.flatnonzero(failed)
        if len(again) and block > fine:
            scratch = np.empty((len(self.outputs), len(again)))
            some = [column[again] if column.ndim else column for column in arrays]
            failed[again] = self._pass(some, len(again), scratch, min(fine, len(again)), kernels)
        return failed

    def _pass(
        self, arrays: Sequence[Array], points: int, out: Array, block: int, kernels: Kernels | None
    ) -> npt.NDArray[np.bool_]:
        registers = np.zeros((max(1, self.registers), block))
        registers[: len(self.constants)] = np.array(self.constants)[:, None]
        failed = np.zeros(points, dtype=bool)
        inputs = np.empty((len(arrays), min(CHUNK, max(1, points))))
        for start in range(0, points, CHUNK):
            width = min(CHUNK, points - start)
            for row, column in zip(inputs, arrays, strict=True):
                row[:width] = column[start : start + width] if column.ndim else column
            part, marks = out[:, start : start + width], failed[start : start + width]
            if kernels and self.table is not None:
                kernels[1](self.table, registers, self.loads, inputs, self.outputs, part, marks, LARGEST_INPUT)
            else:
                self._run_mixed(registers, inputs[:, :width], part, marks, kernels[0] if kernels else None)
        return failed

    def _run_mixed(
        self,
        registers: Array,
        inputs: Array,
        out: Array,
        failed: npt.NDArray[np.bool_],
        kernel: Callable[..., int] | None,
    ) -> None:
        """Run block by block with NumPy's own functions where the compiled loop may not, or does not, serve."""
        for start in range(0, inputs.shape[1], registers.shape[1]):
            width = min(registers.shape[1], inputs.shape[1] - start)
            part = inputs[:, start : start + width]
            registers[self.loads[:, 1], :width] = part[self.loads[:, 0]]
            sound = bool((np.abs(part) < LARGEST_INPUT).all())
            with np.errstate(all="ignore"):
                sound &= self._run_compiled(registers, width, kernel) if kernel else self._run_numpy(registers, width)
            out[:, start : start + width] = registers[self.outputs, :width]
            failed[start : start + width] = not sound

    def _run_compiled(self, registers: Array, width: int, kernel: Callable[..., int]) -> bool:
        failed = 0
        for segment in self.segments:
            if isinstance(segment, np.ndarray):
                failed += kernel(segment, registers, width)
            else:
                failed += not self._step(*segment, registers, width)
        return failed == 0

    def _run_numpy(self, registers: Array, width: int) -> bool:
        sound = True
        signs: dict[int, npt.NDArray[np.int64]] = {}
        for step in self.steps:
            op, target, sources, _ = step
            if op == "pick":
                lead, a, b = (registers[source, :width].view(np.int64) for source in sources)
                if sources[0] not in signs:
                    signs[sources[0]] = lead >> 63
                chosen = registers[target, :width].view(np.int64)
                np.bitwise_xor(a, b, out=chosen)
                np.bitwise_and(chosen, signs[sources[0]], out=chosen)
                np.bitwise_xor(chosen, a, out=chosen)
            else:
                sound &= self._step(*step, registers, width)
            signs.pop(target, None)
        return sound

    def _step(
        self, op: str, target: int, sources: tuple[int, ...], checked: bool, registers: Array, width: int
    ) -> bool:
        values = [registers[source, :width] for source in sources]
        if op == "check":
            return bool((values[0] != 0).all())
        place = registers[target, :width]
        if op in ("select", "lead"):
            place[:] = NUMPY[op](*values)
        else:
            NUMPY[op](*values, out=place)
        return not checked or bool(np.isfinite(place).all())


class _Load:
    """Whether to load numba: once all programs of this process together have had enough to do."""

    done = 0

    @classmethod
    def pays(cls, work: int) -> bool:
        cls.done += work
        return cls.done >= WORTH_LOADING or "numba" in sys.modules


def _needed(graph: Graph, wanted: Sequence[int]) -> list[int]:
    """The nodes that some nodes rest on, in the order they were made."""
    found: set[int] = set()
    waiting = list(wanted)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += graph.operands[node]
    return sorted(found)


def _segments(steps: list[Step]) -> list[npt.NDArray[np.int64] | Step]:
    """Runs of steps for the compiled loop as tables, and single steps left to NumPy between them."""
    found: list[npt.NDArray[np.int64] | Step] = []
    rows: list[list[int]] = []
    for op, target, sources, checked in steps:
        if op in LIBRARY:
            if rows:
                found.append(np.array(rows, dtype=np.int64))
            found.append((op, target, sources, checked))
            rows = []
        else:
            a, b, c = (*sources, 0, 0, 0)[:3]
            rows.append([CODE[op], target, a, b, c, int(checked)])
    if rows:
        found.append(np.array(rows, dtype=np.int64))
    return found
