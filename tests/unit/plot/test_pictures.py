"""A few figures against pictures that somebody looked at; drawn anew by running this file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import deterrence as dt
from deterrence.plot.equilibria.waterfall import margin_waterfall
from deterrence.plot.time.fan_chart import fan_chart
from deterrence.plot.time.first_passage import first_passage

FOLDER = Path("tests/cases/figures")
DPI = 60
TOLERANCE = 14.0  # of 255, root mean square: letters of another build of the font are allowed


def _tree():
    return dt.solve(dt.load("treaty")).plot()


def _phase():
    grid = {"protection": np.linspace(0, 6, 121), "arming": np.linspace(0, 2, 81)}
    return dt.sweep(dt.load("treaty"), grid).plot()


def _waterfall():
    return margin_waterfall(dt.solve(dt.load("technology-for-money")))


def _conflict():
    return dt.conflict(dt.load("treaty")).plot()


def _alliances():
    return dt.alliances(dt.load("technology-for-money")).plot()


def _histories():
    return dt.simulate(dt.load("false-alarms"), replications=300, seed=1)


def _fan():
    return fan_chart(_histories())


def _first_passage():
    return first_passage(_histories(), exact=dt.exact(dt.load("false-alarms")))


def _event_strip():
    return dt.trace(dt.load("false-alarms"), seed=1, replication=2).plot()


def _reports():
    return dt.exact(dt.load("false-alarms")).plot()


def _thresholds():
    return dt.thresholds(dt.load("treaty"), ["exit", "protection", "limits"]).plot()


def _tornado():
    return dt.robustness(dt.load("technology-for-money"), draws=50, joint=False).plot()


FIGURES = {
    "tree": _tree,
    "phase": _phase,
    "waterfall": _waterfall,
    "conflict": _conflict,
    "alliances": _alliances,
    "fan": _fan,
    "first-passage": _first_passage,
    "event-strip": _event_strip,
    "reports": _reports,
    "thresholds": _thresholds,
    "tornado": _tornado,
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_as_it_did_when_it_was_looked_at(name, tmp_path):
    FIGURES[name]().figure.savefig(tmp_path / "now.png", dpi=DPI)
    now = Image.open(tmp_path / "now.png").convert("RGB")
    then = Image.open(FOLDER / f"{name}.png").convert("RGB")
    assert abs(now.width - then.width) <= 2
    assert abs(now.height - then.height) <= 4
    gap = np.asarray(now.resize(then.size), dtype=float) - np.asarray(then, dtype=float)
    assert np.sqrt((gap**2).mean()) < TOLERANCE


if __name__ == "__main__":
    for key, figure in FIGURES.items():
        figure().figure.savefig(FOLDER / f"{key}.png", dpi=DPI)
