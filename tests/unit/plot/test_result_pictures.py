"""Pictures of results: texts keep clear of one another, and what is drawn is what was found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.patches import Polygon
from unit.plot.overlaps import outside, overlapping
from unit.plot.result_answers import ANSWERS, CHICKEN, DEAL, DILEMMA, LEAVING, MAJORITY, PLANE, RACE, answer

import deterrence as dt
from deterrence.errors import ArgumentError

SLIDES = ("disagreement", "division")


def drawn(name, size="page"):
    found, options = answer(name)
    return found.plot(size=size, **options)


def written(ax):
    return [text.get_text() for text in ax.texts]


def names(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def lengths(ax):
    return [patch.get_width() for patch in ax.patches]


@pytest.mark.parametrize(
    ("name", "size"),
    [(name, "page") for name in ANSWERS]
    # Slides take as long again, and go wrong where pages do.
    + [pytest.param(name, "slide", marks=[] if name in SLIDES else [pytest.mark.slow]) for name in ANSWERS],
)
def test_texts_keep_clear_of_one_another_and_on_the_sheet(name, size):
    ax = drawn(name, size)
    assert overlapping(ax) == []
    assert outside(ax) == []


@pytest.mark.parametrize("name", ["claims", "correlated", "division", "fear", "forces", "inverse"])
def test_an_unknown_size_is_refused(name):
    with pytest.raises(ArgumentError, match="unknown size"):
        answer(name)[0].plot(size="poster")


def test_claims_show_their_verdicts_and_where_they_turn():
    report, options = answer("claims")
    ax = report.plot(**options)
    assert names(ax) == [row.name for row in report.rows]
    assert written(ax)[: len(report.rows)] == [row.verdict for row in report.rows]
    deal = options["scenario"]
    place = names(ax).index("pay_rule")
    now, turn = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1 and line.get_ydata() == -place]
    line = next(line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_ydata()[0] == -place)
    (left, right), (least, most) = line.get_xdata(), deal.span("pay")
    assert left < right
    assert now == pytest.approx(left + (right - left) * (deal.baseline["pay"] - least) / (most - least))
    assert turn == pytest.approx(left + (right - left) * (5 - least) / (most - least))


def test_claims_that_fail_come_first_where_there_are_too_many():
    report, _ = answer("claims")
    rows = tuple(replace(report.rows[0], name=f"c{k}", verdict="fails" if k == 40 else "holds") for k in range(60))
    assert names(replace(report, rows=rows).plot(size="slide"))[0] == "c40"


def test_a_lens_that_leaves_looks_other_than_one_that_keeps():
    found, _ = answer("disagreement")
    cells = iter(drawn("disagreement").patches)
    looks = {True: set(), False: set(), None: set()}
    for view in found.views:
        for keeps in view.keeps.values():
            cell = next(cells)
            looks[keeps].add((cell.get_facecolor(), cell.get_hatch()))
    assert all(len(look) == 1 for look in looks.values())
    assert len(set.union(*looks.values())) == 3


def test_changes_stand_where_they_are_in_their_ranges():
    found, _ = answer("inverse")
    ax = found.plot()
    row = -names(ax).index("arming")
    marks = {line.get_marker(): line.get_xdata()[0] for line in ax.lines if list(line.get_ydata()) == [row]}
    least, most = found.spans["arming"]
    assert marks["o"] == pytest.approx((found.baseline["arming"] - least) / (most - least))
    assert marks["D"] == pytest.approx((found.per_parameter["arming"].values["arming"] - least) / (most - least))


def test_shares_have_their_lengths_and_intervals():
    found, options = answer("stable shares")
    ax = found.plot(**options)
    shares = [found, *options["others"]]
    assert lengths(ax) == [one.share for one in shares]
    ends = [line.get_xdata() for line in ax.lines if line.get_marker() == "|"]
    np.testing.assert_allclose(ends, [one.interval for one in shares])


def test_recommendations_are_written_in_their_cells():
    cells = [text for text in written(drawn("correlated")) if text.replace(".", "").isdigit()]
    law = dt.correlated(CHICKEN).distribution[..., 0]
    np.testing.assert_allclose(sorted(float(cell) for cell in cells), sorted(law.ravel()), atol=1e-4)


def test_a_point_that_there_is_not_is_refused():
    with pytest.raises(ArgumentError, match="no point 3"):
        dt.correlated(CHICKEN).plot(point=3)


def test_eliminated_strategies_are_struck():
    found, options = answer("dominance")
    ax = found.plot(**options)
    gone = {(step.player, step.strategy) for step in found.eliminations}
    struck = sum(
        ("1", row) in gone or ("2", column) in gone for row in LEAVING.actions[0] for column in LEAVING.actions[1]
    )
    assert len(ax.lines) == struck > 0


def test_dominance_in_another_game_is_refused():
    with pytest.raises(ArgumentError, match="another game"):
        dt.dominance(LEAVING).plot(game=CHICKEN)


def test_patience_is_written_in_its_cell():
    cells = written(dt.sustainable(DILEMMA, [1, 1]).plot())
    assert {"from 0.5", "always"} <= set(cells)
    assert cells.count("never") == 2


def test_the_core_leaves_intervals_that_hold_its_point():
    game = answer("core")[1]["game"]
    ax = game.core().plot(game=game)
    ends = [line.get_xdata() for line in ax.lines if line.get_marker() == "|"]
    for (low, high), amount in zip(ends, game.core().point.values(), strict=True):
        assert low - 1e-6 <= amount <= high + 1e-6


def test_an_empty_core_shows_more_claimed_than_there_is():
    claims, total = lengths(MAJORITY.core().plot())
    assert (claims, total) == (pytest.approx(1.5), 1.0)


def test_divisions_among_others_are_refused():
    with pytest.raises(ArgumentError, match="different players"):
        DEAL.shapley().plot(others=[MAJORITY.shapley()])


def test_stable_sizes_are_marked_on_the_curve_of_signatories():
    found, _ = answer("treaty sizes")
    marks = [line.get_xydata().tolist() for line in found.plot().lines if line.get_markersize() == 7.5]
    assert sorted(place for group in marks for place in group) == [[k, found.signatory[k]] for k in found.stable]


def test_sizes_in_a_row_share_a_label():
    found, _ = answer("many treaty sizes")
    assert len(found.stable) > 10
    assert any(" to " in text for text in written(found.plot()))
    assert len(written(found.plot())) < 4


def test_first_strikes_have_their_costs():
    found, _ = answer("first strike")
    np.testing.assert_allclose(lengths(found.plot()), np.stack([found.first, found.second], axis=1).ravel())


def test_the_least_stable_division_comes_first():
    assert lengths(drawn("multipolar")) == sorted(answer("multipolar")[0].indices)


def test_best_replies_jump_at_the_threshold():
    found, _ = answer("fear")
    step = drawn("fear").lines[0].get_xydata()
    assert step[1].tolist() == [float(found.threshold), 0.0]
    assert step[2].tolist() == [float(found.threshold), 1.0]


def test_equilibria_of_a_race_lie_on_its_reply_and_on_the_diagonal():
    found, _ = answer("arms race")
    ax = found.plot()
    marks = np.concatenate([line.get_xydata() for line in ax.lines if line.get_markersize() == 7.5])
    np.testing.assert_allclose(marks[:, 0], marks[:, 1])
    np.testing.assert_allclose(found.reply(marks[:, 0]), marks[:, 1], atol=1e-9)
    assert len(marks) == len(found.probability)


def test_burdens_are_shares_that_sum_to_one():
    widths = lengths(drawn("burdens"))
    assert sum(widths[::2]) == pytest.approx(1)
    assert sum(widths[1::2]) == pytest.approx(1)


def test_nothing_moves_across_a_line_of_standing_still():
    ax = RACE.plot()
    for who, line in enumerate(ax.lines[:2]):
        speed = line.get_xydata() @ RACE.matrix.T + RACE.grievance
        np.testing.assert_allclose(speed[:, who], 0, atol=1e-9)


def test_regions_of_forces_are_where_the_plane_says():
    ax = PLANE.plot()
    rng = np.random.default_rng(3)
    points = rng.uniform(0, ax.get_xlim()[1], size=(300, 2))
    truth = PLANE.regions(points[:, 0], points[:, 1])
    shapes = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    look = {}
    for point, name in zip(points, truth, strict=True):
        inside = [shape for shape in shapes if shape.get_path().contains_point(point)]
        assert len(inside) == 1
        look.setdefault(str(name), set()).add((inside[0].get_facecolor(), inside[0].get_hatch()))
    assert all(len(found) == 1 for found in look.values())
    assert len({next(iter(found)) for found in look.values()}) == len(look) > 4


def test_edges_of_regions_part_two_of_them():
    ax = PLANE.plot()
    for line in ax.lines[:-1]:
        start, end = line.get_xydata()
        middle, way = (start + end) / 2, end - start
        normal = np.array([-way[1], way[0]]) / np.hypot(*way)
        sides = np.clip([middle + normal, middle - normal], 0, None)
        one, other = PLANE.regions(sides[:, 0], sides[:, 1])
        assert one != other


def test_numbers_stand_where_a_path_enters_a_region():
    found, _ = answer("path of forces")
    ax = found.plot()
    assert written(ax)[-len(found.region) :] == [str(k + 1) for k in range(len(found.region))]
    rings = next(line for line in ax.lines if line.get_marker() == "o")
    np.testing.assert_allclose(rings.get_xydata(), found.entry[:-1])
