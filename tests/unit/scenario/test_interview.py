"""An interview makes the scenario that its replies describe, and refuses replies that describe none."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.errors import ArgumentError
from deterrence.scenario.interview import ENDS, interview


def talk(replies):
    """An `ask` that gives replies in turn, noting the questions and why replies were not taken."""
    waiting, log = list(replies), []

    def ask(question, read, default=None):
        while True:
            log.append(question)
            reply = waiting.pop(0)
            try:
                return read(reply or default or "")
            except ArgumentError as error:
                log.append(str(error))

    return ask, log


BORDER = ["A border", "Will it hold?", "A land, B land", "A land", "demand", "stay, press", ""]
REPLY = ["B land", "reply", "demand = press", "concede, resist", "", ""]
WORTH = ["0", "0", "1", "-1", "-1", "-2"]


def test_the_scenario_plays_as_it_was_described_and_its_yaml_says_the_same():
    ask, _ = talk([*BORDER, *REPLY, *WORTH, "demand = press"])
    border = interview(ask)
    answer = dt.solve(border)
    assert answer.path == (("demand", "press"), ("reply", "concede"))
    assert answer.payoffs == {"a_land": 1.0, "b_land": -1.0}
    assert dt.check(border).ok
    assert dt.parse(border.to_yaml()) == border


def test_every_end_is_worth_to_everyone_what_was_said():
    ask, _ = talk([*BORDER, *REPLY, *WORTH, ""])
    border = interview(ask)
    ends = [{"demand": "stay"}, {"demand": "press", "reply": "concede"}, {"demand": "press", "reply": "resist"}]
    told = [tuple(dt.solve(border, suppose=end).payoffs.values()) for end in ends]
    assert told == [(0.0, 0.0), (1.0, -1.0), (-1.0, -2.0)]
    assert not border.claims


def test_what_is_not_learned_is_hidden():
    second = ["B land", "reply", "", "concede, resist", ""]
    ask, log = talk([*BORDER[:6], "B land", *second, "", *"00112233", ""])
    hidden = interview(ask)
    assert hidden.game.order[0].visits[0].hidden_from == ["b_land"]
    assert dt.solve(hidden).concept == "perfect Bayesian equilibrium"
    assert "Move 2: after which earlier choice? (such as: treaty = withdraw)" in log


def test_bad_replies_are_told_what_is_wrong_and_the_question_is_put_again():
    ask, log = talk(
        [
            "", "A border", "Will it hold?", "A, a", "A land, B land", "C land", "A land", "if", "a_land", "demand",
            "stay", "stay, stay", "stay, press", "",
            "B land", "demand", "reply", "demand = pres", "reply", "demand = press", "concede, resist", "",
            "", "0,5", "0", "nan", "0", "1", "-1", "-1", "-2", "demand = strike", "",
        ]
    )  # fmt: skip
    interview(ask)
    said = "\n".join(log)
    for reason in (
        "write something",
        "all different",
        "'C land' is none of them",
        "'if' is a reserved word",
        "'a_land' stands for something else already",
        "two words or more",
        "'demand' stands for something else already",
        "did you mean 'press'?",
        "such as: demand = press",
        "a decimal comma? write 0.5",
        "finite",
        "demand has no choice 'strike'",
    ):
        assert reason in said


def test_more_ends_than_anyone_would_value_are_refused():
    many = ", ".join(f"c{i}" for i in range(ENDS + 1))
    ask, log = talk([*BORDER[:5], many, "stay, press", "", "", "0", "0", "1", "1", ""])
    assert list(interview(ask).choices["demand"]) == ["stay", "press"]
    assert any(f"that makes {ENDS + 1} ends" in line for line in log)


@pytest.mark.parametrize("players", ["A", "A, B, C"])
def test_any_number_of_players_will_do(players):
    count = len(players.split(", "))
    hidden = [""] if count > 1 else []
    ask, _ = talk(["x", "y", players, "A", "go", "no, yes", *hidden, "", *["1"] * 2 * count, ""])
    assert len(interview(ask).payoffs) == count
