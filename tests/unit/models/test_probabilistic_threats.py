from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.models.probabilistic_threats import least_retaliation, most_defence, preemption
from deterrence.solvers.nash import nash

WORTH = {"row_peace": 2 / 3, "column_peace": 2 / 3, "row_submission": 1 / 3, "column_submission": 1 / 3}
TWELFTHS = st.integers(0, 12).map(lambda n: n / 12)
INNER = st.integers(1, 11).map(lambda n: n / 12)


def preempting(retaliation, success, disaster):
    return (1 - retaliation) * success + retaliation * disaster


@given(st.integers(-5, 5), st.integers(1, 8), st.integers(1, 8))
def test_preempting_pays_exactly_below_the_least_retaliation(disaster, above, over):
    peace, success = disaster + above, disaster + above + over
    edge = float(least_retaliation(peace=peace, success=success, disaster=disaster))
    for q in [*np.linspace(0, 1, 41), edge]:
        assert (preempting(q, success, disaster) > peace + 1e-9) == (q < edge - 1e-9)


@given(st.integers(-5, 5), st.integers(1, 8), st.integers(1, 8))
def test_some_level_deters_exactly_up_to_the_most_defence(disaster, above, over):
    peace, success = disaster + above, disaster + above + over
    edge = float(most_defence(peace=peace, success=success, disaster=disaster))
    for e in [*np.linspace(0, 1, 41), edge]:
        levels = np.minimum(np.linspace(0, 1, 11), 1 - e)
        feasible = any(preempting(q, success, disaster) <= peace + 1e-9 for q in levels)
        assert feasible == (e <= edge + 1e-9)


def test_in_evenly_spaced_chicken_one_in_three_deters_and_a_defence_of_a_half_but_not_of_four_fifths_leaves_it_so():
    assert least_retaliation(peace=2 / 3) == pytest.approx(1 / 3)
    edge = most_defence(peace=2 / 3)
    assert 0.5 <= edge < 0.8


def table(r3, r2, c3, c2, p, q, e, f):
    """The two-by-two game, history by history."""
    payoffs = np.zeros((2, 2, 2))
    for x, y in itertools.product((0, 1), repeat=2):
        if not x and not y:
            payoffs[x, y] = r3, c3
        elif x and not y:
            held = 1 - min(q, 1 - e)
            payoffs[x, y] = held * 1, held * c2
        elif y and not x:
            held = 1 - min(p, 1 - f)
            payoffs[x, y] = held * r2, held * 1
    return payoffs


@given(INNER, INNER, INNER, INNER, TWELFTHS, TWELFTHS, TWELFTHS, TWELFTHS)
def test_classes_are_those_that_the_table_of_payoffs_has(r3, r2, c3, c2, p, q, e, f):
    r2, c2 = r2 * r3, c2 * c3
    found = preemption(
        row_peace=r3,
        row_submission=r2,
        column_peace=c3,
        column_submission=c2,
        row_retaliation=p,
        column_retaliation=q,
        row_defence=e,
        column_defence=f,
    )
    payoffs = table(r3, r2, c3, c2, p, q, e, f)
    for (x, y), exists in zip(((0, 0), (1, 0), (0, 1), (1, 1)), found.exists, strict=False):
        best = payoffs[x, y, 0] >= payoffs[1 - x, y, 0] - 1e-9 and payoffs[x, y, 1] >= payoffs[x, 1 - y, 1] - 1e-9
        assert exists == best
    for i in np.flatnonzero(found.exists):
        x, y = found.play[i]
        mine, theirs = [1 - x, x], [1 - y, y]
        rows, columns = payoffs[..., 0] @ theirs, mine @ payoffs[..., 1]
        gain = max(rows.max() - mine @ rows, columns.max() - columns @ theirs)
        assert gain <= 1e-9
        assert found.regret[i] == pytest.approx(gain, abs=1e-12)


@pytest.mark.parametrize("defences", [(0, 0), (0.5, 0), (0.8, 0), (0, 0.9), (0.8, 0.8), (0.95, 0.7)])
def test_away_from_ties_the_list_is_that_of_the_solver(defences):
    found = preemption(
        **WORTH, row_retaliation=0.5, column_retaliation=0.6, row_defence=defences[0], column_defence=defences[1]
    )
    payoffs = table(2 / 3, 1 / 3, 2 / 3, 1 / 3, 0.5, 0.6, *defences)
    game = NormalFormGame.of_matrices(payoffs[..., 0], payoffs[..., 1])
    solved = sorted(tuple(float(e.probabilities[name][1]) for name in game.players) for e in nash(game))
    listed = sorted(tuple(found.play[i].tolist()) for i in np.flatnonzero(found.exists))
    assert len(listed) == len(solved)
    assert np.allclose(listed, solved, atol=1e-9)


def test_at_the_threshold_peace_and_preemption_are_both_listed():
    found = preemption(**WORTH, row_retaliation=0.5, column_retaliation=1 / 3)
    assert found.present() == ("peace", "row preempts")
    edge = preemption(**WORTH, row_retaliation=1 / 3, column_retaliation=1 / 3)
    assert found.regret[0] <= 1e-9
    assert edge.present() == ("peace", "row preempts", "column preempts", "mixed")


def test_both_preempt_for_sure_only_where_retaliation_is_certain():
    found = preemption(**WORTH, row_retaliation=[1.0, 1.0, 0.99], column_retaliation=[1.0, 0.99, 1.0])
    assert found.where("both preempt").tolist() == [True, False, False]


def test_threatening_more_does_not_make_up_for_the_other_sides_defence():
    found = preemption(**WORTH, row_retaliation=1, column_retaliation=[0.5, 0.75, 1.0], row_defence=0.8)
    assert not found.where("peace").any()
    assert found.outcome("disaster", "row preempts") == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"row_peace": 1.0}, "'success' must be worth more than 'row_peace'"),
        ({"column_submission": 0.7}, "'column_peace' must be worth more than 'column_submission'"),
        ({"row_submission": 0}, "'row_submission' must be worth more than 'disaster'"),
        ({"row_retaliation": 1.5}, "'row_retaliation' must be"),
        ({"column_defence": -0.5}, "'column_defence' must be"),
        ({"row_defence": [0.1, 0.2], "row_peace": [0.5, 0.6, 0.7]}, "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        preemption(**{"row_retaliation": 0.5, "column_retaliation": 0.5, **WORTH, **change})
