"""Write tests/cases/exact_bimatrix.json: the exact extreme equilibria of 1,000 games with payoffs 0-3 of each size.

    python tests/benchmarks/exact_bimatrix.py

pygambit solves each game in rational arithmetic, which takes a minute in all.
The file keeps the number of equilibria of each game and a digest of them as
fractions; `fingerprint` and `payoffs` below say how, and the test
tests/unit/solvers/test_exact_bimatrix.py uses both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

SIZES = ((2, 2), (2, 3), (3, 3), (3, 5), (4, 4), (5, 5))
GAMES = 1_000
LARGEST_DENOMINATOR = 100_000
FILE = Path(__file__).parents[1] / "cases" / "exact_bimatrix.json"


def payoffs(rows: int, columns: int) -> np.ndarray:
    """All games of a size, ``(row, column, player, game)``; raw bits, as these never change between NumPy versions."""
    bits = np.random.Philox(key=100 * rows + columns).random_raw(rows * columns * 2 * GAMES) >> np.uint64(62)
    return bits.astype(float).reshape(rows, columns, 2, GAMES)


def fingerprint(profiles: Iterable[Iterable[float | Fraction]]) -> str:
    """Ten digits of the SHA-256 of the profiles, as fractions in order."""
    exact = [[Fraction(p).limit_denominator(LARGEST_DENOMINATOR) for p in profile] for profile in profiles]
    text = ";".join(",".join(str(p) for p in profile) for profile in sorted(exact))
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def main() -> None:
    import pygambit

    found = {}
    for rows, columns in SIZES:
        games = payoffs(rows, columns).astype(int)
        counts, prints = [], []
        for k in range(GAMES):
            game = pygambit.Game.from_arrays(games[:, :, 0, k], games[:, :, 1, k])
            solved = pygambit.nash.enummixed_solve(game, rational=True).equilibria
            profiles = {
                tuple(Fraction(int(p[s].numerator), int(p[s].denominator)) for q in game.players for s in q.strategies)
                for p in solved
            }
            counts.append(len(profiles))
            prints.append(fingerprint(profiles))
        found[f"{rows}x{columns}"] = {"counts": counts, "fingerprints": "".join(prints)}
    FILE.write_text(
        json.dumps({"solver": f"pygambit {pygambit.__version__}, rational", **found}) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
