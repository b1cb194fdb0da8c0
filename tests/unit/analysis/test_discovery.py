"""Scenario discovery: known boxes are found, numbers are those of the draws, and where there is none it says so."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.analysis.covering import Sample, cover, simplified
from deterrence.analysis.discovery import discover
from deterrence.analysis.prim import Limits, peeled, quasi_p_values
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError

TEXT = """deterrence: 1
title: When to go
players: {{a: A}}
parameters: {{{parameters}}}
decisions: {{go: {{player: a, choices: [no, yes]}}}}
chances: {{luck: {{outcomes: {{good: 0.25, bad: 0.75}}}}}}
payoffs: {{a: "(go == yes) * ({worth})"}}
game: {{order: [luck, go]}}
"""


def scenario(worth, *names, value=0.1):
    listed = ", ".join(f"{name}: {{value: {value}, range: [0, 1]}}" for name in names)
    return dt.parse(TEXT.format(parameters=listed, worth=worth))


def limits(box):
    return {name: pytest.approx(ends, abs=0.03) for name, ends in box.limits.items()}


def test_a_known_box_is_found_and_nothing_else():
    asked = scenario("min(0.7 - x, x - 0.3, y - 0.5)", "x", "y", "u", "v")
    found = discover(asked, "go == yes", draws=4_000)
    (box,) = found.boxes
    assert limits(box) == {"x": (0.3, 0.7), "y": (0.5, np.inf)}
    assert box.density > 0.95
    assert box.coverage > 0.95
    assert box.mass == pytest.approx(0.2, abs=0.02)
    assert (box.fresh_density, box.fresh_coverage) == pytest.approx((box.density, box.coverage), abs=0.04)
    assert max(box.significance.values()) < 1e-50
    assert found.share == pytest.approx(0.2, abs=0.02)
    assert box.contains({"x": 0.5, "y": 0.9})
    assert not box.contains({"x": 0.5, "y": 0.1})


def test_two_known_boxes_are_found_one_after_the_other():
    worth = "1 if x > 0.8 or (y < 0.15 and z > 0.3) else -1"
    found = discover(scenario(worth, "x", "y", "z", value=0.2), "go == yes", draws=6_000)
    assert [limits(box) for box in found.boxes[:2]] == [
        {"x": (0.8, np.inf)},
        {"y": (-np.inf, 0.15), "z": (0.3, np.inf)},
    ]
    assert sum(box.coverage for box in found.boxes) > 0.93


def test_the_default_failure_is_another_path_than_the_baselines():
    found = discover(scenario("x - 0.6", "x", "y"), draws=2_000)
    (box,) = found.boxes
    assert limits(box) == {"x": (0.6, np.inf)}
    assert found.failure == "another path than luck bad, go no"


def test_every_box_counts_what_the_draws_say():
    asked = dt.load("technology-for-money")
    found = discover(asked, "treaty != keep", draws=1_000, seed=3)
    from deterrence.analysis.priors import priors

    columns = priors(asked, list(asked.parameters), 3).draw(0, 2_000)
    fails = dt.sweep(asked, points=columns, quantities={"f": "treaty != keep"}).columns["f"]
    for path, box in [(found.trajectories[0], b) for b in found.trajectories[0].boxes] + [(None, found.boxes[0])]:
        held = np.ones(2_000, dtype=bool)
        for name, (low, high) in box.limits.items():
            held &= (columns[name] >= low) & (columns[name] <= high)
        first, fresh = slice(0, 1_000), slice(1_000, 2_000)
        assert box.mass == pytest.approx(held[first].mean())
        assert box.density == pytest.approx(fails[first][held[first]].mean())
        assert box.coverage == pytest.approx(fails[first][held[first]].sum() / fails[first].sum())
        assert box.fresh_density == pytest.approx(fails[fresh][held[fresh]].mean())
        assert box.fresh_coverage == pytest.approx(fails[fresh][held[fresh]].sum() / fails[fresh].sum())
        if path is None:
            continue
        assert (np.diff(path.density) >= -1e-12).all()
        assert path.boxes[0].limits == {}
    assert found.trajectories[0].mass.min() >= 0.02
    assert found.box(0).coverage == 1
    assert found.box(-1) is found.trajectories[0].boxes[-1]


def test_a_chance_of_failing_counts_as_that_much_of_a_failure():
    found = discover(scenario("1 if luck == good else (x - 0.5)", "x", "y"), "go == yes", draws=4_000)
    assert found.share == pytest.approx(0.25 + 0.75 * 0.5, abs=0.03)
    box = found.boxes[0]
    assert limits(box) == {"x": (0.5, np.inf)}
    assert box.density > 0.97


def test_one_peel_takes_a_share_off_the_side_that_raises_the_mean_most():
    rng = np.random.default_rng(0)
    points = rng.random((2, 400))
    fails = (points[0] > 0.5).astype(float)
    path = peeled(points, fails, peel=0.1, least=20)
    assert path[1].inside(points).sum() == 360
    ranked = np.sort(points[0])
    assert ranked[39] < path[1].low[0] < ranked[40]
    assert not path[1].restricted[1]
    assert path[-1].low[0] == pytest.approx(0.5, abs=0.01)


def best_first_peel(points, fails, peel):
    """By trying every peel of every side: the largest rise of the mean for each point taken, equal values together."""
    best, most = None, 0.0
    for x, side in itertools.product(points, (1, -1)):
        values = sorted(set(side * x))
        count = max(1, int(peel * len(x)))
        edge = sorted(side * x)[count]
        lost = side * x < edge if (side * x < edge).any() else side * x == values[0]
        if lost.all():
            continue
        gain = (fails[~lost].mean() - fails.mean()) / lost.sum()
        if gain > most + 1e-12:
            best, most = lost, gain
    return most if best is not None else None


@given(st.integers(0, 10**6), st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_the_first_peel_is_the_best_of_all_also_where_values_are_tied(seed, levels):
    rng = np.random.default_rng(seed)
    points = np.stack([rng.integers(0, levels, 60) / levels, rng.random(60), np.full(60, 0.5)])
    fails = (rng.random(60) < 0.2 + 0.6 * (points[0] > 0.5) * points[1]).astype(float)
    wanted = best_first_peel(points, fails, 0.1)
    path = peeled(points, fails, peel=0.1, least=5)
    if wanted is None:
        assert len(path) == 1
        return
    held = path[1].inside(points)
    assert (fails[held].mean() - fails.mean()) / (~held).sum() == pytest.approx(wanted)
    for x, low, high in zip(points, path[1].low, path[1].high, strict=True):
        assert not set(x) & {low, high} or levels == 1
    assert not any(limits.restricted[2] for limits in path)


def test_pasting_takes_back_what_peeling_took_too_much():
    x = np.linspace(0, 1, 101)[None]
    fails = ((x[0] > 0.295) & (x[0] < 0.805)).astype(float)
    path = peeled(x, fails, peel=0.3, least=2)
    last = path[-1].inside(x)
    assert fails[last].min() == 1
    shortest = min(path, key=lambda box: box.inside(x).sum())
    assert last.sum() > shortest.inside(x).sum()


def test_quasi_p_values_are_binomial_tails():
    from scipy.stats import binom

    rng = np.random.default_rng(4)
    points = rng.random((2, 300))
    fails = (rng.random(300) < 0.3 + 0.4 * (points[0] > 0.5)).astype(float)
    box = Limits(np.array([0.5, 0.2]), np.array([np.inf, 0.9]))
    held = box.inside(points)
    found = quasi_p_values(points, fails, box)
    for index, other in ((0, (points[1] >= 0.2) & (points[1] <= 0.9)), (1, points[0] >= 0.5)):
        wanted = binom.sf(fails[held].sum() - 1, held.sum(), fails[other].mean())
        assert found[index] == pytest.approx(wanted, rel=1e-9)
    assert found[0] < 1e-3 < found[1]
    assert simplified(points, fails, box).restricted.tolist() == [True, False]


def test_where_nothing_or_everything_fails_there_is_no_box():
    none = discover(scenario("-1 - x", "x"), "go == yes", draws=100)
    assert none.share == 0
    assert none.boxes == none.trajectories == ()
    assert "nothing fails" in str(none)
    every = discover(scenario("1 + x", "x"), "go == yes", draws=100)
    assert every.share == 1
    assert every.boxes == ()
    assert "every draw fails" in str(every)


def test_failures_by_chance_alone_are_no_box():
    rng = np.random.default_rng(0)
    sample = Sample(rng.random((8, 1_000)), (rng.random(1_000) < 0.3).astype(float))
    searches = cover(sample, peel=0.05, least=50, most=3)
    assert len(searches) == 1
    assert len(searches[0].path) > 10
    assert not searches[0].suggestion.restricted.any()


def test_draws_come_from_the_box_that_is_asked_for():
    asked = scenario("x - 0.6", "x", "y")
    found = discover(asked, "go == yes", box={"x": (0.5, 0.7)}, draws=2_000)
    assert found.share == pytest.approx(0.5, abs=0.04)
    assert found.searched["x"] == pytest.approx((0.5, 0.7), abs=0.01)
    held = discover(asked, "go == yes", given={"x": 0.9}, draws=50)
    assert list(held.searched) == ["y"]
    assert held.share == 1
    assert set(discover(asked, "go == yes", given={"x": 0.9}, draws=50, box={"x": (0, 1)}).searched) == {"x", "y"}


def test_draws_without_an_answer_are_left_out_and_said():
    asked = scenario("sqrt(x - 0.5) - 0.5", "x", value=0.9)
    found = discover(asked, "go == yes", draws=1_000)
    assert found.unanswered == pytest.approx(500, abs=60)
    assert found.share == pytest.approx(0.5, abs=0.06)
    assert "have no answer" in str(found)
    with pytest.raises(NoAnswerError, match="none of 20 draws"):
        discover(asked, "go == yes", draws=20, box={"x": (0, 0.1)})


def test_results_read_as_tables_and_as_data():
    heard = []
    deal = dt.load("technology-for-money")
    found = discover(deal, "treaty != keep", draws=500, progress=lambda *step: heard.append(step))
    assert heard[-1] == (1_000, 1_000)
    assert "quasi-p" in str(found)
    assert "<table>" in found._repr_html_()
    plain = found.to_dict()
    assert len(plain["boxes"]) == len(found.boxes)
    assert len(plain["trajectories"][0]["boxes"]) == len(found.trajectories[0].boxes)
    assert set(found.to_pandas()["box"]) == set(range(len(found.boxes)))
    frame = found.trajectories[0].to_pandas()
    assert frame["restricted"].iloc[0] == 0
    assert discover(deal, "treaty != keep", draws=500).to_dict() == plain


BAD = [
    ({"draws": 5}, "draws is a whole number"),
    ({"peel": 0}, "peel is a share"),
    ({"least": 2}, "least is a share"),
    ({"boxes": 0}, "boxes is a whole number"),
    ({"seed": "x"}, "a seed is a whole number"),
    ({"failure": "treaty != kept"}, "did you mean 'keep'"),
    ({"failure": 3}, "an outcome is an expression"),
    ({"box": [1, 2]}, "a box maps parameters"),
    ({"box": {"need": 3}}, "is \\(low, high\\)"),
    ({"box": {"need": (3, 1)}}, "the low one first"),
    ({"box": {"need": (0, float("inf"))}}, "finite numbers"),
    ({"box": {"neeed": (0, 1)}}, "did you mean 'need'"),
    ({"parameters": ["neeed"]}, "did you mean 'need'"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_bad_arguments_are_refused_in_words(options, message):
    with pytest.raises(ArgumentError, match=message):
        discover(dt.load("technology-for-money"), **{"failure": "treaty != keep", "draws": 50, **options})


def test_a_scenario_without_parameters_is_refused():
    text = TEXT.format(parameters="x: 1", worth="1").replace("parameters: {x: 1}\n", "")
    with pytest.raises(ConceptError, match="no `parameters`"):
        discover(dt.parse(text))
