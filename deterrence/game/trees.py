"""Trees that have been unrolled, kept for points that read the same conditions."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence

from deterrence.game.conditions import Conditions
from deterrence.game.unroll import Unrolled, unroll
from deterrence.scenario.scenario import Scenario

KEPT, LARGEST = 16, 20_000

Key = tuple[tuple[str, tuple[str, ...]], ...]

# Not kept in the scenario, which knows no games; it is frozen, so what was unrolled of it holds.
_trees: weakref.WeakKeyDictionary[Scenario, dict[Key, list[Unrolled]]] = weakref.WeakKeyDictionary()


def tree_at(
    scenario: Scenario,
    point: Mapping[str, float],
    supposed: Mapping[str, Sequence[str] | str],
    conditions: Conditions | None = None,
) -> Unrolled:
    """The tree at one parameter point; `unroll`, which it raises as, is asked only where no kept tree fits."""
    key = tuple((name, (value,) if isinstance(value, str) else tuple(value)) for name, value in supposed.items())
    kept = _trees.setdefault(scenario, {}).setdefault(key, [])
    for unrolled in kept:
        if unrolled.conditions.fit(point, 1)[0][0]:
            return unrolled
    unrolled = unroll(scenario, point, supposed, conditions)
    if len(unrolled.tree.owner) <= LARGEST:
        kept.insert(0, unrolled)
        del kept[KEPT:]
    return unrolled
