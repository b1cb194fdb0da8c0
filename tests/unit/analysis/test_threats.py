"""What holds an outcome in place: the replies that would follow rejected choices."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.analysis.threats import threats

DEAL = dt.load("technology-for-money")
REPEATED = """
deterrence: 1
title: Twice
players: {a: A, b: B}
parameters: {x: {value: 1, range: [0, 4]}}
decisions: {move: {player: a, choices: [stay, go]}, reply: {player: b, choices: [yield, fight]}}
chances: {weather: {outcomes: {fair: 0.5, foul: 0.5}}}
payoffs:
  a: (move == go) * (2 if reply == yield else -1)
  b: (reply == fight) * (x - 2 if move == go else -1)
game: {order: [move, weather, reply, {visit: move, when: weather == foul}, reply]}
"""


def histories(solution):
    return [threat.history for threat in threats(solution)]


def test_every_rejected_choice_that_somebody_can_answer_is_a_threat():
    assert histories(dt.solve(DEAL)) == [
        (("treaty", "withdraw"),),
        (("treaty", "keep"), ("fund", "pay")),
        (("treaty", "keep"), ("fund", "refuse"), ("export", "technology")),
    ]


def test_supposing_a_threat_follows_exactly_its_history():
    scenario = dt.parse(REPEATED)
    answer = dt.solve(scenario)
    found = threats(answer)
    assert found
    for threat in found:
        supposed = dt.solve(scenario, suppose=threat.suppose)
        shown = [step for step in supposed.path if step in threat.history]
        assert tuple(shown[: len(threat.history)]) == threat.history


def test_a_reply_among_histories_that_cannot_be_told_apart_is_no_threat():
    hidden = dt.parse(REPEATED.replace("[move, weather, reply,", "[{visit: move, hidden_from: [b]}, weather, reply,"))
    assert all(step[0] != "reply" for threat in threats(dt.solve(hidden)) for step in threat.history[-1:])


def test_thresholds_of_threats_are_those_of_the_game_that_follows():
    found = dt.thresholds(DEAL, threats=True)
    after = dt.thresholds(DEAL, suppose={"treaty": "withdraw"})
    own = [row for row in found.threats if row.supposing == (("treaty", "withdraw"),)]
    assert [(row.parameter, row.value) for row in own] == [(row.parameter, row.value) for row in after.rows]
    assert {row.parameter: row.value for row in own}["rival"] == pytest.approx(1.5, abs=1e-8)
    assert dt.thresholds(DEAL).threats == ()


def test_threats_are_printed_under_what_they_suppose():
    text = str(dt.thresholds(DEAL, "rival", threats=True))
    assert "what would follow treaty = withdraw:" in text
    assert "1.5" in text
    assert dt.thresholds(DEAL, "rival", threats=True).to_dict()["threats"][0]["supposing"] == [["treaty", "withdraw"]]
