"""What a student wrote, read as an answer: a word, a number, or an expression."""

from __future__ import annotations

import math
import re
from typing import Any

from deterrence.errors import EvaluationError, Problem, nearest
from deterrence.scenario.evaluation import value_names
from deterrence.scenario.fields import Expression, shown
from deterrence.scenario.grammar import ExpressionSyntaxError
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.syntax import names
from deterrence.states.diagnosis import value_at
from deterrence.teaching.question import TEXT_LIMIT, Question


class UnreadableError(Exception):
    """It is no answer to the question; `message` says why, `help` what to write."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message, help)
        self.message, self.help = message, help

    def __str__(self) -> str:
        return f"{self.message} ({self.help})" if self.help else self.message


def read_answer(question: Question, written: Any, scenario: Scenario) -> str | float:
    """An answer of the kind that the question takes.

    A number may be written as an expression of the scenario's parameters, as
    ``2/5`` or ``gain / (gain + loss)``, which is read at the student's numbers.

    Raises
    ------
    UnreadableError
        What is written is no answer of that kind.
    """
    if isinstance(written, dict | list | bool):
        word = str(written).lower() if isinstance(written, bool) else ""
        if word in question.choices:
            return word
        raise UnreadableError(f"expected {question.expects}; found {shown(written)}")
    if isinstance(written, str) and len(written) > TEXT_LIMIT:
        raise UnreadableError(f"an answer of {len(written):,} characters; the limit is {TEXT_LIMIT}")
    if question.kind == "choose":
        return _word(question, str(written).strip())
    if question.kind == "number":
        return _number(question, written, scenario)
    return _rule(question, written)


def _rule(question: Question, written: str | float) -> str:
    expression = _expression(written)
    for name in names(expression.node) if question.uses else ():
        if name.id not in question.uses:
            help = nearest(name.id, question.uses) or f"it may use: {', '.join(question.uses)}"
            raise UnreadableError(f"'{name.id}' may not be used here", help)
    return expression.text


def _word(question: Question, word: str) -> str:
    if word in question.choices:
        return word
    raise UnreadableError(f"expected {question.expects}; found '{word}'", nearest(word, question.choices))


def _number(question: Question, written: str | float, scenario: Scenario) -> float:
    assert question.number is not None
    low, high = question.number
    value = number_at(scenario, _expression(written)) if isinstance(written, str) else float(written)
    if not math.isfinite(value) or not low <= value <= high:
        raise UnreadableError(f"expected {question.expects}; found {written}")
    return value


def _expression(written: str | float) -> Expression:
    text = written.strip() if isinstance(written, str) else written
    if isinstance(text, str) and text.endswith("%"):
        raise UnreadableError(f"found '{text}'", "write a share as a number, 0.4 and not 40%")
    if isinstance(text, str) and re.fullmatch(r"[-+]?\d+,\d+", text):
        raise UnreadableError(f"found '{text}'", f"a decimal comma? write {text.replace(',', '.')}")
    try:
        return Expression.parse(text)
    except ExpressionSyntaxError as error:
        raise UnreadableError(f"'{text}' is no expression: {error}") from None


def number_at(scenario: Scenario, expression: Expression) -> float:
    """The value of an expression of parameters alone, at the scenario's baseline.

    >>> from deterrence import load
    >>> number_at(load("technology-for-money"), Expression.parse("pay / (pay + premium)"))
    0.6666666666666666

    Raises
    ------
    UnreadableError
        It names something else, or has no value.
    """
    for name in value_names(expression.node, scenario.choices):
        if name.id not in scenario.parameters:
            help = nearest(name.id, scenario.parameters) or f"parameters: {', '.join(scenario.parameters)}"
            raise UnreadableError(f"'{name.id}' is no parameter", help)
    try:
        return value_at(scenario, expression, ("answers",), scenario.baseline, scenario.initial)
    except EvaluationError as error:
        raise UnreadableError(_reason(error.problem)) from None


def _reason(problem: Problem) -> str:
    return f"no value: {problem.message}"
