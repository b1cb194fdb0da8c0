"""The Generalized Mutual Deterrence Game with doubt on both sides.

D. M. Kilgour and F. C. Zagare, "Credibility, Uncertainty, and Deterrence", American Journal of Political Science 35,
1991; Perfect Deterrence, Cambridge University Press, 2000, ch. 4. The inequalities are derived here from the game's
rules: two sides cooperate or defect at the same time, a side that cooperated alone submits or retaliates, and the value
of conflict is private: hard sides prefer it to submission, soft ones do not.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian

A = {"DC": 1.0, "CC": 0.6, "hard": 0.3, "CD": 0.0, "soft": -0.3}
B = {"DC": 1.0, "CC": 0.7, "hard": 0.4, "CD": -0.1, "soft": -0.2}
NAMES = ("A if hard", "A if soft", "B if hard", "B if soft")


def mutual(a_hard, b_hard, a=A, b=B):
    """The game; `hard` and `soft` are what conflict is worth to a side of that kind."""

    def end(a_worth, b_worth):
        return End({"A": a[a_worth], "B": b[b_worth]})

    def node(a_kind, b_kind):
        fight = end(a_kind, b_kind)
        a_alone = Decision("A", f"A's answer if {a_kind}", {"submit": end("CD", "DC"), "retaliate": fight})
        b_alone = Decision("B", f"B's answer if {b_kind}", {"submit": end("DC", "CD"), "retaliate": fight})
        held = Decision("B", f"B if {b_kind}", {"cooperate": end("CC", "CC"), "defect": a_alone})
        broken = Decision("B", f"B if {b_kind}", {"cooperate": b_alone, "defect": fight})
        return Decision("A", f"A if {a_kind}", {"cooperate": held, "defect": broken})

    def other(a_kind):
        return Chance("B's kind", {"hard": (b_hard, node(a_kind, "hard")), "soft": (1 - b_hard, node(a_kind, "soft"))})

    return extensive_game(
        ["A", "B"], Chance("A's kind", {"hard": (a_hard, other("hard")), "soft": (1 - a_hard, other("soft"))})
    )


def gain_from_defection(side, kind, other_hard, hard_defects, soft_defects):
    """What defection brings a side of some kind more than cooperation, given how often the other's kinds defect."""
    gain = (1 - other_hard) * (1 - soft_defects) * (side["DC"] - side["CC"])
    gain = gain - other_hard * (1 - hard_defects) * (side["CC"] - side[kind])
    if kind == "hard":
        return gain
    defects = other_hard * hard_defects + (1 - other_hard) * soft_defects
    return gain - defects * (side["CD"] - side["soft"])


def deterrence_threshold(side):
    """The other's credibility above which a side is deterred by those alone who retaliate."""
    return (side["DC"] - side["CC"]) / (side["DC"] - side["hard"])


def separation_threshold(side):
    """The other's credibility above which a soft side does not join the hard ones in an attack."""
    gain, loss = side["DC"] - side["CC"], side["CD"] - side["soft"]
    return gain / (gain + loss)


@pytest.fixture(scope="module")
def region():
    """The game at all combinations of the two credibilities, thresholds included, and its equilibria."""
    a_hard, b_hard = grid(
        axis(0.02, 0.98, 21, deterrence_threshold(B), separation_threshold(B)),
        axis(0.02, 0.98, 21, deterrence_threshold(A), separation_threshold(A)),
    )
    return a_hard, b_hard, perfect_bayesian(mutual(a_hard, b_hard))


def listed(found, profile):
    return somewhere(
        found, (np.abs(np.column_stack([found.strategies[n][:, 1] for n in NAMES]) - profile) <= TIE).all(axis=1)
    )


def test_the_hard_retaliate_and_the_soft_submit_wherever_they_cooperate(region):
    *_, found = region
    for side, kind in itertools.product("AB", ("hard", "soft")):
        rows = found.strategies[f"{side} if {kind}"][:, 1] < 1
        assert (found.strategies[f"{side}'s answer if {kind}"][rows, 1] == (kind == "hard")).all()


def test_deterrence_is_a_sure_thing_exactly_where_both_are_credible_enough(region):
    a_hard, b_hard, found = region
    exists = at_least(b_hard, deterrence_threshold(A)) & at_least(a_hard, deterrence_threshold(B))
    assert (listed(found, [0, 0, 0, 0]) == exists).all()


def test_the_hard_attack_alone_exactly_where_the_soft_would_lose_by_joining_them(region):
    a_hard, b_hard, found = region
    exists = at_least(b_hard, separation_threshold(A)) & at_least(a_hard, separation_threshold(B))
    assert (listed(found, [1, 0, 1, 0]) == exists).all()
    assert 0 < exists.sum() < len(exists)


def test_each_of_the_sixteen_pure_ways_to_play_is_listed_exactly_where_no_kind_gains_from_another(region):
    a_hard, b_hard, found = region
    for profile in itertools.product((0, 1), repeat=4):
        gains = [gain_from_defection(A, kind, b_hard, *profile[2:]) for kind in ("hard", "soft")]
        gains += [gain_from_defection(B, kind, a_hard, *profile[:2]) for kind in ("hard", "soft")]
        holds = [at_least(gain, 0) if does else at_least(0, gain) for gain, does in zip(gains, profile, strict=True)]
        assert (listed(found, profile) == np.all(holds, axis=0)).all(), profile


def test_in_mixed_equilibria_each_kind_that_mixes_is_indifferent_and_the_others_do_their_best(region):
    a_hard, b_hard, found = region
    rows = np.column_stack([found.strategies[name][:, 1] for name in NAMES])
    gains = [gain_from_defection(A, kind, b_hard[found.point], *rows.T[2:]) for kind in ("hard", "soft")]
    gains += [gain_from_defection(B, kind, a_hard[found.point], *rows.T[:2]) for kind in ("hard", "soft")]
    for gain, defects in zip(gains, rows.T, strict=True):
        assert at_least(gain, 0)[defects > TIE].all()
        assert at_least(0, gain)[defects < 1 - TIE].all()
    assert ((rows > TIE) & (rows < 1 - TIE)).any()


def test_every_equilibrium_is_reported_and_where_deterrence_holds_so_does_another(region):
    a_hard, b_hard, found = region
    deterred = listed(found, [0, 0, 0, 0])
    fought = somewhere(found, plays(found, A_if_hard=1, B_if_hard=1))
    assert found.complete
    assert found.regret.max() <= TIE
    assert (np.bincount(found.point, minlength=len(a_hard)) >= 1).all()
    both = at_least(b_hard, deterrence_threshold(A)) & at_least(a_hard, deterrence_threshold(B))
    assert (deterred & fought)[both].any()
    assert (np.bincount(found.point, minlength=len(a_hard))[deterred & fought] >= 2).all()
