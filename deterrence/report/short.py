"""The answer in a few sentences, for those who read no further."""

from __future__ import annotations

from deterrence.analysis.check import CheckReport
from deterrence.report.main_job import MainResult
from deterrence.report.stability import error_sentences
from deterrence.solvers.decision import Outcome, chance_text
from deterrence.solvers.solution import Solution
from deterrence.tables.text import number

MANY = {"holds": "hold", "fails": "fail"}
VERDICTS = ("holds", "fails", "undecided", "vacuous")
OTHERWISE = 3


def in_short(result: MainResult) -> tuple[str, ...]:
    """One line each on what happens, what it is worth, how firm that is, time, and claims."""
    found = []
    if result.solution is not None:
        found += [f"What happens: {end_told(result.solution)}.", f"What it is worth: {worth(result.solution)}."]
    if result.robustness is not None:
        found += error_sentences(result.robustness)
    if result.course is not None and result.course.reports:
        end = float(result.course.times[-1])
        chances = [f"{name} {result.course.ever(name).at(end).rounded()}" for name in result.course.reports]
        found.append(f"The chance of each report at some time up to {number(end)}: {', '.join(chances)}.")
    if result.claims.rows:
        found.append(f"Claims: {counted(result.claims)}.")
    return tuple(f"- {line}" for line in found)


def end_told(solution: Solution) -> str:
    """What is decided at the likeliest end, whatever chance does, how likely that is, and what happens otherwise."""
    chances: dict[str, float] = {}
    for outcome in solution.outcomes:
        told = _decided(solution, outcome)
        chances[told] = chances.get(told, 0.0) + outcome.probability
    likeliest, *others = sorted(chances, key=lambda told: -chances[told])
    named = [_with_chance(told, chances[told]) for told in others[:OTHERWISE]]
    if more := others[OTHERWISE:]:
        named.append(_with_chance(f"and {len(more)} more", sum(chances[told] for told in more)))
    rest = f"; otherwise {'; '.join(named)}" if named else ""
    return f"{_with_chance(likeliest, chances[likeliest])}{rest}"


def _with_chance(told: str, chance: float) -> str:
    return f"{told} (probability {chance_text(chance)})"


def _decided(solution: Solution, outcome: Outcome) -> str:
    visited = dict.fromkeys(variable for variable, _ in outcome.path)
    decided = [name for name in visited if name in solution.scenario.decisions]
    return ", ".join(f"{name} = {outcome.state[name]}" for name in decided or visited) or "nothing is decided"


def worth(solution: Solution) -> str:
    """Each player's expected payoff, or rank."""
    players = solution.scenario.players
    return ", ".join(f"{players[player].label} {number(value)}" for player, value in solution.payoffs.items())


def counted(report: CheckReport) -> str:
    """How many claims have each verdict: ``2 hold, 1 fails``."""
    totals = {verdict: report.count(verdict) for verdict in VERDICTS}
    return ", ".join(f"{n} {verdict if n == 1 else MANY.get(verdict, verdict)}" for verdict, n in totals.items() if n)
