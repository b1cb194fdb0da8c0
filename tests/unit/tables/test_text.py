"""Numbers and tables as text."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.tables.text import html_table, number, text_table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.62320, "0.6232"),
        (2.0, "2"),
        (-3.5, "-3.5"),
        (1 / 3, "0.3333"),
        (123456.0, "1.235e+05"),
        (1234567.0, "1234567"),
        (-20000000.0, "-20000000"),
        (1e15, "1e+15"),
        (1e-7, "1e-07"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_a_number_has_four_digits_and_no_trailing_zeros(value, text):
    assert number(value) == text


def test_more_digits_can_be_asked_for():
    assert number(1 / 3, 9) == "0.333333333"
    assert number(1.0, 9) == "1"


@given(st.floats(-1e300, 1e300), st.integers(1, 15))
def test_a_number_reads_back_within_its_digits(value, digits):
    assert float(number(value, digits)) == pytest.approx(value, rel=10.0 ** (1 - digits), abs=1e-307)


def test_columns_are_aligned_and_numbers_flush_right():
    assert text_table(["player", "payoff"], [["us", "0.5"], ["russia", "10"]]).split("\n") == [
        "player  payoff",
        "us         0.5",
        "russia      10",
    ]
    assert text_table(["a", "b"], [["1", "-"], ["22", "x"]]).split("\n") == [" a  b", " 1  -", "22  x"]


def test_a_table_without_rows_is_its_header():
    assert text_table(["a", "b"], []) == "a  b"


def test_html_is_escaped():
    assert (
        html_table(["<b>"], [["a & b"]])
        == "<table><thead><tr><th>&lt;b&gt;</th></tr></thead><tbody><tr><td>a &amp; b</td></tr></tbody></table>"
    )
