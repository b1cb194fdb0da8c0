"""Reading YAML: plain data, the place of every node, and what is refused while scanning."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ScenarioError
from deterrence.scenario.source import NESTING, NODES, plain_scalar, read_source

TEXT = """\
title: A duel      # a comment
players:
  ann: {label: Ann, meaning: "she \\"shoots\\""}
  bob: 'Bob''s'
order:
- one
-   - two
    - {visit: three, when: a == b}
folded: >-
  gain * (x == y)
  + cost

  - "loss"
literal: |
  a
    + b
wrapped: gain *
  (x == y)
"quoted key": [1, 2.5, no, null, ~, true, 0x1F, 0o17, .5, -1e3, 1_000, 2000-01-01]
empty:
"""


def walk(node, path=()):
    yield path, node
    for step, child in node.children.items():
        yield from walk(child, (*path, step))


def test_scalars_follow_the_core_schema_of_yaml_1_2():
    data = read_source(TEXT, "t").root.data
    assert data["quoted key"] == [1, 2.5, "no", None, None, True, 31, 15, 0.5, -1000.0, "1_000", "2000-01-01"]
    assert data["empty"] is None
    assert data["players"] == {"ann": {"label": "Ann", "meaning": 'she "shoots"'}, "bob": "Bob's"}
    assert data["folded"] == 'gain * (x == y) + cost\n- "loss"'
    assert data["literal"] == "a\n  + b\n"
    assert data["wrapped"] == "gain * (x == y)"


def test_words_of_yaml_1_1_stay_text():
    for word in ("yes", "no", "on", "off", "Y", "n", "1:30", "0b1", "1__0", "=", "inf", "nan", "1e", "."):
        assert plain_scalar(word) == word
    assert plain_scalar("-.inf") == -math.inf
    assert math.isnan(plain_scalar(".nan"))


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("title",), 1, 8),
        (("players",), 3, 3),
        (("players", "ann"), 3, 8),
        (("players", "ann", "meaning"), 3, 30),
        (("players", "bob"), 4, 8),
        (("order",), 6, 1),
        (("order", 0), 6, 3),
        (("order", 1), 7, 5),
        (("order", 1, 0), 7, 7),
        (("order", 1, 1, "when"), 8, 28),
        (("folded",), 9, 9),
        (("literal",), 14, 10),
        (("wrapped",), 17, 10),
        (("quoted key", 3), 19, 28),
    ],
)
def test_every_node_has_its_place(path, line, column):
    where = read_source(TEXT, "t").locate(path)
    assert (where.file, where.line, where.column) == ("t", line, column)
    assert where.text == TEXT.splitlines()[line - 1]


def test_every_plain_scalar_stands_where_it_is_said_to():
    lines = TEXT.splitlines()
    found = 0
    for path, node in walk(read_source(TEXT, "t").root):
        if isinstance(node.data, str) and node.style == "plain" and path != ("wrapped",):
            assert lines[node.line - 1][node.column - 1 :].startswith(node.data)
            found += 1
        for key, place in node.keys.items():
            assert lines[place.line - 1][place.column - 1 :].lstrip('"').startswith(key)
    assert found >= 9


def test_the_place_of_a_key_is_that_of_the_key():
    where = read_source(TEXT, "t").locate(("players", "bob"), key=True)
    assert (where.line, where.column, where.length) == (4, 3, 3)


@pytest.mark.parametrize(
    ("key", "word", "line", "column"),
    [
        ("folded", "gain", 10, 3),
        ("folded", "y)", 10, 16),
        ("folded", "cost", 11, 5),
        ("folded", "loss", 13, 6),
        ("literal", "a", 15, 3),
        ("literal", "b", 16, 7),
        ("wrapped", "gain", 17, 10),
        ("wrapped", "x ==", 18, 4),
        ("title", "duel", 1, 10),
    ],
)
def test_a_span_points_at_its_character_through_folding(key, word, line, column):
    source = read_source(TEXT, "t")
    start = source.root.data[key].index(word)
    where = source.locate((key,), span=(start, start + len(word)))
    assert (where.line, where.column, where.length) == (line, column, len(word))


def test_a_span_points_at_its_character_in_quotes():
    source = read_source("a: 'it''s x'\nb: \"p\n  q r\"\n", "t")
    assert source.locate(("a",), span=(5, 6)).column == 11
    where = source.locate(("b",), span=(4, 5))
    assert (where.line, where.column) == (3, 5)


@given(
    st.lists(
        st.text("ab+ ", min_size=1, max_size=12).map(str.strip).filter(lambda s: s and s[0] not in "+"),
        min_size=1,
        max_size=5,
    ),
    st.data(),
)
def test_a_span_of_any_folded_text_points_at_its_character(parts, data):
    text = "k: >-\n" + "".join(f"  {part}\n" for part in parts)
    source = read_source(text, "t")
    value = source.root.data["k"]
    at = data.draw(st.sampled_from([i for i, c in enumerate(value) if not c.isspace()]))
    where = source.locate(("k",), span=(at, at + 1))
    assert text.splitlines()[where.line - 1][where.column - 1] == value[at]
    before = sum(not c.isspace() for c in value[:at])
    lines = text.splitlines()
    assert before == sum(
        not c.isspace() for c in "".join([*lines[1 : where.line - 1], lines[where.line - 1][: where.column - 1]])
    )


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_places(ends):
    source = read_source(TEXT.replace("\n", ends), "t")
    assert source.locate(("players", "bob")).line == 4
    assert source.locate(("players", "bob")).text == "  bob: 'Bob''s'"
    where = source.locate(("folded",), span=(18, 22))
    assert where.line == 11


def test_unusual_line_breaks_do_not_move_places():
    text = 'summary: "a\x85b\u2028c\u2029d"\ntitle: 3\n'
    source = read_source(text, "t")
    where = source.locate(("title",))
    assert where.text.startswith("title: 3"), (where, "the shown line is another one")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: &x 1\n", 1, "anchor"),
        ("b: 1\na: *x\n", 2, "alias"),
        ("a: !!python/object/apply:os.system ['true']\n", 1, "tag"),
        ("a: !!int 1\n", 1, "tag"),
        ("x: {y: 1}\na:\n  <<: {b: 1}\n", 3, "merge"),
        ("a: 1\n? [1, 2]\n: 3\n", 2, "key"),
        ("{[1]: 2}\n", 1, "key"),
        ("a: 1\n---\nb: 2\n", 2, "document"),
        ("%YAML 1.1\n%TAG ! x\n---\na: 1\n", 1, "directive"),
        ("a: 1\n\tb: 2\n", 2, "tab"),
        ("a: 1\nb: [1, 2\n", 3, "flow"),
        ("a: b: c\n", 1, "quotes"),
        ("a: 1\n- b\n", 2, "block"),
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("a: \x07\n", 1, "control"),
    ],
)
def test_what_a_scenario_may_not_hold_is_refused_at_its_line(text, line, words):
    with pytest.raises(ScenarioError) as caught:
        read_source(text, "t")
    problem = caught.value.problems[-1]
    assert problem.where.line == line
    assert words in problem.message + problem.help


def test_text_that_is_not_utf_8_is_refused_at_its_byte():
    with pytest.raises(ScenarioError) as caught:
        read_source("a: 1\nb: caf\xe9\n".encode("latin-1"), "t")
    assert (caught.value.problems[0].where.line, caught.value.problems[0].where.column) == (2, 7)


def test_a_byte_order_mark_is_passed_over():
    assert read_source("\ufeffa: 1\n".encode(), "t").root.data == {"a": 1}
    assert read_source("\ufeffa: 1\n", "t").root.data == {"a": 1}


def test_duplicate_keys_are_noted_and_the_first_is_kept():
    source = read_source('a: 1\nb: {c: 1, "c": 2}\na: 3\n', "t")
    assert source.root.data == {"a": 1, "b": {"c": 1}}
    assert [(problem.where.line, problem.help) for problem in source.problems] == [
        (2, "first on line 2"),
        (3, "first on line 1"),
    ]


def test_limits_are_those_of_the_format():
    assert (NESTING, NODES) == (64, 20_000)
    read_source("[" * 64 + "]" * 64, "t")
    with pytest.raises(ScenarioError, match="64"):
        read_source("[" * 65 + "]" * 65, "t")
    read_source("[" + "1," * 19_999 + "]", "t")
    with pytest.raises(ScenarioError, match="20,000"):
        read_source("[" + "1," * 20_000 + "]", "t")
    read_source("a: '" + "x" * 999_995 + "'", "t")
    with pytest.raises(ScenarioError, match="1,000,001"):
        read_source("a: '" + "x" * 999_996 + "'", "t")
