from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.asymmetric_deterrence import credibility_threshold
from deterrence.models.unilateral_deterrence import unilateral_deterrence

WORTH = {
    "gain": 1,
    "status_quo": 0.6,
    "fight": 0.3,
    "retreat": 0.1,
    "suffer": -0.2,
    "victory": 0.8,
    "stand": 0.4,
    "loss": 0.1,
    "ruin": -0.1,
}
CHALLENGER, DEFENDER = list(WORTH)[:5], list(WORTH)[5:]
SHARES = st.integers(0, 20).map(lambda n: n / 20)
GAPS = st.lists(st.integers(1, 4), min_size=5, max_size=5)


def told(play, pc, pd):
    """Every history that can happen, with its probability: kinds, attack, denial, pressing on."""
    for hard, firm in itertools.product((True, False), repeat=2):
        kinds = (pc if hard else 1 - pc) * (pd if firm else 1 - pd)
        attack, deny = play[0] if hard else play[1], play[2] if firm else play[3]
        yield kinds * (1 - attack), hard, firm, "status quo"
        yield kinds * attack * (1 - deny), hard, firm, "conceded"
        yield kinds * attack * deny, hard, firm, "conflict" if hard else "backed"


def challenger_worth(outcome, hard, worth):
    if outcome == "conflict":
        return worth["fight"] if hard else worth["suffer"]
    return worth[{"status quo": "status_quo", "conceded": "gain", "backed": "retreat"}[outcome]]


def attack_gain(play, pd, hard, worth):
    """What attacking brings a kind of challenger more than staying."""
    total = 0.0
    for firm in (True, False):
        deny = play[2] if firm else play[3]
        share = pd if firm else 1 - pd
        met = max(worth["fight"] if hard else worth["suffer"], worth["retreat"])
        total += share * ((1 - deny) * worth["gain"] + deny * met)
    return total - worth["status_quo"]


def denial_gain(belief, firm, worth):
    """What denying brings a kind of defender more than conceding, if the attacker is hard with that probability."""
    conflict = worth["stand"] if firm else worth["ruin"]
    return belief * conflict + (1 - belief) * worth["victory"] - worth["loss"]


def is_equilibrium(play, pc, pd, worth, *, tol=1e-9):
    """Best replies by every kind; where nobody attacks, some belief supports what defenders do."""

    def best(probability, gain):
        return (gain >= -tol or probability <= 0) and (gain <= tol or probability >= 1)

    attackers = pc * play[0] + (1 - pc) * play[1]
    beliefs = [pc * play[0] / attackers] if attackers > 0 else np.linspace(0, 1, 2001)
    doubt = (worth["victory"] - worth["loss"]) / (worth["victory"] - worth["ruin"])
    beliefs = [*beliefs, doubt] if attackers == 0 else beliefs
    first = best(play[0], attack_gain(play, pd, True, worth)) and best(play[1], attack_gain(play, pd, False, worth))
    return first and any(
        best(play[2], denial_gain(r, True, worth)) and best(play[3], denial_gain(r, False, worth)) for r in beliefs
    )


def payoffs(c_gaps, d_gaps):
    c = np.cumsum(c_gaps[::-1])[::-1] / 4 - 1
    d = np.cumsum(d_gaps[:4][::-1])[::-1] / 4 - 1
    return dict(zip(CHALLENGER, c.tolist(), strict=True)) | dict(zip(DEFENDER, d.tolist(), strict=True))


@given(SHARES, SHARES, GAPS, GAPS)
def test_every_listed_class_is_an_equilibrium_and_its_regret_says_so(pc, pd, c_gaps, d_gaps):
    worth = payoffs(c_gaps, d_gaps)
    found = unilateral_deterrence(challenger_hard=pc, defender_hard=pd, **worth)
    for name in found.present():
        i = found.names.index(name)
        assert is_equilibrium(found.play[i], pc, pd, worth), name
        assert 0 <= found.regret[i] <= 1e-9


@given(SHARES.filter(lambda p: 0 < p < 1), SHARES.filter(lambda p: 0 < p < 1), GAPS, GAPS)
def test_a_class_with_an_attack_is_listed_wherever_its_play_is_an_equilibrium(pc, pd, c_gaps, d_gaps):
    worth = payoffs(c_gaps, d_gaps)
    found = unilateral_deterrence(challenger_hard=pc, defender_hard=pd, **worth)
    for name, play in {
        "certain deterrence": (0, 0, 1, 0),
        "steadfast deterrence": (0, 0, 1, 1),
        "separating": (1, 0, 1, 0),
        "attack": (1, 1, 1, 0),
    }.items():
        assert bool(found.where(name)) == is_equilibrium(play, pc, pd, worth), name


@given(GAPS, GAPS, st.integers(0, 3))
def test_on_a_threshold_the_classes_of_both_sides_are_listed(c_gaps, d_gaps, step):
    worth = payoffs(c_gaps, d_gaps)
    edges = {
        k: float(v)
        for k, v in unilateral_deterrence(challenger_hard=0.5, defender_hard=0.5, **worth).thresholds.items()
    }
    pc = (step + 1) / 5
    at_hard = unilateral_deterrence(challenger_hard=pc, defender_hard=edges["tH"], **worth)
    assert {"certain deterrence", "separating"} <= set(at_hard.present())
    at_soft = unilateral_deterrence(challenger_hard=edges["dn"], defender_hard=edges["tS"], **worth)
    assert {"separating", "bluff", "attack"} <= set(at_soft.present())
    assert np.nanmax(at_soft.regret) <= 1e-9


def test_no_play_on_a_grid_has_an_attack_and_is_an_equilibrium_outside_the_classes():
    steps = np.linspace(0, 1, 6)
    for pc, pd in [(0.3, 0.2), (0.9, 0.2), (0.3, 0.5), (0.3, 0.7)]:
        found = unilateral_deterrence(challenger_hard=pc, defender_hard=pd, **WORTH)
        listed = {tuple(found.play[found.names.index(name)].round(9)) for name in found.present()}
        for play in itertools.product(steps, repeat=4):
            if max(play[:2]) > 0 and is_equilibrium(play, pc, pd, WORTH):
                assert play in listed


def test_outcomes_are_those_of_the_histories():
    found = unilateral_deterrence(challenger_hard=0.3, defender_hard=0.2, **WORTH)
    for name in found.present():
        play = found.play[found.names.index(name)]
        for outcome in found.outcomes:
            expected = sum(p for p, _, _, end in told(play, 0.3, 0.2) if end == outcome)
            assert found.outcome(outcome, name) == pytest.approx(expected, abs=1e-12)


def test_more_credibility_brings_more_conflict_before_it_brings_none():
    found = unilateral_deterrence(challenger_hard=0.3, defender_hard=[0.2, 0.4, 0.47, 0.6], **WORTH)
    most = np.nanmax(found.outcomes["conflict"], axis=-1)
    assert most == pytest.approx([2 / 15, 2 / 15, 0.141, 0])


def test_thresholds_of_the_example():
    found = unilateral_deterrence(challenger_hard=0.3, defender_hard=0.2, **WORTH)
    edges = [float(found.thresholds[name]) for name in ("tS", "tH", "dn")]
    assert edges == pytest.approx([4 / 9, 4 / 7, 7 / 9])
    bluff = found.play[found.names.index("bluff")]
    assert bluff == pytest.approx([1, 0.3 * (2 / 9) / (7 / 9 * 0.7), 1, (4 / 9 - 0.2) / 0.8])


def test_a_challenger_known_to_be_hard_is_deterred_as_in_the_asymmetric_game():
    edge = credibility_threshold(concession=1, status_quo=0.6, conflict=0.3)
    for step, name in ((-1e-6, "attack"), (1e-6, "certain deterrence")):
        found = unilateral_deterrence(challenger_hard=1, defender_hard=float(edge) + step, **WORTH)
        attacked = [found.outcome("status quo", n) < 1 for n in found.present() if n != "steadfast deterrence"]
        assert all(attacked) == (name == "attack")
    soft = unilateral_deterrence(challenger_hard=0, defender_hard=[0.0, 0.3, 0.5, 1.0], **WORTH)
    assert np.nanmin(soft.outcomes["status quo"][:, :4]) == 1


def test_points_of_the_arguments_broadcast():
    found = unilateral_deterrence(
        challenger_hard=np.linspace(0, 1, 3)[:, None], defender_hard=np.linspace(0, 1, 5), **WORTH
    )
    assert found.exists.shape == (3, 5, 5)
    assert found.play.shape == (3, 5, 5, 4)
    assert found.provenance.given["gain"] == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fight": 0.6}, "'status_quo' must be worth more than 'fight'"),
        ({"suffer": 0.1}, "'retreat' must be worth more than 'suffer'"),
        ({"stand": 0.9}, "'victory' must be worth more than 'stand'"),
        ({"ruin": 0.1}, "'loss' must be worth more than 'ruin'"),
        ({"challenger_hard": 1.5}, "'challenger_hard' must be"),
        ({"defender_hard": float("nan")}, "'defender_hard' must be finite"),
        ({"defender_hard": [0.1, 0.2], "challenger_hard": [0.1, 0.2, 0.3]}, "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        unilateral_deterrence(**{"challenger_hard": 0.5, "defender_hard": 0.5, **WORTH, **change})
