"""Deterrence stability: state a strategic situation once, and ask it every question the field knows how to ask."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deterrence.analysis.check import check as check
    from deterrence.analysis.sweep import sweep as sweep
    from deterrence.analysis.thresholds import thresholds as thresholds
    from deterrence.errors import DeterrenceError as DeterrenceError
    from deterrence.errors import ScenarioError as ScenarioError
    from deterrence.game.building import build_game as build_game
    from deterrence.scenario.draft import Draft as Draft
    from deterrence.scenario.loading import load as load
    from deterrence.scenario.loading import parse as parse
    from deterrence.scenario.scenario import Scenario as Scenario
    from deterrence.scenario.schema import schema as schema
    from deterrence.solvers.solve import solve as solve
    from deterrence.tables.table import Table as Table

_HOMES = {
    "DeterrenceError": "deterrence.errors",
    "ScenarioError": "deterrence.errors",
    "check": "deterrence.analysis.check",
    "Draft": "deterrence.scenario.draft",
    "build_game": "deterrence.game.building",
    "load": "deterrence.scenario.loading",
    "parse": "deterrence.scenario.loading",
    "Scenario": "deterrence.scenario.scenario",
    "schema": "deterrence.scenario.schema",
    "solve": "deterrence.solvers.solve",
    "sweep": "deterrence.analysis.sweep",
    "thresholds": "deterrence.analysis.thresholds",
    "Table": "deterrence.tables.table",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'deterrence' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
