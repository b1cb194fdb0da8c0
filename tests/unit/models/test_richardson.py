from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models_oracle import stepped_race

from deterrence.errors import ArgumentError, NoAnswerError
from deterrence.models.richardson import Richardson, richardson

COEFFICIENTS = st.integers(0, 4).map(lambda n: n / 2)


@st.composite
def races(draw):
    n = draw(st.integers(1, 4))
    reaction = np.array([[0.0 if i == j else draw(COEFFICIENTS) for j in range(n)] for i in range(n)])
    fatigue = [draw(COEFFICIENTS) for _ in range(n)]
    grievance = [draw(st.integers(-2, 2)) for _ in range(n)]
    return richardson(reaction=reaction, fatigue=fatigue, grievance=grievance)


@given(*[COEFFICIENTS] * 4, st.integers(-3, 3), st.integers(-3, 3))
def test_two_nations_return_to_rest_iff_fatigue_outweighs_reaction(k, l, a, b, g, h):  # noqa: E741  # Richardson's letters
    found = richardson(reaction=(k, l), fatigue=(a, b), grievance=(g, h)).rest()
    if a > 0 and b > 0:
        margin = a * b - k * l
        assert found.verdict == ("returns" if margin > 0 else "is neutral" if margin == 0 else "departs")
    if a * b != k * l:
        assert found.equilibrium == pytest.approx(
            [(k * h + b * g) / (a * b - k * l), (l * g + a * h) / (a * b - k * l)]
        )
        assert found.residual < 1e-9
    else:
        assert np.isnan(found.equilibrium).all()


@settings(max_examples=30)
@given(races())
def test_the_path_is_what_small_steps_come_near(race):
    start = np.arange(1.0, len(race.grievance) + 1)
    table = race.path(start, [0.0, 1.0])
    end = np.array([table.columns[name][1] for name in race.nations])
    assert [table.columns[name][0] for name in race.nations] == pytest.approx(list(start))
    assert end == pytest.approx(stepped_race(race.matrix, race.grievance, start, 1.0, 400), rel=1e-3, abs=1e-3)


@settings(max_examples=30)
@given(races())
def test_it_returns_exactly_if_a_small_disturbance_dies_out(race):
    found = race.rest()
    still = Richardson(matrix=race.matrix, grievance=np.zeros_like(race.grievance))
    late = still.path(np.ones(len(race.grievance)), [60.0, 120.0])
    sizes = [sum(abs(late.columns[name][i]) for name in still.nations) for i in (0, 1)]
    if found.verdict == "returns":
        assert sizes[1] < sizes[0]
    elif found.verdict == "departs":
        assert sizes[1] > sizes[0] * 1.001
    else:
        assert sizes[0] * 0.999 < sizes[1] < 9 * sizes[0]


@given(races(), st.sampled_from([0.5, 2.0, 10.0]))
def test_rescaling_time_multiplies_the_eigenvalues_and_leaves_the_equilibrium(race, factor):
    faster = Richardson(matrix=race.matrix * factor, grievance=race.grievance * factor)
    here, there = race.rest(), faster.rest()
    shared = np.sort_complex(there.eigenvalues)
    assert shared == pytest.approx(np.sort_complex(here.eigenvalues * factor), abs=1e-5)
    assert there.equilibrium == pytest.approx(here.equilibrium, nan_ok=True)
    if abs(here.eigenvalues[0].real) > 1e-6:
        assert there.verdict == here.verdict


def test_two_neutral_pairs_of_which_one_drives_the_other_are_neutral():
    pair = np.array([[-1.0, 1.0], [1.0, -1.0]])
    chained = np.block([[pair, np.zeros((2, 2))], [np.ones((2, 2)), pair]])
    draw = np.random.default_rng(0)
    for _ in range(40):
        turned = draw.uniform(-1, 1, (4, 4)) + 2 * np.eye(4)
        matrix = np.linalg.solve(turned, chained @ turned)
        assert Richardson(matrix=matrix, grievance=np.zeros(4)).rest().verdict == "is neutral"


def test_a_race_with_no_rest_can_still_be_followed():
    race = richardson(reaction=(1, 1), fatigue=(1, 1), grievance=(1, 1))
    assert race.path([0, 0], [2.0]).columns["nation 1"][0] == pytest.approx(2.0)
    assert np.isnan(race.rest().equilibrium).all()


def test_a_race_that_outgrows_numbers_has_no_answer():
    race = richardson(reaction=(3, 3), fatigue=(1, 1), grievance=(0, 0))
    with pytest.raises(NoAnswerError, match="by time 1000"):
        race.path([1, 1], [1.0, 1000.0])


def test_prints_complex_eigenvalues_and_makes_plain_data():
    spiral = Richardson(matrix=[[-1, -2], [2, -1]], grievance=[0, 1], nations=("a", "b"))
    found = spiral.rest()
    assert "eigenvalues -1 + 2i, -1 - 2i" in str(found)
    assert "arms-race stability: eigenvalues): it returns" in str(found)
    assert found.to_dict()["eigenvalues"] == [pytest.approx([-1, 2]), pytest.approx([-1, -2])]
    assert "<td>a</td>" in found._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        spiral.matrix[0, 0] = 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reaction": (-1, 1)}, "'reaction' must be >= 0"),
        ({"fatigue": (-1, 1)}, "'fatigue' must be >= 0"),
        ({"fatigue": (1, 1, 1)}, "'reaction' has shape"),
        ({"reaction": [[1, 1], [1, 0]]}, "0 on the diagonal"),
        ({"grievance": (1, 1, 1)}, "3 grievances"),
        ({"grievance": (1, float("inf"))}, "'grievance' must be finite"),
        ({"nations": ["a"]}, "2 different names"),
    ],
)
def test_bad_coefficients_are_refused_in_words(change, says):
    fine = {"reaction": (1, 1), "fatigue": (2, 2), "grievance": (0, 0)}
    with pytest.raises(ArgumentError, match=says):
        richardson(**{**fine, **change})


def test_bad_starts_and_times_are_refused_in_words():
    race = richardson(reaction=(1, 1), fatigue=(2, 2), grievance=(0, 0))
    with pytest.raises(ArgumentError, match="'start' must hold 2 budgets"):
        race.path([1], [1])
    with pytest.raises(ArgumentError, match="'times' must be >= 0"):
        race.path([1, 1], [-1])
