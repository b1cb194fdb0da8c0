"""The figures of an outcome: its tree, what holds it in place, what flips it, and who would stay where."""

from __future__ import annotations

from typing import Any

from deterrence.analysis.robustness import Robustness
from deterrence.analysis.thresholds import Thresholds
from deterrence.coalitions.partition_function import Alliances
from deterrence.coalitions.partitions import partition_name
from deterrence.conflict_graph.concepts import NAMES
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.words import state_words
from deterrence.report.blocks import Figure
from deterrence.report.scope import any_branch, likeliest_branch, share_of_span
from deterrence.report.tightest import best_rival, seen_from, tightest
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.solution import Solution
from deterrence.tables.text import number, place

SPOKEN = 4
STEPS = 12
CREDIBLE = "seq"
SHARE = 0.72  # of the width of a sheet, which its axes have beside the names of parameters


def tree_figure(solution: Solution) -> Figure:
    """The game tree with its equilibrium."""

    def says() -> str:
        first, size = solution.outcomes[0], solution.game.tree.size
        steps = [f"{variable} = {value}" for variable, value in first.path]
        way = ", then ".join(steps[:STEPS]) + (f", and {len(steps) - STEPS} steps more" if steps[STEPS:] else "")
        likely = "" if len(solution.outcomes) == 1 else f", probability {number(first.probability, 3)}"
        worth = ", ".join(f"{player} {number(value)}" for player, value in first.payoffs.items())
        return (
            f"Game tree with {_count(size['decision'], 'decision')} and {_count(size['terminal'], 'end')}. "
            f"The {solution.concept} leads along {way or 'no step'}{likely}, where payoffs are {worth}."
        )

    def draw() -> Any:
        from deterrence.plot.trees.game_tree import game_tree

        return game_tree(solution)

    return Figure("tree", says, draw)


def waterfall_figure(solution: Solution) -> Figure:
    """What holds the decision with the tightest margin in place."""

    def says() -> str:
        node = tightest(solution)[0]
        rival = best_rival(node)
        after = ", ".join(value for _, value in node.history)
        where = f", after {after}, " if after else " "
        return (
            f"What each term of the payoff of {node.player} adds to {node.variable} = {node.choice}{where}worth "
            f"{number(node.values[node.choice])}, against {rival}, worth {number(node.values[rival])}; "
            f"the margin is {number(node.margin)}."
        )

    def draw() -> Any:
        from deterrence.plot.equilibria.waterfall import margin_waterfall

        node = tightest(solution)[0]
        return margin_waterfall(seen_from(solution, node), node.variable)

    return Figure("waterfall", says, draw)


def strip_figure(found: Thresholds, scenario: Scenario) -> Figure:
    """Where along each parameter's span the outcome changes."""

    def says() -> str:
        rows = [row for row in found.nearest().values() if row is not None]
        rows.sort(key=lambda row: share_of_span(found, row))
        told = [
            f"{row.parameter} at {place(row.value, found.spans[row.parameter], 5)}, now "
            f"{number(found.baseline[row.parameter])} ({row.decision}: {row.below} below, {row.above} above)"
            for row in rows[:SPOKEN]
        ]
        rest = f"; {len(rows) - SPOKEN} parameters more" if rows[SPOKEN:] else ""
        return (
            f"A lane for each parameter, with the places where the outcome changes{_spaced(any_branch(scenario))}. "
            f"Nearest: {'; '.join(told)}{rest}."
        )

    def draw() -> Any:
        from deterrence.plot.questions.threshold_strip import threshold_strip

        return _scoped(threshold_strip(found, scenario=scenario), any_branch(scenario))

    return Figure("thresholds", says, draw)


def tornado_figure(firm: Robustness, scenario: Scenario) -> Figure:
    """How far each parameter is from its nearest flip."""

    def says() -> str:
        moves = {name: move for name, move in firm.single.items() if move is not None}
        nearest = sorted(moves, key=lambda name: moves[name].distance)
        told = [
            f"{name} from {number(firm.baseline[name])} to {place(moves[name].values[name], firm.spans[name], 5)} "
            f"({moves[name].distance:.1%} of its range)"
            for name in nearest[:SPOKEN]
        ]
        rest = f"; {len(moves) - SPOKEN} more change it further off" if len(moves) > SPOKEN else ""
        still = len(firm.single) - len(moves)
        steady = f" {_count(still, 'parameter')} alone {'does' if still == 1 else 'do'} not change it." if still else ""
        where = _spaced(likeliest_branch(firm, scenario))
        bars = f"Bars: the distance of each parameter to where the outcome changes{where}; nearest first."
        return f"{bars} {'; '.join(told)}{rest}.{steady}"

    def draw() -> Any:
        from deterrence.plot.questions.tornado import tornado

        return _scoped(tornado(firm, scenario=scenario), likeliest_branch(firm, scenario))

    return Figure("flips", says, draw)


def graph_figure(graph: ConflictGraph) -> Figure:
    """Moves between states, and who would stay where by credible sanctions."""

    def says() -> str:
        firm = [state_words(state, graph.initial) for state in graph.equilibria(CREDIBLE)]
        shown = "; ".join(firm[:SPOKEN]) + (f"; and {len(firm) - SPOKEN} more" if firm[SPOKEN:] else "")
        holds = graph.is_stable(graph.initial, CREDIBLE)
        return (
            f"Conflict graph of {len(graph.states)} states. By {NAMES[CREDIBLE]} the status quo "
            f"{'is' if holds else 'is not'} stable for all; equilibria: {shown or 'none'}."
        )

    def draw() -> Any:
        from deterrence.plot.blocs.conflict_graph import conflict_graph

        return conflict_graph(graph, CREDIBLE)

    return Figure("conflict", says, draw)


def alliances_figure(blocs: Alliances, scenario: Scenario) -> Figure:
    """Every partition into blocs, what the blocs are worth, and which last."""

    def says() -> str:
        core = [partition_name(one, blocs.players) for one in blocs.stable_partitions(notion="core")]
        alone, together = min(blocs.worth, key=len), max(blocs.worth, key=len)
        totals = [number(sum(blocs.worth[one].values())) for one in (together, alone)]
        lasting = "; ".join(core[:SPOKEN]) or "none"
        return (
            f"{len(blocs.worth)} partitions into blocs and what each bloc is worth: in all {totals[0]} with everybody "
            f"alone, {totals[1]} with all together. From these no bloc gains by leaving: {lasting}."
        )

    def draw() -> Any:
        from deterrence.plot.blocs.alliances import alliance_partitions

        return alliance_partitions(blocs, scenario=scenario)

    return Figure("alliances", says, draw)


def _scoped(ax: Any, scope: str) -> Any:
    """A figure whose title says which branches of chance it looks at, a line taller if the title is."""
    from deterrence.plot.drawing.style import around, fit_sheet, sheet_of, title

    if scope:
        drawn = 72 * float(sheet_of(ax).get_size_inches()[1]) - around(ax, "page")
        title(ax, f"{ax.get_title(loc='left')}, {scope}".replace("\n", " "), share=SHARE)
        fit_sheet(ax, drawn, "page")
    return ax


def _spaced(text: str) -> str:
    return f" {text}" if text else ""


def _count(many: int, word: str) -> str:
    return f"{many:,} {word}{'' if many == 1 else 's'}"
