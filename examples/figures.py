"""The flagship's figures, drawn anew into a folder: `python examples/figures.py [DIR]`."""

import sys
import tempfile
from pathlib import Path

import numpy as np

import deterrence as dt
from deterrence.plot.equilibria.waterfall import margin_waterfall

abm = dt.load("abm-2000")
in_time = dt.load("abm-2000-timeline")
answer = dt.solve(abm)
edges = dt.thresholds(abm, ["chinese_force", "exit_cost"])
force, cost = np.linspace(0, 1.35, 101), np.linspace(0, 1.5, 101)
grid = dt.sweep(abm, {"chinese_force": force, "exit_cost": cost})
histories = dt.simulate(in_time, replications=200, seed=1)

figures = {
    "tree": answer.plot(),
    "holds": margin_waterfall(answer),
    "thresholds": edges.plot(scenario=abm),
    "phases": grid.plot(),
    "conflict": dt.conflict(abm).plot(),
    "alliances": dt.alliances(abm).plot(),
    "reports": histories.plot(),
    "history": dt.trace(in_time, seed=1).plot(),
}


def save(folder: Path) -> None:
    """Write every figure, text kept as text, and say what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, ax in figures.items():
        ax.figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        print(f"{name}.svg: {' '.join(ax.get_title(loc='left').split())}")


if len(sys.argv) > 1:
    save(Path(sys.argv[1]))
else:
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder))
