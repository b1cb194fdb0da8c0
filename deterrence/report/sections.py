"""The main job's result as sections of prose and tables, whoever prints them."""

from __future__ import annotations

from deterrence.analysis.check import CheckReport
from deterrence.analysis.thresholds import Threshold, Thresholds
from deterrence.report.alliances_section import alliances_section
from deterrence.report.blocks import Block, Listing, Prose, Section
from deterrence.report.figures import strip_figure, tree_figure, waterfall_figure
from deterrence.report.lens_section import lens_section
from deterrence.report.main_job import MainResult
from deterrence.report.scope import any_branch, share_of_span
from deterrence.report.short import counted
from deterrence.report.stability import stability_section
from deterrence.report.tightest import best_rival, tightest
from deterrence.report.timeline import timeline_section
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.decision import chance_text
from deterrence.solvers.explanation import EQUILIBRIA, equilibrium_rows, explanation, path_story
from deterrence.solvers.solution import NOISE, Solution
from deterrence.tables.text import number, place

TIGHTEST = 3
MOST_COLUMNS = 8
LIKELY = 0.05  # probability from which on a branch of chance is told


def sections(result: MainResult, *, branches: int = 1) -> list[Section]:
    """Everything that `deterrence run` says, in order; of at most so many likely branches of chance it tells why."""
    found = [_question(result)]
    if result.solution is not None:
        found += [_story(result.solution, branches), _payoffs(result.solution)]
        if result.solution.visited:
            found.append(_decisions(result.solution))
            found += [] if result.scenario.ordinal else [_tightest(result.solution)]
        if len(result.solution.equilibria) > 1 or not result.solution.complete:
            found.append(_equilibria(result.solution))
    if result.thresholds is not None:
        found.append(_flips(result.scenario, result.thresholds))
    if result.graph is not None or result.robustness is not None:
        found.append(stability_section(result.graph, result.robustness, result.thresholds, result.scenario))
    if result.lenses is not None:
        found.append(lens_section(result.lenses))
    if result.blocs is not None:
        found.append(alliances_section(result.blocs, result.scenario))
    if result.course is not None:
        found.append(timeline_section(result.course, result.swings, result.histories, result.history, result.scenario))
    if result.claims.rows:
        found.append(_claims(result.claims))
    return found


def setting(scenario: Scenario) -> list[Section]:
    """What the words of a scenario stand for: players, variables and parameters with their meanings."""
    players = tuple((name, player.label, player.meaning or "") for name, player in scenario.players.items())
    variables = [(name, d.player, ", ".join(d.choices), d.meaning or "") for name, d in scenario.decisions.items()]
    variables += [(name, "chance", ", ".join(c.outcomes), c.meaning or "") for name, c in scenario.chances.items()]
    variables += [(name, "fact", ", ".join(values), "") for name, values in scenario.facts.items()]
    parameters = tuple(
        (name, number(p.value), _range(p.range), p.meaning or "") for name, p in scenario.parameters.items()
    )
    found = [Section("Players", (Listing(("player", "label", "meaning"), players, ("meaning",)),))]
    if variables:
        header = ("variable", "whose", "values", "meaning")
        found.append(Section("Variables", (Listing(header, tuple(variables), ("values", "meaning")),)))
    if parameters:
        header = ("parameter", "value", "range", "meaning")
        found.append(Section("Parameters", (Listing(header, parameters, ("meaning",)),)))
    return found


def _range(ends: list[float | None] | None) -> str:
    low, high = ends or (None, None)
    return f"{'…' if low is None else number(low)} to {'…' if high is None else number(high)}"


def _question(result: MainResult) -> Section:
    scenario = result.scenario
    lines = [scenario.summary.strip()] if scenario.summary else []
    lines += ["Payoffs are ranks: which is larger counts, and by how much does not."] * scenario.ordinal
    return Section(scenario.title, (Prose((*lines, *result.notes)),))


def _story(solution: Solution, branches: int) -> Section:
    tree = solution.game.tree.size
    counts = [
        _count(tree[kind], word) for kind, word in (("decision", "decision"), ("chance", "draw"), ("terminal", "end"))
    ]
    size = f"{counts[0]}, {counts[1]} and {counts[2]} in the tree"
    kind = f" ({solution.kind})" if solution.kind else ""
    regret = number(solution.regret) if solution.regret > NOISE else "0"
    head = f"{solution.concept[0].upper()}{solution.concept[1:]}{kind}, regret {regret}{solution.listing()}; {size}."
    shown = max(1, sum(outcome.probability >= LIKELY for outcome in solution.outcomes[:branches]))
    why = [Prose(tuple(part.split("\n"))) for part in explanation(solution, outcomes=shown).split("\n\n")]
    blocks: list[Block] = [Prose((head, *path_story(solution))), tree_figure(solution)]
    return Section("What happens, and why", (*blocks, *why, *_untold(solution, shown)))


def _untold(solution: Solution, shown: int) -> list[Prose]:
    """How many branches are left, if any, and who tells them."""
    rest = solution.outcomes[shown:]
    if not rest:
        return []
    chance = chance_text(sum(outcome.probability for outcome in rest))
    those = f"the other {_count(len(rest), 'branch', 'branches')} (probability {chance})"
    return [Prose((f"`deterrence solve` tells {those}.",))]


def _count(number: int, word: str, words: str = "") -> str:
    return f"{number:,} {word if number == 1 else words or f'{word}s'}"


def _payoffs(solution: Solution) -> Section:
    players = solution.scenario.players
    outcomes = solution.outcomes
    header = ["player", "rank" if solution.scenario.ordinal else "expected"]
    if 1 < len(outcomes) <= MOST_COLUMNS:
        header += [f"{_draws(solution, i)} (p {number(outcome.probability)})" for i, outcome in enumerate(outcomes)]
    rows = []
    for player, value in solution.payoffs.items():
        ends = [number(outcome.payoffs[player]) for outcome in outcomes[: len(header) - 2]]
        rows.append((f"{players[player].label} ({player})", number(value), *ends))
    return Section("What it is worth", (Listing(tuple(header), tuple(rows)),))


def _equilibria(solution: Solution) -> Section:
    count = len(solution.equilibria)
    known = f"{count} found, all there are" if solution.complete else f"{count} found; there may be more"
    rows = tuple(tuple(row) for row in equilibrium_rows(solution))
    what = f"{known}. What is said elsewhere is about the first, except claims, which speak of all."
    return Section("Equilibria", (Prose((what,)), Listing(EQUILIBRIA, rows, EQUILIBRIA[1:4])))


def _draws(solution: Solution, index: int) -> str:
    """What tells an outcome apart: its draws, or where play is mixed all its steps."""
    chances = solution.scenario.chances
    path = solution.outcomes[index].path
    mixed = any(decision.is_mixed for decision in solution.visited)
    return ", ".join(value for variable, value in path if mixed or variable in chances) or "end"


def _decisions(solution: Solution) -> Section:
    rows = tuple(tuple(row) for row in solution.rows())
    return Section("Decisions that are reached", (Listing(solution.HEADER, rows, ("after",)),))


def _tightest(solution: Solution) -> Section:
    nodes = tightest(solution)
    rows = tuple(
        (
            number(node.margin) + (" (mixed)" if node.is_mixed else " (a tie)" if node.margin == 0 else ""),
            node.player,
            f"{node.variable} = {node.choice}",
            best_rival(node),
            ", ".join(value for _, value in node.history) or "the start",
        )
        for node in nodes[:TIGHTEST]
    )
    header = ("margin", "player", "chooses", "rather than", "after")
    table = Listing(header, rows, ("after",))
    return Section("The tightest margins", (table, waterfall_figure(solution)))


def _flips(scenario: Scenario, found: Thresholds) -> Section:
    nearest = {name: row for name, row in found.nearest().items() if row is not None}
    by_distance = sorted(nearest, key=lambda name: share_of_span(found, nearest[name]))
    rows = tuple(_flip_row(found, nearest[name]) for name in by_distance)
    steady = [name for name in found.spans if name not in nearest]
    scope = any_branch(scenario)
    lines = []
    if steady:
        lines.append(f"No change along the whole range{f' {scope}' if scope else ''}: {', '.join(steady)}.")
    if found.open:
        lines.append(f"Open ranges were scanned over value ± max(1, |value|): {', '.join(found.open)}.")
    if found.gaps:
        lines.append(f"At some values there is no answer (division by zero or the like): {', '.join(found.gaps)}.")
    header = ("parameter", "now", "flips at", "share of range", "decision", "below", "above")
    blocks: list[Block] = [Listing(header, rows, ("decision",))] if rows else []
    if rows:
        blocks.append(strip_figure(found, scenario))
    if not rows:
        lines.insert(0, "The outcome is the same wherever a single parameter goes.")
    blocks += [Prose(tuple(lines))] if lines else []
    where = f": {scope}" if scope else ""
    return Section(f"How far each parameter is from changing the outcome{where}", tuple(blocks))


def _flip_row(found: Thresholds, row: Threshold) -> tuple[str, ...]:
    now = found.baseline[row.parameter]
    return (
        row.parameter,
        number(now),
        place(row.value, found.spans[row.parameter], 5),
        f"{share_of_span(found, row):.1%}",
        row.decision,
        row.below,
        row.above,
    )


def _claims(report: CheckReport) -> Section:
    rows = tuple((row.verdict, row.name, row.says, row.detail) for row in report.rows)
    listing = Listing(("verdict", "claim", "says", "evidence"), rows, ("says", "evidence"))
    return Section(f"Claims: {counted(report)}", (listing,))
