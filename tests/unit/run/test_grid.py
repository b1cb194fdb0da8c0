"""Chunks cover the work once; shards divide the chunks; sizes are powers of two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.run.grid import Grid, Shard, chunk_size


@given(st.integers(0, 200), st.integers(1, 50))
def test_every_unit_is_in_exactly_one_chunk_and_in_order(total, size):
    grid = Grid(total, size)
    units = [unit for number in range(len(grid)) for unit in range(*grid.span(number))]
    assert units == list(range(total))


@given(st.integers(0, 100), st.integers(1, 12))
def test_every_chunk_is_in_exactly_one_shard_by_its_remainder(total, count):
    grid = Grid(total, 1)
    shares = [Shard.parse(f"{index}/{count}").numbers(grid) for index in range(1, count + 1)]
    for number in range(total):
        assert [number in share for share in shares] == [number % count == k - 1 for k in range(1, count + 1)]


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/", "/4", "a/4", "-1/4", "1/0", "1.0/4", "1/4/2", "²/4", ""])
def test_a_shard_that_is_none_is_refused_with_the_form(text):
    with pytest.raises(ArgumentError, match="k/n with k from 1 to n"):
        Shard.parse(text)


@pytest.mark.parametrize(("total", "size"), [(-1, 1), (1, 0)])
def test_a_grid_that_is_none_is_refused(total, size):
    with pytest.raises(ArgumentError, match="no grid"):
        Grid(total, size)


@given(st.floats(1e-9, 3.0))
def test_a_chunk_takes_between_half_and_all_of_the_seconds_asked_for(seconds_per_unit):
    size = chunk_size(seconds_per_unit)
    assert 1.5 < size * seconds_per_unit <= 3.0 + 1e-9
    assert size & (size - 1) == 0


def test_a_unit_longer_than_a_chunk_is_a_chunk():
    assert chunk_size(3600) == 1
    with pytest.raises(ArgumentError, match="positive"):
        chunk_size(0)
