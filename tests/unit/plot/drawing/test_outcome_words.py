"""What outcomes are called: different ones differently, each by what happens in it."""

from __future__ import annotations

import random

import numpy as np
import pytest

from deterrence.plot.drawing.outcome_words import HARD, MOST, outcome_words, regions_of
from deterrence.tables.table import Table


def told(*paths):
    return [words.replace(HARD, " ") for words in outcome_words(paths)]


def test_what_is_decided_twice_is_told_twice():
    keep, leave = ("treaty", "keep"), ("treaty", "leave")
    assert told((keep, keep), (keep, leave), (leave, keep)) == [
        "treaty = keep, treaty = keep",
        "treaty = keep at first, treaty = leave",
        "treaty = leave at first, treaty = keep",
    ]


def test_a_step_is_left_out_only_where_all_take_it_at_the_same_visit():
    keep, leave, fund = ("treaty", "keep"), ("treaty", "leave"), ("fund", "pay")
    assert told((keep, fund, keep), (keep, fund, leave)) == ["treaty = keep", "treaty = leave"]
    assert told((keep, fund, leave), (leave, fund, keep)) == [
        "treaty = keep at first, treaty = leave",
        "treaty = leave at first, treaty = keep",
    ]


def test_what_all_take_back_later_is_said_to_be_so_at_first():
    assert told((("x", "a"), ("x", "c")), (("x", "b"), ("x", "c"))) == ["x = a at first", "x = b at first"]


def test_paths_of_the_same_steps_in_another_order_have_different_names():
    one, other = ("x", "a"), ("y", "b")
    assert told((one, other), (other, one)) == ["x = a, y = b", "y = b, x = a"]


@pytest.mark.parametrize("seed", range(300))
def test_different_paths_have_different_names_which_say_nothing_false(seed):
    rng = random.Random(seed)
    steps = [(name, value) for name in ("x", "y", "")[: rng.randint(1, 3)] for value in "abc"[: rng.randint(2, 3)]]
    paths = {tuple(rng.choices(steps, k=rng.randint(0, 4))) for _ in range(rng.randint(1, 12))}
    names = told(*sorted(paths))
    assert len(set(names)) == len(paths)
    for path, name in zip(sorted(paths), names, strict=True):
        said = [step.removesuffix(" at first") for step in name.split(", ")]
        taken = iter([f"{variable} = {value}" if variable else value for variable, value in path])
        assert name == "nothing else is decided" or all(step in taken for step in said)


def test_of_many_outcomes_the_largest_are_named_and_the_others_say_how_much_they_cover():
    sizes = np.random.default_rng(1).permutation(np.arange(1, 61))
    table = Table(
        axes={"a": np.arange(sizes.sum()), "b": np.array([0.0])},
        columns={"outcome": np.repeat(np.arange(60), sizes)[:, None]},
        outcomes=tuple((("x", f"v{size}"),) for size in sizes),
    )
    labels, words = regions_of(table, None)
    assert [w.replace(HARD, " ") for w in words[:-1]] == [f"x = v{size}" for size in range(60, 61 - MOST, -1)]
    assert words[-1] == f"{61 - MOST} rarer outcomes, {sum(range(1, 62 - MOST)) / sizes.sum():.0%} in all"
    assert np.bincount(labels.ravel()).tolist() == [*range(60, 61 - MOST, -1), sum(range(1, 62 - MOST))]
