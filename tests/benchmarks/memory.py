"""Memory and time of ever larger sweeps of one scenario into one quantity.

    python tests/benchmarks/memory.py

Prints the time a point and the peak memory of a fresh process for each size, and fails if ten million points take
1 GiB or more, or if a point among ten million takes more than one and a half times what it takes among 100,000.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = [10**4, 10**5, 10**6, 10**7]
GIBIBYTE = 2**30
SLOWER = 1.5
REPEATS = 5
SIDE = 100


def measured(points: int) -> dict[str, float]:
    """Sweep once to compile, then several times if that is quick; the fastest counts. Runs in a process of its own."""
    sys.path.insert(0, str(ROOT))
    import numpy as np

    import deterrence as dt

    def swept(count: int) -> float:
        grid = {"protection": np.linspace(0, 6, SIDE), "exit": np.linspace(0, 4, count // SIDE)}
        begun = time.perf_counter()
        table = dt.sweep(scenario, grid, quantities={"agreed": "agreed"})
        taken = time.perf_counter() - begun
        assert len(table) == count
        assert table.failed == 0
        return taken

    scenario = dt.load("treaty")
    swept(10 * SIDE)
    taken = min(swept(points) for _ in range(REPEATS if points < 10**7 else 2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"points": points, "seconds": taken, "bytes": peak * (1 if sys.platform == "darwin" else 1024)}


def main() -> None:
    rows = {}
    print(f"{'points':>12}  {'ns a point':>10}  {'peak MiB':>8}")
    for points in SIZES:
        command = [sys.executable, str(Path(__file__).resolve()), str(points)]
        rows[points] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        a_point = rows[points]["seconds"] / points * 1e9
        print(f"{points:>12,}  {a_point:>10.1f}  {rows[points]['bytes'] / 2**20:>8.0f}", flush=True)
    growth = (rows[10**7]["seconds"] / 10**7) / (rows[10**5]["seconds"] / 10**5)
    assert rows[10**7]["bytes"] < GIBIBYTE, f"ten million points take {rows[10**7]['bytes'] / 2**20:.0f} MiB"
    assert growth <= SLOWER, f"a point among ten million takes {growth:.2f} times one among 100,000"
    print(f"under 1 GiB; a point among ten million takes {growth:.2f} times one among 100,000")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(int(sys.argv[1]))))
    else:
        main()
