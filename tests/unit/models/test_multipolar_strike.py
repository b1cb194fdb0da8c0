from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from models_oracle import cheapest_strike

from deterrence.errors import ArgumentError
from deterrence.models.first_strike import Side, first_strike_index
from deterrence.models.multipolar_strike import multipolar_strike, pooled

SIDE = Side(force=1, vulnerable=0.5, counterforce=2)
OTHER = Side(force=2, vulnerable=0.25, counterforce=1, defence=0.5, value=3)


def capped(first, second):
    return first / second if first < second - 1e-9 else 1.0


def test_two_sides_are_one_division_with_the_index_of_two_sides():
    found = multipolar_strike({"a": SIDE, "b": OTHER}, hostility=0.5)
    assert found.divisions == ((("a",), ("b",)),)
    assert found.indices[0] == pytest.approx(first_strike_index(SIDE, OTHER, hostility=0.5).index)


def test_every_division_of_four_sides_appears_once():
    found = multipolar_strike(dict.fromkeys("abcd", SIDE))
    seen = {frozenset(map(frozenset, division)) for division in found.divisions}
    assert len(seen) == len(found.divisions) == 7
    assert all(sorted(bloc + rest) == list("abcd") for bloc, rest in found.divisions)


def test_a_bloc_is_its_members_together():
    bloc = pooled([SIDE, OTHER])
    assert (bloc.force, bloc.defence, bloc.value) == (3, 0.5, 4)
    assert bloc.vulnerable * bloc.force == pytest.approx(1.0)
    assert bloc.counterforce * bloc.force == pytest.approx(4.0)


def test_the_index_of_a_division_is_what_the_definition_says():
    found = multipolar_strike({"a": SIDE, "b": SIDE, "c": OTHER})
    lone, pair = SIDE, Side(force=3, vulnerable=1 / 3, counterforce=4 / 3, defence=0.5, value=4)
    first, second_pair, _ = cheapest_strike(lone, pair, 2.0, 0.3)
    first_pair, second, _ = cheapest_strike(pair, lone, 2.0, 0.3)
    at = found.divisions.index((("a",), ("b", "c")))
    assert found.indices[at] == pytest.approx(capped(first, second) * capped(first_pair, second_pair), abs=2e-3)
    assert found.least == min(found.indices)
    assert found.mean == pytest.approx(sum(found.indices) / 3)


def test_small_defences_lower_the_index_among_three_as_among_two():
    for rate, hostility, vulnerable, reach in itertools.product([2, 4], [0.3, 0.9], [0.5, 0.9], [1.5, 2, 4]):
        side = Side(force=1, vulnerable=vulnerable, counterforce=reach)
        for names in ("ab", "abc"):
            bare, shielded = (
                multipolar_strike(
                    {name: replace(side, defence=defence) for name in names}, damage_rate=rate, hostility=hostility
                ).mean
                for defence in (0.0, 0.05)
            )
            assert shielded < bare


def test_prints_and_makes_plain_data():
    found = multipolar_strike({"a": SIDE, "b": SIDE, "c": OTHER})
    assert "a + b  c" in str(found)
    assert found.to_dict()["divisions"][0] == [["a"], ["b", "c"]]
    assert "<td>b + c</td>" in found._repr_html_()


def test_bad_sides_are_refused():
    with pytest.raises(ArgumentError, match="2 to 12, found 1"):
        multipolar_strike({"a": SIDE})
    with pytest.raises(ArgumentError, match="2 to 12, found 13"):
        multipolar_strike({str(i): SIDE for i in range(13)})
    with pytest.raises(ArgumentError, match="needs a Mapping"):
        multipolar_strike([SIDE, SIDE])
    with pytest.raises(ArgumentError, match="needs a Side"):
        multipolar_strike({"a": SIDE, "b": 3})
