"""The JSON Schema: valid itself, and of one mind with the loader."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from oracles import CoreLoader

import deterrence as dt
from deterrence.cli.main import main
from deterrence.errors import ScenarioError

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "cases"
VALID = sorted([*CASES.glob("valid/*"), *CASES.glob("conformance/scenarios/*.yaml"), *ROOT.glob("scenarios/**/*.yaml")])
INVALID = sorted(
    path for folder in ("invalid", "conformance/bad") for path in CASES.glob(f"{folder}/*.yaml") if path.name[0] != "_"
)


@pytest.fixture(scope="module")
def validator():
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def plain(path):
    """What an editor makes of a file, with every key a text as in JSON; None where it makes nothing of it."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), CoreLoader)
        return json.loads(json.dumps(data))
    except (yaml.YAMLError, TypeError, ValueError, RecursionError):  # TypeError: a key that JSON cannot hold
        return None


def is_loaded(path):
    try:
        dt.parse(path.read_text(encoding="utf-8"))
    except ScenarioError:
        return False
    return True


def test_the_verb_prints_the_librarys_schema_as_draft_7(validator):
    assert validator.schema == dt.schema()
    assert "draft-07" in validator.schema["$schema"]
    assert "prefixItems" not in json.dumps(validator.schema)  # of a later draft


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_every_valid_file_satisfies_the_schema(path, validator):
    assert [error.message for error in validator.iter_errors(plain(path))] == []


def test_what_the_schema_rejects_the_loader_rejects_and_that_is_much(validator):
    rejected = [path for path in INVALID if (data := plain(path)) is not None and not validator.is_valid(data)]
    assert [path.name for path in rejected if is_loaded(path)] == []
    assert len(rejected) >= 100


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"titel": "T"}, []),
        ({"players": {"us": {"lable": "x"}}}, ["players", "us"]),
        ({"deterrence": 2}, ["deterrence"]),
        ({"title": None}, ["title"]),
        ({"game": {"ordr": []}}, ["game"]),
    ],
)
def test_the_schema_points_at_what_is_wrong(change, at, validator):
    good = plain(ROOT / "scenarios" / "technology-for-money.yaml")
    assert validator.is_valid(good)
    errors = list(validator.iter_errors({**good, **change}))
    assert errors
    assert all(list(error.absolute_path)[: len(at)] == at for error in errors)
