"""Exit codes and where messages go: results to standard output, errors to standard error, never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
HEAD = "deterrence: 1\ntitle: T\nplayers: {a: A, b: B}\nparameters: {x: {value: 0.6, range: [0, 1]}}\n"
MOVES = "decisions: {one: {player: a, choices: [stay, go]}, two: {player: b, choices: [stay, go]}}\n"
PLAY = 'payoffs: {a: "(one == go) * x", b: 0}\n'
OPEN, HIDDEN = "game: {order: [one, two]}\n", "game: {order: [{visit: one, hidden_from: [b]}, two]}\n"
RIGHT, WRONG, BLIND = (
    "right: {says: so, expect: one == go}",
    "wrong: {says: so, expect: one == stay}",
    "blind: {says: so, monotone: {quantity: 1 / (x - 0.5), parameter: x, direction: decreasing}}",
)
LARGE = (
    "decisions: {"
    + ", ".join(f"d{i}: {{player: a, choices: [l, m, r]}}" for i in range(14))
    + "}\npayoffs: {a: x, b: 0}\ngame: {order: ["
    + ", ".join(f"d{i}" for i in range(14))
    + "]}\n"
)


@pytest.fixture
def write(tmp_path):
    def written(text):
        file = tmp_path / "s.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return written


def call(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def refused(*arguments, code, says):
    """The command fails with this code, keeps standard output clean, and says why."""
    result = call(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert re.search(says, result.stderr), result.stderr
    return result.stderr


def claims(*texts):
    return f"claims: {{{', '.join(texts)}}}\n"


# 0, 1 and 3: verdicts


@pytest.mark.parametrize("verb", ["run", "check"])
@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ((RIGHT,), 0),
        ((WRONG,), 1),
        ((BLIND,), 3),
        ((RIGHT, WRONG, BLIND), 1),
        ((RIGHT, BLIND), 3),
        (("v: {says: so, expect: one == go, in: one == stay}",), 0),
    ],
)
def test_a_false_claim_is_1_an_undecided_one_3_and_a_vacuous_one_no_failure(verb, texts, code, write):
    result = call(verb, write(HEAD + MOVES + PLAY + OPEN + claims(*texts)))
    assert result.exit_code == code
    assert result.stdout
    assert result.stderr == ""
    assert call(verb, write(HEAD + MOVES + PLAY + OPEN + claims(*texts)), "--json").exit_code == code


def test_only_the_claims_asked_for_count(write):
    file = write(HEAD + MOVES + PLAY + OPEN + claims(RIGHT, WRONG))
    assert call("check", file, "right").exit_code == 0
    assert call("check", file, "wrong").exit_code == 1


# 2: usage or input


@pytest.mark.parametrize("verb", ["run", "check", "solve", "show"])
def test_a_missing_file_is_2_and_names_it(verb):
    refused(verb, "no-such-file.yaml", code=2, says="error: .*no-such-file.yaml")


@pytest.mark.parametrize("verb", ["run", "check", "solve", "show"])
def test_a_near_name_of_a_bundled_scenario_is_suggested(verb):
    refused(verb, "abm-200", code=2, says="abm-2000")


@pytest.mark.parametrize("verb", ["run", "check", "solve", "show"])
def test_a_bad_file_is_2_and_every_error_is_shown_with_its_place(verb, write):
    file = write(HEAD + MOVES.replace("player: a", "player: aa") + PLAY.replace("* x", "* xx") + OPEN)
    text = refused(verb, file, code=2, says="")
    places = re.findall(rf"^{re.escape(file)}:(\d+):(\d+): error: ", text, flags=re.M)
    assert [line for line, _ in places] == ["5", "6"]
    assert re.search(r"^ {3}5 \| decisions", text, flags=re.M)
    assert re.search(r"^ +\| +\^+$", text, flags=re.M)
    assert "= at decisions.one.player" in text
    assert "= at payoffs.a" in text


def test_a_misspelled_name_in_a_file_is_met_with_the_nearest_one(write):
    refused(
        "run",
        write(HEAD.replace("x:", "xerxes:") + MOVES + PLAY.replace("* x", "* xerxe") + OPEN),
        code=2,
        says="= help: did you mean 'xerxes'",
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty|nothing"),
        (b"\xff\xfe\x00x", "UTF-8|utf-8"),
        (b"deterrence: 2\ntitle: T\n", "version"),
        (b"- a\n- b\n", "mapping"),
        (b"a: [1", "error"),
    ],
)
def test_a_file_that_is_no_scenario_is_2(content, says, tmp_path):
    file = tmp_path / "s.yaml"
    file.write_bytes(content)
    refused("run", file, code=2, says=says)


def test_a_folder_is_no_scenario(tmp_path):
    refused("run", tmp_path, code=2, says="error: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["solve", "treaty", "--set", "armng=1"], "error: unknown parameter 'armng'.*arming"),
        (["run", "treaty", "--set", "armng=1"], "error: unknown parameter 'armng'.*arming"),
        (["check", "treaty", "--set", "armng=1"], "error: unknown parameter 'armng'.*arming"),
        (["solve", "treaty", "--set", "arming"], "expected PARAMETER=NUMBER"),
        (["solve", "treaty", "--set", "arming=much"], "expected a number, found 'much'"),
        (["solve", "treaty", "--set", "arming=nan"], "finite"),
        (["solve", "treaty", "--set", "arming=1e999"], "finite"),
        (["solve", "treaty", "--suppose", "arms=rearmed"], "rearm"),
        (["solve", "treaty", "--suppose", "army=rearm"], "arms"),
        (["solve", "treaty", "--suppose", "offer_mad"], "offer_made"),
        (["solve", "treaty", "--suppose", "treaty=keep,any,any"], "treaty"),
        (["check", "treaty", "agrement"], "unknown claim 'agrement'.*agreement"),
        (["sweep", "treaty"], "--over"),
        (["sweep", "treaty", "--over", "arming=0:1"], "PARAMETER=LOW:HIGH:COUNT"),
        (["sweep", "treaty", "--over", "arming=0:1:-2"], "PARAMETER=LOW:HIGH:COUNT"),
        (["sweep", "treaty", "--over", "arming=0:1:0"], "'arming' needs a list of finite numbers"),
        (["sweep", "treaty", "--over", "armng=0:1:3"], "unknown parameter 'armng'"),
        (["sweep", "treaty", "--over", "arming=0:1:3", "--quantity", "agreed"], "NAME=EXPRESSION"),
        (["sweep", "treaty", "--over", "arming=0:1:3", "--quantity", "q=agred"], "agred.*agreed"),
        (["sweep", "treaty", "--over", "arming=0:1:3", "--output", "table.xls"], r"\.csv, \.npz or \.parquet"),
        (["slove", "treaty"], "No such command 'slove'"),
        (["solve"], "Missing argument 'FILE'"),
        (["solve", "treaty", "--jsn"], "No such option"),
    ],
)
def test_a_command_that_cannot_be_meant_is_2_and_says_what_was_expected(arguments, says):
    refused(*arguments, code=2, says=says)


@pytest.mark.parametrize("verb", ["run", "solve"])
def test_a_point_without_a_value_is_2_and_is_named(verb, write):
    file = write(HEAD + MOVES + PLAY.replace("* x", "/ x") + OPEN)
    refused(verb, file, "--set", "x=0", code=2, says=r"division by zero.*at x = 0")


def test_a_section_that_is_missing_is_2(write):
    refused("solve", write(HEAD + MOVES), code=2, says="game")


# 3: undecided


def test_backward_induction_over_a_hidden_move_is_2_and_run_still_shows_the_rest(write):
    file = write(HEAD + MOVES + PLAY + HIDDEN)
    refused("solve", file, "--concept", "subgame_perfect", code=2, says="'one' is hidden from b")
    refused("sweep", file, "--over", "x=0:1:3", "--concept", "subgame_perfect", code=2, says="'one' is hidden from b")
    assert call("solve", file).exit_code == 0
    result = call("run", file, "--concept", "subgame_perfect")
    assert "hidden from b" in " ".join(result.stdout.split())


def test_a_tree_that_is_too_large_is_3_and_says_so(write):
    refused("solve", write(HEAD + LARGE), code=3, says="2,000,000")


# 4: could not finish


@pytest.mark.parametrize("place", ["file/out", "file/deep/out"])
def test_an_output_folder_below_a_file_is_4(place, tmp_path, write):
    (tmp_path / "file").write_text("", encoding="utf-8")
    small = write(HEAD + MOVES + PLAY + OPEN + claims(RIGHT))
    result = call("run", small, "--output", tmp_path / place)
    assert result.exit_code == 4
    assert "could not finish: " in result.stderr
    assert "right" in result.stdout  # the results are not lost


def test_an_output_file_where_no_folder_is_is_4(tmp_path):
    refused(
        "sweep",
        "treaty",
        "--over",
        "arming=0:1:3",
        "--output",
        tmp_path / "no" / "t.csv",
        code=4,
        says="could not finish: ",
    )
    refused(
        "sweep",
        "treaty",
        "--over",
        "arming=0:1:3",
        "--output",
        tmp_path / "no" / "t.npz",
        code=4,
        says="could not finish: ",
    )
    refused("new", tmp_path / "no" / "s.yaml", code=4, says="could not finish: ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_that_may_not_be_written_is_4(tmp_path):
    tmp_path.chmod(0o500)
    assert call("run", "treaty", "--output", tmp_path / "out").exit_code == 4


def test_a_disk_that_fills_up_is_4_and_leaves_no_half_written_file(tmp_path, monkeypatch, write):
    def full(self, data):
        with self.open("wb") as file:
            file.write(data[:5])
        raise OSError(28, "No space left on device")

    small = write(HEAD + MOVES + PLAY + OPEN)
    monkeypatch.setattr(Path, "write_bytes", full)
    result = call("run", small, "--output", tmp_path / "out")
    assert result.exit_code == 4
    assert "No space left on device" in result.stderr
    assert not (tmp_path / "out").exists()


def test_too_little_memory_is_4(monkeypatch):
    def greedy(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr("deterrence.solvers.solve.solve", greedy)
    refused("solve", "treaty", code=4, says="out of memory")


def test_a_grid_beyond_any_memory_is_4():
    refused(
        "sweep",
        "treaty",
        "--over",
        "arming=0:1:100000",
        "--over",
        "exit=0:1:100000",
        "--over",
        "harm=0:1:100000",
        code=4,
        says="could not finish: ",
    )


# 130


@pytest.mark.parametrize(
    ("target", "arguments"),
    [
        ("deterrence.solvers.solve.solve", ["solve", "treaty"]),
        ("deterrence.analysis.check.check", ["check", "treaty"]),
        ("deterrence.report.main_job.main_job", ["run", "treaty"]),
        ("deterrence.analysis.sweep.sweep", ["sweep", "treaty", "--over", "arming=0:1:3"]),
    ],
)
def test_an_interruption_is_130(target, arguments, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(target, interrupted)
    refused(*arguments, code=130, says="interrupted")


# In a process of its own


def process(*arguments, **options):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | options.pop("env", {})
    command = [sys.executable, "-m", "deterrence.cli.main", *map(str, arguments)]
    return subprocess.run(command, env=environment, stderr=subprocess.PIPE, encoding="utf-8", check=False, **options)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize(
    "arguments", [["solve", "treaty"], ["solve", "treaty", "--json"], ["show", "treaty"], ["list"], ["schema"]]
)
def test_a_full_standard_output_is_4(arguments):
    with Path("/dev/full").open("w") as full:
        done = process(*arguments, stdout=full)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert "could not finish: " in done.stderr


def test_a_reader_that_goes_away_is_not_taken_for_a_false_claim():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process("solve", "treaty", stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode not in (1, 2, 3)
    assert "Traceback" not in done.stderr


def test_a_standard_output_that_cannot_hold_every_letter_is_no_crash():
    done = process("run", "treaty", stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"})
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_the_main_job_on_the_flagship_is_quick_the_second_time_and_spares_scipy_stats(slowness):
    """Counted in processor time, so that a busy machine does not matter; importing scipy.stats alone takes seconds."""
    resource = pytest.importorskip("resource")
    code = "import sys\nfrom deterrence.cli.main import main\ntry:\n    main(['run', 'abm-2000'])\nfinally:\n"
    code += "    heavy = ('scipy.stats', 'pandas', 'hypothesis', 'matplotlib')\n"
    code += "    print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    for attempt in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stderr
        assert done.stderr.strip() == "[]"
        if attempt == 1:
            assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5 * slowness
