"""Pictures of models: what is drawn is what the model found, thresholds are where it changes, texts keep clear."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch, Rectangle
from unit.plot.model_answers import GRID, MODELS, RISE, STARTS, model_answer
from unit.plot.overlaps import misplaced

from deterrence import models
from deterrence.errors import ArgumentError
from deterrence.models.emboldening_defence import riskiest_defence
from deterrence.models.inspection import inspection_value
from deterrence.models.power_shift import power_shift
from deterrence.models.preventive_war import preventive_war
from deterrence.models.ratification import ratification

# The others look the same: one for each way of drawing is enough unless all tests are asked for.
PAGES = ("shift", "allies", "exits in a plane", "audience", "inspection")

# Drawn in test_result_pictures.
ELSEWHERE = {"arms_race", "burden_sharing", "defence_transition", "first_strike", "intriligator_brito"}
ELSEWHERE |= {"multipolar_strike", "reciprocal_fear", "richardson", "richardson_fit"}


@cache
def drawn(name, size="page"):
    return model_answer(name).plot(size=size)


def lengths(ax):
    return [patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle)]


def names(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def curves(ax):
    """What the legend calls each curve, to the places on it."""
    (legend,) = ax.figure.legends
    words = [text.get_text().replace("\n", " ") for text in legend.get_texts()]
    lines = [line for line in ax.lines if line.get_transform() == ax.transData and len(line.get_xdata()) > 1]
    return dict(zip(words, lines, strict=False))


def verticals(ax):
    return [line.get_xdata()[0] for line in ax.lines if line.get_transform() != ax.transData]


def strip(ax):
    """The stretches of the strip at the foot, with what the legend says of their look."""
    (legend,) = ax.figure.legends
    words = {
        (patch.get_facecolor(), patch.get_hatch()): text.get_text().replace("\n", " ")
        for patch, text in zip(legend.legend_handles, legend.get_texts(), strict=True)
        if isinstance(patch, Rectangle)
    }
    return [
        (patch.get_x(), patch.get_x() + patch.get_width(), words[patch.get_facecolor(), patch.get_hatch()])
        for patch in ax.patches
        if isinstance(patch, Rectangle)
    ]


def small_print(ax):
    return " ".join(text.get_text() for text in ax.figure.texts).replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "size"),
    [pytest.param(name, "page", marks=[] if name in PAGES else [pytest.mark.slow]) for name in MODELS]
    + [pytest.param(name, "slide", marks=[pytest.mark.slow]) for name in MODELS],
)
def test_texts_keep_clear_of_one_another_and_on_the_sheet(name, size):
    assert misplaced(drawn(name, size)) == ([], [])


def test_every_result_of_a_model_is_drawn_here_or_with_the_other_results():
    kinds = {type(model_answer(name)) for name in MODELS}
    modules = {item.name for item in pkgutil.iter_modules(models.__path__)} - ELSEWHERE
    drawing = {
        value
        for module in modules
        for value in vars(importlib.import_module(f"deterrence.models.{module}")).values()
        if inspect.isclass(value) and "plot" in vars(value) and value.__module__.endswith(f".{module}")
    }
    assert drawing <= kinds


def test_an_unknown_size_is_refused():
    for name in ("shift", "shifts", "shifts in a plane"):
        with pytest.raises(ArgumentError, match="unknown size"):
            model_answer(name).plot(size="poster")


def test_bars_and_gauges_stand_at_values_and_thresholds():
    found = model_answer("shift")
    ax = drawn("shift")
    assert lengths(ax) == pytest.approx([float(found.missing), 0.7, 0.2, 0.6])
    marks = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"]
    assert marks == pytest.approx([float(found.win_later), float(found.cost), float(found.patience)])
    assert "0.7 (peace up to 0.5533)" in [text.get_text() for text in ax.texts]
    assert ax.get_title(loc="left") == "A shift of power: war"


def test_a_gauge_too_small_to_be_seen_is_told():
    ax = drawn("exit")
    assert names(ax) == ["comply", "breach", "leave"]
    assert "Discount factor 0.9 (no breach from 0.7071)." in small_print(ax)


def test_curves_are_the_quantities():
    found = model_answer("allies")
    line = curves(drawn("allies"))["the ally's reliability"]
    np.testing.assert_allclose(line.get_ydata(), found.reliability)
    np.testing.assert_allclose(line.get_xdata(), GRID(-0.2, 0.8, 61))


@pytest.mark.parametrize(
    ("name", "states", "edges"),
    [
        ("shifts", lambda found: np.where(found.war, "war", "peace"), lambda found: found.win_later[:1]),
        ("arms, many", lambda found: found.outcome, lambda found: found.offence_limit[:1]),
        (
            "allies",
            lambda found: found.outcome,
            lambda found: [found.resist_honour[0], found.deter_honour[0]],
        ),
    ],
)
def test_thresholds_are_where_the_answer_changes(name, states, edges):
    found = model_answer(name)
    ax = drawn(name)
    np.testing.assert_allclose(verticals(ax), edges(found))
    stretches = strip(ax)
    np.testing.assert_allclose([high for _, high, _ in stretches[:-1]], edges(found))
    xs = next(iter(curves(ax).values())).get_xdata()
    for x, state in zip(xs, states(found), strict=True):
        assert any(low - 1e-12 <= x <= high + 1e-12 and word == state for low, high, word in stretches)


def test_a_threshold_beyond_what_is_drawn_is_told():
    ax = power_shift(**RISE, win_later=GRID(0.3, 0.5, 11), cost=0.2).plot()
    assert verticals(ax) == []
    assert "Peace up to 0.5533, beyond what is drawn." in small_print(ax)


def test_points_may_come_in_any_order():
    ordered = preventive_war(investment=0.2, strike_cost=0.3, shift=1, discount_factor=0.9, detection=[0, 0.4, 0.8])
    mixed = preventive_war(investment=0.2, strike_cost=0.3, shift=1, discount_factor=0.9, detection=[0.8, 0, 0.4])
    one, other = (curves(found.plot())["war"].get_xydata() for found in (ordered, mixed))
    np.testing.assert_allclose(one, other)


def test_room_is_shaded_only_where_there_is_some():
    found = model_answer("threats")
    (shade,) = drawn("threats").collections
    across = np.concatenate([path.vertices[:, 0] for path in shade.get_paths()])
    assert across.max() == pytest.approx(GRID(0, 1, 101)[found.open].max())


@pytest.mark.parametrize("name", ["exits in a plane", "classes in a plane"])
def test_regions_of_a_map_are_where_the_model_says(name):
    found = model_answer(name)
    ax = drawn(name)
    shapes = [patch for patch in ax.patches if isinstance(patch, PathPatch)]
    (legend,) = ax.figure.legends
    words = [text.get_text().replace("\n", " ").partition(": ")[2] for text in legend.get_texts()]
    if name.startswith("exits"):
        xs, ys, states = GRID(1, 4, 31), GRID(0.3, 0.95, 21), [[f"best: {best}" for best in row] for row in found.best]
    else:
        xs = ys = GRID(0.02, 0.98, 25)
        states = [["; ".join(found.present(i, j)) for j in range(25)] for i in range(25)]
    rng = np.random.default_rng(4)
    checked = 0
    for i, j in rng.integers(1, 20, size=(60, 2)):
        inside = [shape.get_path().contains_point((xs[i], ys[j])) for shape in shapes]
        assert sum(inside) == 1
        word = words[inside.index(True)]
        if "rarer" not in word:
            assert word == states[i][j]
            checked += 1
    assert checked > 20


def test_the_first_place_on_further_axes_is_shown_and_told():
    cost = GRID(0, 1, 4)
    whole = power_shift(
        win_now=np.array([0.1, 0.3])[:, None, None], win_later=GRID(0.3, 1, 5)[:, None], cost=cost, discount_factor=0.6
    )
    first = power_shift(win_now=0.1, win_later=GRID(0.3, 1, 5)[:, None], cost=cost, discount_factor=0.6)
    one, other = (
        [patch.get_path().vertices.tolist() for patch in found.plot().patches if isinstance(patch, PathPatch)]
        for found in (whole, first)
    )
    assert one == other
    assert "the first value is shown" in small_print(whole.plot())


def test_more_points_than_are_listed_are_numbered():
    ax = ratification(proposer=GRID(0, 1, 2000), ratifier=0.3).plot()
    assert ax.get_xlabel() == "number of the point"
    assert "proposer: 2,000 numbers from 0 to 1." in small_print(ax)


def test_each_class_that_exists_has_a_row_of_its_outcomes():
    found = model_answer("classes")
    ax = drawn("classes")
    assert tuple(names(ax)) == found.present()
    np.testing.assert_allclose(
        lengths(ax), [float(found.outcome(end, name)) for name in found.present() for end in found.outcomes]
    )


def test_classes_over_a_parameter_have_their_curves_and_stretches():
    found = model_answer("classes of one")
    ax = drawn("classes of one")
    line = curves(ax)["both may stand"]
    np.testing.assert_array_equal(line.get_ydata(), found.outcome("hit", "both may stand"))
    stretches = strip(ax)
    for k, x in enumerate(GRID(0, 1, 41)):
        assert any(low <= x <= high and word == "; ".join(found.present(k)) for low, high, word in stretches)


def test_entrants_try_where_the_picture_says():
    found = model_answer("reputation")
    (depth,) = verticals(drawn("reputation"))
    assert (found.entry[found.rounds_left > depth] == 0).all()
    assert (found.entry[found.rounds_left < depth] > 0).all()


def test_a_chain_store_without_doubt_is_not_said_to_keep_anybody_out():
    assert "everybody comes in" in drawn("no reputation").get_title(loc="left")


def test_postures_and_the_accident_are_all_there_is():
    lines = curves(drawn("postures"))
    total = sum(lines[name].get_ydata() for name in ("calm", "alert", "an accident by then"))
    np.testing.assert_allclose(total, 1)
    assert sum(lengths(drawn("postures at once"))) == pytest.approx(1)


def test_those_who_stand_at_the_horizon_fight():
    found = model_answer("audience")
    ax = drawn("audience")
    (marks,) = [line.get_xydata() for line in ax.lines if line.get_markersize() == 7.5]
    assert marks[:, 0] == pytest.approx([float(found.horizon)] * 2)
    assert marks[:, 1].prod() == pytest.approx(float(found.war))
    for k in range(2):
        assert ax.lines[k].get_ydata()[-1] == pytest.approx(marks[k, 1])


def test_the_matrix_of_inspections_holds_the_values():
    cells = [text.get_text() for text in drawn("inspection").texts]
    for n, m in ((6, 2), (6, 3), (4, 1)):
        assert f"{float(inspection_value(periods=n, inspections=m)):.4g}" in cells
    bold = [text.get_text() for text in drawn("inspection").texts if text.get_fontweight() == "bold"]
    assert bold[-1] == f"{float(model_answer('inspection').value):.4g}"


def test_somebody_is_the_last_of_three_in_every_equilibrium():
    found = model_answer("truel")
    ax = drawn("truel")
    assert len(names(ax)) == found.equilibrium.sum() == 2
    np.testing.assert_allclose(np.reshape(lengths(ax), (-1, 3)).sum(axis=1), 1)


def test_all_equilibria_of_all_truels_have_marks():
    found = model_answer("truels")
    for who, line in enumerate(drawn("truels").lines):
        assert sorted(line.get_ydata()) == sorted(found.chance[:, who][found.equilibrium])


def test_starts_that_end_in_peace_are_filled():
    found = model_answer("populations")
    looks = {
        tuple(np.round(place, 9)): to_rgba(line.get_markerfacecolor()) != to_rgba("white")
        for line in drawn("populations").lines
        if line.get_marker() == "o"
        for place in line.get_xydata()
    }
    for (hawk, _, retaliator), calm in zip(STARTS, found.peaceful, strict=True):
        assert looks[hawk, retaliator] == calm


def test_peaceful_rests_lie_on_their_line():
    found = model_answer("populations")
    line = next(
        line for line in drawn("populations").lines if set(line.get_xdata()) == {0.0} and line.get_marker() != "o"
    )
    hawks, _, retaliators = found.end[found.peaceful].T
    np.testing.assert_allclose(hawks, 0, atol=1e-12)
    assert (retaliators >= line.get_ydata().min()).all()


def test_nothing_is_gained_at_a_cutoff_that_is_an_equilibrium():
    for name in ("signals", "public signals"):
        found = model_answer(name)
        line = drawn(name).lines[0]
        gain = np.interp(found.estimate, line.get_xdata(), line.get_ydata())
        np.testing.assert_allclose(gain, 0, atol=1e-4)


def test_the_riskiest_defence_tops_its_curve_and_pays_where_it_is_back():
    found = riskiest_defence(risk=0.1, share=0.5, harm=3, rival_harm=1)
    ax = found.plot()
    x, y = ax.lines[0].get_data()
    assert y.max() == pytest.approx(found.hit, rel=1e-4)
    assert x[y.argmax()] == pytest.approx(found.effectiveness, abs=0.01)
    (pays,) = verticals(ax)
    assert np.interp(pays, x, y) == pytest.approx(found.undefended, rel=1e-4)


def test_coefficients_have_two_standard_errors_either_way():
    found = model_answer("probit fit")
    ends = [line.get_xdata() for line in drawn("probit fit").lines if line.get_marker() == "|"]
    wanted = [
        (value - 2 * error, value + 2 * error)
        for name, values in found.coefficients.items()
        for value, error in zip(values, found.standard_errors[name], strict=True)
    ]
    np.testing.assert_allclose(ends, wanted)


def test_a_range_is_drawn_from_its_least_to_its_most():
    found = model_answer("range")
    (ends,) = [line.get_xdata() for line in drawn("range").lines if line.get_marker() == "|"]
    assert ends == pytest.approx((float(found.least), float(found.most)))
