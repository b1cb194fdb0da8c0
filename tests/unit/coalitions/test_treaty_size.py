"""Self-enforcing treaties by size: the definition, the published sizes, and ties by name."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.coalitions.treaty_size import linear_quadratic_treaty, linear_treaty, stable_sizes
from deterrence.errors import ArgumentError

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).resolve().parents[2] / "cases" / "alliance_cases.json").read_text())
}


@given(
    st.integers(1, 6).flatmap(lambda n: st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=n + 1, max_size=n + 1))
)
def test_sizes_are_stable_exactly_when_nobody_gains_by_changing_sides(rows):
    inside, outside = (list(column) for column in zip(*rows, strict=True))
    n = len(rows) - 1
    found = stable_sizes(inside, outside)
    internal = [k for k in range(n + 1) if k == 0 or inside[k] >= outside[k - 1]]
    external = [k for k in range(n + 1) if k == n or outside[k] >= inside[k + 1]]
    assert list(found.internally) == internal
    assert list(found.externally) == external
    assert list(found.stable) == [k for k in range(1, n + 1) if k in internal and k in external]
    ties = {k for k in range(1, n + 1) if inside[k] == outside[k - 1]}
    assert list(found.strictly) == [k for k in found.stable if k not in ties and k + 1 not in ties]
    assert list(found.potentially) == [k for k in range(1, n + 1) if k * inside[k] >= k * outside[k - 1]]


def test_three_sign_where_costs_are_quadratic_and_at_two_there_is_an_exact_tie():
    inside, outside = linear_quadratic_treaty(10)
    ks = np.arange(11)
    abatement = {k: k * k + 10 - k for k in ks}  # k signatories abate k each, outsiders 1
    assert inside[1:] == pytest.approx([abatement[k] - k * k / 2 for k in ks[1:]])
    assert outside[:-1] == pytest.approx([abatement[k] - 1 / 2 for k in ks[:-1]])
    found = stable_sizes(inside, outside)
    assert found.largest == CASES["iea_linear_quadratic"]["known"]["max_stable_k"]
    assert found.stable == (2, 3)
    assert found.strictly == ()
    assert found.external_tie[2]
    assert found.internal_tie[3]
    assert outside[2] == inside[3] == 11.5
    assert "a tie: an outsider may join" in str(found)
    assert "a tie: a signatory may leave" in found.verdict(3)
    assert found.verdict(5) == "not self-enforcing; a signatory gains by leaving"


@pytest.mark.parametrize("cost", [1.5, 2.0, 2.5, 3.0, 4.5, 9.5])
def test_as_many_sign_a_linear_treaty_as_make_it_worth_while(cost):
    found = stable_sizes(*linear_treaty(10, 1.0, cost))
    assert found.largest == math.ceil(cost)
    if cost == 2.5:
        assert found.largest == CASES["iea_binary_2.5"]["known"]["stable_k_coop"]


def test_a_cost_that_rounding_puts_above_the_benefits_is_a_tie():
    benefit = next(b / 100 for b in range(1, 100) if 3 * (b / 100) < round(3 * b / 100, 10))
    assert stable_sizes(*linear_treaty(10, benefit, round(3 * benefit, 10))).largest == 3


def test_answers_convert_and_cannot_be_written_to():
    found = stable_sizes(*linear_quadratic_treaty(4))
    assert found.to_pandas().stable.tolist() == [False, False, True, True, False]
    assert found.to_dict()["stable"] == [2, 3]
    assert not found.internal.flags.writeable
    assert "<table>" in found._repr_html_()


@pytest.mark.parametrize(
    ("inside", "outside"),
    [([0, 1], [0]), ([0], [0]), ([0, math.nan], [0, 0]), ("ab", "cd"), ([[0, 1]], [[0, 1]]), (None, [0, 1]), ([], [])],
)
def test_what_are_no_payoffs_by_size_is_refused_in_words(inside, outside):
    with pytest.raises(ArgumentError, match="payoffs"):
        stable_sizes(inside, outside)


def test_treaties_that_make_no_sense_are_refused():
    for arguments in ((10, 2.0, 1.0), (2, 1.0, 3.0), (10, math.nan, 1.0), ("ten", 1.0, 2.0)):
        with pytest.raises(ArgumentError):
            linear_treaty(*arguments)
    for arguments in ((0,), (3, 0.0), (3, 1.0, math.inf), (2.5,)):
        with pytest.raises(ArgumentError):
            linear_quadratic_treaty(*arguments)
