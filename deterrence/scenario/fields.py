"""The kinds of value a scenario file holds: ids, texts, numbers, expressions, suppositions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AllowInfNan,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from deterrence.scenario.grammar import RESERVED, ExpressionSyntaxError, parse_expression
from deterrence.scenario.syntax import Node

ID = r"[a-z][a-z0-9_]*"
RELATION = re.compile(r"\s*(<=|>=|==|!=|<|>)\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of a scenario: its text, and its syntax tree.

    >>> Expression.parse("2 * gain").text
    '2 * gain'
    """

    text: str
    node: Node = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str | float) -> Expression:
        """Read a text or a number. Raises `ExpressionSyntaxError`."""
        text = _number_text(text) if isinstance(text, (int, float)) else text
        return cls(text, parse_expression(text))

    def __str__(self) -> str:
        return self.text


def problem(message: str, *, help: str = "", at: tuple[str | int, ...] = (), **ctx: Any) -> PydanticCustomError:
    """A shape error in our own words; `at` leads from the field to the culprit."""
    return PydanticCustomError("problem", "{message}", {"message": message, "help": help, "at": list(at), **ctx})


def shown(value: object) -> str:
    """A found value as an error message names it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def check_id(word: object) -> str:
    """An id of the format, or a shape error that says why not."""
    if isinstance(word, bool) or word is None:
        word = {True: "true", False: "false", None: "null"}[word]
    if not isinstance(word, str):
        raise problem(f"expected a word, found {shown(word)}", help="ids begin with a letter: a-z, 0-9 and _")
    if word in RESERVED:
        raise problem(f"'{word}' is a reserved word", help="choose another name")
    if not re.fullmatch(ID, word, re.ASCII):
        simple = re.sub(r"[^a-z0-9_]+", "_", word.lower()).strip("_")
        better = f"; try '{simple}'" if re.fullmatch(ID, simple, re.ASCII) else ""
        raise problem(
            f"{shown(word)} is not an id", help=f"ids are a letter, then letters, digits and _, all lower case{better}"
        )
    return word


def _number_text(value: float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _expression(value: object) -> Expression:
    if isinstance(value, Expression):
        return value
    if isinstance(value, list):
        raise problem("expected an expression, found a list", help="a leading '- ' makes a list: use quotes")
    if not isinstance(value, (str, int, float)):
        raise problem(f"expected an expression, found {shown(value)}")
    if not isinstance(value, str) and not _is_finite(value):
        raise problem(f"expected a finite number, found {shown(value)}")
    try:
        return Expression.parse(value)
    except ExpressionSyntaxError as error:
        raise problem(error.message, help=error.help, start=error.start, end=error.end, syntax=True) from None


def _listed(value: object) -> object:
    return list(value) if isinstance(value, (tuple, list)) else [value]


def _tuple_to_list(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _ends(value: list[Any]) -> list[Any]:
    if len(value) != 2:
        commas = "; a decimal comma? write 3.0" if len(value) > 2 else ""
        raise problem(f"expected [low, high], found {len(value)} values{commas}")
    low, high = value
    if low is not None and high is not None and low > high:
        raise problem(f"low end {low:g} above high end {high:g}")
    return value


def _supposed(value: object) -> list[Any]:
    items = _listed(value)
    assert isinstance(items, list)
    for index, item in enumerate(items):
        at = (index,) if isinstance(value, (list, tuple)) else ()
        if not isinstance(item, (str, dict)):
            raise problem(f"expected a situation or {{variable: value}}, found {shown(item)}", at=at)
        if isinstance(item, dict):
            _check_values(item, at)
    return items


def _check_values(values: dict[object, object], at: tuple[str | int, ...]) -> None:
    for variable, value in values.items():
        if not isinstance(variable, str):
            raise problem(f"expected a variable, found {shown(variable)}", at=at)
        words = value if isinstance(value, (list, tuple)) else [value]
        if not all(isinstance(word, str) for word in words):
            raise problem(f"expected a choice, found {shown(value)}", at=(*at, variable))


def _values(value: object) -> object:
    if isinstance(value, dict):
        _check_values(value, ())
    return value


def _bound(value: object) -> object:
    if not isinstance(value, str) or not RELATION.fullmatch(value):
        raise problem(f"probability {shown(value)} is not a bound", help='an operator and a number, such as ">= 0.5"')
    return value


def _changes(value: object) -> bool | dict[str, list[str]]:
    if isinstance(value, bool):
        return value
    if not isinstance(value, dict):
        raise problem(f"expected true, false or {{from: [to, …]}}, found {shown(value)}")
    for start, ends in value.items():
        if not isinstance(ends, (list, tuple)) or not all(isinstance(end, str) for end in ends):
            raise problem(f"expected a list of choices, found {shown(ends)}", at=(str(start),))
    return {str(start): list(ends) for start, ends in value.items()}


Bound = Annotated[str, BeforeValidator(_bound), Field(json_schema_extra={"pattern": "^ *(<=|>=|==|!=|<|>)"})]
Id = Annotated[str, BeforeValidator(check_id), Field(json_schema_extra={"pattern": f"^{ID}$"})]
Text = Annotated[str, Strict()]
Number = Annotated[float, Strict(), AllowInfNan(False)]
Flag = Annotated[bool, Strict()]
Expr = Annotated[
    Expression,
    PlainValidator(_expression),
    PlainSerializer(lambda expression: expression.text),
    WithJsonSchema({"type": ["string", "number", "boolean"], "description": "an expression"}),
]
Interval = Annotated[list[Number], BeforeValidator(_tuple_to_list), AfterValidator(_ends)]
OpenInterval = Annotated[list[Number | None], BeforeValidator(_tuple_to_list), AfterValidator(_ends)]
Ids = Annotated[list[Id], BeforeValidator(_tuple_to_list)]

_CHOICE = {"type": "string"}
_CHANGES = {"type": "object", "additionalProperties": _CHOICE}


def _lone(item: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item}]})


Words = Annotated[list[Text], BeforeValidator(_listed), _lone(_CHOICE)]
Dates = Annotated[list[Number], BeforeValidator(_listed), _lone({"type": "number"})]
FactChanges = Annotated[list[dict[Text, Text]], BeforeValidator(_listed), _lone(_CHANGES)]

_VALUES = {"type": "object", "additionalProperties": {"anyOf": [_CHOICE, {"type": "array", "items": _CHOICE}]}}
Values = Annotated[dict[str, Any], BeforeValidator(_values), WithJsonSchema(_VALUES)]
Suppositions = Annotated[
    list[Any],
    PlainValidator(_supposed),
    WithJsonSchema({"anyOf": [_CHOICE, _VALUES, {"type": "array", "items": {"anyOf": [_CHOICE, _VALUES]}}]}),
]
Changes = Annotated[
    Any,
    PlainValidator(_changes),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "boolean"},
                {"type": "object", "additionalProperties": {"type": "array", "items": _CHOICE}},
            ]
        }
    ),
]
