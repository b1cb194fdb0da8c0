"""What can go wrong, said so that the reader can mend it: where, what was found, what was expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a text: file name, line and column (both from 1), the line itself and how much of it is meant."""

    file: str
    line: int
    column: int
    text: str = ""
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a scenario.

    `at` is the path of keys that leads to it, such as ``decisions.attack.player``;
    `where` is missing when the scenario was not read from a text.
    """

    message: str
    at: str = ""
    where: Location | None = None
    help: str = ""

    def __str__(self) -> str:
        lines = []
        if self.where is None:
            lines.append(f"error: {self.message}")
        else:
            place = self.where
            lines.append(f"{place.file}:{place.line}:{place.column}: error: {self.message}")
            if place.text.strip():
                lines += _excerpt(place)
        if self.at:
            lines.append(f"     = at {self.at}")
        if self.help:
            lines.append(f"     = help: {self.help}")
        return "\n".join(lines)


def _excerpt(place: Location, width: int = 100) -> list[str]:
    start = max(0, place.column - 1 - width // 2) if place.column > width else 0
    shown = place.text[start : start + width].replace("\t", " ").rstrip()
    marks = "^" * max(1, min(place.length, len(shown) - (place.column - 1 - start)))
    number = f"{place.line:>4}"
    return [f"{number} | {shown}", f"{' ' * len(number)} | {' ' * (place.column - 1 - start)}{marks}"]


class DeterrenceError(Exception):
    """Any error this library raises on purpose.

    Examples
    --------
    >>> from deterrence import load
    >>> try:
    ...     load("abm-2001")
    ... except DeterrenceError as error:
    ...     print(str(error).splitlines()[0])
    error: no file and no bundled scenario 'abm-2001'
    """


class ScenarioError(DeterrenceError):
    r"""A scenario is malformed. `problems` holds everything that was found wrong, in file order.

    Examples
    --------
    >>> from deterrence import parse
    >>> try:
    ...     parse("deterrence: 1\ntitle: Empty\nplayers: {a: A}\nfacts: {x: [any]}")
    ... except ScenarioError as error:
    ...     print(error.problems[0].where.line, error.problems[0].message)
    4 'any' is a reserved word
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ArgumentError(DeterrenceError, ValueError):
    """A function was called with something the scenario or the function does not know."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message, help)
        self.message, self.help = message, help

    def __str__(self) -> str:
        return f"{self.message} ({self.help})" if self.help else self.message


class EvaluationError(DeterrenceError):
    """An expression has no finite value at a parameter point; it names the expression and the point."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)

    def __str__(self) -> str:
        return str(self.problem)


class GameFileError(DeterrenceError):
    r"""A game file cannot be read; `problem` says where, what was found and what was expected.

    Examples
    --------
    >>> from deterrence.game.efg import parse_efg
    >>> try:
    ...     parse_efg('EFG 2 R "Demand" { "challenger" "defender" }\np "" 3 1 "demand" { "stay" "press" } 0')
    ... except GameFileError as error:
    ...     print(error)
    text:2:6: error: expected the number of a player, 1 to 2, found '3'
       2 | p "" 3 1 "demand" { "stay" "press" } 0
         |      ^
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)

    def __str__(self) -> str:
        return str(self.problem)


def expect_kind(value: object, kind: type, asker: str) -> None:
    """Raise `ArgumentError` unless a value is of the kind that a function asks for.

    >>> expect_kind(1.5, str, "load")
    Traceback (most recent call last):
    ...
    deterrence.errors.ArgumentError: load needs a str, found a float
    """
    if not isinstance(value, kind):
        help = _KINDS.get(kind.__name__, "")
        raise ArgumentError(f"{asker} needs a {kind.__name__}, found a {type(value).__name__}", help)


_KINDS = {
    "Scenario": "dt.load(name) and dt.parse(text) make one",
    "ExtensiveGame": "dt.build_game(scenario), dt.extensive_game(players, root) and dt.read_efg(path) make one",
    "NormalFormGame": "dt.NormalFormGame.of_matrices(row, column) makes one, and dt.strategic_form(tree).game is one",
}


class ConceptError(DeterrenceError):
    """The question does not fit the game: a section is missing, or the concept needs other information."""


class NoAnswerError(DeterrenceError):
    """A limit was met before an answer: of size, time or tolerance, or of what is solved; nothing is claimed."""


class TreeTooLargeError(NoAnswerError):
    """The game tree has more nodes than the library will unroll."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word closest to `word`, as a help text; empty if none is close.

    >>> nearest("chalenger", ["challenger", "defender"])
    "did you mean 'challenger'?"
    """
    close = difflib.get_close_matches(word[:80], list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""
