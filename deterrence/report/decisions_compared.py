"""The decisions of two solutions, those first in which they differ."""

from __future__ import annotations

from deterrence.report.blocks import Listing, Prose, Section
from deterrence.solvers.decision import DecisionNode
from deterrence.solvers.solution import Solution
from deterrence.tables.text import number

MOST = 12

Place = tuple[tuple[tuple[str, str], ...], str]


def decisions_section(first: Solution, second: Solution, labels: tuple[str, str]) -> Section:
    """Decisions reached in either: what is chosen, with its margin; those on which the two differ come first."""
    nodes = [{_place(node): node for node in one.visited} for one in (first, second)]
    unreached = [_unreached(one, set(nodes[1 - side])) for side, one in enumerate((first, second))]
    rows = []
    for place in dict.fromkeys([*nodes[0], *nodes[1]]):
        told = [_told(nodes[side].get(place), unreached[side].get(place)) for side in (0, 1)]
        history, variable = place
        choices = {text.split(" (")[0] for text in told}
        differs = "differs" if len(choices) > 1 else ""
        mover = (nodes[0].get(place) or nodes[1][place]).player
        rows.append((variable, mover, ", ".join(value for _, value in history) or "the start", *told, differs))
    rows.sort(key=lambda row: not row[-1])
    rest = len(rows) - MOST
    lines = ["No decision is reached in either."] if not rows else []
    lines += [f"And {rest:,} decisions more, {sum(bool(row[-1]) for row in rows[MOST:])} of them different."] * (
        rest > 0
    )
    table = Listing(("decision", "player", "after", *labels, ""), tuple(rows[:MOST]), ("after",))
    return Section("Decisions", (*([table] if rows else []), *([Prose(tuple(lines))] if lines else [])))


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
