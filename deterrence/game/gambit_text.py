"""The tokens of Gambit files: labels in quotes, exact numbers, marks and words, each with its place."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from pathlib import Path

from deterrence.errors import ArgumentError, GameFileError, Location, Problem, nearest

BYTES = 50_000_000
DIGITS = 400
FINEST = 10**DIGITS
LENGTH = 1_200  # of the longest number that `number_text` makes of one that was read
LARGEST = Fraction(10) ** 300
WHOLE = 2**31 - 1
PLAIN = 30

_TOKEN = re.compile(
    r"""[ \t\n\v\f\r]*+(?:
        "(?P<text>(?:[^"\\]++|\\"?+)*+)"
      | (?P<number>[-+]?(?:[0-9]++/[0-9]++|(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?))(?![^ \t\n\v\f\r{},"])
      | (?P<mark>[{},])
      | (?P<word>[^ \t\n\v\f\r{},"]++)
      | (?P<open>")
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_SHOWN = {
    "text": 'a label in quotes, "{}"',
    "number": "'{}'",
    "mark": "'{}'",
    "word": "'{}'",
    "end": "the end of the file",
}


class Tokens:
    """A text and the token that is read next.

    Examples
    --------
    >>> tokens = Tokens('t "" 1/3', "game.efg")
    >>> tokens.word(["c", "p", "t"], "a node"), tokens.label("its name"), tokens.exact("a payoff"), tokens.kind
    ('t', '', Fraction(1, 3), 'end')
    """

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.kind, self.value, self.start, self.stop = "", "", 0, 0
        self._numbers: dict[str, Fraction] = {}
        self.advance()

    def advance(self) -> None:
        """Go to the next token."""
        found = _TOKEN.match(self.text, self.stop)
        assert found is not None
        self.kind = found.lastgroup or ""
        self.value = found[self.kind]
        self.stop = found.end()
        self.start = found.start(self.kind) - (self.kind == "text")
        if self.kind == "open":
            raise self.error("a label has no closing quote", 'a quote inside a label is written \\"')

    def error(self, message: str, help: str = "", at: tuple[int, int] | None = None) -> GameFileError:
        """An error at the current token, or between two offsets."""
        start, stop = at or (self.start, self.stop)
        line = self.text.count("\n", 0, start)
        first = self.text.rfind("\n", 0, start) + 1
        end = self.text.find("\n", start)
        shown = self.text[first : min(len(self.text) if end < 0 else end, start + 1000)]
        where = Location(self.file, line + 1, start - first + 1, shown, max(1, stop - start))
        return GameFileError(Problem(message, where=where, help=help))

    def expected(self, what: str, help: str = "") -> GameFileError:
        """The error that another token than `what` stands here."""
        shown = self.value if len(self.value) <= 40 else self.value[:40] + "…"
        return self.error(f"expected {what}, found {_SHOWN[self.kind].format(shown)}", help)

    def mark(self, mark: str, what: str) -> None:
        """Pass a brace."""
        if not self.at(mark):
            raise self.expected(f"'{mark}' {what}")
        self.advance()

    def at(self, mark: str) -> bool:
        """Whether a brace or comma comes next."""
        return self.kind == "mark" and self.value == mark

    def word(self, known: list[str], what: str, help: str = "") -> str:
        """Pass one of some words."""
        if self.kind not in ("word", "number") or self.value not in known:
            same = [word for word in known if word.lower() == self.value.lower()]
            help = help or (f"did you mean '{same[0]}'?" if same else nearest(self.value, known))
            raise self.expected(f"{what} ({' or '.join(known)})", help)
        return self._passed()

    def label(self, what: str) -> str:
        """Pass a label."""
        if self.kind != "text":
            raise self.expected(f"{what} in quotes")
        return self._passed().replace('\\"', '"')

    def labels(self, what: str) -> tuple[str, ...]:
        """Pass labels in braces."""
        self.mark("{", f"before {what}")
        found: list[str] = []
        while not self.at("}"):
            if self.kind != "text":
                raise self.expected(f"a label among {what}, or '}}'")
            found.append(self.label(what))
        self.advance()
        return tuple(found)

    def whole(self, what: str, low: int, high: int = WHOLE) -> int:
        """Pass a whole number within bounds."""
        digits = self.value if len(self.value) < 20 and self.kind == "number" else ""
        if not digits.isdecimal() or not low <= int(digits) <= high:
            raise self.expected(what if high == WHOLE else f"{what}, {low} to {high}")
        return int(self._passed())

    def exact(self, what: str) -> Fraction:
        """Pass a number; it is kept exactly."""
        if self.kind != "number":
            comma = self.kind == "mark" and self.value == ","
            raise self.expected(what, "a comma stands only between two payoffs of one outcome" if comma else "")
        if self.value not in self._numbers:
            self._numbers[self.value] = self._number(what)
        return self._numbers[self._passed()]

    def _number(self, what: str) -> Fraction:
        mantissa, _, power = self.value.lower().partition("e")
        long = len(mantissa) > LENGTH or len(power) > 5 or abs(int(power or 0)) > LENGTH
        if not long and re.search(r"/0+\Z", self.value):
            raise self.error(f"{what} has the denominator 0: '{self.value}'")
        found = Fraction(0 if long else self.value)
        if long or found.denominator >= FINEST:
            raise self.error(f"{what} has more than {DIGITS} digits")
        if abs(found) > LARGEST:
            raise self.error(f"{what} is larger than 1e300: '{self.value[:40]}'")
        return found

    def _passed(self) -> str:
        value = self.value
        self.advance()
        return value


def number_text(number: Fraction) -> str:
    """A number as Gambit writes it: whole or decimal where that is exact, a ratio elsewhere.

    >>> [number_text(Fraction(n)) for n in ("2", "-0.50", "1/3", "1e-40", "7e60")]
    ['2', '-0.5', '1/3', '1e-40', '7e60']
    """
    rest, places = number.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    digits = str(abs(int(number * 10**places)))
    short = digits.rstrip("0")
    if rest != 1 or (places > PLAIN and len(short) > PLAIN):
        return f"{number.numerator}/{number.denominator}"
    sign = "-" if number < 0 else ""
    if places > PLAIN or len(digits) > PLAIN:
        power = len(digits) - len(short) - places
        return f"{sign}{short}e{power}" if power else sign + short
    if not places:
        return sign + digits
    digits = digits.zfill(places + 1)
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def decimal(number: float) -> Fraction:
    """The shortest decimal that means a float, exactly.

    >>> decimal(0.1)
    Fraction(1, 10)
    """
    return Fraction(repr(float(number)))


def quoted(label: str) -> str:
    r"""A label in quotes. The format has no way to end one in a backslash: `ArgumentError`.

    >>> print(quoted('the "red" line'))
    "the \"red\" line"
    """
    if label.endswith("\\"):
        raise ArgumentError(f"a Gambit file cannot hold the label '{label}'", "labels must not end in a backslash")
    return '"' + label.replace('"', '\\"') + '"'


def listed(labels: tuple[str, ...]) -> str:
    """Labels in braces."""
    return "{ " + "".join(f"{quoted(label)} " for label in labels) + "}"


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a game file: UTF-8, or Latin-1 as old files are. Raises `GameFileError`."""
    place = Path(path)
    try:
        with place.open("rb") as file:
            data = file.read(BYTES + 1)
    except OSError as error:
        known = [other.name for other in place.parent.iterdir()] if place.parent.is_dir() else []
        reason = "no file" if isinstance(error, FileNotFoundError) else f"cannot read ({error.strerror})"
        raise GameFileError(Problem(f"{reason} '{place}'", help=nearest(place.name, known))) from error
    if len(data) > BYTES:
        raise GameFileError(Problem(f"'{place}' has more than {BYTES:,} bytes"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a file that appears whole or not at all."""
    part = Path(f"{os.fspath(path)}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        part.replace(path)
    except UnicodeEncodeError as error:
        raise ArgumentError(f"a label holds no Unicode text: {error.object[error.start : error.end]!r}") from error
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None
    finally:
        part.unlink(missing_ok=True)
