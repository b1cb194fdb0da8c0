from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.coalitions.treaty_size import linear_treaty, stable_sizes
from deterrence.errors import ArgumentError
from deterrence.models.self_enforcing_size import self_enforcing_size, share_achieved


def payoffs(signed, benefit, cost):
    """What a signatory and an outsider get: signatories do their share if it is worth it to them together."""
    active = signed * benefit >= cost
    return (signed * benefit - cost, signed * benefit) if active else (0.0, 0.0)


@given(st.integers(1, 4), st.integers(1, 40), st.integers(2, 12))
def test_nobody_leaves_or_joins_at_the_size_found_and_somebody_leaves_any_larger_treaty(benefit, cost, members):
    if not benefit < cost < benefit * members:
        return
    size = int(self_enforcing_size(benefit, cost, members))
    for signed in range(size, members + 1):
        stays = payoffs(signed, benefit, cost)[0] >= payoffs(signed - 1, benefit, cost)[1]
        assert stays == (signed == size)
    if size < members:
        assert payoffs(size, benefit, cost)[1] >= payoffs(size + 1, benefit, cost)[0]
    assert size == stable_sizes(*linear_treaty(members, benefit, cost)).largest
    total = size * payoffs(size, benefit, cost)[0] + (members - size) * payoffs(size, benefit, cost)[1]
    best = members * payoffs(members, benefit, cost)[0]
    assert float(share_achieved(benefit, cost, members)) == pytest.approx(total / best)


def test_rounding_does_not_add_a_signatory_at_a_tie():
    assert self_enforcing_size([0.1, 0.3, 0.7], [0.3, 2.1, 2.1], 10).tolist() == [3, 7, 3]
    assert self_enforcing_size(1, [2.5, 3, 4.5], 10).tolist() == [3, 3, 5]


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ((1, 0.5, 10), "'cost' must lie between"),
        ((1, 10, 10), "'cost' must lie between"),
        ((1, 2, 3.5), "'members' must be whole numbers"),
        ((0, 2, 10), "'benefit' must be > 0"),
    ],
)
def test_what_is_no_dilemma_is_refused(given_, says):
    with pytest.raises(ArgumentError, match=says):
        self_enforcing_size(*given_)
