"""Fitted precisions: a published estimate, recovery of a known one, standard errors from the definition, and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

import deterrence as dt
from deterrence.errors import ArgumentError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.logit_branch import logit_branch
from deterrence.solvers.precision import Maximum, fit_precision
from deterrence.solvers.quantal_response import quantal_response

OCHS = NormalFormGame.of_matrices([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
DOMINANCE = NormalFormGame.of_matrices([[1, 1], [0, 0]], [[0, 0], [0, 0]])


def signalling(seed: int) -> ExtensiveGame:
    numbers = iter(np.random.Generator(np.random.Philox(seed)).normal(size=16))

    def sent(message: str) -> Decision:
        replies = {reply: End({"s": next(numbers), "r": next(numbers)}) for reply in ("x", "y")}
        return Decision("r", f"after {message}", replies)

    kinds = {
        name: (0.5, Decision("s", name, {message: sent(message) for message in ("l", "r")}))
        for name in ("weak", "strong")
    }
    return extensive_game(["s", "r"], Chance("type", kinds))


def normal_form(shape: tuple[int, ...], seed: int) -> NormalFormGame:
    payoffs = np.random.Generator(np.random.Philox(seed)).normal(size=(*shape, len(shape)))
    return NormalFormGame(actions=tuple(tuple("abc"[:n]) for n in shape), payoffs=payoffs)


def expected_counts(game: NormalFormGame | ExtensiveGame, precision: float, size: float) -> dict[str, np.ndarray]:
    return {name: size * rows[0] for name, rows in quantal_response(game, precision=precision).strategies.items()}


def test_the_published_estimate_of_ochs_game_is_reproduced():
    fit = fit_precision(OCHS, {"1": [128 * 0.527, 128 * 0.473], "2": [128 * 0.366, 128 * 0.634]})
    assert fit.precision == pytest.approx(1.8456, abs=0.0005)
    assert fit.probabilities["1"][0] == pytest.approx(0.6157, abs=0.0002)
    assert fit.probabilities["2"][0] == pytest.approx(0.3833, abs=0.0002)
    assert fit.log_likelihood == pytest.approx(-174.7645, abs=0.001)
    assert fit.maximum is Maximum.INTERIOR
    assert "interior maximum" in str(fit)


@pytest.mark.parametrize(
    "game", [normal_form((2, 2), 1), normal_form((3, 3), 2), normal_form((2, 2, 2), 3), signalling(4)]
)
@pytest.mark.parametrize("precision", [0.4, 1.3])
def test_expected_counts_give_back_the_precision(game, precision):
    fit = fit_precision(game, expected_counts(game, precision, 1000))
    assert fit.precision == pytest.approx(precision, rel=1e-5)
    found = quantal_response(game, precision=precision)
    for name, row in fit.probabilities.items():
        np.testing.assert_allclose(row, found.strategies[name][0], atol=1e-5)


def test_expected_counts_give_back_the_precision_in_a_scenario():
    game = dt.build_game(dt.load("technology-for-money"))
    fit = fit_precision(game, expected_counts(game, 0.7, 50))
    assert fit.precision == pytest.approx(0.7, rel=1e-5)


@pytest.mark.parametrize("game", [OCHS, normal_form((3, 3), 5), signalling(6)])
def test_the_standard_error_is_that_of_fishers_information_at_expected_counts(game):
    precision, step, size = 1.1, 1e-5, 400.0
    here, above, below = (quantal_response(game, precision=precision + d).strategies for d in (0, step, -step))
    information = sum(
        size * float((((above[name] - below[name]) / (2 * step)) ** 2 / rows).sum()) for name, rows in here.items()
    )
    fit = fit_precision(game, expected_counts(game, precision, size))
    assert fit.standard_error == pytest.approx(1 / math.sqrt(information), rel=1e-3)


def test_no_precision_along_the_branch_is_likelier():
    game = normal_form((3, 3), 7)
    counts = {"1": [7, 20, 3], "2": [11, 4, 9]}
    fit = fit_precision(game, counts)
    for precision in np.linspace(0, 30, 121):
        rows = quantal_response(game, precision=float(precision)).strategies
        height = sum(float(np.array(n) @ np.log(rows[name][0])) for name, n in counts.items())
        assert height <= fit.log_likelihood + 1e-9


def test_a_maximum_between_two_folds_is_found():
    payoffs = np.random.Generator(np.random.Philox(11)).normal(size=(3, 3, 2, 400))
    games = NormalFormGame(actions=(tuple("abc"),) * 2, payoffs=payoffs)
    found = quantal_response(games, precision=30.0)
    game = games.at([next(k for k, label in enumerate(found.labels) if label == "fold")])
    branch = logit_branch(game, up_to=30.0)
    middle = int(branch.folds[:2].mean())
    fit = fit_precision(game, {name: 100 * rows[middle] for name, rows in branch.probabilities.items()})
    assert fit.maximum is Maximum.INTERIOR
    assert fit.precision == pytest.approx(branch.precision[middle], rel=1e-4)
    for name, rows in branch.probabilities.items():
        np.testing.assert_allclose(fit.probabilities[name], rows[middle], atol=1e-4)


def test_choices_no_better_than_chance_have_precision_0():
    fit = fit_precision(DOMINANCE, {"1": [4, 10]})
    assert (fit.maximum, fit.precision) == (Maximum.ZERO, 0.0)
    assert fit.log_likelihood == pytest.approx(14 * math.log(0.5))
    assert math.isnan(fit.standard_error)


def test_choices_without_error_have_no_finite_precision():
    fit = fit_precision(DOMINANCE, {"1": [9, 0]})
    assert (fit.maximum, fit.precision) == (Maximum.INFINITE, math.inf)
    assert math.isnan(fit.standard_error)


def test_choices_that_tell_nothing_are_said_to():
    fit = fit_precision(DOMINANCE, {"2": [3, 8]})
    assert fit.maximum is Maximum.FLAT
    assert math.isnan(fit.precision)


def test_rescaled_payoffs_rescale_the_precision():
    counts = {"1": [70, 58], "2": [45, 83]}
    bigger = NormalFormGame(actions=OCHS.actions, payoffs=100 * OCHS.payoffs)
    plain, other = fit_precision(OCHS, counts), fit_precision(bigger, counts)
    assert plain.precision == pytest.approx(100 * other.precision, rel=1e-6)
    assert plain.standard_error == pytest.approx(100 * other.standard_error, rel=1e-4)
    assert plain.log_likelihood == pytest.approx(other.log_likelihood)


@pytest.mark.parametrize(
    "counts", [{"3": [1, 1]}, {"1": [1, 1, 1]}, {"1": [-1, 2]}, {"1": [0, 0]}, {}, {"1": [math.nan, 1]}], ids=str
)
def test_counts_that_do_not_fit_the_game_are_refused(counts):
    with pytest.raises(ArgumentError):
        fit_precision(OCHS, counts)


def test_gambit_estimates_the_same():
    gambit = pytest.importorskip("pygambit", reason="the comparison needs the extra 'oracles'")
    counts = {"1": [9.0, 21.0, 14.0], "2": [20.0, 13.0, 11.0]}
    for seed in range(5):
        game = normal_form((3, 3), 30 + seed)
        other = gambit.Game.from_arrays(game.payoffs[:, :, 0, 0], game.payoffs[:, :, 1, 0])
        data = other.mixed_strategy_profile([counts["1"], counts["2"]])
        expected, fit = gambit.qre.logit_estimate(data), fit_precision(game, counts)
        assert fit.log_likelihood >= float(expected.log_like) - 1e-3
        if fit.maximum is Maximum.INTERIOR:
            assert fit.precision == pytest.approx(float(expected.lam), abs=1e-3)
