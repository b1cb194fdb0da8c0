"""Meaning of a well-shaped scenario: every rule of the format that can be told without playing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice

from deterrence.scenario.claim_rules import check_claims, check_suppositions
from deterrence.scenario.evaluation import Undefined, evaluate
from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Parameter, Prior
from deterrence.scenario.scenario import ScenarioShape
from deterrence.scenario.symbols import Finding, NoNames, Symbols, cycles, definitions_used
from deterrence.scenario.syntax import names, parts
from deterrence.scenario.timeline_rules import check_timeline

SLACK = 1e-9
ENOUGH = 60  # nobody mends more at once, and a file of nothing but mistakes is refused in time
LIMITS = {"players": 32, "parameters": 1000}
VARIABLES, CHOICES = 200, 64


def findings(symbols: Symbols) -> list[Finding]:
    """Every problem of meaning in a scenario. Those that need sound names wait until the names are sound."""
    found = dict.fromkeys(islice((finding for rule in _RULES for finding in rule(symbols)), ENOUGH))
    if not found and not symbols.broken:
        found = dict.fromkeys(_check_start(symbols.scenario))
    return list(found)


def _check_sizes(symbols: Symbols) -> Iterator[Finding]:
    s = symbols.scenario
    for section, limit in LIMITS.items():
        count = len(getattr(s, section))
        if count > limit:
            yield Finding(f"{count} {section}; the limit is {limit}", (section,), key=True)
    if not s.players and symbols.intact("players"):
        yield Finding("a scenario has at least one player", ("players",), key=True)
    count = len(s.decisions) + len(s.chances) + len(s.facts)
    if count > VARIABLES:
        largest = max(("decisions", "chances", "facts"), key=lambda section: len(getattr(s, section)))
        yield Finding(f"{count} variables; the limit is {VARIABLES}", (largest,), key=True)
    if count == 0 and not symbols.broken:
        yield Finding("no variable: a scenario has at least one decision, chance or fact", ())
    for name, values in symbols.choices.items():
        kind = symbols.kinds[name]
        section, what = {"decision": ("decisions", "choices"), "chance": ("chances", "outcomes")}.get(
            kind, ("facts", "values")
        )
        count = len(values) - (symbols.kinds[name] == "chance")
        if count > CHOICES:
            yield Finding(f"{name} has {count} {what}; the limit is {CHOICES}", (section, name), key=True)
        if count == 0 and symbols.intact(section, name):
            yield Finding(f"{name} has no {what}; it needs one or more", (section, name), key=True)


def _check_parameters(symbols: Symbols) -> Iterator[Finding]:
    for name, parameter in symbols.scenario.parameters.items():
        low, high = parameter.range or (None, None)
        value = parameter.value
        if (low is not None and value < low) or (high is not None and value > high):
            ends = f"[{'…' if low is None else f'{low:g}'}, {'…' if high is None else f'{high:g}'}]"
            yield Finding(f"value {value:g} lies outside its range {ends}", ("parameters", name, "value"))
        if parameter.prior:
            yield from _check_prior(parameter.prior, parameter, name)


def _check_prior(prior: Prior, parameter: Parameter, name: str) -> Iterator[Finding]:
    path = ("parameters", name, "prior")
    kind = next((kind for kind in type(prior).model_fields if getattr(prior, kind) is not None), None)
    if kind is None:
        yield Finding("expected the numbers of a prior, found nothing", path)
        return
    if kind == "uniform":
        if prior.uniform != "uniform":
            yield Finding("the uniform prior is written: prior: uniform", path)
        return
    args = getattr(prior, kind)
    wanted = {"normal": "[mean, sd]", "triangular": "[low, mode, high]", "beta": "[a, b]"}.get(
        kind, "[mean, sd of the log]"
    )
    if len(args) != wanted.count(",") + 1:
        yield Finding(f"{kind} takes {wanted.count(',') + 1} values, {wanted}; found {len(args)}", path)
    elif kind in ("normal", "lognormal") and args[1] <= 0:
        yield Finding(f"{kind}: the standard deviation {args[1]:g} is not positive", path)
    elif kind == "beta" and min(args) <= 0:
        yield Finding(f"beta: {min(args):g} is not positive; both shapes are", path)
    elif kind == "triangular" and not (args[0] <= args[1] <= args[2] and args[0] < args[2]):
        yield Finding(f"triangular: expected low <= mode <= high, found {args[0]:g}, {args[1]:g}, {args[2]:g}", path)
    elif _misses(kind, args, parameter.range):
        yield Finding(f"{kind}: no part of the prior lies inside the range", path)


def _misses(kind: str, args: list[float], ends: list[float | None] | None) -> bool:
    support = {"triangular": (args[0], args[-1]), "beta": (0.0, 1.0), "lognormal": (0.0, None)}.get(kind, (None, None))
    low, high = ends or (None, None)
    above = low is not None and support[1] is not None and support[1] <= low
    below = high is not None and support[0] is not None and high <= support[0]
    return above or below


def _check_decisions(symbols: Symbols) -> Iterator[Finding]:
    for name, decision in symbols.scenario.decisions.items():
        path = ("decisions", name)
        yield from symbols.unknown(decision.player, (*path, "player"), "player")
        yield from _repeated(decision.choices, (*path, "choices"))
        if isinstance(decision.reversible, Mapping):
            for start, ends in decision.reversible.items():
                yield from symbols.unknown_choice(name, start, (*path, "reversible", start), key=True)
                for index, end in enumerate(ends):
                    yield from symbols.unknown_choice(name, end, (*path, "reversible", start, index))
        for choice, condition in decision.available.items():
            yield from symbols.unknown_choice(name, choice, (*path, "available", choice), key=True)
            yield from symbols.expression(condition, (*path, "available", choice))


def _repeated(values: list[str], path: tuple[str, ...]) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding(f"'{value}' is listed twice", (*path, index))


def _check_chances(symbols: Symbols) -> Iterator[Finding]:
    for name, chance in symbols.scenario.chances.items():
        path = ("chances", name, "outcomes")
        fixed = []
        for outcome, probability in chance.outcomes.items():
            yield from symbols.expression(probability, (*path, outcome))
            value = _constant(probability)
            if value is not None and not -SLACK <= value <= 1 + SLACK:
                yield Finding(f"probability {value:g} of '{outcome}' lies outside [0, 1]", (*path, outcome))
            fixed.append(value)
        known = [value for value in fixed if value is not None]
        if known and len(known) == len(fixed) and abs(sum(known) - 1) > SLACK:
            yield Finding(f"probabilities sum to {sum(known):.12g}, expected 1", path, key=True)


def _constant(expression: Expression) -> float | None:
    if next(names(expression.node), None) is not None:
        return None
    try:
        return evaluate(expression.node, NoNames())
    except Undefined:
        return None


def _check_facts(symbols: Symbols) -> Iterator[Finding]:
    for name, values in symbols.scenario.facts.items():
        yield from _repeated(values, ("facts", name))


def _check_expressions(symbols: Symbols) -> Iterator[Finding]:
    s = symbols.scenario
    for name, definition in s.definitions.items():
        yield from symbols.expression(definition, ("definitions", name))
    yield from cycles(s.definitions, symbols.choices)
    for index, constraint in enumerate(s.constraints):
        yield from symbols.expression(constraint, ("constraints", index))
    for player, payoff in s.payoffs.items():
        yield from symbols.unknown(player, ("payoffs", player), "player", key=True)
        yield from symbols.expression(payoff, ("payoffs", player))
    for player in s.players:
        missing = s.payoffs and player not in s.payoffs and symbols.intact("payoffs", player)
        if missing and len(s.players) <= LIMITS["players"]:
            yield Finding(
                f"no payoff for player '{player}'; payoffs are stated for every player", ("payoffs",), key=True
            )


def _check_situations(symbols: Symbols) -> Iterator[Finding]:
    for name, values in symbols.scenario.situations.items():
        yield from check_suppositions(symbols, [dict(values)], ("situations", name))


def _check_game(symbols: Symbols) -> Iterator[Finding]:
    s = symbols.scenario
    if s.game is None:
        return
    if not s.game.order:
        yield Finding("the order of play is empty", ("game", "order"), key=True)
    for index, stage in enumerate(s.game.order):
        here = ("game", "order", index)
        if not stage.visits:
            yield Finding("an empty group", here)
        seen: set[str] = set()
        for place, visit in enumerate(stage.visits):
            path = (*here, place) if stage.joint else here
            yield from symbols.unknown(visit.visit, (*path, "visit"), "decision", "chance")
            if visit.visit in seen:
                yield Finding(f"a group visits '{visit.visit}' twice", (*path, "visit"))
            seen.add(visit.visit)
            if visit.when is not None:
                yield from symbols.expression(visit.when, (*path, "when"))
            owner = s.decisions[visit.visit].player if visit.visit in s.decisions else None
            for which, player in enumerate(visit.hidden_from):
                yield from symbols.unknown(player, (*path, "hidden_from", which), "player")
                if player == owner:
                    message = f"'{player}' owns '{visit.visit}', and a player observes its own move"
                    yield Finding(message, (*path, "hidden_from", which))


def _check_start(s: ScenarioShape) -> Iterator[Finding]:
    for index, constraint in enumerate(s.constraints):
        path = ("constraints", index)
        try:
            holds = evaluate(constraint.node, InitialState(s, constraint)) != 0
        except Undefined as error:
            span = (
                (error.node.start, error.node.end)
                if any(part is error.node for part in parts(constraint.node))
                else None
            )
            yield Finding(f"{error.reason} in this constraint at the start", path, span=span)
            continue
        if not holds:
            yield Finding(f"the initial state breaks the constraint '{constraint.text}'", path)


class InitialState:
    """Names of a scenario at the baseline, in its initial state."""

    def __init__(self, s: ScenarioShape, expression: Expression) -> None:
        self.shape = s
        self.known: dict[str, float | Undefined] = {name: p.value for name, p in s.parameters.items()}
        for name in definitions_used(s.definitions, self.choices, *(used.id for used in names(expression.node))):
            try:
                self.known[name] = evaluate(s.definitions[name].node, self)
            except Undefined as error:
                self.known[name] = error

    @cached_property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The values of every variable."""
        return Symbols(self.shape).choices

    def value(self, name: str) -> float:
        """A parameter's baseline or a definition's value; raises what stood in the way of it."""
        found = self.known[name]
        if isinstance(found, Undefined):
            raise found
        return found

    def holds(self, variable: str, choice: str) -> bool:
        """Whether this is the variable's initial value."""
        return self.choices[variable][0] == choice


_RULES: tuple[Callable[[Symbols], Iterator[Finding]], ...] = (
    Symbols.duplicates,
    _check_sizes,
    _check_parameters,
    _check_decisions,
    _check_chances,
    _check_facts,
    _check_expressions,
    _check_situations,
    _check_game,
    check_timeline,
    check_claims,
)
