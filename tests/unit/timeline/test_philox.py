"""Philox draws: the published vectors, NumPy's own generator, and the same bits in every engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.timeline.histories.engine import compiled_loop
from deterrence.timeline.philox import pair, pairs, philox, uniform

WORD = st.integers(0, 2**32 - 1)
LONG = st.integers(0, 2**63 - 1)


@pytest.mark.parametrize(
    ("counter", "key", "wanted"),  # Salmon et al. (2011), known answers of the reference implementation
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_the_published_words(counter, key, wanted):
    found = philox(*(int(word, 16) for word in f"{counter} {key}".split()))
    assert [f"{word:08x}" for word in found] == wanted.split()


def reference(c, k):
    """Ten rounds as the paper writes them, in Python's unbounded integers."""
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c[0], 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c[2], 2**32)
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return c


@given(st.lists(WORD, min_size=4, max_size=4), st.lists(WORD, min_size=2, max_size=2))
def test_scalars_and_arrays_give_the_papers_words(counter, key):
    wanted = tuple(reference(counter, key))
    assert philox(*counter, *key) == wanted
    with np.errstate(over="ignore"):
        arrays = philox(*(np.array([word], dtype=np.int64) for word in (*counter, *key)))
    assert tuple(int(word[0]) for word in arrays) == wanted


@given(LONG, LONG, WORD, WORD)
def test_a_uniform_lies_strictly_inside_the_unit_interval_and_depends_on_all_four(seed, replication, stream, number):
    found = uniform(seed, replication, stream, number)
    assert 0 < found < 1
    assert (found * 2**53) % 2 == 1
    assert found != uniform(seed ^ (1 << 40), replication, stream, number)
    assert found != uniform(seed, replication ^ (1 << 40), stream, number)
    assert found != uniform(seed, replication, stream ^ 1, number)
    assert found != uniform(seed, replication, stream, number ^ 1)
    one, other = pair(seed, replication, stream, number)
    assert one == found != other
    assert pairs(seed, [replication], stream, [number])[0, 0].tolist() == [one, other]
    assert pairs(seed, [-1 - replication], stream, [number])[0, 0].tolist() == [1 - one, 1 - other]
    assert pair(seed, -1 - replication, stream, number) == (1 - one, 1 - other)


def test_compiled_draws_have_the_same_bits():
    pytest.importorskip("numba")
    compiled = compiled_loop()["uniform"]
    for seed in (0, 1, 2**63 - 1):
        for number in range(50):
            place = (seed, seed ^ 12345, 3, number)
            assert compiled(*place) == uniform(*place)
            assert compiled_loop()["pair"](*place) == pair(*place)


def test_draws_are_even_and_independent_of_their_neighbours():
    found = pairs(1, [0], 0, np.arange(50_000)).ravel()
    assert abs(found.mean() - 0.5) < 4 * np.sqrt(1 / 12 / len(found))
    assert abs(np.corrcoef(found[:-1], found[1:])[0, 1]) < 4 / np.sqrt(len(found))
    other = np.array([uniform(1, k, 0, 0) for k in range(2000)])
    assert abs(np.corrcoef(other[:-1], other[1:])[0, 1]) < 4 / np.sqrt(len(other))
