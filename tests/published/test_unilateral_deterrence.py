"""Perfect deterrence with one challenger: the rudimentary asymmetric game and the Unilateral Deterrence Game.

F. C. Zagare and D. M. Kilgour, Perfect Deterrence, Cambridge University Press, 2000, ch. 3 and 5, appendices 1-5, and
"Asymmetric Deterrence", International Studies Quarterly 37, 1993. The thresholds of the second game are derived here
from its tree; the names of the classes are the book's. The effect of a defence on what a defender prefers is a closed
form derived within the model; that a defence may make a threat more credible is argued in S. L. Quackenbush, Political
Research Quarterly 59, 2006, and S. L. Quackenbush and A. C. Drury, Journal of Peace Research 48, 2011.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "published_cases.json").read_text())
RADG = next(case for case in CASES if case["id"] == "zagare_kilgour_radg_threshold")

CHALLENGER = {"DC": 1.0, "SQ": 0.6, "CD": 0.1, "hard": 0.3, "soft": -0.2}
DEFENDER = {"SQ": 1.0, "CD": 0.8, "DC": 0.1, "hard": 0.4, "soft": -0.1}


def rudimentary(hard, *, conflict=0.0, status_quo=0.6, gain=1.0):
    """A challenger stays or presses; a defender, hard with some probability, concedes or retaliates."""

    def pressed(kind, worth):
        reply = {
            "concede": End({"challenger": gain, "defender": 0}),
            "retaliate": End({"challenger": conflict, "defender": worth}),
        }
        ways = {
            "stay": End({"challenger": status_quo, "defender": 2}),
            "press": Decision("defender", f"reply if {kind}", reply),
        }
        return Decision("challenger", "demand", ways)

    kinds = {"hard": (hard, pressed("hard", 1)), "soft": (1 - hard, pressed("soft", -1))}
    return extensive_game(["challenger", "defender"], Chance("resolve", kinds))


def unilateral(challenger_hard, defender_hard, c=CHALLENGER, d=DEFENDER):
    """The Unilateral Deterrence Game with doubt on both sides; `hard` and `soft` in `c`, `d` are values of conflict."""

    def node(c_kind, d_kind):
        ways = {
            "back down": End({"challenger": c["CD"], "defender": d["CD"]}),
            "press on": End({"challenger": c[c_kind], "defender": d[d_kind]}),
        }
        final = Decision("challenger", f"final if {c_kind}", ways)
        ways = {"concede": End({"challenger": c["DC"], "defender": d["DC"]}), "deny": final}
        reply = Decision("defender", f"deny if {d_kind}", ways)
        ways = {"stay": End({"challenger": c["SQ"], "defender": d["SQ"]}), "attack": reply}
        return Decision("challenger", f"attack if {c_kind}", ways)

    def motive(c_kind):
        kinds = {"hard": (defender_hard, node(c_kind, "hard")), "soft": (1 - defender_hard, node(c_kind, "soft"))}
        return Chance("resolve", kinds)

    kinds = {"hard": (challenger_hard, motive("hard")), "soft": (1 - challenger_hard, motive("soft"))}
    return extensive_game(["challenger", "defender"], Chance("motive", kinds))


def soft_and_hard_thresholds(c=CHALLENGER):
    """The credibility that stops the soft challenger and the one that stops the hard one."""
    return (c["DC"] - c["SQ"]) / (c["DC"] - c["CD"]), (c["DC"] - c["SQ"]) / (c["DC"] - c["hard"])


def denial_threshold(d=DEFENDER):
    """The belief that the challenger is hard at which the soft defender is indifferent."""
    return (d["CD"] - d["DC"]) / (d["CD"] - d["soft"])


def played(found):
    """How often each challenger attacks and each defender denies: ``(equilibrium, 4)``."""
    names = ("attack if hard", "attack if soft", "deny if hard", "deny if soft")
    return np.column_stack([found.strategies[name][:, 1] for name in names])


def conflict(found, challenger_hard, defender_hard):
    """The probability that a hard challenger presses on against a denial, at each equilibrium."""
    hard, _, firm, soft = played(found).T
    return challenger_hard * hard * (defender_hard * firm + (1 - defender_hard) * soft)


@pytest.fixture(scope="module")
def region():
    """The game at all combinations of the two credibilities, thresholds included, and its equilibria."""
    soft, hard = soft_and_hard_thresholds()
    challenger_hard, defender_hard = grid(axis(0.02, 0.98, 24, denial_threshold()), axis(0.02, 0.98, 24, soft, hard))
    return challenger_hard, defender_hard, perfect_bayesian(unilateral(challenger_hard, defender_hard))


def test_the_published_threshold_of_the_rudimentary_game_divides_pressing_from_staying():
    inputs, expected = RADG["inputs"], RADG["expected"]
    hard = np.array([0.3, expected["threshold"], 0.5])
    found = perfect_bayesian(
        rudimentary(hard, conflict=inputs["aDD"], status_quo=inputs["aSQ"], gain=inputs["aDC"]),
    )
    pressed = [sorted(found.strategies["demand"][found.point == point, 1]) for point in range(3)]
    assert pressed == [[expected["x_at_p30"]], [0, 1], [expected["x_at_p50"]]]
    assert found.complete


def test_the_challenger_is_deterred_exactly_above_the_threshold_and_both_ways_on_it():
    hard, status_quo = grid(np.arange(1, 25) / 25, np.arange(-11, 25) / 25)
    gain, conflict_value = 1.0, -0.5
    found = perfect_bayesian(rudimentary(hard, conflict=conflict_value, status_quo=status_quo, gain=gain))
    threshold = (gain - status_quo) / (gain - conflict_value)
    assert (somewhere(found, plays(found, demand=0)) == at_least(hard, threshold)).all()
    assert (somewhere(found, plays(found, demand=1)) == at_least(threshold, hard)).all()
    assert (np.abs(hard - threshold) < TIE).sum() >= 10
    assert found.complete


def test_in_the_rudimentary_game_the_hard_retaliate_and_the_soft_concede_in_every_equilibrium():
    found = perfect_bayesian(rudimentary(np.linspace(0.01, 0.99, 50)))
    assert plays(found, reply_if_hard=1, reply_if_soft=0).all()


def test_the_unilateral_game_is_listed_completely_on_both_sides_of_its_thresholds_and_on_them(region):
    _, defender_hard, found = region
    assert found.complete
    assert found.regret.max() <= TIE
    for threshold in soft_and_hard_thresholds():
        assert (np.abs(defender_hard - threshold) < TIE).any()


def test_each_class_with_an_attack_exists_exactly_where_the_table_says(region):
    challenger_hard, defender_hard, found = region
    (soft, hard), doubt = soft_and_hard_thresholds(), denial_threshold()
    bluffs = np.minimum(challenger_hard * (1 - doubt) / (doubt * (1 - challenger_hard)), 1)
    denies = np.maximum((soft - defender_hard) / (1 - defender_hard), 0)
    never, surely = np.zeros_like(bluffs), np.ones_like(bluffs)
    low = at_least(soft, defender_hard)
    classes = {
        "separating": ((surely, never, surely, never), at_least(defender_hard, soft) & at_least(hard, defender_hard)),
        "bluff": ((surely, bluffs, surely, denies), low & at_least(doubt, challenger_hard)),
        "attack": ((surely, surely, surely, never), low & at_least(challenger_hard, doubt)),
    }
    rows = played(found)
    explained = rows[:, :2].max(axis=1) == 0
    for name, (probabilities, exists) in classes.items():
        members = (np.abs(rows - np.column_stack(probabilities)[found.point]) <= TIE).all(axis=1)
        explained |= members & exists[found.point]
        assert (somewhere(found, members) >= exists).all(), name
    assert explained.all()


def test_nobody_attacks_in_some_equilibrium_everywhere_by_a_sure_or_a_feared_denial(region):
    """Certain deterrence needs a credible defender; steadfast deterrence rests on a belief and needs none.

    Beliefs at sets that are not reached are free here, so that the soft
    defender's denial also survives where the hard one's is enough: only the
    replies below what deters the hard challenger are ruled out.
    """
    _, defender_hard, found = region
    _, hard = soft_and_hard_thresholds()
    rows = played(found)
    quiet = rows[:, :2].max(axis=1) == 0
    certain = quiet & (np.abs(rows[:, 2:] - [1, 0]) <= TIE).all(axis=1)
    steadfast = quiet & (np.abs(rows[:, 2:] - [1, 1]) <= TIE).all(axis=1)
    assert (somewhere(found, certain) == at_least(defender_hard, hard)).all()
    assert somewhere(found, steadfast).all()
    enough = np.maximum((hard - defender_hard) / (1 - defender_hard), 0)[found.point]
    assert at_least(rows[quiet, 3], enough[quiet]).all()


def test_a_more_credible_defender_has_more_conflict_before_there_is_none():
    """Derived: a bluffed-at defender fights with probability pCh tS whatever pDef, one who is tested with pCh pDef."""
    challenger_hard, defender_hard = 0.3, np.array([0.2, 0.4, 0.47, 0.6])
    found = perfect_bayesian(unilateral(challenger_hard, defender_hard))
    fought = conflict(found, challenger_hard, defender_hard[found.point])
    most = [fought[found.point == point].max() for point in range(4)]
    assert most == pytest.approx([2 / 15, 2 / 15, 0.141, 0], abs=1e-9)


def test_without_capability_no_credibility_stops_the_hard_challenger():
    soft, hard = grid(np.linspace(0.05, 0.95, 10), np.linspace(0.05, 0.95, 10))
    found = perfect_bayesian(unilateral(soft, hard, c=CHALLENGER | {"hard": 0.7}))
    assert plays(found, attack_if_hard=1).all()
    assert somewhere(found, plays(found, attack_if_hard=1)).all()


def test_as_conflict_nears_the_status_quo_the_credibility_that_is_needed_nears_one():
    conflict_value = np.array([0.2, 0.3, 0.5, 0.59])
    needed = 0.4 / (1 - conflict_value)
    assert needed[-1] > 0.97
    for step, certain in ((-1e-3, False), (0.0, True), (1e-3, True)):
        found = perfect_bayesian(unilateral(0.3, needed + step, c=CHALLENGER | {"hard": conflict_value}))
        rows = plays(found, attack_if_hard=0, attack_if_soft=0, deny_if_hard=1, deny_if_soft=0)
        assert (somewhere(found, rows) == certain).all()


def test_a_defence_turns_a_soft_defender_hard_at_two_ninths():
    """Derived: the defence e moves what conflict is worth from DD- towards CD; the defender turns where it is DC."""
    effectiveness = axis(0, 1, 28, 2 / 9)
    d = DEFENDER | {"soft": DEFENDER["soft"] + effectiveness * (DEFENDER["CD"] - DEFENDER["soft"])}
    turns = (DEFENDER["DC"] - DEFENDER["soft"]) / (DEFENDER["CD"] - DEFENDER["soft"])
    assert turns == pytest.approx(2 / 9)
    assert (np.abs(effectiveness - turns) <= TIE).any()
    ways = {
        "concede": End({"challenger": CHALLENGER["DC"], "defender": d["DC"]}),
        "deny": End({"challenger": CHALLENGER["hard"], "defender": d["soft"]}),
    }
    found = perfect_bayesian(extensive_game(["challenger", "defender"], Decision("defender", "deny", ways)))
    assert (somewhere(found, plays(found, deny=1)) == at_least(effectiveness, turns)).all()
    assert (somewhere(found, plays(found, deny=0)) == at_least(turns, effectiveness)).all()
    whole = perfect_bayesian(unilateral(0.9, np.full(len(effectiveness), 0.2), d=d))
    attacked = somewhere(whole, whole.strategies["attack if hard"][:, 1] > TIE)
    assert (attacked == at_least(turns, effectiveness)).all()
