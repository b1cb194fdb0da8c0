"""The hint that a wrong answer gets."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.teaching.answer import number_at
from deterrence.teaching.question import Hint, Question

SHARE, LEAST = 0.005, 0.002


def hint_for(question: Question, answer: str | float, scenario: Scenario, failed: Sequence[str]) -> str:
    """The first hint of the question that fits the answer; empty if none does.

    `failed` names the claims that do not hold.

    >>> asked = Question(
    ...     ask="?",
    ...     number=(0, 9),
    ...     claims={"x": {}},
    ...     hints=[{"near": "2 * gain", "say": "Half."}, {"say": "Think again."}],
    ... )
    >>> from deterrence import load
    >>> deal = load("technology-for-money")
    >>> hint_for(asked, 4.001, deal, ["x"]), hint_for(asked, 3.0, deal, ["x"])
    ('Half.', 'Think again.')
    """
    return next((hint.say for hint in question.hints if _fits(hint, answer, scenario, failed)), "")


def _fits(hint: Hint, answer: str | float, scenario: Scenario, failed: Sequence[str]) -> bool:
    if hint.answer is not None:
        return str(answer) == hint.answer
    if hint.claim is not None:
        return hint.claim in failed
    for bound, compare in ((hint.near, _near), (hint.below, float.__lt__), (hint.above, float.__gt__)):
        if bound is not None:
            return isinstance(answer, float) and bool(compare(answer, number_at(scenario, Expression.parse(bound))))
    return True


def _near(answer: float, value: float) -> bool:
    return abs(answer - value) <= max(LEAST, SHARE * abs(value))
