"""Every file of the corpus: bad ones are refused where and as they should be, good ones survive a round trip."""

from __future__ import annotations

import json
from pathlib import Path

import oracles
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import DeterrenceError, EvaluationError, ScenarioError

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "cases"
GOOD = sorted(
    path
    for folder in (CASES / "valid", CASES / "conformance" / "scenarios", ROOT / "scenarios")
    for path in folder.rglob("*")
    if path.suffix in (".yaml", ".json")
)
BASES = [CASES / "invalid" / "_valid_base.yaml", CASES / "conformance" / "bad" / "_valid_base.yaml"]
ONLY_IN_TIME = {"event_rate_negative", "event_delay_negative"}
# The expected column is where the entry begins; the place of the value inside it is better still.
INSIDE_THE_ENTRY = {
    "b22_value_outside_range",
    "b52_zero_period",
    "b71_value_below_range",
    "b92_start_breaks_constraint",
}


def bad_files():
    for folder in (CASES / "invalid", CASES / "conformance" / "bad"):
        for name, expected in json.loads((folder / "expected.json").read_text()).items():
            path = next(path for path in folder.glob(f"{name}.*"))
            skip = (
                [pytest.mark.skip(reason="legal until a timeline meets the negative rate or delay")]
                if name in ONLY_IN_TIME
                else []
            )
            yield pytest.param(path, expected, id=f"{folder.name}/{name}", marks=skip)


def refusal(path, expected):
    """The problems with which a bad file is refused, on loading or, if so expected, when it is solved."""
    if expected["when"] == "on loading":
        with pytest.raises(ScenarioError) as caught:
            dt.load(path)
        return caught.value.problems
    with pytest.raises(EvaluationError) as met:
        dt.solve(dt.load(path))
    return (met.value.problem,)


def fits(problem, lines, mentions):
    said = f"{problem.message} {problem.help} {problem.at}".lower()
    return (
        problem.where is not None
        and problem.where.line in lines
        and all(any(word.lower() in said for word in words.split("|")) for words in mentions)
    )


@pytest.mark.parametrize(("path", "expected"), [*bad_files()])
def test_a_bad_file_is_refused_at_its_line_in_the_right_words(path, expected):
    problems = refusal(path, expected)
    lines = {expected["line"], *expected.get("lines", ())}
    said = "\n".join(map(str, problems))
    assert any(fits(problem, lines, expected["mentions"]) for problem in problems), said
    for line, mentions in expected.get("all", ()):
        assert any(fits(problem, {line}, mentions) for problem in problems), said


@pytest.mark.parametrize(("path", "expected"), [case for case in bad_files() if "column" in case.values[1]])
def test_a_bad_file_is_refused_at_its_column(path, expected):
    lines = {expected["line"], *expected.get("lines", ())}
    columns = [p.where.column for p in refusal(path, expected) if fits(p, lines, expected["mentions"])]
    if path.stem in INSIDE_THE_ENTRY:
        assert min(columns) >= expected["column"]
    else:
        assert expected["column"] in columns


def problems_of(path):
    try:
        dt.load(path)
    except ScenarioError as error:
        return list(map(str, error.problems))
    return []


def test_no_problem_is_reported_twice():
    for path in (CASES / "invalid").glob("*.yaml"):
        problems = problems_of(path)
        assert len(set(problems)) == len(problems), problems


def test_every_bad_file_is_expected_and_every_expectation_has_a_file():
    for folder in (CASES / "invalid", CASES / "conformance" / "bad"):
        files = {path.stem for path in folder.iterdir()} - {"expected", "_valid_base"}
        assert files == set(json.loads((folder / "expected.json").read_text()))


def test_the_files_that_the_bad_ones_were_made_from_are_good():
    for path in BASES:
        assert dt.solve(dt.load(path)).regret == 0


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_good_file_survives_a_round_trip(path):
    scenario = dt.load(path)
    again = dt.parse(scenario.to_yaml())
    assert again == scenario
    assert again.hash == scenario.hash
    assert again.to_yaml() == scenario.to_yaml()
    built = dt.Scenario(**scenario.to_dict())
    assert built == scenario
    assert hash(built) == hash(scenario)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_good_file_holds_what_another_reader_finds_in_it(path):
    scenario, document = dt.load(path), oracles.read(path.read_text(encoding="utf-8-sig") + "\n")
    assert scenario.title == document["title"]
    assert scenario.baseline == oracles.baseline(document)
    assert list(scenario.choices) == list(oracles.start(document))
    assert scenario.initial == oracles.start(document)
    for section in ("decisions", "chances", "facts", "definitions", "payoffs", "claims", "situations", "players"):
        assert list(getattr(scenario, section)) == list(document.get(section) or {})
    for name, expression in scenario.definitions.items():
        written = document["definitions"][name]
        if isinstance(written, str):
            assert expression.text == written


@pytest.mark.parametrize(
    "path", [path for path in GOOD if path.suffix == ".yaml"], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_the_layout_of_a_file_does_not_matter(path):
    document = oracles.read(path)
    scenario = dt.load(path)
    laid_out = yaml.safe_dump(document, sort_keys=False, default_flow_style=None, width=40, allow_unicode=True)
    other = dt.parse(laid_out)
    assert other == scenario
    assert other.hash == scenario.hash


WORDS = [
    "<<",
    "=",
    "no",
    "1e3",
    "0x1F",
    "null",
    "~",
    "- x",
    "a: b",
    "# c",
    "'",
    '"',
    "&a",
    "*a",
    "!t",
    "%",
    "@",
    "a\nb",
    " a ",
    "|",
]


@given(
    st.text(max_size=20).filter(lambda text: yaml.reader.Reader.NON_PRINTABLE.search(text) is None)
    | st.sampled_from(WORDS)
)
def test_any_printable_text_survives_a_round_trip(text):
    scenario = dt.Scenario(
        title=text,
        summary=text,
        tags=[text],
        players={"a": text},
        decisions={"d": {"player": "a", "choices": ["no", "on"]}},
    )
    again = dt.parse(scenario.to_yaml())
    assert (again.title, again.summary, again.tags, again.players["a"].label) == (text, text, [text], text)
    assert again.hash == scenario.hash


def test_other_numbers_are_another_scenario():
    text = (CASES / "invalid" / "_valid_base.yaml").read_text()
    one, other = dt.parse(text), dt.parse(text.replace("gain: {value: 2", "gain: {value: 2.5"))
    assert "2.5" in other.to_yaml()
    assert one != other
    assert one.hash != other.hash


def test_a_missing_file_names_the_bundled_ones():
    with pytest.raises(ScenarioError, match="abm-2000"):
        dt.load("abm2000")


def test_a_file_wins_over_a_bundled_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("treaty").write_text((CASES / "valid" / "bare_minimum.yaml").read_text())
    assert dt.load("treaty").title != dt.load(ROOT / "scenarios" / "treaty.yaml").title


def test_all_errors_are_of_this_library_and_survive_pickling():
    import pickle

    for path in sorted((CASES / "invalid").glob("several_*.yaml")):
        with pytest.raises(DeterrenceError) as caught:
            dt.load(path)
        again = pickle.loads(pickle.dumps(caught.value))
        assert str(again) == str(caught.value)
