from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from models_oracle import strike_first_gain

from deterrence.errors import ArgumentError
from deterrence.models.global_game import global_game, noise_cutoff
from deterrence.models.reciprocal_fear import reciprocal_fear

GAPS = st.integers(1, 8).map(lambda n: n / 2)
FEAR = {"peace": 0.0, "first": -1.0, "struck": -4.0, "mutual": -3.0}


def game_with(patience, fear):
    return {"peace": 0.0, "first": -patience, "struck": -3.0 - fear, "mutual": -3.0}


NOISE = 0.4


def best_reply(cutoff, temptations, own, patience, fear):
    """The lowest of one's signals at which striking pays against a cutoff, by counting on a grid of temptations."""
    seen = np.abs(temptations - own[:, None]) <= NOISE
    other = np.clip((temptations + NOISE - cutoff) / (2 * NOISE), 0, 1)
    gain = strike_first_gain(other, 0.0, -patience, -3.0 - fear, -3.0) + temptations
    return own[np.argmax(seen @ gain > 0)]


@pytest.mark.parametrize(("patience", "fear"), [(1.0, 1.0), (2.0, 1.0), (0.5, 1.5)])
def test_best_replies_to_best_replies_end_at_the_cutoff_whatever_they_start_from(patience, fear):
    temptations = np.linspace(-fear - 1, patience + 1, 2001)
    own = np.arange(-fear - 0.5, patience + 0.5, 0.005)
    expected = float(noise_cutoff(**game_with(patience, fear)))
    for cutoff in (-fear, patience):
        for _ in range(30):
            cutoff = best_reply(cutoff, temptations, own, patience, fear)
        assert cutoff == pytest.approx(expected, abs=0.03)


@given(GAPS, GAPS)
def test_without_temptation_sides_strike_where_striking_is_risk_dominant(patience, fear):
    cutoff = float(noise_cutoff(**game_with(patience, fear)))
    name = str(reciprocal_fear(**game_with(patience, fear)).risk_dominant)
    assert name == ("tie" if cutoff == 0 else "strike" if cutoff < 0 else "wait")


PRECISIONS = st.sampled_from([0.1, 0.5, 1.0, 4.0, 20.0])


@settings(max_examples=25)
@example(1.5, 2.5, 0.0, 0.5, 0.1)  # a cutoff at the edge of the grid
@example(0.5, 2.5, 0.0, 0.5, 0.1)
@given(GAPS, GAPS, st.integers(-8, 8).map(lambda n: n / 4), PRECISIONS, PRECISIONS)
def test_the_equilibria_are_all_sign_changes_of_the_gain_at_a_common_cutoff(patience, fear, mean, alpha, beta):
    found = global_game(**game_with(patience, fear), prior_mean=mean, prior_precision=alpha, signal_precision=beta)
    assert found.regret.max() < 1e-7

    from scipy.stats import norm

    signals = np.linspace(-60, 60, 12001) if alpha / beta > 5 else np.linspace(-15, 15, 12001)
    estimate = (alpha * mean + beta * signals) / (alpha + beta)
    strikes = norm.sf(signals, loc=estimate, scale=np.sqrt(1 / (alpha + beta) + 1 / beta))
    gain = strike_first_gain(strikes, 0.0, -patience, -3.0 - fear, -3.0) + estimate
    changes = signals[:-1][np.sign(gain[:-1]) * np.sign(gain[1:]) < 0]
    for change in changes:
        assert np.abs(found.signal - change).min() < 0.01
    if found.unique_for_every_prior:
        assert len(found.signal) == 1
    assert len(found.signal) in (1, 2, 3)


def test_public_knowledge_brings_three_equilibria_back_and_precise_signals_leave_one():
    public = global_game(**FEAR, prior_mean=0, prior_precision=10, signal_precision=4)
    assert len(public.signal) == 3
    assert not public.unique_for_every_prior
    private = global_game(**FEAR, prior_mean=0.7, prior_precision=10, signal_precision=1e8)
    assert private.unique_for_every_prior
    assert private.signal[0] == pytest.approx(float(noise_cutoff(**FEAR)), abs=1e-3)


def test_the_condition_for_one_equilibrium_is_met_with_equality_at_the_critical_precision():
    """At alpha = beta gamma is alpha * 2/3, and the payoffs add to 2."""
    critical = 1.5 * 2 * np.pi / 4
    for factor, unique in ((0.999, True), (1.0, True), (1.001, False)):
        alpha = critical * factor
        found = global_game(**FEAR, prior_mean=0, prior_precision=alpha, signal_precision=alpha)
        assert found.unique_for_every_prior == unique
        assert len(found.signal) == (1 if unique else 3)


def test_the_result_prints_its_sense_and_makes_plain_data():
    found = global_game(**FEAR, prior_mean=0, prior_precision=1, signal_precision=4)
    assert "crisis stability" in str(found)
    assert found.to_dict()["unique_for_every_prior"] is True
    assert "<td>0</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first": 2.0}, "must add to more than 0"),
        ({"prior_precision": 0}, "'prior_precision' must be > 0"),
        ({"signal_precision": -1}, "'signal_precision' must be > 0"),
        ({"prior_mean": np.nan}, "'prior_mean' must be finite"),
    ],
)
def test_bad_games_are_refused(changes, says):
    given_ = {**FEAR, "prior_mean": 0, "prior_precision": 1, "signal_precision": 1, **changes}
    with pytest.raises(ArgumentError, match=says):
        global_game(**given_)
