from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.elimination import undominated_strategies
from deterrence.solvers.equilibria import Equilibria, Termination
from deterrence.solvers.extreme_equilibria import extreme_equilibria
from deterrence.solvers.nash import nash
from deterrence.solvers.pure_nash import pure_nash

LABELS = "abcd"


def game_of(payoffs: np.ndarray, players: int) -> NormalFormGame:
    return NormalFormGame(actions=tuple(tuple(LABELS[:size]) for size in payoffs.shape[:players]), payoffs=payoffs)


def profiles(found: Equilibria, point: int = 0) -> list[list[float]]:
    return [np.concatenate(list(item.probabilities.values())).round(9).tolist() for item in found.at(point)]


def three_players(seed: int, points: int = 40) -> NormalFormGame:
    return game_of(np.random.default_rng(seed).integers(0, 6, (2, 3, 2, 3, points)).astype(float), 3)


def test_an_outsider_without_a_choice_changes_nothing():
    two = np.random.default_rng(1).integers(0, 4, (3, 3, 2, 30)).astype(float)
    three = np.zeros((3, 1, 3, 3, 30))
    three[:, 0, :, 0], three[:, 0, :, 2] = two[:, :, 0], two[:, :, 1]
    found, same = nash(game_of(three, 3)), extreme_equilibria(game_of(two, 2))
    assert found.complete
    assert np.allclose(found.strategies["1"], same.strategies["1"])
    assert np.allclose(found.strategies["3"], same.strategies["2"])
    assert (found.degenerate == same.degenerate).all()


def test_a_third_player_with_a_dominant_strategy_leaves_a_game_that_is_solved_completely():
    game = np.random.default_rng(2).random((2, 2, 2, 3, 50))
    game[:, :, 1, 2] += 2
    found = nash(game_of(game, 3))
    same = extreme_equilibria(game_of(game[:, :, 1, :2], 2))
    assert found.complete
    assert (found.strategies["3"] == [0, 1]).all()
    assert np.allclose(found.strategies["1"], same.strategies["1"])
    assert found.regret.max() <= 1e-9


def test_three_players_get_all_pure_equilibria_and_no_silent_empty_answer():
    game = three_players(3)
    found = nash(game)
    marks = np.moveaxis(pure_nash(game), -1, 0).reshape(game.points, -1).sum(axis=1)
    counts = np.bincount(found.point, minlength=game.points)
    assert ((counts == marks) | found.completes).all()
    assert (found.terminations[counts == 0] == Termination.LIMIT).all()
    assert not found.completes[counts == 0].any()
    assert found.regret.max() <= 1e-9
    assert (np.diff(found.point) >= 0).all()


def test_one_player_gets_all_optimal_strategies():
    found = nash(game_of(np.array([[1.0], [3.0], [3.0]]), 1))
    assert profiles(found) == [[0, 1, 0], [0, 0, 1]]
    assert found.degenerate.all()
    assert found.complete
    assert len(nash(game_of(np.array([[1.0], [3.0], [2.0]]), 1))) == 1


def test_a_large_game_is_solved_completely_when_dominance_makes_it_small():
    payoffs = np.random.default_rng(4).random((14, 14, 2))
    payoffs[3:, :, 0] -= 5
    payoffs[:, 3:, 1] -= 5
    found = nash(game_of_size(payoffs))
    small = nash(game_of_size(payoffs[:3, :3]))
    assert found.complete
    assert np.allclose(found.strategies["1"][:, :3], small.strategies["1"])


def game_of_size(payoffs: np.ndarray) -> NormalFormGame:
    return NormalFormGame.of_matrices(payoffs[..., 0], payoffs[..., 1])


@pytest.mark.parametrize("method", ["extreme", "support", "lemke_howson", "pure"])
def test_every_method_finds_equilibria_of_the_default(method):
    game = game_of(np.random.default_rng(5).random((3, 3, 2, 25)), 2)
    every, some = nash(game), nash(game, method=method)
    for point in range(25):
        assert all(profile in profiles(every, point) for profile in profiles(some, point))
    assert some.regret.max(initial=0.0) <= 1e-9


def test_the_zero_sum_method_finds_the_value_of_every_equilibrium():
    game = NormalFormGame.of_matrices(np.random.default_rng(6).random((3, 4, 10)))
    value = nash(game, method="zero_sum").payoffs[:, 0]
    every = nash(game)
    assert np.allclose(every.payoffs[:, 0], value[every.point])


def test_pure_search_says_when_there_is_nothing_pure():
    found = nash(NormalFormGame.of_matrices([[1, -1], [-1, 1]]), method="pure")
    assert len(found) == 0
    assert found.termination == Termination.LIMIT
    assert not found.complete


def test_unknown_methods_and_wrong_games_are_refused():
    with pytest.raises(ArgumentError, match=r"unknown method 'extrem' \(did you mean 'extreme'\?\)"):
        nash(three_players(7), method="extrem")
    with pytest.raises(ConceptError, match="two players"):
        nash(three_players(7), method="extreme")


@pytest.mark.parametrize("players", [1, 2, 3])
def test_a_game_without_points_has_no_equilibria(players):
    found = nash(game_of(np.zeros((*(2,) * players, players, 0)), players))
    assert len(found) == 0
    assert found.complete


def test_points_without_numbers_are_undefined_for_any_number_of_players():
    game = three_players(8, points=3)
    payoffs = np.array(game.payoffs)
    payoffs[0, 0, 0, 0, 1] = np.nan
    found = nash(game_of(payoffs, 3))
    assert found.terminations[1] == Termination.UNDEFINED
    assert 1 not in found.point
    assert not found.completes[1]


@given(arrays(float, (2, 3, 2, 3), elements=st.integers(0, 3).map(float)))
@settings(max_examples=60, deadline=None)
def test_strategies_are_dominated_exactly_when_the_definition_says_so_again_and_again(payoffs):
    alive = [list(range(size)) for size in payoffs.shape[:-1]]
    while True:
        removed = [(i, s) for i in range(3) for s in alive[i] if is_dominated(payoffs, alive, i, s)]
        if not removed:
            break
        i, s = removed[-1]
        alive[i].remove(s)
    found = undominated_strategies(game_of(payoffs, 3))
    assert [np.flatnonzero(own[:, 0]).tolist() for own in found] == alive


def is_dominated(payoffs: np.ndarray, alive: list[list[int]], player: int, strategy: int) -> bool:
    left = np.moveaxis(payoffs[..., player][np.ix_(*alive)], player, 0)
    place = alive[player].index(strategy)
    return any((other > left[place]).all() for other in left)


def test_the_last_round_follows_from_the_first_and_a_tie_is_no_dominance():
    prices = np.arange(4.0)
    share = np.where(prices[:, None] < prices, 1, np.where(prices[:, None] == prices, 0.5, 0)) * (5 + prices[:, None])
    left = undominated_strategies(NormalFormGame.of_matrices(share, share.T))
    assert [np.flatnonzero(own[:, 0]).tolist() for own in left] == [[0], [0]]
    tied = undominated_strategies(NormalFormGame.of_matrices([[0.3], [0.1 + 0.2]], [[0], [0]]))
    assert tied[0].all()


def test_pure_search_of_no_numbers_is_undefined():
    assert nash(NormalFormGame.of_matrices([[np.nan]]), method="pure").termination == Termination.UNDEFINED


def crisis(points: int = 1) -> ExtensiveGame:
    """A challenger of two types may press; a defender who cannot tell them apart resists or yields."""

    def press(payoff: float) -> Decision:
        return Decision("defender", "reply", {"yield": End({"challenger": 3, "defender": 0}), "resist": fight(payoff)})

    def fight(payoff: float) -> Decision:
        war = End({"challenger": payoff, "defender": -payoff})
        return Decision("challenger", f"last {payoff}", {"retreat": End({"challenger": -1, "defender": 4}), "war": war})

    def start(kind: str, payoff: float) -> Decision:
        stay = End({"challenger": np.linspace(0, 1, points), "defender": 2})
        return Decision("challenger", f"first {kind}", {"stay": stay, "press": press(payoff)})

    types = Chance("type", {"hard": (0.4, start("hard", 1)), "soft": (0.6, start("soft", -4))})
    return extensive_game(["challenger", "defender"], types)


def played(game: ExtensiveGame, found: Equilibria, row: int) -> np.ndarray:
    """Expected payoffs of behavior, by recursion over the tree."""
    tree, point = game.tree, int(found.point[row])
    chances = game.branch_probability()[:, point]

    def worth(node: int) -> np.ndarray:
        children = list(tree.children(node))
        if not children:
            return game.payoffs[tree.terminal_of[node], :, point]
        item = next((item for item in found.sets if node in item.nodes), None)
        weights = [chances[child] for child in children] if item is None else found.strategies[item.name][row]
        return sum(weight * worth(child) for weight, child in zip(weights, children, strict=True))

    return worth(0)


def test_behavior_is_worth_what_the_mixture_of_plans_is_worth():
    game = crisis(points=4)
    found = nash(game)
    assert found.complete
    assert {item.player for item in found.sets} == {"challenger", "defender"}
    for row in range(len(found)):
        assert played(game, found, row) == pytest.approx(found.payoffs[row])
    assert all(np.allclose(column.sum(axis=1), 1) for column in found.strategies.values())
    assert found.regret.max() <= 1e-9


def test_equilibria_of_one_behavior_count_once_and_unreached_sets_take_the_first_action():
    game = extensive_game(
        ["a", "b"],
        Decision(
            "a",
            "enter",
            {
                "out": End({"a": 2, "b": 2}),
                "in": Decision(
                    "b",
                    "reply",
                    {
                        "fight": End({"a": 0, "b": 0}),
                        "share": Decision("a", "more", {"l": End({"a": 3, "b": 1}), "r": End({"a": 0, "b": 1})}),
                    },
                ),
            },
        ),
    )
    found = nash(game)
    rows = {
        tuple(np.concatenate([found.strategies[n][k] for n in ("enter", "reply", "more")])) for k in range(len(found))
    }
    assert len(rows) == len(found)
    staying_out = found.strategies["enter"][:, 0] == 1
    assert staying_out.sum() == 2
    assert (found.strategies["more"][staying_out] == [1, 0]).all()
    assert found.degenerate.tolist() == staying_out.tolist()


def test_mixtures_of_plans_that_differ_in_nothing_done_are_no_continuum():
    def pennies(side: str) -> Decision:
        def reply(first: int) -> Decision:
            ends = {str(k): End({"even": float(k == first), "odd": float(k != first)}) for k in range(2)}
            return Decision("odd", f"odd {side}", ends)

        return Decision("even", f"even {side}", {str(k): reply(k) for k in range(2)})

    table = Chance("table", {side: (0.5, pennies(side)) for side in ("left", "right")})
    found = nash(extensive_game(["even", "odd"], table))
    assert len(found) == 1
    assert found.complete
    assert not found.degenerate[0]
    assert all(np.allclose(column, 0.5) for column in found.strategies.values())
