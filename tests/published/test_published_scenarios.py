"""Published models as scenarios: every claim holds, thresholds follow their formulas, and named assumptions matter.

The formulas are those of the sources named in each file, or derived from its tree; each is written here once more, from
the payoffs, and compared with the crossing that the library finds at other parameters than the file's own.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from published.closed_forms import DROPPED, THRESHOLDS

import deterrence as dt
from deterrence.cli.main import main
from deterrence.errors import ScenarioError
from deterrence.scenario.library import bundled

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "published"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SUBJECTS = {"treaty", "alliance", "credibility", "dynamics", "information"}
LEVELS = {"easy", "middle", "hard"}


class Point:
    def __init__(self, parameters):
        self.__dict__.update(parameters)


def verdict(scenario, claim, **changes):
    (row,) = dt.check(scenario, names=[claim], **changes).rows
    return row


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_of_a_published_model_holds(name):
    scenario = dt.load(name)
    assert {row.name: row.verdict for row in dt.check(scenario).rows} == dict.fromkeys(scenario.claims, "holds")


@pytest.mark.parametrize("name", NAMES)
def test_a_published_model_tells_its_source_its_subject_and_what_each_number_means(name):
    scenario = dt.load(name)
    assert scenario.sources
    assert "Published:" in scenario.summary
    assert "Derived here:" in scenario.summary
    assert set(scenario.tags) <= SUBJECTS | LEVELS
    assert set(scenario.tags) & SUBJECTS
    assert len(set(scenario.tags) & LEVELS) == 1
    assert len(scenario.claims) >= 3
    assert all(parameter.meaning and parameter.range for parameter in scenario.parameters.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_published_model_has_a_threshold_or_is_of_ranks_only(name):
    scenario = dt.load(name)
    assert scenario.ordinal or any(claim.flips for claim in scenario.claims.values())


@pytest.mark.parametrize(("name", "claim", "formula", "given"), THRESHOLDS)
def test_a_threshold_follows_its_formula_at_other_parameters(name, claim, formula, given):
    scenario = dt.load(name)
    own = scenario.claims[claim].given
    assert not set(own) & set(given)
    expected = formula(Point({**scenario.baseline, **own, **given}))
    assert math.isfinite(expected)
    assert verdict(scenario, claim, given=given).evidence == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("name", "claim", "assumption", "given"), DROPPED)
def test_a_claim_fails_when_the_assumption_it_names_is_dropped(name, claim, assumption, given):
    scenario = dt.load(name)
    says = scenario.claims[claim].says
    assert "provided" in says, assumption
    assert verdict(scenario, claim, given=given).verdict == "fails", assumption


def test_every_published_model_has_an_assumption_that_is_dropped_here():
    assert {case[0] for case in DROPPED} == set(NAMES)


def test_a_published_model_is_loaded_by_its_key_alone():
    stems = Counter(path.stem for path in bundled().values())
    assert stems.most_common(1)[0][1] == 1
    assert all(dt.load(name) == dt.load(f"published/{name}") for name in NAMES[:2])


def test_a_key_that_is_nearly_right_is_told_the_right_one():
    with pytest.raises(ScenarioError, match="zagare1993"):
        dt.load("zagare1994")


def test_the_list_has_published_models_under_a_heading_of_their_own():
    shown = CliRunner().invoke(main, ["list"], catch_exceptions=False).stdout
    lines = [line.split() for line in shown.splitlines()]
    heading = lines.index(["published"])
    keys = [line[0] for line in lines[heading:] if line]
    assert set(NAMES) <= set(keys)
    assert "treaty" in [line[0] for line in lines[:heading] if line]
