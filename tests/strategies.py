"""Random expressions over given names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
