"""Perfect Bayesian equilibria against the definition, against Gambit's exact Nash equilibria, and on known games."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest
from assessment_oracle import (
    certain,
    follows_bayes,
    is_covered,
    is_mixture,
    is_nash,
    is_perfect_bayesian,
    is_supported,
    pure_perfect_bayesian,
    random_game,
    regret,
    root_of,
    sets_below,
    subgame_roots,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import NoAnswerError
from deterrence.game.information import information_sets
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers import mixed_assessments, pure_assessments
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.perfect_bayesian import first_perfect_bayesian, perfect_bayesian

SIGNALS = [(-1, 0, 1), (-1, 0, 1, 0), (-1, 0, -1, 1), (0, 1), (0, 1, 0), (0, -1, 1), (0, 1, 0, 1), (-1, 0, 0, 1)]


def ends(*payoffs):
    return End({str(i): float(v) for i, v in enumerate(payoffs)})


def drawn_game(seed, **shape):
    rng = np.random.Generator(np.random.Philox(seed))
    return random_game(lambda n: int(rng.integers(n)), **shape)


def profiles(game):
    return math.prod(len(item.actions) for item in information_sets(game.tree))


def has_hidden_moves(game):
    sets = information_sets(game.tree)
    return any(len(item.nodes) > 1 for item in sets) and len({item.player for item in sets}) > 1


def played(found, row):
    return {item.number: found.strategies[item.name][row].tolist() for item in found.sets}


def believed(found, row):
    return {item.number: found.beliefs[item.name][row].tolist() for item in found.sets}


def pure(found, point=0):
    """The pure equilibria of a point as actions, in the order found."""
    rows = [played(found, row) for row in np.flatnonzero(found.point == point)]
    return [tuple(p.index(1.0) for p in row.values()) for row in rows if all(max(p) == 1 for p in row.values())]


def assert_certified(game, found):
    for row, point in enumerate(found.point):
        root, strategy, beliefs = root_of(game, int(point)), played(found, row), believed(found, row)
        assert is_perfect_bayesian(root, strategy, len(game.players), slack=1e-9)
        assert regret(root, strategy, beliefs) <= 1e-9
        assert follows_bayes(root, strategy, beliefs)


# The oracle.


def entry(threat=-1.0):
    reply = Decision("1", "reply", {"yield": ends(2, 1), "fight": ends(-1, threat)})
    return extensive_game(["0", "1"], Decision("0", "entry", {"out": ends(0, 2), "in": reply}))


def test_the_oracle_rejects_an_empty_threat_that_is_a_nash_equilibrium():
    root = root_of(entry())
    threat = certain(sets_below([root]), (0, 1))
    assert is_nash(root, threat, 2)
    assert not is_perfect_bayesian(root, threat, 2)
    assert pure_perfect_bayesian(entry()) == [(1, 0)]
    assert len(subgame_roots(root)) == 2


def test_the_oracle_rejects_a_threat_that_no_belief_supports_and_keeps_one_that_some_belief_does():
    def game(after_right):
        reply = {
            name: Decision("1", "reply", {"yield": ends(2, 1), "fight": ends(-1, worth)})
            for name, worth in (("left", 0), ("right", after_right))
        }
        return extensive_game(["0", "1"], Decision("0", "entry", {"out": ends(0, 2), **reply}))

    assert pure_perfect_bayesian(game(0)) == [(1, 0), (2, 0)]
    assert pure_perfect_bayesian(game(2)) == [(0, 1), (1, 0)]


def test_the_oracle_finds_a_belief_only_where_there_is_one():
    assert is_supported([[1.0, -1.0], [-1.0, 1.0]], 0)
    assert not is_supported([[1.0, -1.0], [-1.0, 0.5]], 0)
    assert is_supported([[2.0, -1.0, -1.0], [-1.0, 2.0, -1.0], [-1.0, -1.0, 2.0]], 0)
    assert not is_supported([[1.9, -1.0, -1.0], [-1.0, 1.9, -1.0], [-1.0, -1.0, 1.9]], 0)


def test_the_oracle_rejects_wrong_beliefs_and_sees_what_a_deviation_gains():
    reply = {
        name: (p, Decision("0", "guess", {"a": ends(a), "b": ends(1 - a)}))
        for name, p, a in (("x", 0.25, 1), ("y", 0.75, 0))
    }
    root = root_of(extensive_game(["0"], Chance("draw", reply)))
    (number,) = sets_below([root])
    assert follows_bayes(root, {number: [0, 1]}, {number: [0.25, 0.75]})
    assert not follows_bayes(root, {number: [0, 1]}, {number: [0.75, 0.25]})
    assert regret(root, {number: [0, 1]}, {number: [0.25, 0.75]}) == 0
    assert regret(root, {number: [1, 0]}, {number: [0.25, 0.75]}) == 0.5
    assert regret(root, {number: [0.5, 0.5]}, {number: [0.25, 0.75]}) == 0.25


def test_the_oracle_knows_a_mixture():
    assert is_mixture([0.5, 0.5], [[1.0, 0.0], [0.0, 1.0]])
    assert not is_mixture([0.5, 0.4], [[1.0, 0.0], [0.0, 1.0]])


# Pure equilibria.


@settings(max_examples=60)
@given(st.data(), st.integers(2, 4))
def test_pure_equilibria_are_exactly_those_of_the_definition(data, players):
    game = random_game(lambda n: data.draw(st.integers(0, n - 1)), players=players, stages=4)
    assume(1 < profiles(game) <= 128)
    found = perfect_bayesian(game)
    assert pure(found) == pure_perfect_bayesian(game)
    assert_certified(game, found)


def test_pure_equilibria_at_several_points_are_those_of_the_definition_and_of_each_point_alone():
    checked = 0
    for seed in range(280):
        game = drawn_game(seed, players=2 + seed % 3, stages=3 + seed % 2, points=3)
        if not has_hidden_moves(game) or profiles(game) > 128:
            continue
        checked += 1
        found = perfect_bayesian(game)
        for point in range(3):
            assert pure(found, point) == pure_perfect_bayesian(game, point)
            assert_same_bits(found, point, perfect_bayesian(game.at([point])))
        assert_certified(game, found)
    assert checked >= 40


def assert_same_bits(found, point, alone):
    rows = found.point == point
    assert found.completes[point] == alone.completes[0]
    assert found.terminations[point] == alone.terminations[0]
    assert list(np.array(found.labels)[rows]) == list(alone.labels)
    for name in ("payoffs", "regret", "degenerate"):
        assert np.array_equal(getattr(found, name)[rows], getattr(alone, name)), name
    for name in alone.strategies:
        assert np.array_equal(found.strategies[name][rows], alone.strategies[name])
        assert np.array_equal(found.beliefs[name][rows], alone.beliefs[name])


def test_many_points_have_the_same_answers_as_few():
    rng = np.random.Generator(np.random.Philox(5))
    payoffs = rng.integers(0, 4, (8, 2, 9_000)).astype(float)
    found = perfect_bayesian(signalling(payoffs))
    for point in (0, 1, 1_000, 8_191, 8_192, 8_999):
        assert_same_bits(found, point, perfect_bayesian(signalling(payoffs[:, :, [point]])))


def signalling(payoffs):
    """Two equally likely types, two messages, two responses: the payoffs of the eight ends."""

    def response(kind, message):
        worths = payoffs[4 * kind + 2 * message :][:2]
        return {name: End(dict(zip("01", worth, strict=True))) for name, worth in zip("ab", worths, strict=True)}

    def message(kind):
        return {name: Decision("1", f"response to {name}", response(kind, code)) for code, name in enumerate("lr")}

    types = {name: (0.5, Decision("0", f"message of {name}", message(code))) for code, name in enumerate("xy")}
    return extensive_game(["0", "1"], Chance("type", types))


# Mixed equilibria.


@pytest.mark.parametrize("part", range(4))
def test_where_the_list_is_complete_it_has_every_nash_equilibrium_of_gambit_that_can_be_completed(part):
    pytest.importorskip("pygambit", reason="exact Nash equilibria come from Gambit")
    checked = mixed = 0
    for seed in range(part, 2_000, 4):
        game = drawn_game(seed, movers=SIGNALS[seed // 4 % len(SIGNALS)])
        if not has_hidden_moves(game) or profiles(game) > 64 or len(game.tree.terminals) > 12:
            continue
        found = perfect_bayesian(game)
        assert_certified(game, found)
        if not found.complete:
            continue
        checked += 1
        mixed += any(max(p) < 1 - 1e-9 for row in range(len(found)) for p in played(found, row).values())
        root, listed = root_of(game), [played(found, row) for row in range(len(found))]
        for strategy in nash_completions(game, root):
            assert is_covered(root, strategy, listed)
        if checked == 50:
            break
    assert checked == 50
    assert mixed >= 5


def nash_completions(game, root):
    """Each extreme Nash equilibrium as the first perfect Bayesian one that pure actions complete it to, if any."""
    import pygambit

    from deterrence.game.conversion import to_pygambit

    gambit = to_pygambit(game)
    sets = sets_below([root])
    places = dict(_places(root, gambit.root))
    for item in pygambit.nash.enummixed_solve(gambit, rational=True).equilibria:
        behavior = item.as_behavior()
        known = {number: [behavior[action] for action in place.actions] for number, place in places.items()}
        free = [number for number, row in known.items() if None in row or sum(row) != 1]
        said = {number: [float(p) for p in row] for number, row in known.items() if number not in free}
        for actions in itertools.product(*(range(len(known[number])) for number in free)):
            strategy = said | certain({number: sets[number] for number in free}, actions)
            if is_perfect_bayesian(root, strategy, 2, slack=1e-12):
                yield strategy
                break


def _places(node, place):
    if node.owner >= 0:
        yield node.information, place.infoset
    for child, other in zip(node.children, place.children, strict=True):
        yield from _places(child, other)


# Where a list is not complete.


def test_a_tie_after_a_draw_that_matters_to_an_earlier_mover_leaves_the_list_open():
    reply = {name: (0.5, Decision("1", "reply", {"a": ends(0, 1), "b": ends(3, 1)})) for name in ("heads", "tails")}
    start = Decision("0", "start", {"out": ends(1, 0), "in": Chance("coin", reply)})
    found = perfect_bayesian(extensive_game(["0", "1"], start))
    assert pure(found) == [(0, 0), (1, 1)]
    assert not found.complete
    assert found.degenerate.all()


def test_a_tie_that_matters_to_nobody_before_leaves_the_list_closed():
    reply = {name: (0.5, Decision("1", "reply", {"a": ends(3, 1), "b": ends(3, 1)})) for name in ("heads", "tails")}
    start = Decision("0", "start", {"out": ends(1, 0), "in": Chance("coin", reply)})
    found = perfect_bayesian(extensive_game(["0", "1"], start))
    assert pure(found) == [(1, 0), (1, 1)]
    assert found.complete
    assert found.degenerate.all()


def test_a_tie_behind_an_outcome_without_probability_matters_to_nobody():
    tie = Decision("1", "reply", {"a": ends(0, 1), "b": ends(3, 1)})
    draw = Chance("draw", {"never": (np.array([0.0, 0.5]), tie), "always": (np.array([1.0, 0.5]), ends(2, 0))})
    found = perfect_bayesian(extensive_game(["0", "1"], Decision("0", "start", {"out": ends(1, 0), "in": draw})))
    assert found.completes.tolist() == [True, False]


def test_mixtures_behind_an_outcome_without_probability_leave_the_list_open():
    guess = {
        name: Decision("1", "guess", {"a": ends(worth, 1 - worth), "b": ends(1 - worth, worth)})
        for name, worth in (("a", 1), ("b", 0))
    }
    seen = Decision("1", "guess", {"a": ends(0, 0), "b": ends(0, 0)})
    usual = Decision("0", "usual", {"out": ends(2, 0), "in": seen})
    found = perfect_bayesian(
        extensive_game(["0", "1"], Chance("draw", {"usual": (1, usual), "never": (0, Decision("0", "never", guess))}))
    )
    assert pure(found) == [(0, 0, 0), (0, 1, 1)]
    assert not found.complete


def test_more_completions_than_are_tried_leave_the_list_open():
    def later(first):
        return Chance(
            "which",
            {
                str(k): (1 / 7, Decision("0", f"later {k}", {"a": ends(-1 - first, 0), "b": ends(-2 + first, 0)}))
                for k in range(7)
            },
        )

    guess = {
        "heads": Decision("1", "guess", {"heads": ends(1, 0), "tails": ends(0, 1)}),
        "tails": Decision("1", "guess", {"heads": ends(0, 1), "tails": ends(1, 0)}),
        "leave": Decision("1", "guess", {"heads": later(0), "tails": later(1)}),
    }
    found = perfect_bayesian(extensive_game(["0", "1"], Decision("0", "hide", guess)))
    assert len(found) == 64
    assert np.allclose(found.strategies["guess"], 0.5)
    assert not found.complete


def test_only_the_ends_of_a_continuum_are_called_degenerate():
    coordinate = {
        "a": Decision("1", "reply", {"a": ends(2, 2), "b": ends(0, 0)}),
        "b": Decision("1", "reply", {"a": ends(0, 0), "b": ends(1, 1)}),
        "c": Decision("1", "reply", {"a": ends(0, 0), "b": ends(1, 1)}),
    }
    found = perfect_bayesian(extensive_game(["0", "1"], Decision("0", "start", coordinate)))
    assert found.complete
    assert pure(found) == [(0, 0), (1, 1), (2, 1)]
    assert found.degenerate.tolist() == [False, True, True, True, True]


def test_an_equilibrium_that_several_mixtures_of_plans_come_to_is_listed_once_and_is_not_degenerate():
    payoffs = np.array([[3, 0], [0, 1], [1, 0], [1, 0], [3, 1], [0, 0], [1, 0], [1, 0]], dtype=float)
    found = perfect_bayesian(signalling(payoffs[:, :, None]))
    keys = [
        tuple(np.round(np.concatenate([found.strategies[s.name][k] for s in found.sets]), 9)) for k in range(len(found))
    ]
    assert len(set(keys)) == len(keys)


# More than two players.


def majority(worth):
    """Three players say 0 or 1 at once."""

    def node(stage, said):
        if stage == 3:
            return ends(*worth(said))
        return Decision(str(stage), f"{stage}", {str(code): node(stage + 1, (*said, code)) for code in range(2)})

    return extensive_game(["0", "1", "2"], node(0, ()))


def test_three_players_who_all_mix_leave_an_empty_list_that_is_not_complete():
    chase = majority(lambda s: (s[0] == s[1], s[1] == s[2], s[2] != s[0]))
    found = perfect_bayesian(chase)
    assert len(found) == 0
    assert not found.complete


CHASE = """
deterrence: 1
title: Three in a ring
players: {first: First, second: Second, third: Third}
decisions:
  a: {player: first, choices: [left, right]}
  b: {player: second, choices: [left, right]}
  c: {player: third, choices: [left, right]}
payoffs:
  first: (a == left) == (b == left)
  second: (b == left) == (c == left)
  third: (c == left) != (a == left)
game:
  order: [[a, b, c]]
"""


def test_where_nothing_is_found_and_more_may_be_there_solve_says_so():
    with pytest.raises(NoAnswerError, match="not complete"):
        dt.solve(dt.parse(CHASE))


def test_three_players_whom_dominance_leaves_with_two_have_a_complete_list():
    def worth(s):
        return s[0] == s[1], s[0] != s[1], 2 * s[2]

    found = perfect_bayesian(majority(worth))
    assert found.complete
    assert len(found) == 1
    assert np.allclose(found.strategies["0"], 0.5)


def test_a_game_without_a_move_has_one_empty_equilibrium():
    found = perfect_bayesian(extensive_game(["0"], ends(1)))
    assert (len(found), found.complete, found[0].payoffs) == (1, True, {"0": 1.0})


def test_a_point_without_value_has_no_equilibrium_and_says_so():
    game = extensive_game(["0"], Decision("0", "start", {"a": End({"0": np.array([1.0, np.nan])}), "b": ends(0)}))
    found = perfect_bayesian(game)
    assert found.point.tolist() == [0]
    assert found.completes.tolist() == [True, False]
    assert found.terminations.tolist() == [Termination.FINISHED, Termination.UNDEFINED]


def assert_the_first_are_the_same(game):
    every, some = perfect_bayesian(game), first_perfect_bayesian(game)
    points, rows = np.unique(every.point, return_index=True)
    others, firsts = np.unique(some.point, return_index=True)
    assert points.tolist() == others.tolist()
    for item in every.sets:
        assert (every.strategies[item.name][rows] == some.strategies[item.name][firsts]).all()
    assert (every.payoffs[rows] == some.payoffs[firsts]).all()
    return len(some) < len(every)


def test_the_first_equilibrium_is_found_without_those_that_mix_where_there_is_a_pure_one():
    games = [drawn_game(seed) for seed in range(25)] + [dt.build_game(dt.load(n)) for n in ("kydd2005", "kreps1982")]
    fewer = [assert_the_first_are_the_same(game) for game in games if len(game.tree.owner) > 1]
    assert any(fewer)
    assert not all(fewer)


@pytest.mark.parametrize("name", ["kreps1982", "zagare2000"])
def test_how_much_is_solved_together_changes_nothing(name, monkeypatch):
    game = dt.build_game(dt.load(name))
    payoffs = np.concatenate([game.payoffs * k for k in (1, -1, 2)], axis=2)
    game = dataclasses.replace(game, payoffs=payoffs, probability=np.repeat(game.probability, 3, axis=1))
    whole = perfect_bayesian(game)
    monkeypatch.setattr(pure_assessments, "CELLS", 1)
    monkeypatch.setattr(mixed_assessments, "CELLS", 1)
    pieces = perfect_bayesian(game)
    assert whole.point.tolist() == pieces.point.tolist()
    for item in whole.sets:
        assert (whole.strategies[item.name] == pieces.strategies[item.name]).all()
    assert whole.completes.tolist() == pieces.completes.tolist()
