from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.arming import arming, breakout_cap

DELTAS = st.integers(1, 18).map(lambda n: n / 20)
OFFENCES = st.sampled_from([0.05, 0.2, 0.5, 1.0, 2.0])
LOSSES = st.integers(0, 12).map(lambda n: n / 20)
FACTORS = np.concatenate([[0.0], np.geomspace(1e-6, 1e4, 20001)])


def breakout_gain(level, delta, offence, loss, upkeep, most=np.inf):
    """What the best breakout on a fine grid of builds gains over peace, summed over periods."""
    builds = FACTORS[most >= FACTORS] * level if level > 0 else np.array([0.0, 1e-12])
    if np.isfinite(most):
        builds = np.append(builds, most * level)
    arms = offence * builds + level
    chance = np.divide(offence * builds, arms, out=np.zeros_like(arms), where=arms > 0)
    for_ever = (delta ** np.arange(2000)).sum()
    broken = 0.5 - upkeep * builds + delta * for_ever * (chance - loss)
    return broken.max() - (0.5 - upkeep * level) * for_ever


@settings(max_examples=60)
@given(DELTAS, OFFENCES, LOSSES, st.sampled_from([0.5, 1.0, 4.0]))
def test_a_breakout_pays_below_the_level_and_not_at_it(delta, offence, loss, upkeep):
    found = arming(discount_factor=delta, offence=offence, war_loss=loss, upkeep=upkeep)
    level = float(found.level)
    if np.isnan(level):
        levels = np.geomspace(1e-6, 10, 60)
        assert min(breakout_gain(m, delta, offence, loss, upkeep) for m in levels) > -1e-7
        assert offence > float(found.offence_limit)
        assert str(found.outcome) == "war at the outset"
        return
    assert breakout_gain(level, delta, offence, loss, upkeep) <= 1e-6
    assert float(found.regret) <= 1e-9
    if level > 1e-9:
        for part in (0.2, 0.6, 0.95):
            assert breakout_gain(part * level, delta, offence, loss, upkeep) > 0
    war = (0.5 - loss) / (1 - delta)
    peace = (0.5 - upkeep * level) / (1 - delta)
    assert (str(found.outcome) == "war at the outset") == (peace < war - 1e-7)


def test_the_offence_limit_is_where_levels_end():
    limit = float(arming(discount_factor=0.5, offence=1, war_loss=0.2).offence_limit)
    assert limit == pytest.approx(0.7 / (0.3 * 2))
    found = arming(discount_factor=0.5, offence=[limit * 0.999, limit, limit * 1.001], war_loss=0.2)
    assert np.isnan(found.level).tolist() == [False, False, True]


def test_patience_lowers_the_offence_that_peace_bears_and_upkeep_changes_only_the_level():
    limits = arming(discount_factor=[0.1, 0.5, 0.9], offence=0.1, war_loss=0.2).offence_limit
    assert (np.diff(limits) < 0).all()
    cheap, dear = (arming(discount_factor=0.5, offence=1, war_loss=0.2, upkeep=c) for c in (1, 4))
    assert float(cheap.spending) == float(dear.spending)
    assert float(cheap.level) == 4 * float(dear.level)


def test_a_war_that_costs_half_of_everything_needs_no_arms():
    found = arming(discount_factor=0.5, offence=5, war_loss=[0.49, 0.5, 1.0])
    assert found.outcome.tolist()[1:] == ["no arms", "no arms"]
    assert found.level.tolist()[1:] == [0, 0]
    assert found.regret[1:].max() <= 1e-12


@settings(max_examples=40)
@given(DELTAS, OFFENCES, LOSSES.filter(lambda x: x < 0.5))
def test_with_a_cap_on_breakout_next_to_no_arms_keep_the_peace(delta, offence, loss):
    cap = float(breakout_cap(offence=offence, war_loss=loss))
    assert breakout_gain(1e-9, delta, offence, loss, 1.0, most=cap * 0.99) < 0
    assert breakout_gain(1e-9, delta, offence, loss, 1.0, most=cap * 1.01) > 0


def test_the_result_prints_its_sense_and_makes_plain_data():
    found = arming(discount_factor=0.5, offence=1, war_loss=0.5)
    assert "stability of the armed peace" in str(found)
    assert found.to_dict()["outcome"] == "no arms"
    assert "<td>no arms</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"discount_factor": 1}, "'discount_factor' must be"),
        ({"offence": 0}, "'offence' must be > 0"),
        ({"war_loss": 1.1}, "'war_loss' must be"),
        ({"upkeep": 0}, "'upkeep' must be > 0"),
    ],
)
def test_bad_numbers_are_refused(changes, says):
    with pytest.raises(ArgumentError, match=says):
        arming(**{"discount_factor": 0.5, "offence": 1, "war_loss": 0.2, **changes})
