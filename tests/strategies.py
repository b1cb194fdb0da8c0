"""Hypothesis strategies: random expressions over given names, and random small scenarios full of ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

CONDITIONAL, OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)
LITERALS = ("0", "1", "2", "3", ".5", "0.1", "1e3", "64", "1e-200", "1e200", "1e308", "true", "false")
EXPONENTS = ("2", "3", ".5", "0", "1", "-1", "-2", "0.1", "64", "-64")
EXACT = ("min", "max", "abs", "sqrt", "clip")
LIBRARY = ("exp", "log")


class ExpressionTexts:
    """Draws the text of an expression over some names; every draw parses.

    `library` allows `exp`, `log` and powers, whose last digits are the platform's.
    """

    def __init__(
        self,
        parameters: Sequence[str],
        variables: Mapping[str, Sequence[str]],
        definitions: Sequence[str] = (),
        *,
        library: bool = True,
    ) -> None:
        self.names = [*parameters, *definitions]
        self.variables = {name: list(values) for name, values in variables.items() if values}
        self.functions = [*EXACT, *LIBRARY] if library else list(EXACT)
        self.library = library

    def strategy(self, depth: int = 4) -> st.SearchStrategy[str]:
        """Texts whose tree is at most so deep."""
        return st.composite(lambda draw: self._text(draw, depth)[0])()

    def _text(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        if depth == 0 or draw(st.integers(0, 4)) == 0:
            return self._leaf(draw)
        kinds = [
            "sum",
            "product",
            "product",
            "compare",
            "and",
            "or",
            "not",
            "if",
            "sign",
            "call",
            *["power"] * self.library,
        ]
        text, level = getattr(self, "_" + draw(st.sampled_from(kinds)))(draw, depth - 1)
        return (f"({text})", ATOM) if draw(st.integers(0, 5)) == 0 else (text, level)

    def _leaf(self, draw: st.DrawFn) -> tuple[str, int]:
        kinds = ["literal", *["name"] * (2 * bool(self.names)), *["test"] * bool(self.variables)]
        kind = draw(st.sampled_from(kinds))
        if kind == "literal":
            return draw(st.sampled_from(LITERALS)), ATOM
        if kind == "name":
            return draw(st.sampled_from(self.names)), ATOM
        variable = draw(st.sampled_from(list(self.variables)))
        sides = [variable, draw(st.sampled_from(self.variables[variable]))]
        return draw(st.sampled_from((" == ", " != "))).join(draw(st.permutations(sides))), COMPARISON

    def _operand(self, draw: st.DrawFn, depth: int, loosest: int) -> str:
        text, level = self._text(draw, depth)
        return text if level >= loosest else f"({text})"

    def _joined(self, draw: st.DrawFn, depth: int, signs: tuple[str, ...], loosest: int) -> str:
        text = self._operand(draw, depth, loosest)
        for _ in range(draw(st.integers(1, 3))):
            text += f" {draw(st.sampled_from(signs))} {self._operand(draw, depth, loosest)}"
        return text

    def _sum(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        return self._joined(draw, depth, ("+", "-"), SUM), SUM

    def _product(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        return self._joined(draw, depth, ("*", "*", "/"), PRODUCT), PRODUCT

    def _compare(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        return self._joined(draw, depth, ("==", "!=", "<", "<=", ">", ">="), SUM), COMPARISON

    def _and(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        return self._joined(draw, depth, ("and",), AND), AND

    def _or(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        return self._joined(draw, depth, ("or",), OR), OR

    def _not(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        return f"not {self._operand(draw, depth, NOT)}", NOT

    def _sign(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        return f"-{self._operand(draw, depth, SIGN)}", SIGN

    def _power(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        exponents = st.sampled_from([*EXPONENTS, *self.names])
        return f"{self._operand(draw, depth, ATOM)} ** {draw(exponents)}", POWER

    def _if(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        value, condition = self._operand(draw, depth, OR), self._operand(draw, depth, OR)
        return f"{value} if {condition} else {self._operand(draw, depth, CONDITIONAL)}", CONDITIONAL

    def _call(self, draw: st.DrawFn, depth: int) -> tuple[str, int]:
        name = draw(st.sampled_from(self.functions))
        count = {"min": draw(st.integers(1, 3)), "max": draw(st.integers(1, 3)), "clip": 3}.get(name, 1)
        return f"{name}({', '.join(self._operand(draw, depth, CONDITIONAL) for _ in range(count))})", ATOM


PLAYERS = ("ann", "bob", "cy")
CHOICES = ("stay", "turn", "leave")
DECISIONS = ("first", "second", "third", "fourth")
WEIGHTS = (("0.5", "0.5"), ("0.25", "0.75"), ("1", "0"), ("0", "1"), ("0.25 + 0.5 * (p > 1)", "0.75 - 0.5 * (p > 1)"))


def parameter_values() -> st.SearchStrategy[float]:
    """Values that make ties likely and sums exact."""
    return st.integers(-2, 3).map(float)


@st.composite
def scenario_documents(draw: st.DrawFn, *, hidden: bool = False, constrained: bool = True) -> dict[str, Any]:
    """A small scenario as plain data: repeated visits, conditions, chance, and integer payoffs with many ties.

    It may have no lawful play (a visit without an option); with `hidden` some
    visits are hidden from players, or grouped.
    """
    players = PLAYERS[: draw(st.integers(2, 3))]
    variables = {name: CHOICES[: draw(st.integers(2, 3))] for name in DECISIONS[: draw(st.integers(2, 4))]}
    decisions = {
        name: {"player": draw(st.sampled_from(players)), "choices": list(values)} for name, values in variables.items()
    }
    chances: dict[str, Any] = {}
    if draw(st.booleans()):
        law = draw(st.sampled_from([*WEIGHTS, ("0.5 if first == stay else 0.25", "0.5 if first == stay else 0.75")]))
        chances["luck"] = {"outcomes": dict(zip(("good", "bad"), law, strict=True))}

    tests = [
        f"{name} {sign} {value}" for name, values in variables.items() for value in values for sign in ("==", "!=")
    ]
    tests += [f"luck == {value}" for value in ("good", "pending") if chances]
    conditions = st.sampled_from([*tests, *tests, "p > 0", "p == q", *(f"{test} or p > 1" for test in tests)])
    for decision in decisions.values():
        rule = draw(st.integers(0, 5))
        if rule == 0:
            decision["reversible"] = False
        elif rule == 1:
            decision["reversible"] = {"stay": ["turn"], "turn": draw(st.sampled_from([[], ["stay"]]))}
        if draw(st.integers(0, 3)) == 0:
            decision["available"] = {draw(st.sampled_from(decision["choices"])): draw(conditions)}

    visits = [*decisions, *chances]
    visits = [*draw(st.permutations(visits)), *draw(st.lists(st.sampled_from(list(decisions)), max_size=2))]
    order: list[Any] = [_visit(draw, name, decisions, players, conditions, hidden=hidden) for name in visits]
    if hidden and draw(st.booleans()):
        pairs = [k for k in range(len(visits) - 1) if visits[k] != visits[k + 1]]
        if pairs:
            k = draw(st.sampled_from(pairs))
            order[k : k + 2] = [order[k : k + 2]]
    document: dict[str, Any] = {
        "title": "Drawn at random",
        "players": {player: player.upper() for player in players},
        "parameters": {"p": draw(parameter_values()), "q": draw(parameter_values())},
        "decisions": decisions,
        "chances": chances,
        "definitions": {
            "both": f"({draw(conditions)}) and ({draw(conditions)})",
            "sum": f"both + p * ({draw(conditions)})",
        },
        "payoffs": {player: _payoff(draw, tests) for player in players},
        "game": {"order": order},
    }
    if constrained and draw(st.integers(0, 3)) == 0:
        one, other = draw(st.sampled_from(list(variables))), draw(st.sampled_from(list(variables)))
        document["constraints"] = [f"not ({one} == turn and {other} == {draw(st.sampled_from(('stay', 'turn')))})"]
    return document


def _visit(
    draw: st.DrawFn,
    name: str,
    decisions: dict[str, Any],
    players: Sequence[str],
    conditions: st.SearchStrategy[str],
    *,
    hidden: bool,
) -> Any:
    visit: dict[str, Any] = {"visit": name}
    if draw(st.integers(0, 2)) == 0:
        visit["when"] = draw(conditions)
    if hidden and draw(st.booleans()):
        others = [player for player in players if name not in decisions or decisions[name]["player"] != player]
        visit["hidden_from"] = draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
    return visit


def _payoff(draw: st.DrawFn, tests: Sequence[str]) -> str:
    terms = [f"{draw(st.integers(0, 2))} * ({draw(st.sampled_from(tests))})" for _ in range(draw(st.integers(1, 3)))]
    terms.append(draw(st.sampled_from(["0", "p * (first == turn)", "q * (second != stay)", "sum", "both"])))
    return terms[0] + "".join(f" {draw(st.sampled_from('+-'))} {term}" for term in terms[1:])
