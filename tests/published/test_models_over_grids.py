"""Published scenarios with perfect information agree with the models in closed form over grids of their parameters."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.models.power_shift import power_shift
from deterrence.models.truel import truel, truel_chances


@pytest.mark.parametrize("now", [0.1, 0.3, 0.5])
def test_the_declining_side_fights_where_a_power_shift_says_so(now):
    later, patience = np.linspace(now, 1, 19), np.linspace(0, 0.9, 19)
    table = dt.sweep(
        dt.load("fearon1995"),
        {"later": later, "patience": patience},
        given={"now": now},
        quantities={"war": "reply == fight"},
    )
    found = power_shift(win_now=now, win_later=later[:, None], cost=0.2, discount_factor=patience)
    clear = np.abs(found.missing) > 1e-6
    assert clear.mean() > 0.9
    assert found.war.any()
    assert not found.war.all()
    assert (table.columns["war"][clear] == found.war[clear]).all()


def test_the_weakest_of_three_survives_as_often_as_its_best_choice_of_the_truel_says():
    weak, middle = np.linspace(0.05, 0.95, 13), np.linspace(0.06, 0.94, 12)
    table = dt.sweep(dt.load("mosteller1965"), {"weak_skill": weak, "middle_skill": middle})
    skills = np.stack(np.broadcast_arrays(weak[:, None], 1.0, middle))
    found = truel(skills)
    strongest_aims = [found.targets.index((None, 2, 1)), found.targets.index((None, 0, 1))]
    at_middle = found.chance[strongest_aims[0], 1] >= found.chance[strongest_aims[1], 1]
    best = np.max(
        [
            np.where(
                at_middle,
                truel_chances(skills, targets=(target, 2, 1))[0],
                truel_chances(skills, targets=(target, 0, 1))[0],
            )
            for target in (None, 1, 2)
        ],
        axis=0,
    )
    assert np.allclose(table.columns["payoff.weak"], best, atol=1e-9)
