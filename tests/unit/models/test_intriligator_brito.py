from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models_oracle import region_of_forces

from deterrence.errors import ArgumentError
from deterrence.models.intriligator_brito import REGIONS, ForcePlane, force_path

TENTHS = st.integers(0, 15).map(lambda n: Fraction(n, 10))
PLANE = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100, attack_a=20, attack_b=20)


@st.composite
def planes(draw):
    deter_a, deter_b = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    return {
        "exchange_a": draw(TENTHS),
        "exchange_b": draw(TENTHS),
        "deter_a": Fraction(deter_a),
        "deter_b": Fraction(deter_b),
        "attack_a": Fraction(draw(st.integers(0, deter_a))),
        "attack_b": Fraction(draw(st.integers(0, deter_b))),
    }


def of_floats(plane):
    return ForcePlane(**{name: float(value) for name, value in plane.items()})


@given(planes())
def test_each_point_is_named_as_the_forces_left_after_a_strike_say(plane):
    forces = range(0, 13)
    found = of_floats(plane).regions(np.arange(13.0)[:, None], np.arange(13.0)[None, :])
    for a in forces:
        for b in forces:
            assert found[a, b] == region_of_forces(Fraction(a), Fraction(b), plane)


@given(planes())
def test_the_vertex_is_the_least_point_of_the_cone_and_none_without_one(plane):
    found = of_floats(plane).vertex()
    if plane["exchange_a"] * plane["exchange_b"] >= 1:
        assert found is None
        grid = np.linspace(0, 1e4, 41)
        names = of_floats(plane).regions(grid[:, None], grid[None, :])
        if plane["deter_a"] > 0 and plane["deter_b"] > 0:
            assert not (names == "mutual deterrence").any()
        return
    a, b = found
    mutual = of_floats(plane).regions([a, a + 1e-3, max(a - 1e-3, 0)], [b, b + 1e-3 * 1.0, max(b - 1e-3, 0)])
    assert mutual[0] == "mutual deterrence"
    grid = np.linspace(0, 40, 81)
    names = of_floats(plane).regions(grid[:, None], grid[None, :])
    inside = np.argwhere(names == "mutual deterrence")
    assert (grid[inside] >= np.array([a, b]) - 1e-6).all()


@given(planes(), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=4))
def test_between_the_crossings_of_a_path_the_region_is_the_one_told(plane, points):
    found = force_path(of_floats(plane), points)
    assert found.at[0] == 0
    assert found.at[-1] == len(points) - 1
    assert all(one != two for one, two in zip(found.region, found.region[1:], strict=False))
    for i, region in enumerate(found.region):
        for part in (Fraction(1, 7), Fraction(3, 7), Fraction(6, 7)):
            t = Fraction(float(found.at[i])) * (1 - part) + Fraction(float(found.at[i + 1])) * part
            leg = min(int(t), len(points) - 2)
            a, b = (
                Fraction(x) * (1 - (t - leg)) + Fraction(y) * (t - leg)
                for x, y in zip(*points[leg : leg + 2], strict=True)
            )
            on_a_line = region_of_forces(a, b, plane) != region
            if on_a_line:
                names = {
                    region_of_forces(a + da, b + db, plane)
                    for da in (Fraction(-1, 10**9), 0, Fraction(1, 10**9))
                    for db in (Fraction(-1, 10**9), 0, Fraction(1, 10**9))
                }
                assert region in names


def test_the_vertex_of_the_symmetric_example_and_where_defences_move_it():
    plane = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100)
    assert plane.vertex() == pytest.approx((200, 200))
    assert plane.with_defence(a=0.5, b=0.5).vertex() == pytest.approx((400, 400))
    lopsided = plane.with_defence(a=0.5)
    assert lopsided.deter_a == 200
    assert lopsided.deter_b == 100


def test_a_defence_stops_its_share_of_what_comes_back():
    shielded = PLANE.with_defence(a=0.25, b=0.6)
    names = shielded.regions(np.arange(81)[:, None] * 5.0, np.arange(81)[None, :] * 5.0)
    for a, b in np.ndindex(81, 81):
        from_b, from_a = 0.75 * (b - 0.5 * a) * 5, 0.4 * (a - 0.5 * b) * 5
        name = names[a, b]
        assert (name == "mutual deterrence") == (from_b >= 100 - 1e-9 and from_a >= 100 - 1e-9)
        assert (name == "forced initiation") == (from_b <= 20 + 1e-9 and from_a <= 20 + 1e-9)
        assert (name in ("initiation by A", "forced initiation")) == (from_b <= 20 + 1e-9)


@given(planes(), st.integers(-3, 3), st.integers(-3, 3))
def test_a_race_heads_for_deterrence_if_far_out_it_is_there(plane, step_a, step_b):
    start, far = np.array([5.0, 5.0]), 1e9
    end = start + far * np.array([step_a, step_b])
    heads = of_floats(plane).heads_for_deterrence(step_a, step_b)
    if heads:
        assert str(of_floats(plane).regions(*end)) == "mutual deterrence"
    elif (end >= 0).all() and step_a != plane["exchange_b"] * step_b and step_b != plane["exchange_a"] * step_a:
        assert str(of_floats(plane).regions(*end)) != "mutual deterrence"


def test_disarming_leads_out_of_the_cone_and_arming_into_it():
    down = force_path(PLANE, [(300, 300), (0, 0)])
    assert down.region == ("mutual deterrence", "no deterrence, no attack", "forced initiation")
    assert down.entry[1] == pytest.approx([200, 200])
    up = force_path(PLANE, [(0, 0), (300, 300)])
    assert up.region == down.region[::-1]
    assert up.entry == pytest.approx(down.entry[::-1])


def test_a_path_that_stands_still_is_one_stage():
    found = force_path(PLANE, [(300, 300), (300, 300)])
    assert found.region == ("mutual deterrence",)


def test_a_point_on_both_lines_at_once_counts_as_deterred():
    plane = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100, attack_a=100, attack_b=100)
    assert str(plane.regions(200, 200)) == "mutual deterrence"
    assert str(plane.regions(200 - 1e-8, 200 - 1e-8)) == "mutual deterrence"
    assert str(plane.regions(200 - 1e-5, 200 - 1e-5)) == "forced initiation"


def test_prints_and_makes_plain_data():
    found = force_path(PLANE, [(300, 300), (0, 0)])
    assert str(found).startswith("nobody gains by striking first")
    assert found.to_dict()["region"][0] in REGIONS
    assert found.to_dict()["provenance"]["given"]["plane"]["deter_a"] == 100
    assert "<td>forced initiation</td>" in found._repr_html_()
    with pytest.raises(FrozenInstanceError):
        PLANE.deter_a = 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"exchange_a": -1}, "'exchange_a' must be >= 0"),
        ({"deter_b": float("nan")}, "'deter_b' must be finite"),
        ({"attack_a": 101}, "'attack_a' must be at most 'deter_a'"),
        ({"attack_b": 101}, "'attack_b' must be at most 'deter_b'"),
        ({"deter_a": "many"}, "'deter_a' must be a number"),
    ],
)
def test_bad_thresholds_are_refused_in_words(change, says):
    fine = {"exchange_a": 0.5, "exchange_b": 0.5, "deter_a": 100, "deter_b": 100}
    with pytest.raises(ArgumentError, match=says):
        ForcePlane(**{**fine, **change})


def test_bad_points_and_defences_are_refused_in_words():
    with pytest.raises(ArgumentError, match="at least two pairs"):
        force_path(PLANE, [(1, 1)])
    with pytest.raises(ArgumentError, match="at least two pairs"):
        force_path(PLANE, [(1, 1, 1), (2, 2, 2)])
    with pytest.raises(ArgumentError, match="'points' must be >= 0"):
        force_path(PLANE, [(1, 1), (-1, 0)])
    with pytest.raises(ArgumentError, match="needs a ForcePlane"):
        force_path(None, [(1, 1), (2, 2)])
    with pytest.raises(ArgumentError, match="'a' must be >= 0 and < 1"):
        PLANE.with_defence(a=1)
    with pytest.raises(ArgumentError, match="'force_b' must be >= 0"):
        PLANE.regions(1, -1)
