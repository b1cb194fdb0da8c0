"""The statistical strategic model: known and published numbers, the definition, simulation, and limits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.strategic_probit import fit_strategic_probit, strategic_probit
from deterrence.solvers.subgame_perfect import backward_induction


def deterrence_game(u11: Any, u13: Any, u14: Any, u24: Any) -> ExtensiveGame:
    """The first player acts or not; the second, who gets 0 by yielding, resists or not."""
    reply = Decision("2", "reply", {"yield": End({"1": u13, "2": 0}), "resist": End({"1": u14, "2": u24})})
    return extensive_game(["1", "2"], Decision("1", "first", {"wait": End({"1": u11, "2": 0}), "act": reply}))


def three_movers(seed: int) -> ExtensiveGame:
    """Three players in turn, a draw after the second."""
    numbers = iter(np.random.Generator(np.random.Philox(seed)).normal(size=60))

    def end() -> End:
        return End({name: next(numbers) for name in "abc"})

    def third(name: str) -> Decision:
        return Decision("c", name, {"0": end(), "1": end()})

    def second(name: str) -> Decision:
        draw = Chance(f"luck {name}", {"bad": (0.3, third(f"{name} bad")), "good": (0.7, end())})
        return Decision("b", name, {"0": draw, "1": third(f"{name} 1")})

    return extensive_game(["a", "b", "c"], Decision("a", "start", {"0": second("left"), "1": second("right")}))


def normal(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def by_definition(game: ExtensiveGame, node: int, sigma: float, errors: str) -> dict[int, float]:
    """The probability of each end below a node, by recursion over lists of ends."""
    tree = game.tree
    if tree.owner[node] == -2:
        return {int(tree.terminal_of[node]): 1.0}
    below = [by_definition(game, child, sigma, errors) for child in tree.children(node)]
    if tree.owner[node] == -1:
        chances = dict(zip(game.drawn.tolist(), game.probability[:, 0], strict=True))
        weights = [chances[child] for child in tree.children(node)]
    else:
        worth = [sum(w * game.payoffs[e, tree.owner[node], 0] for e, w in ends.items()) for ends in below]
        squares = sum(w * w for ends in below for w in ends.values()) if errors == "private" else 2.0
        first = normal((worth[0] - worth[1]) / (sigma * math.sqrt(squares)))
        weights = [first, 1 - first]
    return {e: p * w for p, ends in zip(weights, below, strict=True) for e, w in ends.items()}


@pytest.mark.parametrize(
    ("errors", "expected"), [("private", (0.5882, 0.1490, 0.2628)), ("agent", (0.5775, 0.1529, 0.2697))]
)
def test_the_deterrence_game_has_the_known_probabilities(errors, expected):
    found = strategic_probit(deterrence_game(0, 1, -1, 0.5), errors=errors)
    assert found.outcomes[:, 0].tolist() == pytest.approx(expected, abs=5e-5)


def test_the_published_fit_with_fixed_utilities_is_reproduced():
    fit = fit_strategic_probit(deterrence_game(1, -1, 0, 1), [7152, 42, 46])
    assert fit.log_deviation == pytest.approx(-1.0513, abs=0.0005)
    assert fit.standard_error == pytest.approx(0.0199, abs=0.0001)
    assert fit.log_likelihood == pytest.approx(-646.54, abs=0.01)
    assert fit.termination == Termination.FINISHED


@pytest.mark.parametrize("errors", ["private", "agent"])
@pytest.mark.parametrize("sigma", [0.2, 1.0, 5.0])
def test_probabilities_are_those_of_the_definition(errors, sigma):
    for seed in range(5):
        game = three_movers(seed)
        found = strategic_probit(game, deviation=sigma, errors=errors)
        for end, probability in by_definition(game, 0, sigma, errors).items():
            assert found.outcomes[end, 0] == pytest.approx(probability, abs=1e-13)
        assert found.outcomes.sum() == pytest.approx(1.0)


def test_shocks_drawn_at_every_end_give_these_probabilities():
    u11, u13, u14, u24, sigma, draws = 0.2, 1.0, -1.0, 0.5, 0.8, 400_000
    shock = np.random.Generator(np.random.Philox(9)).normal(scale=sigma, size=(5, draws))
    resists = u24 + shock[0] > 0 + shock[1]
    often = resists.mean()
    acts = (1 - often) * (u13 + shock[2]) + often * (u14 + shock[3]) > u11 + shock[4]
    simulated = [1 - acts.mean(), (acts & ~resists).mean(), (acts & resists).mean()]
    found = strategic_probit(deterrence_game(u11, u13, u14, u24), deviation=sigma).outcomes[:, 0]
    assert found.tolist() == pytest.approx(simulated, abs=0.004)


def test_large_shocks_leave_chance_and_small_ones_the_best_choices():
    game = three_movers(3)
    steps = strategic_probit(game, deviation=1e9).steps[1:, 0]
    assert np.isin(steps.round(6), (0.5, 0.3, 0.7)).all()
    chosen = backward_induction(game).chosen
    precise = strategic_probit(game, deviation=1e-6).steps[:, 0]
    assert (precise[chosen[chosen >= 0]] > 1 - 1e-9).all()


def test_rescaled_payoffs_with_rescaled_shocks_change_nothing():
    plain = strategic_probit(deterrence_game(0.1, 1, -1, 0.5), deviation=0.7)
    other = strategic_probit(deterrence_game(10, 100, -100, 50), deviation=70.0)
    np.testing.assert_allclose(plain.outcomes, other.outcomes, rtol=1e-12)


def test_points_are_solved_side_by_side():
    levels = np.linspace(-1, 1, 7)
    found = strategic_probit(deterrence_game(levels, 1, -1, 0.5), deviation=np.linspace(0.5, 2, 7))
    for k in range(7):
        alone = strategic_probit(deterrence_game(levels[k], 1, -1, 0.5), deviation=0.5 + 0.25 * k)
        np.testing.assert_allclose(found.outcomes[:, k], alone.outcomes[:, 0], rtol=1e-13)


@pytest.mark.parametrize("errors", ["private", "agent"])
def test_expected_counts_give_back_the_size_of_the_shocks(errors):
    game = three_movers(4)
    counts = 1e5 * strategic_probit(game, deviation=0.6, errors=errors).outcomes[:, 0]
    fit = fit_strategic_probit(game, counts, errors=errors)
    assert fit.log_deviation == pytest.approx(math.log(0.6), abs=1e-5)


def test_a_likelihood_without_a_top_says_so():
    fit = fit_strategic_probit(deterrence_game(1, -1, 0, 1), [100, 0, 0])
    assert fit.termination == Termination.LIMIT
    assert math.isnan(fit.standard_error)


def test_games_of_another_kind_are_refused():
    def end() -> End:
        return End({"1": 0})

    three = extensive_game(["1"], Decision("1", "only", {"a": end(), "b": end(), "c": end()}))
    twice = extensive_game(
        ["1"], Decision("1", "first", {"a": end(), "b": Decision("1", "then", {"a": end(), "b": end()})})
    )
    with pytest.raises(ConceptError, match="two actions"):
        strategic_probit(three)
    with pytest.raises(ConceptError, match="twice"):
        strategic_probit(twice)
    assert strategic_probit(twice, errors="agent").outcomes[:, 0].tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize(("options", "match"), [({"deviation": 0.0}, "positive"), ({"errors": "logit"}, "unknown")])
def test_options_without_meaning_are_refused(options, match):
    with pytest.raises(ArgumentError, match=match):
        strategic_probit(deterrence_game(0, 1, -1, 0.5), **options)


@pytest.mark.parametrize("counts", [[1, 2], [0, 0, 0], [-1, 2, 3]], ids=str)
def test_counts_that_do_not_fit_the_game_are_refused(counts):
    with pytest.raises(ArgumentError, match="counts"):
        fit_strategic_probit(deterrence_game(0, 1, -1, 0.5), counts)
