"""Deterrence stability: state a strategic situation once, and ask it every question the field knows how to ask."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deterrence.analysis.check import check as check
    from deterrence.analysis.disagreement import disagreement as disagreement
    from deterrence.analysis.discovery import discover as discover
    from deterrence.analysis.inverse import inverse as inverse
    from deterrence.analysis.robustness import robustness as robustness
    from deterrence.analysis.sensitivity import sensitivity as sensitivity
    from deterrence.analysis.sweep import sweep as sweep
    from deterrence.analysis.swings import swings as swings
    from deterrence.analysis.thresholds import thresholds as thresholds
    from deterrence.coalitions.coalition_game import CoalitionGame as CoalitionGame
    from deterrence.coalitions.hedonic import HedonicGame as HedonicGame
    from deterrence.coalitions.partition_function import alliances as alliances
    from deterrence.coalitions.treaty_size import stable_sizes as stable_sizes
    from deterrence.conflict_graph.graph import ConflictGraph as ConflictGraph
    from deterrence.conflict_graph.scenario_graph import conflict as conflict
    from deterrence.conflict_graph.share import stable_share as stable_share
    from deterrence.errors import DeterrenceError as DeterrenceError
    from deterrence.errors import GameFileError as GameFileError
    from deterrence.errors import ScenarioError as ScenarioError
    from deterrence.game.building import build_game as build_game
    from deterrence.game.efg import read_efg as read_efg
    from deterrence.game.efg import write_efg as write_efg
    from deterrence.game.extensive import ExtensiveGame as ExtensiveGame
    from deterrence.game.nested import Chance as Chance
    from deterrence.game.nested import Decision as Decision
    from deterrence.game.nested import End as End
    from deterrence.game.nested import extensive_game as extensive_game
    from deterrence.game.nfg import read_nfg as read_nfg
    from deterrence.game.nfg import write_nfg as write_nfg
    from deterrence.game.normal_form import NormalFormGame as NormalFormGame
    from deterrence.game.repetition import repeated_game as repeated_game
    from deterrence.game.strategic_form import strategic_form as strategic_form
    from deterrence.run.execution import Execution as Execution
    from deterrence.scenario.draft import Draft as Draft
    from deterrence.scenario.loading import load as load
    from deterrence.scenario.loading import parse as parse
    from deterrence.scenario.scenario import Scenario as Scenario
    from deterrence.scenario.schema import schema as schema
    from deterrence.solvers.correlated import correlated as correlated
    from deterrence.solvers.dominance import dominance as dominance
    from deterrence.solvers.dynamics import replicator as replicator
    from deterrence.solvers.equilibria import Equilibria as Equilibria
    from deterrence.solvers.evolutionary import evolutionarily_stable as evolutionarily_stable
    from deterrence.solvers.leadership import leadership as leadership
    from deterrence.solvers.nash import nash as nash
    from deterrence.solvers.nash_outcomes import nash_outcomes as nash_outcomes
    from deterrence.solvers.perfect_bayesian import perfect_bayesian as perfect_bayesian
    from deterrence.solvers.precision import fit_precision as fit_precision
    from deterrence.solvers.quantal_response import quantal_response as quantal_response
    from deterrence.solvers.repeated import sustainable as sustainable
    from deterrence.solvers.sequential import sequential as sequential
    from deterrence.solvers.solve import solve as solve
    from deterrence.tables.table import Table as Table
    from deterrence.timeline.histories.simulate import simulate as simulate
    from deterrence.timeline.law.exact import exact as exact
    from deterrence.timeline.retelling.trace import trace as trace

_HOMES = {
    "Chance": "deterrence.game.nested",
    "CoalitionGame": "deterrence.coalitions.coalition_game",
    "ConflictGraph": "deterrence.conflict_graph.graph",
    "Decision": "deterrence.game.nested",
    "DeterrenceError": "deterrence.errors",
    "Draft": "deterrence.scenario.draft",
    "End": "deterrence.game.nested",
    "Equilibria": "deterrence.solvers.equilibria",
    "Execution": "deterrence.run.execution",
    "ExtensiveGame": "deterrence.game.extensive",
    "GameFileError": "deterrence.errors",
    "HedonicGame": "deterrence.coalitions.hedonic",
    "NormalFormGame": "deterrence.game.normal_form",
    "Scenario": "deterrence.scenario.scenario",
    "ScenarioError": "deterrence.errors",
    "Table": "deterrence.tables.table",
    "alliances": "deterrence.coalitions.partition_function",
    "build_game": "deterrence.game.building",
    "check": "deterrence.analysis.check",
    "conflict": "deterrence.conflict_graph.scenario_graph",
    "correlated": "deterrence.solvers.correlated",
    "disagreement": "deterrence.analysis.disagreement",
    "discover": "deterrence.analysis.discovery",
    "dominance": "deterrence.solvers.dominance",
    "evolutionarily_stable": "deterrence.solvers.evolutionary",
    "exact": "deterrence.timeline.law.exact",
    "extensive_game": "deterrence.game.nested",
    "fit_precision": "deterrence.solvers.precision",
    "inverse": "deterrence.analysis.inverse",
    "leadership": "deterrence.solvers.leadership",
    "load": "deterrence.scenario.loading",
    "nash": "deterrence.solvers.nash",
    "nash_outcomes": "deterrence.solvers.nash_outcomes",
    "parse": "deterrence.scenario.loading",
    "perfect_bayesian": "deterrence.solvers.perfect_bayesian",
    "quantal_response": "deterrence.solvers.quantal_response",
    "read_efg": "deterrence.game.efg",
    "read_nfg": "deterrence.game.nfg",
    "repeated_game": "deterrence.game.repetition",
    "replicator": "deterrence.solvers.dynamics",
    "robustness": "deterrence.analysis.robustness",
    "schema": "deterrence.scenario.schema",
    "sensitivity": "deterrence.analysis.sensitivity",
    "sequential": "deterrence.solvers.sequential",
    "simulate": "deterrence.timeline.histories.simulate",
    "solve": "deterrence.solvers.solve",
    "stable_share": "deterrence.conflict_graph.share",
    "stable_sizes": "deterrence.coalitions.treaty_size",
    "strategic_form": "deterrence.game.strategic_form",
    "sustainable": "deterrence.solvers.repeated",
    "sweep": "deterrence.analysis.sweep",
    "swings": "deterrence.analysis.swings",
    "thresholds": "deterrence.analysis.thresholds",
    "trace": "deterrence.timeline.retelling.trace",
    "write_efg": "deterrence.game.efg",
    "write_nfg": "deterrence.game.nfg",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'deterrence' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
