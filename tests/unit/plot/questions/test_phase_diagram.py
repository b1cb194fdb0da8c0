from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

import deterrence as dt
from deterrence.plot.questions.phase_diagram import phase_diagram


@pytest.fixture(scope="module")
def treaty():
    grid = {"protection": np.linspace(0, 6, 241), "arming": np.linspace(0, 2, 81)}
    return dt.sweep(dt.load("treaty"), grid, quantities={"kept": "treaty == keep"})


def regions(ax):
    return [patch for patch in ax.patches if str(patch.get_gid()).startswith("region-")]


def test_every_outcome_has_a_region_a_hatch_and_a_name_in_the_legend(treaty):
    ax = phase_diagram(treaty)
    assert len(regions(ax)) == len(treaty.outcomes)
    looks = {(patch.get_facecolor(), patch.get_hatch()) for patch in regions(ax)}
    assert len(looks) == len({look for look, _ in looks}) == len({hatch for _, hatch in looks}) == len(treaty.outcomes)
    told = " ".join(text.get_text() for text in ax.figure.legends[0].get_texts())
    for name, value in itertools.chain(*treaty.outcomes):
        assert f"{name} = {value}" in told.replace("\n", " ")


def test_an_edge_lies_within_a_step_of_the_exact_threshold(treaty):
    exact = [row.value for row in dt.thresholds(dt.load("treaty"), "protection").rows]
    edges = np.unique(np.concatenate([patch.get_path().vertices[:, 0] for patch in regions(phase_diagram(treaty))]))
    for value in exact:
        assert np.abs(edges - value).min() <= 6 / 240


def test_the_baseline_is_marked_where_it_is(treaty):
    mark = next(line for line in phase_diagram(treaty).lines if line.get_gid() == "baseline")
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (3.0, 0.5)


@pytest.mark.parametrize("column", [None, "payoff.us"])
def test_a_baseline_outside_the_grid_is_told_without_a_mark(column):
    table = dt.sweep(dt.load("treaty"), {"protection": np.linspace(0, 2, 5), "arming": np.linspace(0, 2, 5)})
    ax = phase_diagram(table, column=column)
    assert not [line for line in ax.lines if line.get_gid() == "baseline"]
    told = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert told[-1] == "baseline outside: protection 3, arming 0.5"
    assert "the baseline" not in told


def test_the_name_of_a_region_stands_inside_it(treaty):
    ax = phase_diagram(treaty)
    labels = treaty.columns["outcome"]
    for text in ax.texts:
        if str(text.get_gid()).startswith("name-"):
            x, y = text.get_position()
            place = labels[np.abs(treaty.axes["protection"] - x).argmin(), np.abs(treaty.axes["arming"] - y).argmin()]
            said = text.get_text().replace("\n", " ")
            assert len(said) == 1 or all(f"{name} = {value}" in said for name, value in treaty.outcomes[place])


def test_axes_can_be_swapped(treaty):
    ax = phase_diagram(treaty, "arming", "protection")
    assert ax.get_xlim() == (0, 2)
    assert ax.get_xlabel().startswith("arming: Russian cost")
    mark = next(line for line in ax.lines if line.get_gid() == "baseline")
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (0.5, 3.0)


def test_a_quantity_that_is_true_or_false_has_two_regions(treaty):
    assert len(regions(phase_diagram(treaty, column="kept"))) == 2


def test_levels_around_zero_are_diverging_and_others_are_not(treaty):
    assert phase_diagram(treaty, column="payoff.us").collections[0].get_cmap().name == "cividis"
    assert phase_diagram(treaty, column="payoff.russia").collections[0].get_array().shape == (81, 241)


def test_a_saved_sweep_draws_the_same(treaty, tmp_path):
    treaty.save(tmp_path / "table.npz")
    again = phase_diagram(dt.Table.load(tmp_path / "table.npz"))
    assert again.get_xlabel() == "protection: US value of an unlimited defence"
    assert len(regions(again)) == len(treaty.outcomes)


def test_points_without_an_answer_are_left_white():
    labels = np.array([[0, -1], [0, 0]])
    table = dt.Table(
        axes={"a": np.arange(2.0), "b": np.arange(2.0)}, columns={"outcome": labels}, outcomes=((("x", "y"),),)
    )
    assert "no answer" in [text.get_text() for text in phase_diagram(table).figure.legends[0].get_texts()]


def test_what_cannot_be_drawn_is_said(treaty):
    with pytest.raises(dt.DeterrenceError, match="unknown column 'keptt'"):
        phase_diagram(treaty, column="keptt")
    with pytest.raises(dt.DeterrenceError, match="two parameters"):
        phase_diagram(dt.sweep(dt.load("treaty"), {"exit": [0.0, 1.0]}))
    with pytest.raises(dt.DeterrenceError, match="unknown axis 'armin'"):
        phase_diagram(treaty, "armin")


def test_a_fine_diagram_takes_under_two_seconds(tmp_path, slowness):
    def drawn(count: int) -> float:
        start = time.process_time()
        grid = {"protection": np.linspace(0, 6, count), "arming": np.linspace(0, 2, count)}
        phase_diagram(dt.sweep(dt.load("treaty"), grid)).figure.savefig(tmp_path / "fine.png")
        return time.process_time() - start

    drawn(20)
    assert min(drawn(500) for _ in range(2)) < 2 * slowness
