"""Expressions in one state: variables become facts, and what is left is a graph over parameters."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from deterrence.scenario.evaluation import value_names, variable_test
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.symbols import definitions_used
from deterrence.scenario.syntax import Apply, Name, Node, Number
from deterrence.states.graph import COMPARE, Graph

State = Mapping[str, int]

CHAIN = 30  # more definitions than this are folded one by one, as a chain of them could exhaust the stack


def _nothing(state: State) -> None:
    return None


class Folder:
    """Folds expressions of a scenario into one graph, state by state.

    A part of an expression is folded once for each combination of the
    variables it rests on, however many states share it.
    """

    def __init__(self, scenario: Scenario, graph: Graph) -> None:
        self.scenario, self.graph = scenario, graph
        self.rests: dict[int, tuple[str, ...]] = {}
        self.readers: dict[int, Callable[[State], object]] = {}
        self.memo: dict[tuple[int, object], int] = {}
        self.orders: dict[int, list[Expression]] = {}
        self.alive: list[Node] = []

    def fold(self, expression: Expression, state: State) -> int:
        """The graph node that holds an expression's value in a state."""
        order = self._order(expression)
        if len(order) > CHAIN:
            for used in order:
                self._node(used.node, state)
        return self._node(expression.node, state)

    def _order(self, expression: Expression) -> list[Expression]:
        """The definitions and payoffs an expression rests on, each after those that it uses itself."""
        key = id(expression.node)
        if key not in self.orders:
            scenario = self.scenario
            names = [name.id for name in value_names(expression.node, scenario.choices)]
            payoffs = [scenario.payoffs[name] for name in names if name in scenario.players]
            names += [name.id for payoff in payoffs for name in value_names(payoff.node, scenario.choices)]
            used = definitions_used(scenario.definitions, scenario.choices, *names)
            self.orders[key] = [*(scenario.definitions[name] for name in used), *payoffs]
            self.alive.append(expression.node)
        return self.orders[key]

    def _rests_on(self, node: Node) -> tuple[str, ...]:
        key = id(node)
        if key not in self.rests:
            self.rests[key] = tuple(dict.fromkeys(self._variables(node)))
        return self.rests[key]

    def _variables(self, node: Node) -> list[str]:
        if isinstance(node, Name):
            inner = self._named(node.id)
            return list(self._rests_on(inner)) if inner is not None else []
        if isinstance(node, Number):
            return []
        if node.op in ("==", "!=") and (test := variable_test(node, self.scenario.choices)):
            return [test[0]]
        return [name for arg in node.args for name in self._rests_on(arg)]

    def _named(self, name: str) -> Node | None:
        found = self.scenario.definitions.get(name) or self.scenario.payoffs.get(name)
        return found.node if found else None

    def _values_of(self, node: Node) -> Callable[[State], object]:
        """What reads, from a state, the variables that a node rests on."""
        names = self._rests_on(node)
        read: Callable[[State], object] = operator.itemgetter(*names) if names else _nothing
        self.readers[id(node)] = read
        return read

    def _node(self, node: Node, state: State) -> int:
        read = self.readers.get(id(node)) or self._values_of(node)
        key = (id(node), read(state))
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = self._folded(node, state)
        return found

    def _folded(self, node: Node, state: State) -> int:
        graph = self.graph
        if isinstance(node, Number):
            return graph.constant(node.value)
        if isinstance(node, Name):
            inner = self._named(node.id)
            return graph.input(node.id) if inner is None else self._node(inner, state)
        if node.op in ("==", "!=") and (test := variable_test(node, self.scenario.choices)):
            same = self.scenario.choices[test[0]].index(test[1]) == state[test[0]]
            return graph.constant(float(same == (node.op == "==")))
        if node.op in ("and", "or"):
            return self._lazy(node, state)
        if node.op == "if":
            return self._conditional(node, state)
        if node.op in ("+", "*"):
            return self._chain(node, state)
        args = [self._node(arg, state) for arg in node.args]
        return self._operation(node.op, args)

    def _chain(self, node: Apply, state: State) -> int:
        result = self._node(node.args[0], state)
        for arg in node.args[1:]:
            op, inverse, wrapper = ("add", "sub", "neg") if node.op == "+" else ("mul", "div", "over")
            if isinstance(arg, Apply) and arg.op == wrapper:
                result = self.graph.apply(inverse, result, self._node(arg.args[0], state))
            else:
                result = self.graph.apply(op, result, self._node(arg, state))
        return result

    def _lazy(self, node: Apply, state: State) -> int:
        graph, stops = self.graph, node.op == "or"
        parts: list[int] = []
        for arg in node.args:
            part = graph.truth(self._node(arg, state))
            known = graph.value(part)
            if known is None:
                parts.append(part)
            elif (known != 0) == stops:
                parts.append(part)
                break
        result = parts[-1] if parts else graph.constant(float(not stops))
        for part in reversed(parts[:-1]):
            end = graph.constant(float(stops))
            result = graph.apply("select", part, end, result) if stops else graph.apply("select", part, result, end)
        return result

    def _conditional(self, node: Apply, state: State) -> int:
        condition, value, other = node.args
        test = self._node(condition, state)
        known = self.graph.value(test)
        if known is not None:
            return self._node(value if known != 0 else other, state)
        return self.graph.apply("select", test, self._node(value, state), self._node(other, state))

    def _operation(self, op: str, args: list[int]) -> int:
        graph = self.graph
        if op in COMPARE:
            return graph.apply(COMPARE[op], *args)
        if op == "not":
            return graph.apply("eq", args[0], graph.constant(0.0))
        if op in ("min", "max"):
            result = args[0]
            for arg in args[1:]:
                result = graph.apply(op, result, arg)
            return result
        if op == "clip":
            x, low, high = args
            held = graph.apply("min", graph.apply("max", x, low), high)
            ordered = graph.apply("le", low, high)
            return held if graph.value(ordered) == 1.0 else graph.apply("div", held, ordered)
        return graph.apply("pow" if op == "**" else op, *args)
