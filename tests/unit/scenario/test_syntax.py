"""The grammar: exactly that of the format, its limits, and the places of what does not parse."""

from __future__ import annotations

import re

import pytest

from deterrence.scenario.grammar import FUNCTIONS, OPERATORS, RESERVED, ExpressionSyntaxError, parse_expression
from deterrence.scenario.syntax import Apply, Name, Number, names


def shape(text):
    """A syntax tree as nested tuples without places."""

    def bare(node):
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Name):
            return node.id
        return (node.op, *(bare(arg) for arg in node.args))

    return bare(parse_expression(text))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a - b - c", ("+", "a", ("neg", "b"), ("neg", "c"))),
        ("a / b * c", ("*", "a", ("over", "b"), "c")),
        ("a + b * c", ("+", "a", ("*", "b", "c"))),
        ("2 ** 3 ** 2", ("**", 2.0, ("**", 3.0, 2.0))),
        ("-a ** 2", ("neg", ("**", "a", 2.0))),
        ("-a * b", ("*", ("neg", "a"), "b")),
        ("-a + b", ("+", ("neg", "a"), "b")),
        ("a ** -b", ("**", "a", ("neg", "b"))),
        ("- - a", ("neg", ("neg", "a"))),
        ("a * -b", ("*", "a", ("neg", "b"))),
        ("not a == b", ("not", ("==", "a", "b"))),
        ("not a and b", ("and", ("not", "a"), "b")),
        ("a or b and c", ("or", "a", ("and", "b", "c"))),
        ("a < b <= c", ("and", ("<", "a", "b"), ("<=", "b", "c"))),
        ("a if b else c if d else e", ("if", "b", "a", ("if", "d", "c", "e"))),
        ("a or b if c else d", ("if", "c", ("or", "a", "b"), "d")),
        ("(a if b else c) if d else e", ("if", "d", ("if", "b", "a", "c"), "e")),
        ("a < (b < c)", ("<", "a", ("<", "b", "c"))),
        ("min(a)", ("min", "a")),
        ("clip(a, 0, 1 if b else c)", ("clip", "a", 0.0, ("if", "b", 1.0, "c"))),
        (".5 + 1. + 1e3 + 2E-1", ("+", 0.5, 1.0, 1000.0, 0.2)),
        ("true - false", ("+", 1.0, ("neg", 0.0))),
        ("lambda + class * yield", ("+", "lambda", ("*", "class", "yield"))),
        ("a\n  +\r\n\tb", ("+", "a", "b")),
    ],
)
def test_text_parses_to_the_tree_that_the_format_says(text, tree):
    assert shape(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "a +",
        "+ a",
        "* a",
        "a ** ",
        "(a",
        "a)",
        "()",
        "a, b",
        "a == ",
        "a = b",
        "a & b",
        "a % b",
        "a // b",
        "a @ b",
        "~a",
        "a <> b",
        "a ! b",
        "a.b",
        "a[0]",
        "{a}",
        "'a'",
        '"a"',
        "a; b",
        "a := 1",
        "lambda: 1",
        "f(a)",
        "min",
        "min()",
        "min(a,)",
        "min(a b)",
        "abs(a, b)",
        "clip(a, b)",
        "clip(a, b, c, d)",
        "sqrt()",
        "a if b",
        "a if b else",
        "if a else b",
        "a else b",
        "1 + not a",
        "a == not b",
        "1 2",
        "1e",
        "1..2",
        "0x10",
        "1_000",
        "1j",
        "é",
        "a é",
        "²",
        "\u0661",
        "None.x",
        "a\x00b",
        "any",
        "null",
        "a == any",
        "__import__('os')",
        "a\u00a0+ b",
        "not",
        "and a",
        "a not b",
        "1e999",
    ],
)
def test_nothing_else_parses(text):
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse_expression(text)
    assert 0 <= caught.value.start < max(caught.value.end, 1) <= len(text) + 1
    assert caught.value.message


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a + b = c", "="),
        ("a + f(1)", "f"),
        ("min(a, b", "("),
        ("a b", "b"),
        ("1 + 1e999", "1e999"),
        ("a) + b", ")"),
        ("abs(a, b) + 1", "abs"),
        ("3,0", ","),
        ("a if b c", "c"),
    ],
)
def test_an_error_marks_the_place(text, marked):
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse_expression(text)
    assert text[caught.value.start : caught.value.end] == marked


def test_ten_thousand_characters_parse_and_one_more_does_not():
    assert shape("a" + "+a" * 4999 + " ")[0] == "+"
    with pytest.raises(ExpressionSyntaxError, match="10,000"):
        parse_expression("a" + "+a" * 5000)


def test_a_long_sum_is_not_nesting():
    for sign in ("+", "-", "*", "/", " and ", " or ", " < "):
        node = parse_expression(sign.join("a" * 1500))
        assert len(node.args) >= 1499


@pytest.mark.parametrize(
    ("start", "end", "middle"),
    [
        ("(", ")", "a"),
        ("abs(", ")", "a"),
        ("a if b else ", "", "c"),
        ("(a if b else ", ")", "c"),
        ("-", "", "a"),
        ("not ", "", "a"),
        ("a ** ", "", "2"),
        ("min(1, ", ")", "a"),
    ],
)
def test_nesting_ends_at_sixty_four(start, end, middle):
    per = 2 if start == "(a if b else " else 1
    parse_expression(start * (64 // per) + middle + end * (64 // per))
    with pytest.raises(ExpressionSyntaxError, match="64"):
        parse_expression(start * (64 // per + 1) + middle + end * (64 // per + 1))


def test_places_cover_the_text_of_each_part():
    text = "gain * (treaty == withdraw) - min(a, 2)"
    node = parse_expression(text)
    product, call = node.args[0], node.args[1].args[0]
    assert text[product.start :].startswith("gain * (treaty")
    assert text[call.start : call.end] == "min(a, 2)"
    assert [text[name.start : name.end] for name in names(node)] == [name.id for name in names(node)]
    assert text[node.args[1].start : node.args[1].end] == "- min(a, 2)"


def test_the_reserved_words_are_those_of_the_format_and_nothing_else():
    assert sorted(RESERVED) == sorted(
        re.findall(r"\w+", "and or not if else min max abs sqrt exp log clip pending any true false null")
    )
    assert OPERATORS | set(FUNCTIONS) < RESERVED


def test_apply_nodes_of_a_chain_share_the_middle():
    node = parse_expression("a < b < c")
    assert isinstance(node, Apply)
    assert node.args[0].args[1] is node.args[1].args[0]
