"""Extreme equilibria of 6,000 games full of ties, against exact ones that `benchmarks.exact_bimatrix` recorded."""

from __future__ import annotations

import json

import numpy as np
import pytest
from benchmarks.exact_bimatrix import FILE, SIZES, fingerprint, payoffs

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.nash import nash

RECORDED = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_all_extreme_equilibria_of_a_thousand_games_with_ties_are_the_exact_ones(size):
    games = payoffs(*size)
    labels = tuple(tuple(str(k) for k in range(count)) for count in size)
    found = nash(NormalFormGame(actions=labels, payoffs=games))
    recorded = RECORDED[f"{size[0]}x{size[1]}"]
    counts = np.bincount(found.point, minlength=games.shape[-1])
    assert counts.tolist() == recorded["counts"]
    together = np.split(np.concatenate([found.strategies[p] for p in found.players], axis=1), np.cumsum(counts)[:-1])
    assert "".join(fingerprint(profiles.tolist()) for profiles in together) == recorded["fingerprints"]
    assert found.complete
    assert found.regret.max() <= 1e-9
