from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models_oracle import stepped_race

from deterrence.errors import ArgumentError, NoAnswerError
from deterrence.models.capped_race import capped_race
from deterrence.models.richardson import Richardson, richardson

HALVES = st.integers(-4, 4).map(lambda n: n / 2)


@settings(max_examples=25)
@given(st.lists(HALVES, min_size=6, max_size=6), st.integers(0, 4), st.integers(0, 4))
def test_stays_within_bounds_as_small_steps_that_are_cut_off_do(numbers, first, second):
    race = Richardson(matrix=np.reshape(numbers[:4], (2, 2)), grievance=numbers[4:])
    caps = np.array([4.0, 5.0])
    table = capped_race(race, [first, second], [0.7, 3.0], caps=caps)
    for i, until in enumerate((0.7, 3.0)):
        found = [table.columns[name][i] for name in race.nations]
        slow = stepped_race(race.matrix, race.grievance, [first, second], until, 1000, caps)
        assert found == pytest.approx(slow, abs=0.02)
        assert all(0 <= x <= cap for x, cap in zip(found, caps, strict=True))


def test_far_from_the_bounds_it_is_the_race_without_them():
    race = richardson(reaction=(1, 2), fatigue=(2, 3), grievance=(1, 1))
    times = [3.0, 0.0, 1.0]
    free, bound = race.path([1, 2], times), capped_race(race, [1, 2], times, caps=100)
    for name in race.nations:
        assert bound.columns[name] == pytest.approx(free.columns[name], abs=1e-7)


def test_at_rest_on_a_bound_it_stays_there():
    race = richardson(reaction=(1, 1), fatigue=(1, 2), grievance=(0, 0))
    assert capped_race(race, [0, 0], [5.0], caps=3).columns["nation 1"][0] == 0
    level = Richardson(matrix=np.zeros((2, 2)), grievance=np.zeros(2))
    assert capped_race(level, [3, 0], [5.0], caps=3).columns["nation 1"][0] == 3


def test_a_rest_just_on_the_cap_is_approached():
    race = richardson(reaction=(0, 0), fatigue=(1, 1), grievance=(3, 1))
    assert capped_race(race, [0, 0], [100.0], caps=3).columns["nation 1"][0] == pytest.approx(3)


def test_a_budget_leaves_its_cap_when_the_other_disarms():
    race = Richardson(matrix=[[-1.0, 2.0], [0.0, -1.0]], grievance=[0.0, 0.0])
    table = capped_race(race, [2.0, 2.0], [0.0, 0.5, 5.0], caps=[2.0, 4.0])
    assert table.columns["nation 1"][1] == 2
    expected = stepped_race(race.matrix, race.grievance, [2, 2], 5.0, 20000, np.array([2.0, 4.0]))
    assert table.columns["nation 1"][2] == pytest.approx(expected[0], abs=1e-3)


def test_bad_bounds_are_refused_in_words():
    race = richardson(reaction=(1, 1), fatigue=(2, 2), grievance=(0, 0))
    with pytest.raises(ArgumentError, match="between 0 and the caps"):
        capped_race(race, [1, 4], [1], caps=3)
    with pytest.raises(ArgumentError, match="'caps' must be > 0"):
        capped_race(race, [0, 0], [1], caps=0)
    with pytest.raises(ArgumentError, match="'caps' must be one number or 2"):
        capped_race(race, [0, 0], [1], caps=[1, 2, 3])
    with pytest.raises(ArgumentError, match="needs a Richardson"):
        capped_race(None, [0, 0], [1], caps=[1, 2])


def test_a_race_too_fast_to_follow_has_no_answer():
    race = richardson(reaction=(1e20, 1), fatigue=(2, 2), grievance=(0, 0))
    with pytest.raises(NoAnswerError, match="too fast"):
        capped_race(race, [0, 0], [1.0], caps=3)
