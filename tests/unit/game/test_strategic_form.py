"""Strategic forms, subgames and nested games against slow recursion."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import deterrence as dt
from deterrence.errors import ArgumentError, ConceptError, TreeTooLargeError
from deterrence.game.information import information_sets, require_perfect_recall
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame, deviation_payoffs, expected_payoffs
from deterrence.game.strategic_form import strategic_form
from deterrence.game.subgames import part, roots, subgames

PLAYERS = ("a", "b")


def random_game(seed, points=3):
    """A game with a hidden draw, an own second move and a simultaneous move at the end."""
    rng = np.random.default_rng(seed)

    def end():
        return End({player: rng.integers(0, 4, points).astype(float) for player in PLAYERS})

    def last(name):
        return Decision("b", name, {"l": end(), "r": end()})

    def branch(kind):
        again = Decision("a", f"again if {kind}", {"go": last("b late"), "stop": last("b late")})
        return Decision("a", f"a if {kind}", {"out": end(), "in": Decision("b", "b", {"l": again, "r": end()})})

    likely = rng.integers(0, 3, points) / 2
    return extensive_game(PLAYERS, Chance("type", {"x": (likely, branch("x")), "y": (1 - likely, branch("y"))}))


def slow_payoff(game, choices, point):
    """Expected payoffs when each information set's action is `choices[number]`, by recursion."""
    tree = game.tree
    likely = game.branch_probability()

    def below(node):
        if tree.owner[node] == -2:
            return game.payoffs[tree.terminal_of[node], :, point]
        children = tree.children(node)
        if tree.owner[node] == -1:
            return sum(likely[child, point] * below(child) for child in children)
        return below(children[choices[int(tree.information[node])]])

    return below(0)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("reduced", [True, False])
def test_every_profile_of_plans_is_worth_what_recursion_says(seed, reduced):
    game = random_game(seed)
    form = strategic_form(game, reduced=reduced)
    for profile in itertools.product(*(range(n) for n in form.game.shape)):
        choices = {
            item.number: max(int(plan[index]), 0)
            for sets, plans, chosen in zip(form.sets, form.plans, profile, strict=True)
            for plan in [plans[chosen]]
            for index, item in enumerate(sets)
        }
        for point in range(game.points):
            found = form.game.payoffs[(*profile, slice(None), point)]
            np.testing.assert_allclose(found, slow_payoff(game, choices, point), atol=1e-12)


def test_a_reduced_plan_is_silent_where_it_does_not_lead_and_a_full_one_never():
    game = random_game(0)
    reduced, full = strategic_form(game), strategic_form(game, reduced=False)
    assert reduced.game.shape == (9, 3)
    assert full.game.shape == (16, 4)
    assert (full.plans[0] >= 0).all()
    again = [i for i, item in enumerate(reduced.sets[0]) if item.name.startswith("again")]
    first = [i for i, item in enumerate(reduced.sets[0]) if item.name.startswith("a if")]
    silent = reduced.plans[0][:, again] == -1
    np.testing.assert_array_equal(silent, reduced.plans[0][:, first] == 0)


def test_a_form_that_is_too_large_is_refused_before_memory_is_asked_for():
    with pytest.raises(TreeTooLargeError, match="strateg"):
        strategic_form(dt.build_game(dt.load("abm-2000")))


def test_a_forgetful_player_is_refused_by_name():
    def sober(name):
        return Decision("a", name, {"l": End({"a": 1}), "r": End({"a": 0})})

    game = extensive_game(["a"], Decision("a", "first", {"l": sober("second"), "r": sober("second")}))
    with pytest.raises(ConceptError, match="'second' a has forgotten"):
        strategic_form(game)
    loop = Decision(
        "a", "same", {"l": End({"a": 1}), "r": Decision("a", "same", {"l": End({"a": 2}), "r": End({"a": 0})})}
    )
    with pytest.raises(ConceptError, match="'same' a has forgotten"):
        require_perfect_recall(extensive_game(["a"], loop).tree)


@pytest.mark.parametrize("seed", range(3))
def test_a_subgame_begins_where_no_information_set_reaches_out(seed):
    tree = random_game(seed).tree

    def below(node):
        return {node}.union(*(below(child) for child in tree.children(node)))

    for node, begins in enumerate(roots(tree)):
        inside = below(node)
        numbers = {int(tree.information[n]) for n in inside} - {-1}
        closed = all(int(n) in inside for number in numbers for n in np.flatnonzero(tree.information == number))
        assert begins == closed


def test_subgames_hold_every_move_once_and_later_ones_come_first():
    tree = dt.build_game(dt.load("treaty")).tree
    cuts = subgames(tree)
    inner = [int(n) for cut in cuts for n in cut.nodes if n not in cut.leaves]
    assert sorted(inner) == np.flatnonzero(tree.owner != -2).tolist()
    place = {cut.root: index for index, cut in enumerate(cuts)}
    assert all(place[int(leaf)] < place[cut.root] for cut in cuts for leaf in cut.leaves if int(leaf) in place)
    assert cuts[-1].root == 0


def test_the_kept_part_of_a_tree_is_the_same_tree_up_to_the_cut():
    tree = random_game(1).tree
    kept = np.flatnonzero(np.isin(np.arange(len(tree.owner)), [0, *tree.children(0), *tree.children(1)]))
    smaller = part(tree, kept, kept[2:])
    assert smaller.size == {"decision": 1, "chance": 1, "terminal": 3}
    histories = {tree.history(int(n)) for n in kept[2:]}
    assert {smaller.history(int(n)) for n in smaller.terminals} == histories


def test_information_sets_are_named_after_what_their_mover_knows():
    scenario = dt.load("abm-2000-resolve")
    sets = information_sets(dt.build_game(scenario).tree)
    assert [item.name for item in sets] == ["treaty", "start after firm, withdraw", "start after restrained, withdraw"]
    assert sets[0].history == ()
    assert len(sets[0].nodes) == 2


def test_a_nested_game_refuses_what_does_not_fit():
    end = End({"a": 1.0, "b": 0.0})
    with pytest.raises(ArgumentError, match="unknown player 'c'"):
        extensive_game(PLAYERS, Decision("c", "x", {"l": end}))
    with pytest.raises(ArgumentError, match="no payoff for 'b'"):
        extensive_game(PLAYERS, Decision("a", "x", {"l": End({"a": 1})}))
    with pytest.raises(ArgumentError, match="not a distribution"):
        extensive_game(PLAYERS, Chance("draw", {"x": (0.5, end), "y": (0.4, end)}))
    with pytest.raises(ArgumentError, match="different movers or actions"):
        extensive_game(PLAYERS, Decision("a", "x", {"l": Decision("b", "x", {"l": end}), "r": end}))
    with pytest.raises(ArgumentError, match="no outcome"):
        extensive_game(PLAYERS, Chance("draw", {}))


def test_a_nested_game_may_be_deep():
    node = End({"a": 0.0})
    for level in range(3000):
        node = Decision("a", f"s{level}", {"on": node, "off": End({"a": float(level)})})
    assert extensive_game(["a"], node).tree.size == {"decision": 3000, "chance": 0, "terminal": 3001}


def test_payoffs_of_mixtures_are_sums_over_profiles():
    rng = np.random.default_rng(3)
    game = NormalFormGame(
        actions=(("l", "r"), ("u", "m", "d"), ("x", "y")), payoffs=rng.integers(0, 4, (2, 3, 2, 3, 4)).astype(float)
    )
    point = np.array([0, 2, 3])
    mixed = [rng.dirichlet(np.ones(n), 3) for n in game.shape]
    worth, deviation = expected_payoffs(game, mixed, point), deviation_payoffs(game, mixed, point, 1)
    for row in range(3):
        table = game.payoffs[..., point[row]]
        total = sum(
            mixed[0][row, i] * mixed[1][row, j] * mixed[2][row, k] * table[i, j, k]
            for i, j, k in itertools.product(range(2), range(3), range(2))
        )
        np.testing.assert_allclose(worth[row], total)
        for j in range(3):
            pure = sum(
                mixed[0][row, i] * mixed[2][row, k] * table[i, j, k, 1]
                for i, k in itertools.product(range(2), repeat=2)
            )
            np.testing.assert_allclose(deviation[row, j], pure)


def test_a_normal_form_refuses_shapes_that_do_not_fit():
    with pytest.raises(ArgumentError, match="expected \\(2, 2, 2\\)"):
        NormalFormGame(actions=(("l", "r"), ("l", "r")), payoffs=np.zeros((2, 3, 2)))
    with pytest.raises(ArgumentError, match="different names"):
        NormalFormGame(actions=(("l",), ("l",)), payoffs=np.zeros((1, 1, 2)), players=("a", "a"))
    with pytest.raises(ArgumentError, match="one shape"):
        NormalFormGame.of_matrices([[1, 2]], [[1], [2]])
    game = NormalFormGame.of_matrices([[1, 2]])
    with pytest.raises(ValueError, match="read-only"):
        game.payoffs[0] = 1
