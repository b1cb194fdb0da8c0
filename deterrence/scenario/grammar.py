"""The grammar of expressions: text to syntax tree.

Exactly the grammar of the format parses and nothing else. Long sums and
products are flat nodes, so depth is bounded by the nesting limit and no input
can exhaust the stack.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from deterrence.errors import nearest
from deterrence.scenario.syntax import COMPARISONS, Apply, Name, Node, Number

CHARACTERS = 10_000
NESTING = 64
DEPTH = 200
FUNCTIONS = {
    "min": (1, CHARACTERS),
    "max": (1, CHARACTERS),
    "abs": (1, 1),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "log": (1, 1),
    "clip": (3, 3),
}
OPERATORS = frozenset({"and", "or", "not", "if", "else"})
RESERVED = OPERATORS | FUNCTIONS.keys() | {"pending", "any", "true", "false", "null"}

_SPECIAL = RESERVED - {"pending"}


class ExpressionSyntaxError(ValueError):
    """The text is not an expression; `start` and `end` mark the place inside it."""

    def __init__(self, message: str, start: int, end: int, help: str = "") -> None:
        super().__init__(message, start, end, help)
        self.message, self.start, self.end, self.help = message, start, end, help


class _Token(NamedTuple):
    kind: str  # number, word, symbol, end, or bad: a character outside the language
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"[ \t\r\n]*(?:"
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<symbol>\*\*|==|!=|<=|>=|[-+*/()<>,])"
    r"|(?P<end>\Z)"
    r"|(?P<bad>.))",
    re.ASCII | re.DOTALL,
)
_TRAPS = {
    "=": "compare with '=='",
    "&": "write 'and'",
    "|": "write 'or'",
    "^": "powers are written '**'",
    "%": "there is no remainder operator",
    "'": "choices are written without quotes",
    '"': "choices are written without quotes",
    "!": "write 'not' or '!='",
}


def parse_expression(text: str) -> Node:
    """Parse one expression.

    >>> parse_expression("2 + gain").op
    '+'

    Raises
    ------
    ExpressionSyntaxError
        With the place inside the text; also when a limit of the format
        (10,000 characters, nesting 64, constant exponents 64) is passed.
    """
    if len(text) > CHARACTERS:
        raise ExpressionSyntaxError(f"expression of {len(text):,} characters; the limit is {CHARACTERS:,}", 0, 1)
    node = _Parser(text).parse()
    if _depth(node) > DEPTH:
        raise ExpressionSyntaxError("expression nested too deep", 0, 1, "name a part of it under `definitions`")
    return node


_CONDITIONAL, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _POWER = range(1, 9)
_BINDING = {
    "if": _CONDITIONAL,
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(COMPARISONS, _COMPARISON),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "**": _POWER,
}


def _depth(node: Node) -> int:
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [arg for above in level if isinstance(above, Apply) for arg in above.args]
    return deepest


class _Parser:
    """Precedence climbing over a token list."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.position = 0
        self.next = self.tokens[0]
        self.depth = 0

    def advance(self) -> _Token:
        token = self.next
        self.position += 1
        self.next = self.tokens[self.position]
        return token

    def take(self, text: str) -> _Token | None:
        return self.advance() if self.next.text == text else None

    def fail(self, message: str, help: str = "", token: _Token | None = None) -> NoReturn:
        token = token or self.next
        if token.kind == "bad":
            message, help = f"unexpected character {token.text!r}", _TRAPS.get(token.text, "")
        raise ExpressionSyntaxError(message, token.start, max(token.end, token.start + 1), help)

    def nested(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > NESTING:
            self.fail(f"expression nested more than {NESTING} deep", "name a part of it under `definitions`", token)

    def parse(self) -> Node:
        if self.next.kind == "end":
            self.fail("expected an expression, found nothing")
        node = self.expression(_CONDITIONAL)
        if self.next.kind != "end":
            help = {")": "this ')' closes nothing", ",": "a decimal comma? write 3.0"}.get(self.next.text, "")
            if self.next.kind in ("word", "number") or self.next.text == "(":
                help = "is an operator missing, such as '*'?"
            self.fail(f"expected an operator or the end, found {_described(self.next)}", help)
        return node

    def expression(self, strength: int) -> Node:
        """The longest expression whose operators all bind at least as strongly as `strength`."""
        left = self.prefix(strength)
        while _BINDING.get(self.next.text, 0) >= strength:
            left = self.infix(left, _BINDING[self.next.text])
        return left

    def prefix(self, strength: int) -> Node:
        token = self.next
        if token.text != "-" and not (token.text == "not" and strength <= _NOT):
            return self.atom()
        self.advance()
        self.nested(token)
        inner = self.expression(_NOT if token.text == "not" else _POWER)
        self.depth -= 1
        return Apply("not" if token.text == "not" else "neg", (inner,), token.start, inner.end)

    def infix(self, left: Node, strength: int) -> Node:
        if strength == _CONDITIONAL:
            return self.conditional(left)
        if strength == _POWER:
            return self.power(left)
        found = [left]
        while _BINDING.get(self.next.text) == strength:
            token = self.advance()
            right = self.expression(strength + 1)
            found.append(_operand(token, left, right))
            left = right
        if strength == _COMPARISON:
            return _flat("and", found[1:])
        return _flat({_OR: "or", _AND: "and", _SUM: "+", _PRODUCT: "*"}[strength], found)

    def conditional(self, value: Node) -> Node:
        opened = self.advance()
        self.nested(opened)
        condition = self.expression(_OR)
        if not self.take("else"):
            self.fail(f"expected 'else', found {_described(self.next)}", "a conditional is written: a if c else b")
        other = self.expression(_CONDITIONAL)
        self.depth -= 1
        return Apply("if", (condition, value, other), value.start, other.end)

    def power(self, base: Node) -> Node:
        operator = self.advance()
        self.nested(operator)
        exponent = self.expression(_POWER)
        self.depth -= 1
        return Apply("**", (base, exponent), operator.start, exponent.end)

    def atom(self) -> Node:
        token = self.next
        if token.kind == "word" and token.text not in _SPECIAL and self.tokens[self.position + 1].text != "(":
            self.advance()
            return Name(token.text, token.start, token.end)
        if token.kind == "number":
            return _number(self.advance())
        if opened := self.take("("):
            self.nested(opened)
            inner = self.expression(_CONDITIONAL)
            self.close(opened)
            return inner
        if token.kind == "word" and token.text not in OPERATORS:
            return self.word(self.advance())
        help = "a conditional is written: a if c else b" if token.text in ("if", "else") else ""
        self.fail(f"expected a value, found {_described(token)}", help)

    def word(self, token: _Token) -> Node:
        opened = self.take("(")
        if opened and token.text not in FUNCTIONS:
            self.fail(f"unknown function '{token.text}'", _functions(token.text), token)
        if opened:
            return self.call(token, opened)
        if token.text in FUNCTIONS:
            self.fail(f"'{token.text}' is a function and needs its values in parentheses", token=token)
        if token.text not in ("true", "false"):
            self.fail(f"'{token.text}' is reserved and has no value in an expression", token=token)
        return Number(float(token.text == "true"), token.start, token.end)

    def call(self, function: _Token, opened: _Token) -> Node:
        self.nested(opened)
        args = [self.expression(_CONDITIONAL)]
        while self.take(","):
            args.append(self.expression(_CONDITIONAL))
        end = self.close(opened)
        low, high = FUNCTIONS[function.text]
        if not low <= len(args) <= high:
            wanted = f"{low} value{'s' * (low > 1)}" if low == high else "one value or more"
            self.fail(f"{function.text} takes {wanted}, found {len(args)}", token=function)
        return Apply(function.text, tuple(args), function.start, end)

    def close(self, opened: _Token) -> int:
        closing = self.take(")")
        if closing:
            self.depth -= 1
            return closing.end
        if self.next.kind == "end":
            self.fail("this '(' has no matching ')'", token=opened)
        self.fail(f"expected an operator or ')', found {_described(self.next)}")


def _operand(token: _Token, left: Node, right: Node) -> Node:
    if token.text in ("+", "*", "and", "or"):
        return right
    if token.text in COMPARISONS:
        return Apply(token.text, (left, right), left.start, right.end)
    return Apply("neg" if token.text == "-" else "over", (right,), token.start, right.end)


def _flat(op: str, args: list[Node]) -> Node:
    return args[0] if len(args) == 1 else Apply(op, tuple(args), args[0].start, args[-1].end)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "end"
        yield _Token(kind, match[kind], match.start(kind), match.end(kind))
        if kind in ("end", "bad"):
            break
    yield _Token("end", "", len(text), len(text))


def _number(token: _Token) -> Number:
    value = float(token.text)
    if math.isinf(value):
        raise ExpressionSyntaxError("the number is too large: not finite", token.start, token.end)
    return Number(value, token.start, token.end)


def _described(token: _Token) -> str:
    return "the end of the expression" if token.kind == "end" else f"'{token.text[:40]}'"


def _functions(word: str) -> str:
    return nearest(word, FUNCTIONS) or "the functions are " + ", ".join(FUNCTIONS)
