"""How firm the answer is, as a section: the status quo in the conflict graph, and errors in the parameters."""

from __future__ import annotations

from deterrence.analysis.moves import told
from deterrence.analysis.robustness import Robustness
from deterrence.analysis.thresholds import Threshold, Thresholds
from deterrence.conflict_graph.concepts import NAMES
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.listing import verdicts
from deterrence.report.blocks import Block, Listing, Prose, Section
from deterrence.report.figures import SPOKEN, graph_figure, tornado_figure
from deterrence.report.scope import likeliest_path, share_of_span
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
    lines = [*error_sentences(firm), *(_other_branch(firm, found, scenario) if found is not None else [])]
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


def _other_branch(firm: Robustness, found: Thresholds, scenario: Scenario) -> list[str]:
    """Why thresholds and flips are not the same, where for some parameter they are not."""
    nearest = found.nearest()
    above = {name: share_of_span(found, row) for name, row in nearest.items() if row is not None}
    here = {name: move.distance for name, move in firm.single.items() if move is not None}
    never = float("inf")
    both = [name for name in nearest if name in firm.single]
    other = [name for name in both if not _is_same(above.get(name, never), here.get(name, never))]
    other.sort(key=lambda name: min(above.get(name, never), here.get(name, never)))
    if not other:
        return []
    told = [f"{name} (above {_threshold_at(found, nearest[name])}; here {_flip_at(firm, name)})" for name in other]
    rest = f" and {len(other) - SPOKEN} more" if other[SPOKEN:] else ""
    return [
        "The thresholds listed above look at every branch that play may take, whatever chance does; errors and flips "
        f"here at {likeliest_path(firm, scenario)} alone. So they differ for {len(other)} of {len(both)} parameters: "
        f"{', '.join(told[:SPOKEN])}{rest}."
    ]


def _is_same(one: float, other: float) -> bool:
    return one == other or abs(one - other) <= SAME


def _threshold_at(found: Thresholds, row: Threshold | None) -> str:
    return "none" if row is None else f"{place(row.value, found.spans[row.parameter], 5)}, {row.decision}"


def _flip_at(firm: Robustness, name: str) -> str:
    move = firm.single[name]
    return "none" if move is None else place(move.values[name], firm.spans[name], 5)


def _percent(share: float) -> str:
    return f"{100 * share:.4g} %"
