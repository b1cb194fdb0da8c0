from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.models.defence_transition import defence_grid, defence_transition, survivable_basing
from deterrence.models.first_strike import Side, first_strike_index

SIDE = Side(force=1, vulnerable=0.5, counterforce=2)
WEAK = Side(force=0.75, vulnerable=0.8, counterforce=1.5)


def test_a_grid_holds_the_index_of_each_pair_of_defences():
    sizes_one, sizes_two = np.linspace(0, 1, 4), np.linspace(0, 1.2, 5)
    table = defence_grid(SIDE, WEAK, defence_one=sizes_one, defence_two=sizes_two, hostility=0.6)
    for i, j in np.ndindex(4, 5):
        sides = replace(SIDE, defence=sizes_one[i]), replace(WEAK, defence=sizes_two[j])
        assert table.columns["index"][i, j] == pytest.approx(first_strike_index(*sides, hostility=0.6).index, abs=1e-12)
    assert table.to_pandas().shape == (20, 3)


def test_the_dip_is_as_low_as_any_point_of_a_finer_line():
    for one, two in [(SIDE, SIDE), (SIDE, WEAK), (WEAK, WEAK)]:
        found = defence_transition(one, two)
        fine = [
            first_strike_index(replace(one, defence=d), replace(two, defence=d)).index
            for d in np.linspace(0, found.defence[-1], 611)
        ]
        assert found.least <= min(fine) + 1e-6
        at = first_strike_index(replace(one, defence=found.dip), replace(two, defence=found.dip)).index
        assert at == pytest.approx(found.least, abs=1e-12)


def test_the_line_starts_without_defences_and_ends_where_they_stop_everything():
    found = defence_transition(SIDE, WEAK)
    assert found.index[0] == pytest.approx(first_strike_index(SIDE, WEAK).index, abs=1e-15)
    assert found.index[-1] == 1
    assert found.defence[-1] == 1
    assert defence_transition(SIDE, WEAK, most=0.25).defence[-1] == 0.25


def test_survivable_basing_removes_the_dip():
    safe = replace(SIDE, vulnerable=0.0)
    found = defence_transition(safe, safe)
    assert found.least == 1
    assert found.dip == 0


def test_basing_is_enough_up_to_its_share_and_not_beyond():
    share = survivable_basing(SIDE, SIDE, target=0.5)
    for factor, enough in [(share / 2, True), (share, True), (share + 1e-4, False)]:
        side = replace(SIDE, vulnerable=SIDE.vulnerable * factor)
        assert (defence_transition(side, side).least >= 0.5 - 1e-8) == enough
    assert survivable_basing(SIDE, SIDE, target=0.0) == 1
    assert survivable_basing(SIDE, SIDE, target=1.0) < 0.05


def test_prints_and_makes_plain_data():
    found = defence_transition(SIDE, SIDE)
    assert "no incentive to strike first" in str(found)
    assert found.to_dict()["dip"] == found.dip
    assert "<td>dip</td>" in found._repr_html_()


def test_bad_arguments_are_refused():
    with pytest.raises(ArgumentError, match="'defence_one' must be a list of numbers"):
        defence_grid(SIDE, SIDE, defence_one=1.0, defence_two=[1.0])
    with pytest.raises(ArgumentError, match="'defence_two' must be >= 0"):
        defence_grid(SIDE, SIDE, defence_one=[1.0], defence_two=[-1.0])
    with pytest.raises(ArgumentError, match="'most' must be > 0"):
        defence_transition(SIDE, SIDE, most=0)
    with pytest.raises(ArgumentError, match="'target' must be"):
        survivable_basing(SIDE, SIDE, target=1.5)
    with pytest.raises(ArgumentError, match="needs a Side"):
        survivable_basing(None, SIDE, target=0.5)
    with pytest.raises(ArgumentError, match="needs a Side"):
        defence_transition(SIDE, 1.0)
