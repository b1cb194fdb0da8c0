from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.accident_hazard import accident_probability
from deterrence.models.posture_chain import posture_chain

RATES = st.integers(0, 6).map(lambda n: n / 4)


def stepped(rates, hazard, start, time, steps=2_000):
    """The equations of motion in many small steps (midpoint rule)."""
    moves, lost = np.asarray(rates, dtype=float), np.asarray(hazard, dtype=float)

    def speed(held):
        return held @ moves - held * (moves.sum(axis=1) + lost)

    held, step = np.eye(len(lost))[start], time / steps
    for _ in range(steps):
        held = held + step * speed(held + step / 2 * speed(held))
    return held


@settings(max_examples=8, deadline=None)
@given(st.lists(RATES, min_size=6, max_size=6), st.tuples(RATES, RATES, RATES), st.integers(0, 2))
def test_follows_the_equations_of_motion(flows, hazard, start):
    rates = np.zeros((3, 3))
    rates[~np.eye(3, dtype=bool)] = flows
    found = posture_chain(rates, hazard, times=[0, 1.5], start=start)
    held = stepped(rates, hazard, start, 1.5)
    assert found.occupancy[0].tolist() == np.eye(3)[start].tolist()
    assert found.occupancy[1] == pytest.approx(held, abs=1e-5)
    assert found.accident[1] == pytest.approx(1 - held.sum(), abs=1e-5)


@given(RATES, st.floats(0.1, 5))
def test_one_posture_is_a_poisson_process(hazard, time):
    found = posture_chain([[0]], [hazard], times=time)
    assert found.accident[0] == pytest.approx(float(accident_probability(hazard, time)))
    assert found.mean_time == (pytest.approx(1 / hazard) if hazard else np.inf)
    assert found.long_run_rate == pytest.approx(hazard)


def test_the_mean_time_is_that_of_simulated_histories():
    random = np.random.default_rng(5)
    rates, hazard = {0: 0.5, 1: 2.0}, {0: 0.02, 1: 0.4}
    times = []
    for _ in range(4000):
        posture, time = 0, 0.0
        while True:
            time += random.exponential(1 / (rates[posture] + hazard[posture]))
            if random.random() < hazard[posture] / (rates[posture] + hazard[posture]):
                break
            posture = 1 - posture
        times.append(time)
    found = posture_chain([[0, 0.5], [2, 0]], [0.02, 0.4], times=[5, 20])
    assert found.mean_time == pytest.approx(np.mean(times), rel=0.05)
    assert found.accident == pytest.approx([np.mean(np.array(times) <= t) for t in (5, 20)], abs=0.02)


def test_in_the_long_run_accidents_come_at_the_long_run_rate():
    found = posture_chain([[0, 0.5], [2, 0]], [0.02, 0.4], times=[200, 201])
    survived = found.occupancy.sum(axis=1)
    assert -np.log(survived[1] / survived[0]) == pytest.approx(found.long_run_rate)


def test_a_posture_from_which_no_accident_comes_makes_the_mean_time_infinite_if_it_can_be_reached():
    safe_end = [[0, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert posture_chain(safe_end, [1, 0, 1], times=1).mean_time == np.inf
    assert posture_chain(safe_end, [1, 0, 1], times=1).long_run_rate == 0
    assert posture_chain(safe_end, [1, 0, 1], times=1, start=2).mean_time == 1


def test_prints_a_table_and_makes_plain_data():
    found = posture_chain([[0, 1], [1, 0]], [0, 0.1], times=[1], postures=["calm", "alert"])
    assert "accident stability" in str(found)
    assert found.to_dict()["postures"] == ["calm", "alert"]
    assert "<th>calm</th>" in found._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        found.accident[0] = 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rates": [[0, 1]]}, "'rates' must be a square"),
        ({"rates": [[1, 1], [1, 0]]}, "0 on their diagonal"),
        ({"hazard": [-1, 0]}, "'hazard' must be >= 0"),
        ({"start": 2}, "'start' must be a whole number from 0 to 1"),
        ({"times": [-1]}, "'times' must be >= 0"),
        ({"postures": ["calm", "calm"]}, "2 different names"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    arguments = {"rates": [[0, 1], [1, 0]], "hazard": [0, 0.1], "times": [1]} | change
    with pytest.raises(ArgumentError, match=says):
        posture_chain(arguments.pop("rates"), arguments.pop("hazard"), **arguments)
