"""What cannot be answered is refused in the library's own words, and never with a wrong number."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.errors import ArgumentError

TABLE = dt.NormalFormGame.of_matrices([[1, 0], [0, 1]], [[0, 1], [1, 0]])
HOLES = dt.NormalFormGame.of_matrices([[np.nan, 0], [0, 1]], [[0, 1], [1, 0]])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dt.leadership(HOLES), "finite numbers"),
        (lambda: dt.sustainable(TABLE, [np.nan, 1]), "finite numbers"),
        (lambda: dt.quantal_response(TABLE, precision="a"), "a precision is a number"),
        (lambda: dt.solve(dt.load("treaty"), concept="quantal_response", precision="a"), "a precision is a number"),
        (lambda: dt.correlated(TABLE, objective="zz"), "a weight for each player"),
        (lambda: dt.dominance(5), "dominance needs a NormalFormGame"),
        (lambda: dt.NormalFormGame(actions=(("l",),), payoffs=None), "array of numbers|have shape"),
        (lambda: dt.NormalFormGame(actions=(("l", "r"),), payoffs=[["a"], ["b"]]), "array of numbers"),
        (lambda: dt.NormalFormGame(actions=(("l", "l"),), payoffs=[[1], [2]]), "different names"),
        (lambda: TABLE.at([5]), "points 0 to 0"),
        (lambda: dt.solve(dt.load("treaty"), given={"protection": [1, 2]}), "finite number"),
        (lambda: dt.solve(dt.load("treaty"), given={"protection": "2"}), "finite number, found '2'"),
        (lambda: dt.solve(dt.load("treaty"), given={"protection": None}), "finite number, found None"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused_and_named(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()


def test_a_game_that_cannot_be_written_names_the_file_that_was_asked_for(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"x\.nfg'"):
        dt.write_nfg(TABLE, tmp_path / "nowhere" / "x.nfg")


def test_behind_a_draw_of_probability_0_noisy_players_still_answer_their_payoffs():
    resolve = dt.load("abm-2000-resolve")
    never, hardly = (
        dt.solve(resolve, concept="quantal_response", precision=5, given={"resolute": p}) for p in (0, 1e-9)
    )
    for one, other in zip(never.decisions, hardly.decisions, strict=True):
        assert one.probabilities == pytest.approx(other.probabilities, abs=1e-6)
