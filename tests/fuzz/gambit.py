"""Byte-level fuzzer of Gambit files: reading must end in a game, which survives writing, or in a `GameFileError`.

Run for some minutes with seeds 1, 2 and 7. Found: a number whose shortest text was too long to be read, and an
outcome whose name holds a brace (`test_efg.py`, `tests/cases/gambit/outcomes.nfg`).

python tests/fuzz/gambit.py --seconds 300 --seed 1 --finds finds
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

from deterrence.errors import ArgumentError, GameFileError
from deterrence.game.efg import efg_text, parse_efg
from deterrence.game.nfg import nfg_text, parse_nfg

SECONDS = 2.0
BYTES = 3 << 30
CASES = Path(__file__).resolve().parents[1] / "cases"
WORDS = [
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xd9\xa3",
    b"\r\n",
    b"\t",
    b'"',
    b'\\"',
    b"\\",
    b'""',
    b"{",
    b"}",
    b"{ }",
    b",",
    b"/",
    b"1/3",
    b"1/0",
    b"-",
    b"+",
    b".",
    b"1e300",
    b"1e-400",
    b"1e999999999",
    b"9" * 500,
    b"2147483647",
    b"-1",
    b"0",
    b" 0 ",
    b"nan",
    b"inf",
    b" p ",
    b" c ",
    b" t ",
    b't "" 0\n',
    b'p "" 1 1 0\n',
    b'p "" 1 1 "" { "a" "b" } 0\n',
    b'c "" 1 "" { "a" 1/2 "b" 1/2 } 0\n',
    b"EFG 2 R",
    b"NFG 1 D",
]


class TooSlow(Exception):
    """Reading or writing took longer than it should."""


class NotTheSame(Exception):
    """A game that was written and read again is another one."""


def mutated(rng: random.Random, texts: list[bytes]) -> bytes:
    """A text of the corpus with a few places broken."""
    text = rng.choice(texts)
    for _ in range(min(1 + int(rng.expovariate(0.7)), 12)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice((1, 1, 2, 5, 20, 100)))
        kind = rng.randrange(7)
        if kind == 0:
            text = text[:at] + rng.randbytes(rng.choice((1, 2, 4))) + text[end:]
        elif kind in (1, 2):
            text = text[:at] + rng.choice(WORDS) * rng.choice((1, 1, 1, 2, 500)) + text[at:]
        elif kind == 3:
            text = text[:at] + text[end:]
        elif kind == 4:
            text = text[:end] + text[at:]
        elif kind == 5:
            other = rng.choice(texts)
            start = rng.randrange(len(other) + 1)
            text = text[:at] + other[start : start + rng.choice((5, 20, 100, 1000))] + text[end:]
        else:
            lines = text.splitlines(keepends=True) or [b""]
            first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first] * rng.choice((1, 2))
            text = b"".join(lines)
    return text


def trial(text: str) -> str:
    """Read a text and write it back. Returns how it ended; raises what a user should never see."""
    before = time.process_time()
    extensive = not text.lstrip().startswith("NFG")
    read, write = (parse_efg, efg_text) if extensive else (parse_nfg, nfg_text)
    try:
        game = read(text)
    except GameFileError as error:
        if error.problem.where is None and "denominator" not in str(error):
            raise
        ended = "refused"
    else:
        ended = _written(game, read, write)
    if (taken := time.process_time() - before) > SECONDS:
        raise TooSlow(f"{taken:.1f} seconds of work")
    return ended


def _written(game, read, write) -> str:
    try:
        text = write(game)
    except ArgumentError:
        return "not written"
    again = read(text)
    if again.record != game.record or write(again) != text:
        raise NotTheSame(text)
    return "read"


def main() -> int:
    """Fuzz for a set time; returns 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--finds", type=Path, help="folder for what was found")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    warnings.simplefilter("error")
    good = [path.read_bytes() for path in sorted((CASES / "gambit").iterdir())]
    bad = [path.read_bytes() for path in sorted((CASES / "gambit_invalid").glob("*.?fg"))]
    rng, ends, found = random.Random(options.seed), Counter[str](), set[str]()
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        text = mutated(rng, bad if rng.random() < 0.2 else good)
        try:
            ends[trial(text.decode("latin-1" if rng.random() < 0.5 else "utf-8", errors="replace"))] += 1
        except Exception as error:
            ends["found"] += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {where.filename}:{where.lineno}"
            if place not in found:
                found.add(place)
                print(f"find {len(found)}: {place}: {str(error)[:300]}\n{traceback.format_exc()}", flush=True)
                if options.finds:
                    options.finds.mkdir(parents=True, exist_ok=True)
                    (options.finds / f"gambit_{options.seed}_{len(found)}.txt").write_bytes(text)
    print(f"seed {options.seed}: {sum(ends.values())} texts, {dict(ends)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
