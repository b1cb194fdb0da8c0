"""The quantal-response path: the probabilities of the branch, its ends, and which choices are shown."""

from __future__ import annotations

import numpy as np
import pytest
from unit.plot.overlaps import outside, overlapping

import deterrence as dt
from deterrence.plot.equilibria.response_path import response_path
from deterrence.solvers.logit_branch import logit_branch

PENNIES = dt.NormalFormGame.of_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]])
RESOLVE = dt.build_game(dt.load("abm-2000-resolve"), given={"resolute": 0.6})


def paths(ax):
    return [line for line in ax.lines if len(line.get_xdata()) > 2]


def test_lines_are_the_probabilities_along_the_branch():
    branch = logit_branch(PENNIES, up_to=10.0)
    drawn = paths(response_path(PENNIES, branch))
    expected = [branch.probabilities[player][:, k] for player in ("1", "2") for k in (0, 1)]
    for line, share in zip(drawn, expected, strict=True):
        assert np.array_equal(line.get_xdata(), branch.precision)
        assert np.array_equal(line.get_ydata(), share)


@pytest.mark.parametrize("precision", [0.5, 2.0, 8.0])
def test_the_path_passes_through_quantal_responses(precision):
    ax = response_path(PENNIES, up_to=precision)
    at_end = dt.quantal_response(PENNIES, precision=precision)[0].probabilities
    ends = [line.get_ydata()[-1] for line in paths(ax)]
    np.testing.assert_allclose(ends, [*at_end["1"], *at_end["2"]], atol=1e-7)


def test_it_starts_at_chance_and_its_end_is_near_the_equilibrium():
    ax = response_path(PENNIES)
    drawn = paths(ax)
    assert {line.get_ydata()[0] for line in drawn} == {0.5}
    np.testing.assert_allclose([line.get_ydata()[-1] for line in drawn], [0.5, 0.5, 0.1, 0.9], atol=1e-3)
    ends = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [line.get_ydata()[0] for line in ends] == [line.get_ydata()[-1] for line in drawn]


def test_sets_that_the_end_reaches_come_first():
    ax = response_path(RESOLVE)
    words = [text.get_text().replace("\n", " ") for text in ax.get_figure().legends[0].get_texts()]
    assert words[0].startswith("treaty: keep")
    assert len(words) == 2 + 3 + 3


def test_what_is_shown_can_be_chosen():
    ax = response_path(RESOLVE, of="treaty")
    assert len(paths(ax)) == 2
    with pytest.raises(dt.DeterrenceError, match="unknown 'traety'"):
        response_path(RESOLVE, of="traety")
    with pytest.raises(dt.DeterrenceError, match="another game"):
        response_path(PENNIES, logit_branch(RESOLVE))


@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(size):
    for game in (PENNIES, RESOLVE, dt.build_game(dt.load("technology-for-money"))):
        ax = response_path(game, size=size)
        assert not overlapping(ax)
        assert not outside(ax)
