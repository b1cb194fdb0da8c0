"""Rogues behind leaking defences, and alarms that may be false: scenarios agree with their models over grids.

Sources are those of the scenario files `wilkening2000` and `barrett2013`. Grids avoid the thresholds themselves.
"""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.models.launch_on_warning import answer_threshold, belief_after_alarm
from deterrence.models.rogue_deterrence import attempt_gain

OFF = 0.0137


def spread(low, high, count=21):
    """Even steps that meet no round number."""
    return np.linspace(low + OFF, high - OFF / 2, count)


@pytest.mark.parametrize("attempts", [1, 3, 7])
def test_a_rogue_is_deterred_where_an_attempt_does_not_pay(attempts):
    axes = {"effectiveness": spread(0, 1), "punishment": spread(0, 0.4)}
    table = dt.sweep(dt.load("wilkening2000"), axes, given={"attempts": attempts}, quantities={"quiet": "quiet"})
    e, rho = np.meshgrid(*axes.values(), indexing="ij")
    gain = attempt_gain(benefit=2, cost=10, punishment=rho, effectiveness=e, attempts=attempts)
    assert ((table.columns["quiet"] > 0.5) == (gain < 0)).all()


def test_an_alarm_is_answered_where_it_is_believed_enough():
    axes = {"prior": spread(0, 0.5), "false_alarm": spread(0, 0.5), "late": spread(0, 10, 5)}
    scenario = dt.load("barrett2013")
    answers = {alarm: f"answer == launch and alarm == {alarm}" for alarm in ("rings", "silent")}
    table = dt.sweep(scenario, axes, quantities=answers)
    prior, false_alarm, late = np.meshgrid(*axes.values(), indexing="ij")
    edge = answer_threshold(scenario.baseline["error"], late)
    d = scenario.baseline["detect"]
    heard = belief_after_alarm(prior, detection=d, false_alarm=false_alarm)
    unheard = belief_after_alarm(prior, detection=1 - d, false_alarm=1 - false_alarm)
    assert ((table.columns["rings"] > 0) == (heard > edge)).all()
    assert ((table.columns["silent"] > 0) == (unheard > edge)).all()
