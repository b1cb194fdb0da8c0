"""Sobol' indices of functions whose indices are known in closed form, SciPy's estimators, and Morris screening."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.analysis.morris import screening, trajectories
from deterrence.analysis.sensitivity import sensitivity
from deterrence.analysis.variance_shares import bootstrap_shares, sobol_shares, weighted_shares
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError

TEXT = """deterrence: 1
title: A formula
players: {{a: A}}
parameters: {{{parameters}}}
decisions: {{go: {{player: a, choices: [no, yes]}}}}
payoffs: {{a: "{payoff}"}}
game: {{order: [go]}}
"""


def formula(payoff, **parameters):
    listed = ", ".join(f"{name}: {text}" for name, text in parameters.items())
    return dt.parse(TEXT.format(payoff=payoff, parameters=listed))


def unit(*names):
    return dict.fromkeys(names, "{value: 0.5, range: [0, 1]}")


def close(found, first, total, margin=0.03):
    assert dict(zip(found.parameters, found.first, strict=True)) == pytest.approx(first, abs=margin)
    assert dict(zip(found.parameters, found.total, strict=True)) == pytest.approx(total, abs=margin)
    for index, ends in ((found.first, found.first_interval), (found.total, found.total_interval)):
        assert (ends[:, 0] <= index).all()
        assert (index <= ends[:, 1]).all()


def test_of_a_sum_each_share_is_its_own_variance():
    found = sensitivity(formula("x + 2 * y", **unit("x", "y", "z")), "a")
    close(found, {"x": 0.2, "y": 0.8, "z": 0}, {"x": 0.2, "y": 0.8, "z": 0}, 0.01)
    assert found.mean == pytest.approx(1.5, abs=1e-3)
    assert found.variance == pytest.approx(5 / 12, rel=1e-2)


def test_of_the_g_function_the_indices_are_sobols():
    """V_i = 1 / (3 (1 + a_i)^2); first-order V_i / V, total V_i prod_(j != i) (1 + V_j) / V, V = prod (1 + V_j) - 1."""
    a = {"p": 0.0, "q": 1.0, "r": 4.5, "s": 9.0}
    terms = " * ".join(f"((abs(4 * {n} - 2) + {k}) / (1 + {k}))" for n, k in a.items())
    found = sensitivity(formula(terms, **unit(*a)), "a", samples=8192)
    part = {n: 1 / (3 * (1 + k) ** 2) for n, k in a.items()}
    whole = np.prod([1 + v for v in part.values()])
    first = {n: v / (whole - 1) for n, v in part.items()}
    total = {n: v * whole / (1 + v) / (whole - 1) for n, v in part.items()}
    close(found, first, total)


def test_priors_weigh_the_parameters():
    given = {"x": "{value: 0, prior: {normal: [1, 2]}}", "y": "{value: 1, prior: {normal: [3, 1]}}"}
    found = sensitivity(formula("x * y", **given), "a", samples=16384)
    variance = (
        4 * 1 + 4 * 9 + 1 * 1
    )  # s^2 t^2 + s^2 n^2 + t^2 m^2 for independent factors of means m, n and deviations s, t
    close(found, {"x": 36 / variance, "y": 1 / variance}, {"x": 40 / variance, "y": 5 / variance}, 0.04)
    assert found.mean == pytest.approx(3, abs=0.05)


def test_a_condition_is_decomposed_by_its_probability():
    """1[x > 1/2 and y > 1/2] has mean 1/4, variance 3/16, main effects 1/16 each: 1/3 and 2/3."""
    scenario = formula("(go == yes) * (min(x, y) - 0.5)", **unit("x", "y"))
    found = sensitivity(scenario, "go == yes", samples=8192)
    close(found, {"x": 1 / 3, "y": 1 / 3}, {"x": 2 / 3, "y": 2 / 3})


def test_one_parameter_explains_everything():
    found = sensitivity(formula("x", **unit("x")), "a")
    close(found, {"x": 1}, {"x": 1}, 0.01)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_estimators_are_scipys(count):
    from scipy.stats import sobol_indices

    rng = np.random.default_rng(count)
    a, b, mixed = rng.normal(5, 2, 64), rng.normal(5, 2, 64), rng.normal(5, 2, (count, 64))
    padded = np.concatenate([mixed, mixed]) if count == 1 else mixed
    wanted = sobol_indices(func={"f_A": a[None], "f_B": b[None], "f_AB": padded[:, None]}, n=64)
    for found in (sobol_shares(a, b, mixed), [x[0] for x in weighted_shares(a, b, mixed, np.ones((1, 64)))]):
        assert found[0] == pytest.approx(wanted.first_order[:count], rel=1e-9)
        assert found[1] == pytest.approx(wanted.total_order[:count], rel=1e-9)


def test_a_weighted_estimate_is_that_of_the_repeated_rows():
    rng = np.random.default_rng(1)
    a, b, mixed = rng.normal(5, 2, 64), rng.normal(5, 2, 64), rng.normal(5, 2, (3, 64))
    rows = rng.integers(0, 64, (4, 64))
    weights = np.array([np.bincount(r, minlength=64) for r in rows], dtype=float)
    first, total = weighted_shares(a, b, mixed, weights)
    for k, row in enumerate(rows):
        wanted = sobol_shares(a[row], b[row], mixed[:, row])
        assert first[k] == pytest.approx(wanted[0], rel=1e-9)
        assert total[k] == pytest.approx(wanted[1], rel=1e-9)


def test_intervals_cover_and_narrow_with_samples():
    def widths(samples, level):
        found = sensitivity(formula("x + 2 * y + x * y", **unit("x", "y")), "a", samples=samples, level=level)
        return np.ptp(found.first_interval, axis=1)

    assert (widths(4096, 0.95) < 0.5 * widths(256, 0.95)).all()
    assert (widths(256, 0.5) < 0.6 * widths(256, 0.95)).all()
    rng = np.random.default_rng(2)
    a, b, mixed = rng.normal(size=128), rng.normal(size=128), rng.normal(size=(2, 128))
    low, high = bootstrap_shares(a, b, mixed, resamples=2_000, level=0.95, seed=0)[1].T
    again = np.array([sobol_shares(a[r], b[r], mixed[:, r])[1] for r in rng.integers(0, 128, (300, 128))])
    inside = ((again >= low) & (again <= high)).mean()
    assert 0.9 < inside < 0.99


def test_a_quantity_that_does_not_vary_is_said_so():
    for payoff, value in (("3", 3), ("0.1 + 0 * x", 0.1)):
        found = sensitivity(formula(payoff, **unit("x", "y")), "a", samples=64)
        assert not found.varies
        assert found.mean == pytest.approx(value)
        assert found.first.tolist() == found.total.tolist() == [0, 0]
        assert found.total_interval.tolist() == [[0, 0], [0, 0]]
        assert "does not vary" in str(found)


def test_points_without_an_answer_are_refused_with_their_number():
    scenario = formula("sqrt(x)", x="{value: 0.5, range: [-1, 1]}")
    with pytest.raises(NoAnswerError, match="no value at 32 of 64 points"):
        sensitivity(scenario, "a", samples=64)


def test_of_many_parameters_the_influential_go_on():
    names = [f"p{i}" for i in range(25)]
    weights = {"p3": 4, "p11": 2, "p20": 1}
    text = " + ".join(f"{w} * {n}" for n, w in weights.items()) + " + 0.01 * p24"
    scenario = formula(text, **unit(*names))
    found = sensitivity(scenario, "a", samples=1024)
    assert len(found.parameters) == 20
    assert set(weights) | {"p24"} <= set(found.parameters)
    assert len(found.screening.dropped) == 5
    assert found.points == 64 * 26 + 22 * 1024
    few = sensitivity(scenario, "a", samples=1024, screen=3)
    assert set(few.parameters) == set(weights)
    close(few, {"p3": 16 / 21, "p11": 4 / 21, "p20": 1 / 21}, {"p3": 16 / 21, "p11": 4 / 21, "p20": 1 / 21})
    assert few.screening.bound == pytest.approx(0.01)
    assert "held at the baseline" in str(few)
    whole = sensitivity(scenario, "a", samples=256, screen=False)
    assert whole.screening is None
    assert len(whole.parameters) == 25


def test_elementary_effects_of_a_known_function_are_its_slopes():
    found = screening(("x", "y", "z"), lambda at, n: 3 * at["x"] - 2 * at["y"] + 0 * at["z"], keep=2, count=20)
    assert found.influence == pytest.approx([3, 2, 0])
    assert found.deviation == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.kept == ("x", "y")
    assert found.dropped == ("z",)
    product = screening(("x", "y"), lambda at, n: (at["x"] - 0.5) * at["y"], keep=1, count=400)
    assert product.influence == pytest.approx([0.5, 0.25], abs=0.05)
    assert product.deviation[1] == pytest.approx(np.sqrt(5) / 8, abs=0.03)


def test_a_trajectory_moves_each_coordinate_once_within_the_cube():
    for points, order, step in trajectories(6, 30, 1):
        assert sorted(order) == list(range(6))
        moved = np.diff(points, axis=0)
        assert (moved[np.arange(6), order] == step).all()
        assert (np.count_nonzero(moved, axis=1) == 1).all()
        assert points.min() >= 0.125
        assert points.max() <= 0.875


def test_what_is_given_is_held_and_what_is_named_varies():
    scenario = formula("x + 2 * y", **unit("x", "y", "z"))
    assert sensitivity(scenario, "a", given={"y": 0.1}, samples=64).parameters == ("x", "z")
    assert sensitivity(scenario, "a", parameters=["y"], samples=64).parameters == ("y",)
    with pytest.raises(ArgumentError, match="nothing varies"):
        sensitivity(scenario, "a", given={"x": 0, "y": 0, "z": 0})


def test_results_read_as_tables_and_as_data():
    deal = dt.load("technology-for-money")
    heard = []
    found = sensitivity(deal, samples=256, progress=lambda *step: heard.append(step))
    assert found.quantity == "us"
    assert heard[-1] == (found.points, found.points)
    text = str(found)
    assert "gain" in text
    assert "bootstrap" in text
    assert "<table>" in found._repr_html_()
    assert found.to_dict()["total"] == found.total.tolist()
    assert list(found.to_pandas().columns) == [
        "parameter", "first", "total", "first_low", "first_high", "total_low", "total_high",
    ]  # fmt: skip
    assert sensitivity(deal, samples=256).to_dict() == found.to_dict()
    assert sensitivity(deal, samples=256, seed=1).to_dict()["total"] != found.to_dict()["total"]
    with pytest.raises(ValueError, match="read-only"):
        found.total[0] = 1


BAD = [
    ({"samples": 1000}, "the nearest is 1024"),
    ({"samples": 700}, "the nearest is 512"),
    ({"samples": 0}, "samples is a whole number"),
    ({"samples": 64.0}, "samples is a whole number"),
    ({"quantity": "uss"}, "did you mean 'us'"),
    ({"quantity": 3}, "a quantity is an expression"),
    ({"level": 1}, "a level is a number"),
    ({"level": "high"}, "a level is a number"),
    ({"screen": 0}, "screen is a whole number"),
    ({"seed": -2}, "a seed is a whole number"),
    ({"parameters": ["gian"]}, "did you mean 'gain'"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_bad_arguments_are_refused_in_words(options, message):
    with pytest.raises(ArgumentError, match=message):
        sensitivity(dt.load("technology-for-money"), **{"samples": 64, **options})


def test_what_has_no_game_is_refused():
    with pytest.raises(ConceptError):
        sensitivity(
            dt.parse(TEXT.format(payoff="x", parameters="x: 1").replace("game: {order: [go]}\n", "")), samples=64
        )
