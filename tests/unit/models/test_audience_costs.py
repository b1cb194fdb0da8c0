from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.audience_costs import audience_crisis

NUMBERS = st.integers(1, 12).map(lambda n: n / 4)
PAIRS = st.tuples(NUMBERS, NUMBERS)


def rival_quits(found, side, steps=2000):
    """Times and probabilities of the rival's quitting, from its hazard, stepped through."""
    rival = 1 - side
    times = np.linspace(0, float(found.horizon), steps + 1)
    prize, pace = float(found.prize[side]), float(found.audience[side])
    left, quits = 1 - float(found.concedes[rival]), [float(found.concedes[rival])]
    for start, end in pairwise(times):
        middle = (start + end) / 2
        gone = left * (end - start) * pace / (prize + pace * middle)
        quits.append(gone)
        left -= gone
    return times, np.array(quits), left


@settings(max_examples=25)
@given(PAIRS, PAIRS, PAIRS)
def test_quitting_at_the_hazard_ends_with_the_fighters_only_and_nobody_has_a_better_time(audience, prize, worst):
    found = audience_crisis(audience=audience, prize=prize, worst_war=worst)
    for side in range(2):
        times, quits, left = rival_quits(found, side)
        pace, rival = audience[side], 1 - side
        fighters = audience[rival] * float(found.horizon) / worst[rival]
        assert left == pytest.approx(fighters, abs=2e-3)
        assert left == pytest.approx(1 - float(found.backs_down[rival]), abs=2e-3)
        won = np.cumsum(quits) * prize[side]
        stands = 1 - np.cumsum(quits)
        by_quitting = won - pace * times * stands
        assert np.ptp(by_quitting) < 1e-2 * prize[side]
        for war in np.linspace(-worst[side], 0, 21):
            by_attack = won + war * stands
            own = by_attack[-1] if -war <= pace * found.horizon else by_quitting[0]
            assert own >= max(by_attack.max(), by_quitting.max()) - 1e-2 * prize[side]


@given(PAIRS, PAIRS, PAIRS)
def test_swapping_the_sides_swaps_the_answers_and_scaling_audiences_changes_only_time(audience, prize, worst):
    found = audience_crisis(audience=audience, prize=prize, worst_war=worst)
    swapped = audience_crisis(audience=audience[::-1], prize=prize[::-1], worst_war=worst[::-1])
    assert swapped.backs_down[::-1].tolist() == pytest.approx(found.backs_down.tolist())
    assert swapped.concedes[::-1].tolist() == pytest.approx(found.concedes.tolist())
    assert float(swapped.war) == pytest.approx(float(found.war))
    scaled = audience_crisis(audience=[8 * a for a in audience], prize=prize, worst_war=worst)
    assert float(scaled.horizon) == pytest.approx(float(found.horizon) / 8)
    assert scaled.backs_down.tolist() == pytest.approx(found.backs_down.tolist())
    assert scaled.concedes.tolist() == pytest.approx(found.concedes.tolist(), abs=1e-12)
    assert float(scaled.war) == pytest.approx(float(found.war))


@given(PAIRS, NUMBERS, NUMBERS)
def test_the_stronger_audience_backs_down_less_and_only_the_weaker_concedes_at_once(audience, prize, worst):
    found = audience_crisis(audience=audience, prize=prize, worst_war=worst)
    strong, weak = (0, 1) if audience[0] >= audience[1] else (1, 0)
    assert found.backs_down[strong] <= found.backs_down[weak] + 1e-12
    assert found.concedes[strong] == pytest.approx(0, abs=1e-12)
    if audience[0] != audience[1]:
        assert found.concedes[weak] > 0


@given(PAIRS, PAIRS, PAIRS)
def test_the_regret_is_nothing_and_who_stands_falls_to_the_fighters(audience, prize, worst):
    found = audience_crisis(audience=audience, prize=prize, worst_war=worst)
    assert found.regret.max() < 1e-9
    assert found.standing(0).tolist() == pytest.approx((1 - found.concedes).tolist())
    at_the_end = found.standing(float(found.horizon) + 1)
    assert at_the_end.tolist() == pytest.approx((1 - found.backs_down).tolist())
    assert float(found.war) == pytest.approx(float(at_the_end.prod()))


def test_of_equal_sides_each_stands_with_the_golden_ratio():
    found = audience_crisis(audience=1, prize=1, worst_war=1)
    assert float(found.horizon) == pytest.approx((np.sqrt(5) - 1) / 2)
    assert float(found.war) == pytest.approx(((np.sqrt(5) - 1) / 2) ** 2)


def test_points_are_the_further_axes_and_results_print():
    found = audience_crisis(audience=[[1, 2, 3], [1, 1, 1]], prize=1, worst_war=[[1], [2]])
    assert found.horizon.shape == (3,)
    assert found.concedes.shape == (2, 3)
    assert str(found).count("\n") == 7
    assert found.to_dict()["audience"] == [[1, 2, 3], [1, 1, 1]]
    assert "<td>two</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"audience": 0, "prize": 1, "worst_war": 1}, "'audience' must be > 0"),
        ({"audience": [1, 2, 3], "prize": 1, "worst_war": 1}, "'audience' must have two entries"),
        ({"audience": [[1, 2], [1, 2]], "prize": [[1, 2, 3]] * 2, "worst_war": 1}, "shapes do not fit"),
    ],
)
def test_bad_numbers_are_refused(arguments, says):
    with pytest.raises(ArgumentError, match=says):
        audience_crisis(**arguments)
