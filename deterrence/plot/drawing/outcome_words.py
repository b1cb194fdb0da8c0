"""What the outcomes of a table are called: the steps in which they differ, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

import numpy as np
import numpy.typing as npt

from deterrence.tables.table import Table
from deterrence.tables.text import number

Ints = npt.NDArray[np.int64]
Path = tuple[tuple[str, str], ...]
Visit = tuple[str, int, str]
MOST = 8
NONE = -1
NO_ANSWER = "no answer"
FEW = 6
HARD = "\N{NO-BREAK SPACE}"


def outcome_words(paths: Sequence[Path]) -> list[str]:
    r"""Each path without the steps that all share, in order; different paths have different names.

    A step is shared where every path has it at the same visit of its variable.
    What a path later takes back is said to be so at first. Where paths differ
    in nothing but the order of their steps, all steps are told. A step is not
    broken over lines (its blanks are no-break spaces); one without a name is
    its value.

    >>> outcome_words([(("treaty", "keep"), ("fund", "pay")), (("treaty", "leave"), ("fund", "pay"))])
    ['treaty\xa0=\xa0keep', 'treaty\xa0=\xa0leave']
    >>> [words.replace(HARD, " ") for words in outcome_words([(("x", "a"), ("x", "b")), (("x", "b"), ("x", "a"))])]
    ['x = a at first, x = b', 'x = b at first, x = a']
    """
    visits = [_visits(path) for path in paths]
    shared = set(visits[0]).intersection(*visits[1:]) if len(paths) > 1 else set()
    told = [_told(path, shared) for path in visits]
    return told if len(set(told)) == len(set(paths)) else [_told(path, set()) for path in visits]


def _visits(path: Path) -> list[Visit]:
    """The steps of a path, each with how often its variable was visited before."""
    seen = Counter[str]()
    found = list[Visit]()
    for name, value in path:
        found.append((name, seen[name], value))
        seen[name] += 1
    return found


def _told(path: Sequence[Visit], shared: Set[Visit]) -> str:
    last = {name: value for name, _, value in path}
    steps = [
        (f"{name}{HARD}={HARD}{value}" if name else value)
        + (f"{HARD}at{HARD}first" if name and value != last[name] else "")
        for name, visit, value in path
        if (name, visit, value) not in shared
    ]
    return ", ".join(steps) or "nothing else is decided"


def regions_of(table: Table, column: str | None) -> tuple[Ints, list[str]]:
    """The number of each point's region, -1 where there is no answer, and what the regions are called.

    Of many regions the smallest are one, the last. The regions are the
    outcomes, or the values of a column of few values.
    """
    if column is None:
        labels, words = table.columns["outcome"].astype(np.int64), outcome_words(table.outcomes)
    else:
        values = table.columns[column]
        found, labels = np.unique(values[np.isfinite(values)], return_inverse=True)
        words = _named(column, found)
        whole = np.full(values.shape, NONE, dtype=np.int64)
        whole[np.isfinite(values)] = labels
        labels = whole
    return _gathered(labels, words)


def has_regions(table: Table, column: str) -> bool:
    """Whether a column has so few values that they are regions."""
    values = table.columns[column]
    return bool(len(np.unique(values[np.isfinite(values)])) <= FEW and set(np.unique(values)) <= {0.0, 1.0})


def _named(column: str, values: npt.NDArray[np.float64]) -> list[str]:
    if set(values.tolist()) <= {0.0, 1.0}:
        return [column if value else f"not {column}" for value in values]
    return [f"{column} = {number(float(value))}" for value in values]


def _gathered(labels: Ints, words: list[str]) -> tuple[Ints, list[str]]:
    """Regions that occur, largest first, renumbered; the smallest of too many as one."""
    counts = np.bincount(labels[labels >= 0].ravel(), minlength=len(words))
    order = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i]]
    new = np.full(len(words) + 1, NONE, dtype=np.int64)
    for place, old in enumerate(order):
        new[old] = min(place, MOST - 1) if len(order) > MOST else place
    kept = [words[old] for old in order]
    if len(order) > MOST:
        share = counts[order[MOST - 1 :]].sum() / counts.sum()
        kept = [*kept[: MOST - 1], f"{len(order) - MOST + 1} rarer outcomes, {share:.0%} in all"]
    return new[labels], kept
