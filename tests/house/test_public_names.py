"""The public surface is a contract: a name that comes or goes is a decision, taken here."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types

import deterrence

PUBLIC = [
    "Chance",
    "CoalitionGame",
    "ConflictGraph",
    "Decision",
    "DeterrenceError",
    "Draft",
    "End",
    "Equilibria",
    "Execution",
    "ExtensiveGame",
    "GameFileError",
    "HedonicGame",
    "NormalFormGame",
    "Scenario",
    "ScenarioError",
    "Table",
    "alliances",
    "build_game",
    "check",
    "conflict",
    "correlated",
    "disagreement",
    "discover",
    "dominance",
    "evolutionarily_stable",
    "exact",
    "extensive_game",
    "fit_precision",
    "inverse",
    "leadership",
    "load",
    "nash",
    "nash_outcomes",
    "parse",
    "perfect_bayesian",
    "quantal_response",
    "read_efg",
    "read_nfg",
    "repeated_game",
    "replicator",
    "robustness",
    "schema",
    "sensitivity",
    "sequential",
    "simulate",
    "solve",
    "stable_share",
    "stable_sizes",
    "strategic_form",
    "sustainable",
    "sweep",
    "swings",
    "thresholds",
    "trace",
    "write_efg",
    "write_nfg",
]


def every_module() -> list[str]:
    return [module.name for module in pkgutil.walk_packages(deterrence.__path__, "deterrence.")]


def test_the_public_names_are_these():
    assert sorted(deterrence.__all__) == PUBLIC
    assert set(PUBLIC) <= set(dir(deterrence))


def test_no_module_takes_the_place_of_a_public_name():
    for name in every_module():
        importlib.import_module(name)
    for name in PUBLIC:
        value = getattr(deterrence, name)
        assert not isinstance(value, types.ModuleType), f"deterrence.{name} became a module"
        assert inspect.isroutine(value) or inspect.isclass(value)


def test_every_public_name_is_documented_with_a_running_example():
    documents = {name: inspect.getdoc(getattr(deterrence, name)) or "" for name in PUBLIC}
    assert [name for name, text in documents.items() if ">>>" not in text] == []


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(deterrence, "no_such_name")
