from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from deterrence.plot.drawing.flags import BESIDE, raised

ROOM = (0.0, 300.0)


@st.composite
def crowds(draw):
    places = sorted(draw(st.lists(st.floats(0, 300), min_size=1, max_size=8)))
    return places, [draw(st.floats(5, 120)) for _ in places]


def boxes(places, widths, flags):
    for at, wide, flag in zip(places, widths, flags, strict=True):
        if flag is not None:
            start = at + BESIDE if flag.right else at - BESIDE - wide
            yield at, start, start + wide, flag.level


@given(crowds())
def test_words_lie_within_and_keep_clear_of_words_and_poles(crowd):
    drawn = list(boxes(*crowd, raised(*crowd, ROOM)))
    assert all(start >= ROOM[0] and stop <= ROOM[1] for _, start, stop, _ in drawn)
    for (one, a, b, low), (other, c, d, high) in combinations(drawn, 2):
        assert low != high or b <= c or d <= a
        assert not (high >= low and a < other < b)
        assert not (low >= high and c < one < d)


@given(st.lists(st.floats(0, 150), min_size=1, max_size=8))
def test_where_all_have_room_at_the_right_all_are_raised(places):
    flags = raised(sorted(places), [100.0] * len(places), ROOM)
    assert None not in flags


def test_a_word_longer_than_the_room_is_not_raised():
    assert raised([10.0], [400.0], ROOM) == [None]
