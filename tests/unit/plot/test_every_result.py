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
# Models whose results draw themselves. Those of other models are tables alone so far; a model joins the list when
# its results have a picture, and then keeps it.
PICTURED = {
    "arms_race",
    "burden_sharing",
    "defence_transition",
    "first_strike",
    "intriligator_brito",
    "multipolar_strike",
    "reciprocal_fear",
    "richardson",
    "richardson_fit",
}
TABLES_ALONE = ("deterrence.teaching.grading", "deterrence.teaching.marking")  # pages of an exercise


def _classes():
    found = {}
    for item in pkgutil.walk_packages(deterrence.__path__, "deterrence."):
        module = importlib.import_module(item.name)
        for name, value in vars(module).items():
            if inspect.isclass(value) and value.__module__ == item.name and is_dataclass(value):
                found[f"{item.name}.{name}"] = value
    return found


CLASSES = _classes()
DISPLAYED = [key for key, value in CLASSES.items() if "_repr_html_" in vars(value)]
PRINTED = [
    key for key, value in CLASSES.items() if "__str__" in vars(value) and not key.rsplit(".", 1)[1].startswith("_")
]


def is_pending(key):
    package, _, module = key.rsplit(".", 1)[0].rpartition(".")
    return (package == "deterrence.models" and module not in PICTURED) or key.startswith(TABLES_ALONE)


def test_there_are_many_results():
    assert len(DISPLAYED) > 45


@pytest.mark.parametrize("key", [key for key in DISPLAYED if not is_pending(key)])
def test_what_a_notebook_displays_can_be_drawn(key):
    plot = inspect.signature(CLASSES[key].plot)
    options = [name for name in plot.parameters if name not in ("self", "concept")]
    kinds = {plot.parameters[name].kind for name in options}
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    assert {"ax", "size"} <= set(options) or inspect.Parameter.VAR_KEYWORD in kinds


@pytest.mark.parametrize("key", [key for key in PRINTED if not is_pending(key)])
def test_what_is_printed_as_an_answer_is_displayed_too(key):
    assert key.rsplit(".", 1)[1] in NO_ANSWERS or hasattr(CLASSES[key], "_repr_html_")


def test_models_that_draw_are_held_to_it():
    drawn = {key.split(".")[2] for key in DISPLAYED if key.startswith("deterrence.models.") and _draws(key)}
    assert drawn == PICTURED


def _draws(key):
    return hasattr(CLASSES[key], "plot")
