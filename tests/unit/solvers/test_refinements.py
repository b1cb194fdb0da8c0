"""The intuitive criterion and D1 against a grid of beliefs and mixtures, and on known games."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian
from deterrence.solvers.refinements import d1, intuitive_criterion


def signalling(prior, sender, receiver):
    """Payoffs by type, message and response."""
    types, messages, responses = np.shape(sender)[:3]

    def reply(t, m):
        worth = {str(r): End({"sender": sender[t][m][r], "receiver": receiver[t][m][r]}) for r in range(responses)}
        return Decision("receiver", f"after {m}", worth)

    def send(t):
        return Decision("sender", f"type {t}", {str(m): reply(t, m) for m in range(messages)})

    return extensive_game(["sender", "receiver"], Chance("type", {str(t): (prior[t], send(t)) for t in range(types)}))


def beer_quiche(strong):
    """The strong like beer, the weak quiche; a duel with the strong is bad, with the weak good."""
    liked = np.array([[1, 0], [0, 1]])
    sender = liked[:, :, None] + np.array([0, 2])
    receiver = np.array([[[0, 1]] * 2, [[1, 0]] * 2])
    return signalling((strong, 1 - strong), sender, receiver)


# A slow reference: everything on a grid whose payoffs it cannot miss.

STEPS = 60


@functools.cache
def grid(size):
    return [np.array(p) / STEPS for p in itertools.product(range(STEPS + 1), repeat=size) if sum(p) == STEPS]


def is_on_grid(row):
    return np.allclose(np.array(row) * STEPS, np.round(np.array(row) * STEPS), atol=1e-6)


def mixtures(receiver, allowed):
    """Every mixed best response on a grid to every belief over some types on a grid; `receiver` is (type, response)."""
    types, responses = receiver.shape
    beliefs = np.array([belief for belief in grid(types) if set(np.flatnonzero(belief)) <= set(allowed)])
    worth = beliefs @ receiver
    faces = np.unique(worth >= worth.max(axis=1, keepdims=True) - 1e-9, axis=0)
    return np.array([mix for mix in grid(responses) if any(mix[~best].sum() == 0 for best in faces)])


def survives_intuitive(earned, sender, receiver):
    types = range(len(earned))
    every = mixtures(receiver, types)
    left = [t for t in types if earned[t] <= (every @ sender[t]).max() + 1e-9]
    if not left:
        return True
    some = mixtures(receiver, left)
    return not any(earned[t] < (some @ sender[t]).min() - 1e-9 for t in left)


def survives_d1(earned, sender, receiver, response):
    types = range(len(earned))
    every = mixtures(receiver, types)
    gains = [every @ sender[t] > earned[t] + 1e-9 for t in types]
    even = [every @ sender[t] >= earned[t] - 1e-9 for t in types]
    left = [t for t in types if not any((even[t] <= gains[o]).all() and gains[o].any() for o in types)]
    kept = receiver @ response
    return any(
        (belief @ receiver).max() <= belief @ kept + 1e-9
        for belief in grid(len(earned))
        if set(np.flatnonzero(belief)) <= set(left)
    )


def survivors(prior, sender, receiver, found):
    """For each equilibrium whether it survives either criterion, by the slow reference."""
    answers = []
    for row in range(len(found)):
        sent = np.array([found.strategies[f"type {t}"][row] for t in range(len(prior))])
        replies = np.array([found.strategies[f"after {m}"][row] for m in range(sent.shape[1])])
        earned = np.einsum("tm,mr,tmr->t", sent, replies, sender)
        unsent = np.flatnonzero(sent.sum(axis=0) <= 1e-12)
        answers.append(
            (
                all(survives_intuitive(earned, sender[:, m], receiver[:, m]) for m in unsent),
                all(survives_d1(earned, sender[:, m], receiver[:, m], replies[m]) for m in unsent),
            )
        )
    return answers


def rows(found):
    names = [item.name for item in found.sets]
    return [tuple(np.round(np.concatenate([found.strategies[n][k] for n in names]), 9)) for k in range(len(found))]


def test_the_reference_rejects_quiche_and_keeps_beer():
    sender, receiver = np.array([[1.0, 3.0], [0.0, 2.0]]), np.array([[0, 1], [1, 0]])
    assert not survives_intuitive((2.0, 3.0), sender, receiver)
    assert not survives_d1((2.0, 3.0), sender, receiver, np.array([1.0, 0.0]))
    sender = np.array([[0.0, 2.0], [1.0, 3.0]])
    assert survives_intuitive((3.0, 2.0), sender, receiver)
    assert survives_d1((3.0, 2.0), sender, receiver, np.array([1.0, 0.0]))
    assert not survives_d1((3.0, 2.0), sender, receiver, np.array([0.0, 1.0]))


@pytest.mark.parametrize(("types", "responses", "seeds"), [(2, 2, 60), (2, 3, 20), (3, 2, 40)])
def test_survivors_are_those_of_the_definitions_on_a_grid(types, responses, seeds):
    tried = np.zeros(2, dtype=int)
    for seed in range(seeds):
        rng = np.random.Generator(np.random.Philox([types, responses, seed]))
        sender, receiver = rng.integers(0, 4, (2, types, 2, responses)).astype(float)
        prior = np.full(types, 1 / types)
        game = signalling(prior, sender, receiver)
        found = perfect_bayesian(game)
        wanted = survivors(prior, sender, receiver, found)
        for refine, which in ((intuitive_criterion, 0), (d1, 1)):
            kept = refine(game, found)
            survive = [row for row, keep in zip(rows(found), wanted, strict=True) if keep[which]]
            assert [row for row in rows(kept) if is_on_grid(row)] == [row for row in survive if is_on_grid(row)]
            tried[which] += len(found) - len(kept)
    assert tried.sum() > 0


def test_all_that_survive_d1_pass_the_intuitive_criterion_and_batches_change_nothing():
    rng = np.random.Generator(np.random.Philox(7))
    sender, receiver = rng.integers(0, 4, (2, 2, 2, 2, 300)).astype(float)
    game = signalling((0.5, 0.5), sender, receiver)
    found = perfect_bayesian(game)
    intuitive, divine = intuitive_criterion(game, found), d1(game, found)
    keep = [list(zip(item.point.tolist(), rows(item), strict=True)) for item in (found, intuitive, divine)]
    assert set(keep[2]) < set(keep[1]) < set(keep[0])
    for point in range(0, 300, 10):
        alone = d1(game.at([point]), perfect_bayesian(game.at([point])))
        assert rows(alone) == [row for where, row in keep[2] if where == point]
        assert alone.completes[0] == divine.completes[point]


# Cho and Kreps 1987.


def test_only_pooling_on_beer_survives_where_most_are_strong():
    game = beer_quiche(0.9)
    found = perfect_bayesian(game)
    assert (len(found), set(found.labels)) == (4, {"pooling"})
    kept = perfect_bayesian(game, refine="intuitive_criterion")
    assert kept.strategies["type 0"].tolist() == kept.strategies["type 1"].tolist() == [[1, 0], [1, 0]]
    assert kept.beliefs["after 1"].tolist() == [[0, 1], [0.5, 0.5]]
    assert kept.complete
    assert "intuitive criterion" in str(kept)


def test_d1_also_asks_for_a_response_that_the_belief_left_supports():
    kept = perfect_bayesian(beer_quiche(0.9), refine="d1")
    assert kept.strategies["type 1"].tolist() == [[1, 0]]
    assert kept.strategies["after 1"].tolist() == [[1, 0]]


def test_the_semi_separating_equilibrium_survives_since_every_message_is_sent():
    kept = perfect_bayesian(beer_quiche(0.3), refine="d1")
    assert kept.labels == ("semi-separating",)


def test_a_type_without_probability_is_not_believed_in():
    kept = perfect_bayesian(beer_quiche(1.0), refine="intuitive_criterion")
    assert len(kept)
    assert kept.strategies["type 0"].tolist() == [[1, 0]] * len(kept)


def test_a_message_may_end_the_game():
    def kind(worth):
        answer = Decision(
            "receiver",
            "answer",
            {
                "give": End({"sender": 2, "receiver": -worth}),
                "fight": End({"sender": worth - 2, "receiver": 0.5 - worth}),
            },
        )
        return Decision("sender", f"kind {worth}", {"stay": End({"sender": 0, "receiver": 0}), "demand": answer})

    game = extensive_game(["sender", "receiver"], Chance("kind", {"weak": (0.5, kind(0)), "strong": (0.5, kind(1))}))
    found = perfect_bayesian(game)
    assert len(d1(game, found)) <= len(intuitive_criterion(game, found)) <= len(found)


def test_where_what_types_get_varies_within_a_continuum_the_list_of_survivors_is_open():
    sender, receiver = np.array([[[2, 3], [0, 1]]] * 2), np.array([[[1, 1], [0, 1]], [[1, 1], [1, 0]]])
    game = signalling((0.5, 0.5), sender, receiver)
    found = perfect_bayesian(game)
    kept = intuitive_criterion(game, found)
    assert len(kept) == len(found) > 0
    assert (found.complete, kept.complete) == (True, False)


# What is not a signalling game.


def leaf(worth=0):
    return End({"sender": worth, "receiver": worth})


def reply(name, below=None):
    return Decision("receiver", name, {"a": below or leaf(), "b": leaf(1)})


def send(name, *after):
    return Decision("sender", name, dict(zip("mn", after, strict=True)))


def two_types(high, low):
    return Chance("type", {"high": (0.5, high), "low": (0.5, low)})


@pytest.mark.parametrize(
    ("root", "what"),
    [
        (send("start", reply("x"), reply("y")), "chance must move first"),
        (two_types(send("s", reply("x"), leaf()), send("s", reply("x"), leaf())), "see the type"),
        (two_types(send("s", reply("x"), leaf()), send("t", reply("y"), leaf())), "message alone"),
        (two_types(send("s", reply("x"), leaf()), Decision("sender", "t", {"m": reply("x")})), "the same messages"),
        (Chance("t", {"h": (1, send("s", Chance("d", {"o": (1, reply("x"))}), leaf()))}), "drawn after a message"),
        (Chance("t", {"h": (1, send("s", reply("x", send("again", leaf(), leaf())), leaf()))}), "end the game"),
    ],
)
def test_another_game_is_refused_with_what_is_needed(root, what):
    game = extensive_game(["sender", "receiver"], root)
    with pytest.raises(ConceptError, match=what):
        perfect_bayesian(game, refine="d1")


def test_an_unknown_refinement_is_refused():
    with pytest.raises(ArgumentError, match="unknown refinement 'intuitive'"):
        perfect_bayesian(beer_quiche(0.9), refine="intuitive")
