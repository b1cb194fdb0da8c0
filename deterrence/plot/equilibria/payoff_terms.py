"""The terms of a payoff, and what each adds to one choice over another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.syntax import Apply, Name, Node, Number, names
from deterrence.solvers.solution import Solution
from deterrence.states.diagnosis import value_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A summand of a payoff: its text, its meaning where it rests on one parameter, and what it adds."""

    text: str
    meaning: str
    value: float


def margin_terms(solution: Solution, group: int, chosen: int, rival: int) -> list[Term]:
    """What each term of the mover's payoff adds to one action over another, in the order of the payoff.

    Sums are taken apart, also if the whole is a sum times something, or where
    they stand on one side of an `if`, and a payoff that is a definition's name is read as
    that definition; other definitions stay whole, by their names. The terms
    add up to the difference of the two actions' values.
    """
    made = solution.play.choice(group)
    player = solution.game.players[made.mover]
    found: dict[str, Term] = {}
    for place, (text, node) in enumerate(payoff_terms(solution.scenario, player)):
        expression = Expression(f"term {place} of {player}: {text}", node)
        value = 0.0
        for action, sign in ((chosen, 1.0), (rival, -1.0)):
            value += sign * _expected(solution, group, action, expression)
        value += found[text].value if text in found else 0.0
        found[text] = Term(text=text, meaning=_meaning(solution.scenario, node), value=value)
    return list(found.values())


def payoff_terms(scenario: Scenario, player: str) -> Iterator[tuple[str, Node]]:
    """The summands of a payoff, each with its text."""
    expression = scenario.payoffs[player]
    while isinstance(expression.node, Name) and expression.node.id in scenario.definitions:
        expression = scenario.definitions[expression.node.id]
    for part, whole in _top(expression.node):
        yield re.sub(r"\s+", " ", _written(expression.text, part)).strip(), whole


def _written(text: str, part: Node) -> str:
    """A part's text with the parentheses that close it."""
    start, end = part.start, part.end
    while text[start:end].count("(") > text[start:end].count(")"):
        end = text.index(")", end) + 1
    while text[start:end].count(")") > text[start:end].count("("):
        start = text.rindex("(", 0, start)
    return text[start:end]


def _top(node: Node) -> Iterator[tuple[Node, Node]]:
    """The summands of a payoff, also if the whole of it is a sum times something."""
    sums = [arg for arg in node.args if isinstance(arg, Apply) and arg.op == "+"] if isinstance(node, Apply) else []
    if isinstance(node, Apply) and node.op == "*" and len(sums) == 1:
        for part, whole in _summands(sums[0]):
            yield part, node._replace(args=tuple(whole if arg is sums[0] else arg for arg in node.args))
    else:
        yield from _summands(node)


def _summands(node: Node) -> Iterator[tuple[Node, Node]]:
    """Each summand as it is written, and the same with its sign and condition."""
    if isinstance(node, Apply) and node.op == "+":
        for arg in node.args:
            yield from _summands(arg)
    elif isinstance(node, Apply) and node.op == "neg":
        for part, whole in _summands(node.args[0]):
            yield part, Apply("neg", (whole,), node.start, node.end)
    elif isinstance(node, Apply) and node.op == "if":
        condition, value, other = node.args
        nothing = Number(0.0, node.start, node.end)
        for part, whole in _summands(value):
            yield part, node._replace(args=(condition, whole, nothing))
        for part, whole in _summands(other):
            yield part, node._replace(args=(condition, nothing, whole))
    elif not (isinstance(node, Number) and node.value == 0):
        yield node, node


def _expected(solution: Solution, group: int, action: int, expression: Expression) -> float:
    """The expected value of an expression after an action."""
    made, tree = solution.play.choice(group), solution.game.tree
    total = 0.0
    for node, belief in zip(made.nodes, made.belief, strict=True):
        for end, chance in _ends(solution, int(tree.first[node]) + action) if belief > 0 else ():
            state = tree.end_state(int(tree.terminal_of[end]))
            total += float(belief) * chance * value_at(solution.scenario, expression, (), solution.point, state)
    return total


def _ends(solution: Solution, node: int) -> Iterator[tuple[int, float]]:
    """The ends that follow a node, and how likely each is."""
    tree, waiting = solution.game.tree, [(node, 1.0)]
    while waiting:
        node, chance = waiting.pop()
        if tree.count[node] == 0:
            yield node, chance
        for child in tree.children(node):
            if solution.play.step[child] > 0:
                waiting.append((child, chance * float(solution.play.step[child])))


def _meaning(scenario: Scenario, node: Node) -> str:
    """The meaning of a term's parameter, where it is the only one."""
    used = dict.fromkeys(name.id for name in names(node) if name.id in scenario.parameters)
    meaning = scenario.parameters[next(iter(used))].meaning if len(used) == 1 else None
    return meaning or ""
