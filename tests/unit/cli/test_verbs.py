"""Every verb: what it prints, and its JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import deterrence as dt
from deterrence.cli.main import main

SCENARIOS = ["abm-2000", "technology-for-money", "treaty"]
POINT = ["--set", "need=0.5", "--set", "rival=3"]


def call(*arguments, code=0):
    """What a command writes to standard output; nothing else may go wrong."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def data(*arguments, code=0):
    result = call(*arguments, "--json", code=code)
    assert result.stderr == ""
    return json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_solve_says_what_happens_and_why():
    text = call("solve", "technology-for-money").stdout
    assert "subgame-perfect equilibrium" in text
    assert "expected payoffs: us 0, russia 0, china 0" in text
    assert dt.solve(dt.load("technology-for-money")).explain().split("\n")[0][:60] in text


def test_solve_as_json_is_the_solution():
    found = data("solve", "technology-for-money", *POINT)
    assert found == json.loads(
        json.dumps(dt.solve(dt.load("technology-for-money"), given={"need": 0.5, "rival": 3.0}).to_dict())
    )
    assert found["path"][0] == ["treaty", "withdraw"]


@pytest.mark.parametrize(
    ("options", "suppose"),
    [
        (["--suppose", "treaty=withdraw"], {"treaty": "withdraw"}),
        (["--suppose", "treaty = withdraw"], {"treaty": "withdraw"}),
        (["--suppose", "exit"], "exit"),
        (["--suppose", "deal", "--suppose", "export=components"], ["deal", {"export": "components"}]),
        (["--suppose", "export=components", "--suppose", "deal"], [{"export": "components"}, "deal"]),
    ],
)
def test_suppositions_on_the_command_line_are_those_of_solve_and_the_later_wins(options, suppose):
    assert data("solve", "technology-for-money", *options)["path"] == [
        list(step) for step in dt.solve(dt.load("technology-for-money"), suppose=suppose).path
    ]


def test_one_value_a_visit_can_be_supposed():
    found = data("solve", "treaty", "--suppose", "treaty=amend,any", "--suppose", "amendment=refuse")
    assert found["path"] == [list(step) for step in dt.solve(dt.load("treaty"), suppose="refused").path]
    assert found["provenance"]["suppose"] == {"treaty": ["amend", "any"], "amendment": "refuse"}


def test_check_lists_every_claim_with_its_verdict():
    text = call("check", "technology-for-money").stdout
    assert all(name in text for name in dt.load("technology-for-money").claims)
    assert "fails" not in text
    assert "proved" not in text


def test_check_can_be_asked_about_some_claims():
    found = data("check", "technology-for-money", "backfire", "need_rule")
    assert [row["name"] for row in found["rows"]] == ["backfire", "need_rule"]
    assert found["rows"][1]["evidence"] == pytest.approx(1, abs=1e-8)


def test_check_of_a_scenario_without_claims_says_so(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text(
        "deterrence: 1\ntitle: T\nplayers: {a: A}\ndecisions: {m: {player: a, choices: [l, r]}}\n", encoding="utf-8"
    )
    assert "no claims" in call("check", file).stdout
    assert data("check", file)["rows"] == []


def test_sweep_prints_a_summary_and_its_json_holds_the_columns():
    asked = ["sweep", "technology-for-money", "--over", "need=0:4:5", "--quantity", "kept=treaty == keep"]
    assert "5 points: need (5)" in call(*asked).stdout
    found = data(*asked)
    assert found["axes"] == {"need": [0, 1, 2, 3, 4]}
    assert found["columns"]["kept"] == [0, 0, 1, 1, 1]
    assert found["failed"] == 0


def test_sweep_takes_several_axes_listed_values_settings_and_suppositions():
    asked = [
        "sweep",
        "technology-for-money",
        "--over",
        "rival=1,2",
        "--over",
        "pay=0:6:3",
        "--quantity",
        "sold=export == technology",
        "--suppose",
        "exit",
        "--set",
        "premium=2.5",
    ]
    table = dt.sweep(
        dt.load("technology-for-money"),
        {"rival": [1, 2], "pay": [0, 3, 6]},
        quantities={"sold": "export == technology"},
        suppose="exit",
        given={"premium": 2.5},
    )
    assert data(*asked)["columns"]["sold"] == table.columns["sold"].tolist()


def test_sweep_writes_csv_and_npz(tmp_path):
    asked = ["sweep", "technology-for-money", "--over", "need=0:4:5"]
    call(*asked, "--output", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["need"]) for row in rows] == [0, 1, 2, 3, 4]
    call(*asked, "--output", tmp_path / "t.npz")
    assert dt.Table.load(tmp_path / "t.npz").axes["need"].tolist() == [0, 1, 2, 3, 4]


def test_points_without_a_value_are_null_in_json(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text(
        "deterrence: 1\ntitle: T\nplayers: {a: A}\nparameters: {x: 1}\n"
        "decisions: {m: {player: a, choices: [l, r]}}\npayoffs: {a: (m == r) / x}\ngame: {order: [m]}\n",
        encoding="utf-8",
    )
    found = data("sweep", file, "--over", "x=0,1")
    assert found["columns"]["payoff.a"] == [None, 1]
    assert found["failed"] == 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_show_names_everything_in_the_scenario(name):
    scenario, text = dt.load(name), call("show", name).stdout
    names = [*scenario.players, *scenario.parameters, *scenario.decisions, *scenario.chances]
    assert all(found in text for found in names)
    assert "game tree" in text


def test_show_as_json_is_the_scenario():
    found = data("show", "technology-for-money")
    assert found["title"] == "Technology for money"
    assert set(found["parameters"]) == {"gain", "pay", "premium", "rival", "need"}


def test_show_draws_a_small_tree_whole():
    text = call("show", "technology-for-money").stdout
    assert "us: treaty = withdraw" in text
    assert "the first levels" not in text
    assert " ends" not in text


def test_show_draws_the_first_levels_of_a_large_tree_and_every_end_is_drawn_or_counted():
    tree = call("show", "abm-2000").stdout.partition("game tree:")[2]
    drawn = [line for line in tree.splitlines() if "\u2500\u2500 " in line]
    labels = [line.partition("\u2500\u2500 ")[2] for line in drawn]
    folded = [int(label.split(" ... ")[1].split()[0].replace(",", "")) for label in labels if " ... " in label]
    indents = [line.index("\u2500\u2500 ") for line in drawn] + [0]
    leaves = sum(indents[i + 1] <= indents[i] for i in range(len(drawn)))
    assert "the first levels" in tree
    assert sum(folded) + leaves - len(folded) == 1878
    assert len(drawn) <= 60


def test_list_names_the_bundled_scenarios():
    text = call("list").stdout
    assert all(name in text for name in SCENARIOS)
    rows = data("list")
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert {row["name"]: row["title"] for row in rows}["treaty"] == "Keep, amend or leave"


def test_list_keeps_to_tags_and_says_which_lenses_a_scenario_has():
    rows = {row["name"]: row for row in data("list", "--tag", "treaty", "--tag", "easy")}
    assert {"treaty", "technology-for-money"} <= set(rows)
    assert all({"treaty", "easy"} <= set(row["tags"]) for row in rows.values())
    lenses = {row["name"]: row["lenses"] for row in data("list")}
    assert lenses["treaty"] == ["tree", "graph", "blocs"]
    assert lenses["false-alarms"] == ["tree", "graph", "blocs", "time"]
    assert lenses["published/fang1993"] == ["graph"]
    assert "did you mean 'treaty'" in call("list", "--tag", "traety", code=2).stderr


@pytest.mark.parametrize("row", data("list"), ids=lambda row: row["name"])
def test_every_bundled_scenario_is_tagged_by_subject_and_difficulty(row):
    subjects, levels = {"treaty", "alliance", "credibility", "dynamics", "information"}, {"easy", "middle", "hard"}
    assert set(row["tags"]) <= subjects | levels
    assert set(row["tags"]) & subjects
    assert len(set(row["tags"]) & levels) == 1
    assert row["summary"]


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["run", "--help"], ["sweep", "-h"]])
def test_help_is_given_and_explains(arguments):
    assert "Usage:" in call(*arguments).stdout


def test_help_lists_the_verbs_and_the_exit_codes():
    text = call("--help").stdout
    assert all(verb in text for verb in ("run", "check", "solve", "sweep", "show", "list", "schema", "new"))
    assert "130" in text


def test_the_version_is_told():
    assert call("--version").stdout.startswith("deterrence ")


@pytest.mark.parametrize("verb", ["run", "check", "solve", "sweep", "show", "list", "schema", "new"])
def test_every_verb_takes_json(verb):
    assert "--json" in call(verb, "--help").stdout


# run


def test_run_tells_the_history_of_the_flagship_and_its_claims_hold():
    result = call("run", "abm-2000")
    text = result.stdout
    assert result.stderr == ""
    scenario = dt.load("abm-2000")
    assert f"Claims: {len(scenario.claims)} hold" in text
    for step in ("treaty", "withdraw", "refuse", "drop2", "buildup", "0.6232", "9.348", "3.99"):
        assert step in text
    for title in (
        "What happens, and why",
        "Decisions that are reached",
        "The tightest margins",
        "How far each parameter",
    ):
        assert title in text
    assert "proved" not in text


def test_run_as_json_holds_solution_thresholds_and_claims():
    found = data("run", "technology-for-money")
    assert found["solution"]["path"] == [["treaty", "keep"], ["fund", "refuse"], ["export", "nothing"]]
    assert {row["parameter"] for row in found["thresholds"]["thresholds"]} >= {"need", "pay", "gain"}
    assert found["claims"]["ok"] is True


def test_run_takes_settings_and_suppositions():
    found = data("run", "treaty", "--set", "arming=1.2", "--suppose", "left", code=1)
    assert found["solution"]["path"] == [["treaty", "withdraw"], ["arms", "hold"]]
    assert found["claims"]["provenance"]["given"] == {"arming": 1.2}


def test_run_writes_solution_table_and_report(tmp_path):
    folder = tmp_path / "new" / "place"
    result = call("run", "technology-for-money", "--output", folder)
    wanted = ["figures", "report.html", "report.md", "solution.json", "table.csv"]
    assert sorted(path.name for path in folder.iterdir()) == wanted
    assert "written: figures/, report.html, report.md, solution.json, table.csv" in result.stderr
    assert "written" not in result.stdout
    plain = data("run", "technology-for-money")
    kept = json.loads((folder / "solution.json").read_text(encoding="utf-8"))
    assert (plain["robustness"].pop("draws"), kept["robustness"].pop("draws")) == (2_000, 10_000)
    assert {"lenses", "alliances"} <= kept.keys()
    assert all(kept[name] == plain[name] for name in plain if name != "robustness")
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert report.startswith("# Technology for money")
    assert "## Provenance" in report
    with (folder / "table.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    solution = dt.solve(dt.load("technology-for-money"))
    assert len(rows) == sum(len(node.values) for node in solution.decisions)
    for row, (node, choice) in zip(rows, [(n, c) for n in solution.decisions for c in n.values], strict=True):
        assert (row["variable"], row["choice"], row["chosen"]) == (
            node.variable,
            choice,
            str(int(choice == node.choice)),
        )
        assert float(row["value"]) == node.values[choice]


def test_run_writes_over_what_it_wrote_before(tmp_path):
    for name in ("report.html", "report.md", "solution.json", "table.csv"):
        (tmp_path / name).write_text("of another run", encoding="utf-8")
    call("run", "technology-for-money", "--output", tmp_path)
    assert not any("of another run" in path.read_text(encoding="utf-8") for path in tmp_path.glob("*.*"))
    assert "Technology for money" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_what_run_writes_is_json_even_where_a_number_is_infinite(tmp_path):
    file = tmp_path / "s.yaml"
    text = "deterrence: 1\ntitle: T\nplayers: {a: A}\nparameters: {x: {value: 1, range: [0, 1]}}\n"
    text += "decisions: {m: {player: a, choices: [l, r]}}\npayoffs: {a: x}\ngame: {order: [m]}\n"
    text += "claims: {c: {says: so, suppose: {m: r}, expect: m == r, for_all: {x: [0, 1]}}}\n"
    file.write_text(text, encoding="utf-8")
    call("run", file, "--output", tmp_path / "out")
    written = (tmp_path / "out" / "solution.json").read_text(encoding="utf-8")
    json.loads(written, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_run_of_a_scenario_without_a_game_says_what_is_missing(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text(
        "deterrence: 1\ntitle: Nothing to play\nplayers: {a: A}\ndecisions: {m: {player: a, choices: [l, r]}}\n",
        encoding="utf-8",
    )
    text = call("run", file, "--output", tmp_path / "out").stdout
    assert "Nothing to play" in text
    assert "Not solved" in text
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.name != "figures") == [
        "report.html",
        "report.md",
        "solution.json",
    ]


# new


def test_new_writes_a_scenario_that_runs(tmp_path):
    file = tmp_path / "mine.yaml"
    assert f"deterrence run {file}" in call("new", file).stdout
    assert dt.check(dt.load(file)).ok
    call("run", file)


def test_new_does_not_overwrite(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    result = call("new", file, code=2)
    assert "exists already" in result.stderr
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", SCENARIOS)
def test_new_copies_a_bundled_scenario(name, tmp_path):
    call("new", tmp_path / "mine.yaml", "--from", name)
    assert dt.load(tmp_path / "mine.yaml").hash == dt.load(name).hash


def test_new_copies_a_file(tmp_path):
    call("new", tmp_path / "one.yaml", "--title", "First")
    call("new", tmp_path / "two.yaml", "--from", tmp_path / "one.yaml")
    assert (tmp_path / "two.yaml").read_bytes() == (tmp_path / "one.yaml").read_bytes()


@pytest.mark.parametrize(
    "title",
    [
        "a: b",
        "'quoted'",
        '"double"',
        "it's",
        "# no comment",
        "- item",
        "{braces} {title}",
        "[1, 2]",
        "no",
        "1",
        "1.5",
        "null",
        "~",
        "Überraschung 条约 🕊",
        "back\\slash",
        "two\nlines",
        "tab\tstop",
        " padded ",
        "%percent",
        "@at",
        "&anchor",
        "*alias",
        "!tag",
        "x" * 300,
    ],
)
def test_a_title_survives_whatever_it_holds(title, tmp_path):
    file = tmp_path / "mine.yaml"
    call("new", file, "--title", title)
    assert dt.load(file).title == title


@pytest.mark.parametrize("source", ["no-such-scenario", "binary.bin"])
def test_new_from_what_cannot_be_copied_is_an_error_and_writes_nothing(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("binary.bin").write_bytes(b"\xff\xfe\x00bad")
    result = call("new", "mine.yaml", "--from", source, code=2)
    assert "rror:" in result.stderr
    assert not Path("mine.yaml").exists()


def test_a_title_that_no_scenario_may_have_is_refused_and_nothing_is_written(tmp_path):
    for title in ("", "bell\x07"):
        result = CliRunner().invoke(main, ["new", str(tmp_path / "mine.yaml"), "--title", title])
        if result.exit_code == 0:  # what is written must run
            assert dt.load(tmp_path / "mine.yaml").title == title
        else:
            assert result.exit_code == 2
            assert not (tmp_path / "mine.yaml").exists()
        (tmp_path / "mine.yaml").unlink(missing_ok=True)


def test_show_marks_moves_that_cannot_be_told_apart():
    text = call("show", "abm-2000-resolve").stdout
    assert text.count("us [A]: treaty = withdraw") == 2
    assert "russia: start = drop12" in text
    assert "[A]" not in call("show", "treaty").stdout


INTERVIEW = "A border\nWill it hold?\nA, B\nA\ndemand\nstay, press\n\n\n0\n0\n1\n-1\ndemand = press\n"


def test_new_asks_and_writes_a_scenario_that_runs(tmp_path):
    file = tmp_path / "mine.yaml"
    result = CliRunner().invoke(main, ["new", str(file), "--ask"], input=INTERVIEW.replace("A, B", "A, a\nA, B"))
    assert result.exit_code == 0, result.output
    assert "all different" in result.stderr
    assert dt.solve(dt.load(file)).path == (("demand", "press"),)
    assert dt.check(dt.load(file)).ok


def test_an_interview_that_is_broken_off_writes_nothing(tmp_path):
    file = tmp_path / "mine.yaml"
    result = CliRunner().invoke(main, ["new", str(file), "--ask"], input="A border\n")
    assert result.exit_code == 2
    assert "the input ended at: What do you want to know about it?" in result.stderr
    assert not file.exists()


def test_an_interview_does_not_go_with_a_copy_or_over_a_file(tmp_path):
    file = tmp_path / "mine.yaml"
    assert "--ask" in call("new", file, "--ask", "--from", "treaty", code=2).stderr
    file.write_text("mine", encoding="utf-8")
    assert "exists already" in call("new", file, "--ask", code=2).stderr


def test_list_checks_every_claim_of_what_it_lists():
    rows = {row["name"]: row["verdicts"] for row in data("list", "--check", "--tag", "treaty", "--tag", "easy")}
    assert set(rows) == {row["name"] for row in data("list", "--tag", "treaty", "--tag", "easy")}
    for name, verdicts in rows.items():
        assert verdicts == dict.fromkeys(dt.load(name).claims, "holds")


def test_list_says_which_claims_do_not_hold(tmp_path, monkeypatch):
    text = dt.load("treaty").to_yaml().replace("expect: agreed\n", "expect: not agreed\n", 1)
    assert text != dt.load("treaty").to_yaml()
    (tmp_path / "turned.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("deterrence.scenario.library.library_folder", lambda: tmp_path)
    assert "agreement" in call("list", "--check", code=1).stdout
