"""How firm the answer is, as a section: the status quo in the conflict graph, and errors in the parameters."""

from __future__ import annotations

from deterrence.analysis.moves import told
from deterrence.analysis.robustness import Robustness
from deterrence.analysis.thresholds import Thresholds
from deterrence.conflict_graph.concepts import NAMES
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.listing import verdicts
from deterrence.report.blocks import Block, Listing, Prose, Section
from deterrence.report.figures import graph_figure, share_of_span, tornado_figure
from deterrence.scenario.scenario import Scenario
from deterrence.tables.text import number, place

MOST = 4
SAME = 1e-3  # of a span: a flip is found on either side of a threshold
GONE = ("first to diverge", "plays", "instead", "draws")


def stability_section(
    graph: ConflictGraph | None, firm: Robustness | None, found: Thresholds | None, scenario: Scenario
) -> Section:
    """The status quo by every concept with its margins and weakest point; how much error the outcome survives."""
    blocks: list[Block] = []
    if graph is not None:
        blocks += _status_quo(graph)
    if firm is not None:
        blocks += _errors(firm, found, scenario)
    return Section("Stability: how far from the edge", tuple(blocks))


def _status_quo(graph: ConflictGraph) -> list[Block]:
    header, rows = verdicts(graph, graph.initial)
    fixed = ", ".join(f"{name} = {value}" for name, value in graph.fixed.items())
    opening = "Does the status quo hold where anyone may move at any time (the conflict graph)?"
    opening += " Margins: how much would have to change; below 0 it does not hold." if not graph.ordinal else ""
    lines = [opening, *([f"There {fixed}."] if fixed else [])]
    table = Listing(tuple(header), tuple(tuple(row) for row in rows))
    why = [] if graph.ordinal else [Prose(_weakest(graph))]
    return [Prose(tuple(lines)), table, graph_figure(graph), *why]


def _weakest(graph: ConflictGraph) -> tuple[str, ...]:
    """Why the status quo holds, or not, for the player for whom it is least firm by credible sanctions."""
    margins = {player: graph.margin_at(graph.initial, "seq", player) for player in graph.players}
    least = min(margins, key=lambda player: margins[player])
    if margins[least] == float("inf"):
        return (f"Nobody can move from the status quo, so {NAMES['seq']} asks nothing.",)
    return tuple(graph.explain(graph.initial, least, "seq").split("\n"))


def error_sentences(firm: Robustness) -> list[str]:
    """What share of draws keeps the outcome, and the nearest flips."""
    low, high = firm.interval
    source = "the priors" if firm.spread is None else f"±{100 * firm.spread:g} % of every parameter"
    lines = [
        f"Errors in the parameters: {_percent(firm.share)} of {firm.draws:,} draws within {source} keep the outcome "
        f"({firm.outcome}); 95 % interval {_percent(low)} to {_percent(high)}."
    ]
    if firm.unanswered:
        lines.append(f"{firm.unanswered:,} draws have no answer and do not count.")
    return [*lines, *_nearest(firm)]


def _errors(firm: Robustness, found: Thresholds | None, scenario: Scenario) -> list[Block]:
    rows = [(*told(row.divergence).values(), f"{row.count:,}") for row in firm.departures[:MOST]]
    lines = [*error_sentences(firm), *(_other_branch(firm, found) if found is not None else [])]
    blocks: list[Block] = [Prose(tuple(lines))]
    blocks += [Listing(GONE, tuple(rows), GONE[:1])] if rows else []
    return [*blocks, *([tornado_figure(firm, scenario)] if any(firm.single.values()) else [])]


def _nearest(firm: Robustness) -> list[str]:
    alone = min(filter(None, firm.single.values()), key=lambda move: move.distance, default=None)
    found = []
    for what, move in (("Nearest flip by one parameter", alone), ("Nearest flip found by several", firm.nearest)):
        if move is not None and (move is alone or len(move.values) > 1):
            values = ", ".join(
                f"{name} {number(firm.baseline[name])} to {place(value, firm.spans[name], 5)}"
                for name, value in move.values.items()
            )
            then = f"; {move.divergence.variable} = {move.divergence.instead}" if move.divergence else ""
            then += f" instead of {move.divergence.choice}" if move.divergence else ""
            found.append(f"{what}: {values} ({move.distance:.1%} of its range{then}).")
    return found or ["No parameter changes the outcome alone within its range."]


def _other_branch(firm: Robustness, found: Thresholds) -> list[str]:
    """Why the nearest threshold is not the nearest flip, where it is not."""
    rows = [row for row in found.nearest().values() if row is not None]
    if not rows:
        return []
    row = min(rows, key=lambda row: share_of_span(found, row))
    alone = min(filter(None, firm.single.values()), key=lambda move: move.distance, default=None)
    low, high = found.spans[row.parameter]
    if alone is not None and abs(alone.values.get(row.parameter, float("inf")) - row.value) <= SAME * (high - low):
        return []
    at = f"{row.parameter} at {place(row.value, (low, high), 5)} ({row.decision})"
    return [
        f"The nearest threshold listed above, {at}, is another: thresholds look at every branch that play may take, "
        "whatever chance does; errors and flips here at the likeliest path alone."
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.4g} %"
