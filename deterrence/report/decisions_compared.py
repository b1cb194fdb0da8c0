"""The decisions of two solutions, those first in which they differ."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.report.blocks import Listing, Prose, Section
from deterrence.solvers.decision import DecisionNode
from deterrence.solvers.solution import Solution
from deterrence.tables.text import number

MOST = 24
DIFFERS, ONE_ONLY = "differs", "reached in one"

Place = tuple[tuple[tuple[str, str], ...], str]


def decisions_section(first: Solution, second: Solution, labels: tuple[str, str]) -> Section:
    """Decisions reached in either: what is chosen, with its margin; those on which the two differ come first."""
    nodes = [{_place(node): node for node in one.visited} for one in (first, second)]
    unreached = [_unreached(one, set(nodes[1 - side])) for side, one in enumerate((first, second))]
    rows = []
    for place in dict.fromkeys([*nodes[0], *nodes[1]]):
        pairs = [(nodes[side].get(place), unreached[side].get(place)) for side in (0, 1)]
        mover = (nodes[0].get(place) or nodes[1][place]).player
        after = ", ".join(value for _, value in place[0]) or "the start"
        rows.append((place[1], mover, after, *(_told(*pair) for pair in pairs), _change(pairs)))
    rows.sort(key=lambda row: (DIFFERS, ONE_ONLY, "").index(row[-1]))
    if not rows:
        return Section("Decisions", (Prose(("No decision is reached in either.",)),))
    table = Listing(("decision", "player", "after", *labels, "change"), tuple(rows[:MOST]), ("after",))
    rest = len(rows) - MOST
    differ = sum(row[-1] == DIFFERS for row in rows[MOST:])
    more = (Prose((f"And {rest:,} decisions more; in {differ:,} of them the choice differs.",)),) if rest > 0 else ()
    return Section("Decisions", (table, *more))


def _change(pairs: Sequence[tuple[DecisionNode | None, DecisionNode | None]]) -> str:
    """Whether the choice differs; where it does not, whether both reach it."""
    made = [reached or off for reached, off in pairs]
    if None in made or len({node.played for node in made if node is not None}) > 1:
        return DIFFERS
    return ONE_ONLY if any(reached is None for reached, _ in pairs) else ""


def _place(node: DecisionNode) -> Place:
    return node.history, node.variable


def _unreached(solution: Solution, places: set[Place]) -> dict[Place, DecisionNode]:
    """What this solution would choose at places that only the other one reaches."""
    if not places - {_place(node) for node in solution.visited}:
        return {}
    return {_place(node): node for node in solution.decisions if _place(node) in places}


def _told(node: DecisionNode | None, off: DecisionNode | None) -> str:
    if node is None and off is None:
        return "no such decision"
    if node is None:
        assert off is not None
        return f"not reached (would be {off.choice})"
    return f"{'/'.join(node.played)} (margin {number(node.margin)})"
