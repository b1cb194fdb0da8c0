"""Names of a scenario, and whether an expression uses them in their own way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from deterrence.errors import nearest
from deterrence.scenario.evaluation import Undefined, evaluate, value_names, variable_test
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import PENDING, ScenarioShape
from deterrence.scenario.source import Path
from deterrence.scenario.syntax import Apply, Name, Node, names

EXPONENT = 64


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of meaning, at a path of the scenario (its key, or a span of its text)."""

    message: str
    path: Path
    help: str = ""
    key: bool = False
    span: tuple[int, int] | None = None


KINDS = {
    "players": "player",
    "parameters": "parameter",
    "decisions": "decision",
    "chances": "chance",
    "facts": "fact",
    "definitions": "definition",
}


@dataclass(frozen=True)
class Symbols:
    """What every id of a scenario is. Names under a `broken` path were dropped from it as malformed."""

    scenario: ScenarioShape
    broken: frozenset[Path] = frozenset()

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Id to kind; the first declaration wins."""
        found: dict[str, str] = {}
        for section, kind in KINDS.items():
            for name in getattr(self.scenario, section):
                found.setdefault(name, kind)
        return found

    @cached_property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The values of every variable, `pending` included."""
        s = self.scenario
        return {
            **{name: tuple(decision.choices) for name, decision in s.decisions.items()},
            **{name: (PENDING, *chance.outcomes) for name, chance in s.chances.items()},
            **{name: tuple(values) for name, values in s.facts.items()},
        }

    def of_kind(self, *kinds: str) -> list[str]:
        """Every id of these kinds."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    def was_dropped(self, name: str) -> bool:
        """Whether a name may have been declared in a part that is already reported as malformed."""
        return any(path[0] in KINDS and (len(path) == 1 or path[1] == name) for path in self.broken if path)

    def intact(self, *path: str | int) -> bool:
        """Whether nothing at, above or below a path was dropped."""
        return not any(path[: len(bad)] == bad or bad[: len(path)] == path for bad in self.broken)

    def _is_sound(self, variable: str) -> bool:
        """Whether a variable's values can be relied on: declared once, with values, nothing of it dropped."""
        sections = ("decisions", "chances", "facts")
        once = sum(variable in getattr(self.scenario, section) for section in KINDS) == 1
        return once and bool(self.choices[variable]) and all(self.intact(section, variable) for section in sections)

    def duplicates(self) -> Iterator[Finding]:
        """Ids declared in two sections."""
        seen: dict[str, str] = {}
        for section, kind in KINDS.items():
            for name in getattr(self.scenario, section):
                if name in seen:
                    message = f"{kind} '{name}' has the id of a {seen[name]}"
                    yield Finding(
                        message,
                        (section, name),
                        "players, parameters, variables and definitions share one namespace",
                        key=True,
                    )
                seen.setdefault(name, kind)

    def unknown(self, name: str, path: Path, *kinds: str, key: bool = False) -> Iterator[Finding]:
        """A finding unless `name` is an id of one of these kinds."""
        actual = self.kinds.get(name)
        if actual in kinds or (actual is None and self.was_dropped(name)):
            return
        wanted = " or ".join(kinds)
        known = self.of_kind(*kinds)
        if actual:
            yield Finding(
                f"'{name}' is a {actual}; expected a {wanted}", path, nearest(name, known) or _listing(known), key=key
            )
        else:
            yield Finding(f"unknown {wanted} '{name}'", path, nearest(name, known) or _listing(known), key=key)

    def unknown_choice(self, variable: str, choice: str, path: Path, *, key: bool = False) -> Iterator[Finding]:
        """A finding unless `variable` is known and has this value."""
        if variable not in self.choices or not self._is_sound(variable):
            return
        values = [value for value in self.choices[variable] if value != PENDING]
        if choice not in values:
            help = nearest(choice, values) or _listing(values)
            yield Finding(f"{variable} has no value '{choice}'", path, help, key=key)

    def expression(
        self, expression: Expression, path: Path, *, payoffs: bool = False, variables: bool = True
    ) -> Iterator[Finding]:
        """Findings in one expression: unknown names, misuse of variables, constant exponents out of bounds."""
        waiting: list[Node] = [expression.node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Name):
                yield from self._name(node, path, payoffs)
            elif isinstance(node, Apply) and node.op in ("==", "!=") and self._variables(node):
                test = variable_test(node, self.choices)
                if not test:
                    yield from self._comparison(node, path)
                    waiting += [arg for arg in node.args if isinstance(arg, Apply)]
                elif not variables:
                    yield Finding(
                        f"'{test[0]}' is a variable; only parameters may stand here", path, span=(node.start, node.end)
                    )
            elif isinstance(node, Apply) and not (node.op in ("==", "!=") and self._dropped(node)):
                if node.op == "**":
                    yield from _exponent(node, path)
                waiting += reversed(node.args)
        if not variables:
            yield from self._through_definitions(expression, path)

    def _through_definitions(self, expression: Expression, path: Path) -> Iterator[Finding]:
        for name in names(expression.node):
            used = definitions_used(self.scenario.definitions, self.choices, name.id)
            tests = (n.id for d in used for n in names(self.scenario.definitions[d].node) if n.id in self.choices)
            if variable := next(tests, None):
                message = f"'{name.id}' depends on variable '{variable}'; only parameters may stand here"
                yield Finding(message, path, span=(name.start, name.end))

    def _dropped(self, node: Apply) -> bool:
        """Whether a comparison names something that is reported as malformed already."""
        strange = [arg.id for arg in node.args if isinstance(arg, Name) and arg.id not in self.kinds]
        return bool(self.broken) and any(self.was_dropped(name) for name in strange)

    def _variables(self, node: Apply) -> list[Name]:
        return [arg for arg in node.args if isinstance(arg, Name) and arg.id in self.choices]

    def _comparison(self, node: Apply, path: Path) -> Iterator[Finding]:
        variable = self._variables(node)[0]
        other = next((arg for arg in node.args if arg is not variable), node)
        span = (other.start, other.end)
        values = self.choices[variable.id]
        if not isinstance(other, Name):
            yield Finding(f"variable '{variable.id}' is compared with a number", path, _listing(values), span=span)
        elif self._is_sound(variable.id):
            kind = self.kinds[variable.id]
            if other.id == PENDING:
                message = f"'{variable.id}' is a {kind}; only a chance can be pending"
            else:
                message = f"{variable.id} has no value '{other.id}'"
            shown = [value for value in values if value != PENDING]
            yield Finding(message, path, nearest(other.id, shown) or _listing(shown), span=span)

    def _name(self, name: Name, path: Path, payoffs: bool) -> Iterator[Finding]:
        kind = self.kinds.get(name.id)
        span = (name.start, name.end)
        if kind in ("parameter", "definition") or (kind == "player" and payoffs):
            return
        if kind == "player":
            help = "a player's id is its payoff only in `expect`, `quantity` and `report`"
            yield Finding(f"'{name.id}' is a player, not a number", path, help, span=span)
        elif kind:
            help = f"compare it: {name.id} == {self.choices[name.id][-1]}" if self.choices.get(name.id) else ""
            yield Finding(f"variable '{name.id}' is used as a number", path, help, span=span)
        elif name.id == PENDING:
            yield Finding("'pending' stands only in a comparison with a chance", path, span=span)
        elif owners := [variable for variable, values in self.choices.items() if name.id in values]:
            help = f"compare it: {owners[0]} == {name.id}"
            yield Finding(f"'{name.id}' is a choice, not a number", path, help, span=span)
        elif not self.was_dropped(name.id):
            known = self.of_kind("parameter", "definition", "decision", "chance", "fact", *["player"] * payoffs)
            yield Finding(f"unknown name '{name.id}'", path, nearest(name.id, known), span=span)


Choices = Mapping[str, Collection[str]]


def definitions_used(definitions: Mapping[str, Expression], choices: Choices, *start: str) -> list[str]:
    """The definitions that some names rest on, each after the ones that it uses itself."""
    order: dict[str, None] = {}
    waiting = [(name, False) for name in reversed(start) if name in definitions]
    entered: set[str] = set()
    while waiting:
        name, done = waiting.pop()
        if done:
            order[name] = None
        elif name not in entered:
            entered.add(name)
            waiting.append((name, True))
            waiting += [
                (used.id, False) for used in value_names(definitions[name].node, choices) if used.id in definitions
            ]
    return list(order)


def cycles(definitions: Mapping[str, Expression], choices: Choices) -> Iterator[Finding]:
    """Each cycle among definitions, at its first definition in the file."""
    uses = {
        name: [used.id for used in value_names(expression.node, choices) if used.id in definitions]
        for name, expression in definitions.items()
    }
    reported: set[str] = set()
    settled: set[str] = set()
    for start in definitions:
        trail: dict[str, Iterator[str]] = {} if start in settled else {start: iter(uses[start])}
        while trail:
            name = next(reversed(trail))
            following = next(trail[name], None)
            if following is None:
                settled.add(name)
                del trail[name]
            elif following in trail:
                loop = [*list(trail)[list(trail).index(following) :], following]
                if not reported.intersection(loop):
                    reported.update(loop)
                    first = min(loop, key=list(definitions).index)
                    yield Finding(f"a cycle among definitions: {' -> '.join(loop)}", ("definitions", first), key=True)
            elif following not in settled:
                trail[following] = iter(uses[following])


class NoNames:
    """The environment of an expression without names."""

    choices: Mapping[str, tuple[str, ...]] = {}

    def value(self, name: str) -> float:
        """There is none."""
        raise KeyError(name)

    def holds(self, variable: str, choice: str) -> bool:
        """There is none."""
        raise KeyError(variable)


def _exponent(node: Apply, path: Path) -> Iterator[Finding]:
    exponent = node.args[1]
    if next(names(exponent), None) is not None:
        return
    try:
        value = evaluate(exponent, NoNames())
    except Undefined:
        return
    if abs(value) > EXPONENT:
        message = f"exponent {value:g}; a constant exponent is at most {EXPONENT} in absolute value"
        yield Finding(message, path, span=(node.start, node.end))


def _listing(words: object) -> str:
    known = list(words) if isinstance(words, (list, tuple)) else []
    if not known:
        return ""
    return "known: " + ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
