"""Why an expression has no value: the part that failed, its place in the file, and the point."""

from __future__ import annotations

from collections.abc import Mapping

from deterrence.errors import EvaluationError, Problem
from deterrence.scenario.evaluation import Undefined, evaluate, value_names
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path
from deterrence.scenario.symbols import definitions_used
from deterrence.scenario.syntax import Node, parts


class PointState:
    """Names of a scenario in one state at one parameter point: the scalar evaluator's environment."""

    def __init__(self, scenario: Scenario, parameters: Mapping[str, float], state: Mapping[str, str]) -> None:
        self.scenario, self.parameters, self.state = scenario, parameters, state
        self.choices = scenario.choices
        self.memo: dict[str, float | Undefined] = {}

    def value(self, name: str) -> float:
        """A parameter, a definition or a player's payoff; raises what stood in the way of it."""
        if name in self.parameters:
            return float(self.parameters[name])
        if name not in self.memo:
            self._define(name)
        found = self.memo[name]
        if isinstance(found, Undefined):
            raise found
        return found

    def _define(self, name: str) -> None:
        definitions = self.scenario.definitions
        expression = definitions[name] if name in definitions else self.scenario.payoffs[name]
        for used in self.scenario.needed(expression):
            self._settle(used, definitions[used])
        self._settle(name, expression)

    def _settle(self, name: str, expression: Expression) -> None:
        if name not in self.memo:
            try:
                self.memo[name] = evaluate(expression.node, self)
            except Undefined as error:
                self.memo[name] = error

    def _uses(self, expression: Expression) -> list[str]:
        return [name.id for name in value_names(expression.node, self.choices)]

    def holds(self, variable: str, choice: str) -> bool:
        """Whether a variable has this value."""
        return self.state[variable] == choice


def value_at(
    scenario: Scenario, expression: Expression, path: Path, parameters: Mapping[str, float], state: Mapping[str, str]
) -> float:
    """The value of one expression in one state at one point.

    Raises
    ------
    EvaluationError
        Naming the expression, the part that failed and the parameters it rests on.
    """
    env = PointState(scenario, parameters, state)
    for used in scenario.needed(expression):
        env._settle(used, scenario.definitions[used])
    try:
        return evaluate(expression.node, env)
    except Undefined as error:
        raise EvaluationError(_explained(env, expression, path, error)) from None


def _explained(env: PointState, expression: Expression, path: Path, error: Undefined) -> Problem:
    span = (error.node.start, error.node.end)
    culprit = expression
    if not _contains(expression.node, error.node):
        inside = (name for name, e in env.scenario.definitions.items() if _contains(e.node, error.node))
        name = next(inside, None)
        if name is None:
            span = (0, 1)
        else:
            path, culprit = ("definitions", name), env.scenario.definitions[name]
    part = culprit.text[span[0] : span[1]]
    names = {*env._uses(culprit)} | {
        n
        for d in definitions_used(env.scenario.definitions, env.choices, *env._uses(culprit))
        for n in env._uses(env.scenario.definitions[d])
    }
    point = ", ".join(f"{name} = {env.parameters[name]:g}" for name in env.parameters if name in names)
    return env.scenario.problem(f"{error.reason} in '{part}'" + (f" at {point}" if point else ""), path, span=span)


def _contains(whole: Node, part: Node) -> bool:
    return any(node is part for node in parts(whole))
