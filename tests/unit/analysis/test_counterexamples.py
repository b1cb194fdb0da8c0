"""The search of a box: what it finds, and how simple the counterexample is that it shows."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import deterrence as dt
from deterrence.analysis import counterexample

ROOT = Path(__file__).resolve().parents[3]
NAMES = "pqrst"
TEXT = """deterrence: 1
title: When to go
players: {{a: A, b: B}}
parameters: {{{parameters}}}
decisions: {{move: {{player: a, choices: [stay, go]}}}}
payoffs: {{a: "(move == go) * ({payoff})", b: 0}}
game: {{order: [move]}}
claims: {{stays: {{says: it stays, expect: move == stay, for_all: {{{box}}}}}}}
"""


def scenario(payoff, names=NAMES, value=0.25, box="[0, 1]"):
    parameters = ", ".join(f"{name}: {{value: {value}, range: [0, 1]}}" for name in names)
    return dt.parse(
        TEXT.format(payoff=payoff, parameters=parameters, box=", ".join(f"{name}: {box}" for name in names))
    )


def searched(payoff, **options):
    """The failing row, after making sure that it really fails where it says."""
    asked = scenario(payoff, **options)
    (row,) = dt.check(asked).rows
    if row.verdict == "fails":
        assert dt.solve(asked, given=row.evidence).path == (("move", "go"),)
    return row


def moved(row, home=0.25):
    return {name for name, value in row.evidence.items() if value != home}


@pytest.mark.parametrize("name", NAMES)
def test_where_one_parameter_of_five_matters_only_that_one_moves_and_to_a_round_number(name):
    row = searched(f"{name} - 0.713")
    assert row.verdict == "fails"
    assert set(row.evidence) == set(NAMES)
    assert moved(row) == {name}
    assert row.evidence[name] == 1


def test_a_region_that_holds_no_whole_number_is_shown_by_one_with_a_single_decimal():
    row = searched("0.2 - abs(r - 0.61234)")
    assert moved(row) == {"r"}
    assert round(row.evidence["r"], 1) == row.evidence["r"]


@pytest.mark.parametrize("pair", list(itertools.combinations(NAMES, 2)))
def test_where_two_parameters_must_move_together_exactly_those_move_and_to_round_numbers(pair):
    row = searched(f"{pair[0]} + {pair[1]} - 1.53")
    assert moved(row) == set(pair)
    assert all(round(value, 2) == value for value in row.evidence.values())


@pytest.mark.parametrize("trio", ["pqr", "qst", "prt"])
def test_where_three_parameters_must_move_together_the_others_stay_at_home(trio):
    row = searched(f"{' + '.join(trio)} - 2.3")
    assert moved(row) == set(trio)


def test_a_threshold_that_another_parameter_shifts_is_refuted_by_that_one_alone():
    text = TEXT.replace("expect: move == stay", "flips: {{expect: move == go, parameter: p, at: 0.5}}")
    parameters = ", ".join(f"{name}: {{value: 0.25, range: [0, 1]}}" for name in NAMES)
    box = ", ".join(f"{name}: [0, 1]" for name in "qrs")
    (row,) = dt.check(dt.parse(text.format(payoff="p - 2 * q", parameters=parameters, box=box))).rows
    assert row.verdict == "fails"
    assert moved(row) == {"q"}
    assert set(row.evidence) == set("qrs")


def test_of_two_ways_to_fail_the_one_with_fewer_parameters_is_shown():
    for cheap, dear in (("pq", "rst"), ("st", "pqr"), ("pt", "qrs")):
        row = searched(f"max(min({', '.join(cheap)}), min({', '.join(dear)})) - 0.5")
        assert moved(row) == set(cheap)


def test_a_claim_that_fails_at_the_baseline_shows_the_baseline():
    row = searched("1 - 0 * p")
    assert moved(row) == set()
    assert row.evidence == dict.fromkeys(NAMES, 0.25)


def test_a_box_away_from_the_baseline_is_not_left():
    row = searched("p - 0.9", box="[0.5, 0.95]")
    assert all(0.5 <= value <= 0.95 for value in row.evidence.values())
    assert moved(row, home=0.5) == {"p"}


def test_what_the_box_leaves_out_keeps_the_claims_own_value():
    text = TEXT.format(payoff="p + q - 1.2", parameters="p: 0.25, q: 0.25", box="p: [0, 1]").replace(
        "says:", "given: {q: 0.9}, says:"
    )
    asked = dt.parse(text)
    (row,) = dt.check(asked).rows
    assert row.evidence == {"p": 1.0}
    assert dt.solve(asked, given={"q": 0.9, **row.evidence}).path == (("move", "go"),)
    (row,) = dt.check(dt.parse(text.replace("q: 0.9", "q: 0.1"))).rows
    assert row.verdict == "holds"


def test_a_dozen_parameters_that_must_all_move_still_give_a_counterexample():
    names = "abcdefghijkl".replace("a", "m").replace("b", "n")
    row = searched(f"min({', '.join(names)}) - 0.3", names=names)
    assert row.verdict == "fails"
    assert moved(row) == set(names)
    row = searched(f"0.3 - max({', '.join(f'abs({name} - 0.5)' for name in names)})", names=names, value=0)
    if row.verdict == "fails":
        assert moved(row, home=0) == set(names)


@pytest.mark.parametrize("payoff", ["0.0001 - abs(p + q - 1.03717)", "0.0001 - abs(p - q * q - 0.2371)"])
def test_a_thin_region_of_failure_is_found_through_the_near_ties_around_it(payoff, monkeypatch):
    assert searched(payoff, names="pq").verdict == "fails"
    monkeypatch.setattr(counterexample, "RADII", ())
    assert searched(payoff, names="pq").verdict == "holds"


def test_a_failure_in_a_corner_or_along_an_edge_is_found():
    assert searched("p + q + r + s + t - 4.9999").verdict == "fails"
    assert searched("min(p, q, r, s) - 0.99999").verdict == "fails"
    assert searched("min(p, q, r, s) - 0.99999 - abs(t - 0.5)").verdict == "holds"


def test_the_search_is_the_same_every_time():
    rows = [searched("p * q + r - 1.2") for _ in range(2)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("seed", range(6))
def test_a_false_claim_over_a_random_half_space_is_always_refuted_and_truly_fails(seed):
    rng = np.random.default_rng(seed)
    weights = dict(zip(NAMES, rng.uniform(-1, 1, len(NAMES)).round(3).tolist(), strict=True))
    highest = sum(max(0.0, weight) for weight in weights.values())
    payoff = " + ".join(f"({weight}) * {name}" for name, weight in weights.items())
    assert searched(f"{payoff} - {highest * 0.97 - 0.001:.6f}").verdict == "fails"
    assert searched(f"{payoff} - {highest + 0.001:.6f}").verdict == "holds"


def test_shrinking_leaves_nothing_behind_in_the_folder(tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(scenario("p + q - 1.53").to_yaml(), encoding="utf-8")
    code = "import deterrence as dt, sys; row = dt.check(dt.load('scenario.yaml')).rows[0]"
    code += "; print(row.verdict, 'hypothesis' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["fails", "True"]
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.yaml"]


def test_hypothesis_is_not_imported_where_nothing_is_shrunk():
    code = "import deterrence as dt, sys; assert dt.check(dt.load('technology-for-money')).ok"
    code += "; assert 'hypothesis' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
