"""Plays of Nash equilibria without the strategic form, against the strategic form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import ConceptError, NoAnswerError
from deterrence.solvers.nash_outcomes import nash_outcomes
from deterrence.solvers.play import Play
from deterrence.solvers.pure_nash import pure_nash

DEAL = dt.load("technology-for-money")


def document(order, ranks, chance):
    """Three movers, one of them perhaps after a draw; payoffs from a short list of ranks, so that ties abound."""
    cells = [f"(x == {x} and y == {y} and z == {z})" for x in "ab" for y in "ab" for z in "ab"]
    payoffs = {
        player: " + ".join(f"{rank} * {cell}" for rank, cell in zip(row, cells, strict=True)) + extra
        for player, row, extra in zip(("p", "q", "r"), ranks, (" + (w == up)", "", " - 2 * (w == up)"), strict=True)
    }
    return dt.Scenario(
        title="Small",
        players={"p": "P", "q": "Q", "r": "R"},
        decisions={
            name: {"player": player, "choices": ["a", "b"]}
            for name, player in zip(("x", "y", "z"), ("p", "q", "r"), strict=True)
        },
        chances={"w": {"outcomes": {"up": chance, "down": 1 - chance}}},
        payoffs=payoffs,
        game={"order": order},
    )


def plays_of_the_strategic_form(game):
    """The ends of every pure profile that `pure_nash` marks."""
    form = dt.strategic_form(game)
    found = set()
    tree = game.tree
    for profile in np.argwhere(pure_nash(form.game)[..., 0]):
        strategy = np.zeros(len(tree.owner))
        strategy[0] = 1.0
        for sets, plans, row in zip(form.sets, form.plans, profile, strict=True):
            for item, action in zip(sets, plans[row], strict=True):
                strategy[tree.first[item.nodes] + max(action, 0)] = 1.0
        reach = Play(game=game, strategy=strategy, belief=np.ones(len(strategy))).reach
        found.add(frozenset(tree.history(int(node)) for node in tree.terminals[reach[tree.terminals] > 0]))
    return found


ORDERS = (["x", "y", "z"], ["x", "w", "y", "z"], ["w", "x", "y"], ["x", {"visit": "y", "when": "x == b"}, "w", "z"])


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.sampled_from(ORDERS),
    st.lists(st.lists(st.integers(0, 2), min_size=8, max_size=8), min_size=3, max_size=3),
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
)
def test_plays_are_those_of_the_strategic_form(order, ranks, chance):
    scenario = document(order, ranks, chance)
    rows = nash_outcomes(scenario).rows
    found = [frozenset(row.paths) for row in rows]
    assert set(found) == plays_of_the_strategic_form(dt.build_game(scenario))
    assert len(found) == len(set(found))


@settings(deadline=None, max_examples=50, derandomize=True)
@given(
    st.sampled_from(ORDERS),
    st.lists(st.lists(st.integers(0, 2), min_size=8, max_size=8), min_size=3, max_size=3),
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
)
def test_the_solution_is_among_the_credible_plays(order, ranks, chance):
    scenario = document(order, ranks, chance)
    credible = {frozenset(row.paths) for row in nash_outcomes(scenario).rows if row.is_subgame_perfect}
    assert frozenset(outcome.path for outcome in dt.solve(scenario).outcomes) in credible


def test_an_empty_threat_is_named_with_what_it_hides():
    stays, leaves, builds = nash_outcomes(DEAL).rows
    assert stays.is_subgame_perfect
    assert not stays.empty_threats
    assert [str(threat) for threat in leaves.empty_threats] == ["china would gain from withdraw, pay (-1 against -3)"]
    assert builds.payoffs == {"us": -1.0, "russia": 1.5, "china": -1.0}


def test_hidden_moves_and_ranks_under_chance_are_refused():
    hidden = dt.Scenario(**document([{"visit": "x", "hidden_from": ["q"]}, "y"], [[0, 1] * 4] * 3, 0.5).to_dict())
    with pytest.raises(ConceptError, match="perfect information"):
        nash_outcomes(hidden)
    ranks = document(ORDERS[1], [[0, 1] * 4] * 3, 0.5).to_dict() | {"ordinal": True}
    with pytest.raises(ConceptError, match="ranks"):
        nash_outcomes(dt.Scenario(**ranks))


def test_too_many_plays_are_refused_in_words():
    choices = [f"c{k}" for k in range(6)]
    many = dt.Scenario(
        title="Many",
        players={"p": "P"},
        decisions={"x": {"player": "p", "choices": choices}},
        chances={"w": {"outcomes": {f"o{k}": 1 / 8 for k in range(8)}}},
        payoffs={"p": "0"},
        game={"order": ["w", "x"]},
    )
    with pytest.raises(NoAnswerError, match="more than 10,000 plays"):
        nash_outcomes(many)
