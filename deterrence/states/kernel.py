"""The inner loop of a program: one source, compiled by numba where it is installed.

Registers are rows of a block of parameter points. The numbering of operations
is that of `deterrence.states.graph.OPS`; `exp`, `log` and `pow` are left to
NumPy, so that every engine gives the same bits.
"""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Callable
from typing import Any

TIE = 1e-9
LARGEST = 1.7976931348623157e308


def run_block(code: Any, r: Any, width: int) -> int:
    """Execute rows of (op, target, a, b, c, checked); returns how many checked results failed."""
    failed = 0
    for i in range(code.shape[0]):
        op = code[i, 0]
        z, a, b, c = code[i, 1], code[i, 2], code[i, 3], code[i, 4]
        if op == 0:
            for j in range(width):
                r[z, j] = r[a, j] + r[b, j]
        elif op == 1:
            for j in range(width):
                r[z, j] = r[a, j] - r[b, j]
        elif op == 2:
            for j in range(width):
                r[z, j] = r[a, j] * r[b, j]
        elif op == 3:
            for j in range(width):
                r[z, j] = r[a, j] / r[b, j]
        elif op == 4:
            for j in range(width):
                r[z, j] = -r[a, j]
        elif op == 5:
            for j in range(width):
                r[z, j] = r[a, j] if r[a, j] <= r[b, j] else r[b, j]
        elif op == 6:
            for j in range(width):
                r[z, j] = r[a, j] if r[a, j] >= r[b, j] else r[b, j]
        elif op == 7:
            for j in range(width):
                r[z, j] = abs(r[a, j])
        elif op == 8:
            for j in range(width):
                r[z, j] = math.sqrt(r[a, j]) if r[a, j] >= 0.0 else math.inf
        elif op == 12:
            for j in range(width):
                r[z, j] = 1.0 if r[a, j] == r[b, j] else 0.0
        elif op == 13:
            for j in range(width):
                r[z, j] = 1.0 if r[a, j] != r[b, j] else 0.0
        elif op == 14:
            for j in range(width):
                r[z, j] = 1.0 if r[a, j] < r[b, j] else 0.0
        elif op == 15:
            for j in range(width):
                r[z, j] = 1.0 if r[a, j] <= r[b, j] else 0.0
        elif op == 16:
            for j in range(width):
                r[z, j] = 1.0 if r[a, j] > r[b, j] else 0.0
        elif op == 17:
            for j in range(width):
                r[z, j] = 1.0 if r[a, j] >= r[b, j] else 0.0
        elif op == 18:
            for j in range(width):
                x, y = r[b, j], r[c, j]
                r[z, j] = x if r[a, j] != 0.0 else y
        elif op == 19:
            for j in range(width):
                gap = r[a, j] - r[b, j]
                r[z, j] = 0.0 if abs(gap) <= TIE * max(1.0, max(abs(r[a, j]), abs(r[b, j]))) else gap
        elif op == 21:
            for j in range(width):
                x, y = r[b, j], r[c, j]
                r[z, j] = x if r[a, j] >= 0.0 else y
        elif op == 20:
            for j in range(width):
                failed += r[a, j] == 0.0
        if code[i, 5]:
            for j in range(width):
                failed += not (abs(r[z, j]) <= LARGEST)
    return failed


def run_points(
    code: Any, registers: Any, loads: Any, columns: Any, outputs: Any, out: Any, failed: Any, largest: float
) -> None:
    """Execute a program over all points, block by block; marks the blocks in which something failed."""
    points = out.shape[1]
    block = registers.shape[1]
    for start in range(0, points, block):
        width = min(block, points - start)
        bad = 0
        for k in range(loads.shape[0]):
            row = registers[loads[k, 1]]
            column = columns[loads[k, 0]]
            for j in range(width):
                row[j] = column[start + j]
            for j in range(width):
                bad += not (abs(row[j]) < largest)
        bad += run_block(code, registers, width)
        for k in range(outputs.shape[0]):
            row = registers[outputs[k]]
            target = out[k]
            for j in range(width):
                target[start + j] = row[j]
        if bad:
            for j in range(width):
                failed[start + j] = True


@functools.cache
def compiled_kernels() -> tuple[Callable[..., int], Callable[..., None]] | None:
    """`run_block` and `run_points` compiled, or None where numba is not installed."""
    try:
        import numba
    except ImportError:
        return None
    try:
        return _jitted(numba.njit(cache=True, nogil=True, error_model="numpy"))
    except RuntimeError:  # no folder in which compiled code could be kept
        return _jitted(numba.njit(nogil=True, error_model="numpy"))


def _jitted(jit: Any) -> tuple[Callable[..., int], Callable[..., None]]:
    """Both kernels compiled; in the second the name of the first stands for its compiled form."""
    block = jit(run_block)
    namespace = {**run_points.__globals__, "run_block": block}
    points = types.FunctionType(run_points.__code__, namespace, run_points.__name__)
    points.__module__ = __name__
    return block, jit(points)
