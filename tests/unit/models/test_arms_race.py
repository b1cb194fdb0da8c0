from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from models_oracle import share_that_builds

from deterrence.errors import ArgumentError
from deterrence.models.arms_race import arms_race

TENTHS = st.integers(-5, 20).map(lambda n: n / 10)
TYPES = 2000
MIDPOINTS = (np.arange(TYPES) + 0.5) / TYPES


@settings(max_examples=30)
@given(TENTHS, TENTHS, st.integers(1, 20).map(lambda n: n / 10))
def test_the_equilibria_are_where_the_share_of_builders_is_what_everyone_expects(advantage, exposure, ceiling):
    assume(exposure > 0 and advantage < exposure)
    race = arms_race(advantage=advantage, exposure=exposure, ceiling=ceiling)
    costs = MIDPOINTS * ceiling
    for p in race.probability:
        assert share_that_builds(p, advantage, exposure, costs) == pytest.approx(p, abs=1.5 / TYPES)
    marks = [-0.05, *race.probability, 1.05]
    for low, high in itertools.pairwise(marks):
        inside = np.linspace(max(low, 0), min(high, 1), 9)[1:-1] if high - low > 0.1 else []
        gaps = [share_that_builds(p, advantage, exposure, costs) - p for p in inside]
        if race.intervals:
            assert np.abs(gaps).max(initial=0) <= 1 / TYPES
        else:
            assert not gaps or min(gaps) > 1e-4 or max(gaps) < -1e-4


@settings(max_examples=30)
@given(TENTHS, TENTHS, st.integers(1, 20).map(lambda n: n / 10))
def test_the_scan_of_a_distribution_finds_what_the_closed_form_says(advantage, exposure, ceiling):
    assume(exposure > 0 and advantage < exposure)
    closed = arms_race(advantage=advantage, exposure=exposure, ceiling=ceiling)
    found = arms_race(advantage=advantage, exposure=exposure, distribution=lambda cost: np.clip(cost / ceiling, 0, 1))
    assert found.probability == pytest.approx(closed.probability, abs=1e-9)
    assert found.intervals == closed.intervals
    assert found.attracts.tolist() == closed.attracts.tolist()
    assert max(*found.residual, *closed.residual) < 1e-9


def test_the_cascade_climbs_to_the_least_equilibrium_from_the_dominant_builders():
    race = arms_race(advantage=0.1, exposure=0.8, ceiling=1.0)
    path = race.cascade(200)
    assert path[1] == pytest.approx(0.1)
    assert (np.diff(path) >= 0).all()
    assert path[-1] == pytest.approx(1 / 3, abs=1e-12)
    assert race.cascade(200, start=1.0)[-1] == pytest.approx(1 / 3, abs=1e-12)


def test_a_negative_advantage_leaves_peace_a_watershed_and_a_full_race():
    race = arms_race(advantage=-0.2, exposure=1.5, ceiling=1.0)
    assert race.attracts.tolist() == [True, False, True]
    watershed = race.probability[1]
    assert race.cascade(400, start=watershed - 0.01)[-1] == pytest.approx(0)
    assert race.cascade(400, start=watershed + 0.01)[-1] == pytest.approx(1)


def test_the_multiplier_starts_where_the_highest_cost_is_the_exposure():
    shares = [arms_race(advantage=1e-3, exposure=1, ceiling=c).probability.tolist() for c in (1.0, 0.9)]
    assert shares == [[1.0], [1.0]]
    assert arms_race(advantage=1e-3, exposure=1, ceiling=1.1).probability[0] == pytest.approx(1e-3 / 0.101)


def test_a_ceiling_tied_with_the_exposure_counts_as_equal_to_it():
    race = arms_race(advantage=0.3 - 0.1 - 0.2, exposure=0.1 + 0.2, ceiling=0.3)
    assert race.probability.tolist() == [0, 1]
    assert race.intervals == ((0.0, 1.0),)
    assert "every probability from 0 to 1 is an equilibrium" in str(race)


def test_types_at_an_atom_of_the_distribution_mix():
    race = arms_race(advantage=0.0, exposure=1.0, distribution=lambda c: np.where(np.asarray(c) >= 0.4, 1.0, 0.0))
    assert race.probability == pytest.approx([0, 0.4, 1])
    assert race.attracts.tolist() == [True, False, True]
    assert race.residual.max() < 1e-9


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_an_equilibrium_that_only_touches_is_found_and_lets_go_on_one_side(side):
    def touching(cost):
        return np.clip(cost + side * (cost - 0.3217) ** 2 * (1 - cost) * cost, 0, 1)

    race = arms_race(advantage=0.0, exposure=1.0, distribution=touching)
    assert race.probability == pytest.approx([0, 0.3217, 1], abs=1e-4)
    assert not race.attracts[1]
    assert race.attracts[0] == (side < 0)


def test_plain_data_leaves_the_function_out():
    race = arms_race(advantage=0.1, exposure=0.8, ceiling=1.0)
    assert race.to_dict()["probability"] == pytest.approx([1 / 3])
    assert "reply" not in race.to_dict()
    assert "<td>returns</td>" in race._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"advantage": 1, "exposure": 1, "ceiling": 1}, "'advantage' must be below 'exposure'"),
        ({"advantage": 0.1, "exposure": 0, "ceiling": 1}, "'exposure' must be > 0"),
        ({"advantage": 0.1, "exposure": 1}, "either 'ceiling'"),
        ({"advantage": 0.1, "exposure": 1, "ceiling": 1, "distribution": np.sqrt}, "either 'ceiling'"),
        ({"advantage": 0.1, "exposure": 1, "ceiling": 0}, "'ceiling' must be > 0"),
        ({"advantage": [0.1, 0.2], "exposure": 1, "ceiling": 1}, "'advantage' must be one number"),
        ({"advantage": 0.1, "exposure": 1, "distribution": 0.5}, "must be a function"),
        ({"advantage": 0.1, "exposure": 1, "distribution": lambda c: 1 - c}, "must not fall"),
        ({"advantage": 0.1, "exposure": 1, "distribution": lambda c: 2 * c}, "'distribution' must be"),
        ({"advantage": 0.1, "exposure": 1, "distribution": lambda c: 0.5}, "gave shape"),
        ({"advantage": 0.1, "exposure": 1, "distribution": float}, "no value between 0 and 1"),
        ({"advantage": 0.1, "exposure": 1, "distribution": lambda c: c + np.nan}, "must be finite"),
    ],
)
def test_bad_arguments_are_refused_in_words(arguments, says):
    with pytest.raises(ArgumentError, match=says):
        arms_race(**arguments)


@pytest.mark.parametrize("rounds", [-1, 2.5, True, "ten", 10**7])
def test_rounds_of_the_cascade_are_counted_in_whole_numbers(rounds):
    with pytest.raises(ArgumentError, match="'rounds' must be a whole number"):
        arms_race(advantage=0.1, exposure=0.8, ceiling=1.0).cascade(rounds)
