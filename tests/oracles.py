"""Slow, obvious references for scenario games, written from the format's definition alone.

Nothing here imports `deterrence` or NumPy. A scenario is a plain mapping as read from YAML, an expression is
evaluated by walking its syntax, a game is a tree of `Node`, and an equilibrium is one choice at every decision.
Games with hidden moves are unrolled (for their size) but not solved.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml

Scenario = Mapping[str, Any]
Step = tuple[str, str]
History = tuple[Step, ...]
Tree = tuple[Any, ...]


# Reading: YAML 1.2 scalars, so that `no`, `yes` and `on` stay text.


class CoreLoader(yaml.SafeLoader):
    """PyYAML with the core schema of YAML 1.2 instead of the wider one of YAML 1.1."""

    yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {}


NUMBER = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
for _tag, _pattern in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+",
    "float": NUMBER,
}.items():
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), None)


def read(source: str | Path) -> Scenario:
    """Read a scenario from a path or from text that holds a line break."""
    text = source if isinstance(source, str) and "\n" in source else Path(source).read_text(encoding="utf-8")
    return dict(yaml.load(text, CoreLoader))


# Expressions: tokens, a syntax tree of tuples, and its value in an environment.

TOKEN = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z_]\w*|\*\*|[=!<>]=|[-+*/<>(),]")
RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
LEVELS = (("or",), ("and",), ("not",), tuple(RELATIONS), ("+", "-"), ("*", "/"))  # loosest first


def clip(x: float, low: float, high: float) -> float:
    if low > high:
        raise ValueError(f"clip: low {low} is above high {high}")
    return min(max(x, low), high)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs, "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "clip": clip,
    "min": lambda *numbers: min(numbers), "max": lambda *numbers: max(numbers),
}  # fmt: skip


@cache
def parse(text: str) -> Tree:
    """Turn the text of an expression into nested tuples, by recursive descent through the levels of precedence."""
    tokens = [*TOKEN.findall(text), ""]
    if "".join(tokens) != "".join(text.split()):
        raise ValueError(f"cannot read {text!r}")

    def accept(*wanted: str) -> str:
        return tokens.pop(0) if tokens[0] in wanted else ""

    def need(wanted: str) -> None:
        if tokens.pop(0) != wanted:
            raise ValueError(f"expected {wanted!r} in {text!r}")

    def conditional() -> Tree:
        value = level(0)
        if not accept("if"):
            return value
        condition = level(0)
        need("else")
        return ("if", condition, value, conditional())

    def level(depth: int) -> Tree:
        if depth == len(LEVELS):
            return signed()
        operators = LEVELS[depth]
        if operators == ("not",):
            return ("not", level(depth)) if accept("not") else level(depth + 1)
        tree = level(depth + 1)
        if "<" in operators:
            chain = []
            while relation := accept(*operators):
                chain.append((relation, level(depth + 1)))
            return ("chain", tree, chain) if chain else tree
        while sign := accept(*operators):
            tree = (sign, tree, level(depth + 1))
        return tree

    def signed() -> Tree:
        if sign := accept("+", "-"):
            return (sign, ("number", 0.0), signed())
        base = atom()
        return ("**", base, signed()) if accept("**") else base

    def atom() -> Tree:
        token = tokens.pop(0)
        if token == "(":
            inner = conditional()
            need(")")
            return inner
        if re.match(r"[.\d]", token):
            return ("number", float(token))
        if not re.match(r"[a-z]", token) or token in {"and", "or", "not", "if", "else"}:
            raise ValueError(f"unexpected {token!r} in {text!r}")
        if not accept("("):
            return ("name", token)
        arguments = [conditional()]
        while accept(","):
            arguments.append(conditional())
        need(")")
        return ("call", token, arguments)

    tree = conditional()
    need("")
    return tree


def choices_of(scenario: Scenario, variable: str) -> list[str]:
    """Values that a variable can take, in the file's order; a chance starts as `pending`."""
    if variable in scenario.get("chances", {}):
        return ["pending", *scenario["chances"][variable]["outcomes"]]
    decision = scenario.get("decisions", {}).get(variable)
    return list(decision["choices"] if decision else scenario["facts"][variable])


@dataclass
class Evaluator:
    """Values of expressions in one state, at one parameter point, with payoffs of players if they are known."""

    scenario: Scenario
    parameters: Mapping[str, float]
    state: dict[str, str]
    payoffs: Mapping[str, float] = field(default_factory=dict)
    known: dict[str, float] = field(default_factory=dict)

    def value(self, expression: Any) -> float:
        """Evaluate text, a number or `true`/`false`; raises ArithmeticError or ValueError where no number results."""
        return self.walk(parse(expression)) if isinstance(expression, str) else float(expression)

    def holds(self, expression: Any) -> bool:
        return self.value(expression) != 0

    def name(self, name: str) -> float:
        if name in ("true", "false"):
            return float(name == "true")
        for table in (self.parameters, self.payoffs, self.known):
            if name in table:
                return table[name]
        if name not in self.scenario.get("definitions", {}):
            raise NameError(f"{name!r} has no number here")
        self.known[name] = self.value(self.scenario["definitions"][name])
        return self.known[name]

    def walk(self, tree: Tree) -> float:
        head, *parts = tree
        if head == "number":
            return float(parts[0])
        if head == "name":
            return self.name(parts[0])
        if head == "if":
            return self.walk(parts[1] if self.walk(parts[0]) else parts[2])
        if head == "not":
            return float(not self.walk(parts[0]))
        if head in ("and", "or"):
            return float((all if head == "and" else any)(self.walk(part) for part in parts))  # lazy, as the format is
        if head == "chain":
            lefts = [parts[0], *(right for _, right in parts[1])]
            links = zip(lefts, parts[1], strict=False)  # one side is longer: the last right has no successor
            return float(all(self.compare(relation, left, right) for left, (relation, right) in links))
        if head == "call":
            return self.finite(FUNCTIONS[parts[0]](*(self.walk(part) for part in parts[1])))
        if head == "**":
            return self.finite(self.walk(parts[0]) ** self.walk(parts[1]))
        later = []  # a sum of thousands of terms leans to the left: go down without recursion
        while tree[0] in ARITHMETIC:
            later.append((tree[0], tree[2]))
            tree = tree[1]
        number = self.walk(tree)
        for sign, right in reversed(later):
            number = self.finite(ARITHMETIC[sign](number, self.walk(right)))
        return number

    def finite(self, number: Any) -> float:
        if isinstance(number, complex) or not math.isfinite(number):
            raise ArithmeticError(f"{number} is no number")
        return float(number)

    def compare(self, relation: str, left: Tree, right: Tree) -> bool:
        for one, other in ((left, right), (right, left)):
            is_variable = one[0] == other[0] == "name" and one[1] in self.state and relation in ("==", "!=")
            if is_variable and other[1] in choices_of(self.scenario, one[1]):
                return RELATIONS[relation](self.state[one[1]], other[1])
        return RELATIONS[relation](self.walk(left), self.walk(right))


# The game tree.


@dataclass
class Node:
    """A decision (`player` moves), a chance (with `probabilities`) or a terminal (with `payoffs`)."""

    kind: str
    history: History
    state: dict[str, str]
    variable: str = ""
    player: str = ""
    children: dict[str, Node] = field(default_factory=dict)
    probabilities: dict[str, float] = field(default_factory=dict)
    payoffs: dict[str, float] = field(default_factory=dict)
    hidden: bool = False
    view: Tree = ()  # what the mover knows at a decision: equal views are one information set

    def walk(self) -> Iterator[Node]:
        """This node and all below it, depth first."""
        yield self
        for child in self.children.values():
            yield from child.walk()


def baseline(scenario: Scenario, given: Mapping[str, float] | None = None) -> dict[str, float]:
    """Parameter values of the file, with some replaced."""
    listed = scenario.get("parameters") or {}
    return {k: float(v["value"] if isinstance(v, dict) else v) for k, v in listed.items()} | dict(given or {})


def supposition(scenario: Scenario, suppose: Any) -> dict[str, Any]:
    """Merge mappings, names of situations and lists of these; later ones win."""
    if isinstance(suppose, list):
        return {k: v for part in suppose for k, v in supposition(scenario, part).items()}
    return dict(scenario["situations"][suppose] if isinstance(suppose, str) else suppose or {})


def stages(scenario: Scenario) -> list[list[tuple[dict[str, Any], int]]]:
    """`game.order` as groups (mostly of one) of a visit and its place among the visits to its variable."""
    count: Counter[str] = Counter()
    groups: list[list[tuple[dict[str, Any], int]]] = []
    for stage in scenario["game"]["order"]:
        groups.append([])
        for member in stage if isinstance(stage, list) else [stage]:
            visit = member if isinstance(member, dict) else {"visit": member}
            groups[-1].append((visit, count[visit["visit"]]))
            count[visit["visit"]] += 1
    return groups


def start(scenario: Scenario) -> dict[str, str]:
    """First choice of every decision and fact; every chance pending."""
    names = [name for kind in ("decisions", "chances", "facts") for name in scenario.get(kind, {})]
    return {name: choices_of(scenario, name)[0] for name in names}


def lawful(here: Evaluator, change: Mapping[str, str]) -> bool:
    """Whether all constraints hold after the change."""
    after = Evaluator(here.scenario, here.parameters, here.state | dict(change))
    return all(after.holds(constraint) for constraint in here.scenario.get("constraints", []))


def outcomes(here: Evaluator, name: str) -> dict[str, float]:
    """Outcomes of a chance with their probabilities."""
    weights = {o: here.value(p) for o, p in here.scenario["chances"][name]["outcomes"].items()}
    if not all(0 <= w <= 1 for w in weights.values()) or abs(sum(weights.values()) - 1) > 1e-9:
        raise ValueError(f"{name}: {weights} are not probabilities")
    return weights


def offers(here: Evaluator, name: str) -> list[str]:
    """Choices of a decision that are permitted from its present value and available."""
    decision, old = here.scenario["decisions"][name], here.state[name]
    rule, order = decision.get("reversible", True), decision["choices"]
    later = order[order.index(old) + 1 :]
    reach = rule.get(old, []) if isinstance(rule, dict) else order if rule else later
    condition = decision.get("available", {})
    return [new for new in order if (new == old or new in reach) and here.holds(condition.get(new, True))]


def unroll(scenario: Scenario, parameters: Mapping[str, float] | None = None, suppose: Any = None) -> Node:
    """Write the `game` section out as a tree; a visit fixed by `suppose` becomes a chance with one outcome."""
    point, fixed = baseline(scenario, parameters), supposition(scenario, suppose)
    groups = stages(scenario)
    offered: set[str] = set()
    Memory = tuple[tuple[str, Tree], ...]  # (player, what that player observed and was offered), oldest first

    def observed(
        group: list[tuple[dict[str, Any], int]], state: dict[str, str], memory: Memory, told: Memory
    ) -> Memory:
        """After a group everyone not barred from it knows its variables' values; what is supposed everyone knows."""
        seen = [
            (player, (visit["visit"], state[visit["visit"]]))
            for visit, _ in group
            for player in scenario["players"]
            if player not in visit.get("hidden_from", ())
        ]
        return (*memory, *told, *seen)

    def grow(
        g: int,
        k: int,
        before: dict[str, str],
        state: dict[str, str],
        history: History,
        memory: Memory = (),
        told: Memory = (),
    ) -> Node:
        """Grow from member `k` of group `g`; everything is read, and known, as it was `before` the group."""
        if g == len(groups):
            end = Evaluator(scenario, point, state)
            return Node("terminal", history, state, payoffs={p: end.value(u) for p, u in scenario["payoffs"].items()})
        if k == len(groups[g]):
            if not lawful(Evaluator(scenario, point, state), {}):
                raise ValueError(f"{state} breaks a constraint")
            return grow(g + 1, 0, state, state, history, observed(groups[g], state, memory, told))
        (visit, position), here, grouped = groups[g][k], Evaluator(scenario, point, before), len(groups[g]) > 1
        name, is_chance = visit["visit"], visit["visit"] in scenario.get("chances", {})
        if not here.holds(visit.get("when", True)):
            return grow(g, k + 1, before, state, history, memory, told)
        options = outcomes(here, name) if is_chance else dict.fromkeys(offers(here, name), 1.0)
        if not grouped:
            breaking = [c for c in options if not lawful(here, {name: c})]
            if is_chance and any(options[c] > 0 for c in breaking):
                raise ValueError(f"{name}: {breaking} would break a constraint")
            options = {c: weight for c, weight in options.items() if c not in breaking}
        if not options:
            raise ValueError(f"{name}: nothing is possible in {before}")
        wish: Any = fixed.get(name)
        wish = wish[position] if isinstance(wish, list) else wish
        if wish in options:
            offered.add(name)
        if len(options) == 1:
            return grow(g, k + 1, before, state | {name: next(iter(options))}, history, memory, told)
        supposed = wish in options
        owner = "" if is_chance else scenario["decisions"][name]["player"]
        offer = () if supposed or is_chance else ((owner, ("offered", *options)),)

        def did(choice: str) -> Memory:
            """A mover remembers its own move at once, also within a group."""
            return () if supposed or is_chance else ((owner, ("did", name, choice)),)

        if supposed:
            options = {wish: 1.0}
            offer = tuple((player, ("supposed", name, wish)) for player in scenario["players"])
        children = {
            c: grow(g, k + 1, before, state | {name: c}, (*history, (name, c)), memory, (*told, *offer, *did(c)))
            for c in options
        }
        hidden = not supposed and (grouped or bool(visit.get("hidden_from")))
        if supposed or is_chance:
            return Node("chance", history, state, name, "", children, options, hidden=hidden)
        view = (g, k, tuple(options), tuple(fact for player, fact in (*memory, *told) if player == owner))
        return Node("decision", history, state, name, owner, children, hidden=hidden, view=view)

    tree = grow(0, 0, start(scenario), start(scenario), ())
    wishes = {name for name, wish in fixed.items() if wish != "any" and set(wish) != {"any"}}
    if wishes - offered:
        raise ValueError(f"no visit offers what is supposed of {sorted(wishes - offered)}")
    return tree


def size(tree: Node) -> dict[str, int]:
    """Number of decision, chance and terminal nodes."""
    count = Counter(node.kind for node in tree.walk())
    return {kind: count[kind] for kind in ("decision", "chance", "terminal")}


# Solving: perfect information only.


@dataclass(frozen=True)
class Decision:
    variable: str
    player: str
    history: History
    values: dict[str, float]
    optimal: list[str]
    choice: str
    margin: float


@dataclass(frozen=True)
class Answer:
    payoffs: dict[str, float]
    outcomes: list[tuple[float, Node]]  # reached terminals with their probability, in tree order
    decisions: list[Decision]  # depth first, a parent before what follows it
    strategy: dict[History, str]


def tied(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def play(node: Node, strategy: Mapping[History, str], probability: float = 1.0) -> Iterator[tuple[float, Node]]:
    """Terminals and their probabilities when everybody follows `strategy` from `node` on."""
    if node.kind == "terminal":
        yield probability, node
    for choice, child in node.children.items():
        if node.kind == "chance" or strategy[node.history] == choice:
            yield from play(child, strategy, probability * node.probabilities.get(choice, 1.0))


def expected(node: Node, strategy: Mapping[History, str], player: str) -> float:
    return sum(probability * end.payoffs[player] for probability, end in play(node, strategy))


def backward_induction(tree: Node) -> Answer:
    """Subgame-perfect equilibrium: keep every choice tied with the best, follow the first in the file."""
    decisions: dict[History, Decision] = {}

    def solve(node: Node) -> dict[str, float]:
        if node.hidden:
            raise ValueError("a game with hidden or simultaneous moves has no backward induction")
        if node.kind == "terminal":
            return node.payoffs
        below = {choice: solve(child) for choice, child in node.children.items()}
        if node.kind == "chance":
            players = next(iter(below.values()))
            return {p: sum(node.probabilities[c] * payoffs[p] for c, payoffs in below.items()) for p in players}
        values = {choice: payoffs[node.player] for choice, payoffs in below.items()}
        best, second = sorted(values.values(), reverse=True)[:2]
        optimal = [choice for choice, value in values.items() if tied(value, best)]
        margin = best - second if len(optimal) == 1 else 0.0
        decisions[node.history] = Decision(
            node.variable, node.player, node.history, values, optimal, optimal[0], margin
        )
        return below[optimal[0]]

    payoffs = solve(tree)
    ordered = [decisions[node.history] for node in tree.walk() if node.kind == "decision"]
    strategy = {d.history: d.choice for d in ordered}
    return Answer(payoffs, [end for end in play(tree, strategy) if end[0] > 0], ordered, strategy)


def no_one_shot_gain(tree: Node, strategy: Mapping[History, str]) -> bool:
    """Whether no player gains anywhere by changing one choice and then following `strategy` again.

    With finitely many moves and perfect information this is subgame perfection (the one-shot deviation principle).
    """
    for node in tree.walk():
        if node.kind == "decision":
            values = {choice: expected(child, strategy, node.player) for choice, child in node.children.items()}
            here = values[strategy[node.history]]
            if any(value > here and not tied(value, here) for value in values.values()):
                return False
    return True
