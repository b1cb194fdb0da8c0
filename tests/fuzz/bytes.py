"""Byte-level fuzzer: break the bytes of scenario files; reading must end in a scenario or a `DeterrenceError`.

Run for ten minutes with seeds 1 and 7; nothing found.

python tests/fuzz/bytes.py --seconds 600 --seed 1 --finds finds
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # `tests`, when this is run as a script
from fuzz.trial import corpus, prepare, trial_of_text

WORDS = [
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"  ",
    b": ",
    b"- ",
    b"? ",
    b"# ",
    b"--- ",
    b"...\n",
    b"&a ",
    b"*a",
    b"!!str ",
    b"!x ",
    b"<<: ",
    b"%YAML 1.1\n",
    b"'",
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"|\n",
    b">-\n",
    b"@",
    b"`",
    b"(",
    b")",
    b"**",
    b"==",
    b"!=",
    b"<",
    b" if ",
    b" else ",
    b" and ",
    b" or ",
    b"not ",
    b"-",
    b"/0",
    b"1e308",
    b"1e-320",
    b"1e999",
    b".inf",
    b".nan",
    b"9" * 400,
    b"0x",
    b"0o7",
    b"null",
    b"true",
    b"pending",
    b"any",
    b"min(",
    b"clip(",
    b"__import__",
    b"\\u0000",
    b"\\x41",
    b"\xf0\x9f\x98\x80",
    b"\xd9\xa3",
]


def mutated(rng: random.Random, good: list[bytes], bad: list[bytes]) -> bytes:
    """A text of the corpus, mostly a good one, with a few places broken."""
    text, texts = rng.choice(bad if rng.random() < 0.2 else good), good + bad
    for _ in range(min(1 + int(rng.expovariate(0.7)), 12)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice((1, 1, 2, 5, 20, 100)))
        kind = rng.randrange(8)
        if kind == 0:
            text = text[:at] + rng.randbytes(rng.choice((1, 1, 2, 4))) + text[end:]
        elif kind in (1, 2):
            text = text[:at] + rng.choice(WORDS) * rng.choice((1, 1, 1, 2, 70)) + text[at:]
        elif kind == 3:
            text = text[:at] + text[end:]
        elif kind == 4:
            text = text[:end] + text[at:]
        elif kind == 5:
            other = rng.choice(texts)
            start = rng.randrange(len(other) + 1)
            text = text[:at] + other[start : start + rng.choice((5, 20, 100, 1000))] + text[end:]
        elif kind == 6 and at < len(text):
            text = text[:at] + bytes([text[at] ^ 1 << rng.randrange(8)]) + text[at + 1 :]
        else:
            lines = text.splitlines(keepends=True) or [b""]
            first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[first], lines[second] = (
                lines[second],
                rng.choice((lines[first], lines[first] * 2, b" " + lines[first])),
            )
            text = b"".join(lines)
    return text


def main() -> int:
    """Fuzz for a set time; returns 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--finds", type=Path, help="folder for what was found")
    options = parser.parse_args()
    prepare()
    good, bad = ([path.read_bytes() for path in files] for files in corpus())
    rng, ends, found = random.Random(options.seed), Counter[str](), set[str]()
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        text = mutated(rng, good, bad)
        try:
            ends[trial_of_text(text)] += 1
        except Exception as error:
            ends["found"] += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {where.filename}:{where.lineno}"
            if place not in found:
                found.add(place)
                print(f"find {len(found)}: {place}: {str(error)[:300]}\n{traceback.format_exc()}", flush=True)
                if options.finds:
                    options.finds.mkdir(parents=True, exist_ok=True)
                    (options.finds / f"bytes_{options.seed}_{len(found)}.yaml").write_bytes(text)
    print(f"seed {options.seed}: {sum(ends.values())} texts, {dict(ends)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
