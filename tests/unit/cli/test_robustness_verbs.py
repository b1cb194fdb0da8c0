"""The verbs robustness, sensitivity and discover: they print what their functions answer, as text and as JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import deterrence as dt
from deterrence.analysis.discovery import discover
from deterrence.analysis.robustness import robustness
from deterrence.analysis.sensitivity import sensitivity
from deterrence.cli.discover import discover as discover_verb
from deterrence.cli.robustness import robustness as robustness_verb
from deterrence.cli.sensitivity import sensitivity as sensitivity_verb

NAME = "technology-for-money"
CASES = [
    (
        robustness_verb,
        ["need", "gain", "--draws", "50", "--spread", "0.5", "--seed", "2", "--no-joint", "--set", "pay=4"],
        lambda deal: robustness(
            deal, parameters=["need", "gain"], draws=50, spread=0.5, seed=2, joint=False, given={"pay": 4}
        ),
    ),
    (
        robustness_verb,
        ["--outcome", "export == nothing", "--draws", "50", "--suppose", "treaty=withdraw"],
        lambda deal: robustness(deal, outcome="export == nothing", draws=50, suppose={"treaty": "withdraw"}),
    ),
    (
        sensitivity_verb,
        ["--quantity", "treaty == keep", "--samples", "64", "--screen", "3", "--seed", "1", "--level", "0.9"],
        lambda deal: sensitivity(deal, "treaty == keep", samples=64, screen=3, seed=1, level=0.9),
    ),
    (
        sensitivity_verb,
        ["need", "--samples", "64", "--no-screen"],
        lambda deal: sensitivity(deal, parameters="need", samples=64),
    ),
    (
        discover_verb,
        ["--failure", "treaty != keep", "--draws", "300", "--over", "need=0:2", "--peel", "0.1", "--boxes", "1"],
        lambda deal: discover(deal, "treaty != keep", draws=300, box={"need": (0, 2)}, peel=0.1, boxes=1),
    ),
]


@pytest.mark.parametrize(("verb", "options", "function"), CASES)
def test_a_verb_prints_its_functions_answer(verb, options, function):
    wanted = function(dt.load(NAME))
    text = CliRunner().invoke(verb, [NAME, *options], catch_exceptions=False)
    assert text.exit_code == 0
    assert text.output == f"{wanted}\n"
    plain = CliRunner().invoke(verb, [NAME, *options, "--json"], catch_exceptions=False)
    from deterrence.cli.options import finite

    assert json.loads(plain.output) == json.loads(json.dumps(finite(wanted.to_dict())))


def test_an_interval_that_does_not_parse_is_a_usage_error():
    told = CliRunner().invoke(discover_verb, [NAME, "--over", "need=0"])
    assert told.exit_code == 2
    assert "expected PARAMETER=LOW:HIGH" in told.output
