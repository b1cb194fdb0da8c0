"""The command line: one verb a file, and one meaning for each exit code."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from deterrence.cli.alliances import alliances
from deterrence.cli.check import check
from deterrence.cli.conflict import conflict
from deterrence.cli.disagreement import disagreement
from deterrence.cli.discover import discover
from deterrence.cli.exact import exact
from deterrence.cli.exercise import exercise
from deterrence.cli.list import list_
from deterrence.cli.new import new
from deterrence.cli.report import report
from deterrence.cli.robustness import robustness
from deterrence.cli.run import run
from deterrence.cli.schema import schema
from deterrence.cli.sensitivity import sensitivity
from deterrence.cli.show import show
from deterrence.cli.simulate import simulate
from deterrence.cli.solve import solve
from deterrence.cli.sweep import sweep
from deterrence.cli.swings import swings
from deterrence.cli.thresholds import thresholds
from deterrence.cli.trace import trace
from deterrence.errors import DeterrenceError, NoAnswerError

CLAIM_FALSE, WRONG_INPUT, UNDECIDED, UNFINISHED, INTERRUPTED = 1, 2, 3, 4, 130


class _Verbs(click.Group):
    """Turns errors into messages on standard error and exit codes."""

    def invoke(self, context: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a letter that the terminal does not have is no crash
        try:
            try:
                return super().invoke(context)
            finally:
                sys.stdout.flush()
        except NoAnswerError as error:
            click.echo(f"undecided: {error}", err=True)
            context.exit(UNDECIDED)
        except DeterrenceError as error:
            text = str(error)
            click.echo(text if "error: " in text else f"error: {text}", err=True)
            context.exit(WRONG_INPUT)
        except OSError as error:
            if not isinstance(error, BrokenPipeError):
                click.echo(f"could not finish: {error}", err=True)
            _forget_output()
            context.exit(UNFINISHED)
        except MemoryError:
            click.echo("could not finish: out of memory", err=True)
            context.exit(UNFINISHED)
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted", err=True)
            context.exit(INTERRUPTED)


def _forget_output() -> None:
    """What could not be written must not be tried again when Python ends, which would change the exit code."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        from deterrence.tables.provenance import VERSION

        click.echo(f"deterrence {VERSION}")
        context.exit()


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
def main() -> None:
    """State a strategic situation once, and ask it every question.

    FILE is a scenario file, or the name of a bundled scenario (see `deterrence
    list`). Begin with: deterrence run abm-2000

    Exit codes: 0 done, 1 a claim is false, 2 usage or input is wrong,
    3 undecided, 4 could not finish, 130 interrupted.
    """


for verb in (
    run, check, solve, sweep, thresholds, robustness, sensitivity, discover, conflict, alliances, disagreement,
    exact, simulate, trace, swings, report, show, list_, schema, new, exercise,
):  # fmt: skip
    main.add_command(verb)


if __name__ == "__main__":
    main()
