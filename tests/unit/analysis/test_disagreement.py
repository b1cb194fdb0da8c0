"""What each lens says of a state, and the assumption that makes the difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.analysis.disagreement import disagreement
from deterrence.analysis.lenses import CREDIBILITY, FORESIGHT, INTEREST, JOINT, ORDER
from deterrence.errors import ArgumentError, ConceptError

CASES = Path(__file__).resolve().parents[2] / "cases" / "conformance"
ANSWERS = json.loads((CASES / "answers.json").read_text(encoding="utf-8"))
GRAPHS = sorted(name for name, answer in ANSWERS.items() if "conflict_graph" in answer)
DEAL = dt.load("technology-for-money")


def reasons(found, player):
    return {reason.lens: (reason.assumption, reason.witness) for reason in found.reasons if reason.player == player}


def test_the_us_stays_by_the_tree_leaves_by_seq_and_stays_by_coalitional_seq():
    found = disagreement(DEAL)
    said = {view.lens: view.keeps["us"] for view in found.views}
    assert said == {
        "tree": True,
        "strategic form": None,
        "bloc us+russia": False,
        "nash": False,
        "gmr": True,
        "smr": True,
        "seq": False,
        "sseq": False,
        "cr": False,
        "cgmr": True,
        "csmr": True,
        "cseq": True,
    }
    assert found.view("seq").margins["us"] == -1.0
    assert not found.agrees


def test_joint_moves_make_the_difference_and_the_report_shows_how():
    found = disagreement(DEAL)
    assert reasons(found, "us")["seq"] == (JOINT, "cseq")
    (line,) = [line for line in found.because() if line.startswith("us, joint moves")]
    assert "China would lose 3 moving first and Russia would lose 1 moving first" in line
    assert "together, China gains 2, Russia gains 2" in line


def test_other_assumptions_are_named_where_they_make_the_difference():
    found = reasons(disagreement(DEAL), "us")
    assert found["nash"] == (FORESIGHT, "gmr")
    assert found["strategic form"] == (CREDIBILITY, "tree")
    assert found["bloc us+russia"] == (INTEREST, "tree")


@pytest.mark.parametrize("name", GRAPHS)
def test_the_graph_says_what_is_recorded_and_every_witness_agrees_but_for_one_assumption(name):
    found = disagreement(dt.load(CASES / "scenarios" / f"{name}.yaml"))
    recorded = ANSWERS[name]["conflict_graph"]["stable_for"]
    for concept, by_player in recorded.items():
        assert {player: 0 in states for player, states in by_player.items()} == found.view(concept).keeps
    first = found.views[0]
    for reason in found.reasons:
        assert found.view(reason.lens).keeps[reason.player] != first.keeps[reason.player]
        if reason.witness is not None:
            witness, view = found.view(reason.witness), found.view(reason.lens)
            assert witness.keeps[reason.player] == first.keeps[reason.player]
            assert witness.assumptions.differs(view.assumptions) == (reason.assumption,)


def test_every_difference_has_exactly_one_reason():
    found = disagreement(DEAL)
    first = found.views[0]
    differing = {(p, v.lens) for v in found.views for p in first.keeps if v.keeps[p] != first.keeps[p]}
    assert {(reason.player, reason.lens) for reason in found.reasons} == differing
    assert len(found.reasons) == len(differing)


def test_a_player_without_a_move_is_said_to_be_so():
    found = disagreement(dt.load("treaty"))
    assert reasons(found, "russia")["seq"] == (ORDER, None)
    assert any("In the conflict graph russia has no move in this state." in line for line in found.because())


def test_without_an_order_of_play_the_graph_speaks_alone():
    found = disagreement(dt.load(CASES / "scenarios" / "cuban.yaml"))
    assert found.views[0].lens == "nash"
    assert "no `game` section" in found.notes[0]


def test_ranks_have_no_margins_and_no_blocs():
    ranks = DEAL.to_dict() | {"ordinal": True}
    found = disagreement(dt.Scenario(**ranks))
    assert all(not view.margins for view in found.views)
    assert not [view for view in found.views if view.lens.startswith("bloc")]
    assert any("Without blocs" in note and "ranks" in note for note in found.notes)
    assert "gain by moving together" in " ".join(found.because())
    assert reasons(found, "us")["seq"] == (JOINT, "cseq")


def test_a_draw_that_decides_is_a_case_of_it_depends():
    found = disagreement(dt.load(CASES / "scenarios" / "t_notice.yaml"))
    assert found.view("tree").keeps["us"] is None
    assert found.view("strategic form").keeps["us"] is None
    assert any("test is not drawn" in line for line in found.because())


def test_another_state_can_be_asked_about():
    found = disagreement(DEAL, {"treaty": "withdraw", "fund": "pay", "export": "components"})
    assert found.view("seq").keeps == {"us": True, "russia": True, "china": True}
    assert found.view("tree").keeps == {"us": False, "russia": False, "china": False}
    with pytest.raises(ArgumentError, match="did you mean 'treaty'"):
        disagreement(DEAL, {"traty": "keep"})
    with pytest.raises(ArgumentError, match="outside the conflict graph"):
        disagreement(DEAL, {"shield": "alone"})


def test_without_payoffs_nothing_can_be_asked():
    bare = dt.Scenario(title="Bare", players={"a": "A"}, decisions={"x": {"player": "a", "choices": ["no", "yes"]}})
    with pytest.raises(ConceptError, match="payoffs"):
        disagreement(bare)


def test_it_prints_and_converts():
    found = disagreement(DEAL)
    assert "leaves (-1)" in str(found)
    assert "<table>" in found._repr_html_()
    assert json.loads(json.dumps(found.to_dict()))["reasons"][0]["player"] == "us"
