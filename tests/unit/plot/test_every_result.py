"""Every public result displays itself in a notebook and draws itself."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import is_dataclass

import pytest

import deterrence

# Games and parts of answers print themselves and are no answers: a table of payoffs, a ranking, one row of a result.
NO_ANSWERS = {
    "BlocOutcome",
    "Certificate",
    "Chance",
    "ChunkResult",
    "Box",
    "Decided",
    "Elimination",
    "EmptyThreat",
    "Expression",
    "HedonicGame",
    "NormalFormGame",
    "Problem",
    "StrategicForm",
    "Threat",
}
TABLES_ALONE = ("deterrence.teaching.marking.Marks",)  # a page of feedback to one student


def _classes():
    found = {}
    for item in pkgutil.walk_packages(deterrence.__path__, "deterrence."):
        module = importlib.import_module(item.name)
        for name, value in vars(module).items():
            if inspect.isclass(value) and value.__module__ == item.name and is_dataclass(value):
                found[f"{item.name}.{name}"] = value
    return found


CLASSES = _classes()
DISPLAYED = [key for key, value in CLASSES.items() if hasattr(value, "_repr_html_")]
PRINTED = [
    key
    for key, value in CLASSES.items()
    if value.__str__ is not object.__str__ and not key.rsplit(".", 1)[1].startswith("_")
]


def test_there_are_many_results():
    assert len(DISPLAYED) > 75


@pytest.mark.parametrize("key", [key for key in DISPLAYED if key not in TABLES_ALONE])
def test_what_a_notebook_displays_can_be_drawn(key):
    plot = inspect.signature(CLASSES[key].plot)
    options = [name for name in plot.parameters if name not in ("self", "concept")]
    kinds = {plot.parameters[name].kind for name in options}
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    assert {"ax", "size"} <= set(options) or inspect.Parameter.VAR_KEYWORD in kinds


@pytest.mark.parametrize("key", PRINTED)
def test_what_is_printed_as_an_answer_is_displayed_too(key):
    assert key.rsplit(".", 1)[1] in NO_ANSWERS or hasattr(CLASSES[key], "_repr_html_")
