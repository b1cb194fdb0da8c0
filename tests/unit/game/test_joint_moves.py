"""A bloc's moves within a stage as one decision: the same ends, the same equilibria, far fewer plans."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.coalitions.bloc_outcome import bloc_outcome
from deterrence.coalitions.partition_function import alliances
from deterrence.game.blocs import BlocGames
from deterrence.game.joint_moves import path_strategy, united_moves
from deterrence.solvers.concepts import Concept
from deterrence.solvers.perfect_bayesian import perfect_bayesian
from deterrence.solvers.solve import origin

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


def simultaneous(players, own=2.6, choices=("no", "yes")):
    """Everybody moves at once; a yes costs its player and brings all players 1."""
    names = [f"p{k}" for k in range(players)]
    return dt.Scenario(
        title="At once",
        players=dict.fromkeys(names, "A player"),
        decisions={f"d{k}": {"player": name, "choices": list(choices)} for k, name in enumerate(names)},
        payoffs={
            name: f"-{own} * (d{k} == yes) + " + " + ".join(f"(d{j} == yes)" for j in range(players))
            for k, name in enumerate(names)
        },
        game={"order": [[f"d{k}" for k in range(players)]]},
    )


@pytest.mark.parametrize("blocs", [[["p0", "p2"], ["p1"]], [["p0"], ["p1", "p2"]], [["p0", "p1"], ["p2"]]], ids=str)
def test_moves_of_one_stage_become_one_decision_with_the_same_ends(blocs):
    whole = BlocGames(scenario=simultaneous(3)).of(blocs)
    game, ends = united_moves(whole)
    assert sorted(ends) == list(range(8))
    assert game.payoffs == pytest.approx(whole.payoffs[ends])
    assert game.tree.size == {"decision": 5 if len(blocs[0]) == 2 else 3, "chance": 0, "terminal": 8}
    for k, end in enumerate(ends):
        united = {value for _, label in game.tree.history(game.tree.terminals[k]) for value in label.split("+")}
        assert united == {value for _, value in whole.tree.history(whole.tree.terminals[end])}


def test_who_moves_once_in_every_stage_keeps_the_tree():
    assert united_moves(BlocGames(scenario=simultaneous(3)).of([["p0"], ["p1"], ["p2"]])) is None


@st.composite
def tables(draw):
    """Three who move at once, one of them again when it has seen the others; integer payoffs with ties."""
    profiles = list(itertools.product(("no", "yes"), repeat=3))

    def payoff():
        worth = [f"{draw(st.integers(0, 4))} * (x == {x} and y == {y} and z == {z})" for x, y, z in profiles]
        return " + ".join([*worth, f"{draw(st.integers(-2, 2))} * (last == yes and y == yes)"])

    return {
        "title": "At once, then one again",
        "players": {"a": "A", "b": "B", "c": "C"},
        "decisions": {
            name: {"player": who, "choices": ["no", "yes"]}
            for name, who in {"x": "a", "y": "b", "z": "c", "last": "a"}.items()
        },
        "payoffs": {who: payoff() for who in "abc"},
        "game": {"order": [["x", "y", "z"], "last"]},
    }


@settings(max_examples=25, **QUIET)
@given(tables(), st.sampled_from([["ac", "b"], ["ab", "c"], ["a", "bc"]]))
def test_what_united_blocs_do_is_an_equilibrium_of_the_tree_of_single_moves(document, blocs):
    scenario = dt.Scenario(**document)
    games, partition = BlocGames(scenario=scenario), frozenset(map(frozenset, blocs))
    found = bloc_outcome(games, partition, Concept(), origin(scenario, None, {}, Concept()))
    assume(all(max(node.probabilities.values()) == 1 for node in found.decisions))
    every = perfect_bayesian(games.of(blocs), mixed=False)
    worth = [found.worth[frozenset(bloc)] for bloc in blocs]
    assert any(np.allclose(worth, list(item.payoffs.values())) for item in every)


def test_a_path_strategy_leads_where_it_should():
    whole = BlocGames(scenario=simultaneous(2)).of([["p0"], ["p1"]])
    reach = np.array([0.5, 0.0, 0.2, 0.3])
    found = path_strategy(whole, np.array([3, 1, 2, 0]), reach)
    tree = whole.tree
    led = [found[end] * found[tree.parent[end]] for end in tree.terminals]
    assert led == pytest.approx([0.3, 0.0, 0.2, 0.5])


def test_five_who_move_at_once_are_solved_in_all_52_partitions_within_seconds(slowness):
    began = time.process_time()
    found = alliances(simultaneous(5))
    assert time.process_time() - began < 5 * slowness
    for outcome in found.outcomes:
        for bloc in outcome.partition:
            for who in bloc:  # a bloc of three gains 0.4 by each yes, a smaller one loses
                assert outcome.outcomes[0].state[f"d{who[1]}"] == ("yes" if len(bloc) >= 3 else "no")
