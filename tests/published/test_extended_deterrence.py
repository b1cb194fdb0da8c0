"""Extended deterrence: a pawn whose worth is private, and a protégé who may realign.

D. M. Kilgour and F. C. Zagare, "Uncertainty and the role of the pawn in extended deterrence", Synthese 100, 1994: the
challenger initiates, and the defender resists, if and only if the pawn is worth enough to them. F. C. Zagare and
D. M. Kilgour, "Alignment patterns, crisis bargaining, and extended deterrence", International Studies Quarterly 47,
2003. Both games here are reduced forms and their thresholds derived within them; the published payoff orders of the
second are not used.

The worth of the pawn is discretised to the midpoints of n equal steps of [0, 1], each with probability 1/n.
"""

from __future__ import annotations

import numpy as np
import pytest
from published.assessed_play import assessed
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian

WIN, CHALLENGER_COST, DEFENDER_COST, TRIPWIRE = 0.6, 0.15, 0.3, 0.123


def midpoints(count):
    return (np.arange(count) + 0.5) / count


def defender_cutoff(tripwire=TRIPWIRE):
    """The worth above which the defender resists."""
    return (DEFENDER_COST - tripwire) / (1 - WIN)


def challenger_cutoff(resistance):
    """The worth above which the challenger initiates, given how likely resistance is."""
    return resistance * CHALLENGER_COST / (1 - resistance * (1 - WIN))


def initiation(challenger_worth, defender_worths, seen="", tripwire=TRIPWIRE):
    """A challenger of a known worth waits or initiates; a defender of unknown worth concedes or resists."""

    def reply(index, worth):
        ways = {
            "concede": End({"challenger": challenger_worth, "defender": -tripwire}),
            "resist": End(
                {
                    "challenger": WIN * challenger_worth - CHALLENGER_COST,
                    "defender": (1 - WIN) * worth - DEFENDER_COST,
                }
            ),
        }
        return Decision("defender", f"reply if {index}", ways)

    def first(index, worth):
        wait = End({"challenger": 0.0, "defender": worth})
        return Decision("challenger", f"demand{seen}", {"wait": wait, "initiate": reply(index, worth)})

    count = len(defender_worths)
    return Chance("defender's worth", {str(i): (1 / count, first(i, v)) for i, v in enumerate(defender_worths)})


def pawn(count, tripwire=TRIPWIRE):
    """Both worths private."""
    worths = midpoints(count)
    ways = {str(i): (1 / count, initiation(v, worths, f" if {i}", tripwire)) for i, v in enumerate(worths)}
    return extensive_game(["challenger", "defender"], Chance("challenger's worth", ways))


def one_kind_at_a_time(count, tripwire=TRIPWIRE):
    """The same game with a point for each challenger: what one does is no concern of another's, nor of the reply."""
    worths = midpoints(count)
    return extensive_game(["challenger", "defender"], initiation(worths, worths, tripwire=tripwire))


def resistance(found, count):
    return np.mean([found.strategies[f"reply if {i}"][0, 1] for i in range(count)])


def errors(count, tripwire=TRIPWIRE):
    """How far resistance and initiation in the discretised game are from the closed forms for uniform worths."""
    found = perfect_bayesian(one_kind_at_a_time(count, tripwire))
    assert found.complete
    assert len(found) == count
    resists = np.clip(1 - defender_cutoff(tripwire), 0, 1)
    initiates = 1 - challenger_cutoff(resists)
    found_initiates = found.strategies["demand"][:, 1].mean()
    return abs(resistance(found, count) - resists), abs(found_initiates - initiates)


@pytest.mark.parametrize("tripwire", [0.031, 0.077, 0.123, 0.171, 0.229])
def test_resistance_and_initiation_approach_the_closed_forms_as_kinds_become_finer(tripwire):
    for count in (5, 10, 20, 40, 80):
        resists, initiates = errors(count, tripwire)
        assert resists <= 0.5 / count + TIE
        assert initiates <= 1 / count + TIE
    assert max(errors(80, tripwire)) <= 0.01


@pytest.mark.parametrize("count", [5, 10, 20, 40])
def test_each_kind_initiates_or_resists_exactly_above_its_cutoff(count):
    found = perfect_bayesian(one_kind_at_a_time(count))
    worths = midpoints(count)
    resists = np.array([found.strategies[f"reply if {i}"][0, 1] for i in range(count)])
    assert (resists == (worths > defender_cutoff())).all()
    assert (found.strategies["demand"][:, 1] == (worths > challenger_cutoff(resists.mean()))).all()


def test_with_both_worths_private_the_listed_equilibrium_is_the_one_by_cutoffs():
    count = 4
    found = perfect_bayesian(pawn(count))
    worths = midpoints(count)
    resists = worths > defender_cutoff()
    initiates = worths > challenger_cutoff(resists.mean())
    assert found.complete
    assert [found.strategies[f"reply if {i}"][0, 1] for i in range(count)] == resists.tolist()
    on_path = {tuple(found.strategies[f"demand if {i}"][row, 1] for i in range(count)) for row in range(len(found))}
    assert on_path == {tuple(initiates.tolist())}


@pytest.mark.parametrize("count", [5, 10, 20])
def test_play_by_cutoffs_is_certified_in_the_whole_game_with_both_worths_private(count):
    worths = midpoints(count)
    resists = worths > defender_cutoff()
    initiates = worths > challenger_cutoff(resists.mean())
    play = {f"reply if {i}": float(resists[i]) for i in range(count)}
    play |= {f"demand if {i}": float(initiates[i]) for i in range(count)}
    assert assessed(pawn(count), play).regret.max() <= TIE
    moved = play | {f"reply if {int(np.argmax(resists))}": 0.0}
    assert assessed(pawn(count), moved).regret.max() > 1e-3


def test_at_its_cutoff_a_defender_resists_or_concedes():
    tripwire = DEFENDER_COST - (1 - WIN) * 0.5
    game = extensive_game(["challenger", "defender"], initiation(1.0, [0.3, 0.5, 0.7], tripwire=tripwire))
    found = perfect_bayesian(game)
    assert sorted(found.strategies["reply if 1"][:, 1]) == [0, 1]
    assert plays(found, reply_if_0=0, reply_if_2=1).all()


CONCEDED, SUPPORTED, STOOD_ALONE = 0.35, 1.0, -0.5


def tripartite(support, conceded=CONCEDED, realigned=-0.2, patience=0.1):
    """A demand on a protégé, who concedes or holds without knowing whether its defender will support it.

    `patience` is what waiting is worth to the challenger.
    """

    def held(firm):
        resolved = {
            "back down": End({"challenger": -0.1, "protege": SUPPORTED, "defender": 0.5}),
            "fight": End({"challenger": -0.6, "protege": -0.3, "defender": -0.2}),
        }
        alone = {
            "stand": End({"challenger": 0.7, "protege": STOOD_ALONE, "defender": -0.4}),
            "realign": End({"challenger": 0.5, "protege": realigned, "defender": -0.5}),
        }
        ways = {
            "withhold": Decision("protege", f"alignment if {firm}", alone),
            "support": Decision("challenger", f"answer if {firm}", resolved),
        }
        if firm == "weak":
            ways["support"] = End({"challenger": -0.1, "protege": SUPPORTED, "defender": -0.9})
        return Decision("defender", f"support if {firm}", ways)

    def demanded(firm):
        yielded = End({"challenger": 0.6, "protege": conceded, "defender": -0.3})
        ways = {"concede": yielded, "hold": held(firm)}
        quiet = End({"challenger": patience, "protege": 0.9, "defender": 0.6})
        return Decision("challenger", "demand", {"wait": quiet, "demand": Decision("protege", "protege", ways)})

    kinds = {"firm": (support, demanded("firm")), "weak": (1 - support, demanded("weak"))}
    return extensive_game(["challenger", "protege", "defender"], Chance("resolve", kinds))


def test_the_protege_holds_exactly_where_support_is_likely_enough():
    """A demand is always worth its risk here: beliefs at a set that is not reached would be free."""
    realigned = -0.2
    support, conceded = grid(np.arange(1, 24) / 24, np.linspace(realigned, SUPPORTED, 25)[1:-1])
    found = perfect_bayesian(tripartite(support, conceded, realigned, patience=-0.2), mixed=False)
    abandoned = max(STOOD_ALONE, realigned)
    threshold = (conceded - abandoned) / (SUPPORTED - abandoned)
    assert (somewhere(found, plays(found, protege=1)) == at_least(support, threshold)).all()
    assert (somewhere(found, plays(found, protege=0)) == at_least(threshold, support)).all()
    assert (np.abs(support - threshold) <= TIE).sum() >= 20


@pytest.mark.parametrize("realigned", [-0.9, -0.2, 0.1])
def test_a_demanded_protege_holds_if_and_only_if_support_is_likelier_than_the_ratio_of_losses(realigned):
    abandoned = max(STOOD_ALONE, realigned)
    threshold = (CONCEDED - abandoned) / (SUPPORTED - abandoned)
    support = axis(0.02, 0.98, 25, threshold)
    game = tripartite(support, CONCEDED, realigned)
    found = perfect_bayesian(game, mixed=False)
    assert (somewhere(found, plays(found, protege=1)) == at_least(support, threshold)).all()
    assert (somewhere(found, plays(found, protege=0)) == at_least(threshold, support)).all()
