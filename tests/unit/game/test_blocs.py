"""Games of blocs against the same scenario rewritten with one player a bloc."""

from __future__ import annotations

import bloc_oracle
import numpy as np
import oracles
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import ArgumentError, DeterrenceError
from deterrence.game.blocs import BlocGames
from deterrence.game.information import require_perfect_recall
from deterrence.testing import scenario_documents

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}

WATCHED = """deterrence: 1
title: A watched choice
players: {a: A, b: B, c: C}
decisions:
  arm: {player: a, choices: ["no", "yes"]}
  look: {player: b, choices: [down, up]}
  answer: {player: c, choices: [wait, strike]}
payoffs: {a: "arm == yes", b: "look == up", c: "arm == yes and answer == strike"}
game: {order: [{visit: arm, hidden_from: [b, c]}, {visit: look, hidden_from: [c]}, answer]}
"""


def same_game(document, blocs):
    """Whether the library's bloc game is the oracle's: movers, payoffs, and what movers cannot tell apart."""
    try:
        slow = oracles.unroll(bloc_oracle.united(document, blocs))
        scenario = dt.Scenario(**document)
        game = BlocGames(scenario=scenario).of(blocs)
    except (ValueError, ArithmeticError, DeterrenceError):
        assume(False)
    tree = game.tree
    nodes = {tree.history(node): node for node in range(len(tree.owner))}
    views: dict[object, set[int]] = {}
    for node in slow.walk():
        place = nodes.pop(node.history)
        if node.kind == "decision":
            assert tree.players[tree.owner[place]].replace("+", "_with_") == node.player
            views.setdefault((node.player, node.view), set()).add(place)
        elif node.kind == "terminal":
            paid = game.payoffs[tree.terminal_of[place], :, 0]
            assert paid == pytest.approx(list(node.payoffs.values()), rel=1e-12, abs=1e-12)
        else:
            assert tree.owner[place] == -1
    assert not nodes
    found = {k: set(np.flatnonzero(tree.information == k).tolist()) for k in np.unique(tree.information) if k >= 0}
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, views.values()))
    require_perfect_recall(tree)
    return True


@settings(max_examples=60, **QUIET)
@given(st.booleans().flatmap(lambda hidden: scenario_documents(hidden=hidden)), st.data())
def test_a_bloc_moves_is_paid_and_observes_as_one_player_would(document, data):
    blocs = data.draw(st.sampled_from(list(bloc_oracle.partitions(list(document["players"])))))
    assert same_game(document, blocs)


SETS = {"a|b|c": 3, "ab|c": 4, "ac|b": 6, "a|bc": 4, "abc": 7}


@pytest.mark.parametrize("text", SETS)
def test_a_bloc_observes_what_any_member_observes(text):
    blocs = [list(bloc) for bloc in text.split("|")]
    assert same_game(oracles.read(WATCHED), blocs)
    tree = BlocGames(scenario=dt.parse(WATCHED)).of(blocs).tree
    assert len(np.unique(tree.information[tree.information >= 0])) == SETS[text]


def test_a_bloc_game_needs_a_scenario():
    with pytest.raises(ArgumentError, match="Scenario"):
        BlocGames(scenario="technology-for-money")
