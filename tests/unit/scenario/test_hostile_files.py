"""A hostile file never runs code, and is refused within 2 seconds and 200 MB."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deterrence.errors import ScenarioError
from deterrence.scenario.loading import parse
from deterrence.scenario.scenario import Scenario

BASE = (Path(__file__).resolve().parents[2] / "cases" / "invalid" / "_valid_base.yaml").read_text()
PATHS = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}  # the package that this process tests
MEASURED = """
import re, resource, sys, time
import deterrence as dt
from deterrence.errors import ScenarioError

def megabytes():
    try:  # what getrusage reports is inherited from the process that started this one
        return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)

try:
    dt.parse("deterrence: 1")
except ScenarioError:
    pass
before = time.process_time()
try:
    dt.load(sys.argv[1])
except ScenarioError as error:
    str(error)
    print(time.process_time() - before, megabytes(), len(error.problems))
    print(str(error)[:300])
else:
    sys.exit("it was loaded")
"""


def payoff(expression):
    return BASE.replace("us: gain * left - 3 * built", f"us: {expression}")


def many(section, entry, count):
    return BASE.replace(f"{section}:\n", f"{section}:\n" + "".join(entry.format(i=i) for i in range(count)))


def block(depth):
    return "".join(f"{' ' * i}a{i}:\n" for i in range(depth))


HOSTILE = {
    "more than a megabyte": "# " + "x" * 1_000_000 + "\n" + BASE,
    "a gigabyte of nothing": "\n" * 1_000_001,
    "one expression of a megabyte": payoff("'" + "1+" * 490_000 + "1'"),
    "many expressions of ten thousand characters": many("definitions", "  d{i}: " + "+".join("1" * 4900) + "+u\n", 95),
    "many deep expressions": many("definitions", "  d{i}: " + "(" * 60 + "1" + ")" * 60 + "x\n", 5000),
    "more than 20,000 nodes": BASE + "tags: [" + "a, " * 20_001 + "a]\n",
    "a megabyte of brackets": "[" * 999_000,
    "a megabyte of braces": "{a: " * 240_000,
    "deep block mappings": block(1000),
    "a sequence of dashes": "- " * 400_000,
    "question marks": "? " * 400_000,
    "an alias bomb": "a: &a [x, x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)),
    "a merge bomb": "a: &a {k: 1}\n" + "".join(f"b{i}: {{<<: [*a, *a]}}\n" for i in range(1000)),
    "a million quotes": "'" * 999_999,
    "a huge exponent": payoff("9 ** 9 ** 9 ** 9 ** 9"),
    "a hidden huge exponent": payoff("2 ** (64 + 64 * 64)"),
    "digits without end": payoff("9" * 9_000),
    "a huge whole number": BASE.replace("value: 2,", f"value: {'9' * 900_000},"),
    "a huge hexadecimal number": BASE.replace("value: 2,", f"value: 0x{'f' * 900_000},"),
    "nested calls": payoff("min(" * 70 + "1" + ")" * 70),
    "nested conditionals": payoff("1 if 1 else " * 100 + "1"),
    "a chain of powers": payoff(" ** ".join("2" * 2000)),
    "a chain of signs": payoff("'" + "-" * 9_000 + "1'"),
    "a chain of nots": payoff("not " * 2_000 + "1"),
    "a long cycle of definitions": many("definitions", "  d{i}: d{i}0 + 1\n", 9)
    + "".join(f"#{i}\n" for i in range(10)),
    "a ring of thousands of definitions": BASE.replace(
        "definitions:\n", "definitions:\n" + "".join(f"  d{i}: d{(i + 1) % 6000}\n" for i in range(6000))
    ),
    "definitions that double": BASE.replace(
        "definitions:\n",
        "definitions:\n" + "".join(f"  d{i}: d{i + 1} + d{i + 1}\n" for i in range(3000)) + "  d3000: 1\n",
    ).replace("us: gain", "us: d0 * unknown * gain"),
    "constraints on definitions that double": BASE.replace(
        "definitions:\n",
        "constraints: [d0 > 1]\ndefinitions:\n"
        + "".join(f"  d{i}: d{i + 1} + d{i + 1}\n" for i in range(3000))
        + "  d3000: 0\n",
    ),
    "thousands of unknown names": payoff(" + ".join(f"u{i}" for i in range(1200))),
    "thousands of unknown keys": BASE + "".join(f"payofs{i}: 1\n" for i in range(9000)),
    "thousands of unknown players": BASE.replace(
        "  us: gain", "".join(f"  uz{i}: 1\n" for i in range(5000)) + "  us: gain"
    ),
    "thousands of misshapen parameters": many("parameters", "  p{i}: {{value: x}}\n", 4000),
    "thousands of bad claims": many("claims", "  c{i}: {{expect: treaty == kep, says: x}}\n", 4000),
    "thousands of duplicate keys": BASE + "tags: []\n" * 9000,
    "too many variables": many("decisions", "  v{i}: {{player: us, choices: [a, b]}}\n", 2500),
    "too many choices": BASE.replace(
        "choices: [keep, withdraw]", "choices: [keep, withdraw, " + ", ".join(f"c{i}" for i in range(15_000)) + "]"
    ),
    "repeated choices": BASE.replace("choices: [keep, withdraw]", "choices: [keep, withdraw" + ", keep" * 15_000 + "]"),
    "a long order": BASE.replace("order: [test, treaty, answer]", "order: [" + "tst, " * 15_000 + "treaty]"),
    "one long key": "x" * 900_000 + ": 1\n",
    "long ids": payoff("g" * 9_900),
    "control characters": "\x01" * 500_000,
    "byte order marks": "\ufeff" * 300_000,
    "tabs": "\t" * 900_000,
    "documents": "---\n" * 240_000,
    "directives": "%YAML 1.2\n" * 90_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_two_seconds_and_two_hundred_megabytes(name, tmp_path, slowness):
    path = tmp_path / "hostile.yaml"
    path.write_text(HOSTILE[name], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, timeout=60, check=False, env=PATHS
    )
    assert done.returncode == 0, done.stderr[-1000:] or "it was loaded"
    seconds, megabytes, problems = map(float, done.stdout.splitlines()[0].split())
    assert seconds < 2 * slowness, done.stdout
    assert megabytes < 200, done.stdout
    assert 1 <= problems <= 50


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('touch {mark}')",
        "open('{mark}', 'w')",
        "exec(\"open('{mark}', 'w')\")",
        "(lambda: open('{mark}', 'w'))()",
        "[].__class__.__base__.__subclasses__()",
        "gain.__class__",
        "().__class__",
        "f'{{open(1)}}'",
        "gain if open('{mark}', 'w') else gain",
        "min(1, open('{mark}', 'w'))",
    ],
)
def test_code_in_an_expression_is_refused_and_not_run(code, tmp_path):
    mark = tmp_path / "mark"
    text = payoff("|-\n    " + code.format(mark=mark))
    with pytest.raises(ScenarioError) as caught:
        parse(text)
    assert [problem.at for problem in caught.value.problems] == ["payoffs.us"]
    assert not mark.exists()


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch {mark}']",
        "!!python/object/new:subprocess.Popen [['touch', '{mark}']]",
        "!!python/name:os.system ''",
        "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch {mark}']",
        "!local {{a: 1}}",
        "!!binary aGk=",
        "!!set {{a}}",
    ],
)
def test_a_tag_builds_nothing(tag, tmp_path):
    mark = tmp_path / "mark"
    with pytest.raises(ScenarioError, match="tag"):
        parse(BASE.replace("title: A small valid file", "title: " + tag.format(mark=mark)))
    assert not mark.exists()


def test_a_string_with_a_lone_surrogate_is_refused():
    with pytest.raises(ScenarioError):
        parse("deterrence: 1\ntitle: \ud800\n")


def test_an_escape_for_a_lone_surrogate_is_refused():
    with pytest.raises(ScenarioError):
        parse(BASE.replace("title: A small valid file", 'title: "\\ud800"'))


@pytest.mark.parametrize(
    "value", [10**400, -(10**400), float("inf"), float("nan"), [1], {"a": 1}, None], ids=lambda value: str(value)[:6]
)
def test_a_number_that_is_none_is_refused_in_python_too(value):
    parts = {"title": "Huge", "players": {"a": "A"}, "decisions": {"d": {"player": "a", "choices": ["x", "y"]}}}
    with pytest.raises(ScenarioError):
        Scenario(**parts, payoffs={"a": value})
    with pytest.raises(ScenarioError):
        Scenario(**parts, parameters={"p": value})
    with pytest.raises(ScenarioError):
        Scenario(**parts, parameters={"p": {"value": 1, "range": [value, 2]}} if value is not None else {"p": {}})


@pytest.mark.parametrize("key", [None, 1, True, ("a",)])
def test_a_key_that_is_no_word_is_refused_in_python_too(key):
    parts = {
        "title": "Keys",
        "players": {"a": "A"},
        "decisions": {"d": {"player": "a", "choices": ["x", "y"]}},
        "payoffs": {"a": 0},
        "game": {"order": ["d"]},
    }
    assert Scenario(**parts, claims={"c": {"says": "So.", "expect": "d == x", "suppose": {"d": "x"}}})
    for suppose in ({key: "x"}, [{"d": "x"}, {key: "x"}]):
        with pytest.raises(ScenarioError):
            Scenario(**parts, claims={"c": {"says": "So.", "expect": "d == x", "suppose": suppose}})
    with pytest.raises(ScenarioError):
        Scenario(**parts, situations={"s": {key: "x"}})
    with pytest.raises(ScenarioError):
        Scenario(**(parts | {"payoffs": {key: 0}}))
