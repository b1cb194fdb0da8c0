"""Trust in an assurance game, and costly signals of trustworthiness.

A. Kydd, "Trust, reassurance, and cooperation", International Organization 54, 2000; Trust and Mistrust in International
Relations, Princeton University Press, 2005. The thresholds are derived here: the trustworthy want to cooperate with
each other and no one else, the others defect whatever happens, and a signal separates them if it costs more than
deceit is worth and less than mutual cooperation is.
"""

from __future__ import annotations

import numpy as np
import pytest
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian

TRUSTWORTHY = {"CC": 4.0, "DC": 3.0, "CD": 0.0, "DD": 2.0}
EXPLOITER = {"CC": 3.0, "DC": 4.0, "CD": 0.0, "DD": 2.0}


def threshold(side=TRUSTWORTHY):
    """The trust above which a trustworthy side cooperates with one that would: temptation over temptation and loss."""
    fear = side["DD"] - side["CD"]
    return fear / (side["CC"] - side["DC"] + fear)


def assurance(a_trusted, b_trusted, a=TRUSTWORTHY, b=TRUSTWORTHY):
    """Both choose at once; `a_trusted` is how likely A is to be trustworthy."""

    def end(kinds, moves):
        tables = ({"good": a, "bad": EXPLOITER}[kinds[0]], {"good": b, "bad": EXPLOITER}[kinds[1]])
        return End({"A": tables[0][moves], "B": tables[1][moves[::-1]]})

    def node(kinds):
        def reply(move):
            ways = {"defect": end(kinds, move + "D"), "cooperate": end(kinds, move + "C")}
            return Decision("B", f"B if {kinds[1]}", ways)

        return Decision("A", f"A if {kinds[0]}", {"defect": reply("D"), "cooperate": reply("C")})

    def other(kind):
        ways = {"good": (b_trusted, node((kind, "good"))), "bad": (1 - b_trusted, node((kind, "bad")))}
        return Chance("B's kind", ways)

    kinds = {"good": (a_trusted, other("good")), "bad": (1 - a_trusted, other("bad"))}
    return extensive_game(["A", "B"], Chance("A's kind", kinds))


def test_the_textbook_numbers_need_trust_of_two_thirds():
    assert threshold() == pytest.approx(2 / 3)


@pytest.mark.parametrize("temptation", [3.0, 2.0, 3.5])
def test_the_trustworthy_cooperate_exactly_where_both_are_trusted_enough(temptation):
    a, b = TRUSTWORTHY | {"DC": temptation}, TRUSTWORTHY
    a_trusted, b_trusted = grid(axis(0.03, 0.97, 21, threshold(b)), axis(0.03, 0.97, 21, threshold(a)))
    found = perfect_bayesian(assurance(a_trusted, b_trusted, a, b))
    trusted = at_least(b_trusted, threshold(a)) & at_least(a_trusted, threshold(b))
    together = plays(found, A_if_good=1, B_if_good=1)
    apart = plays(found, A_if_good=0, B_if_good=0)
    partly = plays(
        found,
        A_if_good=np.minimum(threshold(b) / a_trusted, 1)[found.point],
        B_if_good=np.minimum(threshold(a) / b_trusted, 1)[found.point],
    )
    assert (somewhere(found, together) == trusted).all()
    assert (somewhere(found, partly & trusted[found.point]) == trusted).all()
    assert somewhere(found, apart).all()
    assert found.complete
    assert plays(found, A_if_bad=0, B_if_bad=0).all()
    trusted_exactly = np.isclose(b_trusted, threshold(a)) | np.isclose(a_trusted, threshold(b))
    listed = together | apart | (partly & trusted[found.point])
    assert listed[~trusted_exactly[found.point]].all()


def test_where_trust_is_exactly_enough_a_trustworthy_side_is_indifferent():
    found = perfect_bayesian(assurance(0.9, threshold()))
    together = found[int(np.flatnonzero(plays(found, A_if_good=1, B_if_good=1))[0])]
    cooperates, defects = threshold() * TRUSTWORTHY["CC"], threshold() * TRUSTWORTHY["DC"] + (1 - threshold()) * 2
    exploits = threshold() * EXPLOITER["DC"] + (1 - threshold()) * EXPLOITER["DD"]
    assert cooperates == pytest.approx(defects)
    assert together.payoffs["A"] == pytest.approx(0.9 * cooperates + 0.1 * exploits)


def reassurance(trust, cost, temptation):
    """A sender of unknown kind may pay for a signal before both choose; the receiver is trustworthy.

    `temptation` is what an exploiter gets from a cooperator.
    """
    tables = {"good": TRUSTWORTHY, "bad": EXPLOITER | {"DC": temptation, "CC": 1.0}}

    def chosen(kind, signal):
        def reply(move):
            ways = {}
            for label, other in (("defect", "D"), ("cooperate", "C")):
                worth = tables[kind][move + other] - (cost if signal == "signal" else 0)
                ways[label] = End({"sender": worth, "receiver": TRUSTWORTHY[other + move]})
            return Decision("receiver", f"reply after {signal}", ways)

        return Decision("sender", f"move if {kind} after {signal}", {"defect": reply("D"), "cooperate": reply("C")})

    def first(kind):
        ways = {"quiet": chosen(kind, "quiet"), "signal": chosen(kind, "signal")}
        return Decision("sender", f"signal if {kind}", ways)

    return extensive_game(
        ["sender", "receiver"], Chance("kind", {"good": (trust, first("good")), "bad": (1 - trust, first("bad"))})
    )


def test_a_signal_separates_and_reassures_exactly_where_it_costs_more_than_deceit_and_less_than_cooperation_is_worth():
    low, high = 0.5, TRUSTWORTHY["CC"] - TRUSTWORTHY["DD"]
    cost, deceit = grid(axis(0.1, 2.5, 20, low, high), axis(0.1, 2.5, 20, low, high))
    found = perfect_bayesian(reassurance(0.4, cost, EXPLOITER["DD"] + deceit), mixed=False)
    reassures = plays(
        found,
        signal_if_good=1,
        signal_if_bad=0,
        reply_after_signal=1,
        reply_after_quiet=0,
        move_if_good_after_signal=1,
        move_if_bad_after_quiet=0,
    )
    assert (somewhere(found, reassures) == (at_least(cost, deceit) & at_least(high, cost))).all()
    assert (np.abs(cost - deceit) <= TIE).sum() >= 20
    separates = np.array([label.startswith("signal if good separating") for label in found.labels])
    assert separates[reassures].all()


def test_below_the_threshold_of_trust_only_the_signal_brings_cooperation_about():
    trust = axis(0.05, 0.95, 19, threshold())
    found = perfect_bayesian(reassurance(trust, 1.5, EXPLOITER["DD"] + 1.0), mixed=False)
    quiet = plays(found, signal_if_good=0, signal_if_bad=0, move_if_good_after_quiet=1, reply_after_quiet=1)
    assert (somewhere(found, quiet) == at_least(trust, threshold())).all()
    assert somewhere(found, plays(found, signal_if_good=1, signal_if_bad=0, reply_after_signal=1)).all()
