from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.technology_sale import copy_patience_threshold, technology_sale

SALE = {
    "own": 10.0,
    "supplied": 1.0,
    "price": 0.4,
    "copy_parts": 8.0,
    "copy_plans": 3.0,
    "margin": 0.3,
    "fee": 5.0,
    "discount_factor": 0.9,
    "fear": 6.0,
    "independence": 0.6,
    "dependence": 0.1,
}


def induction(g):
    """Who sells and builds what, by backward induction on streams added up; ties: depend, components."""
    ever = sum(g["discount_factor"] ** t for t in range(3000))
    worths = {}
    for sale, cost in (("components", g["copy_parts"]), ("technology", g["copy_plans"])):
        builds = g["own"] - cost > (g["supplied"] - g["price"]) * ever + 1e-9
        loss = g["fear"] * (g["independence"] if builds else g["dependence"])
        income = g["fee"] if sale == "technology" else 0 if builds else g["margin"] * ever
        worths[sale] = (income - loss, builds)
    best = "technology" if worths["technology"][0] > worths["components"][0] + 1e-9 else "components"
    return best, worths


@given(
    st.integers(0, 10),
    st.integers(0, 10),
    st.integers(0, 10),
    st.integers(0, 12),
    st.sampled_from([0.3, 0.5, 0.75, 0.9, 0.95]),
    st.integers(0, 4).map(lambda n: n / 4),
)
def test_seller_and_buyer_do_what_backward_induction_finds(parts, plans, fee, fear, d, price):
    parts, plans = max(parts, plans), min(parts, plans)
    game = SALE | {
        "copy_parts": parts,
        "copy_plans": plans,
        "fee": fee,
        "fear": fear,
        "discount_factor": d,
        "price": price,
    }
    found = technology_sale(**game)
    best, worths = induction(game)
    assert str(found.sale) == best
    assert (bool(found.copies_parts), bool(found.copies_plans)) == (worths["components"][1], worths["technology"][1])
    assert (float(found.components), float(found.technology)) == pytest.approx(
        (worths["components"][0], worths["technology"][0])
    )


def test_components_are_sold_from_the_fear_threshold_on_and_at_a_tie():
    edge = float(technology_sale(**SALE).fear_threshold)
    assert edge == pytest.approx(4)
    at = technology_sale(**SALE | {"fear": [edge - 1e-6, edge, edge + 1e-6]})
    assert at.sale.tolist() == ["technology", "components", "components"]


def test_the_impatient_build_and_at_the_threshold_a_tie_stays_dependent():
    edge = float(copy_patience_threshold(own=10, supplied=1, price=0.4, copy_cost=3))
    assert edge == pytest.approx(0.9142857142857143)
    at = technology_sale(**SALE | {"discount_factor": [edge - 1e-6, edge, edge + 1e-6]})
    assert at.copies_plans.tolist() == [True, False, False]
    assert copy_patience_threshold(own=2, supplied=1, price=0.4, copy_cost=3) == -np.inf


def test_a_buyer_who_would_not_use_the_plans_has_no_reason_to_pay_for_them():
    patient = technology_sale(**SALE | {"discount_factor": 0.92, "supplied": 1.1})
    assert str(patient.sale) == "technology"
    assert not patient.copies_plans
    assert patient.fee_limit == 0
    assert np.isnan(patient.fear_threshold)


def test_prints_a_table_and_makes_plain_data():
    found = technology_sale(**SALE)
    assert "stability of dependence" in str(found)
    assert found.to_dict()["sale"] == "components"
    assert "<td>components</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"price": 1.5}, "'price' must be at most 'supplied'"),
        ({"supplied": 10}, "'supplied' must be below 'own'"),
        ({"copy_plans": 9}, "'copy_plans' must be at most 'copy_parts'"),
        ({"dependence": 0.6}, "'dependence' must be below 'independence'"),
        ({"discount_factor": 1}, "'discount_factor' must be > 0 and < 1"),
    ],
)
def test_what_is_out_of_order_is_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        technology_sale(**SALE | change)
    if "price" in change:
        with pytest.raises(ArgumentError, match=says):
            copy_patience_threshold(own=10, supplied=1, price=1.5, copy_cost=3)
