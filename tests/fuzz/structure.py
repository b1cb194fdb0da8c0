"""Structure-aware fuzzer: break the entries of scenario documents; using one must end well or in a `DeterrenceError`.

Run for ten minutes with seeds 1, 7 and 8. Found: a prior of nothing, a whole number beyond floats, keys that are no
words, and an empty group beside a decision that looks ahead (`tests/cases/invalid`, `test_hostile_files.py`).

python tests/fuzz/structure.py --seconds 600 --seed 1
"""

from __future__ import annotations

import argparse
import copy
import functools
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # `tests`, when this is run as a script
import oracles
from fuzz.trial import corpus, prepare, trial_of_data, trial_of_text

EXAMPLES = 50
NUMBERS = st.sampled_from(
    [0, 1, -1, 2, 0.5, 1e-320, 1e308, -1e308, 10**30, 10**400, float("inf"), float("nan"), 64, 65, 1e16]
)
PIECES = [
    "0",
    "1",
    "2",
    ".5",
    "1e308",
    "1e-320",
    "-",
    "+",
    "*",
    "/",
    "**",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "(",
    ")",
    ",",
    "and",
    "or",
    "not",
    "if",
    "else",
    "min(",
    "max(",
    "abs(",
    "sqrt(",
    "exp(",
    "log(",
    "clip(",
    "pending",
    "any",
    "true",
    "false",
    "null",
    "__class__",
    "a.b",
    "'x'",
    "lambda",
    "=",
    "é",
]
SHAPES = st.sampled_from(
    [
        None,
        True,
        False,
        "",
        [],
        {},
        [[]],
        {"": None},
        [None],
        {"a": {"b": ["c"]}},
        [1, 2, 3],
        "a" * 300,
        "\n",
        "x: y",
        "- x",
        "3,0",
        {1: 2},
        {None: 1},
    ]
)


@functools.cache
def documents() -> list[dict[str, Any]]:
    """The good documents of the corpus."""
    return [oracles.read(path) for path in corpus()[0]]


def places(data: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every entry."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path for key, inner in items for path in [(*here, key), *places(inner, (*here, key))]]


def entry(data: Any, path: tuple[Any, ...]) -> Any:
    """The entry at a path."""
    for step in path:
        data = data[step]
    return data


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    """A document of the corpus with one to four entries changed."""
    data = copy.deepcopy(documents()[draw(st.integers(0, len(documents()) - 1))])
    for _ in range(draw(st.integers(1, 4))):
        paths = places(data)
        if not paths:
            break
        path = draw(st.sampled_from(paths))
        holder, key, value = entry(data, path[:-1]), path[-1], entry(data, path)
        kind = draw(st.integers(0, 7))
        if kind == 0:
            del holder[key]
        elif kind == 1:
            holder[key] = copy.deepcopy(draw(NUMBERS | SHAPES))
        elif kind in (2, 3):
            holder[key] = copy.deepcopy(entry(data, draw(st.sampled_from(paths))))
        elif kind in (4, 5):
            words = [str(step) for place in paths for step in place] + PIECES
            tokens = str(value).split()
            at = draw(st.integers(0, len(tokens)))
            tokens[at : at + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from(words), max_size=4))
            holder[key] = " ".join(tokens)
        elif kind == 6 and isinstance(holder, dict):
            words = [step for place in paths for step in place]
            holder[draw(st.sampled_from(words) | st.sampled_from(["", None, True, "a" * 300, "x y"]))] = holder.pop(key)
        else:
            holder[key] = draw(st.sampled_from([[value], {"value": value}, [value, value], {str(key): value}]))
    return data


def main() -> int:
    """Fuzz for a set time; returns 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    documents()
    prepare()
    ends, found = Counter[str](), set[str]()
    until = time.monotonic() + options.seconds

    def known(error: Exception) -> str:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {where.filename}:{where.lineno}"

    def shrunk_trial(number: int) -> None:
        @seed(number)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        @given(broken())
        def never_surprises(data: dict[str, Any]) -> None:
            if time.monotonic() > until:
                return
            try:
                ends[trial_of_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))] += 1
                if all(isinstance(key, str) for key in data):
                    ends["data " + trial_of_data(copy.deepcopy(data))] += 1
            except Exception as error:
                if known(error) not in found:
                    raise
                ends["known find"] += 1

        never_surprises()

    number = options.seed * 1_000_000
    while time.monotonic() < until:
        try:
            shrunk_trial(number)
        except Exception as error:
            found.add(known(error))
            print(f"find {len(found)} (seed {number}): {known(error)}\n{traceback.format_exc()[-8000:]}", flush=True)
        number += 1
    print(f"seed {options.seed}: {dict(ends)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
