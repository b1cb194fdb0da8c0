from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.asymmetric_deterrence import credibility_threshold, satisfaction_threshold

GAPS = st.integers(1, 8).map(float)


def deterred(credibility, concession, status_quo, conflict):
    """Whether to stay is a best reply to a defender of whom a share is hard, type by type."""
    replies = {"hard": conflict, "soft": concession}
    share = {"hard": credibility, "soft": 1 - credibility}
    return status_quo >= sum(share[kind] * replies[kind] for kind in replies) - 1e-12


@given(st.integers(-5, 5), GAPS, GAPS)
def test_the_challenger_is_deterred_exactly_from_the_threshold_on(conflict, loss, temptation):
    status_quo, concession = conflict + loss, conflict + loss + temptation
    edge = float(credibility_threshold(concession=concession, status_quo=status_quo, conflict=conflict))
    for p in [*np.linspace(0, 1, 41), edge - 1e-6, edge + 1e-6]:
        assert deterred(p, concession, status_quo, conflict) == (p >= edge - 1e-9)
    assert deterred(edge, concession, status_quo, conflict)


@given(st.integers(-5, 5), GAPS, GAPS)
def test_satisfaction_and_credibility_are_one_condition_seen_from_two_sides(conflict, loss, temptation):
    status_quo, concession = conflict + loss, conflict + loss + temptation
    edge = credibility_threshold(concession=concession, status_quo=status_quo, conflict=conflict)
    back = satisfaction_threshold(concession=concession, conflict=conflict, credibility=edge)
    assert back == pytest.approx(status_quo, abs=1e-9)


def test_the_published_example_has_a_threshold_of_four_tenths():
    assert credibility_threshold(concession=1, status_quo=0.6, conflict=0) == pytest.approx(0.4)


def test_without_capability_or_temptation_there_is_no_threshold():
    for payoffs in itertools.product((0.0, 1.0), repeat=3):
        with pytest.raises(ArgumentError, match="must be worth more than"):
            credibility_threshold(concession=payoffs[0], status_quo=payoffs[1], conflict=payoffs[2])
    with pytest.raises(ArgumentError, match="'status_quo' must be worth more than 'conflict'"):
        credibility_threshold(concession=1, status_quo=0.6, conflict=0.7)


def test_as_conflict_nears_the_status_quo_the_threshold_nears_one():
    edge = credibility_threshold(concession=1, status_quo=0.6, conflict=[0.0, 0.5, 0.599999])
    assert (np.diff(edge) > 0).all()
    assert edge[-1] == pytest.approx(1, abs=1e-5)


def test_bad_credibilities_are_refused():
    with pytest.raises(ArgumentError, match="'credibility' must be"):
        satisfaction_threshold(concession=1, conflict=0, credibility=1.2)
    with pytest.raises(ArgumentError, match="shapes do not fit"):
        satisfaction_threshold(concession=[1, 1], conflict=0, credibility=[0.1, 0.2, 0.3])
