"""The chain store with and without doubt, and a retaliation that is automatic.

R. Selten, "The chain store paradox", Theory and Decision 9, 1978; D. M. Kreps and R. Wilson, "Reputation and imperfect
information", Journal of Economic Theory 27, 1982; P. Milgrom and J. Roberts, "Predation, reputation, and entry
deterrence", Journal of Economic Theory 27, 1982.

An entrant gets 0 outside, b if the incumbent acquiesces and b - 1 if it fights. A weak incumbent gets a from an entrant
who stays out, 0 from acquiescence and -1 from a fight; a tough one loses 1 when it acquiesces. With one entrant, and
with a second one after the first has entered, the solver lists all equilibria, also those in which the weak incumbent
and the entrant mix. With three players who have a choice it lists pure equilibria and does not claim to have them all;
there the published play is certified as it stands, by the gain of every player at every information set. The automatic
retaliation is the rudimentary deterrence game with its probability in place of the chance of a hard defender.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from published.assessed_play import assessed
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.models.doomsday import commitment_threshold
from deterrence.models.reputation import entry_probability, fight_probability
from deterrence.solvers.perfect_bayesian import perfect_bayesian

MONOPOLY = 2.0


def chain_store(entrants, tough=None, gain=0.5, monopoly=MONOPOLY, *, entered=False):
    """Entrants one after another against an incumbent, tough with some probability; without one, surely weak.

    Where the first has `entered` the game begins with the answer to it. Sets
    are named by what happened in the markets before: o for out, f for fought,
    a for acquiesced.
    """
    players = ["incumbent", *(f"entrant {i + 1}" for i in range(entrants))]
    incumbent = {"weak": {"o": monopoly, "f": -1.0, "a": 0.0}, "tough": {"o": 0.0, "f": 0.0, "a": -1.0}}
    entrant = {"o": 0.0, "f": gain - 1.0, "a": gain}

    def market(kind, past):
        if len(past) == entrants:
            worths = {"incumbent": sum(incumbent[kind][market] for market in past)}
            return End(worths | {f"entrant {i + 1}": entrant[market] for i, market in enumerate(past)})
        ways = {"acquiesce": market(kind, past + "a"), "fight": market(kind, past + "f")}
        reply = Decision("incumbent", f"{kind} {past}", ways)
        if entered and not past:
            return reply
        return Decision(f"entrant {len(past) + 1}", f"enter {past}", {"out": market(kind, past + "o"), "in": reply})

    if tough is None:
        return extensive_game(players, market("weak", ""))
    kinds = {"tough": (tough, market("tough", "")), "weak": (1 - tough, market("weak", ""))}
    return extensive_game(players, Chance("kind", kinds))


def published_play(entrants, tough, gain, monopoly):
    """The equilibrium of Kreps and Wilson at every information set, with the reputation at each."""
    play, reputations = {}, {}

    def follow(past, reputation):
        if len(past) == entrants:
            return
        left = entrants - len(past)
        fought = fight_probability(left, reputation, gain=gain)
        reputations[past] = reputation
        play[f"enter {past}"] = entry_probability(left, reputation, gain=gain, monopoly=monopoly)
        play[f"weak {past}"], play[f"tough {past}"] = fought, 1.0
        total = reputation + (1 - reputation) * fought
        follow(past + "o", reputation)
        follow(past + "f", np.where(total > 0, reputation / np.where(total > 0, total, 1), 0.0))
        follow(past + "a", np.zeros_like(reputation))

    follow("", np.asarray(tough, dtype=float))
    return play, reputations


@pytest.mark.parametrize("entrants", [1, 2, 3, 4])
def test_without_doubt_the_paradox_unravels_to_entry_and_acquiescence_everywhere(entrants):
    found = perfect_bayesian(chain_store(entrants))
    assert len(found) == 1
    assert found.complete
    for item in found.sets:
        expected = [1, 0] if item.player == "incumbent" else [0, 1]
        assert found.strategies[item.name][0].tolist() == expected
    assert found[0].payoffs["incumbent"] == 0
    assert found[0].payoffs["entrant 1"] == 0.5


def test_one_entrant_stays_out_exactly_where_the_incumbent_is_tough_enough():
    tough, gain = grid(axis(0.04, 0.96, 24), axis(0.04, 0.96, 24))
    found = perfect_bayesian(chain_store(1, tough, gain))
    assert (somewhere(found, found.strategies["enter "][:, 1] == 0) == at_least(tough, gain)).all()
    assert (somewhere(found, found.strategies["enter "][:, 1] == 1) == at_least(gain, tough)).all()
    assert (found.strategies["weak "][:, 1] == 0).all()
    assert (found.strategies["tough "][:, 1] == 1).all()
    assert found.complete


@pytest.mark.parametrize("entrants", [1, 2, 3, 4])
def test_the_published_play_leaves_nobody_a_gain_at_any_information_set(entrants):
    gain = 0.5
    tough = axis(0.02, 0.98, 25, *(gain**k for k in range(1, 5)))
    play, reputations = published_play(entrants, tough, gain, MONOPOLY)
    found = assessed(chain_store(entrants, tough, gain), play)
    assert found.regret.max() <= TIE
    for item, belief in zip(found.sets, found.beliefs, strict=True):
        if item.player != "incumbent":
            reached = found.reach[item.nodes].sum(axis=0) > 0
            expected = reputations[item.name.removeprefix("enter ")]
            assert np.allclose(belief[0][reached], expected[reached], atol=TIE)


@pytest.mark.parametrize("wrong", ["weak ", "enter ", "enter f", "weak f"])
def test_another_mixture_leaves_somebody_a_gain(wrong):
    """With p = .1 and b = 1/2 three markets are fought over; whoever plays otherwise, someone gains."""
    play, _ = published_play(3, np.array([0.1]), 0.5, MONOPOLY)
    game = chain_store(3, np.array([0.1]), 0.5)
    assert assessed(game, play).regret.max() <= TIE
    moved = np.where(play[wrong] > 0.5, play[wrong] - 0.4, play[wrong] + 0.4)
    assert assessed(game, play | {wrong: moved}).regret.max() > 0.01


def test_with_a_reputation_of_a_tenth_deterrence_is_certain_while_four_markets_are_left():
    tough, gain = np.array([0.1]), 0.5
    assert math.log(0.1) / math.log(0.5) == pytest.approx(3.32, abs=0.005)
    assert entry_probability([5, 4, 3, 2, 1], tough, gain=gain, monopoly=MONOPOLY).tolist() == [0, 0, 1, 1, 1]
    play, reputations = published_play(3, tough, gain, MONOPOLY)
    assert play["weak "][0] == pytest.approx(1 / 3)
    assert reputations["f"][0] == pytest.approx(1 / 4)
    found = assessed(chain_store(3, tough, gain), play)
    after = next(belief for item, belief in zip(found.sets, found.beliefs, strict=True) if item.name == "enter f")
    assert after[0, 0] == pytest.approx(1 / 4)


@pytest.mark.parametrize("monopoly", [2.0, 3.5])
def test_after_one_entry_the_weak_incumbent_fights_as_often_as_published_and_the_next_entrant_mixes(monopoly):
    """Listed by the solver: semi-separating below b, pooling on a fight above, both at b, and no other play."""
    tough, gain = grid(axis(0.04, 0.96, 24), axis(0.04, 0.96, 24))
    found = perfect_bayesian(chain_store(2, tough, gain, monopoly, entered=True))
    fought = fight_probability(2, tough, gain=gain)[found.point]
    mixes = plays(found, **{"weak_": fought, "enter_f": 1 - 1 / monopoly, "enter_a": 1, "tough_": 1})
    pools = plays(found, **{"weak_": 1, "enter_f": 0, "tough_": 1})
    assert (somewhere(found, mixes & ~pools) == at_least(gain, tough)).all()
    assert (somewhere(found, pools) == at_least(tough, gain)).all()
    assert (mixes | pools)[~np.isclose(tough, gain)[found.point]].all()
    assert found.complete
    assert found.regret.max() <= TIE


def test_with_two_entrants_the_pure_equilibria_are_listed_where_the_weak_incumbent_fights_surely():
    """Above b the first entrant stays out, and were it to enter even the weak incumbent would fight."""
    gain = 0.5
    tough = axis(0.02, 0.98, 25, gain, gain**2)
    found = perfect_bayesian(chain_store(2, tough, gain))
    rows = (found.strategies["enter "][:, 1] == 0) & (found.strategies["weak "][:, 1] == 1)
    rows &= found.strategies["enter f"][:, 1] == 0
    assert (somewhere(found, rows) >= at_least(tough, gain)).all()
    assert found.regret.max() <= TIE
    last = [f"weak {past}" for past in "ofa"]
    assert all((found.strategies[name][:, 1] == 0).all() for name in last)


def test_only_the_logarithm_of_reputation_over_that_of_the_gain_matters():
    """How many entrants are deterred for certain is the same for (p, b) and for (p^2, b^2)."""
    tough, gain = grid(np.linspace(0.05, 0.9, 12), np.linspace(0.15, 0.85, 12))
    for left in range(1, 6):
        one = entry_probability(left, tough, gain=gain, monopoly=MONOPOLY)
        assert (one == entry_probability(left, tough**2, gain=gain**2, monopoly=MONOPOLY)).all()
    play, _ = published_play(2, tough, gain, MONOPOLY)
    assert assessed(chain_store(2, tough, gain), play).regret.max() <= TIE
    play, _ = published_play(2, tough**2, gain**2, MONOPOLY)
    assert assessed(chain_store(2, tough**2, gain**2), play).regret.max() <= TIE


def doomsday(automatic, status_quo=0.6, gain=1.0, conflict=-0.5):
    """A challenger stays or presses; a machine answers with some probability, else the defender chooses."""
    machine = End({"challenger": conflict, "defender": -1.0})
    ways = {"concede": End({"challenger": gain, "defender": 0.0}), "retaliate": machine}
    draw = Chance(
        "machine", {"answers": (automatic, machine), "fails": (1 - automatic, Decision("defender", "reply", ways))}
    )
    stay = End({"challenger": status_quo, "defender": 1.0})
    return extensive_game(["challenger", "defender"], Decision("challenger", "demand", {"stay": stay, "press": draw}))


def test_an_automatic_retaliation_deters_from_the_threshold_of_the_rudimentary_game_on():
    status_quo = np.linspace(-0.3, 0.9, 25)
    threshold = commitment_threshold(concession=1, status_quo=status_quo, conflict=-0.5)
    automatic, status_quo = grid(axis(0, 1, 21, *threshold), status_quo)
    threshold = commitment_threshold(concession=1, status_quo=status_quo, conflict=-0.5)
    found = perfect_bayesian(doomsday(automatic, status_quo))
    assert (somewhere(found, plays(found, demand=0)) == at_least(automatic, threshold)).all()
    assert (somewhere(found, plays(found, demand=1)) == at_least(threshold, automatic)).all()
    assert plays(found, reply=0).all()
    assert (np.abs(automatic - threshold) <= TIE).sum() >= 25


def test_without_the_machine_an_incredible_threat_deters_nobody():
    found = perfect_bayesian(doomsday(np.zeros(25), np.linspace(-0.3, 0.9, 25)))
    assert plays(found, demand=1, reply=0).all()
    assert len(found) == 25
