from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.tied_hands import sunk_costs, tied_hands

EPS = 1e-9
TENTHS = st.integers(1, 12).map(lambda n: n / 10)
GAMES = st.tuples(TENTHS, TENTHS, st.integers(1, 12), st.integers(1, 24), st.integers(0, 9)).map(
    lambda g: (g[0], g[1], -g[2] / 10, (g[3] - g[2]) / 10, g[4] / 10)
)


def payoff(kind, prize, war, size, challenged):
    """A type that has sent a signal of this size, by the rules of the game."""
    paid_now, paid_on_retreat = (size, 0.0) if kind == "sunk costs" else (0.0, size)
    last = max(war, -paid_on_retreat)
    return (1 - challenged) * prize + challenged * last - paid_now


def fights(kind, war, size):
    return war >= (0.0 if kind == "sunk costs" else -size) - EPS


def separates(kind, game, size):
    """Whether silence of the irresolute and a signal of the resolute are best replies and rightly believed."""
    low_prize, high_prize, low, high, tough = game
    stays_silent = payoff(kind, low_prize, low, 0, 1) >= payoff(kind, low_prize, low, size, tough) - EPS
    speaks = payoff(kind, high_prize, high, size, tough) >= payoff(kind, high_prize, high, 0, 1) - EPS
    return stays_silent and speaks and fights(kind, high, size)


@given(GAMES)
def test_exactly_the_sizes_between_the_ends_separate(game):
    low_prize, high_prize, low, high, tough = game
    if high >= high_prize:
        return
    for signal in (sunk_costs, tied_hands):
        found = signal(prize=(low_prize, high_prize), war=(low, high), tough=tough)
        ends = [float(x) for x in (found.least, found.most) if np.isfinite(x)]
        for size in [*np.linspace(0.0013, 15, 400), *ends]:
            inside = bool(found.least - EPS <= size <= found.most + EPS)
            assert separates(found.kind, game, size) == inside
        if found.separates:
            own = payoff(found.kind, high_prize, high, float(found.least), tough)
            assert float(found.resolute) == pytest.approx(own)


@given(GAMES)
def test_where_both_separate_the_resolute_would_rather_tie_its_hands(game):
    low_prize, high_prize, low, high, tough = game
    if high >= high_prize:
        return
    sunk, tied = (f(prize=(low_prize, high_prize), war=(low, high), tough=tough) for f in (sunk_costs, tied_hands))
    if sunk.separates and tied.separates:
        assert float(tied.resolute) == pytest.approx(float(sunk.resolute) + float(sunk.least))


def test_sunk_costs_begin_at_the_low_types_gain_and_need_a_type_that_fights():
    found = sunk_costs(prize=(0.5, 1), war=(-0.5, [0.2, 0.0, -0.1, 0.5, 0.6]))
    assert found.least.tolist() == pytest.approx([0.5, 0.5, np.nan, 0.5, np.nan], nan_ok=True)
    assert found.most.tolist() == pytest.approx([0.8, 1.0, np.nan, 0.5, np.nan], nan_ok=True)
    assert not sunk_costs(prize=(1, 1), war=(-0.5, 0.2)).separates
    assert sunk_costs(prize=(1, 1), war=(-0.5, 0.0)).separates


def test_without_tough_challengers_tied_hands_separate_nobody():
    assert not tied_hands(prize=(0.1, 1), war=(-5, 0.2)).separates


def test_results_print_their_sense_and_make_plain_data():
    found = sunk_costs(prize=(0.5, 1), war=(-0.5, 0.2))
    assert found.to_dict()["least"] == 0.5
    assert "when called (perfectness)" in str(found)
    assert "<td>sunk costs</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"prize": 1}, "'prize' must be a pair"),
        ({"war": (0, 0.5)}, "irresolute type must be negative"),
        ({"war": (-0.5, -0.5)}, "resolute type must be more"),
        ({"war": (-0.5, 1)}, "less than the prize"),
        ({"tough": 1}, "'tough' must be"),
    ],
)
def test_bad_games_are_refused(changes, says):
    with pytest.raises(ArgumentError, match=says):
        tied_hands(**{"prize": (0.5, 1), "war": (-0.5, 0.2), "tough": 0.5, **changes})
