"""Chunks cover every point once, in order, and say how far the work is."""

from __future__ import annotations

import pytest

from deterrence.run.chunks import CHUNK, chunks


@pytest.mark.parametrize(("points", "size"), [(0, 3), (1, 3), (3, 3), (7, 3), (10, 1), (5, 100)])
def test_every_point_is_in_exactly_one_chunk_and_in_order(points, size):
    parts = list(chunks(points, size=size))
    assert [point for part in parts for point in range(part.start, part.stop)] == list(range(points))
    assert all(0 < part.stop - part.start <= size for part in parts)


def test_progress_is_told_after_a_chunk_is_done_and_not_before():
    told = []
    parts = chunks(5, lambda done, of: told.append((done, of)), size=2)
    next(parts)
    assert told == []
    next(parts)
    assert told == [(2, 5)]
    list(parts)
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_the_usual_chunk_stays_in_cache_and_is_worth_its_overhead():
    assert [part.stop - part.start for part in chunks(CHUNK + 1)] == [CHUNK, 1]
    assert 2**12 <= CHUNK <= 2**20
