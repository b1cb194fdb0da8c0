"""Brinkmanship as a contest of resolve, and what a defence does to it.

R. Powell, "Nuclear brinkmanship with two-sided incomplete information", American Political Science Review 82, 1988;
Nuclear Deterrence Theory, Cambridge University Press, 1990; "Nuclear deterrence theory, nuclear proliferation, and
national missile defense", International Security 27(4), 2003. Resolve is the largest risk worth running. The ladder of
risks, the game with private stakes, its cutoffs and the table of numbers are derived here as reduced forms; they are
not numbers printed in those works.

The private stakes are uniform on [0, 1] in the closed form. They are discretised to the midpoints of n equal steps,
each with probability 1/n, and strategies to cutoffs: a side stands at the k highest stakes. An equilibrium of that
table is then certified among all strategies of the discretised game.
"""

from __future__ import annotations

import numpy as np
import pytest
from published.assessed_play import assessed
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.nash import nash
from deterrence.solvers.perfect_bayesian import perfect_bayesian

WIN, QUIT, DISASTER = 1.0, 0.0, -4.0


def resolve(effectiveness):
    """The largest risk worth running behind a defence that takes away a part of the loss from a disaster."""
    return (WIN - QUIT) / (WIN - DISASTER * (1 - np.asarray(effectiveness)))


def test_a_defence_raises_resolve_from_a_fifth_to_a_third_to_five_ninths():
    assert resolve([0, 0.5, 0.8]) == pytest.approx([1 / 5, 1 / 3, 5 / 9])


def test_a_side_stands_at_a_risk_exactly_up_to_its_resolve():
    effectiveness, risk = grid(axis(0, 0.95, 20, 0.5, 0.8), axis(0, 1, 21, 1 / 5, 1 / 3, 5 / 9))
    loss = DISASTER * (1 - effectiveness)
    prevail = Chance("disaster", {"no": (1 - risk, End({"side": WIN})), "yes": (risk, End({"side": loss}))})
    game = extensive_game(["side"], Decision("side", "stand", {"quit": End({"side": QUIT}), "stand": prevail}))
    found = perfect_bayesian(game)
    assert (somewhere(found, plays(found, stand=1)) == at_least(resolve(effectiveness), risk)).all()
    assert (somewhere(found, plays(found, stand=0)) == at_least(risk, resolve(effectiveness))).all()
    assert (np.abs(resolve(effectiveness) - risk) < TIE).sum() >= 3


RUNGS = 24


def ladder(first_resolve, second_resolve):
    """Two sides in turn quit or stand at a risk that rises from 0 to 1; who quits leaves the stake to the other."""
    disaster = {"first": WIN - 1 / first_resolve, "second": WIN - 1 / second_resolve}
    names = ("first", "second")

    def rung(step):
        mover, other = names[step % 2], names[1 - step % 2]
        quits = End({mover: QUIT, other: WIN})
        risk = step / RUNGS
        after = rung(step + 1) if step < RUNGS else quits
        stands = Chance(f"disaster {step}", {"no": (1 - risk, after), "yes": (risk, End(disaster))})
        return Decision(mover, f"stand {step}", {"quit": quits, "stand": stands})

    return extensive_game(names, rung(0))


def test_with_complete_information_the_more_resolute_side_prevails_at_no_risk():
    """Resolve lies between the rungs, and differs by at least the two rungs between a side's turns."""
    levels = (np.arange(RUNGS - 1) + 1.5) / RUNGS
    first, second = grid(levels, levels)
    apart = np.abs(first - second) >= 2 / RUNGS - TIE
    first, second = first[apart], second[apart]
    found = perfect_bayesian(ladder(first, second))
    assert found.complete
    assert len(found) == len(first)
    assert np.allclose(found.payoffs[:, 0], first > second, atol=TIE)
    assert np.allclose(found.payoffs[:, 1], second > first, atol=TIE)


def test_a_defence_lets_the_side_behind_it_prevail_over_a_rival_that_was_more_resolute():
    effectiveness = np.array([0.0, 0.5, 0.8])
    found = perfect_bayesian(ladder(resolve(effectiveness) + 0.01, np.full(3, 0.27)))
    assert found.payoffs[:, 0] == pytest.approx([0, 1, 1])
    assert found.payoffs[:, 1] == pytest.approx([1, 0, 0])


DEFENDED_LOSS, RIVAL_LOSS, RISK, SHARE = 3.0, 1.0, 0.1, 0.5
TABLE = {
    0.0: (0.4062, 0.9477, 0.03849, 0.03849),
    0.2: (0.5524, 0.9207, 0.05086, 0.04069),
    0.5: (0.7482, 0.8729, 0.06531, 0.03265),
    0.9: (0.9574, 0.7978, 0.07638, 0.00764),
}


def losses(effectiveness):
    return DEFENDED_LOSS * (1 - effectiveness), RIVAL_LOSS


def cutoff(other_stands, loss):
    """The stake at which standing is worth as little as backing down."""
    return other_stands * RISK * loss / (1 - other_stands + other_stands * (1 - RISK) * SHARE)


def standing(effectiveness):
    """How often each side stands in the closed form, by repeated replies halfway."""
    defended, rival = losses(effectiveness)
    stands = np.array([0.5, 0.5])
    for _ in range(2000):
        replies = [1 - cutoff(stands[1], defended), 1 - cutoff(stands[0], rival)]
        stands = (stands + np.clip(replies, 0, 1)) / 2
    return stands


def told(stands, effectiveness):
    """The columns of the table: how often each side stands, an attack, and a hit."""
    attack = RISK * np.prod(stands, axis=0)
    return np.array([*stands, attack, (1 - effectiveness) * attack])


def midpoints(count):
    return (np.arange(count) + 0.5) / count


def cutoff_table(count, effectiveness):
    """The table in which each side stands at its k highest stakes, k from 0 to n."""
    stakes = np.sort(midpoints(count))[::-1]
    total, stands = np.append(0, np.cumsum(stakes)) / count, np.arange(count + 1) / count
    sides = []
    for loss in losses(effectiveness):
        meets = total[:, None] * (1 - RISK) * SHARE - stands[:, None] * RISK * loss
        sides.append((1 - stands) * total[:, None] + stands * meets)
    return NormalFormGame.of_matrices(sides[0], sides[1].T)


def crisis(count, effectiveness):
    """The same game with every kind of stake free to choose."""
    losing = losses(effectiveness)
    stakes = midpoints(count)

    def node(i, j):
        both = {
            "no": (1 - RISK, End({"defended": SHARE * stakes[i], "rival": SHARE * stakes[j]})),
            "yes": (RISK, End({"defended": -losing[0], "rival": -losing[1]})),
        }
        met = {"back down": End({"defended": stakes[i], "rival": 0.0}), "stand": Chance("disaster", both)}
        gone = {"back down": End({"defended": 0.0, "rival": 0.0}), "stand": End({"defended": 0.0, "rival": stakes[j]})}
        ways = {"back down": Decision("rival", f"rival {j}", gone), "stand": Decision("rival", f"rival {j}", met)}
        return Decision("defended", f"defended {i}", ways)

    def against(i):
        return Chance("rival's stake", {str(j): (1 / count, node(i, j)) for j in range(count)})

    draw = Chance("defended stake", {str(i): (1 / count, against(i)) for i in range(count)})
    return extensive_game(["defended", "rival"], draw)


def kinds_standing(weights):
    """From a mixture of cutoffs, how often each kind stands, the lowest stake first."""
    at_least_k = np.cumsum(weights[::-1])[::-1]
    return at_least_k[1:][::-1]


def solved(count, effectiveness):
    """An equilibrium of the table of cutoffs: how often each kind of either side stands, and the payoffs."""
    found = nash(cutoff_table(count, effectiveness))
    return [kinds_standing(found.strategies[name][0]) for name in found.players], found.payoffs[0]


@pytest.mark.parametrize("effectiveness", TABLE)
def test_the_closed_form_gives_the_table(effectiveness):
    found = told(standing(effectiveness), effectiveness)
    assert found[:2] == pytest.approx(TABLE[effectiveness][:2], abs=5e-5)
    assert found[2:] == pytest.approx(TABLE[effectiveness][2:], abs=5e-6)


@pytest.mark.parametrize("effectiveness", TABLE)
def test_equilibria_with_discrete_stakes_approach_the_table(effectiveness):
    """Within two steps of stakes: a step of one side's cutoff moves the other's as well."""
    exact = told(standing(effectiveness), effectiveness)
    for count in (5, 10, 20, 40, 80):
        stands = np.array([kinds.mean() for kinds in solved(count, effectiveness)[0]])
        errors = np.abs(told(stands, effectiveness) - exact)
        assert errors[:2].max() <= 2 / count
        assert errors[2:].max() <= 2 * RISK / count
    assert told(stands, effectiveness) == pytest.approx(TABLE[effectiveness], rel=0.02)


@pytest.mark.parametrize("effectiveness", TABLE)
@pytest.mark.parametrize("count", [5, 10, 20, 40])
def test_each_is_an_equilibrium_among_all_strategies_and_a_moved_cutoff_is_not(count, effectiveness):
    game = crisis(count, effectiveness)
    (defended, rival), payoffs = solved(count, effectiveness)
    play = {f"defended {i}": p for i, p in enumerate(defended)} | {f"rival {i}": p for i, p in enumerate(rival)}
    found = assessed(game, play)
    assert found.regret.max() <= TIE
    assert np.allclose(found.worth[0][:, 0], payoffs, atol=TIE)
    moved = play | {f"defended {count - 1}": 0.0}
    assert assessed(game, moved).regret.max() > 1e-3


def test_hits_are_likeliest_behind_a_weak_defence_and_rarer_than_without_one_behind_a_better():
    effectiveness = np.arange(0, 0.6, 0.005)
    hits = np.array([told(standing(e), e)[3] for e in effectiveness])
    assert effectiveness[hits.argmax()] == pytest.approx(0.165, abs=0.005)
    assert effectiveness[np.flatnonzero(hits >= hits[0] - 1e-12).max()] == pytest.approx(0.339, abs=0.005)
    found = {}
    for e in (0.0, 0.165, 0.3, 0.4):
        found[e] = told(np.array([kinds.mean() for kinds in solved(80, e)[0]]), e)[3]
    assert found[0.165] > found[0.3] > found[0.0] > found[0.4]
