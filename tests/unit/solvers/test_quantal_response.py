"""Logit equilibria against their definition, known limits, theorems, a published path, and Gambit."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import deterrence as dt
from deterrence.errors import ArgumentError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.information import information_sets
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.bordered import solve_bordered
from deterrence.solvers.equilibria import Equilibria, Termination
from deterrence.solvers.logit_branch import logit_branch
from deterrence.solvers.logit_kernel import compiled_run, falling_exponential
from deterrence.solvers.logit_normal import with_ties
from deterrence.solvers.principal_branch import MANY, normal_form_profiles
from deterrence.solvers.quantal_response import quantal_response
from deterrence.solvers.subgame_perfect import backward_induction

SHAPES = [(2, 2), (3, 3), (2, 4), (4, 2), (2, 2, 2), (1, 3), (3,), (3, 1, 2)]
SYMMETRIC = np.array([[[3.0, 3], [1, 4]], [[4, 1], [0, 0]]])
HISTORY = ("miss", "keep", "high", "amend", "refuse", "withdraw", "drop2", "none", "buildup")


def random_game(shape: tuple[int, ...], points: int, seed: int, *, integers: bool = False) -> NormalFormGame:
    rng = np.random.Generator(np.random.Philox(seed))
    size = (*shape, len(shape), points)
    payoffs = rng.integers(0, 6, size).astype(float) if integers else rng.normal(size=size)
    return NormalFormGame(actions=tuple(tuple("abcd"[:n]) for n in shape), payoffs=payoffs)


def choice(scores: list[float]) -> list[float]:
    weights = [math.exp(score - max(scores)) for score in scores]
    return [weight / sum(weights) for weight in weights]


def normal_residual(game: NormalFormGame, found: Equilibria, index: int, precision: float) -> float:
    """From the definition, one profile of pure strategies at a time."""
    point, mixed = found[index].point, list(found[index].probabilities.values())
    largest = 0.0
    for player, row in enumerate(mixed):
        worth = [0.0] * len(row)
        for profile in np.ndindex(*game.shape):
            weight = math.prod(mixed[j][s] for j, s in enumerate(profile) if j != player)
            worth[profile[player]] += weight * game.payoffs[(*profile, player, point)]
        expected = choice([precision * value for value in worth])
        largest = max(largest, *(abs(a - b) for a, b in zip(row, expected, strict=True)))
    return largest


def agent_residual(game: ExtensiveGame, found: Equilibria, index: int, precision: float) -> float:
    """From the definition: nodes weighted by how likely they are reached, choices by what follows them."""
    tree, item = game.tree, found[index]
    step = dict(zip(game.drawn.tolist(), game.probability[:, item.point], strict=True))
    for owner in item.probabilities.values():
        for name, row in owner.items():
            nodes = next(s.nodes for s in found.sets if s.name == name)
            step |= {c: p for h in nodes for c, p in zip(tree.children(int(h)), row, strict=True)}

    @functools.cache
    def worth(node: int) -> np.ndarray:
        if tree.owner[node] == -2:
            return game.payoffs[tree.terminal_of[node], :, item.point]
        return sum(step[c] * worth(c) for c in tree.children(node))

    def reach(node: int) -> float:
        return 1.0 if node == 0 else step[node] * reach(int(tree.parent[node]))

    largest = 0.0
    for s in information_sets(tree):
        likely = [reach(int(h)) for h in s.nodes]
        values = [
            sum(w * worth(tree.children(int(h))[a])[tree.owner[h]] for w, h in zip(likely, s.nodes, strict=True))
            for a in range(len(s.actions))
        ]
        expected = choice([precision * value / sum(likely) for value in values])
        row = item.probabilities[s.player][s.name]
        largest = max(largest, *(abs(a - b) for a, b in zip(row, expected, strict=True)))
    return largest


def signalling(numbers: np.ndarray) -> ExtensiveGame:
    """Two types, two messages, two replies at each; the receiver sees the message alone; ``numbers[16, point]``."""
    ends = iter(numbers)

    def sent(message: str) -> Decision:
        replies = {reply: End({"sender": next(ends), "receiver": next(ends)}) for reply in ("x", "y")}
        return Decision("receiver", f"after {message}", replies)

    def kind(name: str) -> Decision:
        return Decision("sender", name, {message: sent(message) for message in ("l", "r")})

    root = Chance("type", {"weak": (0.4, kind("weak")), "strong": (0.6, kind("strong"))})
    return extensive_game(["sender", "receiver"], root)


def staged(numbers: np.ndarray) -> ExtensiveGame:
    """Three players: the second does not see the first's choice, the third sees only the second's; one recalls."""
    ends = iter(numbers)

    def end() -> End:
        return End({"1": next(ends), "2": next(ends), "3": next(ends)})

    def last(second: str) -> Decision:
        return Decision("3", f"third after {second}", {"a": end(), "b": end(), "c": end()})

    def again(first: str) -> Decision:
        return Decision("1", f"again after {first}", {"go": last("up"), "stop": end()})

    def middle(first: str) -> Decision:
        return Decision("2", "second", {"up": again(first), "down": last("down")})

    root = Decision("1", "first", {"in": middle("in"), "out": middle("out"), "quit": end()})
    return extensive_game(["1", "2", "3"], root)


def random_signalling(points: int, seed: int) -> ExtensiveGame:
    return signalling(np.random.Generator(np.random.Philox(seed)).integers(-4, 5, (16, points)).astype(float))


def random_staged(points: int, seed: int) -> ExtensiveGame:
    return staged(np.random.Generator(np.random.Philox(seed)).normal(size=(45, points)))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("precision", [0.3, 2.0, 8.0, 40.0])
def test_probabilities_are_logit_choices_by_the_definition(shape, precision):
    game = random_game(shape, 30, seed=1)
    found = quantal_response(game, precision=precision)
    assert found.termination == Termination.FINISHED
    assert max(normal_residual(game, found, k, precision) for k in range(30)) < 1e-10


@pytest.mark.parametrize("precision", [0.3, 2.0, 8.0])
@pytest.mark.parametrize("draw", [random_signalling, random_staged])
def test_agents_choices_are_logit_choices_by_the_definition(draw, precision):
    game = draw(12, 2)
    found = quantal_response(game, precision=precision)
    assert found.termination == Termination.FINISHED
    assert max(agent_residual(game, found, k, precision) for k in range(12)) < 1e-9


def gain_from_plans(game: ExtensiveGame, found: Equilibria, index: int) -> float:
    """The most that any plan of its mover gains at any information set, every plan tried."""
    tree, item = game.tree, found[index]
    chance = dict(zip(game.drawn.tolist(), game.probability[:, item.point], strict=True))
    base = dict(chance)
    for s in found.sets:
        row = item.probabilities[s.player][s.name]
        base |= {c: p for h in s.nodes for c, p in zip(tree.children(int(h)), row, strict=True)}

    def worth(step: dict[int, float], node: int, player: int) -> float:
        if tree.owner[node] == -2:
            return float(game.payoffs[tree.terminal_of[node], player, item.point])
        return sum(step[c] * worth(step, c, player) for c in tree.children(node))

    def reach(node: int) -> float:
        return 1.0 if node == 0 else base[node] * reach(int(tree.parent[node]))

    largest = 0.0
    for s in found.sets:
        own = [other for other in found.sets if other.player == s.player]
        player = int(tree.owner[s.nodes[0]])
        likely = [reach(int(h)) / sum(reach(int(g)) for g in s.nodes) for h in s.nodes]
        kept = sum(w * worth(base, int(h), player) for w, h in zip(likely, s.nodes, strict=True))
        for plan in itertools.product(*(range(len(other.actions)) for other in own)):
            step = dict(base)
            for other, chosen in zip(own, plan, strict=True):
                for h in other.nodes:
                    step |= {c: float(a == chosen) for a, c in enumerate(tree.children(int(h)))}
            tried = sum(w * worth(step, int(h), player) for w, h in zip(likely, s.nodes, strict=True))
            largest = max(largest, tried - kept)
    return largest


@pytest.mark.parametrize("draw", [random_signalling, random_staged])
def test_regret_is_the_most_that_a_plan_gains_at_a_set(draw):
    game = draw(3, 21)
    found = quantal_response(game, precision=1.5)
    for k in range(3):
        assert found.regret[k] == pytest.approx(gain_from_plans(game, found, k), abs=1e-12)


def test_the_oracles_reject_a_wrong_answer():
    game, tree = random_game((2, 3), 1, seed=1), random_signalling(1, 2)
    assert normal_residual(game, quantal_response(game, precision=2.0), 0, 2.1) > 1e-4
    assert agent_residual(tree, quantal_response(tree, precision=2.0), 0, 2.1) > 1e-4


@pytest.mark.parametrize("game", [random_game((2, 3), 4, 3), random_game((2, 2, 2), 4, 3), random_staged(4, 3)])
def test_without_precision_all_choices_are_equally_likely(game):
    for rows in quantal_response(game, precision=0.0).strategies.values():
        assert (rows == 1 / rows.shape[1]).all()


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2)])
def test_little_is_left_to_gain_at_a_high_precision(shape):
    found = quantal_response(random_game(shape, 60, seed=4), precision=20_000.0)
    assert found.termination == Termination.FINISHED
    assert found.regret.max() < 1e-3


def test_a_precise_play_of_the_flagship_is_that_of_backward_induction():
    game = dt.build_game(dt.load("technology-for-money"))
    found, induction = quantal_response(game, precision=5_000.0), backward_induction(game)
    for item in found.sets:
        node = int(item.nodes[0])
        if induction.margin[node, 0] > 0.01:
            best = int(induction.chosen[node, 0] - game.tree.first[node])
            assert found.strategies[item.name][0].argmax() == best
            assert found.strategies[item.name][0, best] > 0.999


@pytest.mark.parametrize(("precision", "expected"), [(1, 0.016), (4, 0.179), (8, 0.272), (16, 0.403), (32, 0.583)])
def test_precise_agents_make_the_historical_choices_more_often(precision, expected):
    game = dt.build_game(dt.load("abm-2000"))
    found = quantal_response(game, precision=float(precision))
    tree, node, product = game.tree, 0, 1.0
    rows = {int(item.nodes[0]): found.strategies[item.name][0] for item in found.sets}
    for name in HISTORY:
        labels = [tree.label(child) for child in tree.children(node)]
        place = next(i for i, label in enumerate(labels) if label.startswith(name))
        product *= rows[node][place] if node in rows else 1.0
        node = tree.children(node)[place]
    assert tree.owner[node] == -2
    assert product == pytest.approx(expected, abs=0.001)
    assert found.complete
    assert found.statistics["largest_residual"] < 1e-12


@pytest.mark.parametrize("factor", [3.0, 0.01, 1e12])
def test_rescaled_payoffs_with_rescaled_precision_change_nothing(factor):
    game, tree = random_game((3, 3), 50, seed=5), random_signalling(10, 5)
    shifted = NormalFormGame(actions=game.actions, payoffs=factor * game.payoffs + 7 * factor)
    plain, other = quantal_response(game, precision=3.0), quantal_response(shifted, precision=3.0 / factor)
    for player in game.players:
        np.testing.assert_allclose(plain.strategies[player], other.strategies[player], atol=1e-10)
    bigger = ExtensiveGame(
        tree=tree.tree, payoffs=factor * tree.payoffs, drawn=tree.drawn, probability=tree.probability
    )
    plain, other = quantal_response(tree, precision=2.0), quantal_response(bigger, precision=2.0 / factor)
    for name, rows in plain.strategies.items():
        np.testing.assert_allclose(rows, other.strategies[name], atol=1e-9)


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2)])
def test_one_point_alone_gives_the_same_bits_as_among_others(shape):
    game = random_game(shape, 70, seed=6, integers=True)
    together = quantal_response(game, precision=np.linspace(0, 12, 70))
    for k in (0, 1, 33, 69):
        alone = quantal_response(game.at([k]), precision=float(np.linspace(0, 12, 70)[k]))
        for player in game.players:
            assert (alone.strategies[player][0] == together.strategies[player][k]).all()


def test_one_tree_alone_gives_the_same_bits_as_among_others():
    game = random_signalling(9, 7)
    together = quantal_response(game, precision=3.0)
    for k in range(9):
        part = ExtensiveGame(
            tree=game.tree, payoffs=game.payoffs[..., [k]], drawn=game.drawn, probability=game.probability[:, [k]]
        )
        alone = quantal_response(part, precision=3.0)
        assert all((rows[0] == together.strategies[name][k]).all() for name, rows in alone.strategies.items())


@pytest.mark.skipif(compiled_run() is None, reason="numba is not installed: there is one engine")
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 4)])
def test_both_engines_give_the_same_bits(shape):
    drawn, tied = random_game(shape, 300, seed=8), random_game(shape, 300, seed=8, integers=True)
    for game in (drawn, tied):
        precision = np.linspace(0, 60, 300)
        plain, marks = normal_form_profiles(game, precision, compiled=False)
        fast, counted = normal_form_profiles(game, precision, compiled=True)
        assert (marks == counted).all()
        assert all((a == b).all() for a, b in zip(plain, fast, strict=True))


def test_many_points_and_few_give_the_same_answers():
    game = random_game((2, 2), MANY + 1, seed=9)
    whole = quantal_response(game, precision=5.0)
    part = quantal_response(game.at(range(10)), precision=5.0)
    assert all((whole.strategies[p][:10] == part.strategies[p]).all() for p in game.players)


def test_equal_payoffs_have_exactly_equal_probabilities():
    payoffs = random_game((3, 3), 40, seed=10).payoffs.copy()
    payoffs[2] = payoffs[0]
    payoffs[:, 1] = payoffs[:, 2]
    game = NormalFormGame(actions=(tuple("abc"),) * 2, payoffs=payoffs)
    for precision in (1.0, 6.0, 200.0):
        found = quantal_response(game, precision=precision)
        assert (found.strategies["1"][:, 0] == found.strategies["1"][:, 2]).all()
        assert (found.strategies["2"][:, 1] == found.strategies["2"][:, 2]).all()
    payoffs = random_game((4, 3, 2), 40, seed=19).payoffs.copy()
    payoffs[3] = payoffs[1]
    for table in (payoffs, payoffs[:, :, 0, :2]):
        labels = tuple(tuple("abcd"[:n]) for n in table.shape[:-2])
        rows = quantal_response(NormalFormGame(actions=labels, payoffs=table), precision=7.0).strategies["1"]
        assert (rows[:, 1] == rows[:, 3]).all()
    nothing = quantal_response(NormalFormGame(actions=(tuple("abc"),) * 2, payoffs=np.zeros((3, 3, 2))), precision=9.0)
    assert (nothing.strategies["1"] == 1 / 3).all()


def test_rounding_does_not_part_choices_that_are_worth_the_same():
    odds = np.array([[1e-17], [0.5], [0.5 + 1e-16], [0.7], [0.7 - 1e-16]])
    leads = np.array([[0.0], [2.0], [2.0], [3.0], [3.0]])
    assert with_ties(odds, leads, (4, 3))[:, 0].tolist() == [0.0, 0.5, 0.5, 0.7, 0.7]


@pytest.mark.parametrize("precision", [1.0, 5.0, 40.0])
def test_the_branch_of_a_symmetric_game_stays_symmetric_across_its_bifurcation(precision):
    found = quantal_response(NormalFormGame(actions=(("a", "b"),) * 2, payoffs=SYMMETRIC), precision=precision)
    np.testing.assert_allclose(found.strategies["1"], found.strategies["2"], atol=1e-9)
    assert found.termination == Termination.FINISHED
    assert found.labels == (("bifurcation",) if precision > 4 else ("",))


def test_a_precision_exactly_at_a_bifurcation_is_answered():
    coordination = [[1, 0], [0, 1]], [[1, 0], [0, 1]]
    chicken = [[2, 2], [3, 1]], [[3, 4], [4, 3]]
    for row, column in (coordination, chicken):
        found = quantal_response(NormalFormGame.of_matrices(row, column), precision=2.0)
        assert found.strategies["1"].tolist() == [[0.5, 0.5]]
        assert found.termination == Termination.FINISHED


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2)])
@pytest.mark.parametrize("integers", [False, True])
def test_every_branch_arrives(shape, integers):
    game = random_game(shape, 1500, seed=18, integers=integers)
    for precision in (2.0, 25.0):
        found = quantal_response(game, precision=precision)
        assert found.termination == Termination.FINISHED
        assert found.statistics["not_converged"] == 0
        assert found.statistics["largest_residual"] < 1e-10


def test_the_branch_goes_straight_on_across_a_bifurcation():
    """First and last strategies stay equally likely; pygambit 16.7 turns off, to (.98, 0, .02) at precision 2."""
    row, column = [[4, 7, 6], [3, 8, 0], [6, 7, 4]], [[7, 0, 9], [9, 5, 9], [8, 2, 6]]
    found = quantal_response(NormalFormGame.of_matrices(row, column), precision=2.0)
    assert found.labels == ("bifurcation",)
    for rows in found.strategies.values():
        np.testing.assert_allclose(rows, rows[:, ::-1], atol=1e-12)


def test_a_branch_that_folds_is_followed_to_its_first_arrival():
    game = random_game((3, 3), 400, seed=11)
    found = quantal_response(game, precision=30.0)
    folded = [k for k, label in enumerate(found.labels) if "fold" in label]
    assert found.statistics["folds"] == len(folded) > 0
    for k in folded[:3]:
        branch = logit_branch(game.at([k]), up_to=30.0)
        assert len(branch.folds) > 0
        assert (np.diff(branch.precision) < 0).any()
        assert (branch.precision[:-1] < 30.01).all()
        assert branch.precision[-1] == 30.0
        np.testing.assert_allclose(branch.probabilities["1"][-1], found.strategies["1"][k], atol=1e-8)


def test_an_arrival_just_before_a_fold_is_not_passed_over():
    games = random_game((3, 3), 400, seed=11)
    labels = quantal_response(games, precision=30.0).labels
    for k in [k for k, label in enumerate(labels) if label == "fold"]:
        branch = logit_branch(games.at([k]), up_to=30.0)
        turn = int(branch.folds[0])
        for share in (1e-2, 1e-3, 1e-4):
            precision = float(branch.precision[:turn].max()) * (1 - share)
            found = quantal_response(games.at([k]), precision=precision)
            assert found.labels == ("",)
            assert found.termination == Termination.FINISHED


def test_tangents_are_oriented_by_a_determinant_in_systems_of_any_size():
    rng = np.random.Generator(np.random.Philox(20))
    for size in (1, 2, 3, 6):
        system, right = rng.normal(size=(size, size + 1, 8)), rng.normal(size=(size, 8))
        x, tangent = np.zeros((size + 1, 8)), np.zeros((size + 1, 8))
        solve_bordered(system, right, x, tangent)
        np.testing.assert_allclose(np.einsum("euk,uk->ek", system, x), right, atol=1e-10)
        np.testing.assert_allclose(np.einsum("uk,uk->k", x, tangent), 0, atol=1e-10)
        whole = np.concatenate([system, tangent[None]])
        assert (np.linalg.det(np.moveaxis(whole, -1, 0)) > 0).all()


def test_a_branch_is_a_curve_of_equilibria_that_ends_at_the_regret_asked_for():
    game = random_game((3, 3), 1, seed=12)
    branch = logit_branch(game, regret=1e-5)
    assert branch.termination == Termination.FINISHED
    assert branch.precision[0] == 0
    assert branch.regret[-1] <= 1e-4
    for step in range(0, len(branch), 5):
        mixed = {player: rows[step : step + 1] for player, rows in branch.probabilities.items()}
        found = quantal_response(game, precision=0.0)
        held = type("Held", (), {"point": 0, "probabilities": {p: rows[0] for p, rows in mixed.items()}})
        assert normal_residual(game, _Only(held), 0, float(branch.precision[step])) < 1e-5
        assert set(mixed) == set(found.strategies)
    assert "principal branch" in str(branch)


class _Only:
    def __init__(self, item: Any) -> None:
        self.item = item

    def __getitem__(self, index: int) -> Any:
        return self.item


def test_an_extensive_game_has_a_branch_by_information_set():
    game = random_signalling(1, 13)
    branch = logit_branch(game, up_to=4.0)
    found = quantal_response(game, precision=4.0)
    for name, rows in branch.probabilities.items():
        np.testing.assert_allclose(rows[-1], found.strategies[name][0], atol=1e-8)


def test_points_without_a_value_are_said_to_have_none():
    payoffs = random_game((2, 2), 3, seed=14).payoffs.copy()
    payoffs[0, 0, 0, 1] = np.nan
    found = quantal_response(NormalFormGame(actions=(("a", "b"),) * 2, payoffs=payoffs), precision=1.0)
    assert found.point.tolist() == [0, 2]
    assert [Termination(t) for t in found.terminations] == [
        Termination.FINISHED,
        Termination.UNDEFINED,
        Termination.FINISHED,
    ]


def test_a_hidden_set_that_chance_never_leads_to_has_no_answer():
    def hidden(name: str) -> Decision:
        return Decision("1", name, {"a": End({"1": 1}), "b": End({"1": 0})})

    def game(p: float) -> ExtensiveGame:
        outcomes = {"x": (p, hidden("blind")), "y": (0.0, hidden("blind")), "z": (1 - p, hidden("alone"))}
        return extensive_game(["1"], Chance("draw", outcomes))

    assert quantal_response(game(0.0), precision=1.0).termination == Termination.UNDEFINED
    found = quantal_response(game(0.5), precision=1.0)
    assert found.beliefs is not None
    assert found.beliefs["blind"].tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("precision", [-1.0, math.nan, math.inf, np.ones(3)])
def test_a_precision_must_be_one_finite_number_or_one_for_each_point(precision):
    with pytest.raises(ArgumentError, match="precision"):
        quantal_response(random_game((2, 2), 2, seed=15), precision=precision)


def test_the_exponential_is_that_of_the_library_to_the_last_digits():
    x = -np.concatenate([np.linspace(0, 50, 20_001), np.linspace(50, 700, 5_001)])
    np.testing.assert_allclose(falling_exponential(x), np.exp(x), rtol=5e-16)
    assert falling_exponential(np.zeros(1)).tolist() == [1.0]


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2)], ids=str)
@pytest.mark.parametrize("integers", [False, True])
def test_gambit_finds_the_same_point_of_the_principal_branch(shape, integers):
    gambit = pytest.importorskip("pygambit", reason="the comparison needs the extra 'oracles'")
    game = random_game(shape, 12, seed=16, integers=integers)
    for precision in (1.0, 5.0):
        found = quantal_response(game, precision=precision)
        for k in range(12):
            tables = [game.payoffs[..., i, k] for i in range(len(shape))]
            other = gambit.qre.logit_solve_lambda(gambit.Game.from_arrays(*tables), precision)[0].profile
            expected = [[float(other[s]) for s in player.strategies] for player in other.game.players]
            for player, row in zip(game.players, expected, strict=True):
                np.testing.assert_allclose(found.strategies[player][k], row, atol=1e-6)


@pytest.mark.parametrize("draw", [random_signalling, random_staged])
def test_gambit_finds_the_same_agents_choices(draw):
    gambit = pytest.importorskip("pygambit", reason="the comparison needs the extra 'oracles'")
    game = draw(8, 17)
    for k in range(8):
        other = gambit_tree(gambit, game, k)
        for precision in (0.5, 3.0):
            # By position: pygambit 16.7 raises a ValueError when asked for the profile of an agent-form answer.
            flat = iter(list_of(gambit.qre.logit_solve_lambda(other, precision)[0]))
            found = quantal_response(game, precision=precision)
            for info in (s for player in other.players for s in player.infosets):
                row = [next(flat) for _ in info.actions]
                np.testing.assert_allclose(found.strategies[info.label][k], row, atol=1e-5)


def list_of(answer: Any) -> list[float]:
    return [answer[i] for i in range(len(answer))]


def gambit_tree(gambit: Any, game: ExtensiveGame, point: int) -> Any:
    """The same tree in Gambit, sets labelled by name."""
    tree = game.tree
    other = gambit.Game.new_tree(players=list(game.players))
    names = {item.number: item for item in information_sets(tree)}
    made: dict[int, Any] = {}
    chance: Mapping[int, float] = dict(zip(game.drawn.tolist(), game.probability[:, point], strict=True))

    def build(node: int, place: Any) -> None:
        if tree.owner[node] == -2:
            numbers = [float(v) for v in game.payoffs[tree.terminal_of[node], :, point]]
            other.set_outcome(place, other.add_outcome(str(node), numbers))
            return
        labels = [tree.label(child) for child in tree.children(node)]
        number = int(tree.information[node])
        if tree.owner[node] == -1:
            other.append_move(place, other.players.chance, labels)
            other.set_chance_probs(place.infoset, [chance[c] for c in tree.children(node)])
        elif number in made:
            other.append_infoset(place, made[number])
        else:
            other.append_move(place, game.players[tree.owner[node]], labels)
            place.infoset.label = names[number].name
            made[number] = place.infoset
        for child, below in zip(tree.children(node), list(place.children), strict=True):
            build(child, below)

    build(0, other.root)
    return other
